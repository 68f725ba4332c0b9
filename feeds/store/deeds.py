"""The log of the desk, and the tries to sign in that are counted by it.

What was done stays. A try is booked as failed before a password is looked at, in one transaction with the count: so
many as are allowed are looked at and no more, however many come at once, and from however many processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from feeds.model import Deed
from feeds.store.schema import deed

SIGN_IN: Final = "sign-in"
FAILED: Final = "sign-in-failed"
WINDOW: Final = timedelta(minutes=15)
"""For so long a try that failed counts."""
A_NAME: Final = 5
"""Tries that may fail in that time, by one name …"""
AN_ADDRESS: Final = 20
"""… and from one address: of an office, there are several people behind it."""
KEPT_FOR: Final = timedelta(days=30)
KEPT: Final = 10_000
"""Of tries that failed, the newest are kept however old they are …"""
MOST: Final = 100_000
"""… and never more than so many, some 15 MB: whoever has a million addresses must not fill the disk."""
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


def load_deeds(connection: Connection, limit: int, before: int | None = None) -> list[Deed]:
    """The log, newest first, or what stands before a line of it."""
    query = select(deed).order_by(deed.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(deed.c.id < before)
    return [Deed(**row) for row in connection.execute(query).mappings()]


# --- tries to sign in ---------------------------------------------------------------------------------------------


def seconds_to_wait(connection: Connection, name: str, address: str | None, now: datetime) -> int:
    """Until somebody may try to sign in by this name, and from this address if there is one; 0: now."""
    by_name = _wait(connection, deed.c.editor == name, A_NAME, now)
    return by_name if address is None else max(by_name, _wait(connection, deed.c.address == address, AN_ADDRESS, now))


def _wait(connection: Connection, whose: ColumnElement[bool], most: int, now: datetime) -> int:
    counting = (deed.c.kind == FAILED, deed.c.made > now - WINDOW, whose)
    rows = connection.execute(select(deed.c.made, deed.c.detail).where(*counting).order_by(deed.c.made.desc()))
    made: list[datetime] = [row.made for row in rows if _FORGIVEN not in row.detail]
    if len(made) < most:
        return 0
    return min(max(round((made[most - 1] + WINDOW - now).total_seconds()), 1), int(WINDOW.total_seconds()))


def book_try(connection: Connection, name: str, address: str, now: datetime, detail: Mapping[str, Any]) -> int:
    """Write down a try as failed, before the password is looked at; the number of the line.

    :func:`seconds_to_wait` comes before, in the same transaction: of those who write, one comes after the other.
    """
    number = note_deed(connection, now, name, FAILED, None, address, detail)
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
    """Tries by this name count no more, though they stay written down; how many did."""
    counting = (deed.c.kind == FAILED, deed.c.made > now - WINDOW, deed.c.editor == name)
    rows = connection.execute(select(deed.c.id, deed.c.detail).where(*counting)).all()
    counted = [row for row in rows if _FORGIVEN not in row.detail]
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
