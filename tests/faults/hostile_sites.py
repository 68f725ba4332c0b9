"""Sources that are out to harm, each at a place of its own, beside good ones of every kind.

Each is a whole source as an editor would configure it. What it may come to is said with it: a code, or that it is read
after all, which is no harm either.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.fetch.loopback import Asked, Reply, Server, dripping, http, then_close
from tests.jobs.city import City
from tests.jobs.documents import atom, item, items
from tests.sources.reading import rss

OK = "ok"
REBOUND = "news.example"
"""A name with another address each time."""
_MORE = 400_000
"""Bytes of what grows."""
_POSTS = "/wp-json/wp/v2/posts"
_LIST = {"item": "li.news", "link": "a", "date": "time", "summary": "p"}
_ARTICLE = {"content": "div.text"}
_GOOD_LIST = '<ul><li class="news"><a href="/article">Відкрито новий міст</a><time>10.06.2026 12:00</time></li></ul>'


@dataclass(frozen=True)
class Hostile:
    """A source, and what its server answers at which path."""

    expected: tuple[str, ...]
    """``ok`` or codes; more than one where the machine's pace decides which limit is met first."""
    replies: dict[str, Reply]
    settings: dict[str, Any] = field(default_factory=dict)
    warning: str = ""
    """What is said of a source that was read."""
    host: str = "127.0.0.1"
    """The name that the source has for its server."""


HOSTILE: dict[str, Hostile] = {}


def hostile(name: str, *expected: str, body: str | bytes | Reply, kind: str = "feed", **more: Any) -> None:
    """One more, whose first document is ``body``; other paths are given as ``at={"/path": reply}``."""
    reply = http(body=body.encode(), content_type="text/html") if isinstance(body, str) else body
    if isinstance(reply, bytes) and not reply.startswith(b"HTTP/"):
        reply = http(body=reply)
    at, warning, path = more.pop("at", {}), more.pop("warning", ""), more.pop("path", "/")
    host = more.pop("host", "127.0.0.1")
    HOSTILE[name] = Hostile(expected, {path: reply, **at}, {"kind": kind, **more}, warning, host)


