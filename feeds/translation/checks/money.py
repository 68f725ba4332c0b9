"""Percentages and sums of money that must stay what they are."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from feeds.model import Finding
from feeds.translation.checks.compared import Compared
from feeds.translation.checks.figure import Figure

_SPELT = frozenset(("uk", "en"))
_PERCENT = ("%", "відсот", "процент", "percent", "per cent", "pct")


def percentages(pair: Compared) -> Finding | None:
    """Percent stay percent."""
    if not pair.languages <= _SPELT:
        return None
    ours, theirs = (any(sign in text.lower() for sign in _PERCENT) for text in (pair.bare_words, pair.bare_translated))
    if ours and theirs:
        return _one_of_several(pair)
    if ours == theirs:
        return None
    if any(figure.share for figure in pair.figures[1 if ours else 0]):  # "three quarters", "кожен п'ятий"
        return None
    one, other = ("original", "answer") if ours else ("answer", "original")
    return Finding("percentage", f"the {one} speaks of percent, the {other} does not")


@cache
def _percent_behind() -> re.Pattern[str]:
    return re.compile(r"-?[а-яії]{0,4}[\s\u00a0-]?(?:%|відсот|процент|per\s?cent|pct)", re.IGNORECASE)


@cache
def _together() -> re.Pattern[str]:
    """Between two numbers of which one has the sign of both: ``від 3 до 5 %``; with a comma it may be of both."""
    return re.compile(
        r"\s?(?:[-–—/]|(?P<may>[,;:])|\b(?:до|to|and|і|й|та|or|або|чи|against|проти|from|з|із)\b)\s?", re.IGNORECASE
    )


def _one_of_several(pair: Compared) -> Finding | None:
    """A number with percent, known by being the only one of its kind on both sides, has them on both."""
    (ours, our_others), (theirs, their_others) = map(_percents, pair.figures, (pair.bare_words, pair.bare_translated))
    lost, new = [one for one in ours if one in their_others], [one for one in theirs if one in our_others]
    if lost:
        return Finding("percentage", f"{lost[0]} is percent in the original, in the answer it is not")
    return Finding("percentage", f"{new[0]} is percent in the answer, in the original it is not") if new else None


def _percents(figures: list[Figure], text: str) -> tuple[list[str], set[str]]:
    """Of numbers in digits that stand in a text once: those with percent, those without."""
    often = Counter(figure.readings[0] for figure in figures)
    signed: list[str] = []
    bare: set[str] = set()
    shared: bool | None = False
    for place in range(len(figures) - 1, -1, -1):
        figure = figures[place]
        after = figures[place + 1].start if place + 1 < len(figures) else figure.end
        if _percent_behind().match(text, figure.end):
            shared = True
        elif shared is not False:
            between = _together().fullmatch(text, figure.end, after) if after - figure.end < _NEAR else None
            shared = False if between is None else None if between["may"] else shared
        if figure.digits and often[figure.readings[0]] == 1:
            if shared:
                signed.append(figure.readings[0])
            elif shared is False:
                bare.add(figure.readings[0])
    return signed, bare


_NEAR = 12
"""Characters between numbers that share a sign."""

_CURRENCIES = {
    "hryvnias": (r"\bгрн\b|₴|\bгрив(?:н|ень)|\buah\b|\bhryvn", r"₴|hry?vn|hrn|uah|грн|грив|гривен|\bкоп(?:\b|ій)"),
    "dollars": (
        r"\$|\bдолар|(?:[0-9]|тис|млн|млрд)\.?\sдол\b|\busd\b|\bdollars?\b",
        r"\$|dollar|usd|buck|долар|\bдол\b|бакс|\bцент(?:и|ів|а|ами)?\b|\bcents?\b",
    ),
    "euros": (r"€|\bєвро\b(?!-)|\beur\b|\beuros?\b", r"€|euro|eur|євро|\bцент(?:и|ів|а|ами)?\b|\bcents?\b"),
    "pounds": (r"£|\bфунт(?:ів|и)?\sстерлінг|\bgbp\b|\bpounds\ssterling", r"£|pound|gbp|quid|sterling|фунт"),
    "zlotys": (r"\bзлот(?:их|і|ий)\b|\bpln\b|\bzł\b|\bz[lł]ot", r"z[lł]ot|pln|zł|злот"),
    "crowns": (
        r"(?:[0-9]|тис|млн|млрд|тисяч|мільйон[а-яії]{0,2}|мільярд[а-яії]{0,2}|ських)\.?\sкрон\b"
        r"|\bczk\b|\bsek\b|\bkč\b|\bkorun"
        r"|(?:[0-9]|thousand|million|billion)\scrowns\b",
        r"crown|kroo?n|czk|sek|nok|dkk|kč|korun|\bkr\b|крон",
    ),
}
"""How a currency is known on one side, and what is enough of it on the other; in small letters."""


@cache
def _currencies() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((name, re.compile(known), re.compile(enough)) for name, (known, enough) in _CURRENCIES.items())


@cache
def _money() -> re.Pattern[str]:
    """Something that one of them has: most texts have nothing of it."""
    return re.compile(
        r"грн|грив|₴|uah|hryv|\$|дол|usd|€|євро|eur|£|фунт|gbp|pounds|злот|pln|zł|zlot|złot|крон|czk|sek|kč|korun|crowns"
    )


def amounts(pair: Compared) -> Finding | None:
    """A sum in one currency stays one in it."""
    if not pair.languages <= _SPELT or not pair.figures[0]:
        return None
    ours, theirs = pair.bare_words.lower(), pair.bare_translated.lower()
    for one, other, has, has_not in ((ours, theirs, "original", "answer"), (theirs, ours, "answer", "original")):
        if not _money().search(one):
            continue
        for name, known, enough in _currencies():
            if known.search(one) and not enough.search(other):
                return Finding("amount", f"the {has} speaks of {name}, the {has_not} does not")
    return None
