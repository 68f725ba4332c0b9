"""Copy the pictures whose addresses will not answer for long.

A picture is wanted in the transaction that stores its entry, so that none is forgotten. Its file is written first and
its row afterwards: whoever is killed in between finds the file there when the picture is asked for again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection

from feeds.editions.pictures import copies_pictures, wanted_pictures
from feeds.errors import SourceError, StoreError
from feeds.fetch.body import Place
from feeds.fetch.client import Fetched, Fetcher, Request
from feeds.fetch.failures import unforeseen
from feeds.fetch.settings import HttpSettings, PictureSettings
from feeds.ingest.decide import Decision
from feeds.model import Copying, Kind, ParsedFeed, Source
from feeds.store.database import Database
from feeds.store.picture_files import keep_picture, sweep
from feeds.store.pictures import (
    Due,
    copied_bytes,
    due_pictures,
    picture_copied,
    picture_failed,
    put_off,
    renew_links,
    want_pictures,
)
from feeds.store.takedown import withdrawn_keys
from feeds.text.pictures import file_name, media_type

_ACCEPT = "image/avif, image/webp, image/png, image/jpeg, image/gif, image/*;q=0.1"
"""Some servers send a page around the picture to whoever would take HTML too."""
_PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""After the first failure, the second, …; after the last of them a picture is given up."""
_ENOUGH = len(_PAUSES) + 1
"""Attempts at one picture; also noted of what no other link to it would change."""
_LINK_IS_DEAD = frozenset({"http-401", "http-403", "http-404", "http-451", "bad-url"})
"""Errors that no second request would change: a signature that has expired stays expired. A new link may."""
_HOST_FAILED = ("timeout", "connection", "dns", "tls", "http-429", "http-5")
"""Beginnings of the codes of errors that the next picture of the same host would very likely meet too."""
_PATIENCE = 3
"""Failures in a row after which a host is left alone."""
_SECONDS = 120
"""For all pictures of one refresh: translation waits for them. What has not come by then is asked for in the next."""
_LARGE_BODIES = 4
"""Large pictures that are in memory at once."""


def note_pictures(connection: Connection, source: Source, feed: ParsedFeed, decision: Decision, now: datetime) -> None:
    """Have the pictures of new and changed entries copied, if this is a source whose pictures are.

    To be called when ``decision`` has been applied. Of a Telegram channel the links of the other entries are renewed
    as well: those that a machine has slept over have expired, and no fingerprint holds them. An entry that was taken
    down gets no new ones.
    """
    if not copies_pictures(source):
        return
    gone = withdrawn_keys(connection)
    decided = [entry for entry in (*decision.new, *decision.changed) if entry.key not in gone]
    want_pictures(connection, source.id, [url for entry in decided for url in wanted_pictures(entry)], now)
    if source.kind is Kind.TELEGRAM:
        guids = {entry.guid for entry in decided}
        fresh = {entry.guid: entry.enclosures for entry in feed.entries if entry.guid and entry.guid not in guids}
        renew_links(connection, source.id, fresh, now, _ENOUGH)


def copy_pictures(
    database: Database,
    http: HttpSettings,
    settings: PictureSettings,
    folder: Path,
    source_ids: Collection[str],
    clock: Callable[[], datetime],
) -> Copying:
    """Copy what is due of these sources into ``folder``, as far as ``settings`` allow; for the holder of the lock.

    A picture that cannot be had is noted with the reason and harms no other; so does a folder that cannot be written,
    which is a warning.

    :raises StoreError: the database cannot be used.
    """
    with database.read() as connection:
        due = due_pictures(connection, source_ids, clock(), settings.per_refresh)
        used = copied_bytes(connection) if due else 0
    if not due:
        return Copying()
    keeper = _Keeper(database, settings, folder, clock, used)
    keeper.prepare()
    if keeper.warning is None:
        asyncio.run(_copy(keeper, replace(http, max_bytes=settings.max_bytes), due))
    return Copying(keeper.copied, keeper.failed, keeper.warning)


