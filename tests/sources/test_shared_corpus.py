"""Feeds that others test their parsers with: read if the archive is there."""

from __future__ import annotations

import os
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.errors import ReadError
from feeds.model import Kind, ParsedFeed
from feeds.sources.limits import ParseLimits
from feeds.sources.pool import ReaderPool
from feeds.sources.readers import read
from feeds.text.html import clean, strip_controls

from .reading import document, source

ARCHIVE = Path(os.environ.get("VISNYK_SHARED") or Path(__file__).parents[3] / "shared") / "data" / "feed-corpus.tar.xz"
# feedparser's files say in a comment with which header they are to be served.
_HEADER = re.compile(rb"Header:\s+Content-type:\s*([^\r\n]*)", re.IGNORECASE)
_CODES = {"empty", "html", "dtd", "encoding", "truncated", "not-a-feed"}

pytestmark = pytest.mark.skipif(not ARCHIVE.exists(), reason=f"{ARCHIVE.name} is not at $VISNYK_SHARED or ../shared")


def files() -> Iterator[tuple[str, bytes]]:
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is not None:
                yield member.name, file.read()


def content_type(body: bytes) -> str | None:
    found = _HEADER.search(body)
    return found[1].decode("latin-1").strip() if found else None


def check(name: str, feed: ParsedFeed) -> None:
    for entry in feed.entries:
        for markup in (entry.content, entry.summary):
            assert clean(markup) == markup, name
        for text in (entry.title, entry.guid or "", entry.link or "", *entry.categories, feed.info.title):
            assert strip_controls(text) == text, name
        assert entry.link is None or entry.link.startswith(("http://", "https://")), name
        assert all(moment is None or moment.tzinfo for moment in (entry.published, entry.updated)), name


def test_every_file_is_read_or_refused() -> None:
    """Of 2,000 feeds, broken ones among them, each is sanitised news or a ReadError with a known code."""
    outcomes = dict.fromkeys((*_CODES, "read"), 0)
    for name, body in files():
        kind = Kind.JSONFEED if name.endswith(".json") else Kind.FEED
        try:
            feed = read(document(body, content_type(body)), source(kind))
        except ReadError as error:
            outcomes[error.code] += 1
            assert "\n" not in error.message, name
        else:
            outcomes["read"] += 1
            check(name, feed)

    # Those that are refused are pages, fragments and broken on purpose.
    assert sum(outcomes.values()) > 2000
    assert outcomes["read"] > 0.97 * sum(outcomes.values())


def test_a_part_of_them_in_child_processes() -> None:
    """Read by workers, every fiftieth file gives what it gives in this process."""
    sample = [body for number, (_, body) in enumerate(files()) if number % 50 == 0]

    def outcome(get: object) -> object:
        try:
            return get() if callable(get) else None
        except ReadError as error:
            return error.code

    with ReaderPool(ParseLimits(workers=2)) as pool:
        futures = [pool.submit(document(body), source()) for body in sample]
        there = [outcome(lambda future=future: pool.result_of(future.result)) for future in futures]
    assert there == [outcome(lambda body=body: read(document(body), source())) for body in sample]
