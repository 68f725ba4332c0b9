"""The sample sites, each on a loopback port of its own, made from the texts and templates in their folders."""

from __future__ import annotations

import html
import json
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
ZONE = ZoneInfo("Europe/Kyiv")
_MONTHS = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split()
Answer = tuple[int, dict[str, str], bytes]
Item = dict[str, Any]


@dataclass
class Site:
    """One site: what it answers by path, what it was asked, and the news that is on it."""

    name: str
    path: str
    """Of its list of news."""
    news: list[Item] = field(default_factory=list)
    """With ``link`` and ``when``, newest first."""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""
    """``http://127.0.0.1:PORT``, no slash at its end."""

    @property
    def address(self) -> str:
        """What somebody would paste."""
        return self.url + self.path

    def page(self, path: str, text: str, encoding: str = "utf-8", **headers: str) -> None:
        """Have a web page at ``path``."""
        kind = "text/html" if encoding != "utf-8" else "text/html; charset=utf-8"
        self.answers[path] = (200, {"Content-Type": kind, **headers}, text.encode(encoding))


def filled(template: str, **values: object) -> str:
    """A template of this folder with ``values`` in it."""
    return Template((FOLDER / template).read_text("utf-8")).substitute(values)


def kharkiv(site: Site) -> None:
    """MODX: a list grouped by day, with the time alone in its items; relative links and a base."""
    news = _news(site, lambda item: f"uk/news/{item['slug']}-{item['id']}.html")
    days = [
        filled("kharkiv/day.html", day=day, items="".join(_items(site, list(items))))
        for day, items in groupby(news, key=lambda item: item["day"])
    ]
    site.page("/uk/novosti.html", filled("kharkiv/list.html", base=site.url, items="".join(days)))
    site.page("/", filled("kharkiv/list.html", base=site.url, items="".join(days[:1])))
    _articles(site, news)


def lviv(site: Site) -> None:
    """Cards that are one link each, with a date in them."""
    news = _news(site, lambda item: f"/news/{item['id']}-{item['slug']}")
    site.page("/news", filled("lviv/list.html", items="".join(_items(site, news))))
    _articles(site, news)


def odesa(site: Site) -> None:
    """Tables, windows-1251, and addresses without words."""
    news = _news(site, lambda item: f"/ua/news/{item['id']}/")
    site.page("/ua/news/", filled("odesa/list.html", items="".join(_items(site, news))), "windows-1251")
    _articles(site, news, "windows-1251")


def mykolaiv(site: Site) -> None:
    """A calendar of lines, each a date and a link."""
    news = _news(site, lambda item: f"/news/{item['id']}-{item['slug']}")
    site.page("/calendar", filled("mykolaiv/list.html", items="".join(_items(site, news))))
    _articles(site, news)


def poltava(site: Site) -> None:
    """WordPress that announces its feed, and one of comments before it."""
    feeds = (
        f'<link rel="alternate" type="application/rss+xml" title="Полтава &raquo; Стрічка коментарів" '
        f'href="{site.url}/comments/feed/">\n'
        f'<link rel="alternate" type="application/rss+xml" title="Полтава &raquo; стрічка" href="{site.url}/feed/">'
    )
    news = _wordpress(site, "Полтава: зразок", feeds)
    items = "".join(
        f"<item><title>{html.escape(item['title'])}</title><link>{site.url}{item['link']}</link>"
        f'<guid isPermaLink="false">{site.url}/?p={item["id"]}</guid>'
        f"<pubDate>{format_datetime(item['moment'])}</pubDate>"
        f"<category>{item['category']}</category><description>{html.escape(item['summary'])}</description></item>"
        for item in news
    )
    feed = f'<rss version="2.0"><channel><title>Полтава: зразок</title><link>{site.url}</link><language>uk</language>'
    body = f'<?xml version="1.0" encoding="UTF-8"?>{feed}<description>Новини</description>{items}</channel></rss>'
    site.answers["/feed/"] = (200, {"Content-Type": "application/rss+xml; charset=UTF-8"}, body.encode())


