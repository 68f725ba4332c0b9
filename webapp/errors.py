"""Errors as small pages in the same layout."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, make_response, render_template
from werkzeug.exceptions import HTTPException

from feeds.errors import StoreError


def register(app: Flask) -> None:
    """Answer every error of ``app`` with a page; Flask turns an unforeseen exception into a 500 and logs it."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(StoreError, _store_error)


def _http_error(error: HTTPException) -> Response:
    """The error's page, with the headers that belong to it (``Allow``)."""
    original = error.get_response()
    response = _page(original.status_code)
    if "Allow" in original.headers:
        response.headers["Allow"] = original.headers["Allow"]
    return response


def _store_error(error: StoreError) -> Response:
    """503: a store that is locked or missing is back soon; the reason is for the log, not for readers."""
    current_app.logger.error("store unreadable: %s", error)
    response = _page(HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = "30"
    return response


def _page(status: int) -> Response:
    return make_response(render_template("error.html", status=int(status)), int(status))
