"""The log of the desk, and the tries to sign in that are counted by it.

What was done stays. What is done to a file is written down as begun, and then how it ended.

A try is booked as failed before a password is looked at, in one transaction with the count: so many as are allowed are
looked at and no more, however many come at once, and from however many processes.

Strangers share a count by the name, and another by the address. Who is known by something that no stranger can have, a
browser in which this editor has signed in before or a sitting, has one alone: nobody else can use it up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from feeds.model import Deed
from feeds.store.schema import deed

SIGN_IN: Final = "sign-in"
FAILED: Final = "sign-in-failed"
WINDOW: Final = timedelta(minutes=15)
"""For so long a try that failed counts."""
A_NAME: Final = 5
"""Tries that may fail in that time, by one name or of somebody who is known …"""
AN_ADDRESS: Final = 20
"""… and from one address: of an office, there are several people behind it."""
KEPT_FOR: Final = timedelta(days=30)
KEPT: Final = 10_000
"""Of tries that failed, the newest are kept however old they are …"""
MOST: Final = 100_000
"""… and never more than so many, some 15 MB: whoever has a million addresses must not fill the disk."""
UNFINISHED: Final = "unfinished"
"""In the detail of what is begun …"""
NOT_DONE: Final = "failed"
"""… and, with the reason, of what was begun and not done."""
_FORGIVEN: Final = "forgiven"
_TRIM_EVERY: Final = 100
"""Tries; to look for what may go takes some milliseconds."""


def note_deed(
    connection: Connection,
    made: datetime,
    editor: str,
    kind: str,
    subject: str | None = None,
    address: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Write down what is done; the number of the line."""
    row = {
        "made": made, "editor": editor[:64], "kind": kind, "subject": subject,
        "address": address[:64] if address else None, "detail": dict(detail or {}),
    }  # fmt: skip
    [number] = connection.execute(insert(deed).values(**row)).inserted_primary_key or (0,)
    return int(number)


def begin_deed(
    connection: Connection,
    made: datetime,
    editor: str,
    kind: str,
    subject: str,
    address: str,
    detail: Mapping[str, Any],
) -> int:
    """Write down what is done next, as something begun; the number of the line."""
    return note_deed(connection, made, editor, kind, subject, address, {**detail, UNFINISHED: True})


def end_deed(connection: Connection, number: int, failed: str | None) -> None:
    """What was begun is done, or has failed, with the reason."""
    detail: Mapping[str, Any] = connection.execute(select(deed.c.detail).where(deed.c.id == number)).scalar_one()
    ended = {name: value for name, value in detail.items() if name != UNFINISHED}
    if failed is not None:
        ended[NOT_DONE] = failed
    connection.execute(update(deed).where(deed.c.id == number).values(detail=ended))


def load_deeds(connection: Connection, limit: int, before: int | None = None) -> list[Deed]:
    """The log, newest first, or what stands before a line of it."""
    query = select(deed).order_by(deed.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(deed.c.id < before)
    return [Deed(**row) for row in connection.execute(query).mappings()]


# --- tries to sign in ---------------------------------------------------------------------------------------------


def seconds_to_wait(connection: Connection, name: str, address: str, now: datetime, known: str | None = None) -> int:
    """Until somebody may try to sign in by this name; 0: now. A stranger waits for others by this name and from this
    address; who is ``known`` by something of theirs, for themselves alone."""
    by_name = deed.c.editor == name
    if known is not None:
        return _wait(_counting(connection, now, by_name, deed.c.subject == known), A_NAME, now)
    stranger = deed.c.subject.is_(None)
    from_there = _counting(connection, now, deed.c.address == address, stranger)
    return max(_wait(_counting(connection, now, by_name, stranger), A_NAME, now), _wait(from_there, AN_ADDRESS, now))


def longest_wait(connection: Connection, name: str, now: datetime) -> int:
    """Until everybody may try by this name, strangers and each of those who are known; 0: now."""
    tries = _counting(connection, now, deed.c.editor == name)
    counts = {one.subject: [other for other in tries if other.subject == one.subject] for one in tries}
    return max((_wait(count, A_NAME, now) for count in counts.values()), default=0)


def _counting(connection: Connection, now: datetime, *whose: ColumnElement[bool]) -> list[Row[Any]]:
    """The tries that count now, the newest first."""
    query = select(deed).where(deed.c.kind == FAILED, deed.c.made > now - WINDOW, *whose)
    rows = connection.execute(query.order_by(deed.c.made.desc())).all()
    return [row for row in rows if _FORGIVEN not in row.detail]


def _wait(tries: Sequence[Row[Any]], most: int, now: datetime) -> int:
    if len(tries) < most:
        return 0
    oldest: datetime = tries[most - 1].made  # of those that have to pass
    return min(max(round((oldest + WINDOW - now).total_seconds()), 1), int(WINDOW.total_seconds()))


def book_try(
    connection: Connection, name: str, address: str, now: datetime, detail: Mapping[str, Any], known: str | None = None
) -> int:
    """Write down a try as failed, before the password is looked at; the number of the line.

    :func:`seconds_to_wait` comes before, in the same transaction: of those who write, one comes after the other.
    """
    number = note_deed(connection, now, name, FAILED, known, address, detail)
    if number % _TRIM_EVERY == 0:
        trim(connection, now)
    return number


def turn_try(
    connection: Connection,
    number: int,
    kind: str,
    editor: str,
    address: str,
    subject: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """It was the right password: the line says now what was done with it."""
    values = {
        "kind": kind, "editor": editor, "address": address[:64], "subject": subject, "detail": dict(detail or {}),
    }  # fmt: skip
    connection.execute(update(deed).where(deed.c.id == number).values(**values))


def forgive(connection: Connection, name: str, now: datetime) -> int:
    """Tries by this name, whoever's, count no more, though they stay written down; how many did."""
    counted = _counting(connection, now, deed.c.editor == name)
    for row in counted:
        forgiven = {**row.detail, _FORGIVEN: True}
        connection.execute(update(deed).where(deed.c.id == row.id).values(detail=forgiven))
    return len(counted)


def trim(connection: Connection, now: datetime, kept: int = KEPT, most: int = MOST) -> None:
    """Drop failed tries that are both old and not among the newest ``kept``, and what is more than ``most``; none that
    counts."""
    for bound, rest in ((now - KEPT_FOR, kept), (now - WINDOW, most)):
        newest = select(deed.c.made).where(deed.c.kind == FAILED).order_by(deed.c.made.desc())
        last = connection.scalar(newest.offset(rest - 1).limit(1))
        if last is not None:
            connection.execute(delete(deed).where(deed.c.kind == FAILED, deed.c.made < min(bound, last)))
