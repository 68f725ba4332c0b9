"""Taking an entry down, and putting it back."""

from __future__ import annotations

from flask import abort, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feeds.editing import LONGEST_REASON, Listed
from feeds.errors import ConfigError, ReviewError
from webapp import language
from webapp.desk import session
from webapp.desk.forms import Sent, too_long
from webapp.desk.gate import AT, Gate, here


def add(gate: Gate) -> None:
    """``/desk/entry/<key>/take-down`` and ``/desk/taken-down``."""
    editing, reading = gate.editing, gate.reading

    def draw(sent: Sent | None, objection: str | None, key: str) -> ResponseReturnValue:
        return page(key, sent or {}, objection)

    def take(sent: Sent, key: str) -> ResponseReturnValue:
        reason = sent.get("reason", "").strip()
        if not reason:
            return page(key, sent, _("Write a reason: it is for the editors alone, and stays in the log."), status=422)
        if len(reason) > LONGEST_REASON:
            return page(key, sent, too_long(len(reason), LONGEST_REASON), status=422)
        try:
            done = editing.take_down(g.editor, here(), key, reason)
        except ReviewError as error:
            return page(key, sent, _("This entry cannot be taken down:"), str(error), 409)
        except ConfigError as error:
            return page(key, sent, _unlisted(), str(error), 409)
        session.tell(_outcome(_("The entry is taken down."), done))
        return redirect(url_for("desk.taken_down"), 303)

    def page(key: str, sent: Sent, objection: str | None, detail: str = "", status: int = 200) -> ResponseReturnValue:
        if reading.withdrawn(key):
            return make_response(render_template("desk/withdrawn.html"), 410)
        found = reading.entry(key, language.ui())
        if found is None:
            abort(404)
        return make_response(
            render_template(
                "desk/take_down.html", view=found.view, reason=sent.get("reason", ""), objection=objection,
                detail=detail, most=LONGEST_REASON,
            ),
            status,
        )  # fmt: skip

    def draw_list(sent: Sent | None, objection: str | None) -> ResponseReturnValue:
        return listed(objection)

    def put_back(sent: Sent) -> ResponseReturnValue:
        try:
            done = editing.put_back(g.editor, here(), sent.get("key", ""))
        except ReviewError as error:
            return listed(_("This entry cannot be put back:"), str(error), 409)
        except ConfigError as error:
            return listed(_unlisted(), str(error), 409)
        if done.still:
            lines = ", ".join(done.still)[:300]
            words = _("Other lines of takedown.toml still name this entry, so it stays down: %(lines)s", lines=lines)
            session.tell(session.Message(words))
        else:
            session.tell(_outcome(_("The entry is put back."), done))
        return redirect(url_for("desk.taken_down"), 303)

    def listed(objection: str | None, detail: str = "", status: int = 200) -> ResponseReturnValue:
        titles = {source.id: source.title for source in reading.sources}
        return make_response(
            render_template(
                "desk/taken_down.html", those=editing.taken_down(), titles=titles, objection=objection, detail=detail
            ),
            status,
        )

    gate.form(f"{AT}/entry/<key>/take-down", "take_down", draw, take)
    gate.form(f"{AT}/taken-down", "taken_down", draw_list, put_back)


def _unlisted() -> str:
    return _("The list of what is taken down cannot be changed as it is. Whoever runs this site has to look at it:")


def _outcome(words: str, done: Listed) -> session.Message:
    if done.published:
        return session.Message(_("%(deed)s Pages and feeds show it so at once.", deed=words))
    late = _("%(deed)s The feeds follow with the next publish.", deed=words)
    return session.Message(late, (done.trouble or "")[:300])
