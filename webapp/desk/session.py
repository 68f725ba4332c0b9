"""Who sits at the desk: the cookie that says so, and what a request must be like to be believed.

The cookie is signed and holds the token of a sitting, which ends on the server: whoever has an old cookie has nothing.
Pages of readers neither set it nor look at it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Request, session
from flask import request as current
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.wrappers import Response

from feeds.errors import StoreError
from webapp.language import UI

COOKIE: Final = "visnyk-desk"
_HOST: Final = "__Host-"
"""A cookie of this name is of this host alone, by TLS alone, and no neighbour can set it (RFC 6265bis §4.1.3.2)."""
_DEVICE: Final = "visnyk-device-"
"""Before a digest of the editor's name: several may share a browser, and each of them is known in it."""
_DEVICE_KEPT: Final = timedelta(days=400)
"""From the last time that they signed in; browsers keep nothing for longer (RFC 6265bis §5.5)."""
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_PASSED_ON: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")
_SITTING: Final = "sitting"
_SAID: Final = "said"


@dataclass(frozen=True, slots=True)
class Message:
    """What is told on the next page."""

    words: str
    detail: str = ""
    """In English, from below."""
    at: str = ""
    """The id of what it is about; empty: the whole page."""


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions for addresses of the desk alone, signed with ``secret``, which may raise StoreError."""

    salt = "visnyk-desk"
    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, secret: Callable[[], bytes]) -> None:
        self._secret = secret

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What is in the cookie; ``None``, to which nothing can be added, on readers' pages."""
        if not is_desk(request.path):
            return None
        if not app.secret_key and request.cookies.get(self.get_cookie_name(app)):
            try:
                app.secret_key = self._secret()
            except StoreError:  # told to the editor by the page, which cannot do without it either
                return self.session_class()
        return super().open_session(app, request) if app.secret_key else self.session_class()

    def get_cookie_name(self, app: Flask) -> str:
        """One for TLS, and one for loopback, where the other may not be set."""
        return _named(COOKIE)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Always, but for loopback."""
        return current.is_secure

    def get_cookie_path(self, app: Flask) -> str:
        """The only one that goes with the name."""
        return "/"

    def get_cookie_samesite(self, app: Flask) -> str:
        """Not Strict: a link in a letter to the editor leads to the desk, and not to the sign-in page."""
        return "Lax"


def _named(cookie: str) -> str:
    return _HOST + cookie if current.is_secure else cookie


def is_desk(path: str) -> bool:
    """Is this an address of the desk, in whatever language?"""
    parts = path.split("/", 3)[1:]
    return "desk" in (parts[1:2] if parts[0] in UI else parts[:1])


def is_private(request: Request) -> bool:
    """Can nobody on the way read a password? By TLS, or where it does not leave the machine.

    What a proxy passed on by plain HTTP to loopback has left it, and nobody knows how.
    """
    if request.is_secure:
        return True
    try:
        host = urlsplit(f"//{request.host}").hostname
    except ValueError:
        return False
    # Anybody may name a host: it has to come from this machine too.
    here = request.remote_addr in _LOOPBACK
    return here and host in _LOOPBACK and not any(name in request.headers for name in _PASSED_ON)


def is_foreign(request: Request, base_url: str) -> bool:
    """Was this sent by a page that is not ours? (Fetch Metadata §2.1; Origin, RFC 6454 §7.)

    A browser that says nothing of either is believed by its token alone.
    """
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    own = urlsplit(base_url)
    return origin is not None and origin not in (
        f"{request.scheme}://{request.host}",
        f"{own.scheme}://{own.netloc}",
    )


# --- browsers that are known --------------------------------------------------------------------------------------


def proofs() -> list[str]:
    """That editors have signed in in this browser before (:mod:`feeds.editing.devices`)."""
    return [value for name, value in current.cookies.items() if name.startswith(_named(_DEVICE))]


def keep_proof(response: Response, editor: str, proof: str) -> None:
    """Have the browser keep it. A cookie of its own: it stays when the editor signs out."""
    name = _named(_DEVICE) + hashlib.sha256(editor.encode()).hexdigest()[:8]
    # Strict: it goes with nothing but what is sent by a page of ours. Its path is that of the name, as above.
    response.set_cookie(
        name, proof, max_age=_DEVICE_KEPT, path="/", secure=current.is_secure, httponly=True, samesite="Strict"
    )


# --- what is in it ------------------------------------------------------------------------------------------------


def token() -> str:
    """Of the sitting; empty: nobody is signed in."""
    found = session.get(_SITTING, "")
    return found if isinstance(found, str) else ""


def begin(new: str) -> None:
    """Somebody signed in: nothing that was there before is left."""
    session.clear()
    session[_SITTING] = new


def end() -> None:
    """Nobody is signed in any more."""
    session.clear()


def tell(message: Message) -> None:
    """Have this told on the next page that is drawn."""
    session[_SAID] = [message.words, message.detail, message.at]


def told() -> Message | None:
    """What is to be told now, once."""
    return Message(*session.pop(_SAID)) if _SAID in session else None
