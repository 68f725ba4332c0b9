"""What a translator has put into brackets behind foreign words: ``60 Minutes (60 хвилин)``.

It says nothing new, so the other text need not have it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from feeds.translation.checks.figure import Figure


@cache
def _gloss() -> re.Pattern[str]:
    # The word before the bracket is looked at from behind, so that long runs of letters are not tried at each.
    return re.compile(r"(?<=[A-Za-z.!?»”\"'’])\s?\([^()A-Za-z]{0,200}[Ѐ-ӿ][^()A-Za-z]{0,200}\)")


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z][.!?]?[»”\"'’]?\Z")


def glosses(text: str, other: str) -> list[tuple[int, int]]:
    """Where they begin and end in Cyrillic ``text``; none where ``other`` has as many brackets."""
    if text.count("(") <= other.count("("):
        return []
    return [
        match.span()
        for match in _gloss().finditer(text)
        if _foreign().search(text, max(0, match.start() - 3), match.start())
    ]


def without_repeated(figures: Sequence[Figure], among: Sequence[Figure], spans: list[tuple[int, int]]) -> list[Figure]:
    """``figures`` but those in glosses that say a number once more; ``among`` are all numbers of the text."""
    if not spans:
        return list(figures)
    said = {reading for one in among if not _within(one, spans) for reading in one.readings}
    return [one for one in figures if not (_within(one, spans) and said.intersection(one.readings))]


def _within(figure: Figure, spans: list[tuple[int, int]]) -> bool:
    return any(start <= figure.start < end for start, end in spans)
