"""An engine that answers as a test says, without a server: for the rules of the chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from feeds.engines.base import Carries, Engine, group
from feeds.engines.chain import Chain
from feeds.engines.line import Line
from feeds.translation.terms import EMPTY, Termbase

from ..translation.markup import latin


class Scripted:
    """An :class:`feeds.engines.base.Engine` of ``most`` units a request."""

    def __init__(
        self, answer: Callable[[list[str]], list[str]] = lambda batch: [latin(unit) for unit in batch],
        *, name: str = "one", most: int = 3, carries: Carries = Carries.HTML,
    ) -> None:  # fmt: skip
        self._answer = answer
        self._name = name
        self._most = most
        self.version = "7"
        self.carries = carries
        self.asked: list[list[str]] = []

    @property
    def name(self) -> str:
        """As given."""
        return self._name

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """``most`` at a time."""
        return group(units, [1] * len(units), self._most, 10**9)

    def cost(self, batch: Sequence[str]) -> int:
        """Characters."""
        return sum(map(len, batch))

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """As the script says."""
        self.asked.append(list(batch))
        return self._answer(list(batch))


def by_unit(answer: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    """A script that takes units one by one."""
    return lambda batch: [answer(unit) for unit in batch]


def chain_of(*engines: Engine, target: str = "en", termbase: Termbase = EMPTY) -> Chain:
    """A chain of these engines for Ukrainian, without limits."""
    return Chain([Line(engine) for engine in engines], "uk", target, termbase)
