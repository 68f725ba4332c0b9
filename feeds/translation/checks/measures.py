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
_UNITS = {
    "km": r"km(?:/h)?|kilomet(?:er|re)s?|км|кілометр\w{0,8}",
    "m": r"m|met(?:er|re)s?|м|метр\w{0,8}",
    "cm": r"cm|centimet(?:er|re)s?|см|сантиметр\w{0,8}",
    "mm": r"mm|millimet(?:er|re)s?|мм|міліметр\w{0,8}",
    "ha": r"ha|hectares?|га|гектар\w{0,8}",
    "kg": r"kg|kilograms?|кг|кілограм\w{0,8}",
    "l": r"l|lit(?:er|re)s?|л|літр\w{0,8}",
    "c": r"°\s?[CС]|degrees?(?:\scelsius)?|градус\w{0,3}(?:\s(?:за\s)?цельсі\w{1,2})?|°",
    "mile": r"miles?|mi|mph|мил[іяею]|миль",
    "foot": r"feet|foot|ft|фут\w{0,8}",
    "inch": r"inch(?:es)?|дюйм\w{0,8}",
    "yard": r"yards?|yd|ярд\w{0,8}",
    "acre": r"acres?|акр\w{0,8}",
    "pound": r"pounds?|lbs?|фунт\w{0,8}",
    "gallon": r"gallons?|галон\w{0,8}",
    "ounce": r"ounces?|oz|унці\w{1,2}",
    "f": r"°?\s?F|degrees?(?:\sfahrenheit)?|градус\w{0,3}(?:\sза\sфаренгейт\w{1,2})?|°",
}
_MOST_ROUNDED = 0.05
_FACTOR = {
    ("km", "mile"): 0.62137, ("m", "foot"): 3.28084, ("m", "yard"): 1.09361, ("cm", "inch"): 0.3937,
    ("cm", "foot"): 0.03281, ("mm", "inch"): 0.03937, ("ha", "acre"): 2.47105, ("kg", "pound"): 2.20462,
    ("l", "gallon"): 0.26417,
}  # fmt: skip


@cache
def _behind(unit: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_NEXT}\s?-?(?P<square>(?:square|sq|кв)\.?\s|квадратн\w{{1,3}}\s)?(?:{_UNITS[unit]})(?!\w)", re.I
    )


@cache
def _any_unit() -> re.Pattern[str]:
    return re.compile(
        rf"{_NEXT}\s?-?(?:(?:square|sq|cubic|кв|куб)\.?\s|квадратн\w{{1,3}}\s|кубічн\w{{1,3}}\s)?"
        rf"(?:{'|'.join(_UNITS.values())}|in)(?!\w)",
        re.IGNORECASE,
    )


_FACTORS = (0.6214, 3.2808, 1.0936, 0.3937, 0.3861, 2.471, 2.2046, 0.2642, 0.0353, 0.5399)
"""Miles, feet, yards, inches, square miles, acres, pounds, gallons, ounces, knots; of the metric ones before them."""
_ROUNDED = 0.007
"""How far a converted measure may be off; halves aside, to which it may be rounded."""


def added(figure: Figure, text: str, among: list[Figure]) -> bool:
    """``100 km (62 miles)``: the number in brackets behind one that it can have been made of."""
    opened = text.rfind("(", max(0, figure.start - 40), figure.start)
    if opened < 0 or ")" in text[opened : figure.start] or not _any_unit().match(text, figure.end):
        return False
    first, last = (bisect_left(among, place, key=attrgetter("start")) for place in (opened - 40, opened))
    whole = among[bisect_left(among, figure.start, key=attrgetter("start"))]  # not a part of it
    return any(_same(_value(one), _value(whole)) for one in among[first:last])


Side = tuple[list[Figure], str]
"""Numbers of a text, and the text."""


def without_converted(one: Side, other: Side) -> tuple[list[Figure], list[Figure]]:
    """Both sides' numbers without those that are the same measure in units of another system."""
    known = {
        id(figure)
        for mine in one[0]
        for yours in other[0]
        if _is_converted(mine, one[1], yours, other[1]) or _is_converted(yours, other[1], mine, one[1])
        for figure in (mine, yours)
    }
    left, right = ([figure for figure in found if id(figure) not in known] for found, _text in (one, other))
    return left, right


def _is_converted(metric: Figure, text: str, other: Figure, other_text: str) -> bool:
    """One is the other, rounded as whoever wrote it rounded."""
    value, said = _value(metric), _value(other)
    for (unit, other_unit), factor in _FACTOR.items():
        if (first := _behind(unit).match(text, metric.end)) and (
            second := _behind(other_unit).match(other_text, other.end)
        ):
            squared = factor**2 if first["square"] and second["square"] else factor
            return _rounds_to(value * squared, said) or _rounds_to(said / squared, value)
    if not _behind("c").match(text, metric.end) or not _behind("f").match(other_text, other.end):
        return False
    return any(_rounds_to(one * 1.8 + 32, said) or _rounds_to((said - 32) / 1.8, one) for one in (value, -value))


def _rounds_to(exact: float, said: float) -> bool:
    """Is ``said`` the number, with as many digits as it has itself, and not rounded too far?"""
    if said <= 0 or abs(exact - said) > _MOST_ROUNDED * said:
        return False
    digits = len(f"{said:g}".replace(".", "").strip("0")) or 1
    return float(f"{exact:.{digits}g}") == said


def _value(figure: Figure) -> float:
    text = figure.readings[0]
    return float(text) if len(text) < 30 and text.replace(".", "", 1).isdecimal() else 0.0


def _same(one: float, other: float) -> bool:
    degrees = (one * 1.8 + 32, -one * 1.8 + 32, (one - 32) / 1.8)
    factors = (one * factor for factor in (*_FACTORS, *(1 / factor for factor in _FACTORS)))
    return any(abs(abs(value) - other) <= 0.5 + _ROUNDED * other for value in (*factors, *degrees))
