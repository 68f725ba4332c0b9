"""The entry point for a production server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import Client

import feeds.service
from feeds.reading import Reading
from tests.jobs.city import City
from webapp import wsgi


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Reading]]:
    """The readings that were opened, of a city that has published its editions."""
    city = City(tmp_path)
    with city.open() as service:
        service.publish()
    monkeypatch.setenv("VISNYK_CONFIG", str(city.config))
    monkeypatch.setenv("VISNYK_DATA", str(city.data))
    readings: list[Reading] = []
    open_reading = feeds.service.open_reading

    def noted() -> Reading:
        readings.append(open_reading())
        return readings[-1]

    monkeypatch.setattr(feeds.service, "open_reading", noted)
    wsgi._app.cache_clear()
    yield readings
    wsgi._app.cache_clear()
    for reading in readings:
        reading._database.close()


def test_importing_opens_nothing_and_asking_opens_once(opened: list[Reading]) -> None:
    """The reading is opened when ``app`` is asked for, once, and serves documents and pages."""
    assert opened == []
    client = Client(wsgi.app)
    assert wsgi.app is wsgi.app
    assert len(opened) == 1
    assert client.get("/subscriptions.opml").data == opened[0].renderings()["/subscriptions.opml"].body
    assert client.get("/editions/all-en.atom").status_code == 200
    assert client.get("/").status_code == 200


def test_other_names_are_not_there() -> None:
    """The module has no attributes that it did not promise."""
    with pytest.raises(AttributeError, match="nothing"):
        _ = wsgi.nothing
