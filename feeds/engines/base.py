"""What an engine is, for whoever calls one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Protocol

from feeds.errors import EngineError


class Carries(StrEnum):
    """How an engine takes the inline codes of a unit along."""

    HTML = "html"
    """As tags, which it knows how to move."""
    CODES = "codes"
    """As signs that it leaves alone more often than not."""
    NOTHING = "nothing"
    """Not at all: units with codes are never sent to it."""


class Engine(Protocol):
    """A service that translates units.

    Called from many threads at a time. A method either gives what it promises or raises :class:`EngineError`; it
    never retries, never judges the text and remembers nothing between calls that an answer could depend on.
    """

    @property
    def name(self) -> str:
        """Under which the editor knows it; stands on every unit it made."""
        ...

    @property
    def version(self) -> str:
        """Of the model or interface that makes the text, at most 64 characters; empty where nobody says."""
        ...

    @property
    def carries(self) -> Carries:
        """What becomes of inline codes."""
        ...

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """Group coded texts into what fits in one request; each of them in one group, the order may change."""
        ...

    def cost(self, batch: Sequence[str]) -> int:
        """Characters that one request with ``batch`` sends, as the service counts them, or more."""
        ...

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """One request: a coded text for each of ``batch``, in order. Languages are BCP 47 tags.

        :raises EngineError: with ``transient`` and ``retry_after`` as far as they are known.
        """
        ...


class Miscount(EngineError):
    """As many texts did not come back as were sent: which is which cannot be told, but one by one may work."""

    def __init__(self, engine: str, sent: int, received: int) -> None:
        super().__init__(engine, f"{sent} texts were sent and {received} came back")


class MixedUp(Miscount):
    """As many came back, but not in the order or the portions in which they were sent."""

    def __init__(self, engine: str) -> None:
        EngineError.__init__(self, engine, "the answers fit other texts than those beside which they stand")


class Repeated(EngineError):
    """Texts that say different things were given the same answer; ``answers`` are those of the others, by text."""

    def __init__(self, engine: str, answers: dict[str, str]) -> None:
        super().__init__(engine, "the same answer came for different texts")
        self.answers = answers


class Unsuitable(EngineError):
    """These texts cannot be sent to this engine at all; nothing is wrong with the engine."""

    def __init__(self, engine: str, reason: str) -> None:
        super().__init__(engine, reason, transient=False)


def group(units: Sequence[str], sizes: Sequence[int], most: int, largest: int) -> Iterator[list[str]]:
    """Groups of at most ``most`` units and at most ``largest`` in size together; a larger unit goes alone."""
    batch: list[str] = []
    size = 0
    for unit, own in zip(units, sizes, strict=True):
        if batch and (len(batch) == most or size + own > largest):
            yield batch
            batch, size = [], 0
        batch.append(unit)
        size += own
    if batch:
        yield batch


def fill(units: Sequence[str], sizes: Sequence[int], most: int, enough: int, largest: int) -> Iterator[list[str]]:
    """Groups that hold ``enough`` wherever units allow, and at most ``largest`` and ``most`` units; a larger one alone.

    In order, but where the next unit does not fit, the largest further on that does goes first. So a group closes with
    less than ``enough`` only when it has ``most`` units or no unit is left that fits beside it: where all are at most
    ``largest - enough + 1``, that is the last one.
    """
    waiting = sorted((size, index) for index, size in enumerate(sizes))
    taken = [False] * len(units)
    first = 0
    while waiting:
        batch: list[str] = []
        size = 0
        while waiting and size < enough and len(batch) < most:
            while taken[first]:
                first += 1
            index: int | None = first
            if batch and size + sizes[first] > largest:
                place = bisect_right(waiting, (largest - size, len(units)))
                index = waiting[place - 1][1] if place else None
            if index is None:
                break
            del waiting[bisect_left(waiting, (sizes[index], index))]
            taken[index] = True
            batch.append(units[index])
            size += sizes[index]
        yield batch
