"""Which of its ways a source is asked by, and what is remembered when that changes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.model import Source, SourceState


def known_state(source: Source, ways: Sequence[Source], stored: SourceState | None) -> SourceState:
    """The state to go on from: an address that is no longer in the settings starts with nothing remembered."""
    if stored is None or stored.url not in {way.url for way in ways}:
        return SourceState(source.id, source.url)
    return stored


def in_order(ways: Sequence[Source], state: SourceState, now: datetime) -> list[Source]:
    """The way that worked last, then the others as configured; the first visit of a day (UTC) keeps to the settings.

    So a fallback is kept to while it works, and what stands before it gets another chance every day.
    """
    if state.last_checked is None or state.last_checked.date() != now.date():
        return list(ways)
    return sorted(ways, key=lambda way: way.url != state.url)


def by_way(state: SourceState, way: Source) -> SourceState:
    """The state for asking ``way``: what is remembered of the documents of another one says nothing of its own.

    Where older news is to be gone on with stays: those pages are what they are, and one that this way cannot read is
    given up when it is asked for.
    """
    if state.url == way.url:
        return state
    return replace(state, url=way.url, location=None, etag=None, last_modified=None, body_hash=None, info=None)


def left_alone(state: SourceState, rest: timedelta | None, now: datetime) -> SourceState:
    """A server asked, behind the list, to be left alone for ``rest``: that holds for the list as well."""
    if not rest:
        return state
    until = now + rest
    return replace(state, not_before=max(until, state.not_before or until))
