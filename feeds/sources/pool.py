"""Child processes that read documents: killed on time or memory, never waited for.

A hostile feed can take a parser 40 s or gigabytes. Each document is read in a worker process with an address space
limit; one that overruns its time is killed and replaced, and the others go on.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import TYPE_CHECKING, Self

from feeds.errors import ReadError
from feeds.model import ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.limits import ParseLimits

if TYPE_CHECKING:
    import pebble

_GRACE_SECONDS = 2
"""Of CPU time beyond the limit, so that whoever keeps the time is always first."""


def _read(document: Document, source: Source) -> ParsedFeed:
    # Imported here: the readers, and feedparser with them, are for the children.
    from feeds.sources.readers import read

    return read(document, source)


def _context() -> BaseContext:
    # Not fork: the caller has threads. The fork server imports the readers once and hands copies out.
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["feeds.sources.readers"])
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
    def _pool(self) -> pebble.ProcessPool:
        import pebble

        workers = self._limits.workers or min(4, os.cpu_count() or 1)
        return pebble.ProcessPool(
            max_workers=workers, context=self._context, initializer=_prepare, initargs=[self._limits.memory_bytes]
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

    def submit(self, document: Document, source: Source) -> Future[ParsedFeed]:
        """Read ``document`` as ``source`` says; failures come through :meth:`result_of`."""
        future: Future[ParsedFeed] = self._pool.schedule(
            _bounded, args=(self._read, self._limits.seconds, document, source), timeout=self._limits.seconds
        )
        return future

    def result_of(self, get: Callable[[], ParsedFeed]) -> ParsedFeed:
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
        except MemoryError as error:
            megabytes = self._limits.memory_bytes // 1_000_000
            raise ReadError("parse-memory", f"reading it took more than {megabytes} MB and was stopped") from error
        except pebble.ProcessExpired as error:
            raise ReadError("parse-crash", f"reading it ended the process (exit code {error.exitcode})") from error
        except Exception as error:  # a reader's fault: it fails one source, and is recorded there, not all the others
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise ReadError("parse-crash", f"reading it failed: {reason[:200]}") from error


def _bounded(
    read: Callable[[Document, Source], ParsedFeed], seconds: float, document: Document, source: Source
) -> ParsedFeed:
    _limit_cpu(seconds)
    return read(document, source)


def _limit_cpu(seconds: float) -> None:
    """Have the system end this worker, should nobody be left to do so.

    Whoever started it keeps the time. If that process is killed, a worker that waits for work ends at once, but one
    that is busy with a hostile document would be busy for as long as that takes.
    """
    try:
        import resource
    except ImportError:  # no such limit on this system
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime + seconds) + _GRACE_SECONDS
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _prepare(extra_memory: int) -> None:
    # What the fork server loaded stays, and a feed is a great many small objects that are all gone a moment later:
    # looking for garbage among them at Python's own pace takes a twentieth of the time.
    gc.freeze()
    gc.set_threshold(20_000, 50, 1000)
    _limit_memory(extra_memory)


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
