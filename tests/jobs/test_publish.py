"""Publishing: what has not changed is not rendered, what has is, and nothing but the data decides the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import feeds.jobs.publish
from feeds.editions.writers import WRITERS
from feeds.jobs.publish import EXTENSIONS, SUBSCRIPTIONS, paths
from feeds.model import Edition, Rendering

from .city import City
from .documents import NOON, Item, atom, item, items
from .libre import Libre, shout
from .site import Feed, Server, http

ATOM = "{http://www.w3.org/2005/Atom}"


def gathered(city: City, site: Server, entries: list[Item]) -> Feed:
    """A source whose entries are stored and published."""
    feed = Feed(atom(entries))
    city.add("city", site.on("/feed", feed))
    city.run()
    return feed


def version(city: City) -> int:
    """The number that servers look at."""
    with city.open() as service:
        return service.reading.version()


def published(city: City) -> int:
    """Publish; how many documents have other bytes."""
    with city.open() as service:
        return service.publish()


def renderings(city: City) -> dict[str, Rendering]:
    """What is published."""
    with city.open() as service:
        return service.renderings()


@contextmanager
def nothing_is_rendered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever renders something in here fails."""

    def refuse(*_: Any) -> None:
        raise AssertionError("something was rendered")

    with monkeypatch.context() as patch:
        patch.setattr("feeds.jobs.press.document", refuse)
        patch.setattr("feeds.editions.opml.write_opml", refuse)
        yield


def test_extensions() -> None:
    """The paths are those of the writers, in their order."""
    assert tuple(writer.extension for writer in WRITERS) == EXTENSIONS
    assert paths([Edition("a", "A", "en")]) == [SUBSCRIPTIONS, *(f"/editions/a.{name}" for name in EXTENSIONS)]


def test_everything_is_published(city: City, site: Server) -> None:
    """Each edition is there in each format, with its media type and a validator of its bytes, beside the list."""
    gathered(city, site, items(3))
    documents = renderings(city)
    assert sorted(documents) == sorted(paths([Edition(one["id"], "", "") for one in city.editions]))
    assert len({document.etag for document in documents.values()}) == len(documents)
    assert documents["/editions/all-en.json"].media_type == "application/feed+json; charset=utf-8"
    assert documents[SUBSCRIPTIONS].media_type == "text/x-opml; charset=utf-8"
    feed = etree.fromstring(documents["/editions/all-original.atom"].body)
    assert [node.text for node in feed.iterfind(f"{ATOM}entry/{ATOM}title")] == [one.title for one in items(3)]


