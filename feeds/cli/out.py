"""What commands print: results on stdout, what is going on on stderr, JSON where it was asked for."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

import click

from feeds.cli.progress import Bar, Lines, Progress
from feeds.model import SourceOutcome

# A title or a server's words may hold control characters that a terminal would obey (ECMA-48 §5.4: C1 as well).
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Out:
    """Writes for people to stderr while it works, results to stdout."""

    def line(self, text: str) -> None:
        """One line of result."""
        click.echo(_harmless(text))

    def note(self, text: str) -> None:
        """One line on what is going on."""
        click.echo(_harmless(text), err=True)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Lines of result in aligned columns."""
        for line in columns(rows):
            self.line(line)

    def json(self, value: Any) -> None:
        """One JSON object on stdout."""
        click.echo(json.dumps(value, ensure_ascii=False))

    def progress(self, *, quiet: bool) -> Progress:
        """A bar on a terminal, lines elsewhere, nothing if ``quiet``; a context manager."""
        if quiet:
            return Progress()
        return Bar() if sys.stderr.isatty() else Lines(self.note)


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each row as a line; every column but the last of a row as wide as its widest cell."""
    widths: dict[int, int] = {}
    for row in rows:
        for index, cell in enumerate(row[:-1]):
            widths[index] = max(widths.get(index, 0), len(cell))
    for row in rows:
        padded = [cell.ljust(widths[index]) for index, cell in enumerate(row[:-1])]
        yield "  ".join([*padded, *row[-1:]]).rstrip()


def minute(moment: datetime | None, zone: tzinfo, never: str = "never") -> str:
    """A moment as people in ``zone`` read it; ``never`` where there is none."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else never


def outcome_line(outcome: SourceOutcome) -> str:
    """How one source fared, in a line."""
    if outcome.status == "ok":
        missing = f"; {outcome.detail}" if outcome.detail else ""
        return f"{outcome.source_id}: {outcome.new} new, {outcome.changed} changed{missing}"
    word = "FAILED" if outcome.status == "failed" else outcome.status
    return f"{outcome.source_id}: {word}" + (f": {outcome.detail}" if outcome.detail else "")


def _harmless(text: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
