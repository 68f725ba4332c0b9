"""Visnyk's viewer: server-rendered pages over the read side of the service, and no script at all.

Floor 6. It asks one object, ``reading``, and nothing else: no SQL, no HTTP client, no feed parsing. The published
feeds are answered by :mod:`webapp.documents` ahead of Flask, from memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Flask, url_for

from feeds.errors import StoreError
from feeds.model import Edition
from webapp import about, archives, embed, errors, headers, news, pictures, shown, words

if TYPE_CHECKING:
    from feeds.reading import Reading

FORMATS = (
    ("Atom", "atom", "application/atom+xml"),
    ("RSS", "rss", "application/rss+xml"),
    ("JSON Feed", "json", "application/feed+json"),
)
"""Of every edition: the name for a person, the extension, the media type."""


def create_app(reading: Reading) -> Flask:
    """The viewer over ``reading``, which must stand calls from several threads."""
    app = Flask(__name__)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.register_blueprint(news.blueprint(reading))
    app.register_blueprint(about.blueprint(reading))
    app.register_blueprint(pictures.blueprint(reading))
    app.register_blueprint(embed.blueprint(reading))
    app.register_blueprint(archives.blueprint(reading))
    _add_language(app, reading)
    headers.register(app)
    errors.register(app)
    return app


def _add_language(app: Flask, reading: Reading) -> None:
    """Give the templates the words, dates and safe HTML they are written in."""
    zone = ZoneInfo(reading.timezone)
    style_version = shown.digest((Path(__file__).parent / "static" / "style.css").read_bytes())
    app.jinja_env.filters.update(
        article=shown.article,
        day=lambda moment: words.day(moment.astimezone(zone)),
        clock=lambda moment: f"{moment.astimezone(zone):%H:%M}",
        timed=words.has_time,
        local=lambda moment: moment.astimezone(zone).isoformat(timespec="seconds"),
        engine_name=words.engine_name,
        file_name=words.file_name,
        language_name=words.language_name,
        lang=shown.lang,
        size=words.size,
        weblink=shown.weblink,
    )
    app.jinja_env.globals.update(headline=shown.headline, teaser=shown.teaser, formats=FORMATS, snippet=embed.snippet)

    @app.context_processor
    def _site() -> dict[str, object]:
        return {
            "site": reading.site,
            "target": reading.target,
            "timezone": reading.timezone,
            "editions": _editions(reading),
            "has_alerts": reading.has_alerts,
            "style_url": url_for("static", filename="style.css", v=style_version),
        }


def _editions(reading: Reading) -> tuple[Edition, ...]:
    """The editions for feed autodiscovery; none while the store is unreadable, so that an error page can be drawn."""
    try:
        return reading.editions()
    except StoreError:
        return ()
