"""Finding stories among what came, and what an editor does about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

import feeds.jobs.stories as job
from feeds.jobs.stories import find_stories
from feeds.model import Joining, State, Translation
from feeds.store.database import Database, open_sqlite
from feeds.store.revisions import revision
from feeds.store.schema import withdrawal
from feeds.store.stories import load_joinings, save_joinings
from feeds.store.translations import save_translations
from tests.ingest.story_groups import load
from tests.jobs.story_rows import IDS, OTHER, change, joined, key, show, told
from tests.store.rows import NOON, store


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """New and empty."""
    opened = open_sqlite(tmp_path / "visnyk.sqlite")
    yield opened
    opened.close()


def test_all_groups_at_once(database: Database) -> None:
    """The hand-made groups come out of the database as they are told without one, and a second time nothing changes."""
    groups = load()
    store(database, *(one.entry for one in groups))
    count = find_stories(database, IDS, NOON)
    news = {one.entry.key: one.news for one in groups}
    with database.read() as connection:
        made = load_joinings(connection, list(news))
    assert len(made) == count > 90
    assert all(news[one.entry_key] == news[one.story] and one.reasons and one.joined == NOON for one in made.values())
    assert find_stories(database, IDS, NOON) == 0


def test_in_stretches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at a few at a time, the same is found as at once."""
    monkeypatch.setattr(job, "_STRETCH", 3)
    monkeypatch.setattr(job, "_AT_ONCE", 7)
    store(database, *(one.entry for one in load()))
    assert find_stories(database, IDS, NOON) > 90


def test_what_comes_later_joins(database: Database) -> None:
    """A new entry joins a story that was shown long ago; its first entry keeps the story's key."""
    store(database, told(1))
    assert find_stories(database, IDS, NOON) == 0
    show(database, 1)
    store(database, told(2, source="telegram"))
    assert find_stories(database, IDS, NOON) == 1
    assert joined(database) == {2: 1}


def test_what_was_shown_is_never_merged(database: Database) -> None:
    """Two entries that subscribers have seen apart stay apart, though one of them changes into the other."""
    store(database, told(1), told(2, OTHER, source="telegram"), told(3, OTHER, source="leeds"))
    show(database, 1, 2, 3)
    change(database, told(2, source="telegram", fingerprint="new"))
    assert find_stories(database, IDS, NOON) == 0


def test_text_that_comes_late(database: Database) -> None:
    """An entry whose text becomes known before it was shown joins then."""
    store(database, told(1), told(2, "", source="telegram"))
    assert find_stories(database, IDS, NOON) == 0
    change(database, told(2, source="telegram", fingerprint="new"))
    assert find_stories(database, IDS, NOON) == 1


def test_what_is_together_stays_together(database: Database) -> None:
    """An entry stays in its story whatever becomes of its text."""
    store(database, told(1), told(2, source="telegram"))
    find_stories(database, IDS, NOON)
    change(database, told(2, OTHER, source="telegram", fingerprint="new"))
    assert find_stories(database, IDS, NOON) == 0
    assert joined(database) == {2: 1}


def test_its_own_writing_is_no_change(database: Database) -> None:
    """After a run has joined entries, the next one finds nothing to look at, and notes nothing."""
    store(database, told(1), told(2, source="telegram"))
    find_stories(database, IDS, NOON)
    with database.read() as connection:
        progress = job._load(connection)
        assert progress == job._Progress(revision(connection))
    change(database, told(1, fingerprint="new"))
    find_stories(database, IDS, NOON)
    with database.read() as connection:
        assert job._load(connection).revision == revision(connection) > progress.revision


def test_switched_off(database: Database) -> None:
    """Switched off, nothing joins; switched on again, what came meanwhile does if it was not shown."""
    store(database, told(1), told(2, source="telegram"))
    assert find_stories(database, IDS, NOON, enabled=False) == 0
    assert find_stories(database, IDS, NOON) == 1


def test_of_other_sources(database: Database) -> None:
    """What is of no configured source, an alert, or taken down takes no part."""
    store(database, told(1), told(2, source="gone"), told(3, source="telegram", alert="air-raid"))
    store(database, told(4, source="leeds"))
    with database.write() as connection:
        connection.execute(insert(withdrawal).values(entry_key=key(4), since=NOON))
    assert find_stories(database, IDS, NOON) == 0


def test_what_was_there_before_there_were_stories(database: Database) -> None:
    """Entries of an older Visnyk, which have no revision, stay as subscribers know them; new ones join them."""
    store(database, told(1), told(2, source="telegram"))
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE entry SET revision = 0")
    store(database, told(3, source="leeds"))
    assert find_stories(database, IDS, NOON) == 1
    assert joined(database) == {3: 1}


def test_a_translation_tells(database: Database) -> None:
    """An English entry joins an older one by its translation."""
    english = "<p>Leeds has sent 42 generators of 250 kilowatts to hospitals in Kharkiv, Ihor Terekhov said.</p>"
    one = told(1, "<p>Подарунок із-за моря: 42 машини по 250 кіловатів стоять у дворі мерії.</p>")
    store(database, one)
    with database.write() as connection:
        made = Translation(one.key, "en", State.TRANSLATED, NOON, content=english, fingerprint=one.fingerprint)
        save_translations(connection, [made], [None])
    store(database, told(2, english, source="eurocities", language="en"))
    assert find_stories(database, IDS, NOON) == 1


def test_goes_on_where_it_was_killed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between two stretches, the next run goes on, and finds what one run would have found."""
    monkeypatch.setattr(job, "_STRETCH", 2)
    entries = [told(number, source=source) for number, source in ((1, "site"), (2, "telegram"))]
    entries += [
        told(number, OTHER, source=source, published=NOON + timedelta(days=20, minutes=number))
        for number, source in ((11, "site"), (12, "telegram"))
    ]
    store(database, *entries)
    write, calls = job._Run._write, []

    def killed(run: Any, *arguments: Any) -> None:
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        write(run, *arguments)

    monkeypatch.setattr(job._Run, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        find_stories(database, IDS, NOON)
    assert joined(database) == {2: 1}
    monkeypatch.setattr(job._Run, "_write", write)
    assert find_stories(database, IDS, NOON) == 1
    assert joined(database) == {2: 1, 12: 11}


def test_overtaken(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was shown, changed or joined elsewhere while it was compared is left alone."""
    store(database, told(1), told(2, source="telegram"))
    write = job._Run._write

    def late(run: Any, *arguments: Any) -> None:
        show(database, 2)
        write(run, *arguments)

    monkeypatch.setattr(job._Run, "_write", late)
    assert find_stories(database, IDS, NOON) == 0
    monkeypatch.setattr(job._Run, "_write", write)
    store(database, told(3, source="leeds"), told(0, OTHER))

    def moved(run: Any, *arguments: Any) -> None:
        with database.write() as connection:
            save_joinings(connection, [Joining(key(1), key(0), NOON, by_hand=True)])
        write(run, *arguments)

    monkeypatch.setattr(job._Run, "_write", moved)
    find_stories(database, IDS, NOON)
    assert joined(database) == {1: 0}
