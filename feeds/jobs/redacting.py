"""Taking what was withdrawn out of the pages of archives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from feeds.model import Tombstone
from feeds.store.archives import Place, places_of, redact, sheets_at
from feeds.store.choosing import Withdrawn
from feeds.store.issues import issue_again, tombstone_of


def redact_withdrawn(connection: Connection, withdrawn: Sequence[Withdrawn], now: datetime) -> None:
    """No page shows any of these entries afterwards; a story of which others are left is shown once more.

    It is the one thing that changes a finished page: what must not be read must not be read there either.
    """
    for place in places_of(connection, [one.entry.key for one in withdrawn]) if withdrawn else ():
        tombstone = tombstone_of(connection, place.edition, place.item)
        _redact(connection, place, tombstone, now)
        issue_again(connection, place.edition, place.item, tombstone.since if tombstone else None)


def _redact(connection: Connection, place: Place, tombstone: Tombstone | None, now: datetime) -> None:
    from feeds.editions.redact import redacted  # here: lxml, and nearly always there is nothing to do

    sheets = [
        replace(one, body=redacted(one.body, place.item, tombstone), last_modified=now)
        for one in sheets_at(connection, place)
    ]
    redact(connection, place, sheets)
