"""What hubs are still to be told: a row for each hub and feed, from the publish on until the hub has taken it.

A row without a feed stands for the hub as a whole: it does not answer, and is left alone until then.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, select, update

from feeds.store.schema import ping

_WHOLE_HUB = ""


@dataclass(frozen=True, slots=True)
class Ping:
    """A change that a hub is to be told of."""

    hub: str
    topic: str
    """The feed's address."""
    version: int
    """The publish that changed it last."""
    attempts: int = 0
    """Made in vain."""


def note_pings(connection: Connection, hubs: Sequence[str], topics: Sequence[str], version: int, now: datetime) -> None:
    """These feeds have changed; to be called in the transaction that publishes them.

    A hub that has not been told of the change before is told of both at once. One that fails keeps its back-off.
    """
    wanted = [(hub, topic) for hub in dict.fromkeys(hubs) for topic in dict.fromkeys(topics)]
    known = {(row.hub, row.topic) for row in connection.execute(select(ping.c.hub, ping.c.topic))} if wanted else set()
    newer = [{"a_hub": hub, "a_topic": topic} for hub, topic in wanted if (hub, topic) in known]
    if newer:
        here = and_(ping.c.hub == bindparam("a_hub"), ping.c.topic == bindparam("a_topic"))
        connection.execute(update(ping).where(here).values(version=version), newer)
    first = {"version": version, "attempts": 0, "due": now, "reason": None}
    new = [{"hub": hub, "topic": topic, **first} for hub, topic in wanted if (hub, topic) not in known]
    if new:
        connection.execute(insert(ping), new)


def due_pings(connection: Connection, hub: str, now: datetime) -> list[Ping]:
    """What this hub is to be told now, those that failed most last; nothing while it is left alone."""
    if connection.execute(select(ping.c.due).where(*_of(hub, _WHOLE_HUB), ping.c.due > now)).first():
        return []
    columns = (ping.c.hub, ping.c.topic, ping.c.version, ping.c.attempts)
    waiting = (ping.c.hub == hub, ping.c.topic != _WHOLE_HUB, ping.c.due <= now)
    rows = connection.execute(select(*columns).where(*waiting).order_by(ping.c.attempts, ping.c.topic))
    return [Ping(*row) for row in rows]


def ping_taken(connection: Connection, taken: Ping, now: datetime) -> None:
    """The hub knows of it, and works; what has changed since then it is told again, now."""
    hub_works(connection, taken.hub)
    _forget(connection, taken)
    later = update(ping).where(*_of(taken.hub, taken.topic))
    connection.execute(later.values(attempts=0, due=now, reason=None))


def ping_refused(connection: Connection, refused: Ping) -> None:
    """The hub does not want it, and works."""
    hub_works(connection, refused.hub)
    _forget(connection, refused)


def ping_failed(connection: Connection, failed: Ping, due: datetime, reason: str) -> None:
    """The hub did not take it; it is told again when ``due``."""
    values = {"attempts": failed.attempts + 1, "due": due, "reason": reason}
    connection.execute(update(ping).where(*_of(failed.hub, failed.topic)).values(**values))


def hub_failures(connection: Connection, hub: str) -> int:
    """How often in a row it did not answer."""
    return connection.execute(select(ping.c.attempts).where(*_of(hub, _WHOLE_HUB))).scalar() or 0


def hub_rests(connection: Connection, hub: str, failures: int, until: datetime, reason: str) -> None:
    """The hub as a whole does not answer, and is left alone until then; nothing that waits for it is lost."""
    hub_works(connection, hub)
    values = {"hub": hub, "topic": _WHOLE_HUB, "version": 0, "attempts": failures, "due": until, "reason": reason}
    connection.execute(insert(ping).values(**values))


def hub_works(connection: Connection, hub: str) -> None:
    """It has answered."""
    connection.execute(delete(ping).where(*_of(hub, _WHOLE_HUB)))


def hub_troubles(connection: Connection) -> list[tuple[str, int, str]]:
    """Hubs that something failed at last: how much waits for each, and why."""
    waiting = func.count().filter(ping.c.topic != _WHOLE_HUB)
    query = select(ping.c.hub, waiting, func.max(ping.c.reason)).group_by(ping.c.hub).order_by(ping.c.hub)
    return [(hub, count, reason) for hub, count, reason in connection.execute(query) if reason]


def stray_pings(connection: Connection, hubs: Collection[str], topics: Collection[str]) -> list[Ping]:
    """What is of no use any more: hubs and feeds that are no longer configured."""
    rows = connection.execute(select(ping.c.hub, ping.c.topic, ping.c.version))
    return [Ping(*row) for row in rows if row.hub not in hubs or row.topic not in (*topics, _WHOLE_HUB)]


def forget_pings(connection: Connection, pings: Sequence[Ping]) -> None:
    """Drop what is of no use any more."""
    for one in pings:
        _forget(connection, one)


def _forget(connection: Connection, told: Ping) -> None:
    """Not where the feed has changed again meanwhile: that is another change."""
    connection.execute(delete(ping).where(*_of(told.hub, told.topic), ping.c.version <= told.version))


def _of(hub: str, topic: str) -> tuple[ColumnElement[bool], ...]:
    return ping.c.hub == hub, ping.c.topic == topic
