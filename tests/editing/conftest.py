"""A city with a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from feeds.editing import Editing
from feeds.editing.accounts import Accounts
from feeds.editing.passwords import Passwords
from feeds.service import Service
from feeds.store.database import Database, open_sqlite
from tests.jobs.city import City
from tests.jobs.conftest import city, libre, site
from tests.jobs.libre import Libre

from .helping import publish
from .signing import RIGHT, Clock

__all__ = ["city", "libre", "site"]


@pytest.fixture
def passwords() -> Passwords:
    """Hashes in no time: how it is done well is tested once."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """New and empty."""
    opened = open_sqlite(tmp_path / "visnyk.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def accounts(database: Database, tmp_path: Path, clock: Clock, passwords: Passwords) -> Accounts:
    """Those of a city where Olena may sign in."""
    made = Accounts(lambda: database, tmp_path, clock, passwords)
    made.add_editor("Olena", RIGHT)
    return made


@pytest.fixture
def service(city: City, libre: Libre, site: object) -> Iterator[Service]:
    """Visnyk on a city whose two entries are translated and published."""
    publish(city, site)
    city.run()
    with city.open() as opened:
        yield opened


@pytest.fixture
def desk(service: Service, city: City, passwords: Passwords) -> Editing:
    """Its desk, at which Olena may sit."""
    return editing_of(service, city, passwords)


def editing_of(service: Service, city: City, passwords: Passwords) -> Editing:
    """The desk of a service, with the clock of the test."""
    return Editing(
        service.settings,
        lambda: service.database,
        service.data,
        service.publishing,
        service.translating,
        lambda: city.now,
        passwords,
    )
