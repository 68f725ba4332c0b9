"""Do the answers of one request belong to the texts beside which they stand?

A service that is sent many texts as the lines of one may leave out a line, break one in two, make one of two, repeat
one or change their order. As long as their number is right, only what the lines say can tell. So texts and answers are
aligned as by Gale and Church (1993, "A program for aligning sentences in bilingual corpora"), by their lengths, their
numbers and the words that look alike in both languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, sqrt

from feeds.text.html import squeeze
from feeds.text.language import cyrillic_letters
from feeds.translation import codes
from feeds.translation.checks.answers import error_page
from feeds.translation.checks.cognates import key
from feeds.translation.checks.compared import Compared
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.lengths import VARIANCE, expected
from feeds.translation.checks.matching import unmatched

_FAR = 2
"""Lines that an answer may be away from its text."""
_SWAPPED, _JOINED, _ALONE = -3.25, -5.0, -6.0
"""What the signs for another order must outweigh, in natural logarithms of likelihoods: two answers in each other's
place; one answer to two texts, or two to one; a text without an answer, or an answer without a text."""
_WORST = -8.0
"""What an answer may fit its text at worst: a bad one is no sign of another order, for that the checks are there. So
low that to take texts and answers that fit nothing in other ways costs more than to leave them where they are."""
# Of words of each kind and of numbers: how often something alike is in a translation, and how often in a text about
# something else; as for sentences that are missing.
_RATES = {"name": (0.52, 0.05), "word": (0.13, 0.02), "latin": (0.95, 0.05), "number": (0.98, 0.1)}
_FOUND = {kind: log(kept / chance) for kind, (kept, chance) in _RATES.items()}
_LOST = {kind: log((1 - kept) / (1 - chance)) for kind, (kept, chance) in _RATES.items()}
_FEWEST_LETTERS = 4
_LENGTHS = 0.9
"""How far lengths of lines spread that have nothing to do with each other: a deviation of their logarithms."""
_FREE = 8.0
"""No more is believed of a length: some translations are free."""
_FEW = 4
"""Words of a text that may be a name or a date in another spelling."""
_SOUND = {"у": "в", "уві": "в", "й": "і", "та": "і", "із": "з", "зі": "з", "іще": "ще", "вже": "уже"}
"""Ukrainian words that change with the sounds around them, and never the sense."""


@cache
def _words() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class _Line:
    """What is compared of one text or answer, or of two together."""

    names: dict[str, str]
    """What its words may be found by, each with its kind."""
    figures: list[Figure]
    signs: int

    def __add__(self, other: _Line) -> _Line:
        return _Line(self.names | other.names, self.figures + other.figures, self.signs + other.signs)


def mixed_up(units: Sequence[str], answers: Sequence[str], source_language: str, target_language: str) -> bool:
    """Would the answers of one request, all coded texts, fit the units far better in another order or other portions?

    Between Ukrainian and English; how other languages compare is not known. The time is linear in all of the text.
    """
    pairs = [Compared(*pair, source_language, target_language) for pair in zip(units, answers, strict=True)]
    if len(pairs) < 2 or pairs[0].languages != {"uk", "en"}:
        return False
    ours = [_Line(_known_by(pair), pair.figures[0], round(expected(pair, len(pair.bare_words)))) for pair in pairs]
    theirs = [_Line(_said(pair), pair.figures[1], len(pair.bare_translated)) for pair in pairs]
    as_they_stand = sum(_fit(*pair) for pair in zip(ours, theirs, strict=True))
    return _best(ours, theirs) > as_they_stand + 1e-6


def repeated(units: Sequence[str], answers: Sequence[str], source_language: str, target_language: str) -> set[int]:
    """Places of units of one request that say different things and were given the same answer.

    Not where it says nothing, or is the page of an error.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, answer in enumerate(answers):
        if said := squeeze(codes.plain(answer)).casefold():
            places[said].append(place)
    alike = (group for group in places.values() if len({_spelt(units[place]) for place in group}) > 1)
    return {
        place
        for group in alike
        if not any(error_page(Compared(units[one], answers[one], source_language, target_language)) for one in group)
        for place in group
    }


