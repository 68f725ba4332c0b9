"""A share of the fuzzing that ``python -m tests.fuzz`` does at length."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from . import running
from .feeding import feed
from .mutating import LONGEST, mutate
from .running import make, run
from .samples import Sample, all_samples

INPUTS = 2400
SEED = 2026


@pytest.mark.slow
def test_no_input_does_harm() -> None:
    """Mutated documents of every kind are read, or refused with a code, within two seconds each."""
    *_, report = run(SEED, INPUTS, processes=2)
    assert report.findings == []
    assert report.inputs == INPUTS
    ways = Counter(outcome.partition(":")[0] for outcome in report.outcomes.elements())
    assert set(ways) == {"list", "article", "page", "robots"}
    read = sum(count for outcome, count in report.outcomes.items() if outcome.endswith(": ok"))
    assert INPUTS / 4 < read < INPUTS, "too much or too little was broken to show anything"


@pytest.mark.parametrize("sample", all_samples(), ids=lambda sample: sample.name)
def test_samples_are_fed_unbroken(sample: Sample) -> None:
    """What the fuzzer begins with passes through all that it feeds, or is a sample of an error."""
    outcome = feed(sample, sample.body)
    assert outcome == "ok" or "error" in sample.name or sample.way == "article" or sample.name.startswith("any/")


def test_an_input_can_be_made_again() -> None:
    """The seed and the number of an input are all that is needed to make it again; others make others."""
    assert make(1, 7) == make(1, 7)
    assert len({make(1, number)[1] for number in range(50)}) > 45
    assert make(1, 7) != make(2, 7)


def test_mutations_keep_to_their_size() -> None:
    """However often it is mutated, a document does not grow beyond what can be fed quickly."""
    body = b"<rss><item>x</item></rss>"
    for number in range(300):
        assert len(mutate(Random(number), body, [body])) <= LONGEST


def feed_badly(sample: Sample, body: bytes) -> str:
    """A reader with a fault of each kind."""
    match Random(body).randrange(12):
        case 0:
            raise ZeroDivisionError("a fault")
        case 1:
            sys.exit(3)
    return "ok"


def test_faults_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception and the end of a process are findings, with the number of the input; all others are fed."""
    monkeypatch.setattr(running, "feed", feed_badly)
    *_, report = run(1, 60, processes=2)
    assert report.inputs == 60
    whats = [finding.what.splitlines()[-1] for finding in report.findings]
    assert {"ZeroDivisionError: a fault", "the process ended with 3"} == set(whats)
    assert all(feeds_badly(finding.number) for finding in report.findings)


def feeds_badly(number: int) -> bool:
    try:
        return feed_badly(*make(1, number)) != "ok"
    except (ZeroDivisionError, SystemExit):
        return True


def hang(sample: Sample, body: bytes) -> str:
    """A reader that comes to no end."""
    while True:
        pass


def test_hanging_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """An input that takes for ever is killed and found."""
    monkeypatch.setattr(running, "feed", hang)
    monkeypatch.setattr(running, "HANGS", 0.2)
    *_, report = run(1, 2, processes=2)
    assert sorted(finding.number for finding in report.findings) == [0, 1]
    assert {finding.what for finding in report.findings} == {"nothing for 0.2 s"}


def test_as_a_command() -> None:
    """The command says how many inputs came to what, and one input can be fed alone."""
    command = [sys.executable, "-m", "tests.fuzz", "--seed", "1"]
    root = Path(__file__).parents[2]
    done = subprocess.run([*command, "--inputs", "20"], capture_output=True, text=True, cwd=root, check=True)
    assert "20 inputs in" in done.stdout
    one = subprocess.run([*command, "--only", "7"], capture_output=True, text=True, cwd=root, check=True)
    assert make(1, 7)[0].name in one.stdout
