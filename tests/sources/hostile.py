"""Readers that a worker can die of, for the pool; functions of a module, since they are sent to it by name."""

from __future__ import annotations

import os
import signal
import time

from feeds.errors import ReadError
from feeds.model import FeedInfo, Kind, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.readers import read

_SOURCE = Source("city", Kind.FEED, "https://city.example/feed", "City")


def obey(document: Document, source: Source) -> ParsedFeed:
    """Do what the document says, and read it if it says nothing special."""
    match document.body:
        case b"loop":
            while True:
                pass
        case b"eat":
            return ParsedFeed(FeedInfo(str(len([bytes(1_000_000) for _ in range(100_000)]))), ())
        case b"slow":
            time.sleep(1)
            return _read("slow")
        case b"hungry":
            return _read("hungry" if bytearray(80_000_000) else "")
        case b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"exit":
            os._exit(3)
        case b"fail":
            raise ZeroDivisionError("a fault of the reader\nin two lines")
        case b"refuse":
            raise ReadError("html", "a page")
    return read(document, source)


def _read(title: str) -> ParsedFeed:
    return read(Document(f"<rss><channel><item><title>{title}</title></item></channel></rss>".encode(), "x:"), _SOURCE)
