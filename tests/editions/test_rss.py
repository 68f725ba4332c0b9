"""RSS: all that the format can hold."""

from __future__ import annotations

from calendar import timegm
from dataclasses import replace
from typing import Any

import pytest

from feeds.editions.feedgen_repair import NAMESPACE
from feeds.editions.rss import EXCERPT_LENGTH, RssWriter
from feeds.model import EditionItem, Enclosure, FeedInfo

from .documents import DOUBTED, EDITION, ITEM, NASTY, SOURCE, STORY, archived, document, item, ordinary, whole
from .reading import ATOM, HISTORY, MEDIA, TOMBSTONES, parsed, rss_channel

WRITER = RssWriter()


def read(*items: EditionItem) -> Any:
    """Write, check, and read back with feedparser."""
    body = WRITER.write(document(*items))
    rss_channel(body)
    return parsed(body, WRITER.media_type)


def description(**changes: Any) -> str:
    """The description of an item so changed."""
    channel = rss_channel(WRITER.write(document(item(1, **changes))))
    return channel.findtext("item/description") or ""


def test_channel() -> None:
    """A channel names its page, its own address, its language and when it changed, and no clutter beside."""
    channel = rss_channel(WRITER.write(document()))
    assert [(node.tag, node.text) for node in channel] == [
        ("title", "Kharkiv in English"),
        ("link", "https://visnyk.example.org/"),
        ("description", "Visnyk of Kharkiv"),
        (f"{ATOM}link", None),
        ("generator", "Visnyk"),
        ("language", "en"),
        ("lastBuildDate", "Wed, 21 Oct 2026 09:30:15 +0000"),
    ]
    assert sorted(channel[3].items()) == [
        ("href", "https://visnyk.example.org/editions/all-en.rss"),
        ("rel", "self"),
        ("type", "application/rss+xml"),
    ]


def test_item_fields() -> None:
    """Every field that RSS can hold comes back from a reader as it went in."""
    (entry,) = read(ITEM).entries
    assert (entry.id, entry.link, entry.guidislink) == (ITEM.id, ITEM.url, False)
    assert (entry.title, entry.summary, entry.content[0].value) == (ITEM.title, ITEM.summary, ITEM.content)
    assert entry.published == "Tue, 20 Oct 2026 21:05:01 +0000"
    assert timegm(entry.published_parsed) == ITEM.published.timestamp()
    assert entry.updated == "2026-10-21T07:00:00Z"
    assert [author.name for author in entry.authors if author] == ["Олена Ko", "Іван"]
    assert [tag.term for tag in entry.tags] == ["Transport", "Partners"]
    assert entry.source == {"title": SOURCE.title, "href": SOURCE.self_url}
    assert entry.language == "en"


def test_plain_text() -> None:
    """Names and titles say to readers who guess that they are no HTML; they are read as they were."""
    marked = item(1, title="<b>A</b> & &amp;", categories=("B & C",), source=FeedInfo("D <E>", link=SOURCE.link))
    body = WRITER.write(replace(document(marked), edition=replace(EDITION, title="F & <G>")))
    assert b"<title>&#x3C;b&gt;A&#x3C;/b&gt; &#x26; &#x26;amp;</title>" in body
    channel = rss_channel(body)
    found = [channel.findtext(name) for name in ("title", "item/title", "item/category", "item/source")]
    assert found == ["F & <G>", "<b>A</b> & &amp;", "B & C", "D <E>"]


def test_label() -> None:
    """Whatever should be translated says how far that came; an original says nothing."""
    channel = rss_channel(WRITER.write(ordinary()))
    labels = [[node.text for node in item.iterchildren(f"{{{NAMESPACE}}}*")] for item in channel.iterfind("item")]
    assert labels == [
        ["translated", "libretranslate+human", "2026-10-21T06:59:30Z", ITEM.original_url],
        [],
        ["failed", ITEM.original_url],
    ]


def test_doubts_and_corrections() -> None:
    """What may be wrong, and when a translation was put right, stand as they do in Atom."""
    (only,) = rss_channel(WRITER.write(document(DOUBTED))).iterfind("item")
    assert [node.text for node in only.iter(f"{{{NAMESPACE}}}warning", f"{{{NAMESPACE}}}corrected")] == [
        "number: 42 is missing", "name: “Lvov” stands where <Lviv> should", "2026-10-21T06:59:30Z",
    ]  # fmt: skip


def test_first_enclosure_only() -> None:
    """Of several enclosures RSS itself holds the first."""
    (enclosure,) = read(ITEM).entries[0].enclosures
    assert enclosure == {"href": "https://city.example.net/a.mp3", "type": "audio/mpeg", "length": "12345"}


def test_unknown_enclosure() -> None:
    """An enclosure of unknown length and type has the values that stand for unknown."""
    (enclosure,) = read(item(1, enclosures=(Enclosure("https://example.org/x"),))).entries[0].enclosures
    assert enclosure == {"href": "https://example.org/x", "type": "application/octet-stream", "length": "0"}


