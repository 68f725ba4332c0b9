"""Writes editions of every feed of a corpus, in every mode, format and state, and has a validator judge them.

Besides, the whole program gathers the demo, and the feeds of every corpus that is a folder, and exports its editions.
Exit code 1: there are errors, or warnings that docs/editions.md does not explain.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from feeds.editions.opml import write_opml
from feeds.editions.writers import WRITERS

from . import program
from .corpus import Served, files, news, source
from .editions import EDITIONS, SITE, documents
from .judging import Verdict, explained, is_document, judged
from .own import faults


def main() -> int:
    """Write, look, ask, print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="visnyk-validity-") as temporary:
        out: Path = arguments.out or Path(temporary)
        wrong = write_all(arguments.corpus, out, arguments.jobs)
        _run_program(arguments.corpus, out / "program", Path(temporary))
        written = sorted(path for path in out.rglob("*") if path.is_file() and is_document(path))
        wrong += [f"{path}: {fault}" for path in written if "program" in path.parts for fault in _faults(path)]
        for one in wrong[:50]:
            print(f"own checks: {one}")
        verdict = judged(arguments.validator, written, arguments.jobs)
    return told(verdict, len(wrong))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.validity", description=__doc__)
    parser.add_argument("--corpus", type=Path, action="append", default=[], help="an archive or a folder; repeatable")
    parser.add_argument("--validator", required=True, help="a command; how it is called is said in judging.py")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (default: 2)")
    parser.add_argument("--out", type=Path, help="where the editions are kept (default: they are not)")
    return parser.parse_args()


def write_all(corpora: Sequence[Path], out: Path, jobs: int) -> list[str]:
    """Write the editions of every file; what our own checks say of them."""
    wrong: list[str] = []
    counts: Counter[str] = Counter()
    # No multiprocessing.Pool: it ends its processes by SIGTERM, and one that counts lines then may never end.
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=apart, max_tasks_per_child=500) as pool:
        for entries, faulty in pool.map(partial(_write, out), _numbered(corpora), chunksize=8):
            counts["files"] += 1
            counts["no feeds" if entries is None else "feeds with entries" if entries else "empty feeds"] += 1
            counts["entries"] += entries or 0
            wrong += faulty
    print("; ".join(f"{name}: {count:,}" for name, count in counts.items()), flush=True)
    (out / "subscriptions.opml").write_bytes(write_opml(SITE, EDITIONS))
    return wrong


def _numbered(corpora: Sequence[Path]) -> Iterator[tuple[int, Served]]:
    return enumerate(served for corpus in corpora for served in files(corpus))


def _write(out: Path, numbered: tuple[int, Served]) -> tuple[int | None, list[str]]:
    """How many entries are in a file, and what is wrong with its editions."""
    number, served = numbered
    feed = news(served)
    if feed is None:
        return None, []
    folder = out / f"{number:04}-{served.name.replace('/', '-')[-80:]}"
    folder.mkdir(parents=True, exist_ok=True)
    wrong = []
    for name, document in documents(feed, source(served), number):
        for writer in WRITERS:
            body = writer.write(document)
            path = folder / f"{name}.{writer.extension}"
            path.write_bytes(body)
            wrong += [f"{path}: {fault}" for fault in faults(body, writer.extension, document)]
    return len(feed.entries), wrong


def _run_program(corpora: Sequence[Path], out: Path, data: Path) -> None:
    program.demo(data / "demo", out / "demo")
    for number, corpus in enumerate(path for path in corpora if path.is_dir()):
        program.together(corpus, data / f"city-{number}", out / f"city-{number}")


def _faults(path: Path) -> list[str]:
    return faults(path.read_bytes(), path.suffix[1:])


def told(verdict: Verdict, wrong: int) -> int:
    """Print what was said; the exit code that it comes to."""
    counts = ", ".join(f"{count:,} {extension}" for extension, count in sorted(verdict.files.items()))
    print(f"documents: {sum(verdict.files.values()):,} ({counts}); faults by our own checks: {wrong}")
    unexplained = verdict.unexplained(explained())
    for kind, count in sorted(verdict.said.items()):
        print(
            f"{kind.severity:8}{kind.name:60}{kind.extension:6}{count:8,}{'' if kind in unexplained else '  explained'}"
        )
        for example in verdict.examples[kind] if kind in unexplained else ():
            print(f"          {example}")
    print(f"errors and unexplained warnings: {len(unexplained)} classes")
    return int(bool(unexplained or wrong))


if __name__ == "__main__":
    sys.exit(main())
