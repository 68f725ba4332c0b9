"""Asking sites for their robots.txt, and keeping to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from feeds.errors import FetchError
from feeds.fetch.client import Fetcher, Request
from feeds.jobs.robots import RobotsKeeper
from feeds.store.database import Database, open_sqlite
from feeds.store.robots import KeptRobots, load_robots, save_robots
from tests.fetch.conftest import settings

from .documents import NOON
from .site import Server, http

CLOSED = http(body=b"User-agent: *\nDisallow: /news\n", content_type="text/plain")
OPEN = http("404 Not Found")
DOWN = http("503 Service Unavailable", retry_after=120)


class Keeper:
    """A database and a clock; each ``ask`` is a run of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOON

    def ask(self, *urls: str, fetch: bool = False, **changes: Any) -> list[str]:
        """What becomes of each address, all asked at once: ``""``, or ``code: message``; ``fetch``: then get it."""

        async def run() -> Sequence[BaseException | None]:
            async with Fetcher(settings(**changes), now=lambda: self.now) as fetcher:
                keeper = RobotsKeeper(fetcher, self.database, asyncio.to_thread, lambda: self.now)

                async def check(url: str) -> None:
                    await keeper.check(url)
                    if fetch:
                        await fetcher.fetch(Request(url))

                return await asyncio.gather(*map(check, urls), return_exceptions=True)

        return [_told(result) for result in asyncio.run(run())]

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.now += timedelta(**passed)


def _told(result: BaseException | None) -> str:
    if result is None:
        return ""
    assert isinstance(result, FetchError)
    return f"{result.code}: {result.message}" + (f" ({result.retry_after})" if result.retry_after else "")


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    """Nothing is known of any site."""
    database = open_sqlite(tmp_path / "visnyk.sqlite")
    yield Keeper(database)
    database.close()


def test_what_is_forbidden_is_told(keeper: Keeper, site: Server) -> None:
    """The error names the site, the path and what to do; everything else may be asked for."""
    site.on("/robots.txt", CLOSED)
    error, nothing = keeper.ask(site.url("/news?p=10"), site.url("/about"))
    todo = "ask the site's editors, or remove the source"
    assert error == f"robots: {site.url('/robots.txt')} forbids '/news?p=10' to Visnyk: {todo}"
    assert nothing == ""


def test_a_site_is_asked_once_a_day(keeper: Keeper, site: Server) -> None:
    """However many pages are asked for at once or by later runs, one request a day is enough; then it may change."""
    site.on("/robots.txt", CLOSED, OPEN)
    for hours in (0, 12, 11):
        keeper.later(hours=hours)
        assert all(keeper.ask(*[site.url("/news")] * 5))
    assert site.paths() == ["/robots.txt"]
    keeper.later(hours=1)
    assert keeper.ask(site.url("/news")) == [""]
    assert site.paths() == ["/robots.txt"] * 2


def test_a_long_run_asks_again(keeper: Keeper, site: Server) -> None:
    """What one run remembers grows old too."""
    site.on("/robots.txt", CLOSED, OPEN)

    async def run() -> list[str]:
        async with Fetcher(settings()) as fetcher:
            rules = RobotsKeeper(fetcher, keeper.database, asyncio.to_thread, lambda: keeper.now)
            told = []
            for _ in range(2):
                try:
                    await rules.check(site.url("/news"))
                    told.append("")
                except FetchError as error:
                    told.append(error.code)
                keeper.later(days=1)
            return told

    assert asyncio.run(run()) == ["robots", ""]


@pytest.mark.parametrize(
    "answer",
    [
        OPEN,
        http("410 Gone"),
        http("302 Found", location="/robots.txt"),
        http("302 Found", location="mailto:nobody"),
        http(body=b"<!doctype html><p>User-agent: *\nDisallow: /", content_type="text/html"),
    ],
    ids=["404", "410", "loop", "nowhere", "page"],
)
def test_a_site_without_rules_forbids_nothing(keeper: Keeper, site: Server, answer: bytes) -> None:
    """None there, gone for good, redirected to nowhere, a page instead: all may be asked for, and that is kept."""
    site.on("/robots.txt", answer)
    assert keeper.ask(site.url("/news")) == [""]
    asked = len(site.asked)
    keeper.later(hours=23)
    assert keeper.ask(site.url("/news")) == [""]
    assert len(site.asked) == asked


