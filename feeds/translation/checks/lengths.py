"""Is there about as much of the answer as there is of the original?

Gale and Church (1993, "A program for aligning sentences in bilingual corpora") found that how much longer or shorter a
good translation is spreads as the square root of its length; so a title may be twice as long, a paragraph may not.
"""

from __future__ import annotations

import re
from functools import cache
from math import sqrt

from feeds.model import Finding
from feeds.translation.checks.compared import Compared

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
_CUT_OPEN = 0.55
_LONG = 60
"""The same where it ends in the middle of a sentence, and so many signs were to be expected."""
_FEWEST = 36
"""Signs of a text that can be too short; of a shorter one only little can be missing."""
_HALF = 0.5
"""Share of the expected length that is out of proportion, however short the text."""
_TOO_SHORT, _TOO_SHORT_OPEN, _TOO_LONG = -3.6, -1.0, 4.6
"""Standard deviations that are out of proportion; the second where the answer ends in the middle of a sentence."""
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


def cut_off(pair: Compared) -> Finding | None:
    """So little of it that it can only be its beginning."""
    if not pair.alike_in_length:
        return None
    length, wanted = len(pair.bare_translated), expected(pair, len(pair.bare_words))
    share = _CUT_OPEN if wanted >= _LONG and open_ended(pair) else _CUT if wanted >= _CERTAIN else _CUT_SHORT
    if wanted < _SHORT or length >= share * wanted or (wanted < _CERTAIN and pair.bare_translated.isupper()):
        return None
    return Finding("cut", f"only {length} characters for {len(pair.bare_words)} of the original", fatal=True)


def proportion(pair: Compared) -> Finding | None:
    """Far shorter or longer than a translation should be."""
    if not pair.alike_in_length:
        return None
    length, signs = len(pair.bare_translated), len(pair.bare_words)
    wanted = expected(pair, signs)
    # Of languages whose lengths nobody measured only what is out of all proportion.
    measured = 1 if pair.languages == {"uk", "en"} else 2
    beyond = (length - wanted) / (spread(max(wanted, _SHORT)) * measured)
    short = beyond < (_TOO_SHORT_OPEN if open_ended(pair) else _TOO_SHORT) or length < _HALF * wanted / measured
    tiny = wanted >= _SHORT and length < _CUT * wanted
    long = length > wanted + _SLACK and beyond > _TOO_LONG
    if not (long or tiny or (short and wanted >= _FEWEST)):
        return None
    return Finding("length", f"{length} characters for {signs} of the original: about {wanted:.0f} were to be expected")
