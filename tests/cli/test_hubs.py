"""Commands and hubs: told after the work is done, told by ``run`` as it goes, told after a crash."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

import feeds.jobs.hubs
from feeds.cli.main import NOTHING_WORKED
from tests.cli.conftest import Run
from tests.cli.helping import City, configure, until, visnyk
from tests.cli.running import Running, free_port, running
from tests.jobs.hub import Hub, HubProcess, Subscriber, hub_process

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
KINDS = ("atom", "json", "rss")
SITE = "https://news.example"


def with_hubs(config: Path, *hubs: str) -> Path:
    """Settings that name these hubs."""
    with (config / "visnyk.toml").open("a") as file:
        file.write(f"[websub]\nhubs = {json.dumps(hubs)}\n")
    return config


def feeds_at(address: str) -> list[str]:
    """All that a hub can be told of."""
    return [f"{address}/editions/all-en.{kind}" for kind in KINDS]


@pytest.fixture
def dead() -> str:
    """The address of a hub that is not there."""
    return f"http://127.0.0.1:{free_port()}/"


@pytest.fixture
def hanging() -> Iterator[str]:
    """The address of a hub that lets everybody in and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.fixture
def hub() -> Iterator[HubProcess]:
    """A hub in a process of its own."""
    with hub_process() as process:
        yield process


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_refresh_tells_hubs_when_all_is_done(
    city: City, run: Run, tmp_path: Path, dead: str, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    """Each changed feed once; a hub that is dead is a line on stderr and changes nothing else, neither now nor next."""
    monkeypatch.setattr(feeds.jobs.hubs, "SETTLE_SECONDS", 0)
    with Hub() as hub:
        config = configure(tmp_path / "config", {"lviv": city.feed("/a")}, site=f'base_url = "{SITE}"')
        with_hubs(config, dead, hub.url)
        code, out, err = run("refresh", *options)
        assert (code, sorted(hub.told)) == (0, feeds_at(SITE))
        assert re.search(rf"^hub {dead} cannot be told of changes: no connection to .*; it is told again$", err, re.M)
        if options:
            assert json.loads(out)["published"] == 4
        code, _, err = run("refresh", *options)
        assert (code, len(hub.told)) == (0, 3)
        assert "hub" not in err
        city.feed("/a", 3)
        run("translate")
        run("refresh", *options)
        assert sorted(hub.told[3:]) == feeds_at(SITE)
        [agent] = hub.agents
        assert agent and agent.startswith("Visnyk/")


def test_doctor_names_hubs_that_fail(
    city: City, run: Run, tmp_path: Path, dead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many feeds wait for a hub, and why; and that nobody can fetch a feed from an address that is not set."""
    monkeypatch.setattr(feeds.jobs.hubs, "SETTLE_SECONDS", 0)
    with_hubs(configure(tmp_path / "config", {"lviv": city.feed("/a")}), dead)
    run("refresh")
    code, out, _ = run("doctor")
    assert (code, "no hub can fetch a feed from this machine" in out) == (0, True)
    assert re.search(rf"^note +hub {dead} +3 feeds to tell of: no connection to .*Connection refused$", out, re.M)
    (tmp_path / "data" / "visnyk.sqlite").write_bytes(b"no database")
    code, out, _ = run("doctor")
    assert (code, f"hub {dead}" in out) == (NOTHING_WORKED, False)


@linux
def test_run_pushes_news_to_subscribers(city: City, tmp_path: Path, hub: HubProcess, dead: str, hanging: str) -> None:
    """With a dead hub and a hanging one beside it, a hub is told of each change once, as soon as it is served, and a
    subscriber who found it in the feed is pushed the very bytes that are served."""
    config = configure(tmp_path / "config", {"lviv": city.feed("/a")})
    arguments = ("--config", with_hubs(config, dead, hanging, hub.url), "--data", tmp_path / "data")
    with running(*arguments, "run") as program, Subscriber() as subscriber:
        feeds = feeds_at(program.url)
        until(lambda: len(hub.told()) == 3, "the hub is told of the first news")
        assert sorted(hub.told()) == feeds
        links = discovered(feeds[0])
        assert links == {"hub": [dead, hanging, hub.url], "self": [feeds[0]]}
        subscriber.subscribe(links["hub"][-1], links["self"][0])
        city.feed("/a", 3)
        assert visnyk(*arguments, "refresh").returncode == 0  # beside it: the next round is half a minute away
        kind, body = subscriber.pushed.get(timeout=120)
        assert (kind, body) == ("application/atom+xml; charset=utf-8", program.answers("/editions/all-en.atom"))
        assert "Новина 3" in body.decode()
        until(lambda: len(hub.told()) == 6, "the hub is told of the other feeds")
        assert sorted(hub.told()[3:]) == feeds
        assert subscriber.pushed.empty()
        assert program.end(signal.SIGTERM) == 0
    said = [line for line in program.said if line.startswith("hub ")]
    assert said[0].startswith(f"hub {dead} cannot be told of changes: no connection")
    assert all(hub.url not in line and "Traceback" not in line for line in said)


def discovered(feed: str) -> dict[str, list[str]]:
    """What a subscriber finds in the Link header of a feed (W3C WebSub §4)."""
    with build_opener(ProxyHandler({})).open(feed, timeout=10) as answer:
        found = re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["Link"])
    return {rel: [url for url, name in found if name == rel] for rel in ("hub", "self")}


@linux
def test_killed_between_publish_and_ping(city: City, tmp_path: Path, hub: HubProcess) -> None:
    """What was published and not told yet is told after the next start, once."""
    config = configure(tmp_path / "config", {"lviv": city.feed("/a")}, site=f'base_url = "{SITE}"')
    arguments = ("--config", with_hubs(config, hub.url), "--data", tmp_path / "data")
    with running(*arguments, "run", measured=False) as program:
        assert "Новина" in program.answers("/editions/all-en.atom").decode()
        kill(program)
        assert hub.told() == [], "it was killed too late: nothing has been shown"
    city.refuse("/a")
    with running(*arguments, "run") as program:
        until(lambda: len(hub.told()) == 3, "the hub is told after all")
        program.hears("No source could be reached")
        assert program.end(signal.SIGTERM) == 0
    assert sorted(hub.told()) == feeds_at(SITE)


def kill(program: Running) -> None:
    """All its processes, without a word."""
    for pid in program.left():
        os.kill(pid, signal.SIGKILL)
