"""How fast ``visnyk refresh`` is, and how much memory it takes, beside the ``reader`` library.

Run it with ``make bench``, or ``python -m tests.benchmarks`` from the project's folder after
``pip install -e '.[bench]'``. It takes about three minutes; nothing leaves the machine.

What is done
    A server of our own on loopback, in its own process, holds 200 feeds of 20 entries (2 KB of varied HTML each; RSS
    and Atom in turn; the same bytes for the same ``--seed``). In each round both programs start with an empty
    database and refresh twice: the first run takes everything in, on the second nothing has changed and all is 304.
    They alternate run by run, so that whatever else the machine does falls on both; an idle machine is still needed.

What is measured
    Seconds are wall-clock time of the whole process, interpreter start included. CPU seconds add those of all its
    children. Memory is the highest sum over all processes of a run, sampled every 10 ms from ``/proc`` in rounds of
    their own, because sampling takes time: PSS counts a shared page once, RSS in each process. Linux only; elsewhere
    the memory goal is reported as unknown.

What is fair
    reader runs with its defaults, with several numbers of threads, and is compared by the number that turned out best
    for the phase (lowest median); subscribing to the feeds is not counted against it.
    Visnyk is measured as it is, with whatever a refresh does beyond storing entries. Every run is checked: 4,000
    entries stored, no source failed, and exactly one answer a source on each run (200, then 304).

What it says
    Medians of the rounds with least and greatest, and ratios computed within a round. Goals: the first run at least
    3 times as fast as reader's, the second not slower, peak memory below 250 MB (10⁶ bytes) on every run.

Exit status
    0: all goals met (or ``--no-fail``); 1: a goal is missed; 2: something did not work, so that there are no figures.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import report
from tests.benchmarks.generate import make_feeds
from tests.benchmarks.measure import CAN_MEASURE_MEMORY, measure
from tests.benchmarks.report import Run
from tests.benchmarks.server import RunningServer, running_server
from tests.benchmarks.subject import (
    COMMAND_VARIABLE,
    BenchmarkError,
    Phase,
    Reader,
    Shape,
    Subject,
    Visnyk,
    environment,
    find_visnyk,
    write_config,
)


@dataclass(frozen=True, slots=True)
class Bench:
    """Runs subjects against one server, in folders under ``home``."""

    server: RunningServer
    home: Path

    def round(self, number: int, subjects: Sequence[Subject], *, memory: bool) -> Iterator[Run]:
        """Yield one checked run for each phase and subject, alternating, on fresh databases."""
        with tempfile.TemporaryDirectory(dir=self.home) as folder:
            homes = {subject.name: Path(folder, subject.name) for subject in subjects}
            for subject in subjects:
                homes[subject.name].mkdir()
                subject.prepare(homes[subject.name])
            for phase in Phase:
                for subject in subjects:
                    yield self._run(subject, homes[subject.name], phase, number, memory=memory)

    def _run(self, subject: Subject, home: Path, phase: Phase, number: int, *, memory: bool) -> Run:
        before = self.server.stats()
        done = measure(subject.command(home, phase), env=environment(), memory=memory)
        subject.check(home, phase, done, self.server.stats() - before)
        run = Run(subject.name, phase, number, done.seconds, done.cpu_seconds, done.memory)
        note = f", {run.memory.pss / 1e6:.0f} MB" if run.memory else ""
        _say(f"  {subject.name:10}{phase:7}{run.seconds:7.2f} s{note}")
        return run


def run_benchmark(options: argparse.Namespace) -> tuple[list[Run], list[Run]]:
    """Do all rounds; return the timed runs, with every number of threads for reader, and the sampled ones."""
    shape = Shape(options.sources, options.entries)
    executable = find_visnyk(os.environ)
    if importlib.util.find_spec("reader") is None:
        raise BenchmarkError("the library reader is not installed: pip install -e '.[bench]'")
    feeds = make_feeds(shape.sources, shape.entries, options.seed)
    serving = running_server(shape.sources, shape.entries, options.seed)
    with tempfile.TemporaryDirectory(prefix="visnyk-bench-") as folder, serving as server:
        home = Path(folder)
        write_config(home / "config", feeds, server)
        (home / "urls.txt").write_text("\n".join(server.url(feed.path) for feed in feeds), encoding="utf-8")
        bench, visnyk = Bench(server, home), Visnyk(executable, home / "config", shape)
        readers = [Reader(home / "urls.txt", shape, workers) for workers in dict.fromkeys(options.workers)]
        _say("Warming up")
        list(bench.round(0, [visnyk], memory=False))
        timed = _rounds(bench, options.rounds, [visnyk, *readers], memory=False)
        best = report.best_reader(timed, Phase.FIRST)
        pair: list[Subject] = [visnyk, *(reader for reader in readers if reader.name == best)]
        sampled = _rounds(bench, options.rounds, pair, memory=True) if CAN_MEASURE_MEMORY else []
    return timed, sampled


def _rounds(bench: Bench, count: int, subjects: Sequence[Subject], *, memory: bool) -> list[Run]:
    runs: list[Run] = []
    for number in range(1, count + 1):
        _say(f"{'Memory' if memory else 'Time'}, round {number} of {count}")
        runs += bench.round(number, subjects, memory=memory)
    return runs


def machine() -> dict[str, object]:
    """Return what the figures depend on."""
    return {
        "system": platform.system(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "reader": importlib.metadata.version("reader"),
        "visnyk": list(find_visnyk(os.environ)),
    }


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="of each kind, time and memory (default 3)")
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--entries", type=int, default=20, help="in each source")
    parser.add_argument("--seed", type=int, default=1, help="of the generated feeds")
    parser.add_argument(
        "--workers", type=int, nargs="+", default=[1, 4, 8], help="numbers of threads to try reader with"
    )
    parser.add_argument("--no-fail", action="store_true", help="exit 0 even if a goal is missed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to FILE")
    options = parser.parse_args(arguments)
    if min(options.rounds, options.sources, options.entries, *options.workers) < 1:
        parser.error("numbers must be at least 1")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    options = _parse(arguments)
    try:
        load = os.getloadavg()[0]
        timed, sampled = run_benchmark(options)
    except BenchmarkError as error:
        print(f"No figures: {error}", file=sys.stderr)
        return 2
    judged = report.goals(timed, sampled)
    about = {**machine(), "load_before": load}
    if COMMAND_VARIABLE in os.environ:
        print(f'NOT visnyk: what stands under its name is {COMMAND_VARIABLE}="{os.environ[COMMAND_VARIABLE]}"')
    print(
        f"\n{options.sources} sources with {options.entries} entries each;"
        f" median (least-greatest) of {options.rounds} rounds",
        f"{about['processors']} processors, Python {about['python']}, reader {about['reader']};"
        f" load before the start {load:.1f}\n",
        sep="\n",
    )
    print(report.table(timed, sampled), report.verdict(judged), sep="\n\n")
    if options.json:
        shape = {"sources": options.sources, "entries": options.entries, "seed": options.seed}
        document = {"machine": about, "shape": shape, **report.figures(timed, sampled)}
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if options.no_fail or report.all_met(judged) else 1


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
