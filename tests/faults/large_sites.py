"""Hosts that all send documents of nine and a half megabytes at once, of every kind that grows when it is read."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import cycle, islice
from typing import Any

from tests.fetch.loopback import Server, http
from tests.jobs.city import City

HOSTS = 32
SIZE = 9_500_000
_WORDS = "Ще одна новина міста про дороги й школи. "
_LIST = {"kind": "page", "list": {"item": "li", "link": "a"}, "article": {"content": "div"}}
_CHANNEL = '<section class="tgme_channel_history">'
_JSON = '{"version":"https://jsonfeed.org/version/1","items":['

Body = tuple[dict[str, Any], str, bytes]
"""Settings of its source, the path at which it is large, and the body there."""


def _grown(head: str, unit: str, tail: str = "") -> bytes:
    """``head``, as many ``unit`` as there is room for, ``tail``."""
    count = (SIZE - len(head.encode()) - len(tail.encode())) // len(unit.encode())
    return head.encode() + unit.encode() * count + tail.encode()


def _feed(unit: str, inside: str = "", encoding: str = "utf-8") -> bytes:
    end = f"{inside.replace('<', '</')}</item></channel></rss>"
    body = _grown(f'<rss version="2.0"><channel><title>t</title><item><title>t</title>{inside}', unit, end)
    return body if encoding == "utf-8" else body.decode()[: SIZE // 4].encode(encoding)


def _news() -> bytes:
    """What a city hall might send after a hundred years."""
    text = f"&lt;p&gt;{_WORDS * 12}&lt;/p&gt;"
    entries = (
        f'<entry><id>tag:x,2026:{n}</id><title>{_WORDS}</title><content type="html">{text}</content></entry>'
        for n in range(9000)
    )
    body = "".join(entries).encode()
    cut = body[:SIZE].rfind(b"<entry>")
    return b'<feed xmlns="http://www.w3.org/2005/Atom">' + body[:cut] + b"</feed>"


@cache
def bodies() -> tuple[Body, ...]:
    """Each kind once."""
    documents = [
        ("feed", _news()),
        ("feed", _feed("слово ", "<description>")),
        ("feed", _feed("🙂word ", "<description>")),
        ("feed", _feed("&lt;b&gt;x", "<description>")),
        ("feed", _feed("<category>x</category>")),
        ("feed", _feed("<a>")),
        ("feed", _feed("</item><item>")),
        ("feed", _feed("слово ", "<description>", "utf-16")),
        ("jsonfeed", _grown(_JSON + "[]", ",[]", "]}")),
        ("jsonfeed", _grown(_JSON + "{}", ',{"id":7,"tags":[]}', "]}")),
        ("jsonfeed", _grown("[" * 100, "[")),
        ("telegram", _grown(_CHANNEL, "<p>x")),
        ("telegram", _grown(_CHANNEL, "<p a b c d e>")),
        ("telegram", _grown(_CHANNEL, "<p class=tgme_widget_message data-post=a/1>")),
        ("telegram", _grown("", "contact ")),
        ("wordpress", _grown('[{"id":1,"content":{"rendered":"', "<br>x", '"}}]')),
    ]  # fmt: skip
    large = [({"kind": kind}, "/wp-json/wp/v2/posts" if kind == "wordpress" else "/", body) for kind, body in documents]
    page = _grown("<ul>", '<li><a href="/1">x</a></li>')
    article = _grown("<div>", f"<p>{_WORDS}</p>")
    return (*large, (_LIST, "/", page), (_LIST, "/article", article), (_LIST, "/robots.txt", _grown("", "Allow: /\n")))


@contextmanager
def large_city(city: City) -> Iterator[None]:
    """One large document at each of so many hosts, every second one packed; the settings as they are by default."""
    city.main["http"] = {"allow_private": ["127.0.0.0/8"], "delay": 0}
    del city.main["http.timeouts"]
    city.main["parse"] = {"seconds": 1}
    with ExitStack() as stack:
        for number, (settings, path, body) in enumerate(islice(cycle(bodies()), HOSTS)):
            server = stack.enter_context(Server())
            if settings is _LIST:
                server.on("/", http(body=b'<ul><li><a href="/article">x</a>', content_type="text/html"))
                server.on("/article", http(body=b"<div>x", content_type="text/html"))
            packed = number >= HOSTS // 2
            served = gzip.compress(body, 1) if packed else body
            server.on(path, http(body=served, content_encoding="gzip" if packed else "identity"))
            city.add(f"s{number}", server.url("/" if settings is _LIST else path), **settings)
        city.write()
        yield
