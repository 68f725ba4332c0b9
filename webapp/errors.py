"""Errors in the language of the reader and in the form that was asked for: a page with the way back, or for programs
a problem document (RFC 9457) or a line of text. Nothing of the request comes back in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from babel.dates import format_timedelta
from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from feeds.errors import StoreError
from webapp.language import ui
from webapp.words import locale_of

_TELLING: Final = ("Allow", "Content-Range", "Retry-After")
"""Of 405 (RFC 9110 §15.5.6), of 416 (§15.5.17), of 413, 429 and 503 (§10.2.3)."""
_STORE_IS_BACK: Final = 30
"""Seconds: a store that is locked or missing mostly is."""
_PROGRAMS: Final = ("application/problem+json", "application/feed+json", "application/json")
_TEXTS: Final = (".atom", ".rss", ".opml", ".xml", ".txt")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is said of an error."""

    status: int
    title: str
    detail: str


def register(app: Flask) -> None:
    """Answer every error of ``app``; Flask turns an unforeseen exception into a 500 and logs it."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(StoreError, _store_error)


def problem_of(status: int, wait: int | None = None) -> Problem:
    """An error in words; ``wait`` is for how many seconds to leave it alone, if that is known."""
    when = _in_words(wait) if wait else None
    if status in (429, 503):
        return Problem(status, *(_busy(when) if status == 429 else _away(when)))
    known = _words()
    return Problem(status, *known.get(status, known[500 if status >= 500 else 400]))


def _words() -> dict[int, tuple[str, str]]:
    return {
        400: (
            _("That was not understood"),
            _("Something in the address or in the form is not as it should be. Go back, and try it once more."),
        ),
        403: (
            _("This is not for you to open"),
            _("Only those who are allowed to may do this. If you are an editor, sign in and try it once more."),
        ),
        404: (
            _("Page not found"),
            _("There is no page at this address. It may have been mistyped, or what it led to was never here."),
        ),
        405: (_("Not that way"), _("This address can be read, and nothing else.")),
        410: (
            _("Taken down"),
            _("This entry was taken down. It is in no feed of ours any more either."),
        ),
        413: (_("Too much at once"), _("What was sent is more than this site takes. Try it with less.")),
        500: (
            _("Something went wrong"),
            _("The fault is ours. It has been written down; please try again later."),
        ),
    }


def _busy(when: str | None) -> tuple[str, str]:
    if when is None:
        return _("Too many requests"), _("This came too often from where you are. Please wait a little.")
    return (
        _("Too many requests"),
        _("This came too often from where you are. Please try again %(when)s.", when=when),
    )


def _away(when: str | None) -> tuple[str, str]:
    if when is None:
        return _("Back in a moment"), _("The news cannot be read just now. Please try again in a moment.")
    return _("Back in a moment"), _("The news cannot be read just now. Please try again %(when)s.", when=when)


def _http_error(error: HTTPException) -> Response:
    """The error, with the headers that belong to it."""
    original = error.get_response()
    answer = _answer(problem_of(original.status_code, _wait(error)))
    for name in _TELLING:
        if name in original.headers:
            answer.headers[name] = original.headers[name]
    return answer


def _store_error(error: StoreError) -> Response:
    """503; the reason is for the log, not for readers."""
    current_app.logger.error("store unreadable: %s", error)
    return _http_error(ServiceUnavailable(retry_after=_STORE_IS_BACK))


def _wait(error: HTTPException) -> int | None:
    """Seconds until it may go better."""
    said: datetime | int | None = getattr(error, "retry_after", None)
    if isinstance(said, datetime):
        return max(round((said.astimezone(UTC) - datetime.now(UTC)).total_seconds()), 1)
    return said


def _in_words(seconds: int) -> str:
    """``"in 30 seconds"``, ``"через 2 хвилини"``: never less than it takes."""
    unit = next(unit for unit, least in ((86400, 172800), (3600, 7200), (60, 120), (1, 0)) if seconds >= least)
    whole = -(-seconds // unit) * unit
    return format_timedelta(timedelta(seconds=whole), threshold=2, add_direction=True, locale=locale_of(ui()))


def _answer(problem: Problem) -> Response:
    """In the form that the address has, else in the one that is liked best."""
    if request.path.endswith(_TEXTS):
        return _plain(f"{problem.title}\n{problem.detail}\n", "text/plain; charset=utf-8", problem.status)
    wanted = request.accept_mimetypes.best_match(("text/html", *_PROGRAMS))
    if request.path.endswith(".json") or wanted in _PROGRAMS:
        # RFC 9457 §4.2.1: of "about:blank" the title is the name of the status.
        named = {"type": "about:blank", "title": _phrase(problem), "status": problem.status, "detail": problem.detail}
        return _plain(json.dumps(named, ensure_ascii=False), _PROGRAMS[0], problem.status)
    # The address of the page is not one to come back to, in another language or at all.
    page = render_template("error.html", problem=problem, here=lambda tag: url_for("news.front", ui=tag))
    return make_response(page, problem.status)


def _phrase(problem: Problem) -> str:
    try:
        return HTTPStatus(problem.status).phrase
    except ValueError:
        return problem.title


def _plain(body: str, media_type: str, status: int) -> Response:
    answer = make_response(body, status)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Language"] = ui()
    return answer
