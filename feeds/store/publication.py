"""What editions are made of, and the finished documents, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from feeds.model import Rendering
from feeds.store.notes import get_note, set_note
from feeds.store.rows import rendering_from_row
from feeds.store.schema import rendering

_VERSION = "published-version"
_LAST_REFRESH = "last-refresh"
_SERVED_AT = "served-at"


def rendering_inputs(connection: Connection) -> dict[str, tuple[str, str]]:
    """Digest of the inputs and ETag of every stored document, by path."""
    columns = (rendering.c.path, rendering.c.inputs, rendering.c.etag)
    return {row.path: (row.inputs, row.etag) for row in connection.execute(select(*columns))}


def load_renderings(connection: Connection) -> dict[str, Rendering]:
    """All finished documents, by path."""
    rows = connection.execute(select(rendering).order_by(rendering.c.path)).mappings()
    return {row["path"]: rendering_from_row(row) for row in rows}


def save_renderings(connection: Connection, made: Mapping[str, tuple[Rendering, str]]) -> None:
    """Insert or replace documents, each with the digest of its inputs."""
    for path, (document, inputs) in made.items():
        row = {**asdict(document), "inputs": inputs}
        if not connection.execute(update(rendering).where(rendering.c.path == path), row).rowcount:
            connection.execute(insert(rendering), row)


def save_inputs(connection: Connection, inputs: Mapping[str, str]) -> None:
    """Note that other inputs gave the bytes that a document has already; its date stays what it is."""
    for path, digest in inputs.items():
        connection.execute(update(rendering).where(rendering.c.path == path).values(inputs=digest))


def drop_renderings(connection: Connection, paths: Sequence[str]) -> None:
    """Take documents out: editions that are no longer configured."""
    connection.execute(delete(rendering).where(rendering.c.path.in_(paths)))


def published_version(connection: Connection) -> int:
    """A number that goes up whenever the finished documents change."""
    return int(get_note(connection, _VERSION) or 0)


def bump_version(connection: Connection) -> int:
    """Tell the servers that documents have changed; the new number."""
    version = published_version(connection) + 1
    set_note(connection, _VERSION, str(version))
    return version


def last_refresh(connection: Connection) -> datetime | None:
    """When the newest whole refresh ended."""
    value = get_note(connection, _LAST_REFRESH)
    return datetime.fromisoformat(value) if value else None


def note_refresh(connection: Connection, now: datetime) -> None:
    """A whole refresh has ended."""
    set_note(connection, _LAST_REFRESH, now.isoformat())


def served_at(connection: Connection) -> str | None:
    """The address that was last published under because somebody named it, or serves at it."""
    return get_note(connection, _SERVED_AT)


def note_served_at(connection: Connection, base_url: str) -> None:
    """The site is at this address now."""
    set_note(connection, _SERVED_AT, base_url)
