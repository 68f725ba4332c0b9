"""Keeps to robots.txt: asked for once a day and site, before the first page of it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from yarl import URL

from feeds.errors import FetchError
from feeds.fetch.client import Fetched, Fetcher, Request
from feeds.fetch.robots import ANSWERED, LONGEST, OLDEST, TOKEN, Robots, is_fresh, origin_of, text_of
from feeds.fetch.target import shown
from feeds.store.database import Database
from feeds.store.robots import KeptRobots, load_robots, save_robots

_ON_THE_WAY = frozenset({"dns", "connection", "timeout"})

InStore = Callable[..., Awaitable[Any]]


class RobotsKeeper:
    """Says which pages may be asked for; for one event loop.

    ``in_store`` runs a function with its arguments in the thread of the database and gives its result.
    """

    def __init__(self, fetcher: Fetcher, database: Database, in_store: InStore, clock: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._database = database
        self._in_store = in_store
        self._clock = clock
        self._sites: dict[str, _Site] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def check(self, url: str) -> None:
        """Return if ``url`` may be asked for; a delay that its site wants is kept from then on.

        :raises FetchError: ``robots`` where it is forbidden; the code of the failure where the site's robots.txt cannot
            be had, which forbids everything.
        """
        origin = origin_of(url)
        if origin is None:
            return  # whoever asks for it will be told
        async with self._asking[origin]:
            rules = await self._rules(origin)
        if not rules.allows(url):
            path = shown(URL(url.strip()).raw_path_qs)
            raise FetchError(
                "robots",
                f"{origin}/robots.txt forbids {path} to {TOKEN}: ask the site's editors, or remove the source",
            )

    async def _rules(self, origin: str) -> Robots:
        now = self._clock()
        site = self._sites.get(origin)
        if site is None or not site.is_fresh(now):
            site = self._sites[origin] = _Site(await self._known(origin, now))
        if not site.rules.reachable:
            raise _closed(origin, site.kept.status)
        if site.rules.crawl_delay:
            self._fetcher.slow_down(origin, site.rules.crawl_delay)
        return site.rules

    async def _known(self, origin: str, now: datetime) -> KeptRobots:
        kept: KeptRobots | None = await self._in_store(self._load, origin)
        if kept is None:
            return await self._asked(origin, None, now)
        site = _Site(kept)
        if site.is_fresh(now):
            return kept
        usable = site.rules.reachable and now - kept.checked < OLDEST
        return await self._asked(origin, kept if usable else None, now)

    async def _asked(self, origin: str, old: KeptRobots | None, now: datetime) -> KeptRobots:
        """Ask for it and keep what came; ``old`` is a copy to be used if the site fails."""
        try:
            answer = await self._fetcher.fetch(Request(f"{origin}/robots.txt", enough=LONGEST))
        except FetchError as error:
            return await self._failed(origin, old, error, now)
        if isinstance(answer, Fetched):
            text = text_of(answer.body, answer.headers.get("content-type"))
            return await self._keep(KeptRobots(origin, text, ANSWERED, now, now))
        return await self._keep(KeptRobots(origin, None, "gone", now, now))

    async def _failed(self, origin: str, old: KeptRobots | None, error: FetchError, now: datetime) -> KeptRobots:
        absent = Robots(None, error.code).reachable
        if old is None and error.code in _ON_THE_WAY:  # it may be this machine that is cut off, for minutes
            raise _closed(origin, error.code, error) from error
        kept = KeptRobots(origin, None, error.code, now, now) if absent or old is None else replace(old, asked=now)
        await self._keep(kept)
        # Whom nothing reaches at this moment need not be tried with a page either.
        if absent or (old is not None and error.code.startswith("http-")):
            return kept
        raise _closed(origin, error.code, error) from error

    async def _keep(self, kept: KeptRobots) -> KeptRobots:
        await self._in_store(self._save, kept)
        return kept

    def _load(self, origin: str) -> KeptRobots | None:
        with self._database.read() as connection:
            return load_robots(connection, origin)

    def _save(self, kept: KeptRobots) -> None:
        with self._database.write() as connection:
            save_robots(connection, kept)


class _Site:
    def __init__(self, kept: KeptRobots) -> None:
        self.kept = kept
        self.rules = Robots(kept.body, kept.status)

    def is_fresh(self, now: datetime) -> bool:
        return is_fresh(self.rules, self.kept.checked, self.kept.asked, now)


def _closed(origin: str, code: str, error: FetchError | None = None) -> FetchError:
    why = error.message if error else f"could not be had when it was last asked for ({code})"
    retry_after = error.retry_after if error else None
    return FetchError(
        code, f"{origin}/robots.txt: {why}; until it is there, nothing may be asked", retry_after=retry_after
    )
