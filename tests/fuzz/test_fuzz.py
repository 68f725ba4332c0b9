"""A share of the fuzzing that ``python -m tests.fuzz`` does at length."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from .faulty import is_fed_badly
from .feeding import feed
from .mutating import LONGEST, mutate
from .running import make
from .samples import Sample, all_samples

ROOT = Path(__file__).parents[2]
ENV = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
INPUTS = 2400
SEED = 2026


@pytest.mark.slow
def test_no_input_does_harm() -> None:
    """Mutated documents of every kind are read, or refused with a code, within two seconds each."""
    # In a process of its own: where lines are counted, two seconds are no two seconds.
    command = [sys.executable, "-m", "tests.fuzz", "--seed", str(SEED), "--inputs", str(INPUTS)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=ENV, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    counts = {outcome: int(count) for count, outcome in re.findall(r"^ +(\d+) (.+)$", done.stdout, re.MULTILINE)}
    assert sum(counts.values()) == INPUTS
    assert {outcome.partition(":")[0] for outcome in counts} == {"list", "article", "page", "robots"}
    read = sum(count for outcome, count in counts.items() if outcome.endswith(": ok"))
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


def found(what: str) -> dict[str, Any]:
    """What the fuzzer reports of readers with faults, in a process of its own: one that is killed counts no lines."""
    command = [sys.executable, "-m", "tests.fuzz.faulty", what]
    return dict(
        json.loads(subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=ENV, check=True).stdout)
    )


def test_faults_are_found() -> None:
    """An exception and the end of a process are findings, with the number of the input; all others are fed."""
    report = found("faults")
    assert report["inputs"] == 60
    assert {what for _, what in report["findings"]} == {"ZeroDivisionError: a fault", "the process ended with 3"}
    assert sorted(number for number, _ in report["findings"]) == [n for n in range(60) if is_fed_badly(*make(1, n))]


def test_hanging_is_found() -> None:
    """An input that takes for ever is killed and found."""
    assert sorted(found("hang")["findings"]) == [[0, "nothing for 0.2 s"], [1, "nothing for 0.2 s"]]


def test_as_a_command() -> None:
    """The command says how many inputs came to what, and one input can be fed alone."""
    command = [sys.executable, "-m", "tests.fuzz", "--seed", "1"]
    done = subprocess.run([*command, "--inputs", "20"], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "20 inputs in" in done.stdout
    one = subprocess.run([*command, "--only", "7"], capture_output=True, text=True, cwd=ROOT, check=True)
    assert make(1, 7)[0].name in one.stdout
