"""Atom 1.0 (RFC 4287), built with feedgen and repaired where feedgen 1.0.0 loses data.

Our own elements are described in :mod:`feeds.editions.feedgen_repair`.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from lxml import etree

from feeds.editions.clean import clean_document, rfc3339
from feeds.editions.feedgen_repair import NAMESPACE, PREFIX, add_history, add_label, add_text, new_entry, new_feed
from feeds.editions.links import Link, add_link, feed_links, item_links
from feeds.model import EditionDocument, EditionItem, FeedInfo, Person

EXTENSION = "atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class AtomWriter:
    """Writes an edition as Atom."""

    extension: str = EXTENSION
    media_type: str = MEDIA_TYPE

    def write(self, document: EditionDocument) -> bytes:
        """The document as UTF-8 XML; any text in any field is fine."""
        clean = clean_document(document)
        feed = new_feed(clean, clean.self_url(self.extension), self.media_type, _FeedRepair, _EntryRepair)
        # Entries without an author need this one (RFC 4287 §4.1.1).
        feed.author(_person(Person(clean.site.title, clean.site.base_url)))
        for item in clean.items:
            _add_entry(feed, item)
        return bytes(feed.atom_str())


def _add_entry(feed: Any, item: EditionItem) -> None:
    entry = new_entry(feed, item)
    entry.id(item.id)
    entry.author([_person(author) for author in item.authors])
    content = item.content
    if not content and not (item.url and item.summary):
        # RFC 4287 §4.1.2: an entry without an alternate link must have content, and any should have some text.
        content = item.summary or html.escape(item.title, quote=False)
    if content:
        entry.content(content, type="html")
    if item.summary and item.summary != content:
        entry.summary(item.summary, type="html")


def _person(person: Person) -> dict[str, str | None]:
    return {"name": person.name, "uri": person.uri, "email": person.email}


class _FeedRepair:
    """What feedgen calls once a feed, to put right what it wrote and add what it has no words for."""

    document: EditionDocument

    def extend_ns(self) -> dict[str, str]:
        """Prefixes to declare at the root."""
        return {PREFIX: NAMESPACE}

    def extend_atom(self, feed: etree._Element) -> None:
        """Dates written the short way, where else the feed leads to, its history."""
        _write_zulu(feed)
        for link in feed_links(self.document, EXTENSION, MEDIA_TYPE):
            add_link(feed, "link", link)
        add_history(feed, self.document)


class _EntryRepair:
    """What feedgen calls once an entry, to put right what it wrote.

    Names are without a namespace here: feedgen declares Atom's as if it were an attribute of the root.
    """

    item: EditionItem

    def extend_atom(self, entry: etree._Element) -> None:
        """Whole links in place of feedgen's bare ones, the language, the whole source, our label."""
        entry.set(_XML_LANG, self.item.language)
        _write_zulu(entry)
        for bare in entry.findall("link"):  # they have lost rel, type, hreflang and length: issues #135, #143
            entry.remove(bare)
        _add_links(entry, self.item)
        _add_source(entry, self.item)
        add_label(entry, self.item)


def _write_zulu(element: etree._Element) -> None:
    for date in element.iterchildren("updated", "published"):
        date.text = (date.text or "").replace("+00:00", "Z")


def _add_links(entry: etree._Element, item: EditionItem) -> None:
    if item.url:
        add_link(entry, "link", Link("alternate", item.url, item.url_language))
    for link in item_links(item):
        add_link(entry, "link", link)
    for one in item.enclosures:
        add_link(entry, "link", Link("enclosure", one.url, type=one.type, length=one.length))


def _add_source(entry: etree._Element, item: EditionItem) -> None:
    """All that is known of the feed the entry comes from (RFC 4287 §4.2.11)."""
    info = item.source
    if not (info.title or info.id or info.self_url or info.link):
        return
    source = etree.SubElement(entry, "source")
    # Else its title would pass for one in the language of the translation around it.
    source.set(_XML_LANG, info.language or item.original_language)
    add_text(source, "id", info.id or info.self_url or info.link)
    add_text(source, "title", info.title)
    add_text(source, "updated", rfc3339(info.updated) if info.updated else None)
    for author in info.authors or _unsigned(info):
        _add_author(source, author)
    for rel, address in (("self", info.self_url), ("alternate", info.link)):
        if address:
            add_link(source, "link", Link(rel, address))
    add_text(source, "rights", info.rights)
    add_text(source, "subtitle", info.subtitle)


def _unsigned(info: FeedInfo) -> tuple[Person, ...]:
    """The source itself as author where nobody signed: else RFC 4287 §4.2.1 makes our city the author of its news."""
    return (Person(info.title, info.link),) if info.title else ()


def _add_author(parent: etree._Element, author: Person) -> None:
    element = etree.SubElement(parent, "author")
    add_text(element, "name", author.name)
    add_text(element, "email", author.email)
    add_text(element, "uri", author.uri)
