"""The process that refreshes: what it says from round to round, and how it is ended."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from types import SimpleNamespace

import pytest

from feeds import service
from feeds.cli import following
from feeds.cli.following import Rounds
from feeds.cli.out import Out
from feeds.service import open_service
from tests.cli.helping import City, configure


def test_later_rounds_say_only_what_is_new(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first round tells of every source; later ones ask those that are due and tell of news and failures."""
    config = configure(
        tmp_path / "config", {"lviv": city.feed("/a"), "odesa": city.feed("/b")}, options=["interval = 60"]
    )
    with open_service(str(config), str(tmp_path / "data")) as one:
        rounds = Rounds(one, Out())
        rounds.first()
        err = capsys.readouterr().err
        assert {"lviv: 2 new, 0 changed", "odesa: 2 new, 0 changed", "sources       2 ok"} < set(err.splitlines())
        rounds.next()
        assert (capsys.readouterr().err, len(city.asked)) == ("", 2)
        later = clock_of(monkeypatch)
        later(120)
        rounds.next()
        assert (capsys.readouterr().err, city.asked[2:]) == ("", ["/a"])
        city.feed("/a", 3)
        later(240)
        rounds.next()
        assert capsys.readouterr().err == "lviv: 1 new, 0 changed\n"
        city.refuse("/a", 502)
        later(360)
        rounds.next()
        assert capsys.readouterr().err == "lviv: FAILED: answered 502 Bad Gateway\n"


def clock_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A function that puts the clock of everything some seconds forward."""
    real = service.now
    return lambda seconds: monkeypatch.setattr(service, "now", lambda: real() + timedelta(seconds=seconds))


def test_the_same_trouble_is_said_once(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While another process refreshes, a line says so once; afterwards it goes on, and new trouble is said again."""
    config = configure(tmp_path / "config", {"lviv": city.feed("/a")})
    with (
        open_service(str(config), str(tmp_path / "data")) as one,
        open_service(str(config), str(tmp_path / "data")) as other,
    ):
        rounds = Rounds(one, Out())
        for _ in range(2):
            with other.lock():
                rounds.first()
                rounds.next()
                rounds.next()
            assert capsys.readouterr().err.count("another Visnyk is refreshing this data") == 1
            rounds.next()
            capsys.readouterr()
    assert city.asked == ["/a"]


class _Enough(BaseException):
    pass


@pytest.mark.parametrize(("at_once", "asked"), [(True, 3), (False, 2)])
def test_a_replacement_keeps_to_intervals(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool, asked: int
) -> None:
    """The first process asks every source at once; one that replaces it asks those that are due."""

    def enough(_: float) -> None:
        raise _Enough

    config = configure(tmp_path / "config", {"lviv": city.feed("/a"), "odesa": city.refuse("/b")})
    monkeypatch.setattr(following, "time", SimpleNamespace(sleep=enough))
    with open_service(str(config), str(tmp_path / "data")) as one:
        one.refresh(["lviv"])
        with pytest.raises(_Enough):
            Rounds(one, Out()).run(at_once=at_once)
    assert len(city.asked) == asked


def test_replacements_are_made_less_and_less_often() -> None:
    """Half a minute, doubling up to a quarter of an hour; an hour of life makes up for everything."""
    pauses = [0]
    for _ in range(7):
        pauses.append(following._next_pause(pauses[-1], 1.0))
    assert pauses == [0, 30, 60, 120, 240, 480, 900, 900]
    assert following._next_pause(900, 3600.0) == 30


def test_the_demo_is_offered_only_if_all_that_were_asked_failed(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A source that is switched off, or was not asked, neither hides the hint nor brings it about."""
    sources = {"off": city.feed("/a"), "odesa": city.refuse("/b")}
    for options, hinted in ((["enabled = false"], True), ([], False)):
        config = configure(tmp_path / "config", sources, options=options)
        with open_service(str(config), str(tmp_path / "data")) as one:
            Rounds(one, Out()).first()
        assert ("make demo" in capsys.readouterr().err) == hinted


def deaf(ready: Event) -> None:
    """A process that does not hear SIGTERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready.set()
    time.sleep(60)


def test_a_process_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not end in its time is killed, so that the program never hangs on its way out."""
    monkeypatch.setattr(following, "_STOP_SECONDS", 0.2)
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    child = context.Process(target=deaf, args=(ready,))
    child.start()
    ready.wait(60)
    following._end(child)
    assert child.exitcode == -signal.SIGKILL
