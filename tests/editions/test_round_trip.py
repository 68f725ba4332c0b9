"""What is written is read again with feedparser, and no field is lost on the way.

Where feedparser 6.0.14 itself loses something, only one of it is written: of several elements that it has no word for
it keeps the last, and an author without an address inherits the one before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from feeds.editions.atom import AtomWriter
from feeds.editions.clean import clean_document, rfc3339
from feeds.editions.feedgen_repair import NAMESPACE
from feeds.editions.rss import RssWriter
from feeds.model import (
    Category,
    EditionDocument,
    EditionItem,
    Enclosure,
    FeedInfo,
    Finding,
    Other,
    Person,
    State,
)

from .documents import SITE, STORY, archived, document, whole
from .reading import atom_tree, parsed, rss_channel

ATOM, RSS = AtomWriter(), RssWriter()
EDITIONS = "https://visnyk.example.org/editions"
ONE = replace(STORY, authors=STORY.authors[:1], warnings=STORY.warnings[:1])


def known(**fields: Any) -> dict[str, Any]:
    """The fields that are there."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def links(found: Any) -> list[dict[str, str]]:
    """Links as they were written: feedparser takes it that a page is HTML where no type is given."""
    return [{name: value for name, value in link.items() if value != "text/html"} for link in found.get("links", ())]


def people(authors: Iterable[Person]) -> list[dict[str, str]]:
    return [known(name=one.name, href=one.uri, email=one.email) for one in authors]


def language(tag: str) -> str | None:
    return None if tag == "und" else tag


def leads(item: EditionItem) -> list[dict[str, str]]:
    """To the original and to the other entries of a story."""
    via = known(rel="via", href=item.original_url, hreflang=language(item.original_language))
    related = [
        {
            **known(rel="related", href=one.url, hreflang=language(one.url_language), title=one.title),
            **known(**{"xml:lang": language(one.language)}),
        }
        for one in item.others
    ]
    return [*([via] if item.original_url else []), *related]


def label(item: EditionItem) -> dict[str, str]:
    """Our own elements."""
    if item.state is State.NOT_NEEDED:
        return known(visnyk_date=None if item.dated else "first-seen")
    return known(
        visnyk_date=None if item.dated else "first-seen",
        visnyk_state=item.state.value,
        visnyk_engine=item.engine,
        visnyk_translated=item.translated_at and rfc3339(item.translated_at),
        visnyk_warning=item.warnings[-1].check + ": " + item.warnings[-1].message if item.warnings else None,
        visnyk_corrected=item.corrected and rfc3339(item.corrected),
        visnyk_original=item.original_url,
    )


def labelled(entry: Any) -> dict[str, str]:
    return {name: value for name, value in entry.items() if name.startswith("visnyk_")}


def tags(item: EditionItem, *, names: bool) -> list[dict[str, str | None]]:
    """Categories of the source and our own, with their names where the format has room for them."""
    own = [
        {"term": one.term, "scheme": NAMESPACE, "label": one.label if names else None} for one in item.alert + item.tags
    ]
    return [*({"term": term, "scheme": None, "label": None} for term in item.categories), *own]


def source(info: FeedInfo, fallback: str) -> dict[str, Any]:
    """All of ``atom:source``."""
    tag = info.language or language(fallback) or "und"
    return known(
        id=info.id or info.self_url or info.link,
        title=info.title,
        title_language=tag if info.title else None,
        updated=info.updated and rfc3339(info.updated),
        rights=info.rights,
        subtitle=info.subtitle,
        links=[known(rel=rel, href=href) for rel, href in (("self", info.self_url), ("alternate", info.link)) if href],
        authors=people(info.authors or ((Person(info.title, info.link),) if info.title else ())),
    )


def read_source(found: Any) -> dict[str, Any]:
    return known(
        **{name: found.get(name) for name in ("id", "title", "updated", "rights", "subtitle")},
        title_language=found.title_detail.language if "title" in found else None,
        # It takes it that a feed is Atom where no type is given.
        links=[{name: value for name, value in link.items() if name != "type"} for link in found.get("links", ())],
        authors=[dict(one) for one in found.get("authors", ()) if one],
    )


def atom_fields(item: EditionItem) -> dict[str, Any]:
    """Of an entry everything that Atom holds."""
    alternate = known(rel="alternate", href=item.url, hreflang=language(item.url_language))
    enclosures = [
        known(rel="enclosure", href=one.url, type=one.type, length=None if one.length is None else str(one.length))
        for one in item.enclosures
    ]
    return known(
        id=item.id,
        title=item.title,
        language=item.language,
        content=item.content,
        summary=item.summary,
        published=rfc3339(item.published),
        updated=rfc3339(item.updated),
        authors=people(item.authors),
        tags=tags(item, names=True),
        links=[alternate, *leads(item), *enclosures],
        source=source(item.source, item.original_language),
        **label(item),
    )


