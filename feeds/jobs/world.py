"""What refreshing needs from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from feeds.fetch.settings import HttpSettings
from feeds.model import AlertRule, SourceOutcome
from feeds.sources.limits import ParseLimits
from feeds.store.database import Database


@dataclass(frozen=True, slots=True)
class World:
    """Database, limits, clock, chance and whom to tell."""

    database: Database
    http: HttpSettings
    limits: ParseLimits
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    """Between 0 and 1."""
    progress: Callable[[SourceOutcome], None] = lambda outcome: None
    alerts: tuple[AlertRule, ...] = ()
    """What marks an entry as urgent."""
