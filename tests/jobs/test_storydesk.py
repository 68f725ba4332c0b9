"""What an editor does about stories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert

from feeds.errors import StoryError
from feeds.jobs.stories import find_stories
from feeds.jobs.storydesk import find_entry, join, split, stories, why
from feeds.store.database import Database, open_sqlite
from feeds.store.schema import withdrawal
from tests.jobs.story_rows import IDS, OTHER, change, joined, key, show, told
from tests.store.rows import NOON, store


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """New and empty."""
    opened = open_sqlite(tmp_path / "visnyk.sqlite")
    yield opened
    opened.close()


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
