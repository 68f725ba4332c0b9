"""Fixtures of the viewer's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webapp.city import City, app_for
from tests.webapp.office import Office, news, opened


@pytest.fixture
def reading() -> City:
    """An empty city, to be filled by verbs."""
    return City()


@pytest.fixture
def client(reading: City) -> FlaskClient:
    """A browser without a network, on the viewer over ``reading``."""
    return app_for(reading).test_client()


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings and data of an office whose news is out."""
    folder = tmp_path_factory.mktemp("printed")
    news(folder)
    return folder


@pytest.fixture
def office(printed: Path, tmp_path: Path) -> Iterator[Office]:
    """An office with one editor."""
    with opened(printed, tmp_path) as one:
        yield one
