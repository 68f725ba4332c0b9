"""Tell WebSub hubs that feeds have changed.

WebSub leaves open how (§7); what hubs take is the form of PubSubHubbub, its predecessor: ``hub.mode=publish`` with the
feed's address as ``hub.url``, which some call ``hub.topic``. A hub then fetches the feed and hands it on.

What is to be told is noted in the transaction that publishes, and dropped when the hub has taken it: whoever is killed
in between tells it after the next start.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from feeds.errors import SourceError, StoreError
from feeds.fetch.failures import unforeseen
from feeds.fetch.posting import Poster
from feeds.fetch.settings import HttpSettings
from feeds.store.database import Database
from feeds.store.lock import exclusive
from feeds.store.pings import (
    Ping,
    due_pings,
    forget_pings,
    hub_failures,
    hub_rests,
    ping_failed,
    ping_refused,
    ping_taken,
    stray_pings,
)

SETTLE_SECONDS = 2
"""From a publish to the first ping: the website looks for new documents once a second, and takes up to another to
compress them. A hub that came earlier would hand on the old feed as the new one."""
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 360))
"""After the first failure in a row, the second, …; the last one for ever: what waits is one row a feed."""
_SPREAD = 0.2
"""Of a pause: sites that a hub's failure has brought into step drift apart."""
_PATIENCE = 3
"""Feeds in a row at which a hub breaks down before it is left alone as a whole."""
_AT_THIS_FEED = ("http-408", "http-425", "http-5", "crash")
"""Beginnings of the codes of errors that another feed need not meet."""
_OVERLOADED = "http-503"

GoOn = Callable[[float], Awaitable[bool]]
"""Waits so many seconds; may another request be begun then?"""


@dataclass(frozen=True, slots=True)
class Push:
    """Who is told of what, and by what means."""

    database: Database
    http: HttpSettings
    hubs: tuple[str, ...]
    topics: Collection[str]
    """The addresses of all feeds that there are now."""
    lock: Path
    """Held by whoever tells hubs, so that no two tell the same."""
    clock: Callable[[], datetime]
    say: Callable[[str], None]
    """Takes a line for the editor."""
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class PingSummary:
    """What came of it."""

    taken: int = 0
    failed: int = 0
    """To be told again."""
    refused: int = 0
    """Not to be told again."""


def ping_hubs(push: Push, *, connect_seconds: float = 3, seconds: float = 5) -> PingSummary:
    """Tell hubs what is due, all side by side; nothing if another process is at it.

    No request is begun after ``seconds``, and none takes longer than that: a hub that is dead holds nobody up for more
    than twice as long. What is left waits for the next time.

    :raises StoreError: the database cannot be used.
    """
    http = replace(
        push.http,
        connect_seconds=min(push.http.connect_seconds, connect_seconds),
        total_seconds=min(push.http.total_seconds, seconds),
    )
    end = time.monotonic() + SETTLE_SECONDS + seconds

    async def go_on(pause: float) -> bool:
        await asyncio.sleep(pause)
        return time.monotonic() < end

    with alone(push) as are_we:
        return asyncio.run(_tell_all(replace(push, http=http), go_on)) if are_we else PingSummary()


async def _tell_all(push: Push, go_on: GoOn) -> PingSummary:
    forget_strays(push)
    lines = [HubLine(push, hub) for hub in dict.fromkeys(push.hubs)]
    async with Poster(push.http, push.clock) as poster:
        await asyncio.gather(*(line.tell(poster, go_on) for line in lines))
    counts = [line.counts for line in lines]
    return PingSummary(*(sum(count[what] for count in counts) for what in _Came))


@contextmanager
def alone(push: Push) -> Iterator[bool]:
    """Does no other process tell these hubs, for as long as the context lasts?"""
    with ExitStack() as stack:
        try:
            stack.enter_context(exclusive(push.lock))
        except StoreError:  # or the file cannot be made: then the database will say so to whoever writes
            held = True
        else:
            held = False
        yield not held


