"""Tagging what changed: everything once, nothing twice, and on from where a killed run stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, update

from feeds.ingest.tagging import Tagger
from feeds.jobs.tagging import tag_entries
from feeds.model import Edition, Entry, State, Tag, Topic, Translation
from feeds.store.database import Database, open_sqlite
from feeds.store.notes import get_note
from feeds.store.revisions import revision, touch
from feeds.store.schema import entry as table
from feeds.store.tags import load_tags
from feeds.store.translations import save_translations
from tests.store.rows import entry, store, translate, translation

TRAMS = Topic("trams", "Trams", words=("трамвай", "tram"))
WATER = Topic("water", "Water", words=("вода",))


class Counting(Tagger):
    """Remembers what it was asked about, and may do something before it answers."""

    def __init__(self, *topics: Topic, editions: Iterable[Edition] = ()) -> None:
        super().__init__((), topics, tuple(editions))
        self.asked: list[str] = []

    def tags(self, entry: Entry, translations: Iterable[Translation]) -> frozenset[Tag]:
        self.asked.append(entry.key)
        self.meanwhile(entry)
        return super().tags(entry, translations)

    def meanwhile(self, entry: Entry) -> None:
        """What happens while tags are found."""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Worked through in stretches of two."""
    monkeypatch.setattr("feeds.jobs.tagging._TOGETHER", 2)
    opened = open_sqlite(tmp_path / "visnyk.sqlite")
    yield opened
    opened.close()


def about(number: int, title: str) -> Entry:
    """Entry no. ``number``."""
    return entry(number, title=title, content="")


def tagged(database: Database) -> dict[str, set[str]]:
    """The terms of each entry that has any, by the last digit of its key."""
    with database.read() as connection:
        keys = list(connection.execute(table.select().with_only_columns(table.c.key)).scalars())
        found = load_tags(connection, keys)
    return {key[-1]: {tag.term for tag in tags} for key, tags in found.items() if tags}


def retitle(database: Database, one: Entry, title: str) -> None:
    """Its source changed it."""
    with database.write() as connection:
        connection.execute(update(table).where(table.c.key == one.key).values(title=title))
        touch(connection, [one.key])


NEWS = [about(1, "Трамваї"), about(2, "Вода"), about(3, "Погода"), about(4, "Трамвай у воді"), about(5, "Про трамвай")]
ALL = {"1": {"trams"}, "2": {"water"}, "4": {"trams", "water"}, "5": {"trams"}}


def test_everything_once(database: Database) -> None:
    """All that is stored is tagged, and is not looked at again: not even because tags were written."""
    store(database, *NEWS)
    tagger = Counting(TRAMS, WATER)
    assert tag_entries(database, tagger) == 4
    assert tagged(database) == ALL
    assert sorted(tagger.asked) == sorted(one.key for one in NEWS)
    assert tag_entries(database, tagger) == 0
    assert len(tagger.asked) == len(NEWS)


