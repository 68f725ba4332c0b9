"""Lists that readers page through: what the database looks at for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from feeds.model import Joining, Tag, TagKind
from feeds.store.database import Database
from feeds.store.lists import Listing, companions, leading_keys, load_rows
from feeds.store.stories import save_joinings
from feeds.store.tags import replace_tags

from .rows import NOON, entry, store, translate, translation

LEEDS = Tag(TagKind.PARTNER, "leeds")
SOURCES = ("city", "metro")


@pytest.fixture
def filled(database: Database) -> Database:
    """Forty entries of two sources; every fourth tells what the one before it told, every tenth mentions Leeds."""
    entries = [entry(number, source_id=SOURCES[number % 2]) for number in range(40)]
    store(database, *entries)
    with database.write() as connection:
        pairs = zip(entries[::4], entries[3::4], strict=True)
        save_joinings(connection, [Joining(late.key, first.key, NOON) for first, late in pairs])
        replace_tags(connection, {one.key: frozenset({LEEDS}) for one in entries[::10]})
    return database


def plans(database: Database, ask: Any) -> Iterator[str]:
    """How each question is answered that ``ask`` puts to a connection."""
    asked: list[tuple[str, Any]] = []
    with database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *of: asked.append((of[2], of[3])))
        ask(connection)
        for query, values in list(asked):
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
            yield "; ".join(row[3] for row in rows)


AFTER = (NOON + timedelta(minutes=30), "f" * 16)
NEWEST = "SCAN entry USING INDEX ix_entry_published_key"
ONWARDS = "SEARCH entry USING INDEX ix_entry_published_key"


@pytest.mark.parametrize(
    ("listing", "after", "begins"),
    [
        (Listing(SOURCES, alerts=False), None, NEWEST),
        (Listing(SOURCES, alerts=False), AFTER, ONWARDS),
        (Listing(SOURCES, since=NOON, until=NOON + timedelta(days=30)), None, ONWARDS),
        (Listing(SOURCES, since=NOON, until=NOON + timedelta(days=30)), AFTER, ONWARDS),
    ],
)
def test_newest_are_walked_through(filled: Database, listing: Listing, after: Any, begins: str) -> None:
    """The newest stories, or those of a month, are found in the order in which they are shown: nothing is sorted, and
    what is older costs nothing."""
    (plan,) = plans(filled, lambda connection: leading_keys(connection, listing, after, 30))
    assert plan.startswith(begins)
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(("many", "begins"), [(2_000, "SEARCH entry USING INDEX sqlite_autoindex"), (3, NEWEST)])
def test_what_has_a_tag(filled: Database, many: int, begins: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where few entries have a tag they are looked up by it; where many have, the newest entries are walked through."""
    monkeypatch.setattr("feeds.store.lists._MANY", many)
    count, plan = plans(filled, lambda connection: leading_keys(connection, Listing(SOURCES, tagged=LEEDS), None, 30))
    assert "COVERING INDEX ix_tag_kind_term_entry_key (kind=? AND term=?)" in count
    assert plan.startswith(begins)


def test_stories_are_looked_up(filled: Database) -> None:
    """For whoever else tells a story no entries are gone through."""
    keys = [entry(number).key for number in range(0, 40, 2)]
    found = list(plans(filled, lambda connection: companions(connection, SOURCES, "en", keys)))
    assert len(found) == 3
    assert [plan for plan in found if "source_id=?" in plan or "SCAN entry" in plan] == []


def test_rows_in_the_order_that_was_asked_for(filled: Database) -> None:
    """Entries come as their keys do, with their translations into one language, however many they are."""
    translate(filled, translation(entry(7)), translation(entry(9), language="pl"))
    keys = [entry(number).key for number in (9, 3, 7)]
    store(filled, *(entry(number) for number in range(100, 700)))
    keys += [entry(number).key for number in reversed(range(100, 700))]
    with filled.read() as connection:
        rows = load_rows(connection, "en", keys)
        assert load_rows(connection, "en", []) == []
    assert [one.key for one, _ in rows] == keys
    assert [made and made.title for _, made in rows[:3]] == [None, None, "News"]


def test_companions(filled: Database) -> None:
    """Of each entry the others of its story; of one that is alone, none."""
    first, alone, joined = (entry(number).key for number in (0, 1, 3))
    with filled.read() as connection:
        found = companions(connection, SOURCES, "en", [first, alone, joined])
        mine = companions(connection, SOURCES[:1], "en", [first])
    assert {key: [one.key for one, _ in some] for key, some in found.items()} == {
        first: [joined], alone: [], joined: [first],
    }  # fmt: skip
    assert mine == {first: []}
