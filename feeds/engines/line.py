"""The line to one engine: how often it is asked, what it may be sent, and when it is left alone.

A circuit breaker after M. Nygard (Release It!, 2007): after three failures in a row, or when the service asks for it,
the line rests; afterwards one request goes first, and the others only when that was answered.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from feeds.engines.base import Carries, Engine, Miscount, Repeated, Unsuitable
from feeds.engines.threads import side_by_side
from feeds.errors import EngineError
from feeds.model import EngineUse, Rest

_GIVE_UP_AFTER = 3
"""Failures in a row."""
_FIRST_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(minutes=2)
"""Of those that we decide on: an alert may be waiting. What a service asks for is kept, a day at most."""
_BURST = 10
"""Seconds' worth of requests that may be made at once after a pause."""
_ASKED = "asked to be left alone"
_NOBODY: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent: requests, units and characters are booked before they are sent."""

    pay: Callable[[str, int, int, int, bool], str | None] = lambda engine, requests, units, characters, first: None
    """Of an engine: requests, units, characters, and whether they come first; ``None``, or why not, in words."""
    give_back: Callable[[str, int, int, int, datetime], None] = lambda engine, requests, units, characters, since: None
    """What was paid for since then, and surely not sent."""
    room: Callable[[str, bool], int] = lambda engine, first: 0
    """Characters that an engine may still be sent, where it was just refused some."""
    resumes: Callable[[str], datetime | None] = lambda engine: None
    """When an engine's budget is filled again, if it is used up."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an engine's word on a unit is not used."""

    reason: str
    cuttable: bool = False
    """May it do better with smaller pieces?"""
    final: bool = False
    """Has the engine had its say?"""
    permanent: bool = False
    """Did the engine say that the same request cannot succeed later?"""
    unpaid: bool = False
    """Was it not asked, because its budget is used up?"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request came to: answers as they came, and why there are none."""

    answers: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Line:
    """One engine, asked within its limits. One caller at a time, who may have several requests made side by side.

    ``per_minute`` and ``concurrency`` limit requests; ``rest`` is what it asked for in a run before. ``clock`` tells
    the time of day, ``sleep`` waits.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        per_minute: int | None = None,
        concurrency: int = 1,
        budget: Budget | None = None,
        rest: Rest | None = None,
        clock: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.engine = engine
        self.use = EngineUse()
        self.rest = rest
        self.answered = False
        self._concurrency = concurrency
        self._budget = budget or Budget()
        self._clock = clock
        self._turns = _Turns(per_minute, sleep)
        self._lock = threading.Lock()
        self._why = _ASKED if rest is None or rest.asked else "failed again and again; left alone"

    @property
    def name(self) -> str:
        """Of the engine."""
        return self.engine.name

    @property
    def carries(self) -> Carries:
        """What becomes of inline codes."""
        return self.engine.carries

    @property
    def resting(self) -> str | None:
        """Why it is not asked now, in words; ``None``: it is."""
        rest = self.rest
        if rest is None or rest.until <= self._clock():
            return None
        return f"{self.name}: {self._why} until {rest.until:%Y-%m-%d %H:%M} UTC"

    @property
    def asked_until(self) -> datetime | None:
        """When it may be asked again at its own word, if not now."""
        return self.rest.until if self.rest and self.rest.asked and self.resting else None

    @property
    def paid_from(self) -> datetime | None:
        """When there is a budget for it again, if there was none for what was refused last."""
        return self._budget.resumes(self.name)

    def ask(self, units: Sequence[str], source: str, target: str, first: Collection[str] = _NOBODY) -> Iterator[Reply]:
        """Have coded texts translated, a :class:`Reply` a request; every unit is in one of them, once.

        ``first`` are those that matter most: they may use the last of a budget.
        """
        if reason := self.resting:
            yield Reply(refusals=dict.fromkeys(units, Refusal(reason)))
            return
        batches = deque(self.engine.batches(units))

        def send(batch: list[str]) -> Reply:
            return self._send(batch, source, target, first)

        # An engine that is down is asked once, and not many times side by side.
        while batches and (self._concurrency == 1 or not self.answered or len(batches) == 1):
            yield send(batches.popleft())
        if batches:
            yield from side_by_side(batches, send, self._concurrency, self.name)

    def _send(self, batch: list[str], source: str, target: str, first: Collection[str]) -> Reply:
        """One request, and some more where not the engine but one of the units may be to blame."""
        if reason := self.resting:
            return Reply(refusals=dict.fromkeys(batch, Refusal(reason)))
        cost = self.engine.cost(batch)
        since = self._clock()
        unpaid = self._budget.pay(self.name, 1, len(batch), cost, all(unit in first for unit in batch))
        if unpaid is not None:
            return self._what_fits(unpaid, batch, source, target, first)
        self._turns.take()
        try:
            answers = self._call(batch, cost, source, target)
        except Unsuitable as error:
            self._budget.give_back(self.name, 1, len(batch), cost, since)
            return Reply(refusals=dict.fromkeys(batch, Refusal(str(error), cuttable=True, final=True)))
        except Repeated as error:
            self._worked()
            return self._by_themselves(error.answers, batch, source, target, first)
        except EngineError as error:
            return self._failed(error, batch, source, target, first)
        self._worked()
        return Reply(dict(zip(batch, answers, strict=True)))

    def _what_fits(self, unpaid: str, batch: list[str], source: str, target: str, first: Collection[str]) -> Reply:
        """Of a batch that there is no budget for: what comes first, then the rest, each as far as its budget goes."""
        lanes = [unit for unit in batch if unit in first], [unit for unit in batch if unit not in first]
        if all(lanes):
            return self._one_after_the_other(lanes, source, target, first)
        room = self._budget.room(self.name, bool(lanes[0]))
        fitting: list[str] = []
        for unit in batch:
            cost = self.engine.cost([unit])
            if cost <= room:
                fitting.append(unit)
                room -= cost
        if not fitting or len(fitting) == len(batch):
            return Reply(refusals=dict.fromkeys(batch, Refusal(unpaid, unpaid=True)))
        refused = dict.fromkeys((unit for unit in batch if unit not in fitting), Refusal(unpaid, unpaid=True))
        reply = self._send(fitting, source, target, first)
        return Reply(reply.answers, refused | reply.refusals)

    def _by_themselves(
        self, sure: dict[str, str], batch: list[str], source: str, target: str, first: Collection[str]
    ) -> Reply:
        """The answers that are ``sure``, and for each other unit what is said of it alone, be it the same once more."""
        alone = [[unit] for unit in batch if unit not in sure]
        reply = self._one_after_the_other(alone, source, target, first)
        return Reply(sure | reply.answers, reply.refusals)

    def _one_after_the_other(
        self, parts: Iterable[list[str]], source: str, target: str, first: Collection[str]
    ) -> Reply:
        """Requests in the place of one, as one reply."""
        answers: dict[str, str] = {}
        refusals: dict[str, Refusal] = {}
        for part in parts:
            reply = self._send(part, source, target, first)
            answers |= reply.answers
            refusals |= reply.refusals
        return Reply(answers, refusals)

    def _call(self, batch: list[str], cost: int, source: str, target: str) -> list[str]:
        try:
            answers = self.engine.translate(batch, source, target)
        except Unsuitable:
            raise  # nothing was sent
        except EngineError:
            self._count(cost)
            raise
        self._count(cost)
        if len(answers) != len(batch):
            raise Miscount(self.name, len(batch), len(answers))
        return answers

    def _failed(self, error: EngineError, batch: list[str], source: str, target: str, first: Collection[str]) -> Reply:
        if len(batch) == 1 or not isinstance(error, Miscount):
            self._note_failure(error)
        if len(batch) == 1 or self.resting:
            return Reply(refusals=dict.fromkeys(batch, Refusal(str(error), permanent=not error.transient)))
        # Of two hundred lines of which one was lost, sixteen requests find it. What fails otherwise goes one by one:
        # three failures are enough.
        middle = len(batch) // 2
        parts = [batch[:middle], batch[middle:]] if isinstance(error, Miscount) else [[unit] for unit in batch]
        return self._one_after_the_other(parts, source, target, first)

    def _count(self, characters: int) -> None:
        with self._lock:
            self.use.calls += 1
            self.use.characters += characters

    def _worked(self) -> None:
        with self._lock:
            self.use.failures_in_a_row = 0
            self.answered = True
            if self.rest is not None and self.rest.until <= self._clock():
                self.rest = None

    def _note_failure(self, error: EngineError) -> None:
        with self._lock:
            self.use.failures_in_a_row += 1
            again = self.rest is not None
            if not (again or error.retry_after or self.use.failures_in_a_row >= _GIVE_UP_AFTER):
                return
            ours = min(self.rest.length * 2, _LONGEST_REST) if self.rest else _FIRST_REST
            length = error.retry_after or ours
            self._why = _ASKED if error.retry_after else f"{error.reason}; left alone"
            self.rest = Rest(self._clock() + length, length, asked=error.retry_after is not None)


class _Turns:
    """At most so many requests a minute, a few of them at once after a pause."""

    def __init__(self, per_minute: int | None, sleep: Callable[[float], None]) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def take(self) -> None:
        """Wait for one's turn."""
        if not self._gap:
            return
        with self._lock:
            now = time.monotonic()
            self._next = max(self._next, now - _BURST) + self._gap
            wait = self._next - now
        if wait > 0:
            self._sleep(wait)
