"""What a source said, cleaned but not yet ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

UNDETERMINED = "und"
"""The language tag where nobody said (BCP 47)."""


@dataclass(frozen=True, slots=True)
class Person:
    """An author (RFC 4287 §3.2)."""

    name: str
    uri: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A related file: absolute http(s) URL, media type, size in bytes."""

    url: str
    type: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """What a feed says of itself: all that ``atom:source`` needs (RFC 4287 §4.2.11)."""

    title: str
    id: str | None = None
    link: str | None = None
    self_url: str | None = None
    language: str | None = None
    rights: str | None = None
    subtitle: str | None = None
    updated: datetime | None = None
    authors: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item as the source gave it, cleaned but not yet ours."""

    guid: str | None
    link: str | None
    title: str
    summary: str
    content: str
    fingerprint: str
    """Of everything a reader reads. Dates, link and language are left out: an entry that was re-dated, that moved or
    was labelled anew has not been changed."""
    language: str | None = None
    authors: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    listed: str | None = None
    """Of an entry completed from its article: the fingerprint that it had in the list."""


@dataclass(frozen=True, slots=True)
class Match:
    """What one selector found, for ``sources check``."""

    name: str
    """As in the settings: ``list.title``."""
    selector: str
    count: int
    example: str = ""
    """The first words that were found."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A whole document of a source, entries in document order."""

    info: FeedInfo
    entries: tuple[ParsedEntry, ...]
    warnings: tuple[str, ...] = ()
    """What had to be repaired, in words, for ``sources check``."""
    older: str | None = None
    """Where older entries are, on a page of the same shape."""
    pace: timedelta | None = None
    """How long the publisher says that it is of no use to ask again: RSS ``ttl``, ``sy:updatePeriod``."""
    matches: tuple[Match, ...] = ()
