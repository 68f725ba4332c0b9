"""Texts and their translations side by side, by the punctuation that both have."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from feeds.translation.phrases import Window, heavy
from feeds.translation.wordforms import Word, verb_stem

_DELIMITER = re.compile(
    '(?P<end>[.!?…]{1,5})(?=[»”")\\]]{0,3}\\s{1,3}\\W{0,3}[A-ZА-ЯЄІЇҐ0-9])'
    '|(?P<colon>:)(?=\\s|\\Z)|(?P<semicolon>;)|(?P<quote>[«»“”„"])|(?P<bracket>[()])|(?P<dash>(?<=\\s)[—–](?=\\s))'
)
_WORD_BEFORE = re.compile(r"\w+\Z")
_ABBREVIATIONS = frozenset(
    "ім вул пл просп пров обл грн тис млн млрд див напр акад проф ген св кн стор mr mrs ms dr st no vol sq ave".split()
)
_LEVELS = (
    ("end", "colon", "semicolon", "quote", "bracket", "dash"),
    ("end", "colon", "semicolon", "quote", "bracket"),
    ("end", "colon", "bracket"),
    ("end", "colon", "quote"),
    ("end", "colon"),
    ("end",),
    ("quote",),
    ("bracket",),
)
"""Kinds of punctuation, the finest division first: what a translation changes is left out little by little."""
_MOVABLE = {"quote": 2, "bracket": 2, "dash": 1, "semicolon": 1}
"""How many of a kind make parts that cannot be taken for one another; with more, their order may have changed."""
_MOST_LONGER = 3


def counterpart(
    window: Window, source: Sequence[Word], target: Sequence[Word], texts: tuple[str, str], inside: Sequence[Word]
) -> Window | None:
    """The words of ``target`` that stand between the same punctuation as ``window`` does in ``source``.

    ``texts`` are those that the words are of, ``inside`` what the words of the window came to when they were
    translated alone. ``None`` where the punctuation is another, is not right around the window, or speaks for words
    that are found elsewhere.
    """
    every = [list(_delimiters(text)) for text in texts]
    for level in _LEVELS:
        before, after = ([one for one in found if one[1] in level] for found in every)
        kinds = [kind for _, kind in before]
        if kinds != [kind for _, kind in after]:
            continue
        numbers = [bisect_left(before, (word.start, "")) for word in source]
        first, last = numbers[window[0]], numbers[window[1] - 1]
        if first in numbers[: window[0]] or last in numbers[window[1] :]:
            continue
        chosen = [i for i, word in enumerate(target) if first <= bisect_left(after, (word.start, "")) <= last]
        if not chosen:
            continue
        found = (chosen[0], chosen[-1] + 1)
        certain = all(kinds.count(kind) <= most for kind, most in _MOVABLE.items())
        return found if _likely(window, found, target, inside, certain=certain) else None
    return None


def _delimiters(text: str) -> Iterator[tuple[int, str]]:
    for match in _DELIMITER.finditer(text):
        kind = match.lastgroup or ""
        if kind == "end":
            word = _WORD_BEFORE.search(text, max(0, match.start() - 20), match.start())
            if match[0] == "." and word and (len(word[0]) == 1 or word[0].casefold() in _ABBREVIATIONS):
                continue
        yield match.start(), kind


def _likely(window: Window, found: Window, target: Sequence[Word], inside: Sequence[Word], *, certain: bool) -> bool:
    """Are as many words there, and those that are known?"""
    size, found_size = window[1] - window[0], found[1] - found[0]
    if max(size, found_size) > _MOST_LONGER * min(size, found_size) + 1:
        return False
    wanted = {verb_stem(word) for word in heavy(inside)}
    here = wanted & {verb_stem(word) for word in target[found[0] : found[1]]}
    elsewhere = wanted & {verb_stem(word) for word in (*target[: found[0]], *target[found[1] :])}
    return len(here) >= len(elsewhere) and (certain or bool(here))


def sentences(words: Sequence[Word], text: str) -> list[int]:
    """For each word of ``text`` the number of its sentence."""
    ends = [place for place, kind in _delimiters(text) if kind == "end"]
    return [bisect_left(ends, word.start) for word in words]
