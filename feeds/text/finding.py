"""Words as they are searched for: what is looked for, what of a text is looked through, and where it stands. Pure.

The inflected forms of a word find each other: what is compared are stems (:mod:`feeds.text.stems`), of words with a
Cyrillic letter as Ukrainian, of all others as English. Whatever anybody types is words, and never syntax.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from feeds.text.forms import UNSEEN
from feeds.text.stems import stem

_LONGEST = 64
"""Letters of a word that count."""
_MOST = 12
"""Words that are looked for."""
_BEGINNING = 4
"""Letters that a word has to have to find those that begin with it: shorter ones begin too many."""
_ELLIPSIS = "…"

_CYRILLIC = "\u0400-\u0481\u048a-\u052f"
_APOSTROPHES = "'ʼ’‘`´ʹ′‛"
# Two apostrophes are letters for Unicode.
_LETTER = "[^\\W_ʼʹ]"
# An apostrophe is inside of a Ukrainian word (п'ять) and parts a French one (l'eau); an English word has its 's.
# What is longer than any word is several.
_WORD = re.compile(
    rf"{_LETTER}{{1,{_LONGEST}}}"
    rf"(?:(?:[\u0300-\u036f{UNSEEN}]{{1,4}}|(?<=[{_CYRILLIC}\u0306\u0308])[{_APOSTROPHES}](?=[{_CYRILLIC}]))"
    rf"{_LETTER}{{0,{_LONGEST}}}){{0,16}}"
    rf"(?:(?<![{_CYRILLIC}\u0306\u0308])['’][sS](?!{_LETTER}))?"
)
# On a Cyrillic letter a mark is stress, or makes another letter of it (й, ї).
_MARKS = re.compile(rf"(?<![{_CYRILLIC}])[\u0300-\u036f]+")
_LATIN_I = re.compile(rf"(?<=[{_CYRILLIC}])i+|i+(?=[{_CYRILLIC}])")
_BARE_APOSTROPHE = re.compile(rf"(?<![{_CYRILLIC}])'+|'+(?![{_CYRILLIC}])")
_HAS_CYRILLIC = re.compile(f"[{_CYRILLIC}]")
_ALIKE = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys("\u0300\u0301")})
# Letters that many keyboards do not have, and that no mark can be taken off from.
_PLAIN = str.maketrans({"ґ": "г", "ё": "е", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_STOP_WORDS = frozenset(
    "у в на і й та а але або чи що щоб як якщо це цей ця ці цього цієї цих той тієї тих ті то з із зі зо до за про від "
    "од для при по під над між через без не ні ж же б би є був була було були бути буде будуть він вона воно вони його "
    "її їх їй їм йому ми ви нас вас нам вам я ти який яка яке які якого якої яких яким якими яку свій свою своєї своїх "
    "також тому тим так ще вже лише де коли "
    "a an the and or but of to in on at by for from with as is are was were be been it its this that these those which "
    "who not if than then so we you they he she his her their our your i".split()
)


@dataclass(frozen=True, slots=True)
class Sought:
    """A word that is looked for, as terms are compared with it; letters and digits alone."""

    stem: str
    beginning: str | None = None
    """Terms that begin so are found as well."""

    def matches(self, term: str) -> bool:
        """Is a word with this term one of those that are looked for?"""
        return term == self.stem or (self.beginning is not None and term.startswith(self.beginning))


def needles(text: str) -> tuple[str, ...]:
    """What is looked for where somebody types ``text``: the words of it that say something, at most twelve, each once.

    They are in small letters, without marks of stress, and at most 64 letters long; of several forms of a word the
    first one stands for all. Words such as ``у`` and ``the`` are left out unless there is nothing else. Empty where
    there is no word. ``needles(" ".join(needles(text)))`` are the same.
    """
    words = list(filter(None, map(_folded, _WORD.findall(text))))
    telling = [word for word in words if word not in _STOP_WORDS]
    found: dict[str, str] = {}
    for word in telling or words:
        found.setdefault(_stem(word), word)
    return tuple(found.values())[:_MOST]


def sought(needles: Iterable[str]) -> tuple[Sought, ...]:
    """Needles as terms are compared with them: by their stems, and the last one by its beginning too.

    Who types it may not have typed all of it.
    """
    words = list(filter(None, map(_folded, _WORD.findall(" ".join(needles)))))[:_MOST]
    return tuple(
        Sought(_stem(word), _beginning(word) if place == len(words) else None)
        for place, word in enumerate(words, start=1)
    )


def terms_of(text: str) -> list[str]:
    """The stems of all words of a plain text, in their order: what an index has of it. Letters and digits alone.

    Where it gives others for the same text, :mod:`feeds.jobs.indexing` has to index everything anew.
    """
    return list(filter(None, map(_term, _WORD.findall(text))))


def marked(text: str, needles: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """A plain text in pieces, which give the text when joined; ``True``: a word that was looked for."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end, _ in _matches(text, sought(needles)):
        pieces += [(text[done:start], False)] * (start > done) + [(text[start:end], True)]
        done = end
    return (*pieces, (text[done:], False)) if done < len(text) else tuple(pieces)


