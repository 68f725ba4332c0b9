"""One site is asked a few questions, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from feeds.errors import SourceError
from feeds.fetch.client import Fetcher
from feeds.fetch.settings import HttpSettings
from feeds.jobs.asking import Asker
from tests.jobs.site import Server, http

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HTTP = HttpSettings("Visnyk/0 (test)", allow_private=(ip_network("127.0.0.0/8"),), delay_seconds=0)


@pytest.fixture
def server() -> Iterator[Server]:
    """A site that knows nothing yet."""
    with Server() as running:
        yield running


def asked(*urls: str, left: int = 9) -> list[bytes | str]:
    """What comes of asking for pages one after another: a body, or the code of an error."""

    async def ask() -> list[bytes | str]:
        answers: list[bytes | str] = []
        async with Fetcher(HTTP) as fetcher:
            asker = Asker(fetcher, NOW, left)
            for url in urls:
                try:
                    answers.append((await asker.ask_page(url)).body)
                except SourceError as error:
                    answers.append(error.code)
        return answers

    return asyncio.run(ask())


def test_each_once(server: Server) -> None:
    """A page is asked for once, whether it is there or not, and robots.txt once a site."""
    url = server.on("/a", http(body=b"A"))
    assert asked(url, url, server.url("/b"), server.url("/b")) == [b"A", b"A", "http-404", "http-404"]
    assert server.paths() == ["/robots.txt", "/a", "/b"]


def test_no_more_than_so_many(server: Server) -> None:
    """When enough was asked for, nothing else is; what is known already still is."""
    url = server.on("/a", http(body=b"A"))
    assert asked(url, server.url("/b"), url, left=1) == [b"A", "no-entries", b"A"]
    assert server.paths() == ["/robots.txt", "/a"]


def test_closed_pages(server: Server) -> None:
    """A page that robots.txt closes is not asked for, and does not count."""
    server.on("/robots.txt", http(body=b"User-agent: visnyk\nDisallow: /a", content_type="text/plain"))
    url = server.on("/b", http(body=b"B"))
    assert asked(server.url("/a"), url, left=1) == ["robots", b"B"]


def test_no_address() -> None:
    """What is no address fails as such, not for want of a robots.txt."""
    assert asked("http://[") == ["bad-url"]
