"""Stories in the database: which entries may still join one, what they are compared with, who has joined whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, or_, select, tuple_, update

from feeds.model import Entry, Joining, Translation
from feeds.store.queries import not_withdrawn
from feeds.store.revisions import chunks, touch
from feeds.store.rows import entry_from_row, translation_from_row
from feeds.store.schema import edition_state, entry, issued, joining, translation

_FOUNDER = entry.alias("founder")
_AFTER = tuple_(entry.c.published, entry.c.key)


@dataclass(frozen=True, slots=True)
class Fresh:
    """An entry that may still join a story, by its date."""

    published: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry with its translations, and its story."""

    entry: Entry
    translations: tuple[Translation, ...]
    story: str
    """Its own key while it is alone or the first."""
    first: tuple[datetime, datetime, str]
    """When the first entry of the story was seen and published, and its key."""


def fresh_entries(connection: Connection, source_ids: Sequence[str], after: int, upto: int) -> list[Fresh]:
    """The entries changed between two revisions that may join a story, oldest first.

    Nobody has been shown them as a story of their own, no other has joined them, no editor has spoken, and they are
    no alert.
    """
    changed = and_(entry.c.revision > after, entry.c.revision <= upto, _may_join(source_ids))
    query = select(entry.c.published, entry.c.key).where(changed).order_by(entry.c.published, entry.c.key)
    found = [Fresh(*row) for row in connection.execute(query)]
    shown = _shown(connection, [one.key for one in found])
    return [one for one in found if one.key not in shown]


def still_fresh(connection: Connection, source_ids: Sequence[str], keys: Sequence[str], upto: int) -> set[str]:
    """Those of these entries that may join and have not changed since a revision."""
    found: set[str] = set()
    for some in chunks(keys):
        query = select(entry.c.key).where(entry.c.key.in_(some), entry.c.revision <= upto, _may_join(source_ids))
        found.update(connection.execute(query).scalars())
    return found - _shown(connection, sorted(found))


def _may_join(source_ids: Sequence[str]) -> ColumnElement[bool]:
    concerned = or_(joining.c.entry_key == entry.c.key, joining.c.story == entry.c.key)
    alone = ~select(joining.c.entry_key).where(concerned).exists()
    return and_(entry.c.source_id.in_(source_ids), entry.c.alert.is_(None), not_withdrawn(), alone)


