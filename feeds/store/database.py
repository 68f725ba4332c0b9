"""Opening the database: connections, transactions, migrations."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from feeds.errors import StoreError
from feeds.store.schema import metadata

HEAD = "0006"
"""The newest migration; a test compares it with the files."""
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30
"""How long a writer waits for another one."""
_WRITE = "visnyk_write"
_PATIENCE = "visnyk_patience"
_TURN = 8_647_495
"""The number of the lock that whoever writes into PostgreSQL holds; any other would do."""
# As Alembic makes it.
_VERSION_TABLE = (
    "CREATE TABLE IF NOT EXISTS alembic_version "
    "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
# What SQLite says (sqlite.org/rescode.html), in words that a person can act on.
_SQLITE_SAYS = {
    "database is locked": "another program has kept it locked for {seconds} s",
    "database or disk is full": "the disk is full",
    "disk I/O error": "the disk cannot be read or written; perhaps it is full",
    "attempt to write a readonly database": "is not writable for this user",
    "unable to open database file": "cannot be opened: look at its folder and who may write there",
    "no such module: fts5": "needs an SQLite with FTS5, and this Python's has none; the one of your system has",
    "file is not a database": "is no SQLite database: put a backup in its place, or move it away to begin anew",
    "database disk image is malformed": "is damaged: put a backup in its place, or move it away to begin anew",
}


class Database:
    """An open database; thread-safe, not to be shared with a forked child.

    Whatever fails in it or in one of its transactions is a :class:`StoreError`.
    """

    def __init__(self, url: str | URL) -> None:
        self._engine = _engine(url)
        # The same connections; their transactions begin otherwise.
        self._writing = self._engine.execution_options(**_writing_options(self._engine))

    @property
    def url(self) -> str:
        """Where it is, for people: the file."""
        return self._engine.url.database or ""

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: one consistent picture, never blocked by a writer (WAL)."""
        with _errors(self.url), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self, seconds: int | None = None) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing. For another writer it waits half a minute, or ``seconds``
        where somebody waits for it."""
        patience = _BUSY_SECONDS if seconds is None else seconds
        writing = self._writing.execution_options(**{_PATIENCE: patience})
        with _errors(self.url, patience), writing.begin() as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the schema up to date. Idempotent; cheap where it is up to date.

        :raises StoreError: it was written by a newer Visnyk, or cannot be written.
        """
        with self.read() as connection:
            version = _version(connection)
        if version == HEAD:
            return
        if version is None:
            self._create()
        else:
            self._upgrade(version)

    def _create(self) -> None:
        # A test holds the migrations to give exactly this schema. Alembic costs 0.25 s to import, for one INSERT.
        with self.write() as connection:
            if _version(connection) is not None:
                return  # another process was faster
            metadata.create_all(connection)
            connection.execute(text(_VERSION_TABLE))
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})

    def _upgrade(self, version: str) -> None:
        from alembic.util import CommandError

        try:
            with self.write() as connection:
                upgrade(connection)
        except CommandError as error:
            raise StoreError(
                f"{self.url}: its schema {version!r} is unknown: it was written by a newer Visnyk; update the program"
            ) from error


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to ``revision`` in this connection's transaction."""
    from alembic import command

    command.upgrade(_alembic(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the migrations back down to ``revision`` (``base``: all of them) in this connection's transaction."""
    from alembic import command

    command.downgrade(_alembic(connection), revision)


def _alembic(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def open_sqlite(path: Path) -> Database:
    """Open or create the SQLite database at ``path`` and bring it up to date; a new one is for this user's eyes alone.

    :raises StoreError: it cannot be opened, with the reason.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not os.access(path, os.W_OK):
            raise StoreError(f"{path}: is not writable for this user")
        make_private(path)
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be used: {error.strerror}") from error
    database = Database(URL.create("sqlite", database=str(path)))
    try:
        database.migrate()
    except StoreError:
        database.close()
        raise
    return database


def make_private(path: Path) -> None:
    """Have there be a file at ``path``; a new one is empty, and whatever the umask says, for its owner alone: hashes of
    passwords are kept in it. One that is there keeps the mode that somebody gave it.

    What SQLite puts beside it gets the same mode (sqlite.org/src, ``findCreateFileMode``), and an empty file is a new
    database for it. Where nothing may be created, SQLite says so.
    """
    with suppress(OSError):
        os.close(os.open(path.resolve(), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _engine(url: str | URL) -> Engine:
    if make_url(url).get_backend_name() == "postgresql":
        # One consistent picture for whoever reads, as SQLite gives it.
        engine = create_engine(url, isolation_level="REPEATABLE READ")
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _writing_options(engine: Engine) -> dict[str, Any]:
    # What writes sees all that was written before its turn came, not before it began to wait.
    latest = {"isolation_level": "READ COMMITTED"} if engine.dialect.name == "postgresql" else {}
    return {_WRITE: True, **latest}


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling starts none for SELECT and a deferred one for the rest: ours is explicit.
    connection.isolation_level = None
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        _use_wal(connection)
        # With WAL, NORMAL can lose the last transactions in a power cut but never corrupts (sqlite.org/pragma.html).
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error:
        connection.close()  # the pool has not got it yet
        raise


def _use_wal(connection: Any) -> None:
    """Switch to WAL, for readers that never wait; a new file only, since it remembers.

    Of two processes that create the file at once, one is told at once that it is locked: SQLite does not wait where
    it fears a deadlock, whatever busy_timeout says. So we wait.
    """
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once; a deferred one could find it taken half-way and fail without waiting.
    options = connection.get_execution_options()
    immediate = options.get(_WRITE)
    if immediate and connection.info.get(_PATIENCE) != options[_PATIENCE]:  # of what is pooled, and was used before
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {options[_PATIENCE] * 1000}")
        connection.info[_PATIENCE] = options[_PATIENCE]
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # One writer after the other, as in SQLite: what is read, decided and written in between fits together.
    options = connection.get_execution_options()
    if options.get(_WRITE):
        if options[_PATIENCE] != _BUSY_SECONDS:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{options[_PATIENCE]}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


@contextmanager
def _errors(where: str, seconds: int | None = None) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        # Its own text goes on with the statement, its parameters and an address to read more at.
        said = str(error.orig if isinstance(error, DBAPIError) else error).partition("\n")[0]
        waited = _BUSY_SECONDS if seconds is None else seconds
        raise StoreError(f"{where}: {_SQLITE_SAYS.get(said, said).replace('{seconds}', str(waited))}") from error
