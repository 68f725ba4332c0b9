"""Numbers written in digits: amounts, times, dates, telephone numbers, ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from feeds.translation.checks.clock import DAYTIME, at, clock, spelt_out, zero_hour
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.numerals import canonical
from feeds.translation.checks.phones import phones

_SPACES = " \u00a0\u2009\u202f"
_LONGEST = 30
"""Digits; a longer run is read as it stands."""
_YEARS = ("/", "-", "–", "—")


@cache
def _number() -> re.Pattern[str]:
    # Possessive and atomic, so that each digit is looked at once.
    return re.compile(
        rf"(?<![0-9])(?<![0-9][.,:])[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})++(?![0-9])(?:[.,][0-9]++)?"
        # "17: 00" is a slip for a time.
        rf"|(?:(?<=\b[оОзЗ][{_SPACES}])|(?<=\b(?:об|до|Об|До|зі|із|at|At|to|by)[{_SPACES}]))[0-2]?[0-9]:"
        rf"[{_SPACES}][0-5][0-9](?![0-9])|(?<![0-9.,:])[0-2]?[0-9]:[{_SPACES}]00(?![0-9])"
        r"|[0-9]++(?:[.,:'’][0-9]++)*+"
    )


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
        rf"|(?:-?[а-яіїє]{{1,3}})?[\s\u00a0]?(?:{DAYTIME})",
        re.IGNORECASE,
    )


_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_SHORT_SCALES = frozenset(("k", "m", "b"))
"""May be kilo-, metres, bytes as well."""
_RANGE = re.compile(r"\s?(?:[-–—]|\b(?:до|to|and|і|й|та|or|або|чи)\b)\s?\Z")


def in_digits(text: str) -> list[Figure]:
    """All numbers that have a digit, in the order in which they stand in plain text."""
    known = sorted([*phones(text), *_always(text)], key=lambda one: one.start)
    found = sorted([*known, *_numbers(blank(text, known))], key=lambda one: one.start)
    return _merged(_ranged(found, text), text)


@cache
def _all_day() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w.,/-])24(?P<week>/7)(?:/36[56])?(?![\w/])"
        r"|(?<![\w.,])24[\s\u00a0-]hours[\s-](?:a|per)[\s-]day(?:,?\s(?P<days>7|seven)\sdays\sa\sweek)?"
        r"|(?<![\w.,])24[\s\u00a0]години[\s\u00a0]на[\s\u00a0]добу(?:,?\s(?P<dni>7|сім)\sднів\sна\sтиждень)?",
        re.IGNORECASE,
    )


def _always(text: str) -> Iterator[Figure]:
    """``24/7`` and "24 hours a day" are "around the clock", or two numbers."""
    for match in _all_day().finditer(text) if "24" in text else ():
        week = match["week"] or match["days"] or match["dni"]
        readings, parts = (("always",), ("24", "7")) if week else (("always", "24"), ("24",))
        yield Figure(match[0], readings, *match.span(), parts)


def blank(text: str, found: list[Figure]) -> str:
    """The text with what has been read taken out, all else in its place."""
    pieces, position = [], 0
    for one in found:
        pieces += [text[position : one.start], "\x00" * (one.end - one.start)]
        position = one.end
    return "".join([*pieces, text[position:]])


def _numbers(text: str) -> Iterator[Figure]:
    read = 0
    for match in _number().finditer(text):
        if match.start() < read:
            continue
        figure = _read(re.sub(rf"(?<=:)[{_SPACES}]", "", match[0]), match.start(), match.end())
        if match[0] in ("2", "3") and _metres().search(text[max(0, match.start() - 3) : match.start()]):
            yield replace(figure, digits=False)  # "м²" and "кубометрів" are "m2" and "m3"
            continue
        time = spelt_out(figure, text)
        if time is not None:
            read = time.end
            yield time
            continue
        context = _after().match(text, match.end(), match.end() + 40)
        yield _with_context(figure, context) if context else _thousands_before(zero_hour(figure, text), text)


@cache
def _metres() -> re.Pattern[str]:
    return re.compile(r"(?<![^\W\d_])[kcdкс]?[mм]\Z")


def _read(text: str, start: int, end: int) -> Figure:
    """A number as it stands, whatever is around it."""
    groups = re.split(r"[^0-9]", text)
    marks = re.sub(r"[0-9]", "", text)
    if len(groups) == 1:
        return Figure(text, (_plain(text), text) if text[0] == "0" else (_plain(text),), start, end)
    parts = tuple(_plain(group) for group in groups)
    if ":" in marks:
        return replace(clock(text, start, groups, parts), end=end)
    if len(groups) == 3 and marks == ".." and len(groups[0]) <= 2 and len(groups[1]) <= 2:
        return _date(text, start, parts)
    readings = [*_grouped(groups, marks), *_decimal(groups, marks)]
    if len(groups) == 2 and marks == "." and len(groups[1]) == 2 and int(groups[1]) < 60 and len(groups[0]) <= 2:
        readings.append(f"{parts[0]}:{groups[1]}")
    return Figure(text, tuple(dict.fromkeys(readings)) or (text,), start, end, parts)


def _date(text: str, start: int, parts: tuple[str, ...]) -> Figure:
    """``10.06.22`` is 10.06.2022."""
    day, month, year = parts
    readings = [f"{day} {month} {year}"]
    if re.search(r"\.[0-9]{2}\Z", text):
        short = f"{year:0>2}"
        readings.append(f"{day} {month} 20{short}")
        year = f"{short}|{year}|20{short}"
    return Figure(text, tuple(readings), start, start + len(text), (day, month, year), kind="date")


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


def _with_context(figure: Figure, context: re.Match[str]) -> Figure:
    kind = context.lastgroup or ""
    end = context.end()
    if kind == "decade":
        return replace(figure, readings=(*figure.readings, *_decade(figure.readings[0])))
    if kind in ("late", "early", "night"):
        return at(figure, kind)
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


@cache
def _scale_before() -> re.Pattern[str]:
    return re.compile(
        r"(?<![0-9][ \u00a0])(?<![0-9])\b(?:(?P<thousand>тисяч)|(?P<million>мільйонів)|(?P<billion>мільярдів))\s\Z",
        re.IGNORECASE,
    )


def _thousands_before(figure: Figure, text: str) -> Figure:
    """``тисяч 100`` is about a hundred thousand."""
    before = _scale_before().search(text[max(0, figure.start - 12) : figure.start])
    value = figure.readings[0]
    if before is None or not value.isdecimal() or len(value) > 3:
        return figure
    scaled = canonical(Decimal(value) * _SCALES[before.lastgroup or ""])
    return replace(figure, readings=(*figure.readings, scaled))


def _decade(value: str) -> Iterator[str]:
    if len(value) == 2 and value[1] == "0":
        yield from (f"{century}{value}" for century in (19, 18, 20, 17))


def _ranged(found: list[Figure], text: str) -> list[Figure]:
    """In ``2–3 млн`` and ``9 to 11 p.m.`` what stands behind the second belongs to the first as well."""
    ranged = list(found)
    for place in range(len(found) - 2, -1, -1):
        one, after = ranged[place], ranged[place + 1]
        between = text[one.end : after.start]
        if between in _YEARS and len(one.readings[0]) == 4:
            ranged[place + 1] = replace(after, readings=(*after.readings, *_years(one.readings[0], after.readings[0])))
        if between in _YEARS and f"19{after.readings[0]}" in after.readings:  # "60–70-х"
            ranged[place] = one = replace(one, readings=(*one.readings, *_decade(one.readings[0])))
        if len(between) > 6 or not _RANGE.match(between):
            continue
        if after.scale != 1 and one.scale == 1 and len(one.readings[0]) <= _LONGEST:
            values = [Decimal(value) for value in one.readings if re.fullmatch(r"[0-9.]+", value)]
            ranged[place] = replace(
                one, readings=(*one.readings, *(canonical(value * after.scale) for value in values))
            )
        elif after.kind == "time" and one.kind == "number" and len(one.readings[0]) <= 2:
            late = any(int(value) > 12 for value in after.readings if len(value) <= 2)
            ranged[place] = replace(at(one, "late" if late else "early"), part="")
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
