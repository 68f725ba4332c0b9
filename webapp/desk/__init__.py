"""The editor's desk: translations looked at and corrected, terms added, entries taken down, in a browser.

It is there once somebody may sign in (``visnyk editors add``); before that its addresses lead nowhere, and no page
links to it. It asks :class:`feeds.editing.Editing`, and of what readers see :class:`feeds.reading.Reading`.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from feeds.errors import StoreError
from webapp import language
from webapp.desk import entries, log, signing, takedowns, terms, told
from webapp.desk.forms import editable, pieces
from webapp.desk.gate import NAME, UNSPOKEN, Gate
from webapp.shown import digest

if TYPE_CHECKING:
    from feeds.editing import Editing
    from feeds.reading import Reading

_AWHILE: Final = 5.0
"""Seconds for which pages of readers believe what they heard of the desk."""
_SCRIPT: Final = Path(__file__).parents[1] / "static" / "desk.js"


def register(app: Flask, reading: Reading, editing: Editing) -> None:
    """Give ``app`` a desk at ``/<ui>/desk/``, and its pages ``desk_url`` for as long as there is one."""
    gate = Gate(reading, editing)
    # An address in no language yet; as one of the desk's it passes the gate, but needs nobody who is signed in.
    app.add_url_rule("/desk", UNSPOKEN, _unspoken, strict_slashes=False)
    for part in (signing, entries, terms, takedowns, log):
        part.add(gate)
    gate.register(app)
    app.jinja_env.filters.update(
        age=told.age, check_name=told.check_name, deed_name=told.deed_name,
        editable=editable, kind_name=told.kind_name, pieces=pieces, place_name=told.place_name,
        state_name=told.state_name,
    )  # fmt: skip
    version, door = digest(_SCRIPT.read_bytes()), _Door(editing)

    @app.context_processor
    def _desk() -> dict[str, object]:
        script = url_for("static", filename=_SCRIPT.name, v=version)
        return {"desk_url": url_for(f"{NAME}.queue") if door.open else None, "desk_script": script}


def _unspoken() -> ResponseReturnValue:
    """To the desk in the language that the browser asks for."""
    answer = make_response(redirect(url_for(f"{NAME}.queue", ui=language.asked_for()), 302))
    answer.vary.add("Accept-Language")
    return answer


class _Door:
    """Whether there is a desk, for pages of readers: asked of the database once in a while."""

    def __init__(self, editing: Editing) -> None:
        self._editing = editing
        self._open = False
        self._until = 0.0

    @property
    def open(self) -> bool:
        """As far as is known; two threads may ask at once, which costs a question more."""
        if time.monotonic() >= self._until:
            try:
                self._open = self._editing.open
            except StoreError:  # the page has trouble of its own then
                self._open = False
            self._until = time.monotonic() + _AWHILE
        return self._open
