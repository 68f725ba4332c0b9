"""Names and numbers that two texts share: what tells the same news in other words or another language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from feeds.ingest.stories.features import Features
from feeds.ingest.stories.names import Name
from feeds.translation.checks.figure import Figure

_SMALL = 0.2
"""What nearly every text has: this year, today's date, one and two."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two texts share, and what each of them has alone."""

    names: tuple[str, ...]
    """As the first text writes them."""
    numbers: tuple[str, ...]
    name_weight: float
    number_weight: float
    share: float
    """Of the numbers of the text with fewer of them, by their weight."""
    name_share: float
    """Of the names of the text with fewer of them."""
    of_names: float
    """The same of the text with more of them."""
    of_numbers: float
    subjects: frozenset[str]

    @property
    def weight(self) -> float:
        """Of all of it."""
        return self.name_weight + self.number_weight


def evidence(one: Features, other: Features) -> Evidence:
    """What both texts name and count."""
    names = _shared_names(one, other)
    numbers, number_weight, totals = _shared_numbers(one, other)
    counts = sorted(sum(name.certain for name in each.rare_names.values()) for each in (one, other))
    return Evidence(
        tuple(name.shown for name in names), tuple(numbers), _name_weight(names), number_weight,
        _of(number_weight, totals[0]), _of(len(names), counts[0]), _of(len(names), counts[1]),
        _of(number_weight, totals[1]), one.subjects & other.subjects,
    )  # fmt: skip


def _of(part: float, whole: float) -> float:
    return min(1.0, part / whole) if whole else 0.0


def _shared_names(one: Features, other: Features) -> list[Name]:
    """Each name once; at least one of the texts must be sure that it is one."""
    theirs: dict[str, Name] = {}
    for name in other.rare_names.values():
        for key in name.keys:
            if key not in theirs or name.certain:
                theirs[key] = name
    found, seen = [], set[str]()
    for name in one.rare_names.values():
        match = next((theirs[key] for key in name.keys if key in theirs), None)
        if match and (name.certain or match.certain) and seen.isdisjoint(name.keys):
            found.append(name)
            seen |= name.keys | match.keys
    return found


def _name_weight(names: Iterable[Name]) -> float:
    return sum(1.0 if name.place or max(map(len, name.keys)) > 3 else 0.75 for name in names)


def _shared_numbers(one: Features, other: Features) -> tuple[list[str], float, list[float]]:
    """The numbers that both have, what they weigh, and what all of each weigh, the fewer first."""
    published = {(each.day.day, each.day.month) for each in (one, other)}
    ours, theirs = _weights(one, published), _weights(other, published)
    both = {reading: min(weight, theirs[reading][0]) for reading, (weight, _) in ours.items() if reading in theirs}
    totals = sorted(sum(weight for weight, _ in each.values()) for each in (ours, theirs))
    told = [ours[reading][1] for reading, weight in both.items() if weight > _SMALL]
    return told, sum(both.values()), totals


def _weights(one: Features, published: set[tuple[int, int]]) -> dict[str, tuple[float, str]]:
    """Numbers by what they are read as: how much each tells, and how it is written."""
    found: dict[str, tuple[float, str]] = {}
    days = {str(day) for day, _ in one.dates}
    for figure in one.figures:
        if figure.kind == "date" or (figure.digits and figure.text in days):
            continue
        found[figure.readings[0]] = (_weight(figure), figure.text)
    for day, month in one.days:
        found[f"{day}.{month:02}"] = (_SMALL if (day, month) in published else 0.8, f"{day}.{month:02}")
    return found


def other_number(one: Features, other: Features) -> str | None:
    """Does each begin with a number that the other has not? In words; ``None``: no."""
    ours, theirs = (_first_number(each) for each in (one, other))
    if not ours or not theirs or _has(one, theirs) or _has(other, ours):
        return None
    return f"one says {ours.text}, the other {theirs.text}"


def _first_number(one: Features) -> Figure | None:
    days = {str(day) for day, _ in one.dates}
    found = (figure for figure in one.figures if figure.kind == "number" and figure.digits)
    return next((figure for figure in found if _weight(figure) >= 1 and figure.text not in days), None)


def _has(one: Features, figure: Figure) -> bool:
    return any(reading in each.readings for each in one.figures for reading in figure.readings)


def _weight(figure: Figure) -> float:
    """Small numbers are in every text, and so is the year."""
    value = figure.readings[0]
    if figure.kind == "time":
        return 0.6
    if len(value) == 4 and value[:2] in ("19", "20"):
        return _SMALL
    if len(value) == 1:
        return (0.3 if figure.digits else 0.25) if value > "2" else _SMALL / 2
    if not figure.digits:
        return 0.8
    return 1.25 if "." in value or len(value.rstrip("0")) > 1 < len(value) > 2 else 1.0