def excerpt(text: str, needles: Sequence[str], length: int) -> tuple[tuple[str, bool], ...]:
    """The same of the stretch of a text in which most of the needles are found, of several the first one.

    At most ``length`` (20 or more) characters, cut between words, with an ellipsis for what was cut.
    """
    if len(text) <= length:
        return marked(text, needles)
    start, end = _stretch(text, list(_matches(text, sought(needles))), length - 2 * len(_ELLIPSIS))
    before, after = [(_ELLIPSIS, False)] * (start > 0), [(_ELLIPSIS, False)] * (end < len(text))
    return (*before, *marked(text[start:end], needles), *after)


def _stretch(text: str, matches: Sequence[tuple[int, int, int]], room: int) -> tuple[int, int]:
    """Where it begins and ends."""
    first, last = _densest(matches, room)
    before = (room - (last - first)) // 3  # what a word means is said behind it, more often than before it
    start = max(0, min(first - before, len(text) - room))
    end = min(len(text), start + room)
    if start and (cut := text.find(" ", start - 1, first)) >= 0:
        start = cut + 1
    if end < len(text) and (cut := text.rfind(" ", last, end + 1)) >= 0:
        end = cut
    return start, end


def _densest(matches: Sequence[tuple[int, int, int]], room: int) -> tuple[int, int]:
    """From the first to the last match of the stretch with the most different needles, and then the most matches."""
    best, place = (0, 0), (0, 0)
    last, counts = 0, dict[int, int]()
    for first, (start, end, needle) in enumerate(matches):
        while last < len(matches) and (matches[last][1] - start <= room or last == first):
            counts[matches[last][2]] = counts.get(matches[last][2], 0) + 1
            last += 1
        found = len(counts), last - first
        if found > best:
            best, place = found, (start, min(max(end, matches[last - 1][1]), start + room))
        counts[needle] -= 1
        if not counts[needle]:
            del counts[needle]
    return place


def _matches(text: str, wanted: Sequence[Sought]) -> Iterator[tuple[int, int, int]]:
    """Where each word stands that is looked for, and the place of its needle."""
    if not wanted:
        return
    for match in _WORD.finditer(text):
        term = _term(match[0])
        for place, one in enumerate(wanted):
            if term and one.matches(term):
                yield match.start(), match.end(), place
                break


@lru_cache(maxsize=1 << 15)
def _term(word: str) -> str:
    """The stem of a word as it is written; empty where nothing of it counts. News has few words, again and again."""
    folded = _folded(word)
    return _stem(folded) if folded else ""


def _folded(word: str) -> str:
    """A word without what differs between two ways to write it."""
    if word.isascii():
        word = word.lower()
    else:
        word = _MARKS.sub("", unicodedata.normalize("NFD", word.casefold()).translate(_ALIKE))
        word = unicodedata.normalize("NFC", word).translate(_PLAIN)
        word = "".join(letter for letter in word if letter.isalnum() or letter == "'")
        word = _LATIN_I.sub(lambda letters: "і" * len(letters[0]), word)
    return _BARE_APOSTROPHE.sub("", word.removesuffix("'s"))[:_LONGEST]


def _stem(word: str) -> str:
    """Of a folded word; people leave apostrophes out."""
    return stem(word, "uk" if _HAS_CYRILLIC.search(word) else "en").replace("'", "") or word


def _beginning(word: str) -> str | None:
    # A number is nothing that somebody begins to type: 100 is not 1000.
    return word.replace("'", "") if len(word) >= _BEGINNING and not word.isdigit() else None
