"""Signing in and out, and a new password."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from feeds.errors import AccountError, SignInError, TooManyTries
from webapp.desk import session
from webapp.desk.forms import Sent
from webapp.desk.gate import AT, KEPT, KEPT_FOR, Gate, destination, here


def add(gate: Gate) -> None:
    """``/desk/sign-in``, ``/desk/sign-out``, ``/desk/password``."""
    editing = gate.editing

    def draw_sign_in(sent: Sent | None, objection: str | None) -> ResponseReturnValue:
        if sent is None and g.editor:
            return redirect(destination(request.args.get("next", "")), 303)
        return _sign_in_page(sent or {}, objection)

    def sign_in(sent: Sent) -> ResponseReturnValue:
        try:
            token = editing.sign_in(sent.get("name", ""), sent.get("password", ""), here(), session.proofs())
        except SignInError:
            return _sign_in_page(sent, _("The name or the password is wrong."), 403)
        except AccountError:  # there is no memory for it
            return _sign_in_page(sent, _("The password could not be looked at just now. Please try again."), 503)
        except TooManyTries as error:
            return _later(_sign_in_page(sent, _too_many(error.seconds), 429), error)
        if session.token():  # another sitting of the same browser: nobody could end it any more
            editing.sign_out(session.token(), here())
        session.begin(token)
        g.editor = editing.editor_of(token)
        response = make_response(gate.again(sent) or redirect(destination(sent.get("next", "")), 303))
        if g.editor and (proof := editing.device_proof(token)):
            session.keep_proof(response, g.editor, proof)
        return response

    def draw_sign_out(sent: Sent | None, objection: str | None) -> ResponseReturnValue:
        return render_template("desk/sign_out.html", objection=objection)

    def sign_out(sent: Sent) -> ResponseReturnValue:
        token = session.token()
        session.end()  # first: the browser forgets it, whatever becomes of the rest
        editing.sign_out(token, here())
        session.tell(session.Message(_("You are signed out.")))
        return redirect(url_for("desk.sign_in"), 303)

    def draw_password(sent: Sent | None, objection: str | None) -> ResponseReturnValue:
        return _password_page(objection)

    def password(sent: Sent) -> ResponseReturnValue:
        new = sent.get("new", "")
        if new != sent.get("repeated", ""):
            return _password_page(_("The new password was not typed twice in the same way."), status=422)
        try:
            proof = editing.change_password(g.editor, here(), sent.get("old", ""), new, session.token())
        except SignInError:
            return _password_page(_("The old password is wrong."), status=403)
        except TooManyTries as error:
            return _later(_password_page(_too_many(error.seconds), status=429), error)
        except AccountError as error:
            return _password_page(_("This cannot be the new password."), str(error), 422)
        session.end()
        session.tell(
            session.Message(_("Your password is changed. You are signed out everywhere: sign in with the new one."))
        )
        response = redirect(url_for("desk.sign_in"), 303)
        session.keep_proof(response, g.editor, proof)
        return response

    gate.form(f"{AT}/sign-in", "sign_in", draw_sign_in, sign_in)
    gate.form(f"{AT}/sign-out", "sign_out", draw_sign_out, sign_out)
    gate.form(f"{AT}/password", "password", draw_password, password)


def _sign_in_page(sent: Mapping[str, str], objection: str | None, status: int = 200) -> ResponseReturnValue:
    kept = {name: value for name, value in sent.items() if name.startswith(KEPT) or name == KEPT_FOR}
    onward = sent.get("next", request.args.get("next", ""))
    return make_response(
        render_template("desk/sign_in.html", name=sent.get("name", ""), onward=onward, kept=kept, objection=objection),
        status,
    )


def _password_page(objection: str | None, detail: str = "", status: int = 200) -> ResponseReturnValue:
    return make_response(render_template("desk/password.html", objection=objection, detail=detail), status)


def _too_many(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many tries to sign in. Wait %(num)d minute, or ask whoever runs this site.",
        "Too many tries to sign in. Wait %(num)d minutes, or ask whoever runs this site.",
        minutes,
    )


def _later(answer: ResponseReturnValue, error: TooManyTries) -> ResponseReturnValue:
    response = make_response(answer)
    response.headers["Retry-After"] = str(error.seconds)
    return response
