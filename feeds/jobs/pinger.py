"""A thread that tells hubs of changes for as long as a process lives, so that nobody who publishes waits for a hub.

It looks into the database once a second: what other processes publish there (``visnyk review``) is told as well.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from feeds.errors import StoreError
from feeds.fetch.failures import unforeseen
from feeds.fetch.posting import Poster
from feeds.jobs.hubs import HubLine, Push, alone, forget_strays

_LOOK_SECONDS = 1.0
"""Between two looks at what is due."""
_END_SECONDS = 2.0
"""For requests under way when the process is to end: a hub that has taken one would be told again."""


class Pinger:
    """Tells hubs what is due, each in its own time, until the context ends.

    ``push`` is called in the thread, and again later where it raises :class:`StoreError`; ``say`` takes lines for the
    editor.
    """

    def __init__(self, push: Callable[[], Push], say: Callable[[str], None]) -> None:
        self._push = push
        self._say = say
        self._said: str | None = None
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="hubs", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._again_and_again(self._serve))

    async def _serve(self) -> None:
        """Whoever else tells these hubs, a command, soon ends; after that nobody else does."""
        push = self._push()
        with alone(push) as are_we:
            if not are_we:
                return
            forget_strays(push)
            async with Poster(push.http, push.clock) as poster:
                hubs = [asyncio.create_task(self._look_after(push, hub, poster)) for hub in dict.fromkeys(push.hubs)]
                await self._stop.wait()
                _, late = await asyncio.wait(hubs, timeout=_END_SECONDS)
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)

    async def _look_after(self, push: Push, hub: str, poster: Poster) -> None:
        """No hub waits for another one."""
        line = HubLine(push, hub)
        await self._again_and_again(lambda: line.tell(poster, self._go_on))

    async def _again_and_again(self, work: Callable[[], Awaitable[None]]) -> None:
        """Once a second until the end; what fails is said, and may work the next time."""
        going = True
        while going:
            try:
                await work()
            except StoreError as error:  # the disk is full, or somebody holds the database: all of it stays due
                self._complain(str(error))
            except Exception as error:  # noqa: BLE001 - nobody foresaw it: it must not stop the telling for good
                self._complain(f"a fault in Visnyk itself, while hubs were told: {unforeseen(error)}")
            going = await self._go_on(_LOOK_SECONDS)

    def _complain(self, trouble: str) -> None:
        """Say it, unless it was the last that was said."""
        if trouble != self._said:
            self._say(f"visnyk: {trouble}")
        self._said = trouble

    async def _go_on(self, seconds: float) -> bool:
        """Wait so long, or until the process is to end; is it not?"""
        if seconds and not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)
        return not self._stop.is_set()
