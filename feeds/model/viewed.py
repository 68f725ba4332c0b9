"""What the viewer shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from feeds.model.configured import Partner, Source, Topic
from feeds.model.known import Copy, Entry, SourceState, State, Translation


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with all that a page needs to show it."""

    entry: Entry
    source: Source
    state: State
    """Of its translation into the language that the reader reads."""
    translation: Translation | None = None
    """Of the text as it is now; into the reader's language where that is one we translate into, else the main one."""
    alert: str | None = None
    """The title of the alert that it raises or ends, in the reader's language."""
    open: bool = False
    """It raises an alert that still holds."""
    pictures: Mapping[str, Copy] = field(default_factory=dict)
    """Those of its pictures that we keep, by the address that the source gave."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story in a list: the entry that stands for it, and who else tells it."""

    lead: EntryView
    others: tuple[EntryView, ...] = ()
    """First come first."""


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of stories, newest first."""

    items: tuple[StoryView, ...]
    older: str | None = None
    """Opaque cursor for the next page; ``None`` on the last."""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry with all that is known of it."""

    view: EntryView
    translations: tuple[Translation, ...] = ()
    """All that may be shown, of the text as it is now: the one of ``view`` first, the others by language."""
    others: tuple[EntryView, ...] = ()
    """The other entries of its story, first come first."""
    partners: tuple[Partner, ...] = ()
    """The cities that it mentions."""
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A partner city or a topic, and how much there is about it."""

    of: Partner | Topic
    entries: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in the zone of the site."""

    first: date
    entries: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    page: Page
    """By how well they match, those that match alike newest first."""
    words: tuple[str, ...]
    """What was looked for, for :func:`feeds.text.finding.marked`: empty where nothing is left to look for."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source and how it fares."""

    source: Source
    state: SourceState | None
    """``None``: never asked yet."""
    entries: int
    newest: datetime | None
    days: tuple[int, ...] = ()
    """How many entries it published on each of the last 30 days in the zone of the site, today last."""


@dataclass(frozen=True, slots=True)
class EngineBudget:
    """What an engine was sent, and the most that it may be sent; characters, by days and months in UTC."""

    engine: str
    today: int
    month: int
    per_day: int | None
    """``None``: no matter."""
    per_month: int | None


@dataclass(frozen=True, slots=True)
class StatusView:
    """How Visnyk fares, for the status page and ``/healthz``."""

    sources: tuple[SourceStatus, ...]
    translations: dict[State, int]
    """Into the main language."""
    last_refresh: datetime | None
    reasons: tuple[tuple[str, int], ...] = ()
    """Why translations are missing, in words, and how many, most frequent first."""
    budgets: tuple[EngineBudget, ...] = ()
    """Of the engines in use."""


@dataclass(frozen=True, slots=True)
class Dated:
    """An address of the site map, and when what it shows last changed."""

    key: str
    updated: datetime
