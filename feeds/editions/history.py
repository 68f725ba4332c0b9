"""What an edition has shown, and since when in these words: ids and dates that subscribers can rely on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Of the archive; ``None``: it is to come; 0: it will not, since it only fills the feed up."""


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


def feed_stories(newest: Sequence[str], waiting: Sequence[str], limit: int, page: int) -> list[str]:
    """The stories of the feed that is subscribed to, most important first.

    ``newest`` are those of the selection, ``waiting`` those that have been shown and are in no page of the archive;
    both newest first. The newest half is always there; what waits for the archive, less than a page, too: so that
    feed and archive together have everything that has ever been shown (RFC 5005 §4).
    """
    always = limit - page + 1
    return list(dict.fromkeys([*newest[:always], *waiting[: limit - always], *newest]))[:limit]
