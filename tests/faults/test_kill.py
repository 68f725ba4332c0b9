"""A refresh that is killed: at ten moments, and while nobody is left to look after its workers."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from feeds.model import State
from tests.fetch.loopback import after
from tests.jobs.city import City
from tests.jobs.documents import atom, items
from tests.jobs.libre import Libre
from tests.jobs.site import Feed, Server, http

from .processes import kill_group, refreshing, wait_until_gone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="process groups are looked up in /proc"),
]

SOURCES = 200
TRANSLATED = 60
"""So many of them are in Ukrainian, the others in English."""
KILLS = 10
ENGINE_SECONDS = 0.04


class Press:
    """Two hundred feeds, each with one more entry in every edition of theirs, and an engine that takes its time."""

    def __init__(self, server: Server, libre: Libre) -> None:
        self.server, self.libre = server, libre
        self.entries = 1
        self.feeds = {f"s{number}": Feed(b"") for number in range(SOURCES)}
        for name, feed in self.feeds.items():
            server.on(f"/{name}", feed)
        libre.before = lambda: time.sleep(ENGINE_SECONDS)
        self.print()

    def print(self) -> None:
        """Every feed as it is now."""
        for name, feed in self.feeds.items():
            feed.body, feed.etag = atom(items(self.entries, name)), f'"{self.entries}"'

    def goes_on(self) -> None:
        """Every feed gets one entry more."""
        self.entries += 1
        self.print()

    def city(self, folder: Path) -> City:
        """A Visnyk that reads all of it."""
        city = City(folder)
        city.main["http"]["per_host"] = 16
        city.main["parse"]["workers"] = 2
        city.translated_by(self.libre.url)
        for number, name in enumerate(self.feeds):
            city.add(name, self.server.url(f"/{name}"), language="uk" if number < TRANSLATED else "en")
        city.write()
        return city

    def under_way(self) -> set[str]:
        """What the engine was asked last."""
        return set(self.libre.requests[-1]) if self.libre.requests else set()


@pytest.fixture
def press() -> Iterator[Press]:
    """The world outside."""
    with Server() as server, Libre() as libre:
        yield Press(server, libre)


def seconds_of_a_run(press: Press, city: City) -> float:
    """How long a refresh takes from its first request to its end."""
    with refreshing(city) as process:
        wait_for_request(process, press, len(press.server.asked))
        started = time.monotonic()
        _, complaints = process.communicate(timeout=60)
        assert (process.returncode, complaints) == (0, "")
        return time.monotonic() - started


def wait_for_request(process: subprocess.Popen[str], press: Press, asked: int) -> None:
    """Wait until the first request of a run has come."""
    while process.poll() is None and len(press.server.asked) == asked:
        time.sleep(0.002)


def whole(city: City) -> bool:
    """Is the database as sound as after an orderly end? SQLite recovers what its log holds when it is opened."""
    connection = sqlite3.connect(city.data / "visnyk.sqlite")
    try:
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and not broken
    finally:
        connection.close()


def test_killed_at_ten_moments(press: Press, tmp_path: Path) -> None:
    """Killed ten times, it ends with every entry once, everything translated and published, and paid for once."""
    seconds = seconds_of_a_run(press, press.city(tmp_path / "measured"))
    press.libre.requests.clear()
    city = press.city(tmp_path / "killed")
    excused: Counter[str] = Counter()
    killed = 0
    for moment in range(KILLS):
        press.goes_on()
        asked, engine_calls = len(press.server.asked), len(press.libre.requests)
        with refreshing(city) as process:
            wait_for_request(process, press, asked)
            time.sleep(seconds * (moment + 0.5) / KILLS)
            killed += process.poll() is None
            kill_group(process)
        assert whole(city)
        if len(press.libre.requests) > engine_calls:
            excused.update(press.under_way())
    assert killed >= KILLS / 2, "most runs were over before their moment: nothing has been shown"

    with refreshing(city) as final:
        summary = json.loads(final.communicate(timeout=60)[0])
        assert final.returncode == 0
    assert_complete(press, city, summary)
    sent = Counter(press.libre.units)
    assert {unit: times for unit, times in sent.items() if times > 1 + excused[unit]} == {}


def assert_complete(press: Press, city: City, summary: dict[str, dict[str, int]]) -> None:
    """Every entry of every source once, every translation, every document; a run more changes nothing."""
    entries = city.entries()
    assert Counter(entry.guid for entry, _ in entries) == {
        item.id: 1 for name in press.feeds for item in items(press.entries, name)
    }
    translated = {entry.guid for entry, translation in entries if translation and translation.state is State.TRANSLATED}
    assert translated == {item.id for name in list(press.feeds)[:TRANSLATED] for item in items(press.entries, name)}
    assert summary["translations"]["translated"] == len(translated)
    with city.open() as service:
        assert service.publish() == 0
        assert len(service.renderings()) == 1 + 3 * len(city.editions)
    assert whole(city)


@contextmanager
def busy(city: City, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """A refresh that has stored one source, waits for another, and reads a third that keeps a worker busy."""
    city.main["parse"] = {"seconds": seconds, "workers": 2}
    city.main["http.timeouts"] = {"connect": 2, "read": 60, "total": 60}
    bomb = b"<feed xmlns='http://www.w3.org/2005/Atom'><author>a@" + b"a." * 60_000 + b"</author></feed>"
    with Server() as server:
        city.add("good", server.on("/good", Feed(atom(items(2)))))
        city.add("bomb", server.on("/bomb", http(body=bomb)))
        city.add("slow", server.on("/slow", after(60, http())))
        city.write()
        with refreshing(city) as process:
            while process.poll() is None and not (city.data.exists() and city.titles()):
                time.sleep(0.02)
            time.sleep(0.3)  # so that the other worker has its document, too
            yield process


def test_workers_end_with_their_owner(tmp_path: Path) -> None:
    """Killed alone, a refresh leaves no process behind, not even a worker that is busy with a hostile document."""
    with busy(City(tmp_path), seconds=1) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert wait_until_gone(process.pid) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_in_order_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    """Told to end, a refresh does so at once, without a traceback and with all its processes; what it stored stays."""
    city = City(tmp_path)
    with busy(city, seconds=30) as process:
        os.kill(process.pid, number)
        _, said = process.communicate(timeout=20)
        assert (process.returncode, said.strip()) == (130, "visnyk: stopped")
        assert wait_until_gone(process.pid) == []
    assert len(city.titles()) == 2
    assert whole(city)
