"""Pairs of texts in a file: the original, a tab, its translation, a line each; each line has a verdict of its own."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feeds.model import Finding
from feeds.translation.checks import judge

if TYPE_CHECKING:
    from feeds.translation.terms import Termbase

FORMAT = "format"
"""The check that a line fails which cannot be read as a pair."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say of one line."""

    line: int
    """As editors count: the first is 1."""
    findings: tuple[Finding, ...]

    @property
    def word(self) -> str:
        """``ok``, ``warning`` or ``fatal``."""
        if not self.findings:
            return "ok"
        return "fatal" if any(finding.fatal for finding in self.findings) else "warning"


def judged(data: bytes, source: str, target: str, termbase: Termbase | None = None) -> Iterator[Verdict]:
    """A verdict for each line of ``data``: UTF-8 with or without a byte order mark, any line ends.

    Columns are coded text, or plain text with inline markup of any other program; a ``<`` or ``&`` that is none of it
    is text. What follows the last line end is a line if there is something.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    lines = data.split(b"\n" if b"\n" in data else b"\r")
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, start=1):
        yield Verdict(number, _findings(line.removesuffix(b"\r"), source, target, termbase))


def _findings(line: bytes, source: str, target: str, termbase: Termbase | None) -> tuple[Finding, ...]:
    try:
        columns = line.decode("utf-8").split("\t")
    except UnicodeDecodeError as error:
        return _unreadable(f"is not UTF-8 at byte {error.start + 1}")
    if len(columns) != 2:
        tabs = "no tab" if len(columns) == 1 else f"{len(columns) - 1} tabs"
        return _unreadable(f"has {tabs}: a line is the original, one tab, the translation")
    if not columns[0].strip():
        return _unreadable("has no original before its tab")
    return judge(columns[0], columns[1], source, target, termbase)


def _unreadable(reason: str) -> tuple[Finding, ...]:
    return (Finding(FORMAT, f"the line {reason}", fatal=True),)
