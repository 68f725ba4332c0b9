"""Child processes that read documents: killed on time or memory, never waited for.

A hostile feed can take a parser 40 s or gigabytes. Each document is read in a worker process with an address space
limit; one that overruns its time is killed and replaced, and the others go on.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError  # noqa: A004 - the one that pebble raises
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from feeds.errors import ReadError
from feeds.model import ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.limits import ParseLimits

if TYPE_CHECKING:
    import pebble


class ReaderPool:
    """Reads documents in child processes.

    A context manager; thread-safe. Workers start with the first document.
    """

    def __init__(self, limits: ParseLimits) -> None:
        self._limits = limits

        # Not fork: the caller has threads. The fork server imports the readers once and hands copies out.
        self._context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
        if self._context.get_start_method() == "forkserver":
            self._context.set_forkserver_preload(["feeds.sources.readers"])

    @cached_property
    def _pool(self) -> pebble.ProcessPool:
        import pebble

        workers = self._limits.workers or min(4, os.cpu_count() or 1)
        return pebble.ProcessPool(
            max_workers=workers, context=self._context, initializer=_limit_memory, initargs=[self._limits.memory_bytes]
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "_pool" not in self.__dict__:
            return  # nothing had to be read
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def start(self) -> None:
        """Start the fork server now; it loads the readers while the caller waits for the network."""
        if self._context.get_start_method() == "forkserver":
            from multiprocessing import forkserver

            forkserver.ensure_running()

    def submit(self, document: Document, source: Source) -> Future[ParsedFeed]:
        """Read ``document`` as ``source`` says; failures come through :meth:`result_of`."""
        future: Future[ParsedFeed] = self._pool.schedule(_read, args=(document, source), timeout=self._limits.seconds)
        return future

    def result_of(self, get: Callable[[], ParsedFeed]) -> ParsedFeed:
        """Call ``get`` (a future's ``result``) and turn what a worker can die of into a :class:`ReadError`.

        :raises ReadError: the reader's own, or ``parse-timeout``, ``parse-memory``, ``parse-crash``.
        """
        import pebble

        try:
            return get()
        except TimeoutError as error:
            seconds = self._limits.seconds
            raise ReadError("parse-timeout", f"reading it took more than {seconds:g} s and was stopped") from error
        except MemoryError as error:
            megabytes = self._limits.memory_bytes // 1_000_000
            raise ReadError("parse-memory", f"reading it took more than {megabytes} MB and was stopped") from error
        except pebble.ProcessExpired as error:
            raise ReadError("parse-crash", f"reading it ended the process (exit code {error.exitcode})") from error


def _read(document: Document, source: Source) -> ParsedFeed:
    from feeds.sources.readers import read

    return read(document, source)


def _limit_memory(extra: int) -> None:
    try:
        import resource
    except ImportError:  # no such limit on this system; time is limited all the same
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            now = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # macOS has no /proc, and does not enforce RLIMIT_AS either
        return
    resource.setrlimit(resource.RLIMIT_AS, (now + extra, now + extra))
