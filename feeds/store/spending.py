"""What was sent to each engine on each day (UTC), and the caps that are never passed.

It is booked before it is sent, in one transaction: whoever is killed in between has paid for nothing, but no two
processes can send more than the cap together. What failed is not given back, since the service may have counted it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, case, func, select, text, update

from feeds.store.schema import spending

if TYPE_CHECKING:
    from feeds.store.database import Database

SAVED = "memory"
"""The engine that is never paid: what it was asked is what nobody else had to be."""

# The words of SQLite since 3.24 and of PostgreSQL since 9.5; SQLAlchemy has them in each dialect alone.
_ADD = text(
    "INSERT INTO spending (engine, day, requests, units, characters) "
    "VALUES (:engine, :day, :requests, :units, :characters) "
    "ON CONFLICT (engine, day) DO UPDATE SET requests = spending.requests + excluded.requests, "
    "units = spending.units + excluded.units, characters = spending.characters + excluded.characters"
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one engine was sent on a day, and in the calendar month of that day."""

    day_characters: int
    month_characters: int


@dataclass(frozen=True, slots=True)
class Total:
    """What one engine was sent in some time."""

    engine: str
    requests: int = 0
    units: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Caps:
    """The most characters that an engine is sent in a day and in a calendar month, both in UTC; ``None``: no matter."""

    per_day: int | None = None
    per_month: int | None = None
    reserve_share: float = 0.2
    """Of each cap, kept for titles and alerts."""

    def less_reserve(self) -> Caps:
        """What anything else may use."""
        kept = 1 - self.reserve_share
        day, month = (None if cap is None else int(cap * kept) for cap in (self.per_day, self.per_month))
        return Caps(day, month, 0)


def reserve(
    connection: Connection,
    engine: str,
    requests: int,
    units: int,
    characters: int,
    day: date,
    per_day: int | None,
    per_month: int | None,
) -> bool:
    """Book what is about to be sent, unless a cap would be passed: then nothing is booked, and nothing may be sent."""
    # Whoever books for this engine in this month waits here for the others: a month spreads over many rows, and where
    # transactions run side by side (PostgreSQL) two could each find room for one. SQLite has but one writer at a time.
    _add(connection, engine, day.replace(day=1), 0, 0, 0)
    before = spent(connection, engine, day)
    if per_day is not None and before.day_characters + characters > per_day:
        return False
    if per_month is not None and before.month_characters + characters > per_month:
        return False
    _add(connection, engine, day, requests, units, characters)
    return True


def give_back(connection: Connection, engine: str, requests: int, units: int, characters: int, day: date) -> None:
    """Book back what was reserved for this day and surely not sent: no more than was booked."""
    less = {"requests": requests, "units": units, "characters": characters}
    columns = {name: (spending.c[name], number) for name, number in less.items()}
    values = {name: case((column >= number, column - number), else_=0) for name, (column, number) in columns.items()}
    here = (spending.c.engine == engine, spending.c.day == day.isoformat())
    connection.execute(update(spending).where(*here).values(values))


def note_saved(connection: Connection, units: int, characters: int, day: date) -> None:
    """The memory knew so many units: no engine was asked for them."""
    _add(connection, SAVED, day, 0, units, characters)


def spent(connection: Connection, engine: str, day: date) -> Spent:
    """What this engine was sent on this day, and in its month."""
    month = spending.c.day.between(day.replace(day=1).isoformat(), f"{day:%Y-%m}-31")  # as texts: no matter how long
    of_day = func.sum(case((spending.c.day == day.isoformat(), spending.c.characters), else_=0))
    row = connection.execute(
        select(of_day, func.sum(spending.c.characters)).where(spending.c.engine == engine, month)
    ).one()
    return Spent(row[0] or 0, row[1] or 0)


def totals(connection: Connection, since: date | None = None) -> list[Total]:
    """What each engine was sent since a day, or ever; what the memory saved is among them as :data:`SAVED`."""
    numbers = (func.sum(spending.c.requests), func.sum(spending.c.units), func.sum(spending.c.characters))
    query = select(spending.c.engine, *numbers).group_by(spending.c.engine).order_by(spending.c.engine)
    if since is not None:
        query = query.where(spending.c.day >= since.isoformat())
    return [Total(row[0], row[1], row[2], row[3]) for row in connection.execute(query) if any(row[1:])]


@dataclass(frozen=True, slots=True)
class Use:
    """What one engine was sent on a day, in its calendar month, and in all."""

    engine: str
    day: Total
    month: Total
    ever: Total


