"""What search engines ask for: the map of the site (sitemaps.org, protocol 0.9), and where they need not look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, abort, make_response, url_for

from feeds.model import Partner
from webapp.language import UI, absolute

if TYPE_CHECKING:
    from feeds.reading import Reading

PART: Final = 10_000
"""Addresses in a file. The protocol allows 50,000; with their other languages these are 5 MB, of 50 that it allows."""
_AGE: Final = "public, max-age=3600"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML: Final = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_ANY: Final = "00000000"
"""The key of no entry: an address is built with it, and what stands before it serves for 50,000 others."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A page in all languages."""

    addresses: tuple[str, ...]
    """Absolute, in the order of :data:`webapp.language.UI`."""
    changed: datetime | None = None


def blueprint(reading: Reading) -> Blueprint:
    """``/sitemap.xml``, its parts ``/sitemap-<number>.xml``, and ``/robots.txt``."""
    files = Blueprint("sitemap", __name__)

    @files.get("/sitemap.xml")
    def whole() -> Response:
        spots = list(_spots(reading))
        if len(spots) * len(UI) <= PART:
            return _answer(urls_of(spots), "application/xml")
        parts = range(1, 1 + -(-len(spots) * len(UI) // PART))
        addresses = [absolute(reading.site.base_url, url_for(".part", number=number)) for number in parts]
        return _answer(index_of(addresses), "application/xml")

    @files.get("/sitemap-<int:number>.xml")
    def part(number: int) -> Response:
        size = PART // len(UI)
        spots = list(_spots(reading))[(number - 1) * size : number * size] if number else []
        if not spots:
            abort(404)
        return _answer(urls_of(spots), "application/xml")

    @files.get("/robots.txt")
    def robots() -> Response:
        closed = [
            path for tag in UI for path in (url_for("places.search", ui=tag), url_for("news.front", ui=tag) + "desk")
        ]
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
        lines += [f"Sitemap: {absolute(reading.site.base_url, url_for('.whole'))}", ""]
        return _answer("\n".join(lines), "text/plain; charset=utf-8")

    return files


def urls_of(spots: Iterable[Spot]) -> str:
    """A site map with each page in each language, and with each of them what it is called in the others."""
    return "".join((_HEAD, f"<urlset {_SPACES} {_XHTML}>\n", *map(_urls, spots), "</urlset>\n"))


def index_of(addresses: Sequence[str]) -> str:
    """The list of several site maps."""
    maps = (f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return "".join((_HEAD, f"<sitemapindex {_SPACES}>\n", *maps, "</sitemapindex>\n"))


def _urls(spot: Spot) -> str:
    named = zip(("x-default", *UI), (spot.addresses[0], *spot.addresses), strict=True)
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(one)}/>' for tag, one in named)
    changed = f"<lastmod>{spot.changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if spot.changed else ""
    return "".join(f"<url><loc>{escape(one)}</loc>{changed}{links}</url>\n" for one in spot.addresses)


def _spots(reading: Reading) -> Iterator[Spot]:
    """Every page that is worth finding: lists first, then entries, newest first."""
    entries = reading.dated_entries()
    yield _spot(reading, "news.front", entries[0].updated if entries else None)
    if reading.has_alerts:
        yield _spot(reading, "news.alerts")
    for endpoint in ("places.partners", "places.topics", "places.archive", "about.subscribe", "about.about"):
        yield _spot(reading, endpoint)
    for mention in (*reading.partners(), *reading.topics()):
        if isinstance(mention.of, Partner):
            yield _spot(reading, "places.partner", mention.newest, partner_id=mention.of.id)
        else:
            yield _spot(reading, "places.topic", mention.newest, topic_id=mention.of.id)
    for source in reading.sources:
        yield _spot(reading, "news.source", source_id=source.id)
    for month in reading.months():
        yield _spot(reading, "places.month", year=month.first.year, month=month.first.month)
    before = [address.removesuffix(_ANY) for address in _spot(reading, "news.entry", key=_ANY).addresses]
    for entry in entries:
        yield Spot(tuple(address + entry.key for address in before), entry.updated)


def _spot(reading: Reading, endpoint: str, changed: datetime | None = None, **values: Any) -> Spot:
    return Spot(tuple(absolute(reading.site.base_url, url_for(endpoint, ui=tag, **values)) for tag in UI), changed)


def _answer(body: str, media_type: str) -> Response:
    answer = make_response(body)
    answer.headers["Content-Type"] = media_type
    answer.headers["Cache-Control"] = _AGE
    return answer
