"""Subscribing: what there is to subscribe to, in words, and its addresses."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from feeds.model import Alerts, Edition
from tests.webapp.city import City, app_for
from tests.webapp.page import parsed, text, tree
from webapp.choices import Names, words_of
from webapp.naming import Name

_LEEDS = {"en": ("Leeds",), "uk": ("Лідс", "Лідса")}
_TURKU = {"en": ("Turku",), "uk": ("Турку?",)}


def _offered(page: Any, edition: str) -> Any:
    return page.get_element_by_id(f"edition-{edition}")


def test_each_edition_has_three_addresses_and_a_snippet(client: FlaskClient, reading: City) -> None:
    """An edition is offered in three formats by its public address, each with a button that copies it, and with the
    code for a page of one's own; so is the list of all."""
    reading.add_edition("all-en")
    page = tree(client, "/en/subscribe")
    rows = _offered(page, "all-en").xpath(".//ul[@class='addresses']/li")
    assert [text(row.find("b")) for row in rows] == ["Atom", "RSS", "JSON Feed"]
    for row, extension in zip(rows, ("atom", "rss", "json"), strict=True):
        link, button = row.find("a"), row.find("button")
        assert link.get("href") == f"/editions/all-en.{extension}"
        assert text(link) == f"https://news.example/editions/all-en.{extension}"
        assert button.getprevious() is link  # what the script copies
    field = _offered(page, "all-en").find(".//textarea")
    assert '<iframe src="https://news.example/embed/all-en"' in unescape(field.text)
    assert field.getnext().tag == "button"
    assert page.xpath("//a[@href='/subscriptions.opml']/text()") == ["https://news.example/subscriptions.opml"]


def test_buttons_wait_for_the_script(client: FlaskClient, reading: City) -> None:
    """Without script there is no button that does nothing; the script is a file that changes its address with its
    bytes, and the words that it says stand in the page."""
    reading.add_edition("all-en")
    page = tree(client, "/uk/subscribe")
    assert all(button.get("hidden") is not None for button in page.xpath("//button[@class='copy']"))
    (script,) = page.xpath("//script")
    assert "defer" in script.attrib
    assert script.text is None
    assert re.fullmatch(r"/static/copy\.js\?v=[0-9a-f]{12}", script.get("src"))
    assert client.get(script.get("src"), buffered=True).status_code == 200
    (region,) = page.xpath("//*[@role='status']")
    assert region.get("data-done") and region.get("data-failed") and not text(region)


def _cities(page: Any) -> list[tuple[str, str, str]]:
    rows = page.xpath("//ul[@class='cities']/li")
    return [(row.get("id"), text(row), row.find("a").get("href")) for row in rows]


def test_cities_are_a_line_each(client: FlaskClient, reading: City) -> None:
    """Editions of cities are the cities' names in alphabetical order; each can be linked to, leads to a page of its
    own, and is in the head of no page: there are many."""
    reading.add_edition("all-en")
    for name, forms in (("turku", _TURKU), ("leeds", _LEEDS)):
        reading.add_partner(name, forms=forms)
        reading.add_edition(f"partner-{name}", title=f"City news for {name.title()}", first=name)
    page = tree(client, "/en/subscribe")
    assert _cities(page) == [
        ("edition-partner-leeds", "Leeds", "/en/subscribe/partner-leeds"),
        ("edition-partner-turku", "Turku", "/en/subscribe/partner-turku"),
    ]
    assert not page.xpath("//link[@rel='alternate'][contains(@href, 'partner')]")
    assert [name for _, name, _ in _cities(tree(client, "/uk/subscribe"))] == ["Лідс", "Турку"]


