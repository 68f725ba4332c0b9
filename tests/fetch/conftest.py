"""A loopback server and a client that may ask it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import pytest

from feeds.errors import FetchError
from feeds.fetch.client import Fetcher, Outcome, Request
from feeds.fetch.settings import HttpSettings

from .loopback import Server

AGENT = "Visnyk-test/1 (+https://visnyk.example/about)"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def settings(**changes: Any) -> HttpSettings:
    """Short limits; loopback allowed unless ``allow_private`` says otherwise."""
    usual: dict[str, Any] = {
        "user_agent": AGENT,
        "connect_seconds": 2,
        "read_seconds": 2,
        "total_seconds": 5,
        "allow_private": (ip_network("127.0.0.0/8"),),
    }
    return HttpSettings(**(usual | changes))


def fetch(url: str, *, etag: str | None = None, last_modified: str | None = None, **changes: Any) -> Outcome:
    """One fetch with a client of its own; ``changes`` go to the settings."""
    outcome: Outcome = fetch_all([Request(url, etag, last_modified)], **changes)[0]
    return outcome


def fetch_all(requests: list[Request], **changes: Any) -> list[Any]:
    """Fetches at once with one client: outcomes, or the ``FetchError`` in place of one where there are several."""

    async def run() -> list[Any]:
        async with Fetcher(settings(**changes), now=lambda: NOW) as fetcher:
            return await asyncio.gather(*map(fetcher.fetch, requests), return_exceptions=len(requests) > 1)

    return asyncio.run(run())


def failure(url: str, **changes: Any) -> FetchError:
    """The error that fetching ``url`` ends with."""
    with pytest.raises(FetchError) as caught:
        fetch(url, **changes)
    return caught.value


@pytest.fixture
def server() -> Iterator[Server]:
    """A fresh loopback server."""
    with Server() as running:
        yield running


@pytest.fixture
def another_server() -> Iterator[Server]:
    """A second one, on another port."""
    with Server() as running:
        yield running
