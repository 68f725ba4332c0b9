"""Which entries have changed since somebody last looked: a number that goes up, and each entry's own.

Whatever changes what anybody is shown of an entry gives it the next number, in the same transaction. Whoever works
after the others (tags, stories, editions) remembers the number up to which it has seen everything. The number is a row
that every writer changes, so that numbers become visible in their order where transactions run side by side too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Connection, update

from feeds.store.notes import get_note, set_note
from feeds.store.schema import entry

T = TypeVar("T")

_REVISION = "revision"
_CHUNK = 500
"""Values in one IN list: SQLite takes 32,766 variables, PostgreSQL slows down earlier."""


def revision(connection: Connection) -> int:
    """The number of the newest change."""
    return int(get_note(connection, _REVISION) or 0)


def next_revision(connection: Connection) -> int:
    """The number of the change that is being made."""
    number = revision(connection) + 1
    set_note(connection, _REVISION, str(number))
    return number


def touch(connection: Connection, keys: Sequence[str]) -> None:
    """These entries are shown otherwise from now on."""
    if keys:
        number = next_revision(connection)
        for some in chunks(keys):
            connection.execute(update(entry).where(entry.c.key.in_(some)).values(revision=number))


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """``values`` in stretches that fit into one IN list."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
