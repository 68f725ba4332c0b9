"""A whole copy of the database in one file, and back again."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from feeds.errors import StoreError
from feeds.store.database import make_private, open_sqlite

_BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a database (sqlite.org/tempfiles.html)."""
_BUSY_SECONDS: Final = 30


def back_up(database: Path, file: Path) -> int:
    """Write a copy of ``database`` to ``file``, as of one moment, while others read and write; its size in bytes.

    Whatever happens, ``file`` is what it was, or whole and on the disk. A new one is for this user's eyes alone, one
    that is replaced for those who could read it before.

    :raises StoreError: it cannot be read or written, is damaged, or there is none.
    """
    if not database.is_file():
        raise StoreError(f"{database}: there is no database yet; `visnyk refresh` makes one")
    if any(_same(database.with_name(database.name + end), file) for end in ("", *_BESIDE)):
        raise StoreError(f"{file}: is the database itself; name another file")
    fresh = file.with_name(f".{file.name}.new")
    with _files(file, fresh):
        file.parent.mkdir(parents=True, exist_ok=True)
        _forget(fresh)
        make_private(fresh)
        _copy(database, fresh)
        if file.exists():
            shutil.copymode(file, fresh)
        _settle(fresh, file)
        return file.stat().st_size


def restore(file: Path, database: Path) -> None:
    """Make ``database`` of a copy, in the present schema, for this user's eyes alone; there must be none.

    Whatever happens, there is no database then, or a whole one.

    :raises StoreError: there is one, or the copy is damaged, none of Visnyk's, or of a newer version.
    """
    for end in ("", *_BESIDE):
        there = database.with_name(database.name + end)
        if there.exists():
            raise StoreError(f"{there}: is there already; nothing is restored over it: move it away first")
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file")
    fresh = database.with_name(f".{database.name}.new")
    with _files(database, fresh):
        database.parent.mkdir(parents=True, exist_ok=True)
        _forget(fresh)
        _take(file, fresh)
        _check_copy(file, fresh)
        _settle(fresh, database)


def _copy(database: Path, fresh: Path) -> None:
    # Not sqlite3.Connection.backup: what that copies is as large as the database ever was, and damaged if it is; this
    # reads every row and makes every index anew.
    with _sqlite(database), closing(_open(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(fresh),))


def _take(file: Path, fresh: Path) -> None:
    """The bytes of a backup; where somebody copied a database in use, the newest ones are in the file beside it."""
    for end in ("", "-wal"):
        part = file.with_name(file.name + end)
        if part.exists():
            try:
                make_private(fresh.with_name(fresh.name + end))
                shutil.copyfile(part, fresh.with_name(fresh.name + end))
            except OSError as error:
                raise StoreError(f"{part}: cannot be copied: {error.strerror}") from error


def _check_copy(file: Path, fresh: Path) -> None:
    """Is it a whole database of ours? Then it gets the present schema, and needs nothing beside it any more."""
    _check(fresh, file)
    with _sqlite(file), closing(_open(fresh)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "entry"} <= tables:
        raise StoreError(f"{file}: is no backup of Visnyk: it has no entries")
    try:
        open_sqlite(fresh).close()
    except StoreError as error:
        raise StoreError(str(error).replace(str(fresh), str(file))) from error
    with _sqlite(file), closing(_open(fresh)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _check(fresh: Path, name: Path) -> None:
    with _sqlite(name), closing(_open(fresh)) as connection:
        said = [line for (line,) in connection.execute("PRAGMA integrity_check(1)")]
    if said != ["ok"]:
        raise StoreError(f"{name}: is damaged: {' '.join(' '.join(said).split())}")


def _open(database: Path) -> sqlite3.Connection:
    # mode=rw: nothing is created where there is nothing.
    address = f"{database.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)


def _settle(fresh: Path, path: Path) -> None:
    """On the disk, then under its name."""
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False


def _forget(fresh: Path) -> None:
    """What a process left that was killed, or that failed."""
    for end in ("", *_BESIDE):
        fresh.with_name(fresh.name + end).unlink(missing_ok=True)


@contextmanager
def _files(path: Path, fresh: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            _forget(fresh)


@contextmanager
def _sqlite(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        damaged = "is damaged: " if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT else ""
        raise StoreError(f"{path}: {damaged}{error}") from error
