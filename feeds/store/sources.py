"""Sources and their entries in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, case, insert, select, type_coerce, update

from feeds.ingest.decide import Decision, Known
from feeds.model import SourceState
from feeds.store.revisions import next_revision
from feeds.store.rows import entry_to_row, state_from_row, state_to_row
from feeds.store.schema import Instant, entry, source_state

_CHUNK = 500
"""Values in one IN list: SQLite takes 32,766 variables, PostgreSQL slows down earlier."""


def load_states(connection: Connection) -> dict[str, SourceState]:
    """What is remembered of every source, by id."""
    rows = connection.execute(select(source_state)).mappings()
    return {row["source_id"]: state_from_row(dict(row)) for row in rows}


def save_state(connection: Connection, state: SourceState) -> None:
    """Insert or replace what is remembered of one source."""
    row = state_to_row(state)
    changed = connection.execute(update(source_state).where(source_state.c.source_id == state.source_id), row)
    if not changed.rowcount:
        connection.execute(insert(source_state), row)


def save_unchanged(connection: Connection, states: Sequence[SourceState]) -> None:
    """Replace what is remembered of sources that had nothing new; they must be known already."""
    changing = update(source_state).where(source_state.c.source_id == bindparam("b_key"))
    rows = [state_to_row(state) for state in states]
    connection.execute(changing, [{"b_key": row.pop("source_id"), **row} for row in rows])


def sources_with_entries(connection: Connection) -> set[str]:
    """The ids of all sources that have ever given an entry."""
    return set(connection.execute(select(entry.c.source_id).distinct()).scalars())


def known_entries(
    connection: Connection, source_id: str, guids: Sequence[str], links: Sequence[str], keys: Sequence[str]
) -> list[Known]:
    """The stored entries of a source that share a guid, a link or a key with those given."""
    found: dict[str, Known] = {}
    for column, values in ((entry.c.guid, guids), (entry.c.link, links), (entry.c.key, keys)):
        for start in range(0, len(values), _CHUNK):
            wanted: ColumnElement[bool] = column.in_(values[start : start + _CHUNK])
            rows = connection.execute(select(*_KNOWN).where(entry.c.source_id == source_id, wanted))
            found.update((row.key, Known(*row)) for row in rows)
    return list(found.values())


def newest_moments(connection: Connection, source_id: str, limit: int = 20) -> list[datetime]:
    """When the newest entries of a source appeared, as far as is known."""
    moment = case((entry.c.dated, entry.c.published), else_=entry.c.first_seen)
    query = select(type_coerce(moment, Instant)).where(entry.c.source_id == source_id)
    return list(connection.execute(query.order_by(entry.c.published.desc(), entry.c.key).limit(limit)).scalars())


def apply(connection: Connection, state: SourceState, decision: Decision) -> None:
    """Write what one check of a source came to; the caller's transaction makes it one."""
    if decision.new or decision.changed:
        number = next_revision(connection)
    if decision.new:
        connection.execute(insert(entry), [{**entry_to_row(item), "revision": number} for item in decision.new])
    if decision.changed:
        changing = update(entry).where(entry.c.key == bindparam("b_key"))
        rows = [{**entry_to_row(item), "revision": number} for item in decision.changed]
        # A bind parameter may not have the name of a column that is set.
        connection.execute(changing, [{"b_key": row.pop("key"), **row} for row in rows])
    save_state(connection, state)


_KNOWN = [entry.c[name] for name in Known.__dataclass_fields__]
