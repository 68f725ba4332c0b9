"""News by what it is about and when it was: partner cities, topics, months, and the search."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request

from feeds.model import Edition, Mention, Partner
from webapp import lettering
from webapp import map as europe
from webapp.asked import cursor, or_404
from webapp.language import ui
from webapp.naming import alphabetical, city_name, country_name, month_name, topic_title
from webapp.news import by_day
from webapp.results import result

if TYPE_CHECKING:
    from feeds.reading import Reading

LONGEST: Final = 200
"""Characters that are looked for; what is longer is cut."""


def blueprint(reading: Reading) -> Blueprint:
    """``/partners``, ``/partner/<id>``, ``/topics``, ``/topic/<id>``, ``/archive``, ``/archive/<year>-<month>``,
    ``/search``."""
    pages = Blueprint("places", __name__)
    pages.add_app_template_filter(lambda partner: city_name(partner, ui()), "city_name")
    pages.add_app_template_filter(lambda code: country_name(code, ui()), "country_name")
    pages.add_app_template_filter(lambda topic: topic_title(topic, ui()), "topic_title")
    pages.add_app_template_filter(lambda first: month_name(first, ui()), "month_name")
    pages.add_app_template_filter(lettering.label_at, "label_at")
    _cities(pages, reading)
    _topics(pages, reading)
    _months(pages, reading)
    _search(pages, reading)
    return pages


def _cities(pages: Blueprint, reading: Reading) -> None:
    zone = ZoneInfo(reading.timezone)

    @pages.get("/partners")
    def partners() -> str:
        mentions, tag = _sorted(reading.partners()), ui()
        by_id = {one.of.id: one for one in mentions}
        sheet = europe.sheet(one.of for one in mentions if isinstance(one.of, Partner))
        # Whom the news mentions most is named first.
        dots = sorted(sheet.dots, key=lambda dot: (dot.partner.id != europe.HOME, -by_id[dot.partner.id].entries))
        names = {dot.partner.id: city_name(dot.partner, tag).text for dot in dots}
        return render_template(
            "partners.html", mentions=mentions, by_id=by_id, sheet=sheet, labels=lettering.labels(dots, names),
            home=europe.HOME,
        )  # fmt: skip

    @pages.get("/partner/<partner_id>")
    def partner(partner_id: str) -> str:
        before = cursor()
        found = or_404(lambda: reading.partner_page(partner_id, ui(), before))
        if found is None:
            abort(404)
        city, page = found
        return render_template(
            "partner.html", city=city, days=by_day(page.items, zone), older=page.older, before=before,
            sheet=europe.sheet([city]), home=europe.HOME, outlets=_of_partner(reading.editions(), city.id),
        )  # fmt: skip


def _topics(pages: Blueprint, reading: Reading) -> None:
    zone = ZoneInfo(reading.timezone)

    @pages.get("/topics")
    def topics() -> str:
        return render_template("topics.html", mentions=_sorted(reading.topics()))

    @pages.get("/topic/<topic_id>")
    def topic(topic_id: str) -> str:
        before = cursor()
        found = or_404(lambda: reading.topic_page(topic_id, ui(), before))
        if found is None:
            abort(404)
        matter, page = found
        return render_template(
            "topic.html", topic=matter, days=by_day(page.items, zone), older=page.older, before=before,
            outlets=[edition for edition in reading.editions() if matter.id in edition.topics],
        )  # fmt: skip


def _months(pages: Blueprint, reading: Reading) -> None:
    zone = ZoneInfo(reading.timezone)

    @pages.get("/archive")
    def archive() -> str:
        years = groupby(reading.months(), key=lambda month: month.first.year)
        return render_template("archive.html", years=[(year, list(months)) for year, months in years])

    @pages.get("/archive/<int(fixed_digits=4):year>-<int(fixed_digits=2):month>")
    def month(year: int, month: int) -> str:
        before, firsts = cursor(), [one.first for one in reading.months()]
        first = next((one for one in firsts if (one.year, one.month) == (year, month)), None)
        page = or_404(lambda: reading.month_page(first, ui(), before)) if first else None
        if first is None or page is None:
            abort(404)
        return render_template(
            "month.html", month=first, days=by_day(page.items, zone), older=page.older, before=before,
            later=min((one for one in firsts if one > first), default=None),
            earlier=max((one for one in firsts if one < first), default=None),
        )  # fmt: skip


def _search(pages: Blueprint, reading: Reading) -> None:
    @pages.get("/search")
    def search() -> str | tuple[str, int]:
        given, before = " ".join(request.args.get("q", "").split()), cursor()
        query = given[:LONGEST].rstrip()
        if not reading.has_search:
            return render_template("search.html", query=query, off=True), 404
        if not query:
            return render_template("search.html", query="", longest=LONGEST)
        found = or_404(lambda: reading.search(query, ui(), before))
        return render_template(
            "search.html", query=query, cut=len(given) > LONGEST, longest=LONGEST, words=found.words, before=before,
            results=[result(story, ui(), found.words) for story in found.page.items], older=found.page.older,
        )  # fmt: skip


def _sorted(mentions: Iterable[Mention]) -> list[Mention]:
    """In the order of the alphabet that the reader reads."""
    tag = ui()

    def name(mention: Mention) -> str:
        of = mention.of
        return (city_name(of, tag) if isinstance(of, Partner) else topic_title(of, tag)).text

    return sorted(mentions, key=lambda mention: alphabetical(name(mention), tag))


def _of_partner(editions: Iterable[Edition], partner_id: str) -> list[Edition]:
    """The editions that name a partner: its own before those that it shares with others."""
    own = [edition for edition in editions if edition.first == partner_id or edition.id == f"partner-{partner_id}"]
    return own + [edition for edition in editions if partner_id in edition.partners and edition not in own]
