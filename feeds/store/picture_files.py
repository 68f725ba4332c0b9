"""The folder of copied pictures: a file is named by its bytes, so that it never changes and none is there twice."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from feeds.errors import StoreError
from feeds.text.pictures import type_of

_UNFINISHED = ".new"


def find_picture(folder: Path, name: str) -> Path | None:
    """The file of this name; ``None`` if there is none, or if it is no name of a picture."""
    if type_of(name) is None:  # before it becomes a part of any path
        return None
    path = _place(folder, name)
    return path if path.is_file() else None


def keep_picture(folder: Path, name: str, body: bytes) -> bool:
    """Write a picture under a name from :func:`feeds.text.pictures.file_name`; whether it was not there yet.

    Whatever happens, what is found under the name is whole; when this returns, it is on the disk.

    :raises StoreError: it cannot be written.
    """
    path = _place(folder, name)
    # Beside the folders of the pictures, so that one look finds what a killed process left; the same file system.
    fresh = folder / f"{name}{_UNFINISHED}"
    try:
        if path.is_file() and path.stat().st_size == len(body):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync(path.parent)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    return True


def remove_picture(folder: Path, name: str) -> None:
    """Have no file of this name, which is one from :func:`feeds.text.pictures.file_name`, any longer.

    :raises StoreError: it cannot be removed.
    """
    path = _place(folder, name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be removed, and was taken down: {error.strerror}") from error


def sweep(folder: Path) -> None:
    """Remove what a process left half-written; only for one that holds the lock, and so is alone.

    :raises StoreError: it cannot be removed.
    """
    try:
        for path in folder.glob(f"*{_UNFINISHED}"):
            path.unlink()
    except OSError as error:
        raise StoreError(f"{folder}: cannot be tidied up: {error.strerror}") from error


def _place(folder: Path, name: str) -> Path:
    # Up to 256 folders: a single one of 100,000 files is slow to list and to copy.
    return folder / name[:2] / name


def _sync(folder: Path) -> None:
    """The new name too is to be on the disk before the database says so; where a folder can be synchronised at all."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
