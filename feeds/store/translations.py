"""Translations in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from feeds.store.queries import (
    NEWEST_FIRST,
    entries_with_translation,
    in_languages,
    not_withdrawn,
    older_than,
    split_row,
    whole_entries,
)
from feeds.store.revisions import touch
from feeds.store.rows import entry_from_row, translation_from_row, translation_to_row
from feeds.store.schema import entry, translation
from feeds.text.language import same_language

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
    *,
    waiting: bool = True,
    only: ColumnElement[bool] | None = None,
) -> list[tuple[Entry, Translation | None]]:
    """Entries of these sources that lack a translation into ``language`` or have one of an older text, newest first.

    ``due`` leaves out those that are to be tried later (``None``: all); ``after`` is the last one of the stretch
    before; ``waiting`` is false where those that nobody was asked for cannot have got any further; ``only`` is another
    condition that entries must meet.
    A finished one that :func:`make_due` has marked comes too; one that was taken down never does.
    """
    again = translation.c.next_try.is_not(None) if due is None else translation.c.next_try <= due
    fresh = and_(translation.c.state.in_(_OPEN_STATES), translation.c.next_try.is_(None))
    unfinished = or_(again, fresh) if waiting else again
    keys = (
        select(entry.c.key)
        .select_from(entries_with_translation(language))
        .where(
            entry.c.source_id.in_(source_ids),
            not_withdrawn(),
            translatable(source_languages, language),
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


def translatable(source_languages: Sequence[str], target: str) -> ColumnElement[bool]:
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
    touch(connection, [one.entry_key for one, _ in pairs])


def translated_entries(connection: Connection, language: str) -> Iterator[Entry]:
    """Every entry that something was said of in this language."""
    query = select(entry).join(translation, translation.c.entry_key == entry.c.key)
    rows = connection.execute(query.where(translation.c.language == language).execution_options(yield_per=500))
    yield from (entry_from_row(dict(row)) for row in rows.mappings())


def translations_of(connection: Connection, key: str) -> list[Translation]:
    """Into every language, of one entry."""
    query = select(translation).where(translation.c.entry_key == key).order_by(translation.c.language)
    return [translation_from_row(dict(row)) for row in connection.execute(query).mappings()]


def make_due(connection: Connection, language: str, keys: Sequence[str]) -> None:
    """Have the translations of these entries made again, the finished ones too."""
    for start in range(0, len(keys), _CHUNK):
        these = translation.c.entry_key.in_(keys[start : start + _CHUNK])
        connection.execute(_again(language).where(these))


def retry_failed(connection: Connection, language: str) -> None:
    """Have every translation that failed, or waits for its time, tried again now."""
    connection.execute(
        _again(language).where(translation.c.state.in_(_OPEN_STATES), translation.c.next_try.is_not(None))
    )


def _again(language: str) -> Update:
    return update(translation).where(translation.c.language == language).values(next_try=datetime.fromtimestamp(0, UTC))


def count_states(
    connection: Connection, language: str, source_languages: Sequence[str], source_ids: Sequence[str]
) -> dict[State, int]:
    """How many entries of these sources are in which state of translation into ``language``.

    The same as :func:`feeds.editions.select.state_of` says of each.
    """
    state = case(
        (~translatable(source_languages, language), literal(State.NOT_NEEDED.value)),
        (translation.c.fingerprint == entry.c.fingerprint, translation.c.state),
        else_=literal(State.PENDING.value),
    ).label("state")
    query = (
        select(state, func.count())
        .select_from(entries_with_translation(language))
        .where(entry.c.source_id.in_(source_ids), not_withdrawn())
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
            not_withdrawn(),
        )
        .group_by(translation.c.reason)
        .order_by(number.desc(), translation.c.reason)
        .limit(limit)
    )
    return [(reason, count) for reason, count in connection.execute(query)]