def test_the_page_of_an_edition(client: FlaskClient, reading: City) -> None:
    """An edition has a page with its three addresses, each with a button, with the code for a page of one's own, and
    the way to the city and back; an edition that there is not has none."""
    reading.add_partner("leeds")
    reading.add_edition("partner-leeds", title="City news for Leeds", first="leeds")
    page = tree(client, "/en/subscribe/partner-leeds")
    assert text(page.find(".//h1")) == "City news for Leeds"
    assert "What mentions Leeds comes first" in text(page.find_class("chosen")[0])
    rows = page.xpath("//ul[@class='addresses']/li")
    assert [row.find("a").get("href") for row in rows] == [
        f"/editions/partner-leeds.{extension}" for extension in ("atom", "rss", "json")
    ]
    assert all(row.find("button").getprevious() is row.find("a") for row in rows)
    field = page.find(".//textarea")
    assert "https://news.example/embed/partner-leeds" in field.text
    assert field.getnext().tag == "button"
    leads = page.xpath("//main//a/@href")
    assert {"/en/partner/leeds", "/en/subscribe#edition-partner-leeds", "/embed/partner-leeds"} <= set(leads)
    assert page.xpath("//script/@src")
    assert client.get("/en/subscribe/none").status_code == 404


def test_what_all_cities_choose_is_said_once(client: FlaskClient, reading: City) -> None:
    """What the editions of cities choose alike stands above them; where they differ, it is said on their pages."""
    for name in ("leeds", "espoo"):
        reading.add_partner(name)
        reading.add_edition(f"partner-{name}", first=name, limit=30)
    (chosen,) = tree(client, "/en/subscribe").find_class("chosen")
    assert "The newest 30 entries" in text(chosen)
    reading.add_partner("oulu")
    reading.add_edition("partner-oulu", first="oulu", limit=7)
    assert "The newest" not in text(tree(client, "/en/subscribe"))
    assert "The newest 7 entries" in text(tree(client, "/en/subscribe/partner-oulu"))


def test_a_city_nobody_knows_has_its_title(client: FlaskClient, reading: City) -> None:
    """Where a city is no partner any more, or has two editions, the title tells them apart, and nothing leads to a page
    that is not there."""
    reading.add_edition("old", title="For the city of Old", first="old")
    reading.add_partner("leeds")
    reading.add_edition("a", title="Leeds in English", first="leeds")
    reading.add_edition("b", title="Leeds as it was written", first="leeds", language="original")
    names = [name for _, name, _ in _cities(tree(client, "/en/subscribe"))]
    assert names == ["For the city of Old", "Leeds as it was written", "Leeds in English"]
    page = tree(client, "/en/subscribe/old")
    assert not page.xpath("//a[contains(@href, '/partner/')]")
    assert "What mentions old comes first" in text(page)


def _words(ui: str, edition: Edition, **more: Any) -> list[str]:
    names = Names(
        sources={"kh-city": "City", "kh-metro": "Metro", "lviv": "Lviv"},
        partners={"leeds": Name("Лідс" if ui == "uk" else "Leeds", ui), "espoo": Name("Espoo", "en")},
        topics={"water": Name("Вода" if ui == "uk" else "Water", ui)},
        **{"target": "en", "alerts": True, **more},
    )
    with app_for(City()).test_request_context(f"/{ui}/"):
        return words_of(edition, names)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"language": "en"}, "In English"),
        ({"language": "bilingual"}, "In English, followed by the original"),
        ({"language": "original"}, "In the languages of the originals"),
        ({"languages": ("uk", "pl")}, "Originals in Ukrainian or Polish"),
        ({}, "All sources"),
        ({"sources": ("kh-*",)}, "From City and Metro"),
        ({"alerts": Alerts.ONLY}, "Alerts and all-clears alone"),
        ({"alerts": Alerts.EXCLUDE}, "Without alerts"),
        ({"partners": ("*",)}, 'What mentions Leeds or Espoo'),
        ({"topics": ("water",)}, "About Water"),
        ({"need": ("трамвай",)}, "Chosen by its words"),
        ({"refuse": ("трамвай",)}, "Chosen by its words"),
        ({"days": 1}, "Of the last 1 day"),
        ({"limit": 30}, "The newest 30 entries, and an archive"),
        ({"first": "leeds"}, "What mentions Leeds comes first, the other news behind it"),
    ],
)  # fmt: skip
def test_what_an_edition_chooses(fields: dict[str, Any], words: str) -> None:
    """Everything that an edition chooses by is said, with names in the place of ids."""
    assert words in _words("en", Edition(**{"id": "e", "title": "E", "language": "en", **fields}))


