"""Readers with faults, to see that the fuzzer finds them: ``python -m tests.fuzz.faulty faults`` (or ``hang``)."""

from __future__ import annotations

import json
import sys
from random import Random

from . import running
from .samples import Sample


def is_fed_badly(_sample: Sample, body: bytes) -> bool:
    """Does a reader with faults fail at this document?"""
    return Random(body).randrange(12) < 2


def _faults(sample: Sample, body: bytes) -> str:
    """A reader with a fault of each kind."""
    if is_fed_badly(sample, body):
        if Random(body).randrange(12):
            sys.exit(3)
        raise ZeroDivisionError("a fault")
    return "ok"


def _hang(_sample: Sample, _body: bytes) -> str:
    """A reader that comes to no end."""
    while True:
        pass


def main(what: str) -> None:
    """Print what the fuzzer reports of such a reader, as JSON."""
    if what == "hang":
        running.feed, running.HANGS = _hang, 0.2
        *_, report = running.run(1, 2, processes=2)
    else:
        running.feed = _faults
        *_, report = running.run(1, 60, processes=2)
    findings = [(finding.number, finding.what.strip().splitlines()[-1]) for finding in report.findings]
    print(json.dumps({"inputs": report.inputs, "findings": findings}))


if __name__ == "__main__":
    main(sys.argv[1])
