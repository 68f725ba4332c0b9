"""Fixtures of the viewer's tests."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webapp.memory import MemoryReading, app_for


@pytest.fixture
def reading() -> MemoryReading:
    """An empty city, to be filled by verbs."""
    return MemoryReading()


@pytest.fixture
def client(reading: MemoryReading) -> FlaskClient:
    """A browser without a network, on the viewer over ``reading``."""
    return app_for(reading).test_client()
