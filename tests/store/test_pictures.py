"""Pictures in the database: what is wanted, due, copied, given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from feeds.model import Enclosure
from feeds.store.database import Database
from feeds.store.pictures import (
    Due,
    copied_bytes,
    copies,
    copies_shown,
    due_pictures,
    picture_copied,
    picture_failed,
    put_off,
    renew_links,
    want_pictures,
)
from feeds.store.schema import entry as entries
from feeds.store.schema import picture

from .rows import NOON, entry, store

A, B, C = (f"https://cdn.example/{name}.jpg" for name in "abc")
DIGEST = "ab" * 32


def want(database: Database, *urls: str, source_id: str = "city", now: datetime = NOON) -> None:
    """Have pictures copied."""
    with database.write() as connection:
        want_pictures(connection, source_id, urls, now)


def due(database: Database, *source_ids: str, now: datetime = NOON, limit: int = 9) -> list[Due]:
    """What is to be copied now, of ``city`` unless told otherwise."""
    with database.read() as connection:
        return due_pictures(connection, source_ids or ("city",), now, limit)


def copied(database: Database, url: str, digest: str = DIGEST, size: int = 10) -> None:
    """The file is there."""
    with database.write() as connection:
        picture_copied(connection, url, digest, "image/jpeg", size)


def failed(database: Database, url: str, next_try: datetime | None = None, attempts: int = 1) -> None:
    """It did not come."""
    with database.write() as connection:
        picture_failed(connection, url, "answered 404 Not Found", next_try, attempts)


def row(database: Database, url: str) -> dict[str, Any]:
    """All that is known of a picture."""
    with database.read() as connection:
        return dict(connection.execute(select(picture).where(picture.c.url == url)).mappings().one())


def enclosed(database: Database) -> list[str]:
    """The addresses that the one entry has now."""
    with database.read() as connection:
        return [item["url"] for item in connection.execute(select(entries.c.enclosures)).scalars().one()]


def test_wanted_once(database: Database) -> None:
    """A picture is wanted by the first who wants it; what is copied or given up is not wanted anew."""
    want(database, A, A, B)
    copied(database, A)
    failed(database, B)
    want(database, A, B, C, source_id="metro", now=NOON + timedelta(hours=1))
    assert row(database, A)["digest"] == DIGEST
    assert row(database, B)["attempts"] == 1
    assert due(database, "city", "metro", now=NOON + timedelta(days=9)) == [Due(C, 0)]


def test_many_at_once(database: Database) -> None:
    """More pictures than one question can name are all wanted, and found again."""
    urls = [f"https://cdn.example/{number}" for number in range(1200)]
    want(database, *urls)
    assert {one.url for one in due(database, limit=5000)} == set(urls)


def test_order(database: Database) -> None:
    """First what has never been asked for, oldest first, then what failed, if its time has come; of wanted sources."""
    want(database, C)
    want(database, B, now=NOON - timedelta(hours=1))
    want(database, A, now=NOON - timedelta(hours=2))
    want(database, "https://cdn.example/other", source_id="metro")
    failed(database, A, next_try=NOON)
    assert due(database) == [Due(B, 0), Due(C, 0), Due(A, 1)]
    assert due(database, limit=1) == [Due(B, 0)]
    assert due(database, now=NOON - timedelta(minutes=1)) == [Due(B, 0)]
    with database.write() as connection:
        put_off(connection, [B, C], NOON + timedelta(minutes=10))
    assert due(database) == [Due(A, 1)]


def test_copies(database: Database) -> None:
    """A copy is known by all its addresses, names its file, and counts once."""
    want(database, A, B, C)
    copied(database, A, size=10)
    copied(database, B, size=10)
    with database.read() as connection:
        found = copies(connection, [A, B, C, "https://cdn.example/unknown"])
        assert copied_bytes(connection) == 10
    assert set(found) == {A, B}
    assert (found[A].path, found[A].type, found[A].size) == (f"/pictures/{DIGEST}.jpg", "image/jpeg", 10)
    assert due(database) == [Due(C, 0)]


def test_nothing_copied(database: Database) -> None:
    """Without copies there are none, and they take no room."""
    with database.read() as connection:
        assert (copied_bytes(connection), copies(connection, [])) == (0, {})


def test_copies_of_an_edition(database: Database) -> None:
    """An edition's copies are those of the entries that it shows, of the sources whose pictures are copied."""
    photo = Enclosure(A, "image/jpeg")
    store(
        database,
        entry(1, content=f'<img src="{C}">'),
        entry(2, enclosures=(photo,)),
        entry(3, content=f'<img src="{B}">', alert="air-raid"),
        entry(4, source_id="metro", enclosures=(photo,)),
    )
    want(database, A, B, C)
    for url, digest in ((A, "a" * 64), (B, "b" * 64), (C, "c" * 64)):
        copied(database, url, digest)

    def shown(numbers: Sequence[int], pictured: set[str]) -> set[str]:
        with database.read() as connection:
            return set(copies_shown(connection, [entry(number).key for number in numbers], pictured))

    assert shown([1, 2, 3], {"city"}) == {A, B, C}
    assert shown([2, 3], {"city"}) == {A, B}
    assert shown([3, 4], {"metro"}) == {A}
    assert shown([4], {"city"}) == shown([1], set()) == set()


