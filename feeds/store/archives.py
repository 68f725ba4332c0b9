"""Finished pages of archives (RFC 5005 §4), and which entries stand in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from feeds.store.schema import archive, archived

PLACEHOLDER = "https://site.visnyk.invalid"
"""Stands in pages of the archive for the address of the site, which may change when they may not."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of an archive in one format."""

    path: str
    media_type: str
    body: bytes
    last_modified: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in an archive."""

    edition: str
    page: int
    item: str


def last_page(connection: Connection, edition: str) -> int | None:
    """The number of the newest page; ``None`` where there is none yet."""
    return connection.execute(select(func.max(archive.c.page)).where(archive.c.edition == edition)).scalar()


def save_page(
    connection: Connection, edition: str, page: int, sheets: Iterable[Sheet], shows: Mapping[str, Collection[str]]
) -> None:
    """Add a page; ``shows`` are the keys of the entries in it by the items that they stand in."""
    rows = [
        {"edition": edition, "page": page, "path": one.path, "media_type": one.media_type, "body": one.body,
         "last_modified": one.last_modified}
        for one in sheets
    ]  # fmt: skip
    connection.execute(insert(archive), rows)
    entries = [
        {"edition": edition, "page": page, "item": item, "entry_key": key}
        for item, keys in shows.items()
        for key in keys
    ]
    if entries:
        connection.execute(insert(archived), entries)


def find_sheet(connection: Connection, path: str) -> Sheet | None:
    """The page that is served at this path."""
    columns = (archive.c.path, archive.c.media_type, archive.c.body, archive.c.last_modified)
    row = connection.execute(select(*columns).where(archive.c.path == path)).first()
    return None if row is None else Sheet(*row)


def sheet_paths(connection: Connection, editions: Collection[str]) -> list[str]:
    """Where the pages of these editions are served, oldest first."""
    query = select(archive.c.path).where(archive.c.edition.in_(list(editions)))
    return list(connection.execute(query.order_by(archive.c.edition, archive.c.page, archive.c.path)).scalars())


def places_of(connection: Connection, keys: Collection[str]) -> list[Place]:
    """Where these entries stand in archives."""
    columns = (archived.c.edition, archived.c.page, archived.c.item)
    query = select(*columns).where(archived.c.entry_key.in_(list(keys))).distinct().order_by(*columns)
    return [Place(*row) for row in connection.execute(query)]


def sheets_at(connection: Connection, place: Place) -> list[Sheet]:
    """The page in every format."""
    columns = (archive.c.path, archive.c.media_type, archive.c.body, archive.c.last_modified)
    here = and_(archive.c.edition == place.edition, archive.c.page == place.page)
    return [Sheet(*row) for row in connection.execute(select(*columns).where(here).order_by(archive.c.path))]


def redact(connection: Connection, place: Place, sheets: Iterable[Sheet]) -> None:
    """Put other bytes in the place of a page that an item was taken out of."""
    for one in sheets:
        changed = {"body": one.body, "last_modified": one.last_modified}
        connection.execute(update(archive).where(archive.c.path == one.path).values(**changed))
    here = and_(archived.c.edition == place.edition, archived.c.page == place.page, archived.c.item == place.item)
    connection.execute(delete(archived).where(here))
