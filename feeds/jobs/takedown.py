"""Take down what the editor listed: from all that is published, and the copies of its pictures from the disk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from feeds.model import Takedown
from feeds.store.database import Database
from feeds.store.dropping import drop_copies, want_again
from feeds.store.picture_files import remove_picture
from feeds.store.takedown import is_settled, pictures_settled, pictures_to_settle, withdraw


def take_down(database: Database, takedowns: Sequence[Takedown], now: datetime) -> bool:
    """Withdraw what these name and nothing else, before editions are rendered; whether that changed anything.

    Also to be called where the list is the same: what it names may have come since. Where nothing has, it only reads.
    """
    with database.read() as connection:
        if is_settled(connection, takedowns):
            return False
    with database.write() as connection:
        return bool(withdraw(connection, takedowns, now))


def drop_pictures(database: Database, pictured: Collection[str], folder: Path, now: datetime) -> int:
    """Remove from ``folder`` what entries showed that are taken down now, and no other entry of ``pictured`` sources
    shows; have the pictures of those that came back copied again. How many files are gone.

    To be called when editions are rendered: at no moment does one that is there show a picture that is not. Whoever is
    killed in between does it again.

    :raises StoreError: a file cannot be removed; it will be tried again.
    """
    with database.read() as connection:
        if not pictures_to_settle(connection):
            return 0
    with database.write() as connection:
        keys = pictures_to_settle(connection)
        names = drop_copies(connection, keys, pictured)
        want_again(connection, keys, pictured, now)
        pictures_settled(connection)
        # Before the transaction ends: a file without a row would be served for ever, and nobody would know of it.
        for name in names:
            remove_picture(folder, name)
    return len(names)
