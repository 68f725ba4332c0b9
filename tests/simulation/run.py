"""A week in minutes: a virtual clock, real requests over loopback, a real database."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from types import TracebackType
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from feeds.fetch.client import Fetcher
from feeds.fetch.settings import HttpSettings
from feeds.jobs.refresh import World, refresh_sources
from feeds.model import Kind, ListRules, Source, SourceOutcome
from feeds.sources.limits import ParseLimits
from feeds.sources.pool import ReaderPool
from feeds.store.database import Database, open_sqlite
from feeds.store.schema import entry

from .plan import END, MINUTE, START, Planned, make_plan
from .site import Asked, Site

TICK = 5 * MINUTE
DELAY = 0.005
"""Real seconds between two requests to a host."""
HTTP = HttpSettings(
    "Visnyk-simulation/1 (+https://visnyk.example/about)",
    connect_seconds=5,
    read_seconds=5,
    total_seconds=10,
    delay_seconds=DELAY,
    allow_private=(ip_network("127.0.0.0/8"),),
)
LIMITS = ParseLimits(seconds=10, memory_bytes=256_000_000, workers=1)


@dataclass(frozen=True)
class Week:
    """What was done and seen."""

    plan: tuple[Planned, ...]
    asked: list[Asked]
    """By the servers."""
    visits: dict[str, list[tuple[datetime, str]]]
    """By us: when each source was asked, also where no server was to be reached, and what it came to (``status``)."""
    began: dict[str, list[float]]
    """By us: when requests to each host began, by a clock that never goes back."""
    seen: dict[str, dict[datetime, datetime]]
    """For each source, when each of its entries was published and first seen."""
    end: datetime
    ticks: int
    seconds: float
    """Of real time."""


class _Kept(ReaderPool):
    """A pool that lasts the week: to start and end its processes takes ten times as long as what most ticks do."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def end(self) -> None:
        super().__exit__(None, None, None)


def simulate(folder: Path, *, end: datetime = END, seed: int = 1, say: Callable[[str], None] = lambda _: None) -> Week:
    """Run from ``START`` to ``end`` with the database in ``folder``."""
    plan = make_plan(seed)
    visits: dict[str, list[tuple[datetime, str]]] = {source.id: [] for source in plan}
    requests: dict[str, list[float]] = defaultdict(list)
    now, ticks, began = START, 0, time.monotonic()

    def note(outcome: SourceOutcome) -> None:
        if outcome.status != "skipped":
            visits[outcome.source_id].append((now, outcome.status))

    with Site(seed) as site:
        sources = [_source(planned, site.url(planned)) for planned in plan]
        database = open_sqlite(folder / "visnyk.sqlite")
        pool = _Kept(LIMITS)
        world = World(database, HTTP, LIMITS, lambda: now, random.Random(seed).random, note)
        try:
            while now <= end:
                site.set_clock(now)
                with patch("feeds.jobs.refresh.ReaderPool", lambda _: pool), _noted(requests):
                    refresh_sources(world, sources, own_interval=True)
                ticks += 1
                if ticks % 144 == 0:
                    count, spent = sum(map(len, visits.values())), time.monotonic() - began
                    say(f"{now:%A %H:%M}, {count:,} requests, {spent:.0f} s")
                now += TICK
            seen = _seen(database)
        finally:
            pool.end()
            database.close()
        return Week(plan, site.finish(), visits, requests, seen, end, ticks, time.monotonic() - began)


@contextmanager
def _noted(requests: dict[str, list[float]]) -> Iterator[None]:
    """Note the beginning of each request where it is one's turn: what a server sees comes later, by the network."""
    ask = Fetcher._ask

    async def noted(self: Fetcher, trail: Any, *arguments: Any) -> Any:
        requests[f"{trail.url.host}:{trail.url.port}"].append(time.monotonic())
        return await ask(self, trail, *arguments)

    with patch.object(Fetcher, "_ask", noted):
        yield


def _source(planned: Planned, url: str) -> Source:
    if planned.is_page:
        rules = ListRules(item="ul.news > li", link="a", date=("time",))
        return Source(planned.id, Kind.PAGE, url, planned.id, language="uk", timezone="UTC", list=rules)
    return Source(planned.id, Kind.FEED, url, planned.id, language="uk")


def _seen(database: Database) -> dict[str, dict[datetime, datetime]]:
    found: dict[str, dict[datetime, datetime]] = {}
    with database.read() as connection:
        for source_id, published, first in connection.execute(
            select(entry.c.source_id, entry.c.published, entry.c.first_seen)
        ):
            found.setdefault(source_id, {})[published] = first
    return found