def read_atom(entry: Any) -> dict[str, Any]:
    """The same as a reader finds it."""
    return known(
        **{name: entry.get(name) for name in ("id", "title", "summary", "published", "updated")},
        language=entry.title_detail.language,
        content=entry.content[0].value,
        authors=[dict(one) for one in entry.get("authors", ()) if one],
        tags=[dict(tag) for tag in entry.get("tags", ())],
        links=links(entry),
        source=read_source(entry.source),
        **labelled(entry),
    )


def rss_fields(item: EditionItem) -> dict[str, Any]:
    """Of an entry everything that RSS holds: of authors their names, of the source title, address and rights."""
    first = item.enclosures[:1]
    enclosure = [
        known(rel="enclosure", href=one.url, type=one.type or "application/octet-stream", length=str(one.length or 0))
        for one in first
    ]
    media = [
        known(url=one.url, type=one.type, filesize=str(one.length) if one.length else None) for one in item.enclosures
    ]
    return known(
        id=item.id,
        title=item.title,
        language=language(item.language),
        content=item.content,
        summary=item.summary,
        published=rfc3339(item.published),
        updated=rfc3339(item.updated),
        authors=[{"name": author.name} for author in item.authors],
        tags=tags(item, names=False),
        links=[{"rel": "alternate", "href": item.url}, *enclosure, *leads(item)],
        media=media,
        source={"title": item.source.title, "href": item.source.self_url or item.source.link},
        rights=item.source.rights,
        **label(item),
    )


def read_rss(entry: Any) -> dict[str, Any]:
    """The same as a reader finds it."""
    media = [{name: value for name, value in one.items() if name != "medium"} for one in entry.get("media_content", ())]
    return known(
        **{name: entry.get(name) for name in ("id", "title", "language", "summary", "rights", "updated")},
        content=entry.content[0].value,
        published=rfc3339(datetime(*entry.published_parsed[:6], tzinfo=UTC)),
        authors=[dict(one) for one in entry.get("authors", ()) if one],
        tags=[dict(tag) for tag in entry.get("tags", ())],
        links=links(entry),
        media=media,
        source=dict(entry.source),
        **labelled(entry),
    )


def feed_links(extension: str, kind: str) -> list[dict[str, str]]:
    """Where the feed in ``whole`` leads to beside itself and its page."""
    where = [
        ("alternate", "all-original", "uk", "Харків"),
        ("alternate", "all-both", "mul", "Kharkiv in both"),
        ("alternate", "all-mixed", None, "Kharkiv as it came"),
        ("related", "all-third", "mul", "Kharkiv once more"),
    ]
    return [
        *(
            known(rel=rel, href=f"{EDITIONS}/{name}.{extension}", type=kind, hreflang=tag, title=title)
            for rel, name, tag, title in where
        ),
        {"rel": "hub", "href": "https://hub.example.org/"},
        {"rel": "hub", "href": "https://other-hub.example.net/push?x=1&y=2"},
        *({"rel": rel, "href": f"{EDITIONS}/all-en/7.{extension}", "type": kind} for rel in ("prev-archive", "next")),
    ]


def read(writer: AtomWriter | RssWriter, written: EditionDocument) -> Any:
    """Write, check, and read back."""
    body = writer.write(written)
    (atom_tree if writer is ATOM else rss_channel)(body)
    return parsed(body, writer.media_type)


@pytest.mark.parametrize(
    ("writer", "kind"), [(ATOM, "application/atom+xml"), (RSS, "application/rss+xml")], ids=["atom", "rss"]
)
def test_feed(writer: AtomWriter | RssWriter, kind: str) -> None:
    """A feed comes back with its names, dates, links of every kind, and what was taken down."""
    written = replace(whole(), tombstones=whole().tombstones[:1])
    feed, extension = read(writer, written).feed, writer.extension
    assert (feed.title, feed.language, feed.generator) == ("Kharkiv in English", "en", "Visnyk")
    assert datetime(*feed.updated_parsed[:6], tzinfo=UTC) == written.updated.replace(microsecond=0)
    assert feed["at_deleted-entry"] == {"ref": "tag:visnyk.example.org,2026:gone", "when": "2026-10-19T08:00:00Z"}
    own = [{"rel": "self", "href": f"{EDITIONS}/all-en.{extension}", "type": kind}]
    home = [{"rel": "alternate", "href": "https://visnyk.example.org/"}]
    both = own + home if writer is ATOM else home + own
    assert links(feed) == [*both, *feed_links(extension, kind)]
    assert "fh_archive" not in feed
    if writer is ATOM:
        assert feed.id == written.id
        assert feed.authors == [{"name": SITE.title, "href": SITE.base_url}]


