"""Names in a text, known by what stays of them in Latin letters: ``Лідсом`` and ``Leeds``, ``Терехова`` and
``Terekhov``.

A name is romanised and reduced to its consonants, sounds that are written in several ways in one class. Case endings
are tried without, for they bring consonants of their own. Places whose names differ by more have a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from feeds.ingest.stories.places import COMMON, PLACES, UKRAINIAN
from feeds.text.romanise import romanise

_FEWEST = 3
"""Consonants; of shorter names too many are alike."""
_LONGEST = 40
"""Letters of a word."""
_MOST = 400
"""Names of one text."""
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯІЇЄҐ][^\W\d_]+(?:['’ʼ-][^\W\d_]+)*", re.UNICODE)
_OPENERS = "«„“”\"'‘([—–-•▪️*"
_STOPS = ".!?…:\n"
_CASES = re.compile(r"(?:ами|ями|ові|еві|єві|ом|ем|єм|ам|ям|ах|ях|ого|ому|ими|им|их|ою|ею|єю)\Z")
_POSSESSIVE = re.compile(r"['’]s\Z")
_SOUNDS = re.compile(r"shch|sch|tch|sh|ch|zh|ts|tz|cz|rz|kh|gh|ph|th|ck|qu|c(?=[eiy])")
_OF_SOUND = {
    "kh": "g", "gh": "g", "ph": "f", "th": "t", "ck": "k", "qu": "kv", "rz": "rs",
}  # fmt: skip
_LETTERS = {
    **dict(zip("bdfgklmnprtv", "bdfgklmnprtv", strict=True)),
    "h": "g", "w": "v", "c": "k", "q": "k", "x": "ks", "s": "s", "z": "s", "ß": "s", "ł": "l", "đ": "d",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name, as one text writes it."""

    text: str
    keys: frozenset[str]
    """What it is known by; the same name in another text has one of them too."""
    certain: bool
    """False: it begins a sentence, and may be any word."""
    place: bool = False
    """It is in the table of places."""
    common: bool = False
    """It is in so many texts that it tells nothing."""

    @property
    def shown(self) -> str:
        """For people."""
        return _POSSESSIVE.sub("", self.text)


def keys_of(word: str) -> frozenset[str]:
    """What a capitalised word is known by, whatever its case ending; nothing where there is too little of it."""
    plain = _POSSESSIVE.sub("", word)
    place = _place(plain)
    if place:
        return frozenset((place,))
    forms = {plain, _CASES.sub("", plain) if len(plain) > 5 else plain}
    return frozenset(key for key in map(_consonants, forms) if len(key) >= _FEWEST)


def names_in(text: str) -> dict[frozenset[str], Name]:
    """All names of a text by their keys; one that stands within a sentence somewhere is certain."""
    found: dict[frozenset[str], Name] = {}
    for match in _NAME.finditer(text):
        word = match[0]
        if len(word) > _LONGEST or len(found) >= _MOST:
            continue
        keys, place, common = _read(word)
        known = found.get(keys)
        if not keys or (known and known.certain):
            continue
        found[keys] = Name(word, keys, place or not _begins(text, match.start()), place, common)
    return found


@lru_cache(maxsize=32768)
def _read(word: str) -> tuple[frozenset[str], bool, bool]:
    """The keys of a word, whether it is a place of the table, whether it is in too many texts to tell anything."""
    keys = keys_of(word)
    return keys, any(key.startswith("=") for key in keys), not keys.isdisjoint(COMMON)


def cities(names: Mapping[frozenset[str], Name]) -> frozenset[str]:
    """The Ukrainian cities among these."""
    return frozenset(key for keys in names for key in keys if key in UKRAINIAN)


def _begins(text: str, start: int) -> bool:
    """Does a sentence begin here? Then its capital letter says nothing."""
    before = text[max(0, start - 12) : start].rstrip(" ").rstrip(_OPENERS).rstrip(" ")
    quoted = start and text[start - 1] in "«„“\"'‘"
    return not before or (before[-1] in _STOPS and not quoted)


@lru_cache(maxsize=32768)
def _place(word: str) -> str:
    """``=riga`` of ``Риги``; empty of what is in no table."""
    small = _folded(word.lower())
    for length in range(min(len(small), 12), 2, -1):
        found = PLACES.get(small[:length])
        if found is not None and len(small) - length <= found[1]:
            return f"={found[0]}"
    return ""


def _consonants(word: str) -> str:
    latin = _folded(romanise(word).lower())
    spelt = _SOUNDS.sub(lambda found: _OF_SOUND.get(found[0], "s"), latin)
    made: list[str] = []
    before = ""
    for letter in spelt:
        if letter != before:
            made.append(_LETTERS.get(letter, ""))
        before = letter
    return "".join(made)


def _folded(word: str) -> str:
    """Without accents; й, ї and ґ stay letters of their own."""
    if word.isascii() or "а" <= word[0] <= "ґ":
        return word
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))
