"""What must be in a translation exactly as it is in the original: codes, signs of other programs, addresses."""

from __future__ import annotations

from collections import Counter

from feeds.model import Finding
from feeds.translation import codes
from feeds.translation.checks.compared import Compared, addresses
from feeds.translation.checks.signs import Sign, pairs, signs, without

_ALIKE = str.maketrans("АВЕІКМНОРСТУХаеікорсух", "ABEIKMHOPCTYXaeikopcyx")
"""Cyrillic letters that look like Latin ones."""


def inline_codes(pair: Compared) -> Finding | None:
    """Each inline code and each sign of another program as often as in the original, around words where it was so."""
    damage = _damage(pair.source, pair.target) or _signs(pair) or _held(pair)
    return Finding("codes", damage, fatal=True) if damage else None


def _damage(source: str, target: str) -> str | None:
    if "<" not in source and "<" not in target:
        return None
    damage = codes.damage(source, target)
    if damage is None or codes.damage(source, source) is None:
        return damage
    # Codes that are broken in the original cannot be put in order by anybody; all of them must be there.
    return None if codes.codes_of(source) == codes.codes_of(target) else damage


def _signs(pair: Compared) -> str | None:
    ours, theirs = (signs(text, pair.doubtful_signs) for text in (pair.words, pair.translated))
    before, after = (Counter(sign.name for sign in found) for found in (ours, theirs))
    if before == after:
        return None
    if lost := before - after:
        return f"{_shown(lost, ours)} of the original is lost"
    # {А1} of which the letter is Cyrillic is no sign in the original, and may become one.
    latin = pair.words.translate(_ALIKE)
    extra = Counter({name: number for name, number in (after - before).items() if name in before or name not in latin})
    return f"{_shown(extra, theirs)} is there more often than in the original" if extra else None


def _held(pair: Compared) -> str | None:
    """Does each pair of signs still stand around words, its beginning first?"""
    ours = pairs(pair.words, pair.doubtful_signs)
    if ours.broken or not ours.worded:
        return None
    theirs = pairs(pair.translated, pair.doubtful_signs)
    if theirs.broken:
        return f"{theirs.broken[:60]} closes nothing"
    empty = ours.worded - theirs.worded
    return f"no word is left in {_shown(empty, signs(pair.words, pair.doubtful_signs))}" if empty else None


def _shown(found: Counter[str], among: list[Sign]) -> str:
    """The first of these signs as it was written, and how many more there are."""
    first = next(sign.text for sign in among if sign.name in found)
    more = found.total() - 1
    return f"{first[:60]}" + (f" (and {more} more)" if more else "")


def links(pair: Compared) -> Finding | None:
    """Each address of the original, letter by letter."""
    words = pair.words
    if "@" not in words and "://" not in words and "www." not in words:
        return None
    words = without(words, pair.doubtful_signs)  # those in tags are looked at with the tags
    lost = [address for address in addresses().findall(words) if address not in pair.translated]
    return Finding("links", f"a link is lost: {lost[0][:100]}", fatal=True) if lost else None
