"""A unit as plain words, with where its codes stand among them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from feeds.translation import codes
from feeds.translation.wordforms import longest_mark

TOP = -1
"""The pair around what no pair is around."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of codes around characters of the text."""

    number: str
    start: int
    end: int
    around: int
    """The pair that this one is in, by its index."""


@dataclass(frozen=True, slots=True)
class Lone:
    """A code that stands alone: a protected stretch, a picture, a place where a word may be broken."""

    number: str
    start: int
    end: int
    """Where its marker ends; where it has none, the same place."""
    around: int


@dataclass(frozen=True, slots=True)
class Outline:
    """``text`` without pairs, and with a marker such as ``X2`` for a code alone that has the place of a word.

    An address is a word of its sentence: what an engine makes of "write to or call" where "to X1 or call X2" was meant
    is not worth much, and the addresses could not be put back. Engines copy short Latin names with a number.
    """

    text: str
    marks: str
    """What a marker begins with; no word of the unit looks so."""
    pairs: tuple[Pair, ...]
    """In the order in which they begin."""
    lones: tuple[Lone, ...]
    sound: bool
    """Do the codes make sense: none twice, none crossed?"""

    def words_of(self, pair: Pair) -> str:
        """What is in a pair, as coded text without codes."""
        return codes.normalise(codes.escape(self.text[pair.start : pair.end]))


def outline(unit: str) -> Outline:
    """Of coded text."""
    parts = list(codes.parts(codes.normalise(unit)))
    marks = "X" * (1 + longest_mark("".join(value for kind, value in parts if kind == "text")))
    text = _Text()
    pairs: list[Pair] = []
    lones: list[Lone] = []
    around, sound = [TOP], True
    for index, (kind, value) in enumerate(parts):
        if kind == "text":
            text.add(value)
        elif kind == "open":
            pairs.append(Pair(value, text.length, text.length, around[-1]))
            around.append(len(pairs) - 1)
        elif kind == "alone":
            start, end = text.add_marker(f"{marks}{value}", _next_text(parts, index))
            lones.append(Lone(value, start, end, around[-1]))
        elif len(around) > 1 and pairs[around[-1]].number == value:
            pairs[around[-1]] = replace(pairs[around[-1]], end=text.length)
            around.pop()
        else:
            sound = False
    numbers = [pair.number for pair in pairs] + [lone.number for lone in lones]
    sound = sound and len(around) == 1 and len(set(numbers)) == len(numbers)
    return Outline(text.whole, marks, tuple(pairs), tuple(lones), sound)


def _next_text(parts: list[tuple[str, str]], index: int) -> str:
    """The first character behind the code at ``index``, if no other code is before it."""
    kind, value = parts[index + 1] if index + 1 < len(parts) else ("", "")
    return value[:1] if kind == "text" else ""


class _Text:
    """A text that grows."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.length = 0
        self._marked = False
        """Is a marker the last thing in it? No letter may stick to one."""

    @property
    def whole(self) -> str:
        return "".join(self._pieces)

    def add(self, piece: str) -> None:
        if self._marked and piece[:1].isalnum():
            piece = f" {piece}"
        self._append(piece)

    def add_marker(self, marker: str, following: str) -> tuple[int, int]:
        """Add a marker, but within a word none; where it stands."""
        last = self._pieces[-1][-1:] if self._pieces else ""
        if last.isalpha() and following.isalpha() and not self._marked:
            return self.length, self.length
        if last.isalnum():
            self._append(" ")
        start = self.length
        self._append(marker)
        self._marked = True
        return start, self.length

    def _append(self, piece: str) -> None:
        self._pieces.append(piece)
        self.length += len(piece)
        self._marked = False
