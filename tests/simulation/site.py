"""The other side: a process with a hundred hosts on loopback that answer as the plan says at the virtual moment."""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.connection
import signal
import socket
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from .plan import CROWDS, DOWN, HOUR, LISTED, MINUTE, OVERLOADED, SITES, SMALL, THROTTLE, THROTTLED, Planned, make_plan

LOOPBACK = "127.0.0.1"
HOSTS = (*CROWDS, *(f"small-{number}" for number in range(SMALL)), *(f"site-{number}" for number in range(SITES)))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as the server saw it."""

    host: str
    path: str
    virtual: datetime
    real: float
    """Seconds of a clock that never goes back."""
    status: int
    at_once: int
    """Requests under way at this host, this one included."""
    conditional: bool
    max_age: timedelta | None
    retry_after: timedelta | None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    fields: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    max_age: timedelta | None = None
    retry_after: timedelta | None = None


class _Sites:
    """All hosts; what has been asked of them."""

    def __init__(self, plan: tuple[Planned, ...], clock: Any) -> None:
        self._clock = clock
        self._sources = {source.id: source for source in plan}
        self._recent: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._bodies: dict[str, tuple[int, bytes]] = {}
        self.ports: dict[str, int] = {}
        self.at_once: Counter[str] = Counter()
        self.asked: list[Asked] = []

    def answer(self, host: str, path: str, headers: dict[str, str]) -> bytes:
        """Note the request; the whole response, empty for none at all."""
        now = datetime.fromtimestamp(self._clock.value, UTC)
        answer = self._choose(host, path.split("/")[1:], headers, now)
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        self.asked.append(
            Asked(host, path, now, time.monotonic(), answer.status, self.at_once[host], conditional,
                  answer.max_age, answer.retry_after)
        )  # fmt: skip
        return _written(answer) if answer.status else b""

    def _choose(self, host: str, path: list[str], headers: dict[str, str], now: datetime) -> _Answer:
        if host == OVERLOADED and DOWN[0] <= now < DOWN[1]:
            return _Answer(503, {"Retry-After": str(2 * 3600)}, retry_after=2 * HOUR)
        if host == THROTTLED and self._too_often(host, now):
            return _Answer(429, {"Retry-After": "3600"}, retry_after=HOUR)
        if path == ["robots.txt"]:
            return self._robots(host)
        source = self._sources[path[-1]]
        if source.moved is not None and now >= source.moved and path[0] != "moved":
            return _Answer(301, {"Location": f"http://{LOOPBACK}:{self.ports[_next(host)]}/moved/{source.id}"})
        if source.is_broken(now):
            return _broken(source.broken)
        return self._feed(source, headers, now)

    def _robots(self, host: str) -> _Answer:
        if host == HOSTS[-1]:
            return _Answer(404)
        closed = [f"Disallow: /{source.id}" for source in self._sources.values() if source.forbidden]
        return _Answer(200, {"Content-Type": "text/plain"}, "\n".join(["User-agent: *", *closed]).encode())

    def _too_often(self, host: str, now: datetime) -> bool:
        recent = self._recent[host]
        while recent and recent[0] <= now - 10 * MINUTE:
            recent.popleft()
        recent.append(now)
        return len(recent) > THROTTLE

    def _feed(self, source: Planned, headers: dict[str, str], now: datetime) -> _Answer:
        count = source.count(now)
        fields = {}
        if source.max_age:
            fields["Cache-Control"] = f"public, max-age={source.max_age.total_seconds():.0f}"
        if source.validators == "etag":
            fields["ETag"] = tag = f'"{count}"'
            known = headers.get("if-none-match") == tag
        else:
            date = format_datetime(source.news[count - 1], usegmt=True)
            known = source.validators == "date" and headers.get("if-modified-since") == date
            fields |= {"Last-Modified": date} if source.validators else {}
        if known:
            return _Answer(304, fields, max_age=source.max_age)
        fields["Content-Type"] = "text/html; charset=utf-8" if source.is_page else "application/rss+xml"
        return _Answer(200, fields, self._body(source, count), max_age=source.max_age)

    def _body(self, source: Planned, count: int) -> bytes:
        if self._bodies.get(source.id, (0, b""))[0] != count:
            self._bodies[source.id] = count, (page if source.is_page else rss)(source, count)
        return self._bodies[source.id][1]


def _newest(count: int) -> range:
    return range(count - 1, max(-1, count - 1 - LISTED), -1)


def page(source: Planned, count: int) -> bytes:
    """The web page after so many entries."""
    items = "".join(
        f'<li><a href="/news/{source.id}-{number}">Новина {number}</a> '
        f"<time>{source.news[number]:%d.%m.%Y %H:%M}</time></li>"
        for number in _newest(count)
    )
    return f'<!doctype html><html lang="uk"><title>Новини</title><ul class="news">{items}</ul></html>'.encode()


def rss(source: Planned, count: int) -> bytes:
    """The feed after so many entries."""
    items = "".join(
        f'<item><guid isPermaLink="false">urn:x-sim:{source.id}:{number}</guid><title>Новина {number}</title>'
        f"<pubDate>{format_datetime(source.news[number])}</pubDate>"
        f"<description>Текст новини {number}</description></item>"
        for number in _newest(count)
    )
    pace = ""
    if source.ttl == HOUR:
        pace = f"<ttl>{source.ttl / MINUTE:.0f}</ttl>"
    elif source.ttl:
        pace = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
        f'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>{source.id}</title>{pace}'
        f"<language>uk</language>{items}</channel></rss>"
    ).encode()


def _broken(how: str) -> _Answer:
    if how == "html":
        return _Answer(200, {"Content-Type": "text/html"}, b"<!doctype html><title>News</title><p>Welcome!")
    return _Answer(0 if how == "close" else int(how))


def _next(host: str) -> str:
    return HOSTS[(HOSTS.index(host) + 1) % len(HOSTS)]


def _written(answer: _Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.fields.items()]
    if answer.status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(answer.body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body


class _Connection(asyncio.Protocol):
    """One client of one host; requests without bodies."""

    def __init__(self, sites: _Sites, host: str) -> None:
        self._sites = sites
        self._host = host
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._sites.at_once[self._host] += 1
            # A moment later, so that requests that come at once are seen to be under way at once.
            asyncio.get_running_loop().call_soon(self._answer, head.decode("latin-1"))

    def _answer(self, head: str) -> None:
        assert self._transport is not None
        request, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        reply = self._sites.answer(self._host, request.split(" ")[1], headers)
        self._sites.at_once[self._host] -= 1
        if reply:
            self._transport.write(reply)
        else:
            self._transport.close()


async def _serve(sites: _Sites, pipe: multiprocessing.connection.Connection) -> None:
    loop = asyncio.get_running_loop()
    servers = []
    for host in HOSTS:
        # ``host`` is bound now: the loop goes on.
        server = await loop.create_server(lambda host=host: _Connection(sites, host), LOOPBACK, 0)  # type: ignore[misc]
        sites.ports[host] = server.sockets[0].getsockname()[1]
        servers.append(server)
    pipe.send(sites.ports)
    over = asyncio.Event()
    loop.add_reader(pipe.fileno(), over.set)
    await over.wait()
    loop.remove_reader(pipe.fileno())
    for server in servers:
        server.close()


def _main(pipe: multiprocessing.connection.Connection, clock: Any, seed: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    sites = _Sites(make_plan(seed), clock)
    asyncio.run(_serve(sites, pipe))
    if pipe.poll() and pipe.recv_bytes():
        pipe.send(sites.asked)


class Site:
    """The hosts, running; a context manager."""

    def __init__(self, seed: int = 1) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._clock = context.Value("d", 0.0)
        self._process = context.Process(target=_main, args=(theirs, self._clock, seed), name="site")
        self._theirs = theirs
        self._refusing = socket.socket()

    def __enter__(self) -> Self:
        self._refusing.bind((LOOPBACK, 0))  # bound, but nobody listens
        self._process.start()
        self._theirs.close()
        assert self._pipe.poll(30)
        self._ports: dict[str, int] = self._pipe.recv()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipe.close()
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._refusing.close()

    def netloc(self, host: str) -> str:
        """``127.0.0.1:PORT``."""
        return f"{LOOPBACK}:{self._ports[host]}"

    def url(self, source: Planned) -> str:
        """The address of a source."""
        match source.broken:
            case "refused":
                return f"http://{LOOPBACK}:{self._refusing.getsockname()[1]}/{source.id}"
            case "dns":
                # A label of 64 letters is looked up nowhere (RFC 1035 §2.3.4).
                return f"http://{'x' * 64}.example/{source.id}"
            case _:
                return f"http://{self.netloc(source.host)}/{source.id}"

    def set_clock(self, now: datetime) -> None:
        """Let the virtual moment be ``now``."""
        self._clock.value = now.timestamp()

    def finish(self) -> list[Asked]:
        """Stop answering; all that was asked, in order."""
        self._pipe.send_bytes(b"over")
        assert self._pipe.poll(60)
        asked: list[Asked] = self._pipe.recv()
        return asked
