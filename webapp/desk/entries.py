"""The queue, and the page of one entry: every unit beside its original, and what can be done about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from feeds.editing import Done, Explained, Unit, version_of
from feeds.errors import ReviewError
from feeds.model import Entry
from feeds.text.language import same_language
from webapp import language
from webapp.desk import forms, session
from webapp.desk.forms import Sent, UnitForm
from webapp.desk.gate import AT, Gate, here, sent_now
from webapp.desk.told import Told, changed, check_name, judged

_PAGE: Final = 30
"""Entries on a page of the queue."""
_KEY: Final = re.compile(r"\s*([0-9a-f]{16})\s*\Z", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"/entry/([0-9a-f]{16})(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Row:
    """A unit as the page shows it."""

    unit: Unit
    text: str
    """What stands in the field."""
    expected: str
    """For :class:`UnitForm`, as the next."""
    seen: str
    told: Told | None = None


def add(gate: Gate) -> None:
    """``/desk/``, ``/desk/entry/<key>`` and ``/desk/entry/<key>/check``."""
    pages = _Pages(gate)
    gate.pages.add_url_rule(f"{AT}/", "queue", pages.queue, strict_slashes=False)
    gate.form(f"{AT}/entry/<key>", "entry", pages.draw, pages.take)
    gate.pages.add_url_rule(f"{AT}/entry/<key>/check", "check", pages.check, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Pages:
    gate: Gate

    # --- the queue ----------------------------------------------------------------------------------------------------

    def queue(self) -> ResponseReturnValue:
        wanted = request.args.get("q", "").strip()
        key = _key_in(wanted)
        if key and self._exists(key):
            return redirect(url_for("desk.entry", key=key), 303)
        editing = self.gate.editing
        target = request.args.get("to") or editing.targets[0]
        if target not in editing.targets:
            abort(404)
        before = request.args.get("before") or None
        try:
            page = editing.queue(target, _PAGE, before)
        except ValueError:
            abort(404)
        titles = {source.id: source.title for source in self.gate.reading.sources}
        return render_template(
            "desk/queue.html", page=page, before=before, target=target, targets=editing.targets, titles=titles,
            wanted=wanted,
        )  # fmt: skip

    def _exists(self, key: str) -> bool:
        reading = self.gate.reading
        return reading.entry(key, language.ui()) is not None or reading.withdrawn(key)

    # --- one entry ----------------------------------------------------------------------------------------------------

    def draw(self, sent: Sent | None, objection: str | None, key: str) -> ResponseReturnValue:
        """The page; of a form that was refused with what was typed."""
        target, found = self._found(key, sent)
        if found is None:
            return self._without_units(key, target)
        if sent is None or objection is None:
            return self._page(found, target)
        return self._refuse(found, target, UnitForm.of(sent), Told(objection), 200)

    def take(self, sent: Sent, key: str) -> ResponseReturnValue:
        """Do what the form says, or show it again with the reason why not."""
        target, found = self._found(key, sent)
        if found is None:
            return self._without_units(key, target)
        form = UnitForm.of(sent)
        if form.deed == "approve-all":
            return self._approve_all(found, target, form)
        if form.deed not in ("check", "save", "as-is", "approve", "undo"):
            abort(400)
        unit = _unit_of(found, form)
        if len(form.text) > forms.TEXT:
            return self._refuse(found, target, form, Told(forms.too_long(len(form.text), forms.TEXT)), 422)
        if unit is None:
            return self._refuse(found, target, form, _changed_below(), 409)
        problem = _objection(form, unit)
        if problem is not None:
            return self._refuse(found, target, form, problem, 409)
        try:
            if form.deed == "check":
                told = judged(self.gate.editing.check(key, target, unit.number, form.text))
                return self._refuse(found, target, form, told, 200)
            done = self._do(found, target, form, unit)
        except ReviewError as error:
            told = Told(_kept_words(form), str(error), acceptable=error.acceptable)
            return self._refuse(found, target, form, told, 422)
        session.tell(_outcome(form.deed, done, f"unit-{unit.number}"))
        return redirect(url_for("desk.entry", key=key, to=target, _anchor=f"unit-{unit.number}"), 303)

    def check(self, key: str) -> ResponseReturnValue:
        """The same judgement for the script, as JSON: ``words``, ``findings``, ``acceptable``; or ``refused``."""
        sent = sent_now()
        target, found = self._found(key, sent)
        form = UnitForm.of(sent)
        unit = _unit_of(found, form) if found else None
        if unit is None:
            return jsonify(refused=_("The original has changed meanwhile. Save to see it; your text is kept."))
        if len(form.text) > forms.TEXT:
            return jsonify(refused=forms.too_long(len(form.text), forms.TEXT))
        try:
            told = judged(self.gate.editing.check(key, target, unit.number, form.text))
        except ReviewError as error:
            return jsonify(refused=_("This cannot be saved:"), detail=str(error))
        findings = [
            {"check": check_name(one.check), "message": one.message, "fatal": one.fatal} for one in told.findings
        ]
        return jsonify(words=told.words, findings=findings, acceptable=told.acceptable, good=told.good)

    # --- doing --------------------------------------------------------------------------------------------------------

    def _do(self, found: Explained, target: str, form: UnitForm, unit: Unit) -> Done:
        editing, key, who = self.gate.editing, found.entry.key, (g.editor, here())
        # What was looked at just now has not been looked at by the editor alone, but also by us: _objection().
        version = version_of(found)
        if form.deed == "approve":
            return editing.approve(*who, key, target, [unit.number], version)
        if form.deed == "undo":
            return editing.undo(*who, key, target, unit.number, version)
        as_is = form.deed == "as-is"
        return editing.correct(*who, key, target, unit.number, unit.source, form.text, as_is, version)

    def _approve_all(self, found: Explained, target: str, form: UnitForm) -> ResponseReturnValue:
        key = found.entry.key
        try:
            done = self.gate.editing.approve(g.editor, here(), key, target, (), form.seen)
        except ReviewError:
            words = _("Something has changed since you opened this page, and nothing was approved. Please look again.")
            return self._page(found, target, Told(words), status=409)
        session.tell(_outcome("approve-all", done, ""))
        return redirect(url_for("desk.entry", key=key, to=target), 303)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _found(self, key: str, sent: Sent | None) -> tuple[str, Explained | None]:
        """The entry in the language that was asked for, or else in the first one that it is translated into."""
        targets = self.gate.editing.targets
        asked = (sent or {}).get("to") or request.args.get("to")
        if asked and asked not in targets:
            abort(404)
        for target in (asked,) if asked else sorted(targets, key=lambda tag: tag != language.ui()):
            try:
                return target, self.gate.editing.entry(key, target)
            except ReviewError:  # not translated into it, or not there
                continue
        return asked or targets[0], None

    def _without_units(self, key: str, target: str) -> ResponseReturnValue:
        """The page of an entry that is not translated, or was taken down."""
        reading = self.gate.reading
        if reading.withdrawn(key):
            return make_response(render_template("desk/withdrawn.html"), 410)
        found = reading.entry(key, language.ui())
        if found is None:
            abort(404)
        return render_template("desk/untranslated.html", view=found.view, target=target)

    def _page(
        self,
        found: Explained,
        target: str,
        told: Told | None = None,
        rows: Sequence[Row] | None = None,
        lost: str | None = None,
        status: int = 200,
    ) -> ResponseReturnValue:
        """``told`` and ``lost``, a text whose unit is not there any more, come first."""
        entry = found.entry
        source = next((one for one in self.gate.reading.sources if one.id == entry.source_id), None)
        values: dict[str, Any] = {
            "found": found, "entry": entry, "target": target, "targets": self._targets(entry),
            "rows": rows or [_row(unit) for unit in found.units], "told": told, "lost": lost,
            "source": source, "version": version_of(found), "public": _public(entry.key, target),
            "most": forms.TEXT,
        }  # fmt: skip
        return make_response(render_template("desk/entry.html", **values), status)

    def _refuse(self, found: Explained, target: str, form: UnitForm, told: Told, status: int) -> ResponseReturnValue:
        """The page with what was typed in its field, and a word about it."""
        unit = _unit_of(found, form)
        if unit is None and 1 <= form.number <= len(found.units):
            unit = found.unit(form.number)
        if unit is None:
            return self._page(found, target, told, lost=form.text or None, status=status)
        typed = Row(unit, form.text, forms.mark(unit.source), forms.mark(unit.target), told)
        rows = [typed if one.number == unit.number else _row(one) for one in found.units]
        return self._page(found, target, rows=rows, status=status)

    def _targets(self, entry: Entry) -> list[str]:
        """The languages that an entry is translated into."""
        editing = self.gate.editing
        return [
            target for target in editing.targets
            if any(same_language(entry.language, tag) for tag in editing.source_languages(target))
            and not same_language(entry.language, target)
        ]  # fmt: skip


def _objection(form: UnitForm, unit: Unit) -> Told | None:
    """Why this cannot be done to a unit, whatever the text is."""
    shown = forms.editable(unit.target or "")
    if form.deed != "check" and form.seen != forms.mark(unit.target):
        words = _("Somebody changed this translation while you were at it, and nothing was saved. Now it reads:")
        return Told(words, stands=shown or _("(nothing)"))
    if form.deed in ("approve", "undo") and form.changes(shown):
        return Told(_("You have changed the text. Save it, or put back what was there, and press the button again."))
    return None


def _unit_of(found: Explained, form: UnitForm) -> Unit | None:
    """The unit that the editor saw, wherever it stands by now."""
    same = [unit for unit in found.units if forms.mark(unit.source) == form.expected]
    return next((unit for unit in same if unit.number == form.number), same[0] if same else None)


def _changed_below() -> Told:
    return Told(_("The original has changed while you were at it, and nothing was saved. This is how it reads now."))


def _kept_words(form: UnitForm) -> str:
    if form.deed in ("save", "as-is"):
        return _("This was not saved:")
    return _("This was not done:")


def _row(unit: Unit) -> Row:
    return Row(unit, forms.editable(unit.target or ""), forms.mark(unit.source), forms.mark(unit.target))


def _outcome(deed: str, done: Done, at: str) -> session.Message:
    """What is told on the page after a deed."""
    reviewed = done.reviewed
    if not reviewed.changes:
        return session.Message(_("Nothing to change: it is so already."), at=at)
    words = changed(len(reviewed.entries), reviewed.later, published=done.published)
    if deed == "approve-all" and reviewed.left:
        number = len(reviewed.left)
        left = ngettext(
            "%(num)d unit has no translation, so it could not be approved.",
            "%(num)d units have no translation, so they could not be approved.",
            number,
        )
        words = f"{words} {left}"
    return session.Message(f"{_did(deed)} {words}", (done.trouble or "")[:300], at)


def _did(deed: str) -> str:
    if deed in ("save", "as-is"):
        return _("Saved.")
    return _("Taken back.") if deed == "undo" else _("Approved.")


def _public(key: str, target: str) -> str:
    """The page on which readers find this translation."""
    if target in language.UI:
        return url_for("news.entry", key=key, ui=target)
    return url_for("news.translated", key=key, language=target)


def _key_in(wanted: str) -> str | None:
    """The key of an entry that is meant by a key, or by the address of its page here or at the desk."""
    found = _KEY.match(wanted) or _ADDRESS.search(wanted)
    return found[1].lower() if found else None
