"""feedparser does the same with our parts as with its own."""

from __future__ import annotations

import io
import subprocess
import sys

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.sources import readers, tuning

from .reading import CORPUS

# Prints what feedparser, as it comes, makes of the documents whose names are given.
_AS_IT_COMES = """
import io, sys, feedparser
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        print(repr(feedparser.parse(io.BytesIO(file.read()), response_headers={"content-type": "application/xml"},
                                    sanitize_html=False, resolve_relative_uris=False).entries))
"""
_DOCUMENTS = sorted(str(path) for path in CORPUS.glob("[!eu]*.xml"))


def test_the_same_entries() -> None:
    """Entry by entry, every field of the corpus is what an untouched feedparser in another process makes of it."""
    assert readers.READERS
    command = [sys.executable, "-X", "utf8", "-c", _AS_IT_COMES, *_DOCUMENTS]
    untouched = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.splitlines()

    assert len(untouched) > 10
    for path, theirs in zip(_DOCUMENTS, untouched, strict=True):
        with open(path, "rb") as file:
            ours = feedparser.parse(
                io.BytesIO(file.read()), response_headers={"content-type": "application/xml"},
                sanitize_html=False, resolve_relative_uris=False,
            )  # fmt: skip
        assert repr(ours.entries) == theirs, path


@given(st.text(st.characters(exclude_categories=())))
def test_the_same_letters(text: str) -> None:
    """The table gives what the dict of signs gives, for every character."""
    signs = {number: bytes([number]).decode("cp1252", "replace") for number in range(128, 160) if number != 129}

    assert text.translate(tuning.letters(signs)) == text.translate(signs)


@given(st.sampled_from(["", "https://city.example/a"]), st.text("ab:/?;#.[]", max_size=12))
def test_the_same_addresses(base: str, uri: str) -> None:
    """Joining gives what feedparser's own function gives."""
    assert tuning.join(base, uri) == tuning._urljoin(base, uri)


@pytest.mark.parametrize("text", ["a", "я" * 70_000, "a&amp;b\nc\r\nd&#1103;" * 5000])
def test_text_is_whole_in_whatever_pieces_it_comes(text: str) -> None:
    """Text beyond the size of a buffer, or full of references, arrives whole."""
    body = f"<rss version='2.0'><channel><item><title>{text}</title></item></channel></rss>".encode()
    title = feedparser.parse(io.BytesIO(body)).entries[0].title

    assert title == text.replace("&amp;", "&").replace("\r\n", "\n").replace("&#1103;", "я").strip()
