"""Who did what: the log of the desk."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from webapp.desk.gate import AT, Gate

_PAGE = 50
"""Lines."""
_LONGEST = 15
"""Digits of a line's number; a longer one is no number of a database."""


def add(gate: Gate) -> None:
    """``/desk/log``."""

    def log() -> ResponseReturnValue:
        said = request.args.get("before", "")
        if said and not (said.isascii() and said.isdigit() and len(said) <= _LONGEST):
            abort(404)
        deeds = gate.editing.deeds(_PAGE + 1, int(said) if said else None)
        older = deeds[_PAGE - 1].id if len(deeds) > _PAGE else None
        return render_template("desk/log.html", deeds=deeds[:_PAGE], older=older, before=said)

    gate.pages.add_url_rule(f"{AT}/log", "log", log)
