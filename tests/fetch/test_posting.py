"""Forms that are sent: what arrives, what counts as an error, and where they must not go."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from feeds.errors import FetchError
from feeds.fetch.posting import Poster
from tests.jobs.hub import Hub

from .conftest import AGENT, NOW, settings

FORM = (("hub.mode", "publish"), ("hub.url", "https://news.example/?a=b&c=Харків"))
SENT = {"hub.mode": ["publish"], "hub.url": ["https://news.example/?a=b&c=Харків"]}


def post(url: str, times: int = 1, **changes: Any) -> None:
    """Send the form with a client of its own; ``changes`` go to the settings."""

    async def run() -> None:
        async with Poster(settings(**changes), now=lambda: NOW) as poster:
            for _ in range(times):
                await poster.post(url, FORM)

    asyncio.run(run())


def failure(url: str, **changes: Any) -> FetchError:
    """The error that sending ends with."""
    with pytest.raises(FetchError) as caught:
        post(url, **changes)
    return caught.value


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Whoever takes forms."""
    with Hub() as running:
        yield running


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_form_arrives_as_it_was_written(hub: Hub, status: int) -> None:
    """Encoded as browsers do, with our name; every status of success is one."""
    hub.refusals.append((status, {}))
    post(hub.url, times=2)
    assert hub.asked == [SENT, SENT]
    assert hub.agents == {AGENT}


def test_an_error_says_what_was_answered(hub: Hub) -> None:
    """The status is in code and message, and what the server asks for in ``retry_after``."""
    hub.refusals.append((429, {"Retry-After": "120"}))
    error = failure(hub.url)
    assert (error.code, error.message) == ("http-429", "answered 429 Too Many Requests")
    assert error.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_the_method_is_followed(hub: Hub, status: int) -> None:
    """The same form is sent to where it leads, and an error there names the place."""
    hub.refusals += [(status, {"Location": "/here"}), (202, {})]
    post(hub.url)
    assert hub.asked == [SENT, SENT]
    hub.refusals += [(status, {"Location": "/here"}), (500, {})]
    assert failure(hub.url).message == f"answered 500 Internal Server Error (asked at '{hub.url}here')"


@pytest.mark.parametrize("status", [301, 302, 303])
def test_any_other_redirect_is_an_error(hub: Hub, status: int) -> None:
    """It would turn the form into a question."""
    hub.refusals.append((status, {"Location": "/here"}))
    assert failure(hub.url).code == f"http-{status}"
    assert len(hub.asked) == 1


def test_redirects_end(hub: Hub) -> None:
    """No more of them are followed than the settings allow."""
    hub.refusals += [(307, {"Location": "/again"})] * 10
    assert failure(hub.url, max_redirects=3).code == "redirect-loop"
    assert len(hub.asked) == 4


def test_nothing_is_sent_into_a_private_network(hub: Hub) -> None:
    """Neither at once, nor by a name, nor by a redirect."""
    assert failure(hub.url, allow_private=()).code == "private-address"
    assert failure(hub.url.replace("127.0.0.1", "localhost"), allow_private=()).code == "private-address"
    assert hub.asked == []
    hub.refusals.append((307, {"Location": "http://10.0.0.1/"}))
    assert failure(hub.url).code == "private-address"


def test_a_server_that_does_not_answer_is_left(hub: Hub) -> None:
    """After the time that the settings allow in all."""
    answer = threading.Event()
    hub.before = lambda topic: answer.wait(20) and None
    try:
        error = failure(hub.url, total_seconds=0.2)
    finally:
        answer.set()
    assert error.code == "timeout" and "did not finish within 0.2 s" in error.message


def test_nobody_there() -> None:
    """A closed port is named with the system's reason."""
    with Hub() as gone:
        pass
    error = failure(gone.url)
    assert error.code == "connection" and error.message.endswith("Connection refused")
