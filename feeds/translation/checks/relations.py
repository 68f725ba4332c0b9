"""Numbers that mean more by what stands beside them: ``three quarters``, ``nine out of ten``, ``two decades``.

One writes "75%", another "three quarters"; one "XVII століття", another "the 1600s". A number keeps what it was read
as, and gains what it is as a share, or as so many years. Words only ever gain: a number in digits that became another
one still has nothing on the other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from functools import cache

from feeds.translation.checks.figure import Figure
from feeds.translation.checks.numerals import canonical

_NEAR = 24
"""Characters around a number that are looked at."""
_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100, 1000))


@cache
def _every() -> re.Pattern[str]:
    """Before the second number of a share, or the only one."""
    return re.compile(
        r"(?:\b(?:кож(?:ен|на|не|ний|ного|ної|ному|ну|ній|ним|ною)|every|each)|\b(?:an?|one))[\s-]\Z", re.I
    )


@cache
def _ratio() -> re.Pattern[str]:
    """Between the two numbers of ``nine out of ten``."""
    return re.compile(r"\s(?:in|out\sof|in\severy|із|зі|з|на)\s(?:(?:every|each|кожн[а-яії]{1,4})\s)?\Z", re.I)


@cache
def _denominator() -> re.Pattern[str]:
    """The second number of ``three tenths``; numbers with other endings count."""
    return re.compile(
        r"thirds?|quarters?|fourths?|(?:fif|six|seven|eigh|nin|ten)ths?|трет[а-яії]{1,3}|чверт[а-яії]{1,3}|чверть"
        r"|(?:четверт|п['’ʼ]ят|шост|сьом|восьм|дев['’ʼ]ят|десят)(?:а|у|ої|ій|ою|их|і|им|ими)",
        re.IGNORECASE,
    )


@cache
def _period() -> re.Pattern[str]:
    """Behind a number: a period that may be told in a smaller one."""
    return re.compile(
        r"[\s-](?:(?P<decades>decades?|десятиліт[а-яії]{1,4}|десятиріч[а-яії]{1,3})"
        r"|(?P<centuries>centur(?:y|ies)|століт[а-яії]{1,4}|сторіч[а-яії]{1,3}|ст\.|ст\b)"
        r"|(?P<weeks>weeks?|тиж[а-яії]{2,4})|(?P<days>days?|дн(?:і|ів|ям|ями|ях)|діб|доб[а-яії]{1,3}))(?!\w)",
        re.IGNORECASE,
    )


_SMALLER = {"decades": 10, "centuries": 100, "weeks": 7, "days": 24}
"""Years, days, hours that one has."""


def related(found: list[Figure], text: str) -> list[Figure]:
    """The numbers of a text in order, with what their neighbours make of them."""
    return [_in_smaller(one, text) for one in _shares(found, text)]


def _shares(found: list[Figure], text: str) -> Iterator[Figure]:
    place = 0
    while place < len(found):
        one = found[place]
        after = found[place + 1] if place + 1 < len(found) else None
        share = _share(one, after, text) if after is not None else None
        if share is not None:
            yield share
            place += 2
            continue
        yield _single(one, text)
        place += 1


def _share(one: Figure, after: Figure, text: str) -> Figure | None:
    """``three quarters``, ``дев'ять із десяти`` as one number, whose parts are looked for if it is not found."""
    between = text[one.end : after.start]
    if len(between) > _NEAR:
        return None
    spelt = between in (" ", "-", "\u00a0") and not after.digits and _denominator().fullmatch(after.text)
    if not spelt and not _ratio().fullmatch(between):
        return None
    numerator, denominator = _whole(one), _whole(after)
    if denominator not in _DENOMINATORS or not 0 < numerator < denominator:
        return None
    return Figure(
        text[one.start : after.end],
        _readings(Decimal(numerator), denominator),
        one.start,
        after.end,
        (one.readings[0], after.readings[0]),
        digits=one.digits or after.digits,
        counts=one.counts or after.counts,
        share=True,
    )


def _whole(figure: Figure) -> int:
    value = figure.readings[0]
    return int(value) if value.isdecimal() and len(value) < 5 else 0


def _readings(numerator: Decimal, denominator: int) -> tuple[str, ...]:
    """In percent, whether rounded or not, as a decimal, and as minutes of an hour."""
    exact = numerator / denominator
    values = [(exact * 100).quantize(Decimal(step), way) for step in ("1", "0.1") for way in (None, ROUND_DOWN)]
    decimals = [exact.quantize(Decimal(step)) for step in ("0.1", "0.01", "0.001")]
    values += [value for value in decimals if abs(value - exact) < Decimal("0.01")]
    if denominator == 4:
        values.append(exact * 60)
    return tuple(dict.fromkeys(map(canonical, values)))


def _single(figure: Figure, text: str) -> Figure:
    """``кожен п'ятий``, ``a fifth``, ``п'ята частина`` are 20 percent; ``половина`` is a share as well."""
    if figure.digits:
        return figure
    if "0.5" in figure.readings or "33" in figure.readings or "0.25" in figure.readings:
        return replace(figure, share=True)
    before = _every().search(text[max(0, figure.start - _NEAR) : figure.start])
    if not before and not text.startswith((" частин", " part"), figure.end):
        return figure
    denominator = _whole(figure)
    if denominator not in _DENOMINATORS:
        return figure
    readings = (*figure.readings, *_readings(Decimal(1), denominator))
    return replace(figure, readings=tuple(dict.fromkeys(readings)), share=True)


def _in_smaller(figure: Figure, text: str) -> Figure:
    """``eight decades`` are 80 years, ``two days`` 48 hours; ``XVII століття`` is the 1600s."""
    period = _period().match(text, figure.end, figure.end + _NEAR)
    value = _whole(figure)
    if not period or not 0 < value < 30 or figure.kind != "number":
        return figure
    more = [str(value * _SMALLER[period.lastgroup or ""])]
    if period["centuries"]:
        more.append(str(100 * (value - 1)))
    return replace(figure, readings=(*figure.readings, *more))
