"""The folder of copied pictures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.store.picture_files import find_picture, keep_picture, sweep

NAME = f"{'ab' * 32}.jpg"


def files(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder``."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_kept_and_found(tmp_path: Path) -> None:
    """A picture is written once, whole, below the first letters of its name, and found under its name."""
    folder = tmp_path / "pictures"
    assert keep_picture(folder, NAME, b"picture") is True
    assert files(folder) == {f"ab/{NAME}": b"picture"}
    written = (folder / "ab" / NAME).stat().st_mtime_ns
    assert keep_picture(folder, NAME, b"picture") is False
    assert (folder / "ab" / NAME).stat().st_mtime_ns == written
    assert find_picture(folder, NAME) == folder / "ab" / NAME


def test_damaged_file_is_replaced(tmp_path: Path) -> None:
    """A file that is shorter than its picture, after a power cut for instance, is written anew."""
    keep_picture(tmp_path, NAME, b"picture")
    (tmp_path / "ab" / NAME).write_bytes(b"pic")
    assert keep_picture(tmp_path, NAME, b"picture") is True
    assert files(tmp_path) == {f"ab/{NAME}": b"picture"}


@pytest.mark.parametrize("name", ["../secret", "..", "", "secret", f"../ab/{NAME}", f"{NAME}\0", f"{'cd' * 32}.jpg"])
def test_nothing_else_is_found(tmp_path: Path, name: str) -> None:
    """A name that is none of a copy leads nowhere, whatever lies about; nor does one whose file is not there."""
    folder = tmp_path / "pictures"
    keep_picture(folder, NAME, b"picture")
    (tmp_path / "secret").write_text("secret")
    (folder / "secret").write_text("secret")
    assert find_picture(folder, name) is None


def test_half_written_file_is_swept(tmp_path: Path) -> None:
    """What a killed process left is removed; copies stay."""
    keep_picture(tmp_path, NAME, b"picture")
    (tmp_path / f"{'cd' * 32}.png.new").write_bytes(b"half a pict")
    sweep(tmp_path)
    assert files(tmp_path) == {f"ab/{NAME}": b"picture"}
    sweep(tmp_path / "never made")


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder that cannot be made is an error that names it; nothing half-written is left."""
    (tmp_path / "pictures").write_text("a file")
    with pytest.raises(StoreError, match=r"pictures.*: cannot be written: Not a directory"):
        keep_picture(tmp_path / "pictures", NAME, b"picture")


def test_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full in the middle of a picture is an error, and the part is removed."""

    def full(handle: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        keep_picture(tmp_path, NAME, b"picture")
    assert files(tmp_path) == {}


def test_folder_that_cannot_be_tidied(tmp_path: Path) -> None:
    """Something in the place of a half-written file that cannot be removed is an error that names the folder."""
    (tmp_path / "folder.new").mkdir()
    with pytest.raises(StoreError, match="cannot be tidied up"):
        sweep(tmp_path)