def rivne(site: Site) -> None:
    """WordPress whose feed leads back to the front page; its REST interface works."""
    link = f'<{site.url}/wp-json/>; rel="https://api.w.org/"'
    news = _wordpress(site, "Рівне: зразок", "", Link=link)
    site.answers["/feed/"] = (302, {"Location": f"{site.url}/"}, b"")
    posts = [
        {
            "id": item["id"],
            "date_gmt": item["moment"].astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S"),
            "modified_gmt": item["moment"].astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S"),
            "guid": {"rendered": f"{site.url}/?p={item['id']}"},
            "link": site.url + item["link"],
            "title": {"rendered": html.escape(item["title"])},
            "excerpt": {"rendered": f"<p>{html.escape(item['summary'])}</p>", "protected": False},
            "content": {"rendered": _paragraphs(item), "protected": False},
        }
        for item in news
    ]
    headers = {"Content-Type": "application/json; charset=UTF-8", "X-WP-TotalPages": "1", "Link": link}
    site.answers["/wp-json/wp/v2/posts"] = (200, headers, json.dumps(posts).encode())


def channel(site: Site) -> None:
    """The preview of a Telegram channel."""
    posts = tomllib.loads((FOLDER / "channel/posts.toml").read_text("utf-8"))["post"]
    items = "".join(
        filled("channel/post.html", **post | {"when": post["when"].isoformat(timespec="seconds")}) for post in posts
    )
    site.page("/s/misto_zrazok", filled("channel/page.html", items=items))
    site.news = [
        {"title": post["text"].partition("<br>")[0], "moment": post["when"], "link": f"/{post['id']}"}
        for post in reversed(posts)
    ]


def vinnytsia(site: Site) -> None:
    """A page that a script has to fill; whatever is asked for, it is there."""
    for path in ("/", "/news", "/novyny"):
        site.page(path, (FOLDER / "vinnytsia/list.html").read_text("utf-8"))


SITES: dict[str, tuple[str, Callable[[Site], None]]] = {
    "kharkiv": ("/uk/novosti.html", kharkiv),
    "lviv": ("/news", lviv),
    "odesa": ("/ua/news/", odesa),
    "mykolaiv": ("/calendar", mykolaiv),
    "poltava": ("/", poltava),
    "rivne": ("/", rivne),
    "channel": ("/s/misto_zrazok", channel),
    "vinnytsia": ("/news", vinnytsia),
}


@contextmanager
def serving(*names: str) -> Iterator[dict[str, Site]]:
    """Serve these sites, or all of them, on loopback ports of their own."""
    with_servers = [_started(name) for name in names or SITES]
    try:
        yield {site.name: site for site, _, _ in with_servers}
    finally:
        for _, server, thread in with_servers:
            server.shutdown()
            server.server_close()
            thread.join()


def _started(name: str) -> tuple[Site, ThreadingHTTPServer, threading.Thread]:
    path, make = SITES[name]
    site = Site(name, path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    site.url = f"http://127.0.0.1:{server.server_port}"
    make(site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    return site, server, thread


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            known = site.answers.get(self.path) or site.answers.get(self.path.partition("?")[0])
            kind = {"Content-Type": "text/html; charset=utf-8"}
            status, headers, body = known or (404, kind, "<h1>Сторінку не знайдено</h1>".encode())
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Nobody needs a log of it."""

    return Handler


def _news(site: Site, link: Callable[[Item], str]) -> list[Item]:
    """The news of a site, with what templates show of them."""
    site.news = tomllib.loads((FOLDER / site.name / "news.toml").read_text("utf-8"))["news"]
    for number, item in enumerate(site.news):
        when: datetime = item["when"]
        day = f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
        item.update(
            link=link(item), moment=when.replace(tzinfo=ZONE), day=day, time=f"{when:%H:%M}", views=120 + 37 * number,
            date=f"{when:%d.%m.%Y}", month_day=day.title(), odd="odd" if number % 2 else "even",
        )  # fmt: skip
    return site.news


def _items(site: Site, news: list[Item]) -> Iterator[str]:
    return (filled(f"{site.name}/item.html", **_escaped(item)) for item in news)


def _articles(site: Site, news: list[Item], encoding: str = "utf-8") -> None:
    for item in news:
        values = _escaped(item) | {"text": _paragraphs(item), "base": site.url}
        site.page("/" + item["link"].lstrip("/"), filled(f"{site.name}/article.html", **values), encoding)


def _wordpress(site: Site, title: str, head: str, **headers: str) -> list[Item]:
    news = _news(site, lambda item: f"/{item['slug']}/")
    items = "".join(
        filled(
            "wordpress-item.html",
            **_escaped(item) | {"link": site.url + item["link"], "iso": item["moment"].isoformat()},
        )
        for item in news
    )
    site.page("/", filled("wordpress.html", base=site.url, site_title=title, head=head, items=items), **headers)
    return news


def _escaped(item: Item) -> Item:
    return {name: html.escape(value) if isinstance(value, str) else value for name, value in item.items()}


def _paragraphs(item: Item) -> str:
    return "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in item["text"])
