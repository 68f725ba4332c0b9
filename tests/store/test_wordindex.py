"""The index of words: what is put in and taken out again, in both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select, text

from feeds.store.backup import back_up
from feeds.store.database import Database, open_sqlite
from feeds.store.schema import indexed
from feeds.store.search import find
from feeds.store.wordindex import Words, clear_words, drop_words, save_words
from tests.store.rows import NOON, entry, store

ENTRIES = [entry(number) for number in range(6)]
LEEDS, PRAGUE, TRAM = (
    Words(one.key, one.published, "новин", term) for one, term in zip(ENTRIES, ("лідс", "праз", "трамва"), strict=False)
)
NUMBERS = select(indexed.c.entry_key, indexed.c.number)


@pytest.fixture
def filled(either: Database) -> Database:
    """With entries, none of which is indexed."""
    store(either, *ENTRIES)
    return either


def found(connection: Connection, word: str) -> list[int]:
    """The entries that have a word."""
    return [int(key, 16) for key in find(connection, ["city"], [word], None, 100).keys]


def known(connection: Connection) -> set[str]:
    """Every term that there is in the index."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, words, row)"))
        terms = set(connection.execute(text("SELECT term FROM temp.seen")).scalars())
        connection.execute(text("DROP TABLE temp.seen"))
        return terms
    return set(connection.execute(text("SELECT word FROM ts_stat('SELECT terms FROM indexed')")).scalars())


def sound(connection: Connection) -> bool:
    """Does SQLite find its index whole?"""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO words (words) VALUES ('integrity-check')"))
        return connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    return True


def test_put_in_and_taken_out(filled: Database) -> None:
    """An entry is found by its words until it is dropped, and then nothing of it is left in the index."""
    with filled.write() as connection:
        assert save_words(connection, [LEEDS, PRAGUE, TRAM]) == 3
        assert (found(connection, "лідс"), found(connection, "новини")) == ([0], [2, 1, 0])
        assert drop_words(connection, [LEEDS.key, TRAM.key, "ffffffffffffffff"]) == 2
        assert (found(connection, "лідс"), found(connection, "новини")) == ([], [1])
        assert drop_words(connection, [LEEDS.key]) == 0
        assert known(connection) == {"новин", "праз"}
        assert connection.execute(select(indexed.c.entry_key)).scalars().all() == [PRAGUE.key]
        assert sound(connection)


def test_changed(filled: Database) -> None:
    """Other words take the place of those before; another date gives it another place."""
    with filled.write() as connection:
        save_words(connection, [LEEDS, PRAGUE])
        assert save_words(connection, [replace(LEEDS, text="трамва"), PRAGUE]) == 1
        assert (found(connection, "лідс"), found(connection, "трамвай")) == ([], [0])
        numbers = dict(connection.execute(NUMBERS).all())
        later = replace(PRAGUE, published=PRAGUE.published + timedelta(days=1))
        assert save_words(connection, [later]) == 1
        moved = dict(connection.execute(NUMBERS).all())
        assert moved == {**numbers, PRAGUE.key: numbers[PRAGUE.key] + 24 * 60}
        assert known(connection) == {"новин", "трамва", "праз"}
        assert sound(connection)


def test_the_same_is_not_written(filled: Database) -> None:
    """What is as it was costs a question."""
    with filled.write() as connection:
        save_words(connection, [LEEDS, PRAGUE])
        statements: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *call: statements.append(call[2]))
        assert save_words(connection, [LEEDS, PRAGUE]) == 0
        assert save_words(connection, []) == drop_words(connection, []) == 0
    assert [statement.split()[0] for statement in statements] == ["SELECT"]


def test_many_at_once(filled: Database) -> None:
    """Entries of one moment get numbers of their own, near it, and keep them."""
    many = [entry(number, published=NOON) for number in range(100, 1400)]
    store(filled, *many)
    wanted = [Words(one.key, one.published, f"с{number}", "лідс") for number, one in enumerate(many)]
    with filled.write() as connection:
        assert [save_words(connection, wanted[:700]), save_words(connection, wanted)] == [700, 600]
        numbers = sorted(connection.execute(select(indexed.c.number)).scalars())
        assert numbers[0] == NOON.timestamp() // 60
        assert numbers[1000] < numbers[0] + 7 * 24 * 60
        assert save_words(connection, wanted) == 0
        assert found(connection, "с1299") == [1399]
        assert drop_words(connection, [one.key for one in wanted[:1299]]) == 1299
        assert known(connection) == {"с1299", "лідс"}
        assert sound(connection)


def test_largest(filled: Database) -> None:
    """As many words as an entry can have, each once or one again and again, are taken."""
    large = " ".join(f"слово{number:05}" for number in range(40_000))
    with filled.write() as connection:
        assert save_words(connection, [replace(LEEDS, text=large), replace(PRAGUE, text="а " * 200_000)]) == 2
        assert found(connection, "слово39999") == [0]
        assert drop_words(connection, [LEEDS.key, PRAGUE.key]) == 2
        assert known(connection) == set()


def test_cleared(filled: Database) -> None:
    """Nothing is found any more, and everything can be put in again."""
    with filled.write() as connection:
        assert clear_words(connection) == 0
        save_words(connection, [LEEDS, PRAGUE])
        assert clear_words(connection) == 2
        assert (found(connection, "новини"), known(connection)) == ([], set())
        assert save_words(connection, [LEEDS]) == 1
        assert (found(connection, "новини"), sound(connection)) == ([0], True)


def test_taken_back(filled: Database) -> None:
    """What a transaction wrote that failed is not found."""

    def breaks_off() -> None:
        with filled.write() as connection:
            save_words(connection, [LEEDS])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks_off()
    with filled.write() as connection:
        assert (found(connection, "лідс"), sound(connection)) == ([], True)
        assert save_words(connection, [LEEDS]) == 1


def test_backup_can_be_searched(tmp_path: Path) -> None:
    """A copy finds what the database finds, and can be written."""
    database = open_sqlite(tmp_path / "data.sqlite")
    store(database, *ENTRIES)
    with database.write() as connection:
        save_words(connection, [LEEDS, PRAGUE])
    database.close()
    back_up(tmp_path / "data.sqlite", tmp_path / "copy.sqlite")
    copy = open_sqlite(tmp_path / "copy.sqlite")
    with copy.write() as connection:
        assert found(connection, "лідс") == [0]
        assert save_words(connection, [replace(LEEDS, text="трамва")]) == 1
        assert (found(connection, "лідс"), found(connection, "трамвай"), sound(connection)) == ([], [0], True)
    copy.close()
