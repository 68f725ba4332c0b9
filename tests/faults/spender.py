"""A process that pays for requests out of a cap and sends them, until it is refused: to be raced and killed."""

from __future__ import annotations

import random
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from feeds.store.database import open_sqlite
from feeds.store.spending import Caps, Purse

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LARGEST = 100
"""Characters in a request; one may have as few as one."""


def main(path: str, port: str, per_day: str, per_month: str) -> None:
    """Pay first, then send as many bytes to the loopback port, and wait until they have been counted."""
    database = open_sqlite(Path(path))
    purse = Purse(database, lambda: NOW, {"google": Caps(int(per_day), int(per_month))})
    with socket.create_connection(("127.0.0.1", int(port))) as line:
        line.sendall(b"ready\n")
        line.recv(1)  # somebody says go
        while True:
            characters = random.randint(1, LARGEST)
            if purse.pay("google", 1, 1, characters, first=True) is not None:
                break
            line.sendall(b"x" * characters + b"\n")
            if not line.recv(1):
                break
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
