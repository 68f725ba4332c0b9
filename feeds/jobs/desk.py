"""What an editor looks at before correcting: entries whose translation may be wrong, and where each unit came from.

It only reads; what is done about it is in :mod:`feeds.jobs.review`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from feeds.editions.context import state_of
from feeds.errors import ReviewError
from feeds.jobs.recalling import Recalling
from feeds.model import Entry, Finding, State, Translation
from feeds.store.corrections import can_be_undone, corrections_of, doubtful_entries, keys_beginning, stack_of
from feeds.store.database import Database
from feeds.store.memory import said_of
from feeds.store.viewing import one_entry
from feeds.text.language import primary
from feeds.translation import units
from feeds.translation.assemble import Known, Plan, plan
from feeds.translation.memory import HUMAN, MemoryUnit
from feeds.translation.terms import EMPTY, Termbase

_KEY = re.compile(r"[0-9a-f]{1,16}\Z")
_PAGE = re.compile(r"/entry/([0-9a-f]{16})(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where translations into one language are looked at and corrected."""

    database: Database
    target: str
    source_languages: tuple[str, ...]
    """What is translated into it."""
    source_ids: tuple[str, ...]
    """Of the configured sources."""
    termbase: Termbase = EMPTY

    def memory(self, language: str) -> Recalling:
        """What is known of units in this language."""
        return Recalling(self.termbase, language, self.target)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of an entry, and what is known of it."""

    number: int
    """From 1, in reading order."""
    where: str
    """``title``, ``summary`` or ``content``: where it stands first."""
    source: str
    """Its coded text."""
    target: str | None = None
    """Its translation as coded text; ``None``: there is none that may be shown."""
    origin: str | None = None
    """``human``, or an engine's name."""
    version: str = ""
    author: str | None = None
    made: datetime | None = None
    """When it came into the memory."""
    terms: tuple[str, ...] = ()
    """Those in force for it, as ``Львів = Lviv``."""
    findings: tuple[Finding, ...] = ()
    reason: str | None = None
    """Why there is no translation, in words."""
    undoable: bool = False
    """An editor said how it is to read: that can be taken back."""

    @property
    def pinned(self) -> bool:
        """Has a person said how it is to read?"""
        return self.origin == HUMAN


@dataclass(frozen=True, slots=True)
class Explained:
    """An entry with all of its units."""

    entry: Entry
    state: State
    translation: Translation | None
    """Of the text as it is now; ``None``: not looked at yet."""
    units: tuple[Unit, ...]

    def unit(self, number: int) -> Unit:
        """The unit of this number.

        :raises ReviewError: there is none.
        """
        if not 1 <= number <= len(self.units):
            raise ReviewError(f"entry {self.entry.key} has {len(self.units)} units: there is no unit {number}")
        return self.units[number - 1]


def find(desk: Desk, text: str) -> str:
    """The key of the entry that is meant by a key, the beginning of one, or the address of its page.

    :raises ReviewError: no entry is, or several are.
    """
    page = _PAGE.search(text)
    wanted = page[1] if page else text.strip().lower()
    if not _KEY.match(wanted):
        raise ReviewError(f"{text!r} names no entry: give its key, the beginning of it, or the address of its page")
    with desk.database.read() as connection:
        keys = keys_beginning(connection, wanted, desk.source_ids, 3)
    if len(keys) > 1:
        raise ReviewError(f"several entries begin with {wanted!r} ({', '.join(keys)}): give more of the key")
    if not keys:
        raise ReviewError(f"no entry begins with {wanted!r}")
    return keys[0]


def flagged(desk: Desk, limit: int, after: tuple[datetime, str] | None = None) -> list[tuple[Entry, Translation]]:
    """The newest entries with a finding, or with a part that could not be translated, or those ``after`` the date and
    key of one of them."""
    with desk.database.read() as connection:
        return doubtful_entries(connection, desk.target, desk.source_languages, desk.source_ids, limit, after)


