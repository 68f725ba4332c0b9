"""What visits store: decided and applied in a transaction for each source, by one thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Connection

from feeds.errors import SourceError
from feeds.ingest import schedule
from feeds.ingest.alerts import mark_all
from feeds.ingest.decide import Decision, Known, candidate_key, decide
from feeds.ingest.schedule import Answer
from feeds.ingest.trying import left_alone
from feeds.jobs.gather import Gathered
from feeds.jobs.pictures import note_pictures
from feeds.jobs.world import World
from feeds.model import ParsedEntry, Source, SourceOutcome, SourceState
from feeds.store.alerts import close_alerts
from feeds.store.sources import apply, known_entries, newest_moments, save_state, save_unchanged

T = TypeVar("T")

_STRETCH = 50
"""Sources without news whose states are written in one transaction."""


class Keeper:
    """Keeps what visits bring; for one event loop.

    ``seen`` are the ids of the sources of which something is stored.
    """

    def __init__(self, world: World, store: ThreadPoolExecutor, seen: set[str]) -> None:
        self._world = world
        self._store = store
        self._unchanged: list[SourceState] = []
        self.seen = seen

    async def known(self, source: Source, entries: Sequence[ParsedEntry]) -> list[Known]:
        """What is stored of these."""

        def look() -> list[Known]:
            with self._world.database.read() as connection:
                return _known(connection, source, entries)

        return await self.run(look) if source.id in self.seen else []

    async def news(
        self, way: Source, state: SourceState, answer: Answer, found: Gathered, document: str | None
    ) -> SourceOutcome:
        """Store what a visit brought. Without ``document`` the list is asked for anew next time, unconditionally."""
        visited = replace(state, backfill=found.backfill)
        if document is None:
            visited, answer = replace(visited, body_hash=None), replace(answer, etag=None, last_modified=None)
        decision = await self.run(self._decide_and_apply, way, visited, answer, found, document)
        self.seen.add(way.id)
        missing = "; ".join(found.missing) or None
        return SourceOutcome(way.id, "ok", len(decision.new), len(decision.changed), missing)

    def _decide_and_apply(
        self, way: Source, state: SourceState, answer: Answer, found: Gathered, document: str | None
    ) -> Decision:
        feed, now = found.feed, self._world.clock()
        with self._world.database.write() as connection:
            # The first document of a source, which is also its largest change, needs no look-up.
            first = way.id not in self.seen
            known = [] if first else _known(connection, way, feed.entries)
            decision = mark_all(decide(way, known, feed, now), self._world.alerts)
            moments = [entry.published if entry.dated else now for entry in decision.new]
            after = schedule.succeeded(
                state, way, answer, now, self._world.chance(),
                info=feed.info, document=document, warning="; ".join(feed.warnings) or None, pace=feed.pace,
                moments=moments if first else [*moments, *newest_moments(connection, way.id)],
            )  # fmt: skip
            apply(connection, left_alone(after, found.rest, now), decision)
            close_alerts(connection, decision, self._world.alerts, now)
            note_pictures(connection, way, feed, decision, now)
        return decision

    async def unchanged(self, way: Source, state: SourceState, answer: Answer) -> SourceOutcome:
        """Store, some time, that there is nothing new.

        In stretches: if these are lost with a power cut, the sources are asked once more, no more than that.
        """
        self._unchanged.append(schedule.succeeded(state, way, answer, self._world.clock(), self._world.chance()))
        if len(self._unchanged) >= _STRETCH:
            await self.flush()
        return SourceOutcome(way.id, "unchanged")

    async def flush(self) -> None:
        """Write what is kept back."""
        states, self._unchanged = self._unchanged, []

        def write() -> None:
            with self._world.database.write() as connection:
                save_unchanged(connection, states)

        if states:
            await self.run(write)

    async def failed(self, source: Source, state: SourceState, error: SourceError) -> SourceOutcome:
        """Store that there was nothing to be had, and why."""
        after = schedule.failed(
            state, source, error.code, error.message, error.retry_after, self._world.clock(), self._world.chance()
        )
        await self.record(after)
        return SourceOutcome(source.id, "failed", detail=error.message, code=error.code)

    async def record(self, after: SourceState) -> None:
        """Store what is to be remembered of a source."""

        def write() -> None:
            with self._world.database.write() as connection:
                save_state(connection, after)

        await self.run(write)

    async def run(self, call: Callable[..., T], *arguments: object) -> T:
        """What ``call`` gives in the thread of the database."""
        return await asyncio.get_running_loop().run_in_executor(self._store, call, *arguments)


def _known(connection: Connection, source: Source, entries: Sequence[ParsedEntry]) -> list[Known]:
    guids = [entry.guid for entry in entries if entry.guid]
    links = [entry.link for entry in entries if entry.link]
    keys = [candidate_key(source.id, entry) for entry in entries]
    return known_entries(connection, source.id, guids, links, keys)
