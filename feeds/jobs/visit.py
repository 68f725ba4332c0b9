"""One source: asked in one way after another, read in a child process, completed, kept.

An expected failure is a value on this path, and there is one place that records it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from feeds.errors import FetchError, SourceError, StoreError
from feeds.fetch.body import Place
from feeds.fetch.client import Fetched, Fetcher, Gone, NotModified, Outcome, Request
from feeds.fetch.failures import unforeseen
from feeds.fetch.target import shown
from feeds.ingest import schedule
from feeds.ingest.decide import Known
from feeds.ingest.schedule import Answer
from feeds.ingest.trying import by_way, in_order
from feeds.ingest.ways import ways
from feeds.jobs.gather import gather, go_on, wants_articles
from feeds.jobs.keeping import Keeper
from feeds.jobs.world import World
from feeds.model import Kind, ParsedEntry, ParsedFeed, Source, SourceOutcome, SourceState
from feeds.sources.document import Document
from feeds.sources.pool import ReaderPool
from feeds.text.urls import host_of

if TYPE_CHECKING:
    from feeds.jobs.robots import RobotsKeeper

T = TypeVar("T")

_BACKLOG_BYTES = 16_000_000
"""Of documents that wait to be read; what is under way comes on top."""
_LARGE_PAGES = 1
"""Large articles and older pages that are in memory at once, beside the newest pages, which may wait for them."""


class Visitor:
    """Visits sources; what all visits of one refresh share. For one event loop."""

    def __init__(
        self,
        world: World,
        fetcher: Fetcher,
        pool: ReaderPool,
        keeper: Keeper,
        resting: Mapping[str, datetime],
    ) -> None:
        self._world = world
        self._fetcher = fetcher
        self._pool = pool
        self._keeper = keeper
        self._backlog = 0
        self._pages = asyncio.Semaphore(_LARGE_PAGES)
        self._room = asyncio.Condition()
        self._robots: RobotsKeeper | None = None
        self.resting = dict(resting)
        """Hosts that asked to be left alone, and until when."""

    async def room(self) -> None:
        """Wait until not too much waits to be read."""
        async with self._room:
            await self._room.wait_for(lambda: self._backlog <= _BACKLOG_BYTES)

    async def visit(self, source: Source, state: SourceState, place: Place, asked: Callable[[], None]) -> SourceOutcome:
        """Ask, read, store; a failure is recorded and is an outcome too. ``asked`` is called after the request.

        :raises StoreError: the database cannot be used, so that the failure could not be recorded either.
        """
        visit = _Visit(source, state, place, asked)
        try:
            return await self._by_some_way(visit)
        except SourceError as error:
            failure = error.without_frames()
        except StoreError:
            raise  # all other sources would meet it too
        except Exception as error:  # noqa: BLE001 - nobody foresaw it: it fails this source, not all the others
            failure = unforeseen(error)
        return await self._keeper.failed(source, state, failure)

    # --- ways -----------------------------------------------------------------------------------------------------

    async def _by_some_way(self, visit: _Visit) -> SourceOutcome:
        """By the way that worked last, else by the others in their order; the first failure is the one that counts."""
        now = self._world.clock()
        first: SourceError | None = None
        down: set[str] = set()
        for way in in_order(ways(visit.source), visit.state, now):
            if host_of(way.url) in down:
                continue
            try:
                return await self._by(way, visit)
            except SourceError as error:
                first = first or error.without_frames()
                self._note_rest(way, visit.state, error)
                if isinstance(error, FetchError) and error.temporary:
                    down.add(host_of(way.url))
            finally:
                visit.asked()
                visit.place.leave()
        assert first is not None
        raise first

    def _note_rest(self, way: Source, state: SourceState, error: SourceError) -> None:
        if error.retry_after is not None:
            self.resting[host_of_way(way, state)] = self._world.clock() + error.retry_after

    async def _by(self, way: Source, visit: _Visit) -> SourceOutcome:
        state = by_way(visit.state, way)
        if way.kind is Kind.PAGE:
            await self._check_robots(state.location or way.url)
        request = _request(way, state)
        answer = await self._fetcher.fetch(request, visit.place)
        visit.asked()
        if way.kind is Kind.PAGE and isinstance(answer, Fetched) and _site(answer.url) != _site(request.url):
            await self._check_robots(answer.url)  # else it would be news now, and forbidden when the address is known
        if isinstance(answer, Gone):
            return await self._gone(visit.source, way, state, answer)
        if isinstance(answer, NotModified):
            return await self._unchanged_list(way, state, answer)
        document = schedule.body_hash(way, answer.body)
        if document == state.body_hash:
            return await self._unchanged_list(way, state, answer)
        first = await self.read(answer, way)
        url, said = answer.url, _answer(answer)
        del answer  # of megabytes perhaps, and there may be many articles to wait for
        visit.place.leave()
        found = await gather(
            self, way, first, url, new=way.id not in self._keeper.seen, newest=state.newest, backfill=state.backfill,
            otherwise=schedule.is_read_otherwise(way, state),
        )  # fmt: skip
        return await self._keeper.news(way, state, said, found, document if found.whole else None)

    async def _gone(self, source: Source, way: Source, state: SourceState, answer: Gone) -> SourceOutcome:
        """Only the configured address can be gone for good: where it leads may be another place tomorrow."""
        if answer.redirected or state.location is not None:
            raise FetchError("gone", f"redirected to {shown(answer.url)}, which is gone for good (410)")
        if len(ways(source)) > 1:
            raise FetchError("gone", "gone for good (410)")
        await self._keeper.record(schedule.retired(state, self._world.clock()))
        return SourceOutcome(way.id, "failed", code="gone", detail="gone for good (410)")

    async def _unchanged_list(self, way: Source, state: SourceState, answer: Fetched | NotModified) -> SourceOutcome:
        if state.backfill is not None and state.info is not None:
            found = await go_on(self, way, state.info, state.backfill)
            return await self._keeper.news(way, state, _answer(answer), found, state.body_hash)
        return await self._keeper.unchanged(way, state, _answer(answer))

    # --- what gathering asks --------------------------------------------------------------------------------------

    async def fetch(self, request: Request, source: Source) -> Outcome:
        """Ask for a page that a program was not made for, if the site lets programs have it."""
        self._refuse_resting(request)
        place = Place(self._pages)
        try:
            if source.kind is Kind.PAGE or wants_articles(source):
                await self._check_robots(request.url)
            answer = await self._fetcher.fetch(request, place)
        except BaseException as error:
            place.leave()
            if isinstance(error, FetchError) and error.retry_after:
                self.resting[urlsplit(request.url).netloc] = self._world.clock() + error.retry_after
            raise
        return replace(answer, place=place) if isinstance(answer, Fetched) else answer

    def _refuse_resting(self, request: Request) -> None:
        """A host that asked one source to be left alone is left alone by those that are under way too."""
        now, until = self._world.clock(), self.resting.get(urlsplit(request.url).netloc)
        if until is not None and until > now:
            raise FetchError("http-429", "the server asked to be left alone", retry_after=until - now)

    async def read(self, answer: Fetched, source: Source) -> ParsedFeed:
        """Read a list in a child process."""
        document = document_of(answer, self._world.clock())
        return await self._in_child(answer, lambda: self._pool.submit(document, source))

    async def complete(self, answer: Fetched, source: Source, entry: ParsedEntry) -> ParsedEntry:
        """Read an article in a child process."""
        document = document_of(answer, self._world.clock())
        return await self._in_child(answer, lambda: self._pool.submit_article(document, source, entry))

    async def known(self, source: Source, entries: Sequence[ParsedEntry]) -> list[Known]:
        """What is stored of these."""
        return await self._keeper.known(source, entries)

    async def _check_robots(self, url: str) -> None:
        if self._robots is None:
            from feeds.jobs.robots import RobotsKeeper  # where there are feeds alone, its parser is not needed

            self._robots = RobotsKeeper(self._fetcher, self._world.database, self._keeper.run, self._world.clock)
        await self._robots.check(url)

    async def _in_child(self, answer: Fetched, submit: Callable[[], Future[T]]) -> T:
        size = len(answer.body)
        await self._count(size)
        try:
            future = asyncio.wrap_future(submit())
            try:
                await asyncio.wait([future])
            finally:
                future.cancel()  # should we be; one that is done stays done
            return self._pool.result_of(future.result)
        finally:
            if answer.place is not None:
                answer.place.leave()
            await self._count(-size)

    async def _count(self, size: int) -> None:
        async with self._room:
            self._backlog += size
            self._room.notify_all()


@dataclass(frozen=True, slots=True)
class _Visit:
    source: Source
    state: SourceState
    place: Place
    asked: Callable[[], None]


def host_of_way(way: Source, state: SourceState) -> str:
    """Host and port that are asked for ``way``."""
    moved = state.location if state.url == way.url else None
    return urlsplit(moved or way.url).netloc


def _site(url: str) -> tuple[str, str]:
    """What has one robots.txt."""
    return urlsplit(url)[:2]


def _request(source: Source, state: SourceState) -> Request:
    url = state.location or source.url
    return Request(url, state.etag, state.last_modified) if schedule.may_be_conditional(source, state) else Request(url)


def document_of(answer: Fetched, now: datetime) -> Document:
    """What arrived, as readers take it."""
    return Document(answer.body, answer.url, answer.headers.get("content-type"), now, answer.headers)


def _answer(answer: Fetched | NotModified) -> Answer:
    return Answer(answer.etag, answer.last_modified, answer.permanent_url, answer.max_age)
