"""The child process of ``run`` that refreshes: how it is kept alive, what it does, how it ends."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from feeds.cli.out import Out, columns, outcome_line
from feeds.cli.refreshing import summary_rows
from feeds.cli.signals import end_by_sigterm, end_with_parent, leave_terminal_to_parent
from feeds.config import Settings
from feeds.errors import StoreError
from feeds.model import SourceOutcome
from feeds.publishing import PAGES
from feeds.service import Service

_ROUND = 30
"""Seconds between two looks at which sources are due."""
_PATIENCE = 60
"""Seconds that a round translates what is not urgent, before it looks for news again."""
_STOP_SECONDS = 15
"""For the child to end in an orderly way."""
_LONGEST_PAUSE = 15 * 60
"""Seconds between two starts of a child that breaks off again and again."""
_STABLE = 60 * 60
"""Seconds of life after which breaking off counts as the first time."""


@contextmanager
def following(settings: Settings, data: Path, out: Out) -> Iterator[None]:
    """Refresh in a child process for as long as the context lasts; one that breaks off is replaced."""
    stopped, stop = multiprocessing.Pipe(duplex=False)
    keeper = threading.Thread(target=_keep, args=(settings, data, out, stopped), name="keeper")
    keeper.start()
    try:
        yield
    finally:
        stop.close()  # the keeper sees the end of the pipe
        keeper.join()


def _keep(settings: Settings, data: Path, out: Out, stopped: Connection) -> None:
    context = multiprocessing.get_context("spawn")
    pause = 0
    while True:
        # Only the first child asks everybody: one that breaks off must not make a city's servers pay for it.
        child = context.Process(target=follow, args=(settings, data, not pause), name="refresh")
        started = time.monotonic()
        child.start()
        wait([stopped, child.sentinel])
        if stopped.poll():
            _end(child)
            return
        child.join()
        pause = _next_pause(pause, time.monotonic() - started)
        out.note(f"visnyk: refreshing broke off (exit code {child.exitcode}); it goes on in {pause} s")
        if stopped.poll(pause):
            return


def _next_pause(last: int, lived: float) -> int:
    """Seconds until a child that lived so long is replaced; ``last``: before this one, 0 if it was the first."""
    return _ROUND if not last or lived >= _STABLE else min(2 * last, _LONGEST_PAUSE)


def _end(child: BaseProcess) -> None:
    child.terminate()
    child.join(_STOP_SECONDS)
    if child.is_alive():
        child.kill()
        child.join()


def follow(settings: Settings, data: Path, at_once: bool) -> None:
    """Refresh what is due, until SIGTERM; what the child process runs. ``at_once``: first of all, all sources."""
    end_by_sigterm()
    leave_terminal_to_parent()
    end_with_parent()
    out = Out()
    try:
        with Service(settings, data) as service, service.publishing.telling_hubs(out.note):
            Rounds(service, out).run(at_once=at_once)
    except KeyboardInterrupt:
        sys.exit(0)


class Rounds:
    """Refreshing for ever, and what is said of it."""

    def __init__(self, service: Service, out: Out) -> None:
        self._service = service
        self._out = out
        self._said: str | None = None
        self._warned: str | None = None

    def run(self, *, at_once: bool) -> None:
        """All sources ``at_once``, or those that are due; then every half minute those that are due."""
        if at_once:
            self.first()
        else:
            self.next()
        while True:
            time.sleep(_ROUND)
            self.next()

    def first(self) -> None:
        """Ask all sources and say how each fared, and what all came to."""
        self._orderly(self._first)

    def next(self) -> None:
        """Ask the sources that are due and say what is new."""
        self._orderly(self._next)

    def _orderly(self, step: Callable[[], None]) -> None:
        try:
            step()
        except StoreError as error:  # the disk is full, another refresh is at it: the next round tries again
            if str(error) != self._said:
                self._out.note(f"visnyk: {error}")
            self._said = str(error)
        else:
            self._said = None

    def _first(self) -> None:
        summary = self._service.refresh(
            on_source=lambda outcome: self._out.note(outcome_line(outcome)), patience=_PATIENCE, pages=PAGES
        )
        for line in columns(summary_rows(summary)):
            self._out.note(line)
        asked = [outcome.status for outcome in summary.sources if outcome.status != "skipped"]
        if asked and all(status == "failed" for status in asked):
            self._out.note(
                "No source could be reached: is this machine online? `make demo` shows Visnyk on bundled sources, "
                "without network."
            )

    def _next(self) -> None:
        warning = self._service.refresh(
            own_interval=True, on_source=self._say_news, patience=_PATIENCE, pages=PAGES
        ).pictures.warning
        if warning and warning != self._warned:
            self._out.note(f"visnyk: {warning}")
            self._warned = warning

    def _say_news(self, outcome: SourceOutcome) -> None:
        if outcome.status == "failed" or outcome.new or outcome.changed:
            self._out.note(outcome_line(outcome))
