"""Finished translations that are to be made once more: what the memory or the termbase says of their units changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection

from feeds.store.database import Database
from feeds.store.memory import recall
from feeds.store.notes import get_note, set_note
from feeds.store.translations import make_due, translated_entries
from feeds.text.language import primary
from feeds.translation.assemble import plan
from feeds.translation.memory import MemoryUnit
from feeds.translation.terms import Termbase

_TERMS = "terms:"
_TOGETHER = 200
"""Entries whose units are looked up at once."""


def reassemble(database: Database, target: str, news: Sequence[MemoryUnit]) -> None:
    """Have the entries made again, the finished ones too, in which these new units of the memory occur."""
    units = {(unit.source_language, unit.source) for unit in news if unit.target_language == primary(target)}
    if not units:
        return
    languages = {language for language, _ in units}
    with database.read() as connection:
        keys = [
            entry.key
            for entry in translated_entries(connection, target)
            if primary(entry.language) in languages
            and any((primary(entry.language), unit) in units for unit in plan(entry).units)
        ]
    with database.write() as connection:
        make_due(connection, target, keys)


def note_terms(database: Database, target: str, termbase: Termbase) -> None:
    """Where the termbase is another one than in the last run: have the entries made again whose units it touches."""
    name = _TERMS + target
    with database.read() as connection:
        if get_note(connection, name) == termbase.fingerprint:
            return
        keys = list(_touched(connection, target, termbase))
    with database.write() as connection:
        make_due(connection, target, keys)
        set_note(connection, name, termbase.fingerprint)


def _touched(connection: Connection, target: str, termbase: Termbase) -> Iterator[str]:
    """The keys of entries with a unit that nobody has translated under the terms that are now in force for it."""
    entries = translated_entries(connection, target)
    while some := list(islice(entries, _TOGETHER)):
        units = {(entry.key, primary(entry.language)): plan(entry).units for entry in some}
        for language in dict.fromkeys(language for _, language in units):
            own = {key: these for (key, tag), these in units.items() if tag == language}
            marks = {unit: termbase.mark(unit, language, target) for these in own.values() for unit in these}
            known = recall(connection, marks, language, primary(target))
            yield from (key for key, these in own.items() if any(unit not in known for unit in these))
