"""A loopback HTTP/1.1 server for feeds held in memory: ``python -m tests.benchmarks.server --sources 200``.

Keep-alive, ``ETag``, ``Last-Modified`` and 304, so that a client that asks well has an easy life. It prints its port
on the first line, counts what it answered at ``/_stats`` (JSON) and ends when its standard input is closed, also if
whoever started it was killed. A bare protocol, because the server shares the machine with what is measured: 200 full
answers cost it a few hundredths of a second of CPU.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from tests.benchmarks.generate import Feed, make_feeds

LOOPBACK = "127.0.0.1"
_LONGEST_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Resource:
    """A document with its validators (RFC 9110 §8.8)."""

    media_type: str
    body: bytes
    etag: str
    last_modified: datetime

    @classmethod
    def of(cls, feed: Feed) -> Resource:
        """Return ``feed`` as a resource whose ETag is a digest of its bytes."""
        digest = hashlib.sha256(feed.body).hexdigest()[:20]
        return cls(feed.media_type, feed.body, f'"{digest}"', feed.last_modified)

    def matches(self, headers: dict[str, str]) -> bool:
        """Say whether the client's copy is current; ``If-None-Match`` goes first (RFC 9110 §13.2.2)."""
        if (etags := headers.get("if-none-match")) is not None:
            return etags.strip() == "*" or self.etag in [tag.strip().removeprefix("W/") for tag in etags.split(",")]
        if (since := headers.get("if-modified-since")) is None:
            return False
        try:
            return self.last_modified <= parsedate_to_datetime(since).astimezone(UTC)
        except ValueError:
            return False  # RFC 9110 §13.1.3: a date that is none is ignored


class Site:
    """The documents by path, and the counts of what was answered."""

    def __init__(self, resources: dict[str, Resource]) -> None:
        self.resources = resources
        self.counts: Counter[str] = Counter()

    def answer(self, method: str, path: str, headers: dict[str, str]) -> bytes:
        """Return the whole response to one request, head and body."""
        if path == "/_stats":
            stats = {**self.counts, "cpu_seconds": time.process_time()}
            return _response(HTTPStatus.OK, {"Content-Type": "application/json"}, json.dumps(stats).encode())
        status, fields, body = self._choose(method, path, headers)
        self.counts[str(status.value)] += 1
        return _response(status, fields, body, head_only=method == "HEAD")

    def _choose(self, method: str, path: str, headers: dict[str, str]) -> tuple[HTTPStatus, dict[str, str], bytes]:
        if method not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"}, b""
        if (resource := self.resources.get(path)) is None:
            return HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain"}, b"No such feed.\n"
        modified = format_datetime(resource.last_modified, usegmt=True)
        validators = {"ETag": resource.etag, "Last-Modified": modified}
        if resource.matches(headers):
            return HTTPStatus.NOT_MODIFIED, validators, b""
        return HTTPStatus.OK, {**validators, "Content-Type": resource.media_type}, resource.body


def _response(status: HTTPStatus, fields: dict[str, str], body: bytes, *, head_only: bool = False) -> bytes:
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    lines.append(f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}")
    if status is not HTTPStatus.NOT_MODIFIED:  # its length would be that of the 200 (RFC 9110 §8.6)
        lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    return head if head_only else head + body


class Connection(asyncio.Protocol):
    """One client: requests without bodies, one after another, also pipelined."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.site.counts["connections"] += 1

    def data_received(self, data: bytes) -> None:
        """Answer every request whose head is complete."""
        assert self.transport is not None
        self.buffer += data
        while b"\r\n\r\n" in self.buffer and not self.transport.is_closing():
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            self._answer(self.transport, head.decode("latin-1"))
        if len(self.buffer) > _LONGEST_HEAD:
            self.transport.abort()

    def _answer(self, transport: asyncio.Transport, head: str) -> None:
        request, *lines = head.split("\r\n")
        method, _, rest = request.partition(" ")
        path, _, version = rest.partition(" ")
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        transport.write(self.site.answer(method, path, headers))
        if headers.get("connection", "").lower() == "close" or version != "HTTP/1.1":
            transport.close()


async def serve(site: Site, port: int) -> None:
    """Listen on loopback, print the port, and return when standard input ends."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(lambda: Connection(site), LOOPBACK, port)

    def watch() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(over.set)

    async with server:
        print(server.sockets[0].getsockname()[1], flush=True)
        threading.Thread(target=watch, daemon=True).start()
        await over.wait()


# --- the other side -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server in a process of its own, as its starter sees it."""

    port: int

    def url(self, path: str) -> str:
        """Return the address of ``path``, which begins with a slash."""
        return f"http://{LOOPBACK}:{self.port}{path}"

    def request(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """GET ``path`` on a connection of its own; return status, header fields (names in lower case) and body."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=10)
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return response.status, fields, response.read()
        finally:
            connection.close()

    def stats(self) -> Counter[str]:
        """Return the answers so far by status (``"200"``, ``"304"``…), without those to this question."""
        _, _, body = self.request("/_stats")
        return Counter({name: value for name, value in json.loads(body).items() if name.isdigit()})


@contextmanager
def running_server(sources: int, entries: int, seed: int = 1) -> Iterator[RunningServer]:
    """Start a server for ``sources`` feeds of ``entries`` entries, and end it with the block."""
    options = ["--sources", str(sources), "--entries", str(entries), "--seed", str(seed)]
    command = [sys.executable, "-m", "tests.benchmarks.server", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.strip().isdigit():
            raise RuntimeError(f"the feed server did not start: {line!r}")
        try:
            yield RunningServer(int(line))
        finally:
            process.stdin.close()
            process.wait(timeout=10)


def main() -> None:
    """Serve generated feeds until standard input is closed."""
    parser = argparse.ArgumentParser(description="Serve generated feeds on loopback.")
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    options = parser.parse_args()
    feeds = make_feeds(options.sources, options.entries, options.seed)
    site = Site({feed.path: Resource.of(feed) for feed in feeds})
    asyncio.run(serve(site, options.port))


if __name__ == "__main__":
    main()
