"""What goes wrong with files: locked, read-only, broken, full, two at once. One line each, and nothing is lost."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

import feeds.store.database
from feeds.errors import StoreError
from feeds.store.database import Database, open_sqlite
from feeds.store.lock import exclusive

SOME_USER = 65534
"""nobody, for tests that run as root, whom no permission stops."""


def sound(path: Path) -> bool:
    """Does SQLite find no fault with the file?"""
    connection = sqlite3.connect(path)
    try:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        connection.close()


def note(database: Database, name: str, value: str = "value") -> None:
    """Write one row."""
    with database.write() as connection:
        connection.execute(text("INSERT INTO note VALUES (:name, :value)"), {"name": name, "value": value})


def notes(database: Database) -> set[str]:
    """The names of all rows."""
    with database.read() as connection:
        return set(connection.execute(text("SELECT name FROM note")).scalars())


def refused(path: Path) -> str:
    """What opening the database fails with."""
    with pytest.raises(StoreError) as caught:
        open_sqlite(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program writes to the database for as long as the context lasts."""
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database is going to be."""
    return tmp_path / "data" / "visnyk.sqlite"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers do not wait for one another."""
    monkeypatch.setattr(feeds.store.database, "_BUSY_SECONDS", 0)


@pytest.mark.usefixtures("impatient")
def test_locked(path: Path) -> None:
    """While another program writes, writing fails with one line, and reading goes on."""
    database = open_sqlite(path)
    note(database, "before")
    with locked(path):
        with pytest.raises(StoreError, match=r"visnyk\.sqlite: another program has kept it locked for 0 s$"):
            note(database, "meanwhile")
        assert notes(database) == {"before"}
    note(database, "after")
    assert notes(database) == {"before", "after"}
    database.close()


def test_locked_for_somebody_who_waits(path: Path) -> None:
    """Who waits for an answer is told after the seconds that were asked for, and others wait as long as ever."""
    database = open_sqlite(path)
    with locked(path):
        began = time.monotonic()
        for _ in range(2):
            with pytest.raises(StoreError, match=r"kept it locked for 1 s$"), database.write(seconds=1):
                raise AssertionError("it was locked")
        assert 2 <= time.monotonic() - began < 10
    with database.write() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
    database.close()


@pytest.mark.usefixtures("impatient")
def test_locked_when_new(path: Path) -> None:
    """A database that is locked before it has a schema is an error of the same kind."""
    path.parent.mkdir()
    with locked(path):
        assert "another program" in refused(path)
    open_sqlite(path).close()


def test_waits_for_another_writer(path: Path) -> None:
    """A writer waits until another one has ended."""
    database = open_sqlite(path)
    waiting = subprocess.Popen(
        [sys.executable, "-c", _WRITE_ONE, str(path)], stdout=subprocess.PIPE, text=True, env=_environment()
    )
    with waiting, database.write() as connection:
        connection.execute(text("INSERT INTO note VALUES ('first', '')"))
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "opened\n"
    assert waiting.wait() == 0
    assert notes(database) == {"first", "second"}
    database.close()


_WRITE_ONE = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from sqlalchemy import text
    from feeds.store.database import open_sqlite

    database = open_sqlite(Path(sys.argv[1]))
    print("opened", flush=True)
    with database.write() as connection:
        connection.execute(text("INSERT INTO note VALUES ('second', '')"))
    """
)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def test_no_database(path: Path) -> None:
    """A file that is something else is named, and left as it is."""
    path.parent.mkdir()
    path.write_bytes(b"Visnyk of Kharkiv, 1 March 2026\n" * 200)
    before = path.read_bytes()
    assert refused(path).startswith(f"{path}: is no SQLite database")
    assert path.read_bytes() == before


def test_damaged(path: Path) -> None:
    """A database with a damaged page is an error that says so, once the page is needed."""
    database = open_sqlite(path)
    for number in range(100):
        note(database, f"n{number}", "x" * 4000)
    database.close()
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * (path.stat().st_size - 8192))
    assert "is damaged" in refused(path)


def test_folder_in_place_of_the_file(path: Path) -> None:
    """A folder where the database should be is an error that names it."""
    path.mkdir(parents=True)
    assert refused(path) == f"{path}: cannot be opened: look at its folder and who may write there"


def test_file_in_place_of_the_folder(path: Path) -> None:
    """A file where the folder of data should be is an error that names it."""
    path.parent.write_text("")
    assert refused(path) == f"{path.parent}: cannot be used: File exists"


def test_odd_names(tmp_path: Path) -> None:
    """Any name will do for the folder of data."""
    path = tmp_path / "дані 100%?x=1#y" / "visnyk.sqlite"
    database = open_sqlite(path)
    note(database, "there")
    assert database.url == str(path)
    database.close()
    assert sound(path)


# --- permissions ----------------------------------------------------------------------------------------------------


@pytest.fixture
def reachable() -> Iterator[Path]:
    """Where a database is going to be, in a folder that every user can look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "data" / "visnyk.sqlite"
        yield path
        for open_again in (path.parent, path):
            if open_again.exists():
                open_again.chmod(0o755)


