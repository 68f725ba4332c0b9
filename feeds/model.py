"""What the parts of Visnyk say to each other: frozen dataclasses and closed sets.

Three roles: what a source said (``Parsed…``), what we know (``Entry``, ``Translation``, ``SourceState``), what a
subscriber gets (``Edition…``). Words are those of Atom (RFC 4287), XLIFF and HTTP. Every ``datetime`` is aware and
in UTC; every ``…_html`` or ``content``/``summary`` is HTML sanitised by :mod:`feeds.text.html`; every title is
plain text. Language tags are BCP 47, ``und`` where nobody said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

UNDETERMINED = "und"


class Kind(StrEnum):
    """How a source is read."""

    FEED = "feed"
    JSONFEED = "jsonfeed"
    TELEGRAM = "telegram"


class State(StrEnum):
    """Of a translation, in the order of what it is worth to a reader."""

    REVIEWED = "reviewed"
    TRANSLATED = "translated"
    PARTIAL = "partial"
    PENDING = "pending"
    FAILED = "failed"
    NOT_NEEDED = "not-needed"


# --- what a source says -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Where news comes from, as the editor configured it."""

    id: str
    kind: Kind
    url: str
    title: str
    language: str | None = None
    """What its entries are written in; ``None``: what the feed says of itself."""
    timezone: str = "Europe/Kyiv"
    """IANA name, for dates that name no zone."""
    enabled: bool = True
    verified: bool = False
    """False until somebody saw this address yield news."""
    rights: str | None = None
    interval: int = 1800
    """Seconds between two requests, unless the server asks for more."""


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


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A whole document of a source, entries in document order."""

    info: FeedInfo
    entries: tuple[ParsedEntry, ...]
    warnings: tuple[str, ...] = ()
    """What had to be repaired, in words, for ``sources check``."""


# --- what we know -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a source, in its original language, for as long as Visnyk runs."""

    key: str
    """Our short name for it, in addresses; 16 hex digits that never change."""
    source_id: str
    atom_id: str
    """The ``atom:id`` of its untranslated republication: the source's own where that is an IRI."""
    guid: str | None
    link: str | None
    title: str
    summary: str
    content: str
    language: str
    fingerprint: str
    published: datetime
    updated: datetime
    first_seen: datetime
    authors: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """An entry in another language, or the honest word that it is not there yet."""

    entry_key: str
    language: str
    state: State
    updated: datetime
    """When what a reader sees of it last changed."""
    title: str = ""
    summary: str = ""
    content: str = ""
    engine: str | None = None
    """Who translated it: an engine's name, ``human``, or several joined by ``+``."""
    reason: str | None = None
    """Why the state is not ``translated``, in words."""
    fingerprint: str = ""
    """The entry's fingerprint when this was made; another one means that the entry has changed since."""
    attempts: int = 0
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between two refreshes."""

    source_id: str
    url: str
    """The configured address that this state belongs to; a new address starts afresh."""
    location: str | None = None
    """Where permanent redirects lead (RFC 9110 §15.4.2): asked instead of ``url``."""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    info: FeedInfo | None = None
    last_checked: datetime | None = None
    last_success: datetime | None = None
    last_error: str | None = None
    """Of the newest check, if it failed; ``None`` again after a success."""
    error_code: str | None = None
    warning: str | None = None
    """What had to be repaired to read the newest document, in words."""
    failures: int = 0
    """In a row."""
    next_due: datetime | None = None
    """By our own interval and back-off."""
    not_before: datetime | None = None
    """By the server's word: Retry-After or Cache-Control max-age."""
    retired: bool = False
    """It answered 410 Gone."""


# --- what a subscriber gets ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Site:
    """The publisher, as configured."""

    title: str
    base_url: str
    """Absolute, no slash at its end."""
    contact: str | None = None
    id: str = "visnyk"
    """What the ids of its feeds are made from: stays when the address changes (RFC 4287 §4.2.6)."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An output feed, as configured."""

    id: str
    title: str
    language: str
    """``original``, a language tag, or ``bilingual``."""
    sources: tuple[str, ...] = ("*",)
    """Source ids or shell globs of them."""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class EditionItem:
    """One entry of an edition, ready for any writer."""

    id: str
    """IRI, different in each language mode (RFC 4287 §4.2.6)."""
    language: str
    """Of title and content; ``mul`` where both languages are in it."""
    title: str
    url: str
    """What a reader opens: the original's page, or ours for a translation."""
    url_language: str
    original_url: str | None
    original_language: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    source: FeedInfo
    state: State
    engine: str | None = None
    translated_at: datetime | None = None
    authors: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionDocument:
    """An edition with its entries, newest first: the one input of every edition writer."""

    id: str
    """IRI of the feed, the same in all formats."""
    edition: Edition
    site: Site
    language: str
    """BCP 47 tag for the feed as a whole; ``mul`` where entries differ."""
    updated: datetime
    items: tuple[EditionItem, ...]

    @property
    def home_url(self) -> str:
        """The page a person opens for this feed."""
        return f"{self.site.base_url}/"

    def self_url(self, extension: str) -> str:
        """Where this feed is served: ``extension`` is ``atom``, ``rss`` or ``json``."""
        return f"{self.site.base_url}/editions/{self.edition.id}.{extension}"


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished document, as it is served: bytes that stay the same while the data stay the same."""

    path: str
    """As in the address, with the slash in front: ``/editions/all-en.atom``."""
    media_type: str
    body: bytes
    etag: str
    """Strong validator with its quotes (RFC 9110 §8.8.3)."""
    last_modified: datetime


# --- what happened ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What one refresh of one source came to."""

    source_id: str
    status: str
    """``ok``, ``unchanged``, ``failed`` or ``skipped``."""
    new: int = 0
    changed: int = 0
    detail: str | None = None
    """Why it failed or was skipped, in words."""
    code: str | None = None
    failing: bool = False
    """Of a skipped one: it had failed, or was gone, when it was last asked."""


@dataclass(slots=True)
class EngineUse:
    """Requests made to one engine and characters sent to it."""

    calls: int = 0
    characters: int = 0
    failures_in_a_row: int = 0


@dataclass(slots=True)
class RefreshSummary:
    """What ``refresh`` prints."""

    sources: list[SourceOutcome] = field(default_factory=list)
    translations: dict[State, int] = field(default_factory=dict)
    engines: dict[str, EngineUse] = field(default_factory=dict)
    published: int = 0
    """Documents whose bytes changed."""
    seconds: dict[str, float] = field(default_factory=dict)

    def count(self, status: str) -> int:
        """Sources that came to ``status``."""
        return sum(outcome.status == status for outcome in self.sources)


# --- what the viewer shows ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with all that a page needs to show it."""

    entry: Entry
    source: Source
    state: State
    """Of its translation into the site's target language."""
    translation: Translation | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of entries, newest first."""

    items: tuple[EntryView, ...]
    older: str | None = None
    """Opaque cursor for the next page; ``None`` on the last."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source and how it fares."""

    source: Source
    state: SourceState | None
    """``None``: never asked yet."""
    entries: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class StatusView:
    """How Visnyk fares, for the status page and ``/healthz``."""

    sources: tuple[SourceStatus, ...]
    translations: dict[State, int]
    last_refresh: datetime | None
    reasons: tuple[tuple[str, int], ...] = ()
    """Why translations are missing, in words, and how many, most frequent first."""
