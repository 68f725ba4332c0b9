"""Alerts in the database: which are open, which an all-clear has ended, and all of them again under other rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select, update

from feeds.ingest.alerts import close, mark, open_since
from feeds.ingest.decide import Decision
from feeds.model import AlertRule, Entry, Translation
from feeds.store.notes import get_note, set_note
from feeds.store.queries import NEWEST_FIRST, not_withdrawn, split_row, whole_entries
from feeds.store.revisions import touch
from feeds.store.rows import entry_from_row
from feeds.store.schema import entry
from feeds.text.fingerprint import fingerprint

_RULES = "alert-rules"
_MARK_VERSION = "1"
"""Raised when entries are marked otherwise under the same rules."""
_MARKED_AGAIN = timedelta(days=7)
"""How far back other rules reach. What is older is in no edition's way, and its alerts are long over."""


def close_alerts(connection: Connection, decision: Decision, rules: Sequence[AlertRule], now: datetime) -> int:
    """After entries of one source were stored, marked: have all-clears end alerts; how many alerts changed.

    Whichever of them came first, also where a corrected text is an all-clear no longer.
    """
    # What a changed entry was before is not known here, so each of them may have opened or closed something.
    touched = [one for one in decision.new if one.alert] + list(decision.changed)
    if not touched or not rules:
        return 0
    moments = [one.published for one in touched]
    return _close(connection, touched[0].source_id, min(moments), max(moments), rules, now)


def mark_again(connection: Connection, rules: Sequence[AlertRule], now: datetime) -> int:
    """If the rules are others than at the last call, mark by them what is stored of the last days.

    Older alerts are looked at too, so that none is left of a rule that is gone; how many entries changed.
    """
    digest = fingerprint(_MARK_VERSION, *map(repr, rules))
    if get_note(connection, _RULES) == digest:
        return 0
    since = now - _MARKED_AGAIN
    query = select(entry).where(or_(entry.c.alert.is_not(None), entry.c.published >= since))
    changed = []
    for row in connection.execute(query.execution_options(yield_per=500)).mappings():
        before = entry_from_row(dict(row))
        after = mark(before, rules)
        if after != before:
            changed.append(after)
    _save(connection, changed)
    closed = _close(connection, None, since, now, rules, now) if rules else 0
    set_note(connection, _RULES, digest)
    return len(changed) + closed


def is_urgent(rules: Sequence[AlertRule], now: datetime) -> ColumnElement[bool] | None:
    """Open alerts, and all-clears that are as young: they are translated before anything else.

    By their keys, looked up once in an index of alerts alone: what an entry is stands behind its text, and to read it
    of every entry would take seconds.
    """
    kinds = [
        and_(entry.c.alert == rule_id, entry.c.published > since, entry.c.closed.is_(None))
        for rule_id, since in open_since(rules, now).items()
    ]
    return entry.c.key.in_(select(entry.c.key).where(or_(*kinds)).correlate(None)) if kinds else None


def open_alerts(
    connection: Connection,
    source_ids: Sequence[str],
    language: str,
    rules: Sequence[AlertRule],
    now: datetime,
    limit: int,
) -> list[tuple[Entry, Translation | None]]:
    """The newest alerts of these sources that are open, as :func:`feeds.ingest.alerts.is_open` says of each."""
    urgent = is_urgent(rules, now)
    if urgent is None:
        return []
    keys = select(entry.c.key).where(urgent, ~entry.c.all_clear, entry.c.source_id.in_(source_ids), not_withdrawn())
    query = whole_entries(language, keys.order_by(*NEWEST_FIRST).limit(limit))
    return [split_row(dict(row)) for row in connection.execute(query).mappings()]


def _close(
    connection: Connection,
    source_id: str | None,
    first: datetime,
    last: datetime,
    rules: Sequence[AlertRule],
    now: datetime,
) -> int:
    """Close and open again what was published between two moments, or so long before that it may have been open."""
    longest = timedelta(hours=max(rule.hours for rule in rules))
    query = select(entry).where(
        entry.c.alert.in_([rule.id for rule in rules]), entry.c.published.between(first - longest, last + longest)
    )
    if source_id is not None and not any(rule.shared for rule in rules):
        query = query.where(entry.c.source_id == source_id)
    found = [entry_from_row(dict(row)) for row in connection.execute(query).mappings()]
    # Of later ones not all that may end them was read.
    alerts = [one for one in found if not one.all_clear and one.published <= last]
    changed = close(alerts, [one for one in found if one.all_clear], rules, now)
    _save(connection, changed)
    return len(changed)


def _save(connection: Connection, entries: Sequence[Entry]) -> None:
    if entries:
        columns = ("alert", "all_clear", "closed", "updated")
        rows = [{"b_key": one.key, **{name: getattr(one, name) for name in columns}} for one in entries]
        changing = update(entry).where(entry.c.key == bindparam("b_key"))
        connection.execute(changing.values({name: bindparam(name) for name in columns}), rows)
        touch(connection, [one.key for one in entries])