_AS_SOME_USER = textwrap.dedent(
    f"""
    import os, sys
    from pathlib import Path
    from sqlalchemy import text
    from feeds.errors import StoreError
    from feeds.store.database import Database, open_sqlite

    Database("sqlite://").migrate()  # imports everything while that is allowed
    if os.geteuid() == 0:
        os.setuid({SOME_USER})
    try:
        with open_sqlite(Path(sys.argv[1])).write() as connection:
            connection.execute(text("INSERT INTO note VALUES ('written', '')"))
    except StoreError as error:
        print(error)
    """
)


def as_some_user(path: Path) -> str:
    """What opening the database, and writing to it, comes to for a user without privileges."""
    command = [sys.executable, "-c", _AS_SOME_USER, str(path)]
    return subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True).stdout


def test_everything_allowed(reachable: Path) -> None:
    """Where file and folder may be written, all is well."""
    open_sqlite(reachable).close()
    reachable.chmod(0o666)
    reachable.parent.chmod(0o777)
    assert as_some_user(reachable) == ""


@pytest.mark.parametrize(
    ("file", "folder", "reason"),
    [
        (0o444, 0o777, "{file}: is not writable for this user\n"),
        (0o666, 0o555, "{file}: is not writable for this user\n"),
        (0o666, 0o000, "{folder}: cannot be used: Permission denied\n"),
    ],
    ids=["file", "folder", "closed folder"],
)
def test_read_only(reachable: Path, file: int, folder: int, reason: str) -> None:
    """A database that this user may not write is one line, whether file or folder forbids it."""
    open_sqlite(reachable).close()
    reachable.chmod(file)
    reachable.parent.chmod(folder)
    said = as_some_user(reachable)
    reachable.parent.chmod(0o755)
    assert said == reason.format(file=reachable, folder=reachable.parent)
    assert sound(reachable)


def test_read_only_folder_without_database(reachable: Path) -> None:
    """A folder that nothing may be created in is one line, for a file and for a folder in it."""
    reachable.parent.mkdir(mode=0o555)
    assert as_some_user(reachable) == f"{reachable}: cannot be opened: look at its folder and who may write there\n"
    inside = reachable.parent / "more" / "visnyk.sqlite"
    assert as_some_user(inside) == f"{inside.parent}: cannot be used: Permission denied\n"


# --- a full disk ----------------------------------------------------------------------------------------------------


_UNTIL_FULL = textwrap.dedent(
    """
    import resource, sys
    from pathlib import Path
    from sqlalchemy import text
    from feeds.errors import StoreError
    from feeds.store.database import open_sqlite

    database = open_sqlite(Path(sys.argv[1]))
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    written = 0
    try:
        while True:
            with database.write() as connection:
                for half in "ab":
                    row = {"name": f"{written}{half}", "value": "x" * 30_000}
                    connection.execute(text("INSERT INTO note VALUES (:name, :value)"), row)
            written += 1
    except StoreError as error:
        print(written, error, sep="\\t")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    with database.write() as connection:
        connection.execute(text("INSERT INTO note VALUES ('with room again', '')"))
    """
)


