"""Alerts in the database: closed whatever comes first, open as the rules say, marked again under other rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from feeds.editions.selection import Selection
from feeds.ingest.alerts import is_open, mark, mark_all
from feeds.ingest.decide import Decision
from feeds.model import AlertRule, Alerts, Entry
from feeds.store.alerts import close_alerts, is_urgent, mark_again, open_alerts
from feeds.store.choosing import members, newest_stories
from feeds.store.database import Database
from feeds.store.queries import newest_keys
from feeds.store.schema import entry as table
from feeds.store.viewing import newest_entries
from tests.store.rows import NOON, entry, store, translate, translation

RAID = AlertRule("raid", "Air raid", ("тривога",), ("відбій",), hours=12)
WATER = AlertRule("water", "No water", ("без води",), hours=48)
RULES = (RAID, WATER)
HOUR = timedelta(hours=1)


def told(number: int, title: str, hour: float, **fields: object) -> Entry:
    """An entry, so many hours after noon."""
    return entry(number, title=title, content="", published=NOON + hour * HOUR, **fields)


def come(
    database: Database, *entries: Entry, now: datetime = NOON + 6 * HOUR, rules: Sequence[AlertRule] = RULES
) -> int:
    """Entries of one source are stored as a refresh stores them; how many alerts changed."""
    decision = mark_all(Decision(new=tuple(replace(one, first_seen=now) for one in entries)), rules)
    store(database, *decision.new)
    with database.write() as connection:
        return close_alerts(connection, decision, rules, now)


def ended(database: Database) -> dict[str, datetime | None]:
    """When each alert was ended, by key's last digit."""
    with database.read() as connection:
        rows = connection.execute(select(table.c.key, table.c.closed).where(table.c.alert.is_not(None)))
        return {key[-1]: closed for key, closed in rows}


ALERT, CLEAR = told(1, "Тривога", 0), told(2, "Відбій", 1)


@pytest.mark.parametrize("order", [[(ALERT, CLEAR)], [(ALERT,), (CLEAR,)], [(CLEAR,), (ALERT,)]])
def test_whatever_comes_first(database: Database, order: list[tuple[Entry, ...]]) -> None:
    """An alert is closed by its all-clear, whether they come together, or one in a later refresh than the other."""
    assert sum(come(database, *entries) for entries in order) == 1
    assert ended(database) == {"1": CLEAR.published, "2": None}


def test_seen_before_the_end(database: Database) -> None:
    """Whoever has got an alert gets it anew when it is closed: its date is that of the refresh, which is later."""
    come(database, ALERT, now=NOON)
    now = NOON + 5 * HOUR
    come(database, CLEAR, now=now)
    with database.read() as connection:
        rows = newest_entries(connection, ["city"], "en", None, 10, Alerts.ONLY)
    assert {one.title: one.updated for one, _ in rows} == {"Тривога": now, "Відбій": CLEAR.updated}


def test_older_pages_come_last(database: Database) -> None:
    """Reading backwards, an alert gets the first all-clear after it, and later alerts stay as they were."""
    come(database, told(8, "Відбій", 19), told(7, "Тривога", 8), rules=(RAID,))
    come(database, told(6, "Відбій", 5), told(5, "Про погоду", 4.5), told(4, "Тривога", 4), rules=(RAID,))
    come(database, told(3, "Тривога", 3), told(9, "Тривога", -20), rules=(RAID,))
    five = NOON + 5 * HOUR
    assert ended(database) == {"8": None, "7": NOON + 19 * HOUR, "6": None, "4": five, "3": five, "9": None}


def test_sources(database: Database) -> None:
    """An all-clear ends the alerts of its own source, and under a shared rule those of the others."""
    come(database, ALERT, told(3, "Тривога", 0.5, source_id="other"))
    come(database, CLEAR)
    assert ended(database)["3"] is None
    shared = (replace(RAID, shared=True),)
    assert come(database, told(4, "Відбій", 2), rules=shared) == 1
    assert ended(database)["3"] == CLEAR.published


def test_text_is_corrected(database: Database) -> None:
    """An all-clear that turns out to be none opens its alert again, and moves its date."""
    come(database, ALERT, CLEAR)
    now = NOON + 7 * HOUR
    decision = mark_all(Decision(changed=(replace(CLEAR, title="Тривога триває"),)), RULES)
    with database.write() as connection:
        connection.execute(table.update().where(table.c.key == CLEAR.key).values(all_clear=False))
        assert close_alerts(connection, decision, RULES, now) == 1
        moved = connection.execute(select(table.c.updated).where(table.c.key == ALERT.key)).scalar_one()
    assert (ended(database)["1"], moved) == (None, now)


def test_nothing_urgent_costs_nothing(database: Database) -> None:
    """Without rules, or without alerts among what came, the database is not asked."""
    assert come(database, told(1, "Про погоду", 0)) == 0
    assert come(database, told(2, "Тривога", 0), rules=()) == 0