def test_nothing_new_costs_nothing(database: Database) -> None:
    """Where nothing changed nothing is written, and two notes are all that is read."""
    store(database, *NEWS)
    tag_entries(database, Counting(TRAMS))
    statements: list[str] = []
    event.listen(database._engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    assert tag_entries(database, Counting(TRAMS)) == 0
    assert [statement.split()[0] for statement in statements] == ["BEGIN", "SELECT", "SELECT"]


def test_what_changed(database: Database) -> None:
    """A new entry, a changed one and a translation that arrived are looked at, and nothing else."""
    store(database, *NEWS)
    tagger = Counting(TRAMS, WATER)
    tag_entries(database, tagger)
    tagger.asked.clear()
    store(database, about(6, "Ще один трамвай"))
    retitle(database, NEWS[1], "Про погоду")
    translate(database, translation(NEWS[2], title="A tram"), translation(NEWS[4], title="A tram"))
    assert tag_entries(database, tagger) == 3
    assert tagged(database) == {"1": {"trams"}, "3": {"trams"}, "4": {"trams", "water"}, "5": {"trams"}, "6": {"trams"}}
    assert sorted(key[-1] for key in tagger.asked) == ["2", "3", "5", "6"]
    assert tag_entries(database, tagger) == 0


def test_translation_that_is_no_longer_shown(database: Database) -> None:
    """A tag that only a translation gave goes with it."""
    store(database, *NEWS)
    shown = translation(NEWS[2], title="A tram")
    translate(database, shown)
    assert tag_entries(database, Counting(TRAMS)) == 4
    with database.write() as connection:
        save_translations(connection, [replace(shown, state=State.FAILED)], [shown])
    assert tag_entries(database, Counting(TRAMS)) == 1
    assert "3" not in tagged(database)


def test_other_rules(database: Database) -> None:
    """Where other tags are looked for every entry is looked at again, and only what differs is shown otherwise."""
    store(database, *NEWS)
    tag_entries(database, Counting(TRAMS))
    with database.read() as connection:
        before = revision(connection)
    tagger = Counting(TRAMS, WATER)
    assert tag_entries(database, tagger) == 2
    assert len(tagger.asked) == len(NEWS)
    assert tagged(database) == ALL
    with database.read() as connection:
        touched = connection.execute(table.select().where(table.c.revision > before)).mappings()
        assert {row["key"][-1] for row in touched} == {"2", "4"}
    renamed = Counting(TRAMS, WATER, editions=[Edition("all", "All", "en")])
    assert tag_entries(database, renamed) == 0
    assert renamed.asked == []


def test_nothing_configured(database: Database) -> None:
    """Without anything to look for nothing is done; tags of before are taken away, once."""
    store(database, *NEWS)
    nothing = Counting()
    assert tag_entries(database, nothing) == 0
    with database.read() as connection:
        assert get_note(connection, "tagged-revision") is None
    tag_entries(database, Counting(TRAMS, WATER))
    assert tag_entries(database, nothing) == 4
    assert tagged(database) == {}
    with database.read() as connection:
        before = revision(connection)
    assert tag_entries(database, nothing) == 0
    with database.read() as connection:
        assert revision(connection) == before
    assert nothing.asked == []
    assert tag_entries(database, Counting(TRAMS, WATER)) == 4


class Killed(BaseException):
    """Like a signal: nobody catches it."""


@pytest.mark.parametrize("at", range(1, 6))
def test_killed(database: Database, at: int) -> None:
    """A run that is killed loses no stretch that was done, and the next one goes on and ends with the same tags."""
    store(database, *NEWS)

    class Fragile(Counting):
        def meanwhile(self, entry: Entry) -> None:
            if len(self.asked) == at:
                raise Killed

    with pytest.raises(Killed):
        tag_entries(database, Fragile(TRAMS, WATER))
    done = (at - 1) // 2 * 2
    tagger = Counting(TRAMS, WATER)
    tag_entries(database, tagger)
    assert tagged(database) == ALL
    assert [key[-1] for key in tagger.asked][: len(NEWS) - done] == ["1", "2", "3", "4", "5"][done:]
    assert tag_entries(database, tagger) == 0


@pytest.mark.parametrize("at", [1, 3, 5])
def test_killed_among_changes(database: Database, at: int) -> None:
    """The same where only changes are looked at; that an entry has the same revision as others does no harm."""
    store(database, about(9, "Про погоду"))
    tag_entries(database, Counting(TRAMS, WATER))
    store(database, *NEWS)  # all with one revision

    class Fragile(Counting):
        def meanwhile(self, entry: Entry) -> None:
            if len(self.asked) == at:
                raise Killed

    with pytest.raises(Killed):
        tag_entries(database, Fragile(TRAMS, WATER))
    tagger = Counting(TRAMS, WATER)
    tag_entries(database, tagger)
    assert tagged(database) == ALL
    assert next(iter(tagger.asked))[-1] == str((at - 1) // 2 * 2 + 1)
    assert tag_entries(database, tagger) == 0


@pytest.mark.parametrize("whole", [True, False])
def test_changes_meanwhile(database: Database, whole: bool) -> None:
    """While tags are found others can write; an entry that they change gets the tags of its new text the next time."""
    if not whole:
        tag_entries(database, Counting(TRAMS, WATER))
    store(database, *NEWS)

    class Overtaken(Counting):
        def meanwhile(self, entry: Entry) -> None:
            if entry.key == NEWS[0].key and len(self.asked) == 1:
                retitle(database, NEWS[0], "Про воду")
                store(database, about(7, "Вода"))

    tagger = Overtaken(TRAMS, WATER)
    tag_entries(database, tagger)
    tag_entries(database, tagger)
    assert tagged(database) == {**ALL, "1": {"water"}, "7": {"water"}}
    asked = len(tagger.asked)
    assert tag_entries(database, tagger) == 0
    assert len(tagger.asked) == asked


def test_empty_database(database: Database) -> None:
    """A database without entries is up to date at once, and stays so until one comes."""
    tagger = Counting(TRAMS)
    assert tag_entries(database, tagger) == tag_entries(database, tagger) == 0
    store(database, NEWS[0])
    assert tag_entries(database, tagger) == 1
