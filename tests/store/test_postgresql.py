"""The store on PostgreSQL: the same schema by both ways, the same answers, one writer at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from feeds.errors import StoreError
from feeds.model import State, Tag, TagKind
from feeds.store.database import HEAD, Database, downgrade, upgrade
from feeds.store.notes import get_note, set_note
from feeds.store.revisions import next_revision, revision
from feeds.store.schema import metadata
from feeds.store.search import find
from feeds.store.tags import load_tags, replace_tags
from feeds.store.translations import count_states
from feeds.store.viewing import newest_entries
from feeds.store.wordindex import Words, save_words
from tests.postgresql import Cluster
from tests.store.rows import entry, store, translate, translation
from tests.store.test_migrations import missing, shape


def test_same_schema(postgresql: Cluster) -> None:
    """What is created at once and what the migrations make are the same, and what the program expects."""
    with postgresql.empty() as migrated, postgresql.database() as created:
        with migrated.write() as connection:
            upgrade(connection)
        with migrated.read() as one, created.read() as other:
            assert shape(one) == shape(other)
            assert set(shape(one)) == {*metadata.tables, "alembic_version"}
            assert missing(one) == missing(other) == []
            index = text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_indexed_terms'")
            assert one.execute(index).scalar_one() == other.execute(index).scalar_one()
            assert one.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]


def test_down_and_up(postgresql: Cluster) -> None:
    """All migrations can be taken back, and made again."""
    with postgresql.database() as database:
        with database.read() as connection:
            before = shape(connection)
        with database.write() as connection:
            downgrade(connection, "base")
        with database.read() as connection:
            assert set(shape(connection)) == {"alembic_version"}
        database.migrate()
        with database.read() as connection:
            assert shape(connection) == before


def test_entries_and_tags(postgresql: Cluster) -> None:
    """Entries, translations and tags are kept, listed, counted and found as they are in SQLite."""
    one, two = entry(1, enclosures=(), authors=()), entry(2, title="Трамвай у Лідсі")
    leeds = Tag(TagKind.PARTNER, "leeds")
    with postgresql.database() as database:
        store(database, one, two)
        made = translation(two, title="A tram in Leeds")
        translate(database, made, translation(one, State.FAILED))
        with database.write() as connection:
            assert replace_tags(connection, {two.key: frozenset({leeds})}) == [two.key]
            save_words(connection, [Words(two.key, two.published, "трамвай лідс", "")])
        with database.read() as connection:
            listed = newest_entries(connection, ["city"], "en", None, 10)
            assert [(found.title, got and got.title) for found, got in listed] == [
                (two.title, made.title), (one.title, "News"),
            ]  # fmt: skip
            after = newest_entries(connection, ["city"], "en", (two.published, two.key), 10)
            assert [found for found, _ in after] == [one]
            assert load_tags(connection, [one.key, two.key]) == {one.key: frozenset(), two.key: {leeds}}
            states = count_states(connection, "en", ["uk"], ["city"])
            assert (states[State.TRANSLATED], states[State.FAILED]) == (1, 1)
            assert find(connection, ["city"], ["лідсі"], None, 10).keys == (two.key,)


def test_one_writer_at_a_time(postgresql: Cluster) -> None:
    """A transaction that writes begins when the one before it has ended: numbers of changes are given out once."""

    def change(_: int) -> int:
        with database.write() as connection:
            return next_revision(connection)

    with postgresql.database() as database, ThreadPoolExecutor(4) as several:
        assert sorted(several.map(change, range(40))) == list(range(1, 41))
        with database.read() as connection:
            assert revision(connection) == 40


def test_one_picture(postgresql: Cluster) -> None:
    """A transaction that reads sees one moment, whatever is written meanwhile, and holds nobody up."""
    with postgresql.database() as database:
        _note(database, "before")
        with database.read() as reading:
            assert get_note(reading, "name") == "before"
            _note(database, "after")
            assert get_note(reading, "name") == "before"
        with database.read() as connection:
            assert get_note(connection, "name") == "after"


def test_created_once(postgresql: Cluster) -> None:
    """Of several processes that find no tables one makes them."""
    with postgresql.empty() as database, ThreadPoolExecutor(3) as several:
        list(several.map(lambda _: database.migrate(), range(3)))
        with database.read() as connection:
            assert set(shape(connection)) == {*metadata.tables, "alembic_version"}


def test_errors(postgresql: Cluster) -> None:
    """What the server refuses is an error of the store, in a line."""
    with postgresql.database() as database:
        for _ in range(2):  # and the connection is good for more
            try:
                with database.write() as connection:
                    connection.execute(text("INSERT INTO note VALUES ('a', 'b'), ('a', 'c')"))
            except StoreError as error:
                assert "\n" not in str(error) and "pk_note" in str(error)
            else:
                raise AssertionError


def _note(database: Database, value: str) -> None:
    with database.write() as connection:
        set_note(connection, "name", value)


def test_who_does_not_wait_for_long(postgresql: Cluster) -> None:
    """Who wants to write while somebody else does is told so after the seconds that they have."""
    with (
        postgresql.database() as database,
        database.write(),
        pytest.raises(StoreError, match="lock timeout"),
        database.write(seconds=1),
    ):
        raise AssertionError("two write")