def _shown(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of these that somebody has been shown as stories of their own."""
    # By both columns of the primary key: by the story alone, all that was ever shown would be read.
    editions = select(edition_state.c.edition)
    found: set[str] = set()
    for some in chunks(keys):
        query = select(issued.c.story).where(
            issued.c.edition.in_(editions), issued.c.story.in_(some), issued.c.item.is_not(None)
        )
        found.update(connection.execute(query).scalars())
    return found


def standings(
    connection: Connection,
    source_ids: Sequence[str],
    first: datetime,
    last: datetime,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Standing]:
    """The entries that were published between two moments, oldest first, from behind a place on; no alerts."""
    keys = select(entry.c.key).where(
        entry.c.published.between(first, last), entry.c.source_id.in_(source_ids), entry.c.alert.is_(None),
        not_withdrawn(),
    )  # fmt: skip
    if after is not None:
        # The bare condition beside it is what SQLite looks up in the index.
        keys = keys.where(entry.c.published >= after[0], after < _AFTER)
    return _standings(connection, keys.order_by(entry.c.published, entry.c.key).limit(limit))


def standings_of(connection: Connection, keys: Sequence[str]) -> list[Standing]:
    """These entries, whatever they are, those taken down as well; oldest first."""
    return [
        one for some in chunks(keys) for one in _standings(connection, select(entry.c.key).where(entry.c.key.in_(some)))
    ]


def _standings(connection: Connection, keys: Select[tuple[str]]) -> list[Standing]:
    query = (
        select(*entry.c, joining.c.story, _FOUNDER.c.first_seen.label("f_seen"), _FOUNDER.c.published.label("f_date"))
        .outerjoin(joining, joining.c.entry_key == entry.c.key)
        .outerjoin(_FOUNDER, _FOUNDER.c.key == joining.c.story)
        .where(entry.c.key.in_(keys))
        .order_by(entry.c.published, entry.c.key)
    )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    translations = _translations(connection, [row["key"] for row in rows])
    return [_standing(row, translations.get(row["key"], ())) for row in rows]


def _standing(row: Mapping[str, Any], translations: Sequence[Translation]) -> Standing:
    story = row["story"] or row["key"]
    first = (row["f_seen"], row["f_date"]) if row["story"] else (row["first_seen"], row["published"])
    return Standing(entry_from_row(row), tuple(translations), story, (*first, story))


def _translations(connection: Connection, keys: Sequence[str]) -> dict[str, list[Translation]]:
    found: dict[str, list[Translation]] = {}
    for some in chunks(keys):
        query = select(translation).where(translation.c.entry_key.in_(some)).order_by(translation.c.language)
        for row in connection.execute(query).mappings():
            found.setdefault(row["entry_key"], []).append(translation_from_row(dict(row)))
    return found


# --- who has joined whom ------------------------------------------------------------------------------------------


def load_joinings(connection: Connection, keys: Sequence[str]) -> dict[str, Joining]:
    """Why each of these entries counts as the news of an older one, or was taken out; of the others, nothing."""
    return {one.entry_key: one for some in chunks(keys) for one in _joinings(connection, joining.c.entry_key.in_(some))}


def joined_to(connection: Connection, story: str) -> list[Joining]:
    """Those that have joined this story, first come first; the first entry itself is none of them."""
    return list(_joinings(connection, and_(joining.c.story == story, joining.c.entry_key != story)))


def _joinings(connection: Connection, condition: ColumnElement[bool]) -> Iterator[Joining]:
    query = select(joining).where(condition).order_by(joining.c.joined, joining.c.entry_key)
    for row in connection.execute(query).mappings():
        yield Joining(**{**row, "reasons": tuple(row["reasons"])})


def save_joinings(connection: Connection, made: Sequence[Joining]) -> None:
    """Write these in the place of what there was of the same entries; of all the stories concerned, every entry is
    shown otherwise from now on."""
    before = load_joinings(connection, [one.entry_key for one in made])
    stories = {one.story for one in (*made, *before.values())}
    for one in made:
        row = {**asdict(one), "reasons": list(one.reasons)}
        changing = update(joining).where(joining.c.entry_key == one.entry_key)
        if not connection.execute(changing, row).rowcount:
            connection.execute(insert(joining), row)
    concerned = {*stories, *(one.entry_key for one in made)}
    for some in chunks(sorted(stories)):
        concerned.update(connection.execute(select(joining.c.entry_key).where(joining.c.story.in_(some))).scalars())
    touch(connection, sorted(concerned))


def newest_joined(connection: Connection, source_ids: Sequence[str], since: datetime | None) -> list[str]:
    """The stories of several entries, the one with the newest entry first; only those with one published ``since``."""
    published = func.max(entry.c.published)
    query = (
        select(joining.c.story)
        .join(entry, entry.c.key == joining.c.entry_key)
        .where(joining.c.entry_key != joining.c.story, entry.c.source_id.in_(source_ids))
        .group_by(joining.c.story)
        .order_by(published.desc(), joining.c.story)
    )
    return list(connection.execute(query if since is None else query.having(published >= since)).scalars())


def keys_named(connection: Connection, names: Sequence[str], source_ids: Sequence[str]) -> list[str]:
    """The entries of these sources with one of these keys, links or ids."""
    query = select(entry.c.key).where(
        entry.c.source_id.in_(source_ids),
        or_(entry.c.key.in_(names), entry.c.link.in_(names), entry.c.atom_id.in_(names)),
    )
    return list(connection.execute(query.order_by(entry.c.key)).scalars())
