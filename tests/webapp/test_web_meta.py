"""What the page of a story says to programs: Open Graph, JSON-LD, and that neither can break out of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from feeds.model import Person, State
from tests.webapp.city import NOON, City
from tests.webapp.page import parsed, text, tree
from webapp.meta import locale

HOUSE = {"@type": "Organization", "name": "Kharkiv in the world", "url": "https://news.example/"}
SOURCE = {"@type": "Organization", "name": "Source city"}
WHEN = "2026-10-21T09:00:00+00:00"
LATER = "2026-10-21T09:05:00+00:00"


def graph(client: FlaskClient, path: str) -> dict[str, str]:
    """The Open Graph properties of a page."""
    found = tree(client, path).xpath("//meta[@property]")
    assert len({one.get("property") for one in found}) == len(found)
    return {one.get("property"): one.get("content") for one in found}


def linked(client: FlaskClient, path: str) -> dict[str, Any]:
    """The JSON-LD of a page."""
    [script] = tree(client, path).xpath("//script[@type='application/ld+json']")
    data: dict[str, Any] = json.loads(script.text)
    return data


def test_open_graph_of_a_translation(client: FlaskClient, reading: City) -> None:
    """Who shows a link gets title, words, dates and language as they are on the page, and absolute addresses."""
    key = reading.add_entry("Трамвай", content="<p>Їде.</p>")
    reading.translate(key, "Tram", content="<p>It runs.</p>")
    assert graph(client, f"/en/entry/{key}") == {
        "og:type": "article", "og:title": "Tram", "og:description": "It runs.", "og:locale": "en_US",
        "og:url": f"https://news.example/en/entry/{key}", "og:site_name": "Kharkiv in the world",
        "article:published_time": WHEN, "article:modified_time": LATER,
    }  # fmt: skip
    own = graph(client, f"/uk/entry/{key}")
    assert (own["og:title"], own["og:description"], own["og:locale"]) == ("Трамвай", "Їде.", "uk_UA")
    assert own["og:url"] == f"https://news.example/uk/entry/{key}"


def test_addresses_behind_a_proxy(client: FlaskClient, reading: City) -> None:
    """Where the site is mounted under a path, the address is the one that the settings name."""
    key = reading.add_entry()
    page = parsed(client.get(f"/en/entry/{key}", base_url="http://localhost/news").text)
    assert page.xpath("//meta[@property='og:url']/@content") == [f"https://news.example/en/entry/{key}"]


def test_picture_of_a_link_is_our_copy(client: FlaskClient, reading: City, tmp_path: Path) -> None:
    """Only a picture that we keep is offered, by its absolute address here."""
    url = "https://cdn.example/photo.png"
    key = reading.add_entry(content=f'<p><img src="{url}" alt="Міст"></p>')
    assert "og:image" not in graph(client, f"/en/entry/{key}")
    assert "image" not in linked(client, f"/en/entry/{key}")
    path = tmp_path / f"{'ab' * 32}.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    reading.keep_picture(key, url, path)
    assert graph(client, f"/en/entry/{key}")["og:image"] == f"https://news.example/pictures/{path.name}"
    assert linked(client, f"/en/entry/{key}")["image"] == [f"https://news.example/pictures/{path.name}"]


def test_linked_data_of_a_translation(client: FlaskClient, reading: City) -> None:
    """A translation is an article of ours that is the translation of another one, with its source and its engine."""
    key = reading.add_entry("Трамвай", authors=(Person("Олена"),))
    reading.translate(key, "Tram", engine="memory+google")
    assert linked(client, f"/en/entry/{key}") == {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Tram", "inLanguage": "en",
        "url": f"https://news.example/en/entry/{key}", "mainEntityOfPage": f"https://news.example/en/entry/{key}",
        "datePublished": WHEN, "dateModified": LATER, "author": [{"@type": "Person", "name": "Олена"}],
        "publisher": HOUSE, "sourceOrganization": SOURCE, "isBasedOn": f"https://city.example/{key}",
        "translator": [{"@type": "Organization", "name": "Google Translate"}],
        "translationOfWork": {
            "@type": "NewsArticle", "headline": "Трамвай", "inLanguage": "uk", "url": f"https://city.example/{key}",
            "datePublished": WHEN, "author": [{"@type": "Person", "name": "Олена"}], "publisher": SOURCE,
        },
    }  # fmt: skip


def test_linked_data_of_an_original(client: FlaskClient, reading: City) -> None:
    """What is shown as it was written is the source's, based on the source's page, and nobody's translation."""
    key = reading.add_entry("Трамвай")
    reading.translate(key, "Tram")
    assert linked(client, f"/uk/entry/{key}") == {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Трамвай", "inLanguage": "uk",
        "url": f"https://news.example/uk/entry/{key}", "mainEntityOfPage": f"https://news.example/uk/entry/{key}",
        "datePublished": WHEN, "dateModified": WHEN, "author": SOURCE, "publisher": SOURCE,
        "isBasedOn": f"https://city.example/{key}",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "translators"),
    [(None, None), ("memory", None), ("human", [HOUSE]),
     ("deepl+human", [{"@type": "Organization", "name": "DeepL"}, HOUSE])],
)  # fmt: skip
def test_translators(client: FlaskClient, reading: City, engine: str | None, translators: list[object] | None) -> None:
    """Engines are named, a person works for the house, and what is not known is not told."""
    key = reading.add_entry()
    reading.translate(key, engine=engine, state=State.REVIEWED if engine == "human" else State.TRANSLATED)
    assert linked(client, f"/en/entry/{key}").get("translator") == translators


