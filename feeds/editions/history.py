"""What an edition has shown, and since when in these words: ids and dates that subscribers can rely on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.editions.story import Shown
from feeds.model import EditionItem

_SECOND = timedelta(seconds=1)
"""The least that a feed can tell apart."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A story in an edition."""

    story: str
    """Its key."""
    published: datetime
    item: str | None = None
    """The id under which it was shown; ``None``: not yet."""
    digest: str = ""
    """Of what was shown, see :class:`feeds.editions.story.Shown`."""
    updated: datetime | None = None
    """When that last changed."""
    page: int | None = None
    """Of the archive; ``None``: it is to come; 0: it will not, since it only fills the feed up; less: no more, since
    the edition takes it no longer."""


def issue(shown: Shown, before: Issue, now: datetime) -> tuple[EditionItem, Issue]:
    """The item with the date of what a subscriber sees of it, and what is to be remembered.

    ``updated`` (RFC 4287 §4.2.15) moves when that changes, always forward, and never otherwise.
    """
    digest, item = shown.digest, shown.item
    if before.updated is None:
        updated = item.updated
    elif before.digest == digest:
        updated = before.updated
    elif item.updated > before.updated:
        updated = item.updated
    else:  # what changed has no date of its own: another entry joined the story, a source has another name
        updated = max(now, before.updated + _SECOND)
    after = replace(before, item=item.id, digest=digest, updated=updated, published=item.published)
    return replace(item, updated=updated), after
