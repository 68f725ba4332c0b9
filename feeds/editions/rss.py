"""RSS 2.0 with the content, Dublin Core, Media and Atom modules, built with feedgen and repaired where it loses data.

RSS holds less than Atom: one ``enclosure`` an item (the first that it can hold; ``media:content`` has all), and of the
source its title, address and rights. Our own elements are described in :mod:`feeds.editions.feedgen_repair`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from feeds.editions.clean import UNKNOWN_TYPE, clean_document, rfc3339
from feeds.editions.feedgen_repair import NAMESPACE, PREFIX, add_history, add_label, add_text, new_entry, new_feed
from feeds.editions.links import add_link, feed_links, item_links
from feeds.editions.texts import clean_line
from feeds.model import UNDETERMINED, EditionDocument, EditionItem, Enclosure
from feeds.text.html import shorten, to_text

EXTENSION = "rss"
MEDIA_TYPE = "application/rss+xml; charset=utf-8"
EXCERPT_LENGTH = 300
"""Characters of a description made from the content."""

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_LINK = f"{{{_ATOM}}}link"
_SPECIAL = re.compile("([&<])")
_PUBLIC = re.compile(r"https?://([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(:\d+)?/")
"""Where an ``enclosure`` may be (RSS 2.0: "the url must be an http url"); validators refuse a host without a dot."""
_MEDIUMS = {"image": "image", "audio": "audio", "video": "video", "text": "document"}
"""By the first half of a media type what Media RSS calls it."""
_DOCUMENTS = ("application/pdf", "application/msword", "application/rtf", "application/vnd.")


@dataclass(frozen=True, slots=True)
class RssWriter:
    """Writes an edition as RSS."""

    extension: str = EXTENSION
    media_type: str = MEDIA_TYPE

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
    # feedgen would write the last of several; RSS 2.0 demands a length, and 0 where it is unknown.
    for first in [one for one in item.enclosures if _PUBLIC.match(one.url)][:1]:
        entry.enclosure(first.url, first.length or 0, first.type or UNKNOWN_TYPE)
    if address := item.source.self_url or item.source.link:
        entry.source(address, item.source.title)


def _description(item: EditionItem) -> str:
    """HTML, never empty: the summary, else the beginning of the content, else the title."""
    excerpt = shorten(clean_line(to_text(item.content)), EXCERPT_LENGTH) or item.title
    return item.summary or html.escape(excerpt, quote=False)


class _FeedRepair:
    """What feedgen calls once a feed, to add what it has no words for."""

    document: EditionDocument

    def extend_ns(self) -> dict[str, str]:
        """Prefixes to declare at the root."""
        return {"dc": _DC, "media": _MEDIA, PREFIX: NAMESPACE}

    def extend_rss(self, rss: etree._Element) -> None:
        """Where else the feed leads to (RFC 5005 and WebSub take Atom's links in RSS), its history."""
        channel = rss[0]
        _refer(channel, "title", "description")
        for link in feed_links(self.document, EXTENSION, MEDIA_TYPE):
            add_link(channel, _LINK, link)
        add_history(channel, self.document)


class _ItemRepair:
    """What feedgen calls once an item, to add what it has no words for."""

    item: EditionItem

    def extend_rss(self, element: etree._Element) -> None:
        """Authors by name (RSS's own ``author`` is an e-mail address), language, rights, files, links, our label."""
        for author in self.item.authors:
            add_text(element, f"{{{_DC}}}creator", author.name)
        if self.item.language != UNDETERMINED:
            add_text(element, f"{{{_DC}}}language", self.item.language)
        add_text(element, f"{{{_DC}}}rights", self.item.source.rights)
        add_text(element, f"{{{_ATOM}}}updated", rfc3339(self.item.updated))
        for link in item_links(self.item):
            add_link(element, _LINK, link)
        for enclosure in self.item.enclosures:
            _add_media(element, enclosure)
        add_label(element, self.item)
        _refer(element, "title", "source", "category")


def _refer(parent: etree._Element, *names: str) -> None:
    """Write ``&`` and ``<`` in elements of plain text as hexadecimal references.

    The RSS Best Practices Profile asks for it: to readers who guess whether a title is HTML it says that it is not.
    """
    for element in parent.iterchildren(*names):
        first, *rest = _SPECIAL.split(element.text or "")
        element.text = first
        for char, text in zip(rest[::2], rest[1::2], strict=True):
            reference = etree.Entity(f"#x{ord(char):X}")
            reference.tail = text
            element.append(reference)


def _add_media(element: etree._Element, enclosure: Enclosure) -> None:
    """Media RSS 1.5.1; what is unknown is left out."""
    known = {
        "url": enclosure.url,
        "type": enclosure.type,
        "fileSize": str(enclosure.length) if enclosure.length else None,
        "medium": _medium(enclosure.type or ""),
    }
    attributes = {name: value for name, value in known.items() if value}
    etree.SubElement(element, f"{{{_MEDIA}}}content", attributes)


def _medium(media_type: str) -> str | None:
    kind = _MEDIUMS.get(media_type.partition("/")[0].lower())
    return "document" if media_type.lower().startswith(_DOCUMENTS) else kind
