"""Entries that were taken down, in the database.

The list is the editor's and in a file; what is remembered of it is which entries each of its lines has ever named. An
entry stays down while its line stands, though its source gives it another link meanwhile; and one that comes later is
found by looking at what has changed alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from feeds.editions.takedown import spellings
from feeds.model import Takedown, TakenDown
from feeds.store.notes import get_note, set_note
from feeds.store.revisions import chunks, revision, touch
from feeds.store.rows import entry_from_row
from feeds.store.schema import entry, issued, withdrawal

_STANDING = "takedowns"
_OURS = "urn:uuid:"
"""How the ids of translations begin (:func:`feeds.text.urls.name_urn`)."""


@dataclass(slots=True)
class _Standing:
    """The list as it was last done."""

    seen: int = -1
    """The number of the newest change that was looked at."""
    reasons: dict[str, str | None] = field(default_factory=dict)
    """By line."""
    keys: dict[str, list[str]] = field(default_factory=dict)
    """Of the entries that each line has named."""
    pictures: list[str] = field(default_factory=list)
    """Keys of the entries whose pictures are still to be dropped, or to be wanted again."""


def is_settled(connection: Connection, takedowns: Sequence[Takedown]) -> bool:
    """Is all that this list asks for done? It nearly always is, and that is cheap to know."""
    standing = _load(connection)
    if standing.reasons != _reasons(takedowns):
        return False
    return not takedowns or standing.seen == revision(connection)


def withdraw(connection: Connection, takedowns: Sequence[Takedown], now: datetime) -> tuple[str, ...]:
    """Take down what these name, and let come back what nothing names any more; the keys of all entries that changed.

    A line that names nothing yet waits for its entry.
    """
    standing, reasons = _load(connection), _reasons(takedowns)
    keys = _resolved(connection, standing, list(reasons))
    wanted: dict[str, str | None] = {}
    for line, its in keys.items():
        for key in its:
            wanted.setdefault(key, reasons[line])
    changed = _replace(connection, wanted, now)
    touch(connection, changed)
    pictures = [*standing.pictures, *changed]
    _save(connection, _Standing(revision(connection), reasons, keys, pictures))
    return changed


def unmatched(connection: Connection, takedowns: Sequence[Takedown]) -> tuple[int, ...]:
    """The places in the list, from 1, of what names no entry that there is."""
    keys = _resolved(connection, _load(connection), list(_reasons(takedowns)))
    return tuple(place for place, one in enumerate(takedowns, start=1) if not keys[one.entry])


def lines_naming(connection: Connection, takedowns: Sequence[Takedown], key: str) -> tuple[str, ...]:
    """What this list says for the entry with this key, as it is written there."""
    keys = _resolved(connection, _load(connection), list(_reasons(takedowns)))
    return tuple(line for line, its in keys.items() if key in its)


def is_there(connection: Connection, key: str) -> bool:
    """Is there an entry with this key, taken down or not?"""
    return connection.execute(select(entry.c.key).where(entry.c.key == key)).first() is not None


def withdrawn_list(connection: Connection) -> list[TakenDown]:
    """The entries that are taken down, the last one first."""
    query = select(*entry.c, withdrawal.c.since, withdrawal.c.reason).join(entry, entry.c.key == withdrawal.c.entry_key)
    rows = connection.execute(query.order_by(withdrawal.c.since.desc(), entry.c.key)).mappings()
    return [TakenDown(entry_from_row(dict(row)), row["since"], row["reason"]) for row in rows]


def withdrawn_keys(connection: Connection) -> frozenset[str]:
    """Of all entries that are taken down."""
    return frozenset(connection.execute(select(withdrawal.c.entry_key)).scalars())


def pictures_to_settle(connection: Connection) -> tuple[str, ...]:
    """Keys of entries that were taken down or came back since :func:`pictures_settled`."""
    return tuple(dict.fromkeys(_load(connection).pictures))


def pictures_settled(connection: Connection) -> None:
    """The pictures of those are gone, or wanted again."""
    standing = _load(connection)
    standing.pictures = []
    _save(connection, standing)


def _reasons(takedowns: Sequence[Takedown]) -> dict[str, str | None]:
    """By line; of equal ones the first counts."""
    reasons: dict[str, str | None] = {}
    for one in takedowns:
        reasons.setdefault(one.entry, one.reason)
    return reasons


def _resolved(connection: Connection, standing: _Standing, lines: Sequence[str]) -> dict[str, list[str]]:
    """The keys of all entries that each line names, or has named."""
    keys = {line: set(standing.keys.get(line, ())) for line in lines}
    known = [line for line in lines if line in standing.keys]
    for some, since in ((known, standing.seen), ([line for line in lines if line not in standing.keys], -1)):
        for line, key in _named(connection, some, since):
            keys[line].add(key)
    # As nobody sees in an entry under which ids its translations go out, what has gone out is looked at.
    ids = [line for line in lines if line.startswith(_OURS) and not keys[line]]
    for few in chunks(ids):
        for line, key in connection.execute(select(issued.c.item, issued.c.story).where(issued.c.item.in_(few))):
            keys[line].add(key)
    return {line: sorted(its) for line, its in keys.items()}


def _named(connection: Connection, lines: Sequence[str], since: int) -> Iterator[tuple[str, str]]:
    """Each line with the key of an entry that it names, among those that have changed ``since``."""
    meant: dict[str, list[str]] = {}
    for line in lines:
        for spelling in spellings(line):
            meant.setdefault(spelling, []).append(line)
    columns = (entry.c.key, entry.c.link, entry.c.atom_id)
    for some in chunks(list(meant)):
        query = select(*columns).where(or_(*(column.in_(some) for column in columns)))
        if since >= 0:
            query = query.where(entry.c.revision > since)
        for row in connection.execute(query):
            for name in row:
                for line in meant.get(name, ()):
                    yield line, row.key


def _replace(connection: Connection, wanted: Mapping[str, str | None], now: datetime) -> tuple[str, ...]:
    """Have exactly these entries withdrawn; which were not before, or are not any more."""
    known = {row.entry_key: row.reason for row in connection.execute(select(withdrawal))}
    taken, back = sorted(wanted.keys() - known), sorted(known.keys() - wanted)
    if taken:
        rows = [{"entry_key": key, "since": now, "reason": wanted[key]} for key in taken]
        connection.execute(insert(withdrawal), rows)
    for some in chunks(back):
        connection.execute(delete(withdrawal).where(withdrawal.c.entry_key.in_(some)))
    for key in wanted.keys() & known:
        if wanted[key] != known[key]:
            connection.execute(update(withdrawal).where(withdrawal.c.entry_key == key).values(reason=wanted[key]))
    return (*taken, *back)


def _load(connection: Connection) -> _Standing:
    value = get_note(connection, _STANDING)
    return _Standing(**json.loads(value)) if value else _Standing()


def _save(connection: Connection, standing: _Standing) -> None:
    value = {name: getattr(standing, name) for name in _Standing.__dataclass_fields__}
    set_note(connection, _STANDING, json.dumps(value, ensure_ascii=False))
