"""Pictures of entries that were taken down: which copies nobody else shows, and wanting them again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select

from feeds.editions.pictures import addresses
from feeds.model import Enclosure
from feeds.store.pictures import want_pictures
from feeds.store.queries import not_withdrawn
from feeds.store.revisions import chunks
from feeds.store.schema import entry, picture
from feeds.text.pictures import file_name

_SHOWING = select(entry.c.source_id, entry.c.enclosures, entry.c.summary, entry.c.content)


def drop_copies(connection: Connection, keys: Sequence[str], pictured: Collection[str]) -> list[str]:
    """Forget the pictures of those of these entries that are down, unless another one shows them; their files' names.

    Another one is of a ``pictured`` source, and stands. All of those are looked through, in 1.4 s for 100,000, but only
    if there is a picture.
    """
    urls = {
        url
        for some in chunks(keys)
        for _, url in _shown(connection, _SHOWING.where(entry.c.key.in_(some), ~not_withdrawn()))
    }
    rows = _with_same_bytes(connection, urls)
    if not rows:
        return []
    # Of several addresses of a picture that is the same in bytes, some may be in no entry any longer.
    standing = _SHOWING.where(entry.c.source_id.in_(sorted(pictured)), not_withdrawn())
    gone = set(rows) - {url for _, url in _shown(connection, standing)}
    for some in chunks(sorted(gone)):
        connection.execute(delete(picture).where(picture.c.url.in_(some)))
    kept = {row.digest for url, row in rows.items() if url not in gone}
    names = {file_name(rows[url].digest, rows[url].media_type) for url in gone if rows[url].digest not in {None, *kept}}
    return sorted(names)


def want_again(connection: Connection, keys: Sequence[str], pictured: Collection[str], now: datetime) -> None:
    """Have the pictures of those of these entries copied that stand, as far as they are of ``pictured`` sources."""
    wanted: dict[str, list[str]] = {}
    for some in chunks(keys):
        query = _SHOWING.where(entry.c.key.in_(some), entry.c.source_id.in_(sorted(pictured)), not_withdrawn())
        for source_id, url in _shown(connection, query):
            wanted.setdefault(source_id, []).append(url)
    for source_id, urls in wanted.items():
        want_pictures(connection, source_id, urls, now)


def _shown(connection: Connection, query: Select[Any]) -> Iterator[tuple[str, str]]:
    """Source and address of every picture in the entries of a query from ``_SHOWING``."""
    for row in connection.execute(query.execution_options(yield_per=500)):
        for url in addresses([Enclosure(**item) for item in row.enclosures], row.summary, row.content):
            yield row.source_id, url


def _with_same_bytes(connection: Connection, urls: Collection[str]) -> dict[str, Row[Any]]:
    """What is known of the pictures at these addresses, and at others that gave the same bytes, by address."""
    query = select(picture.c.url, picture.c.digest, picture.c.media_type)
    rows: dict[str, Row[Any]] = {}
    for some in chunks(sorted(urls)):
        rows |= {row.url: row for row in connection.execute(query.where(picture.c.url.in_(some)))}
    for some in chunks(sorted({row.digest for row in rows.values() if row.digest})):
        rows |= {row.url: row for row in connection.execute(query.where(picture.c.digest.in_(some)))}
    return rows
