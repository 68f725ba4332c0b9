"""What people did to translations, and the entries that it touches, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Text, and_, cast, func, insert, not_, or_, select

from feeds.model import Entry, State, Translation
from feeds.store.memory import unit_hash
from feeds.store.queries import NEWEST_FIRST, in_languages, not_withdrawn, older_than, split_row, whole_entries
from feeds.store.schema import correction, entry, translation


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that a person did to a unit."""

    made: datetime
    author: str
    source_language: str
    target_language: str
    source: str
    before: str | None
    """What stood there; ``None``: nothing."""
    after: str | None
    """The person's text, pinned; ``None``: it is an engine's turn again."""


def note_corrections(connection: Connection, made: Sequence[Correction]) -> None:
    """Write down what was done."""
    rows = [
        {
            "made": one.made, "author": one.author, "source_language": one.source_language,
            "target_language": one.target_language, "source_hash": unit_hash(one.source), "source": one.source,
            "before": one.before, "after": one.after,
        }
        for one in made
    ]  # fmt: skip
    if rows:
        connection.execute(insert(correction), rows)


def corrections_of(connection: Connection, unit: str, source: str, target: str) -> list[Correction]:
    """What people did to a unit in this direction, in its order."""
    query = select(correction).where(
        correction.c.source_hash == unit_hash(unit),
        correction.c.source == unit,
        correction.c.source_language == source,
        correction.c.target_language == target,
    )
    return [
        Correction(row.made, row.author, source, target, unit, row.before, row.after)
        for row in connection.execute(query.order_by(correction.c.id))
    ]


IMPORTED: Final = "import"
"""Who said what came from a file that names nobody."""


def stack_of(corrections: Iterable[Correction]) -> list[tuple[str, str]]:
    """What people said of a unit and was not taken back, with who said it; the last is what holds."""
    stack: list[tuple[str, str]] = []
    for one in corrections:
        if one.after is None:
            stack = []
        elif len(stack) > 1 and stack[-2][0] == one.after:
            stack.pop()
        else:
            stack.append((one.after, one.author))
    return stack


def can_be_undone(stack: Sequence[tuple[str, str]]) -> bool:
    """Is there something that an editor said? What came from a file is nobody's slip, and not to be had again."""
    return len(stack) > 1 or (bool(stack) and stack[0][1] != IMPORTED)


def keys_beginning(connection: Connection, prefix: str, source_ids: Sequence[str], limit: int) -> list[str]:
    """Keys of entries of these sources that begin like this."""
    query = select(entry.c.key).where(
        entry.c.key.startswith(prefix, autoescape=True), entry.c.source_id.in_(source_ids)
    )
    return list(connection.execute(query.order_by(entry.c.key).limit(limit)).scalars())


def doubtful_entries(
    connection: Connection,
    language: str,
    source_languages: Sequence[str],
    source_ids: Sequence[str],
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> list[tuple[Entry, Translation]]:
    """The newest entries whose translation is not whole or may be wrong, or those after a place in that order; what
    only waits or was taken down is not among them."""
    keys = (
        select(entry.c.key)
        .join(translation, translation.c.entry_key == entry.c.key)
        .where(
            translation.c.language == language,
            translation.c.fingerprint == entry.c.fingerprint,
            entry.c.source_id.in_(source_ids),
            in_languages(source_languages),
            not_withdrawn(),
            or_(
                and_(
                    translation.c.state.in_([State.PARTIAL.value, State.FAILED.value]),
                    not_(func.coalesce(translation.c.reason, "").startswith("waiting")),
                ),
                cast(translation.c.findings, Text) != "[]",
            ),
        )
        .order_by(*NEWEST_FIRST)
        .limit(limit)
    )
    if after is not None:
        keys = keys.where(older_than(*after))
    rows = connection.execute(whole_entries(language, keys)).mappings()
    pairs = (split_row(dict(row)) for row in rows)
    return [(one, made) for one, made in pairs if made is not None]


def keys_with_words(
    connection: Connection, source_language: str, source_ids: Sequence[str], words: Sequence[Sequence[str]]
) -> list[str]:
    """Keys of the entries in ``source_language`` that hold all the words of one of these lists, newest first.

    Nothing is read of them but that: of 100,000 entries it takes a second, where to read all of them takes a minute.
    """
    query = select(entry.c.key).where(
        in_languages([source_language]),
        entry.c.source_id.in_(source_ids),
        or_(*(and_(*map(_somewhere, some)) if some else entry.c.key.is_not(None) for some in words)),
    )
    return list(connection.execute(query.order_by(*NEWEST_FIRST)).scalars())


def entries_by_key(
    connection: Connection, keys: Sequence[str], language: str
) -> list[tuple[Entry, Translation | None]]:
    """These entries with their translations, newest first."""
    rows = connection.execute(whole_entries(language, select(entry.c.key).where(entry.c.key.in_(keys)))).mappings()
    return [split_row(dict(row)) for row in rows]


def _somewhere(word: str) -> ColumnElement[bool]:
    return or_(
        *(column.contains(word, autoescape=True) for column in (entry.c.content, entry.c.title, entry.c.summary))
    )
