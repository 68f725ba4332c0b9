"""What we know, as it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.model.parsed import Enclosure, FeedInfo, Person


class State(StrEnum):
    """Of a translation, in the order of what it is worth to a reader."""

    REVIEWED = "reviewed"
    TRANSLATED = "translated"
    PARTIAL = "partial"
    PENDING = "pending"
    FAILED = "failed"
    NOT_NEEDED = "not-needed"


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
    dated: bool = True
    """False: its source does not say when it was published; that is the moment when it was first seen."""
    listed: str | None = None
    """What its source's list said when the article was read: a fingerprint; another one means to read it again."""
    alert: str | None = None
    """The id of the alert that it raises or ends."""
    all_clear: bool = False
    """Of an alert: it ends it."""
    closed: datetime | None = None
    """Of an alert: when it was ended by an all-clear."""


class TagKind(StrEnum):
    """What a tag says of an entry."""

    PARTNER = "partner"
    """It mentions this partner."""
    TOPIC = "topic"
    """It is about this topic."""
    EDITION = "edition"
    """It has words that this edition needs, and none that it refuses."""


@dataclass(frozen=True, slots=True, order=True)
class Tag:
    """What was found out about an entry from its words."""

    kind: TagKind
    term: str
    """The id of the partner, topic or edition."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Why an entry counts as the same news as an older one."""

    entry_key: str
    story: str
    """The key of the story, which is that of its first entry; the entry's own: it was taken out of a story."""
    joined: datetime
    reasons: tuple[str, ...] = ()
    """In words."""
    by_hand: bool = False
    """An editor said so: it stays."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that may be wrong with a translation, or that certainly is."""

    check: str
    """The name of the check, as in the docs: ``number``, ``language``, ``codes``…"""
    message: str
    """What was found, in English words."""
    fatal: bool = False
    """True: this is no translation, and is never shown as one. False: a warning to editors and subscribers."""
    unit: str = ""
    """The coded text of the unit it is about, where that is part of an entry."""


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
    findings: tuple[Finding, ...] = ()
    """Warnings about what is shown."""
    landed: datetime | None = None
    """When there was first a whole translation to read."""
    corrected: datetime | None = None
    """When a whole translation last took the place of another one: the source or a person corrected it."""


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
    backfill: str | None = None
    """The pages of the list to go on from with older news, see :mod:`feeds.ingest.marks`; ``None``: as far back as is
    wanted."""
    gap: float | None = None
    """Seconds between two entries, as observed."""
    newest: datetime | None = None
    """Of its entries."""
    pace: float | None = None
    """Seconds that the publisher asks to wait: see :class:`ParsedFeed`."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A picture that we keep, because the address that its source gave will not answer for long."""

    path: str
    """As in the address, with the slash in front: ``/pictures/`` and a file name made from its bytes."""
    type: str
    size: int
    """Bytes."""
