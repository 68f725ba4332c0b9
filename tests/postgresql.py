"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached through a socket in it and no port."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL

from feeds.store.database import Database

_INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu have it, a folder a version."""
_USER = "postgres"
"""The server refuses to run as root; Debian's package makes this one."""
_SETTINGS = {
    "listen_addresses": "", "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off",
    "shared_buffers": "32MB", "max_connections": "20",
}  # fmt: skip
_TEMPLATE = "visnyk"


@dataclass
class Cluster:
    """A running server."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> URL:
        """Of a database in it."""
        return URL.create("postgresql+psycopg", username=_USER, database=name, query={"host": str(self.folder)})

    @contextmanager
    def empty(self) -> Iterator[Database]:
        """A database without tables."""
        with self._database("template0") as database:
            yield database

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A new database with all tables."""
        with self._database(_TEMPLATE) as database:
            yield database

    def prepare(self) -> None:
        """Make the tables, once for all tests: to copy them takes a third of the time."""
        self._say(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
        database = Database(self.url(_TEMPLATE))
        database.migrate()
        database.close()

    @contextmanager
    def _database(self, template: str) -> Iterator[Database]:
        name = f"test_{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template}")
        database = Database(self.url(name))
        try:
            yield database
        finally:
            database.close()
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def _say(self, statement: str) -> None:
        import psycopg  # here, as it is an extra: whoever has no PostgreSQL needs none

        with psycopg.connect(host=str(self.folder), user=_USER, dbname=_USER, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start one, and leave nothing of it; the test is skipped where there is no PostgreSQL."""
    programs = max(_INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), default=None)
    if programs is None:
        pytest.skip(f"there is no PostgreSQL in {_INSTALLED}; tests/system.sh says what to install")
    # Not pytest's folder: it is of one user alone, and the path of a socket has 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="visnyk-pg-", dir="/tmp"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, _USER, _USER)
        data = str(folder / "data")
        _run(programs, "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        given = {**_SETTINGS, "unix_socket_directories": folder}
        options = " ".join(f"-c {name}='{value}'" for name, value in given.items())
        control = programs.with_name("pg_ctl")
        _run(control, "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            made = Cluster(folder)
            made.prepare()
            yield made
        finally:
            _run(control, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _run(program: Path, *arguments: str) -> None:
    # Its output into a file: the server would keep a pipe open.
    user = _USER if os.getuid() == 0 else None
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [str(program), *arguments], user=user, group=user, extra_groups=[] if user else None, cwd="/",
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, timeout=120, check=False,
        )  # fmt: skip
        said.seek(0)
        assert done.returncode == 0, said.read().decode()
