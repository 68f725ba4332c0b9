"""Cleaning: what is fine stays, what would break a feed is mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from feeds.editions.clean import clean_document, whole_seconds
from feeds.model import Alternate, Category, Edition, EditionDocument, Enclosure, Other, Person, Site, Tombstone

from .documents import ITEM, NASTY, UPDATED, archived, document, item, nasty, ordinary, whole


def test_idempotent() -> None:
    """Cleaning what is clean changes nothing."""
    for original in (ordinary(), nasty(), whole(), archived()):
        once = clean_document(original)
        assert clean_document(once) == once


def test_whole_seconds() -> None:
    """A moment of another zone becomes UTC and loses its microseconds."""
    moment = datetime(2026, 10, 21, 1, 30, 0, 999_999, tzinfo=timezone(timedelta(hours=3)))
    assert whole_seconds(moment).isoformat() == "2026-10-20T22:30:00+00:00"


def test_empty_id_is_named_for_ever() -> None:
    """An entry without an id gets one that depends on what it is, not on when or where it is written."""
    one, two = clean_document(document(item(1, id=""), item(2, id="", url="https://example.org/"))).items
    (again,) = clean_document(document(item(3, id=""))).items
    assert one.id.startswith("urn:uuid:")
    assert one.id != two.id
    assert one.id == again.id


def test_same_id() -> None:
    """Of entries that come to the same id the first stays."""
    (only,) = clean_document(document(item(1, id="tag:a,2026:ї"), item(2, id="tag:a,2026:%D1%97"))).items
    assert (only.id, only.updated.minute) == ("tag:a,2026:%D1%97", 1)


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Person(" A \n B "), Person("A B")),
        (Person("", "https://example.org/"), Person("https://example.org/", "https://example.org/")),
        (Person("A", "javascript:x", "a b@c"), Person("A")),
        (Person("", "x", "x"), None),
    ],
)
def test_authors(author: Person, expected: Person | None) -> None:
    """An author has a name and only addresses that work; one without anything is left out."""
    (only,) = clean_document(document(item(1, authors=(author, author)))).items
    assert only.authors == (() if expected is None else (expected,))


@pytest.mark.parametrize("kind", ["audio/ogg; codecs=opus", "image/svg+xml", None])
def test_media_type_stays(kind: str | None) -> None:
    """A well-formed media type stays, parameters included."""
    enclosure = Enclosure("https://example.org/x", kind, 0)
    assert clean_document(document(item(1, enclosures=(enclosure,)))).items[0].enclosures == (enclosure,)


def test_document_without_anything() -> None:
    """A document of empty strings still has an id, a title and addresses."""
    empty = EditionDocument("", Edition("", "", ""), Site("", ""), "", UPDATED, (ITEM,))
    cleaned = clean_document(empty)
    assert cleaned.id and cleaned.edition.title and cleaned.site.title
    assert (cleaned.home_url, cleaned.language, len(cleaned.items)) == ("/", "und", 1)


def test_tombstones() -> None:
    """An entry that was taken down is named as it was published, once, with the newest moment; others are left out."""
    stones = (Tombstone("https://місто.укр/", UPDATED), Tombstone("https://місто.укр/", ITEM.published))
    cleaned = clean_document(replace(document(), tombstones=(*stones, Tombstone(" ", UPDATED))))
    published = "https://%D0%BC%D1%96%D1%81%D1%82%D0%BE.%D1%83%D0%BA%D1%80/"
    assert cleaned.tombstones == (Tombstone(published, UPDATED.replace(microsecond=0)),)


def test_hubs_and_alternates() -> None:
    """Hubs are addresses, each once; an edition in another language has a name and a language that readers know."""
    hubs = ("https://hub.example/", "javascript:x", "https://hub.example/")
    both = (Alternate("a b", " ", "uk"), Alternate("c", "C\x00", "original"))
    cleaned = clean_document(replace(document(), site=Site("V", "https://v.example", hubs=hubs), alternates=both))
    assert cleaned.site.hubs == ("https://hub.example/",)
    assert cleaned.alternates == (Alternate("a%20b", "a%20b", "uk"), Alternate("c", "C", "und"))


def test_categories() -> None:
    """Each of our own tags has a term and a name, and is there once."""
    tags = (Category("a ", "A\n"), Category("a", "B"), Category("b", ""), Category("\x00", "C"))
    (only,) = clean_document(document(item(1, tags=tags, alert=tags[:1]))).items
    assert (only.tags, only.alert) == ((Category("a", "A"), Category("b", "b")), (Category("a", "A"),))


def test_others() -> None:
    """The other entries of a story lead to pages, each once, under a name; those without an address are left out."""
    (only,) = clean_document(
        document(
            item(
                1,
                others=(
                    Other("https://a.example/?utm_source=x", "", " ", "xx", "uk"),
                    Other("https://a.example/", "A", "S", "en", "no tag"),
                    Other("https://b.example/", " B ", "T", "en"),
                    Other("", "C", "U", "uk"),
                ),
            )
        )
    ).items
    assert only.others == (
        Other("https://a.example/", "A", "S", "en", "und"),
        Other("https://b.example/", "B", "T", "en", "und"),
    )
    (named,) = clean_document(document(item(1, others=(Other("https://a.example/", "", "", "xx", "uk"),)))).items
    assert named.others == (Other("https://a.example/", "a.example", "a.example", "und", "uk"),)


def test_direction() -> None:
    """Text in a language that runs from right to left says so, once; any other text stays as it is."""
    (only,) = clean_document(document(NASTY["right to left"])).items
    assert only.content == '<div dir="rtl"><p dir="rtl">שלום</p></div>'
    assert only.summary == '<div dir="rtl"><p>Five trams.</p></div>'
    (empty,) = clean_document(document(item(1, language="ar", content=" ", summary=""))).items
    assert (empty.content, empty.summary) == ("", "")
    assert clean_document(document(item(1, language="uk"))).items[0].content == ITEM.content


def test_source_of_no_known_language() -> None:
    """A language of a source that nobody knows is as good as none."""
    (only,) = clean_document(document(NASTY["languages that nobody knows"])).items
    assert (only.language, only.url_language, only.original_language) == ("und", "und", "und")
    assert only.source.language is None
