"""Which entries are worth comparing: those that share a link, passages, or names and numbers that few others have.

An inverted index, filled in the order of publication, and emptied of what has left the window. Without it, 4,000
entries would be 8,000,000 pairs.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from feeds.ingest.stories.features import Features, Order, Tokens, tokens_of
from feeds.ingest.stories.rules import WINDOW

_BEST = 6
"""Candidates of one entry: what is like more than six others is a notice that comes every day."""
_ALWAYS = 8
_OFTEN = 0.02
"""A name, number or passage that is in more than eight entries and a fiftieth of all is no evidence."""
_PASSAGES = 0.25
"""Of the entry with fewer."""
_TOGETHER = 3
"""Names and numbers, one of each at least."""
_MOST = 10_000
"""Entries in the index, 9 kB each; of more within a week, the oldest are forgotten."""

_Table = dict[Hashable, int | list[int]]
"""By what is looked up, the entry that has it, by its number, or all of them: most have nothing in common."""


@dataclass(frozen=True, slots=True)
class Known:
    """How an entry stands when others are compared with it."""

    features: Features
    story: str
    """The key of its story; its own while it is alone or the first."""
    first: Order
    """Of the first entry of its story."""
    free: bool
    """It may join: nobody has been shown it, it is alone, and no editor has spoken."""


class Index:
    """Entries within a window of time, by what they may be found by."""

    def __init__(self) -> None:
        self._entries: dict[int, tuple[Known, Tokens]] = {}
        self._order: deque[int] = deque()
        self._number = 0
        self._passages: _Table = {}
        self._names: _Table = {}
        self._numbers: _Table = {}
        self._pages: _Table = {}
        self._led_to: _Table = {}

    def add(self, known: Known) -> list[Known]:
        """Put it in; the entries before it that may tell the same. To be called in the order of publication."""
        one = known.features
        while self._order and self._is_gone(one):
            self._take_out(self._order.popleft())
        tokens = tokens_of(one)
        found = self._candidates(one, tokens)
        self._number += 1
        self._entries[self._number] = known, tokens
        self._order.append(self._number)
        for table, value in self._places(one, tokens):
            _put(table, value, self._number)
        return found

    def nearest(self, one: Features) -> list[Known]:
        """The entries in it that are most like it, however little that is."""
        return self._candidates(one, tokens_of(one), strict=False)

    def _is_gone(self, newest: Features) -> bool:
        oldest, _ = self._entries[self._order[0]]
        return oldest.features.published < newest.published - WINDOW or len(self._order) >= _MOST

    def _take_out(self, number: int) -> None:
        known, tokens = self._entries.pop(number)
        for table, value in self._places(known.features, tokens):
            _take(table, value, number)

    def _places(self, one: Features, tokens: Tokens) -> Iterable[tuple[_Table, Hashable]]:
        yield from ((self._passages, value) for value in tokens.passages)
        yield from ((self._names, value) for value in tokens.names)
        yield from ((self._numbers, value) for value in tokens.numbers)
        yield from ((self._led_to, link.page) for link in one.links)
        if one.page:
            yield self._pages, one.page

    def _candidates(self, one: Features, tokens: Tokens, *, strict: bool = True) -> list[Known]:
        scores: Counter[int] = Counter()
        for number in self._linked(one):
            scores[number] += 1000
        often = _ALWAYS + int(_OFTEN * len(self._entries))
        for number, count in _shared(self._passages, tokens.passages, often).items():
            fewest = min(len(tokens.passages), len(self._entries[number][1].passages))
            if not strict or count >= max(1, _PASSAGES * fewest):
                scores[number] += 100 + count
        numbers = _shared(self._numbers, tokens.numbers, often)
        names = _shared(self._names, tokens.names, often) if numbers else Counter[int]()
        for number in numbers.keys() & names.keys():
            if not strict or numbers[number] + names[number] >= _TOGETHER:
                scores[number] += numbers[number] + names[number]
        best = sorted(scores, key=lambda number: (-scores[number], self._entries[number][0].features.key))
        return [self._entries[number][0] for number in best[:_BEST]]

    def _linked(self, one: Features) -> set[int]:
        """Those that it leads to, that lead to it, or that are the same page."""
        found = {number for link in one.links for number in _numbers(self._pages, link.page)}
        if one.page:
            found.update(_numbers(self._led_to, one.page), _numbers(self._pages, one.page))
        return found


def _numbers(table: _Table, value: Hashable) -> Iterable[int]:
    found = table.get(value, ())
    return (found,) if isinstance(found, int) else found


def _shared(table: _Table, values: Iterable[Hashable], often: int) -> Counter[int]:
    """How many of these each entry has; what is in too many is left out."""
    counts: Counter[int] = Counter()
    for value in values:
        found = table.get(value)
        if found is None:
            continue
        if isinstance(found, int):
            counts[found] += 1
        elif len(found) <= often:
            counts.update(found)
    return counts


def _put(table: _Table, value: Hashable, number: int) -> None:
    found = table.setdefault(value, number)
    if isinstance(found, list):
        found.append(number)
    elif found != number:
        table[value] = [found, number]


def _take(table: _Table, value: Hashable, number: int) -> None:
    found = table.get(value)
    if isinstance(found, list) and len(found) > 1:
        found.remove(number)
    else:
        table.pop(value, None)
