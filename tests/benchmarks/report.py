"""From runs to figures: medians with their spread, ratios within a round, and whether the goals are met. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from tests.benchmarks.measure import Memory
from tests.benchmarks.subject import Phase

OURS = "visnyk"
FASTER_FIRST = 3.0
"""How many times as fast as reader the first run must be."""
FASTER_SECOND = 1.0
PEAK_BYTES = 250_000_000
"""What all processes of a run together must stay below."""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run that was checked; ``memory`` only where the run was made for it."""

    subject: str
    phase: Phase
    round: int
    seconds: float
    cpu_seconds: float
    memory: Memory | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and greatest of several rounds."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Summarise at least one value."""
        return cls(statistics.median(values), min(values), max(values))

    def text(self, digits: int = 2, scale: float = 1.0) -> str:
        """Write ``median (low-high)``, each divided by ``scale``."""
        median, low, high = (f"{value / scale:.{digits}f}" for value in (self.median, self.low, self.high))
        return f"{median} ({low}-{high})"


@dataclass(frozen=True, slots=True)
class Goal:
    """A promise with the figure it is judged by; ``met`` is ``None`` where there is no figure."""

    name: str
    figure: str
    met: bool | None


def best_reader(timed: Iterable[Run], phase: Phase) -> str:
    """Return which of the subjects that are not Visnyk has the lowest median of seconds in ``phase``."""
    seconds: dict[str, list[float]] = {}
    for run in timed:
        if run.subject != OURS and run.phase is phase:
            seconds.setdefault(run.subject, []).append(run.seconds)
    return min(seconds, key=lambda subject: statistics.median(seconds[subject]))


def ratios(timed: Iterable[Run], phase: Phase) -> list[float]:
    """Return the best reader's seconds divided by Visnyk's, round by round: above 1, Visnyk is faster."""
    timed = list(timed)
    theirs = best_reader(timed, phase)
    seconds = {(run.round, run.subject): run.seconds for run in timed if run.phase is phase}
    rounds = sorted({number for number, _ in seconds})
    return [seconds[number, theirs] / seconds[number, OURS] for number in rounds]


def peaks(sampled: Iterable[Run], subject: str, phase: Phase | None = None) -> list[Memory]:
    """Return the memory of a subject's runs that have it, of one phase or of both."""
    chosen = (run for run in sampled if run.subject == subject and phase in (None, run.phase))
    return [run.memory for run in chosen if run.memory]


def goals(timed: Sequence[Run], sampled: Sequence[Run]) -> tuple[Goal, ...]:
    """Judge speed by the median of the rounds' ratios, and memory by the highest peak of any run."""
    first, second = Spread.of(ratios(timed, Phase.FIRST)), Spread.of(ratios(timed, Phase.SECOND))
    memories = peaks(sampled, OURS)
    peak = max((memory.pss for memory in memories), default=None)
    return (
        Goal(
            f"first run at least {FASTER_FIRST:g} times as fast", f"{first.text()} times", first.median >= FASTER_FIRST
        ),
        Goal("second run not slower", f"{second.text()} times", second.median >= FASTER_SECOND),
        Goal(
            f"peak memory below {PEAK_BYTES / 1e6:g} MB",
            "not measured" if peak is None else f"{peak / 1e6:.0f} MB",
            None if peak is None else peak < PEAK_BYTES,
        ),
    )


def table(timed: Sequence[Run], sampled: Sequence[Run]) -> str:
    """Return a table for people: a line for each phase and subject, medians with least and greatest.

    The reader that Visnyk is compared with has a star.
    """
    columns = ("", "seconds", "CPU seconds", "peak MB (PSS)", "peak MB (RSS)", "processes")
    lines = [columns]
    for phase in Phase:
        for subject in dict.fromkeys(run.subject for run in timed):
            chosen = [run for run in timed if run.subject == subject and run.phase is phase]
            seconds = Spread.of([run.seconds for run in chosen]).text()
            cpu = Spread.of([run.cpu_seconds for run in chosen]).text()
            star = " *" if subject == best_reader(timed, phase) else ""
            lines.append(
                (f"{phase} run, {subject}{star}", seconds, cpu, *_memory_cells(peaks(sampled, subject, phase)))
            )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([padded[0], "-" * (sum(widths) + 2 * len(widths) - 2), *padded[1:]])


def _memory_cells(memories: Sequence[Memory]) -> tuple[str, str, str]:
    if not memories:
        return "-", "-", "-"
    pss, rss = Spread.of([memory.pss for memory in memories]), Spread.of([memory.rss for memory in memories])
    return pss.text(0, 1e6), rss.text(0, 1e6), str(max(memory.processes for memory in memories))


def verdict(judged: Sequence[Goal]) -> str:
    """Return one line a goal: met, MISSED or not measured."""
    words = {True: "met", False: "MISSED", None: "unknown"}
    return "\n".join(f"{words[goal.met]:8}{goal.name}: {goal.figure}" for goal in judged)


def all_met(judged: Sequence[Goal]) -> bool:
    """Say whether no goal is missed; what could not be measured is not held against anyone."""
    return all(goal.met is not False for goal in judged)


def figures(timed: Sequence[Run], sampled: Sequence[Run]) -> dict[str, object]:
    """Return every run, the ratios and the goals as JSON values; ``memory`` in bytes."""
    return {
        "timed": [asdict(run) for run in timed],
        "sampled": [asdict(run) for run in sampled],
        "ratios": {phase.value: ratios(timed, phase) for phase in Phase},
        "compared_with": {phase.value: best_reader(timed, phase) for phase in Phase},
        "goals": [asdict(goal) for goal in goals(timed, sampled)],
    }
