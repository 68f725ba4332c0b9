"""RSS 2.0 with the content, Dublin Core and Atom modules, built with feedgen and repaired where 1.0.0 loses data.

RSS holds less than Atom: one enclosure an item (the first), no ``via`` link, no description of the source beyond its
title and address. Our own elements are described in :mod:`feeds.editions.feedgen_repair`.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from lxml import etree

from feeds.editions.clean import UNKNOWN_TYPE, clean_document, clean_line, rfc3339
from feeds.editions.feedgen_repair import NAMESPACE, PREFIX, add_label, add_text, new_entry, new_feed
from feeds.model import UNDETERMINED, EditionDocument, EditionItem
from feeds.text.html import shorten, to_text

EXCERPT_LENGTH = 300
"""Characters of a description made from the content."""

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True)
class RssWriter:
    """Writes an edition as RSS."""

    extension: str = "rss"
    media_type: str = "application/rss+xml; charset=utf-8"

    def write(self, document: EditionDocument) -> bytes:
        """The document as UTF-8 XML; any text in any field is fine."""
        clean = clean_document(document)
        feed = new_feed(clean, clean.self_url(self.extension), self.media_type, _FeedRepair, _ItemRepair)
        feed.description(clean.site.title)
        feed.docs("")
        for item in clean.items:
            _add_item(feed, item)
        return bytes(feed.rss_str())


def _add_item(feed: Any, item: EditionItem) -> None:
    entry = new_entry(feed, item, labels=False)
    entry.guid(item.id, permalink=False)
    entry.summary(_description(item))
    if item.content:
        entry.content(item.content)
    if item.enclosures:
        # feedgen would write the last of several; RSS 2.0 demands a length, and 0 where it is unknown.
        first = item.enclosures[0]
        entry.enclosure(first.url, first.length or 0, first.type or UNKNOWN_TYPE)
    if address := item.source.self_url or item.source.link:
        entry.source(address, item.source.title)


def _description(item: EditionItem) -> str:
    """HTML, never empty: the summary, else the beginning of the content, else the title."""
    excerpt = shorten(clean_line(to_text(item.content)), EXCERPT_LENGTH) or item.title
    return item.summary or html.escape(excerpt, quote=False)


class _FeedRepair:
    """What feedgen calls once a feed."""

    def extend_ns(self) -> dict[str, str]:
        """Prefixes to declare at the root."""
        return {"dc": _DC, PREFIX: NAMESPACE}

    def extend_rss(self, rss: etree._Element) -> None:
        """Nothing is missing in the channel."""


class _ItemRepair:
    """What feedgen calls once an item, to add what it has no words for."""

    item: EditionItem

    def extend_rss(self, element: etree._Element) -> None:
        """Authors by name (RSS's own ``author`` is an e-mail address), language, last change, our label."""
        for author in self.item.authors:
            add_text(element, f"{{{_DC}}}creator", author.name)
        if self.item.language != UNDETERMINED:
            add_text(element, f"{{{_DC}}}language", self.item.language)
        add_text(element, f"{{{_ATOM}}}updated", rfc3339(self.item.updated))
        add_label(element, self.item)
