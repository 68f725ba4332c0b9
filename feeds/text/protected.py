"""What within words is the same in every language, and is never to be translated.

Addresses, e-mail addresses, names with an ``@``, hashtags and telephone numbers: an engine that sees them breaks some.
Numbers and dates are not among them, since they are written otherwise in another language. Every expression is linear:
a search begins only where a stretch can begin, and what is repeated without an end is repeated over one class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_GENERIC = "com|org|net|edu|gov|info|biz|name|museum|travel|online|site|city|app|dev|example|invalid|test"
# Of Ukraine, its neighbours and partner cities, and of services that everybody links to. Not "it", "is", "at" and
# the like, which are words: "Kyiv.It is" is a sentence whose space was forgotten.
_COUNTRIES = "ua|eu|uk|pl|de|fr|fi|ee|lv|lt|cz|sk|hu|ro|md|ge|nl|dk|se|es|ch|me|io"
_LABELS = r"(?:[\w-]{1,63}\.){1,6}"
_DOMAIN = rf"{_LABELS}(?:[A-Za-z]{{2,24}}|укр)(?![A-Za-z0-9_-])"
# Small letters at the end: "The end.Me too" is no address.
_SITE = (
    rf"(?:(?:[A-Za-z0-9-]{{1,63}}\.){{1,6}}(?-i:{_GENERIC}|{_COUNTRIES})|{_LABELS}(?-i:укр))(?![\w-]|\.[A-Za-z0-9]|@)"
)
_REST = r"[^\s<>\"«»“”„]"

# A telephone number may hold a few of these between its digits; U+00A0, U+2011 and U+2013 are spaces and hyphens too.
_GAP = "[ \u00a0\u2011\u2013-]?"
_WIDE = "[ \u00a0\u2011\u2013()-]{0,3}"
_ENDS = r"(?!\w|[.,:/\u2011\u2013-]\d|[ \u00a0]\d{3})"
_NATIONAL = (
    # Area codes of three, four and five digits, ten digits in all: numbers of no other kind begin with a nought.
    rf"(?:0\d{{2}}|\(0\d{{2}}\)){_WIDE}(?:\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}|\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{3}})",
    rf"(?:0\d{{3}}|\(0\d{{3}}\)){_WIDE}(?:\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}}|\d{{3}}{_GAP}\d{{3}})",
    rf"(?:0\d{{4}}|\(0\d{{4}}\)){_WIDE}(?:\d{_GAP}\d{{2}}{_GAP}\d{{2}}|\d{{2}}{_GAP}\d{{3}})",
    # Free of charge: 0 800 123 456, 0 (800) 50-10-12.
    rf"0{_WIDE}[89]00{_WIDE}(?:\d{{3}}{_GAP}\d{{3}}|\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}})",
    # In the city: 705-12-34. With two hyphens in these places it is neither a date nor a sum nor a range.
    r"\d{3}[\u2011-]\d{2}[\u2011-]\d{2}",
)
_INTERNATIONAL = r"\+\d(?:[ \u00a0\u2011\u2013()-]{0,3}\d){6,14}"
_DIGITS = range(9, 16)
"""Of an international number: at most 15 (ITU-T E.164 §6.2)."""
_THOUSANDS = re.compile(r"\+\d{1,3}(?:[ \u00a0]\d{3}){1,3}\Z")
"""``+12 000 000``: how much more."""

_PROTECTED = re.compile(
    rf"(?P<address>(?:https?://|www\.)(?=[\w\[]){_REST}+"
    # The lookbehinds keep it linear: without them, every letter of a long word would start a search of its own.
    rf"|(?<![\w.@-]){_SITE}(?:[/?#]{_REST}*)?)"
    rf"|(?P<mail>(?<![\w.+-])[\w.+-]{{1,64}}@{_DOMAIN})"
    rf"|(?P<name>(?<![\w.+@-])@\w{{1,64}}(?:\.[A-Za-z0-9_]{{1,64}}){{0,8}}(?:@{_DOMAIN})?(?!\w))"
    r"|(?P<hashtag>\#(?=[\d_]{0,40}[^\W\d_])\w+)"
    rf"|(?P<phone>(?<![\w.,:/+\u2011\u2013-])(?:{'|'.join(_NATIONAL)}){_ENDS})"
    rf"|(?P<abroad>(?<![\w+])(?:{_INTERNATIONAL}){_ENDS})",
    re.IGNORECASE,
)
_CLOSES = ".,;:!?…'’*"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def protected(text: str) -> Iterator[tuple[int, int]]:
    """Where in plain text the stretches are that are never translated: start and end, in order, none within another.

    The punctuation behind an address belongs to the sentence.
    """
    for match in _PROTECTED.finditer(text):
        start, end = match.span()
        if match["address"]:
            end = start + len(_without_punctuation(match[0]))
        elif match["abroad"] and not _is_telephone(match[0]):
            continue
        yield start, end


def stretches(text: str) -> Iterator[tuple[str, bool]]:
    """The whole text in pieces, each with whether it is protected; joined they are the text again."""
    position = 0
    for start, end in protected(text):
        if start > position:
            yield text[position:start], False
        yield text[start:end], True
        position = end
    if position < len(text):
        yield text[position:], False


def unprotected(text: str) -> str:
    """The text with a space for each protected stretch."""
    return "".join(" " if kept else piece for piece, kept in stretches(text))


def _without_punctuation(address: str) -> str:
    """An address without what closes the sentence or the brackets around it: ``(www.city.example/a_(b)).``"""
    surplus = {closing: address.count(closing) - address.count(_BRACKETS[closing]) for closing in _BRACKETS}
    end = len(address)
    while end:
        last = address[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _CLOSES:
            break
        end -= 1
    return address[:end]


def _is_telephone(number: str) -> bool:
    digits = sum(one.isdigit() for one in number)
    # Ten digits of what looks like thousands are billions; country codes make it eleven and more.
    return digits in _DIGITS and not (digits < 11 and _THOUSANDS.match(number))
