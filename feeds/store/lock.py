"""A lock between processes, which ends with the process that holds it, however that ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from feeds.errors import StoreError


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``, without waiting for it.

    :raises StoreError: another process holds it, or it cannot be made.
    """
    try:
        import fcntl
    except ImportError:  # not on this system: the database's own locks still keep the data whole
        yield
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"{path}: another Visnyk is refreshing this data; wait until it has ended") from error
        except OSError as error:
            raise StoreError(f"{path}: cannot be locked: {error.strerror}") from error
        yield
