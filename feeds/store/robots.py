"""What the robots.txt of each site said, in the database."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from feeds.store.schema import robots


@dataclass(frozen=True, slots=True)
class KeptRobots:
    """A row of ``robots``."""

    origin: str
    """``https://city.example``."""
    body: str | None
    """``None``: it gave none."""
    status: str
    """``http-200``, or the code of the error."""
    checked: datetime
    """When that was learned."""
    asked: datetime
    """When it was last asked for; after ``checked`` where it failed since, and the old copy is still used."""


def load_robots(connection: Connection, origin: str) -> KeptRobots | None:
    """What is known of a site's robots.txt."""
    row = connection.execute(select(robots).where(robots.c.origin == origin)).mappings().one_or_none()
    return None if row is None else KeptRobots(**row)


def save_robots(connection: Connection, kept: KeptRobots) -> None:
    """Insert or replace what is known of a site's robots.txt."""
    row = asdict(kept)
    if not connection.execute(update(robots).where(robots.c.origin == kept.origin), row).rowcount:
        connection.execute(insert(robots), row)
