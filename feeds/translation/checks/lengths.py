"""Is there about as much of the answer as there is of the original?

Gale and Church (1993, "A program for aligning sentences in bilingual corpora") found that how much longer or shorter a
good translation is spreads as the square root of its length; so a title may be twice as long, a paragraph may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from math import sqrt

from feeds.model import Finding
from feeds.translation.checks.compared import Compared
from feeds.translation.checks.figure import Figure

_RATIOS = {("uk", "en"): 0.985, ("en", "uk"): 1.015}
"""Signs of the second language for one of the first; measured on every second of 997 sentences of FLORES-200."""
VARIANCE = 2.2
"""Of the difference, for each sign: measured likewise, on human translations, whose lengths spread most."""
_SHORT = 24
"""Signs to be expected; below that a text may be an abbreviation, and its translation the whole name."""
_CERTAIN = 48
"""Signs to be expected; below that what is missing may have been the long way to say it."""
_CUT = 0.36
"""Share of the expected length that is no translation, however it ends."""
_CUT_SHORT = 0.3
"""The same for shorter texts of at least ``_SHORT`` signs, unless the answer is an abbreviation: EU, UN, SES."""
_FEWEST_STOPPED = 10
"""The same where the text ends as sentences do, and the answer does not."""
_NO_NAMES = frozenset(("A", "I", "OK"))
"""What is no abbreviation of a name, although in capitals."""
_CUT_OPEN = 0.55
_LONG = 60
"""The same where it ends in the middle of a sentence, and so many signs were to be expected."""
_FEWEST = 36
"""Signs of a text that can be too short; of a shorter one only little can be missing."""
_HALF = 0.5
"""Share of the expected length that is out of proportion, however short the text."""
_TOO_SHORT, _TOO_SHORT_OPEN, _TOO_LONG = -3.6, -1.0, 4.6
"""Standard deviations that are out of proportion; the second where the answer ends in the middle of a sentence."""
_DIGITS = 4
"""Signs that a number in digits has, or so."""
_IN_FULL = 25
"""Signs by which a name is longer than its abbreviation: "the State Emergency Service", ``ДСНС``."""
_TWO = 2
_SLACK = 12
"""Signs that a translation may always have more: a noun that had to be said, "the State of"."""


@cache
def _stopped() -> re.Pattern[str]:
    return re.compile(r"[.!?…;:。！？](?:\s?[»”“\"’')\]}]){0,3}\s?\Z")


def expected(pair: Compared, signs: int) -> float:
    """How long the translation of so many signs may be expected to be."""
    languages = (pair.source_language[:2].lower(), pair.target_language[:2].lower())
    return _RATIOS.get(languages, 1.0) * signs


def spread(signs: float) -> float:
    """The standard deviation of the length of a translation."""
    return sqrt(VARIANCE * max(signs, 1))


def open_ended(pair: Compared) -> bool:
    """Does the original end as sentences do, and the answer not?"""
    return bool(_stopped().search(pair.words[-8:])) and not _stopped().search(pair.translated[-8:])


def _signs(text: str, found: Iterable[Figure]) -> int:
    """How long a text is, numbers in words counted as if in digits: "in the year two thousand and twenty-two"."""
    return len(text) - sum(max(one.end - one.start - _DIGITS, 0) for one in found if not one.digits)


@cache
def _abbreviation() -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])[^\W\d_a-zа-яєіїґ]{2,5}(?![\w-])")


def _abbreviated(text: str) -> int:
    """Signs by which a text would be longer if its abbreviations were names in full."""
    return 0 if text.isupper() else _IN_FULL * len(_abbreviation().findall(text))


def cut_off(pair: Compared) -> Finding | None:
    """So little of it that it can only be its beginning."""
    if not pair.alike_in_length:
        return None
    length, wanted = len(pair.bare_translated), _wanted_least(pair)
    fewest, share = _FEWEST_STOPPED if open_ended(pair) else _SHORT, _CUT_SHORT
    if wanted >= _CERTAIN:
        share = _CUT_OPEN if wanted >= _LONG and open_ended(pair) else _CUT
    abbreviated = wanted < _CERTAIN and pair.bare_translated.isupper() and pair.bare_translated not in _NO_NAMES
    if wanted < fewest or length >= share * wanted or abbreviated:
        return None
    return Finding("cut", f"only {length} characters for {len(pair.bare_words)} of the original", fatal=True)


def proportion(pair: Compared) -> Finding | None:
    """Far shorter or longer than a translation should be."""
    if not pair.alike_in_length:
        return None
    # Of languages whose lengths nobody measured only what is out of all proportion.
    measured = 1 if pair.languages == {"uk", "en"} else 2
    if not _too_long(pair, measured) and not _too_short(pair, measured):
        return None
    length, source = len(pair.bare_translated), len(pair.bare_words)
    wanted = expected(pair, source)
    return Finding(
        "length", f"{length} characters for {source} of the original: about {wanted:.0f} were to be expected"
    )


def _wanted_least(pair: Compared) -> float:
    return expected(pair, _signs(pair.bare_words, pair.figures[0]) - _glossed(pair.glosses[0]))


def _glossed(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in spans)


def _beyond(length: float, wanted: float, measured: int) -> float:
    """In standard deviations."""
    return (length - wanted) / (spread(max(wanted, _SHORT)) * measured)


def _too_long(pair: Compared, measured: int) -> bool:
    length = _signs(pair.bare_translated, pair.figures[1]) - _glossed(pair.glosses[1])
    most = expected(pair, len(pair.bare_words)) + _abbreviated(pair.bare_words)
    return length > most + _SLACK and _beyond(length, most, measured) > _TOO_LONG


def _too_short(pair: Compared, measured: int) -> bool:
    length, wanted = len(pair.bare_translated), _wanted_least(pair)
    if open_ended(pair) and wanted >= _FEWEST_STOPPED / 2 and length < _HALF * wanted:
        return True
    if wanted < _FEWEST:
        several = len(pair.bare_words.split()) > _TWO and any(map(str.islower, pair.bare_translated))
        return several and wanted >= _FEWEST / 3 and length < _CUT * wanted
    beyond = _beyond(length, wanted, measured)
    return beyond < (_TOO_SHORT_OPEN if open_ended(pair) else _TOO_SHORT) or length < _HALF * wanted / measured
