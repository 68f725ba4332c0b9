"""When this machine is cut off, not its sources: then they are asked again soon, and not once a day. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.model import Source, SourceOutcome, SourceState
from feeds.text.urls import host_of

_CUT_OFF = frozenset({"dns", "connection", "timeout"})
_HOSTS = 3
"""That fail all together; one or two may well be down at once."""
_AGAIN = timedelta(minutes=10)
_FOR_A_DAY = 144
"""Failures in a row, ten minutes apart: beyond that it is called dead, whoever is to blame."""


def is_ours(sources: Sequence[Source], outcomes: Mapping[str, SourceOutcome]) -> bool:
    """Did none of the sources that were asked answer, of several hosts?"""
    asked = [source for source in sources if outcomes[source.id].status != "skipped"]
    silent = [source for source in asked if outcomes[source.id].code in _CUT_OFF]
    return len(silent) == len(asked) and len({host_of(source.url) for source in silent}) >= _HOSTS


def excused(before: SourceState, after: SourceState, now: datetime) -> SourceState:
    """The state after a failure that was none of the source's: what was known stays, and it is asked again soon."""
    if after.failures > _FOR_A_DAY:
        return after
    return replace(
        before,
        last_checked=after.last_checked,
        last_error=after.last_error,
        error_code=after.error_code,
        failures=after.failures,
        next_due=now + _AGAIN,
    )
