"""Visnyk in a process group of its own, to be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.jobs.city import City

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def refreshing(city: City) -> Iterator[subprocess.Popen[str]]:
    """``visnyk refresh`` of ``city``, in a process group of its own; nothing of it survives the context."""
    command = [sys.executable, "-m", "feeds.cli", "--config", str(city.config), "--data", str(city.data)]
    with subprocess.Popen(
        [*command, "refresh", "--json"], text=True, cwd=REPOSITORY, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            kill_group(process)


def kill_group(process: subprocess.Popen[str]) -> None:
    """Kill the process with all that it started, at once."""
    with suppress(ProcessLookupError):  # all of it has ended
        os.killpg(process.pid, signal.SIGKILL)


def group_members(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # pid (name, which may hold anything) state parent group: proc(5)
            state, _, its_group = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:3]
        except OSError:  # it has just ended
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


def wait_until_gone(group: int, seconds: float = 20) -> list[int]:
    """Wait for all processes of a group to end; those that have not, after so many seconds."""
    deadline = time.monotonic() + seconds
    while (left := group_members(group)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left
