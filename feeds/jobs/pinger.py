"""A thread that tells hubs of changes for as long as a process lives, so that nobody who publishes waits for a hub.

It looks into the database once a second: what other processes publish there (``visnyk review``) is told as well.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from feeds.errors import StoreError
from feeds.fetch.posting import Poster
from feeds.jobs.hubs import HubLine, Push, alone, forget_strays

_LOOK_SECONDS = 1.0
"""Between two looks at what is due."""
_END_SECONDS = 2.0
"""For requests under way when the process is to end: a hub that has taken one would be told again."""


class Pinger:
    """Tells hubs what is due, each in its own time, until the context ends."""

    def __init__(self, push: Push) -> None:
        self._push = push
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._said: str | None = None
        self._thread = threading.Thread(target=self._run, name="hubs", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        """Whoever else tells these hubs, a command, soon ends; after that nobody else does."""
        while not self._stop.is_set():
            with alone(self._push) as are_we:
                if are_we:
                    with suppress(StoreError):  # the next process does it
                        forget_strays(self._push)
                    await self._tell()
            await self._go_on(_LOOK_SECONDS)

    async def _tell(self) -> None:
        async with Poster(self._push.http, self._push.clock) as poster:
            hubs = [asyncio.create_task(self._look_after(hub, poster)) for hub in dict.fromkeys(self._push.hubs)]
            await self._stop.wait()
            _, late = await asyncio.wait(hubs, timeout=_END_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _look_after(self, hub: str, poster: Poster) -> None:
        """No hub waits for another one."""
        line = HubLine(self._push, hub)
        going = True
        while going:
            try:
                await line.tell(poster, self._go_on)
            except StoreError as error:  # the disk is full, or somebody holds the lock: it stays due
                if str(error) != self._said:
                    self._push.say(f"visnyk: {error}")
                self._said = str(error)
            going = await self._go_on(_LOOK_SECONDS)

    async def _go_on(self, seconds: float) -> bool:
        """Wait so long, or until the process is to end; is it not?"""
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return True
        return False
