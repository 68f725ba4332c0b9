"""When a source is asked, and what is remembered of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ingest import schedule
from feeds.ingest.pace import back_off
from feeds.ingest.schedule import Answer
from feeds.model import FeedInfo, Kind, Source, SourceState

NOW = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)
SOURCE = Source("city", Kind.FEED, "https://city.example/feed", "City", interval=1800)
INTERVAL = timedelta(seconds=1800)
ADAPTIVE = replace(SOURCE, interval=None)
FRESH = schedule.fresh_state(SOURCE, None)
chances = st.floats(0, 1)


def success(
    state: SourceState = FRESH, answer: Answer | None = None, chance: float = 0.5, **more: object
) -> SourceState:
    return schedule.succeeded(state, SOURCE, answer or Answer(), NOW, chance, **more)  # type: ignore[arg-type]


def failure(state: SourceState = FRESH, retry_after: timedelta | None = None, chance: float = 1) -> SourceState:
    return schedule.failed(state, SOURCE, "timeout", "no answer in 10 s", retry_after, NOW, chance)


def adaptive(state: SourceState, **more: object) -> SourceState:
    return schedule.succeeded(state, ADAPTIVE, Answer(), NOW, 0.5, **more)  # type: ignore[arg-type]


def overloaded(code: str, retry_after: timedelta | None, *, state: SourceState = FRESH) -> SourceState:
    return schedule.failed(state, SOURCE, code, "", retry_after, NOW, 0.5)


def due(state: SourceState, moment: datetime, *, own: bool = True) -> bool:
    return schedule.is_due(state, moment, own_interval=own)


def test_a_source_that_was_never_asked_is_due() -> None:
    """Nothing is remembered of it, and it may be asked at once, without conditions."""
    assert due(FRESH, NOW)
    assert not schedule.may_be_conditional(SOURCE, FRESH)


@given(chances)
def test_after_news_the_interval_is_kept_with_some_spread(chance: float) -> None:
    """The next time is the interval away, a tenth earlier or later."""
    next_due = success(chance=chance).next_due

    assert next_due is not None
    assert 0.9 * INTERVAL <= next_due - NOW <= 1.1 * INTERVAL


def test_an_editor_who_asks_means_now() -> None:
    """Our own interval holds for the timer alone."""
    state = success()

    assert not due(state, NOW)
    assert due(state, NOW, own=False)
    assert due(state, NOW + 2 * INTERVAL)


@given(chances)
def test_after_a_failure_the_next_time_is_the_back_off(chance: float) -> None:
    """Failures are counted, and one success ends it; how long each is waited for: see ``test_pace``."""
    first = failure(chance=chance)
    second = failure(first, chance=chance)

    assert (first.failures, second.failures, success(second).failures) == (1, 2, 0)
    for state in (first, second):
        assert state.next_due == NOW + back_off(SOURCE, state, "timeout", chance)


def test_what_is_observed_is_remembered() -> None:
    """Dates of entries give the gap and the newest; without any they stay, and so does the silence that they tell."""
    hours = [NOW - timedelta(hours=hour) for hour in range(1, 5)]
    state = adaptive(FRESH, moments=hours)

    assert (state.gap, state.newest) == (3600, hours[0])
    assert (adaptive(state).gap, adaptive(state).newest) == (3600, hours[0])
    assert state.next_due == NOW + timedelta(minutes=10)
    later = NOW + timedelta(days=2) - timedelta(hours=1)
    silent = schedule.succeeded(state, ADAPTIVE, Answer(), later, 0.5)
    assert silent.next_due == later + timedelta(hours=1)


def test_one_date_tells_no_gap() -> None:
    """A document with one entry says when it was, and the gap that was known stays."""
    state = adaptive(adaptive(FRESH, moments=[NOW - timedelta(hours=4), NOW - timedelta(hours=2)]), moments=[NOW])

    assert (state.gap, state.newest) == (7200, NOW)


def test_the_publisher_s_pace_holds_until_the_next_document() -> None:
    """It is taken from a document that is read, at most a day; an answer without one changes nothing."""
    info = FeedInfo("City")
    state = adaptive(FRESH, info=info, document="1", pace=timedelta(hours=3))

    assert (state.pace, adaptive(state).pace) == (10_800, 10_800)
    assert adaptive(state).next_due == NOW + 1.05 * timedelta(hours=3)
    assert adaptive(state, info=info, document="2").pace is None
    assert adaptive(FRESH, info=info, document="1", pace=timedelta.max).pace == 86_400


def test_a_host_that_has_enough_rests_with_all_its_sources() -> None:
    """After 429 and 503 with Retry-After the host is to be left alone, until the latest that it said."""
    hours = [timedelta(hours=hour) for hour in range(4)]
    moved = success(answer=Answer(permanent_url="https://news.example:8443/city"))
    states = [
        overloaded("http-503", hours[2]),
        overloaded("http-429", hours[3]),
        overloaded("http-429", hours[1]),
        overloaded("http-429", hours[1], state=moved),
        overloaded("http-404", hours[1], state=replace(FRESH, url="https://missing.example/")),
        overloaded("http-503", None, state=replace(FRESH, url="https://hasty.example/")),
    ]

    assert schedule.host_rest(states, NOW) == {
        "city.example": NOW + hours[3],
        "news.example:8443": NOW + hours[1],
    }
    assert schedule.host_rest(states, NOW + hours[3]) == {}


@pytest.mark.parametrize("own", [True, False])
def test_the_server_s_word_holds_for_everybody(own: bool) -> None:
    """Retry-After and max-age are kept even if an editor asks, until they are over."""
    day = timedelta(hours=20)

    for state in (failure(retry_after=day), success(answer=Answer(max_age=day))):
        assert not due(state, NOW + day - timedelta(seconds=1), own=own)
        assert due(state, NOW + day, own=own)


def test_a_word_is_kept_no_longer_than_it_was_given() -> None:
    """An answer without Retry-After or max-age lifts the one before."""
    asked = success(answer=Answer(max_age=timedelta(hours=2)))

    assert success(asked).not_before is None
    assert failure(asked).not_before is None


def test_what_is_gone_is_not_asked_again() -> None:
    """After 410 a source rests, whoever asks, until its address is changed."""
    state = schedule.retired(success(), NOW)

    assert not due(state, NOW + timedelta(days=1000))
    assert not due(state, NOW + timedelta(days=1000), own=False)
    assert (state.error_code, state.last_success) == ("gone", NOW)
    moved = replace(SOURCE, url="https://city.example/new")
    assert due(schedule.fresh_state(moved, state), NOW)


def test_what_was_gone_and_is_back_is_an_ordinary_source() -> None:
    """A success revives a retired source; one that is retired is never asked, whatever is known of the reason."""
    gone = schedule.retired(success(), NOW)
    now = NOW + timedelta(days=1)

    assert not success(gone).retired
    for state in (gone, replace(gone, last_error=None)):
        assert "gone for good (410)" in (schedule.not_now(SOURCE, state, now, own_interval=False, force=False) or "")
    assert schedule.not_now(SOURCE, success(gone), now, own_interval=True, force=False) is None


def test_another_address_starts_afresh() -> None:
    """What is remembered belongs to an address: no validator of the old one is sent to the new."""
    state = success(answer=Answer(etag='"1"', permanent_url="https://city.example/x"), document="hash")

    assert schedule.fresh_state(SOURCE, state) is state
    moved = replace(SOURCE, url="https://other.example/feed")
    assert schedule.fresh_state(moved, state) == SourceState("city", "https://other.example/feed")


def test_success_is_remembered() -> None:
    """Validators, place, document, what the feed says of itself and what had to be repaired."""
    info = FeedInfo("City")
    answer = Answer('"1"', "Fri, 14 Mar 2025 10:00:00 GMT", "https://city.example/new")
    state = success(failure(), answer, info=info, document="hash", warning="repaired")

    assert (state.etag, state.last_modified, state.location) == (
        answer.etag,
        answer.last_modified,
        answer.permanent_url,
    )
    assert (state.info, state.body_hash, state.warning) == (info, "hash", "repaired")
    assert (state.last_success, state.last_error, state.error_code, state.failures) == (NOW, None, None, 0)


def test_an_answer_without_news_forgets_nothing() -> None:
    """After 304, the document, its repairs, the feed's own words and the place stay as they were."""
    before = success(answer=Answer(permanent_url="https://n.example/"), info=FeedInfo("C"), document="h", warning="w")

    after = success(before, Answer(etag='"1"'))

    assert (after.body_hash, after.warning, after.info, after.location) == (
        "h",
        "w",
        FeedInfo("C"),
        "https://n.example/",
    )
    assert success(before, info=FeedInfo("C"), document="h2").warning is None


