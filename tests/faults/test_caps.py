"""A cap on what is sent: with two processes at once, and with one that is killed again and again."""

from __future__ import annotations

import random
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from feeds.store.database import open_sqlite
from feeds.store.spending import spent, totals

from .processes import REPOSITORY
from .spender import LARGEST, NOW

CAP = 15_000
KILLS = 10


class Service(socketserver.ThreadingTCPServer):
    """A translation service that counts what it is sent, like one that sends a bill."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.go = threading.Event()
        self.together = threading.Barrier(1)
        """Of so many clients none goes on after its first request before the others have sent one."""
        self.received: list[list[int]] = []
        """Of each client the characters of its requests."""

    @property
    def port(self) -> str:
        """Where it listens."""
        return str(self.server_address[1])

    @property
    def characters(self) -> int:
        """Of all clients."""
        return sum(map(sum, self.received))


class _Line(socketserver.StreamRequestHandler):
    server: Service

    def handle(self) -> None:
        self.rfile.readline()  # ready
        requests: list[int] = []
        self.server.received.append(requests)
        try:
            self.server.go.wait()
            self.wfile.write(b"+")
            while request := self.rfile.readline():
                requests.append(len(request.rstrip(b"\n")))
                if len(requests) == 1:
                    self.server.together.wait(60)
                self.wfile.write(b"+")
        except ConnectionError:
            pass  # its client was killed


@pytest.fixture
def service() -> Iterator[Service]:
    """A service on loopback."""
    with Service() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@contextmanager
def spending(path: Path, service: Service, per_day: int, per_month: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process that spends; nothing of it survives the context."""
    arguments = [str(path), service.port, str(per_day), str(per_month)]
    with subprocess.Popen([sys.executable, "-m", "tests.faults.spender", *arguments], cwd=REPOSITORY) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: subprocess.Popen[bytes], service: Service, clients: int, characters: int = 0) -> None:
    """Wait until so many clients are there and so many characters more have come, or the process has ended."""
    wanted = service.characters + characters
    while process.poll() is None and (len(service.received) < clients or service.characters < wanted):
        time.sleep(0.001)


def booked(path: Path) -> int:
    """What the database says was spent today."""
    database = open_sqlite(path)
    try:
        with database.read() as connection:
            assert len(totals(connection)) <= 1
            return spent(connection, "google", NOW.date()).day_characters
    finally:
        database.close()


@pytest.mark.slow
@pytest.mark.parametrize(("per_day", "per_month"), [(CAP, 10 * CAP), (10 * CAP, CAP)], ids=["day", "month"])
def test_two_processes_together(service: Service, tmp_path: Path, per_day: int, per_month: int) -> None:
    """Two processes that spend at the same time reach the cap together, to the last request, and never pass it."""
    path = tmp_path / "visnyk.sqlite"
    service.together = threading.Barrier(2)
    with spending(path, service, per_day, per_month) as one, spending(path, service, per_day, per_month) as other:
        for process in (one, other):
            until(process, service, 2)
        service.go.set()
        assert [process.wait(60) for process in (one, other)] == [0, 0]
    assert all(service.received), "only one of them spent: nothing has been shown"
    assert CAP - LARGEST < service.characters <= CAP
    assert booked(path) == service.characters


@pytest.mark.slow
def test_killed_ten_times(service: Service, tmp_path: Path) -> None:
    """Killed at ten random moments, what was really sent never passes the cap, and what was sent is booked."""
    path, moments = tmp_path / "visnyk.sqlite", random.Random(1)
    service.go.set()
    killed = 0
    for run in range(KILLS):
        with spending(path, service, CAP, 10 * CAP) as process:
            until(process, service, run + 1, characters=1)
            time.sleep(moments.random() * 0.03)
            killed += process.poll() is None
        assert service.characters <= booked(path) <= CAP
    assert killed >= KILLS / 2, "most runs were over before their moment: nothing has been shown"
    with spending(path, service, CAP, 10 * CAP) as last:
        assert last.wait(60) == 0
    assert CAP - LARGEST < booked(path) <= CAP
    # Lost at each kill: at most what was paid for and not yet sent.
    assert CAP - LARGEST * (killed + 1) < service.characters <= booked(path)
