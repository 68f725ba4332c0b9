"""Times of the day: hours of twelve read as hours of twenty-four by the part of the day that the text says."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from feeds.translation.checks.figure import Figure
from feeds.translation.checks.numerals import numeral

DAYTIME = (
    r"(?:годин[а-яіїє]{1,2}[\s\u00a0]|год\.?[\s\u00a0]|o'clock\s)?(?:(?P<late>вечора|дня|пополудні|p\.?[\s\u00a0]?m\b"
    r"|in\sthe\s(?:evening|afternoon))|(?P<night>ночі|at\snight|midnight)"
    r"|(?P<early>ранку|a\.?[\s\u00a0]?m\b|in\sthe\smorning))"
)
"""What part of the day it is, behind the hour."""


def clock(text: str, start: int, groups: list[str], parts: tuple[str, ...]) -> Figure:
    """``groups`` of digits with colons between them: a time where they can be one."""
    end = start + len(text)
    hours, minutes = groups[0], groups[1]
    if not text.replace(":", "").isdecimal():  # "16,5:10,5"
        halves = tuple(half.replace(",", ".").rstrip(".") for half in text.split(":"))
        return Figure(text, (":".join(halves),), start, end, halves)
    if len(hours) > 2 or len(minutes) != 2 or int(hours) > 24 or int(minutes) > 59:
        return Figure(text, (":".join(groups),), start, end, tuple(groups))
    readings = [":".join([parts[0], *groups[1:]])]
    if len(groups) == 2:
        readings += [f"{hours:0>2}{minutes}", *([parts[0]] if minutes == "00" else [])]
    return Figure(text, tuple(readings), start, end, parts, kind="time")


def at(figure: Figure, part: str) -> Figure:
    """A time of twelve hours, read as one of twenty-four too: ``9:36 p.m.``, ``о 9-й вечора``."""
    hours, colon, minutes = figure.readings[0].partition(":")
    if "." in hours and len(figure.readings) > 1:
        hours, colon, minutes = figure.readings[-1].partition(":")
    if not hours.isdecimal() or len(hours) > 2 or int(hours) > 12:
        return figure
    part = _of_night(part, int(hours))
    hour = int(hours) % 12 + (12 if part == "late" else 0)
    minutes = minutes or "00"
    readings = [f"{hour}:{minutes}", f"{hour:0>2}{minutes}"]
    if not colon or minutes == "00":
        readings.append(str(hour))
    return replace(
        figure, readings=(*figure.readings, *readings), kind="time", part=part, twelve=f"{int(hours)}:{minutes}"
    )


def _of_night(part: str, hour: int) -> str:
    """The night has hours of two days: ``11 ночі`` is late, ``2 at night`` early."""
    if part == "night":
        return "late" if 6 <= hour < 12 else "early"
    return part


@cache
def _daytime() -> re.Pattern[str]:
    return re.compile(rf"[\s\u00a0](?:{DAYTIME})", re.IGNORECASE)


def at_daytime(figure: Figure, text: str) -> Figure:
    """An hour in words, with the part of the day that ``text`` says behind it: ``дев'ятій вечора``."""
    part = _daytime().match(text, figure.end)
    return at(figure, part.lastgroup or "") if part else figure


@cache
def _on_the_hour() -> re.Pattern[str]:
    return re.compile(r"\b(?:об?|до|зі?|із|після|близько)\s\Z", re.IGNORECASE)


def at_hour(figure: Figure, text: str) -> Figure:
    """``о сьомій`` may be in the evening."""
    if not figure.text.endswith(("ій", "ої")) or not _on_the_hour().search(
        text[max(0, figure.start - 9) : figure.start]
    ):
        return figure
    hour = int(figure.readings[0]) if figure.readings[0].isdecimal() else 0
    if 12 < hour <= 24:
        return replace(figure, readings=(*figure.readings, str(hour - 12)))
    return replace(at(figure, "late"), kind=figure.kind, part=figure.part)


@cache
def _spelt_out() -> re.Pattern[str]:
    """Behind a number: ``20 год 05 хв``, ``5 хвилин на восьму``."""
    return re.compile(
        r"[\s\u00a0]?год(?:ин[аиіу]?|\.)?[\s\u00a0](?P<minutes>[0-5]?[0-9])[\s\u00a0]?хв(?:илин[аиіу]?|\.)?(?!\w)"
        r"|[\s\u00a0]хвилин[аиіу]?\sна\s(?P<hour>[а-яії'’ʼ]{4,12}[ую])\b",
        re.IGNORECASE,
    )


def spelt_out(figure: Figure, text: str) -> Figure | None:
    """An hour and its minutes with their names as one time, which may be as many minutes; ``None``: they are not."""
    more = _spelt_out().match(text, figure.end, figure.end + 40)
    if more is None or not figure.text.isdecimal() or len(figure.text) > 2:
        return None
    value, said = int(figure.text), text[figure.start : more.end()]
    if more["minutes"]:
        minutes = int(more["minutes"])
        readings = (f"{value}:{minutes:02}", str(value * 60 + minutes))
        parts = (str(value), str(minutes))
        return Figure(said, readings, figure.start, more.end(), parts, kind="time") if value <= 24 else None
    hour = numeral(more["hour"])
    if hour is None or hour.value is None or not 1 <= hour.value <= 12 or value > 59:
        return None
    before = int(hour.value) - 1 or 12
    times = tuple(f"{one % 24}:{value:02}" for one in (before, before + 12))
    return Figure(said, times, figure.start, more.end(), (str(value), str(hour.value)), kind="time")


@cache
def _zero_hour() -> re.Pattern[str]:
    return re.compile(r"[\s\u00a0]годин[іиу](?!\w)", re.IGNORECASE)


def zero_hour(figure: Figure, text: str) -> Figure:
    """``о 0 годині`` is midnight."""
    if figure.text == "0" and _zero_hour().match(text, figure.end):
        return replace(figure, readings=("0", "0:00"))
    return figure