@pytest.mark.parametrize("writer", [ATOM, RSS], ids=["atom", "rss"])
def test_page_of_the_archive(writer: AtomWriter | RssWriter) -> None:
    """A page of the archive comes back as one, with the feed that it belongs to and the page before it."""
    for page, older in ((7, 6), (1, None)):
        feed, extension = read(writer, archived(page)).feed, writer.extension
        assert feed.fh_archive == ""
        found = {link.rel: link.href for link in feed.links}
        assert found.pop("alternate") == "https://visnyk.example.org/"
        expected = {"self": f"{EDITIONS}/all-en/{page}.{extension}", "current": f"{EDITIONS}/all-en.{extension}"}
        if older:
            expected |= dict.fromkeys(("prev-archive", "next"), f"{EDITIONS}/all-en/{older}.{extension}")
        assert found == expected


_WORDS = st.lists(
    st.text(st.sampled_from("abcXYZїЄґЖ059<>&;'\"-.,!?«»—אب"), min_size=1, max_size=8), min_size=1, max_size=4
).map(" ".join)
_MARKUP = st.text(st.sampled_from("abcїЄ05.,—"), min_size=1, max_size=20).map(
    lambda text: f'<p lang="uk">{text} &amp; &lt;b&gt; <a href="https://e.example/?a=1&amp;b=2">{text}</a></p>'
)
_URLS = st.text(st.sampled_from("abc/-_.~59"), max_size=10).map("https://e.example/".__add__)
_IDS = _URLS | st.uuids().map(lambda one: one.urn) | _URLS.map(lambda url: f"tag:e.example,2026:{url[18:]}x")
_TAGS = st.sampled_from(["uk", "en-GB", "mul", "he", "und"])
_MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
_TYPES = st.sampled_from(["image/jpeg", "audio/mpeg", "application/pdf", "text/plain; charset=utf-8"])


def _some(one: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=most).map(tuple)


def _optional(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | one


_SOURCES = st.builds(
    FeedInfo,
    title=_WORDS,
    id=_optional(_IDS),
    link=_optional(_URLS),
    self_url=_URLS,
    language=_optional(_TAGS),
    rights=_optional(_WORDS),
    subtitle=_optional(_WORDS),
    updated=_optional(_MOMENTS),
    authors=_some(st.builds(Person, _WORDS, _URLS, st.just("a@e.example")), 1),
)
_ITEMS = st.builds(
    EditionItem,
    id=_IDS,
    language=_TAGS,
    title=_WORDS,
    url=_URLS,
    url_language=_TAGS,
    original_url=_optional(_URLS),
    original_language=_TAGS,
    summary=_MARKUP,
    content=_MARKUP,
    published=_MOMENTS,
    updated=_MOMENTS,
    source=_SOURCES,
    state=st.sampled_from(State),
    engine=_optional(_WORDS),
    translated_at=_optional(_MOMENTS),
    warnings=_some(st.builds(Finding, _WORDS, _WORDS), 1),
    corrected=_optional(_MOMENTS),
    authors=_some(st.builds(Person, _WORDS, _URLS, st.just("b@e.example"))),
    categories=_some(_WORDS),
    enclosures=_some(st.builds(Enclosure, _URLS, _optional(_TYPES), _optional(st.integers(0, 10**12)))),
    alert=_some(st.builds(Category, _WORDS, _WORDS), 1),
    tags=_some(st.builds(Category, _WORDS.map("topic-".__add__), _WORDS)),
    others=_some(st.builds(Other, _URLS, _WORDS, _WORDS, _TAGS, _TAGS)),
    dated=st.booleans(),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items=st.lists(_ITEMS, min_size=1, max_size=2))
@example(items=[ONE])
def test_every_field(items: list[EditionItem]) -> None:
    """Whatever stands in an entry, a reader finds all of it in Atom, and in RSS all that RSS can hold."""
    written = clean_document(document(*items))
    assert [read_atom(entry) for entry in read(ATOM, written).entries] == [atom_fields(item) for item in written.items]
    assert [read_rss(entry) for entry in read(RSS, written).entries] == [rss_fields(item) for item in written.items]
