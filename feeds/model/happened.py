"""What a refresh came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.model.known import State


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What one refresh of one source came to."""

    source_id: str
    status: str
    """``ok``, ``unchanged``, ``failed`` or ``skipped``."""
    new: int = 0
    changed: int = 0
    detail: str | None = None
    """Why it failed or was skipped, or what is missing of it, in words."""
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
class Rest:
    """An engine is left alone until then, because it asked for it or failed again and again."""

    until: datetime
    length: timedelta
    """How long it is in all: the next one in a row is twice as long."""
    asked: bool = False
    """The service asked for it."""


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
    """Into the main language."""
    others: dict[str, dict[State, int]] = field(default_factory=dict)
    """The same for the other languages, by tag."""
    reasons: list[tuple[str, int]] = field(default_factory=list)
    """Why translations are missing, and how many, most frequent first."""
    engines: dict[str, EngineUse] = field(default_factory=dict)
    published: int = 0
    """Documents whose bytes changed."""
    pictures: Copying = Copying()
    seconds: dict[str, float] = field(default_factory=dict)

    def count(self, status: str) -> int:
        """Sources that came to ``status``."""
        return sum(outcome.status == status for outcome in self.sources)
