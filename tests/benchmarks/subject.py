"""The two that are compared, each with its set-up, its command and the proof that it did the work."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from tests.benchmarks.generate import Feed
from tests.benchmarks.measure import Measurement, measure
from tests.benchmarks.server import RunningServer

COMMAND_VARIABLE = "VISNYK_BENCH_COMMAND"
"""Environment variable with another command in place of ``visnyk``, split as a shell would."""
READER_SCRIPT = Path(__file__).with_name("reader_subject.py")


class Phase(StrEnum):
    """Of a round: an empty database, then the same again with nothing changed."""

    FIRST = "first"
    SECOND = "second"


class BenchmarkError(Exception):
    """A run that did not do its work, so that its figures mean nothing; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How much work a run is."""

    sources: int = 200
    entries: int = 20

    @property
    def stored(self) -> int:
        """Entries in the database after the first run."""
        return self.sources * self.entries


class Subject(Protocol):
    """Something that refreshes feeds; ``home`` is a folder of its own, empty at the start of a round."""

    @property
    def name(self) -> str:
        """What its figures are listed under."""

    def prepare(self, home: Path) -> None:
        """Do what is not measured, once a round."""

    def command(self, home: Path, phase: Phase) -> list[str]:
        """Return the command whose whole process is measured."""

    def check(self, home: Path, phase: Phase, run: Measurement, answers: Counter[str]) -> None:
        """Raise :class:`BenchmarkError` unless ``run`` did the work; ``answers`` are the server's, by status."""


def environment() -> dict[str, str]:
    """Return the environment for measured commands: no proxy may stand between them and the loopback server."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**kept, "NO_PROXY": "*", "no_proxy": "*"}


def require(condition: bool, name: str, phase: Phase, missing: str) -> None:
    """Raise :class:`BenchmarkError` unless ``condition``."""
    if not condition:
        raise BenchmarkError(f"{name}, {phase} run: {missing}")


def require_success(name: str, phase: Phase, run: Measurement) -> None:
    """Raise :class:`BenchmarkError` with the end of its output unless the command succeeded."""
    require(run.returncode == 0, name, phase, f"exit status {run.returncode}\n{(run.stdout + run.stderr)[-2000:]}")


# --- Visnyk -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Visnyk:
    """``visnyk refresh`` with a configuration folder that :func:`write_config` wrote."""

    executable: tuple[str, ...]
    config: Path
    shape: Shape
    name: str = "visnyk"

    def prepare(self, home: Path) -> None:
        """Nothing: reading the configuration and creating the database is part of its first run."""

    def command(self, home: Path, phase: Phase) -> list[str]:
        """Return the same command for both phases."""
        return [*self.executable, "--config", str(self.config), "--data", str(home), "refresh", "--json"]

    def check(self, home: Path, phase: Phase, run: Measurement, answers: Counter[str]) -> None:
        """Compare the printed summary and the server's counts with what the phase should have brought."""
        require_success(self.name, phase, run)
        try:
            summary = json.loads(run.stdout)
            sources, entries = dict(summary["sources"]), dict(summary["entries"])
        except (ValueError, KeyError, TypeError) as error:
            raise BenchmarkError(f"{self.name}, {phase} run: no summary in {run.stdout[:500]!r}") from error
        if phase is Phase.FIRST:
            right = sources.get("ok") == self.shape.sources and entries.get("new") == self.shape.stored
        else:
            right = sources.get("unchanged") == self.shape.sources and (entries.get("new"), entries.get("changed")) == (
                0,
                0,
            )
        require(right, self.name, phase, f"unexpected summary: sources {sources}, entries {entries}")
        # A source that was not due costs nothing: the comparison is of runs that ask for all of them.
        _require_all_asked(self.name, phase, self.shape, answers)


def find_visnyk(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the command to measure: the one in the environment, else the script beside this interpreter."""
    if command := environ.get(COMMAND_VARIABLE):
        return tuple(shlex.split(command))
    script = Path(sys.executable).parent / "visnyk"
    if not script.exists():
        raise BenchmarkError(f"{script} does not exist: install the project, or set {COMMAND_VARIABLE}")
    return (str(script),)


def write_config(folder: Path, feeds: tuple[Feed, ...], server: RunningServer) -> None:
    """Write Visnyk's settings: every feed is a source in the target language, and one edition has them all."""
    settings = [
        _table("[site]", title="Benchmark", base_url="https://news.example", contact="bench@news.example"),
        _table("[http]", allow_private=["127.0.0.0/8"], delay=0),
        # Whoever compares with us does not compare entries with each other, and indexes words in a run of its own.
        _table("[stories]", enabled=False),
        _table("[search]", enabled=False),
        _table("[translation]", target="en", source_languages=["uk"], engines=[]),
    ]
    sources = [_source(number, feed, server) for number, feed in enumerate(feeds)]
    edition = _table("[[edition]]", id="all", title="All", language="original", sources=["*"], limit=50)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "visnyk.toml").write_text("\n".join(settings), encoding="utf-8")
    (folder / "sources.toml").write_text("\n".join(sources), encoding="utf-8")
    (folder / "editions.toml").write_text(edition, encoding="utf-8")


def _source(number: int, feed: Feed, server: RunningServer) -> str:
    return _table(
        "[[source]]",
        id=f"town-{number}",
        kind="feed",
        url=server.url(feed.path),
        title=feed.title,
        language="en",
        timezone="Europe/Kyiv",
        enabled=True,
    )


def _table(header: str, **values: object) -> str:
    # JSON's strings, numbers, booleans and flat arrays are TOML's too.
    return "\n".join([header, *(f"{key} = {json.dumps(value)}" for key, value in values.items())]) + "\n"


# --- reader -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reader:
    """The ``reader`` library with its defaults and a number of threads to fetch with.

    Subscribing to the feeds is prepared and not measured, which is to its advantage: Visnyk reads its list of sources
    in the measured run.
    """

    urls: Path
    shape: Shape
    workers: int

    @property
    def name(self) -> str:
        """``reader-4``: with four threads."""
        return f"reader-{self.workers}"

    def prepare(self, home: Path) -> None:
        """Create the database and subscribe to all feeds."""
        done = measure(self._run("add", home, str(self.urls)), env=environment())
        require(done.returncode == 0, self.name, Phase.FIRST, f"could not subscribe: {done.stderr[-2000:]}")

    def command(self, home: Path, phase: Phase) -> list[str]:
        """Return the update of all feeds."""
        return self._run("update", home, str(self.workers))

    def check(self, home: Path, phase: Phase, run: Measurement, answers: Counter[str]) -> None:
        """Count what is in the database, in a process of its own after the measured one."""
        require_success(self.name, phase, run)
        counted = measure(self._run("count", home), env=environment())
        require_success(self.name, phase, counted)
        figures: dict[str, Any] = json.loads(counted.stdout)
        right = figures == {"entries": self.shape.stored, "broken": 0}
        require(right, self.name, phase, f"{figures} in the database instead of {self.shape.stored} entries")
        _require_all_asked(self.name, phase, self.shape, answers)

    def _run(self, verb: str, home: Path, *arguments: str) -> list[str]:
        return [sys.executable, "-P", str(READER_SCRIPT), verb, str(home / "reader.sqlite"), *arguments]


def _require_all_asked(name: str, phase: Phase, shape: Shape, answers: Counter[str]) -> None:
    """Require one 200 a source on the first run and one 304 a source on the second."""
    expected = Counter({"200" if phase is Phase.FIRST else "304": shape.sources})
    require(answers == expected, name, phase, f"the server answered {dict(answers)} instead of {dict(expected)}")
