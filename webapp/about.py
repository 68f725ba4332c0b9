"""The pages about the service itself: how to subscribe, how it fares, how it works, and what a monitor asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, redirect, render_template, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from feeds import health
from feeds.errors import StoreError
from feeds.model import Partner, SourceStatus, State, Topic
from webapp import charts, engines, troubles, words
from webapp.choices import Names, of_cities, offers
from webapp.language import ui
from webapp.naming import city_name, topic_title
from webapp.shown import digest, weblink

if TYPE_CHECKING:
    from feeds.health import SourceLine
    from feeds.reading import Reading

_BACKLOG = (State.PENDING, State.PARTIAL, State.FAILED, State.TRANSLATED, State.REVIEWED, State.NOT_NEEDED)
"""Translation states in the order in which the status page counts them: what is missing first."""
_SCRIPT: Final = Path(__file__).parent / "static" / "copy.js"


@dataclass(frozen=True, slots=True)
class Line:
    """A source on the status page."""

    of: SourceLine
    chart: charts.Days
    in_words: str
    """What the chart shows."""
    trouble: str | None
    """Why it fails, in the language of the interface."""


def blueprint(reading: Reading) -> Blueprint:
    """``/subscribe``, ``/subscribe/<edition>``, ``/status``, ``/about``."""
    pages = Blueprint("about", __name__)
    pages.add_app_template_filter(format_decimal, "decimal")
    zone = ZoneInfo(reading.timezone)
    _subscribing(pages, reading)

    @pages.get("/status")
    def status() -> Response:
        view = reading.status()
        overview = health.overview(view)
        body = render_template(
            "status.html",
            view=view,
            overview=overview,
            lines=[_line(line, zone) for line in overview.lines],
            backlog=[(state, view.translations.get(state, 0)) for state in _BACKLOG],
            chart_height=charts.HEIGHT,
            share=charts.share,
            room=health.room,
        )
        return _kept(make_response(body), "no-cache")

    @pages.get("/about")
    def about() -> str:
        used = [budget.engine for budget in reading.status().budgets]
        return render_template(
            "about.html",
            engines=[(engine, engines.gets(engine)) for engine in used],
            sources=reading.sources,
            contact_address=_address(reading.site.contact),
        )

    return pages


def _subscribing(pages: Blueprint, reading: Reading) -> None:
    """All editions, and each of them."""
    script = digest(_SCRIPT.read_bytes())

    def copying() -> str:
        return url_for("static", filename=_SCRIPT.name, v=script)

    @pages.get("/subscribe")
    def subscribe() -> str:
        names = _names(reading)
        found = offers(reading.editions(), names)
        general = [one for one in found if not one.edition.first]
        return render_template("subscribe.html", general=general, cities=of_cities(found, names), copying=copying())

    @pages.get("/subscribe/<edition_id>")
    def edition(edition_id: str) -> str:
        found = next((one for one in offers(reading.editions(), _names(reading)) if one.edition.id == edition_id), None)
        if found is None:
            abort(404)
        return render_template("edition.html", offer=found, copying=copying())


def _names(reading: Reading) -> Names:
    """What the ids in the settings stand for, in the language of the interface."""
    return Names(
        sources={source.id: source.title for source in reading.sources},
        partners={one.of.id: city_name(one.of, ui()) for one in reading.partners() if isinstance(one.of, Partner)},
        topics={one.of.id: topic_title(one.of, ui()) for one in reading.topics() if isinstance(one.of, Topic)},
        target=reading.target,
        alerts=reading.has_alerts,
    )


def _line(line: SourceLine, zone: ZoneInfo) -> Line:
    state = line.status.state
    return Line(
        line,
        charts.days(line.status.days),
        _in_words(line.status, zone),
        troubles.sentence(state.error_code if state else None),
    )


def _in_words(status: SourceStatus, zone: ZoneInfo) -> str:
    """What the chart of a source shows."""
    number = sum(status.days)
    if not number or status.newest is None:
        return _("No entries in 30 days")
    # The day and not "3 hours ago": the page may be kept, and exported to a host where it stands for days.
    return ngettext(
        "%(num)d entry in 30 days, the newest on %(when)s",
        "%(num)d entries in 30 days, the newest on %(when)s",
        number,
        when=_moment(status.newest.astimezone(zone)),
    )


def _moment(local: datetime) -> str:
    day = words.day(local)
    return f"{day['date']} {day['year']}, {local:%H:%M}"


def _address(contact: str | None) -> str | None:
    """What a link to the contact leads to: an e-mail address or a page, as configured."""
    if contact is None or weblink(contact):
        return contact
    return f"mailto:{contact}" if "@" in contact and " " not in contact else None


def service(reading: Reading) -> Blueprint:
    """``/healthz``, ``/favicon.svg``: what programs ask for, in no language."""
    pages = Blueprint("service", __name__)

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
        return redirect(url_for("service.favicon"), 301)

    return pages


def _kept(response: Response, how: str) -> Response:
    response.headers["Cache-Control"] = how
    return response
