"""The headers of every page: what a browser may do with it, how long it may keep it, and in which form it travels."""

from __future__ import annotations

import gzip
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, request

from feeds.model import Site
from webapp import embed, language, pictures
from webapp.documents import accepts_gzip

DESK: Final = "desk"
"""The blueprint of what only editors see."""
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""CSP 3; no script of ours has the parser read a string (Trusted Types §2), where one of others could come in. What
connects is the desk, where a text is checked while it is written, and those who judge pages for search engines, which
ask for robots.txt from within the page (Lighthouse)."""
EMBED_POLICY: Final = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""Of the pages that are made to stand in others (CSP 3 §6.4.2): there is nothing in them to be tricked into."""
_FOR_OTHERS: Final = (embed.NAME, "pictures", "archives", "assets")
_FILES_FOR_OTHERS: Final = ("static", "service.favicon")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_SECURE_FOR: Final = "max-age=31536000"
"""A year (RFC 6797 §6.1.1). Of this host alone: those below it may be others'."""
_PAGE_AGE: Final = "public, max-age=0, s-maxage=60"
"""A browser asks each time, which is answered with 304 if nothing has changed: who has corrected a sentence, or taken
an entry down, sees it at once. A proxy for many may answer for a minute (RFC 9111 §5.2.2.10)."""
_STATIC_AGE: Final = "public, max-age=86400"
_PACKED: Final = frozenset(
    {
        "text/html", "text/css", "text/javascript", "text/plain", "application/xml", "application/json",
        "application/atom+xml", "application/rss+xml", "application/feed+json", "image/svg+xml",
    }
)  # fmt: skip
"""Media types that gain by it; pictures are compressed in themselves."""
_SMALL: Final = 500
"""Bytes; up to these it all goes into one packet anyway."""


def register(app: Flask, site: Site) -> None:
    """Add the headers to every answer of ``app``, errors included."""
    always = dict(_HEADERS)
    if urlsplit(site.base_url).scheme == "https":
        always["Strict-Transport-Security"] = _SECURE_FOR

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers.update(always)
        _allow(response)
        _stay_here(response)
        _keep(response)
        if request.blueprint != DESK:
            _vary(response)
            _validate(response)
        return response


def _allow(response: Response) -> None:
    """What this kind of page may do, and who may have it in a page of theirs."""
    response.headers["Content-Security-Policy"] = EMBED_POLICY if request.blueprint == embed.NAME else POLICY
    # The desk's own forms are told apart from others' by where they come from; nobody else learns anything.
    response.headers["Referrer-Policy"] = "same-origin" if request.blueprint == DESK else "no-referrer"
    # What feeds and embedded pages show is shown by other sites; Fetch §3.7 is about everything else.
    for_others = request.blueprint in _FOR_OTHERS or request.endpoint in _FILES_FOR_OTHERS
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if for_others else "same-origin"


def _stay_here(response: Response) -> None:
    """Let a redirect within the site be a path: behind a proxy nobody here knows the scheme for certain."""
    if response.location and (parts := urlsplit(response.location)).netloc == request.host:
        # One slash, whatever was asked for: two are the beginning of another host's name.
        response.location = urlunsplit(("", "", f"/{parts.path.lstrip('/')}", parts.query, parts.fragment))
        response.set_data(b"")  # it names the whole address, as whoever asked has written the host


def _keep(response: Response) -> None:
    """How long a copy is good."""
    if response.status_code >= 400 or "Set-Cookie" in response.headers or request.blueprint == DESK:
        response.headers["Cache-Control"] = "no-store"
    elif request.endpoint == "static":  # its address changes with its bytes
        response.headers["Cache-Control"] = _STATIC_AGE
    else:
        response.headers.setdefault("Cache-Control", _PAGE_AGE)


def _vary(response: Response) -> None:
    """By what the browser sent with its request the answer was chosen, beside the address (RFC 9110 §12.5.5)."""
    if _is_text(response):
        response.vary.add("Accept-Encoding")
    if language.was_asked_for():
        response.vary.add("Accept-Language")


def _validate(response: Response) -> None:
    """Validators and 304 (RFC 9110 §13.2.2) for what was found, and the form in which it travels.

    Both forms of a page have a validator of their own, and a browser may come with either.
    """
    found = response.status_code == 200 and response.headers["Cache-Control"] != "no-store"
    if request.endpoint == pictures.ENDPOINT or request.method not in ("GET", "HEAD"):
        return  # of a picture all is said already, and its bytes are not in memory
    if found and request.endpoint != "static":  # of a file Flask has answered the conditions
        response.add_etag()
        response.make_conditional(request)
    if response.status_code in (206, 304) or not _is_text(response) or not _pack(response) or not found:
        return
    etag, _ = response.get_etag()
    response.set_etag(f"{etag}-gz")
    response.make_conditional(request)


def _is_text(response: Response) -> bool:
    return response.mimetype in _PACKED


def _pack(response: Response) -> bool:
    """Compress the body, if the browser wants that and there is something to it."""
    if not accepts_gzip(request.headers.get("Accept-Encoding", "")):
        return False
    response.direct_passthrough = False
    body = response.get_data()
    packed = gzip.compress(body, compresslevel=6, mtime=0) if len(body) > _SMALL else body
    if len(packed) >= len(body):
        return False
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    return True
