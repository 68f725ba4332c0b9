"""Codes written into a text at places that are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feeds.translation import codes
from feeds.translation.outline import TOP, Lone, Outline
from feeds.translation.wordforms import marked, words

Span = tuple[int, int]
"""Characters of a text: from, to (not included)."""

_SENTENCE_END = re.compile(r"[.!?…]{1,5}\Z")
_RUN = re.compile(r"\w+")
_LAST = 1 << 30


@dataclass(frozen=True, slots=True, order=True)
class _Event:
    """``pieces`` instead of the characters from ``start`` to ``end``; at the same place in the order of ``rank``."""

    start: int
    rank: tuple[int, int, int]
    """First what ends, the innermost first; then what begins, the outermost first; then markers."""
    end: int
    pieces: tuple[tuple[str, str], ...]


def woven(shape: Outline, text: str, spans: Sequence[Span]) -> str | None:
    """``text`` with the pairs of a unit around ``spans``, and its lone codes where their markers are.

    A marker that was lost leaves a place only where the code was the first or the last thing of the unit or of its
    pair; otherwise there is ``None``, and so there is where a marker is there twice.
    """
    return _Weaver(shape, text, spans).result()


class _Weaver:
    def __init__(self, shape: Outline, text: str, spans: Sequence[Span]) -> None:
        self._shape = shape
        self._text = text
        self._spans = spans
        self._depths: list[int] = []
        for pair in shape.pairs:
            self._depths.append(1 if pair.around == TOP else self._depths[pair.around] + 1)
        self._marks: dict[str, list[Span]] = {}
        for number, span in marked(text, shape.marks) if shape.lones else ():
            self._marks.setdefault(number, []).append(span)

    def result(self) -> str | None:
        events = list(self._ends())
        for place, lone in enumerate(self._shape.lones):
            event = self._lone(lone, place)
            if event is None:
                return None
            events.append(event)
        return codes.normalise(codes.build(self._written(sorted(events))))

    def _written(self, events: Sequence[_Event]) -> Iterator[tuple[str, str]]:
        position = 0
        for event in events:
            yield "text", self._text[position : event.start]
            yield from event.pieces
            position = event.end
        yield "text", self._text[position:]

    def _ends(self) -> Iterator[_Event]:
        """Of the pairs."""
        for pair, depth, (start, end) in zip(self._shape.pairs, self._depths, self._spans, strict=True):
            yield _Event(start, (1, depth, 0), start, (("open", pair.number),))
            yield _Event(end, (0, -depth, _LAST), end, (("close", pair.number),))

    def _lone(self, lone: Lone, place: int) -> _Event | None:
        """The ``place``-th code that stands alone."""
        found = self._marks.get(lone.number, []) if lone.end > lone.start else []
        if len(found) == 1:
            return _Event(found[0][0], (2, 0, 0), found[0][1], (("alone", lone.number),))
        if found:
            return None
        if lone.start == lone.end:
            return self._within_a_word(lone, place)
        return self._at_an_end(lone, place)

    def _at_an_end(self, lone: Lone, place: int) -> _Event | None:
        depth, (start, end), (first, last) = self._around(lone)
        code, source = ("alone", lone.number), self._shape.text
        if not self._says_anything(first, lone.start):
            space = (("text", " "),) if source[lone.end : lone.end + 1].isspace() else ()
            return _Event(start, (1, depth, 1 + place), start, (code, *space))
        if self._says_anything(lone.end, last):
            return None
        space = (("text", " "),) if source[lone.start - 1 : lone.start].isspace() else ()
        if depth == 0 and _SENTENCE_END.search(source, lone.end):
            ending = _SENTENCE_END.search(self._text)
            end = max([ending.start() if ending else end, *(span[1] for span in self._spans)])
        return _Event(end, (0, -depth, place), end, (*space, code))

    def _within_a_word(self, lone: Lone, place: int) -> _Event:
        """A place where a word may be broken, or a picture in it: behind a word about as far on as it was."""
        depth, (start, end), (first, last) = self._around(lone)
        before, every = (len(words(self._shape.text[first:until])) for until in (lone.start, last))
        inside = [span for span, other in zip(self._spans, self._depths, strict=True) if other == depth + 1]
        ends = [start + match.end() for match in _RUN.finditer(self._text[start:end])]
        free = [at for at in ends if not any(one < at < other for one, other in inside)] or [end]
        at = free[min((before - 1) * len(free) // every, len(free) - 1)]
        return _Event(at, (0, -depth, place), at, (("alone", lone.number),))

    def _around(self, lone: Lone) -> tuple[int, Span, Span]:
        """How deep a code is; from where to where what is around it reaches, in the text and in the source."""
        if lone.around == TOP:
            return 0, (0, len(self._text)), (0, len(self._shape.text))
        pair = self._shape.pairs[lone.around]
        return self._depths[lone.around], self._spans[lone.around], (pair.start, pair.end)

    def _says_anything(self, start: int, end: int) -> bool:
        """Are there words in this part of the source that are no markers?"""
        return any(word.form[0] != "X" for word in words(self._shape.text[start:end], self._shape.marks))
