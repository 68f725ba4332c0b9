"""Feeds many mutated documents in child processes; one that takes too long is killed, and nothing is lost with it."""

from __future__ import annotations

import multiprocessing
import re
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from random import Random

from .feeding import feed
from .mutating import mutate
from .samples import Sample, all_samples

SLOW = {"list": 2.0, "article": 2.0, "page": 5.0, "robots": 1.0}
"""Seconds of processor time for one document; more is a finding. A page that nobody knows yet is read five times."""
_AUTHOR = re.compile(rb"[\w.@+-]{10000}")
"""What feedparser, looking for an address in the name of an author, takes the square of its length for; the limits of
the process that reads it are the answer to that."""
HANGS = 20.0
"""Seconds after which a process is killed."""


@dataclass(frozen=True)
class Finding:
    """One input that did harm; ``number`` and the seed make it again."""

    number: int
    sample: str
    what: str


@dataclass
class Report:
    """What all inputs came to."""

    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    slowest: float = 0.0


def make(seed: int, number: int) -> tuple[Sample, bytes]:
    """Input no. ``number``."""
    random = Random(f"{seed}:{number}")
    samples = all_samples()
    sample = random.choice(samples)
    alike = [other.body for other in samples if other.way == sample.way]
    return sample, mutate(random, sample.body, alike)


def try_one(seed: int, number: int) -> tuple[str, float, Finding | None]:
    """Outcome, seconds and what was found at one input."""
    sample, body = make(seed, number)
    began = time.process_time()
    try:
        outcome = feed(sample, body)
    except Exception as error:
        what = "".join(traceback.format_exception(error)[-6:])
        return "finding", 0.0, Finding(number, sample.name, what)
    seconds = time.process_time() - began
    if seconds > SLOW[sample.way] and not _AUTHOR.search(body):
        return "finding", seconds, Finding(number, sample.name, f"{seconds:.1f} s")
    return f"{sample.way}: {outcome}", seconds, None


def run(seed: int, inputs: int, processes: int) -> Iterator[Report]:
    """Feed inputs 0 to ``inputs`` - 1; the report so far, about once a second, the last one whole."""
    report = Report()
    waiting = {first: _Child(seed, range(first, inputs, processes)) for first in range(processes)}
    while waiting:
        ready = wait([child.pipe for child in waiting.values()], timeout=1)
        for first, child in list(waiting.items()):
            trouble = child.take(report) if child.pipe in ready else child.look()
            if trouble is None:
                continue
            del waiting[first]
            if trouble:  # go on behind the input that did it
                report.inputs += 1
                report.findings.append(Finding(child.at, make(seed, child.at)[0].name, trouble))
                waiting[first] = _Child(seed, range(child.at + processes, inputs, processes))
        yield report


class _Child:
    """A process with its share of the inputs."""

    def __init__(self, seed: int, numbers: range) -> None:
        self.at, self._step = numbers.start, numbers.step
        self._heard = time.monotonic()
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(theirs, seed, numbers), daemon=True)
        self._process.start()
        theirs.close()

    def take(self, report: Report) -> str | None:
        """Put what has come into ``report``; at the end the trouble that it came to, empty if there was none."""
        try:
            number, outcome, seconds, finding = self.pipe.recv()
        except EOFError:
            self._process.join()
            return f"the process ended with {self._process.exitcode}" if self._process.exitcode else ""
        self._heard, self.at = time.monotonic(), number + self._step
        report.inputs += 1
        report.outcomes[outcome] += 1
        report.slowest = max(report.slowest, seconds)
        if finding is not None:
            report.findings.append(finding)
        return None

    def look(self) -> str | None:
        """Kill it if it has said nothing for too long: the trouble then."""
        if time.monotonic() - self._heard < HANGS:
            return None
        self._process.kill()
        self._process.join()
        return f"nothing for {HANGS:g} s"


def _work(pipe: Connection, seed: int, numbers: range) -> None:
    for number in numbers:
        pipe.send((number, *try_one(seed, number)))