def test_a_redirect_is_followed(keeper: Keeper, site: Server) -> None:
    """The rules are those of the site that was asked, wherever they are kept."""
    site.on("/robots.txt", http("301 Moved Permanently", location="/rules"))
    site.on("/rules", CLOSED)
    assert keeper.ask(site.url("/news"))[0].startswith("robots: ")


def test_a_site_that_fails_is_not_asked_for_pages(keeper: Keeper, site: Server) -> None:
    """The failure is the source's own, with the server's word; for an hour nobody asks again."""
    site.on("/robots.txt", DOWN, OPEN)
    told = keeper.ask(*[site.url("/news")] * 3)
    why = "until it is there, nothing may be asked"
    assert told[0] == f"http-503: {site.url('/robots.txt')}: answered 503 Service Unavailable; {why} (0:02:00)"
    kept = "could not be had when it was last asked for (http-503)"
    assert told[1:] == [f"http-503: {site.url('/robots.txt')}: {kept}; {why}"] * 2
    keeper.later(minutes=59)
    assert keeper.ask(site.url("/news")) == told[1:2]
    assert site.paths() == ["/robots.txt"]
    keeper.later(minutes=1)
    assert keeper.ask(site.url("/news")) == [""]


def test_an_old_copy_is_used_while_a_site_fails(keeper: Keeper, site: Server) -> None:
    """For a month the last rules hold, and the site is asked for new ones every hour that somebody wants a page."""
    site.on("/robots.txt", CLOSED, DOWN)
    keeper.ask(site.url("/about"))
    for _ in range(2):
        keeper.later(days=14)
        for _ in range(2):
            allowed, forbidden = keeper.ask(site.url("/about"), site.url("/news"))
            assert allowed == "" and forbidden.startswith("robots: ")
    assert site.paths() == ["/robots.txt"] * 3
    keeper.later(days=2)
    assert keeper.ask(site.url("/about"))[0].startswith("http-503: ")


def test_trouble_on_the_way_is_not_remembered(keeper: Keeper) -> None:
    """A site that could not be connected to is asked again at once: it may be this machine that was cut off."""
    with Server() as site:
        address = site.url("/about")
    assert keeper.ask(address)[0].startswith("connection: ")
    said = keeper.ask(address)[0]
    assert "last asked for" not in said and said.startswith("connection: ")


def test_whom_nothing_reaches_is_asked_for_one_thing(keeper: Keeper, tmp_path: Path) -> None:
    """Where the site cannot be connected to, the old copy does not send the next request after it."""
    with Server() as site:
        site.on("/robots.txt", CLOSED)
        assert keeper.ask(site.url("/about")) == [""]
        address = site.url("/about")
    keeper.later(days=1)
    assert keeper.ask(address)[0].startswith("connection: ")
    # It may have been a moment's trouble: who comes soon tries the page.
    keeper.later(minutes=20)
    assert keeper.ask(address) == [""]


def test_the_delay_that_a_site_wants_is_kept(keeper: Keeper, site: Server) -> None:
    """Pages of a site with a Crawl-delay wait for it, after the request for its robots.txt too."""
    site.on("/robots.txt", http(body=b"User-agent: *\nCrawl-delay: 0.4\n", content_type="text/plain"))
    page = site.on("/about", http(body=b"x"))
    # Waiting for one's turn is not the server's time, so that only the clock of the test can tell.
    began = asyncio.new_event_loop()
    before = began.time()
    assert keeper.ask(page, page, fetch=True) == ["", ""]
    assert began.time() - before >= 0.8
    began.close()
    assert site.paths() == ["/robots.txt", "/about", "/about"]


def test_what_is_no_address_is_left_to_whoever_asks(keeper: Keeper) -> None:
    """A broken address has no site whose rules could be asked for."""
    assert keeper.ask("https://[", "/news") == ["", ""]


def test_rows(keeper: Keeper) -> None:
    """What is kept comes back as it was, and is replaced."""
    kept = KeptRobots("https://city.example", "User-agent: *", "http-200", NOON, NOON)
    for row in (kept, replace(kept, body=None, status="timeout", asked=NOON + timedelta(days=1))):
        with keeper.database.write() as connection:
            save_robots(connection, row)
        with keeper.database.read() as connection:
            assert load_robots(connection, row.origin) == row
            assert load_robots(connection, "https://other.example") is None
