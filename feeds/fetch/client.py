"""Fetches one URL the way a good guest does: conditional, patient, bounded, and never where it must not go.

Redirects are followed by hand, because each hop passes the guard and because only a chain of permanent ones may be
remembered (RFC 9110 §15.4).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import responses
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from feeds.errors import FetchError
from feeds.fetch.body import Pile, Place, read_body
from feeds.fetch.failures import FOREIGN, explain
from feeds.fetch.guard import GuardedResolver
from feeds.fetch.headers import max_age, readable_headers, retry_after, validator
from feeds.fetch.settings import HttpSettings
from feeds.fetch.target import parse_target, redirect_target, shown, without_credentials
from feeds.fetch.turns import Turns

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.9, text/html;q=0.5, */*;q=0.1"
)
_FRESH = (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION)
_PERMANENT = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
_REDIRECTS = (*_PERMANENT, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT)
_KEEP_ALIVE_SECONDS = 5
"""Long enough for the next source on the same host, short enough that idle sockets do not use up file handles."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask, with the validators of the copy at hand, exactly as the server once sent them."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    accept: str | None = None
    """Media types (RFC 9110 §12.5.1); ``None``: those of feeds."""
    enough: int | None = None
    """Bytes of the body that are wanted; the rest is not waited for. ``None``: all of it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A new body."""

    url: str
    """Where it came from in the end, without credentials: the base of relative links."""
    permanent_url: str | None
    """Where permanent redirects led, to be asked from now on; ``None`` if the first hop was not one."""
    body: bytes
    """Inflated."""
    headers: dict[str, str]
    """Names in lower case; none that describe the body as it travelled."""
    etag: str | None
    last_modified: str | None
    max_age: timedelta | None
    """How long it is of no use to ask again; ``None`` if the server does not say."""
    place: Place | None = field(default=None, compare=False, repr=False)
    """Among the large bodies, to be left when this one has been seen to; ``None``: whoever asked sees to it."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The copy at hand is still good (304); validators are the newest known."""

    permanent_url: str | None
    etag: str | None
    last_modified: str | None
    max_age: timedelta | None


@dataclass(frozen=True, slots=True)
class Gone:
    """The server says that there will be nothing again (410)."""

    url: str
    redirected: bool = False
    """A redirect led there: the URL that was asked is not gone itself."""


Outcome = Fetched | NotModified | Gone


@dataclass(frozen=True, slots=True)
class _Arrived:
    """An answer whose body waits to be taken into memory."""

    answer: Fetched
    """Without its body."""
    body: Pile

    async def taken(self, place: Place | None) -> Fetched:
        """The whole answer, as soon as there is a place for a large one."""
        try:
            if place is not None and self.body.is_large:
                await place.take()
            return replace(self.answer, body=self.body.taken())
        finally:
            self.body.close()


@dataclass(frozen=True, slots=True)
class _Trail:
    """Where a fetch stands between two hops."""

    url: URL
    hops: int = 0
    permanent: URL | None = None
    """The last one reached by permanent redirects alone."""
    unbroken: bool = True
    """Every redirect so far was permanent."""

    def followed(self, target: URL, status: int) -> _Trail:
        """One hop further, by a redirect of that status."""
        unbroken = self.unbroken and status in _PERMANENT
        return _Trail(target, self.hops + 1, target if unbroken else self.permanent, unbroken)

    @property
    def permanent_url(self) -> str | None:
        """What to ask from now on, if that is another URL."""
        return None if self.permanent is None else str(self.permanent)


