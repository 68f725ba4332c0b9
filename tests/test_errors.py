"""Errors as values."""

from __future__ import annotations

import gc
import weakref

from feeds.errors import ReadError, SourceError


class Body:
    """A document of megabytes."""


def kept() -> tuple[SourceError, weakref.ref[Body]]:
    """An error that is kept, and what was in memory when it came."""
    body = Body()
    try:
        try:
            raise ValueError("foreign")
        except ValueError as error:
            raise ReadError("not-a-feed", "no feed") from error
    except SourceError as error:
        failure = error.without_frames()
    return failure, weakref.ref(body)


def test_an_error_that_is_kept_holds_no_document() -> None:
    """Without its frames, an error and what it was raised from keep nothing alive of where they came through."""
    gc.disable()
    try:
        failure, body = kept()
        assert body() is None
    finally:
        gc.enable()
    assert isinstance(failure.__cause__, ValueError)
    assert (failure.__traceback__, failure.__cause__.__traceback__) == (None, None)