def media(*enclosures: Enclosure) -> list[dict[str, str]]:
    """The attributes of each ``media:content`` of an item with these files."""
    channel = rss_channel(WRITER.write(document(item(1, enclosures=enclosures))))
    return [{str(name): str(value) for name, value in node.items()} for node in channel.iter(f"{MEDIA}content")]


def test_every_file() -> None:
    """Media RSS has all files, in their order."""
    assert media(*ITEM.enclosures) == [
        {"url": "https://city.example.net/a.mp3", "type": "audio/mpeg", "fileSize": "12345", "medium": "audio"},
        {"url": "https://city.example.net/b.pdf", "type": "application/pdf", "medium": "document"},
    ]


@pytest.mark.parametrize(
    ("kind", "medium"),
    [("image/png", "image"), ("Video/MP4", "video"), ("text/html", "document"), ("application/zip", None),
     ("application/vnd.oasis.opendocument.text", "document"), (None, None)],
)  # fmt: skip
def test_medium(kind: str | None, medium: str | None) -> None:
    """A file is called what Media RSS calls its type; what is unknown is not said, a size of nothing neither."""
    (only,) = media(Enclosure("https://example.org/x", kind, 0))
    assert (only.get("type"), only.get("medium")) == (kind, medium)
    assert "fileSize" not in only


def test_files_on_private_hosts() -> None:
    """The enclosure is the first file at an address that every reader takes for one."""
    odd = Enclosure("http://localhost:8000/a.png", "image/png", 1)
    assert [node["url"] for node in media(odd)] == [odd.url]
    assert read(item(1, enclosures=(odd,))).entries[0].enclosures == []
    (enclosure,) = read(item(1, enclosures=(odd, *ITEM.enclosures))).entries[0].enclosures
    assert enclosure.href == "https://city.example.net/a.mp3"


def test_links_and_rights() -> None:
    """An item leads to the original and the other entries of its story, and says whose rights it is under."""
    channel = rss_channel(WRITER.write(document(STORY)))
    assert [
        (link.get("rel"), link.get("href"), link.get("hreflang")) for link in channel.iterfind(f"item/{ATOM}link")
    ] == [
        ("via", "https://city.example.net/news/1", "uk"),
        ("related", "https://t.me/kharkiv/77", "uk"),
        ("related", "https://eurocities.example/trams", "en"),
    ]
    assert channel.findtext("item/{http://purl.org/dc/elements/1.1/}rights") == "© Міська рада"
    assert [(node.text, node.get("domain")) for node in channel.iterfind("item/category")][2:] == [
        ("air-raid", NAMESPACE), ("partner-leipzig", NAMESPACE), ("topic-transport", NAMESPACE),
    ]  # fmt: skip


def test_history() -> None:
    """A feed leads to its archive and names what was taken down, before its items; a page of the archive is marked."""
    channel = rss_channel(WRITER.write(whole()))
    tags = [node.tag for node in channel]
    assert tags.count(f"{TOMBSTONES}deleted-entry") == 2
    assert max(place for place, tag in enumerate(tags) if tag == f"{ATOM}link") < tags.index("item")
    assert channel.find(f"{HISTORY}archive") is None
    page = rss_channel(WRITER.write(archived()))
    assert page.find(f"{HISTORY}archive") is not None
    assert [link.get("rel") for link in page.iterfind(f"{ATOM}link")] == ["self", "current", "prev-archive", "next"]
    assert page.findtext("link") == channel.findtext("link") == "https://visnyk.example.org/"


def test_description_from_content() -> None:
    """Without a summary the description is the beginning of the content, as escaped text cut between words."""
    content = "<p>1 &lt; 2</p><p>" + "слово " * 100 + "</p>"
    text = description(summary="", content=content)
    assert text.startswith("1 &lt; 2 слово слово") and text.endswith("слово…")
    assert len(text.replace("&lt;", "<")) <= EXCERPT_LENGTH


def test_description_from_title() -> None:
    """Without any text the description is the title, escaped."""
    assert description(summary="", content="<p> </p>", title="a < b") == "a &lt; b"


def test_summary_without_content() -> None:
    """An item without content has its summary as description and no empty content element."""
    channel = rss_channel(WRITER.write(document(item(1, content=""))))
    assert channel.findtext("item/description") == ITEM.summary
    assert b"content:encoded" not in WRITER.write(document(item(1, content="")))


def test_source_without_feed_address() -> None:
    """A source whose feed address is unknown is named by its page."""
    info = FeedInfo("City", link="https://city.example.net/")
    assert read(item(1, source=info)).entries[0].source == {"title": "City", "href": "https://city.example.net/"}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_item(name: str) -> None:
    """An entry that has broken feeds gives a valid feed, whole and in order between its neighbours."""
    entries = read(item(1), item(2, NASTY[name]), item(3)).entries
    assert [entry.title for entry in entries][::2] == [ITEM.title] * 2
    assert len({entry.id for entry in entries}) == 3
