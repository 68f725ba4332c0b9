"""Translations and the translation memory in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from feeds.model import Entry, State, Translation
from feeds.store.queries import (
    NEWEST_FIRST,
    entries_with_translation,
    in_languages,
    older_than,
    split_row,
    whole_entries,
)
from feeds.store.rows import translation_to_row
from feeds.store.schema import entry, memory, translation
from feeds.text.fingerprint import fingerprint
from feeds.text.language import same_language
from feeds.translation.assemble import Known
from feeds.translation.memory import HUMAN, MemoryUnit

_CHUNK = 500
_OPEN_STATES = [State.PENDING.value, State.PARTIAL.value, State.FAILED.value]


def to_translate(
    connection: Connection,
    language: str,
    source_languages: Sequence[str],
    source_ids: Sequence[str],
    due: datetime | None,
    after: Entry | None,
    limit: int,
) -> list[tuple[Entry, Translation | None]]:
    """Entries of these sources that lack a translation into ``language`` or have one of an older text, newest first.

    ``due`` leaves out those that are to be tried later (``None``: all); ``after`` is the last one of the stretch
    before.
    """
    unfinished: ColumnElement[bool] = translation.c.state.in_(_OPEN_STATES)
    if due is not None:
        unfinished = and_(unfinished, or_(translation.c.next_try.is_(None), translation.c.next_try <= due))
    keys = (
        select(entry.c.key)
        .select_from(entries_with_translation(language))
        .where(
            entry.c.source_id.in_(source_ids),
            _translatable(source_languages, language),
            or_(translation.c.entry_key.is_(None), translation.c.fingerprint != entry.c.fingerprint, unfinished),
        )
        .order_by(*NEWEST_FIRST)
        .limit(limit)
    )
    if after is not None:
        keys = keys.where(older_than(after.published, after.key))
    return [split_row(dict(row)) for row in connection.execute(whole_entries(language, keys)).mappings()]


def _translatable(source_languages: Sequence[str], target: str) -> ColumnElement[bool]:
    """The same rule as :func:`feeds.editions.select.is_translated`."""
    return in_languages([tag for tag in source_languages if not same_language(tag, target)])


def save_translations(connection: Connection, made: Sequence[Translation], known: Sequence[Translation | None]) -> None:
    """Write the translations of entries; ``known`` are those that stand there now, in the same order."""
    pairs = list(zip(made, known, strict=True))
    new = [translation_to_row(one) for one, before in pairs if before is None]
    rows = [translation_to_row(one) for one, before in pairs if before is not None]
    if new:
        connection.execute(insert(translation), new)
    if rows:
        same = and_(
            translation.c.entry_key == bindparam("b_entry_key"), translation.c.language == bindparam("b_language")
        )
        # A bind parameter may not have the name of a column that is set.
        values = [{"b_entry_key": row.pop("entry_key"), "b_language": row.pop("language"), **row} for row in rows]
        connection.execute(update(translation).where(same), values)


def count_states(
    connection: Connection, language: str, source_languages: Sequence[str], source_ids: Sequence[str]
) -> dict[State, int]:
    """How many entries of these sources are in which state of translation into ``language``.

    The same as :func:`feeds.editions.select.state_of` says of each.
    """
    state = case(
        (~_translatable(source_languages, language), literal(State.NOT_NEEDED.value)),
        (translation.c.fingerprint == entry.c.fingerprint, translation.c.state),
        else_=literal(State.PENDING.value),
    ).label("state")
    query = (
        select(state, func.count())
        .select_from(entries_with_translation(language))
        .where(entry.c.source_id.in_(source_ids))
        .group_by(state)
    )
    return {**dict.fromkeys(State, 0), **{State(name): number for name, number in connection.execute(query)}}


def count_reasons(
    connection: Connection, language: str, source_ids: Sequence[str], limit: int
) -> list[tuple[str, int]]:
    """Why translations of entries of these sources are missing, most frequent reason first."""
    number = func.count()
    query = (
        select(translation.c.reason, number)
        .join(entry, entry.c.key == translation.c.entry_key)
        .where(
            translation.c.language == language,
            translation.c.state.in_(_OPEN_STATES),
            translation.c.reason.is_not(None),
            translation.c.fingerprint == entry.c.fingerprint,
            entry.c.source_id.in_(source_ids),
        )
        .group_by(translation.c.reason)
        .order_by(number.desc(), translation.c.reason)
        .limit(limit)
    )
    return [(reason, count) for reason, count in connection.execute(query)]


# --- the memory ---------------------------------------------------------------------------------------------------


def unit_hash(unit: str) -> str:
    """The name of a normalised unit in the memory's index."""
    return fingerprint(unit)


