"""Telephone numbers in plain text, with their code, of one city, and short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from feeds.translation.checks.figure import Figure

_DIGITS = range(9, 16)
"""At most 15 (ITU-T E.164 §6.2)."""
_NATIONAL = 9
"""Digits of a Ukrainian number without +38 and 0."""
_LOCAL = 7


@cache
def _whole() -> re.Pattern[str]:
    """With ``+``, or with the 0 of the code, before which 8 and 38 may stand; or in groups with full stops."""
    return re.compile(
        r"(?<![\w+.,])(?:"
        r"(?:\+[ \u00a0]?[0-9]{1,3}|(?:3?8[ \u00a0-]?)?\(?0[0-9]{0,4}\)?)(?:[ \u00a0]?|-(?=[0-9]{3}-))"
        r"[0-9(][0-9 ()\u00a0\u2011\u2013-]{5,18}[0-9]"
        r"|(?:\+?38[ .]?)?0[0-9]{2}\.[0-9]{3}\.[0-9]{2}\.[0-9]{2})(?![0-9])"
    )


@cache
def _thousands() -> re.Pattern[str]:
    """``8 050 000 000`` is a sum."""
    return re.compile(r"[1-9][0-9]?(?:[ \u00a0][0-9]{3})+")


@cache
def _local() -> re.Pattern[str]:
    return re.compile(r"(?<![\w+.,-])[0-9]{3}([ \u00a0\u2011-])[0-9]{2}\1[0-9]{2}(?![\w.,-]?[0-9])")


@cache
def _short() -> re.Pattern[str]:
    """``15-51`` where the text speaks of calling: elsewhere it is from fifteen to fifty-one."""
    return re.compile(
        r"\b(?:тел(?:\.|ефон)|(?:за|по|пере|до)?дзв[оі]н|номер|лінії|лінію|лінія|call|(?:tele)?phone|hotline|dial|number"
        r"|tel\b)[^0-9.!?]{0,30}(?P<number>[0-9]{2}[-\u2011\u2013][0-9]{2})(?![\w-]|[.,:]?[0-9])",
        re.IGNORECASE,
    )


def phones(text: str) -> Iterator[Figure]:
    """All telephone numbers, in any order; no two overlap."""
    taken: set[int] = set()
    for match in _whole().finditer(text):
        digits = _digits(match[0])
        if len(digits) in _DIGITS and not _thousands().fullmatch(match[0]):
            taken.update(range(*match.span()))
            # The part: within the city the code may be left out.
            yield Figure(match[0], (f"tel {_called(match[0])}",), *match.span(), (digits[-_LOCAL:],), kind="phone")
    for pattern, place in ((_local(), 0), (_short(), "number")):
        for match in pattern.finditer(text):
            start, end = match.span(place)
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                groups = tuple(group.lstrip("0") or "0" for group in re.split("[^0-9]", match[place]))
                yield Figure(match[place], (_digits(match[place]),), start, end, groups, kind="phone")


def _called(text: str) -> str:
    """The digits by which a number is known, however it begins; of a country's code only Ukraine's is left out."""
    digits = _digits(text)
    abroad = text.startswith(("+", "00")) and not digits.lstrip("0").startswith("38")
    return digits.lstrip("0") if abroad else digits[-_NATIONAL:]


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