def uses(connection: Connection, day: date) -> list[Use]:
    """Of each engine that was ever sent anything, and of :data:`SAVED`; by name."""
    of_day, of_month = (
        {total.engine: total for total in totals(connection, since)} for since in (day, day.replace(day=1))
    )
    return [
        Use(name, of_day.get(name, Total(name)), of_month.get(name, Total(name)), total)
        for total in totals(connection)
        for name in [total.engine]
    ]


def _add(connection: Connection, engine: str, day: date, requests: int, units: int, characters: int) -> None:
    values = {"requests": requests, "units": units, "characters": characters}
    connection.execute(_ADD, {"engine": engine, "day": day.isoformat(), **values})


class Purse:
    """Pays for requests out of the caps; one of many, in this process and in others. Thread-safe."""

    def __init__(self, database: Database, clock: Callable[[], datetime], caps: Mapping[str, Caps]) -> None:
        self._database = database
        self._clock = clock
        self._caps = caps
        self._resumes: dict[str, datetime] = {}

    def pay(self, engine: str, requests: int, units: int, characters: int, first: bool) -> str | None:
        """Book what is about to be sent: ``None``, or in words why it may not be sent.

        ``first`` is for titles and alerts: the rest of each cap is theirs alone.
        """
        caps = self._caps.get(engine, Caps())
        usable = caps if first else caps.less_reserve()
        with self._database.write() as connection:
            day = self._today()  # here, since to get in may have taken until after midnight
            if reserve(connection, engine, requests, units, characters, day, usable.per_day, usable.per_month):
                return None
            before = spent(connection, engine, day)
        limit = next(one for one in _limits(day, before, caps, usable) if one.refuses(characters))
        # Several units can go one by one: together they are never too much for good.
        size = characters if units == 1 else min(characters, max(1, limit.usable))
        until = limit.resumes(size)
        if until is not None:
            self._resumes[engine] = until
        return f"{engine}: {limit.reason(size)}"

    def give_back(self, engine: str, requests: int, units: int, characters: int, since: datetime) -> None:
        """Book back what was paid after ``since`` and surely not sent.

        Around midnight nothing is: nobody knows of which day it would be.
        """
        day = self._today()
        if since.astimezone(UTC).date() == day:
            with self._database.write() as connection:
                give_back(connection, engine, requests, units, characters, day)

    def room(self, engine: str, first: bool) -> int:
        """Characters that may be sent to this engine now; another process may use them before we do."""
        caps = self._caps.get(engine, Caps())
        day = self._today()
        with self._database.read() as connection:
            before = spent(connection, engine, day)
        limits = _limits(day, before, caps, caps if first else caps.less_reserve())
        return max(0, min((limit.usable - limit.used for limit in limits), default=sys.maxsize))

    def resumes(self, engine: str) -> datetime | None:
        """When there is more for what was refused last, if that is still to come; smaller things may fit before."""
        until = self._resumes.get(engine)
        return until if until is not None and until > self._clock() else None

    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class _Limit:
    """One cap as it stands."""

    unit: str
    """``day`` or ``month``."""
    name: str
    """Which one."""
    used: int
    cap: int
    usable: int
    """Of the cap, by what is to be sent now."""
    again: date
    """When the next one begins."""

    def refuses(self, characters: int) -> bool:
        return self.used + characters > self.usable

    def reason(self, characters: int) -> str:
        if characters > self.usable:
            rest = "" if self.usable == self.cap else f" that are not kept for titles and alerts, of {self.cap:,}"
            return (
                f"{characters:,} characters at once are more than the {self.usable:,} a {self.unit}{rest}; "
                f"see characters_per_{self.unit} in visnyk.toml"
            )
        all_of_it = f"the {self.cap:,} characters of {self.name}"
        kept = self.used + characters <= self.cap
        said = f"of {all_of_it} only those kept for titles and alerts are left" if kept else f"{all_of_it} are spent"
        return f"{said}; more at {f'{self.again} ' if self.unit == 'month' else ''}00:00 UTC"

    def resumes(self, characters: int) -> datetime | None:
        return None if characters > self.usable else datetime.combine(self.again, time(), UTC)


def _limits(day: date, before: Spent, caps: Caps, usable: Caps) -> Iterator[_Limit]:
    """The caps that there are; the one that holds longer first."""
    if caps.per_month is not None and usable.per_month is not None:
        next_month = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        name = f"{day:%Y-%m}"
        yield _Limit("month", name, before.month_characters, caps.per_month, usable.per_month, next_month)
    if caps.per_day is not None and usable.per_day is not None:
        tomorrow = day + timedelta(days=1)
        yield _Limit("day", f"{day}", before.day_characters, caps.per_day, usable.per_day, tomorrow)
