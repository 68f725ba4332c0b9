"""Scripts and language tags: enough to tell whether a text can be in the language it is said to be in."""

from __future__ import annotations

import re

CYRILLIC_LANGUAGES = frozenset({"uk", "ru", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg"})
LATIN_LANGUAGES = frozenset(
    "bs ca cs da de en es et eu fi fr ga gl hr hu is it lb lt lv mt nb nl nn no pl pt ro sk sl sq sv tr".split()
)
"""Those of Europe that are written in Latin letters alone."""
# U+0482 to U+0489 between them are signs, no letters.
_CYRILLIC = re.compile(r"[\u0400-\u0481\u048a-\u052f]")
_LETTER = re.compile(r"[^\W\d_]")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")
_LONGEST = 35
"""Characters that whoever stores a tag has to provide for (RFC 5646 §4.4.1)."""
# The country's code where the language's belongs: usual in Ukraine. No language has the code "ua".
_MISTAKEN = {"ua": "uk"}


def language_tag(text: str | None) -> str | None:
    """A BCP 47 tag in its usual case (``uk``, ``en-GB``, ``sr-Cyrl``), or ``None`` where ``text`` is none."""
    if not text or len(text := text.strip()) > _LONGEST or not _TAG.match(text):
        return None
    first, *rest = text.lower().replace("_", "-").split("-")
    return "-".join([_MISTAKEN.get(first, first), *map(_usual_case, rest)])


def _usual_case(subtag: str) -> str:
    # RFC 5646 §2.1.1: regions in capitals, scripts with one, all else small.
    if len(subtag) == 2:
        return subtag.upper()
    return subtag.title() if len(subtag) == 4 and subtag.isalpha() else subtag


def primary(tag: str) -> str:
    """``en`` of ``en-GB``."""
    return tag.split("-", 1)[0].lower()


def same_language(one: str, other: str) -> bool:
    """Do both tags name the same language, regions aside?"""
    return primary(one) == primary(other)


def writes_cyrillic(tag: str) -> bool:
    """Is the language written in Cyrillic letters?"""
    return primary(tag) in CYRILLIC_LANGUAGES


def writes_latin(tag: str) -> bool:
    """Is the language known to be written in Latin letters alone? Of many it is not known how they are written."""
    return primary(tag) in LATIN_LANGUAGES


def letters(text: str) -> int:
    """How many letters of any script."""
    return len(_LETTER.findall(text))


def cyrillic_letters(text: str) -> int:
    """How many Cyrillic letters."""
    return len(_CYRILLIC.findall(text))


def cyrillic_share(text: str) -> float:
    """Cyrillic letters among all letters, 0 to 1; 0 where there are no letters."""
    return cyrillic_letters(text) / (letters(text) or 1)
