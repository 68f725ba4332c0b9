"""Engines that are left alone, remembered from one run to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from feeds.model import Rest
from feeds.store.notes import set_note
from feeds.store.schema import note

_NAME = "engine-not-before:"


def load_rests(connection: Connection, names: Sequence[str]) -> dict[str, Rest]:
    """How long those of these engines are left alone that are, or were until they were last asked."""
    query = select(note).where(note.c.name.in_([_NAME + name for name in names]))
    return {row.name.removeprefix(_NAME): _read(row.value) for row in connection.execute(query)}


def save_rests(connection: Connection, rests: Mapping[str, Rest | None]) -> None:
    """That holds for every later run; ``None``: the engine works."""
    for name, rest in rests.items():
        if rest is None:
            connection.execute(delete(note).where(note.c.name == _NAME + name))
        else:
            set_note(connection, _NAME + name, _written(rest))


def _written(rest: Rest) -> str:
    return f"{rest.until.isoformat()} {round(rest.length.total_seconds())} {'asked' if rest.asked else 'failed'}"


def _read(value: str) -> Rest:
    until, *more = value.split(" ")
    # Until version 0.2 only what services asked for was noted, without its length.
    seconds, why = more or ("60", "asked")
    return Rest(datetime.fromisoformat(until), timedelta(seconds=int(seconds)), why == "asked")
