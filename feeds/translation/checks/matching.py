"""Which numbers of one text are found in another: one for one, by what they may be read as."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from feeds.translation.checks.figure import Figure

_LONGEST_PART = 3
"""Signs of what is no number of its own but a part of one: thousands, minutes, days."""


def unmatched(source: Sequence[Figure], target: Sequence[Figure]) -> tuple[list[Figure], list[Figure]]:
    """The numbers of ``source`` that ``target`` has not, and the other way round, words for numbers among them.

    One for one: what is there twice must be there twice. A part of a number is only found in a number of its own: with
    parts found in parts, ``10 000`` would be ``10.00``.
    """
    ours, theirs = unlike(source, target)
    theirs, parts_of_theirs, ours = _found_apart(theirs, ours)
    ours, parts_of_ours, theirs = _found_apart(ours, theirs)
    return _ordered([*ours, *parts_of_ours]), _ordered([*theirs, *parts_of_theirs])


def unlike(source: Sequence[Figure], target: Sequence[Figure]) -> tuple[list[Figure], list[Figure]]:
    """Those of both that are no number of the other side as a whole.

    Digits are paired off with digits first, then digits with words, then words with words.
    """
    left, right = list(source), list(target)
    for ours, theirs in ((True, True), (True, False), (False, True), (False, False)):
        left, right = _pass(left, right, ours, theirs)
    return left, right


def _pass(source: list[Figure], target: list[Figure], ours: bool, theirs: bool) -> tuple[list[Figure], list[Figure]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place in range(len(target) - 1, -1, -1):
        if target[place].digits is theirs:
            for reading in target[place].readings:
                places[reading].append(place)
    taken: set[int] = set()
    left = []
    for figure in source:
        if figure.digits is not ours or not _take(figure, places, taken):
            left.append(figure)
    return left, [figure for place, figure in enumerate(target) if place not in taken]


def _take(figure: Figure, places: dict[str, list[int]], taken: set[int]) -> bool:
    for reading in figure.readings:
        waiting = places.get(reading)
        while waiting:
            place = waiting.pop()
            if place not in taken:
                taken.add(place)
                return True
    return False


def _found_apart(figures: list[Figure], others: list[Figure]) -> tuple[list[Figure], list[Figure], list[Figure]]:
    """Those of which nothing is among ``others``, the missing parts of those of which something is, ``others`` left."""
    parts = [replace(figure, readings=tuple(part.split("|")), parts=()) for figure in figures for part in figure.parts]
    if not parts:
        return figures, [], others
    # "16,5" of "16,5:10,5" and a number of seven digits are numbers of their own; "10" of "10.00" is not.
    long, rest = unlike([part for part in parts if len(part.readings[0]) > _LONGEST_PART], others)
    small, alone = unlike(
        [part for part in parts if len(part.readings[0]) <= _LONGEST_PART], [one for one in rest if not one.parts]
    )
    missing, others = [*long, *small], [*alone, *(one for one in rest if one.parts)]
    lost = Counter(part.start for part in missing)
    whole = {figure.start for figure in figures if lost[figure.start] == len(figure.parts)}
    left = [figure for figure in figures if figure.start in whole]
    return left, [part for part in missing if part.start not in whole], others


def _ordered(figures: list[Figure]) -> list[Figure]:
    return sorted(figures, key=attrgetter("start"))
