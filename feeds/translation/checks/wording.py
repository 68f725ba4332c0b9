"""Numbers written in words, put together where they stand side by side: ``двадцять п'ять тисяч``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from feeds.translation.checks.clock import at_daytime, at_hour
from feeds.translation.checks.digits import blank
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.numerals import Numeral, canonical, month, numeral

_WORD = re.compile(r"[^\W\d_]+(?:(?:['’ʼ]|\"(?=[яюєї]))[^\W\d_]+)*")
_JOINED = re.compile(r"(?:[\s\u00a0-]|\sand\s)\Z")
_SIGNS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "3", "⅔": "3", "²": "2", "³": "3"} | {
    sign: str(value) for value, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")
}
_SIGN = re.compile("[½¼¾⅓⅔²³₀-₉]")
_AND_A_HALF = re.compile(r"\s(?:із|зі|з)\sполовиною\b|[\s-]and[\s-]a[\s-]half\b", re.IGNORECASE)
_AND_A = (" and a ", " з ", " із ", " зі ", "-and-a-")
_HALF = Numeral(Decimal("0.5"))
_DOZENS = (10, 12)
_ABOUT = ("тисяч", "мільйонів", "мільярдів")
"""Before a number: about so many times it, as in ``тисяч сто``."""
_MORE_BY_HALF = ("1.5", "90", "18", "150")
"""Of "an hour and a half" in minutes, of a year in months, of a century in years."""


def in_words(text: str) -> list[Figure]:
    """All numbers in words, and the signs for fractions and powers."""
    small = text.lower()
    halves = []
    if any(map(small.__contains__, ("пів", "half", "чверть", "quarter", "past", "ять на", "хвилин на"))):
        halves = [half for match in _halves().finditer(text) if (half := _half(match)) is not None]
    halves = sorted([*halves, *_phrases(text)], key=lambda one: one.start)
    signs = [Figure(sign[0], (_SIGNS[sign[0]],), *sign.span(), digits=False) for sign in _SIGN.finditer(text)]
    return [*halves, *signs, *_words(blank(text, halves))]


@cache
def _halves() -> re.Pattern[str]:
    hour = r"[\w'’ʼ]{1,20}"
    onto = r"(?:(?:перш|друг|четверт|п['’ʼ]ят|шост|сьом|восьм|дев['’ʼ]ят|десят|(?:оди|два)надцят)у|третю)"
    said = r"(?:(?:перш|друг|четверт|п['’ʼ]ят|шост|сьом|восьм|дев['’ʼ]ят|десят|(?:оди|два)надцят)а|третя)"
    return re.compile(
        rf"\bпів(?:[\s-]на[\s-](?P<before>{hour})|\s(?P<uk>тисяч|мільйон|мільярд|трильйон)[а-яіїє]{{0,3}})\b"
        rf"|\bчверть[\s-](?:(?P<to_uk>до)|(?P<onto>на)|по)[\s-](?P<quarter_uk>{hour})\b"
        rf"|\b(?P<five>(?:двадцять\s)?п['’ʼ]ять|десять|двадцять)(?:\sхвилин)?\sна\s(?P<toward>{onto})\b"
        rf"|\bза\sчверть\s(?P<next>{said})\b"
        rf"|\bhalf[\s-](?:past\s(?P<past>{hour})|(?:of\s)?an?\s(?P<en>hundred|thousand|million|billion|trillion))\b"
        rf"|\bquarter\s(?:(?P<to_en>to|of)|past|after)\s(?P<quarter_en>{hour})\b"
        rf"|\b(?P<minutes>five|ten|twenty(?:[\s-]five)?)\s(?:minutes\s)?past\s(?P<after>{hour})\b",
        re.IGNORECASE,
    )


_MINUTES = {"ten": 10, "twenty": 20}
_MINUTES_UK = {"пять": 5, "десять": 10, "двадцять": 20}


def _half(match: re.Match[str]) -> Figure | None:
    """``пів на восьму`` and ``half past seven`` are 7:30, ``a quarter to nine`` 8:45, ``half a million`` is 500000."""
    scale = numeral(match["uk"] or match["en"] or "")
    if scale is not None and scale.value is not None:
        return Figure(match[0], (canonical(scale.value / 2),), *match.span(), digits=False, counts=True)
    word = next((match[group] for group in _HOURS if match[group]), "")
    known = numeral(word)
    value = word if word.isdecimal() else known.readings[0] if known is not None and known.readings else ""
    if not value.isdecimal() or len(value) > 2 or not 1 <= int(value) <= 12:
        return None
    minutes = _minutes(match)
    before = minutes == 45 or match["before"] or match["onto"] or match["toward"]
    hour = (int(value) - (1 if before else 0)) or 12
    readings = tuple(f"{one % 24}:{minutes:02}" for one in (hour, hour + 12))
    parts = ("4", value) if minutes % 30 == 15 else ()
    return Figure(match[0], readings, *match.span(), parts, digits=False, kind="time", counts=True)


@cache
def _always() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?P<always>цілодобов[а-яії]{1,3}|a?round[\s-]the[\s-]clock)|(?P<day>(?:past|last|previous)\sday))\b",
        re.I,
    )


def _phrases(text: str) -> Iterator[Figure]:
    """Words for 24 hours: ``цілодобово`` is "24/7", "the past day" is ``24 години``."""
    for match in _always().finditer(text):
        readings = ("always", "24") if match["always"] else ("24", "1")
        yield Figure(match[0], readings, *match.span(), digits=False)


_HOURS = ("before", "toward", "next", "past", "quarter_uk", "quarter_en", "after")


def _minutes(match: re.Match[str]) -> int:
    if match["quarter_uk"] or match["quarter_en"] or match["next"]:
        return 45 if match["to_uk"] or match["to_en"] or match["next"] else 15
    if match["five"]:
        five = re.sub("['’ʼ]", "", match["five"].lower())
        return sum(_MINUTES_UK[word] for word in five.split())
    said = (match["minutes"] or "").lower()
    return _MINUTES.get(said[:6], 0) + (5 if said.endswith("five") else 0) or 30


def _words(text: str) -> Iterator[Figure]:
    run: list[tuple[int, int, Numeral]] = []
    for match in _WORD.finditer(text):
        known = numeral(match[0])
        if run and _AND_A_HALF.match(text, run[-1][1]) and match[0].lower() in ("half", "половиною"):
            run.append((*match.span(), _HALF))
            continue
        if run and match[0].lower() in ("and", "a", "з", "із", "зі") and _AND_A_HALF.match(text, run[-1][1]):
            continue
        if run and match[0].lower() == "and" and run[-1][2].scale:  # "one hundred and two"
            continue
        if run and (known is None or known.value is None or not _JOINED.match(text[run[-1][1] : match.start()])):
            yield from _together(run, text)
            run = []
        if known is None:
            number = month(match[0])
            if number:
                yield Figure(match[0], (str(number),), *match.span(), digits=False, kind="date")
        elif known.value is None:
            more = _MORE_BY_HALF if "0.5" in known.readings and text.endswith(_AND_A, 0, match.start()) else ()
            yield Figure(match[0], (*known.readings, *more), *match.span(), digits=False, counts=known.counts)
        else:
            run.append((*match.span(), known))
    if run:
        yield from _together(run, text)


def _together(run: list[tuple[int, int, Numeral]], text: str) -> Iterator[Figure]:
    start = 0
    for place in range(1, len(run) + 1):
        if place == len(run) or not _goes_on(run[start:place], run[place][2]):
            yield _figure(run[start:place], text)
            start = place


def _goes_on(run: list[tuple[int, int, Numeral]], word: Numeral) -> bool:
    """Is the next word a part of the same number? After tens come units, after hundreds both, scales after all."""
    last, value = run[-1][2].value, word.value
    if last is None or value is None or len(run) > 8:
        return False
    if word is _HALF:
        return True
    if word.scale:
        return not run[-1][2].scale or value > last
    if run[-1][2].scale:
        return value < last
    return (last >= 100 and value < 100) or (20 <= last <= 90 and value < 10)


def _figure(run: list[tuple[int, int, Numeral]], text: str) -> Figure:
    total = current = Decimal(0)
    for _, _, word in run:
        value = word.value or Decimal(0)
        if word is _HALF and not current:  # "a million and a half"
            total += total / 2
        elif not word.scale:
            current += value
        elif value <= 100:
            current = max(current, Decimal(1)) * value
        else:
            total += max(current, Decimal(1)) * value
            current = Decimal(0)
    start, end = run[0][0], run[-1][1]
    single = run[0][2].readings if len(run) == 1 else ()
    readings = (canonical(total + current), *single)
    if len(run) == 2 and run[0][2].scale and text[start : run[0][1]].lower() in _ABOUT:
        readings = (*readings, canonical((run[0][2].value or Decimal(0)) * (run[1][2].value or Decimal(0))))
    parts = tuple(canonical(word.value) for _, _, word in run if word.value is not None) if len(run) > 1 else ()
    about = run[-1][2].scale and run[-1][2].value in _DOZENS
    if about:  # "два десятки" is what "two dozen" is: about as many
        readings = (*readings, canonical(current / 10 * 12))
    counts = (run[0][2].counts or (total + current) > 20) and not about
    figure = Figure(text[start:end], tuple(dict.fromkeys(readings)), start, end, parts, digits=False, counts=counts)
    return at_hour(at_daytime(figure, text), text)
