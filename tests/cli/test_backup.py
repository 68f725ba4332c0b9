"""``backup`` and ``restore``: the database as one file."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feeds.cli.main import NOTHING_WORKED, OK, USAGE
from feeds.model import Rendering
from feeds.service import open_service
from feeds.store.database import HEAD, downgrade, open_sqlite
from tests.cli.conftest import Run
from tests.cli.helping import ROOT, City, configure, environment
from tests.store.rows import entry, store


@pytest.fixture
def config(city: City, run: Run, tmp_path: Path) -> Path:
    """A city that has gathered and translated three entries; its settings."""
    folder = configure(tmp_path / "config", {"lviv": city.feed("/a", 3)}, engine=city.url)
    assert run("refresh")[0] == OK
    return folder


def documents(config: Path, data: Path) -> dict[str, Rendering]:
    """What is published from these data, published anew if need be."""
    with open_service(str(config), str(data)) as service:
        service.publish()
        return service.renderings()


def move_to(data: Path) -> None:
    """Begin elsewhere with another data folder, as on another machine: the old one is away."""
    data.rename(data.with_name("old"))


def test_ids_and_dates_stay(config: Path, run: Run, city: City, tmp_path: Path) -> None:
    """A new database made from a backup publishes the same bytes, ids and dates among them, also after the next
    refresh."""
    before = documents(config, tmp_path / "data")
    backup = tmp_path / "backups" / "visnyk.sqlite"
    code, said, err = run("backup", backup)
    assert (code, said, err) == (OK, f"{backup}: {backup.stat().st_size / 1e6:.1f} MB\n", "")
    move_to(tmp_path / "data")
    assert run("restore", backup) == (OK, f"{tmp_path / 'data' / 'visnyk.sqlite'}: restored from {backup}\n", "")
    assert documents(config, tmp_path / "data") == before
    assert run("refresh")[0] == OK
    assert documents(config, tmp_path / "data") == before
    assert {path.name for path in backup.parent.iterdir()} == {"visnyk.sqlite"}


def test_while_somebody_writes(config: Path, run: Run, tmp_path: Path) -> None:
    """A backup waits for nobody: it has what was there before a transaction that goes on."""
    with open_service(str(config), str(tmp_path / "data")) as service, service.database.write() as connection:
        connection.exec_driver_sql("UPDATE entry SET title = 'not yet'")
        assert run("backup", tmp_path / "b.sqlite")[0] == OK
    assert titles(tmp_path / "b.sqlite") == ["Новина 1", "Новина 2", "Новина 3"]
    run("backup", tmp_path / "b.sqlite")
    assert titles(tmp_path / "b.sqlite") == ["not yet"] * 3


def titles(file: Path) -> list[str]:
    """Of all entries in a database file, which is not touched."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM entry ORDER BY title")]


def test_pictures_are_not_in_it(config: Path, run: Run, tmp_path: Path) -> None:
    """Where there are pictures, a line says that they are to be copied as well."""
    (tmp_path / "data" / "pictures").mkdir()
    err = run("backup", tmp_path / "b.sqlite")[2]
    assert err == f"{tmp_path / 'data' / 'pictures'}: is not in it; copy it as well\n"


def test_nothing_to_back_up(run: Run, tmp_path: Path) -> None:
    """Without a database there is no backup, and none is made for it."""
    configure(tmp_path / "config", {})
    code, _, err = run("backup", tmp_path / "b.sqlite")
    assert (code, "there is no database yet" in err, err.count("\n")) == (NOTHING_WORKED, True, 1)
    assert {path.name for path in tmp_path.iterdir()} == {"config"}


def test_not_over_the_database_itself(config: Path, run: Run, tmp_path: Path) -> None:
    """The database is no place for its own backup, by whatever name."""
    database = tmp_path / "data" / "visnyk.sqlite"
    before = database.read_bytes()
    (tmp_path / "link").symlink_to(database)
    for name in (database, tmp_path / "data" / ".." / "data" / "visnyk.sqlite", tmp_path / "link"):
        code, _, err = run("backup", name)
        assert (code, err) == (NOTHING_WORKED, f"visnyk: {name}: is the database itself; name another file\n")
    assert database.read_bytes() == before


def test_what_cannot_be_written(config: Path, run: Run, tmp_path: Path) -> None:
    """A folder is a mistake of usage; a file that cannot be made is named with the reason."""
    assert run("backup", tmp_path / "data")[0] == USAGE
    code, _, err = run("backup", tmp_path / "config" / "visnyk.toml" / "b.sqlite")
    assert (code, err.count("\n")) == (NOTHING_WORKED, 1)
    assert "b.sqlite: cannot be written: " in err


