"""A new row for the termbase."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feeds.errors import ConfigError, ReviewError
from webapp.desk import session
from webapp.desk.forms import Sent, TermForm
from webapp.desk.gate import AT, Gate, here
from webapp.words import language_name

_FIELD: Final = re.compile(r"(\w+): (.+)", re.DOTALL)
"""What is wrong with a row begins with the name of its column."""


def add(gate: Gate) -> None:
    """``/desk/term``."""
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
            objection = _("The list of terms cannot be added to as it is. Whoever runs this site has to look at it:")
            return page(form, entry, objection, detail=str(error), status=422)
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
