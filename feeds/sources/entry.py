"""The last step of every reader: one item, tidied, with its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from feeds.model import Enclosure, ParsedEntry, Person
from feeds.text.fingerprint import fingerprint
from feeds.text.html import shorten, squeeze, to_text

_MARKUP_PER_TEXT = 4
"""A summary is not compared with a content that is longer than this many times itself: most are cut from it."""
_GUID_LIMIT = 1000
"""Characters; a longer one is named by its fingerprint, since no database keeps an index of such."""
_TITLE_LIMIT = 500
"""Characters; a title beyond that is a text that lost its way."""


def make_entry(
    *,
    guid: str | None,
    link: str | None,
    title: str,
    summary: str,
    content: str,
    language: str | None,
    authors: tuple[Person, ...],
    categories: tuple[str, ...],
    enclosures: tuple[Enclosure, ...],
    published: datetime | None,
    updated: datetime | None,
) -> ParsedEntry:
    """Bring one item into its final shape; HTML is already sanitised.

    A summary that stands in for the content becomes the content; an item without a title gets its first words.
    """
    if not content:
        summary, content = "", summary
    if summary and _same_text(summary, content):
        summary = ""
    if guid and len(guid) > _GUID_LIMIT:
        guid = fingerprint(guid)
    title = shorten(squeeze(title) or shorten(to_text(content), 80), _TITLE_LIMIT)
    categories = tuple(dict.fromkeys(category for category in categories if category))
    return ParsedEntry(
        guid=guid,
        link=link,
        title=title,
        summary=summary,
        content=content,
        fingerprint=fingerprint(
            title,
            summary,
            content,
            [f"{person.name}\t{person.uri or ''}\t{person.email or ''}" for person in authors],
            categories,
            [item.url for item in enclosures],
        ),
        language=language,
        authors=authors,
        categories=categories,
        enclosures=enclosures,
        published=published,
        updated=updated,
    )


def without_empty(entries: Iterable[ParsedEntry]) -> tuple[tuple[ParsedEntry, ...], str | None]:
    """Those that have something to name or to read, and a warning if there were others."""
    every = list(entries)
    good = tuple(entry for entry in every if entry.guid or entry.link or entry.title or entry.content)
    empty = len(every) - len(good)
    return good, f"empty entries: {empty}" if empty else None


def _same_text(summary: str, content: str) -> bool:
    return summary == content or (
        len(content) < _MARKUP_PER_TEXT * len(summary) and to_text(summary) == to_text(content)
    )
