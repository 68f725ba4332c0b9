"""Editions over the years: archives that have everything, ids and dates that stay, takedowns that reach everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select

from feeds.errors import ConfigError
from feeds.store.archives import PLACEHOLDER
from feeds.store.schema import entry

from .city import City
from .documents import Item, atom, item, items
from .libre import Libre
from .site import Feed, Server

ATOM = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"
AT = "{http://purl.org/atompub/tombstones/1.0}"


@pytest.fixture
def small(city: City) -> City:
    """Editions of six entries, whose pages have two."""
    for edition in city.editions:
        edition["limit"] = 6
    return city


def document(city: City, path: str) -> etree._Element:
    """A feed or a page of its archive, as it is served."""
    with city.open() as service:
        found = service.reading.rendering(path) or service.reading.archived(path)
    assert found is not None, path
    return etree.fromstring(found.body)


def link(feed: etree._Element, rel: str) -> str | None:
    """Where a feed leads to."""
    return next((str(one.get("href")) for one in feed.iterfind(f"{ATOM}link") if one.get("rel") == rel), None)


def walk(city: City, edition: str) -> Iterator[etree._Element]:
    """The feed, and from it back to the oldest page of its archive (RFC 5005 §4.2)."""
    feed = document(city, f"/editions/{edition}.atom")
    while True:
        yield feed
        older = link(feed, "prev-archive")
        if older is None:
            return
        feed = document(city, older.removeprefix("https://news.example"))


def titles(feed: etree._Element) -> list[str]:
    """Of its entries, in their order."""
    return [str(node.text) for node in feed.iterfind(f"{ATOM}entry/{ATOM}title")]


def ids(feed: etree._Element) -> dict[str, str]:
    """When each entry was updated, by its id."""
    return {
        str(one.findtext(f"{ATOM}id")): str(one.findtext(f"{ATOM}updated")) for one in feed.iterfind(f"{ATOM}entry")
    }


def gather(city: City, site: Server, entries: list[Item]) -> Feed:
    """A source whose entries are stored and published."""
    feed = Feed(atom(entries))
    city.add("city", site.on("/feed", feed))
    city.run()
    archive(city)
    return feed


def archive(city: City) -> None:
    """Have everything that may be in the archive there: a refresh alone adds few pages."""
    with city.open() as service:
        service.publishing.publish_all()


def test_back_to_the_first_entry(small: City, site: Server) -> None:
    """From the feed back through its archive a new subscriber finds every entry there ever was, each once."""
    feed = gather(small, site, items(3))
    for number in range(4, 12):
        small.later(hours=1)
        feed.body = atom(items(number)[:5])
        small.run()
        archive(small)
    pages = list(walk(small, "all-original"))
    found = [title for page in pages for title in titles(page)]
    assert set(found) == {one.title for one in items(11)}
    archived = [title for page in pages[1:] for title in titles(page)]
    assert len(archived) == len(set(archived))
    assert [len(titles(page)) for page in pages] == [6, *[2] * (len(pages) - 1)] and len(pages) > 3
    assert [page.find(f"{FH}archive") is not None for page in pages] == [False, *[True] * (len(pages) - 1)]
    assert all(link(page, "current") == "https://news.example/editions/all-original.atom" for page in pages[1:])


def test_everything_at_once(small: City, site: Server) -> None:
    """Of many old entries that come at once those that the feed has no room for are in its archive."""
    gather(small, site, items(23))
    pages = list(walk(small, "all-original"))
    found = [title for page in pages for title in titles(page)]
    assert titles(pages[0]) == [one.title for one in items(23)][:6]
    assert set(found) == {one.title for one in items(23)}


def test_pages_never_change(small: City, site: Server) -> None:
    """A page of the archive has the same bytes for ever, whatever comes after it and wherever the site moves."""
    feed = gather(small, site, items(9))
    with small.open() as service:
        before = {path: service.reading.archived(path) for path in service.reading.archive_paths()}
    assert len(before) >= 6
    for number in (11, 15):
        small.later(hours=1)
        feed.body = atom(items(number))
        small.run()
        archive(small)
    with small.open() as service:
        assert {path: service.reading.archived(path) for path in before} == before
        assert len(service.reading.archive_paths()) > len(before)
    small.main["site"]["base_url"] = "https://elsewhere.example"
    with small.open() as service:
        moved = service.reading.archived("/editions/all-original/1.atom")
    old = before["/editions/all-original/1.atom"]
    assert moved is not None and old is not None
    assert moved.body == old.body.replace(b"https://news.example", b"https://elsewhere.example")
    assert PLACEHOLDER.encode() not in moved.body


def test_changed_in_the_archive(small: City, site: Server) -> None:
    """An entry that changes when it is in the archive is in the feed once more, newer, until it is archived again."""
    feed = gather(small, site, items(9))
    old = items(9)[-1]
    page = document(small, "/editions/all-original/1.atom")
    assert old.title in titles(page)
    small.later(hours=1)
    feed.body = atom([*items(9)[:-1], old.but(content="<p>Інакше.</p>")])
    small.run()
    now = document(small, "/editions/all-original.atom")
    assert old.title in titles(now) and len(titles(now)) == 6
    again = next(iter(ids(page)), "")
    key = next(one for one in ids(now) if one in ids(page))
    assert ids(now)[key] > ids(page)[key] and again
    assert etree.tostring(document(small, "/editions/all-original/1.atom")) == etree.tostring(page)
    for number in range(10, 14):
        small.later(hours=7)
        feed.body = atom(items(number)[:3])
        small.run()
        archive(small)
    assert old.title not in titles(document(small, "/editions/all-original.atom"))
    assert sum(old.title in titles(one) for one in walk(small, "all-original")) == 2


def test_waits_for_its_translation(small: City, site: Server, libre: Libre) -> None:
    """What is not translated yet goes into no archive of an edition that translates, unless it has waited a day."""
    small.main["translation"]["engines"] = []
    feed = gather(small, site, items(9))
    assert len(list(walk(small, "all-en"))) == 1 < len(list(walk(small, "all-original")))
    small.translated_by(libre.url)
    small.later(hours=1)
    small.run()
    archive(small)
    pages = list(walk(small, "all-en"))
    assert len(pages) > 1
    assert untranslated(pages) == 0
    small.main["translation"]["engines"] = []
    small.later(days=2)
    feed.body = atom(items(16))
    small.run()
    feed_itself, *older = walk(small, "all-en")
    assert untranslated([feed_itself]) > untranslated(older) == 0
    small.later(days=8)
    feed.body = atom(items(17))
    small.run()
    archive(small)
    assert untranslated(list(walk(small, "all-en"))[1:]) > 0


def untranslated(pages: list[etree._Element]) -> int:
    """How many entries of these say that they are not translated."""
    return sum(etree.tostring(page, encoding="unicode").count("Not translated yet") for page in pages)


def test_takedown(small: City, site: Server) -> None:
    """What the editor lists is gone from feeds and archives of all formats, with a tombstone, and comes back."""
    gather(small, site, items(9))
    newest, oldest = items(9)[0], items(9)[-1]
    before = {
        title: one for page in walk(small, "all-original") for title, one in zip(titles(page), ids(page), strict=True)
    }
    small.later(hours=1)
    listed = Path(small.config / "takedown.toml")
    links = [ids_to_link(small, before[one.title]) for one in (newest, oldest)]
    listed.write_text("".join(f"[[takedown]]\nentry = '{one}'\n" for one in links), encoding="utf-8")
    with small.open() as service:
        assert service.publish() > 0
        bodies = [one.body for one in service.renderings().values()]
        bodies += [found.body for path in service.reading.archive_paths() if (found := service.reading.archived(path))]
    for one in (newest, oldest):
        assert not any(one.title.encode() in body or json.dumps(one.title).encode() in body for body in bodies)
    graves = list(document(small, "/editions/all-original.atom").iterfind(f"{AT}deleted-entry"))
    since = max(str(one.get("when")) for one in graves)
    assert sorted(str(one.get("ref")) for one in graves) == sorted([before[newest.title], before[oldest.title]])
    assert document(small, "/editions/all-original/1.atom").find(f"{AT}deleted-entry") is not None
    listed.unlink()
    small.later(hours=1)
    with small.open() as service:
        service.publish()
    assert titles(document(small, "/editions/all-original.atom"))[0] == newest.title
    back = ids(document(small, "/editions/all-original.atom"))[before[newest.title]]
    assert back > since, "or readers that know the tombstone take it for gone"


def test_broken_list(small: City, site: Server, caplog: pytest.LogCaptureFixture) -> None:
    """A list that cannot be read stops the first publish; later what is down stays down, and a line says so once."""
    small.write()
    (small.config / "takedown.toml").write_text("[[takedown]]\nentry = 'unclosed\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"takedown\.toml: is no valid TOML"):
        gather(small, site, items(3))
    (small.config / "takedown.toml").unlink()
    archive(small)
    (small.config / "takedown.toml").write_text("[[takedown]]\nentry = 'unclosed\n", encoding="utf-8")
    with small.open() as service:
        service.publish()
        service.publish()
    assert [record.getMessage().endswith("; what was taken down before stays down") for record in caplog.records] == [
        True
    ]


def test_same_id_in_two_sources(small: City, site: Server) -> None:
    """Of two sources that give the same entry one is shown, and what is taken down is gone whichever it was."""
    small.add("mirror", site.on("/mirror", Feed(atom(items(9)))))
    gather(small, site, items(9))
    pages = list(walk(small, "all-original"))
    assert all(len(titles(page)) == len(set(titles(page))) for page in pages)
    with small.open() as service, service.database.read() as connection:
        keys = connection.execute(select(entry.c.key).where(entry.c.title == items(9)[-1].title)).scalars().all()
    assert len(keys) == 2
    text = "".join(f"[[takedown]]\nentry = '{key}'\n" for key in keys)
    (small.config / "takedown.toml").write_text(text, encoding="utf-8")
    archive(small)
    assert not any(items(9)[-1].title in titles(page) for page in walk(small, "all-original"))


def ids_to_link(city: City, atom_id: str) -> str:
    """The key of the entry with this id."""
    with city.open() as service, service.database.read() as connection:
        return str(connection.execute(select(entry.c.key).where(entry.c.atom_id == atom_id)).scalar_one())


def test_nothing_moves_by_itself(small: City, site: Server, libre: Libre) -> None:
    """Asked again, restarted, an hour later, with pages to archive: no entry has another id or date."""
    small.translated_by(libre.url)
    gather(small, site, items(9))
    before = {edition["id"]: [ids(page) for page in walk(small, edition["id"])] for edition in small.editions}
    for _ in range(3):
        small.later(hours=1)
        small.run(force=True)
    assert {edition["id"]: [ids(page) for page in walk(small, edition["id"])] for edition in small.editions} == before


def test_pages_get_other_addresses(small: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database published when pages had no language in their address: the feeds link to the new ones, and no entry
    has another id or date, nor does a page of an archive change."""
    small.translated_by(libre.url)
    with monkeypatch.context() as before:
        before.setattr("feeds.editions.item._page", lambda context, one, *_: f"{context.site.base_url}/entry/{one.key}")
        before.setattr("feeds.jobs.publish.RENDER_VERSION", "4")
        gather(small, site, items(9))
        dates = {edition["id"]: [ids(page) for page in walk(small, edition["id"])] for edition in small.editions}
        with small.open() as service:
            archived = {path: service.reading.archived(path) for path in service.reading.archive_paths()}
            old = service.renderings()
    small.later(hours=1)
    small.run()
    assert {edition["id"]: [ids(page) for page in walk(small, edition["id"])] for edition in small.editions} == dates
    with small.open() as service:
        assert {path: service.reading.archived(path) for path in service.reading.archive_paths()} == archived
        for path, now in service.renderings().items():
            anew = re.sub(rb"(https://news\.example)/entry/", rb"\1/en/entry/", old[path].body)
            assert now.body == anew, path
    assert b"https://news.example/entry/" in old["/editions/all-en.atom"].body


def test_item_numbers() -> None:
    """The sample entries have titles of their own, or the tests above would show nothing."""
    assert len({one.title for one in items(23)}) == 23 and item(1).title
