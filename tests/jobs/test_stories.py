"""Finding stories among what came, and what an editor does about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

import feeds.jobs.stories as job
from feeds.errors import StoryError
from feeds.ingest.decide import Decision
from feeds.jobs.stories import find_stories
from feeds.jobs.storydesk import find_entry, join, split, stories, why
from feeds.model import Entry, Joining, SourceState, State, Translation
from feeds.store.database import Database, open_sqlite
from feeds.store.revisions import revision
from feeds.store.schema import edition_state, issued, withdrawal
from feeds.store.sources import apply
from feeds.store.stories import load_joinings, save_joinings
from feeds.store.translations import save_translations
from tests.ingest.story_groups import load
from tests.store.rows import NOON, entry, store

IDS = ("site", "telegram", "eurocities", "leeds", "city")
SITE = "<p>До Харкова прибули 42 генератори від міста Лідса. Їх розподілять між лікарнями та пунктами незламності.</p>"
OTHER = "<p>У зоопарку народилося верблюденя, ім'я йому оберуть відвідувачі на святі двадцятого травня.</p>"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """New and empty."""
    opened = open_sqlite(tmp_path / "visnyk.sqlite")
    yield opened
    opened.close()


def told(number: int, content: str = SITE, source: str = "site", **fields: Any) -> Entry:
    """Entry no. ``number``, seen when it was published."""
    when = fields.pop("published", NOON + timedelta(minutes=number))
    return entry(number, content=content, title="", source_id=source, published=when, first_seen=when, **fields)


def key(number: int) -> str:
    """Of entry no. ``number``."""
    return f"{number:016x}"


def joined(database: Database) -> dict[int, int]:
    """By the numbers of entries: which story each has joined."""
    with database.read() as connection:
        found = load_joinings(connection, [key(number) for number in range(100)])
    return {int(one, 16): int(joining.story, 16) for one, joining in found.items()}


def show(database: Database, *numbers: int) -> None:
    """Have an edition show these stories."""
    with database.write() as connection:
        if not connection.execute(edition_state.select()).first():
            connection.execute(insert(edition_state).values(edition="all", revision=1, rules=""))
        for number in numbers:
            row = {"story": key(number), "item": f"urn:x:{number}"}
            connection.execute(insert(issued).values(edition="all", digest="", published=NOON, **row))


def change(database: Database, *entries: Entry) -> None:
    """Have sources change these."""
    with database.write() as connection:
        apply(connection, SourceState(entries[0].source_id, "x"), Decision(changed=entries))


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


# --- the editor ---------------------------------------------------------------------------------------------------


def test_join_and_split(database: Database) -> None:
    """An editor joins what no rule does, and takes it out again for good, whatever the rules say."""
    store(database, told(1), told(2, OTHER, source="telegram"))
    show(database, 1, 2)
    assert join(database, key(2), key(1), NOON).keys == (key(2),)
    assert joined(database) == {2: 1}
    assert split(database, key(2), NOON).story == key(1)
    change(database, told(2, source="telegram", fingerprint="new"))
    assert find_stories(database, IDS, NOON) == 0
    assert joined(database) == {2: 2}
    found = why(database, key(2), IDS)
    assert found.apart is not None and found.apart.reasons == (f"an editor took it out of {key(1)}",)
    assert [(near.entry.key, near.same) for near in found.near] == [(key(1), True)]
    join(database, key(2), key(1), NOON)
    assert joined(database) == {2: 1}


def test_the_older_story_stays(database: Database) -> None:
    """Joining two stories, all entries of the younger one move, whichever was named first."""
    store(database, told(1), told(2, source="telegram"), told(3, OTHER), told(4, OTHER, source="telegram"))
    assert find_stories(database, IDS, NOON) == 2
    moved = join(database, key(2), key(4), NOON)
    assert (moved.story, moved.keys) == (key(1), (key(3), key(4)))
    assert joined(database) == {2: 1, 3: 1, 4: 1}
    [members] = stories(database, IDS)
    assert [member.entry.key[-1] for member in members] == list("1234")
    assert members[0].joining is None
    assert members[3].joining is not None and members[3].joining.by_hand
    assert members[3].joining.reasons[-1] == f"an editor joined {key(2)} to {key(4)}"


def test_split_of_two(database: Database) -> None:
    """Of a story of two the one that joined leaves; the first of more cannot be taken out."""
    store(database, told(1), told(2, source="telegram"))
    find_stories(database, IDS, NOON)
    assert split(database, key(1), NOON).keys == (key(2),)
    join(database, key(2), key(1), NOON)
    store(database, told(3, OTHER))
    join(database, key(3), key(1), NOON)
    with pytest.raises(StoryError, match=f"known by it: take out {key(2)} or {key(3)}"):
        split(database, key(1), NOON)


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (1, 1, "does not join itself"),
        (1, 2, "are together already"),
        (1, 9, "there is no entry"),
        (1, 3, "was taken down"),
    ],
)
def test_what_cannot_be_joined(database: Database, one: int, other: int, message: str) -> None:
    """What is not there, is together or was taken down cannot be joined; nothing changes."""
    store(database, told(1), told(2, source="telegram"), told(3, OTHER))
    find_stories(database, IDS, NOON)
    with database.write() as connection:
        connection.execute(insert(withdrawal).values(entry_key=key(3), since=NOON))
    with pytest.raises(StoryError, match=message):
        join(database, key(one), key(other), NOON)
    assert joined(database) == {2: 1}
    with pytest.raises(StoryError, match="is alone"):
        split(database, key(3), NOON)


def test_finding_entries(database: Database) -> None:
    """An entry is named by its key, its beginning, its link or its page here; what names none or several is said."""
    store(database, told(0xA1), replace(told(0xA2), link="https://city.example/same"))
    store(database, replace(told(0xA3, source="telegram"), link="https://city.example/same"))
    for text in (key(0xA1), f" {key(0xA1).upper()} ", "https://city.example/161", f"https://here/entry/{key(0xA1)}"):
        assert find_entry(database, text, IDS) == key(0xA1)
    with pytest.raises(StoryError, match="may be several entries"):
        find_entry(database, "https://city.example/same", IDS)
    with pytest.raises(StoryError, match="may be several entries"):
        find_entry(database, "00", IDS)
    for text in ("https://city.example/none", "ffff"):
        with pytest.raises(StoryError, match="no entry is meant by"):
            find_entry(database, text, IDS)
    with pytest.raises(StoryError, match="there is no entry"):
        why(database, "f" * 16, IDS)
