"""Turns: how many are asked at once, who waits for whom, what counts as time."""

from __future__ import annotations

import asyncio
import threading
from itertools import pairwise
from typing import Any

import pytest
from yarl import URL

from feeds.errors import FetchError
from feeds.fetch.body import LARGE, Place
from feeds.fetch.client import Fetched, Fetcher, Outcome, Request
from feeds.fetch.turns import LONGEST_DELAY, Turns

from .conftest import failure, fetch_all, settings
from .loopback import Act, Asked, Server, after, dripping, http


def held_until(event: threading.Event) -> Act:
    """Answers once ``event`` is set."""

    async def act(_: Asked, writer: asyncio.StreamWriter) -> None:
        while not event.is_set():
            await asyncio.sleep(0.01)
        writer.write(http(body=b"held"))

    return act


def setting(event: threading.Event) -> Act:
    """Answers at once and sets ``event``."""

    async def act(_: Asked, writer: asyncio.StreamWriter) -> None:
        event.set()
        writer.write(http(body=b"free"))

    return act


@pytest.mark.parametrize("per_host", [1, 3])
def test_a_host_sees_only_so_many_requests_at_once(server: Server, per_host: int) -> None:
    """However many sources live on one host, it is asked ``per_host`` at a time, over as many connections."""
    requests = [Request(server.on(f"/{number}", after(0.02, http(body=b"x")))) for number in range(12)]
    outcomes = fetch_all(requests, per_host=per_host)
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert server.most_at_once == per_host
    assert server.connections == per_host


def test_many_fetches_share_one_connection(server: Server) -> None:
    """200 fetches of 50 KB from one host need one connection."""
    url = server.on("/", http(body=b"x" * 50_000))
    outcomes = fetch_all([Request(url)] * 200)
    assert all(isinstance(outcome, Fetched) and len(outcome.body) == 50_000 for outcome in outcomes)
    assert server.connections == 1


def test_all_hosts_together_see_only_so_many(server: Server, another_server: Server) -> None:
    """``concurrency`` limits requests to all hosts."""
    urls = [one.on(f"/{n}", after(0.02, http(body=b"x"))) for n in range(4) for one in (server, another_server)]
    outcomes = fetch_all([Request(url) for url in urls], concurrency=1, per_host=4)
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert (server.most_at_once, another_server.most_at_once) == (1, 1)


def test_waiting_for_a_host_keeps_no_other_host_waiting(server: Server, another_server: Server) -> None:
    """Requests that queue for one busy host leave the overall slots to others."""
    event = threading.Event()
    busy = [Request(server.on(f"/{number}", held_until(event))) for number in range(3)]
    outcomes = fetch_all([*busy, Request(another_server.on("/", setting(event)))], concurrency=2)
    assert [outcome.body for outcome in outcomes] == [b"held"] * 3 + [b"free"]


def test_redirects_to_each_other_do_not_lock(server: Server, another_server: Server) -> None:
    """Two hosts that redirect to each other are both fetched, with one turn each."""
    there = [
        one.on("/from", after(0.05, http("302 Found", Location=other.on("/to", http(body=b"x")))))
        for one, other in ((server, another_server), (another_server, server))
    ]
    outcomes = fetch_all([Request(url) for url in there], concurrency=2, per_host=1)
    assert [outcome.body for outcome in outcomes] == [b"x", b"x"]


def test_a_hanging_host_holds_up_nobody_else(server: Server, another_server: Server) -> None:
    """While one host hangs until its time is over, the others are fetched."""
    hanging = Request(server.on("/", after(9, http())))
    others = [Request(another_server.on(f"/{number}", http(body=b"x"))) for number in range(5)]
    hung, *rest = fetch_all([hanging, *others], total_seconds=0.4, concurrency=2)
    assert isinstance(hung, FetchError) and hung.code == "timeout"
    assert all(isinstance(outcome, Fetched) for outcome in rest)


def test_waiting_for_a_turn_does_not_count(server: Server) -> None:
    """The total time starts with one's own turn: a long queue times nobody out."""
    requests = [Request(server.on(f"/{number}", after(0.25, http(body=b"x")))) for number in range(4)]
    outcomes = fetch_all(requests, total_seconds=0.6)
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)


