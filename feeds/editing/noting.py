"""What is done to a file, in the log: noted before it is done, and how it ended as soon as it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from feeds.errors import StoreError, VisnykError
from feeds.store import deeds
from feeds.store.database import Database

Begin = Callable[[str, str, Mapping[str, Any]], None]
"""Takes the kind of a deed, its subject and its detail."""


@contextmanager
def noted(database: Database, clock: Callable[[], datetime], by: str, address: str) -> Iterator[Begin]:
    """Gives what is to be called before the last step; that step is done when the block ends, or it raises.

    A file and a database cannot be changed in one step. So the line says that the deed is begun, which is true whatever
    comes then; after the block, that it is done, or why not. If the process is killed in between, or the database
    cannot be written any more, it stays begun.

    :raises StoreError: the beginning cannot be written down; nothing must be done then.
    """
    begun: list[int] = []

    def begin(kind: str, subject: str, detail: Mapping[str, Any]) -> None:
        with database.write() as connection:
            begun.append(deeds.begin_deed(connection, clock(), by, kind, subject, address, detail))

    try:
        yield begin
    except VisnykError as error:
        _end(database, begun, str(error))
        raise
    _end(database, begun, None)


def _end(database: Database, begun: list[int], failed: str | None) -> None:
    for number in begun:
        with suppress(StoreError), database.write() as connection:  # what is done is done: the line is true as it is
            deeds.end_deed(connection, number, failed)
