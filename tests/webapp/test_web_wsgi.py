"""The entry point for a production server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from werkzeug.test import Client

from tests.webapp.memory import MemoryReading
from webapp import wsgi


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[MemoryReading]]:
    """The readings that were opened; the service is replaced by one that opens them in memory."""
    readings: list[MemoryReading] = []

    def open_reading() -> MemoryReading:
        readings.append(MemoryReading())
        readings[-1].publish("/subscriptions.opml", b"<opml/>")
        return readings[-1]

    service = ModuleType("feeds.service")
    service.__dict__["open_reading"] = open_reading
    monkeypatch.setitem(sys.modules, "feeds.service", service)
    wsgi._app.cache_clear()
    yield readings
    wsgi._app.cache_clear()


def test_importing_opens_nothing_and_asking_opens_once(opened: list[MemoryReading]) -> None:
    """The reading is opened when ``app`` is asked for, once, and serves documents and pages."""
    assert opened == []
    client = Client(wsgi.app)
    assert wsgi.app is wsgi.app
    assert len(opened) == 1
    assert client.get("/subscriptions.opml").data == b"<opml/>"
    assert client.get("/").status_code == 200


def test_other_names_are_not_there() -> None:
    """The module has no attributes that it did not promise."""
    with pytest.raises(AttributeError, match="nothing"):
        _ = wsgi.nothing
