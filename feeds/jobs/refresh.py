"""Every source that is due: sources of one host form a queue, hosts run side by side.

While too much waits to be read, no further request is made. What a visit to one source is: :mod:`feeds.jobs.visit`.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from feeds.fetch.body import Place
from feeds.fetch.client import Fetcher
from feeds.ingest import schedule
from feeds.ingest.outage import excused, is_ours
from feeds.ingest.trying import known_state
from feeds.ingest.ways import ways
from feeds.jobs.keeping import Keeper
from feeds.jobs.visit import Visitor, host_of_way
from feeds.jobs.world import World
from feeds.model import Source, SourceOutcome, SourceState
from feeds.sources.pool import ReaderPool, warm_up
from feeds.store.sources import load_states, save_state, sources_with_entries

__all__ = ["World", "refresh_sources"]

_LARGE_BODIES = 1
"""Large documents that are in memory at once: they come to several times their size before they are stored."""


def refresh_sources(
    world: World, sources: Sequence[Source], *, own_interval: bool = False, force: bool = False
) -> list[SourceOutcome]:
    """Check the enabled ones of ``sources``, in the order given; one outcome each.

    The server's word (Retry-After, max-age) is kept unless ``force``; our own interval only with ``own_interval``.
    """
    return asyncio.run(_refresh(world, sources, own_interval=own_interval, force=force))


async def _refresh(world: World, sources: Sequence[Source], *, own_interval: bool, force: bool) -> list[SourceOutcome]:
    with world.database.read() as connection:
        stored = load_states(connection)
        seen = sources_with_entries(connection)
    now = world.clock()
    outcomes: dict[str, SourceOutcome] = {}
    due: list[tuple[Source, SourceState]] = []
    for source in sources:
        state = known_state(source, ways(source), stored.get(source.id))
        reason = schedule.not_now(source, state, now, own_interval=own_interval, force=force)
        if reason is None:
            due.append((source, state))
        else:
            outcomes[source.id] = _skipped(source, state, reason)
    if due:
        resting = {} if force else schedule.host_rest(stored.values(), now)
        with ReaderPool(world.limits.for_few(len(due))) as pool, ThreadPoolExecutor(1, "store") as store:
            if any(state.body_hash is None for _, state in due):
                warm_up()  # there will be something to read: be ready when it comes
            async with Fetcher(world.http, now=world.clock) as fetcher:
                keeper = Keeper(world, store, seen)
                visitor = Visitor(world, fetcher, pool, keeper, resting)
                outcomes |= await _Run(world, visitor).all(due)
                await keeper.flush()
        if is_ours([source for source, _ in due], outcomes):
            _excuse(world, due)
    return [outcomes[source.id] for source in sources]


def _excuse(world: World, due: Sequence[tuple[Source, SourceState]]) -> None:
    with world.database.write() as connection:
        states = load_states(connection)
        for source, before in due:
            if source.id in states:
                save_state(connection, excused(before, states[source.id], world.clock()))


def _skipped(source: Source, state: SourceState, reason: str) -> SourceOutcome:
    failing = source.enabled and (state.retired or state.error_code is not None)
    return SourceOutcome(source.id, "skipped", detail=reason, failing=failing)


class _Run:
    """One refresh: queues by host, outcomes by source."""

    def __init__(self, world: World, visitor: Visitor) -> None:
        self._world = world
        self._visitor = visitor
        self._large = asyncio.Semaphore(_LARGE_BODIES)
        self._outcomes: dict[str, SourceOutcome] = {}

    async def all(self, due: Sequence[tuple[Source, SourceState]]) -> dict[str, SourceOutcome]:
        queues: dict[str, deque[tuple[Source, SourceState]]] = defaultdict(deque)
        for source, state in due:
            queues[host_of_way(source, state)].append((source, state))
        with _alone():
            await self._drain_all(queues)
        return self._outcomes

    async def _drain_all(self, queues: Mapping[str, deque[tuple[Source, SourceState]]]) -> None:
        async with asyncio.TaskGroup() as group:
            for host, queue in queues.items():
                for _ in range(min(self._world.http.per_host, len(queue))):
                    group.create_task(self._drain(host, queue, group))

    async def _drain(self, host: str, queue: deque[tuple[Source, SourceState]], group: asyncio.TaskGroup) -> None:
        while queue:
            source, state = queue.popleft()
            until = self._visitor.resting.get(host)
            if until is not None and until > self._world.clock():
                reason = f"its host asked to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC"
                self._done(_skipped(source, state, reason))
                continue
            await self._visitor.room()
            asked = asyncio.Event()
            group.create_task(self._visit(source, state, asked))
            await asked.wait()  # reading goes on beside the next request of this host

    async def _visit(self, source: Source, state: SourceState, asked: asyncio.Event) -> None:
        place = Place(self._large)
        try:
            outcome = await self._visitor.visit(source, state, place, asked.set)
        finally:
            asked.set()
            place.leave()
        self._done(outcome)

    def _done(self, outcome: SourceOutcome) -> None:
        self._outcomes[outcome.source_id] = outcome
        self._world.progress(outcome)


@contextmanager
def _alone() -> Iterator[None]:
    """Let the first error out of a task group by itself: callers know errors, no groups of them."""
    try:
        yield
    except ExceptionGroup as group:
        first = group.exceptions[0]
        raise first from first.__cause__
