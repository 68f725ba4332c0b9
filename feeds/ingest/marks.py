"""Where the walks through the older pages of a list stopped, and are to go on. Pure.

A source may have several: the way back to the first day that is wanted, and a stretch of news that came while nobody
looked and is longer than one visit reads. Neither may cost the other its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EVER = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the Web: back to whatever is known, however old."""
_LATE = timedelta(days=2)
"""How much older than the newest known news may be what was put into a list after it."""
_MOST = 20
"""Places that are kept of one source; each is a request at every visit that cannot go on from it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The page to go on from."""

    url: str
    until: datetime | None = None
    """Of a walk after all that came since the last visit: news that is older came before that. ``None``: the walk leads
    back to the day that the editor wants."""


def known_until(newest: datetime | None) -> datetime:
    """How far back news may be that came after the ``newest`` that is known."""
    return EVER if newest is None else max(newest - _LATE, EVER)


def read_marks(text: str | None) -> list[Mark]:
    """The places that are remembered; see :func:`write_marks`."""
    return [_mark(line) for line in (text or "").splitlines()]


def write_marks(marks: Iterable[Mark]) -> str | None:
    """A line for each place: its address, and the moment back to which it goes; ``None`` if there is none.

    The last of too many are kept with the first: the way to the day that is wanted stands at the end.
    """
    lines = list(dict.fromkeys(map(_line, marks)))
    return "\n".join(lines if len(lines) <= _MOST else [*lines[: _MOST - 1], lines[-1]]) or None


def _mark(line: str) -> Mark:
    url, _, until = line.partition(" ")
    return Mark(url, datetime.fromisoformat(until) if until else None)


def _line(mark: Mark) -> str:
    url = mark.url.replace(" ", "%20")
    return url if mark.until is None else f"{url} {mark.until.isoformat()}"
