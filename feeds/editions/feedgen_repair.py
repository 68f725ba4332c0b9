"""feedgen 1.0.0 made fit for use: what it gets wrong in Atom and RSS alike, and what both carry that it does not know.

Our own XML namespace is ``urn:x-visnyk:1``, always with the prefix ``visnyk``. Entries that needed no translation
carry none of it but the last; in every other entry (Atom ``entry``, RSS ``item``) stand, as plain text and at most
once each, warnings apart:

========================  ===========================================================================================
``visnyk:state``          How far the translation has come: ``reviewed`` (a person approved all of it), ``translated``,
                          ``partial`` (some passages are still in the original language), ``pending`` or ``failed``
                          (all of it is). Always there.
``visnyk:engine``         Who translated: an engine's name, ``human``, or several joined by ``+``.
``visnyk:translated``     When, in RFC 3339.
``visnyk:warning``        One for each thing that may be wrong: the name of the check, a colon, and what it found, in
                          English.
``visnyk:corrected``      When another translation took the place of one that had gone out whole, in RFC 3339.
``visnyk:original``       URL of the original's page.
``visnyk:date``           ``first-seen`` where its date is the moment when it was first seen; in any entry.
========================  ===========================================================================================
"""

from __future__ import annotations

from email.utils import format_datetime
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from lxml import etree

from feeds.editions.clean import FIRST_SEEN, rfc3339
from feeds.model import EditionDocument, EditionItem, State

NAMESPACE = "urn:x-visnyk:1"
PREFIX = "visnyk"
HISTORY = "http://purl.org/syndication/history/1.0"
"""RFC 5005."""
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
"""RFC 6721."""
GENERATOR = "Visnyk"


@cache
def feedgen() -> ModuleType:
    """The module ``feedgen.feed``, imported when first needed (50 ms) and without its calls of ``setlocale``.

    ``formatRFC2822`` sets the locale of the whole process while it formats a date: under threads LC_CTYPE changed
    for good. The standard library's function needs no locale.
    """
    module = import_module("feedgen.feed")
    for name in ("feedgen.util", "feedgen.entry", "feedgen.feed"):
        # Bound to an attribute by name because feedgen's modules import the function each for itself.
        vars(import_module(name))["formatRFC2822"] = format_datetime
    return module


def new_feed(document: EditionDocument, self_url: str, media_type: str, feed_repair: type, entry_repair: type) -> Any:
    """A feedgen ``FeedGenerator`` with what Atom and RSS have in common and our repairs registered.

    ``document``, which the feed's repair knows it by, must be clean. ``updated`` is always set: feedgen's default is
    the clock.
    """
    feed = feedgen().FeedGenerator()
    feed.register_extension(PREFIX, feed_repair, entry_repair)
    getattr(feed, PREFIX).document = document
    feed.id(document.id)
    feed.title(document.edition.title)
    feed.updated(document.updated)
    feed.language(document.language)
    feed.generator(GENERATOR)
    feed.link(href=self_url, rel="self", type=media_type.partition(";")[0])
    # Last of all links, for feedgen makes the last one the RSS channel's, whatever its relation.
    feed.link(href=document.home_url, rel="alternate", type="text/html")
    return feed


def new_entry(feed: Any, item: EditionItem, *, labels: bool = True) -> Any:
    """A feedgen ``FeedEntry`` at the end of ``feed`` (its default is the front), which its repair knows as ``item``.

    Without ``labels`` our own categories are their terms alone: RSS has room for one of them, and feedgen would take
    the other.
    """
    entry = feed.add_entry(order="append")
    getattr(entry, PREFIX).item = item
    entry.title(item.title)
    entry.published(item.published)
    entry.updated(item.updated)
    marks = (*item.alert, *item.tags)
    own = [{"term": one.term, "scheme": NAMESPACE, **({"label": one.label} if labels else {})} for one in marks]
    entry.category([*({"term": term} for term in item.categories), *own])
    if item.url:
        entry.link(href=item.url, rel="alternate")
    return entry


def add_text(parent: etree._Element, name: str, value: str | None, **attributes: str) -> None:
    """Append ``<name>value</name>`` to ``parent`` unless there is no value."""
    if value:
        etree.SubElement(parent, name, attributes).text = value


def add_history(parent: etree._Element, document: EditionDocument) -> None:
    """Append that it is a page of an archive (RFC 5005 §4), and which entries were taken down (RFC 6721 §3).

    Their namespaces are declared here, not at the root: most feeds have neither.
    """
    if document.page is not None:
        etree.SubElement(parent, f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY})
    for one in document.tombstones:
        attributes = {"ref": one.id, "when": rfc3339(one.since)}
        etree.SubElement(parent, f"{{{TOMBSTONES}}}deleted-entry", attributes, nsmap={"at": TOMBSTONES})


def add_label(parent: etree._Element, item: EditionItem) -> None:
    """Append our own elements (see above): how far the translation has come, and whether the date is the source's."""
    add_text(parent, f"{{{NAMESPACE}}}date", None if item.dated else FIRST_SEEN)
    if item.state is State.NOT_NEEDED:
        return
    add_text(parent, f"{{{NAMESPACE}}}state", item.state.value)
    add_text(parent, f"{{{NAMESPACE}}}engine", item.engine)
    add_text(parent, f"{{{NAMESPACE}}}translated", rfc3339(item.translated_at) if item.translated_at else None)
    for warning in item.warnings:
        add_text(parent, f"{{{NAMESPACE}}}warning", f"{warning.check}: {warning.message}")
    add_text(parent, f"{{{NAMESPACE}}}corrected", rfc3339(item.corrected) if item.corrected else None)
    add_text(parent, f"{{{NAMESPACE}}}original", item.original_url)
