"""Single values that the parts of Visnyk leave for the next run, each under a name."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from feeds.store.schema import note


def get_note(connection: Connection, name: str) -> str | None:
    """What was noted under this name."""
    return connection.execute(select(note.c.value).where(note.c.name == name)).scalar()


def set_note(connection: Connection, name: str, value: str) -> None:
    """Note something under a name of at most 64 characters."""
    if not connection.execute(update(note).where(note.c.name == name).values(value=value)).rowcount:
        connection.execute(insert(note).values(name=name, value=value))
