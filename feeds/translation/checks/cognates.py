"""Words that look alike in Ukrainian and English: names above all, and ``університет``, ``президент``, ``матч``.

Simard, Foster and Isabelle (1992, "Using cognates to align sentences in bilingual corpora") tell by them which
sentences belong together. Here a word is its first consonants, in classes that letters of both scripts fall into.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

_KEY = 4
"""Consonants that are compared."""
_FEWEST = 3
"""Of shorter ones too many are alike by chance."""
_LONGEST = 40

_CYRILLIC = {
    "б": "b", "в": "v", "г": "g", "ґ": "g", "х": "g", "д": "d", "ж": "j", "ч": "j", "ш": "j", "щ": "j", "з": "s",
    "с": "s", "ц": "s", "к": "k", "л": "l", "м": "m", "н": "n", "п": "p", "р": "r", "т": "t", "ф": "f",
}  # fmt: skip
_LATIN = {
    "b": "b", "v": "v", "w": "v", "g": "g", "h": "g", "d": "d", "j": "j", "z": "s", "s": "s", "k": "k", "q": "k",
    "l": "l", "m": "m", "n": "n", "p": "p", "r": "r", "t": "t", "f": "f", "x": "ks",
}  # fmt: skip


@cache
def _digraphs() -> re.Pattern[str]:
    return re.compile(r"shch|sch|sh|ch|zh|tch|kh|ph|th|ck|qu|c(?=[eiy])|c|ts|дж|кс")


_DIGRAPHS = {
    "shch": "j", "sch": "j", "sh": "j", "ch": "j", "zh": "j", "tch": "j", "kh": "g", "ph": "f", "th": "t", "ck": "k",
    "qu": "kv", "c": "k", "ts": "s", "дж": "j", "кс": "ks",
}  # fmt: skip


@lru_cache(maxsize=32768)
def key(word: str) -> str:
    """What ``word`` is known by across scripts; empty where there is too little of it."""
    if len(word) > _LONGEST:
        return ""
    small = word.casefold()
    spelt = _digraphs().sub(lambda found: _class(found), small)
    consonants = [_CYRILLIC.get(letter) or _LATIN.get(letter) or "" for letter in spelt]
    joined = "".join(consonants)
    plain = "".join(letter for place, letter in enumerate(joined) if not place or letter != joined[place - 1])
    if len(plain) < _FEWEST:
        return ""
    return plain[:_KEY]


def _class(found: re.Match[str]) -> str:
    if found[0] == "c":
        return "s" if found.string[found.end() : found.end() + 1] in ("e", "i", "y") else "k"
    return _DIGRAPHS[found[0]]
