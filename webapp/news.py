"""The pages with news: front page, alerts, one story, one source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, url_for

from feeds import health
from feeds.model import Enclosure, Entry, EntryPage, StoryView, Translation
from webapp import meta, shown
from webapp.asked import cursor, or_404
from webapp.language import absolute, here, ui
from webapp.pictures import gallery, kept

if TYPE_CHECKING:
    from feeds.reading import Reading


def blueprint(reading: Reading) -> Blueprint:
    """``/``, ``/alerts``, ``/entry/<key>``, ``/entry/<key>/<language>``, ``/source/<id>``."""
    pages = Blueprint("news", __name__)
    pages.add_app_template_global(shown.is_own, "is_own")
    _lists(pages, reading)
    _stories(pages, reading)
    return pages


def by_day(items: Iterable[StoryView], zone: ZoneInfo) -> list[tuple[datetime, list[StoryView]]]:
    """Neighbouring stories of the same day in ``zone``, each group with a moment of its day."""

    def local_day(story: StoryView) -> date:
        return story.lead.entry.published.astimezone(zone).date()

    groups = (list(stories) for _, stories in groupby(items, key=local_day))
    return [(stories[0].lead.entry.published, stories) for stories in groups]


def _lists(pages: Blueprint, reading: Reading) -> None:
    zone = ZoneInfo(reading.timezone)

    @pages.get("/")
    def front() -> str:
        before = cursor()
        page = or_404(lambda: reading.front(ui(), before))
        overview = None if page.items or before else health.overview(reading.status())
        return render_template(
            "front.html", days=by_day(page.items, zone), older=page.older, before=before, overview=overview,
            open=() if before else reading.open_alerts(ui()),
        )  # fmt: skip

    @pages.get("/alerts")
    def alerts() -> str:
        before = cursor()
        page = or_404(lambda: reading.alerts(ui(), before))
        return render_template(
            "alerts.html", days=by_day(page.items, zone), older=page.older, before=before,
            open=() if before else reading.open_alerts(ui()),
        )  # fmt: skip

    @pages.get("/source/<source_id>")
    def source(source_id: str) -> str:
        before = cursor()
        found = or_404(lambda: reading.source_page(source_id, ui(), before))
        if found is None:
            abort(404)
        where, page = found
        return render_template(
            "source.html", source=where, days=by_day(page.items, zone), older=page.older, before=before
        )


def _stories(pages: Blueprint, reading: Reading) -> None:
    def story(key: str, into: str | None = None) -> str:
        page = reading.entry(key, ui(), into)
        if page is None:
            abort(410 if reading.withdrawn(key) else 404)
        return _story(page, into or ui(), reading)

    @pages.get("/entry/<key>")
    def entry(key: str) -> str:
        return story(key)

    @pages.get("/entry/<key>/<language>")
    def translated(key: str, language: str) -> str:
        return story(key, language)


def _story(page: EntryPage, reads: str, reading: Reading) -> str:
    """``reads``: the language that the reader reads, which is that of the interface or the one in the address."""
    view, site = page.view, reading.site
    own = shown.is_own(view, reads)
    translation = _beside(page, own)
    title, text = shown.headline(view, reads), shown.teaser(view, reads)
    pictures = kept(view, reading)
    facts = meta.Facts(view, translation, title, text, site, absolute(site.base_url, here(ui())))
    return render_template(
        "entry.html", page=page, view=view, entry=view.entry, own=own, title=title, text=text, translation=translation,
        second=shown.title_of(translation, view) if own else shown.own_title(view) if title.translated else None,
        sides=_sides(page, translation, pictures), pictures=pictures, gallery=gallery(view, pictures),
        files=_files(view.entry, pictures), elsewhere=_elsewhere(page, translation),
        open_graph=meta.open_graph(facts), linked=meta.linked_data(facts),
    )  # fmt: skip


def _beside(page: EntryPage, own: bool) -> Translation | None:
    """The translation that stands beside the original: the reader's, or any where they read the original itself."""
    return shown.translation_of(page.view) or (page.translations[0] if own and page.translations else None)


def _sides(page: EntryPage, translation: Translation | None, pictures: dict[str, shown.Picture]) -> shown.Sides | None:
    entry = page.view.entry
    if translation is None:
        return None
    return shown.side_by_side(
        entry.content or entry.summary, translation.content or translation.summary, pictures,
        (entry.language, translation.language),
    )  # fmt: skip


def _files(entry: Entry, pictures: dict[str, shown.Picture]) -> list[Enclosure]:
    """What comes with an entry and can be opened, but for the pictures that are shown."""
    return [one for one in entry.enclosures if one.url not in pictures and shown.weblink(one.url)]


def _elsewhere(page: EntryPage, translation: Translation | None) -> list[tuple[str, str]]:
    """Tags of the other languages that an entry is translated into, and where it is read in them."""
    others = (one.language for one in page.translations if translation is None or one.language != translation.language)
    key = page.view.entry.key
    return [
        (tag, url_for("news.entry", key=key) if tag == ui() else url_for("news.translated", key=key, language=tag))
        for tag in others
    ]