def test_what_is_not_known_is_not_told(client: FlaskClient, reading: City) -> None:
    """A date that the source did not give, a page that it did not name and a language that nobody named are left out;
    a missing translation is none."""
    key = reading.add_entry("Новина", dated=False, link="javascript:alert(1)", language="und")
    page = linked(client, f"/en/entry/{key}")
    assert not {"datePublished", "isBasedOn", "inLanguage", "translator", "translationOfWork"} & set(page)
    properties = graph(client, f"/en/entry/{key}")
    assert not {"article:published_time", "og:locale"} & set(properties)


@pytest.mark.parametrize("evil", ["</script><script>alert(1)</script>", "<!--<script>", '"><b>', "\u2028'&"])
def test_nothing_breaks_out(client: FlaskClient, reading: City, evil: str) -> None:
    """Whatever a source writes into a title stays within the data block and the attribute, and is read as it was."""
    reading.add_source("evil", title=evil, url=f"https://evil.example/{evil}")
    key = reading.add_entry(evil, source_id="evil", authors=(Person(evil),), link=f"https://evil.example/{evil}")
    reading.translate(key, evil + "!", engine=evil)
    answer = client.get(f"/en/entry/{key}").text
    [script] = parsed(answer).xpath("//script")
    assert not {"<", ">", "&"} & set(script.text)
    assert linked(client, f"/en/entry/{key}")["headline"] == f"{evil}!"
    assert graph(client, f"/en/entry/{key}")["og:title"] == f"{evil}!"


def test_modified_is_the_latest_of_what_is_read(client: FlaskClient, reading: City) -> None:
    """A change of the original after the translation counts, a translation beside the original does not."""
    key = reading.add_entry(updated=NOON + timedelta(hours=2))
    reading.translate(key)
    assert linked(client, f"/en/entry/{key}")["dateModified"] == "2026-10-21T11:00:00+00:00"


def test_description_is_the_teaser(client: FlaskClient, reading: City) -> None:
    """Search engines are told the first words of the story, in the language of its headline."""
    key = reading.add_entry("Трамвай", content="<p>Їде.</p>")
    assert tree(client, f"/en/entry/{key}").xpath("//meta[@name='description']/@content") == ["Їде."]
    assert text(tree(client, f"/en/entry/{key}").xpath("//title")[0]) == "Трамвай · Kharkiv in the world"


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en", "en_US"), ("en-GB", "en_GB"), ("uk", "uk_UA"), ("pl", "pl_PL"), ("sr-Cyrl-RS", "sr_RS"),
     ("sr-Latn", "sr_RS"), ("und", ""), ("qtx", "")],
)  # fmt: skip
def test_locales(tag: str, name: str) -> None:
    """Open Graph wants a country too: the one of the tag, or the likeliest."""
    assert locale(tag) == name
