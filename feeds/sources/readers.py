"""Which reader reads which kind of source.

A reader is a function ``(Document, Source) -> ParsedFeed`` that raises :class:`feeds.errors.ReadError`; it does no
I/O and knows no clock. A new kind is a new file and a line in :data:`READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from feeds.model import Kind, ParsedEntry, ParsedFeed, Source
from feeds.sources.article import read_article
from feeds.sources.document import Document
from feeds.sources.feed import read_feed
from feeds.sources.identity import name_of
from feeds.sources.jsonfeed import read_jsonfeed
from feeds.sources.page import read_page
from feeds.sources.telegram import read_telegram
from feeds.sources.wordpress import read_wordpress

Reader = Callable[[Document, Source], ParsedFeed]

READERS: dict[Kind, Reader] = {
    Kind.FEED: read_feed,
    Kind.JSONFEED: read_jsonfeed,
    Kind.TELEGRAM: read_telegram,
    Kind.WORDPRESS: read_wordpress,
    Kind.PAGE: read_page,
}


def read(document: Document, source: Source) -> ParsedFeed:
    """Read what came from ``source`` with the reader of its kind; what child processes run.

    :raises feeds.errors.ReadError: it is not news in a shape that this kind reads.
    """
    feed = READERS[source.kind](document, source)
    if source.identity is None or source.kind is Kind.PAGE:  # which names its entries itself
        return feed
    return replace(feed, entries=tuple(_named(entry, source.identity) for entry in feed.entries))


def _named(entry: ParsedEntry, identity: str) -> ParsedEntry:
    """As every other way to this news calls it, if the pattern finds something in its link."""
    name = name_of(entry.link, identity) if entry.link else None
    return replace(entry, guid=name) if name != entry.link else entry


def complete(document: Document, source: Source, entry: ParsedEntry) -> ParsedEntry:
    """``entry`` with what the page of its article says: by the source's rules, else by looking for the text.

    ``listed`` is the fingerprint it came with.

    :raises feeds.errors.ReadError: the page is no article, or its text is not found.
    """
    if source.article is not None:
        return read_article(document, source, entry)
    # Imported here: what it needs takes longer to load than most feeds to read.
    from feeds.sources.fulltext import read_full_text

    return read_full_text(document, source, entry)
