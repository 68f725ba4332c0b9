"""Measures in other units: ``100 km (62 miles)``, and ``100 км`` that have become 62 miles.

Who writes for other readers converts; so it is only asked whether they can count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from operator import attrgetter

from feeds.translation.checks.figure import Figure

_NEXT = r"(?:\s?(?:[-–—]|до|то|to|and|or|та|і|й|чи|або)\s?[0-9][0-9.,]{0,9})?"
"""The other end of a range, behind which the unit stands."""


@cache
def _imperial() -> re.Pattern[str]:
    return re.compile(
        rf"{_NEXT}\s?-?(?:(?:square|sq|cubic)\.?\s)?(?:miles?|mi|mph|feet|foot|ft|inch(?:es)?|in|yards?|yd|acres?|lbs?|pounds?"
        r"|ounces?|oz|gallons?|degrees?\sfahrenheit|°?\s?F|миль|мил[іяею]|фут[а-яії]{0,3}|дюйм[а-яії]{0,3}|акр[а-яії]{0,3}"
        r"|фунт[а-яії]{0,3})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _metric() -> re.Pattern[str]:
    return re.compile(
        rf"{_NEXT}\s?-?(?:(?:square|sq|cubic|кв|куб)\.?\s|квадратн[а-яії]{{1,3}}\s|кубічн[а-яії]{{1,3}}\s)?"
        r"(?:ha|hectares?|km(?:/h)?|kilomet(?:er|re)s?|met(?:er|re)s?|m|cm|mm|(?:centi|milli)met(?:er|re)s?|kg|kilograms?"
        r"|lit(?:er|re)s?|l|degrees?(?:\scelsius)?|°\s?C|км|м|см|мм|кг|га|л|(?:кіло|санти|мілі)?метр[а-яії]{0,4}"
        r"|кілограм[а-яії]{0,4}|гектар[а-яії]{0,3}|літр[а-яії]{0,3}|градус[а-яії]{0,3}|°\s?[CС])(?!\w)",
        re.IGNORECASE,
    )


_FACTORS = (0.6214, 3.2808, 1.0936, 0.3937, 0.3861, 2.471, 2.2046, 0.2642, 0.0353, 0.5399)
"""Miles, feet, yards, inches, square miles, acres, pounds, gallons, ounces, knots; of the metric ones before them."""
_ROUNDED = 0.007
"""How far a converted measure may be off; halves aside, to which it may be rounded."""


def added(figure: Figure, text: str, among: list[Figure]) -> bool:
    """``100 km (62 miles)``: the number in brackets behind one that it can have been made of."""
    opened = text.rfind("(", max(0, figure.start - 40), figure.start)
    if opened < 0 or ")" in text[opened : figure.start] or not _has_unit(figure, text):
        return False
    first, last = (bisect_left(among, place, key=attrgetter("start")) for place in (opened - 40, opened))
    whole = among[bisect_left(among, figure.start, key=attrgetter("start"))]  # not a part of it
    return any(_same(_value(one), _value(whole)) for one in among[first:last])


Side = tuple[list[Figure], str]
"""Numbers of a text, and the text."""


def without_converted(one: Side, other: Side) -> tuple[list[Figure], list[Figure]]:
    """Both sides' numbers without those that are the same measure in units of another system."""
    pairs = [
        (mine, yours)
        for mine in one[0]
        for yours in other[0]
        if _same(_value(mine), _value(yours)) and _systems_differ(mine, one[1], yours, other[1])
    ]
    known_one, known_other = (
        ({id(figure) for figure in side} for side in zip(*pairs, strict=True)) if pairs else ((), ())
    )
    return (
        [figure for figure in one[0] if id(figure) not in known_one],
        [figure for figure in other[0] if id(figure) not in known_other],
    )


def _has_unit(figure: Figure, text: str) -> bool:
    return any(pattern.match(text, figure.end) for pattern in (_metric(), _imperial()))


def _systems_differ(one: Figure, text: str, other: Figure, other_text: str) -> bool:
    return any(
        first.match(text, one.end) and second.match(other_text, other.end)
        for first, second in ((_metric(), _imperial()), (_imperial(), _metric()))
    )


def _value(figure: Figure) -> float:
    text = figure.readings[0]
    return float(text) if len(text) < 30 and text.replace(".", "", 1).isdecimal() else 0.0


def _same(one: float, other: float) -> bool:
    degrees = (one * 1.8 + 32, -one * 1.8 + 32, (one - 32) / 1.8)
    factors = (one * factor for factor in (*_FACTORS, *(1 / factor for factor in _FACTORS)))
    return any(abs(abs(value) - other) <= 0.5 + _ROUNDED * other for value in (*factors, *degrees))
