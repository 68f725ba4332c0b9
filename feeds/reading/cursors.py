"""Cursors of pages: where a list goes on, in an address. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from feeds.model import Entry

_CURSOR = re.compile(r"(-?[0-9]{1,15})-([0-9a-f]{16})\Z")


def cursor_of(entry: Entry) -> str:
    """The cursor for what comes after an entry in a list."""
    # Milliseconds, as in the database: with less, two entries of one second could be on neither page.
    return f"{round(entry.published.timestamp() * 1000)}-{entry.key}"


def read_cursor(text: str) -> tuple[datetime, str]:
    """Date and key of the entry that a cursor was made of.

    :raises ValueError: ``text`` is no cursor.
    """
    match = _CURSOR.match(text)
    try:
        if match is not None:
            return datetime.fromtimestamp(int(match[1]) / 1000, UTC), match[2]
    except (ValueError, OverflowError, OSError):  # no year of ours
        pass
    raise ValueError(f"no cursor: {text!r}")
