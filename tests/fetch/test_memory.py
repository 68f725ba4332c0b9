"""Where the C library knows no mallopt(3)."""

from __future__ import annotations

import ctypes

import pytest

from feeds.fetch.memory import keep_no_large_pieces


def test_other_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a system whose C library has no such setting, nothing happens, and nothing fails."""

    class Musl:
        def __init__(self, name: object) -> None:
            self.name = name

    monkeypatch.setattr(ctypes, "CDLL", Musl)
    keep_no_large_pieces.cache_clear()
    keep_no_large_pieces()
    keep_no_large_pieces.cache_clear()
