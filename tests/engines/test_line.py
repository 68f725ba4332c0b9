"""The line to one engine: its turns, its budget, its rest, and requests side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from feeds.engines.base import Unsuitable
from feeds.engines.line import Budget, Line, Refusal, Reply
from feeds.errors import EngineError
from feeds.model import Rest

from ..translation.markup import latin
from .scripted import Scripted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
UNITS = [f"слово{number}ж" for number in range(12)]


class Clock:
    """A clock that a test moves; whoever sleeps moves it too."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Note it."""
        self.slept.append(seconds)


class Money:
    """A budget of characters in memory; a fifth of it is for what comes first."""

    def __init__(self, characters: int) -> None:
        self.cap = self.left = characters
        self.paid: list[tuple[int, bool]] = []

    def budget(self) -> Budget:
        """As a line wants it."""
        return Budget(self._pay, self._give_back, self._room, lambda engine: NOW + timedelta(hours=12))

    def _room(self, engine: str, first: bool) -> int:
        return max(0, self.left if first else self.left - self.cap // 5)

    def _pay(self, engine: str, requests: int, units: int, characters: int, first: bool) -> str | None:
        if characters > self._room(engine, first):
            return f"{engine}: all is spent"
        self.left -= characters
        self.paid.append((characters, first))
        return None

    def _give_back(self, engine: str, requests: int, units: int, characters: int, since: datetime) -> None:
        self.left += characters


def ask(line: Line, units: list[str] = UNITS, first: list[str] | None = None) -> Reply:
    """All replies together; every unit must be in one of them, once."""
    answers: dict[str, str] = {}
    refusals: dict[str, Refusal] = {}
    for reply in line.ask(units, "uk", "en", first or []):
        assert not reply.answers.keys() & answers.keys() and not reply.refusals.keys() & refusals.keys()
        answers |= reply.answers
        refusals |= reply.refusals
    assert not answers.keys() & refusals.keys()
    assert answers.keys() | refusals.keys() == set(units)
    return Reply(answers, refusals)


def failing(reason: str = "answered with status 500", **more: timedelta) -> Callable[[list[str]], list[str]]:
    """A script that fails."""

    def script(batch: list[str]) -> list[str]:
        raise EngineError("one", reason, **more)  # type: ignore[arg-type]

    return script


def test_what_is_asked_is_answered() -> None:
    """Every unit gets its own answer, and what it cost is counted."""
    line = Line(Scripted())
    assert ask(line).answers == {unit: latin(unit) for unit in UNITS}
    assert (line.use.calls, line.use.characters) == (4, sum(map(len, UNITS)))
    assert line.rest is None and line.answered and line.asked_until is None


def test_side_by_side() -> None:
    """Requests run side by side, no more than allowed, after one alone was answered; no answer is another's."""
    lock, together = threading.Lock(), threading.Barrier(3, timeout=20)
    running, most = 0, 0

    def script(batch: list[str]) -> list[str]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            alone = batch[0] == UNITS[0]
        if not alone:
            together.wait()
        with lock:
            running -= 1
        return [latin(unit) for unit in batch]

    line = Line(Scripted(script, most=1), concurrency=3)
    assert ask(line, UNITS[:10]).answers == {unit: latin(unit) for unit in UNITS[:10]}
    assert most == 3


def test_one_request_probes() -> None:
    """An engine that is down gets its failures one by one and not side by side."""
    engine = Scripted(failing(), most=1)
    reply = ask(Line(engine, concurrency=8))
    assert len(engine.asked) == 3
    assert len(reply.refusals) == len(UNITS)


def test_faults_in_threads_are_raised() -> None:
    """What nobody foresaw in a thread comes to whoever asked."""

    def script(batch: list[str]) -> list[str]:
        if batch != [UNITS[0]]:
            raise ZeroDivisionError
        return [latin(unit) for unit in batch]

    with pytest.raises(ZeroDivisionError):
        ask(Line(Scripted(script, most=1), concurrency=2))


def test_turns() -> None:
    """After some requests at once there is a pause between every two, as long as the setting says."""
    clock = Clock()
    ask(Line(Scripted(most=1), per_minute=30, clock=clock, sleep=clock.sleep), UNITS)
    assert len(clock.slept) == 12 - 5  # ten seconds' worth at once
    assert clock.slept == sorted(clock.slept)
    assert 12 < clock.slept[-1] <= 14


def test_rest_after_three_failures() -> None:
    """Three failures in a row are a rest of one minute; then one request decides about the next, twice as long."""
    clock, engine = Clock(), Scripted(failing(), most=1)
    line = Line(engine, clock=clock)
    for minutes in (1, 2, 2, 2):
        ask(line)
        assert line.rest == Rest(clock.now + timedelta(minutes=minutes), timedelta(minutes=minutes))
        assert line.asked_until is None, "nobody asked for it"
        clock.now = line.rest.until - timedelta(seconds=1)
        asked = len(engine.asked)
        assert set(ask(line).refusals.values()) == {
            Refusal(f"one: answered with status 500; left alone until {line.rest.until:%Y-%m-%d %H:%M} UTC")
        }
        assert len(engine.asked) == asked
        clock.now = line.rest.until
    assert len(engine.asked) == 3 + 3


def test_the_end_of_a_rest() -> None:
    """An engine that works again is asked as before, and the next rest is a short one."""
    clock = Clock()
    line = Line(Scripted(most=1), rest=Rest(NOW - timedelta(minutes=1), timedelta(minutes=2)), clock=clock)
    assert len(ask(line).answers) == len(UNITS)
    assert line.rest is None


def test_what_the_service_asks_for() -> None:
    """Retry-After is a rest at once, for as long as was asked."""
    engine = Scripted(failing("too many requests (429)", retry_after=timedelta(hours=3)), most=1)
    line = Line(engine, clock=Clock())
    ask(line)
    assert len(engine.asked) == 1
    assert line.rest == Rest(NOW + timedelta(hours=3), timedelta(hours=3), asked=True)
    assert line.asked_until == line.rest.until
    assert line.resting == "one: asked to be left alone until 2026-03-01 15:00 UTC"


def test_nothing_is_sent_without_money() -> None:
    """A batch is cut to what the budget has room for, and the rest is refused with the reason."""
    money = Money(60)
    engine = Scripted(most=12)
    reply = ask(Line(engine, budget=money.budget()))
    assert engine.asked == [UNITS[:6]]  # 7 characters each, 48 of 60 for what does not come first
    assert set(reply.refusals.values()) == {Refusal("one: all is spent", unpaid=True)}


def test_the_rest_of_a_budget() -> None:
    """What comes first may use what is kept for it, also out of a batch with others."""
    money = Money(60)
    engine = Scripted(most=6)
    reply = ask(Line(engine, budget=money.budget()), first=UNITS[10:])
    assert set(reply.answers) == {*UNITS[:6], *UNITS[10:]}, "7 or 8 characters each; 48 of 60 are for all"
    assert [len(batch) for batch in engine.asked] == [6, 2]
    late = Line(engine, budget=Money(20).budget())
    assert set(ask(late, UNITS[:3], first=UNITS[:1]).answers) == {*UNITS[:2]}, "7, then 7 of 9 for all"
    assert late.paid_from == NOW + timedelta(hours=12)


def test_what_comes_first_starves_nothing() -> None:
    """Of a batch that is too dear the rest goes, too, as far as its own share of the budget allows."""
    engine = Scripted(most=12)
    reply = ask(Line(engine, budget=Money(60).budget()), first=UNITS[10:])
    assert engine.asked == [UNITS[10:], UNITS[:4]], "16 of 60 characters, then 28 of the 32 that are left for all"
    assert set(reply.answers) == {*UNITS[:4], *UNITS[10:]}


def test_what_was_not_sent_is_not_paid() -> None:
    """What an engine cannot take at all is given back; what failed on the way is not, for it may have been counted."""

    def script(batch: list[str]) -> list[str]:
        raise Unsuitable("one", "too long")

    money = Money(100)
    assert ask(Line(Scripted(script), budget=money.budget()), UNITS[:1]).refusals[UNITS[0]].cuttable
    assert money.left == 100
    line = Line(Scripted(failing()), budget=money.budget())
    ask(line, UNITS[:1])
    assert (money.left, line.use.calls) == (93, 1)
