"""Tags in the database, and what is to be tagged."""

from __future__ import annotations

import pytest
from sqlalchemy import event, update

from feeds.model import State, Tag, TagKind
from feeds.store.database import Database
from feeds.store.revisions import revision, touch
from feeds.store.schema import entry as table
from feeds.store.tags import all_after, changed_since, clear_tags, load_tags, replace_tags, revisions_of
from tests.store.rows import entry, store, translate, translation

LEEDS, ESPOO = Tag(TagKind.PARTNER, "leeds"), Tag(TagKind.PARTNER, "espoo")
WATER = Tag(TagKind.TOPIC, "water")
NONE: frozenset[Tag] = frozenset()
ONE, TWO, THREE = (entry(number) for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def _stored(database: Database) -> None:
    store(database, ONE, TWO, THREE)


def test_tags_are_kept(database: Database) -> None:
    """What was written is read back, and nothing for an entry without tags."""
    with database.write() as connection:
        replace_tags(connection, {ONE.key: frozenset({LEEDS, WATER}), TWO.key: frozenset({ESPOO})})
        assert load_tags(connection, [ONE.key, TWO.key, THREE.key]) == {
            ONE.key: {LEEDS, WATER}, TWO.key: {ESPOO}, THREE.key: NONE,
        }  # fmt: skip
        assert load_tags(connection, []) == {}


def test_only_differences_are_written(database: Database) -> None:
    """Entries whose tags changed are shown otherwise from now on; the others are left alone."""
    with database.write() as connection:
        replace_tags(connection, {ONE.key: frozenset({LEEDS, WATER}), TWO.key: frozenset({ESPOO})})
        before = revisions_of(connection, [ONE.key, TWO.key, THREE.key])
        wanted = {ONE.key: frozenset({LEEDS, ESPOO}), TWO.key: frozenset({ESPOO}), THREE.key: NONE}
        assert replace_tags(connection, wanted) == [ONE.key]
        after = revisions_of(connection, [ONE.key, TWO.key, THREE.key])
        assert load_tags(connection, wanted) == wanted
        assert after == before | {ONE.key: revision(connection)}
        assert after[ONE.key] > max(before.values())
        writes: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *call: writes.append(call[2]))
        assert replace_tags(connection, wanted) == []
    assert not [statement for statement in writes if not statement.lstrip().startswith("SELECT")]


def test_many_tags(database: Database) -> None:
    """More than fit into one statement are taken away and put in together."""
    many = [entry(number) for number in range(10, 1210)]
    store(database, *many)
    with database.write() as connection:
        assert len(replace_tags(connection, {one.key: frozenset({LEEDS, WATER}) for one in many})) == len(many)
        assert len(replace_tags(connection, {one.key: frozenset({ESPOO}) for one in many})) == len(many)
        assert set(load_tags(connection, [one.key for one in many]).values()) == {frozenset({ESPOO})}


def test_clear(database: Database) -> None:
    """All tags go, and only entries that had any are shown otherwise."""
    with database.write() as connection:
        assert clear_tags(connection) == 0
        replace_tags(connection, {ONE.key: frozenset({LEEDS, WATER})})
        before = revisions_of(connection, [TWO.key])
        assert clear_tags(connection) == 1
        assert load_tags(connection, [ONE.key]) == {ONE.key: NONE}
        assert revisions_of(connection, [ONE.key, TWO.key]) == {ONE.key: revision(connection), **before}


def test_changed_since(database: Database) -> None:
    """Entries come in the order of their changes, each with all its translations, in stretches without gaps."""
    translate(database, translation(TWO), translation(TWO, State.FAILED, language="de"))
    with database.write() as connection:
        touch(connection, [ONE.key])
        newest = revision(connection)
        found, place = [], (0, "")
        while some := changed_since(connection, place, newest, 1):
            [one] = some
            found.append((one.entry, [made.language for made in one.translations]))
            place = one.revision, one.entry.key
        assert found == [(THREE, []), (TWO, ["de", "en"]), (ONE, [])]
        assert changed_since(connection, (0, ""), newest - 1, 9) == changed_since(connection, (0, ""), newest, 2)
        assert [one.entry for one in changed_since(connection, (newest, ""), newest, 9)] == [ONE]
        assert changed_since(connection, (newest + 1, ""), newest, 9) == []


def test_all_after(database: Database) -> None:
    """Entries by their keys, whatever their revisions."""
    translate(database, translation(ONE))
    with database.write() as connection:
        connection.execute(update(table).values(revision=0))
        first, second = all_after(connection, "", 2)
        assert (first.entry, [made.language for made in first.translations]) == (ONE, ["en"])
        assert [one.entry for one in all_after(connection, second.entry.key, 2)] == [THREE]
        assert all_after(connection, THREE.key, 2) == []


def test_changes_are_looked_up(database: Database) -> None:
    """The question for what changed is answered from the index of revisions, not by looking at every entry."""
    asked: list[str] = []
    with database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
        changed_since(connection, (5, ""), 9, 10)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", (5, 9, 5, "", 10, 0)).fetchall()
    assert "ix_entry_revision" in str(plan)
