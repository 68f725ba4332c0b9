"""By what it is told whether a page has to be made again: short values that change whenever what it shows does; and
which entries each list of news has, for whoever cuts it into pages that stay."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, func, or_, select, type_coerce

from feeds.editions.pictures import addresses
from feeds.model import Alerts, Enclosure
from feeds.store.choosing import STORY
from feeds.store.lists import Listing, leading_keys
from feeds.store.pictures import copies
from feeds.store.publication import rendering_inputs
from feeds.store.queries import entries_with_translation, newest_keys, not_withdrawn
from feeds.store.schema import archive, entry, joining, translation

_ALL = 2**31 - 1
"""As a limit."""


@dataclass(frozen=True, slots=True)
class EntryStamp:
    """What stands for all that is shown of an entry."""

    key: str
    story: str
    """Which entries tell the same: they are named on each other's pages, and in one row of a list."""
    published: int
    """Milliseconds since 1970, as in the database and in cursors."""
    alert: str | None
    """The alert that it raised or ended."""
    standing: bool
    """It raised an alert that nobody has ended; how long that holds is a matter of the clock."""
    changes: tuple[int | str | None, ...]
    """Its revision, which moves with its translations, tags and story too, and what tells two histories apart that gave
    the same one (a restored backup)."""


def entry_stamps(connection: Connection, source_ids: Sequence[str], language: str) -> list[EntryStamp]:
    """Of all entries of these sources that nobody took down, oldest first; ``language`` is that of translations."""
    published = type_coerce(entry.c.published, BigInteger)
    query = (
        select(
            entry.c.key, STORY, published, entry.c.alert, entry.c.all_clear, entry.c.closed,
            entry.c.revision, type_coerce(entry.c.updated, BigInteger), entry.c.fingerprint,
            translation.c.state, type_coerce(translation.c.updated, BigInteger), translation.c.fingerprint,
        )
        .select_from(entries_with_translation(language).outerjoin(joining, joining.c.entry_key == entry.c.key))
        .where(entry.c.source_id.in_(source_ids), not_withdrawn())
        .order_by(published, entry.c.key)
    )  # fmt: skip
    return [
        EntryStamp(key, story, moment, alert, bool(alert) and not all_clear and closed is None, tuple(changes))
        for key, story, moment, alert, all_clear, closed, *changes in connection.execute(query)
    ]


def stories_of(connection: Connection, listing: Listing) -> list[str]:
    """The keys of the entries that stand for the stories of a list, oldest first."""
    return leading_keys(connection, listing, None, _ALL)[::-1]


def entries_of(connection: Connection, source_ids: Sequence[str], alerts: Alerts = Alerts.INCLUDE) -> list[str]:
    """The keys of all entries of a list that has them one by one, oldest first."""
    return [str(key) for key in connection.scalars(newest_keys(source_ids, _ALL, None, alerts))][::-1]


def picture_stamps(connection: Connection, pictured: Collection[str]) -> dict[str, str]:
    """The names of the copies that each entry of ``pictured`` sources shows, by its key; a copied picture is no change
    of an entry."""
    query = select(entry.c.key, entry.c.enclosures, entry.c.summary, entry.c.content).where(
        entry.c.source_id.in_(sorted(pictured)),
        or_(entry.c.enclosures != [], entry.c.summary.contains("<img"), entry.c.content.contains("<img")),
    )
    shown = {key: _addresses(*parts) for key, *parts in connection.execute(query)} if pictured else {}
    kept = copies(connection, list(dict.fromkeys(url for urls in shown.values() for url in urls)))
    return {key: " ".join(kept[url].path for url in urls if url in kept) for key, urls in shown.items()}


def _addresses(enclosures: Sequence[Mapping[str, Any]], *markup: str) -> list[str]:
    return addresses([Enclosure(**item) for item in enclosures], *markup)


def document_stamps(connection: Connection) -> dict[str, str]:
    """Of the published documents, by path: their ETags."""
    return {path: etag for path, (_, etag) in rendering_inputs(connection).items()}


def archive_stamps(connection: Connection, editions: Collection[str]) -> dict[str, str]:
    """Of the pages of these editions' archives, by path, the oldest of each first."""
    columns = (archive.c.path, type_coerce(archive.c.last_modified, BigInteger), func.length(archive.c.body))
    query = select(*columns).where(archive.c.edition.in_(sorted(editions)))
    query = query.order_by(archive.c.edition, archive.c.page, archive.c.path)
    return {path: f"{modified} {size}" for path, modified, size in connection.execute(query)}
