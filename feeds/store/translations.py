"""Translations and the translation memory in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
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
from feeds.store.notes import get_note, set_note
from feeds.store.queries import (
    NEWEST_FIRST,
    entries_with_translation,
    in_languages,
    older_than,
    split_row,
    whole_entries,
)
from feeds.store.rows import entry_from_row, translation_to_row
from feeds.store.schema import entry, memory, note, translation
from feeds.text.fingerprint import fingerprint
from feeds.text.language import same_language
from feeds.translation.assemble import Known
from feeds.translation.memory import HUMAN, MemoryUnit

_CHUNK = 500
_MEMORY_VERSION = "memory-version"
_NOT_BEFORE = "engine-not-before:"
_OPEN_STATES = [State.PENDING.value, State.PARTIAL.value, State.FAILED.value]


def to_translate(
    connection: Connection,
    language: str,
    source_languages: Sequence[str],
    source_ids: Sequence[str],
    due: datetime | None,
    after: Entry | None,
    limit: int,
    *,
    waiting: bool = True,
    only: ColumnElement[bool] | None = None,
) -> list[tuple[Entry, Translation | None]]:
    """Entries of these sources that lack a translation into ``language`` or have one of an older text, newest first.

    ``due`` leaves out those that are to be tried later (``None``: all); ``after`` is the last one of the stretch
    before; ``waiting`` is false where those that nobody was asked for cannot have got any further; ``only`` is another
    condition that entries must meet.
    A finished one that :func:`make_due` has marked comes too.
    """
    again = translation.c.next_try.is_not(None) if due is None else translation.c.next_try <= due
    fresh = and_(translation.c.state.in_(_OPEN_STATES), translation.c.next_try.is_(None))
    unfinished = or_(again, fresh) if waiting else again
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
    if only is not None:
        keys = keys.where(only)
    return [split_row(dict(row)) for row in connection.execute(whole_entries(language, keys)).mappings()]


def _translatable(source_languages: Sequence[str], target: str) -> ColumnElement[bool]:
    """The same rule as :func:`feeds.editions.select.is_translated`."""
    return in_languages([tag for tag in source_languages if not same_language(tag, target)])


def save_translations(connection: Connection, made: Sequence[Translation], known: Sequence[Translation | None]) -> None:
    """Write the translations of entries; ``known`` are those that stand there now, in the same order.

    What is the same as it was is not written.
    """
    pairs = [(one, before) for one, before in zip(made, known, strict=True) if one != before]
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


def translated_entries(connection: Connection, language: str) -> Iterator[Entry]:
    """Every entry that something was said of in this language."""
    query = select(entry).join(translation, translation.c.entry_key == entry.c.key)
    rows = connection.execute(query.where(translation.c.language == language).execution_options(yield_per=500))
    yield from (entry_from_row(dict(row)) for row in rows.mappings())


def make_due(connection: Connection, language: str, keys: Sequence[str]) -> None:
    """Have the translations of these entries made again, the finished ones too, but what a person has reviewed."""
    for start in range(0, len(keys), _CHUNK):
        these = translation.c.entry_key.in_(keys[start : start + _CHUNK])
        connection.execute(_again(language).where(these, translation.c.state != State.REVIEWED.value))


def retry_failed(connection: Connection, language: str) -> None:
    """Have every translation that failed tried again now."""
    connection.execute(_again(language).where(translation.c.state.in_([State.PARTIAL.value, State.FAILED.value])))


def _again(language: str) -> Update:
    return update(translation).where(translation.c.language == language).values(next_try=datetime.fromtimestamp(0, UTC))


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


def news_to(connection: Connection, units: Iterable[MemoryUnit]) -> list[MemoryUnit]:
    """Those of these units that the memory does not have, or has otherwise from the same origin."""
    latest = list({_place(unit): unit for unit in units}.items())
    found: list[MemoryUnit] = []
    for start in range(0, len(latest), _CHUNK):
        chunk = latest[start : start + _CHUNK]
        stored = _stored(connection, [place for place, _ in chunk])
        found += [unit for place, unit in chunk if place not in stored or stored[place][1] != unit.target]
    return found


def remember(connection: Connection, units: Iterable[MemoryUnit], now: datetime) -> int:
    """Put units into the memory, replacing what the same origin said before; how many are new or changed."""
    latest = {_place(unit): unit for unit in units}
    places = list(latest)
    changed = 0
    for start in range(0, len(places), _CHUNK):
        chunk = {place: latest[place] for place in places[start : start + _CHUNK]}
        stored = _stored(connection, places[start : start + _CHUNK])
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
    if changed:
        set_note(connection, _MEMORY_VERSION, str(memory_version(connection) + 1))
    return changed


def memory_version(connection: Connection) -> int:
    """A number that goes up whenever the memory changes."""
    return int(get_note(connection, _MEMORY_VERSION) or 0)


_Place = tuple[str, str, str, str]
_PLACE = (memory.c.source_hash, memory.c.source_language, memory.c.target_language, memory.c.origin)


def _stored(connection: Connection, places: Sequence[_Place]) -> dict[_Place, tuple[int, str]]:
    """Number and translation of what the memory holds at these places, and perhaps at some more."""
    query = select(*_PLACE, memory.c.id, memory.c.target).where(memory.c.source_hash.in_([key[0] for key in places]))
    return {(row[0], row[1], row[2], row[3]): (row.id, row.target) for row in connection.execute(query)}


def _place(unit: MemoryUnit) -> _Place:
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


# --- notes --------------------------------------------------------------------------------------------------------


def engines_not_before(connection: Connection, names: Sequence[str]) -> dict[str, datetime]:
    """Until when those of these engines asked to be left alone that ever did."""
    query = select(note).where(note.c.name.in_([_NOT_BEFORE + name for name in names]))
    rows = connection.execute(query)
    return {row.name.removeprefix(_NOT_BEFORE): datetime.fromisoformat(row.value) for row in rows}


def leave_engine_alone(connection: Connection, name: str, until: datetime) -> None:
    """An engine has asked to be left alone; that holds for every later run."""
    set_note(connection, _NOT_BEFORE + name, until.isoformat())
