"""How often a source is asked: by how often it has news, and ever more seldom while it fails. Pure.

Ukrainian city halls post twice a day, a partner's newsletter once a month, a channel every few minutes: one interval
for all would be late for some and a burden to the others (docs/decisions/0012-manners.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from feeds.errors import SourceError
from feeds.model import Source, SourceState

DAY = timedelta(days=1)
"""The longest that a source is left alone by ourselves: a dead one is still asked once a day."""
SHORTEST = timedelta(minutes=5)
UNKNOWN = timedelta(minutes=30)
"""Of a source of whose entries no dates are known."""
_ENTRIES = 20
"""The newest so many tell how often there is news."""
_PER_GAP = 6
"""Checks between two entries: with the spread, and half a minute between two looks at what is due, news that comes
every hour is seen after at most a fifth of an hour."""
_PER_SILENCE = 48
"""A source that has been silent for two days is asked every hour, for a week every three and a half."""
_SPREAD = 0.1
"""Of an interval: sources that were asked together drift apart."""
_GROWTH = 4.0
"""Of the wait, with each failure in a row: from half an hour to a day in four, eight hours after the first."""


def observed(moments: Iterable[datetime], now: datetime) -> tuple[float | None, datetime | None]:
    """The mean of the seconds between two entries, and the newest entry's date; ``None`` where that cannot be told.

    ``moments`` are dates of entries in any order. The newest 20 count, each moment once (a site that dates all its
    entries alike says nothing of its pace), and none that is still to come.
    """
    newest = sorted({moment for moment in moments if moment <= now}, reverse=True)[:_ENTRIES]
    if len(newest) < 2:
        return None, newest[0] if newest else None
    return (newest[0] - newest[-1]).total_seconds() / (len(newest) - 1), newest[0]


def interval(source: Source, state: SourceState, now: datetime, chance: float) -> timedelta:
    """How long to wait after a check that went well; ``chance`` is between 0 and 1.

    What the editor set, or else from what is known of the source: not shorter than its publisher says to wait, and
    between five minutes and a day.
    """
    spread = 1 + _SPREAD * (2 * chance - 1)
    if source.interval is not None:
        return timedelta(seconds=source.interval) * spread
    asked = timedelta(seconds=state.pace or 0) * (1 + _SPREAD * chance)
    return min(max(_wished(state, now) * spread, asked, SHORTEST), DAY)


def _wished(state: SourceState, now: datetime) -> timedelta:
    """As often as news comes; the longer none has come, the more seldom."""
    by_gap = UNKNOWN if state.gap is None else timedelta(seconds=state.gap) / _PER_GAP
    silence = timedelta(0) if state.newest is None else now - state.newest
    return max(by_gap, silence / _PER_SILENCE)


def back_off(source: Source, state: SourceState, code: str, chance: float) -> timedelta:
    """How long to wait after a failure; ``state`` counts it already. ``chance`` is between 0 and 1.

    From the editor's interval or half an hour it grows fourfold with each failure in a row, with full jitter on the
    upper half, so that sources that failed together do not come back together. At its end it is a day and a little
    more, never less: a source that is dead costs one request a day. One that has never given anything and answers
    in a way that nobody but a person will change waits a day at once.
    """
    base = UNKNOWN if source.interval is None else timedelta(seconds=source.interval)
    longest = max(DAY, base)
    wait = min(base * _GROWTH ** min(state.failures - 1, 10), longest)
    if wait == longest or (state.last_success is None and is_definite(code)):
        return longest * (1 + _SPREAD * chance)
    return wait * (0.5 + chance / 2)


def is_definite(code: str) -> bool:
    """Does a source that fails with this code go on failing until a person corrects something, there or here?"""
    return code != "crash" and not SourceError(code, code).temporary
