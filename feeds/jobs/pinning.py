"""A person's word on units: put into the memory, written down, and shown in every entry that has them.

The memory keeps it before every engine's, the table ``correction`` keeps who said it, when, and what stood there
before. The entries are made anew at once from the memory alone: no engine is asked.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection

from feeds.jobs.desk import Desk, known_units
from feeds.model import State, Translation
from feeds.store.corrections import (
    IMPORTED,
    Correction,
    corrections_of,
    entries_by_key,
    keys_with_words,
    note_corrections,
    stack_of,
)
from feeds.store.memory import forget, human_units, remember
from feeds.store.translations import make_due, save_translations
from feeds.text.language import primary
from feeds.translation import codes
from feeds.translation.assemble import Known, Outlook, Plan, assemble, plan
from feeds.translation.memory import HUMAN, MemoryUnit

_LETTERS = re.compile(r"[A-Za-z\u0400-\u052f]+")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_WORDS = 4
"""Of a unit that are looked for: more tell it from others hardly better."""
_TOGETHER = 100
"""Entries made anew in one transaction."""
_AT_ONCE = 500
"""Entries made anew while somebody waits, some seconds; editions show the newest."""

Touched = tuple[Plan, Translation | None]
"""An entry, and what it is in the desk's language."""
Note = Callable[[Connection, Sequence[Correction]], None]
"""Writes down more of what is done, in the transaction that does it."""
Pins = Mapping[str, tuple[str, str] | None]
"""Units with a person's text and who said so; ``None``: the last thing that was said is taken back."""
_TAKEN_BACK = "waiting: a correction was taken back, and no engine has translated the passage"


def pin(
    desk: Desk,
    language: str,
    pins: Pins,
    known: Mapping[str, Known],
    *,
    author: str,
    now: datetime,
    note: Note | None = None,
) -> tuple[list[Correction], list[str], int]:
    """Have the memory say so, write it down, and make the entries anew in which these units occur.

    ``known`` is what is known of the units, all in ``language``, so far. What was done, the keys of the entries of
    which readers see something else now, and how many are left to the next refresh: the older ones, where a unit stands
    in very many.
    """
    touched, later = _touched(desk, language, list(pins)) if pins else ([], [])
    with desk.database.write() as connection:
        made = [
            change
            for unit, wanted in pins.items()
            for change in _pinned(connection, desk, language, unit, wanted, known.get(unit), author, now)
        ]
        if made:
            make_due(connection, desk.target, [*_keys(touched), *later])
            if note is not None:
                note(connection, made)
    return (made, _made_anew(desk, language, touched, now), len(later)) if made else ([], [], 0)


def _pinned(
    connection: Connection,
    desk: Desk,
    language: str,
    unit: str,
    wanted: tuple[str, str] | None,
    known: Known | None,
    author: str,
    now: datetime,
) -> list[Correction]:
    """Put one unit into the memory, or take it out of it; what was done, for people to look up."""
    target = primary(desk.target)
    stack = _history(connection, unit, language, target, now)
    before = stack[-1][0] if stack else known.target if known else None
    if wanted is None:
        wanted = stack[-2] if len(stack) > 1 else None
    elif stack and stack[-1][0] == wanted[0]:
        return []
    if wanted is None:
        forget(connection, unit, language, target, HUMAN)
    else:
        remember(connection, [MemoryUnit(language, target, unit, wanted[0], HUMAN, now, author=wanted[1])], now)
    change = Correction(now, author, language, target, unit, before, wanted[0] if wanted else None)
    note_corrections(connection, [change])
    return [change]


def _history(connection: Connection, unit: str, language: str, target: str, now: datetime) -> list[tuple[str, str]]:
    """What people said of a unit and was not taken back, with who said it; the last is what the memory says now.

    What came into the memory from a file is entered when it is first replaced, so that it can be had again.
    """
    stack = stack_of(corrections_of(connection, unit, language, target))
    human = human_units(connection, [unit], language, target).get(unit)
    if human is None:
        return []
    if not stack or stack[-1][0] != human.target:
        before, author = stack[-1][0] if stack else None, human.author or IMPORTED
        imported = Correction(human.created or now, author, language, target, unit, before, human.target)
        note_corrections(connection, [imported])
        stack.append((human.target, author))
    return stack


# --- the entries --------------------------------------------------------------------------------------------------


