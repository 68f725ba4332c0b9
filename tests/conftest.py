"""Which tests begin, and databases of both kinds."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feeds.store.database import Database, open_sqlite

if TYPE_CHECKING:
    from tests.postgresql import Cluster


def pytest_configure() -> None:
    """Ctrl+C reaches the programs that tests start, also where a shell began all of it in the background.

    Such a shell has SIGINT ignored, which is inherited (POSIX, XCU 2.11).
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: of several processes, none is left alone with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of our own; skipped where there is none to start."""
    from tests.postgresql import cluster

    with cluster() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A new database with all tables and nothing in it: of each kind."""
    if request.param == "postgresql":
        started: Cluster = request.getfixturevalue("postgresql")
        with started.database() as opened:
            yield opened
        return
    opened = open_sqlite(tmp_path / "visnyk.sqlite")
    yield opened
    opened.close()
