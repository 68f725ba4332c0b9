"""Which reader reads which kind of source.

A reader is a function ``(Document, Source) -> ParsedFeed`` that raises :class:`feeds.errors.ReadError`; it does no
I/O and knows no clock. A new kind is a new file and a line in :data:`READERS`.
"""

from __future__ import annotations

from collections.abc import Callable

from feeds.model import Kind, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.feed import read_feed
from feeds.sources.jsonfeed import read_jsonfeed
from feeds.sources.telegram import read_telegram

Reader = Callable[[Document, Source], ParsedFeed]

READERS: dict[Kind, Reader] = {
    Kind.FEED: read_feed,
    Kind.JSONFEED: read_jsonfeed,
    Kind.TELEGRAM: read_telegram,
}


def read(document: Document, source: Source) -> ParsedFeed:
    """Read what came from ``source`` with the reader of its kind; what child processes run.

    :raises feeds.errors.ReadError: it is not news in a shape that this kind reads.
    """
    return READERS[source.kind](document, source)
