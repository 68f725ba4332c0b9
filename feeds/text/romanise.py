"""Ukrainian names in Latin letters.

The one right way is the national system: resolution 55 of the Cabinet of Ministers, 27 January 2010. The others are
here because engines and old maps use them, so that what they make of a name is known for what it is.
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN = dict(zip("абвгґдезиіклмнопрстуф", "a b v h g d e z y i k l m n o p r s t u f".split(), strict=True))
_NATIONAL = _PLAIN | {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia", "зг": "zgh", "ь": "",
}  # fmt: skip
_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
"""At the beginning of a word."""

_BGN = _NATIONAL | {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya", "зг": "zh", "ь": "'"}
"""BGN/PCGN 1965."""
_SCHOLARLY = _PLAIN | {
    "ж": "ž", "х": "x", "ц": "c", "ч": "č", "ш": "š", "щ": "šč",
    "є": "je", "ї": "ji", "й": "j", "ю": "ju", "я": "ja", "ь": "'",
}  # fmt: skip
_RUSSIAN = _BGN | {"г": "g", "и": "i", "ї": "i", "є": "ye", "зг": "zg"}
"""Ukrainian letters read as Russian ones."""
_OTHER_SYSTEMS = (
    _BGN,
    _SCHOLARLY,
    _SCHOLARLY | {"х": "ch"},
    _RUSSIAN,
    _RUSSIAN | {"х": "h", "є": "e", "й": "i"},
    _RUSSIAN | {"є": "e", "й": "j", "ю": "ju", "я": "ja"},
    # Half of each: Chernigiv, Mikolaiv.
    _BGN | {"г": "g", "зг": "zg"},
    _NATIONAL | {"г": "g", "зг": "zg"},
    _NATIONAL | {"и": "i"},
)

_STRESS = re.compile("(?<=[аеєиіїоуюяАЕЄИІЇОУЮЯ])[\u0300\u0301]")
_LETTER = re.compile("[Зз][Гг]|[а-щьюяєіїґА-ЩЬЮЯЄІЇҐ]")
_APOSTROPHE = re.compile(r"(?<=[а-яєіїґА-ЯЄІЇҐ])['’ʼ‘](?=[а-яєіїґА-ЯЄІЇҐ])")


def romanise(text: str) -> str:
    """Ukrainian in the national system, all that is not Ukrainian as it is: ``Згурський`` is ``Zghurskyi``.

    Soft sign, apostrophe and marks of stress are left out. A word in capitals stays one.
    """
    return _written(text, _NATIONAL, _FIRST)


def spellings(text: str) -> frozenset[str]:
    """A name as other systems than the national one write it, and as that one does: Харкові is ``Xarkovi`` too."""
    found = {romanise(text)}
    for system in _OTHER_SYSTEMS:
        written = _written(text, system, {})
        found.add(written)
        if system["ч"] == "ch":  # a scholar keeps the soft sign: without it, Луцьк would be "Luck"
            found.add(written.replace("'", ""))
    return frozenset(found)


def _written(text: str, system: dict[str, str], first: dict[str, str]) -> str:
    text = _STRESS.sub("", unicodedata.normalize("NFC", text))
    text = _APOSTROPHE.sub("\x00", text)  # no word begins behind it: Знам'янка is Znamianka

    def latin(match: re.Match[str]) -> str:
        letters = match[0]
        small = letters.lower()
        start, end = match.span()
        begins = not (start and (text[start - 1].isalnum() or text[start - 1] == "\x00"))
        made = first.get(small, system.get(small, "")) if begins else system.get(small, "")
        if small == "зг" and small not in system:
            made = system["з"] + system["г"]
        if letters[0].islower() or not made:
            return made
        return made.upper() if _in_capitals(text, start, end) else made[0].upper() + made[1:]

    return _LETTER.sub(latin, text).replace("\x00", "")


def _in_capitals(text: str, start: int, end: int) -> bool:
    """Does the letter stand in a word of capitals? By the letter behind it, at a word's end the one before."""
    after, before = text[end : end + 1].strip("\x00"), text[max(start - 1, 0) : start].strip("\x00")
    if end - start > 1:
        return text[start + 1].isupper()
    return after.isupper() if after.isalpha() else before.isupper() and before.isalpha()
