"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

What the format has no word for is in the extension object ``_visnyk``, of the feed: ``archive``, ``current``,
``alternates`` and ``deleted``; of each item: ``state``, ``engine``, ``translated``, ``warnings``, ``corrected``,
``original_language``, ``original_url`` (as in :mod:`feeds.editions.feedgen_repair`; a warning is an object with
``check`` and ``message``), ``source``, all that is known of the feed the item comes from, ``categories``, the names
of our own tags, and ``others``, the entries that tell the same news. What is unknown is left out.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from typing import Any

from feeds.editions.clean import FIRST_SEEN, UNKNOWN_TYPE, clean_document, rfc3339
from feeds.editions.links import alternate_url
from feeds.editions.texts import clean_line
from feeds.model import EditionDocument, EditionItem, Enclosure, FeedInfo, Other, Person
from feeds.text.html import to_text

VERSION = "https://jsonfeed.org/version/1.1"
EXTENSION = "json"


@dataclass(frozen=True, slots=True)
class JsonFeedWriter:
    """Writes an edition as JSON Feed."""

    extension: str = EXTENSION
    media_type: str = "application/feed+json; charset=utf-8"

    def write(self, document: EditionDocument) -> bytes:
        """The document as UTF-8 JSON, keys in a fixed order; any text in any field is fine."""
        clean = clean_document(document)
        feed = {
            "version": VERSION,
            "title": clean.edition.title,
            "home_page_url": clean.home_url,
            "feed_url": clean.self_url(EXTENSION),
            "next_url": None if clean.older is None else clean.page_url(EXTENSION, clean.older),
            "language": clean.language,
            "authors": [_author(Person(clean.site.title, clean.site.base_url))],
            # As in feeds.editions.links: a page of the archive never changes.
            "hubs": [{"type": "WebSub", "url": hub} for hub in clean.site.hubs if clean.page is None],
            "_visnyk": _history(clean),
        }
        return encoded({**_known(feed), "items": [_item(item) for item in clean.items]})


def encoded(feed: dict[str, Any]) -> bytes:
    """A feed as UTF-8, each item on a line of its own; json indents in Python, which takes ten times as long."""
    head = _dumped({name: value for name, value in feed.items() if name != "items"}).removesuffix("}")
    items = ",\n".join(map(_dumped, feed["items"]))
    return f'{head},"items":[\n{items}\n]}}\n'.encode()


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _history(document: EditionDocument) -> dict[str, Any]:
    archived = document.page is not None
    return _known(
        {
            "archive": document.page,
            "current": document.feed_url(EXTENSION) if archived else None,
            "alternates": [
                {"url": alternate_url(document, one, EXTENSION), "title": one.title, "language": one.language}
                for one in document.alternates
                if not archived
            ],
            "deleted": [{"id": one.id, "since": rfc3339(one.since)} for one in document.tombstones],
        }
    )


def _item(item: EditionItem) -> dict[str, Any]:
    return _known(
        {
            "id": item.id,
            "url": item.url,
            "external_url": item.original_url,
            "title": item.title,
            # An item without content is no valid item.
            "content_html": item.content or item.summary or html.escape(item.title, quote=False),
            "summary": clean_line(to_text(item.summary)),
            "date_published": rfc3339(item.published),
            "date_modified": rfc3339(item.updated),
            "authors": [_author(author) for author in item.authors],
            "tags": list(dict.fromkeys((*item.categories, *(one.term for one in (*item.alert, *item.tags))))),
            "language": item.language,
            "attachments": [_attachment(enclosure) for enclosure in item.enclosures],
            "_visnyk": _visnyk(item),
        }
    )


def _visnyk(item: EditionItem) -> dict[str, Any]:
    return _known(
        {
            "state": item.state.value,
            "date": None if item.dated else FIRST_SEEN,
            "engine": item.engine,
            "translated": rfc3339(item.translated_at) if item.translated_at else None,
            "warnings": [{"check": warning.check, "message": warning.message} for warning in item.warnings],
            "corrected": rfc3339(item.corrected) if item.corrected else None,
            "original_language": item.original_language,
            "original_url": item.original_url,
            "source": _source(item.source),
            "categories": [{"term": one.term, "label": one.label} for one in (*item.alert, *item.tags)],
            "others": [_other(other) for other in item.others],
        }
    )


def _source(info: FeedInfo) -> dict[str, Any]:
    return _known(
        {
            "id": info.id,
            "title": info.title,
            "url": info.self_url or info.link,
            "home_page_url": info.link,
            "description": info.subtitle,
            "language": info.language,
            "rights": info.rights,
            "updated": rfc3339(info.updated) if info.updated else None,
            "authors": [_author(author) for author in info.authors],
        }
    )


def _other(other: Other) -> dict[str, Any]:
    return {
        "url": other.url,
        "title": other.title,
        "language": other.language,
        "source": other.source,
        "original_language": other.url_language,
    }


def _author(person: Person) -> dict[str, Any]:
    # The specification names mailto: links as an author's URL.
    address = f"mailto:{person.email}" if person.email else None
    return _known({"name": person.name, "url": person.uri or address})


def _attachment(enclosure: Enclosure) -> dict[str, Any]:
    attachment: dict[str, Any] = {"url": enclosure.url, "mime_type": enclosure.type or UNKNOWN_TYPE}
    return attachment if enclosure.length is None else {**attachment, "size_in_bytes": enclosure.length}


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    """``fields`` without those that are ``None`` or empty."""
    return {name: value for name, value in fields.items() if value}
