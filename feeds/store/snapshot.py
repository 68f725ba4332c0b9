"""A database as it was at one moment, for work that takes longer than what it shows stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy import Connection

from feeds.errors import StoreError
from feeds.store.database import Database
from feeds.store.revisions import revision


class Snapshot(Database):
    """All questions are answered from one transaction; for one thread."""

    def __init__(self, connection: Connection, url: str) -> None:
        self._connection = connection
        self._url = url

    @property
    def url(self) -> str:
        """Where the database is, for people."""
        return self._url

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The one transaction."""
        yield self._connection

    def write(self, seconds: int | None = None) -> NoReturn:
        """Never: others do meanwhile."""
        raise StoreError(f"{self._url}: is only read here")

    def close(self) -> None:
        """Nothing: its owner does."""


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """What is in ``database`` now, as long as the context lasts; nobody else is held up by it (WAL)."""
    with database.read() as connection:
        revision(connection)  # a transaction sees what was there at its first question (sqlite.org/isolation.html)
        yield Snapshot(connection, database.url)
