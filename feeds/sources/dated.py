"""Where a page tells dates: in its items, in headings above them, in an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lxml.etree import _Element

from feeds.sources.naming import tag_of
from feeds.sources.repeated import Item, Tree
from feeds.sources.selecting import words
from feeds.text.citydates import parse_city_date, parse_day

_LONGEST = 80
"""Characters of a line that tells a date, with the category behind it."""
_HEADING = 50
"""Characters of a heading that names a day."""
# Without one of these, no date: spares the grammar nine elements of ten.
_MAYBE = re.compile(r"[0-9]|[счyпtвwd][ьочaреиoз]|годин|щойно|just|ago|тому", re.IGNORECASE)
_SOME_DAY = date(2024, 5, 15)
"""To see whether a line is a time alone."""


@dataclass(frozen=True, slots=True)
class When:
    """Nodes that tell a date together."""

    nodes: tuple[_Element, ...]
    moment: datetime | None
    """``None``: a time of day that waits for its day."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Reads the dates of one page."""

    tree: Tree
    now: datetime
    zone: str

    def read(self, element: _Element, day: date | None = None) -> datetime | None:
        """What an element says: in its ``datetime``, or in its words."""
        said = element.get("datetime") if tag_of(element) == "time" else None
        moment = parse_city_date(said, self.zone, self.now, day) if said else None
        if moment is not None:
            return moment
        told = self.tree.words(element)
        if not told or len(told) > _LONGEST or not _MAYBE.search(told):
            return None
        # As readers will have it: what two inline elements say may run together.
        return parse_city_date(words(element), self.zone, self.now, day)

    def within(self, root: _Element, apart: Sequence[_Element] = ()) -> When | None:
        """The first date below ``root``, outside ``apart``: a day, with its time if that stands beside it."""
        elements = list(self._elements(root, apart))
        # What says by its tag that it is a time says it exactly.
        for element in sorted(elements, key=lambda one: not one.get("datetime")):
            moment = self.read(element)
            if moment is not None:
                return self._with_time(self._innermost(element, moment), moment, elements)
        alone = next((element for element in elements if self.read(element, _SOME_DAY) is not None), None)
        if alone is None:
            return None
        moment = self.read(alone, _SOME_DAY)
        assert moment is not None
        return When((self._innermost(alone, moment, _SOME_DAY),), None)

    def all_within(self, root: _Element, apart: Sequence[_Element] = ()) -> Iterator[When]:
        """Every date below ``root`` with its time, in document order; what is inside of one is not told again."""
        elements = list(self._elements(root, apart))
        told: set[_Element] = set()
        for element in elements:
            if told.isdisjoint(element.iterancestors()) and (moment := self.read(element)) is not None:
                told.add(element)
                yield self._with_time(self._innermost(element, moment), moment, elements)

    def headings(self, root: _Element, items: Sequence[Item]) -> list[_Element]:
        """What names a day between the items below ``root``, in document order; the innermost such elements."""
        apart = {item.element for item in items}
        found: list[_Element] = []
        for element in self._elements(root, tuple(apart)):
            told = self.tree.words(element)
            if len(told) > _HEADING or not _MAYBE.search(told) or element.find(".//a[@href]") is not None:
                continue
            if parse_day(told, self.now, self.zone) is not None:
                if found and found[-1] in element.iterancestors():
                    found.pop()
                found.append(element)
        return found

    def _elements(self, root: _Element, apart: Sequence[_Element]) -> Iterator[_Element]:
        """Below ``root`` in document order, but not in ``apart``, nor what holds one of them."""
        aside, holding = set(apart), {above for one in apart for above in one.iterancestors()}
        stack = list(reversed(root))
        while stack:
            element = stack.pop()
            if tag_of(element) and element not in aside:
                stack.extend(reversed(element))
                if element not in holding:
                    yield element

    def _innermost(self, element: _Element, moment: datetime, day: date | None = None) -> _Element:
        inner = next((child for child in element if tag_of(child) and self.read(child, day) == moment), None)
        return element if inner is None else self._innermost(inner, moment, day)

    def _with_time(self, element: _Element, moment: datetime, elements: Sequence[_Element]) -> When:
        """A day without a time gets the next time alone that stands near it, under the same parent or its parent."""
        local = moment.astimezone(ZoneInfo(self.zone))
        parent = element.getparent()
        if (local.hour, local.minute) != (0, 0) or parent is None:
            return When((element,), moment)
        near = {parent, parent.getparent()}
        for other in elements:
            if other.getparent() in near and other is not element and self.read(other) is None:
                later = self.read(other, local.date())
                if later is not None and other not in element.iterancestors():
                    return When((element, self._innermost(other, later, local.date())), later)
        return When((element,), moment)
