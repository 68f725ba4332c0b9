"""What is turned away before a page is thought of: foreign hosts, too much at once, and who asks too often.

A WSGI layer under Flask's own, so that nothing is built from a request that it refuses: no address, no question to the
store; whoever asks too often is told so by a page, as it may be a person. The feeds, which :mod:`webapp.documents`
answers ahead of it, are the same bytes for whatever host is named and cost next to nothing: they are for everybody, as
often as they like.
"""

from __future__ import annotations

import logging
import math
import re
import secrets
import threading
import time
from collections.abc import Iterable
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from flask import Flask, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from feeds.config.web import host_name
from webapp.language import UI

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from feeds.config import WebSettings
    from feeds.reading import Reading

_log = logging.getLogger(__name__)

LARGEST: Final = 256 * 1024
"""Bytes of a request's body …"""
LARGEST_OF_DESK: Final = 1024 * 1024
"""… and of one to the desk: the page of an entry sends all of its units at once, so that nothing that was typed is
lost. Of 150,000 Ukrainian letters, six bytes each; an entry of sixty pages."""
LONGEST: Final = 4096
"""Bytes of a path, and of a query."""
FIELDS: Final = 200
"""Of a form."""
BODIES: Final = 3
"""Requests with a body at once. Whoever sends one slowly keeps one of the eight threads of the server: readers have the
others. How long somebody may send is not bounded here: granian waits for ever (github.com/emmett-framework/granian,
issue 728), and no thread that reads can be called back. A proxy that takes a form in whole does it: docs/hosting.md."""
_TOLD: Final = RateLimitItemPerMinute(60)
"""Pages that say that somebody asks too often; whoever goes on gets a line, which costs nothing."""
_SHELVES: Final = 1024
"""By how many counters clients are told apart: see :class:`_Turnstile`."""
_HOST: Final = re.compile(r"(?P<name>\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(?::[0-9]{1,5})?\Z", re.IGNORECASE)
_PORT: Final = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([0-9.]{7,15}))(?::[0-9]{1,5})?\Z", re.IGNORECASE)
_DESK: Final = re.compile(rf"/(?:{'|'.join(UI)})/desk/")
_WAIT: Final = "visnyk.wait"
"""In the environment of a request that came too early: for how many seconds to wait."""
_LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
_WORDS: Final = {
    "400 Bad Request": (
        "This site does not go by that name. Whoever runs it can tell it more names: [web] hosts in visnyk.toml.",
        "Цей сайт не має такого імені. Хто його утримує, може додати імена: [web] hosts у visnyk.toml.",
    ),
    "411 Length Required": ("How much is it? There is no Content-Length.", "Скільки це? Немає Content-Length."),
    "413 Content Too Large": ("That is too much at once.", "Це забагато за один раз."),
    "414 URI Too Long": ("The address is too long.", "Адреса задовга."),
    "429 Too Many Requests": ("Too many requests. Please wait a little.", "Забагато запитів. Зачекайте трохи."),
    "503 Service Unavailable": ("Too many forms at once. Please try again.", "Забагато форм. Спробуйте ще раз."),
}
"""In both languages: nobody knows yet which one the reader has."""
_HEADERS: Final = (
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)


def register(app: Flask, reading: Reading) -> None:
    """Put the guard before ``app``, as ``[web]`` of the settings says."""
    # What is larger than this page may be is turned away below.
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_OF_DESK, MAX_FORM_MEMORY_SIZE=LARGEST_OF_DESK, MAX_FORM_PARTS=FIELDS)
    # Before all others, and the desk's among them: no form is read.
    app.before_request_funcs.setdefault(None, []).insert(0, _turn_away)
    web = reading.web
    guarded: WSGIApplication = _Guard(app.wsgi_app, hosts_of(reading.site.base_url, web), web.requests_a_minute)
    if web.proxies:
        # Of the host that a proxy was asked for nothing is believed: nothing here needs it.
        guarded = ProxyFix(guarded, x_for=web.proxies, x_proto=web.proxies, x_host=0)
    app.wsgi_app = guarded  # type: ignore[method-assign, assignment]


def _turn_away() -> None:
    if wait := request.environ.get(_WAIT):
        raise TooManyRequests(retry_after=wait)


def hosts_of(base_url: str, web: WebSettings) -> frozenset[str]:
    """The names that the site goes by, without ports."""
    try:
        own = (host_name(urlsplit(base_url).hostname or ""),)
    except ValueError:  # an address of one network card, fe80::1%eth0, which no browser names
        return frozenset((*_LOOPBACK, *web.hosts))
    return frozenset((*own, *_LOOPBACK, *web.hosts))


