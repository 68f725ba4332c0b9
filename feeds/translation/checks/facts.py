"""Facts that must survive: numbers, times, telephone numbers, dates, percentages, sums of money."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from operator import attrgetter

from feeds.model import Finding
from feeds.translation.checks.compared import Compared
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.numerals import month

_SPELT = frozenset(("uk", "en"))
"""Languages whose words for numbers are known."""
_SMALL = 100
"""Up to this, languages spell numbers out; in one whose words are not known they are not looked for."""
_SHOWN = 3


@cache
def _unit() -> re.Pattern[str]:
    """What stands behind a number that is a measure."""
    return re.compile(
        r"(?:[-–][0-9][0-9.,]{0,9})?\s?-?(?:square|sq|cubic|кв|куб)?\.?\s?(?:miles?|mi|mph|feet|foot|ft|inch(?:es)?|in|yards?|yd|acres?|ha|hectares?|"
        r"km|kilomet|met(?:er|re)|m|cm|mm|kg|kilogram|lb|lbs|pounds?|ounces?|oz|gallons?|lit(?:er|re)|°|degrees?|F|C|"
        r"км|м|см|мм|кг|га|л|миль|милі|фут|дюйм|акр|фунт)",
        re.IGNORECASE,
    )


def numbers(pair: Compared) -> Finding | None:
    """Each number, time and telephone number of one side is on the other side too."""
    lost, extra = ([figure for figure in found if _counts(figure, pair)] for found in pair.unmatched)
    # A measure that one side adds in brackets; not one that has become another.
    if not any(figure.digits for figure in lost):
        extra = [figure for figure in extra if not _converted(figure, pair.bare_translated, pair.figures[1])]
    elif not any(figure.digits for figure in extra):
        lost = [figure for figure in lost if not _converted(figure, pair.bare_words, pair.figures[0])]
    # "1 hour" may be "година", or "an hour", where nothing of the other side is left that it could have been.
    certain_lost = [figure for figure in lost if figure.digits and (figure.text != "1" or pair.unmatched[1])]
    certain_extra = [figure for figure in extra if figure.digits and (figure.text != "1" or pair.unmatched[0])]
    # Words alone are only believed where one seems to have become another.
    both = [figure for figure in lost if figure.counts] and [figure for figure in extra if figure.counts]
    if not certain_lost and not certain_extra and not both:
        return None
    gone = certain_lost or [figure for figure in lost if both and figure.counts]
    new = certain_extra or [figure for figure in extra if (both or certain_lost) and figure.counts]
    kind = next((figure.kind for figure in (*gone, *new) if figure.kind != "number"), "number")
    said = [f"{_list(gone)} of the original is not in the answer"] if gone else []
    said += [f"{_list(new)} is not in the original"] if new else []
    return Finding(kind, "; ".join(said))


def _counts(figure: Figure, pair: Compared) -> bool:
    if pair.languages <= _SPELT:
        return figure.digits or figure.counts
    value = figure.readings[0]
    return figure.digits and not (value.isdecimal() and len(value) <= 3 and int(value) <= _SMALL)


_FACTORS = (0.6214, 3.2808, 1.0936, 0.3937, 0.3861, 2.471, 2.2046, 0.2642, 0.0353, 0.5399)
"""Miles, feet, yards, inches, square miles, acres, pounds, gallons, ounces, knots; of the metric ones before them."""
_ROUNDED = 0.007
"""How far a converted measure may be off; halves aside, to which it may be rounded."""


def _converted(figure: Figure, text: str, among: list[Figure]) -> bool:
    """``100 km (62 miles)``: somebody has been helpful, and can count."""
    opened = text.rfind("(", max(0, figure.start - 40), figure.start)
    if opened < 0 or ")" in text[opened : figure.start] or not _unit().match(text, figure.end):
        return False
    first, last = (bisect_left(among, place, key=attrgetter("start")) for place in (opened - 40, opened))
    near = among[first:last]
    whole = among[bisect_left(among, figure.start, key=attrgetter("start"))]  # not a part of it
    return any(_same(_value(one), _value(whole)) for one in near)


def _value(figure: Figure) -> float:
    text = figure.readings[0]
    return float(text) if len(text) < 30 and text.replace(".", "", 1).isdecimal() else 0.0


def _same(one: float, other: float) -> bool:
    degrees = (one * 1.8 + 32, -one * 1.8 + 32, (one - 32) / 1.8)
    factors = (one * factor for factor in (*_FACTORS, *(1 / factor for factor in _FACTORS)))
    return any(abs(abs(value) - other) <= 0.5 + _ROUNDED * other for value in (*factors, *degrees))


def _list(found: Iterable[Figure]) -> str:
    shown = list(dict.fromkeys(figure.text[:40] for figure in found))
    return ", ".join(shown[:_SHOWN]) + (f" (and {len(shown) - _SHOWN} more)" if len(shown) > _SHOWN else "")


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = {
    "Monday": r"понеділ(?:ок|к[ауоиі]\w?)\b", "Tuesday": r"вівтор(?:ок|к[ауоиі]\w?)\b",
    "Wednesday": r"серед[ауі]\b|середою\b", "Thursday": r"четвер(?:г[ауоі]?\w?)?\b", "Friday": r"п[’'ʼ]ятниц\w{1,3}\b",
    "Saturday": r"субот\w{1,3}\b", "Sunday": r"неділ[яіюе]\w?\b",
}  # fmt: skip


_STEMS = ("понед", "вівт", "серед", "четвер", "ятниц", "субот", "неділ")


@cache
def _day_names() -> re.Pattern[str]:
    uk = "|".join(f"(?P<{name}>{forms})" for name, forms in _DAYS.items())
    return re.compile(rf"\b(?:{uk})")


@cache
def _days_en() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(Mon)(?:day)?|(Tue)s?(?:day)?|(Wed)(?:nesday)?|(Thu)r?s?(?:day)?|(Fri)(?:day)?|(Sat)(?:urday)?|(Sun)(?:day)?)s?\b"
    )


@cache
def _dated() -> re.Pattern[str]:
    """A month beside a number: ``10 червня``, ``червні 2024``, ``June 10``, ``10th of June``."""
    month_word = r"[^\W\d_]{3,12}"
    return re.compile(
        rf"\d(?:-?[а-яії]{{1,3}}|st|nd|rd|th)?(?:\s|\sof\s)(?P<after>{month_word})\b|\b(?P<before>{month_word})\.?(?=\s\d)"
    )


def dates(pair: Compared) -> Finding | None:
    """Months that stand beside numbers, and days of the week."""
    if pair.languages != _SPELT:
        return None
    lost = _months(pair.bare_words) - _any_months(pair.figures[1])
    if lost:
        return Finding("date", f"{_MONTHS[min(lost) - 1]} is a month of the original, and not of the answer")
    new = _months(pair.bare_translated) - _any_months(pair.figures[0])
    if new:
        return Finding("date", f"{_MONTHS[min(new) - 1]} is a month of the answer, and not of the original")
    became = _other_month(*pair.figures)
    if became is not None:
        return became
    ours, theirs = _days(pair.bare_words), _days(pair.bare_translated)
    if ours - theirs and theirs - ours:
        return Finding("date", f"{', '.join(sorted(ours - theirs))} has become {', '.join(sorted(theirs - ours))}")
    return None


def _months(text: str) -> set[int]:
    found = (month(match["after"] or match["before"]) for match in _dated().finditer(text))
    return {number for number in found if number}


def _other_month(ours: list[Figure], theirs: list[Figure]) -> Finding | None:
    """Months without a number: only one that has become another is told."""
    before, after = (
        {int(figure.readings[0]) for figure in found if figure.kind == "date" and not figure.digits}
        for found in (ours, theirs)
    )
    lost, new = before - after - _any_months(theirs), after - before - _any_months(ours)
    if not lost or not new:
        return None
    return Finding("date", f"{_MONTHS[min(lost) - 1]} has become {_MONTHS[min(new) - 1]}")


def _any_months(figures: list[Figure]) -> set[int]:
    """Those that a text names, and those that it may mean with a number."""
    return {
        int(value)
        for figure in figures
        if figure.kind == "date" or figure.digits
        for value in (*figure.readings, *figure.parts)
        if value.isdecimal() and len(value) < 3
    }


def _days(text: str) -> set[str]:
    names = list(_DAYS)
    small = text.lower()
    found = (
        {match.lastgroup or "" for match in _day_names().finditer(small)}
        if any(map(small.__contains__, _STEMS))
        else set()
    )
    return found | {names[(match.lastindex or 1) - 1] for match in _days_en().finditer(text)}


def daytimes(pair: Compared) -> Finding | None:
    """``9:30 ранку`` is not ``9:30 p.m.``"""
    ours, theirs = pair.figures
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for figure in ours:
        parts[figure.readings[0]].add(figure.part)
    for figure in theirs:
        said = parts.get(figure.readings[0], {""})
        if figure.part and not said & {"", figure.part}:
            return Finding("time", f"{figure.text} of the answer is {_LATER[figure.part]}, in the original it is not")
    return None


_LATER = {"early": "before noon", "late": "after noon"}

_PERCENT = ("%", "відсот", "процент", "percent", "per cent", "pct")


def percentages(pair: Compared) -> Finding | None:
    """Percent stay percent."""
    if not pair.languages <= _SPELT:
        return None
    ours, theirs = (any(sign in text.lower() for sign in _PERCENT) for text in (pair.bare_words, pair.bare_translated))
    if ours == theirs:
        return None
    if any(figure.share for figure in pair.figures[1 if ours else 0]):  # "three quarters", "кожен п'ятий"
        return None
    one, other = ("original", "answer") if ours else ("answer", "original")
    return Finding("percentage", f"the {one} speaks of percent, the {other} does not")


_CURRENCIES = {
    "hryvnias": (r"\bгрн\b|₴|\bгрив(?:н|ень)|\buah\b|\bhryvn", r"₴|hry?vn|hrn|uah|грн|грив"),
    "dollars": (r"\$|\bдолар|\busd\b|\bdollar", r"\$|dollar|usd|bucks|долар|\bдол\b"),
    "euros": (r"€|\bєвро\b(?!-)|\beur\b|\beuros?\b", r"€|euro|eur|євро"),
    "pounds": (r"£|\bфунт(?:ів|и)?\sстерлінг|\bgbp\b|\bpounds\ssterling", r"£|pound|gbp|quid|sterling|фунт"),
    "zlotys": (r"\bзлот(?:их|і|ий)\b|\bpln\b|\bzł\b|\bz[lł]ot", r"z[lł]ot|pln|zł|злот"),
}
"""How a currency is known in the original, and what is enough of it in the answer; in small letters."""
_MONEY = (
    "грн",
    "грив",
    "₴",
    "uah",
    "hryv",
    "$",
    "дол",
    "usd",
    "€",
    "євро",
    "eur",
    "£",
    "фунт",
    "gbp",
    "злот",
    "pln",
    "zł",
)


@cache
def _currencies() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((name, re.compile(ours), re.compile(theirs)) for name, (ours, theirs) in _CURRENCIES.items())


def amounts(pair: Compared) -> Finding | None:
    """A sum in one currency stays one in it."""
    words = pair.bare_words.lower()
    if not pair.languages <= _SPELT or not pair.figures[0] or not any(sign in words for sign in _MONEY):
        return None
    translated = pair.bare_translated.lower()
    for name, ours, theirs in _currencies():
        if ours.search(words) and not theirs.search(translated):
            return Finding("amount", f"the original speaks of {name}, the answer does not")
    return None
