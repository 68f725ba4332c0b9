"""``visnyk run`` and ``serve`` where things go wrong, and how they end."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import socket
import sys
from pathlib import Path

import pytest

from feeds.cli.main import USAGE
from feeds.cli.serving import check_port, with_address
from feeds.config import load_settings
from feeds.errors import ConfigError
from tests.cli.conftest import Run
from tests.cli.helping import City, configure, until
from tests.cli.running import free_port, running, stuck

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@linux
def test_run_without_any_source_in_reach(tmp_path: Path) -> None:
    """Each source is named with its reason, `make demo` is offered, the pages are there, and it ends well."""
    closed = f"http://127.0.0.1:{free_port()}"
    config = configure(tmp_path / "config", {"lviv": closed + "/a", "odesa": closed + "/b"})
    with running("--config", config, "--data", tmp_path / "data", "run") as program:
        program.hears("make demo")
        assert b"No source could be reached" in program.answers("/")
        assert program.end(signal.SIGTERM) == 0
    refused = f"FAILED: no connection to {closed.removeprefix('http://')}: Connection refused"
    assert {f"lviv: {refused}", f"odesa: {refused}"} < set(program.said)
    assert len(program.said) == len(set(program.said))


@linux
def test_ends_in_the_middle_of_a_refresh(city: City, tmp_path: Path) -> None:
    """While a slow source is waited for, Ctrl-C in the terminal ends every process, without a traceback."""
    config = configure(tmp_path / "config", {"lviv": city.feed("/a"), "slow": city.feed("/slow")})
    release = stuck(city, "/slow")
    try:
        with running("--config", config, "--data", tmp_path / "data", "run") as program:
            until(lambda: "/slow" in city.asked, "the slow source is asked")
            program.answers("/")
            os.killpg(program.process.pid, signal.SIGINT)  # a terminal tells the whole group
            assert program.end(signal.SIGINT) == 0
    finally:
        release.set()
    assert "Traceback" not in "\n".join(program.said)
    assert program.said[-1] == "Visnyk: stopped"


@linux
def test_refreshing_that_breaks_off_is_said(city: City, tmp_path: Path) -> None:
    """If the process that refreshes is killed, a line says so and that it will go on; the pages stay."""
    config = configure(tmp_path / "config", {"slow": city.feed("/slow")})
    release = stuck(city, "/slow")
    try:
        with running("--config", config, "--data", tmp_path / "data", "run", measured=False) as program:
            until(lambda: "/slow" in city.asked, "the slow source is asked")
            program.answers("/")
            os.kill(refreshing(program.left(), tmp_path / "data" / "refresh.lock"), signal.SIGKILL)
            program.hears("visnyk: refreshing broke off")
            # The number is the system's to give: once it was 255 where it should have been -9.
            said = r"visnyk: refreshing broke off \(exit code -?[1-9]\d*\); it goes on in 30 s"
            assert re.fullmatch(said, program.said[-1])
            assert program.answers("/status")
            assert program.end(signal.SIGHUP) == 0
    finally:
        release.set()


def refreshing(pids: list[int], lock: Path) -> int:
    """Which of these processes has the lock of a refresh open."""
    for pid in pids:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            if descriptor.is_symlink() and os.readlink(descriptor) == str(lock):
                return pid
    raise AssertionError("nobody refreshes")


@linux
def test_serve_publishes_under_its_address(city: City, run: Run, tmp_path: Path) -> None:
    """``serve`` asks no source; links in what it serves lead to where it serves."""
    configure(tmp_path / "config", {"lviv": city.feed("/a")})
    run("refresh")
    with running("--config", tmp_path / "config", "--data", tmp_path / "data", "serve") as program:
        feed = program.answers("/editions/all-en.json").decode()
        assert f"{program.url}/en/entry/" in feed
        assert program.end(signal.SIGTERM) == 0
    assert city.asked == ["/a"]
    assert program.said == [f"Visnyk: {program.url}/  (Ctrl-C stops)", "Visnyk: stopped"]


@pytest.mark.parametrize("name", ["run", "serve", "demo"])
def test_port_in_use(name: str, run: Run, tmp_path: Path) -> None:
    """A port that is taken is one line that names it, and exit code 2; no process is started."""
    configure(tmp_path / "config", {})
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = run(name, "--port", str(port))
    said = [line for line in err.splitlines() if line.startswith("visnyk: ")]
    assert (code, out) == (USAGE, "")
    assert said == [f"visnyk: --host 127.0.0.1 --port {port}: cannot be listened on: Address already in use"]
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("host", ["no.such.host.invalid", "x" * 70, "203.0.113.1", "..."])
def test_host_that_is_not_ours(host: str) -> None:
    """An address of somebody else, or of nobody, is named with the reason."""
    with pytest.raises(ConfigError, match=r"--host .* --port 8000: cannot be listened on: ."):
        check_port(host, 8000)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "[::1]"),
        ("::1", "[::1]"),
        ("news.example", "news.example"),
    ],
)
def test_address_of_links(tmp_path: Path, host: str, shown: str) -> None:
    """Links lead to where the site is served, unless the settings say where that is."""
    config = configure(tmp_path / "config", {})
    assert with_address(load_settings(config), host, 80).site.base_url == f"http://{shown}:80"
    configure(config, {}, site="base_url = 'https://news.example.org'")
    assert with_address(load_settings(config), host, 80).site.base_url == "https://news.example.org"
