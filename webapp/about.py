"""The pages about the service itself: how to subscribe, how it fares, and what a monitor asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from feeds import health
from feeds.errors import StoreError
from feeds.model import State

if TYPE_CHECKING:
    from feeds.reading import Reading

_BACKLOG = (State.PENDING, State.PARTIAL, State.FAILED, State.TRANSLATED, State.REVIEWED, State.NOT_NEEDED)
"""Translation states in the order in which the status page counts them: what is missing first."""


def blueprint(reading: Reading) -> Blueprint:
    """``/subscribe``, ``/status``, ``/healthz``, ``/favicon.svg``."""
    pages = Blueprint("about", __name__)

    @pages.get("/subscribe")
    def subscribe() -> str:
        return render_template("subscribe.html")

    @pages.get("/status")
    def status() -> Response:
        view = reading.status()
        backlog = [(state, view.translations.get(state, 0)) for state in _BACKLOG]
        body = render_template("status.html", view=view, overview=health.overview(view), backlog=backlog)
        return _kept(make_response(body), "no-cache")

    @pages.get("/healthz")
    def healthz() -> Response:
        try:
            return _kept(jsonify(health.report(reading.status())), "no-store")
        except StoreError as error:
            current_app.logger.error("store unreadable: %s", error)
            answer = jsonify({"status": "unavailable", "sources": {}, "last_refresh": None})
            answer.status_code = 503
            return _kept(answer, "no-store")

    @pages.get("/favicon.svg")
    def favicon() -> Response:
        return _kept(current_app.send_static_file("favicon.svg"), "public, max-age=86400")

    @pages.get("/favicon.ico")
    def favicon_ico() -> AnyResponse:
        # Browsers ask for it unbidden where a document has no <link rel="icon">, such as a feed.
        return redirect(url_for("about.favicon"), 301)

    return pages


def _kept(response: Response, how: str) -> Response:
    response.headers["Cache-Control"] = how
    return response
