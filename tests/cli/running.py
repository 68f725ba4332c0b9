"""A ``visnyk run`` or ``demo`` in a process group of its own, and what is left of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.helping import City, command, environment, get, until


class Running:
    """A program that serves on loopback."""

    def __init__(self, *arguments: str | Path, measured: bool) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            command(*arguments, "--port", str(self.port), measured=measured),
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line.rstrip("\n"))

    def hears(self, word: str) -> None:
        """Wait until it has said ``word`` on stderr, or has said that it will not."""
        until(lambda: any(word in line or "broke off" in line for line in self.said), f"it says {word!r}")
        assert any(word in line for line in self.said), self.said

    def answers(self, path: str) -> bytes:
        """Wait until ``path`` is found, and give its body."""
        found = until(lambda: (answer := get(self.url + path)) and answer[0] == 200 and answer[1], f"{path} is served")
        assert isinstance(found, bytes)
        return found

    def end(self, number: signal.Signals) -> int:
        """Send it a signal and wait for its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(60)
        until(lambda: not self.left(), "no process is left")
        self._reader.join(60)
        return code

    def left(self) -> list[int]:
        """The processes of its group that are still there, those waiting to be buried aside."""
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        return [pid for pid in pids if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        try:
            state, _parent, group = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:  # it has ended meanwhile
            return False
        return int(group) == self.process.pid and state != "Z"


@contextmanager
def running(*arguments: str | Path, measured: bool = True) -> Iterator[Running]:
    """Start the program; kill what is left of it afterwards."""
    program = Running(*arguments, measured=measured)
    try:
        yield program
    finally:
        for pid in program.left():
            os.kill(pid, signal.SIGKILL)
        program.process.wait(60)
        assert program.process.stderr is not None
        program._reader.join(60)
        program.process.stderr.close()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def stuck(city: City, path: str) -> threading.Event:
    """Let ``city`` answer ``path`` only after the event that is returned was set."""
    release = threading.Event()

    class Stuck(dict[str, tuple[int, dict[str, str], bytes]]):
        def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
            if key == path:
                release.wait(60)
            return super().get(key, default)

    city.answers = Stuck(city.answers)
    return release
