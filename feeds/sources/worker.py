"""What a child process does: read one document within its allowance, or end.

The limits are in force only while a document is read: receiving it and sending the news back must not fail, as nobody
would be told. A worker whose memory was used up ends, so that all of it is given back.
"""

from __future__ import annotations

import gc
import math
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from feeds.sources.limits import Allowance

Result = TypeVar("Result")

SPENT = 79
"""The exit code of a worker whose memory was used up."""
_GRACE_SECONDS = 2
"""Of CPU time beyond the limit, so that whoever keeps the time is always first."""
_NO_MEMORY = 2
"""XML_ERR_NO_MEMORY of libxml2."""
_LARGEST_STEP = 0.75
"""Libraries tell a failed allocation in many ways. Where more of the room than this was used, their error is none of
the document: what did not fit in was smaller than the rest."""
_CRUMBS = 1_000_000
"""Bytes of room that are as good as none."""
_begun = 0
"""Address space in bytes that this worker needed before its first document; 0: cannot be known."""


def prepare() -> None:
    """Once in a worker's life."""
    global _begun
    # pebble's own handler runs only between two steps of Python, and whoever stops this worker would wait for that.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # What the fork server loaded stays, and a feed is a great many small objects that are all gone a moment later:
    # looking for garbage among them at Python's own pace takes a twentieth of the time.
    gc.freeze()
    gc.set_threshold(20_000, 50, 1000)
    # The last words of a library in C or Rust that runs out of memory; the exit code says as much.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _begun = _address_space()


def loaded(load: Callable[[], None]) -> None:
    """Call ``load``, which imports something, and count what that takes as needed to begin with."""
    global _begun
    before = _address_space()
    load()
    _begun += _address_space() - before


def bounded(read: Callable[..., Result], allowance: Allowance, *what: object) -> Result:
    """``read(*what)`` within ``allowance``; ends the process where that is not enough memory.

    Time is kept by whoever started this worker, and by the system if nobody is left to do so.
    """
    _limit_cpu(allowance.seconds)
    with _limited(allowance.memory_bytes) as room:
        try:
            result = read(*what)
        except Exception as error:
            if _tells_of_memory(error) or room.used() > _LARGEST_STEP * room.size:
                _end()
            raise
    if room.size - room.used() < _CRUMBS:  # whatever it is, it may be half of the news
        _end()
    return result


def _end() -> NoReturn:
    os._exit(SPENT)


def _tells_of_memory(error: BaseException | None) -> bool:
    """Is this, or what it was raised from, a word of an allocation that failed?"""
    from xml.sax import SAXParseException, SAXReaderNotAvailable  # here: whoever starts workers needs none of it

    while error is not None:
        if isinstance(error, MemoryError | SAXReaderNotAvailable) or getattr(error, "code", None) == _NO_MEMORY:
            return True
        if isinstance(error, SAXParseException) and error.getMessage() == "out of memory":
            return True
        error = error.__cause__ or error.__context__
    return False


@dataclass(frozen=True, slots=True)
class _Room:
    size: float
    """Bytes of address space from ``_begun`` on; infinite where it cannot be limited."""
    peak_before: int = 0

    def used(self) -> int:
        """The most that was in use since it was opened; 0 where this worker had used more before."""
        peak = _peak()
        return peak - _begun if peak > self.peak_before else 0


@contextmanager
def _limited(extra: int) -> Iterator[_Room]:
    """Limit this process to ``extra`` bytes of address space beyond what it began with."""
    if not _begun:  # macOS has no /proc, and does not enforce RLIMIT_AS either; time is limited all the same
        yield _Room(math.inf)
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_begun + extra, before[1]))
    try:
        yield _Room(extra, _peak())
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


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


def _address_space() -> int:
    return _status(b"VmSize:")


def _peak() -> int:
    return _status(b"VmPeak:")


def _status(name: bytes) -> int:
    """A size in bytes from proc_pid_status(5); 0 on other systems."""
    try:
        with open("/proc/self/status", "rb") as status:
            line = next(line for line in status if line.startswith(name))
    except (OSError, StopIteration):
        return 0
    return int(line.split()[1]) * 1024
