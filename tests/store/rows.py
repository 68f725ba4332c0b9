"""Entries, translations and states for the database, told by a number or field by field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.ingest.decide import Decision
from feeds.model import Entry, SourceState, State, Translation
from feeds.store.database import Database
from feeds.store.sources import apply
from feeds.store.translations import save_translations

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def entry(number: int, **fields: Any) -> Entry:
    """Entry no. ``number``; the higher, the newer."""
    when = fields.pop("published", NOON + timedelta(minutes=number))
    given = {
        "key": f"{number:016x}", "source_id": "city", "atom_id": f"tag:city.example:{number}", "guid": f"g{number}",
        "link": f"https://city.example/{number}", "title": f"Новина {number}", "summary": "", "content": "<p>Зміст</p>",
        "language": "uk", "fingerprint": f"f{number}", "published": when, "updated": when, "first_seen": NOON,
    }  # fmt: skip
    return Entry(**{**given, **fields})


def translation(of: Entry, state: State = State.TRANSLATED, **fields: Any) -> Translation:
    """A translation into English that fits its entry."""
    given = {"updated": NOON, "title": "News", "content": "<p>Content</p>", "fingerprint": of.fingerprint}
    return Translation(of.key, fields.pop("language", "en"), state, **{**given, **fields})


def store(database: Database, *entries: Entry) -> None:
    """Put entries in."""
    with database.write() as connection:
        by_source: dict[str, list[Entry]] = {}
        for one in entries:
            by_source.setdefault(one.source_id, []).append(one)
        for source_id, its in by_source.items():
            state = SourceState(source_id, f"https://{source_id}.example/feed")
            apply(connection, state, Decision(new=tuple(its)))


def translate(database: Database, *made: Translation) -> None:
    """Put translations of entries in that have none yet."""
    with database.write() as connection:
        save_translations(connection, made, [None] * len(made))
