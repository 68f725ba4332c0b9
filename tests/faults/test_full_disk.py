"""A refresh on a disk that is full: one line, nothing broken, and it goes on when there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.jobs.city import City
from tests.jobs.documents import atom, item
from tests.jobs.site import Feed, Server
from tests.store.test_files import sound

from .processes import REPOSITORY


def test_refresh_on_a_full_disk(tmp_path: Path) -> None:
    """The command ends with 1 and one line; what was stored is whole sources; later it takes the rest."""
    city = City(tmp_path)
    with Server() as server:
        for number in range(30):
            name = f"s{number}"
            long = [item(n, name).but(content=f"<p>{'слово ' * 1500}</p>") for n in (1, 2)]
            city.add(name, server.on(f"/{name}", Feed(atom(long))))
        city.write()
        done = refresh_with_little_room(city, kilobytes=500)
        assert done.returncode == 1
        reason = "the disk cannot be read or written; perhaps it is full"
        assert done.stderr == f"visnyk: {city.data}/visnyk.sqlite: {reason}\n"
        assert sound(city.data / "visnyk.sqlite")
        stored = [entry.source_id for entry, _ in city.entries()]
        assert 0 < len(stored) < 60
        assert all(stored.count(name) == 2 for name in stored)
        assert city.run().count("failed") == 0
        assert len(city.entries()) == 60


def refresh_with_little_room(city: City, kilobytes: int) -> subprocess.CompletedProcess[str]:
    """``visnyk refresh`` that can make no file larger than this; ``ulimit`` counts in blocks of 512 bytes."""
    command = [sys.executable, "-m", "feeds.cli", "--config", str(city.config), "--data", str(city.data)]
    limited = ["sh", "-c", f'ulimit -f {kilobytes * 2}; exec "$@"', "sh", *command, "refresh", "--json"]
    return subprocess.run(limited, capture_output=True, text=True, cwd=REPOSITORY, env=dict(os.environ), check=False)
