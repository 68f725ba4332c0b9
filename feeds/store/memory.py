"""The translation memory in the database: what is known of a unit, and who said it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from feeds.store.notes import get_note, set_note
from feeds.store.schema import memory
from feeds.text.fingerprint import fingerprint
from feeds.translation.assemble import Known
from feeds.translation.memory import HUMAN, MemoryUnit

_CHUNK = 500
"""Names in one question: SQLite before 3.32 takes 999 parameters at most."""
_MEMORY_VERSION = "memory-version"

_Place = tuple[str, str, str, str, str, str]
_PLACE = (
    memory.c.source_hash, memory.c.source_language, memory.c.target_language, memory.c.origin, memory.c.version,
    memory.c.terms,
)  # fmt: skip
_Found: TypeAlias = Any
"""A row of the table; SQLAlchemy tells no types of its columns."""
_T = TypeVar("_T")


def unit_hash(unit: str) -> str:
    """The name of a normalised unit in the memory's index."""
    return fingerprint(unit)


Judged = Callable[[str, Known], Known | None]
"""What is to be made of the memory's word on a unit; ``None``: nothing."""


def _as_it_is(_unit: str, known: Known) -> Known:
    return known


# --- asking -------------------------------------------------------------------------------------------------------


def recall(
    connection: Connection, units: Mapping[str, str], source: str, target: str, judged: Judged = _as_it_is
) -> dict[str, Known]:
    """What the memory knows of these units, each given with the mark of its terms now in force.

    A human's translation first, whatever its mark; then of those that engines made under the same terms the newest,
    of whatever engine and version: an engine that is updated must not cost the whole memory again. What ``judged``
    makes nothing of gives way to the next.
    """

    def fits(row: _Found) -> bool:
        return bool(row.origin == HUMAN or row.terms == units[row.source])

    return _best(connection, units, source, target, fits, judged)


def recall_stale(
    connection: Connection, units: Mapping[str, str], source: str, target: str, judged: Judged = _as_it_is
) -> dict[str, Known]:
    """What engines made of these units under other terms than those now in force: the newest of each.

    It may do once the names in it are put right, at no cost.
    """

    def fits(row: _Found) -> bool:
        return bool(row.origin != HUMAN and row.terms != units[row.source])

    return _best(connection, units, source, target, fits, judged)


def human_units(connection: Connection, units: Iterable[str], source: str, target: str) -> dict[str, MemoryUnit]:
    """What people said of these units."""
    rows = _rows(connection, units, source, target)
    return {row.source: _memory_unit(row) for row in rows if row.origin == HUMAN}


def said_of(connection: Connection, units: Iterable[str], source: str, target: str) -> list[MemoryUnit]:
    """All that anybody said of these units."""
    return [_memory_unit(row) for row in _rows(connection, units, source, target)]


def _best(
    connection: Connection,
    units: Iterable[str],
    source: str,
    target: str,
    fits: Callable[[_Found], bool],
    judged: Judged,
) -> dict[str, Known]:
    """For each unit of the rows that fit the first one that is any good: a human's before any engine's, the newest."""
    rows: dict[str, list[_Found]] = {}
    for row in _rows(connection, units, source, target):
        if fits(row):
            rows.setdefault(row.source, []).append(row)
    best: dict[str, Known] = {}
    for unit, own in rows.items():
        for row in sorted(own, key=_worth, reverse=True):
            if (known := judged(unit, Known(row.target, row.origin, row.version, row.terms))) is not None:
                best[unit] = known
                break
    return best


def _worth(row: _Found) -> tuple[bool, datetime, int]:
    return row.origin == HUMAN, row.created, row.id


def _rows(connection: Connection, units: Iterable[str], source: str, target: str) -> Iterator[_Found]:
    """All that stands in the memory about these units, in this direction."""
    for chunk in _chunks(units):
        names = {unit_hash(unit): unit for unit in chunk}
        query = select(memory).where(
            memory.c.source_hash.in_(list(names)),
            memory.c.source_language == source,
            memory.c.target_language == target,
        )
        yield from (row for row in connection.execute(query) if row.source == names[row.source_hash])


# --- telling ------------------------------------------------------------------------------------------------------


def news_to(connection: Connection, units: Iterable[MemoryUnit]) -> list[MemoryUnit]:
    """Those of these units that the memory does not have, or has otherwise at the same place."""
    found: list[MemoryUnit] = []
    for chunk in _chunks(_latest(units).items()):
        stored = _stored(connection, [place for place, _ in chunk])
        found += [unit for place, unit in chunk if place not in stored or _is_news(unit, stored[place])]
    return found


