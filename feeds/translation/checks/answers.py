"""Answers that are no translation at all: nothing, an error page, the original, the same words again and again."""

from __future__ import annotations

import re
from functools import cache

from feeds.model import Finding
from feeds.text.language import cyrillic_letters, letters
from feeds.translation.checks.compared import Compared, tags
from feeds.translation.checks.notices import SIGNS, means_it, notice, status

_MOST_PERIODS = 12
"""Words; what repeats after more is no loop of an engine but a refrain."""
_FEWEST_LOOPING = 5
"""Words of an answer that is nothing but a loop; fewer may be a chant, a bell."""
_FEWEST_AGAIN = 4
_COPIES = 3
"""Times in a row that so many words are a loop, beside other words."""
_SURELY = 4
"""Words that nobody says twice in a row; of one less the last ones of a text."""
_NAMES = 3
"""Words that may be a name, and then are the same in other languages."""


def empty(pair: Compared) -> Finding | None:
    """No letter and no digit where the original has one."""
    if any(map(str.isalnum, pair.translated)) or not any(map(str.isalnum, pair.words)):
        return None
    return Finding("empty", "the answer is empty", fatal=True)


def error_page(pair: Compared) -> Finding | None:
    """What a server says when it cannot translate, unless that is what the original is about."""
    said = _small(pair.translated)
    coded = status().search(said)
    if coded is not None and (number := re.search("[45][0-9]{2}", coded[0])):
        coded = None if number[0] in pair.words else coded  # news of 500 forbidden things, of a site with an error
    noticed = notice().match(said) and not means_it(_small(pair.words), said)
    if coded is None and not noticed and not any(sign in said for sign in SIGNS):
        return None
    if any(sign in _small(pair.words) for sign in SIGNS):
        return None
    return Finding("error-page", f"the answer is an error page: {pair.translated[:60]!r}", fatal=True)


def _small(text: str) -> str:
    return text.lower().replace("’", "'")


def unchanged(pair: Compared) -> Finding | None:
    """The original itself, unless there is nothing in it to translate."""
    if pair.translated.casefold() != pair.words.casefold() or not pair.words or _is_a_name(pair):
        return None
    return Finding("unchanged", "the answer is the original, unchanged", fatal=True)


def _is_a_name(pair: Compared) -> bool:
    bare = tags().sub(" ", pair.bare_words)
    if pair.from_cyrillic:
        return not cyrillic_letters(bare)
    words = bare.split()
    return len(words) <= _NAMES and not any(word[0].islower() for word in words)


@cache
def _stuck() -> re.Pattern[str]:
    """The same few signs again and again: "hahaha", a row of full stops."""
    return re.compile(r"(.{1,8}?)\1{11}", re.DOTALL)


def loop(pair: Compared) -> Finding | None:
    """The same few words from the first to the last, or often in a row, which the original does not do."""
    if (stuck := _stuck().search(pair.translated)) and not _stuck().search(pair.words):
        return Finding("loop", f"the answer repeats itself: {stuck[0][:80]!r}", fatal=True)
    said = pair.translated.casefold().split()
    found = _looping(said)
    ours = pair.words.casefold().replace("-", " ").split()
    if found is None or _looping(ours) is not None or _is_chant(ours):
        return None
    words = " ".join(said[found[0] : found[0] + found[1]])
    return Finding("loop", f"the answer repeats itself: {words[:80]!r}", fatal=True)


def _is_chant(words: list[str]) -> bool:
    """``Дякуємо, дякуємо, дякуємо`` has few words, and as few in its translation."""
    bare = [word.strip(",.!?…;:–—") for word in words]
    return len(bare) > 1 and 2 * len(set(bare)) <= len(bare)


def _looping(words: list[str]) -> tuple[int, int] | None:
    """Where a loop begins and how many words it has."""
    if len(words) < _FEWEST_LOOPING or not _could_loop(words):
        return None
    for period in range(1, _MOST_PERIODS + 1):
        run = start = 0
        for place in range(period, len(words)):
            if not _again(words, place, period):
                run, start = 0, place - period + 1
                continue
            run += 1
            twice = period >= _SURELY or (period == _SURELY - 1 and place == len(words) - 1)
            if run >= max(period * (1 if twice else _COPIES - 1), _FEWEST_AGAIN - twice) and any(
                map(letters, words[start : start + period])
            ):
                return start, period
        if start == 0 and run >= max((period + 1) // 2, 2) and period > 1:  # one time and a half
            return 0, period
    return None


def _could_loop(words: list[str]) -> bool:
    """Are there words in a row, or the last ones, that were all said a little before? In few texts there are."""
    last: dict[str, int] = {}
    run = longest = 0
    for place, word in enumerate(words):
        run = run + 1 if place - last.get(word, -_MOST_PERIODS - 1) <= _MOST_PERIODS else 0
        longest = max(longest, run)
        last[word] = place
    return longest >= _FEWEST_AGAIN - 1 or words[0] in words[1 : _MOST_PERIODS + 1]


def _again(words: list[str], place: int, period: int) -> bool:
    """The same word as so many before; the last one may have been cut off."""
    before = words[place - period]
    return words[place] == before or (place == len(words) - 1 and before.startswith(words[place]))
