"""``python -m tests.fuzz --inputs 100000 --seed 1``: feed so many mutated documents, and keep those that did harm."""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from pathlib import Path

import click

from .running import Finding, Report, make, run

_SHOWN = 20


@click.command()
@click.option("--inputs", default=100_000, show_default=True)
@click.option("--seed", default=1, show_default=True, help="Another one makes other inputs.")
@click.option("--processes", default=os.cpu_count() or 1, show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="Folder for the inputs that did harm.")
@click.option("--only", type=int, help="Feed this one input here, with its traceback.")
def main(inputs: int, seed: int, processes: int, keep: Path | None, only: int | None) -> None:
    """Feed mutated samples to all readers, and to all that comes after them but for the database.

    Ends with 1 if any input raised anything but a refusal, took too long or ended its process.
    """
    if only is not None:
        from .feeding import feed

        sample, body = make(seed, only)
        click.echo(f"{sample.name} ({sample.way}, {len(body)} bytes): {feed(sample, body)}")
        return
    began, report = time.monotonic(), Report()
    for report in run(seed, inputs, processes):
        _progress(report, inputs)
    seconds = time.monotonic() - began
    click.echo(
        f"\n{report.inputs} inputs in {seconds:.0f} s, the slowest took {report.slowest:.2f} s of processor time"
    )
    for outcome, count in report.outcomes.most_common():
        click.echo(f"  {count:7} {outcome}")
    _show(report.findings, seed, keep)
    sys.exit(1 if report.findings else 0)


def _progress(report: Report, inputs: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{report.inputs} of {inputs}, findings: {len(report.findings)}", err=True, nl=False)


def _show(findings: list[Finding], seed: int, keep: Path | None) -> None:
    """Findings by what happened, one of each with its traceback."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.what.strip().splitlines()[-1][:100]].append(finding)
    for what, alike in sorted(groups.items(), key=lambda group: -len(group[1]))[:_SHOWN]:
        numbers = ", ".join(str(finding.number) for finding in alike[:10])
        click.echo(f"\n{len(alike)} × {what}\n  {alike[0].sample}; inputs {numbers}\n{alike[0].what}")
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        for finding in findings:
            (keep / f"{seed}-{finding.number}").write_bytes(make(seed, finding.number)[1])


if __name__ == "__main__":
    main()