def recall(connection: Connection, units: Sequence[str], source: str, target: str) -> dict[str, Known]:
    """What the memory knows of these units: a human's translation before any engine's, then the newest."""
    found: dict[str, tuple[bool, datetime, str]] = {}
    answer: dict[str, Known] = {}
    for start in range(0, len(units), _CHUNK):
        hashes = {unit_hash(unit): unit for unit in units[start : start + _CHUNK]}
        query = select(memory).where(
            memory.c.source_hash.in_(list(hashes)),
            memory.c.source_language == source,
            memory.c.target_language == target,
        )
        for row in connection.execute(query):
            unit = hashes[row.source_hash]
            rank = (row.origin == HUMAN, row.created, row.origin)
            if row.source == unit and (unit not in found or rank > found[unit]):
                found[unit] = rank
                answer[unit] = Known(row.target, row.origin)
    return answer


def remember(connection: Connection, units: Iterable[MemoryUnit], now: datetime) -> int:
    """Put units into the memory, replacing what the same origin said before; how many are new or changed."""
    latest = {_place(unit): unit for unit in units}
    places = list(latest)
    changed = 0
    for start in range(0, len(places), _CHUNK):
        chunk = {place: latest[place] for place in places[start : start + _CHUNK]}
        query = select(*_PLACE, memory.c.id, memory.c.target).where(memory.c.source_hash.in_([key[0] for key in chunk]))
        stored = {tuple(row[:4]): (row.id, row.target) for row in connection.execute(query)}
        new = [_memory_row(place, unit, now) for place, unit in chunk.items() if place not in stored]
        other = [
            {"b_id": stored[place][0], "target": unit.target, "created": unit.created or now}
            for place, unit in chunk.items()
            if place in stored and stored[place][1] != unit.target
        ]
        if new:
            connection.execute(insert(memory), new)
        if other:
            connection.execute(update(memory).where(memory.c.id == bindparam("b_id")), other)
        changed += len(new) + len(other)
    return changed


_PLACE = (memory.c.source_hash, memory.c.source_language, memory.c.target_language, memory.c.origin)


def _place(unit: MemoryUnit) -> tuple[str, str, str, str]:
    """What the memory holds at most one unit of; in the order of ``_PLACE``."""
    return unit_hash(unit.source), unit.source_language, unit.target_language, unit.origin


def _memory_row(place: tuple[str, str, str, str], unit: MemoryUnit, now: datetime) -> dict[str, object]:
    names = (column.name for column in _PLACE)
    return {
        **dict(zip(names, place, strict=True)),
        "source": unit.source,
        "target": unit.target,
        "created": unit.created or now,
    }


def memory_units(connection: Connection) -> Iterator[MemoryUnit]:
    """All of the memory, in the order in which it came."""
    for row in connection.execute(select(memory).order_by(memory.c.id).execution_options(yield_per=1000)):
        yield MemoryUnit(row.source_language, row.target_language, row.source, row.target, row.origin, row.created)


def memory_counts(connection: Connection) -> list[tuple[str, str, str, int, int]]:
    """Source language, target language, origin, units, source characters; a row for each that occurs."""
    columns = (memory.c.source_language, memory.c.target_language, memory.c.origin)
    query = select(*columns, func.count(), func.sum(func.length(memory.c.source))).group_by(*columns).order_by(*columns)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(query)]
