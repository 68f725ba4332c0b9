"""JSON Feed: the same news for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from feeds.editions.jsonfeed import JsonFeedWriter
from feeds.model import EditionItem, Person, State

from .documents import DOUBTED, ITEM, NASTY, SOURCE, document, item, nasty, ordinary
from .reading import json_feed

WRITER = JsonFeedWriter()


def read(base: EditionItem) -> dict[str, Any]:
    """One item, written and read back."""
    (only,) = json_feed(WRITER.write(document(base)))["items"]
    assert isinstance(only, dict)
    return only


def test_feed() -> None:
    """A feed names itself, its addresses, its language and its author, in a fixed order."""
    feed = json_feed(WRITER.write(document()))
    assert list(feed.items()) == [
        ("version", "https://jsonfeed.org/version/1.1"),
        ("title", "Kharkiv in English"),
        ("home_page_url", "https://visnyk.example.org/"),
        ("feed_url", "https://visnyk.example.org/editions/all-en.json"),
        ("language", "en"),
        ("authors", [{"name": "Visnyk of Kharkiv", "url": "https://visnyk.example.org"}]),
        ("items", []),
    ]


def test_item() -> None:
    """Every field of an entry is there, in a fixed order."""
    assert list(read(ITEM).items()) == [
        ("id", ITEM.id),
        ("url", ITEM.url),
        ("external_url", ITEM.original_url),
        ("title", ITEM.title),
        ("content_html", ITEM.content),
        ("summary", "Five trams."),
        ("date_published", "2026-10-20T21:05:01Z"),
        ("date_modified", "2026-10-21T07:00:00Z"),
        ("authors", [{"name": "Олена Ko", "url": "https://city.example.net/olena"}, {"name": "Іван"}]),
        ("tags", ["Transport", "Partners"]),
        ("language", "en"),
        (
            "attachments",
            [
                {"url": "https://city.example.net/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12345},
                {"url": "https://city.example.net/b.pdf", "mime_type": "application/pdf"},
            ],
        ),
        (
            "_visnyk",
            {
                "state": "translated",
                "engine": "libretranslate+human",
                "translated": "2026-10-21T06:59:30Z",
                "original_language": "uk",
                "original_url": "https://city.example.net/news/1",
                "source": {"id": SOURCE.id, "title": SOURCE.title, "url": SOURCE.self_url},
            },
        ),
    ]


def test_states() -> None:
    """Every item carries its state, an original's too."""
    states = [item["_visnyk"]["state"] for item in json_feed(WRITER.write(ordinary()))["items"]]
    assert states == [State.TRANSLATED, State.NOT_NEEDED, State.FAILED]


def test_doubts_and_corrections() -> None:
    """What may be wrong are objects with the check and its words; a correction has its time."""
    label = read(DOUBTED)["_visnyk"]
    assert label["warnings"] == [
        {"check": "number", "message": "42 is missing"},
        {"check": "name", "message": "“Lvov” stands where <Lviv> should"},
    ]
    assert label["corrected"] == "2026-10-21T06:59:30Z"
    assert {"warnings", "corrected"}.isdisjoint(read(ITEM)["_visnyk"])


def test_author_with_email_only() -> None:
    """An author without a page is reached by e-mail."""
    assert read(item(1, authors=(Person("A", email="a@example.org"),)))["authors"] == [
        {"name": "A", "url": "mailto:a@example.org"}
    ]


def test_unknown_media_type() -> None:
    """An attachment of unknown type has the type that stands for unknown, and no false size."""
    assert read(NASTY["quotes in addresses"])["attachments"] == [
        {"url": "https://city.example.net/x%22y.png", "mime_type": "application/octet-stream"}
    ]


def test_content_is_never_missing() -> None:
    """Without content an item holds its summary, without both its title."""
    assert read(NASTY["no link"])["content_html"] == "<p>Only a summary</p>"
    assert read(NASTY["title only"])["content_html"] == "1 &lt; 2 &amp;amp; &lt;/b&gt;"


def test_bytes() -> None:
    """The document is UTF-8 with letters as they are, and ends with a line end."""
    body = WRITER.write(nasty())
    assert body.endswith(b"}\n") and not body.startswith(b"\xef\xbb\xbf")
    assert "Перше речення" in body.decode() and "😀" in body.decode()


@pytest.mark.parametrize("name", NASTY)
def test_round_trip(name: str) -> None:
    """What was read can be written again to the same bytes."""
    body = WRITER.write(document(NASTY[name]))
    assert json.dumps(json_feed(body), ensure_ascii=False, indent=1).encode() + b"\n" == body
