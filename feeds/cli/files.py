"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from feeds.errors import VisnykError


def replace_file(path: Path, data: bytes) -> bool:
    """Make ``path`` hold ``data``, in one step; whether anything had to be written.

    :raises VisnykError: it cannot be written; what was there is still there.
    """
    # In the same folder, so that the rename is atomic: a reader sees the old file or the new one.
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise VisnykError(f"{path}: cannot be written: {error.strerror}") from error
    return True
