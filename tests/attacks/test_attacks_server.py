"""The program itself, asked over a socket in ways that no browser would."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.helping import City, configure, visnyk
from tests.cli.running import Running, running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

_MANY = 40


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """``visnyk serve`` with a feed, which answers a client 40 times a minute."""
    folder = tmp_path_factory.mktemp("served")
    with City() as city:
        config = configure(folder / "config", {"lviv": city.feed("/a")})
        with (config / "visnyk.toml").open("a", encoding="utf-8") as settings:
            settings.write(f"[web]\nrequests_a_minute = {_MANY}\n")
        done = visnyk("--config", config, "--data", folder / "data", "refresh")
        assert done.returncode == 0, done.stderr
        with running("--config", config, "--data", folder / "data", "serve") as program:
            program.answers("/subscriptions.opml")
            yield program
            assert program.end(signal.SIGTERM) == 0


def said(program: Running, request: str) -> str:
    """All that comes back for these lines of a request; ``HOST`` is where the program is."""
    text = request.replace("HOST", f"127.0.0.1:{program.port}").replace("\n", "\r\n")
    with socket.create_connection(("127.0.0.1", program.port), timeout=20) as connection:
        connection.sendall(text.encode("latin-1"))
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts).decode("utf-8", "replace")


CLOSE = "Connection: close\n\n"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (f"GET / HTTP/1.1\nHost: evil.example\n{CLOSE}", 400),
        (f"GET / HTTP/1.1\n{CLOSE}", 400),
        (f"GET / HTTP/1.1\nHost: HOST\nHost: evil.example\n{CLOSE}", 400),
        ("GET / HTTP/1.0\n\n", 400),
        (f"GET http://evil.example/en/about HTTP/1.1\nHost: evil.example\n{CLOSE}", 400),
        (f"GET http://evil.example/en//about HTTP/1.1\nHost: HOST\n{CLOSE}", 308),
        (f"GET /en//about HTTP/1.1\nHost: HOST\nX-Forwarded-Host: evil.example\n{CLOSE}", 308),
        (f"GET //evil.example/ HTTP/1.1\nHost: HOST\n{CLOSE}", 404),
        (f"GET /entry/%0d%0aLocation:%20evil.example HTTP/1.1\nHost: HOST\n{CLOSE}", 302),
        (f"GET /?x=y HTTP/1.1\nHost: HOST\nX-Forwarded-Proto: https\nForwarded: host=evil.example\n{CLOSE}", 302),
        (f"GET /en/about?{'q' * 5000} HTTP/1.1\nHost: HOST\n{CLOSE}", 414),
        (f"POST /en/ HTTP/1.1\nHost: HOST\nContent-Length: 300000\n{CLOSE}", 413),
        (f"POST /en/ HTTP/1.1\nHost: HOST\nTransfer-Encoding: chunked\n{CLOSE}5\n12345\n0\n\n", 411),
        (f"OPTIONS * HTTP/1.1\nHost: HOST\n{CLOSE}", 404),
        (f"GET /static/../../../../../../etc/passwd HTTP/1.1\nHost: HOST\n{CLOSE}", 404),
    ],
)  # fmt: skip
def test_odd_requests(program: Running, request_: str, status: int) -> None:
    """What is asked under another name, without one or with two, or too much at once is refused in a line; and nothing
    that a request says of hosts comes back, least of all in a redirect."""
    answer = said(program, request_)
    assert answer.startswith(f"HTTP/1.{0 if 'HTTP/1.0' in request_ else 1} {status} "), answer[:200]
    head = answer.partition("\r\n\r\n")[0]
    locations = [line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith("location:")]
    assert len(locations) == (status in (302, 308))
    assert all(location.startswith("/") and not location.startswith("//") for location in locations)
    assert "Traceback" not in answer and "root:" not in answer


def test_feeds_under_any_name(program: Running) -> None:
    """A feed is for everybody."""
    answer = said(program, f"GET /editions/all-en.atom HTTP/1.1\nHost: evil.example\n{CLOSE}")
    assert answer.startswith("HTTP/1.1 200 ") and "evil.example" not in answer


def test_asked_too_often(program: Running) -> None:
    """One client is turned away after so many requests, whatever it calls itself; feeds it still gets, and pages of the
    program are as quick for others as ever."""
    statuses = []
    for number in range(_MANY + 1):
        lines = f"GET /en/about HTTP/1.1\nHost: HOST\nX-Forwarded-For: 203.0.113.{number}\n{CLOSE}"
        statuses.append((answer := said(program, lines)).split()[1])
    assert statuses[-1] == "429" and "retry-after: " in answer.lower()
    assert said(program, f"GET /editions/all-en.atom HTTP/1.1\nHost: HOST\n{CLOSE}").startswith("HTTP/1.1 200 ")
    assert not [line for line in program.said if "Traceback" in line]


def test_the_socket_is_for_this_machine(program: Running) -> None:
    """Nobody told it to listen to the world."""
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    listening = {address for _, address, _, state, *_ in lines if state == "0A"}
    port = f"{program.port:04X}"
    assert [address for address in listening if address.endswith(f":{port}")] == [f"0100007F:{port}"]
