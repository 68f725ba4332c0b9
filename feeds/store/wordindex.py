"""The index of words: a row of ``indexed`` is an entry with its terms, of all texts that are shown of it.

In SQLite the terms are looked up in ``words`` (FTS5), which keeps no text of its own. To take an entry out of it, what
was put in has to be said once more, so the row has that as well, compressed. In PostgreSQL the row has a tsvector.

Rows are numbered by the minutes in which their entries were published, so that both databases find the newest first.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from feeds.store.revisions import chunks
from feeds.store.schema import indexed
from feeds.text.fingerprint import fingerprint

_SPANS = (*(16**power for power in range(6)), *[16**6] * 6)
"""Minutes in which a free number is looked for, one after the other; nearly always the first is."""
_LAST = 16383
"""The highest position that a tsvector has (PostgreSQL 15 §12.11)."""
_PUT_IN = text("INSERT INTO words (rowid, title, text) VALUES (:number, :title, :text)")
# sqlite.org/fts5.html#the_delete_command
_TAKE_OUT = text("INSERT INTO words (words, rowid, title, text) VALUES ('delete', :number, :title, :text)")
_TAKE_ALL_OUT = text("INSERT INTO words (words) VALUES ('delete-all')")


@dataclass(frozen=True, slots=True)
class Words:
    """An entry as it is to be found: its terms, which are letters and digits alone, with spaces between them."""

    key: str
    published: datetime
    title: str
    """Of all its titles."""
    text: str
    """Of everything else. PostgreSQL takes half a million characters of both together for sure."""

    @property
    def digest(self) -> str:
        """Of all that it is found by."""
        return fingerprint(self.title, self.text)


def save_words(connection: Connection, wanted: Sequence[Words]) -> int:
    """Have these entries, each once, found by these words and no others; of how many it was otherwise.

    What is as it was is not written.
    """
    known = _known(connection, [one.key for one in wanted])
    changed = [one for one in wanted if not _is_as_it_was(one, *known.get(one.key, ("", 0)))]
    drop_words(connection, [one.key for one in changed if one.key in known])
    # In the order of their numbers: FTS5 writes all that it has whenever one is less than the last.
    rows = sorted(zip(_free_numbers(connection, changed), changed, strict=True), key=lambda row: row[0])
    if not rows:
        return 0
    terms: list[Any]
    if connection.dialect.name == "sqlite":
        said = [{"number": number, "title": one.title, "text": one.text} for number, one in rows]
        connection.execute(_PUT_IN, said)
        terms = [zlib.compress(f"{one.title}\n{one.text}".encode(), 1) for _, one in rows]
    else:
        terms = [_tsvector(one) for _, one in rows]
    connection.execute(
        insert(indexed),
        [
            {"number": number, "entry_key": one.key, "digest": one.digest, "terms": its}
            for (number, one), its in zip(rows, terms, strict=True)
        ],
    )
    return len(rows)


def drop_words(connection: Connection, keys: Sequence[str]) -> int:
    """Have these entries not found any more; how many were."""
    gone = 0
    for some in chunks(keys):
        these = indexed.c.entry_key.in_(some)
        if connection.dialect.name == "sqlite":
            rows = connection.execute(select(indexed.c.number, indexed.c.terms).where(these).order_by(indexed.c.number))
            said = [_said(number, terms) for number, terms in rows]
            if said:
                connection.execute(_TAKE_OUT, said)
        gone += connection.execute(delete(indexed).where(these)).rowcount
    return gone


def clear_words(connection: Connection) -> int:
    """Have nothing found any more; how many entries were."""
    if connection.dialect.name == "sqlite":
        connection.execute(_TAKE_ALL_OUT)
    return connection.execute(delete(indexed)).rowcount


def _known(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[str, int]]:
    columns = (indexed.c.entry_key, indexed.c.digest, indexed.c.number)
    return {
        key: (digest, number)
        for some in chunks(keys)
        for key, digest, number in connection.execute(select(*columns).where(indexed.c.entry_key.in_(some)))
    }


def _is_as_it_was(one: Words, digest: str, number: int) -> bool:
    return digest == one.digest and number in _numbers(one)


def _numbers(one: Words) -> Iterator[int]:
    """What an entry can be numbered with, best first: its minute, or one soon after it."""
    minute = int(one.published.timestamp()) // 60
    chance = blake2b(one.key.encode(), digest_size=4 * len(_SPANS)).digest()
    for place, span in enumerate(_SPANS):
        yield minute + int.from_bytes(chance[4 * place : 4 * place + 4], "big") % span


def _free_numbers(connection: Connection, wanted: Sequence[Words]) -> list[int]:
    taken: set[int] = set()
    for some in chunks([number for one in wanted for number in _numbers(one)]):
        taken.update(connection.execute(select(indexed.c.number).where(indexed.c.number.in_(some))).scalars())
    numbers = []
    for one in wanted:
        numbers.append(next(number for number in _numbers(one) if number not in taken))
        taken.add(numbers[-1])
    return numbers


def _said(number: int, terms: bytes) -> dict[str, Any]:
    title, _, rest = zlib.decompress(terms).decode().partition("\n")
    return {"number": number, "title": title, "text": rest}


def _tsvector(one: Words) -> str:
    """As PostgreSQL reads it (15, §8.11.1): a title's words weigh more."""
    weighed = [*((term, "A") for term in one.title.split()), *((term, "D") for term in one.text.split())]
    return " ".join(f"'{term}':{min(place, _LAST)}{weight}" for place, (term, weight) in enumerate(weighed, start=1))