def _repeated(unit: str, size: int = _MORE) -> str:
    return unit * (size // len(unit.encode()))


async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Sends lines of a robots.txt, or of a picture, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n")
    writer.write(b"User-agent: *\nDisallow: /\n")
    while not writer.is_closing():
        writer.write(b"Disallow: /secret/of/the/city\n" * 2000)
        await writer.drain()


def _packed(size: int) -> bytes:
    return http(body=gzip.compress(bytes(size)), content_encoding="gzip")


def _packed_twice(size: int) -> bytes:
    return http(body=gzip.compress(gzip.compress(bytes(size))), content_encoding="gzip, gzip")


_LAUGHS = "".join(f"<!ENTITY l{n} '" + f"&l{n - 1};" * 10 + "'>" for n in range(1, 10))
_ENTITIES = '<!ENTITY a "x">' * 3600
_NEWS = rss("<title>Новина</title><guid>1</guid>")

# --- time ---------------------------------------------------------------------------------------------------------

hostile("style", OK, body=rss(f"<title>x</title><description>&lt;p style='{'a' * 100_000}!'></description>"))
hostile("lines-before-the-root", OK, body="\n" * 40_000 + _NEWS)
hostile("comments-before-the-root", OK, body="<!---->" * 9000 + _NEWS)
hostile("author", "parse-timeout", body=rss(f"<title>x</title><author>a@{'a.' * 100_000}</author>"))
hostile("dtd-of-54-kib", "dtd", body=f"<!DOCTYPE rss [{_ENTITIES}]>{_NEWS}")
hostile("date", OK, body=rss(f"<title>x</title><pubDate>1 Jan 2025{' ' * 200_000}x</pubDate>"))
hostile(
    "attributes", "parse-timeout", "parse-memory", OK, body=rss(f"<a {' '.join(f'a{n}=x' for n in range(60_000))}/>")
)
hostile(
    "pre", "parse-timeout", OK, body=rss(f"<title>x</title><description><![CDATA[{'<pre>й' * 40_000}]]></description>")
)

# --- depth --------------------------------------------------------------------------------------------------------

hostile("nested-xml", OK, "parse-memory", "parse-timeout", "parse-crash", body=rss(_repeated("<a>")))
hostile(
    "nested-html",
    OK,
    "parse-timeout",
    "parse-memory",
    body=rss(f"<title>x</title><description>{_repeated('&lt;i>')}</description>"),
)
hostile(
    "nested-json",
    "not-a-feed",
    kind="jsonfeed",
    body='{"version":"https://jsonfeed.org/version/1","items":' + "[" * _MORE,
)
hostile(
    "digits-in-json",
    "not-a-feed",
    kind="jsonfeed",
    body='{"version":"https://jsonfeed.org/version/1","items":' + "1" * _MORE + "}",
)

# --- entities -----------------------------------------------------------------------------------------------------


def _with_entities(entities: str, title: str) -> str:
    return f"<!DOCTYPE rss [{entities}]>{rss(f'<title>{title}</title>')}"


hostile("billion-laughs", "dtd", body=_with_entities(f'<!ENTITY l0 "ha">{_LAUGHS}', "&l9;"))
hostile("quadratic-entity", "dtd", body=_with_entities(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000))
hostile("entity-from-a-file", "dtd", body=_with_entities('<!ENTITY f SYSTEM "file:///etc/passwd">', "&f;"))
hostile(
    "dtd-from-elsewhere", OK,
    body=f'<!DOCTYPE rss SYSTEM "/fetched.dtd">{_NEWS}', at={"/fetched.dtd": http(body=b"x")},
)  # fmt: skip

# --- what travels -------------------------------------------------------------------------------------------------

hostile("gzip-bomb", "too-large", body=_packed(50_000_000))
hostile("gzip-bomb-in-gzip", "bad-encoding", body=_packed_twice(50_000_000))
hostile("gzip-of-many-members", "bad-encoding", body=http(body=gzip.compress(b"") * 20_000, content_encoding="gzip"))
hostile("endless", "too-large", body=endless)
hostile("body-by-the-byte", "timeout", body=dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"<", 0.2))
hostile("headers-by-the-byte", "timeout", body=dripping(b"HTTP/1.1 200 OK\r\nx-y: ", b"z", 0.2))
hostile("headers-without-end", "bad-response", body=dripping(b"HTTP/1.1 200 OK\r\nx: ", b"z" * 5000, 0.001))
hostile(
    "rebinding", "private-address", host=REBOUND,
    body=then_close(http("302 Found", location="/again", connection="close")), at={"/again": http(body=b"secret")},
)  # fmt: skip
hostile("redirect-loop", "redirect-loop", body=http("302 Found", location="/"))

# --- pages --------------------------------------------------------------------------------------------------------

hostile(
    "list-of-divs", "parse-timeout", "parse-memory", OK, kind="page", body=_GOOD_LIST + _repeated("<div><p>x"),
    list=_LIST | {"heading": "div div div div div div p", "next": "div div div div div ~ div a"},
)  # fmt: skip
hostile(
    "list-of-siblings", "parse-timeout", OK, kind="page", body=_repeated('<li class="news"><b></b></li>') + _GOOD_LIST,
    list=_LIST | {"item": "li ~ li:nth-last-of-type(2n+1), li:has(a)"},
)  # fmt: skip
hostile(
    "list-of-a-thousand-lines", OK, "parse-timeout", kind="page", list=_LIST,
    body="<ul>" + "".join(f'<li class="news"><a href="/{n}">Новина {n}</a></li>' for n in range(4000)) + "</ul>",
)  # fmt: skip
hostile("nested-page", "no-entries", "parse-memory", kind="page", list=_LIST, body=_repeated("<div>") + _GOOD_LIST)
hostile(
    "identity", "parse-timeout", kind="page", list=_LIST, identity=r"(?:\w+)+-(\d+)\.html$",
    body=f'<ul><li class="news"><a href="/{"a" * 200}">Новина</a></li></ul>',
)  # fmt: skip
hostile(
    "channel-of-posts", OK, "parse-timeout", kind="telegram",
    body='<section class="tgme_channel_history">'
    + "".join(f'<div class="tgme_widget_message" data-post="a/{n}"></div>' for n in range(6000)),
)  # fmt: skip
hostile(
    "channel-of-breaks", OK, "parse-timeout", "parse-memory", kind="telegram",
    body='<section class="tgme_channel_history"><div class="tgme_widget_message" data-post="a/1">'
    '<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_text">' + _repeated("<br>x"),
)  # fmt: skip
hostile(
    "posts", OK, "parse-timeout", "parse-memory", kind="wordpress", path=_POSTS, warning="too long",
    body='[{"id": 1, "content": {"rendered": "' + _repeated("<b>x") + '"}}]',
)  # fmt: skip
hostile(
    "posts-without-content",
    "not-a-feed",
    "parse-memory",
    kind="wordpress",
    path=_POSTS,
    body=f"[{_repeated('{},')}{{}}]",
)

