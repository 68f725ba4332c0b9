"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not read."""

from __future__ import annotations

import json
from typing import Any

from feeds.errors import ReadError
from feeds.model import Enclosure, FeedInfo, ParsedEntry, ParsedFeed, Person, Source
from feeds.sources.document import Document, decode
from feeds.sources.entry import make_entry, without_empty
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
    feed = _load(decoded.text.lstrip("\ufeff").strip())
    items = feed.get("items")
    if not str(feed.get("version", "")).startswith(_VERSION) or not isinstance(items, list):
        raise ReadError("not-a-feed", f"this is JSON but no JSON Feed: version must begin with {_VERSION}")
    good = [item for item in items if isinstance(item, dict)]
    entries, empty = without_empty(_entry(item, document.url, source) for item in good)
    odd = f"items that are no objects: {len(items) - len(good)}" if len(good) < len(items) else None
    warnings = tuple(warning for warning in (decoded.warning, odd, empty) if warning)
    return ParsedFeed(_info(feed, document.url, source), entries, warnings)


def _load(text: str) -> dict[str, Any]:
    try:
        feed = json.loads(text)
    except json.JSONDecodeError as error:
        cut = text.startswith("{") and (
            error.pos >= len(text) or not text.endswith("}") or error.msg.startswith("Unterminated string")
        )
        raise ReadError(
            "truncated" if cut else "not-a-feed",
            f"{'the JSON breaks off' if cut else 'the JSON is broken'}: line {error.lineno}, column {error.colno}",
        ) from error
    except ValueError as error:  # a number of more than 4,300 digits
        raise ReadError("not-a-feed", f"the JSON cannot be read: {error}") from error
    except RecursionError as error:
        raise ReadError("not-a-feed", "the JSON is nested too deeply") from error
    if not isinstance(feed, dict):
        raise ReadError("not-a-feed", "this is JSON but no JSON Feed: the top level is no object")
    return feed


def _string(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)  # "id … if a number, a reader should coerce it to a string"
    return strip_controls(value).strip() if isinstance(value, str) else ""


def _list(item: dict[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


def _info(feed: dict[str, Any], url: str, source: Source) -> FeedInfo:
    return FeedInfo(
        title=squeeze(_string(feed, "title")) or source.title,
        id=_string(feed, "feed_url") or None,  # "serves as the unique identifier for the feed"
        link=absolute(_string(feed, "home_page_url"), url),
        self_url=url,
        language=language_tag(_string(feed, "language")),
        subtitle=squeeze(_string(feed, "description")) or None,
        authors=_persons(feed),
    )


def _entry(item: dict[str, Any], url: str, source: Source) -> ParsedEntry:
    markup = _string(item, "content_html")
    return make_entry(
        guid=_string(item, "id") or None,
        link=absolute(_string(item, "url") or _string(item, "external_url"), url),
        title=squeeze(_string(item, "title")),
        summary=clean(from_text(_string(item, "summary")), url),
        content=clean(markup or from_text(_string(item, "content_text")), url),
        language=language_tag(_string(item, "language")),
        authors=_persons(item),
        categories=tuple(squeeze(tag) for tag in _list(item, "tags") if isinstance(tag, str)),
        enclosures=tuple(_enclosures(item, url)),
        published=parse_date(_string(item, "date_published"), source.timezone),
        updated=parse_date(_string(item, "date_modified"), source.timezone),
    )


def _persons(item: dict[str, Any]) -> tuple[Person, ...]:
    # 1.0 has one ``author``, 1.1 a list.
    authors = _list(item, "authors") or [item.get("author")]
    found = [
        Person(squeeze(_string(author, "name")), absolute(_string(author, "url")))
        for author in authors
        if isinstance(author, dict) and _string(author, "name")
    ]
    return tuple(dict.fromkeys(found))


def _enclosures(item: dict[str, Any], url: str) -> list[Enclosure]:
    found: dict[str, Enclosure] = {}
    for attachment in _list(item, "attachments"):
        if isinstance(attachment, dict) and (target := absolute(_string(attachment, "url"), url)):
            size = attachment.get("size_in_bytes")
            length = size if isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 10**15 else None
            found.setdefault(target, Enclosure(target, _string(attachment, "mime_type") or None, length))
    image = absolute(_string(item, "image"), url)
    if image:
        found.setdefault(image, Enclosure(image, "image/*"))
    return list(found.values())
