"""A subscriber who polls every hour through a year."""

from __future__ import annotations

import random
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from feeds.store.database import open_sqlite

from .year import Subscriber, Year


@pytest.mark.slow
@pytest.mark.no_cover  # three times as long otherwise, and others go the same ways
def test_everything_once(tmp_path: Path) -> None:
    """Through edits, merges and takedowns a subscriber sees every entry once, under one id, but for what changed."""
    database = open_sqlite(tmp_path / "visnyk.sqlite")
    year = Year(database, random.Random(1))
    subscribers = [Subscriber(edition.id) for edition in year.editions]
    for documents in year.hours():
        for subscriber in subscribers:
            subscriber.poll(documents, database)
    database.close()
    assert min(len(year.entries), 10 * year.edits, 10 * year.merges, 20 * len(year.down)) > 400
    for subscriber, edition in zip(subscribers, year.editions, strict=True):
        assert subscriber.faults == []
        taken = {
            key: year.identity(edition, key)
            for key, one in year.entries.items()
            if any(fnmatchcase(one.source_id, pattern) for pattern in edition.sources)
        }
        assert set(subscriber.known) <= set(taken.values())
        # What comes in a flood is in the archive when it is translated, or after a week.
        settled = {key for key in year.apart if year.entries[key].first_seen < year.now - timedelta(days=9)}
        missing = [key for key in taken if key in settled and taken[key] not in subscriber.known]
        assert missing == [], "published and never seen"
        # A story whose first entry was taken down goes on under the id of the next.
        begun = {key for key in taken if key not in year.were_down}
        joined = [key for key in taken if year.stories.get(key) in begun and key not in year.apart]
        twice = [key for key in joined if taken[key] in subscriber.known]
        assert twice == [], "told under its own id beside the story that it joined when it came"
        down = {taken[key] for key in taken if key in year.down and taken[key] in subscriber.known}
        assert down <= subscriber.gone
