"""A thousand sources for seven days: news is seen in time, and no server has a reason to complain."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from .figures import against_the_word, asked_for, by_kind, closer_than_a_day, lags, most_at_once, table, too_hasty
from .plan import DAY, DAYS, DOWN, HOUR, MINUTE, OVERLOADED, THROTTLED
from .run import Week
from .site import HOSTS

pytestmark = pytest.mark.slow
_SIMULATE = """
import pickle, sys
from pathlib import Path
from tests.simulation.run import simulate
Path(sys.argv[2]).write_bytes(pickle.dumps(simulate(Path(sys.argv[1]))))
"""


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Simulated once, in a process of its own: where lines are counted it would take three times as long."""
    folder = tmp_path_factory.mktemp("week")
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-c", _SIMULATE, str(folder), str(folder / "week.pickle")]
    subprocess.run(command, cwd=Path(__file__).parents[2], env=env, check=True)
    found: Week = pickle.loads((folder / "week.pickle").read_bytes())
    print(table(found))
    return found


def test_hourly_news_is_seen_within_a_quarter_of_an_hour(week: Week) -> None:
    """Each of the 168 entries of every source that posts each hour is stored at most 15 minutes after it appears."""
    hourly = [source for source in by_kind(week, "hourly") if source.ttl is None]
    assert len(hourly) == 16
    for source in hourly:
        waited = lags(week, source)
        assert len(waited) >= 167  # the last one may be on its way
        assert max(waited) <= 15 * MINUTE


def test_nothing_is_lost(week: Week) -> None:
    """Every entry of every source that is alive is stored, also what appeared while it was down or moved."""
    alive = [source for source in week.plan if not source.forbidden and (not source.broken or source.until < week.end)]
    missing = [
        (source.id, moment)
        for source in alive
        for moment in source.week
        if moment < week.end - 1.5 * DAY and moment not in week.seen[source.id]
    ]
    assert len(alive) > 800
    assert missing == []


def test_a_host_is_asked_one_thing_at_a_time_and_not_too_fast(week: Week) -> None:
    """No host, with fifty sources or one, ever has two requests under way, and each waits for the delay."""
    assert most_at_once(week) == 1
    assert too_hasty(week) < 0.02


def test_the_server_s_word_is_kept(week: Week) -> None:
    """Nobody is asked before Retry-After or max-age is over, and a host's word holds for all its fifty sources."""
    said = [asked for asked in week.asked if asked.max_age or asked.retry_after]
    assert len(said) > 1000
    assert list(against_the_word(week)) == []
    assert any(asked.status == 429 for asked in week.asked if asked.host == THROTTLED)
    down = [asked for asked in week.asked if asked.host == OVERLOADED and DOWN[0] <= asked.virtual < DOWN[1]]
    assert 0 < len(down) <= 12  # a request every two hours, for fifty sources


def test_a_dead_source_costs_one_request_a_day(week: Week) -> None:
    """Once it has failed for a day; from the start where it never worked and its answer is definite."""
    dead = by_kind(week, "dead", "dying")
    assert len(dead) == 110
    for source in dead:
        visits = week.visits[source.id]
        assert any(status == "failed" for _, status in visits)
        assert closer_than_a_day(visits, after=DAY) == 0
    for source in by_kind(week, "dead: 404", "dead: 403", "dead: a web page"):
        assert len(week.visits[source.id]) == DAYS
        assert closer_than_a_day(week.visits[source.id], after=timedelta(0)) == 0


def test_what_is_down_is_found_again(week: Week) -> None:
    """A source that was down for two days is working again within little more than a day."""
    for source in by_kind(week, "down"):
        again = next(moment for moment, status in week.visits[source.id] if status == "ok" and moment >= source.until)
        assert again <= source.until + 1.1 * DAY + HOUR


def test_what_is_gone_is_not_asked_again(week: Week) -> None:
    """410 is the last answer that a source gives."""
    for source in by_kind(week, "gone"):
        statuses = [asked.status for asked in asked_for(week, f"/{source.id}")]
        assert statuses.count(410) == 1 and statuses[-1] == 410


def test_what_moved_is_asked_at_its_new_address(week: Week) -> None:
    """A permanent redirect is followed once, and the old address not asked again."""
    for source in by_kind(week, "moved"):
        statuses = [asked.status for asked in asked_for(week, f"/{source.id}")]
        assert statuses.count(301) == 1 and statuses[-1] == 301
        assert len(asked_for(week, f"/moved/{source.id}")) > 10


def test_the_publisher_s_pace_is_kept(week: Week) -> None:
    """A feed with ``ttl`` or ``sy:updatePeriod`` is not asked sooner, once it has been read."""
    for source in week.plan:
        if source.ttl is not None and source.host not in (THROTTLED, OVERLOADED):
            moments = [moment for moment, _ in week.visits[source.id]]
            assert len(moments) > 5
            assert all(later - earlier >= source.ttl for earlier, later in pairwise(moments))


def test_robots_txt_is_kept(week: Week) -> None:
    """Pages that it forbids are never asked for, and it is itself asked for once a day and site, for pages alone."""
    for source in by_kind(week, "page"):
        assert bool(asked_for(week, f"/{source.id}")) is not source.forbidden
    moments: dict[str, list[timedelta]] = {}
    for asked in asked_for(week, "/robots.txt"):
        moments.setdefault(asked.host, []).append(asked.virtual - week.asked[0].virtual)
    assert set(moments) == {host for host in HOSTS if host.startswith("site-")}
    for asked_at in moments.values():
        assert all(later - earlier >= DAY for earlier, later in pairwise(asked_at))


def test_it_costs_no_more_than_that(week: Week) -> None:
    """A thousand sources are some ten thousand requests a day, most of them conditional."""
    assert len(week.asked) < 11_000 * DAYS
    possible = [asked for asked in week.asked if asked.status in (200, 304)]
    assert sum(asked.conditional for asked in possible) > len(possible) / 2