@pytest.mark.parametrize("limit", [500_000, 1_000_000, 6_000_000])
def test_full_disk(path: Path, limit: int) -> None:
    """When files cannot grow any more, writing fails with one line, whole transactions stay, and later it goes on."""
    command = [sys.executable, "-c", _UNTIL_FULL, str(path), str(limit)]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True)
    written, _, reason = done.stdout.rstrip("\n").partition("\t")
    assert reason == f"{path}: the disk cannot be read or written; perhaps it is full"
    assert int(written) > 0
    assert sound(path)
    database = open_sqlite(path)
    assert notes(database) == {*(f"{n}{half}" for n in range(int(written)) for half in "ab"), "with room again"}
    database.close()


def test_no_more_pages(path: Path) -> None:
    """The error that SQLite has for a full disk is told in plain words, and nothing of the transaction stays."""
    database = open_sqlite(path)
    note(database, "before")
    with database.write() as connection:
        connection.execute(text("PRAGMA max_page_count = 10"))
    with pytest.raises(StoreError, match=r"visnyk\.sqlite: the disk is full$"):
        note(database, "much", "x" * 1_000_000)
    assert notes(database) == {"before"}
    database.close()


# --- several processes ----------------------------------------------------------------------------------------------


_CREATE = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from sqlalchemy import text
    from feeds.store.database import open_sqlite

    print("ready", flush=True)
    for line in sys.stdin:
        database = open_sqlite(Path(line.rstrip()))
        with database.write() as connection:
            connection.execute(text("INSERT INTO note VALUES (:name, '')"), {"name": sys.argv[1]})
        database.close()
        print("done", flush=True)
    """
)


def test_created_by_several_at_once(tmp_path: Path) -> None:
    """Processes that open a new database at the same moment all succeed, again and again."""
    names = ("one", "two", "three")
    with ExitStack() as stack:
        children = [stack.enter_context(_creator(name)) for name in names]
        assert [_line(child) for child in children] == ["ready\n"] * len(names)
        for number in range(20):
            path = tmp_path / str(number) / "visnyk.sqlite"
            for child in children:
                _tell(child, f"{path}\n")
            assert [_line(child) for child in children] == ["done\n"] * len(names)
            database = open_sqlite(path)
            assert notes(database) == set(names)
            database.close()


@contextmanager
def _creator(name: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", _CREATE, name], env=_environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as child:  # fmt: skip
        try:
            yield child
        finally:
            child.kill()


def _tell(child: subprocess.Popen[str], line: str) -> None:
    assert child.stdin is not None
    child.stdin.write(line)
    child.stdin.flush()


def _line(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline()


# --- the lock -------------------------------------------------------------------------------------------------------


def test_lock(tmp_path: Path) -> None:
    """The lock is held by one at a time, says who is in the way, and is free again afterwards."""
    path = tmp_path / "data" / "refresh.lock"
    with exclusive(path), pytest.raises(StoreError, match="another Visnyk is refreshing"), exclusive(path):
        raise AssertionError("both hold it")
    with exclusive(path):
        pass


def test_lock_ends_with_its_process(tmp_path: Path) -> None:
    """A process that is killed holds no lock any more."""
    path = tmp_path / "refresh.lock"
    code = (
        "import sys, time; from pathlib import Path; from feeds.store.lock import exclusive\n"
        "with exclusive(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True, env=_environment()
    ) as holder:
        assert _line(holder) == "held\n"
        with pytest.raises(StoreError, match="another Visnyk"), exclusive(path):
            raise AssertionError("both hold it")
        holder.kill()
    with exclusive(path):
        pass


def test_lock_that_cannot_be_made(tmp_path: Path) -> None:
    """A lock file that cannot be made is one line."""
    (tmp_path / "data").write_text("")
    reason = r"refresh\.lock: cannot be written: (Not a directory|File exists)$"
    with pytest.raises(StoreError, match=reason), exclusive(tmp_path / "data" / "refresh.lock"):
        raise AssertionError("it was made")


def test_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files cannot be locked that is said; where the system knows no such locks, the database's own must do."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    path = tmp_path / "refresh.lock"
    with pytest.raises(StoreError, match=r"refresh\.lock: cannot be locked: No locks available$"), exclusive(path):
        raise AssertionError("it was locked")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with exclusive(path):
        pass
