"""Entries that tell the same or not, in the database; told by their numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from feeds.ingest.decide import Decision
from feeds.model import Entry, SourceState
from feeds.store.database import Database
from feeds.store.schema import edition_state, issued
from feeds.store.sources import apply
from feeds.store.stories import load_joinings
from tests.store.rows import NOON, entry

IDS = ("site", "telegram", "eurocities", "leeds", "city")
SITE = "<p>До Харкова прибули 42 генератори від міста Лідса. Їх розподілять між лікарнями та пунктами незламності.</p>"
OTHER = "<p>У зоопарку народилося верблюденя, ім'я йому оберуть відвідувачі на святі двадцятого травня.</p>"


def told(number: int, content: str = SITE, source: str = "site", **fields: Any) -> Entry:
    """Entry no. ``number``, seen when it was published."""
    when = fields.pop("published", NOON + timedelta(minutes=number))
    return entry(number, content=content, title="", source_id=source, published=when, first_seen=when, **fields)


def key(number: int) -> str:
    """Of entry no. ``number``."""
    return f"{number:016x}"


def joined(database: Database) -> dict[int, int]:
    """By the numbers of entries: which story each has joined."""
    with database.read() as connection:
        found = load_joinings(connection, [key(number) for number in range(100)])
    return {int(one, 16): int(joining.story, 16) for one, joining in found.items()}


def show(database: Database, *numbers: int) -> None:
    """Have an edition show these stories."""
    with database.write() as connection:
        if not connection.execute(edition_state.select()).first():
            connection.execute(insert(edition_state).values(edition="all", revision=1, rules=""))
        for number in numbers:
            row = {"story": key(number), "item": f"urn:x:{number}"}
            connection.execute(insert(issued).values(edition="all", digest="", published=NOON, **row))


def change(database: Database, *entries: Entry) -> None:
    """Have sources change these."""
    with database.write() as connection:
        apply(connection, SourceState(entries[0].source_id, "x"), Decision(changed=entries))