def test_damaged_database(config: Path, run: Run, tmp_path: Path) -> None:
    """No backup is made of a damaged database, and the older one stays."""
    backup, database = tmp_path / "b.sqlite", tmp_path / "data" / "visnyk.sqlite"
    run("backup", backup)
    good = backup.read_bytes()
    damage(database)
    code, _, err = run("backup", backup)
    assert (code, err.count("\n")) == (NOTHING_WORKED, 1)
    assert err.startswith(f"visnyk: {database}: is damaged: ")
    assert backup.read_bytes() == good
    assert {path.name for path in tmp_path.iterdir()} == {"config", "data", "b.sqlite"}


def damage(file: Path) -> None:
    """Write over the middle of every page but the first ones."""
    with file.open("r+b") as opened:
        for page in range(2, file.stat().st_size // 4096):
            opened.seek(page * 4096)
            opened.write(b"\xff" * 2048)


_KILLED = """
import os, signal, sys
from pathlib import Path
Path.replace = lambda path, target: os.kill(os.getpid(), signal.SIGKILL)
from feeds.cli.main import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_killed(config: Path, run: Run, tmp_path: Path, command: str) -> None:
    """Killed before it ends, there is the old file or none, and the next try works."""
    data, backup = tmp_path / "data", tmp_path / "b.sqlite"
    run("backup", backup)
    before = backup.read_bytes()
    if command == "restore":
        move_to(data)
    arguments = ["--config", str(config), "--data", str(data), command, str(backup)]
    killed = subprocess.run([sys.executable, "-c", _KILLED, *arguments], env=environment(), cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert backup.read_bytes() == before
    assert (data / "visnyk.sqlite").exists() == (command == "backup")
    assert run(command, backup)[0] == OK
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert [path.name for path in data.iterdir() if path.name.startswith(".")] == []
    assert len(titles(data / "visnyk.sqlite")) == 3


def test_not_over_a_database(config: Path, run: Run, tmp_path: Path) -> None:
    """Where there is a database, or what belongs to one, nothing is restored."""
    data, backup = tmp_path / "data", tmp_path / "b.sqlite"
    run("backup", backup)
    before = (data / "visnyk.sqlite").read_bytes()
    code, _, err = run("restore", backup)
    there = data / "visnyk.sqlite"
    assert (code, err) == (
        NOTHING_WORKED, f"visnyk: {there}: is there already; nothing is restored over it: move it away first\n",
    )  # fmt: skip
    assert there.read_bytes() == before
    there.rename(tmp_path / "away")
    (data / "visnyk.sqlite-wal").touch()
    assert "visnyk.sqlite-wal: is there already" in run("restore", backup)[2]
    assert not there.exists()


def test_what_is_no_backup(run: Run, tmp_path: Path) -> None:
    """What is not there, no database, another program's, damaged or newer is refused with the reason, and no database
    is left."""
    configure(tmp_path / "config", {})
    (tmp_path / "text").write_text("Any text that is no database. " * 200)
    with closing(sqlite3.connect(tmp_path / "other")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    for name in ("damaged", "miscounted", "newer"):
        database = open_sqlite(tmp_path / name)
        store(database, *(entry(number) for number in range(200)))
        database.close()
    damage(tmp_path / "damaged")
    with (tmp_path / "miscounted").open("r+b") as opened:  # free pages that are not there (sqlite.org/fileformat2.html)
        opened.seek(36)
        opened.write((5).to_bytes(4, "big"))
    with closing(sqlite3.connect(tmp_path / "newer")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    reasons = {
        "nothing": "there is no such file", "text": "file is not a database",
        "other": "is no backup of Visnyk: it has no entries", "damaged": "is damaged: ", "miscounted": "is damaged: ",
        "newer": "its schema '9999' is unknown: it was written by a newer Visnyk; update the program",
    }  # fmt: skip
    for name, reason in reasons.items():
        code, _, err = run("restore", tmp_path / name)
        assert (code, err.count("\n")) == (NOTHING_WORKED, 1)
        assert err.startswith(f"visnyk: {tmp_path / name}: ") and reason in err
        assert [path.name for path in (tmp_path / "data").iterdir()] == ["refresh.lock"]


def test_older_schema(run: Run, tmp_path: Path) -> None:
    """A backup of an older Visnyk is brought up to date; the file itself stays as it is."""
    configure(tmp_path / "config", {})
    backup = tmp_path / "old.sqlite"
    database = open_sqlite(backup)
    store(database, entry(1))
    with database.write() as connection:
        downgrade(connection, "0003")
    database.close()
    before = backup.read_bytes()
    assert run("restore", backup)[0] == OK
    assert backup.read_bytes() == before
    assert titles(tmp_path / "data" / "visnyk.sqlite") == ["Новина 1"]
    with closing(sqlite3.connect(tmp_path / "data" / "visnyk.sqlite")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)


def test_plain_copy_of_a_database_in_use(run: Run, tmp_path: Path) -> None:
    """What somebody copied with the file beside it, instead of asking for a backup, is restored with its newest
    entries."""
    configure(tmp_path / "config", {})
    live = open_sqlite(tmp_path / "live.sqlite")
    store(live, entry(1), entry(2))
    for name in ("live.sqlite", "live.sqlite-wal"):
        (tmp_path / "copy").mkdir(exist_ok=True)
        shutil.copy(tmp_path / name, tmp_path / "copy" / name)
    live.close()
    assert run("restore", tmp_path / "copy" / "live.sqlite")[0] == OK
    assert len(titles(tmp_path / "data" / "visnyk.sqlite")) == 2
    assert not list((tmp_path / "data").glob("*-wal"))


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """New files may be read by everybody, unless somebody says otherwise."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(*paths: Path) -> dict[str, int]:
    """Who may do what with files, by name."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}


@pytest.mark.usefixtures("open_to_all")
def test_passwords_are_for_one_user(city: City, run: Run, tmp_path: Path) -> None:
    """The database, what stands beside it, a backup and what is restored may be read by nobody else, whatever the umask
    says: hashes of passwords are in them. What else is made is as the umask says."""
    config, data, backup = configure(tmp_path / "config", {}), tmp_path / "data", tmp_path / "backups" / "b.sqlite"
    assert run("refresh")[0] == OK
    with open_service(str(config), str(data)) as service:
        service.database.migrate()
        beside = modes(*data.glob("visnyk.sqlite*"))
    assert beside == {"visnyk.sqlite": 0o600, "visnyk.sqlite-wal": 0o600, "visnyk.sqlite-shm": 0o600}
    assert modes(data, data / "refresh.lock") == {"data": 0o755, "refresh.lock": 0o644}
    assert run("backup", backup)[0] == OK
    assert modes(backup, backup.parent) == {"b.sqlite": 0o600, "backups": 0o755}
    backup.chmod(0o644)
    move_to(data)
    assert run("restore", backup)[0] == OK
    assert modes(*data.glob("visnyk.sqlite*")) == {"visnyk.sqlite": 0o600}


@pytest.mark.usefixtures("open_to_all")
def test_who_else_may_read_is_for_people_to_say(config: Path, run: Run, tmp_path: Path) -> None:
    """Files keep the mode that somebody gave them: the database when it is opened, a backup when it is replaced."""
    database, backup = tmp_path / "data" / "visnyk.sqlite", tmp_path / "b.sqlite"
    database.chmod(0o640)
    assert run("backup", backup)[0] == OK
    assert modes(database, backup) == {"visnyk.sqlite": 0o640, "b.sqlite": 0o600}
    backup.chmod(0o640)
    with open_service(str(config), str(tmp_path / "data")) as service:
        service.database.migrate()
        assert set(modes(*database.parent.glob("visnyk.sqlite*")).values()) == {0o640}
    assert run("backup", backup)[0] == OK
    assert modes(database, backup) == {"visnyk.sqlite": 0o640, "b.sqlite": 0o640}


def test_a_link_to_where_the_database_is_to_be(run: Run, tmp_path: Path) -> None:
    """A database that is made at the end of a link is for one user too."""
    configure(tmp_path / "config", {})
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "visnyk.sqlite").symlink_to(tmp_path / "elsewhere.sqlite")
    assert run("refresh")[0] == OK
    assert modes(tmp_path / "elsewhere.sqlite") == {"elsewhere.sqlite": 0o600}


def test_restoring_beside_a_refresh(config: Path, run: Run, tmp_path: Path) -> None:
    """While another Visnyk works on the data folder, nothing is restored into it."""
    run("backup", tmp_path / "b.sqlite")
    with open_service(str(config), str(tmp_path / "new")) as service, service.lock():
        code, _, err = run("--data", tmp_path / "new", "restore", tmp_path / "b.sqlite")
    assert (code, "another Visnyk is refreshing" in err) == (NOTHING_WORKED, True)
