"""Numbers written in words, put together where they stand side by side: ``двадцять п'ять тисяч``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from feeds.translation.checks.digits import at_daytime, blank
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.numerals import Numeral, canonical, month, numeral

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_JOINED = re.compile(r"(?:[\s\u00a0-]|\sand\s)\Z")
_SIGNS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "3", "⅔": "3", "²": "2", "³": "3"}
_SIGN = re.compile("[½¼¾⅓⅔²³]")


def in_words(text: str) -> list[Figure]:
    """All numbers in words, and the signs for fractions and powers."""
    halves = []
    if "пів" in text or "half" in text:
        halves = [half for match in _halves().finditer(text) if (half := _half(match)) is not None]
    signs = [Figure(sign[0], (_SIGNS[sign[0]],), *sign.span(), digits=False) for sign in _SIGN.finditer(text)]
    return [*halves, *signs, *_words(blank(text, halves))]


@cache
def _halves() -> re.Pattern[str]:
    return re.compile(
        r"\bпів(?:[\s-]на[\s-](?P<before>[\w'’ʼ]{1,20})|\s(?P<uk>тисяч|мільйон|мільярд|трильйон)[а-яіїє]{0,3})\b"
        r"|\bhalf[\s-](?:past\s(?P<past>\w{1,12})|(?:of\s)?an?\s(?P<en>hundred|thousand|million|billion|trillion))\b",
        re.IGNORECASE,
    )


def _half(match: re.Match[str]) -> Figure | None:
    """``пів на восьму`` and ``half past seven`` are 7:30, ``half a million`` is 500000."""
    scale = numeral(match["uk"] or match["en"] or "")
    if scale is not None and scale.value is not None:
        return Figure(match[0], (canonical(scale.value / 2),), *match.span(), digits=False)
    word = match["before"] or match["past"] or ""
    known = numeral(word)
    value = word if word.isdecimal() else known.readings[0] if known is not None and known.readings else ""
    if not value.isdecimal() or len(value) > 2 or not 1 <= int(value) <= 12:
        return None
    hour = int(value) - (1 if match["before"] else 0)
    return Figure(match[0], (f"{hour}:30", f"{hour + 12}:30"), *match.span(), digits=False, kind="time")


def _words(text: str) -> Iterator[Figure]:
    run: list[tuple[int, int, Numeral]] = []
    for match in _WORD.finditer(text):
        known = numeral(match[0])
        if run and (known is None or known.value is None or not _JOINED.match(text[run[-1][1] : match.start()])):
            yield from _together(run, text)
            run = []
        if known is None:
            number = month(match[0])
            if number:
                yield Figure(match[0], (str(number),), *match.span(), digits=False, kind="date")
        elif known.value is None:
            yield Figure(match[0], known.readings, *match.span(), digits=False)
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
    if word.scale:
        return not run[-1][2].scale or value > last
    if run[-1][2].scale:
        return value < last
    return (last >= 100 and value < 100) or (20 <= last <= 90 and value < 10)


def _figure(run: list[tuple[int, int, Numeral]], text: str) -> Figure:
    total = current = Decimal(0)
    for _, _, word in run:
        value = word.value or Decimal(0)
        if not word.scale:
            current += value
        elif value == 100:
            current = max(current, Decimal(1)) * value
        else:
            total += max(current, Decimal(1)) * value
            current = Decimal(0)
    start, end = run[0][0], run[-1][1]
    single = run[0][2].readings if len(run) == 1 else ()
    readings = (canonical(total + current), *single)
    parts = tuple(canonical(word.value) for _, _, word in run if word.value is not None) if len(run) > 1 else ()
    counts = run[0][2].counts or (total + current) > 20
    figure = Figure(text[start:end], tuple(dict.fromkeys(readings)), start, end, parts, digits=False, counts=counts)
    return at_daytime(figure, text)
