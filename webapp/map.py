"""Where cities lie on the map of Europe: a projection, and room enough around each dot to hit it. Pure.

Lambert's conformal conic projection (J. P. Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395,
1987, pp. 104-107, on a sphere): shapes stay as they are, and north is almost up from Portugal to the Donets. The land
in ``templates/_land.html`` was drawn by it: whoever changes a number here draws that anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, log, pi, radians, sin, tan
from typing import Final

from feeds.model import Partner

WIDTH: Final = 1000
HEIGHT: Final = 763
"""Of the map in its own units, of which each is 3.8 km."""
HOME: Final = "kharkiv"
"""The id of the partner that the others are partners of."""
HOME_AT: Final = (49.9935, 36.2304)
"""Degrees north and east, should it not be among the partners."""

_EARTH = 6371.0
_UNIT = 3.8
_PARALLELS = (44.0, 60.0)
_CENTRE = (51.0, 15.0)
_WEST, _NORTH = -1900.0, 1740.0
"""The upper left corner, in kilometres east and north of the centre."""
_EDGE = 14.0
"""Nearer to the edge is no room for a dot."""
_GAP = 26.0
"""Dots stand at least this far from each other: 24 CSS pixels (WCAG 2.2, 2.5.8) on a map that is 925 wide or more."""
_FAR = 44.0
"""The widest target: where there is room it is 24 pixels on a phone too."""
_ROUNDS = 300

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A city on the map."""

    partner: Partner
    x: float
    y: float
    reach: float
    """How far around it is nothing else: the radius of its target."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on the land."""

    dots: tuple[Dot, ...]
    """From north to south: what is drawn later lies above."""
    home: Point
    """Where :data:`HOME` is, which may be one of the dots too."""
    width: int = WIDTH
    height: int = HEIGHT


def lambert(latitude: float, longitude: float, parallels: Point, centre: Point) -> Point:
    """A place on a globe of radius 1, in radii east and north of ``centre``; degrees. Not for the poles."""
    north, first, second, origin = map(radians, (latitude, *parallels, centre[0]))
    cone = log(cos(first) / cos(second)) / log(_stretch(second) / _stretch(first))
    scale = cos(first) * _stretch(first) ** cone / cone
    turn = cone * radians(longitude - centre[1])
    radius = scale / _stretch(north) ** cone
    return radius * sin(turn), scale / _stretch(origin) ** cone - radius * cos(turn)


def _stretch(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)


def project(latitude: float, longitude: float) -> Point:
    """Degrees (WGS 84, north and east positive) as units of the map from its upper left corner, x to the east and y
    to the south."""
    east, north = lambert(latitude, longitude, _PARALLELS, _CENTRE)
    return (east * _EARTH - _WEST) / _UNIT, (_NORTH - north * _EARTH) / _UNIT


def on_map(latitude: float, longitude: float) -> bool:
    """Is there room for a dot at this place?"""
    if abs(latitude) > 85:
        return False
    x, y = project(latitude, longitude)
    return _EDGE <= x <= WIDTH - _EDGE and _EDGE <= y <= HEIGHT - _EDGE


def sheet(partners: Iterable[Partner]) -> Sheet:
    """The map with those of the partners that are on it, and with :data:`HOME`.

    Cities that are neighbours move apart, by some 45 km at most, as they do on every map of this size.
    """
    placed = {one.id: one for one in partners if on_map(one.latitude, one.longitude)}
    places = {HOME: HOME_AT} | {one.id: (one.latitude, one.longitude) for one in placed.values()}
    points = spread(tuple(project(*place) for place in places.values()))
    at = dict(zip(places, points, strict=True))
    dots = (Dot(one, *at[one.id], _reach(at[one.id], points)) for one in placed.values())
    return Sheet(tuple(sorted(dots, key=lambda dot: (dot.y, dot.x))), at[HOME])


@lru_cache(maxsize=8)
def spread(points: tuple[Point, ...], gap: float = _GAP) -> tuple[Point, ...]:
    """The points moved apart until each is ``gap`` from every other one, or until there is no room for that."""
    moved = list(points)
    for _ in range(_ROUNDS):
        if not _push(moved, gap):
            break
    return tuple(moved)


def _push(points: list[Point], gap: float) -> bool:
    """Move every pair that is too close half of the way each; was there any?"""
    pushed = False
    for second in range(len(points)):
        for first in range(second):
            (x1, y1), (x2, y2) = points[first], points[second]
            apart = hypot(x2 - x1, y2 - y1)
            if apart >= gap:
                continue
            # Two cities at one place move along a line that is as good as any other.
            across, down = ((x2 - x1) / apart, (y2 - y1) / apart) if apart else (1.0, 0.0)
            step = (gap - apart) / 2 + 0.01
            points[first] = _inside(x1 - across * step, y1 - down * step)
            points[second] = _inside(x2 + across * step, y2 + down * step)
            pushed = True
    return pushed


def _inside(x: float, y: float) -> Point:
    return min(max(x, _EDGE), WIDTH - _EDGE), min(max(y, _EDGE), HEIGHT - _EDGE)


def _reach(point: Point, points: Iterable[Point]) -> float:
    others = (hypot(point[0] - x, point[1] - y) for x, y in points if (x, y) != point)
    return min(_FAR, min(others, default=2 * _FAR) / 2)
