"""The formats an edition is published in."""

from __future__ import annotations

from typing import Protocol

from feeds.editions.atom import AtomWriter
from feeds.editions.jsonfeed import JsonFeedWriter
from feeds.editions.rss import RssWriter
from feeds.model import EditionDocument


class EditionWriter(Protocol):
    """Turns an edition into bytes of one format.

    Pure and thread-safe: the same document gives the same bytes, in any time zone, locale and thread. Any text in
    any field is cleaned, never an error.
    """

    @property
    def extension(self) -> str:
        """As in the address, without a dot."""
        ...

    @property
    def media_type(self) -> str:
        """For the Content-Type header."""
        ...

    def write(self, document: EditionDocument) -> bytes:
        """The whole document."""
        ...


WRITERS: tuple[EditionWriter, ...] = (AtomWriter(), RssWriter(), JsonFeedWriter())
"""Every format, the most complete first."""
