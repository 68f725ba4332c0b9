"""Which numbers of one text are found in another: one for one, by what they may be read as."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from feeds.translation.checks.figure import Figure


def unmatched(source: Sequence[Figure], target: Sequence[Figure]) -> tuple[list[Figure], list[Figure]]:
    """The numbers of ``source`` that ``target`` has not, and the other way round, words for numbers among them.

    One for one: what is there twice must be there twice.
    """
    ours, theirs = _pair_off(source, target)
    return _pair_off(_parts(ours), _parts(theirs))


def _pair_off(source: Sequence[Figure], target: Sequence[Figure]) -> tuple[list[Figure], list[Figure]]:
    """Digits with digits first, then digits with words, then words with words."""
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


def _parts(figures: Iterable[Figure]) -> list[Figure]:
    """Numbers as they are, those that have parts in parts."""
    return [
        replace(figure, readings=(part,), parts=()) if figure.parts else figure
        for figure in figures
        for part in (figure.parts or ("",))
    ]
