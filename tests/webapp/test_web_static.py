"""The website as it is to be written into files."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from feeds.config import WebSettings
from tests.webapp.city import City
from tests.webapp.page import parsed
from webapp import create_app


@pytest.fixture
def city() -> City:
    """One entry."""
    city = City()
    city.web = WebSettings(requests_a_minute=1)
    city.add_entry()
    return city


@pytest.fixture
def client(city: City) -> FlaskClient:
    """Whoever writes the files."""
    return create_app(city.reading, static=True).test_client()


def test_both_languages_to_choose_from(client: FlaskClient) -> None:
    """The bare address is a page that leads to both languages, and on to the first, whatever a browser asks for."""
    page = parsed(client.get("/", headers={"Accept-Language": "uk"}).text)
    assert page.xpath("//a/@href") == ["/en/", "/uk/"]
    assert page.xpath("//a/text()") == ["English", "Українська"]
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=en/"]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://news.example/en/"]


def test_nothing_that_needs_an_answer(city: City, client: FlaskClient) -> None:
    """No page of a file has a form to be sent, nor is there an address that only leads on; served, they are there."""
    served = create_app(city.reading).test_client()
    for path in ("/en/", "/uk/about", "/en/nowhere"):
        assert not parsed(client.get(path).text).xpath("//form")
    assert parsed(served.get("/en/").text).xpath("//form[@role='search']")
    key = city.reading.dated_entries()[0].key
    assert client.get(f"/entry/{key}").status_code == client.get("/status").status_code == 404


def test_nobody_is_turned_away(client: FlaskClient) -> None:
    """Who writes the files may ask as often as there are pages."""
    assert {client.get("/en/").status_code for _ in range(5)} == {200}
