"""How the sources fare, in a few closed words: for the status page, ``/healthz`` and an empty front page. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from feeds.model import SourceState, SourceStatus, StatusView


class Fare(StrEnum):
    """Of one source, worst first."""

    FAILING = "failing"
    GONE = "gone"
    WAITING = "waiting"
    WORKING = "working"
    OFF = "off"


class Room(StrEnum):
    """How much an engine may still be sent."""

    AMPLE = "ample"
    KEPT = "kept"
    """Titles and alerts alone."""
    NONE = "none"


class Verdict(StrEnum):
    """Of the whole."""

    OK = "ok"
    DEGRADED = "degraded"
    EMPTY = "empty"


KEPT_SHARE: Final = 0.2
"""Of each cap, for titles and alerts: that of :class:`feeds.store.spending.Caps`."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as the status page shows it."""

    status: SourceStatus
    fare: Fare
    next_try: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All sources, those that need somebody first."""

    lines: tuple[SourceLine, ...]
    counts: dict[Fare, int]
    verdict: Verdict
    ever_asked: bool
    ever_worked: bool


def fare(status: SourceStatus) -> Fare:
    """How one source fares by its newest check."""
    state = status.state
    if not status.source.enabled:
        return Fare.OFF
    if state is not None and state.retired:
        return Fare.GONE
    if state is None or state.last_checked is None:
        return Fare.WAITING
    return Fare.FAILING if state.last_error else Fare.WORKING


def next_try(state: SourceState | None) -> datetime | None:
    """When the source is asked again: by our interval, but not before the server's word."""
    moments = [moment for moment in (state.next_due, state.not_before) if moment] if state else []
    return max(moments, default=None)


def room(used: int, most: int) -> Room:
    """What is left of a cap after so many characters."""
    if used >= most:
        return Room.NONE
    return Room.KEPT if used >= int(most * (1 - KEPT_SHARE)) else Room.AMPLE


def overview(view: StatusView) -> Overview:
    """The whole picture of ``view``."""
    order = list(Fare)
    lines = [SourceLine(status, fare(status), _coming_try(status)) for status in view.sources]
    lines.sort(key=lambda line: (order.index(line.fare), line.status.source.title.casefold()))
    counted = Counter(line.fare for line in lines)
    states = [status.state for status in view.sources if status.state]
    worked = any(state.last_success for state in states) or any(status.entries for status in view.sources)
    return Overview(
        tuple(lines),
        {kind: counted[kind] for kind in Fare},
        _verdict(counted, worked),
        any(state.last_checked for state in states),
        worked,
    )


def _coming_try(status: SourceStatus) -> datetime | None:
    return None if fare(status) in (Fare.OFF, Fare.GONE) else next_try(status.state)


def _verdict(counted: Counter[Fare], worked: bool) -> Verdict:
    if not worked:
        return Verdict.EMPTY
    return Verdict.DEGRADED if counted[Fare.FAILING] or counted[Fare.GONE] else Verdict.OK


def report(view: StatusView) -> dict[str, Any]:
    """What ``/healthz`` says, served or exported."""
    whole = overview(view)
    last = view.last_refresh
    return {
        "status": str(whole.verdict),
        "sources": {"total": len(view.sources)} | {str(kind): number for kind, number in whole.counts.items()},
        "last_refresh": last.isoformat(timespec="seconds") if last else None,
    }
