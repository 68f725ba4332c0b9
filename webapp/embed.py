"""An edition in other people's pages: a small page of its newest items for an ``<iframe>``, without any script.

It is made from the published JSON Feed and not from the database: what a visitor of a partner's website sees is what
its subscribers got, in the same order. Of the items it shows titles, dates and sources; never HTML. It speaks the
language of its edition where that is one of the interface's, else English, and ``?lang=`` chooses.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _

from feeds.errors import StoreError
from feeds.model import Edition, Site, State
from feeds.text.html import shorten, to_text
from feeds.text.language import primary
from webapp.language import UI, speak, ui
from webapp.shown import TRANSLATED, Text, digest

if TYPE_CHECKING:
    from feeds.reading import Reading

NAME: Final = "embed"
"""Of the blueprint."""
_USUAL: Final = 5
_MOST: Final = 20
_THEMES: Final = ("auto", "light", "dark")
_AGE: Final = "public, max-age=300"
"""As that of feeds."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item as it is shown."""

    title: Text | None
    """``None``: it has neither a title nor words."""
    url: str
    when: datetime
    dated: bool
    """False: ``when`` is when it was first seen."""
    source: str | None
    state: State
    by_person: bool
    """No engine had a part in its translation."""


def blueprint(reading: Reading) -> Blueprint:
    """``/embed/<edition>``."""
    pages = Blueprint(NAME, __name__)
    shelf = _Shelf(reading)
    style = digest((Path(__file__).parent / "static" / "embed.css").read_bytes())

    def page(status: int = 200, **shown: object) -> Response:
        style_url = url_for("static", filename="embed.css", v=style)
        of_language = partial(leads, base_url=reading.site.base_url)
        body = render_template(
            "embed.html", theme=_theme(), embed_style=style_url, label=label, leads=of_language, **shown
        )
        return make_response(body, status)

    @pages.get("/embed/<edition_id>")
    def edition(edition_id: str) -> Response:
        _speak(None)
        found = next((one for one in reading.editions() if one.id == edition_id), None)
        if found is None:
            return page(404, problem=_("There is no edition at this address any more, or there never was."))
        _speak(found)
        answer = page(edition=found, lines=shelf.lines(found)[: _limit()])
        answer.headers["Cache-Control"] = _AGE
        return answer

    @pages.errorhandler(StoreError)
    def unreadable(error: StoreError) -> Response:
        current_app.logger.error("store unreadable: %s", error)
        answer = page(503, problem=_("The news cannot be read just now. Please try again in half a minute."))
        answer.headers["Retry-After"] = "30"
        return answer

    return pages


def snippet(site: Site, edition: Edition) -> str:
    """What a webmaster puts into a page."""
    address = html.escape(f"{site.base_url}/embed/{edition.id}")
    return (
        f'<iframe src="{address}" title="{html.escape(edition.title)}" width="100%" height="480" loading="lazy" '
        'referrerpolicy="no-referrer" style="border:0"></iframe>'
    )


def lines_of(feed: bytes, target: str) -> tuple[Line, ...]:
    """The items of a published JSON Feed, in its order; ``target`` is the language of translations."""
    return tuple(_line(item, target) for item in json.loads(feed)["items"])


def label(line: Line) -> str | None:
    """How far a machine is to be trusted with an item; ``None``: it is as its source wrote it."""
    words: dict[State, str] = {
        State.TRANSLATED: _("translated by a person") if line.by_person else _("machine translation"),
        State.PARTIAL: _("translated in part") if line.by_person else _("machine translation, in part"),
        State.REVIEWED: _("reviewed translation"),
        State.PENDING: _("not translated yet"),
        State.FAILED: _("not translated"),
    }
    return words.get(line.state)


def leads(url: str, base_url: str) -> str:
    """An item's address; of a page of ours, the one in the language of the interface."""
    path = url.removeprefix(base_url)
    first, _slash, rest = path.removeprefix("/").partition("/")
    if path == url or (first not in UI and first != "entry"):
        return url
    return f"{base_url}/{ui()}/{rest}" if first in UI else f"{base_url}/{ui()}{path}"


class _Shelf:
    """The items of each edition, read anew when its document is another one."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._read: dict[str, tuple[str, tuple[Line, ...]]] = {}

    def lines(self, edition: Edition) -> tuple[Line, ...]:
        """What the edition has; none where it has never been published.

        :raises StoreError: the store is unreadable, and the edition was never read.
        """
        try:
            document = self._reading.rendering(f"/editions/{edition.id}.json")
        except StoreError:
            if edition.id in self._read:  # as the feeds themselves, which are served on from memory
                return self._read[edition.id][1]
            raise
        if document is None:
            return ()
        known = self._read.get(edition.id)
        if known is None or known[0] != document.etag:
            known = document.etag, lines_of(document.body, self._reading.target)
            self._read[edition.id] = known
        return known[1]


def _line(item: dict[str, Any], target: str) -> Line:
    ours = item.get("_visnyk", {})
    state = State(ours.get("state", State.NOT_NEEDED))
    engines = ours.get("engine", "").split("+")
    return Line(
        title=_title(item, target, translated=state in TRANSLATED),
        url=item.get("url", ""),
        when=datetime.fromisoformat(item["date_published"]),
        dated="date" not in ours,
        source=ours.get("source", {}).get("title"),
        state=state,
        by_person=engines == ["human"],
    )


def _title(item: dict[str, Any], target: str, *, translated: bool) -> Text | None:
    """The title, or the first words of an item that has none."""
    # Of a bilingual item the title is the translation's.
    language = target if item.get("language") == "mul" else item.get("language", "")
    words = item.get("title") or shorten(to_text(item.get("summary") or item.get("content_html") or ""), 80)
    return Text(words, language, translated) if words else None


def _speak(edition: Edition | None) -> None:
    wanted, own = request.args.get("lang", ""), primary(edition.language) if edition else ""
    speak(wanted if wanted in UI else own if own in UI else UI[0])


def _theme() -> str:
    wanted = request.args.get("theme", "")
    return wanted if wanted in _THEMES else _THEMES[0]


def _limit() -> int:
    """How many items are wanted; as many as usual where that is no number."""
    wanted = request.args.get("limit", "")
    return min(max(int(wanted), 1), _MOST) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else _USUAL
