"""What an editor does to translations: correct a unit, approve what a machine made, take that back.

What a person said is pinned: it is in the memory, comes before every engine there, and holds in every entry with the
same unit, whatever is fetched or translated again; how, see :mod:`feeds.jobs.pinning`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.errors import ReviewError
from feeds.jobs.desk import Desk, entry_of, judged_by, known_units
from feeds.jobs.pinning import Note, Pins, pin
from feeds.model import Entry, Finding
from feeds.store.corrections import Correction, can_be_undone, corrections_of, stack_of
from feeds.text.language import primary
from feeds.translation import codes
from feeds.translation.assemble import Known, plan
from feeds.translation.memory import HUMAN


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of it."""

    changes: tuple[Correction, ...]
    """What was written down; empty where everything was so already."""
    entries: tuple[str, ...] = ()
    """Keys of the entries of which readers see something else now."""
    later: int = 0
    """Older entries with the unit, as far as can be told at a glance: the next refresh makes them anew."""
    findings: tuple[Finding, ...] = ()
    """What the checks have against the text that was taken."""
    left: tuple[str, ...] = ()
    """Units that could not be approved, since there is no translation of them."""


def judged(desk: Desk, key: str, unit: str, text: str) -> tuple[Finding, ...]:
    """What the checks would have against ``text``, coded text, for a unit of an entry; changes nothing.

    :raises ReviewError: the entry has no such unit; codes of it are missing.
    """
    entry, _ = _looked_up(desk, key)
    _ensure([unit], entry)
    return _objections(desk, primary(entry.language), unit, codes.normalise(text), as_is=True)


def correct(
    desk: Desk,
    key: str,
    unit: str,
    text: str,
    *,
    author: str,
    now: datetime,
    as_is: bool = False,
    note: Note | None = None,
) -> Reviewed:
    """Have a unit of an entry read ``text``, coded text, here and wherever else it occurs.

    ``note`` writes down more of what is done, in the same transaction; so it does below.

    :raises ReviewError: the entry has no such unit; codes of it are missing; the text is refused by a check, and not
        wanted ``as_is``.
    """
    entry, known = _looked_up(desk, key)
    _ensure([unit], entry)
    language, text = primary(entry.language), codes.normalise(text)
    findings = _objections(desk, language, unit, text, as_is=as_is)
    return replace(_reviewed(desk, language, {unit: (text, author)}, known, author, now, note), findings=findings)


def approve(
    desk: Desk, key: str, units: Sequence[str] = (), *, author: str, now: datetime, note: Note | None = None
) -> Reviewed:
    """Pin what stands there now as the translation of these units of an entry, of all of them if none is named.

    :raises ReviewError: the entry has no such unit.
    """
    entry, known = _looked_up(desk, key)
    _ensure(units, entry)
    wanted = tuple(units) or plan(entry).units
    pins = {unit: (known[unit].target, author) for unit in wanted if unit in known and known[unit].origin != HUMAN}
    left = tuple(unit for unit in wanted if unit not in known)
    return replace(_reviewed(desk, primary(entry.language), pins, known, author, now, note), left=left)


def undo(desk: Desk, key: str, unit: str, *, author: str, now: datetime, note: Note | None = None) -> Reviewed:
    """Take back the last thing that a person said of a unit: what was before it holds again, a person's or an engine's.

    :raises ReviewError: the entry has no such unit, or no editor said anything of it. What came from
        a file alone stays.
    """
    entry, known = _looked_up(desk, key)
    _ensure([unit], entry)
    with desk.database.read() as connection:
        said = stack_of(corrections_of(connection, unit, primary(entry.language), primary(desk.target)))
    if unit not in known or known[unit].origin != HUMAN or not can_be_undone(said):
        raise ReviewError("nothing to undo: no person corrected or approved this unit")
    return _reviewed(desk, primary(entry.language), {unit: None}, known, author, now, note)


# --- the text -----------------------------------------------------------------------------------------------------


def _looked_up(desk: Desk, key: str) -> tuple[Entry, dict[str, Known]]:
    """An entry, and what is known of its units."""
    with desk.database.read() as connection:
        entry, _ = entry_of(connection, desk, key)
        return entry, known_units(connection, desk, primary(entry.language), plan(entry).units)


def _ensure(units: Sequence[str], entry: Entry) -> None:
    own = plan(entry).units
    for unit in units:
        if unit not in own:
            raise ReviewError(f"entry {entry.key} has no unit {unit!r}: perhaps it has changed; look at it again")


def _objections(desk: Desk, language: str, unit: str, text: str, *, as_is: bool) -> tuple[Finding, ...]:
    """What the checks have against a person's text.

    :raises ReviewError: it cannot be put into its place, or a check refuses it that the person may overrule.
    """
    damage = _missing_codes(unit, text) or codes.damage(unit, text)
    if damage is not None:
        raise ReviewError(damage)
    if not codes.plain(text).strip():
        raise ReviewError("the text is empty")
    findings = judged_by(desk, language, unit, text)
    refused = next((finding for finding in findings if finding.fatal), None)
    if refused is not None and not as_is:
        raise ReviewError(f"{refused.check}: {refused.message}", acceptable=True)
    return findings


def _missing_codes(unit: str, text: str) -> str | None:
    """Which codes of a unit are not in ``text``, or are in it and not in the unit."""
    expected, found = codes.codes_of(unit), codes.codes_of(text)
    lost, extra = expected - found, found - expected
    if lost:
        return f"{_named(lost)} of the original {'is' if len(lost) == 1 else 'are'} missing: put it where it belongs"
    if extra:
        return f"{_named(extra)} {'is' if len(extra) == 1 else 'are'} not in the original, or not so often: take it out"
    return None


def _named(found: Mapping[tuple[str, str], int]) -> str:
    return f"{'the code' if len(found) == 1 else 'the codes'} {' '.join(codes.build([code]) for code in found)}"


def _reviewed(
    desk: Desk,
    language: str,
    pins: Pins,
    known: Mapping[str, Known],
    author: str,
    now: datetime,
    note: Note | None,
) -> Reviewed:
    changes, entries, later = pin(desk, language, pins, known, author=author, now=now, note=note)
    return Reviewed(tuple(changes), tuple(entries), later)
