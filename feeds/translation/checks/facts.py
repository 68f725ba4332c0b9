"""Facts that must survive: numbers, times, telephone numbers, dates, percentages, sums of money."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from feeds.model import Finding
from feeds.text.language import primary
from feeds.translation.checks.compared import Compared
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.glosses import without_repeated
from feeds.translation.checks.matching import unlike, unmatched
from feeds.translation.checks.measures import added, converted
from feeds.translation.checks.numerals import month

_SPELT = frozenset(("uk", "en"))
"""Languages whose words for numbers are known."""
_SMALL = 100
"""Up to this, languages spell numbers out; in one whose words are not known they are not looked for."""
_SHOWN = 3
_BESIDE = 30
"""Characters between a number of people and what has happened to them."""


def numbers(pair: Compared) -> Finding | None:
    """Each number, time and telephone number of one side is on the other side too."""
    left = _but_converted(pair)
    lost, extra = (
        [figure for figure in without_repeated(found, among, spans) if _counts(figure, pair)]
        for found, among, spans in zip(left, pair.figures, pair.glosses, strict=True)
    )
    # A measure that one side adds in brackets.
    if not any(figure.digits for figure in lost):
        extra = [figure for figure in extra if not added(figure, pair.bare_translated, pair.figures[1])]
    elif not any(figure.digits for figure in extra):
        lost = [figure for figure in lost if not added(figure, pair.bare_words, pair.figures[0])]
    certain_lost = [figure for figure in lost if _is_certain(figure, pair.bare_words, pair, left[1])]
    certain_extra = [figure for figure in extra if _is_certain(figure, pair.bare_translated, pair, left[0])]
    # Words alone are only believed where one seems to have become another.
    both = [figure for figure in lost if figure.counts] and [figure for figure in extra if figure.counts]
    if not certain_lost and not certain_extra and not both:
        return None
    gone = certain_lost or [figure for figure in lost if both and figure.counts]
    new = certain_extra or [figure for figure in extra if (both or certain_lost) and figure.counts]
    kind = next((figure.kind for figure in (*gone, *new) if figure.kind != "number"), "number")
    said = [f"{_list(gone)} of the original is not in the answer"] if gone else []
    said += [f"{_list(new)} is not in the original"] if new else []
    return Finding(kind, "; ".join(said))


def _but_converted(pair: Compared) -> tuple[list[Figure], list[Figure]]:
    """What only one side has, where measures that are told in other units are not looked for."""
    before = pair.unmatched
    if not any(before):
        return before
    ours, theirs = unlike(*pair.figures)
    known = converted((ours, pair.bare_words), (theirs, pair.bare_translated))
    if not any(known):
        return before
    after = unmatched(
        [figure for figure in ours if figure.start not in known[0]],
        [figure for figure in theirs if figure.start not in known[1]],
    )
    return after if sum(map(len, after)) < sum(map(len, before)) else before


def _is_certain(figure: Figure, text: str, pair: Compared, left_there: list[Figure]) -> bool:
    """Must it be on the other side, whatever else is there? ``left_there``: what that side has and this one has not."""
    if figure.digits:
        # "1 hour" may be "година", or "an hour", where nothing of the other side is left that it could have been.
        return figure.text != "1" or bool(left_there) or _one_of_its_kind(figure, text, pair)
    if not figure.counts or figure.share or figure.kind == "time" or pair.languages != _SPELT:
        return False
    # "двадцять п'ять" of which "twenty" is left; people who were hurt.
    return len(figure.text.replace("-", " ").split()) > 1 or bool(_hurt().search(text, *_around(figure, text)))


@cache
def _before_one() -> re.Pattern[str]:
    return re.compile(
        r"(?:\[|(?-i:[A-Z])|(?:№|#|\bno\.?|\bnumber|[$€£₴]|\b(?:uah|usd|eur)|(?P<month>\b[^\W\d_]{3,9})\.?)\s?)\Z",
        re.IGNORECASE,
    )


@cache
def _behind_one() -> re.Pattern[str]:
    return re.compile(
        r"(?:-?(?:го|ше|st))?\s(?:of\s)?"
        r"(?:(?:грн|гривн|долар|дол\b|євро\b|hryvn|dollar|euro)|(?P<month>[^\W\d_]{3,9})\b)",
        re.IGNORECASE,
    )


@cache
def _articles() -> re.Pattern[str]:
    return re.compile(r"\b(?:an?|one|another|single)\b", re.IGNORECASE)


def _one_of_its_kind(figure: Figure, text: str, pair: Compared) -> bool:
    """Beside a month, a currency, "№" or as a footnote a lone 1 is no article; one who was hurt has at least that."""
    from_ukrainian = text is pair.bare_words and pair.languages == _SPELT and primary(pair.source_language) == "uk"
    if from_ukrainian and _hurt().search(text, *_around(figure, text)):
        return not _articles().search(pair.bare_translated)
    before = _before_one().search(text, max(0, figure.start - 12), figure.start)
    behind = _behind_one().match(text, figure.end, figure.end + 20)
    return any(match is not None and (not match["month"] or bool(month(match["month"]))) for match in (before, behind))


@cache
def _hurt() -> re.Pattern[str]:
    return re.compile(
        r"загин|поранен|постраждал|травмован|\b[ву]бит|killed|injured|wounded|\bdied|\bdead\b|\bhurt\b", re.IGNORECASE
    )


def _around(figure: Figure, text: str) -> tuple[int, int]:
    return max(0, figure.start - _BESIDE), min(len(text), figure.end + _BESIDE)


def _counts(figure: Figure, pair: Compared) -> bool:
    if pair.languages <= _SPELT:
        return figure.digits or figure.counts
    value = figure.readings[0]
    return figure.digits and not (value.isdecimal() and len(value) <= 3 and int(value) <= _SMALL)


def _list(found: Iterable[Figure]) -> str:
    shown = list(dict.fromkeys(figure.text[:40] for figure in found))
    return ", ".join(shown[:_SHOWN]) + (f" (and {len(shown) - _SHOWN} more)" if len(shown) > _SHOWN else "")