def forget_strays(push: Push) -> None:
    """Drop what was to be told of feeds, or to hubs, that are no longer configured."""
    with push.database.read() as connection:
        strays = stray_pings(connection, push.hubs, push.topics)
    if strays:
        with push.database.write() as connection:
            forget_pings(connection, strays)


class _Came(Enum):
    """What can come of one ping."""

    TAKEN = "taken"
    FAILED = "failed"
    REFUSED = "refused"


class HubLine:
    """One hub, which is told of one feed after another."""

    def __init__(self, push: Push, hub: str) -> None:
        self._push = push
        self._hub = hub
        self._said: str | None = None
        """The trouble that was told last."""
        self._down = False
        self.counts: Counter[_Came] = Counter()

    async def tell(self, poster: Poster, go_on: GoOn) -> None:
        """Tell what is due, until there is no more, no time or no answer.

        :raises StoreError: the database cannot be used.
        """
        due = self._due()
        if not due or not await go_on(SETTLE_SECONDS):
            return
        failures = 0
        for ping in due:
            if not await go_on(0):
                return
            error = await _sent(poster, ping)
            came = self._noted(ping, error)
            self.counts[came] += 1
            failures = failures + 1 if came is _Came.FAILED else 0
            if error and failures and (failures >= _PATIENCE or not _at_this_feed(error)):
                self._rest(error)
                return

    def _due(self) -> list[Ping]:
        with self._push.database.read() as connection:
            return due_pings(connection, self._hub, self._push.clock())

    def _noted(self, ping: Ping, error: SourceError | None) -> _Came:
        now = self._push.clock()
        with self._push.database.write() as connection:
            if error is None:
                ping_taken(connection, ping, now)
                self._works(ping)
                return _Came.TAKEN
            if _refuses(error):
                ping_refused(connection, ping)
                self._complain(f"refuses to be told of {ping.topic}: {error.message}", error.message)
                return _Came.REFUSED
            if _at_this_feed(error):
                due = now + self._pause(ping.attempts, error)
                ping_failed(connection, ping, due, error.message)
                self._complain(f"cannot be told of {ping.topic}: {error.message}; it is told again", error.message)
        return _Came.FAILED

    def _rest(self, error: SourceError) -> None:
        with self._push.database.write() as connection:
            failures = hub_failures(connection, self._hub)
            until = self._push.clock() + self._pause(failures, error)
            hub_rests(connection, self._hub, failures + 1, until, error.message)
        self._down = True
        self._complain(f"cannot be told of changes: {error.message}; it is told again", error.message)

    def _pause(self, failures: int, error: SourceError) -> timedelta:
        """After so many failures before this one; a hub that names a time is believed."""
        pause = _PAUSES[min(failures, len(_PAUSES) - 1)] * (1 + _SPREAD * self._push.chance())
        return max(pause, error.retry_after or pause)

    def _complain(self, line: str, reason: str) -> None:
        """Say it, unless it was the last that was said."""
        if reason != self._said:
            self._push.say(f"hub {self._hub} {line}")
        self._said = reason

    def _works(self, ping: Ping) -> None:
        if self._down:
            self._push.say(f"hub {self._hub} is told of changes again")
        if self._down or ping.attempts:
            self._said = None
        self._down = False


async def _sent(poster: Poster, ping: Ping) -> SourceError | None:
    """Why it was not taken."""
    fields = (("hub.mode", "publish"), ("hub.url", ping.topic), ("hub.topic", ping.topic))
    try:
        await poster.post(ping.hub, fields)
    except SourceError as error:
        return error.without_frames()
    except Exception as error:  # noqa: BLE001 - nobody foresaw it: it fails this ping, not all the others
        return unforeseen(error).without_frames()
    return None


def _refuses(error: SourceError) -> bool:
    """Would it be of no use to ask the same again?"""
    return error.code.startswith("http-4") and not error.temporary and error.retry_after is None


def _at_this_feed(error: SourceError) -> bool:
    """May the hub work for another feed?"""
    return error.code.startswith(_AT_THIS_FEED) and error.code != _OVERLOADED and error.retry_after is None