class _Guard:
    """The WSGI application that :func:`register` puts before another one."""

    def __init__(self, app: WSGIApplication, hosts: frozenset[str], a_minute: int) -> None:
        self._app = app
        self._hosts = hosts
        self._turnstile = _Turnstile(a_minute) if a_minute else None
        self._told = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._bodies = threading.Semaphore(BODIES)
        self._wondered = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_ours(environ.get("HTTP_HOST", "")):
            return _refuse(start_response, "400 Bad Request")
        if max(len(environ.get("PATH_INFO", "")), len(environ.get("QUERY_STRING", ""))) > LONGEST:
            return _refuse(start_response, "414 URI Too Long")
        length = _length(environ)
        if length is None:
            return _refuse(start_response, "411 Length Required")
        if length > (LARGEST_OF_DESK if _DESK.match(environ.get("PATH_INFO", "")) else LARGEST):
            return _refuse(start_response, "413 Content Too Large")
        if length and not self._bodies.acquire(blocking=False):
            return _refuse(start_response, "503 Service Unavailable", ("Retry-After", "5"))
        try:
            return self._let_in(environ, start_response)
        finally:
            if length:
                self._bodies.release()

    def _let_in(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._turnstile and (wait := self._turnstile.wait(environ.get("REMOTE_ADDR", ""))):
            self._wonder(environ)
            if not self._told.hit(_TOLD, "page"):
                return _refuse(start_response, "429 Too Many Requests", ("Retry-After", str(wait)))
            environ[_WAIT] = wait
        return self._app(environ, start_response)

    def _wonder(self, environ: WSGIEnvironment) -> None:
        """Say once that it may be a proxy of ours who asks so often, if nobody has said that there is one."""
        if "HTTP_X_FORWARDED_FOR" in environ and "werkzeug.proxy_fix.orig" not in environ and not self._wondered:
            self._wondered = True
            _log.warning("whoever asks too often says that it speaks for others: is it a proxy? See [web] proxies")

    def _is_ours(self, host: str) -> bool:
        match = _HOST.match(host)
        return match is not None and match["name"].lower() in self._hosts


class _Turnstile:
    """Lets each client through so many times in any minute: what counts is this minute of the clock and, of the one
    before, the part that is not yet sixty seconds ago, as if they had asked evenly then.

    Clients are told apart by a number that their addresses are scattered to, with a secret that is another one in each
    process. So it takes the same memory whoever asks, however many addresses somebody has, and nobody can choose with
    whom to share a counter. Two readers seldom do, and together they seldom ask as often as one may. All shelves full
    take 0.4 MB a minute and two of them are kept; the time of each request, which ``MovingWindowRateLimiter`` keeps,
    takes 106 MB at 600 a minute (CPython 3.11).
    """

    def __init__(self, a_minute: int) -> None:
        self._most = RateLimitItemPerMinute(a_minute)
        self._window = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._secret = secrets.token_bytes(16)

    def wait(self, address: str) -> int:
        """For how many seconds a client has to wait; 0: come in."""
        shelf = self._shelf(address)
        if self._window.hit(self._most, shelf):
            return 0
        left = self._window.get_window_stats(self._most, shelf).reset_time - time.time()
        return min(max(math.ceil(left), 1), 60)

    def _shelf(self, address: str) -> str:
        scattered = blake2b(_client(address).encode(), digest_size=4, key=self._secret).digest()
        return str(int.from_bytes(scattered, "big") % _SHELVES)


def _client(address: str) -> str:
    """Who is behind an address: of IPv6 a household has a whole network (RFC 6177 §2)."""
    match = _PORT.match(address)  # some proxies tell it too
    try:
        found: IPv4Address | IPv6Address = ip_address(match[1] or match[2] if match else address)
    except ValueError:  # a proxy may send "unknown" (RFC 7239 §6.3)
        return "unknown"
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or int(found) >> 64)
    return str(found)


def _length(environ: WSGIEnvironment) -> int | None:
    """How long the body is said to be; ``None`` where nothing is said of a body that somebody would read.

    Browsers tell the length of every form. Without it werkzeug cuts off what is too long, and takes the rest for all.
    """
    said = environ.get("CONTENT_LENGTH", "")
    if said:
        return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else None
    return None if environ["REQUEST_METHOD"] in ("POST", "PUT", "PATCH") else 0


def _refuse(start_response: StartResponse, status: str, *more: tuple[str, str]) -> list[bytes]:
    body = "\n".join((*_WORDS[status], "")).encode()
    start_response(status, [*_HEADERS, ("Content-Length", str(len(body))), *more])
    return [body]
