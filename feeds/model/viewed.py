"""What the viewer shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feeds.model.configured import Source
from feeds.model.known import Copy, Entry, SourceState, State, Translation


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
