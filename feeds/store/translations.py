"""Translations and the translation memory in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, String, and_, func, insert, literal, not_, or_, select, tuple_, update

from feeds.model import Entry, State, Translation
from feeds.store.rows import entry_from_row, translation_from_row, translation_to_row
from feeds.store.schema import Instant, entry, memory, translation
from feeds.text.fingerprint import fingerprint
from feeds.translation.assemble import Known
from feeds.translation.memory import HUMAN, MemoryUnit

_CHUNK = 500
_OPEN_STATES = [State.PENDING.value, State.PARTIAL.value, State.FAILED.value]


def in_languages(languages: Sequence[str]) -> ColumnElement[bool]:
    """Entries in one of these languages, any region."""
    return or_(
        entry.c.language.in_(languages), *(entry.c.language.startswith(f"{tag}-", autoescape=True) for tag in languages)
    )


def to_translate(
    connection: Connection,
    language: str,
    source_languages: Sequence[str],
    due: datetime | None,
    after: Entry | None,
    limit: int,
) -> list[tuple[Entry, Translation | None]]:
    """Entries that lack a translation into ``language`` or have one of an older text, newest first.

    ``due`` leaves out those that are to be tried later (``None``: all); ``after`` is the last one of the stretch
    before.
    """
    joined = entry.outerjoin(
        translation, and_(translation.c.entry_key == entry.c.key, translation.c.language == language)
    )
    unfinished: ColumnElement[bool] = translation.c.state.in_(_OPEN_STATES)
    if due is not None:
        unfinished = and_(unfinished, or_(translation.c.next_try.is_(None), translation.c.next_try <= due))
    query = (
        select(*entry.c, *(column.label(f"t_{column.name}") for column in translation.c))
        .select_from(joined)
        .where(
            in_languages(source_languages),
            or_(translation.c.entry_key.is_(None), translation.c.fingerprint != entry.c.fingerprint, unfinished),
        )
        .order_by(entry.c.published.desc(), entry.c.key.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(before(after.published, after.key))
    return [split_row(dict(row)) for row in connection.execute(query).mappings()]


def before(published: datetime, key: str) -> ColumnElement[bool]:
    """Entries after this one in a list of the newest first (keyset paging).

    The types are named: a bare value in a tuple would be bound as any datetime, and compared as text.
    """
    return tuple_(entry.c.published, entry.c.key) < tuple_(literal(published, Instant), literal(key, String))


def split_row(row: dict[str, object]) -> tuple[Entry, Translation | None]:
    """A row of entry columns and ``t_`` translation columns, as two dataclasses."""
    if row["t_entry_key"] is None:
        return entry_from_row(row), None
    return entry_from_row(row), translation_from_row({c.name: row[f"t_{c.name}"] for c in translation.c})


def save_translation(connection: Connection, made: Translation) -> None:
    """Insert or replace the translation of one entry into one language."""
    row = translation_to_row(made)
    same = and_(translation.c.entry_key == made.entry_key, translation.c.language == made.language)
    if not connection.execute(update(translation).where(same), row).rowcount:
        connection.execute(insert(translation), row)


def count_states(
    connection: Connection, language: str, source_languages: Sequence[str], source_ids: Sequence[str]
) -> dict[State, int]:
    """How many entries of these sources are in which state of translation into ``language``."""
    joined = entry.outerjoin(
        translation, and_(translation.c.entry_key == entry.c.key, translation.c.language == language)
    )
    known = (
        select(translation.c.state, func.count())
        .select_from(joined)
        .where(entry.c.source_id.in_(source_ids), in_languages(source_languages))
        .group_by(translation.c.state)
    )
    other = (
        select(func.count())
        .select_from(entry)
        .where(entry.c.source_id.in_(source_ids), not_(in_languages(source_languages)))
    )
    counts = dict.fromkeys(State, 0)
    for state, number in connection.execute(known):
        counts[State(state) if state else State.PENDING] += number
    counts[State.NOT_NEEDED] = connection.execute(other).scalar_one()
    return counts


def count_reasons(connection: Connection, language: str, limit: int) -> list[tuple[str, int]]:
    """Why translations are missing, most frequent reason first."""
    number = func.count()
    query = (
        select(translation.c.reason, number)
        .where(translation.c.language == language, translation.c.reason.is_not(None))
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
    changed = 0
    for unit in units:
        same = and_(
            memory.c.source_hash == unit_hash(unit.source),
            memory.c.source_language == unit.source_language,
            memory.c.target_language == unit.target_language,
            memory.c.origin == unit.origin,
        )
        old = connection.execute(select(memory.c.id, memory.c.target).where(same)).first()
        created = unit.created or now
        if old is None:
            row = {
                "source_language": unit.source_language,
                "target_language": unit.target_language,
                "source_hash": unit_hash(unit.source),
                "origin": unit.origin,
                "source": unit.source,
                "target": unit.target,
                "created": created,
            }
            connection.execute(insert(memory), row)
        elif old.target != unit.target:
            newer = {"target": unit.target, "created": created}
            connection.execute(update(memory).where(memory.c.id == old.id).values(**newer))
        changed += old is None or old.target != unit.target
    return changed


def memory_units(connection: Connection) -> Iterator[MemoryUnit]:
    """All of the memory, in the order in which it came."""
    for row in connection.execute(select(memory).order_by(memory.c.id).execution_options(yield_per=1000)):
        yield MemoryUnit(row.source_language, row.target_language, row.source, row.target, row.origin, row.created)


def memory_counts(connection: Connection) -> list[tuple[str, str, str, int, int]]:
    """Source language, target language, origin, units, source characters; a row for each that occurs."""
    columns = (memory.c.source_language, memory.c.target_language, memory.c.origin)
    query = select(*columns, func.count(), func.sum(func.length(memory.c.source))).group_by(*columns).order_by(*columns)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(query)]
