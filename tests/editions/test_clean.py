"""Cleaning: what is fine stays, what would break a feed is mended."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from feeds.editions.clean import clean_document, clean_line, clean_text, iri, language, web_url, whole_seconds
from feeds.model import Edition, EditionDocument, Enclosure, Person, Site

from .documents import ITEM, UPDATED, document, item, nasty, ordinary


def test_idempotent() -> None:
    """Cleaning what is clean changes nothing."""
    for original in (ordinary(), nasty()):
        once = clean_document(original)
        assert clean_document(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00\x0b\x1fb\ufffe\uffff\x80", "ab"),
        ("\ud83d\ude00 \ud800", "😀 \ufffd"),
        ("a\r\nb\rc\td\x85", "a\nb\nc\td\x85"),
        ("\u202eאב\u202c\u200d\xa0", "\u202eאב\u202c\u200d\xa0"),
    ],
)
def test_text(text: str, expected: str) -> None:
    """Text keeps all that XML may hold, and nothing else."""
    assert clean_text(text) == expected


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200d", "\x00", "\ufeff \u202e"])
def test_invisible_line(text: str) -> None:
    """A line of characters that nobody can see is an empty one."""
    assert clean_line(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a?b=c&d=%D1%97#e", "https://example.org/a?b=c&d=%D1%97#e"),
        ("https://user:p@місто.укр:81/ї", "https://user:p@xn--l1aeie2h.xn--j1amh:81/%D1%97"),
        ("https://" + "ї" * 70 + ".ua/", "https://" + "%D1%97" * 70 + ".ua/"),
        ("https://[2001:db8::1]/a[1]", "https://[2001:db8::1]/a%5B1%5D"),
        (" https://example.org/50% off\n", "https://example.org/50%25%20off"),
        ("/news", None),
        ("javascript:alert(1)", None),
        ("https://[", None),
        (None, None),
    ],
)
def test_web_url(text: str | None, expected: str | None) -> None:
    """A link is an absolute http(s) URL in ASCII; an address that is right already stays as it is."""
    assert web_url(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tag:example.org,2020:новини/1?a=[b]", "tag:example.org,2020:новини/1?a=[b]"),
        ("HTTP://Example.org/%7e", "HTTP://Example.org/%7e"),
        (' urn:x:a "b"<c>\\|', "urn:x:a%20%22b%22%3Cc%3E%5C%7C"),
        (None, ""),
    ],
)
def test_iri(text: str | None, expected: str) -> None:
    """An id that is an IRI stays the same to the letter; what no IRI may hold is percent-encoded."""
    assert iri(text) == expected


@pytest.mark.parametrize(("tag", "expected"), [("uk-UA", "uk-UA"), ("mul", "mul"), ("", "und"), ("en_GB", "und")])
def test_language(tag: str, expected: str) -> None:
    """A tag that Atom would refuse becomes the one for undetermined."""
    assert language(tag) == expected


def test_whole_seconds() -> None:
    """A moment of another zone becomes UTC and loses its microseconds."""
    moment = datetime(2026, 10, 21, 1, 30, 0, 999_999, tzinfo=timezone(timedelta(hours=3)))
    assert whole_seconds(moment).isoformat() == "2026-10-20T22:30:00+00:00"


def test_empty_id_is_named_for_ever() -> None:
    """An entry without an id gets one that depends on what it is, not on when or where it is written."""
    one, two, again = clean_document(
        document(item(1, id=""), item(2, id="", url="https://example.org/"), item(3, id=""))
    ).items
    assert one.id.startswith("urn:uuid:")
    assert one.id != two.id
    assert one.id == again.id


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
