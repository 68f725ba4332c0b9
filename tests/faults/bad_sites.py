"""Sources of every bad kind, each at a path of its own, beside good ones."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fetch.loopback import Reply, dripping, then_close
from tests.jobs.city import City
from tests.jobs.documents import atom, item, items
from tests.jobs.site import Asked, Feed, Server, http

GOOD = ("good-first", "good-cyrillic", "good-last")
_FEED = atom(items(3))

# By source id: the code that is to be remembered, and what its server does.
BAD: dict[str, tuple[str, Reply]] = {}


def bad(code: str, reply: Reply, name: str | None = None) -> None:
    """One more bad source."""
    BAD[name or code] = (code, reply)


async def _hang(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


class Flood:
    """Sends a gigabyte without saying so beforehand; counts how much of it was taken."""

    def __init__(self) -> None:
        self.sent = 0

    async def __call__(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Write until the other side has had enough."""
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\nconnection: close\r\n\r\n<rss>")
        while self.sent < 1_000_000_000:
            writer.write(b"<item><title>more and more</title></item>" * 2000)
            await writer.drain()
            self.sent += 82_000


FLOOD = Flood()

bad("http-500", http("500 Internal Server Error", b"oops"))
bad("http-404", http("404 Not Found", b"<html>gone fishing</html>"))
bad("http-429", http("429 Too Many Requests", retry_after=600))
bad("gone", http("410 Gone"))
bad("timeout", _hang, "hangs")
bad("timeout", dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"<", 0.2), "drips")
bad("too-large", FLOOD)
bad("private-address", http("302 Found", location="http://169.254.169.254/latest/meta-data/"))
bad("bad-redirect", http("302 Found", location="file:///etc/passwd"))
bad("bad-redirect", http("302 Found", location="http://[-]@?x"), "odd-redirect")
bad("html", http(body=b"<!doctype html><html><title>404</title><p>Nothing here", content_type="text/html"))
bad("empty", http())
bad("truncated", http(body=_FEED[: len(_FEED) // 2], content_type="application/atom+xml"), "cut-document")
bad("truncated", then_close(http(body=_FEED)[:-200]), "cut-body")
bad("encoding", http(body=b"\xff\xfe<\0r\0s\0s\0>\0\xd8\xd8", content_type="application/rss+xml"))
bad("bad-encoding", http(body=b"this is not gzip", content_encoding="gzip"))
bad("not-a-feed", http(body=bytes(range(1, 256)) * 20), "garbage")
bad("not-a-feed", http(body=b"<opml><body/></opml>", content_type="text/xml"), "other-xml")
bad("bad-response", then_close(b"220 mail.example ESMTP\r\n\r\n"), "speaks-smtp")
bad("connection", then_close(b""), "says-nothing")
bad("dtd", http(body=b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel/></rss>'))
# The address of an author takes feedparser seconds; a worker that takes too long is killed.
_BOMB = b"<feed xmlns='http://www.w3.org/2005/Atom'><author>a@" + b"a." * 40_000 + b"</author></feed>"
bad("parse-timeout", http(body=_BOMB))
BAD["redirect-loop"] = ("redirect-loop", b"")
BAD["refuses"] = ("connection", b"")


@contextmanager
def bad_city(city: City) -> Iterator[Server]:
    """All of them as the sources of ``city``, for as long as the context lasts."""
    city.main["http"] = {"allow_private": ["127.0.0.0/8"], "max_bytes": 1_000_000, "per_host": 16, "delay": 0}
    city.main["http.timeouts"] = {"connect": 1, "read": 1, "total": 2}
    city.main["parse"] = {"seconds": 1, "workers": 2}
    # What asks to be left alone is asked for on a host of its own: its word holds for all that stands on it.
    with Server() as server, Server() as busy, socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # bound, but nobody listens
        city.add("good-first", server.on("/first", Feed(atom([item(1, "first"), item(2, "first")]))))
        for name, (_, reply) in BAD.items():
            city.add(name, (busy if name == "http-429" else server).on(f"/{name}", reply))
        server.on("/redirect-loop", http("302 Found", location=server.url("/redirect-loop")))
        city.source("refuses")["url"] = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        undeclared = atom([item(1, "cyrillic")]).replace(b' encoding="utf-8"', b"").decode().encode("windows-1251")
        city.add("good-cyrillic", server.on("/cyrillic", http(body=undeclared)))
        city.add("good-last", server.on("/last", Feed(atom(items(20, "last")))))
        yield server
