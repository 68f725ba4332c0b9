"""Numbers written in digits: amounts, times, dates, telephone numbers, ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from feeds.translation.checks.figure import Figure
from feeds.translation.checks.numerals import canonical

_SPACES = " \u00a0\u2009\u202f"
_LONGEST = 30
"""Digits; a longer run is read as it stands."""
_PHONE_DIGITS = range(9, 16)
"""At most 15 (ITU-T E.164 §6.2)."""
_NATIONAL = 9
"""Digits of a Ukrainian number without +38 and 0; of others the last nine tell them apart as well."""
_YEARS = ("/", "-", "–", "—")


@cache
def _phone() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w+.,])(?:\+[0-9]{1,3}|\(?0[0-9]{0,4}\)?)[ \u00a0]?[0-9(][0-9 ()\u00a0\u2011\u2013-]{5,18}[0-9](?![0-9])"
    )


@cache
def _number() -> re.Pattern[str]:
    # Possessive and atomic, so that each digit is looked at once.
    return re.compile(
        rf"(?<![0-9])(?<![0-9][.,:])[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})++(?![0-9])(?:[.,][0-9]++)?"
        r"|[0-9]++(?:[.,:'’][0-9]++)*+"
    )


_DAYTIME = (
    r"(?:годин[а-яіїє]{1,2}[\s\u00a0]|год\.?[\s\u00a0]|o'clock\s)?(?:(?P<late>вечора|дня|пополудні|p\.?[\s\u00a0]?m\b"
    r"|in\sthe\s(?:evening|afternoon))|(?P<night>ночі|at\snight)|(?P<early>ранку|a\.?[\s\u00a0]?m\b|in\sthe\smorning))"
)
"""What part of the day it is, behind the hour."""


@cache
def _after() -> re.Pattern[str]:
    """What may stand behind a number and changes what it means."""
    return re.compile(
        r"(?P<decade>[-–]?(?:х|их|ті|ми|тих|тими)(?![\s\u00a0](?:тис|міль|млн|млрд|триль))(?!\w)"
        r"|['’]?s(?!\w))"
        r"|(?:[-–][а-яіїє]{1,4}(?=[\s\u00a0]))?[-–]?[\s\u00a0]?"
        r"(?:(?:or more|or so|and more|і більше|або більше|чи більше|з половиною)\s)?"
        r"(?:(?P<thousand>тис(?:яч[а-яіїє]{0,4})?(?!\w)|thousand(?!\w)|k(?!\w))"
        r"|(?P<million>млн|мільйон[а-яіїє]{0,5}(?!\w)|million|mln|m(?!\w))"
        r"|(?P<billion>млрд|мільярд[а-яіїє]{0,5}(?!\w)|billion|bn(?!\w)|b(?!\w))"
        r"|(?P<trillion>трлн|трильйон[а-яіїє]{0,5}(?!\w)|trillion|tn(?!\w))"
        r"|(?P<hundred>hundred(?!\w)|сот[а-яіїє]{0,3}(?!\w))"
        r"|(?P<dozen>dozen(?!\w)))"
        rf"|(?:-?[а-яіїє]{{1,3}})?[\s\u00a0]?(?:{_DAYTIME})",
        re.IGNORECASE,
    )


_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_SHORT_SCALES = frozenset(("k", "m", "b"))
"""May be kilo-, metres, bytes as well."""
_RANGE = re.compile(r"\s?(?:[-–—]|\b(?:до|to|and|і|й|та|or|або|чи)\b)\s?\Z")


def in_digits(text: str) -> list[Figure]:
    """All numbers that have a digit, in the order in which they stand in plain text."""
    phones = list(_phones(text))
    found = sorted([*phones, *_numbers(blank(text, phones))], key=lambda one: one.start)
    return _merged(_ranged(found, text), text)


def blank(text: str, found: list[Figure]) -> str:
    """The text with what has been read taken out, all else in its place."""
    pieces, position = [], 0
    for one in found:
        pieces += [text[position : one.start], "\x00" * (one.end - one.start)]
        position = one.end
    return "".join([*pieces, text[position:]])


def _phones(text: str) -> Iterator[Figure]:
    for match in _phone().finditer(text):
        digits = re.sub(r"[^0-9]", "", match[0])
        if len(digits) in _PHONE_DIGITS:
            yield Figure(match[0], (f"tel {digits[-_NATIONAL:]}",), *match.span(), (digits[-_NATIONAL:],), kind="phone")


def _numbers(text: str) -> Iterator[Figure]:
    for match in _number().finditer(text):
        figure = _read(match[0], match.start())
        if match[0] in ("2", "3") and _metres().search(text[max(0, match.start() - 3) : match.start()]):
            yield replace(figure, digits=False)  # "м²" and "кубометрів" are "m2" and "m3"
            continue
        context = _after().match(text, match.end(), match.end() + 40)
        yield _with_context(figure, context) if context else figure


@cache
def _metres() -> re.Pattern[str]:
    return re.compile(r"(?<![^\W\d_])[kcdкс]?[mм]\Z")


def _read(text: str, start: int) -> Figure:
    """A number as it stands, whatever is around it."""
    end = start + len(text)
    groups = re.split(r"[^0-9]", text)
    marks = re.sub(r"[0-9]", "", text)
    if len(groups) == 1:
        return Figure(text, (_plain(text), text) if text[0] == "0" else (_plain(text),), start, end)
    parts = tuple(_plain(group) for group in groups)
    if ":" in marks:
        return _clock(text, start, groups, parts)
    if len(groups) == 3 and marks == ".." and len(groups[0]) <= 2 and len(groups[1]) <= 2:
        return Figure(text, (" ".join(parts),), start, end, parts, kind="date")
    readings = [*_grouped(groups, marks), *_decimal(groups, marks)]
    if len(groups) == 2 and marks == "." and len(groups[1]) == 2 and int(groups[1]) < 60 and len(groups[0]) <= 2:
        readings.append(f"{parts[0]}:{groups[1]}")
    return Figure(text, tuple(dict.fromkeys(readings)) or (text,), start, end, parts)


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _grouped(groups: list[str], marks: str) -> Iterator[str]:
    """Thousands apart: ``10 000``, ``1,234,567``; the last mark may be a decimal one."""
    whole, rest = (groups, "") if len(set(marks)) == 1 else (groups[:-1], groups[-1])
    if len(whole) < 2 or len(set(marks[: len(whole) - 1])) > 1 or not 1 <= len(whole[0]) <= 3:
        return
    if all(len(group) == 3 for group in whole[1:]) and whole[0] != "0":
        yield _plain("".join(whole)) + (f".{rest}".rstrip("0").rstrip("."))


def _decimal(groups: list[str], marks: str) -> Iterator[str]:
    if len(groups) == 2 and marks in ".,":
        fraction = groups[1].rstrip("0")
        yield _plain(groups[0]) + (f".{fraction}" if fraction else "")


def _clock(text: str, start: int, groups: list[str], parts: tuple[str, ...]) -> Figure:
    end = start + len(text)
    hours, minutes = groups[0], groups[1]
    if len(hours) > 2 or len(minutes) != 2 or int(hours) > 24 or int(minutes) > 59:
        return Figure(text, (":".join(groups),), start, end, tuple(groups))
    readings = [":".join([parts[0], *groups[1:]])]
    if len(groups) == 2:
        readings += [f"{hours:0>2}{minutes}", *([parts[0]] if minutes == "00" else [])]
    return Figure(text, tuple(readings), start, end, parts, kind="time")


def _with_context(figure: Figure, context: re.Match[str]) -> Figure:
    kind = context.lastgroup or ""
    end = context.end()
    if kind == "decade":
        return replace(figure, readings=(*figure.readings, *_decade(figure.readings[0])))
    if kind in ("late", "early", "night"):
        return _at(figure, kind)
    if len(figure.readings[0]) > _LONGEST:
        return figure
    scale = Decimal(_SCALES[kind])
    scaled = tuple(canonical(Decimal(one) * scale) for one in figure.readings if re.fullmatch(r"[0-9.]+", one))
    if context[kind].lower() in _SHORT_SCALES:
        return replace(figure, readings=(*figure.readings, *scaled))
    return replace(
        figure,
        readings=scaled or figure.readings,
        parts=(),
        scale=scale,
        end=end,
        text=context.string[figure.start : end],
    )


def _decade(value: str) -> Iterator[str]:
    if len(value) == 2 and value[1] == "0":
        yield from (f"{century}{value}" for century in (19, 18, 20, 17))


def _at(figure: Figure, part: str) -> Figure:
    """A time of twelve hours, read as one of twenty-four too: ``9:36 p.m.``, ``о 9-й вечора``."""
    hours, colon, minutes = figure.readings[0].partition(":")
    if "." in hours and len(figure.readings) > 1:
        hours, colon, minutes = figure.readings[-1].partition(":")
    if not hours.isdecimal() or len(hours) > 2 or int(hours) > 12:
        return figure
    part = _of_night(part, int(hours))
    hour = int(hours) % 12 + (12 if part == "late" else 0)
    readings = [f"{hour}:{minutes or '00'}", f"{hour:0>2}{minutes or '00'}"]
    if not colon or minutes == "00":
        readings.append(str(hour))
    return replace(figure, readings=(*figure.readings, *readings), kind="time", part=part)


def _of_night(part: str, hour: int) -> str:
    """The night has hours of two days: ``11 ночі`` is late, ``2 at night`` early."""
    if part == "night":
        return "late" if 6 <= hour < 12 else "early"
    return part


@cache
def _daytime() -> re.Pattern[str]:
    return re.compile(rf"[\s\u00a0](?:{_DAYTIME})", re.IGNORECASE)


def at_daytime(figure: Figure, text: str) -> Figure:
    """An hour in words, with the part of the day that ``text`` says behind it: ``дев'ятій вечора``."""
    part = _daytime().match(text, figure.end)
    return _at(figure, part.lastgroup or "") if part else figure


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
    return replace(_at(figure, "late"), kind=figure.kind, part=figure.part)


