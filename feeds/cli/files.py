"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feeds.errors import VisnykError


def replace_file_by_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Make ``path`` hold ``pieces``, in one step, whatever stood there.

    :raises VisnykError: it cannot be written; what was there is still there.
    """
    # In the same folder, so that the rename is atomic: a reader sees the old file or the new one.
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    with _writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fresh.open("wb") as file:
                file.writelines(pieces)
            fresh.replace(path)
        except BaseException:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise VisnykError(f"{path}: cannot be written: {error.strerror}") from error
