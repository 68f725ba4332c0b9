"""Settings files written anew by the program."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from feeds.errors import ConfigError
from feeds.rewriting import line_end, read_bytes, rewritten


def anything(_fresh: Path) -> None:
    """Is in order."""


def test_nothing_before_the_end_of_the_block(tmp_path: Path) -> None:
    """While the block runs the old text stands there; then the new one, under the same mode."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with rewritten(path, b"old", b"new", anything):
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.toml"]


def test_nothing_where_the_block_fails(tmp_path: Path) -> None:
    """What is to be done before and fails leaves the file as it is."""
    path = tmp_path / "a.toml"
    with pytest.raises(KeyError), rewritten(path, None, b"new", anything):
        raise KeyError
    assert os.listdir(tmp_path) == []


def test_what_is_not_in_order(tmp_path: Path) -> None:
    """A text that the check refuses is never there; the error names the file, and not the copy that was looked at."""

    def refuse(fresh: Path) -> None:
        assert fresh.read_bytes() == b"new"
        raise ConfigError(str(fresh), "key", "is wrong", 7)

    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    with pytest.raises(ConfigError) as error, rewritten(path, b"old", b"new", refuse):
        pytest.fail("the block must not run")
    assert str(error.value) == f"{path}: key = 7: is wrong"
    assert path.read_bytes() == b"old"


def test_changed_by_somebody_else(tmp_path: Path) -> None:
    """Where somebody has saved the file in between, theirs stays."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    with (
        pytest.raises(ConfigError, match="somebody else has changed it just now; try again"),
        rewritten(path, b"old", b"new", anything),
    ):
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["a.toml"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """What cannot be written is an error that says so, before anything is done."""
    path = tmp_path / "nothing" / "a.toml"
    with (
        pytest.raises(ConfigError, match="cannot be written: No such file or directory"),
        rewritten(path, None, b"new", anything),
    ):
        pytest.fail("the block must not run")


def test_reading(tmp_path: Path) -> None:
    """Of a file that is not there nothing is read; what cannot be read is an error of settings."""
    assert read_bytes(tmp_path / "nothing.toml") is None
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        read_bytes(tmp_path)


def test_ends_of_lines() -> None:
    """As the last one that there is."""
    assert [line_end(old) for old in (b"", b"a", b"a\nb", b"a\r\n", b"a\nb\r\nc")] == ["\n", "\n", "\n", "\r\n", "\r\n"]
