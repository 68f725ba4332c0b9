"""A settings file that people write, written anew by the program: in one step and in order, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from feeds.errors import ConfigError

BOM: Final = b"\xef\xbb\xbf"


def line_end(old: bytes) -> str:
    """As the last line of the file ends."""
    return "\r\n" if old.rpartition(b"\n")[0].endswith(b"\r") else "\n"


def read_bytes(path: Path) -> bytes | None:
    """What is in the file at ``path``; ``None``: there is none.

    :raises ConfigError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(str(path), "", f"cannot be read: {error.strerror}") from error


@contextmanager
def rewritten(path: Path, old: bytes | None, new: bytes, check: Callable[[Path], object]) -> Iterator[None]:
    """Have the file at ``path``, in which ``old`` is, hold ``new`` when the block ends; nothing if that raises.

    ``check`` looks at a file with the new text beforehand, and raises :class:`ConfigError` if it is not in order. So
    whatever is done in the block is done when nothing but the last step is left. The file's mode and a link that leads
    to it stay.

    :raises ConfigError: it cannot be written, is not in order, or somebody else has changed it meanwhile.
    """
    place = path.resolve()
    fresh = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        with _errors(path):
            with fresh.open("wb") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            if old is not None:
                shutil.copymode(place, fresh)
        _check(path, fresh, check)
        yield
        if read_bytes(place) != old:
            raise ConfigError(str(path), "", "somebody else has changed it just now; try again")
        with _errors(path):
            fresh.replace(place)
        _settle(place.parent)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the new name be on the disk too, so that no power cut takes back what was said to be done."""
    if os.name == "posix":
        with suppress(OSError):  # it is replaced, as far as anybody can see
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _check(path: Path, fresh: Path, check: Callable[[Path], object]) -> None:
    try:
        check(fresh)
    except ConfigError as error:
        if error.file != str(fresh):
            raise
        raise ConfigError(str(path), error.key, error.reason, error.value) from error


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(str(path), "", f"cannot be written: {error.strerror}") from error
