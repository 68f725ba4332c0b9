"""Whole websites for the browser: all pages of a full city, its desk among them, and those of an empty one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask
from lxml import html
from werkzeug.test import Client

from feeds.service import Service
from tests.browser.looking import Served
from tests.webapp.city import City, app_for, as_reading
from tests.webapp.sample_city import sample_city
from webapp.documents import documents

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME, PASSWORD = "olena", "тиха вода береги ломить"
EACH = 2
"""Pages of each kind that are looked at, in each language."""


class Site:
    """A city that is served on loopback, and its pages: found by following its own links."""

    def __init__(self, city: City, *, more: Sequence[str] = (), desk: Sequence[str] = ()) -> None:
        self.city = city
        self.app: Flask = app_for(city, Service(city.settings, city.folder).editing)
        self._served = Served(documents(self.app, as_reading(city)))
        self.url = self._served.url
        self.statuses = self._crawl()
        self.pages = [*self._chosen(), *(f"/{ui}{path}" for ui in ("en", "uk") for path in (*more, *desk))]
        self._cookies: Any = None

    def close(self) -> None:
        """Stop serving."""
        self._served.close()

    def open(self, page: Page, path: str) -> None:
        """Have a page of a browser at ``path``, signed in where that is of the desk."""
        if "/desk" in path:
            self._sign_in(page)
        page.goto(path)

    def _sign_in(self, page: Page) -> None:
        if self._cookies is None:
            page.goto("/en/desk/")
            page.get_by_label("Name").fill(NAME)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Sign in").click()
            self._cookies = page.context.cookies()
            assert self._cookies
        page.context.add_cookies(self._cookies)

    def _crawl(self) -> dict[str, int]:
        """The status of every address that the pages lead to, from the front page on."""
        client = Client(documents(self.app, as_reading(self.city)))
        found: dict[str, int] = {}
        waiting = ["/en/", "/uk/"]
        while waiting:
            path = waiting.pop()
            if path in found:
                continue
            with client.get(path, environ_base={"REMOTE_ADDR": "127.0.0.1"}) as answer:
                found[path], page = answer.status_code, answer.text if answer.mimetype == "text/html" else ""
            if found[path] == 200 and page:
                tree = html.document_fromstring(page)
                links = tree.xpath("//a/@href | //link/@href | //img/@src | //form[@method!='post']/@action")
                waiting.extend(str(link).partition("#")[0] for link in links if re.match(r"/(?!/)", str(link)))
        return found

    def _chosen(self) -> Iterator[str]:
        """Some of each kind of page, by the rule that answers it."""
        kinds: defaultdict[str, list[str]] = defaultdict(list)
        urls = self.app.url_map.bind("news.example")
        for path in self.statuses:
            parts = urlsplit(path)
            if path.startswith(("/en/", "/uk/")) and "/desk" not in path:
                endpoint, _ = urls.match(parts.path)
                kinds[f"{path[:4]} {endpoint} {bool(parts.query)}"].append(path)
        for paths in kinds.values():
            yield from paths[:EACH]


@contextmanager
def full_site() -> Iterator[Site]:
    """A city with everything, and with an editor."""
    city = sample_city()
    with Service(city.settings, city.folder) as service:
        service.editing.add_editor(NAME, PASSWORD)
    lead = city.reading.front("en").items
    gone = city.add_entry("Помилкова новина")
    city.take_down(gone)
    flagged = next(one.lead.entry.key for one in lead if one.lead.translation)
    names = (f"entry/{flagged}", f"entry/{flagged}/take-down", "term", "taken-down", "log", "password")
    site = Site(
        city,
        more=("/search?q=Лідс", "/search?q=tram", "/search?q=xyzzy", "/nowhere", f"/entry/{gone}", "/desk/sign-in"),
        desk=("/desk/", *(f"/desk/{name}" for name in names)),
    )
    yield site
    site.close()


@contextmanager
def empty_site() -> Iterator[Site]:
    """A city whose sources never answered."""
    city = City()
    city.add_source(verified=False)
    city.check(last_error="name or service not known")
    site = Site(city)
    yield site
    site.close()