def explain(desk: Desk, key: str) -> Explained:
    """An entry's units, each with its translation, where it comes from and what the checks find.

    :raises ReviewError: there is no such entry, or it is not translated into this language.
    """
    with desk.database.read() as connection:
        entry, translation = entry_of(connection, desk, key)
        state = state_of(entry, translation, desk.target, desk.source_languages)
        current = translation if translation and translation.fingerprint == entry.fingerprint else None
        one, language = plan(entry), primary(entry.language)
        known = known_units(connection, desk, language, one.units)
        rows = said_of(connection, one.units, language, primary(desk.target))
        undoable = {
            unit
            for unit in one.units
            if can_be_undone(stack_of(corrections_of(connection, unit, language, primary(desk.target))))
        }
    said: dict[str, list[MemoryUnit]] = {unit: [] for unit in one.units}
    for row in rows:
        said[row.source].append(row)
    places = _places(one)
    found = [
        _explained(desk, blank, language, known.get(blank.source), said[blank.source], current)
        for blank in (
            Unit(number, places[unit], unit, undoable=unit in undoable) for number, unit in enumerate(one.units, 1)
        )
    ]
    return Explained(entry, state, current, tuple(found))


def entry_of(connection: Connection, desk: Desk, key: str) -> tuple[Entry, Translation | None]:
    """An entry that is translated into the desk's language.

    :raises ReviewError: there is none of this key, or it needs no translation.
    """
    found = one_entry(connection, key, desk.source_ids, desk.target)
    if found is None:
        raise ReviewError(f"there is no entry {key}")
    if state_of(*found, desk.target, desk.source_languages) is State.NOT_NEEDED:
        raise ReviewError(f"entry {key} is in {found[0].language!r}, which is not translated into {desk.target!r}")
    return found


def known_units(connection: Connection, desk: Desk, language: str, wanted: Iterable[str]) -> dict[str, Known]:
    """What the memory says of units that readers may be shown, with what the checks of today find.

    Of what was made under other terms, the names are as those now in force have them; a person's word is as it is.
    """
    memory = desk.memory(language)
    marks = memory.marks(wanted)
    known = memory.known(connection, marks)
    return known | memory.stale(connection, {unit: mark for unit, mark in marks.items() if unit not in known})


def judged_by(desk: Desk, language: str, unit: str, target: str) -> tuple[Finding, ...]:
    """What the checks find in a translation of a unit in ``language``."""
    return desk.memory(language).findings(unit, target)


def _places(one: Plan) -> Mapping[str, str]:
    pieces = {"content": one.content, "summary": one.summary, "title": one.title}
    return {unit: name for name, own in pieces.items() for unit in units.units(own)}


def _explained(
    desk: Desk, unit: Unit, language: str, known: Known | None, said: list[MemoryUnit], translation: Translation | None
) -> Unit:
    hits = desk.termbase.hits(unit.source, language, desk.target)
    terms = tuple(dict.fromkeys(f"{hit.term.source} = {hit.term.target}" for hit in hits))
    if known is None:
        return _why_not(desk, language, replace(unit, terms=terms), said, translation)
    rows = [row for row in said if (row.origin, row.version) == (known.origin, known.version)]
    row = max(rows, key=lambda row: (row.terms == known.terms, row.created))
    return replace(
        unit, terms=terms, target=known.target, origin=known.origin, version=known.version, author=row.author,
        made=row.created, findings=judged_by(desk, language, unit.source, known.target),
    )  # fmt: skip


def _why_not(desk: Desk, language: str, unit: Unit, said: list[MemoryUnit], translation: Translation | None) -> Unit:
    """A unit without a translation, with the reason."""
    for row in said:
        findings = judged_by(desk, language, unit.source, row.target)
        if findings and findings[0].fatal:
            reason = f"what {row.origin} made of it does not pass the checks: {findings[0].message}"
            return replace(unit, findings=findings, reason=reason)
    return replace(unit, reason=translation.reason if translation and translation.reason else "nobody was asked yet")