def _spelt(unit: str) -> tuple[str, ...]:
    """The same for what one answer may be given to: texts of the same words, and few words in another script or case.

    ``Лідс`` and "Leeds" are one, and so are ``У Харкові`` and ``в Харкові.``; the 10th and the 11th are not.
    """
    words = _tokens().findall(unicodedata.normalize("NFC", codes.plain(unit)).casefold())
    words = [_SOUND.get(word, word) for word in words]
    return tuple(key(word) or word for word in words) if len(words) <= _FEW else tuple(words)


def _best(ours: Sequence[_Line], theirs: Sequence[_Line]) -> float:
    """How well all answers fit all texts in the order and the portions in which they fit best."""
    count = len(ours)
    best = {(0, 0): 0.0}
    for i in range(count + 1):
        for j in range(max(0, i - _FAR), min(count, i + _FAR) + 1):
            ways = (
                best[i - texts, j - lines] + fit
                for texts, lines, fit in _last(ours[max(0, i - 2) : i], theirs[max(0, j - 2) : j])
                if (i - texts, j - lines) in best
            )
            best[i, j] = max(ways, default=0.0)
    return best[count, count]


def _last(ours: Sequence[_Line], theirs: Sequence[_Line]) -> Iterator[tuple[int, int, float]]:
    """In what ways the last texts and answers may belong together: how many of each, and how well they fit."""
    if ours:
        yield 1, 0, _ALONE
    if theirs:
        yield 0, 1, _ALONE
    if ours and theirs:
        yield 1, 1, _fit(ours[-1], theirs[-1])
    if len(ours) == 2 and theirs:
        yield 2, 1, _JOINED + _fit(ours[0] + ours[1], theirs[-1])
    if ours and len(theirs) == 2:
        yield 1, 2, _JOINED + _fit(ours[-1], theirs[0] + theirs[1])
    if len(ours) == len(theirs) == 2:
        yield 2, 2, _SWAPPED + _fit(ours[0], theirs[1]) + _fit(ours[1], theirs[0])


def _fit(ours: _Line, theirs: _Line) -> float:
    """How much likelier it is that the answer is this text's than that it is another's."""
    score = sum(_FOUND[kind] if name in theirs.names else _LOST[kind] for name, kind in ours.names.items())
    if digits := sum(figure.digits for figure in ours.figures):
        # Of one that is looked for in its parts, several may be missing.
        lost = min(digits, sum(figure.digits for figure in unmatched(ours.figures, theirs.figures)[0]))
        score += lost * _LOST["number"] + (digits - lost) * _FOUND["number"]
    return max(score + _length(max(ours.signs, 1), max(theirs.signs, 1)), _WORST)


def _length(wanted: int, there: int) -> float:
    """The same of the length alone."""
    variance = VARIANCE * wanted
    return log(there * _LENGTHS / sqrt(variance)) - min((there - wanted) ** 2 / variance / 2, _FREE)


def _known_by(pair: Compared) -> dict[str, str]:
    """What the words of a text may be found by in its translation."""
    names: dict[str, str] = {}
    for place, word in enumerate(_words().findall(pair.bare_words)):
        if len(word) < _FEWEST_LETTERS:
            continue
        if pair.from_cyrillic and not cyrillic_letters(word[0]):
            names[word.casefold()] = "latin"
        elif consonants := key(word):
            names[_marked(consonants)] = "name" if place and word[0].isupper() else "word"
    return names


def _said(pair: Compared) -> dict[str, str]:
    """All that words of the original may be found by in an answer."""
    words = _words().findall(pair.bare_translated)
    return dict.fromkeys((*(word.casefold() for word in words), *(_marked(key(word)) for word in words)), "")


def _marked(consonants: str) -> str:
    """Never taken for a word."""
    return f"-{consonants}"