def _touched(desk: Desk, language: str, units: Sequence[str]) -> tuple[list[Touched], list[str]]:
    """The newest entries in which one of these units occurs, and the keys of all older ones in which it may.

    To plan an entry takes a millisecond, so only those are planned whose letters may be those of a unit.
    """
    wanted = set(units)
    runs = [_runs(unit) for unit in wanted]
    found: list[Touched] = []
    with desk.database.read() as connection:
        keys = keys_with_words(connection, language, desk.source_ids, [_words(unit) for unit in wanted])
        for start in range(0, len(keys), _TOGETHER):
            if len(found) >= _AT_ONCE:
                return found, keys[start:]
            for entry, translation in entries_by_key(connection, keys[start : start + _TOGETHER], desk.target):
                text = _letters(f"{entry.title} {entry.summary} {entry.content}")
                if any(all(run in text for run in own) for own in runs):
                    one = plan(entry)
                    if not wanted.isdisjoint(one.units):
                        found.append((one, translation))
    return found, []


def _runs(unit: str) -> list[str]:
    """The letters of the stretches of text between a unit's codes."""
    return [_letters(text) for kind, text in codes.parts(unit) if kind == "text"]


def _letters(text: str) -> str:
    """Letters alone: white space, references and marks are written in many ways."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFC", html.unescape(text)))


def _words(unit: str) -> list[str]:
    """The longest words of a unit that stand in the original letter for letter.

    Letters that Unicode may write in two ways (й, ї) are not among them: a unit is NFC, and its original may be not.
    """
    texts = (text for kind, text in codes.parts(unit) if kind == "text")
    same = ("".join(char if unicodedata.normalize("NFD", char) == char else " " for char in text) for text in texts)
    found = {word for text in same for word in _LETTERS.findall(text)}
    return sorted(found, key=lambda word: (-len(word), word))[:_WORDS]


def _made_anew(desk: Desk, language: str, touched: Sequence[Touched], now: datetime) -> list[str]:
    """Assemble these entries from the memory, and store them; the keys of those of which readers see something else."""
    changed: list[str] = []
    left = iter(touched)
    while some := list(islice(left, _TOGETHER)):
        with desk.database.write() as connection:
            known = known_units(connection, desk, language, {unit for one, _ in some for unit in one.units})
            stored = {entry.key: (entry, made) for entry, made in entries_by_key(connection, _keys(some), desk.target)}
            fresh: list[tuple[Translation, Translation | None]] = []
            for one, previous in some:
                entry, present = stored[one.entry.key]
                if entry.fingerprint != one.entry.fingerprint or not _same(present, previous):
                    continue  # somebody else was faster; it is due, so the next refresh sees to it
                outlook = _outlook(desk, language, one, known, previous, now)
                made = assemble(one, desk.target, known, outlook, previous, now)
                fresh.append((made, present))
                if previous is None or made.updated != previous.updated:
                    changed.append(entry.key)
            save_translations(connection, [made for made, _ in fresh], [present for _, present in fresh])
    return changed


def _keys(pairs: Sequence[Touched]) -> list[str]:
    return [one.entry.key for one, _ in pairs]


def _same(present: Translation | None, previous: Translation | None) -> bool:
    """Are they, but for the mark that it is due?"""
    if present is None or previous is None:
        return present is previous
    return replace(present, next_try=previous.next_try) == previous


def _outlook(
    desk: Desk, language: str, one: Plan, known: Mapping[str, Known], previous: Translation | None, now: datetime
) -> Outlook:
    """For units that are not known, what was said of them before: nobody is asked now, so nothing new can be."""
    if previous is None or previous.fingerprint != one.entry.fingerprint:
        return Outlook()
    missing = [unit for unit in one.units if unit not in known]
    reason, again = previous.reason or "", previous.next_try or now
    if not missing:
        return Outlook(again=again if any(_is_stale(desk, language, unit, known[unit]) for unit in one.units) else None)
    if previous.state in (State.TRANSLATED, State.REVIEWED):
        # Only what was taken back is missing: the rest stays to be read.
        return Outlook(failures=dict.fromkeys(missing, _TAKEN_BACK), not_before=now, said=_TAKEN_BACK)
    if previous.state in (State.PARTIAL, State.FAILED):
        return Outlook(failures=dict.fromkeys(missing, reason), not_before=again, said=reason)
    if reason.startswith("waiting: "):
        return Outlook(waiting=dict.fromkeys(missing, reason), not_before=again, said=reason)
    return Outlook()


def _is_stale(desk: Desk, language: str, unit: str, known: Known) -> bool:
    """Was it made by an engine under other terms than those in force?"""
    return known.origin != HUMAN and known.terms != desk.termbase.mark(unit, language, desk.target)
