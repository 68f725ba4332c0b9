"""Tags in the database, and what is to be tagged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Select, String, and_, delete, insert, literal, select, tuple_

from feeds.model import Entry, Tag, TagKind, Translation
from feeds.store.revisions import chunks, touch
from feeds.store.rows import entry_from_row, translation_from_row
from feeds.store.schema import entry, tag, translation


@dataclass(frozen=True, slots=True)
class Tagged:
    """An entry as it is to be tagged."""

    revision: int
    """When it last changed: tags that were found in an older text are not to be written."""
    entry: Entry
    translations: tuple[Translation, ...]
    """All there are, in any state."""


def load_tags(connection: Connection, keys: Iterable[str]) -> dict[str, frozenset[Tag]]:
    """The tags of each of these entries; of those without any, none."""
    keys = list(keys)
    found: dict[str, set[Tag]] = {key: set() for key in keys}
    for some in chunks(keys):
        for key, kind, term in connection.execute(select(tag).where(tag.c.entry_key.in_(some))):
            found[key].add(Tag(TagKind(kind), term))
    return {key: frozenset(tags) for key, tags in found.items()}


def replace_tags(connection: Connection, wanted: Mapping[str, frozenset[Tag]]) -> list[str]:
    """Give entries these tags and no others; the keys of those that had others, which are shown otherwise now.

    What is as it was is not written.
    """
    known = load_tags(connection, wanted)
    changed = [key for key, tags in wanted.items() if tags != known[key]]
    gone = [_row(key, one) for key in changed for one in known[key] - wanted[key]]
    for some in chunks(gone):
        these = tuple_(tag.c.entry_key, tag.c.kind, tag.c.term)
        connection.execute(delete(tag).where(these.in_([tuple(row.values()) for row in some])))
    new = [_row(key, one) for key in changed for one in sorted(wanted[key] - known[key])]
    if new:
        connection.execute(insert(tag), new)
    touch(connection, changed)
    return changed


def clear_tags(connection: Connection) -> int:
    """Take all tags away; how many entries had any."""
    keys = list(connection.execute(select(tag.c.entry_key).distinct()).scalars())
    if keys:
        connection.execute(delete(tag))
        touch(connection, keys)
    return len(keys)


def _row(key: str, one: Tag) -> dict[str, str]:
    return {"entry_key": key, "kind": one.kind.value, "term": one.term}


def changed_since(connection: Connection, place: tuple[int, str], upto: int, limit: int) -> list[Tagged]:
    """Entries whose revision and key are behind ``place``, in that order, up to the revision ``upto``."""
    mark = tuple_(literal(place[0], BigInteger), literal(place[1], String))
    # The bare condition beside it is what SQLite looks up in the index.
    behind = and_(entry.c.revision.between(place[0], upto), tuple_(entry.c.revision, entry.c.key) > mark)
    return _tagged(connection, select(entry.c.key).where(behind).order_by(entry.c.revision, entry.c.key).limit(limit))


def all_after(connection: Connection, key: str, limit: int) -> list[Tagged]:
    """Entries by their keys alone, from behind ``key``: by their revisions, all of an old database would be sorted
    for each stretch."""
    return _tagged(connection, select(entry.c.key).where(entry.c.key > key).order_by(entry.c.key).limit(limit))


def revisions_of(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """When each of these entries last changed."""
    found: dict[str, int] = {}
    for some in chunks(keys):
        rows = connection.execute(select(entry.c.key, entry.c.revision).where(entry.c.key.in_(some)))
        found.update((key, number) for key, number in rows)
    return found


def _tagged(connection: Connection, keys: Select[tuple[str]]) -> list[Tagged]:
    order: list[str] = list(connection.scalars(keys))
    translations: dict[str, list[Translation]] = {}
    entries: dict[str, tuple[int, Entry]] = {}
    for some in chunks(order):
        query = select(translation).where(translation.c.entry_key.in_(some)).order_by(translation.c.language)
        for row in connection.execute(query).mappings():
            translations.setdefault(row["entry_key"], []).append(translation_from_row(dict(row)))
        for row in connection.execute(select(entry).where(entry.c.key.in_(some))).mappings():
            entries[row["key"]] = row["revision"], entry_from_row(dict(row))
    return [Tagged(*entries[key], tuple(translations.get(key, ()))) for key in order]
