"""What an entry has, from the nodes that the selectors of a list or an article found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from lxml.etree import _Element

from feeds.model import Enclosure, Source
from feeds.sources.document import Document
from feeds.sources.selecting import markup, media_type, outermost, picture_of, words
from feeds.text.citydates import parse_city_date
from feeds.text.dates import parse_date
from feeds.text.html import clean, from_text

Nodes = Sequence[_Element]

_BEGINNING = 60
"""Characters of a longer text in which its date is looked for: a paragraph that begins with one."""
_MACHINE = ("datetime", "content", "title")
"""Attributes that say for programs what the words say for people: ``<time>``, microdata, ``<abbr>``."""
_CLOCK = re.compile(r"\d:\d\d|\dT\d")
_SEPARATORS = " \t|·•,;/—–-:"


def published(found: Iterable[Nodes], document: Document, source: Source, day: date | None = None) -> datetime | None:
    """The moment that the nodes of each date selector tell together; UTC, ``None`` if they tell none.

    An attribute for programs goes before words, unless these add a time to its day. ``day`` is what a heading above
    says: of a time alone, and where nothing else tells a date.
    """
    groups = [outermost(nodes) for nodes in found]
    exact, has_clock = _machine(groups, document, source)
    if exact and has_clock:
        return exact
    told = _told(groups, document, source, day)
    zone = ZoneInfo(source.timezone)
    if exact:
        same_day = told and told.astimezone(zone).date() == exact.astimezone(zone).date()
        return told if same_day else exact
    return told or (datetime.combine(day, time(), zone).astimezone(UTC) if day else None)


def date_words(found: Iterable[Nodes]) -> str:
    """All words of the date nodes, as one line."""
    return " ".join(filter(None, (words(node) for nodes in found for node in outermost(nodes))))


def _machine(groups: list[list[_Element]], document: Document, source: Source) -> tuple[datetime | None, bool]:
    """What an attribute says, and whether it says a time too."""
    nodes = [one for nodes in groups for node in nodes for one in (node, *node.iterdescendants("time"))]
    for value in (node.get(name) for node in nodes for name in _MACHINE):
        if value and (moment := _read(value, document, source)):
            return moment, bool(_CLOCK.search(value))
    return None, False


def _told(groups: list[list[_Element]], document: Document, source: Source, day: date | None) -> datetime | None:
    # All of them first: a day and a time may be found by one selector. Then the first of each: there may be others,
    # of news that is linked.
    joined = (date_words(groups), date_words([nodes[:1] for nodes in groups]))
    moments = (_read(text, document, source, day) for text in dict.fromkeys(joined))
    return next(filter(None, moments), None)


def _read(text: str, document: Document, source: Source, day: date | None = None) -> datetime | None:
    if document.fetched is None:  # nobody knows what "today" is
        return parse_date(text, source.timezone)
    beginnings = dict.fromkeys((text, text[:_BEGINNING]))
    moments = (parse_city_date(part, source.timezone, document.fetched, day) for part in beginnings)
    return next(filter(None, moments), None)


def categories(nodes: Nodes, dates: Iterable[Nodes]) -> tuple[str, ...]:
    """The words of each node, without a date in it: ``10 червня 2022 21:36 МІЖНАРОДНЕ СПІВРОБІТНИЦТВО``."""
    inside: dict[_Element, list[_Element]] = {node: [] for node in outermost(nodes)}
    for one in (node for found in dates for node in found):
        for above in one.iterancestors():
            if above in inside:
                inside[above].append(one)
    names = (_without(node, found) for node, found in inside.items())
    return tuple(dict.fromkeys(filter(None, names)))


def _without(node: _Element, inner: list[_Element]) -> str:
    name = words(node)
    for one in inner:
        name = name.replace(words(one), " ", 1)
    return " ".join(name.split()).strip(_SEPARATORS)


def pictures(nodes: Nodes, base: str) -> tuple[Enclosure, ...]:
    """The first picture that is found, if any."""
    url = next(filter(None, (picture_of(node, base) for node in nodes)), None)
    return (Enclosure(url, media_type(url) or "image/*"),) if url else ()


def summary(nodes: Nodes, base: str) -> str:
    """The nodes as sanitised HTML; of a ``<meta>``, its text."""
    return "".join(
        clean(from_text(words(node)) if node.tag == "meta" else markup(node), base)
        for node in outermost(nodes)
        if words(node)
    )
