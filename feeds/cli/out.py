"""What commands print: progress bars on a terminal, plain lines elsewhere, JSON where it was asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

_MARKS = {"ok": "ok", "unchanged": "unchanged", "failed": "FAILED", "skipped": "skipped"}


class Out:
    """Writes for people to stderr while it works, results to stdout."""

    def line(self, text: str) -> None:
        """One line of result."""
        click.echo(text)

    def note(self, text: str) -> None:
        """One line on what is going on."""
        click.echo(text, err=True)

    def json(self, value: Any) -> None:
        """One JSON object on stdout."""
        click.echo(json.dumps(value, ensure_ascii=False))

    @contextmanager
    def progress(self, title: str, total: int, quiet: bool = False) -> Iterator[Callable[[int, str], None]]:
        """A bar on a terminal; elsewhere the notes that the steps bring. Call with steps done and a note."""
        if quiet or not sys.stderr.isatty():
            yield lambda _steps, note: None if quiet or not note else self.note(note)
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=total or None, note="")
            yield lambda steps, note: bar.update(task, advance=steps, note=note[:60])


def outcome_line(source_id: str, status: str, new: int, changed: int, detail: str | None) -> str:
    """How one source fared, for a plain terminal."""
    words = _MARKS[status]
    if status == "ok":
        words += f", {new} new, {changed} changed"
    return f"{source_id}: {words}" + (f": {detail}" if detail else "")
