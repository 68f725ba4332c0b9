"""Errors as small pages in the same layout."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, make_response, render_template
from werkzeug.exceptions import HTTPException

from feeds.errors import StoreError

_TELLING = ("Allow", "Content-Range")
"""Of 405 (RFC 9110 §15.5.6) and of 416 (§15.5.17)."""


def register(app: Flask) -> None:
    """Answer every error of ``app`` with a page; Flask turns an unforeseen exception into a 500 and logs it."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(StoreError, _store_error)


def _http_error(error: HTTPException) -> Response:
    """The error's page, with the headers that belong to it."""
    original = error.get_response()
    response = _page(original.status_code)
    for name in _TELLING:
        if name in original.headers:
            response.headers[name] = original.headers[name]
    return response


def _store_error(error: StoreError) -> Response:
    """503: a store that is locked or missing is back soon; the reason is for the log, not for readers."""
    current_app.logger.error("store unreadable: %s", error)
    response = _page(HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = "30"
    return response


def _page(status: int) -> Response:
    return make_response(render_template("error.html", status=int(status)), int(status))
