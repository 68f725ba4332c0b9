"""What a translation must not be: checks between a unit and what an engine made of it.

Fatal findings only, for now: such a text is never stored and never shown. Every check names itself and says in words
what it found, for the label of the entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from feeds.text.html import squeeze
from feeds.text.language import cyrillic_share, letters, writes_cyrillic
from feeds.translation import codes

# What services answer with status 200 instead of a translation: Google's error page, MyMemory's quota notice, the
# pages of proxies in between. Only signs that no city writes in its news.
_ERROR_PAGE = re.compile(
    r"error \d{3} \(.{3,40}\)!!1|that[’']s an error|\bthat[’']s all we know\b|MYMEMORY WARNING|QUERY LENGTH LIMIT"
    r"|<!doctype html|<html[\s>]|INVALID LANGUAGE PAIR|\b(?:429 too many requests|50[234] (?:bad gateway|service "
    r"(?:temporarily )?unavailable|gateway time-?out))\b|unusual traffic from your computer network",
    re.IGNORECASE,
)
# The lookbehinds keep all of these linear: without one, every letter of a long word would start a search of its own.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"«»“”]+[^\s<>\"«»“”.,;:!?)\]]|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
_TAG = re.compile(r"(?<!\w)[#@]\w+")
_CYRILLIC_CLAUSE = re.compile(
    r"(?<![\u0400-\u052f’'ʼ-])(?:[\u0400-\u052f][\u0400-\u052f’'ʼ-]*[\s,]+){3}[\u0400-\u052f]"
)
_LATIN_CLAUSE = re.compile(r"(?<![\w’'-])(?:[a-z][\w’'-]*[\s,]+){3}[a-z]")
"""Small letters: names are written in Latin letters in Ukrainian too."""
_MOST_CYRILLIC = 0.1
"""Share of letters; a name in brackets may stay, a clause may not."""
_FEWEST_CYRILLIC = 0.3
"""Share of letters that a translation into a Cyrillic language must have, unless it is short."""
_SHORT = 12
"""Letters; below that a text may be a name alone, the same in every script."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a translation."""

    check: str
    message: str


def fatal(source: str, target: str, source_language: str, target_language: str) -> Finding | None:
    """The first reason, if any, why coded text ``target`` is no translation of coded text ``source``."""
    words, translated = squeeze(codes.plain(source)), squeeze(codes.plain(target))
    if not letters(translated) and letters(words):
        return Finding("empty", "the answer is empty")
    if _ERROR_PAGE.search(translated) and not _ERROR_PAGE.search(words):
        return Finding("error-page", f"the answer is an error page: {translated[:60]!r}")
    if translated == words:
        return Finding("unchanged", "the answer is the original, unchanged")
    language = _wrong_script(translated, source_language, target_language)
    if language is not None:
        return language
    damage = codes.damage(source, target)
    if damage is not None:
        return Finding("codes", damage)
    lost = [address for address in _ADDRESS.findall(words) if address not in translated]
    return Finding("links", f"a link is lost: {lost[0]}") if lost else None


def _wrong_script(translated: str, source_language: str, target_language: str) -> Finding | None:
    words = _TAG.sub(" ", _ADDRESS.sub(" ", translated))
    share = cyrillic_share(words)
    if writes_cyrillic(target_language):
        foreign = (letters(words) >= _SHORT and share < _FEWEST_CYRILLIC) or _LATIN_CLAUSE.search(words)
        if foreign and not writes_cyrillic(source_language):
            return Finding("language", f"only {share:.0%} of the answer is in Cyrillic letters")
    elif share > _MOST_CYRILLIC or _CYRILLIC_CLAUSE.search(words):
        return Finding("language", f"{share:.0%} of the answer is still in Cyrillic letters")
    return None
