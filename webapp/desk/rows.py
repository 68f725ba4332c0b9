"""The units of an entry as its page shows them: what is stored, and what an editor has typed and not saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from feeds.editing import Explained, Unit
from webapp.desk.forms import EntryForm, UnitForm, editable, mark, seen_mark
from webapp.desk.told import Told


@dataclass(frozen=True, slots=True)
class Row:
    """A unit as the page shows it."""

    unit: Unit
    text: str
    """What stands in the field."""
    told: Told | None = None

    @property
    def expected(self) -> str:
        """For :class:`UnitForm`, as the next."""
        return mark(self.unit.source)

    @property
    def seen(self) -> str:
        """Of what is stored, whatever stands in the field: the page says what that is."""
        return seen_mark(self.unit.target)


@dataclass(frozen=True, slots=True)
class Rows:
    """All units of an entry."""

    rows: tuple[Row, ...]
    told: Told | None = None
    """What is said of none of them, or of a text that has no place any more."""
    lost: tuple[str, ...] = ()
    """Texts whose passages are not there any more."""


def stored(found: Explained) -> Rows:
    """The page as somebody opens it."""
    return Rows(tuple(_row(unit) for unit in found.units))


def kept(found: Explained, form: EntryForm, told: Told | None) -> Rows:
    """The page with all that was typed, each text where its unit stands by now, and ``told`` at what was pressed."""
    rows = {unit.number: _row(unit) for unit in found.units}
    lost, taken = list(form.lost), set[int]()
    for one in (form.pressed, *form.others):
        if one is None:
            continue
        unit = unit_of(found, one) or (found.unit(one.number) if one.number <= len(found.units) else None)
        if unit is None or unit.number in taken:
            lost += [one.text] * bool(one.text.strip())
            continue
        taken.add(unit.number)
        rows[unit.number] = Row(unit, one.text, told if one is form.pressed else _waiting(one, unit))
        told = None if one is form.pressed else told
    return Rows(tuple(rows.values()), told, tuple(lost))


def unit_of(found: Explained, form: UnitForm) -> Unit | None:
    """The unit that the editor saw, wherever it stands by now."""
    same = [unit for unit in found.units if mark(unit.source) == form.expected]
    return next((unit for unit in same if unit.number == form.number), same[0] if same else None)


def untouched(found: Explained, others: Sequence[UnitForm]) -> list[int]:
    """The numbers of the units in which nobody typed."""
    typed = {unit.number for unit in (unit_of(found, one) for one in others) if unit}
    return [unit.number for unit in found.units if unit.number not in typed]


def objection(deed: str, form: UnitForm, unit: Unit) -> Told | None:
    """Why this cannot be done to a unit, whatever the text is."""
    # Who saves what is there already overwrites nobody: a page that is loaded again saves the same text again.
    overwrites = deed not in ("save", "as-is") or seen_mark(form.text) != seen_mark(unit.target)
    if deed != "check" and form.seen != seen_mark(unit.target) and overwrites:
        words = _("Somebody changed this translation while you were at it, and nothing was saved. Now it reads:")
        return Told(words, stands=_shown(unit))
    if deed in ("approve", "undo") and form.typed:
        return Told(_("You have changed the text. Save it, or put back what was there, and press the button again."))
    return None


def changed_below() -> Told:
    """Of a text whose original is another one by now."""
    return Told(_("The original has changed while you were at it, and nothing was saved. This is how it reads now."))


def _waiting(form: UnitForm, unit: Unit) -> Told:
    """What is said of a text that somebody typed while something else was done."""
    if mark(unit.source) != form.expected:
        return Told(_("Not saved yet, and the original has changed meanwhile: this is how it reads now."))
    if form.seen != seen_mark(unit.target):
        words = _("Not saved yet, and somebody has changed this translation meanwhile. Now it reads:")
        return Told(words, stands=_shown(unit))
    return Told(_("Not saved yet."), waiting=True)


def _shown(unit: Unit) -> str:
    return editable(unit.target or "") or _("(nothing)")


def _row(unit: Unit) -> Row:
    return Row(unit, editable(unit.target or ""))
