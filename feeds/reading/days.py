"""Days and months of a zone as moments. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def month_after(first: date) -> date:
    """The first day of the next month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def months_between(first: datetime, last: datetime, zone: ZoneInfo) -> list[date]:
    """The first days of all months from that of one moment to that of another, and of the one after."""
    month = first.astimezone(zone).date().replace(day=1)
    last_month = last.astimezone(zone).date().replace(day=1)
    months = [month]
    while months[-1] <= last_month:
        months.append(month_after(months[-1]))
    return months


def last_days(now: datetime, number: int, zone: ZoneInfo) -> list[date]:
    """So many days up to today, and tomorrow."""
    today = now.astimezone(zone).date()
    return [today + timedelta(days=1 - back) for back in range(number, -1, -1)]
