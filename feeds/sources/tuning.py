"""feedparser 6.0.14, told to do less for the same result: a quarter of the time that reading a feed takes.

Three helpers of its element handler are exchanged for equal ones, as it was pinned to one version:

- Each text goes through ``str.translate`` with a dict of 27 signs, and each other character costs a failed look-up.
  A list gives every Latin and Cyrillic letter back at once (17 % of the time; more for Cyrillic).
- Flat dicts of strings are copied with ``copy.deepcopy`` (6 %).
- Addresses are joined with a base that is empty (5 %).
"""

from __future__ import annotations

from types import SimpleNamespace

import feedparser.api
import feedparser.mixin
from feedparser.util import FeedParserDict

_LETTERS = 0x530
"""Code points up to the end of the Cyrillic Supplement."""

_urljoin = feedparser.mixin._urljoin


def join(base: str, uri: str) -> str:
    """``feedparser.urls._urljoin``; it does nothing without a base but to repair ``http:////host``."""
    if not base and ":///" not in uri:
        return uri
    joined: str = _urljoin(base, uri)
    return joined


def letters(signs: dict[int, str]) -> list[int | str]:
    """``signs`` as a table for ``str.translate`` with an entry for each letter up to Cyrillic."""
    return [signs.get(number, number) for number in range(_LETTERS)]


def tune() -> None:
    """Exchange the helpers; once a process."""
    # feedparser's own list of SAX drivers to try first.
    feedparser.api.PREFERRED_XML_PARSERS = ["feeds.sources.expat"]
    feedparser.mixin._cp1252 = letters(feedparser.mixin._cp1252)
    feedparser.mixin._urljoin = join
    # What is copied holds strings, or is emptied at once after the copy was made.
    feedparser.mixin.copy = SimpleNamespace(deepcopy=FeedParserDict)
