"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not read."""

from __future__ import annotations

from typing import Any

from feeds.errors import ReadError
from feeds.model import Enclosure, FeedInfo, ParsedEntry, ParsedFeed, Person, Source
from feeds.sources.document import Document, decode
from feeds.sources.entry import make_entry, without_empty
from feeds.sources.jsondata import array, load, size, string
from feeds.sources.paging import linked_page
from feeds.text.dates import parse_date
from feeds.text.html import clean, from_text, squeeze, strip_controls
from feeds.text.language import language_tag
from feeds.text.urls import absolute

_VERSION = "https://jsonfeed.org/version/1"


def read_jsonfeed(document: Document, source: Source) -> ParsedFeed:
    """Read a JSON Feed; items of the wrong shape are left out with a warning, the others are read.

    :raises ReadError: ``empty``, ``encoding``, ``truncated`` or ``not-a-feed``.
    """
    if not document.body.strip():
        raise ReadError("empty", "the answer is empty: nothing to read")
    decoded = decode(document)
    feed = load(decoded.text)
    if not isinstance(feed, dict):
        raise ReadError("not-a-feed", "this is JSON but no JSON Feed: the top level is no object")
    items = feed.get("items")
    if not str(feed.get("version", "")).startswith(_VERSION) or not isinstance(items, list):
        raise ReadError("not-a-feed", f"this is JSON but no JSON Feed: version must begin with {_VERSION}")
    good = [item for item in items if isinstance(item, dict)]
    entries, empty = without_empty(_entry(item, document.url, source) for item in good)
    odd = f"items that are no objects: {len(items) - len(good)}" if len(good) < len(items) else None
    warnings = tuple(warning for warning in (decoded.warning, odd, empty) if warning)
    older = linked_page(string(feed, "next_url"), document.url)
    return ParsedFeed(_info(feed, document.url, source), entries, warnings, older)


def _info(feed: dict[str, Any], url: str, source: Source) -> FeedInfo:
    return FeedInfo(
        title=squeeze(string(feed, "title")) or source.title,
        id=string(feed, "feed_url") or None,  # "serves as the unique identifier for the feed"
        link=absolute(string(feed, "home_page_url"), url),
        self_url=url,
        language=language_tag(string(feed, "language")),
        subtitle=squeeze(string(feed, "description")) or None,
        authors=_persons(feed),
    )


def _entry(item: dict[str, Any], url: str, source: Source) -> ParsedEntry:
    markup = string(item, "content_html")
    return make_entry(
        guid=string(item, "id") or None,  # "if a number … a reader should coerce it to a string"
        link=absolute(string(item, "url") or string(item, "external_url"), url),
        title=squeeze(string(item, "title")),
        summary=clean(from_text(string(item, "summary")), url),
        content=clean(markup or from_text(string(item, "content_text")), url),
        language=language_tag(string(item, "language")),
        authors=_persons(item),
        categories=tuple(squeeze(strip_controls(tag)) for tag in array(item, "tags") if isinstance(tag, str)),
        enclosures=tuple(_enclosures(item, url)),
        published=parse_date(string(item, "date_published"), source.timezone),
        updated=parse_date(string(item, "date_modified"), source.timezone),
    )


def _persons(item: dict[str, Any]) -> tuple[Person, ...]:
    # 1.0 has one ``author``, 1.1 a list.
    authors = array(item, "authors") or [item.get("author")]
    found = [
        Person(squeeze(string(author, "name")), absolute(string(author, "url")))
        for author in authors
        if isinstance(author, dict) and string(author, "name")
    ]
    return tuple(dict.fromkeys(found))


def _enclosures(item: dict[str, Any], url: str) -> list[Enclosure]:
    found: dict[str, Enclosure] = {}
    for attachment in array(item, "attachments"):
        if isinstance(attachment, dict) and (target := absolute(string(attachment, "url"), url)):
            kind, length = string(attachment, "mime_type") or None, size(attachment, "size_in_bytes")
            found.setdefault(target, Enclosure(target, kind, length))
    image = absolute(string(item, "image"), url)
    if image:
        found.setdefault(image, Enclosure(image, "image/*"))
    return list(found.values())
