"""A city, a site that it reads, an engine that translates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .city import City
from .libre import Libre
from .site import Server


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    """A Visnyk without sources, whose clock stands still."""
    return City(tmp_path, monkeypatch)


@pytest.fixture
def site() -> Iterator[Server]:
    """A news site that knows nothing yet."""
    with Server() as running:
        yield running


@pytest.fixture
def libre(city: City) -> Iterator[Libre]:
    """The engine of ``city``."""
    with Libre() as running:
        city.translated_by(running.url)
        yield running
