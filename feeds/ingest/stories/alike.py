"""Near-identical texts of one language, and what makes them different news all the same.

The same notice comes every week with another date, the same list of streets for another district, the same sentence
with "not". So every difference within what is otherwise equal counts; what one text has in addition does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from feeds.ingest.stories.days import is_day_word
from feeds.ingest.stories.features import Features, carries
from feeds.ingest.stories.subjects import contradict, sides_of
from feeds.text.stems import stem
from feeds.translation.checks.matching import unmatched
from feeds.translation.checks.numerals import numeral

_MOST = 400
"""Words of each text that are laid side by side: the time grows with the square."""
_SHORT = 6
"""Words; a longer passage that differs is another passage, not another word."""
_LISTED = 4
"""Words; a longer passage with a number is a sentence that was cut."""
_CONTEXT = 2
"""Equal words on both sides of a word that was replaced."""
_NEGATIONS = frozenset("не ні без not no never cancelled скасовано перенесено".split())
_SAME_SIZE = 0.75


@dataclass(frozen=True, slots=True)
class Alike:
    """How far two texts are the same."""

    shared: int
    """Passages of the shorter one that the other has."""
    passages: int
    """Passages of the shorter one."""
    begins: bool
    """Is the beginning of the shorter one in the other?"""

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.shared / self.passages if self.passages else 0.0


def alike(one: Features, other: Features) -> Alike:
    """How much of the shorter text is in the other."""
    short, long = sorted((one, other), key=lambda each: (len(each.shingles), each.key))
    if not short.shingles:
        return Alike(0, 0, False)
    lead = _passages(short.words[:16])
    common = sum(passage in long.shingles for passage in lead)
    return Alike(len(short.shingles & long.shingles), len(short.shingles), common * 2 >= len(lead) > 0)


def _passages(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + 4]) for place in range(len(words) - 3)]


def difference(one: Features, other: Features) -> str | None:
    """What makes two texts that are nearly the same different news, in words; ``None``: nothing."""
    short, long = sorted((one, other), key=lambda each: (len(each.words), each.key))
    if days := other_days(one, other) or _day_alone(short, long):
        return days
    missing, _ = unmatched(short.own_figures, long.figures)
    if missing:
        return f"{missing[0].text} is in one of them alone"
    return other_words(one, other)


def other_days(one: Features, other: Features) -> str | None:
    """Do they speak of different days? A day that is told from the date of the text counts as that date."""
    if one.days and other.days and not one.days & other.days:
        return f"they speak of other days ({', '.join(sorted((_day(one), _day(other))))})"
    return None


def _day_alone(short: Features, long: Features) -> str | None:
    """A day of the shorter text that the longer one has not."""
    told = short.days - long.days - {(long.day.day, long.day.month)}
    if told and long.days:
        day, month = min(told)
        return f"{day}.{month:02} is in one of them alone"
    return None


def _day(one: Features) -> str:
    day, month = min(one.days, key=lambda found: (found[1], found[0]))
    return f"{day}.{month:02}"


def other_words(one: Features, other: Features) -> str | None:
    """A word within equal ones that is another word, or a "not" that is in one of them alone."""
    short, long = sorted((one, other), key=lambda each: (len(each.words), each.key))
    ours, theirs = short.words[:_MOST], long.words[:_MOST]
    same_size = len(short.words) >= _SAME_SIZE * len(long.words)
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    for place, (kind, first, last, start, end) in enumerate(blocks):
        if kind == "equal" or not _within(blocks, place):
            continue
        mine, its = ours[first:last], theirs[start:end]
        if max(len(mine), len(its)) > _SHORT:
            continue
        if (_denies(mine) != _denies(its)) or contradict(sides_of(mine), sides_of(its)):
            return f"one says {_quoted(mine)}, the other {_quoted(its)}"
        one_more = same_size and len(its) <= _LISTED and _counts(its)
        if one_more or (kind == "replace" and _replaced(mine, its, short, long)):
            return f"one says {_quoted(mine)}, the other {_quoted(its)}"
    return None


def _within(blocks: Sequence[tuple[str, int, int, int, int]], place: int) -> bool:
    """Does it stand between equal words, or between them and an end of the text?"""

    def equal(index: int) -> int:
        return blocks[index][2] - blocks[index][1] if 0 <= index < len(blocks) else 0

    before, after = equal(place - 1), equal(place + 1)
    at_edge = place == 0 or place == len(blocks) - 1
    return before + after > _CONTEXT if at_edge else min(before, after) >= 1 and before + after > _CONTEXT


def _counts(words: Sequence[str]) -> bool:
    """A number more, in a text of the same size, is another number; one in a sentence that was cut is none."""
    return any(word[0].isdigit() or numeral(word) is not None for word in words)


def _denies(words: Sequence[str]) -> bool:
    return not _NEGATIONS.isdisjoint(words)


def _replaced(mine: Sequence[str], its: Sequence[str], short: Features, long: Features) -> bool:
    """Has each side a word that carries the text and that the other text has nowhere?"""
    return _alone(mine, long) and _alone(its, short)


def _alone(words: Sequence[str], text: Features) -> bool:
    return any(
        carries(word)
        and not is_day_word(word)
        and numeral(word) is None
        and stem(word, text.language) not in text.stems
        for word in words
    )


def _quoted(words: Sequence[str]) -> str:
    return f"“{' '.join(words)}”" if words else "nothing there"
