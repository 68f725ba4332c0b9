"""What the parts of Visnyk say to each other: frozen dataclasses and closed sets.

Three roles: what a source said (``Parsed…``), what we know (``Entry``, ``Translation``, ``SourceState``), what a
subscriber gets (``Edition…``). Words are those of Atom (RFC 4287), XLIFF and HTTP. Every ``datetime`` is aware and
in UTC; every ``…_html`` or ``content``/``summary`` is HTML sanitised by :mod:`feeds.text.html`; every title is
plain text. Language tags are BCP 47, ``und`` where nobody said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

UNDETERMINED = "und"


class Kind(StrEnum):
    """How a source is read."""

    FEED = "feed"
    JSONFEED = "jsonfeed"
    TELEGRAM = "telegram"
    WORDPRESS = "wordpress"
    PAGE = "page"


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
class ListRules:
    """Where news stands on a list page: CSS selectors (Selectors Level 4), looked up within an item but for two."""

    item: str
    """Every item of the list, looked up in the whole page."""
    link: str | None = None
    """``None``: the item itself if it is a link, else the first link in it."""
    title: str | None = None
    """``None``: the words of the link."""
    date: tuple[str, ...] = ()
    """Nodes whose words are joined, in this order, with a space: a day in one, a time in the next."""
    heading: str | None = None
    """Headings that name the day of the items after them, looked up in the whole page."""
    summary: str | None = None
    image: str | None = None
    """A picture, a link to one, or an element with a background."""
    category: str | None = None
    next: str | None = None
    """The link to the page with older news, looked up in the whole page."""


@dataclass(frozen=True, slots=True)
class ArticleRules:
    """Where things stand on the page of one article: CSS selectors, looked up in the whole page."""

    content: tuple[str, ...] = ()
    """Tried in order; all that the first one with words matches is the content. None: the text is looked for, as for
    :attr:`Source.full_text`."""
    title: str | None = None
    date: tuple[str, ...] = ()
    """Nodes whose words are joined, as in :class:`ListRules`."""
    summary: str | None = None
    image: str | None = None
    category: str | None = None
    remove: tuple[str, ...] = ()
    """What is no news, within the content: buttons to share, related news."""


class Pictures(StrEnum):
    """What becomes of the pictures of a source."""

    COPY = "copy"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Fallback:
    """Another way to the same news, tried when those before it gave none."""

    kind: Kind
    url: str
    list: ListRules | None = None
    article: ArticleRules | None = None
    full_text: bool = False


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
    interval: int | None = None
    """Seconds between two requests, unless the server asks for more; ``None``: by how often it has news."""
    list: ListRules | None = None
    article: ArticleRules | None = None
    identity: str | None = None
    """A regular expression: what its groups (or all of it) match in a link names the entry, on whatever domain."""
    full_text: bool = False
    """Feeds that give summaries alone: the text is looked for on the pages that they lead to."""
    pages: int = 5
    """The most pages of a list that one refresh walks through."""
    since: date | None = None
    """How far back the list is walked through, over as many refreshes as it takes; ``None``: its newest page."""
    pictures: Pictures | None = None
    """``None``: copied where links to them expire, which is Telegram, and linked elsewhere."""
    fallbacks: tuple[Fallback, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertRule:
    """How urgent notices of one kind are told: regular expressions, looked for without regard to case."""

    id: str
    title: str
    """In English."""
    begins: tuple[str, ...]
    """What raises the alert; any of them."""
    ends: tuple[str, ...] = ()
    """What ends it: the all-clear."""
    unless: tuple[str, ...] = ()
    """What neither raises nor ends it, whatever else it says: advice, plans, looking back."""
    title_uk: str | None = None
    sources: tuple[str, ...] = ("*",)
    """Source ids or shell globs of them."""
    hours: int = 12
    """How long it stays open where no all-clear comes."""
    shared: bool = False
    """An all-clear of any of its sources ends it, not only that of the source which raised it."""


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
    backfill: str | None = None
    """The page of the list to go on from with older news; ``None``: as far back as is wanted."""
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


class Alerts(StrEnum):
    """What an edition does with entries that raise or end an alert."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    ONLY = "only"


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
    alerts: Alerts = Alerts.INCLUDE


@dataclass(frozen=True, slots=True)
class Category:
    """One of our own (RFC 4287 §4.2.2): what a program tells entries apart by, and its name for a person."""

    term: str
    label: str


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
    """The source's."""
    enclosures: tuple[Enclosure, ...] = ()
    alert: tuple[Category, ...] = ()
    """Which alert it raises or ends, and whether that is over."""
    dated: bool = True
    """False: ``published`` is when it was first seen, since its source does not say."""


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


@dataclass(frozen=True, slots=True)
class Copying:
    """What became of the pictures that were to be copied."""

    copied: int = 0
    failed: int = 0
    """Asked for in vain; some of them will be asked for again."""
    warning: str | None = None
    """Why others were left for later, in words for the editor, who can do something about it."""


@dataclass(slots=True)
class RefreshSummary:
    """What ``refresh`` prints."""

    sources: list[SourceOutcome] = field(default_factory=list)
    translations: dict[State, int] = field(default_factory=dict)
    engines: dict[str, EngineUse] = field(default_factory=dict)
    published: int = 0
    """Documents whose bytes changed."""
    pictures: Copying = Copying()
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
    alert: str | None = None
    """The title of the alert that it raises or ends."""
    open: bool = False
    """It raises an alert that still holds."""
    pictures: Mapping[str, Copy] = field(default_factory=dict)
    """Those of its pictures that we keep, by the address that the source gave."""


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
