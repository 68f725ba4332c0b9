"""Has a sentence been left out?

Of each sentence of the original it is asked which is likelier: that all is there, or that this one is missing. Length,
the number of sentences, numbers, and the words that look alike in both languages each add to the balance.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import log

from feeds.model import Finding
from feeds.text.html import shorten
from feeds.text.language import cyrillic_letters
from feeds.translation.checks.cognates import key
from feeds.translation.checks.compared import Compared
from feeds.translation.checks.lengths import expected, spread

_MOST = 60
"""Sentences of a block; more are no block."""
_FEWEST_LETTERS = 4
_ENOUGH = 3.5
"""Natural logarithm of how much likelier a sentence is missing than not, a text with sentences missing being rare."""
# Of words of each kind: how often something alike is in a translation, and how often in a text about something else.
# Measured on every second sentence of FLORES-200.
_RATES = {"name": (0.52, 0.05), "word": (0.13, 0.02), "latin": (0.95, 0.05), "number": (0.98, 0.1)}


@cache
def _words() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    evidence: float
    """For its being missing, of its words and numbers."""


def sentence(pair: Compared) -> Finding | None:
    """One sentence of the original of which the answer says nothing."""
    if pair.languages != {"uk", "en"}:
        return None
    ours, theirs = pair.sentences
    if not 1 < len(ours) <= _MOST or len(theirs) > _MOST:
        return None
    weighed = _weighed(pair, ours)
    best = max(weighed, key=lambda one: one.evidence + _length(pair, one.text))
    total = best.evidence + _length(pair, best.text) + _count(len(ours) - len(theirs))
    if total < _ENOUGH:
        return None
    return Finding("sentence", f"a sentence seems to be missing: {shorten(best.text.strip(), 80)!r}")


def _weighed(pair: Compared, ours: list[str]) -> list[_Sentence]:
    missing = {figure.start for figure in pair.unmatched[0] if figure.digits}
    theirs = _words().findall(pair.bare_translated)
    there = {word.casefold() for word in theirs} | {_short(key(word)) for word in theirs}
    said = [_known_by(text, pair.from_cyrillic) for text in ours]
    often = Counter(name for names in said for name in names)
    found = []
    position = 0
    for text, names in zip(ours, said, strict=True):
        evidence = sum(
            _weight("number", figure.start not in missing)
            for figure in pair.figures[0]
            if figure.digits and position <= figure.start < position + len(text)
        )
        # What other sentences say as well tells nothing of this one.
        evidence += sum(_weight(kind, name in there) for name, kind in names.items() if often[name] == 1)
        found.append(_Sentence(text, evidence))
        position += len(text)
    return found


def _known_by(text: str, cyrillic: bool) -> dict[str, str]:
    """What the words of a sentence may be found by in the other language, each with its kind."""
    names: dict[str, str] = {}
    for place, word in enumerate(_words().findall(text)):
        if len(word) < _FEWEST_LETTERS:
            continue
        if cyrillic and not cyrillic_letters(word[0]):
            names[word.casefold()] = "latin"
        elif consonants := key(word):
            names[_short(consonants)] = "name" if place and word[0].isupper() else "word"
    return names


def _short(consonants: str) -> str:
    """Marked, so that it is never taken for a word."""
    return f"-{consonants}"


def _weight(kind: str, found: bool) -> float:
    kept, chance = _RATES[kind]
    return log(chance / kept) if found else log((1 - chance) / (1 - kept))


def _length(pair: Compared, text: str) -> float:
    """How much better the length fits without the translation of ``text`` than with it."""
    whole = expected(pair, len(pair.bare_words))
    rest = max(whole - expected(pair, len(text)), 1)
    length = len(pair.bare_translated)
    with_it = ((length - whole) / spread(whole)) ** 2 / 2 + log(spread(whole))
    without = ((length - rest) / spread(rest)) ** 2 / 2 + log(spread(rest))
    # Lengths have a heavier tail than a normal distribution: no more than so much is believed of them.
    return max(min(with_it - without, 8.0), -8.0)


def _count(fewer: int) -> float:
    if fewer == 0:
        return -3.0
    return 2.0 if fewer > 0 else -6.0
