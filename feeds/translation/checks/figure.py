"""What a number in a text is to the checks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in a text."""

    text: str
    """As it stands there."""
    readings: tuple[str, ...]
    start: int
    end: int
    parts: tuple[str, ...] = ()
    """What may stand apart on the other side, as in ``10.06``; ``22|2022``: either."""
    digits: bool = True
    """False: in words, or in Roman numerals."""
    kind: str = "number"
    """``number``, ``time``, ``phone`` or ``date``."""
    scale: Decimal = Decimal(1)
    counts: bool = False
    """See :class:`feeds.translation.checks.numerals.Numeral`."""
    share: bool = False
    """A part of a whole, which may be said in percent."""
    part: str = ""
    """``early`` or ``late`` of a time of twelve hours whose part of the day the text says."""
    twelve: str = ""
    """That time as it was said: ``9:36`` of 9.36 p.m."""