def test_names_are_those_of_the_interface() -> None:
    """In Ukrainian cities and topics have their Ukrainian names; one that has none is marked as English."""
    edition = Edition("e", "E", "en", partners=("*",), topics=("water",))
    words = " ".join(_words("uk", edition))
    assert "Лідс" in words
    assert "Вода" in words
    assert '<span lang="en">Espoo</span>' in words


def test_names_are_text() -> None:
    """What an editor wrote is text, whatever is in it."""
    names = Names({}, {"x": Name("<b>X</b>", "fr")}, {}, "en", alerts=False)
    with app_for(City()).test_request_context("/en/"):
        words = words_of(Edition("e", "E", "en", partners=("x",)), names)
    assert 'What mentions <span lang="fr">&lt;b&gt;X&lt;/b&gt;</span>' in words


def test_many_names_are_counted() -> None:
    """More than four names, or none, are a number."""
    names = {str(number): Name(str(number), "en") for number in range(9)}
    sources = {str(number): str(number) for number in range(9)}
    with app_for(City()).test_request_context("/en/"):
        edition = Edition("e", "E", "en", sources=("[0-4]",), partners=("[0-6]",), alerts=Alerts.EXCLUDE)
        words = words_of(edition, Names(sources, names, {}, "en", alerts=False))
        nowhere = words_of(Edition("e", "E", "en", sources=("x",)), Names(sources, names, {}, "en", alerts=False))
    assert "From 5 of 9 sources" in words
    assert "What mentions one of 7 cities" in words
    assert "Without alerts" not in words  # nothing is an alert here
    assert "From 0 of 9 sources" in nowhere


def test_no_edition_is_said_in_words(client: FlaskClient) -> None:
    """Without editions the page says so instead of being blank."""
    assert "No edition is configured" in text(tree(client, "/en/subscribe"))


@pytest.mark.parametrize("path", ["/en/about", "/uk/status", "/en/nowhere"])
def test_feeds_are_found_from_every_page(client: FlaskClient, reading: City, path: str) -> None:
    """Every page names every edition for autodiscovery, with its media type."""
    reading.add_edition("all-en")
    links = parsed(client.get(path).text).xpath("//link[@rel='alternate'][@type]")
    assert [(link.get("type"), link.get("href")) for link in links] == [
        ("application/atom+xml", "/editions/all-en.atom"),
        ("application/rss+xml", "/editions/all-en.rss"),
        ("application/feed+json", "/editions/all-en.json"),
    ]


def test_links_keep_the_prefix_of_a_proxy(reading: City) -> None:
    """Under a path prefix, pages and feeds link to addresses with it."""
    reading.add_edition("all-en")
    client = app_for(reading).test_client()
    page = parsed(client.get("/en/subscribe", base_url="http://localhost/news").text)
    assert "/news/editions/all-en.atom" in page.xpath("//a/@href")
    addresses = page.xpath("//a/@href | //link/@href | //script/@src | //form/@action")
    assert all(address.startswith("/news/") for address in addresses if address.startswith("/"))


def test_a_page_for_all_cities_is_small(reading: City) -> None:
    """With as many editions and cities as are delivered the page has less than 60 KB, style and script included."""
    for number in range(6):
        reading.add_edition(f"edition-{number}", title=f"City news in English, edition {number}")
    for number in range(44):
        reading.add_partner(f"city-{number}", forms=_LEEDS)
        reading.add_edition(f"partner-{number}", title=f"Ukrainian city news for City {number}", first=f"city-{number}")
    client = app_for(reading).test_client()
    page = tree(client, "/uk/subscribe")
    wanted = ["/uk/subscribe", *page.xpath("//link[@rel='stylesheet']/@href | //script/@src")]
    assert len(wanted) == 3
    assert sum(len(client.get(one, buffered=True).data) for one in wanted) < 60_000
