"""The C library's memory: large pieces go back to the system as soon as they are freed."""

from __future__ import annotations

from functools import cache

# mallopt(3), malloc.h of glibc.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_LARGE = 128 * 1024
"""Bytes; glibc begins with as much, but learns from each large piece that is freed, and keeps up to 64 MB for later."""
_ARENAS = 2
"""Else eight for each processor, each with pieces of its own that it keeps."""


@cache
def keep_no_large_pieces() -> None:
    """Once a process, when the first large document comes: a dozen of them left 60 MB behind. Only glibc needs it."""
    import ctypes  # here: a refresh of small documents does without

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # musl, macOS, Windows
        return
    mallopt(_M_ARENA_MAX, _ARENAS)
    mallopt(_M_MMAP_THRESHOLD, _LARGE)
    mallopt(_M_TRIM_THRESHOLD, _LARGE)
