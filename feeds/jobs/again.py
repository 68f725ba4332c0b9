"""Finished translations that are to be made once more: what the memory or the termbase says of their units changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from sqlalchemy import Connection

from feeds.jobs.recalling import Recalling
from feeds.store.database import Database
from feeds.store.memory import recall, recall_stale
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


def note_terms(database: Database, target: str, termbase: Termbase, engines: Sequence[str]) -> None:
    """Where the termbase is another one than in the last run: have the entries made again whose units it touches.

    With other engines, too: they may do what those of before could not make under other terms.
    """
    name, present = _TERMS + target, " ".join((termbase.fingerprint, *engines))
    with database.read() as connection:
        if get_note(connection, name) == present:
            return
        keys = list(_touched(connection, target, termbase))
    with database.write() as connection:
        make_due(connection, target, keys)
        set_note(connection, name, present)


def _touched(connection: Connection, target: str, termbase: Termbase) -> Iterator[str]:
    """The keys of entries with a unit that nobody has translated under the terms that are now in force for it."""
    entries = translated_entries(connection, target)
    while some := list(islice(entries, _TOGETHER)):
        units = {(entry.key, primary(entry.language)): plan(entry).units for entry in some}
        for language in dict.fromkeys(language for _, language in units):
            own = {key: these for (key, tag), these in units.items() if tag == language}
            left = _under_other_terms(connection, language, target, termbase, [*chain.from_iterable(own.values())])
            yield from (key for key, these in own.items() if not left.isdisjoint(these))


def _under_other_terms(
    connection: Connection, language: str, target: str, termbase: Termbase, units: Sequence[str]
) -> set[str]:
    """Of these units those that were ever translated under other terms, or have terms and are not known at all.

    The former also where they are known under the present ones, since what is shown may be from before a change was
    taken back. What no engine could translate, and no term is in, is none of them: it would be paid for each time.
    """
    marks = Recalling(termbase, language, target).marks(units)
    known = recall(connection, marks, language, primary(target))
    stale = recall_stale(connection, marks, language, primary(target))
    return {unit for unit, mark in marks.items() if unit in stale or (mark and unit not in known)}