def test_nothing_changed(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing new nothing is rendered or written, and servers see the same version."""
    gathered(city, site, items(3))
    before, documents = version(city), renderings(city)
    city.later(hours=1)
    with nothing_is_rendered(monkeypatch):
        assert published(city) == 0
        assert city.run().published == 0
    assert (version(city), renderings(city)) == (before, documents)


def test_empty(city: City) -> None:
    """Without sources and editions there is the empty list of editions."""
    city.editions = []
    assert published(city) == 1
    assert list(renderings(city)) == [SUBSCRIPTIONS]
    assert published(city) == 0


def test_only_what_shows_the_news_changes(city: City, site: Server) -> None:
    """News of one source changes the editions that show it, and no other; the date says when."""
    city.editions = [
        {"id": "one", "title": "One", "sources": ["one"]},
        {"id": "other", "title": "Other", "sources": ["other"]},
    ]
    city.add("other", site.on("/other", Feed(atom(items(2, "other")))))
    feed = Feed(atom(items(2)))
    city.add("one", site.on("/one", feed))
    city.run()
    before = renderings(city)
    city.later(minutes=5)
    feed.body = atom(items(3))
    assert city.run().published == 3
    after = renderings(city)
    assert {path for path in after if after[path] != before[path]} == {f"/editions/one.{name}" for name in EXTENSIONS}
    assert {document.last_modified for path, document in after.items() if "one" in path} == {city.now}
    assert {document.last_modified for path, document in after.items() if "other" in path} == {NOON}


def test_old_news_moves_the_date(city: City, site: Server) -> None:
    """A document that grew by old entries is a new one, also for readers that ask by date alone."""
    feed = gathered(city, site, [item(9)])
    city.later(minutes=5)
    feed.body = atom([item(9), item(1)])
    city.run()
    document = renderings(city)["/editions/all-original.atom"]
    assert document.body.count(b"<entry") == 2
    assert document.last_modified == city.now


def test_same_bytes_keep_their_date(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is rendered anew and comes out the same keeps its date, and servers are not told to load it again."""
    gathered(city, site, items(2))
    before, number = renderings(city), version(city)
    monkeypatch.setattr(feeds.jobs.publish, "RENDER_VERSION", "another")
    city.later(hours=1)
    assert published(city) == 0
    assert (renderings(city), version(city)) == (before, number)
    with nothing_is_rendered(monkeypatch):
        assert published(city) == 0


def test_removed_edition_is_taken_down(city: City, site: Server) -> None:
    """An edition that is no longer configured is no longer there, and servers see that something happened."""
    gathered(city, site, items(1))
    before = version(city)
    city.editions = [one for one in city.editions if one["id"] != "both"]
    assert published(city) == 7  # the list of subscriptions, and the two that led to it
    assert not any("both" in path for path in renderings(city))
    assert version(city) == before + 1


def test_renamed_edition_is_rendered(city: City, site: Server) -> None:
    """What the editor changes in an edition or the site shows in its documents at the next publishing."""
    gathered(city, site, items(1))
    city.editions[1]["title"] = "Усі новини"
    assert published(city) == 10  # the others lead to it by its title
    assert "Усі новини" in renderings(city)["/editions/all-original.atom"].body.decode()
    city.main["site"]["title"] = "Kyiv"
    assert published(city) == 10


def test_translation_that_fits_again(city: City, site: Server, libre: Libre) -> None:
    """A document published while a translation was out of date follows when it is not, though its text is the same."""
    feed = gathered(city, site, [item(1)])
    english = renderings(city)["/editions/all-en.atom"].body
    feed.body = atom([item(1).but(category="Транспорт")])
    city.ask()
    assert published(city) > 0
    meanwhile = renderings(city)["/editions/all-en.atom"].body
    assert b"Not translated yet" in meanwhile and b"Not translated yet" not in english
    city.run()
    assert b"Not translated yet" not in renderings(city)["/editions/all-en.atom"].body


def test_interleaved_publishers(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """One who publishes slowly puts nothing older on top of what another has published meanwhile."""
    feed = gathered(city, site, items(1))
    feed.body = atom(items(2))
    city.ask()
    looked, raced = feeds.jobs.publish._seen, []

    def look(*arguments: Any) -> str:
        found = looked(*arguments)
        if not raced:
            raced.append(True)
            assert quick.publish() == 9
        return found

    with city.open() as slow, city.open() as quick:
        monkeypatch.setattr(feeds.jobs.publish, "_seen", look)
        assert slow.publish() == 0
    assert renderings(city)["/editions/all-original.atom"].body.count(b"<entry") == 2


# --- the same data, the same bytes --------------------------------------------------------------------------------


def test_order_of_arrival_does_not_show(
    tmp_path: Path, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two databases filled in different order, entry by entry or at once, publish the same bytes."""
    libre.translate = lambda text: f"{shout(text)}."
    at_once = filled(City(tmp_path / "one", monkeypatch), site, libre, ["north", "south"], [4])
    one_by_one = filled(City(tmp_path / "other", monkeypatch), site, libre, ["south", "north"], [2, 3, 4])
    assert at_once == one_by_one
    assert at_once["/editions/both.atom"].count(b"<entry") == 8


def filled(city: City, site: Server, libre: Libre, order: list[str], counts: list[int]) -> dict[str, bytes]:
    """The documents of a city that asked these sources in this order, each when it had so many entries."""
    city.translated_by(libre.url)
    for name in sorted(order):
        city.add(name, site.url(f"/{name}"))
    for name in order:
        for count in counts:
            site.on(f"/{name}", http(body=atom(items(count, name))))
            city.later(minutes=1)
            city.ask(only=name)
    city.now = NOON + timedelta(hours=1)
    city.translate()
    with city.open() as service:
        service.publish()
        return {path: document.body for path, document in service.renderings().items()}