def test_open(database: Database) -> None:
    """Open are those that ``is_open`` says of each, newest first, of the sources at hand, with their translations."""
    now = NOON + 12.5 * HOUR
    entries = [
        told(1, "Тривога", 0), told(2, "Тривога", 0.5), told(3, "Тривога", 1), told(4, "Відбій", 2),
        told(5, "без води", -30), told(6, "Тривога", 3), told(7, "Про погоду", 4), told(8, "без води", -36),
    ]  # fmt: skip
    come(database, *entries)
    come(database, told(9, "Тривога", 5, source_id="other"))
    translate(database, translation(entry(6)))
    with database.read() as connection:
        found = open_alerts(connection, ["city", "other"], "en", RULES, now, 10)
        whole = newest_entries(connection, ["city", "other"], "en", None, 100)
        assert len(open_alerts(connection, ["city"], "en", RULES, now, 10)) == 2
        assert len(open_alerts(connection, ["city", "other"], "en", RULES, now, 2)) == 2
        assert open_alerts(connection, ["city"], "en", (), now, 2) == []
    assert [one.title for one, _ in found] == ["Тривога", "Тривога", "без води"]
    assert found == [row for row in whole if is_open(row[0], RULES, now)]
    assert [made is not None for _, made in found] == [False, True, False]


def test_marked_again(database: Database) -> None:
    """New rules mark what is stored of the last days, and close it; the same rules cost no second look."""
    now = NOON + 6 * HOUR
    store(database, ALERT, CLEAR, told(3, "Тривога", -24 * 8), told(4, "без води", -24))
    with database.write() as connection:
        assert mark_again(connection, RULES, now) == 4
        assert mark_again(connection, RULES, now) == 0
    assert ended(database) == {"1": CLEAR.published, "2": None, "4": None}


def test_rule_that_is_gone(database: Database) -> None:
    """Alerts of a rule that is gone are none any longer, however old they are."""
    come(database, ALERT, CLEAR, told(3, "Тривога", -24 * 30), told(4, "без води", 0))
    with database.write() as connection:
        mark_again(connection, (WATER,), NOON + 6 * HOUR)
        assert set(connection.execute(select(table.c.alert)).scalars()) == {None, "water"}
        mark_again(connection, (), NOON + 6 * HOUR)
        assert set(connection.execute(select(table.c.alert)).scalars()) == {None}
        assert mark_again(connection, (), NOON + 6 * HOUR) == 0


def test_urgent(database: Database) -> None:
    """Urgent are open alerts and young all-clears; what is over is not, and without rules nothing is."""
    come(database, ALERT, CLEAR, told(3, "Тривога", 2), told(4, "Відбій", -13), told(5, "Про погоду", 3))
    urgent = is_urgent(RULES, NOON + 3 * HOUR)
    assert urgent is not None and is_urgent((), NOON) is None
    with database.read() as connection:
        found = connection.execute(select(table.c.title).where(urgent).order_by(table.c.key)).scalars()
        rest = connection.execute(select(table.c.title).where(~urgent).order_by(table.c.key)).scalars()
        assert (list(found), list(rest)) == (["Відбій", "Тривога"], ["Тривога", "Відбій", "Про погоду"])


@pytest.mark.parametrize("alerts", list(Alerts))
def test_taken_or_left(database: Database, alerts: Alerts) -> None:
    """An edition takes all entries, all but alerts, or alerts alone, and is asked for anew when they change."""
    come(database, ALERT, told(3, "Про погоду", 0.5), told(4, "Про школи", 0.7))
    with database.read() as connection:
        rows = newest_entries(connection, ["city"], "en", None, 10, alerts)
        stories = newest_stories(connection, Selection(("city",), alerts), 10)
        before = members(connection, Selection(("city",), alerts), stories)
        assert stories == [one.key for one, _ in rows]
    titles = [one.title for one, _ in rows]
    news = ["Про школи", "Про погоду"]
    assert titles == {"include": [*news, "Тривога"], "exclude": news, "only": ["Тривога"]}[alerts]
    come(database, CLEAR)
    with database.read() as connection:
        after = members(connection, Selection(("city",), alerts), stories)
    assert (after == before) is (alerts is Alerts.EXCLUDE)


@pytest.mark.parametrize("alerts", list(Alerts))
def test_newest_are_found_by_index(database: Database, alerts: Alerts) -> None:
    """Whether an entry is an alert stands in the index that the newest are looked for in."""
    with database.read() as connection:
        query = newest_keys(["city", "other"], 30, (NOON, "0" * 16), alerts).compile(
            connection.engine, compile_kwargs={"literal_binds": True}
        )
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
    assert any("COVERING INDEX" in row[3] for row in plan)


def test_mark_of_one(database: Database) -> None:
    """Marks come back from the database as they went in."""
    come(database, ALERT, CLEAR)
    with database.read() as connection:
        rows = newest_entries(connection, ["city"], "en", None, 10)
    assert [mark(one, RULES) for one, _ in rows] == [one for one, _ in rows]
