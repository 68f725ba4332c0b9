"""Visnyk's viewer: server-rendered pages in two languages, of which every function works without script.

Floor 6. Readers' pages ask one object, ``reading``, the editor's desk another one, ``editing``, and nothing else: no
SQL, no HTTP client, no feed parsing. The published feeds are answered by :mod:`webapp.documents` ahead of Flask, from
memory.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Flask

from feeds.errors import StoreError
from feeds.model import Edition
from webapp import (
    about,
    archives,
    assets,
    embed,
    errors,
    guard,
    headers,
    language,
    news,
    noted,
    pictures,
    places,
    shown,
    sitemap,
    words,
)

if TYPE_CHECKING:
    from feeds.editing import Editing
    from feeds.reading import Reading

FORMATS = (
    ("Atom", "atom", "application/atom+xml"),
    ("RSS", "rss", "application/rss+xml"),
    ("JSON Feed", "json", "application/feed+json"),
)
"""Of every edition: the name for a person, the extension, the media type."""


def create_app(reading: Reading, editing: Editing | None = None, *, static: bool = False) -> Flask:
    """The viewer over ``reading``, which must stand calls from several threads; with a desk if there is ``editing``.

    ``static``: its pages are to be files, which can neither look anything up nor see what a browser asks for.
    """
    app = Flask(__name__)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
    language.register(app, reading.timezone, static=static)
    for pages in (news.blueprint(reading), places.blueprint(reading), about.blueprint(reading)):
        app.register_blueprint(pages, url_prefix=language.PREFIX)
    for files in (about.service(reading), assets.blueprint(), pictures.blueprint(reading), archives.blueprint(reading)):
        app.register_blueprint(files)
    app.register_blueprint(sitemap.blueprint(reading))
    app.register_blueprint(embed.blueprint(reading))
    if editing is not None:
        from webapp import desk  # here: it brings with it what writes

        desk.register(app, reading, editing)
    _add_words(app, reading, reading.has_search and not static)
    headers.register(app, reading.site)
    errors.register(app)
    if not static:
        guard.register(app, reading)
    return app


def _add_words(app: Flask, reading: Reading, has_search: bool) -> None:
    """Give the templates the words, dates and safe HTML they are written in."""
    zone = ZoneInfo(reading.timezone)
    app.jinja_env.filters.update(
        article=shown.article,
        day=lambda moment: words.day(moment.astimezone(zone)),
        month=words.month,
        clock=lambda moment: f"{moment.astimezone(zone):%H:%M}",
        timed=words.has_time,
        local=lambda moment: moment.astimezone(zone).isoformat(timespec="seconds"),
        engine_name=words.engine_name,
        said=noted.said,
        file_name=words.file_name,
        language_name=words.language_name,
        lang=shown.lang,
        size=words.size,
        weblink=shown.weblink,
    )
    app.jinja_env.globals.update(
        headline=shown.headline, teaser=shown.teaser, formats=FORMATS, snippet=embed.snippet,
        own_names=language.OWN_NAMES, here=language.here,
    )  # fmt: skip

    @app.context_processor
    def _site() -> dict[str, object]:
        return {
            "site": reading.site,
            "target": reading.target,
            "timezone": reading.timezone,
            "editions": _editions(reading),
            "has_alerts": reading.has_alerts,
            "has_search": has_search,
            "ui": language.ui(),
            "absolute": partial(language.absolute, reading.site.base_url),
        }


def _editions(reading: Reading) -> tuple[Edition, ...]:
    """The editions for feed autodiscovery; none while the store is unreadable, so that an error page can be drawn."""
    try:
        return reading.editions()
    except StoreError:
        return ()
