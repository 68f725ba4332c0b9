"""The figures of the status page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from feeds.config import Settings
from feeds.model import EngineBudget, SourceStatus, StatusView
from feeds.reading.days import begins, last_days
from feeds.store import calendar, publication, sources, spending, translations, viewing

_DAYS = 30
"""Days of which it is told how much each source published."""
_REASONS = 5
"""Different reasons named on the status page."""


def status(connection: Connection, settings: Settings, now: datetime) -> StatusView:
    """How sources, translations and engines fare."""
    ids = tuple(source.id for source in settings.sources)
    reasons = translations.count_reasons(connection, settings.target, ids, _REASONS)
    return StatusView(
        tuple(_sources(connection, settings, now)),
        translations.count_states(connection, settings.target, settings.sources_into(settings.target), ids),
        publication.last_refresh(connection),
        tuple(reasons),
        tuple(_budgets(connection, settings, now)),
    )


def _sources(connection: Connection, settings: Settings, now: datetime) -> Iterator[SourceStatus]:
    states = sources.load_states(connection)
    counts = viewing.count_entries(connection)
    zone = ZoneInfo(settings.timezone)
    bounds = [begins(day, zone) for day in last_days(now, _DAYS, zone)]
    daily = calendar.count_spans(connection, tuple(source.id for source in settings.sources), bounds)
    for source in settings.sources:
        days = tuple(daily.get((place, source.id), 0) for place in range(_DAYS))
        yield SourceStatus(source, states.get(source.id), *counts.get(source.id, (0, None)), days)


def _budgets(connection: Connection, settings: Settings, now: datetime) -> Iterator[EngineBudget]:
    """Of the engines that any pair asks, in the order in which they are named first; the memory is none."""
    names = dict.fromkeys(name for pair in settings.pairs for name in pair.engines if name != spending.SAVED)
    today = now.astimezone(UTC).date()
    for name in names:
        spent, caps = spending.spent(connection, name, today), settings.engines[name]
        yield EngineBudget(
            name, spent.day_characters, spent.month_characters, caps.characters_per_day, caps.characters_per_month
        )
