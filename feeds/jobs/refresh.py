"""Fetch, read, decide and apply: every source that is due, each in a transaction of its own.

Sources of one host form a queue, and hosts run side by side. A document that has arrived is read in a child process
and stored by one database thread; while too much waits to be read, no further request is made. An expected failure
is a value on this path, and there is one place that records it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection

from feeds.errors import FetchError, SourceError, StoreError
from feeds.fetch.body import Place
from feeds.fetch.client import Fetched, Fetcher, Gone, NotModified, Request
from feeds.fetch.failures import unforeseen
from feeds.fetch.settings import HttpSettings
from feeds.fetch.target import shown
from feeds.ingest import schedule
from feeds.ingest.decide import Decision, Known, candidate_key, decide
from feeds.ingest.schedule import Answer
from feeds.model import ParsedFeed, Source, SourceOutcome, SourceState
from feeds.sources.document import Document
from feeds.sources.limits import ParseLimits
from feeds.sources.pool import ReaderPool, warm_up
from feeds.store.database import Database
from feeds.store.sources import (
    apply,
    known_entries,
    load_states,
    save_state,
    save_unchanged,
    sources_with_entries,
)

Clock = Callable[[], datetime]
T = TypeVar("T")
Progress = Callable[[SourceOutcome], None]

_STRETCH = 50
"""Sources without news whose states are written in one transaction."""
_BACKLOG_BYTES = 32_000_000
"""Of documents that wait to be read; what is under way comes on top."""
_LARGE_BODIES = 2
"""Large documents that are in memory at once: they come to several times their size before they are stored."""


@dataclass(frozen=True, slots=True)
class World:
    """What refreshing needs from outside."""

    database: Database
    http: HttpSettings
    limits: ParseLimits
    clock: Clock
    chance: Callable[[], float]
    """Between 0 and 1."""
    progress: Progress = lambda outcome: None


def refresh_sources(
    world: World, sources: Sequence[Source], *, own_interval: bool = False, force: bool = False
) -> list[SourceOutcome]:
    """Check the enabled ones of ``sources``, in the order given; one outcome each.

    The server's word (Retry-After, max-age) is kept unless ``force``; our own interval only with ``own_interval``.
    """
    return asyncio.run(_refresh(world, sources, own_interval=own_interval, force=force))


def try_source(source: Source, http: HttpSettings, limits: ParseLimits) -> ParsedFeed:
    """Ask one source and read what it gives; nothing is remembered of it.

    :raises SourceError: it gives no news.
    """

    async def fetch() -> Fetched | NotModified | Gone:
        async with Fetcher(http) as fetcher:
            return await fetcher.fetch(Request(source.url))

    answer = asyncio.run(fetch())
    if not isinstance(answer, Fetched):
        raise FetchError("gone", "the server says it is gone for good (410)")
    with ReaderPool(limits) as pool:
        return pool.result_of(pool.submit(_document(answer), source).result)


async def _refresh(world: World, sources: Sequence[Source], *, own_interval: bool, force: bool) -> list[SourceOutcome]:
    with world.database.read() as connection:
        stored = load_states(connection)
        seen = sources_with_entries(connection)
    now = world.clock()
    outcomes: dict[str, SourceOutcome] = {}
    due: list[tuple[Source, SourceState]] = []
    for source in sources:
        state = schedule.fresh_state(source, stored.get(source.id))
        reason = schedule.not_now(source, state, now, own_interval=own_interval, force=force)
        if reason is None:
            due.append((source, state))
        else:
            failing = source.enabled and (state.retired or state.error_code is not None)
            outcomes[source.id] = SourceOutcome(source.id, "skipped", detail=reason, failing=failing)
    if due:
        with ReaderPool(world.limits) as pool, ThreadPoolExecutor(1, "store") as store:
            if any(state.body_hash is None for _, state in due):
                warm_up()  # there will be something to read: be ready when it comes
            async with Fetcher(world.http, now=world.clock) as fetcher:
                outcomes |= await _Run(world, fetcher, pool, store, seen).all(due)
    return [outcomes[source.id] for source in sources]


class _Run:
    """One refresh: queues by host, a shared backlog, outcomes by source."""

    def __init__(
        self, world: World, fetcher: Fetcher, pool: ReaderPool, store: ThreadPoolExecutor, seen: set[str]
    ) -> None:
        self._world = world
        self._fetcher = fetcher
        self._pool = pool
        self._store = store
        self._seen = seen
        self._unchanged_states: list[SourceState] = []
        self._backlog = 0
        self._large = asyncio.Semaphore(_LARGE_BODIES)
        self._room = asyncio.Condition()
        self._outcomes: dict[str, SourceOutcome] = {}

    async def all(self, due: Sequence[tuple[Source, SourceState]]) -> dict[str, SourceOutcome]:
        queues: dict[str, deque[tuple[Source, SourceState]]] = defaultdict(deque)
        for source, state in due:
            queues[urlsplit(state.location or source.url).netloc].append((source, state))
        with _alone():
            await self._drain_all(list(queues.values()))
        await self._flush()
        return self._outcomes

    async def _drain_all(self, queues: Sequence[deque[tuple[Source, SourceState]]]) -> None:
        async with asyncio.TaskGroup() as group:
            for queue in queues:
                for _ in range(min(self._world.http.per_host, len(queue))):
                    group.create_task(self._drain(queue, group))

    async def _drain(self, queue: deque[tuple[Source, SourceState]], group: asyncio.TaskGroup) -> None:
        while queue:
            source, state = queue.popleft()
            async with self._room:
                await self._room.wait_for(lambda: self._backlog <= _BACKLOG_BYTES)
            place = Place(self._large)
            answer = await self._guarded(source, state, self._fetcher.fetch, _request(source, state), place)
            if answer is None:
                place.leave()
            else:
                # Reading goes on beside the next request of this host.
                finished = group.create_task(self._guarded(source, state, self._finish, source, state, answer))
                finished.add_done_callback(place.left_after)

    async def _guarded(
        self, source: Source, state: SourceState, work: Callable[..., Awaitable[T]], *arguments: object
    ) -> T | None:
        """What ``work`` for one source comes to; ``None`` if it failed, which is then recorded."""
        try:
            return await work(*arguments)
        except SourceError as error:
            failure = error
        except StoreError:
            raise  # all other sources would meet it too, and this failure could not be recorded
        except Exception as error:  # noqa: BLE001 - nobody foresaw it: it fails this source, not all the others
            failure = unforeseen(error)
        await self._failed(source, state, failure)
        return None

    async def _finish(self, source: Source, state: SourceState, answer: Fetched | NotModified | Gone) -> None:
        if isinstance(answer, Gone):
            await self._gone(source, state, answer)
        elif isinstance(answer, NotModified):
            await self._unchanged(source, state, answer)
        else:
            await self._count(len(answer.body))
            try:
                await self._read(source, state, answer)
            finally:
                await self._count(-len(answer.body))

    async def _gone(self, source: Source, state: SourceState, answer: Gone) -> None:
        """Only the configured address can be gone for good: where it leads may be another place tomorrow."""
        if answer.redirected or state.location is not None:
            raise FetchError("gone", f"redirected to {shown(answer.url)}, which is gone for good (410)")
        outcome = SourceOutcome(source.id, "failed", code="gone", detail="gone for good (410)")
        await self._record(outcome, schedule.retired(state, self._world.clock()))

    async def _count(self, size: int) -> None:
        async with self._room:
            self._backlog += size
            self._room.notify_all()

    async def _read(self, source: Source, state: SourceState, answer: Fetched) -> None:
        document = schedule.body_hash(source, answer.body)
        if document == state.body_hash:
            await self._unchanged(source, state, answer)
            return
        future = asyncio.wrap_future(self._pool.submit(_document(answer), source))
        try:
            await asyncio.wait([future])
        finally:
            future.cancel()  # should we be; one that is done stays done
        feed = self._pool.result_of(future.result)
        now = self._world.clock()
        after = schedule.succeeded(
            state, source, _answer(answer), now, self._world.chance(),
            info=feed.info, document=document, warning="; ".join(feed.warnings) or None,
        )  # fmt: skip
        decision = await self._in_store(self._decide_and_apply, source, feed, after, now)
        self._done(SourceOutcome(source.id, "ok", len(decision.new), len(decision.changed)))

    def _decide_and_apply(self, source: Source, feed: ParsedFeed, after: SourceState, now: datetime) -> Decision:
        with self._world.database.write() as connection:
            # The first document of a source, which is also its largest change, needs no look-up.
            known = _known(connection, source, feed) if source.id in self._seen else []
            decision = decide(source, known, feed, now)
            apply(connection, after, decision)
        return decision

    async def _unchanged(self, source: Source, state: SourceState, answer: Fetched | NotModified) -> None:
        after = schedule.succeeded(state, source, _answer(answer), self._world.clock(), self._world.chance())
        # Written in stretches: if these are lost with a power cut, the sources are asked once more, no more than that.
        self._unchanged_states.append(after)
        if len(self._unchanged_states) >= _STRETCH:
            await self._flush()
        self._done(SourceOutcome(source.id, "unchanged"))

    async def _flush(self) -> None:
        states, self._unchanged_states = self._unchanged_states, []

        def write() -> None:
            with self._world.database.write() as connection:
                save_unchanged(connection, states)

        if states:
            await self._in_store(write)

    async def _failed(self, source: Source, state: SourceState, error: SourceError) -> None:
        after = schedule.failed(
            state, source, error.code, error.message, error.retry_after, self._world.clock(), self._world.chance()
        )
        await self._record(SourceOutcome(source.id, "failed", detail=error.message, code=error.code), after)

    async def _record(self, outcome: SourceOutcome, after: SourceState) -> None:
        def write() -> None:
            with self._world.database.write() as connection:
                save_state(connection, after)

        await self._in_store(write)
        self._done(outcome)

    async def _in_store(self, call: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._store, call, *arguments)

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


def _known(connection: Connection, source: Source, feed: ParsedFeed) -> list[Known]:
    guids = [entry.guid for entry in feed.entries if entry.guid]
    links = [entry.link for entry in feed.entries if entry.link]
    keys = [candidate_key(source.id, entry) for entry in feed.entries]
    return known_entries(connection, source.id, guids, links, keys)


def _request(source: Source, state: SourceState) -> Request:
    url = state.location or source.url
    return Request(url, state.etag, state.last_modified) if schedule.may_be_conditional(source, state) else Request(url)


def _document(answer: Fetched) -> Document:
    return Document(answer.body, answer.url, answer.headers.get("content-type"))


def _answer(answer: Fetched | NotModified) -> Answer:
    return Answer(answer.etag, answer.last_modified, answer.permanent_url, answer.max_age)
