"""The other side of the comparison: a whole refresh with the ``reader`` library, as a process of its own.

Run as ``python -P reader_subject.py VERB DATABASE …``, apart from the package, so that it imports nothing of ours:

- ``add DATABASE URLS``: subscribe to every address in the file ``URLS``, one a line;
- ``update DATABASE WORKERS``: what is measured;
- ``count DATABASE``: print ``{"entries": …, "broken": …}`` as JSON.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def make_reader(database: str) -> Any:
    """Open ``database`` with the library's defaults; the library is needed for this benchmark only."""
    # By name: type checks pass whether or not the optional dependency is installed.
    return importlib.import_module("reader").make_reader(database)


def add(database: str, urls: str) -> None:
    """Subscribe to every address in the file ``urls``."""
    with make_reader(database) as reader:
        for url in Path(urls).read_text(encoding="utf-8").split():
            reader.add_feed(url)


def update(database: str, workers: str) -> None:
    """Ask all feeds. ``scheduled=False``, else the second run would find none due and send no request at all."""
    with make_reader(database) as reader:
        reader.update_feeds(workers=int(workers), scheduled=False)


def count(database: str) -> None:
    """Print how many entries are stored and how many feeds failed."""
    with make_reader(database) as reader:
        entries, feeds = reader.get_entry_counts(), reader.get_feed_counts()
        print(json.dumps({"entries": entries.total, "broken": feeds.broken}))


VERBS: dict[str, Callable[..., None]] = {"add": add, "update": update, "count": count}

if __name__ == "__main__":
    VERBS[sys.argv[1]](*sys.argv[2:])
