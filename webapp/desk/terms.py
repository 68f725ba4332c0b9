"""The termbase: a page that lists it, a new row, and a row taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from flask import abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feeds.errors import ConfigError, ReviewError
from feeds.translation.terms import Term
from webapp.desk import session
from webapp.desk.forms import Sent, TermForm, mark
from webapp.desk.gate import AT, Gate, here
from webapp.words import language_name

_FIELD: Final = re.compile(r"(\w+): (.+)", re.DOTALL)
"""What is wrong with a row begins with the name of its column."""
_PAGE: Final = 50
"""Terms."""
_DIGITS: Final = 4
"""Of a page's number."""


def add(gate: Gate) -> None:
    """``/desk/terms``, ``/desk/terms/<id>`` and ``/desk/term``."""
    _add_list(gate)
    _add_form(gate)


def _add_list(gate: Gate) -> None:
    editing = gate.editing

    def terms() -> ResponseReturnValue:
        wanted, number = request.args.get("q", "").strip(), request.args.get("page", "1")
        if not (number.isascii() and number.isdigit() and 1 <= len(number) <= _DIGITS):
            abort(404)
        # The last rows first: what somebody has just added is at the end of the file.
        found = [term for term in reversed(editing.terms) if wanted.casefold() in _searched(term)]
        first = (int(number) - 1) * _PAGE
        if first < 0 or (first and first >= len(found)):
            abort(404)
        return render_template(
            "desk/terms.html", terms=found[first : first + _PAGE], wanted=wanted, number=int(number),
            total=len(found), more=len(found) > first + _PAGE,
        )  # fmt: skip

    def draw(sent: Sent | None, objection: str | None, identity: str) -> ResponseReturnValue:
        term = known(identity)
        return page(term, objection) if term is not None else abort(404)

    def take_out(sent: Sent, identity: str) -> ResponseReturnValue:
        term = known(identity)
        if term is None:
            session.tell(session.Message(_("This term is not in the list any more.")))
            return redirect(url_for("desk.terms"), 303)
        if sent.get("seen") != _mark(term):
            return page(term, _changed(), status=409)
        try:
            editing.remove_term(g.editor, here(), term)
        except ReviewError:
            return page(term, _changed(), status=409)
        except ConfigError as error:
            return page(term, _unusable(), str(error), 409)
        words = _(
            "“%(source)s = %(target)s” is taken out of the list. From the next refresh on, machines translate without"
            " it. What they have translated by it stays until it is corrected, or another term names it otherwise.",
            source=term.source, target=term.target,
        )  # fmt: skip
        session.tell(session.Message(words))
        return redirect(url_for("desk.terms"), 303)

    def page(term: Term, objection: str | None, detail: str = "", status: int = 200) -> ResponseReturnValue:
        return make_response(
            render_template("desk/term_out.html", term=term, seen=_mark(term), objection=objection, detail=detail),
            status,
        )

    def known(identity: str) -> Term | None:
        return next((term for term in editing.terms if term.id == identity), None)

    gate.pages.add_url_rule(f"{AT}/terms", "terms", terms)
    gate.form(f"{AT}/terms/<identity>", "term_out", draw, take_out)


def _add_form(gate: Gate) -> None:
    editing = gate.editing

    def draw(sent: Sent | None, objection: str | None) -> ResponseReturnValue:
        form = TermForm.of(sent) if sent is not None else TermForm()
        return page(form, _entry_of(sent), objection)

    def take(sent: Sent) -> ResponseReturnValue:
        form, entry = TermForm.of(sent), _entry_of(sent)
        problems = form.problems(directions(), editing.kinds)
        if problems:
            return page(form, entry, None, problems, status=422)
        try:
            editing.add_term(g.editor, here(), form.term())
        except ReviewError as error:
            return page(form, entry, None, _by_field(str(error)), status=422)
        except ConfigError as error:
            return page(form, entry, _unusable(), detail=str(error), status=422)
        words = _(
            "“%(source)s = %(target)s” is in the list. It holds from the next refresh on, for all that is translated by"
            " a machine.",
            source=form.source.strip(), target=form.target.strip(),
        )  # fmt: skip
        session.tell(session.Message(words))
        if entry:
            return redirect(url_for("desk.entry", key=entry[0], to=entry[1]), 303)
        return redirect(url_for("desk.term"), 303)

    def directions() -> dict[str, tuple[str, str]]:
        """The pairs of languages that are translated, by what the form calls them."""
        pairs = [(source, target) for target in editing.targets for source in editing.source_languages(target)]
        return {f"{source}>{target}": (source, target) for source, target in pairs if source != target}

    def page(
        form: TermForm,
        entry: tuple[str, str] | None,
        objection: str | None,
        problems: Mapping[str, str] | None = None,
        detail: str = "",
        status: int = 200,
    ) -> ResponseReturnValue:
        return make_response(
            render_template(
                "desk/term.html", form=form, entry=entry, directions=directions(), kinds=editing.kinds,
                terms=known(entry), objection=objection, problems=problems or {}, detail=detail,
                language=language_name,
            ),
            status,
        )  # fmt: skip

    def known(entry: tuple[str, str] | None) -> list[str]:
        """The terms that hold for this entry, as ``Львів = Lviv``."""
        if entry is None:
            return []
        try:
            units = editing.entry(*entry).units
        except ReviewError:  # it is gone
            return []
        return list(dict.fromkeys(term for unit in units for term in unit.terms))

    gate.form(f"{AT}/term", "term", draw, take)


def _searched(term: Term) -> str:
    """What a row is found by: its texts, its forms and its note, in small letters."""
    return "\n".join((term.source, term.target, *term.forms, *term.allowed, term.note)).casefold()


def _mark(term: Term) -> str:
    """By which the form says which row it showed, all of it."""
    return mark(repr(term))


def _changed() -> str:
    return _("Somebody has changed this term meanwhile, and it was not taken out. Please look again.")


def _unusable() -> str:
    return _("The list of terms cannot be changed as it is. Whoever runs this site has to look at it:")


def _entry_of(sent: Sent | None) -> tuple[str, str] | None:
    """Key and language of the entry that somebody comes from, and goes back to."""
    where = sent if sent is not None else request.args
    key, target = where.get("key", ""), where.get("to", "")
    return (key, target) if key and target else None


def _by_field(words: str) -> dict[str, str]:
    found = _FIELD.match(words)
    if found and found[1] in TermForm.__dataclass_fields__:
        return {found[1]: found[2]}
    return {"": words}
