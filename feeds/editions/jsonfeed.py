"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

Each item carries an extension object ``_visnyk`` with ``state``, ``engine``, ``translated``, ``warnings``,
``corrected``, ``original_language``, ``original_url`` (as in :mod:`feeds.editions.feedgen_repair`; a warning is an
object with ``check`` and ``message``) and ``source``, an object with ``id``, ``title`` and ``url`` of the feed the item
comes from. What is unknown is left out.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from typing import Any

from feeds.editions.clean import FIRST_SEEN, UNKNOWN_TYPE, clean_document, clean_line, rfc3339
from feeds.model import EditionDocument, EditionItem, Enclosure, FeedInfo, Person
from feeds.text.html import to_text

VERSION = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class JsonFeedWriter:
    """Writes an edition as JSON Feed."""

    extension: str = "json"
    media_type: str = "application/feed+json; charset=utf-8"

    def write(self, document: EditionDocument) -> bytes:
        """The document as UTF-8 JSON, keys in a fixed order; any text in any field is fine."""
        clean = clean_document(document)
        feed = {
            "version": VERSION,
            "title": clean.edition.title,
            "home_page_url": clean.home_url,
            "feed_url": clean.self_url(self.extension),
            "language": clean.language,
            "authors": [{"name": clean.site.title, "url": clean.site.base_url}],
            "items": [_item(item) for item in clean.items],
        }
        return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


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
            "tags": list(dict.fromkeys((*item.categories, *(one.term for one in item.alert)))),
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
        }
    )


def _source(info: FeedInfo) -> dict[str, Any]:
    return _known({"id": info.id, "title": info.title, "url": info.self_url or info.link})


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
