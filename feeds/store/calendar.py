"""How many entries were published when, counted in an index alone: no text is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, Integer, and_, column, func, select, values

from feeds.store.queries import not_withdrawn
from feeds.store.schema import Instant, entry

_CHUNK = 500
"""Spans in one question: SQLite takes 32,766 variables."""


def first_and_last(connection: Connection, source_ids: Sequence[str]) -> tuple[datetime, datetime] | None:
    """When the oldest and the newest entry of these sources were published; ``None`` where there is none."""
    # In the index of the dates: in that of the sources all of them would be read.
    mine = select(entry.c.published).where(entry.c.source_id.concat("").in_(source_ids), not_withdrawn()).limit(1)
    first, last = (
        connection.execute(mine.order_by(order)).scalar() for order in (entry.c.published, entry.c.published.desc())
    )
    return None if first is None or last is None else (first, last)


def count_spans(
    connection: Connection, source_ids: Sequence[str], bounds: Sequence[datetime]
) -> dict[tuple[int, str], int]:
    """How many entries stand between each two neighbours of ``bounds``, the later one left out, by place and source.

    Where there are none, nothing is said.
    """
    spans = list(enumerate(pairwise(bounds)))
    found: dict[tuple[int, str], int] = {}
    for start in range(0, len(spans), _CHUNK):
        rows = [(place, first, after) for place, (first, after) in spans[start : start + _CHUNK]]
        span = values(column("place", Integer), column("first", Instant), column("after", Instant), name="span")
        span_rows = span.data(rows).cte("span")
        within = and_(entry.c.published >= span_rows.c.first, entry.c.published < span_rows.c.after)
        query = (
            select(span_rows.c.place, entry.c.source_id, func.count())
            .select_from(span_rows.join(entry, within))
            .where(entry.c.source_id.in_(source_ids), not_withdrawn())
            .group_by(span_rows.c.place, entry.c.source_id)
        )
        found.update(((place, source_id), number) for place, source_id, number in connection.execute(query))
    return found
