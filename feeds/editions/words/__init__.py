"""What readers are told of a translation, in their language: our own sentences, a file for a family of languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from feeds.text.language import primary

_FAMILIES = {
    "germanic": ("en", "de", "nl", "sv", "da", "nb"),
    "romance": ("fr", "es", "it", "pt", "ca", "ro"),
    "slavic": ("uk", "pl", "cs", "sk", "bg", "hr", "sl"),
    "others": ("fi", "et", "lt", "lv", "hu", "el", "tr"),
}
_FAMILY_OF = {tag: family for family, tags in _FAMILIES.items() for tag in tags}
_SAME = {"no": "nb", "nn": "nb"}
"""Norwegian goes by three tags; readers of one read the others."""
SPOKEN = tuple(sorted(_FAMILY_OF))
"""The languages that there are words in; readers of any other get English ones."""


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences in one language. ``{engine}`` is who translated, ``{date}`` a day, ``{name}`` the original's language,
    ``{what}`` what may be wrong, ``{sources}`` links to other sources, be it one or several."""

    original_language: str
    machine: str
    mixed: str
    """By an engine and, in part, by a person."""
    human: str
    nothing: str
    checked: str
    doubt: str
    numbers: str
    dates: str
    proper: str
    """What names are called."""
    wording: str
    partial: str
    waits: str
    pending: str
    failed: str
    corrected: str
    original: str
    also: str
    """Who else tells the same news."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of languages, by primary tag."""


def spoken(reader: str) -> str:
    """The tag of the language in which readers of ``reader`` are spoken to."""
    tag = _SAME.get(primary(reader), primary(reader))
    return tag if tag in _FAMILY_OF else "en"


@cache
def words_for(reader: str) -> Words:
    """The words for readers of ``reader``; a family is loaded when somebody reads one of its languages."""
    tag = spoken(reader)
    family: Mapping[str, Words] = import_module(f"{__name__}.{_FAMILY_OF[tag]}").WORDS
    return family[tag]
