"""Hubs are told of every change once, whatever they do, and one that is dead delays nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

import feeds.jobs.hubs
import feeds.jobs.pinger
from feeds.errors import StoreError
from feeds.fetch.posting import Poster
from feeds.fetch.settings import HttpSettings
from feeds.jobs.hubs import Push, ping_hubs
from feeds.jobs.pinger import Pinger
from feeds.store.database import open_sqlite
from feeds.store.lock import exclusive
from feeds.store.pings import due_pings, note_pings
from tests.cli.helping import until

from .city import City
from .documents import NOON, atom, items
from .hub import Hub
from .site import Feed, Server

SITE = "https://news.example"
A, B, C, D, E = (f"{SITE}/editions/{name}.atom" for name in "abcde")
FEEDS = [A, B, C, D, E]


class Newsroom:
    """A database in which feeds change, and the telling of hubs about it; its clock stands still."""

    def __init__(self, folder: Path) -> None:
        self.database = open_sqlite(folder / "visnyk.sqlite")
        self.folder = folder
        self.now = NOON
        self.version = 0
        self.said: list[str] = []
        self.hubs: tuple[str, ...] = ()
        self.topics = list(FEEDS)

    def change(self, *topics: str) -> None:
        """A publish that changes these feeds."""
        self.version += 1
        with self.database.write() as connection:
            note_pings(connection, self.hubs, topics, self.version, self.now)

    def push(self, **http: Any) -> Push:
        """Who is to be told of what."""
        limits = {"connect_seconds": 5.0, "read_seconds": 20.0, "total_seconds": 20.0, **http}
        settings = HttpSettings("Visnyk-test/1", allow_private=(ip_network("127.0.0.0/8"),), **limits)
        lock = self.folder / "hubs.lock"
        return Push(
            self.database, settings, self.hubs, self.topics, lock, lambda: self.now, self.said.append, lambda: 0.0
        )

    def tell(self, *, after: timedelta = timedelta(), **options: Any) -> tuple[int, int, int]:
        """Let time pass and tell what is due: how many changes were taken, failed, refused."""
        self.now += after
        came = ping_hubs(self.push(), **options)
        return came.taken, came.failed, came.refused

    def due(self, hub: str | None = None, now: datetime | None = None) -> list[str]:
        """What a hub, the first one unless told otherwise, is to be told."""
        with self.database.read() as connection:
            return [one.topic for one in due_pings(connection, hub or self.hubs[0], now or self.now)]

    def rest(self) -> timedelta:
        """How long the first hub is told nothing."""
        minutes = (timedelta(minutes=number) for number in range(24 * 60))
        return next(pause for pause in minutes if self.due(now=self.now + pause))


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no website here that would have to look first, and nobody likes to wait."""
    monkeypatch.setattr(feeds.jobs.hubs, "SETTLE_SECONDS", 0)
    monkeypatch.setattr(feeds.jobs.pinger, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(feeds.jobs.pinger, "_END_SECONDS", 0.5)


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub that works."""
    with Hub() as running:
        yield running


@pytest.fixture
def newsroom(tmp_path: Path, hub: Hub) -> Iterator[Newsroom]:
    """It tells ``hub``."""
    room = Newsroom(tmp_path)
    room.hubs = (hub.url,)
    yield room
    room.database.close()


@pytest.fixture
def dead() -> str:
    """The address of a hub that has ended."""
    with Hub() as ended:
        return ended.url


@pytest.fixture
def hanging() -> Iterator[Hub]:
    """A hub that takes a request and does not answer."""
    release = threading.Event()
    with Hub() as running:
        running.before = lambda topic: release.wait(60) and None
        yield running
        release.set()


# --- changes ------------------------------------------------------------------------------------------------------


def test_every_change_of_a_publish_is_told_once(city: City, site: Server, hub: Hub) -> None:
    """Each feed whose bytes a publish changed is told once; a publish that changes nothing tells nothing."""
    feed, other = Feed(atom(items(2))), Feed(atom(items(2, "other")))
    city.main["websub"] = {"hubs": [hub.url]}
    city.editions[0]["sources"] = ["city"]
    city.add("city", site.on("/city", feed))
    city.add("other", site.on("/other", other))

    def told() -> list[str]:
        del hub.told[:], hub.asked[:]
        city.run()
        with city.open() as service:
            service.publishing.tell_hubs(print)
        assert hub.asked == [{"hub.mode": ["publish"], "hub.url": [one], "hub.topic": [one]} for one in hub.told]
        return hub.told

    every = [f"{SITE}/editions/{name}" for name in ("all-en", "all-original", "both")]
    assert sorted(told()) == [f"{name}.{kind}" for name in every for kind in ("atom", "json", "rss")]
    assert told() == []
    other.body = atom(items(3, "other"))
    assert sorted(told()) == [f"{name}.{kind}" for name in every[1:] for kind in ("atom", "json", "rss")]
    assert told() == []


def test_changes_before_a_telling_are_one(newsroom: Newsroom, hub: Hub) -> None:
    """A feed that has changed twice meanwhile is told of once; the hub fetches what it is now."""
    newsroom.change(A)
    newsroom.change(A, B)
    assert newsroom.tell() == (2, 0, 0)
    assert sorted(hub.told) == [A, B]


def test_a_change_while_it_is_told_is_told_again(newsroom: Newsroom, hub: Hub) -> None:
    """The hub may have fetched the feed as it was before."""
    hub.before = newsroom.change
    newsroom.change(A)
    assert newsroom.tell() == (1, 0, 0)
    hub.before = lambda topic: None
    assert (newsroom.tell(), newsroom.tell()) == ((1, 0, 0), (0, 0, 0))
    assert hub.told == [A, A]


def test_no_two_processes_tell_the_same(newsroom: Newsroom, hub: Hub) -> None:
    """While another process tells hubs, a command leaves it to that."""
    newsroom.change(A)
    with exclusive(newsroom.push().lock):
        assert newsroom.tell() == (0, 0, 0)
    assert hub.asked == []
    assert newsroom.tell() == (1, 0, 0)


def test_what_is_no_longer_configured_is_not_told(newsroom: Newsroom, hub: Hub, dead: str) -> None:
    """Feeds and hubs that were taken out of the settings are forgotten."""
    newsroom.hubs = (hub.url, dead)
    newsroom.change(A, B)
    newsroom.hubs, newsroom.topics = (hub.url,), [B]
    assert newsroom.tell() == (1, 0, 0)
    assert hub.told == [B]
    assert newsroom.due(dead) == []


# --- hubs that fail -----------------------------------------------------------------------------------------------


def test_a_dead_hub_delays_no_other(newsroom: Newsroom, hub: Hub, dead: str) -> None:
    """A hub that cannot be reached is asked once and left alone for a minute; the other one is told everything."""
    newsroom.hubs = (dead, hub.url)
    newsroom.change(*FEEDS)
    assert newsroom.tell() == (5, 1, 0)
    assert sorted(hub.told) == FEEDS
    newsroom.change(A)
    assert newsroom.tell() == (1, 0, 0), "the dead one is not asked again"
    assert newsroom.rest() == timedelta(minutes=1)
    [line] = newsroom.said
    assert line.startswith(f"hub {dead} cannot be told of changes: no connection to 127.0.0.1:")


def test_a_hanging_hub_delays_no_other(newsroom: Newsroom, hub: Hub, hanging: Hub) -> None:
    """One that takes requests and never answers costs one of them; the other is told everything meanwhile."""
    newsroom.hubs = (hanging.url, hub.url)
    newsroom.change(*FEEDS)
    assert newsroom.tell(seconds=1) == (5, 1, 0)
    assert (len(hanging.asked), sorted(hub.told)) == (1, FEEDS)
    assert newsroom.due(hanging.url, newsroom.now + timedelta(minutes=1)) == FEEDS, "all of it still waits"


def test_a_slow_hub_is_told_the_rest_later(newsroom: Newsroom, hub: Hub) -> None:
    """When the time of a command is up no request is begun; what is left stays due."""
    newsroom.change(*FEEDS)
    assert newsroom.tell(seconds=0) == (0, 0, 0)
    assert (hub.asked, newsroom.due()) == ([], FEEDS)


def test_a_failure_at_one_feed_holds_up_no_other(newsroom: Newsroom, hub: Hub) -> None:
    """A feed that breaks the hub is told again after a minute, five, fifteen…; the other feeds are told."""
    hub.refusals.append((500, {}))
    newsroom.change(A, B, C)
    assert newsroom.tell() == (2, 1, 0)
    assert hub.told == [B, C]
    minute = timedelta(minutes=1)
    hub.refusals.append((500, {}))
    assert (newsroom.tell(after=minute - timedelta(seconds=1)), newsroom.tell(after=minute)) == ((0, 0, 0), (0, 1, 0))
    assert newsroom.rest() == 5 * minute
    assert newsroom.tell(after=5 * minute) == (1, 0, 0)
    line = f"hub {hub.url} cannot be told of {A}: answered 500 Internal Server Error; it is told again"
    assert newsroom.said == [line, line], "once by each command that tried"


def test_a_hub_that_breaks_down_is_left_alone(newsroom: Newsroom, hub: Hub) -> None:
    """After three failures in a row nothing more is sent; next time those come first that were not tried."""
    hub.refusals += [(500, {})] * 3
    newsroom.change(*FEEDS)
    assert newsroom.tell() == (0, 3, 0)
    assert len(hub.asked) == 3
    assert newsroom.tell(after=timedelta(minutes=1)) == (5, 0, 0)
    assert hub.told == [D, E, A, B, C]


@pytest.mark.parametrize("status", [429, 503, 403])
def test_a_hub_that_names_a_time_is_believed(newsroom: Newsroom, hub: Hub, status: int) -> None:
    """Retry-After holds for all that the hub is to be told."""
    hub.refusals.append((status, {"Retry-After": "600"}))
    newsroom.change(A, B)
    assert newsroom.tell() == (0, 1, 0)
    assert newsroom.tell(after=timedelta(minutes=9)) == (0, 0, 0)
    assert newsroom.tell(after=timedelta(minutes=1)) == (2, 0, 0)
    assert len(hub.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_final(newsroom: Newsroom, hub: Hub, status: int) -> None:
    """What the hub does not want is not told again until it changes again; that is said once for all feeds."""
    hub.refusals += [(status, {})] * 2
    newsroom.change(A, B, C)
    assert newsroom.tell() == (1, 0, 2)
    assert newsroom.tell(after=timedelta(days=9)) == (0, 0, 0)
    newsroom.change(A)
    assert newsroom.tell() == (1, 0, 0)
    assert [line.partition(": answered")[0] for line in newsroom.said] == [f"hub {hub.url} refuses to be told of {A}"]


def test_a_dead_hub_is_asked_ever_more_seldom(newsroom: Newsroom, dead: str) -> None:
    """From one minute to six hours, and then for ever, for nothing that waits is dropped."""
    newsroom.hubs = (dead,)
    newsroom.change(*FEEDS)
    pauses = []
    for _ in range(9):
        assert newsroom.tell() == (0, 1, 0)
        pauses.append(newsroom.rest() // timedelta(minutes=1))
        newsroom.now += newsroom.rest()
    assert pauses == [1, 5, 15, 60, 120, 240, 360, 360, 360]
    assert newsroom.due() == FEEDS


def test_an_error_that_nobody_foresaw_harms_one_ping(
    newsroom: Newsroom, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told with its kind, and the other feeds are told."""
    real = Poster.post

    async def post(self: Poster, url: str, fields: Any) -> None:
        if fields[1] == ("hub.url", A):
            raise KeyError("what")
        await real(self, url, fields)

    monkeypatch.setattr(Poster, "post", post)
    newsroom.change(A, B)
    assert newsroom.tell() == (1, 1, 0)
    assert newsroom.said[0] == f"hub {hub.url} cannot be told of {A}: KeyError: 'what'; it is told again"


# --- the thread ---------------------------------------------------------------------------------------------------


def pinging(newsroom: Newsroom) -> AbstractContextManager[Pinger]:
    """The thread at work."""
    return Pinger(newsroom.push, newsroom.said.append)


def test_the_thread_tells_what_is_published(newsroom: Newsroom, hub: Hub) -> None:
    """Nobody has to call it; what a hub breaks down at is told when its time has come."""
    hub.refusals.append((500, {}))
    with pinging(newsroom):
        newsroom.change(A, B)
        until(lambda: hub.told == [B] and newsroom.said, "the second feed is told")
        newsroom.now += timedelta(minutes=1)
        until(lambda: hub.told == [B, A], "the first one is told again")
        newsroom.change(C)
        until(lambda: hub.told == [B, A, C], "the next change is told")
    assert len(hub.asked) == 4


def test_the_thread_says_what_ails_a_hub_once(newsroom: Newsroom, hub: Hub) -> None:
    """While a hub fails in the same way nothing more is said; when it works again, that is."""
    hub.refusals += [(429, {})] * 3
    newsroom.change(A)
    with pinging(newsroom):
        for tries in range(1, 5):
            until(lambda: len(hub.asked) == tries, "it is tried")  # noqa: B023 - called at once
            until(lambda: hub.told or not newsroom.due(), "that is noted")
            newsroom.now += timedelta(hours=1)
        until(lambda: hub.told == [A] and newsroom.said[1:], "it works again")
    assert newsroom.said == [
        f"hub {hub.url} cannot be told of changes: answered 429 Too Many Requests; it is told again",
        f"hub {hub.url} is told of changes again",
    ]


def test_in_the_thread_a_dead_hub_delays_no_other(newsroom: Newsroom, hub: Hub, dead: str, hanging: Hub) -> None:
    """Each hub is told in its own time, and the thread ends while one has not answered yet."""
    newsroom.hubs = (dead, hanging.url, hub.url)
    newsroom.change(A)
    with pinging(newsroom):
        until(lambda: hanging.asked and hub.told == [A], "the first change is told")
        newsroom.change(A, B)
        until(lambda: sorted(hub.told) == [A, A, B], "further changes are told while one hub still hangs")
        assert len(hanging.asked) == 1
    assert sorted(newsroom.due(hanging.url)) == [A, B], "what was under way is told after the next start"


def test_a_ping_under_way_is_brought_to_its_end(newsroom: Newsroom, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told to end, the thread waits a moment for answers: else the next start would tell the same again."""
    monkeypatch.setattr(feeds.jobs.pinger, "_END_SECONDS", 20)
    asked = threading.Event()
    with pinging(newsroom) as pinger:

        def before(topic: str) -> None:
            asked.set()
            until(pinger._stop.is_set, "the thread is told to end")

        hub.before = before
        newsroom.change(A, B)
        assert asked.wait(20)
    assert (hub.told, newsroom.due()) == ([A], [B])


def test_the_thread_takes_over_from_a_command(newsroom: Newsroom, hub: Hub) -> None:
    """While a command tells hubs the thread waits for its turn."""
    newsroom.change(A)
    looked = threading.Event()

    def push() -> Push:
        looked.set()
        return newsroom.push()

    with ExitStack() as stack:
        with exclusive(newsroom.push().lock):
            stack.enter_context(Pinger(push, newsroom.said.append))
            assert looked.wait(20)
            assert hub.asked == []
        until(lambda: hub.told == [A], "the change is told")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (StoreError("the disk is full"), "visnyk: the disk is full"),
        (KeyError("x"), "visnyk: a fault in Visnyk itself, while hubs were told: KeyError: 'x'"),
    ],
)
def test_trouble_is_said_once_and_passes(newsroom: Newsroom, hub: Hub, trouble: Exception, said: str) -> None:
    """The thread tries again, and says nothing twice."""
    newsroom.change(A)
    tries: list[Callable[[], Push]] = []

    def push() -> Push:
        tries.append(push)
        if len(tries) < 4:
            raise trouble
        return newsroom.push()

    with Pinger(push, newsroom.said.append):
        until(lambda: hub.told == [A], "the change is told")
    assert newsroom.said == [said]


def test_without_hubs_there_is_no_thread(city: City, newsroom: Newsroom) -> None:
    """Whoever configures no hub pays nothing for them."""
    with city.open() as service, service.publishing.telling_hubs(print) as nobody:
        assert nobody is None
        assert not any(thread.name == "hubs" for thread in threading.enumerate())
        service.publishing.tell_hubs(print)
    assert not (city.data / "hubs.lock").exists()