def remember(connection: Connection, units: Iterable[MemoryUnit], now: datetime) -> int:
    """Put units into the memory; how many are new or changed.

    What the same origin said before in the same version and under the same terms is replaced; what a human said,
    unless it was said later.
    """
    changed = 0
    for chunk in _chunks(_latest(units).items()):
        stored = _stored(connection, [place for place, _ in chunk])
        new = [_memory_row(place, unit, now) for place, unit in chunk if place not in stored]
        other = [
            {
                "b_id": stored[place].id, "target": unit.target, "created": unit.created or now,
                "author": unit.author,
            }
            for place, unit in chunk
            if place in stored and _is_news(unit, stored[place])
        ]  # fmt: skip
        if new:
            connection.execute(insert(memory), new)
        if other:
            connection.execute(update(memory).where(memory.c.id == bindparam("b_id")), other)
        changed += len(new) + len(other)
    if changed:
        _note_change(connection)
    return changed


def forget(connection: Connection, unit: str, source: str, target: str, origin: str) -> int:
    """Take back all that this origin said of a unit, in this direction; how many translations that were."""
    done = connection.execute(
        delete(memory).where(
            memory.c.source_hash == unit_hash(unit),
            memory.c.source == unit,
            memory.c.source_language == source,
            memory.c.target_language == target,
            memory.c.origin == origin,
        )
    )
    if done.rowcount:
        _note_change(connection)
    return done.rowcount


def memory_version(connection: Connection) -> int:
    """A number that goes up whenever the memory changes."""
    return int(get_note(connection, _MEMORY_VERSION) or 0)


def _note_change(connection: Connection) -> None:
    set_note(connection, _MEMORY_VERSION, str(memory_version(connection) + 1))


def _latest(units: Iterable[MemoryUnit]) -> dict[_Place, MemoryUnit]:
    return {_place(unit): unit for unit in units}


def _place(unit: MemoryUnit) -> _Place:
    """What the memory holds at most one unit of; in the order of ``_PLACE``.

    What a human said holds whatever engines and terms there are: it has one place.
    """
    version, terms = ("", "") if unit.origin == HUMAN else (unit.version, unit.terms)
    return unit_hash(unit.source), unit.source_language, unit.target_language, unit.origin, version, terms


def _is_news(unit: MemoryUnit, stored: _Found) -> bool:
    """Another text, or the same from somebody who has a name: that a name is missing is no news, nor is what a person
    said before what is stored, as in an older file."""
    if unit.origin == HUMAN and unit.created is not None and unit.created < stored.created:
        return False
    return bool(unit.target != stored.target or (unit.author and unit.author != stored.author))


def _stored(connection: Connection, places: Sequence[_Place]) -> dict[_Place, _Found]:
    """What the memory holds at these places, and perhaps at some more."""
    query = select(*_PLACE, memory.c.id, memory.c.target, memory.c.author, memory.c.created).where(
        memory.c.source_hash.in_([place[0] for place in places])
    )
    return {(row[0], row[1], row[2], row[3], row[4], row[5]): row for row in connection.execute(query)}


def _memory_row(place: _Place, unit: MemoryUnit, now: datetime) -> dict[str, object]:
    names = (column.name for column in _PLACE)
    return {
        **dict(zip(names, place, strict=True)),
        "source": unit.source,
        "target": unit.target,
        "created": unit.created or now,
        "author": unit.author,
    }


# --- all of it ----------------------------------------------------------------------------------------------------


def memory_units(connection: Connection) -> Iterator[MemoryUnit]:
    """All of the memory, in the order in which it came."""
    rows = connection.execute(select(memory).order_by(memory.c.id).execution_options(yield_per=1000))
    yield from map(_memory_unit, rows)


def _memory_unit(row: _Found) -> MemoryUnit:
    return MemoryUnit(
        row.source_language, row.target_language, row.source, row.target, row.origin, row.created, row.version,
        row.terms, row.author,
    )  # fmt: skip


def memory_counts(connection: Connection) -> list[tuple[str, str, str, int, int]]:
    """Source language, target language, origin, units, source characters; a row for each that occurs.

    A unit that an origin translated several times, in other versions or under other terms, counts once.
    """
    columns = (memory.c.source_language, memory.c.target_language, memory.c.origin)
    size = func.max(func.length(memory.c.source)).label("size")
    each = select(*columns, size).group_by(*columns, memory.c.source_hash).subquery()
    names = (each.c.source_language, each.c.target_language, each.c.origin)
    query = select(*names, func.count(), func.sum(each.c.size)).group_by(*names).order_by(*names)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(query)]


def _chunks(items: Iterable[_T]) -> Iterator[list[_T]]:
    left = iter(items)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
