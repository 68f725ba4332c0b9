"""What a command costs with all the processes it starts: wall seconds, CPU seconds, peak memory.

Memory is sampled from ``/proc``, hence on Linux only. Sampling takes time from what is measured, so seconds should
come from runs without it. A process belongs to the run if it is in the run's session or descends from one that is:
a fork server whose parent ended, or a child that opened a session of its own, is counted as well.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import IO

CAN_MEASURE_MEMORY = sys.platform == "linux" and Path("/proc/self/smaps_rollup").exists()
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_ORPHANS_SECONDS = 5.0
"""How long processes that outlive the command may take to end by themselves."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Peaks over a run, in bytes; each is the highest sum over all processes at one moment."""

    pss: int
    """Proportional set size: a page that n processes share counts 1/n in each, so the sum is what is really used."""
    rss: int
    """Resident set size: a shared page counts in each process, so the sum is an upper bound."""
    processes: int
    """Most at once."""
    samples: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run of a command."""

    returncode: int
    """Negative: the signal that ended it."""
    seconds: float
    """Wall clock, from before the process is created until it has ended."""
    cpu_seconds: float
    """User and system time of the command, of every child it waited for, and of the orphans it left."""
    stdout: str
    stderr: str
    memory: Memory | None = None
    """``None``: not asked for, or not to be had on this system."""


def measure(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    memory: bool = False,
    interval: float = 0.01,
    timeout: float = 600.0,
) -> Measurement:
    """Run ``command`` to its end; sample memory every ``interval`` seconds if ``memory``.

    After ``timeout`` seconds the command and its process group are killed: ``returncode`` is then negative. Not to be
    called while another thread waits for processes.
    """
    sampler = Sampler() if memory and CAN_MEASURE_MEMORY else None
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, _subreaper():
        started = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdout=out, stderr=err, start_new_session=True)
        alarm = Timer(timeout, _kill_group, [process.pid])
        alarm.start()
        try:
            status, cpu_seconds = _wait(process.pid, sampler, interval)
        except BaseException:
            _kill_group(process.pid)  # Ctrl-C does not reach another session
            raise
        finally:
            alarm.cancel()
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)  # else Popen would wait again
        cpu_seconds += _reap_orphans(process.pid)
        peak = sampler.peak if sampler else None
        return Measurement(process.returncode, seconds, cpu_seconds, _text(out), _text(err), peak)


def _wait(pid: int, sampler: Sampler | None, interval: float) -> tuple[int, float]:
    """Return the exit status and CPU seconds of child ``pid``, sampling until it ends."""
    while sampler:
        sampler.sample(pid)
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return status, usage.ru_utime + usage.ru_stime
        time.sleep(interval)
    _, status, usage = os.wait4(pid, 0)
    return status, usage.ru_utime + usage.ru_stime


def _reap_orphans(group: int) -> float:
    """Wait for what the command left running in its process group and return its CPU seconds.

    ``multiprocessing``'s fork server ends by itself a moment after its owner, who never waits for it; without this its
    time, and that of all its workers, would be missing. What does not end in time is killed.
    """
    seconds, deadline = 0.0, time.monotonic() + _ORPHANS_SECONDS
    while True:
        try:
            pid, _, usage = os.wait4(-group, os.WNOHANG)
        except ChildProcessError:
            return seconds
        if pid:
            seconds += usage.ru_utime + usage.ru_stime
            continue
        if time.monotonic() > deadline:
            _kill_group(group)
        time.sleep(0.005)


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return  # ended meanwhile


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


@contextmanager
def _subreaper() -> Iterator[None]:
    """Become the parent of orphaned descendants (prctl(2)), so that their CPU time can be had. Linux only."""
    if sys.platform != "linux":
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


# --- /proc --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Sampler:
    """Looks at a session's processes now and then and keeps the peaks."""

    peak: Memory = Memory(0, 0, 0, 0)
    _known: set[int] = field(default_factory=set)
    """Members seen before: one that leaves the session after its parent ended is still a member."""

    def sample(self, session: int) -> None:
        """Add up the memory of all members of ``session`` at this moment."""
        self._known = _members(session, self._known)
        sizes = [size for pid in self._known if (size := _memory_of(pid)) is not None]
        pss, rss = sum(size[0] for size in sizes), sum(size[1] for size in sizes)
        peak = self.peak
        self.peak = Memory(max(peak.pss, pss), max(peak.rss, rss), max(peak.processes, len(sizes)), peak.samples + 1)


def _members(session: int, known: set[int]) -> set[int]:
    """Return the pids that are in ``session``, were members before, or descend from such."""
    table = {
        int(name): found for name in os.listdir("/proc") if name.isdigit() and (found := _parent_and_session(name))
    }
    members = {pid for pid, (_, its_session) in table.items() if its_session == session or pid in known}
    fresh = members
    while fresh:
        fresh = {pid for pid, (parent, _) in table.items() if parent in fresh} - members
        members = members | fresh
    return members


def _parent_and_session(pid: str) -> tuple[int, int] | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # proc_pid_stat(5): the name in parentheses may itself contain spaces and parentheses.
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None  # ended meanwhile
    return int(fields[1]), int(fields[3])


def _memory_of(pid: int) -> tuple[int, int] | None:
    """Return PSS and RSS of a process in bytes, ``None`` if it has ended or is a zombie."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    sizes = {name: value for name, _, value in (line.partition(b":") for line in lines)}
    if b"Pss" not in sizes or b"Rss" not in sizes:
        return None
    return int(sizes[b"Pss"].split()[0]) * 1024, int(sizes[b"Rss"].split()[0]) * 1024
