"""The pages with news: front page, alerts, one entry, one source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request

from feeds import health
from feeds.model import EntryView
from webapp.pictures import gallery, kept
from webapp.shown import translation_of

if TYPE_CHECKING:
    from feeds.reading import Reading

T = TypeVar("T")


def blueprint(reading: Reading) -> Blueprint:
    """``/``, ``/alerts``, ``/entry/<key>``, ``/source/<id>``."""
    pages = Blueprint("news", __name__)
    zone = ZoneInfo(reading.timezone)

    @pages.get("/")
    def front() -> str:
        before = _cursor()
        page = _or_404(lambda: reading.front(before))
        overview = None if page.items or before else health.overview(reading.status())
        return render_template(
            "front.html", days=by_day(page.items, zone), older=page.older, before=before, overview=overview,
            open=() if before else reading.open_alerts(),
        )  # fmt: skip

    @pages.get("/alerts")
    def alerts() -> str:
        before = _cursor()
        page = _or_404(lambda: reading.alerts(before))
        return render_template(
            "alerts.html", days=by_day(page.items, zone), older=page.older, before=before,
            open=() if before else reading.open_alerts(),
        )  # fmt: skip

    @pages.get("/entry/<key>")
    def entry(key: str) -> str:
        view = reading.entry(key)
        if view is None:
            abort(410 if reading.withdrawn(key) else 404)
        pictures = kept(view)
        return render_template(
            "entry.html", view=view, entry=view.entry, translation=translation_of(view), pictures=pictures,
            gallery=gallery(view, pictures),
        )  # fmt: skip

    @pages.get("/source/<source_id>")
    def source(source_id: str) -> str:
        before = _cursor()
        found = _or_404(lambda: reading.source_page(source_id, before))
        if found is None:
            abort(404)
        where, page = found
        return render_template(
            "source.html", source=where, days=by_day(page.items, zone), older=page.older, before=before
        )

    return pages


def by_day(items: Iterable[EntryView], zone: ZoneInfo) -> list[tuple[datetime, list[EntryView]]]:
    """Neighbouring entries of the same day in ``zone``, each group with a moment of its day."""

    def local_day(view: EntryView) -> date:
        return view.entry.published.astimezone(zone).date()

    groups = (list(views) for _, views in groupby(items, key=local_day))
    return [(views[0].entry.published, views) for views in groups]


def _cursor() -> str | None:
    return request.args.get("before") or None


def _or_404(ask: Callable[[], T]) -> T:
    """The answer, or a 404 page where ``reading`` cannot make sense of the cursor in the address."""
    try:
        return ask()
    except ValueError:
        abort(404)