def test_the_total_time_spans_redirects(server: Server) -> None:
    """Hops that are each quick enough are together too slow."""
    for number in range(4):
        server.on(f"/{number}", after(0.25, http("302 Found", Location=f"/{number + 1}")))
    error = failure(server.url("/0"), total_seconds=0.6)
    assert error.code == "timeout" and "(total)" in error.message


# --- the delay ------------------------------------------------------------------------------------------------------


def began(requests: list[Request], slower: float = 0, **changes: Any) -> list[float]:
    """When each request of a fetch began, by the loop's clock; ``slower``: what the first host asked for."""
    moments: list[float] = []

    async def run() -> None:
        async with Fetcher(settings(**changes)) as fetcher:
            if slower:
                fetcher.slow_down(requests[0].url, slower)
            ask = fetcher._ask

            async def noted(*arguments: Any) -> Any:
                moments.append(asyncio.get_running_loop().time())
                return await ask(*arguments)

            fetcher._ask = noted  # type: ignore[method-assign]
            await asyncio.gather(*map(fetcher.fetch, requests))

    asyncio.run(run())
    return moments


@pytest.mark.parametrize("options", [{"per_host": 1}, {"per_host": 4}, {"per_host": 4, "concurrency": 1}])
def test_so_much_time_is_between_two_requests_to_a_host(server: Server, options: dict[str, int]) -> None:
    """Requests begin one delay apart however many may be under way, and the first does not wait."""
    requests = [Request(server.on(f"/{number}", after(0.05, http(body=b"x")))) for number in range(4)]
    moments = began(requests, delay_seconds=0.1, **options)
    # Half of it, for what the machine does between our taking a turn and the note of it.
    assert all(later - earlier > 0.05 for earlier, later in pairwise(moments))
    assert moments[-1] - moments[0] > 0.25


def test_redirects_wait_for_the_delay_too(server: Server) -> None:
    """Each hop is a request, and the host that it leads to has its own delay."""
    for number in range(3):
        server.on(f"/{number}", http("302 Found", Location=f"/{number + 1}"))
    server.on("/3", http(body=b"x"))
    moments = began([Request(server.url("/0"))], delay_seconds=0.1)
    assert len(moments) == 4
    assert moments[-1] - moments[0] > 0.25


def test_the_delay_is_not_the_server_s_time(server: Server) -> None:
    """Whoever waits longer for the delay than a fetch may take is not timed out."""
    requests = [Request(server.on(f"/{number}", http(body=b"x"))) for number in range(3)]
    outcomes = fetch_all(requests, delay_seconds=0.3, total_seconds=0.25)
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)


def test_waiting_for_the_delay_keeps_no_other_host_waiting(server: Server, another_server: Server) -> None:
    """The only slot of all is free while a host rests: others are asked meanwhile."""
    slow = [Request(server.on(f"/{number}", http(body=b"x"))) for number in range(2)]
    others = [Request(another_server.on(f"/{number}", http(body=b"x"))) for number in range(5)]

    async def run() -> list[str]:
        done: list[str] = []

        async def ask(request: Request) -> None:
            await fetcher.fetch(request)
            done.append(request.url)

        async with Fetcher(settings(concurrency=1)) as fetcher:
            fetcher.slow_down(slow[0].url, 1)
            await asyncio.gather(*map(ask, [*slow, *others]))
        return done

    assert asyncio.run(run())[-1] == slow[1].url


def test_a_site_can_ask_for_more_time_but_not_for_less(server: Server) -> None:
    """What a site wants holds from then on for its host alone; half a minute is the most that it gets."""
    turns = Turns(settings(delay_seconds=2))
    site, other = URL("https://city.example/a"), URL("https://city.example:8443/a")
    asked = [1, 5, 3, 1000]
    delays = []
    for seconds in asked:
        turns.slow_down(site, seconds)
        delays.append(turns._host(site).delay)
    assert delays == [2, 5, 5, LONGEST_DELAY]
    assert turns._host(other).delay == 2
    moments = began([Request(server.on("/", http(body=b"x")))] * 3, slower=0.1)
    assert moments[-1] - moments[0] > 0.15


