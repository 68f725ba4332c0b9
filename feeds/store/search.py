"""Which entries have the words that somebody looks for; the index is :mod:`feeds.store.wordindex`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, String, bindparam, text

from feeds.text.finding import Sought, sought

_COMPARED = 1000
"""Entries whose ranks are compared, and that can be had: these take 10 ms, all of 100,000 that have a word 100."""
_CURSOR = re.compile(r"(-?[0-9]{1,4})\.(-?[0-9]{1,15})\.([0-9a-f]{16})\Z")

# Ranks are rounded, and the less the better: among entries that have the words about as often, readers of news want
# the newest first. CROSS: SQLite is to begin with the words.
_SQLITE = text(
    "SELECT CAST(round(bm25(words, 10.0, 1.0)) AS INTEGER), entry.published, entry.key "
    "FROM words CROSS JOIN indexed ON indexed.number = words.rowid CROSS JOIN entry ON entry.key = indexed.entry_key "
    "WHERE words MATCH :query AND entry.source_id IN :sources "
    "AND entry.key NOT IN (SELECT entry_key FROM withdrawal) ORDER BY words.rowid DESC LIMIT :most"
)
# In steps: PostgreSQL does not know what it costs to read a tsvector, and would read them all.
_POSTGRESQL = text(
    "WITH hits AS MATERIALIZED (SELECT number, entry_key FROM indexed WHERE terms @@ CAST(:query AS tsquery)), "
    "newest AS MATERIALIZED (SELECT hits.number, entry.published, entry.key "
    "FROM hits JOIN entry ON entry.key = hits.entry_key WHERE entry.source_id IN :sources "
    "AND entry.key NOT IN (SELECT entry_key FROM withdrawal) ORDER BY hits.number DESC LIMIT :most) "
    "SELECT CAST(-10 * ts_rank(indexed.terms, CAST(:query AS tsquery)) AS INTEGER), newest.published, newest.key "
    "FROM newest JOIN indexed ON indexed.number = newest.number"
)
_BY_INDEX = text("SET LOCAL enable_seqscan = off")
_AS_USUAL = text("SET LOCAL enable_seqscan = DEFAULT")


@dataclass(frozen=True, slots=True)
class Hits:
    """A stretch of what was found."""

    keys: tuple[str, ...]
    """Of entries: those that match best first, of those that match alike the newest."""
    older: str | None = None
    """Opaque cursor for the next stretch; ``None`` on the last."""


@dataclass(frozen=True, slots=True)
class _Found:
    rank: int
    """The less, the better."""
    published: int
    key: str

    def is_behind(self, other: _Found) -> bool:
        if self.rank != other.rank:
            return self.rank > other.rank
        return (self.published, self.key) < (other.published, other.key)


def find(
    connection: Connection, source_ids: Sequence[str], needles: Sequence[str], before: str | None, limit: int
) -> Hits:
    """Entries of these sources that have all ``needles`` (:func:`feeds.text.finding.needles`) and were not taken down.

    Of more than 1,000 that have them the newest are to be had: who finds as many has to say more. Without needles there
    is nothing.

    :raises ValueError: ``before`` is no cursor.
    """
    place = None if before is None else _place(before)
    wanted = sought(needles)
    if not wanted:
        return Hits(())
    found = sorted(_found(connection, source_ids, wanted), key=lambda one: (-one.rank, one.published, one.key))
    left = [one for one in reversed(found) if place is None or one.is_behind(place)]
    shown = left[:limit]
    older = f"{shown[-1].rank}.{shown[-1].published}.{shown[-1].key}" if len(left) > limit else None
    return Hits(tuple(one.key for one in shown), older)


def _found(connection: Connection, source_ids: Sequence[str], wanted: Sequence[Sought]) -> list[_Found]:
    sources = bindparam("sources", expanding=True, type_=String)
    given = {"sources": list(source_ids), "most": _COMPARED}
    if connection.dialect.name == "sqlite":
        rows = connection.execute(_SQLITE.bindparams(sources), {"query": _for_fts5(wanted), **given}).all()
    else:
        connection.execute(_BY_INDEX)
        rows = connection.execute(_POSTGRESQL.bindparams(sources), {"query": _for_postgresql(wanted), **given}).all()
        connection.execute(_AS_USUAL)
    return [_Found(*row) for row in rows]


def _place(cursor: str) -> _Found:
    match = _CURSOR.match(cursor)
    if not match:
        raise ValueError(f"{cursor!r} is no cursor")
    return _Found(int(match[1]), int(match[2]), match[3])


def _for_fts5(wanted: Sequence[Sought]) -> str:
    """A query of FTS5: strings in quotation marks, which terms do not have (sqlite.org/fts5.html#fts5_strings)."""
    return " AND ".join(
        f'"{one.stem}"' if one.beginning is None else f'("{one.stem}" OR "{one.beginning}" *)' for one in wanted
    )


def _for_postgresql(wanted: Sequence[Sought]) -> str:
    """A tsquery: lexemes in apostrophes, which terms do not have (PostgreSQL 15 §8.11.2)."""
    return " & ".join(
        f"'{one.stem}'" if one.beginning is None else f"('{one.stem}' | '{one.beginning}':*)" for one in wanted
    )
