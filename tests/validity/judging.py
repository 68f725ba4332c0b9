"""Asks a validator about many files, and counts what it says."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feeds.editions.writers import WRITERS

TYPES = {writer.extension: writer.media_type for writer in WRITERS} | {"opml": "text/x-opml; charset=utf-8"}
"""What each file is served as, by the end of its name."""
DOCS = Path(__file__).parents[2] / "docs" / "editions.md"
_EXPLAINED = re.compile(r"^\| `(\w+(?: \S+)?)` \|", re.MULTILINE)
_NAMESPACE = re.compile(r"namespace: (\S+)")
_BATCH = 250
_EXAMPLES = 8


@dataclass(frozen=True, slots=True, order=True)
class Class:
    """One kind of thing that a validator says, of one format."""

    severity: str
    """``error`` or ``warning``."""
    name: str
    extension: str


@dataclass(slots=True)
class Verdict:
    """What was said of all files."""

    files: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How many, by format."""
    said: dict[Class, int] = field(default_factory=lambda: defaultdict(int))
    """In how many files."""
    examples: dict[Class, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, file: str, findings: Iterable[tuple[str, str, str]]) -> None:
        """One file's."""
        extension = Path(file).suffix[1:]
        self.files[extension] += 1
        kinds = {Class(one[0], _name(one[1], one[2]), extension): one[2] for one in findings}
        for kind, message in kinds.items():
            self.said[kind] += 1
            if len(self.examples[kind]) < _EXAMPLES:
                self.examples[kind].append(f"{file}: {message}")

    def unexplained(self, explained: Iterable[str]) -> list[Class]:
        """Errors, and warnings that nobody has explained."""
        return sorted(kind for kind in self.said if kind.severity == "error" or kind.name not in explained)


def _name(name: str, message: str) -> str:
    """Of an unknown namespace with which it is: to have explained one is not to have explained another."""
    found = _NAMESPACE.search(message) if name == "UnknownNamespace" else None
    return f"{name} {found[1]}" if found else name


def is_document(path: Path) -> bool:
    """Is this file something that is published for feed readers?"""
    return path.suffix[1:] in TYPES and not path.name.startswith(".")


def explained() -> frozenset[str]:
    """The warnings that the documentation gives a reason for."""
    section = DOCS.read_text("utf-8").partition("## What validators say")[2].partition("\n## ")[0]
    return frozenset(_EXPLAINED.findall(section))


def judged(validator: str, files: Sequence[Path], jobs: int) -> Verdict:
    """What ``validator`` says of these files, asked in ``jobs`` processes at a time.

    It is called with ``--json --content-type TYPE FILE...`` and prints a JSON object a line with ``file`` and
    ``findings``: a list of severity, class and message.
    """
    verdict = Verdict()
    with ThreadPoolExecutor(jobs) as pool:
        for lines in pool.map(lambda batch: _ask(shlex.split(validator), *batch), _batches(files)):
            for line in lines:
                verdict.add(line["file"], [(one[0], one[1], one[2]) for one in line["findings"]])
    asked, answered = len(files), sum(verdict.files.values())
    if asked != answered:
        raise RuntimeError(f"the validator was asked about {asked} files and spoke of {answered}")
    return verdict


def _batches(files: Sequence[Path]) -> Iterator[tuple[str, list[str]]]:
    for extension, media_type in TYPES.items():
        those = [str(file) for file in files if file.suffix == f".{extension}"]
        for start in range(0, len(those), _BATCH):
            yield media_type, those[start : start + _BATCH]


def _ask(validator: list[str], media_type: str, files: list[str]) -> list[dict[str, Any]]:
    command = [*validator, "--json", "--content-type", media_type, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]
