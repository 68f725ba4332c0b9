"""Frost must stay frost."""

from __future__ import annotations

import re
from functools import cache

from feeds.model import Finding
from feeds.translation.checks.compared import Compared


@cache
def _below() -> re.Pattern[str]:
    """Degrees with a minus, in signs or in words; a dash between two numbers is none."""
    number = r"[0-9]{1,3}(?:[.,][0-9]{1,2})?"
    degrees = r"\s?(?:°|º|градус|degrees?\b|[СC]\b)"
    return re.compile(
        rf"(?<![\w)°º])(?<![0-9%°][\s\u00a0])[-−–]{number}(?:\s?(?:\.\.\.?|[…–—-]|до|to)\s?[-−–+]?{number})?{degrees}"
        rf"|\b(?:мінус|minus|negative)\s{number}(?:\s?(?:[…–—-]|до|to)\s?{number})?{degrees}"
        rf"|\bмороз[а-яії]{{0,3}}\s(?:до\s|у\s|в\s|близько\s)?{number}{degrees}"
        rf"|{number}{degrees}[а-яії]{{0,3}}C?\s(?:морозу|нижче\sнуля|below\s(?:zero|freezing)|of\sfrost)",
        re.IGNORECASE,
    )


@cache
def _cold() -> re.Pattern[str]:
    """Enough of it on the other side."""
    return re.compile(
        r"(?<![\w)])[-−–]\s?[0-9]|[-−–]\s?[0-9]{1,3}\s?[°º]"
        r"|мінус|мороз|нижч|minus|below|negative|frost|freez|frozen|zero|cold",
        re.IGNORECASE,
    )


def frost(pair: Compared) -> Finding | None:
    """``−5 °C`` is not ``5 °C``."""
    if not pair.languages <= frozenset(("uk", "en")):
        return None
    ours, theirs = pair.bare_words, pair.bare_translated
    for one, other, has, has_not in ((ours, theirs, "original", "answer"), (theirs, ours, "answer", "original")):
        below = _below().search(one)
        if below is not None and not _cold().search(other):
            return Finding("number", f"{below[0].strip()} of the {has} is below zero, in the {has_not} nothing is")
    return None