# --- links that a source signs anew -------------------------------------------------------------------------------

LATER = NOON + timedelta(hours=1)


def channel(database: Database) -> None:
    """A post with two pictures and a film, whose pictures are wanted."""
    kinds = {A: "image/jpeg", B: "image/jpeg", "https://cdn.example/film.mp4": "video/mp4"}
    store(database, entry(1, guid="post", enclosures=tuple(Enclosure(url, kind) for url, kind in kinds.items())))
    want(database, A, B)


def renew(database: Database, *urls: str, guid: str = "post") -> None:
    """The source gives these addresses for the same pictures now, an hour later."""
    with database.write() as connection:
        fresh = {guid: [Enclosure(url, "image/jpeg") for url in urls]}
        renew_links(connection, "city", fresh, LATER, enough=5)


def test_new_links(database: Database) -> None:
    """What has not been copied is asked for at its new address; what is copied stays known by its old one."""
    channel(database)
    copied(database, A)
    renew(database, A + "?new", B + "?new")
    assert enclosed(database) == [A, B + "?new", "https://cdn.example/film.mp4"]
    assert due(database, now=LATER) == [Due(B + "?new", 0)]


def test_new_link_of_a_dead_one(database: Database) -> None:
    """A link that was given up is worth another try under its new address; the attempts add up and end."""
    channel(database)
    copied(database, A)
    failed(database, B, attempts=4)
    renew(database, A, B + "?new")
    assert due(database, now=LATER) == [Due(B + "?new", 4)]
    failed(database, B + "?new", attempts=5)
    renew(database, A, B + "?newer")
    assert enclosed(database)[1] == B + "?new"
    assert due(database, now=LATER + timedelta(days=9)) == []


def test_new_link_waits_as_the_old_one_did(database: Database) -> None:
    """A picture that is to be tried later is not tried earlier because of its new address."""
    channel(database)
    copied(database, A)
    failed(database, B, next_try=LATER + timedelta(hours=5))
    renew(database, A, B + "?new")
    assert due(database, now=LATER) == []
    assert due(database, now=LATER + timedelta(hours=5)) == [Due(B + "?new", 1)]


def test_pictures_that_nobody_wanted(database: Database) -> None:
    """Pictures of an entry that was stored before pictures were copied are wanted at their new addresses."""
    store(database, entry(1, guid="post", enclosures=(Enclosure(A, "image/jpeg"),)))
    renew(database, A + "?new")
    assert enclosed(database) == [A + "?new"]
    assert due(database, now=LATER) == [Due(A + "?new", 0)]


def test_same_links(database: Database) -> None:
    """Links that stay are left alone, and so is an entry that is not known."""
    channel(database)
    renew(database, A, B)
    renew(database, C, guid="another post")
    assert enclosed(database)[:2] == [A, B]
    assert due(database, now=LATER) == [Due(A, 0), Due(B, 0)]
