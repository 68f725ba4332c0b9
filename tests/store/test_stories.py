"""Stories in the database."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select

from feeds.model import Joining
from feeds.store.database import Database
from feeds.store.revisions import revision
from feeds.store.schema import edition_state, issued, withdrawal
from feeds.store.schema import entry as entries
from feeds.store.stories import (
    fresh_entries,
    joined_to,
    keys_named,
    load_joinings,
    newest_joined,
    save_joinings,
    standings,
    standings_of,
    still_fresh,
)
from tests.store.rows import NOON, entry, store, translate, translation

FIRST, SECOND, THIRD = (f"{number:016x}" for number in (1, 2, 3))
JOINED = Joining(SECOND, FIRST, NOON, ("12 of 12 passages are the same",))


def fresh(database: Database, after: int = 0) -> list[str]:
    """The last digits of the keys of the entries that may join a story."""
    with database.read() as connection:
        return [one.key[-1] for one in fresh_entries(connection, ["city"], after, revision(connection))]


def revisions(database: Database) -> dict[str, int]:
    """By the last digit of the keys."""
    with database.read() as connection:
        return {key[-1]: number for key, number in connection.execute(select(entries.c.key, entries.c.revision))}


def test_written_and_read(database: Database) -> None:
    """A joining comes back as it was written, and another one takes its place."""
    store(database, entry(1), entry(2))
    with database.write() as connection:
        save_joinings(connection, [JOINED])
        assert load_joinings(connection, [FIRST, SECOND]) == {SECOND: JOINED}
        assert joined_to(connection, FIRST) == [JOINED]
        apart = Joining(SECOND, SECOND, NOON, ("an editor",), by_hand=True)
        save_joinings(connection, [apart])
        assert load_joinings(connection, [SECOND]) == {SECOND: apart}
        assert joined_to(connection, FIRST) == joined_to(connection, SECOND) == []


def test_every_entry_of_the_story_is_shown_otherwise(database: Database) -> None:
    """Whoever joins or leaves gives each entry of both stories a new revision, and no other one."""
    store(database, *(entry(number) for number in range(1, 6)))
    before = revisions(database)
    with database.write() as connection:
        save_joinings(connection, [JOINED])
        save_joinings(connection, [Joining(THIRD, FIRST, NOON)])
    after = revisions(database)
    assert {key for key in after if after[key] > before[key]} == {"1", "2", "3"}
    assert after["1"] == after["2"] == after["3"]
    with database.write() as connection:
        save_joinings(connection, [Joining(THIRD, f"{4:016x}", NOON)])
    last = revisions(database)
    assert {key for key in last if last[key] > after[key]} == {"1", "2", "3", "4"}


def test_who_may_join(database: Database) -> None:
    """Not an alert, nor what was taken down, joined, has others joined to it, was shown, or is of other sources."""
    store(database, *(entry(number) for number in range(1, 8)), entry(8, alert="air-raid"), entry(9, source_id="other"))
    assert fresh(database) == list("1234567")
    with database.write() as connection:
        save_joinings(connection, [JOINED])
        connection.execute(insert(withdrawal).values(entry_key=THIRD, since=NOON))
        connection.execute(insert(edition_state).values(edition="all", revision=1, rules=""))
        rows = [{"story": f"{4:016x}", "item": "urn:x:4"}, {"story": f"{5:016x}", "item": None}]
        connection.execute(insert(issued), [{"edition": "all", "digest": "", "published": NOON, **row} for row in rows])
    assert fresh(database) == list("567")
    with database.read() as connection:
        keys = [f"{number:016x}" for number in range(1, 10)]
        assert still_fresh(connection, ["city"], keys, revision(connection)) == {
            f"{number:016x}" for number in (5, 6, 7)
        }
        assert still_fresh(connection, ["city"], keys, 0) == set()
    assert fresh(database, after=revisions(database)["5"]) == []


def test_what_they_are_compared_with(database: Database) -> None:
    """Entries come in the order of publication with story, first entry and translations, in stretches."""
    store(database, *(entry(number) for number in (3, 2, 1)), entry(4, alert="air-raid"))
    translate(database, translation(entry(2)))
    with database.write() as connection:
        save_joinings(connection, [Joining(SECOND, THIRD, NOON)])
    with database.read() as connection:
        first, second = standings(connection, ["city"], NOON, NOON + timedelta(hours=1), None, 2)
        assert (first.entry, first.story, first.first) == (entry(1), FIRST, (NOON, entry(1).published, FIRST))
        assert (second.story, second.first) == (THIRD, (NOON, entry(3).published, THIRD))
        assert [made.language for made in second.translations] == ["en"]
        place = (second.entry.published, second.entry.key)
        [third] = standings(connection, ["city"], NOON, NOON + timedelta(hours=1), place, 2)
        assert third.entry.key == THIRD
        assert standings(connection, ["city"], NOON, NOON, None, 2) == []
        assert [one.entry.key[-1] for one in standings_of(connection, [f"{4:016x}", FIRST])] == ["1", "4"]


def test_newest_stories(database: Database) -> None:
    """The stories of several entries, that with the newest member first, and those since a moment only."""
    store(database, *(entry(number) for number in range(1, 6)))
    with database.write() as connection:
        rows = [(2, 1), (4, 3), (5, 5)]
        save_joinings(connection, [Joining(f"{key:016x}", f"{story:016x}", NOON) for key, story in rows])
        assert newest_joined(connection, ["city"], None) == [THIRD, FIRST]
        assert newest_joined(connection, ["city"], entry(4).published) == [THIRD]
        assert newest_joined(connection, ["other"], None) == []


def test_names_of_entries(database: Database) -> None:
    """An entry is found by its key, its link or its id, within the sources."""
    store(database, entry(1), entry(2))
    with database.read() as connection:
        assert keys_named(connection, [FIRST, "https://city.example/2"], ["city"]) == [FIRST, SECOND]
        assert keys_named(connection, ["tag:city.example:2"], ["city"]) == [SECOND]
        assert keys_named(connection, [FIRST], ["other"]) == []
