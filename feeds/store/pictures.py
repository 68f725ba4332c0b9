"""Which pictures are to be copied, and which have been, in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, func, insert, select, update

from feeds.editions.pictures import addresses, copy_of
from feeds.model import Copy, Enclosure
from feeds.store.queries import not_withdrawn
from feeds.store.revisions import next_revision, touch
from feeds.store.schema import entry, picture

T = TypeVar("T")

_CHUNK = 500
"""Values in one IN list: SQLite takes 32,766 variables, PostgreSQL slows down earlier."""


@dataclass(frozen=True, slots=True)
class Due:
    """A picture to be copied now."""

    url: str
    attempts: int
    """Made before."""


def want_pictures(
    connection: Connection, source_id: str, urls: Sequence[str], when: datetime, attempts: int = 0
) -> None:
    """Have the pictures at these addresses copied; those that somebody has wanted before stay as they are."""
    for some in _chunks(list(dict.fromkeys(urls))):
        known = set(connection.execute(select(picture.c.url).where(picture.c.url.in_(some))).scalars())
        rows = [
            {"url": url, "source_id": source_id, "first_seen": when, "attempts": attempts, "next_try": when}
            for url in some
            if url not in known
        ]
        if rows:
            connection.execute(insert(picture), rows)


def renew_links(
    connection: Connection, source_id: str, fresh: Mapping[str, Sequence[Enclosure]], now: datetime, enough: int
) -> None:
    """Have what is not copied yet copied from the newest links, where a source signs them anew with each answer.

    ``fresh`` are the enclosures of entries by guid, which is all that changes of an entry here. Left alone is what has
    been asked for ``enough`` times, and what is copied: its copy is known by the old link.
    """
    for guids in _chunks(list(fresh)):
        query = select(entry.c.key, entry.c.guid, entry.c.enclosures).where(not_withdrawn())
        for row in connection.execute(query.where(entry.c.source_id == source_id, entry.c.guid.in_(guids))).all():
            old = [Enclosure(**item) for item in row.enclosures]
            links = dict(zip(addresses(old), addresses(fresh[row.guid]), strict=False))
            renewed = {was: new for was, new in links.items() if was != new}
            _renew(connection, source_id, row.key, old, renewed, now, enough)


def _renew(
    connection: Connection,
    source_id: str,
    key: str,
    enclosures: Sequence[Enclosure],
    renewed: dict[str, str],
    now: datetime,
    enough: int,
) -> None:
    """Put new links of one entry in the place of old ones."""
    columns = (picture.c.url, picture.c.digest, picture.c.attempts, picture.c.next_try)
    known = {row.url: row for row in connection.execute(select(*columns).where(picture.c.url.in_(list(renewed))))}
    for was, new in list(renewed.items()):
        row = known.get(was)
        if row is None:
            want_pictures(connection, source_id, [new], now)
        elif row.digest or row.attempts >= enough:
            del renewed[was]
        else:
            # What has been tried in vain still counts; a link that was given up is worth one try more.
            want_pictures(connection, source_id, [new], row.next_try or now, attempts=row.attempts)
            picture_failed(connection, was, "has another address now", None, enough)
    if renewed:
        items = [asdict(replace(item, url=renewed.get(item.url, item.url))) for item in enclosures]
        connection.execute(update(entry).where(entry.c.key == key).values(enclosures=items))
        touch(connection, [key])


def due_pictures(connection: Connection, source_ids: Collection[str], now: datetime, limit: int) -> list[Due]:
    """What is to be copied by now: what has not been tried yet, in the order of its arrival, then the rest."""
    query = (
        select(picture.c.url, picture.c.attempts)
        .where(picture.c.next_try <= now, picture.c.source_id.in_(sorted(source_ids)))
        # Among those that came together by address, so that two runs on the same data do the same.
        .order_by(picture.c.attempts, picture.c.first_seen, picture.c.url)
        .limit(limit)
    )
    return [Due(*row) for row in connection.execute(query)]


def picture_copied(connection: Connection, url: str, digest: str, kind: str, size: int) -> None:
    """The file with the bytes of this picture is there."""
    values = {"digest": digest, "media_type": kind, "size": size, "next_try": None, "reason": None}
    tried = picture.c.attempts + 1
    connection.execute(update(picture).where(picture.c.url == url).values(**values, attempts=tried))
    next_revision(connection)  # of no entry: which ones show it is not known here


def picture_failed(connection: Connection, url: str, reason: str, next_try: datetime | None, attempts: int) -> None:
    """A picture could not be copied, after so many attempts; ``next_try`` is ``None`` where it is given up."""
    values = {"reason": reason, "next_try": next_try, "attempts": attempts}
    connection.execute(update(picture).where(picture.c.url == url).values(**values))


def put_off(connection: Connection, urls: Sequence[str], until: datetime) -> None:
    """Leave these pictures alone for a while, without having tried them."""
    for some in _chunks(urls):
        connection.execute(update(picture).where(picture.c.url.in_(some)).values(next_try=until))


def copies(connection: Connection, urls: Sequence[str]) -> dict[str, Copy]:
    """The copies that there are of pictures at these addresses."""
    found: dict[str, Copy] = {}
    columns = (picture.c.url, picture.c.digest, picture.c.media_type, picture.c.size)
    for some in _chunks(urls):
        query = select(*columns).where(picture.c.url.in_(some), picture.c.digest.is_not(None))
        found.update((url, copy_of(*row)) for url, *row in connection.execute(query))
    return found


def copies_shown(connection: Connection, keys: Sequence[str], pictured: Collection[str]) -> dict[str, Copy]:
    """The copies of all pictures of these entries, as far as they are of ``pictured`` sources."""
    urls: list[str] = []
    for some in _chunks(keys) if pictured else ():
        query = select(entry.c.enclosures, entry.c.summary, entry.c.content).where(
            entry.c.key.in_(some), entry.c.source_id.in_(sorted(pictured))
        )
        for enclosures, *markup in connection.execute(query):
            urls += addresses([Enclosure(**item) for item in enclosures], *markup)
    return copies(connection, list(dict.fromkeys(urls)))


def copied_bytes(connection: Connection) -> int:
    """What all copies take on the disk; a picture with several addresses counts once."""
    files = select(picture.c.digest, picture.c.size).where(picture.c.digest.is_not(None)).distinct().subquery()
    return int(connection.execute(select(func.sum(files.c.size))).scalar() or 0)


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
