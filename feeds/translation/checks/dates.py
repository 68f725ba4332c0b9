"""Months, days of the week and parts of the day that must stay what they are."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from feeds.model import Finding
from feeds.text.language import primary
from feeds.translation.checks.compared import Compared
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.numerals import month, short_month

_SPELT = frozenset(("uk", "en"))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = {
    "Monday": r"понеділ(?:ок|к[ауоиі]\w{0,5})\b", "Tuesday": r"вівтор(?:ок|к[ауоиі]\w{0,5})\b",
    "Wednesday": r"серед[ауі]\b|середою\b", "Thursday": r"четвер(?:г\w{0,6})?\b", "Friday": r"п[’'ʼ]ятни[цч]\w{1,4}\b",
    "Saturday": r"субот\w{1,5}\b", "Sunday": r"неділ[яіює]\w?\b|недільн\w{1,3}\b",
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
        rf"\d(?:-?[а-яії]{{1,3}}|st|nd|rd|th)?(?:\s|\sof\s)(?P<after>{month_word})\b(?P<dot>\.?)|\b(?P<before>{month_word})\.?(?=\s\d)"
    )


def dates(pair: Compared) -> Finding | None:
    """Months that stand beside numbers, and days of the week."""
    if pair.languages != _SPELT:
        return None
    ours, theirs = _months(pair.bare_words), _months(pair.bare_translated)
    may_ours = ours | _any_months(pair.figures[0], ukrainian=_ukrainian(pair))
    may_theirs = theirs | _any_months(pair.figures[1], ukrainian=not _ukrainian(pair))
    if lost := ours - may_theirs:
        return Finding("date", f"{_MONTHS[min(lost) - 1]} is a month of the original, and not of the answer")
    if new := theirs - may_ours:
        return Finding("date", f"{_MONTHS[min(new) - 1]} is a month of the answer, and not of the original")
    before, after = (_named_months(found) for found in pair.figures)
    # Months without a number: only one that has become another is told.
    lost, new = before - after - may_theirs, after - before - may_ours
    if lost and new:
        return Finding("date", f"{_MONTHS[min(lost) - 1]} has become {_MONTHS[min(new) - 1]}")
    return _other_days(pair)


def _other_days(pair: Compared) -> Finding | None:
    """One day may be said in other words ("tomorrow"); of several all or none."""
    ours, theirs = _days(pair.bare_words), _days(pair.bare_translated)
    lost, new = ours - theirs, theirs - ours
    if not lost and not new:
        return None
    lost, new = lost - _short_days(pair.bare_translated), new - _short_days(pair.bare_words)
    if lost and new:
        return Finding("date", f"{', '.join(sorted(lost))} has become {', '.join(sorted(new))}")
    # Of several only those that are written out in English: Sun, Sat and Wed are words as well.
    if _ukrainian(pair):
        new = {day for day in new if day in pair.bare_translated}
    else:
        lost = {day for day in lost if day in pair.bare_words}
    if lost and theirs and not _weekend(pair.bare_translated, lost):
        return Finding("date", f"{', '.join(sorted(lost))} of the original is not in the answer")
    if new and ours and not _weekend(pair.bare_words, new):
        return Finding("date", f"{', '.join(sorted(new))} is not in the original")
    return None


@cache
def _cut_short() -> re.Pattern[str]:
    names = ("пн|понед", "вт|вівт", "ср|сер", "чт|чет", "пт|п[’'ʼ]ят", "сб|суб", "нд|нед")
    return re.compile("|".join(rf"(\b(?:{forms})\b)" for forms in names), re.IGNORECASE)


def _short_days(text: str) -> set[str]:
    """Days that ``пн`` and the like may mean."""
    names = list(_DAYS)
    return {names[(match.lastindex or 1) - 1] for match in _cut_short().finditer(text)}


def _weekend(text: str, days: set[str]) -> bool:
    """Does the text say it in one word?"""
    small = text.lower()
    return days <= {"Saturday", "Sunday"} and any(map(small.__contains__, ("weekend", "вихідн", "вікенд")))


def _ukrainian(pair: Compared) -> bool:
    """Is the original the Ukrainian one of the two?"""
    return primary(pair.source_language) == "uk"


def _months(text: str) -> set[int]:
    found = (
        month(match["after"] or match["before"]) or (short_month(match["after"]) if match["dot"] else None)
        for match in _dated().finditer(text)
    )
    return {number for number in found if number}


def _named_months(figures: list[Figure]) -> set[int]:
    return {int(figure.readings[0]) for figure in figures if figure.kind == "date" and not figure.digits}


@cache
def _day_and_month() -> re.Pattern[str]:
    return re.compile(r"[0-9]{1,2}\.[0-9]{2}(?:\.[0-9]{2,4})?")


def _any_months(figures: list[Figure], *, ukrainian: bool) -> set[int]:
    """Those that a text names, and those that it may mean with a number; in Ukrainian the day is before the month."""
    found: set[int] = set()
    for figure in figures:
        if ukrainian and figure.digits and _day_and_month().fullmatch(figure.text):
            found.add(int(figure.parts[1]))
        elif figure.kind == "date" or figure.digits:
            values = (*figure.readings, *figure.parts)
            found |= {int(value) for value in values if value.isdecimal() and len(value) < 3}
    return found


def _days(text: str) -> set[str]:
    names = list(_DAYS)
    small = text.lower()
    found = (
        {match.lastgroup or "" for match in _day_names().finditer(small)}
        if any(map(small.__contains__, _STEMS))
        else set()
    )
    return found | {names[(match.lastindex or 1) - 1] for match in _days_en().finditer(text)}


@cache
def _says_late() -> re.Pattern[str]:
    """Words that may tell of an hour before noon that it is none."""
    return re.compile(r"веч[еіо]р|\bн[іо]ч|опівн|пополудн|по\sобіді|обід|п\.?m\b|p\.?m\b", re.IGNORECASE)


def daytimes(pair: Compared) -> Finding | None:
    """``9:30 ранку`` and ``9:30`` are not ``9:30 p.m.``: Ukrainian clocks have 24 hours."""
    if pair.languages != _SPELT:
        return None
    ours, theirs = pair.figures
    text = pair.bare_words
    if not _ukrainian(pair):
        ours, theirs, text = theirs, ours, pair.bare_translated
    if not any(figure.part for figure in theirs):
        return None
    open_to_late = bool(_says_late().search(text))
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for figure in ours:
        time, part = _of_twelve(figure)
        parts[time] |= {part, "" if open_to_late and not figure.part else part}
    for figure in theirs:
        if figure.part and not parts.get(figure.twelve, {""}) & {"", figure.part}:
            one, other = ("answer", "original") if _ukrainian(pair) else ("original", "answer")
            return Finding("time", f"{figure.text} of the {one} is {_LATER[figure.part]}, in the {other} it is not")
    return None


def _of_twelve(figure: Figure) -> tuple[str, str]:
    """A time as one of twelve hours, and its part of the day; none of what may be no time."""
    if figure.part:
        return figure.twelve, figure.part
    time = next((reading for reading in figure.readings if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", reading)), "")
    if not figure.digits or not time:
        return time or f"{figure.readings[0]}:00", ""
    hour, minutes = int(time.split(":")[0]), time.split(":")[1]
    return f"{(hour - 1) % 12 + 1}:{minutes}", "early" if hour % 24 < 12 else "late"


_LATER = {"early": "before noon", "late": "after noon"}
