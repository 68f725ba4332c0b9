"""How often a source is asked: by its news while it works, ever more seldom while it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ingest.pace import DAY, SHORTEST, UNKNOWN, back_off, interval, is_definite, observed
from feeds.model import Kind, Source, SourceState

NOW = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)
ADAPTIVE = Source("city", Kind.FEED, "https://city.example/feed", "City")
STATE = SourceState("city", ADAPTIVE.url)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
chances = st.floats(0, 1)
spans = st.timedeltas(timedelta(0), timedelta(days=4000))


def known(gap: timedelta | None = None, silence: timedelta | None = None, pace: timedelta | None = None) -> SourceState:
    return replace(
        STATE,
        gap=gap.total_seconds() if gap is not None else None,
        newest=NOW - silence if silence is not None else None,
        pace=pace.total_seconds() if pace is not None else None,
    )


def wait(state: SourceState, chance: float = 0.5, every: int | None = None) -> timedelta:
    return interval(replace(ADAPTIVE, interval=every), state, NOW, chance)


def failing(failures: int, *, every: int | None = None, code: str = "timeout", chance: float = 0.5) -> timedelta:
    state = replace(STATE, failures=failures, last_success=NOW - 400 * DAY)
    return back_off(replace(ADAPTIVE, interval=every), state, code, chance)


# --- what is observed -----------------------------------------------------------------------------------------------


def test_the_gap_is_the_mean_of_the_newest_entries() -> None:
    """Order makes no difference, older entries than twenty count no more, and each moment counts once."""
    hourly = [NOW - number * HOUR for number in range(20)]
    older = [NOW - 300 * DAY, NOW - 200 * DAY]

    assert observed([*older, *reversed(hourly), *hourly], NOW) == (3600, NOW)


def test_news_to_come_tells_nothing() -> None:
    """A date in the future is a mistake or an announcement; without others nothing is known."""
    assert observed([NOW + DAY, NOW - HOUR, NOW - 2 * HOUR], NOW) == (3600, NOW - HOUR)
    assert observed([NOW + DAY], NOW) == (None, None)
    assert observed([], NOW) == (None, None)


def test_one_moment_tells_no_gap() -> None:
    """A site that dates all its entries alike has a newest entry and no pace."""
    assert observed([NOW - DAY] * 20, NOW) == (None, NOW - DAY)


# --- while it works -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (known(), UNKNOWN),
        (known(gap=HOUR, silence=MINUTE), 10 * MINUTE),
        (known(gap=DAY, silence=HOUR), 4 * HOUR),
        (known(gap=MINUTE, silence=MINUTE), SHORTEST),
        (known(gap=7 * DAY, silence=HOUR), DAY),
        (known(gap=MINUTE, silence=2 * DAY), HOUR),
        (known(gap=HOUR, silence=200 * DAY), DAY),
        (known(silence=4 * DAY), 2 * HOUR),
        (known(silence=HOUR), UNKNOWN),
        (known(gap=HOUR, silence=MINUTE, pace=HOUR), 1.05 * HOUR),
        (known(gap=DAY, silence=MINUTE, pace=HOUR), 4 * HOUR),
        (known(gap=HOUR, silence=MINUTE, pace=DAY), DAY),
    ],
)
def test_as_often_as_there_is_news(state: SourceState, expected: timedelta) -> None:
    """A sixth of the gap, or a 48th of the silence if that is more; at least what the publisher says; in bounds."""
    assert wait(state) == expected


@given(chances, spans, spans)
def test_what_the_editor_says_holds(chance: float, silence: timedelta, pace: timedelta) -> None:
    """An interval in the settings replaces all of this, with a spread of a tenth."""
    assert 0.9 * 60 <= wait(known(HOUR, silence, pace), chance, every=60).total_seconds() <= 1.1 * 60 + 1e-6


@given(chances, st.none() | spans, st.none() | spans, st.none() | st.timedeltas(timedelta(0), DAY))
def test_it_is_never_less_than_the_least_nor_more_than_a_day(
    chance: float, gap: timedelta | None, silence: timedelta | None, pace: timedelta | None
) -> None:
    """Between five minutes and a day, and not shorter than the publisher says, whatever is known and by any chance."""
    found = wait(known(gap, silence, pace), chance)

    assert SHORTEST <= found <= DAY
    assert pace is None or found >= pace


@given(chances, st.timedeltas(20 * MINUTE, 6 * DAY))
def test_news_is_seen_within_a_quarter_of_its_gap(chance: float, gap: timedelta) -> None:
    """What comes every hour is seen within a quarter of an hour, by any chance, after eight silent gaps too."""
    assert wait(known(gap, 8 * gap), chance) <= max(gap / 4, SHORTEST)


@given(spans, spans, chances)
def test_the_longer_the_silence_the_longer_the_wait(silence: timedelta, more: timedelta, chance: float) -> None:
    """Silence never makes a source be asked more often."""
    assert wait(known(HOUR, silence + more), chance) >= wait(known(HOUR, silence), chance)


# --- while it fails -------------------------------------------------------------------------------------------------


def test_the_wait_grows_fourfold_up_to_a_day() -> None:
    """Half an hour, two, eight, a day; from the editor's interval where there is one, and never less than that."""
    assert [failing(count, chance=1) for count in (1, 2, 3)] == [30 * MINUTE, 2 * HOUR, 8 * HOUR]
    assert [failing(count, chance=0) for count in (4, 5, 10_000)] == [DAY] * 3
    assert failing(1, every=600, chance=1) == 10 * MINUTE
    assert failing(1, every=604_800, chance=0) == 7 * DAY


@given(st.integers(1, 10_000), chances)
def test_the_wait_is_spread(failures: int, chance: float) -> None:
    """Sources that failed together do not come back together: over the upper half, and beyond the day at its end."""
    longest, spread = failing(failures, chance=1), failing(failures, chance=chance)

    assert longest / 2 <= spread <= longest
    assert spread >= DAY or longest < DAY


@given(st.lists(chances, min_size=12, max_size=12), st.none() | st.integers(60, 604_800))
def test_a_dead_source_costs_one_request_a_day(luck: list[float], every: int | None) -> None:
    """Whatever its interval and chance, once it has failed for a day no two requests are less than a day apart."""
    asked = [timedelta(0)]
    for failures, chance in enumerate(luck, start=1):
        asked.append(asked[-1] + failing(failures, every=every, chance=chance))

    late = [moment for moment in asked if moment >= DAY]
    assert len(late) >= 5
    assert all(after - before >= DAY for before, after in pairwise(late))


@pytest.mark.parametrize("code", ["http-404", "http-403", "not-a-feed", "no-entries", "robots", "private-address"])
def test_what_never_worked_and_says_so_waits_a_day(code: str) -> None:
    """An address that was wrong from the start is asked once a day; what worked before gets another chance."""
    assert is_definite(code)
    assert DAY <= back_off(ADAPTIVE, replace(STATE, failures=1), code, 0.5) <= 1.1 * DAY
    assert failing(1, code=code) < HOUR


@pytest.mark.parametrize("code", ["http-408", "http-425", "http-429", "http-500", "timeout", "dns", "crash"])
def test_what_may_pass_is_tried_again_soon(code: str) -> None:
    """A source that never worked may have been asked in a bad moment."""
    assert not is_definite(code)
    assert back_off(ADAPTIVE, replace(STATE, failures=1), code, 0.5) < HOUR
