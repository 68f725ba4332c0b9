"""Child processes that read documents: killed on time or memory, never waited for.

A hostile feed can take a parser 40 s or gigabytes. Each document is first tried in passing, side by side with others,
with little time and memory: enough for nearly all. One that needs more is tried again at length, and of those there is
one at a time, in a process of its own. So a crowd of hostile documents neither holds up the others nor fills the
memory.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import cached_property
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from feeds.errors import ReadError
from feeds.model import ParsedEntry, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.limits import Allowance, ParseLimits
from feeds.sources.worker import SPENT, bounded, loaded, prepare

if TYPE_CHECKING:
    import pebble

Result = TypeVar("Result")


def _read(document: Document, source: Source) -> ParsedFeed:
    # Imported here: the readers, and feedparser with them, are for the children.
    from feeds.sources.bounds import within_bounds
    from feeds.sources.readers import read

    return within_bounds(read(document, source))


def _complete(document: Document, source: Source, entry: ParsedEntry) -> ParsedEntry:
    from feeds.sources.bounds import entry_within_bounds
    from feeds.sources.readers import complete

    return entry_within_bounds(complete(document, source, entry))


def _read_list(
    allowance: Allowance, read: Callable[[Document, Source], ParsedFeed], document: Document, source: Source
) -> ParsedFeed:
    return bounded(read, allowance, document, source)


def _read_article(allowance: Allowance, document: Document, source: Source, entry: ParsedEntry) -> ParsedEntry:
    if source.full_text:
        loaded(_trafilatura)
    return bounded(_complete, allowance, document, source, entry)


def _work(allowance: Allowance, work: Callable[..., Result], *what: object) -> Result:
    return bounded(work, allowance, *what)


def _trafilatura() -> None:
    import trafilatura  # noqa: F401


def _context() -> BaseContext:
    # Not fork: the caller has threads. The fork server imports the readers once and hands copies out.
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["feeds.sources.forked", "feeds.sources.readers", "feeds.sources.bounds"])
    return context


def warm_up() -> None:
    """Start the fork server now, for pools to come; it loads the readers while the caller loads all the rest."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()


class ReaderPool:
    """Reads documents in child processes.

    A context manager, for one thread. Workers start with the first document. ``read`` is what they run: a function of
    a module, since it is sent to them by its name.
    """

    def __init__(self, limits: ParseLimits, read: Callable[[Document, Source], ParsedFeed] = _read) -> None:
        self._limits = limits
        self._read = read
        self._context = _context()

    @cached_property
    def _pools(self) -> tuple[pebble.ProcessPool, pebble.ProcessPool]:
        """In passing, and at length: there a worker ends after each document, and gives its memory back."""
        import pebble

        return (
            pebble.ProcessPool(self._limits.processes, initializer=prepare, context=self._context),
            pebble.ProcessPool(1, max_tasks=1, initializer=prepare, context=self._context),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "_pools" not in self.__dict__:
            return  # nothing had to be read
        for pool in self._pools:
            if kind is None:
                pool.close()
            else:
                pool.stop()
        for pool in self._pools:
            pool.join()

    def submit(self, document: Document, source: Source) -> Future[ParsedFeed]:
        """Read ``document`` as ``source`` says; failures come through :meth:`result_of`."""
        return self._submit(len(document.body), _read_list, self._read, document, source)

    def submit_article(self, document: Document, source: Source, entry: ParsedEntry) -> Future[ParsedEntry]:
        """Complete ``entry`` from the page of its article; failures come through :meth:`result_of`."""
        return self._submit(len(document.body), _read_article, document, source, entry)

    def submit_work(self, size: int, work: Callable[..., Result], *what: object) -> Future[Result]:
        """Call ``work``, a function of a module, with ``what``, in which documents of ``size`` bytes are."""
        return self._submit(size, _work, work, *what)

    def _submit(self, size: int, work: Callable[..., Result], *what: object) -> Future[Result]:
        limits, (in_passing, at_length) = self._limits, self._pools
        trials = [(in_passing, limits.in_passing), (at_length, limits.at_length)]
        if not limits.in_passing.is_enough_for(size):
            del trials[0]
        return _Reading(work, what, trials).begin()

    def result_of(self, get: Callable[[], Result]) -> Result:
        """Call ``get`` (a future's ``result``) and turn what a worker can die of into a :class:`ReadError`.

        :raises ReadError: the reader's own, or ``parse-timeout``, ``parse-memory``, ``parse-crash``.
        """
        import pebble

        try:
            return get()
        except ReadError:
            raise
        except TimeoutError as error:
            seconds = self._limits.seconds
            raise ReadError("parse-timeout", f"reading it took more than {seconds:g} s and was stopped") from error
        except pebble.ProcessExpired as error:
            raise self._ended(error.exitcode) from error
        except Exception as error:  # a reader's fault: it fails one source, and is recorded there, not all the others
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise ReadError("parse-crash", f"reading it failed: {reason[:200]}") from error

    def _ended(self, exit_code: int | None) -> ReadError:
        # Rust's answer to an allocation that fails is abort(3).
        if exit_code in (SPENT, -signal.SIGABRT):
            megabytes = self._limits.memory_bytes // 1_000_000
            return ReadError("parse-memory", f"reading it took more than {megabytes} MB and was stopped")
        return ReadError("parse-crash", f"reading it ended the process (exit code {exit_code})")


class _Reading(Generic[Result]):
    """One document, tried until it is read.

    Nothing of it is left in here afterwards: futures keep their callbacks, so there are cycles, and documents of
    megabytes in them would wait for the garbage collector.
    """

    def __init__(
        self,
        work: Callable[..., Result],
        what: tuple[object, ...],
        trials: Sequence[tuple[pebble.ProcessPool, Allowance]],
    ) -> None:
        self._work, self._what = work, what
        self._trials = deque(trials)
        self._news: Future[Result] | None = None
        self._trial: Future[Result] | None = None

    def begin(self) -> Future[Result]:
        """Try for the first time; what is returned may be cancelled."""
        news: Future[Result] = Future()
        self._news = news
        self._try(news)
        news.add_done_callback(self._end)
        return news

    def _try(self, news: Future[Result]) -> None:
        pool, allowance = self._trials.popleft()
        try:
            self._trial = pool.schedule(self._work, args=(allowance, *self._what), timeout=allowance.seconds)
        except RuntimeError:  # the pool was stopped meanwhile
            news.cancel()
        else:
            self._trial.add_done_callback(self._tried)

    def _tried(self, trial: Future[Result]) -> None:
        """Called in a thread of the pool."""
        news = self._news
        if news is None or trial.cancelled():
            if news is not None:
                news.cancel()
        elif self._trials and _needs_more(trial):
            self._try(news)
        elif news.set_running_or_notify_cancel():
            error = trial.exception()
            if error is None:
                news.set_result(trial.result())
            else:
                news.set_exception(error)

    def _end(self, news: Future[Result]) -> None:
        trial, self._trial, self._news, self._what = self._trial, None, None, ()
        if news.cancelled() and trial is not None:
            trial.cancel()


def _needs_more(trial: Future[Result]) -> bool:
    """Did its worker not come to an end, in time and memory?"""
    import pebble

    return isinstance(trial.exception(), TimeoutError | pebble.ProcessExpired)
