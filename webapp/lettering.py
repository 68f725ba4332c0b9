"""The names on the map: each beside its dot, or above or below it, where it covers nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from webapp.map import HEIGHT, HOME, WIDTH, Dot

SIZE: Final = 15
HOME_SIZE: Final = 20
"""How high the letters of names are."""
_AIR = 3.0
"""Between a dot and its name."""
_BESIDE = 2.9
"""Between a name and the next one, or another's dot, on the same line."""
_DOT = 8.0
"""The radius of a dot, its edge included."""
_LETTER = 0.58
"""How wide a letter is, of its height; in a name, on the average, a little less."""


@dataclass(frozen=True, slots=True)
class Label:
    """Where the name of a city is written."""

    x: float
    y: float
    """Of the line that the letters stand on."""
    anchor: str = "middle"
    """Which end of the name is at ``x``: ``start``, ``middle`` or ``end`` (SVG 2 §11.10.1)."""
    fits: bool = True
    """It covers neither another name nor another dot."""


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def wider(self, across: float, down: float) -> _Box:
        return _Box(self.left - across, self.top - down, self.right + across, self.bottom + down)

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def label_at(x: float, words: str, size: int) -> float:
    """Where the middle of a label has to be, so that it stays on the map; its letters are ``size`` units high."""
    half = len(words) * size * _LETTER / 2
    return round(min(max(x, half), WIDTH - half), 1)


def labels(dots: Iterable[Dot], names: Mapping[str, str]) -> dict[str, Label]:
    """For each dot, by the partner's id, where its name has room; whose ids come first in ``names`` choose first."""
    at = {dot.partner.id: dot for dot in dots}
    taken = [_Box(dot.x, dot.y, dot.x, dot.y).wider(_radius(dot) + _BESIDE, _radius(dot)) for dot in at.values()]
    found = {}
    for id_ in filter(at.__contains__, names):
        size = HOME_SIZE if id_ == HOME else SIZE
        options = _options(at[id_], len(names[id_]) * size * _LETTER, size)
        free = next((one for one in options if _has_room(one[1], taken)), None)
        if free is None:
            found[id_] = Label(label_at(at[id_].x, names[id_], size), at[id_].y - _radius(at[id_]) - _AIR, fits=False)
        else:
            found[id_] = free[0]
            taken.append(free[1].wider(_BESIDE, 0))
    return found


def _has_room(box: _Box, taken: Iterable[_Box]) -> bool:
    whole = box.left >= 0 and box.top >= 0 and box.right <= WIDTH and box.bottom <= HEIGHT
    return whole and not any(map(box.meets, taken))


def _radius(dot: Dot) -> float:
    return _DOT + (6 if dot.partner.id == HOME else 0)


def _options(dot: Dot, width: float, size: float) -> Iterator[tuple[Label, _Box]]:
    """Right, left, above and below."""
    x, y, off = dot.x, dot.y, _radius(dot) + _AIR
    middle, above, below = y + size * 0.35, y - off, y + off + size * 0.75
    yield Label(x + off, middle, "start"), _Box(x + off, middle - size, x + off + width, middle)
    yield Label(x - off, middle, "end"), _Box(x - off - width, middle - size, x - off, middle)
    yield Label(x, above, "middle"), _Box(x - width / 2, above - size, x + width / 2, above)
    yield Label(x, below, "middle"), _Box(x - width / 2, y + off, x + width / 2, y + off + size)
