"""Scripts and language tags: enough to tell whether a text can be in the language it is said to be in."""

from __future__ import annotations

import re

CYRILLIC_LANGUAGES = frozenset({"uk", "ru", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg"})
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LETTER = re.compile(r"[^\W\d_]")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")


def language_tag(text: str | None) -> str | None:
    """A BCP 47 tag in its usual case (``uk``, ``en-GB``), or ``None`` where ``text`` is none."""
    if not text or not _TAG.match(text := text.strip()):
        return None
    first, *rest = text.replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def primary(tag: str) -> str:
    """``en`` of ``en-GB``."""
    return tag.split("-", 1)[0].lower()


def same_language(one: str, other: str) -> bool:
    """Do both tags name the same language, regions aside?"""
    return primary(one) == primary(other)


def writes_cyrillic(tag: str) -> bool:
    """Is the language written in Cyrillic letters?"""
    return primary(tag) in CYRILLIC_LANGUAGES


def letters(text: str) -> int:
    """How many letters of any script."""
    return len(_LETTER.findall(text))


def cyrillic_letters(text: str) -> int:
    """How many Cyrillic letters."""
    return len(_CYRILLIC.findall(text))


def cyrillic_share(text: str) -> float:
    """Cyrillic letters among all letters, 0 to 1; 0 where there are no letters."""
    return cyrillic_letters(text) / (letters(text) or 1)