def _ranged(found: list[Figure], text: str) -> list[Figure]:
    """In ``2–3 млн`` and ``9 to 11 p.m.`` what stands behind the second belongs to the first as well."""
    ranged = list(found)
    for place in range(len(found) - 2, -1, -1):
        one, after = ranged[place], ranged[place + 1]
        between = text[one.end : after.start]
        if between in _YEARS and len(one.readings[0]) == 4:
            ranged[place + 1] = replace(after, readings=(*after.readings, *_years(one.readings[0], after.readings[0])))
        if len(between) > 6 or not _RANGE.match(between):
            continue
        if after.scale != 1 and one.scale == 1 and len(one.readings[0]) <= _LONGEST:
            values = [Decimal(value) for value in one.readings if re.fullmatch(r"[0-9.]+", value)]
            ranged[place] = replace(
                one, readings=(*one.readings, *(canonical(value * after.scale) for value in values))
            )
        elif after.kind == "time" and one.kind == "number" and len(one.readings[0]) <= 2:
            late = any(int(value) > 12 for value in after.readings if len(value) <= 2)
            ranged[place] = replace(_at(one, "late" if late else "early"), part="")
    return ranged


def _years(first: str, second: str) -> tuple[str, ...]:
    """``2024/25`` is ``2024/2025``."""
    if len(second) == 4 and second[:2] == first[:2]:
        return (second[2:],)
    return (first[:2] + second,) if len(second) == 2 else ()


def _merged(found: list[Figure], text: str) -> list[Figure]:
    """``2 тис. 300`` is 2300."""
    merged: list[Figure] = []
    for one in found:
        last = merged[-1] if merged else None
        fits = last is not None and last.scale > one.scale and text[last.end : one.start] in (" ", "\u00a0", ". ")
        if last is not None and fits and one.kind == "number" and len(one.readings[0]) <= _LONGEST:
            total = _sum(last, one)
            if total is not None:
                merged[-1] = total
                continue
        merged.append(one)
    return merged


def _sum(last: Figure, one: Figure) -> Figure | None:
    first, second = Decimal(last.readings[0]), one.readings[0]
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", second) or Decimal(second) >= last.scale:
        return None
    return Figure(
        f"{last.text} {one.text}",
        (canonical(first + Decimal(second)),),
        last.start,
        one.end,
        (last.readings[0], second),
        scale=one.scale,
    )
