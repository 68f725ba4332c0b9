"""Words and phrases that an editor listed, found in running text in whatever form they stand there. Pure.

``ремонт дороги`` is found in «ремонту доріг»: its words, by their stems (:mod:`feeds.text.stems`), in this order and
next to each other, with nothing but white space, a hyphen or quotation marks between them. ``енерг*`` is every word
that begins so; ``"Мрія"`` in quotation marks this form alone; ``ТЕЦ``, in capitals, an abbreviation, which has no other
forms and stands in capitals. Words of one or two letters have no other forms either. Time grows with the text alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from feeds.text.forms import Folded, fold, folded_form
from feeds.text.language import primary
from feeds.text.protected import protected
from feeds.text.stems import stem

_WORD = re.compile(r"(?<!\w)[^\W_]++(?:'[^\W_]++)*+(?!\w)")
_LISTED_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*\*?")
_BETWEEN = re.compile(r"[\s\-–—\"'«»“”„]{1,5}\Z")
_QUOTED = re.compile(r"[\"«“„](.+)[\"»”“]\Z", re.DOTALL)
_MAY_HOLD_ADDRESS = re.compile(r"@|://|[\w-]\.[A-Za-zу]")
_STEMMED = ("uk", "en", "und", "mul")
"""Languages of texts whose words are stemmed: Cyrillic ones as Ukrainian, Latin ones as English. In a text of another
language words are as they are listed."""
_SHORTEST = 3
"""Letters of a word that has forms."""
_ABBREVIATION = range(2, 6)
"""Letters of one; what is longer is a headline."""
_REMEMBERED = 50_000
"""Words that are kept with what they are, so that each is looked at once; a city's news of a year has about as many."""


@dataclass(frozen=True, slots=True)
class Found:
    """A listed phrase in a text."""

    phrase: str
    """As it is listed."""
    start: int
    end: int
    """Where it stands: ``text[start:end]``."""
    words: str
    """As they stand there."""


class _Way(Enum):
    """How a word of a phrase is compared with one of a text."""

    STEM = auto()
    FORM = auto()
    """Without regard to capitals."""
    WRITTEN = auto()
    BEGINS = auto()


_Key = tuple[_Way, str]
_Listed = tuple[str, tuple[_Key, ...]]


class Phrases:
    """Finds listed words and phrases in plain texts."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._indexes: dict[bool, _Index] = {}

    def find(self, text: str, language: str) -> tuple[Found, ...]:
        """Every phrase at every place where it stands, in the order of the text; they may overlap."""
        if not self._words or not text:
            return ()
        folded = fold(text)
        found = list(self._index(primary(language) in _STEMMED).search(folded))
        if found and _MAY_HOLD_ADDRESS.search(folded.text):
            found = list(_outside_of_addresses(folded.text, found))
        places = ((phrase, *folded.origin(start, end)) for phrase, start, end in found)
        return tuple(Found(phrase, start, end, text[start:end]) for phrase, start, end in places)

    def _index(self, stemmed: bool) -> _Index:
        if stemmed not in self._indexes:
            self._indexes[stemmed] = _Index(self._words, stemmed)
        return self._indexes[stemmed]


class _Index:
    """Phrases by their first words."""

    def __init__(self, phrases: Sequence[str], stemmed: bool) -> None:
        self._stemmed = stemmed
        self._stems: dict[str, str] = {}
        self._candidates: dict[str, Sequence[_Listed]] = {}
        self._firsts: dict[_Key, list[_Listed]] = {}
        for phrase in phrases:
            keys = self._keys(phrase)
            if keys:
                way, text = keys[0]
                self._firsts.setdefault((way, text.lower()), []).append((phrase, keys))
        self._lengths = {len(text) for way, text in self._firsts if way is _Way.BEGINS}

    def search(self, folded: Folded) -> Iterator[tuple[str, int, int]]:
        """Phrases with their places in the folded text."""
        low, known = folded.low, self._candidates
        spans = [match.span() for match in _WORD.finditer(low)]
        for index, (start, end) in enumerate(spans):
            word = low[start:end]
            candidates = known.get(word)
            if candidates is None:
                candidates = self._remember(word)
            for phrase, keys in candidates:
                last = index + len(keys) - 1
                if last < len(spans) and self._stands(folded, spans[index : last + 1], keys):
                    yield phrase, start, spans[last][1]

    def _remember(self, low: str) -> Sequence[_Listed]:
        """The phrases whose first word this can be: of nearly all words, none."""
        if len(self._candidates) >= _REMEMBERED:
            self._candidates.clear()
        ways = [(_Way.STEM, self._stem(low)), (_Way.FORM, low), (_Way.WRITTEN, low)]
        ways += [(_Way.BEGINS, low[:length]) for length in self._lengths if length <= len(low)]
        found = self._candidates[low] = [listed for way in ways for listed in self._firsts.get(way, ())]
        return found

    def _stands(self, folded: Folded, spans: Sequence[tuple[int, int]], keys: Sequence[_Key]) -> bool:
        """Are these the phrase's words, next to each other?"""
        return all(self._is(folded, *span, key) for span, key in zip(spans, keys, strict=True)) and all(
            _BETWEEN.match(folded.text, before[1], behind[0]) for before, behind in pairwise(spans)
        )

    def _is(self, folded: Folded, start: int, end: int, key: _Key) -> bool:
        way, text = key
        if way is _Way.WRITTEN:
            return folded.text[start:end] == text
        low = folded.low[start:end]
        if way is _Way.STEM:
            return self._stem(low) == text
        return low.startswith(text) if way is _Way.BEGINS else low == text

    def _keys(self, phrase: str) -> tuple[_Key, ...]:
        """How each word of a listed phrase is compared."""
        quoted = _QUOTED.match(phrase.strip())
        listed = _LISTED_WORD.findall(folded_form(quoted[1] if quoted else phrase))
        return tuple(self._key(word, exact=quoted is not None) for word in listed)

    def _key(self, word: str, exact: bool) -> _Key:
        low = word.lower()
        if word.endswith("*"):
            return _Way.BEGINS, low[:-1]
        if exact:
            return (_Way.FORM, low) if word == low else (_Way.WRITTEN, word)
        if word.isupper() and len(word) in _ABBREVIATION:
            return _Way.WRITTEN, word
        return _Way.STEM, self._stem(low)

    def _stem(self, low: str) -> str:
        found = self._stems.get(low)
        if found is None:
            if len(self._stems) >= _REMEMBERED:
                self._stems.clear()
            forms = self._stemmed and len(low) >= _SHORTEST
            found = self._stems[low] = stem(low, "uk" if "\u0400" <= low[0] <= "\u052f" else "en") if forms else low
        return found


def _outside_of_addresses(text: str, found: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Those that are in no address of the web or of mail, and in no @name; a #hashtag is a word like any other."""
    spans = [(start, end) for start, end in protected(text) if text[start] != "#"]
    starts = [start for start, _ in spans]
    for phrase, first, last in found:
        before = bisect_right(starts, first) - 1
        if before < 0 or spans[before][1] <= first:
            yield phrase, first, last
