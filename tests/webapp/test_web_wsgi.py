"""The entry point for a production server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import Client

import feeds.service
from feeds.service import Service
from tests.jobs.city import City
from webapp import wsgi


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Service]]:
    """The services that were opened, of a city that has published its editions."""
    city = City(tmp_path)
    with city.open() as service:
        service.publish()
    monkeypatch.setenv("VISNYK_CONFIG", str(city.config))
    monkeypatch.setenv("VISNYK_DATA", str(city.data))
    services: list[Service] = []
    open_service = feeds.service.open_service

    def noted() -> Service:
        services.append(open_service())
        return services[-1]

    monkeypatch.setattr(feeds.service, "open_service", noted)
    wsgi._app.cache_clear()
    yield services
    wsgi._app.cache_clear()
    for service in services:
        service.database.close()


def test_importing_opens_nothing_and_asking_opens_once(opened: list[Service]) -> None:
    """Visnyk is opened when ``app`` is asked for, once, and serves documents and pages."""
    assert opened == []
    client = Client(wsgi.app)
    assert wsgi.app is wsgi.app
    assert len(opened) == 1
    assert client.get("/subscriptions.opml").data == opened[0].renderings()["/subscriptions.opml"].body
    assert client.get("/editions/all-en.atom").status_code == 200
    assert client.get("/en/").status_code == 200


def test_other_names_are_not_there() -> None:
    """The module has no attributes that it did not promise."""
    with pytest.raises(AttributeError, match="nothing"):
        _ = wsgi.nothing


def test_the_desk_is_there_with_the_first_account(opened: list[Service]) -> None:
    """The desk of the service is a part of the site: nobody sees one, until somebody may sign in."""
    client = Client(wsgi.app)
    assert client.get("/en/desk/sign-in").status_code == 404
    opened[0].editing.add_editor("Olena", "a password of some length")
    assert client.get("/en/desk/sign-in", environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code == 200
    assert client.get("/en/").status_code == 200