# --- behind the list ----------------------------------------------------------------------------------------------

_WITH_ARTICLE = {
    "kind": "page",
    "list": _LIST,
    "article": _ARTICLE,
    "body": _GOOD_LIST,
    "warning": "articles not read: 1",
}
hostile("endless-article", OK, at={"/article": endless}, **_WITH_ARTICLE)
hostile("slow-article", OK, at={"/article": dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"<", 0.2)}, **_WITH_ARTICLE)
hostile("packed-article", OK, at={"/article": _packed(50_000_000)}, **_WITH_ARTICLE)
hostile(
    "article-that-takes-time", OK, **_WITH_ARTICLE | {"article": _ARTICLE | {"remove": "p ~ p ~ p ~ b"}},
    at={"/article": http(body=b'<div class="text">' + b"<p>x" * 20_000, content_type="text/html")},
)  # fmt: skip
hostile(
    "full-text-that-takes-time", OK, full_text=True, body=_NEWS.replace("<guid>", "<link>/article</link><guid>"),
    at={"/article": http(body=b"<table><tr><td>x" * 30_000, content_type="text/html")}, warning="articles not read: 1",
)  # fmt: skip
hostile("endless-robots", "robots", kind="page", list=_LIST, body=_GOOD_LIST, at={"/robots.txt": endless})
hostile(
    "pictures", OK, pictures="copy", at={"/picture.jpg": endless, "/packed.jpg": _packed(50_000_000)},
    body=rss('<title>x</title><enclosure url="/picture.jpg" type="image/jpeg"/>'),
)  # fmt: skip

# --- beside them --------------------------------------------------------------------------------------------------

GOOD: dict[str, tuple[dict[str, Any], bytes]] = {
    "good-feed": ({}, http(body=atom(items(5, "good-feed")))),
    "good-page": ({"kind": "page", "list": _LIST}, http(body=_GOOD_LIST.encode(), content_type="text/html")),
    "good-json": (
        {"kind": "jsonfeed"},
        http(body=b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"Good news"}]}'),
    ),
    "good-last": ({}, http(body=atom([item(1, "good-last")]))),
}


@contextmanager
def hostile_city(city: City) -> Iterator[dict[str, Server]]:
    """All of them as sources of ``city``, each at a host of its own; the hostile ones first."""
    city.main["http"] = {"allow_private": ["127.0.0.0/8"], "max_bytes": 2_000_000, "delay": 0, "concurrency": 64}
    city.main["http.timeouts"] = {"connect": 2, "read": 5, "total": 5}
    city.main["parse"] = {"seconds": 1, "workers": 2}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(Server()) for name in (*HOSTILE, *GOOD)}
        for name, one in HOSTILE.items():
            for path, reply in one.replies.items():
                servers[name].on(path, reply)
            city.add(name, servers[name].url(next(iter(one.replies)), one.host), **one.settings)
        for name, (settings, reply) in GOOD.items():
            city.add(name, servers[name].on("/", reply), **settings)
        yield servers
