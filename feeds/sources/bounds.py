"""How much one document may bring.

What is beyond no real source sends: an article of a hundred pages, thousands of entries, a title of megabytes. It would
be stored, translated and written into every edition, each time at several times its size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from feeds.model import Enclosure, FeedInfo, ParsedEntry, ParsedFeed, Person
from feeds.text.html import clean, from_text, shorten, to_text

ENTRIES = 2000
"""Of one document; a page of a list has tens, a feed hundreds."""
CONTENT = 100_000
"""Characters of HTML; about fifty printed pages."""
SUMMARY = 20_000
"""Characters of HTML."""
NAMES = 100
"""Authors, categories, enclosures of one entry."""
WORDS = 500
"""Characters of a name, a title, a warning."""
_ADDRESS = 2000
"""Characters; as in :mod:`feeds.text.urls`."""
# A tag or a reference that was cut.
_CUT = re.compile(r"(?:<[^<>]{0,2000}|&[^&;\s]{0,40})\Z")


def within_bounds(feed: ParsedFeed) -> ParsedFeed:
    """``feed`` with so much of it as there may be, and a warning where that is not all."""
    entries = tuple(map(entry_within_bounds, feed.entries[:ENTRIES]))
    warnings = list(feed.warnings[:NAMES])
    if len(feed.entries) > ENTRIES:
        warnings.append(f"more than {ENTRIES} entries: left out are {len(feed.entries) - ENTRIES}")
    if shortened := sum(map(_is_shorter, entries, feed.entries)):
        warnings.append(f"entries that are too long and were shortened: {shortened}")
    return replace(
        feed,
        info=_info(feed.info),
        entries=entries,
        warnings=tuple(shorten(warning, WORDS) for warning in warnings),
        older=_address(feed.older),
        matches=tuple(replace(match, example=shorten(match.example, WORDS)) for match in feed.matches[:NAMES]),
    )


def entry_within_bounds(entry: ParsedEntry) -> ParsedEntry:
    """``entry`` with so much of it as there may be. Its fingerprint stays: it is of all that the source says."""
    return replace(
        entry,
        guid=None if entry.guid and len(entry.guid) > _ADDRESS else entry.guid,
        link=_address(entry.link),
        title=shorten(entry.title, WORDS),
        summary=_markup(entry.summary, SUMMARY),
        content=_markup(entry.content, CONTENT),
        authors=_persons(entry.authors),
        categories=tuple(shorten(category, WORDS) for category in entry.categories[:NAMES]),
        enclosures=tuple(_enclosures(entry.enclosures)),
    )


def _is_shorter(entry: ParsedEntry, original: ParsedEntry) -> bool:
    return len(original.content) > CONTENT or len(original.summary) > SUMMARY or len(original.enclosures) > NAMES


def _info(info: FeedInfo) -> FeedInfo:
    return replace(
        info,
        title=shorten(info.title, WORDS),
        id=_address(info.id),
        link=_address(info.link),
        self_url=_address(info.self_url),
        rights=_words(info.rights),
        subtitle=_words(info.subtitle),
        authors=_persons(info.authors),
    )


def _markup(markup: str, limit: int) -> str:
    if len(markup) <= limit:
        return markup
    # Sanitised already; cleaned once more for the tags that are open at the end.
    cut = clean(f"{_CUT.sub('', markup[:limit])}…")
    return cut if len(cut) <= limit + limit // 10 else from_text(shorten(to_text(markup), limit))


def _address(text: str | None) -> str | None:
    return text if text is None or len(text) <= _ADDRESS else None


def _words(text: str | None) -> str | None:
    return shorten(text, WORDS) if text else text


def _persons(persons: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(
        Person(shorten(person.name, WORDS), _address(person.uri), _address(person.email)) for person in persons[:NAMES]
    )


def _enclosures(enclosures: tuple[Enclosure, ...]) -> Iterable[Enclosure]:
    for enclosure in enclosures[:NAMES]:
        if _address(enclosure.url):
            kind = enclosure.type if enclosure.type and len(enclosure.type) <= NAMES else None
            yield Enclosure(enclosure.url, kind, enclosure.length)
