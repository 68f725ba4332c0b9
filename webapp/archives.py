"""Pages of the archives of editions (RFC 5005 §4).

Asked for once by each new subscriber, so they come from the database and are not kept in memory as the feeds are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, make_response, request

if TYPE_CHECKING:
    from feeds.reading import Reading

_AGE: Final = "public, max-age=86400"
"""A day: a page does not change, unless something was taken down."""


def blueprint(reading: Reading) -> Blueprint:
    """``/editions/<edition>/<page>.<extension>``."""
    pages = Blueprint("archives", __name__)

    @pages.get("/editions/<edition>/<int:page>.<extension>")
    def archive(edition: str, page: int, extension: str) -> Response:
        configured = any(one.id == edition for one in reading.editions())
        found = reading.archived(f"/editions/{edition}/{page}.{extension}") if configured else None
        if found is None or request.path != found.path:
            abort(404)
        answer = make_response(found.body)
        answer.headers["Content-Type"] = found.media_type
        answer.headers["Cache-Control"] = _AGE
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.last_modified = found.last_modified
        return answer

    return pages