class _Keeper:
    """Writes files and rows, and counts; all but :meth:`prepare` in the one database thread."""

    def __init__(
        self, database: Database, settings: PictureSettings, folder: Path, clock: Callable[[], datetime], used: int
    ) -> None:
        self._database = database
        self._settings = settings
        self._folder = folder
        self._clock = clock
        self._used = used
        self.copied = 0
        self.failed = 0
        self.warning: str | None = None
        """Why nothing more is to be asked for."""

    def prepare(self) -> None:
        """Tidy up; see whether there is any room."""
        try:
            sweep(self._folder)
        except StoreError as error:
            self.warning = str(error)
        self._look_for_room()

    def keep(self, due: Due, body: bytes) -> None:
        """Take what came for a picture."""
        kind = media_type(body)
        if kind is None:
            self.give_up(due, f"is no JPEG, PNG, GIF, WebP or AVIF: begins with {body[:20]!r}")
        elif self.warning is None:
            self._write(due, body, kind)

    def give_up(self, due: Due, reason: str, attempts: int = _ENOUGH) -> None:
        """Note why a picture is not asked for again at this address."""
        self._fail(due, reason, None, attempts)

    def failed_with(self, due: Due, error: SourceError) -> None:
        """Note an error of fetching, and when to try again."""
        tried = due.attempts + 1
        if error.code == "too-large":
            self.give_up(due, f"is larger than {self._settings.max_bytes:,} bytes (`[pictures] max_bytes`)")
        elif error.code in _LINK_IS_DEAD or tried >= _ENOUGH:
            self.give_up(due, error.message, tried)
        else:
            self._fail(due, error.message, max(_PAUSES[due.attempts], error.retry_after or timedelta()), tried)

    def _fail(self, due: Due, reason: str, pause: timedelta | None, attempts: int) -> None:
        self.failed += 1
        with self._database.write() as connection:
            picture_failed(connection, due.url, reason, None if pause is None else self._clock() + pause, attempts)

    def put_off(self, rest: Iterable[Due], pause: timedelta) -> None:
        """Leave others of a host that fails alone for a while, without counting it against them."""
        with self._database.write() as connection:
            put_off(connection, [due.url for due in rest], self._clock() + pause)

    def _write(self, due: Due, body: bytes, kind: str) -> None:
        digest = hashlib.sha256(body).hexdigest()
        try:
            new = keep_picture(self._folder, file_name(digest, kind), body)
        except StoreError as error:
            self.warning = str(error)  # it stays due
            return
        with self._database.write() as connection:
            picture_copied(connection, due.url, digest, kind, len(body))
        self.copied += 1
        self._used += len(body) if new else 0
        self._look_for_room()

    def _look_for_room(self) -> None:
        if self._used >= self._settings.total_mb * 1_000_000 and self.warning is None:
            self.warning = (
                f"{self._folder}: the copies have reached {self._settings.total_mb:,} MB and no more are made; "
                "raise `[pictures] total_mb` in visnyk.toml if the disk has room"
            )


@dataclass
class _Host:
    """The pictures to be asked of one host, and how it fares."""

    queue: deque[Due] = field(default_factory=deque)
    failures: int = 0
    """In a row."""


async def _copy(keeper: _Keeper, http: HttpSettings, due: Iterable[Due]) -> None:
    hosts: dict[str, _Host] = defaultdict(_Host)
    for one in due:
        hosts[urlsplit(one.url).netloc].queue.append(one)
    with ThreadPoolExecutor(1, "store") as store:
        async with Fetcher(http) as fetcher:
            copier = _Copier(keeper, fetcher, store)
            drains = [
                asyncio.create_task(copier.drain(host))
                for host in hosts.values()
                for _ in range(min(http.per_host, len(host.queue)))
            ]
            done, late = await asyncio.wait(drains, timeout=_SECONDS, return_when=asyncio.FIRST_EXCEPTION)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
    for task in done:
        task.result()


class _Copier:
    """Asks hosts for their pictures, all hosts side by side."""

    def __init__(self, keeper: _Keeper, fetcher: Fetcher, store: ThreadPoolExecutor) -> None:
        self._keeper = keeper
        self._fetcher = fetcher
        self._store = store
        self._large = asyncio.Semaphore(_LARGE_BODIES)

    async def drain(self, host: _Host) -> None:
        """Ask for one picture of a host after another, until there is no more, no room, or no answer."""
        while host.queue and self._keeper.warning is None:
            due = host.queue.popleft()
            error = await self._one(due)
            if error is None or not error.code.startswith(_HOST_FAILED):
                host.failures = 0
                continue
            host.failures += 1
            if host.failures >= _PATIENCE or error.retry_after:
                rest = list(host.queue)
                host.queue.clear()
                await self._in_store(self._keeper.put_off, rest, max(_PAUSES[0], error.retry_after or _PAUSES[0]))

    async def _one(self, due: Due) -> SourceError | None:
        place = Place(self._large)
        try:
            answer = await self._fetcher.fetch(Request(due.url, accept=_ACCEPT), place)
            if isinstance(answer, Fetched):
                await self._in_store(self._keeper.keep, due, answer.body)
            else:
                await self._in_store(self._keeper.give_up, due, "is gone for good (410)", due.attempts + 1)
        except SourceError as error:
            failure = error
        except StoreError:
            raise  # all others would meet it too
        except Exception as error:  # noqa: BLE001 - nobody foresaw it: it fails this picture, not all the others
            failure = unforeseen(error)
        else:
            return None
        finally:
            place.leave()
        await self._in_store(self._keeper.failed_with, due, failure)
        return failure

    async def _in_store(self, call: Callable[..., None], *arguments: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._store, call, *arguments)
