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
from feeds.service import Service

_ROUND = 30
"""Seconds between two looks at which sources are due."""
_STOP_SECONDS = 15
"""For the child to end in an orderly way."""


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
    while True:
        child = multiprocessing.get_context("spawn").Process(target=follow, args=(settings, data), name="refresh")
        child.start()
        wait([stopped, child.sentinel])
        if stopped.poll():
            _end(child)
            return
        child.join()
        out.note(f"visnyk: refreshing broke off (exit code {child.exitcode}); it goes on in {_ROUND} s")
        if stopped.poll(_ROUND):
            return


def _end(child: BaseProcess) -> None:
    child.terminate()
    child.join(_STOP_SECONDS)
    if child.is_alive():
        child.kill()
        child.join()


def follow(settings: Settings, data: Path) -> None:
    """Refresh what is due, until SIGTERM; what the child process runs."""
    end_by_sigterm()
    leave_terminal_to_parent()
    end_with_parent()
    out = Out()
    try:
        with Service(settings, data) as service:
            Rounds(service, out).run()
    except KeyboardInterrupt:
        sys.exit(0)


class Rounds:
    """Refreshing for ever, and what is said of it."""

    def __init__(self, service: Service, out: Out) -> None:
        self._service = service
        self._out = out
        self._said: str | None = None

    def run(self) -> None:
        """All sources at once, then every half minute those that are due."""
        self.first()
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
        summary = self._service.refresh(on_source=lambda outcome: self._out.note(outcome_line(outcome)))
        for line in columns(summary_rows(summary)):
            self._out.note(line)
        if summary.sources and all(outcome.status == "failed" for outcome in summary.sources):
            self._out.note(
                "No source could be reached: is this machine online? `make demo` shows Visnyk on bundled sources, "
                "without network."
            )

    def _next(self) -> None:
        self._service.refresh(own_interval=True, on_source=self._say_news)

    def _say_news(self, outcome: SourceOutcome) -> None:
        if outcome.status == "failed" or outcome.new or outcome.changed:
            self._out.note(outcome_line(outcome))
