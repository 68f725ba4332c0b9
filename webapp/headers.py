"""The headers of every page: what a browser may do with it, and how long it may keep it."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from webapp import embed, pictures

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EMBED_POLICY: Final = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""Of the pages that are made to stand in others (CSP 3 §6.4.2): there is nothing in them to be tricked into."""
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_PAGE_AGE: Final = "public, max-age=60"
_STATIC_AGE: Final = "public, max-age=86400"


def register(app: Flask) -> None:
    """Add the headers to every answer of ``app``, errors included."""
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    """Policy for all; for a page that was found, validators and 304 (RFC 9110 §13.2.2)."""
    response.headers.update(_HEADERS)
    if request.blueprint == embed.NAME:
        response.headers["Content-Security-Policy"] = EMBED_POLICY
    if response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
        return response
    if request.endpoint == "static":  # its address changes with its bytes; Flask has answered conditions already
        response.headers["Cache-Control"] = _STATIC_AGE
        return response
    if request.endpoint == pictures.ENDPOINT:  # all is said already, for ever, and the bytes are not in memory
        return response
    response.headers.setdefault("Cache-Control", _PAGE_AGE)
    if response.status_code == 200 and response.headers["Cache-Control"] != "no-store":
        response.add_etag()
        response.make_conditional(request)
    return response
