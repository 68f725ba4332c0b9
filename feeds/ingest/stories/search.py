"""Which entries are worth comparing: those that share a link, passages, or names and numbers that few others have.

An inverted index, filled in the order of publication, and emptied of what has left the window. Without it, 4,000
entries would be 8,000,000 pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable

from feeds.ingest.stories.features import Features
from feeds.ingest.stories.rules import WINDOW

_MOST = 6
"""Candidates of one entry, the best ones: what is like more than six others is a notice that comes every day."""
_ALWAYS = 8
_OFTEN = 0.02
"""A name, number or passage in more entries than these is no evidence."""
_PASSAGES = 0.25
_NAMES, _NUMBERS, _TOGETHER = 1, 1, 3


class Index:
    """Entries within a window of time, by what they may be found by."""

    def __init__(self) -> None:
        self._entries: dict[int, Features] = {}
        self._number = 0
        self._order: deque[int] = deque()
        self._passages: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._names: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._numbers: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._pages: defaultdict[str, list[int]] = defaultdict(list)
        self._led_to: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, one: Features) -> list[Features]:
        """Entries before it that may tell the same; to be called in the order of publication."""
        self._forget(one)
        found = self._candidates(one)
        self._put(one)
        return found

    def _put(self, one: Features) -> None:
        self._number += 1
        number = self._number
        self._entries[number] = one
        self._order.append(number)
        for table, values in self._tables(one):
            for value in values:
                table[value].append(number)
        if one.page:
            self._pages[one.page].append(number)
        for link in one.links:
            self._led_to[link.page].append(number)

    def _tables(self, one: Features) -> Iterable[tuple[defaultdict[Hashable, list[int]], Iterable[Hashable]]]:
        yield self._passages, one.passages
        yield self._names, one.name_tokens
        yield self._numbers, one.number_tokens

    def _forget(self, newest: Features) -> None:
        while self._order and self._entries[self._order[0]].published < newest.published - WINDOW:
            number = self._order.popleft()
            gone = self._entries.pop(number)
            for table, values in self._tables(gone):
                for value in values:
                    _drop(table, value, number)
            for page in [gone.page] if gone.page else []:
                _drop(self._pages, page, number)
            for link in gone.links:
                _drop(self._led_to, link.page, number)

    def _candidates(self, one: Features) -> list[Features]:
        scores: Counter[int] = Counter()
        for number in self._linked(one):
            scores[number] += 1000
        often = _ALWAYS + int(_OFTEN * len(self._entries))
        passages = _shared(self._passages, one.passages, often)
        for number, count in passages.items():
            fewest = min(len(one.passages), len(self._entries[number].passages))
            if count >= max(1, _PASSAGES * fewest):
                scores[number] += 100 + count
        numbers = _shared(self._numbers, one.number_tokens, often)
        names = _shared(self._names, one.name_tokens, often) if numbers else Counter[int]()
        for number, count in numbers.items():
            if names[number] >= _NAMES and names[number] + count >= _TOGETHER:
                scores[number] += names[number] + count
        best = sorted(scores, key=lambda number: (-scores[number], self._entries[number].key))
        return [self._entries[number] for number in best[:_MOST]]

    def _linked(self, one: Features) -> set[int]:
        """Those that it leads to, that lead to it, or that are the same page."""
        found = {number for link in one.links for number in self._pages.get(link.page, ())}
        if one.page:
            found.update(self._led_to.get(one.page, ()), self._pages.get(one.page, ()))
        return found


def _shared(table: defaultdict[Hashable, list[int]], values: Iterable[Hashable], often: int) -> Counter[int]:
    found: Counter[int] = Counter()
    for value in values:
        numbers = table.get(value)
        if numbers and len(numbers) <= often:
            found.update(numbers)
    return found


def _drop(table: defaultdict[Hashable, list[int]] | defaultdict[str, list[int]], value: str, number: int) -> None:
    numbers = table[value]
    numbers.remove(number)
    if not numbers:
        del table[value]
