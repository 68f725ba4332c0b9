"""Questions that pages ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from feeds.model import Alerts, Entry, Rendering, TagKind, Translation
from feeds.store.queries import NEWEST_FIRST, newest_keys, not_withdrawn, split_row, whole_entries
from feeds.store.rows import rendering_from_row
from feeds.store.schema import entry, rendering, tag, translation, withdrawal


def newest_entries(
    connection: Connection,
    source_ids: Sequence[str],
    language: str,
    after: tuple[datetime, str] | None,
    limit: int,
    alerts: Alerts = Alerts.INCLUDE,
) -> list[tuple[Entry, Translation | None]]:
    """A stretch of entries, newest first; ``after`` is date and key of the last one of the stretch before.

    Keyset paging: page 1,000 costs as much as page 1, and nothing is shown twice when news comes in between.
    """
    query = whole_entries(language, newest_keys(source_ids, limit, after, alerts))
    return [split_row(dict(row)) for row in connection.execute(query).mappings()]


def one_entry(
    connection: Connection, key: str, source_ids: Sequence[str], language: str
) -> tuple[Entry, Translation | None] | None:
    """One entry of these sources by its key, unless it was taken down."""
    wanted = select(entry.c.key).where(entry.c.key == key, entry.c.source_id.in_(source_ids), not_withdrawn())
    row = connection.execute(whole_entries(language, wanted)).mappings().first()
    return None if row is None else split_row(dict(row))


def is_withdrawn(connection: Connection, key: str) -> bool:
    """Was the entry with this key taken down?"""
    return connection.execute(select(withdrawal.c.entry_key).where(withdrawal.c.entry_key == key)).first() is not None


def one_rendering(connection: Connection, path: str) -> Rendering | None:
    """One finished document."""
    row = connection.execute(select(rendering).where(rendering.c.path == path)).mappings().first()
    return None if row is None else rendering_from_row(row)


def count_entries(connection: Connection) -> dict[str, tuple[int, datetime | None]]:
    """How many entries of each source stand, and the newest one's date."""
    query = select(entry.c.source_id, func.count(), func.max(entry.c.published)).where(not_withdrawn())
    query = query.group_by(entry.c.source_id)
    return {source_id: (number, newest) for source_id, number, newest in connection.execute(query)}


def count_tagged(
    connection: Connection, kind: TagKind, source_ids: Sequence[str]
) -> dict[str, tuple[int, datetime | None]]:
    """By the id of a partner or topic: how many entries of these sources are about it, and the newest one's date."""
    query = (
        select(tag.c.term, func.count(), func.max(entry.c.published))
        .join(entry, entry.c.key == tag.c.entry_key)
        .where(tag.c.kind == kind.value, entry.c.source_id.in_(source_ids), not_withdrawn())
        .group_by(tag.c.term)
    )
    return {term: (number, newest) for term, number, newest in connection.execute(query)}


def dated_keys(connection: Connection, source_ids: Sequence[str], limit: int) -> list[tuple[str, datetime]]:
    """The newest entries of these sources, newest first: key, and when it or one of its translations last changed."""
    translated = select(func.max(translation.c.updated)).where(translation.c.entry_key == entry.c.key)
    query = (
        select(entry.c.key, entry.c.updated, translated.scalar_subquery())
        # By its source no entry is looked up: all of them would be sorted.
        .where(entry.c.source_id.concat("").in_(source_ids), not_withdrawn())
        .order_by(*NEWEST_FIRST)
        .limit(limit)
    )
    return [(key, max(updated, landed or updated)) for key, updated, landed in connection.execute(query)]
