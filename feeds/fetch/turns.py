"""Whose turn it is: so many requests at once to one host, so much time between two, so many at once to all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from yarl import URL

from feeds.fetch.settings import HttpSettings

LONGEST_DELAY = 30.0
"""Seconds between two requests that a site can ask for: at a longer pace, hundreds of articles would take hours."""


class Turns:
    """Gives out turns, for one event loop; a host is a host and port."""

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._hosts: dict[tuple[str, int], _Host] = {}

    def slow_down(self, url: URL, seconds: float) -> None:
        """Leave at least so much time, but no more than ``LONGEST_DELAY``, between two requests to this host."""
        host = self._host(url)
        host.delay = max(host.delay, min(seconds, LONGEST_DELAY))

    @asynccontextmanager
    async def turn(self, url: URL) -> AsyncIterator[None]:
        """Wait for this host's turn and its delay, and only then for one of all.

        In this order, so that a queue for one host keeps nobody else waiting; and anew for each hop, so that two
        fetches redirected to each other's hosts never wait for one another.
        """
        host = self._host(url)
        async with host.places:
            await host.begin(self._slots)
            try:
                yield
            finally:
                self._slots.release()

    def _host(self, url: URL) -> _Host:
        authority = (url.raw_host or "", url.port or 0)
        if authority not in self._hosts:
            self._hosts[authority] = _Host(self._settings.per_host, self._settings.delay_seconds)
        return self._hosts[authority]


class _Host:
    def __init__(self, places: int, delay: float) -> None:
        self.places = asyncio.Semaphore(places)
        self.delay = delay
        """Seconds between the beginnings of two requests."""
        self._beginning = asyncio.Lock()
        self._began: float | None = None
        """When the newest request began, by the loop's clock."""

    async def begin(self, slots: asyncio.Semaphore) -> None:
        """Wait until a request may begin, then for one of ``slots``, which the caller gives back.

        One at a time: two that had waited out the delay and then got their slots in one moment would begin together.
        """
        clock = asyncio.get_running_loop().time
        async with self._beginning:
            # Again, because the delay may have grown while it was waited out.
            while self._began is not None and (wait := self._began + self.delay - clock()) > 0:
                await asyncio.sleep(wait)
            await slots.acquire()
            self._began = clock()
