"""Lists that readers page through: stories, one row each, and who else tells the news of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, or_, select, tuple_

from feeds.editions.selection import Selection
from feeds.model import Entry, Tag, Translation
from feeds.store.choosing import ENTRIES, STORY, members
from feeds.store.queries import NEWEST_FIRST, older_than, split_row, whole_entries
from feeds.store.revisions import chunks
from feeds.store.schema import entry, joining, tag, withdrawal

Row = tuple[Entry, Translation | None]

_MANY = 2_000
"""Entries with a tag. So many are each looked up, in 8 ms; with more of them the newest entries are walked through,
for the 30 wanted are soon found: 1 ms instead of 75 for a topic of every fifth of 100,000 entries."""

_FOUNDER = entry.alias("founder")
_ELDER = entry.alias("elder")
_WITH_ELDER = joining.alias("with_elder")


@dataclass(frozen=True, slots=True)
class Listing:
    """Which entries a list takes: those that meet all of this and were not taken down."""

    sources: tuple[str, ...]
    """Ids; none means none."""
    alerts: bool = True
    """With those that raise or end an alert?"""
    tagged: Tag | None = None
    since: datetime | None = None
    """The first moment of a time."""
    until: datetime | None = None
    """The first moment after it."""


def leading_keys(connection: Connection, listing: Listing, after: tuple[datetime, str] | None, limit: int) -> list[str]:
    """The keys of entries that each stand for their story, newest first; ``after`` is date and key of the last one of
    the stretch before.

    For a story stands the entry that began it or, where the list does not take that, the oldest that it takes: so no
    story is in a list twice, nor on none of its pages. The newest 30 of 100,000 take less than 1 ms.
    """
    few = listing.tagged is not None and _count(connection, listing.tagged) <= _MANY
    query = select(entry.c.key).select_from(ENTRIES).where(_takes(entry, listing, few), _stands_for_its_story(listing))
    if after is not None:
        query = query.where(older_than(*after))
    return list(connection.execute(query.order_by(*NEWEST_FIRST).limit(limit)).scalars())


def load_rows(connection: Connection, language: str, keys: Sequence[str]) -> list[Row]:
    """These entries with their translations into ``language``, in this order."""
    rows: dict[str, Row] = {}
    for some in chunks(keys):
        query = whole_entries(language, select(entry.c.key).where(entry.c.key.in_(some)))
        found = (split_row(dict(row)) for row in connection.execute(query).mappings())
        rows.update((pair[0].key, pair) for pair in found)
    return [rows[key] for key in keys]


def companions(
    connection: Connection, source_ids: Sequence[str], language: str, keys: Sequence[str]
) -> dict[str, list[Row]]:
    """The other entries of the story of each of these that stand, the one that began it first, then the oldest.

    They are entries of these sources, with their translations into ``language``.
    """
    stories: dict[str, str] = {}
    for some in chunks(keys):
        query = select(entry.c.key, STORY).select_from(ENTRIES).where(entry.c.key.in_(some))
        stories.update((key, story) for key, story in connection.execute(query))
    told = members(connection, Selection(tuple(source_ids)), list(dict.fromkeys(stories.values())))
    others = {key: [one.key for one in told.get(story, ()) if one.key != key] for key, story in stories.items()}
    wanted = list(dict.fromkeys(other for some in others.values() for other in some))
    rows = dict(zip(wanted, load_rows(connection, language, wanted), strict=True))
    return {key: [rows[other] for other in some] for key, some in others.items()}


def _count(connection: Connection, wanted: Tag) -> int:
    """How many entries have a tag, as far as :data:`_MANY` and one more."""
    query = select(tag.c.entry_key).where(tag.c.kind == wanted.kind.value, tag.c.term == wanted.term)
    return connection.execute(select(func.count()).select_from(query.limit(_MANY + 1).subquery())).scalar_one()


def _takes(which: FromClause, listing: Listing, few: bool = False) -> ColumnElement[bool]:
    """The condition that entries meet; with ``few`` they are looked up by their tag."""
    # By its source no entry is looked up: all of those sources would be sorted for the newest 30.
    wanted: list[ColumnElement[bool]] = [
        which.c.source_id.concat("").in_(listing.sources),
        which.c.key.not_in(select(withdrawal.c.entry_key)),
    ]
    if not listing.alerts:
        wanted.append(which.c.alert.is_(None))
    if listing.tagged is not None:
        kind, term = listing.tagged.kind.value, listing.tagged.term
        having = select(tag.c.entry_key).where(tag.c.kind == kind, tag.c.term == term)
        one = having.where(tag.c.entry_key == which.c.key).correlate(which)
        wanted.append(which.c.key.in_(having) if few else one.exists())
    if listing.since is not None:
        wanted.append(which.c.published >= listing.since)
    if listing.until is not None:
        wanted.append(which.c.published < listing.until)
    return and_(*wanted)


def _stands_for_its_story(listing: Listing) -> ColumnElement[bool]:
    """It began its story, or the list takes neither the one that did nor an older one: nearly every entry is alone, and
    of that nothing more is read."""
    founder = select(_FOUNDER.c.key).where(_FOUNDER.c.key == joining.c.story, _takes(_FOUNDER, listing))
    elder = (
        select(_ELDER.c.key)
        .join(_WITH_ELDER, _WITH_ELDER.c.entry_key == _ELDER.c.key)
        .where(_WITH_ELDER.c.story == joining.c.story, _age(_ELDER) < _age(entry), _takes(_ELDER, listing))
        .correlate(joining, entry)
    )
    began = or_(joining.c.story.is_(None), joining.c.story == entry.c.key)
    return or_(began, and_(~founder.correlate(joining).exists(), ~elder.exists()))


def _age(which: FromClause) -> ColumnElement[tuple[datetime, datetime, str]]:
    """As :func:`feeds.store.choosing.members` puts them in order."""
    return tuple_(which.c.first_seen, which.c.published, which.c.key)
