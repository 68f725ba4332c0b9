"""Small charts as what SVG paths and bars are made of. Pure; a chart never stands without the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 32
"""Of a chart of days, in its own units, which are CSS pixels where it is not scaled."""
STEP: Final = 5
"""From one day to the next."""
STROKE: Final = 4
"""How wide a bar is."""
_FLOOR: Final = 1
"""What a day without entries is drawn with: the axis, as it were."""
_LEAST: Final = 4
"""A day with one entry beside one with a thousand is seen to have one."""


@dataclass(frozen=True, slots=True)
class Days:
    """A bar for each day."""

    width: int
    bars: str
    """Path data of the days with entries: vertical strokes from the ground up (SVG 2 §9.3)."""
    blanks: str
    """Of those without."""
    most: int
    """What the highest bar stands for; 0: there is none."""


def days(numbers: Sequence[int]) -> Days:
    """The chart of so many entries a day, in this order; heights are in proportion to the largest number."""
    most = max(numbers, default=0)
    bars: list[str] = []
    blanks: list[str] = []
    for place, number in enumerate(numbers):
        x = place * STEP + STROKE // 2
        height = max(round(HEIGHT * number / most), _LEAST) if number > 0 else _FLOOR
        (bars if number > 0 else blanks).append(f"M{x} {HEIGHT}v-{height}")
    return Days(max(len(numbers) * STEP - (STEP - STROKE), 0), "".join(bars), "".join(blanks), most)


def share(used: int, most: int) -> int:
    """How much of ``most`` is used, in percent for a bar: 0 only where nothing is, 100 only where all is."""
    if used <= 0:
        return 0
    if used >= most:
        return 100
    return min(max(round(100 * used / most), 1), 99)
