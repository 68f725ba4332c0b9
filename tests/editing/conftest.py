"""A city with a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from feeds.editing import Editing
from feeds.editing.passwords import Passwords
from feeds.service import Service
from tests.jobs.city import City
from tests.jobs.conftest import city, libre, site
from tests.jobs.libre import Libre

from .helping import publish

__all__ = ["city", "libre", "site"]


@pytest.fixture
def passwords() -> Passwords:
    """Hashes in no time: how it is done well is tested once."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


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