class Fetcher:
    """Fetches many URLs at once over kept connections; an async context manager, for one event loop.

    ``now`` is asked only where a server names a date in Retry-After.
    """

    def __init__(self, settings: HttpSettings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._settings = settings
        self._now = now
        self._turns = Turns(settings)
        self._resolver = GuardedResolver(settings.allow_private, settings.concurrency)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = open_session(self._settings, self._resolver)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        await self._resolver.close()  # aiohttp closes only resolvers that it made

    async def fetch(self, request: Request, place: Place | None = None) -> Outcome:
        """Ask for ``request.url`` and say what came; ``FetchError`` with a stable ``code`` for everything else.

        Codes: ``http-NNN``, ``timeout``, ``connection``, ``dns``, ``tls``, ``too-large``, ``truncated``,
        ``bad-encoding``, ``bad-response``, ``bad-url``, ``bad-redirect``, ``redirect-loop``, ``private-address``.
        A large body takes ``place``, which the caller leaves; waiting for it does not count as the server's time.
        """
        trail = _Trail(parse_target(request.url, self._settings.allow_private))
        clock = asyncio.get_running_loop().time
        left = self._settings.total_seconds
        while True:
            async with self._turns.turn(trail.url):
                started = clock()
                answer = await self._ask(trail, request, left)
            if isinstance(answer, _Arrived):
                return await answer.taken(place)
            if not isinstance(answer, _Trail):
                return answer
            left -= clock() - started
            trail = answer

    def slow_down(self, url: str, seconds: float) -> None:
        """Leave at least so much time (30 s at most) between two requests to the host of ``url`` from now on.

        :raises FetchError: ``url`` cannot be asked at all.
        """
        self._turns.slow_down(parse_target(url, self._settings.allow_private), seconds)

    async def _ask(self, trail: _Trail, request: Request, seconds: float) -> _Arrived | NotModified | Gone | _Trail:
        """One hop within ``seconds``: the outcome, or where to go on."""
        if self._session is None:
            raise RuntimeError("a Fetcher is used inside `async with`")
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.get(trail.url, headers=_headers(request), allow_redirects=False) as response,
            ):
                return await self._understand(response, trail, request)
        except FOREIGN as error:
            raise explain(error, trail.url, self._settings) from error

    async def _understand(
        self, response: aiohttp.ClientResponse, trail: _Trail, request: Request
    ) -> _Arrived | NotModified | Gone | _Trail:
        status = response.status
        if status in _FRESH:
            return await self._arrived(response, trail, request.enough)
        if status in _REDIRECTS:
            return self._redirected(response, trail)
        if status == HTTPStatus.NOT_MODIFIED and (request.etag or request.last_modified):
            return _not_modified(response, trail, request)
        if status == HTTPStatus.GONE:
            return Gone(str(without_credentials(trail.url)), redirected=trail.hops > 0)
        raise refusal(response, self._now(), str(trail.url) if trail.hops else None)

    async def _arrived(self, response: aiohttp.ClientResponse, trail: _Trail, enough: int | None) -> _Arrived:
        body = await read_body(response, self._settings.max_bytes, enough)
        headers = readable_headers(response.headers)
        fetched = Fetched(
            url=str(without_credentials(trail.url)),
            permanent_url=trail.permanent_url,
            body=b"",
            headers=headers,
            etag=validator(response.headers, "ETag"),
            last_modified=validator(response.headers, "Last-Modified"),
            max_age=max_age(headers),
        )
        return _Arrived(fetched, body)

    def _redirected(self, response: aiohttp.ClientResponse, trail: _Trail) -> _Trail:
        location = response.headers.get("Location")
        if location is None:
            raise FetchError("bad-redirect", f"answered {response.status} without a Location")
        target = redirect_target(trail.url, location, self._settings.allow_private)
        if trail.hops >= self._settings.max_redirects:
            limit = self._settings.max_redirects
            raise FetchError("redirect-loop", f"more than {limit} redirects; the next would be {shown(str(target))}")
        return trail.followed(target, response.status)


def open_session(settings: HttpSettings, resolver: GuardedResolver) -> aiohttp.ClientSession:
    """Connections with our limits, to addresses that ``resolver`` lets through."""
    connector = aiohttp.TCPConnector(
        resolver=resolver,
        use_dns_cache=False,  # every connection is made to addresses checked for it
        limit=0,  # the Fetcher's own turns are the limit; waiting here would count as connecting
        keepalive_timeout=_KEEP_ALIVE_SECONDS,
    )
    return aiohttp.ClientSession(
        connector=connector,
        headers={"User-Agent": settings.user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
        # The total is ours: it spans redirects.
        timeout=aiohttp.ClientTimeout(
            total=None,
            connect=settings.connect_seconds,
            sock_read=settings.read_seconds,
            ceil_threshold=3600,  # aiohttp rounds longer ones up to whole seconds of its clock
        ),
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )


def _headers(request: Request) -> dict[str, str]:
    """Both validators where both are known (RFC 9110 §13.1.3: a server that knows ETag ignores the date); what else
    this request has of its own."""
    headers = {}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    if request.accept:
        headers["Accept"] = request.accept
    return headers


def _not_modified(response: aiohttp.ClientResponse, trail: _Trail, request: Request) -> NotModified:
    """A 304 may bring new validators; those that it leaves out stay as they are (RFC 9111 §3.2)."""
    return NotModified(
        permanent_url=trail.permanent_url,
        etag=validator(response.headers, "ETag") or request.etag,
        last_modified=validator(response.headers, "Last-Modified") or request.last_modified,
        max_age=max_age(response.headers),
    )


def refusal(response: aiohttp.ClientResponse, now: datetime, redirected_to: str | None) -> FetchError:
    """The error for an answer that is no success, ``http-NNN``, with what it says of waiting."""
    status = response.status
    phrase = "".join(filter(str.isprintable, response.reason or ""))[:80].strip() or responses.get(status, "")
    asked = "" if redirected_to is None else f" (asked at {shown(redirected_to)})"
    return FetchError(
        f"http-{status}",
        f"answered {status} {phrase}".rstrip() + asked,
        retry_after=retry_after(response.headers, now),
    )
