"""The key of an installation."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from feeds.editing.secret import FILE, load_secret
from feeds.errors import StoreError

as_anybody = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def test_made_once(tmp_path: Path) -> None:
    """The first use makes 32 bytes for this user's eyes alone, with its folder; every other one reads them."""
    path = tmp_path / "data" / FILE
    secret = load_secret(path)
    assert len(secret) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_secret(path) == secret
    assert [file.name for file in path.parent.iterdir()] == [FILE]
    assert load_secret(tmp_path / "other") != secret


def test_threads_at_once(tmp_path: Path) -> None:
    """Of many that make it at once, all get the same."""
    start, found = threading.Barrier(16), []

    def take() -> None:
        start.wait()
        found.append(load_secret(tmp_path / FILE))

    threads = [threading.Thread(target=take) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(found)) == 1
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_processes_at_once(tmp_path: Path) -> None:
    """Two processes that make it at once use the same."""
    code = (
        "import sys; from pathlib import Path; from feeds.editing.secret import load_secret; sys.stdin.readline(); "
        "print(load_secret(Path(sys.argv[1])).hex())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / FILE)]
    two = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate("go\n", timeout=60)[0] for process in two]
    assert said[0] == said[1]
    assert len(said[0].strip()) == 64


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_what_is_no_key(tmp_path: Path, content: bytes) -> None:
    """A file that holds something else is not used: signatures by a short key could be forged."""
    path = tmp_path / FILE
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is no key of 32 bytes; remove it, and a new one is made"):
        load_secret(path)
    assert path.read_bytes() == content


def test_what_cannot_be_read(tmp_path: Path) -> None:
    """What is no file is an error that names it."""
    (tmp_path / FILE).mkdir()
    with pytest.raises(StoreError, match=r"desk\.key: cannot be read or made: Is a directory"):
        load_secret(tmp_path / FILE)


@as_anybody
def test_somebody_elses(tmp_path: Path) -> None:
    """A key that this user may not read is an error that names it."""
    path = tmp_path / FILE
    load_secret(path)
    path.chmod(0)
    with pytest.raises(StoreError, match=r"desk\.key: cannot be read or made: Permission denied"):
        load_secret(path)
