"""Measures in other units: ``100 km (62 miles)``, and ``100 км`` that have become 62 miles.

Who writes for other readers converts; so it is only asked whether they can count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
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
    "t": r"t|tonn?es?|т|тонн\w{0,3}",
    "g": r"g|gram(?:me)?s?|г|грам\w{0,3}",
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
    ("km", "mile"): 0.62137, ("km", "foot"): 3280.84, ("m", "foot"): 3.28084, ("m", "yard"): 1.09361,
    ("m", "inch"): 39.3701, ("cm", "inch"): 0.3937, ("cm", "foot"): 0.03281, ("mm", "inch"): 0.03937,
    ("ha", "acre"): 2.47105, ("t", "pound"): 2204.62, ("kg", "pound"): 2.20462, ("kg", "ounce"): 35.274,
    ("g", "ounce"): 0.035274, ("l", "gallon"): 0.26417,
}  # fmt: skip
_TOLD_AS_ONE = ("mile", "foot", "inch", "yard", "acre", "pound")
_EITHER = r"degrees?|градус\w{0,3}|°"
_NEAR = 48
"""Characters behind a number in which its unit stands."""
_MOST = 60
"""Measures of a text; where there are more, it is a table, which nobody converts."""


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


@dataclass(frozen=True, slots=True)
class _Measure:
    value: float
    units: frozenset[str]
    """Of ``_UNITS``; degrees may be of either kind."""
    squared: bool
    figures: tuple[Figure, ...]
    """That it was read from; none of "a mile"."""


@cache
def _unit() -> re.Pattern[str]:
    """One of the units behind a number; what fits first is not all that fits, since ° is of two."""
    named = "|".join(f"(?P<{name}>(?:{words}))(?!\\w)" for name, words in _UNITS.items())
    return re.compile(rf"{_NEXT}\.?\s?-?(?P<square>(?:square|sq|кв)\.?\s|квадратн\w{{1,3}}\s)?(?:{named})", re.I)


@cache
def _single() -> re.Pattern[str]:
    """``a mile``, ``half an inch``."""
    named = "|".join(f"(?P<{name}>(?:{_UNITS[name]}))(?!\\w)" for name in _TOLD_AS_ONE)
    return re.compile(rf"\b(?P<half>half\s)?an?\s(?P<square>square\s)?(?:{named})", re.IGNORECASE)


@cache
def _height() -> re.Pattern[str]:
    """Between the two numbers of ``6-foot-6`` and ``5 ft 11``."""
    return re.compile(r"(?:[\s-]?(?:feet|foot|ft)\.?|['’′])[\s-]?", re.IGNORECASE)


_HEIGHT = re.compile(r"([1-9])['’′]([0-9]{1,2})")


def converted(one: Side, other: Side) -> tuple[set[int], set[int]]:
    """Where those numbers of both start that are the same measure, in units of another system on the other side."""
    ours, theirs = list(_measures(*one)), list(_measures(*other))
    known: tuple[set[int], set[int]] = (set(), set())
    if max(len(ours), len(theirs)) > _MOST:
        return known
    for mine, yours in product(ours, theirs):
        if _is_converted(mine, yours) or _is_converted(yours, mine):
            known[0].update(figure.start for figure in mine.figures)
            known[1].update(figure.start for figure in yours.figures)
    return known


def _measures(found: list[Figure], text: str) -> Iterator[_Measure]:
    for place, figure in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        height = _HEIGHT.fullmatch(figure.text)
        if height:
            yield _Measure(12 * int(height[1]) + int(height[2]), frozenset(("inch",)), False, (figure,))
        elif after is not None and _height().fullmatch(text, figure.end, after.start) and _value(after) < 12:
            inches = 12 * _value(figure) + _value(after)
            yield _Measure(inches, frozenset(("inch",)), False, (figure, after))
        elif unit := _unit().match(text, figure.end, figure.end + _NEAR):
            yield _Measure(_value(figure), _named(unit), bool(unit["square"]), (figure,))
    for one in _single().finditer(text):
        yield _Measure(0.5 if one["half"] else 1, _named(one), bool(one["square"]), ())


def _named(match: re.Match[str]) -> frozenset[str]:
    name = match.lastgroup or ""
    return frozenset(("c", "f")) if re.fullmatch(_EITHER, match[name], re.IGNORECASE) else frozenset((name,))


def _is_converted(metric: _Measure, other: _Measure) -> bool:
    """One is the other, rounded as whoever wrote it rounded."""
    value, said = metric.value, other.value
    for (unit, other_unit), factor in _FACTOR.items():
        if unit in metric.units and other_unit in other.units:
            squared = factor**2 if metric.squared and other.squared else factor
            return _rounds_to(value * squared, said) or _rounds_to(said / squared, value)
    if "c" not in metric.units or "f" not in other.units:
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
