"""What pages ask of the database beside their lists."""

from __future__ import annotations

from datetime import timedelta

from feeds.model import Tag, TagKind, Takedown
from feeds.store.database import Database
from feeds.store.tags import replace_tags
from feeds.store.takedown import withdraw
from feeds.store.viewing import count_tagged, dated_keys

from .rows import NOON, entry, store, translate, translation


def test_counts_of_tags(database: Database) -> None:
    """Of each term of one kind: how many entries of these sources stand, and when the newest one was published."""
    store(database, *(entry(number) for number in range(4)), entry(9, source_id="other"))
    leeds, espoo = (Tag(TagKind.PARTNER, name) for name in ("leeds", "espoo"))
    tags = {0: {leeds}, 1: {leeds, espoo}, 2: {leeds}, 3: {Tag(TagKind.TOPIC, "leeds")}, 9: {leeds, espoo}}
    with database.write() as connection:
        replace_tags(connection, {entry(number).key: frozenset(its) for number, its in tags.items()})
        withdraw(connection, [Takedown(entry(2).key)], NOON)
        assert count_tagged(connection, TagKind.PARTNER, ("city",)) == {
            "leeds": (2, entry(1).published), "espoo": (1, entry(1).published),
        }  # fmt: skip
        assert count_tagged(connection, TagKind.TOPIC, ("city", "other")) == {"leeds": (1, entry(3).published)}
        assert count_tagged(connection, TagKind.TOPIC, ()) == {}


def test_dated_keys(database: Database) -> None:
    """The newest entries that stand, with the latest change of what is shown of each."""
    later = NOON + timedelta(days=9)
    store(database, *(entry(number) for number in range(5)), entry(9, source_id="other"))
    translate(database, translation(entry(1), updated=later), translation(entry(1), language="pl", updated=NOON))
    translate(database, translation(entry(2), updated=NOON - timedelta(days=9)))
    with database.write() as connection:
        withdraw(connection, [Takedown(entry(3).key)], NOON)
        found = dated_keys(connection, ("city",), 10)
        assert dated_keys(connection, ("city",), 2) == found[:2]
    assert found == [
        (entry(4).key, entry(4).updated), (entry(2).key, entry(2).updated), (entry(1).key, later),
        (entry(0).key, entry(0).updated),
    ]  # fmt: skip
