"""What editions choose: the database and the words for why not say the same."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import islice, product
from typing import Any

import pytest
from sqlalchemy import event

from feeds.editions.selection import Selection, refusals
from feeds.model import Alerts, Entry, Joining, Tag, TagKind, Takedown
from feeds.store.choosing import load_stories, members, newest_stories, story_entries, withdrawn_entries
from feeds.store.database import Database
from feeds.store.issues import enroll
from feeds.store.schema import joining
from feeds.store.tags import load_tags, replace_tags
from feeds.store.takedown import withdraw

from .rows import NOON, entry, store

TAGS = (Tag(TagKind.PARTNER, "leeds"), Tag(TagKind.TOPIC, "energy"), Tag(TagKind.EDITION, "words"))


@pytest.fixture
def some(database: Database) -> list[Entry]:
    """Entries of every kind, with every combination of tags."""
    chance = random.Random(1)
    entries = [
        entry(
            number, source_id=chance.choice(("city", "metro", "eurocities")),
            language=chance.choice(("uk", "en-GB", "en")), alert=chance.choice((None, None, "air-raid")),
            published=NOON + timedelta(hours=number),
        )
        for number in range(1, 81)
    ]  # fmt: skip
    store(database, *entries)
    with database.write() as connection:
        replace_tags(connection, {one.key: frozenset(chance.sample(TAGS, chance.randint(0, 3))) for one in entries})
    return entries


def join(database: Database, key: str, story: str) -> None:
    """``key`` tells what ``story`` told."""
    row = Joining(key, story, NOON, ("the same",))
    with database.write() as connection:
        values = {name: getattr(row, name) for name in row.__dataclass_fields__} | {"reasons": ["the same"]}
        connection.execute(joining.insert().values(**values))


SELECTIONS = [
    Selection(("city", "metro"), alerts, languages, partners, topics, words, since)
    for alerts, languages, partners, topics, words, since in product(
        Alerts,
        ((), ("en",)),
        (None, ("leeds", "other")),
        (None, ("energy",), ()),
        (None, "words"),
        (None, NOON + timedelta(40)),
    )
]


def test_database_and_words(database: Database, some: list[Entry]) -> None:
    """The database takes an entry if and only if there is nothing to say against it."""
    with database.read() as connection:
        tags = load_tags(connection, [one.key for one in some])
        for selection in SELECTIONS:
            taken = newest_stories(connection, selection, 100)
            fine = [one.key for one in reversed(some) if not list(refusals(selection, one, tags[one.key]))]
            assert taken == fine
    assert len({tuple(sorted(tags[one.key])) for one in some}) == 8


def test_stories_in_order(database: Database, some: list[Entry]) -> None:
    """A story comes with its newest entry, has the one that began it first, and only those that are chosen."""
    first, second, third = some[9].key, some[70].key, some[40].key
    join(database, second, first)
    join(database, third, first)
    everything = Selection(("city", "metro", "eurocities"))
    with database.read() as connection:
        order = newest_stories(connection, everything, 100)
        assert order.index(first) == 9 and second not in order and len(order) == 78
        assert [one.key for one in members(connection, everything, [first])[first]] == [first, third, second]
        without = Selection(tuple({"city", "metro", "eurocities"} - {some[9].source_id}))
        left = [key for key in (third, second) if some[int(key, 16) - 1].source_id in without.sources]
        assert [one.key for one in members(connection, without, [first]).get(first, [])] == left
        assert story_entries(connection, second) == (first, [first, third])
        (story,) = load_stories(connection, "en", members(connection, everything, [first]), {first: "urn:x"}).values()
        assert ([one.key for one, _ in story.rows], story.item) == ([first, third, second], "urn:x")


def test_few_are_read(database: Database, some: list[Entry]) -> None:
    """As many as are asked for, the newest."""
    with database.read() as connection:
        whole = newest_stories(connection, Selection(("city",)), 100)
        assert newest_stories(connection, Selection(("city",)), 3) == list(islice(whole, 3))
        assert newest_stories(connection, Selection(()), 3) == []


def test_withdrawn(database: Database, some: list[Entry]) -> None:
    """What was taken down is in no selection, and is known with its story."""
    join(database, some[5].key, some[4].key)
    with database.write() as connection:
        withdraw(connection, (Takedown(some[5].key), Takedown(some[7].key)), NOON)
        found = withdrawn_entries(connection)
        assert [(one.entry.key, one.story) for one in found] == [(some[5].key, some[4].key), (some[7].key, some[7].key)]
        everything = Selection(("city", "metro", "eurocities"))
        assert not {some[5].key, some[7].key} & set(newest_stories(connection, everything, 100))
        assert [one.key for one in members(connection, everything, [some[4].key])[some[4].key]] == [some[4].key]


def test_what_is_found_by_an_index(database: Database, some: list[Entry]) -> None:
    """A few entries are looked up by what is said of them: not by going through all of their sources."""
    everything = Selection(("city", "metro", "eurocities"))
    asked: list[tuple[str, Any]] = []
    with database.write() as connection:
        event.listen(connection, "before_cursor_execute", lambda *of: asked.append((of[2], of[3])))
        members(connection, everything, [one.key for one in some[:3]])
        newest_stories(connection, replace(everything, partners=("leeds",)), 5)
        withdrawn_entries(connection)
        enroll(connection, "all", everything, 1)
        plans = [
            "; ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values))
            for query, values in list(asked)
        ]
    assert len(plans) == 6
    assert [plan for plan in plans if "source_id=?" in plan or "SCAN entry" in plan] == []
