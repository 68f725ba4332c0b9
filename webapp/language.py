"""English or Ukrainian: the language of the interface, which stands at the beginning of each page's address.

``/en/…`` and ``/uk/…`` are the same pages. An address without it leads to the one that the browser asks for
(RFC 9110 §12.5.4), so that links which stand in nobody's language, such as the bare host, work for both.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, has_request_context, make_response, redirect, render_template, request, url_for
from flask_babel import Babel
from werkzeug.routing import BuildError

UI: Final = ("en", "uk")
"""BCP 47 tags; the first one is for whoever asks for neither."""
PREFIX: Final = "/<any(en, uk):ui>"
"""Where the blueprints of pages are registered. What comes in is taken out of the views' arguments and put back into
every address that is built: nobody else has to think of it."""
_UNSPOKEN: Final = (
    "/", "/alerts", "/about", "/archive", "/partners", "/search", "/status", "/subscribe", "/topics",
    "/entry/<name>", "/partner/<name>", "/source/<name>", "/topic/<name>",
)  # fmt: skip
"""Addresses without a language that lead to one with it: old ones, and what people type."""
OWN_NAMES: Final = {"en": "English", "uk": "Українська"}


def register(app: Flask, timezone: str, *, static: bool = False) -> None:
    """Have ``app`` speak both languages; ``timezone`` is the IANA name of the zone that times are told in.

    ``static``: nobody will be there to see which language a browser asks for.
    """
    Babel(app, locale_selector=ui, default_timezone=timezone)
    app.url_value_preprocessor(_take)
    app.url_defaults(_put)
    if static:
        app.add_url_rule("/", "unspoken", _offer)
        return
    app.url_map.strict_slashes = False  # the address of an exported page has one at its end
    for path in _UNSPOKEN:
        app.add_url_rule(path, "unspoken", _lead)


def ui() -> str:
    """The language of the interface in this request."""
    if not has_request_context():
        return UI[0]
    if "ui" not in g:
        first = request.path.split("/", 2)[1]
        g.ui = first if first in UI else asked_for()
    chosen: str = g.ui
    return chosen


def asked_for() -> str:
    """The language that the browser likes best."""
    g.asked_for = True
    return request.accept_languages.best_match(UI) or UI[0]


def was_asked_for() -> bool:
    """Does the answer to this request depend on :func:`asked_for`?"""
    return "asked_for" in g


def speak(tag: str) -> None:
    """Have this request answered in this language, one of :data:`UI`."""
    g.ui = tag


def here(tag: str) -> str:
    """The path and query of the page that is being answered, in another language; its front page where it has none."""
    values = {**(request.view_args or {}), "ui": tag}
    try:
        path = url_for(request.endpoint or "", **values)
    except BuildError:
        return url_for("news.front", ui=tag)
    query = urlencode(sorted(request.args.items(multi=True)))
    return f"{path}?{query}" if query and f"/{tag}/" in path else path


def absolute(base_url: str, path: str) -> str:
    """Where others reach a path of ours: ``base_url`` says where the site begins, also behind a proxy."""
    return base_url + path.removeprefix(request.script_root)


def _take(endpoint: str | None, values: dict[str, str] | None) -> None:
    if values and "ui" in values:
        g.ui = values.pop("ui")


def _put(endpoint: str, values: dict[str, str]) -> None:
    from flask import current_app

    if "ui" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "ui"):
        values["ui"] = ui()


def _offer() -> str:
    """Both languages to choose from; who does not is led to the first."""
    return render_template("languages.html", first=UI[0])


def _lead(name: str = "") -> Response:
    """To the same address in the language that the browser asks for: 302, as another browser asks for another one."""
    path = f"/{asked_for()}{quote(request.path)}"  # a line break in it is none in a header
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    answer = make_response(redirect(request.script_root + path + query, 302))
    answer.vary.add("Accept-Language")
    return answer
