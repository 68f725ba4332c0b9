"""Questions that pages ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from feeds.model import Alerts, Entry, Translation
from feeds.store.queries import newest_keys, split_row, whole_entries
from feeds.store.schema import entry


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
    """One entry of these sources by its key."""
    query = whole_entries(language, select(entry.c.key).where(entry.c.key == key, entry.c.source_id.in_(source_ids)))
    row = connection.execute(query).mappings().first()
    return None if row is None else split_row(dict(row))


def count_entries(connection: Connection) -> dict[str, tuple[int, datetime | None]]:
    """How many entries each source has given, and the newest one's date."""
    query = select(entry.c.source_id, func.count(), func.max(entry.c.published)).group_by(entry.c.source_id)
    return {source_id: (number, newest) for source_id, number, newest in connection.execute(query)}
