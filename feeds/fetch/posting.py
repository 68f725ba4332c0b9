"""Sends a small form: as patient and bounded as a fetch, and to no address where that must not go either.

A redirect is followed only where it keeps the method (307 and 308, RFC 9110 §15.4.8 and §15.4.9).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from yarl import URL

from feeds.errors import FetchError
from feeds.fetch.client import open_session, refusal
from feeds.fetch.failures import FOREIGN, explain
from feeds.fetch.guard import GuardedResolver
from feeds.fetch.settings import HttpSettings
from feeds.fetch.target import parse_target, redirect_target

_KEEPS_METHOD = (HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT)
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"}
_LOOKUPS = 2
"""Names that are looked up at once."""


class Poster:
    """Sends forms over kept connections; an async context manager, for one event loop.

    ``now`` is asked only where a server names a date in Retry-After.
    """

    def __init__(self, settings: HttpSettings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._settings = settings
        self._now = now

    async def __aenter__(self) -> Self:
        self._resolver = GuardedResolver(self._settings.allow_private, _LOOKUPS)
        self._session = open_session(self._settings, self._resolver)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._resolver.close()  # aiohttp closes only resolvers that it made

    async def post(self, url: str, fields: Sequence[tuple[str, str]]) -> None:
        """Send ``fields`` to ``url``; any status of 200 to 299 is a success, its body is of no interest.

        :raises FetchError: with the codes of :meth:`feeds.fetch.client.Fetcher.fetch`.
        """
        first = target = parse_target(url, self._settings.allow_private)
        body = urlencode(fields).encode()
        try:
            async with asyncio.timeout(self._settings.total_seconds):
                for _ in range(self._settings.max_redirects + 1):
                    moved = await self._hop(target, body, redirected=target != first)
                    if moved is None:
                        return
                    target = moved
        except FOREIGN as error:
            raise explain(error, target, self._settings) from error
        raise FetchError("redirect-loop", f"more than {self._settings.max_redirects} redirects")

    async def _hop(self, target: URL, body: bytes, *, redirected: bool) -> URL | None:
        """Where to send it again; ``None``: it was taken."""
        async with self._session.post(target, data=body, headers=_HEADERS, allow_redirects=False) as response:
            if 200 <= response.status < 300:
                return None
            location = response.headers.get("Location")
            if response.status in _KEEPS_METHOD and location is not None:
                return redirect_target(target, location, self._settings.allow_private)
            raise refusal(response, self._now(), str(target) if redirected else None)
