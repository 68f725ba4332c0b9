"""A thousand sources with a week of their own: when each has news, on which host, and with which manners. Pure.

Everything follows from the seed, so that the server and whoever asks it, in two processes, know the same plan.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
DAYS = 7
END = START + timedelta(days=DAYS)
LISTED = 20
"""Entries that a feed lists."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

CROWDED = 50
"""Sources on each of the crowded hosts."""
THROTTLED, OVERLOADED = "crowded-4", "crowded-5"
"""The one answers 429 when it is asked too often, the other 503 for a day, each with Retry-After."""
CROWDS = ("crowded-0", "crowded-1", "crowded-2", "crowded-3", THROTTLED, OVERLOADED)
SMALL = 100
"""Other hosts, with a few sources each."""
SITES = 5
"""Hosts of web pages, with a robots.txt."""
THROTTLE = 20
"""Requests in ten minutes that the throttled host puts up with."""
DOWN = (START + 3 * DAY, START + 4 * DAY)
"""When the overloaded host answers 503."""


@dataclass(frozen=True)
class Planned:
    """One source: ``id`` is its path, too."""

    id: str
    kind: str
    """What is expected of it: a name of :data:`KINDS`."""
    host: str
    news: tuple[datetime, ...]
    """When it has news, oldest first; some of it lies before the week, as in every feed."""
    validators: str = ""
    """``etag``, ``date`` or nothing: what its answers are marked with."""
    max_age: timedelta | None = None
    ttl: timedelta | None = None
    """In the feed: RSS ``ttl`` or ``sy:updatePeriod``."""
    broken: str = ""
    """What it answers while it is broken: a status, ``html``, or ``close`` for none at all."""
    since: datetime = START - DAY
    until: datetime = END + DAY
    moved: datetime | None = None
    """When it moved for good to ``/moved/ID`` on the next host."""
    forbidden: bool = False
    """By the robots.txt of its host."""

    @property
    def is_page(self) -> bool:
        """A web page, not a feed?"""
        return self.kind.startswith("page")

    def is_broken(self, now: datetime) -> bool:
        """Does it give no news at this moment?"""
        return bool(self.broken) and self.since <= now < self.until

    def count(self, now: datetime) -> int:
        """How many entries it has had by now."""
        return bisect_right(self.news, now)

    @cached_property
    def week(self) -> tuple[datetime, ...]:
        """The news of the simulated week."""
        return self.news[bisect_right(self.news, START) : bisect_right(self.news, END)]


def every(gap: timedelta, luck: random.Random, *, jitter: float = 0.0, before: int = 30) -> tuple[datetime, ...]:
    """News every ``gap``, give or take a share of it, with a past of ``before`` entries."""
    first = START - before * gap + luck.random() * gap
    count = before + int((END - START) / gap) + 1
    moments = (first + number * gap + jitter * (luck.random() - 0.5) * gap for number in range(count))
    # Whole minutes: pages say no seconds.
    return tuple(sorted(moment.replace(second=0, microsecond=0) for moment in moments))


def _bursts(luck: random.Random) -> tuple[datetime, ...]:
    """Fifteen entries within an hour, then nothing for about two days."""
    begins = every(2 * DAY, luck, jitter=0.5, before=4)
    return tuple(sorted(begin + number * 4 * MINUTE for begin in begins for number in range(15)))


def _silent(luck: random.Random) -> tuple[datetime, ...]:
    """The last of it months ago."""
    return tuple(moment - 200 * DAY for moment in every(3 * DAY, luck, before=10))


News = Callable[[random.Random], tuple[datetime, ...]]


def _each(gap: timedelta, jitter: float = 0.0) -> News:
    return lambda luck: every(gap, luck, jitter=jitter)


_TEN_A_DAY, _DAILY, _WEEKLY = _each(DAY / 10, 0.9), _each(DAY, 0.9), _each(7 * DAY, 0.9)

KINDS: dict[str, tuple[int, News, dict[str, object]]] = {
    # How many of them, their news, their manners.
    "hourly": (12, _each(HOUR), {}),
    "hourly, max-age 5 min": (4, _each(HOUR), {"max_age": 5 * MINUTE}),
    "hourly, ttl 60": (4, _each(HOUR), {"ttl": HOUR}),
    "ten a day": (60, _TEN_A_DAY, {}),
    "ten a day, max-age 2 h": (20, _TEN_A_DAY, {"max_age": 2 * HOUR}),
    "daily": (245, _DAILY, {}),
    "daily, max-age 12 h": (40, _DAILY, {"max_age": 12 * HOUR}),
    "daily, ttl a day": (20, _DAILY, {"ttl": DAY}),
    "weekly": (230, _WEEKLY, {}),
    "silent for months": (160, _silent, {}),
    "bursts": (30, _bursts, {}),
    "dead: 404": (20, _DAILY, {"broken": "404"}),
    "dead: 403": (10, _DAILY, {"broken": "403"}),
    "dead: a web page": (10, _DAILY, {"broken": "html"}),
    "dead: 500": (10, _DAILY, {"broken": "500"}),
    "dead: no answer": (5, _DAILY, {"broken": "close"}),
    "dead: refused": (10, _DAILY, {"broken": "refused"}),
    "dead: no such name": (10, _DAILY, {"broken": "dns"}),
    "dying: 404": (15, _DAILY, {"broken": "404", "since": START + 2 * DAY}),
    "dying: 500": (15, _TEN_A_DAY, {"broken": "500", "since": START + 2.5 * DAY}),
    "dying: no answer": (5, _TEN_A_DAY, {"broken": "close", "since": START + 2 * DAY}),
    "down for two days": (20, _DAILY, {"broken": "500", "since": START + DAY, "until": START + 3 * DAY}),
    "gone": (10, _DAILY, {"broken": "410", "since": START + 2 * DAY}),
    "moved": (20, _DAILY, {"moved": START + 1.5 * DAY}),
    "page": (10, _DAILY, {}),
    "page, forbidden": (5, _DAILY, {"forbidden": True}),
}
_ALONE = ("hourly", "dead", "dying", "gone", "moved", "down", "page")
"""Kinds on small hosts: what a crowded host does to its sources is asked of the others."""


def make_plan(seed: int = 1) -> tuple[Planned, ...]:
    """All sources."""
    assert sum(count for count, _, _ in KINDS.values()) == 1000
    luck = random.Random(seed)
    names = [kind for kind, (count, _, _) in KINDS.items() for _ in range(count)]
    luck.shuffle(names)
    crowds = iter([host for host in CROWDS for _ in range(CROWDED)])
    return tuple(_planned(number, kind, crowds, luck) for number, kind in enumerate(names))


def _planned(number: int, kind: str, crowds: Iterator[str], luck: random.Random) -> Planned:
    _, news, manners = KINDS[kind]
    host = None if kind.startswith(_ALONE) else next(crowds, None)
    return Planned(
        id=f"source-{number:03d}",
        kind=kind,
        host=host or (f"site-{number % SITES}" if kind.startswith("page") else f"small-{number % SMALL}"),
        news=news(luck),
        validators=("etag", "date", "")[number % 3],
        **manners,  # type: ignore[arg-type]
    )