def test_who_is_cancelled_while_waiting_leaves_everything_free(server: Server) -> None:
    """A fetch that is given up while it waits for the delay or for a slot holds up none after it."""
    url = server.on("/", http(body=b"x"))

    async def run() -> Outcome:
        async with Fetcher(settings(concurrency=1)) as fetcher:
            await fetcher.fetch(Request(url))
            fetcher.slow_down(url, 30)
            waiting = [asyncio.create_task(fetcher.fetch(Request(url))) for _ in range(3)]
            await asyncio.sleep(0.05)
            for task in waiting:
                task.cancel()
            given_up = await asyncio.gather(*waiting, return_exceptions=True)
            assert [type(error) for error in given_up] == [asyncio.CancelledError] * 3
            fetcher._turns._host(URL(url)).delay = 0
            return await asyncio.wait_for(fetcher.fetch(Request(url)), 5)

    assert isinstance(asyncio.run(run()), Fetched)


def test_a_fetcher_can_go_on_after_a_failure(server: Server) -> None:
    """A timed-out or oversized fetch gives its turn and connection back."""
    slow, large = server.on("/slow", after(9, http())), server.on("/large", http(body=b"x" * 2000))
    good = server.on("/good", http(body=b"news"))

    async def run() -> list[object]:
        results: list[object] = []
        async with Fetcher(settings(total_seconds=0.3, max_bytes=1000, concurrency=1)) as fetcher:
            for url in (slow, large, good):
                try:
                    results.append((await fetcher.fetch(Request(url))).body)  # type: ignore[union-attr]
                except FetchError as error:
                    results.append(error.code)
        return results

    assert asyncio.run(run()) == ["timeout", "too-large", b"news"]


def test_a_kept_connection_that_the_server_closed_is_replaced(server: Server) -> None:
    """A server that drops idle connections costs nothing but a new one."""

    async def close_later(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(http(body=b"x"))
        await writer.drain()
        writer.close()

    url = server.on("/", close_later)
    outcomes = fetch_all([Request(url)] * 5)
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)


def test_a_fetcher_is_used_inside_its_context(server: Server) -> None:
    """Outside ``async with`` there is no session to use."""
    with pytest.raises(RuntimeError):
        asyncio.run(Fetcher(settings()).fetch(Request(server.url("/"))))


def test_large_bodies_wait_for_a_place_and_small_ones_do_not(server: Server) -> None:
    """A large body comes once there is a place for it; waiting for that is nobody's time and nobody's turn."""
    large = server.on("/large", http(body=b"x" * (LARGE + 1)))
    small = server.on("/small", http(body=b"x" * LARGE))

    async def run() -> tuple[bool, Outcome, Outcome]:
        places = asyncio.Semaphore(1)
        first, second = Place(places), Place(places)
        async with Fetcher(settings(total_seconds=0.5, concurrency=1)) as fetcher:
            await fetcher.fetch(Request(large), first)
            waiting = asyncio.create_task(fetcher.fetch(Request(large), second))
            passed = await fetcher.fetch(Request(small), Place(places))
            await asyncio.sleep(1)
            waited = not waiting.done()
            for _ in range(2):
                first.leave()  # once, however often it is said
            came = await waiting
            assert places.locked()
            return waited, passed, came

    waited, passed, came = asyncio.run(run())
    assert waited
    assert [len(one.body) for one in (passed, came) if isinstance(one, Fetched)] == [LARGE, LARGE + 1]


def test_a_large_body_that_takes_its_time_holds_no_place(server: Server) -> None:
    """A server that drips the end of a large body keeps nobody else's from coming."""
    dripped = server.on("/drip", dripping(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (LARGE + 1), b"x", 0.05))
    whole = server.on("/large", http(body=b"x" * (LARGE + 1)))

    async def run() -> tuple[Outcome, bool]:
        places = asyncio.Semaphore(1)
        async with Fetcher(settings(total_seconds=30, per_host=2)) as fetcher:
            slow = asyncio.create_task(fetcher.fetch(Request(dripped), Place(places)))
            await asyncio.sleep(0.2)
            came = await fetcher.fetch(Request(whole), Place(places))
            waits = not slow.done()
            slow.cancel()
            await asyncio.gather(slow, return_exceptions=True)
            return came, waits

    came, waits = asyncio.run(run())
    assert isinstance(came, Fetched) and len(came.body) == LARGE + 1
    assert waits
