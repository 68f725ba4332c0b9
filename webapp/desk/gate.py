"""What every request to the desk passes: is there a desk, is the way private, is it ours, who is it?

And the rule for forms: whatever is refused comes back as it was typed. A form is one function that draws it and one
that takes it; who adds both by :meth:`Gate.form` need not think of the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Flask, abort, current_app, g, jsonify, make_response, redirect, render_template, request
from flask import url_for as address_of
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from feeds.errors import StoreError
from webapp import language
from webapp.desk import session
from webapp.desk.forms import Sent

if TYPE_CHECKING:
    from feeds.editing import Editing
    from feeds.reading import Reading

NAME: Final = "desk"
"""Of the blueprint."""
AT: Final = f"{language.PREFIX}/desk"
SIGN_IN: Final = f"{NAME}.sign_in"
UNSPOKEN: Final = f"{NAME}.unspoken"
_SIGN_OUT: Final = f"{NAME}.sign_out"
_CHECK: Final = f"{NAME}.check"
KEPT: Final = "kept-"
"""Before the names of fields that the sign-in form keeps for another one."""
KEPT_FOR: Final = "kept_for"
"""That other form's address."""
_NOT_KEPT: Final = ("csrf_token", "old", "new", "password", KEPT_FOR)

Draw = Callable[..., ResponseReturnValue]
"""Of what was sent, or ``None``; an objection to it, or ``None``; and the values of the address."""
Take = Callable[..., ResponseReturnValue]
"""Of what was sent, and the values of the address."""


@dataclass(slots=True)
class Gate:
    """The blueprint of the desk, and what stands before its pages."""

    reading: Reading
    editing: Editing
    pages: Blueprint = field(default_factory=lambda: Blueprint(NAME, __name__))
    _csrf: CSRFProtect = field(default_factory=CSRFProtect)
    _drawn: dict[str, Draw] = field(default_factory=dict)
    """Forms by endpoint."""

    def register(self, app: Flask) -> None:
        """Put it before ``app``'s desk, and the pages behind it."""
        app.session_interface = session.Sessions(lambda: self.editing.secret)
        # The token holds as long as the cookie: somebody may well write for more than an hour. Where it was sent from
        # is looked at here, since behind a proxy the host is not the one that the browser names.
        app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
        self._csrf.init_app(app)
        app.before_request(self._exist)
        self.pages.before_request(self._enter)
        self.pages.after_request(_unlisted)
        self.pages.context_processor(lambda: {"editor": g.get("editor"), "said": session.told})
        app.register_blueprint(self.pages)

    def form(self, rule: str, endpoint: str, draw: Draw, take: Take) -> None:
        """A page with a form. What may not be taken, or cannot be stored, is drawn again with a word about it."""

        def view(**values: str) -> ResponseReturnValue:
            if request.method != "POST":
                return draw(None, None, **values)
            sent = sent_now()
            if g.objection:
                return make_response(draw(sent, g.objection, **values), 400)
            try:
                return take(sent, **values)
            except StoreError as error:
                current_app.logger.error("desk: %s", error)
                return make_response(draw(sent, _unstored(), **values), 503)

        self._drawn[f"{NAME}.{endpoint}"] = draw
        self.pages.add_url_rule(rule, endpoint, view, methods=["GET", "POST"])

    def again(self, sent: Sent) -> ResponseReturnValue | None:
        """The form that the sign-in form has kept, as it was typed; ``None``: it has kept none."""
        found = _matched(sent.get(KEPT_FOR, ""), "POST")
        if found is None or found[0] not in self._drawn or found[0] == SIGN_IN:
            return None
        typed = {name.removeprefix(KEPT): value for name, value in sent.items() if name.startswith(KEPT)}
        found[1].pop("ui", None)
        g.pop("csrf_token", None)  # there is a new session
        words = _("You are signed in again. What you wrote is below, and was not sent yet: please send it again.")
        return self._drawn[found[0]](typed, words, **found[1])

    # --- what a request passes ----------------------------------------------------------------------------------------

    def _exist(self) -> None:
        # For the whole app, since what has no page at all, or not for this method, is answered before a blueprint.
        if session.is_desk(request.path) and not self.editing.open:
            abort(404)

    def _enter(self) -> ResponseReturnValue | None:
        if not current_app.secret_key:
            current_app.secret_key = self.editing.secret
        if not session.is_private(request):
            return self._refuse("insecure")
        sending = request.method == "POST"
        if sending and session.is_foreign(request, self.reading.site.base_url):
            return self._refuse("foreign")
        g.editor = self.editing.editor_of(session.token()) if session.token() else None
        g.objection = self._objection() if sending else None
        if g.editor is None and request.endpoint not in (SIGN_IN, UNSPOKEN):
            return self._to_sign_in()
        if g.objection and request.endpoint not in self._drawn:
            return jsonify(refused=g.objection), 400
        return None

    def _refuse(self, why: str) -> AnyResponse:
        """A page that says why there is no desk for this request, and what to do."""
        host = urlsplit(self.reading.site.base_url).hostname or request.host
        return make_response(render_template("desk/refused.html", why=why, host=host), 403)

    def _objection(self) -> str | None:
        """Why what was sent cannot be believed to come from a page that this editor was shown."""
        try:
            self._csrf.protect()
        except CSRFError:
            return _("This page was too old, or from before you signed in. Nothing is lost: please send it once more.")
        return None

    def _to_sign_in(self) -> ResponseReturnValue:
        if request.endpoint == _CHECK:
            return jsonify(refused=_("You are not signed in any more. Save to sign in again; your text is kept.")), 403
        if request.method != "POST":
            return redirect(address_of(SIGN_IN, next=request.full_path.rstrip("?")), 303)
        if request.endpoint == _SIGN_OUT:
            return redirect(address_of(SIGN_IN), 303)
        words = _("You are not signed in any more. Sign in, and what you wrote will be there to be sent again.")
        kept = {f"{KEPT}{name}": value for name, value in sent_now().items() if name not in _NOT_KEPT}
        return make_response(self._drawn[SIGN_IN]({KEPT_FOR: request.path, **kept}, words), 403)


def sent_now() -> dict[str, str]:
    """What came with this request; of a field that is there twice, the first one."""
    return request.form.to_dict()


def here() -> str:
    """From where the request comes, for the log."""
    return request.remote_addr or ""


def destination(text: str) -> str:
    """Where to go after signing in: the page of the desk that ``text`` names, else the queue.

    Nothing of the text itself is passed on: the address is built anew from the page and the values that it names.
    """
    found = _matched(text, "GET")
    if found is None or found[0] in (SIGN_IN, _SIGN_OUT):
        return address_of(f"{NAME}.queue")
    query = urlencode(parse_qsl(urlsplit(text).query))
    return address_of(found[0], **found[1]) + (f"?{query}" if query else "")


def _matched(text: str, method: str) -> tuple[str, dict[str, Any]] | None:
    """The endpoint of the desk that a path names, and its values."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None, "there is one for every request"
    try:
        endpoint, values = adapter.match(parts.path, method=method)
    except HTTPException:  # nothing there, or elsewhere
        return None
    return (endpoint, dict(values)) if endpoint.startswith(f"{NAME}.") else None


def _unlisted(response: AnyResponse) -> AnyResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _unstored() -> str:
    return _("The database could not be written just now. Nothing is lost: please send it again in half a minute.")
