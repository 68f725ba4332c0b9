"""On which days something takes place, as a text says: ``7 березня``, ``07.03``, ``завтра``, ``у суботу``."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from feeds.text.dates import MONTHS

_MONTHS = {name: number for name, number in MONTHS.items() if len(name) > 2}
_AFTER = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:-?(?:го|е|ше|є|st|nd|rd|th))?"
    r"(?:\s?(?:[,–—-]|і|й|та|до|and|to)\s?(\d{1,2}))?(?:\s?(?:[,–—-]|і|й|та|до|and|to)\s?(\d{1,2}))?\s+([^\W\d_]{3,10})"
)
_BEFORE = re.compile(r"(?<!\w)([A-Z][a-z]{2,8})\s(\d{1,2})(?!\d|[.,]\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.\d{2,4})?(?![\d.]|\s?(?:%|тис|млн|млрд|м|км|грн))")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_BESIDE = {
    "сьогодні": 0, "завтра": 1, "післязавтра": 2, "вчора": -1, "учора": -1, "today": 0, "tomorrow": 1, "yesterday": -1,
}  # fmt: skip
_WEEKDAYS = {
    form: number
    for number, forms in enumerate(
        (
            "понеділок понеділка понеділку", "вівторок вівторка", "середу середи", "четвер четверга",
            "п'ятницю п'ятниці", "суботу суботи", "неділю неділі",
        )
    )
    for form in forms.split()
}  # fmt: skip
_ZONE = timedelta(hours=2)
"""Kyiv is two or three hours ahead of UTC: what is published at 23:00 there says "today" of that day."""


def local_day(moment: datetime) -> date:
    """On which day readers saw it."""
    return (moment + _ZONE).date()


def dates_in(text: str) -> frozenset[tuple[int, int]]:
    """Days and months that are named."""
    found: set[tuple[int, int]] = set()
    for match in _AFTER.finditer(text):
        month = _MONTHS.get(match[4].lower())
        if month:
            found.update((int(day), month) for day in match.groups()[:3] if day)
    for match in _BEFORE.finditer(text):
        if month := _MONTHS.get(match[1].lower()):
            found.add((int(match[2]), month))
    found.update((int(match[1]), int(match[2])) for match in _DOTTED.finditer(text))
    return frozenset((day, month) for day, month in found if 1 <= day <= 31 and 1 <= month <= 12)


def told_days(text: str, published: datetime) -> frozenset[tuple[int, int]]:
    """Days that are told from the one on which it was published: ``завтра``, and ``у суботу`` as the next one."""
    today = local_day(published)
    found = set()
    for word in _WORD.findall(text.lower()):
        plain = word.replace("’", "'").replace("ʼ", "'")
        ahead = _BESIDE.get(plain)
        if ahead is None and plain in _WEEKDAYS:
            ahead = (_WEEKDAYS[plain] - today.weekday()) % 7
        if ahead is not None:
            day = today + timedelta(days=ahead)
            found.add((day.day, day.month))
    return frozenset(found)


def is_day_word(word: str) -> bool:
    """Does the word say a day only with the date of the text?"""
    plain = word.lower().replace("’", "'").replace("ʼ", "'")
    return plain in _BESIDE or plain in _WEEKDAYS
