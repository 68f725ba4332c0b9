"""The queue, and the page of one entry: every unit beside its original, and what can be done about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
from webapp.desk.forms import EntryForm, Sent, UnitForm
from webapp.desk.gate import AT, Gate, here, sent_now
from webapp.desk.rows import changed_below, kept, objection, stored, unit_of, untouched
from webapp.desk.told import Told, changed, in_json, judged

_PAGE: Final = 30
"""Entries on a page of the queue."""
_KEY: Final = re.compile(r"\s*([0-9a-f]{16})\s*\Z", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"/entry/([0-9a-f]{16})(?![0-9a-f])")


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
        return self._page(found, target, EntryForm.of(sent), Told(objection))

    def take(self, sent: Sent, key: str) -> ResponseReturnValue:
        """Do what the form says, or show it again with the reason why not."""
        target, found = self._found(key, sent)
        if found is None:
            return self._without_units(key, target)
        form = EntryForm.of(sent)
        if form.deed == "approve-all":
            return self._approve_all(found, target, form)
        if form.pressed is None or form.deed not in ("check", "save", "as-is", "approve", "undo"):
            abort(400)
        return self._take_one(found, target, form, form.pressed)

    def _take_one(self, found: Explained, target: str, form: EntryForm, pressed: UnitForm) -> ResponseReturnValue:
        """What is done to one unit; the others keep what was typed in them, saved or not."""
        unit, length = unit_of(found, pressed), len(pressed.text)
        if length > forms.TEXT:
            return self._page(found, target, form, Told(forms.too_long(length, forms.TEXT)), 422)
        if unit is None:
            return self._page(found, target, form, changed_below(), 409)
        problem = objection(form.deed, pressed, unit)
        if problem is not None:
            return self._page(found, target, form, problem, 409)
        try:
            if form.deed == "check":
                told = judged(self.gate.editing.check(found.entry.key, target, unit.number, pressed.text))
                return self._page(found, target, form, told)
            done = self._do(found, target, form.deed, pressed.text, unit)
        except ReviewError as error:
            told = Told(_kept_words(form), str(error), acceptable=error.acceptable)
            return self._page(found, target, form, told, 422)
        return self._after(found.entry.key, target, form, _outcome(form, done, f"unit-{unit.number}"))

    def check(self, key: str) -> ResponseReturnValue:
        """The same judgement for the script, as JSON: ``words``, ``findings``, ``acceptable``; or ``refused``."""
        sent = sent_now()
        target, found = self._found(key, sent)
        pressed = EntryForm.of(sent).pressed
        if pressed is None:
            abort(400)
        unit = unit_of(found, pressed) if found else None
        if unit is None:
            return jsonify(refused=_("The original has changed meanwhile. Save to see it; your text is kept."))
        if len(pressed.text) > forms.TEXT:
            return jsonify(refused=forms.too_long(len(pressed.text), forms.TEXT))
        try:
            told = judged(self.gate.editing.check(key, target, unit.number, pressed.text))
        except ReviewError as error:
            return jsonify(refused=_("This cannot be saved:"), detail=str(error))
        return jsonify(words=told.words, findings=in_json(told.findings), acceptable=told.acceptable, good=told.good)

    # --- doing --------------------------------------------------------------------------------------------------------

    def _do(self, found: Explained, target: str, deed: str, text: str, unit: Unit) -> Done:
        editing, key, who = self.gate.editing, found.entry.key, (g.editor, here())
        # What was looked at just now has not been looked at by the editor alone, but also by us: objection().
        version = version_of(found)
        if deed == "approve":
            return editing.approve(*who, key, target, [unit.number], version)
        if deed == "undo":
            return editing.undo(*who, key, target, unit.number, version)
        return editing.correct(*who, key, target, unit.number, unit.source, text, deed == "as-is", version)

    def _approve_all(self, found: Explained, target: str, form: EntryForm) -> ResponseReturnValue:
        """All but what the editor is at work on: who writes another text does not think that this one is right."""
        numbers = untouched(found, form.others)
        if not numbers:
            words = _("You have written in every unit and not saved it, so there is nothing to approve.")
            return self._page(found, target, form, Told(words), 409)
        try:
            done = self.gate.editing.approve(g.editor, here(), found.entry.key, target, numbers, form.version)
        except ReviewError:
            words = _("Something has changed since you opened this page, and nothing was approved. Please look again.")
            return self._page(found, target, form, Told(words), 409)
        return self._after(found.entry.key, target, form, _outcome(form, done))

    def _after(self, key: str, target: str, form: EntryForm, message: session.Message) -> ResponseReturnValue:
        """On to the page as it is now; where more was typed than was saved it is the answer itself, with that in it."""
        session.tell(message)
        found = self._found(key, {"to": target})[1] if form.others or form.lost else None
        if found is None:
            return redirect(url_for("desk.entry", key=key, to=target, _anchor=message.at or None), 303)
        return self._page(found, target, replace(form, pressed=None))

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
        form: EntryForm | None = None,
        told: Told | None = None,
        status: int = 200,
    ) -> ResponseReturnValue:
        """The page, of a form that was sent with all that was typed, and what is told about it."""
        entry = found.entry
        source = next((one for one in self.gate.reading.sources if one.id == entry.source_id), None)
        values: dict[str, Any] = {
            "found": found, "entry": entry, "target": target, "targets": self._targets(entry), "source": source,
            "shown": stored(found) if form is None else kept(found, form, told), "version": version_of(found),
            "public": _public(entry.key, target),
        }  # fmt: skip
        return make_response(render_template("desk/entry.html", **values), status)

    def _targets(self, entry: Entry) -> list[str]:
        """The languages that an entry is translated into."""
        editing = self.gate.editing
        return [
            target for target in editing.targets
            if any(same_language(entry.language, tag) for tag in editing.source_languages(target))
            and not same_language(entry.language, target)
        ]  # fmt: skip


def _kept_words(form: EntryForm) -> str:
    return _("This was not saved:") if form.deed in ("save", "as-is") else _("This was not done:")


def _outcome(form: EntryForm, done: Done, at: str = "") -> session.Message:
    """What is told on the page after a deed."""
    reviewed, more = done.reviewed, len(form.others)
    if not reviewed.changes:
        words = "" if reviewed.left else _("Nothing to change: it is so already.")
    else:
        words = f"{_did(form.deed)} {changed(len(reviewed.entries), reviewed.later, published=done.published)}"
    if form.deed == "approve-all" and reviewed.left:
        left = ngettext(
            "%(num)d unit has no translation, so it could not be approved.",
            "%(num)d units have no translation, so they could not be approved.",
            len(reviewed.left),
        )
        words = f"{words} {left}".strip()
    if more:
        waiting = ngettext(
            "What you wrote in %(num)d other unit is still there, and not saved yet.",
            "What you wrote in %(num)d other units is still there, and not saved yet.",
            more,
        )
        words = f"{words} {waiting}"
    return session.Message(words, (done.trouble or "")[:300], at)


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
