"""Which of its ways a source is asked by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.ingest.trying import by_way, in_order, known_state, left_alone
from feeds.model import FeedInfo, Kind, Source, SourceState

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WAYS = tuple(Source("city", Kind.FEED, f"https://city.example/{name}", "City") for name in "abc")
FIRST, SECOND, THIRD = WAYS
STATE = SourceState("city", SECOND.url, etag="e", body_hash="h", info=FeedInfo("C"), gap=60, last_checked=NOW)


def test_way_that_worked_goes_first() -> None:
    """Of one day, the way that worked last is asked before the others, which keep their order."""
    assert in_order(WAYS, STATE, NOW + timedelta(hours=11)) == [SECOND, FIRST, THIRD]


def test_each_day_begins_anew() -> None:
    """The first visit of a day, or of all, keeps to the settings."""
    assert in_order(WAYS, STATE, NOW + timedelta(hours=12)) == list(WAYS)
    assert in_order(WAYS, SourceState("city", FIRST.url), NOW) == list(WAYS)


def test_another_way_knows_no_documents() -> None:
    """Validators are those of one address; how often there is news, and where older news is, stays."""
    state = replace(STATE, backfill="https://city.example/b?page=3", location="https://moved.example/")
    other = by_way(state, FIRST)
    assert (other.url, other.etag, other.body_hash, other.location, other.info) == (FIRST.url, None, None, None, None)
    assert (other.gap, other.backfill) == (60, state.backfill)
    assert by_way(state, SECOND) is state


def test_state_of_an_address_that_is_gone_from_the_settings() -> None:
    """A state belongs to one of the ways, or is begun anew."""
    assert known_state(FIRST, WAYS, STATE) is STATE
    assert known_state(FIRST, WAYS[::2], STATE) == SourceState("city", FIRST.url)
    assert known_state(FIRST, WAYS, None) == SourceState("city", FIRST.url)


def test_left_alone() -> None:
    """The longer of two wishes to be left alone holds."""
    hour = timedelta(hours=1)
    assert left_alone(STATE, None, NOW) is STATE
    assert left_alone(STATE, hour, NOW).not_before == NOW + hour
    assert left_alone(replace(STATE, not_before=NOW + 2 * hour), hour, NOW).not_before == NOW + 2 * hour
