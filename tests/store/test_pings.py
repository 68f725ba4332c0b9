"""What hubs are still to be told, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from feeds.store.database import Database
from feeds.store.pings import (
    Ping,
    due_pings,
    forget_pings,
    hub_failures,
    hub_rests,
    hub_troubles,
    hub_works,
    note_pings,
    ping_failed,
    ping_refused,
    ping_taken,
    stray_pings,
)

from .rows import NOON

HUB, OTHER = "https://hub.example/", "https://other.example/"
A, B = "https://news.example/editions/a.atom", "https://news.example/editions/b.atom"
HOUR = timedelta(hours=1)


def note(
    database: Database, *topics: str, hubs: Sequence[str] = (HUB,), version: int = 1, now: datetime = NOON
) -> None:
    """Feeds have changed."""
    with database.write() as connection:
        note_pings(connection, hubs, topics, version, now)


def due(database: Database, hub: str = HUB, now: datetime = NOON) -> list[tuple[str, int, int]]:
    """Topic, version and attempts of what a hub is to be told."""
    with database.read() as connection:
        return [(one.topic, one.version, one.attempts) for one in due_pings(connection, hub, now)]


def test_each_hub_is_told_of_each_feed(database: Database) -> None:
    """A row for each, however often either was named."""
    note(database, A, B, A, hubs=[HUB, OTHER, HUB])
    assert due(database) == due(database, OTHER) == [(A, 1, 0), (B, 1, 0)]


def test_without_hubs_or_changes_nothing_is_noted(database: Database) -> None:
    """Whoever configures no hub, and a publish that changes no feed, leaves nothing behind."""
    note(database, A, hubs=[])
    note(database)
    with database.read() as connection:
        assert stray_pings(connection, [], []) == []


def test_changes_before_a_ping_are_told_together(database: Database) -> None:
    """A feed that changes again while it waits is told of once, in its newest version; it goes on waiting as it did."""
    note(database, A, now=NOON)
    note(database, A, B, version=2, now=NOON + HOUR)
    assert due(database) == [(A, 2, 0)]
    assert due(database, now=NOON + HOUR) == [(A, 2, 0), (B, 2, 0)]


def test_a_change_after_the_ping_began_is_another_one(database: Database) -> None:
    """What was taken or refused is gone, unless the feed has changed meanwhile: then it is told again, at once."""
    note(database, A, B)
    with database.write() as connection:
        note_pings(connection, [HUB], [A], 2, NOON)
        ping_taken(connection, Ping(HUB, A, 1, 4), NOON)
        ping_taken(connection, Ping(HUB, B, 1), NOON)
    assert due(database) == [(A, 2, 0)]
    with database.write() as connection:
        ping_refused(connection, Ping(HUB, A, 1))
        assert len(due_pings(connection, HUB, NOON)) == 1
        ping_refused(connection, Ping(HUB, A, 2))
    assert due(database) == []


def test_a_failure_keeps_its_back_off(database: Database) -> None:
    """A feed that the hub failed at is due later, and a change of it does not bring that forward."""
    note(database, A, B)
    with database.write() as connection:
        ping_failed(connection, Ping(HUB, A, 1), NOON + HOUR, "answered 500")
    note(database, A, version=2)
    assert due(database) == [(B, 1, 0)]
    assert due(database, now=NOON + HOUR) == [(B, 1, 0), (A, 2, 1)], "what has failed comes last"


def test_a_hub_that_rests_is_told_nothing(database: Database) -> None:
    """Nothing is due until then, new changes neither; other hubs are not concerned."""
    note(database, A, hubs=[HUB, OTHER])
    with database.write() as connection:
        hub_rests(connection, HUB, 3, NOON + HOUR, "no connection")
        assert (hub_failures(connection, HUB), hub_failures(connection, OTHER)) == (3, 0)
    note(database, B, hubs=[HUB, OTHER], version=2)
    assert (due(database), due(database, OTHER)) == ([], [(A, 1, 0), (B, 2, 0)])
    assert due(database, now=NOON + HOUR) == [(A, 1, 0), (B, 2, 0)]


@pytest.mark.parametrize("answer", [lambda *given: ping_taken(*given, NOON), ping_refused])
def test_any_answer_ends_the_rest(database: Database, answer: Callable[[Connection, Ping], None]) -> None:
    """A hub that took or refused something counts its failures anew."""
    with database.write() as connection:
        hub_rests(connection, HUB, 3, NOON, "no connection")
        answer(connection, Ping(HUB, A, 1))
        assert hub_failures(connection, HUB) == 0


def test_troubles_are_named(database: Database) -> None:
    """Of each hub that failed: how many feeds wait, and why; none of a hub that works."""
    note(database, A, B, hubs=[HUB, OTHER, "https://third.example/"])
    with database.write() as connection:
        hub_rests(connection, HUB, 1, NOON, "no connection")
        ping_failed(connection, Ping(OTHER, A, 1), NOON, "answered 500")
        assert hub_troubles(connection) == [(HUB, 2, "no connection"), (OTHER, 2, "answered 500")]
        hub_works(connection, HUB)
        assert [hub for hub, *_ in hub_troubles(connection)] == [OTHER]


def test_strays_are_forgotten(database: Database) -> None:
    """Hubs and feeds that are no longer configured are found and dropped; the rest of a hub that stays is kept."""
    note(database, A, B, hubs=[HUB, OTHER])
    with database.write() as connection:
        for hub in (HUB, OTHER):
            hub_rests(connection, hub, 1, NOON, "no connection")
        strays = stray_pings(connection, [HUB], {A})
        forget_pings(connection, strays)
        assert stray_pings(connection, [HUB], {A}) == []
        assert (hub_failures(connection, HUB), hub_failures(connection, OTHER)) == (1, 0)
    assert due(database) == [(A, 1, 0)]
