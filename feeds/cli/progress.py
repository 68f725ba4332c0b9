"""How far a command has come: a bar on a terminal, lines elsewhere, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import TaskID

_NOTE = 60
"""Characters of a note beside the bar."""


class Progress:
    """Says nothing. A context manager."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left on the screen."""

    def begin(self, title: str, total: int | None = None) -> None:
        """Something else is being done now, in ``total`` steps if that is known."""

    def step(self, count: int, note: str, *, keep: bool = False) -> None:
        """``count`` steps are done; ``note`` says what they came to, and is to stay on the screen if ``keep``."""


class Lines(Progress):
    """A line for each step."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def step(self, count: int, note: str, *, keep: bool = False) -> None:
        """Say the note, if there is any."""
        if note:
            self._say(note)


class Bar(Progress):
    """One line that is drawn again and again, and gone at the end; what is to be kept stays above it."""

    def __init__(self) -> None:
        # Imported here: no command pays for it that draws no bar.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            # Not as markup: an error message names `[http] max_bytes`, and a server may say "[/red]".
            TextColumn("{task.fields[note]}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    def begin(self, title: str, total: int | None = None) -> None:
        """A bar of its own for what is done now."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(title, total=total, note="")

    def step(self, count: int, note: str, *, keep: bool = False) -> None:
        """Move the bar."""
        if self._task is None:
            raise RuntimeError("begin() comes before step()")
        self._bar.update(self._task, advance=count, note=note[:_NOTE])
        if keep:
            self._bar.console.print(note, markup=False, highlight=False)
