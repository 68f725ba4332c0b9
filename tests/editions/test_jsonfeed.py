"""JSON Feed: the same news for programs."""

from __future__ import annotations

from typing import Any

import pytest

from feeds.editions.jsonfeed import JsonFeedWriter, encoded
from feeds.model import EditionItem, Person, State

from .documents import (
    ALTERNATES,
    DOUBTED,
    HUBS,
    ITEM,
    NASTY,
    SOURCE,
    STORY,
    archived,
    document,
    item,
    nasty,
    ordinary,
    whole,
)
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
                "source": {
                    "id": SOURCE.id,
                    "title": SOURCE.title,
                    "url": SOURCE.self_url,
                    "home_page_url": SOURCE.link,
                    "description": SOURCE.subtitle,
                    "language": "uk",
                    "rights": SOURCE.rights,
                    "updated": "2026-10-21T08:00:00Z",
                    "authors": [{"name": "Прес-служба", "url": "https://city.example.net/press"}],
                },
            },
        ),
    ]


def test_story() -> None:
    """The other entries of a story and the names of our own tags stand in the label, their terms among the tags."""
    written = read(STORY)
    assert written["tags"] == ["Transport", "Partners", "air-raid", "partner-leipzig", "topic-transport"]
    assert written["_visnyk"]["categories"] == [
        {"term": "air-raid", "label": "Air raid"},
        {"term": "partner-leipzig", "label": "Leipzig"},
        {"term": "topic-transport", "label": "Public transport"},
    ]
    assert written["_visnyk"]["others"] == [
        {
            "url": "https://t.me/kharkiv/77",
            "title": "П’ять трамваїв",
            "language": "uk",
            "source": "Харків у Telegram",
            "original_language": "uk",
        },
        {
            "url": "https://eurocities.example/trams",
            "title": "Five trams",
            "language": "en",
            "source": "Eurocities",
            "original_language": "en",
        },
    ]


def test_feed_to_subscribe_to() -> None:
    """A feed names its hubs, the page before it, its other languages and what was taken down."""
    feed = json_feed(WRITER.write(whole()))
    assert feed["hubs"] == [{"type": "WebSub", "url": hub} for hub in HUBS]
    assert feed["next_url"] == "https://visnyk.example.org/editions/all-en/7.json"
    assert feed["feed_url"] == "https://visnyk.example.org/editions/all-en.json"
    assert feed["_visnyk"] == {
        "alternates": [
            {
                "url": f"https://visnyk.example.org/editions/{one.edition}.json",
                "title": one.title,
                "language": one.language,
            }
            for one in ALTERNATES
        ],
        "deleted": [
            {"id": "tag:visnyk.example.org,2026:gone", "since": "2026-10-19T08:00:00Z"},
            {"id": "urn:uuid:bacd3c2b-06eb-55b2-890b-2423e8dfa7e3", "since": "2026-10-18T00:00:00Z"},
        ],
    }


def test_page_of_the_archive() -> None:
    """A page of the archive names itself, the feed and the page before it, and neither hubs nor other languages."""
    feed = json_feed(WRITER.write(archived()))
    assert feed["feed_url"] == "https://visnyk.example.org/editions/all-en/7.json"
    assert feed["next_url"] == "https://visnyk.example.org/editions/all-en/6.json"
    assert (feed["_visnyk"]["archive"], feed["_visnyk"]["current"]) == (
        7,
        "https://visnyk.example.org/editions/all-en.json",
    )
    assert "hubs" not in feed and "alternates" not in feed["_visnyk"]
    assert "next_url" not in json_feed(WRITER.write(archived(1)))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"version":"https://jsonfeed.org/version/1.1"', '"version":"https://jsonfeed.org/version/1"'),
        ('"title":"Kharkiv in English"', '"title":""'),
        ('"type":"WebSub"', '"kind":"WebSub"'),
        ('"content_html"', '"content"'),
        ("2026-10-20T21:05:01Z", "2026-10-20"),
        ('"state":"translated"', '"state":"done"'),
        ('"since"', '"when"'),
    ],
)
def test_the_schema_itself(right: str, wrong: str) -> None:
    """The schema that these tests rely on refuses what the specification and our documentation do not have."""
    written = WRITER.write(whole()).decode()
    assert right in written
    with pytest.raises(AssertionError, match=r"^\$"):
        json_feed(written.replace(right, wrong, 1).encode())


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
    assert encoded(json_feed(body)) == body
