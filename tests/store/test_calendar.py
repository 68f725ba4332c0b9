"""How many entries were published when."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import event

from feeds.model import Takedown
from feeds.store.calendar import count_spans, first_and_last
from feeds.store.database import Database
from feeds.store.takedown import withdraw

from .rows import NOON, entry, store

HOUR = timedelta(hours=1)


def hours(count: int) -> list[datetime]:
    """The beginnings of so many hours from noon on, and the end of the last."""
    return [NOON + number * HOUR for number in range(count + 1)]


def test_spans(database: Database) -> None:
    """A span begins at its first moment and ends before that of the next; what has nothing in it is left out."""
    moments = (timedelta(), HOUR - timedelta(milliseconds=1), HOUR, 3 * HOUR, -timedelta(milliseconds=1))
    entries = [entry(number, published=NOON + moment) for number, moment in enumerate(moments)]
    store(database, *entries, entry(9, source_id="metro", published=NOON), entry(10, source_id="x", published=NOON))
    with database.read() as connection:
        assert count_spans(connection, ("city", "metro"), hours(3)) == {(0, "city"): 2, (0, "metro"): 1, (1, "city"): 1}
        assert count_spans(connection, ("city",), []) == count_spans(connection, (), hours(3)) == {}


def test_many_spans(database: Database) -> None:
    """As many spans as a long life has, each in its place."""
    store(database, *(entry(number, published=NOON + number * HOUR) for number in (0, 499, 500, 501, 1999)))
    with database.read() as connection:
        found = count_spans(connection, ("city",), hours(2000))
    assert found == {(number, "city"): 1 for number in (0, 499, 500, 501, 1999)}


def test_first_and_last(database: Database) -> None:
    """The oldest and the newest entry that stand, of these sources; where there is none, nothing is said."""
    with database.read() as connection:
        assert first_and_last(connection, ("city",)) is None
    store(database, *(entry(number) for number in range(5)), entry(9, source_id="metro"))
    with database.write() as connection:
        withdraw(connection, [Takedown(entry(4).key)], NOON)
    with database.read() as connection:
        assert first_and_last(connection, ("city",)) == (entry(0).published, entry(3).published)
        assert first_and_last(connection, ()) is None


def test_no_text_is_read(database: Database) -> None:
    """They are counted in an index alone."""
    store(database, *(entry(number) for number in range(20)))
    asked = []
    with database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *of: asked.append((of[2], of[3])))
        count_spans(connection, ("city", "metro"), hours(3))
        query, values = asked[0]
        plan = "; ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values))
    assert "SEARCH entry USING COVERING INDEX" in plan
    assert "(source_id=? AND published>? AND published<?)" in plan
