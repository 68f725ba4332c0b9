"""A database as it was at one moment, and by what the export tells what has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.errors import StoreError
from feeds.store.database import Database
from feeds.store.revisions import touch
from feeds.store.snapshot import snapshot
from feeds.store.stamps import EntryStamp, archive_stamps, entry_stamps
from feeds.store.viewing import newest_entries
from tests.store.rows import NOON, entry, store, translate, translation


def stamps(database: Database, *sources: str) -> dict[str, EntryStamp]:
    """Of all entries of these sources, by their keys, in order."""
    with database.read() as connection:
        return {one.key: one for one in entry_stamps(connection, sources or ("city",), "en")}


def test_snapshot_stays_as_it_was(database: Database) -> None:
    """What others write meanwhile is not in it, and nobody waits."""
    store(database, entry(1))
    with snapshot(database) as still:
        store(database, entry(2))
        with still.read() as connection:
            assert len(newest_entries(connection, ["city"], "en", None, 9)) == 1
        with pytest.raises(StoreError, match=r"visnyk\.sqlite: is only read here"), still.write():
            pass
        still.close()
        assert still.url == database.url
    with database.read() as connection:
        assert len(newest_entries(connection, ["city"], "en", None, 9)) == 2


def test_stamps_in_order(database: Database) -> None:
    """Oldest first, by key where two are of one moment, of the sources that are asked for."""
    store(database, entry(3, published=NOON), entry(2, published=NOON), entry(1), entry(4, source_id="other"))
    assert list(stamps(database)) == [f"{number:016x}" for number in (2, 3, 1)]
    assert stamps(database)[f"{2:016x}"].published == NOON.timestamp() * 1000
    assert list(stamps(database, "other")) == [f"{4:016x}"]
    assert stamps(database, "none") == {}


def test_stamps_change(database: Database) -> None:
    """A translation changes its entry's stamp, and no other one."""
    store(database, entry(1), entry(2))
    before = stamps(database)
    assert stamps(database) == before
    translate(database, translation(entry(1)))
    after = stamps(database)
    assert [key for key in before if before[key] != after[key]] == [f"{1:016x}"]


def test_stamps_of_what_is_touched(database: Database) -> None:
    """Whatever else is shown of an entry (tags, its story), its revision tells that it has changed."""
    store(database, entry(1), entry(2))
    before = stamps(database)
    with database.write() as connection:
        touch(connection, [f"{1:016x}"])
    after = stamps(database)
    assert [key for key in before if before[key] != after[key]] == [f"{1:016x}"]


def test_two_histories(database: Database) -> None:
    """Where a restored database counts its changes anew, what is another text has another stamp all the same."""
    one, other = entry(1), entry(1, fingerprint="other", updated=NOON + timedelta(hours=1))
    store(database, one)
    before = stamps(database)
    with database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE entry SET fingerprint = ?, updated = ?", (other.fingerprint, int(other.updated.timestamp() * 1000))
        )
    assert stamps(database) != before


def test_standing_alerts(database: Database) -> None:
    """An alert stands that was raised and is not ended; an all-clear never does."""
    store(
        database, entry(1), entry(2, alert="air"), entry(3, alert="air", closed=NOON),
        entry(4, alert="air", all_clear=True),
    )  # fmt: skip
    assert [one.standing for one in stamps(database).values()] == [False, True, False, False]


def test_archive_stamps(database: Database) -> None:
    """Pages of the archives of these editions, oldest first; one that an item was taken out of has another stamp."""
    rows = "('/editions/a/{0}.atom', 'a', {0}, 'x', x'00', {0})"
    with database.write() as connection:
        for values in (rows.format(2), rows.format(1), "('/editions/b/1.atom', 'b', 1, 'x', x'00', 1)"):
            connection.exec_driver_sql(
                f"INSERT INTO archive (path, edition, page, media_type, body, last_modified) VALUES {values}"
            )
        before = archive_stamps(connection, ["a"])
        assert list(before) == ["/editions/a/1.atom", "/editions/a/2.atom"]
        connection.exec_driver_sql("UPDATE archive SET body = x'0000' WHERE path = '/editions/a/1.atom'")
        after = archive_stamps(connection, ["a"])
        assert [path for path in before if before[path] != after[path]] == ["/editions/a/1.atom"]