def test_a_failure_forgets_no_news() -> None:
    """It is noted with its code; validators, document and last success stay, so that nothing is fetched twice."""
    state = failure(success(answer=Answer(etag='"1"'), document="h"))

    assert (state.last_error, state.error_code, state.failures) == ("no answer in 10 s", "timeout", 1)
    assert (state.etag, state.body_hash, state.last_success) == ('"1"', "h", NOW)


def test_a_place_that_fails_is_given_up() -> None:
    """Where a permanent redirect led is forgotten when it fails, with its validators: the next try begins anew."""
    moved = success(answer=Answer(etag='"1"', last_modified="x", permanent_url="https://n.example/"))
    state = failure(moved)

    assert (state.location, state.etag, state.last_modified) == (None, None, None)
    assert overloaded("http-503", None, state=moved).location is None


def test_a_place_that_is_overloaded_is_not_given_up() -> None:
    """It is there, and the one that wants to be left alone: 503 with Retry-After is no reason to forget it."""
    moved = success(answer=Answer(etag='"1"', permanent_url="https://n.example/"))
    state = overloaded("http-503", timedelta(hours=1), state=moved)

    assert (state.location, state.etag) == ("https://n.example/", '"1"')


@pytest.mark.parametrize(
    "change", [{"language": "uk"}, {"timezone": "UTC"}, {"kind": Kind.JSONFEED}, {"title": "x"}, {"interval": 60}]
)
def test_another_way_of_reading_asks_for_everything_again(change: dict[str, Any]) -> None:
    """A changed language, zone or kind makes the next request unconditional; a changed title or interval does not."""
    document = schedule.body_hash(SOURCE, b"<rss/>")
    state = success(document=document)
    changed = replace(SOURCE, **change)
    same_reading = change.keys() <= {"title", "interval"}

    assert schedule.may_be_conditional(SOURCE, state)
    assert schedule.may_be_conditional(changed, state) == same_reading
    assert (schedule.body_hash(changed, b"<rss/>") == document) == same_reading
    assert schedule.body_hash(SOURCE, b"<rss>") != document


def test_why_it_is_not_asked_is_told() -> None:
    """Switched off, or until when: the later of what we planned and what the server said."""

    def told(source: Source, state: SourceState, own: bool) -> str | None:
        return schedule.not_now(source, state, NOW, own_interval=own, force=False)

    state = success(answer=Answer(max_age=timedelta(minutes=10)))
    assert told(SOURCE, state, True) == "not before 2025-03-14 12:30:00 UTC"
    assert told(SOURCE, state, False) == "not before 2025-03-14 12:10:00 UTC"
    assert told(replace(SOURCE, enabled=False), FRESH, False) == "switched off in sources.toml"
    assert schedule.not_now(SOURCE, state, NOW, own_interval=True, force=True) is None
