"""What comes of what editors do, and what they saw when they did it."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.jobs.desk import Explained
from feeds.jobs.review import Reviewed
from feeds.text.fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class Done:
    """What came of something that was done to a translation."""

    reviewed: Reviewed
    trouble: str | None = None
    """Why it is not published yet, in words; it goes out with the next refresh. ``None``: it is."""

    @property
    def published(self) -> bool:
        """Has it gone out?"""
        return self.trouble is None


@dataclass(frozen=True, slots=True)
class Listed:
    """What came of taking an entry down or putting it back."""

    trouble: str | None = None
    """As that of :class:`Done`."""
    still: tuple[str, ...] = ()
    """Other lines of the list, as they are written there, that name the entry: it stays down."""

    @property
    def published(self) -> bool:
        """Has it gone out?"""
        return self.trouble is None


def version_of(found: Explained) -> str:
    """A short text that is another one as soon as anything in an entry reads otherwise, original or translation."""
    return fingerprint(*(f"{unit.source}\n{unit.target}\n{unit.pinned}" for unit in found.units), size=8)
