"""What editions are made of, and the finished documents, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from feeds.model import Alerts, Entry, Rendering, Translation
from feeds.store.notes import get_note, set_note
from feeds.store.queries import NEWEST_FIRST, entries_with_translation, newest_keys, split_row, whole_entries
from feeds.store.rows import rendering_from_row
from feeds.store.schema import entry, rendering, translation

_VERSION = "published-version"
_LAST_REFRESH = "last-refresh"
_SERVED_AT = "served-at"


def edition_inputs(
    connection: Connection, source_ids: Sequence[str], language: str, limit: int, alerts: Alerts = Alerts.INCLUDE
) -> list[str]:
    """Short lines that change whenever anything shown of the newest entries does; cheap next to rendering them."""
    # Both fingerprints: a translation may fit the entry again without having changed itself.
    columns = (
        entry.c.key, entry.c.fingerprint, entry.c.updated, entry.c.language, entry.c.link,
        translation.c.fingerprint, translation.c.state, translation.c.updated,
        entry.c.alert, entry.c.all_clear, entry.c.closed,
        # Links that a source has signed anew are no change of its text.
        entry.c.enclosures,
    )  # fmt: skip
    query = (
        select(*columns)
        .select_from(entries_with_translation(language))
        .where(entry.c.key.in_(newest_keys(source_ids, limit, alerts=alerts)))
        .order_by(*NEWEST_FIRST)
    )
    return [" ".join(str(value) for value in row) for row in connection.execute(query)]


def edition_entries(
    connection: Connection, source_ids: Sequence[str], language: str, limit: int, alerts: Alerts = Alerts.INCLUDE
) -> list[tuple[Entry, Translation | None]]:
    """The newest entries of these sources with their translations into ``language``."""
    query = whole_entries(language, newest_keys(source_ids, limit, alerts=alerts))
    return [split_row(dict(row)) for row in connection.execute(query).mappings()]


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


def bump_version(connection: Connection) -> None:
    """Tell the servers that documents have changed."""
    set_note(connection, _VERSION, str(published_version(connection) + 1))


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
