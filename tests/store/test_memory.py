"""The translation memory: what it is asked, what it is told, and what it knew before it had terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from feeds.store.database import Database, open_sqlite, upgrade
from feeds.store.memory import (
    forget,
    human_units,
    memory_counts,
    memory_units,
    memory_version,
    news_to,
    recall,
    recall_stale,
    remember,
    unit_hash,
)
from feeds.translation.assemble import Known
from feeds.translation.memory import HUMAN, MemoryUnit

from .rows import NOON

LATER = NOON + timedelta(days=1)


def name(number: int) -> str:
    """The source of a unit."""
    return f"Речення {number}"


def unit(number: int, target: str = "text", origin: str = "google", **fields: Any) -> MemoryUnit:
    """A unit of the memory from Ukrainian into English."""
    languages = {"source_language": "uk", "target_language": "en", **fields}
    return MemoryUnit(**languages, source=name(number), target=f"{target} {number}", origin=origin)


def tell(database: Database, *units: MemoryUnit, now: datetime = NOON) -> int:
    """Put units into the memory."""
    with database.write() as connection:
        return remember(connection, units, now)


def ask(database: Database, *numbers: int, mark: str = "", source: str = "uk", target: str = "en") -> dict[str, Known]:
    """What the memory knows of units whose terms have this mark."""
    with database.read() as connection:
        return recall(connection, {name(number): mark for number in numbers}, source, target)


def stale(database: Database, *numbers: int, mark: str = "") -> dict[str, Known]:
    """What it knows of them under other marks."""
    with database.read() as connection:
        return recall_stale(connection, {name(number): mark for number in numbers}, "uk", "en")


def whole(database: Database) -> list[MemoryUnit]:
    """All of it."""
    with database.read() as connection:
        return list(memory_units(connection))


def version(database: Database) -> int:
    """Its number."""
    with database.read() as connection:
        return memory_version(connection)


# --- asking ---------------------------------------------------------------------------------------------------------


def test_remembers(database: Database) -> None:
    """Units are counted when they are new or changed, however many come at once, and come back in order."""
    many = [unit(number) for number in range(1200)]
    assert tell(database, *many) == 1200
    assert tell(database, *many) == 0
    assert tell(database, unit(3, "other"), unit(5000), unit(5000, "other")) == 2
    known = ask(database, *range(1200), 5000, 7000)
    assert len(known) == 1201
    assert [known[name(n)].target for n in (2, 3, 5000)] == ["text 2", "other 3", "other 5000"]
    assert ask(database, 1, target="pl") == {}
    assert ask(database, 1, source="en") == {}
    assert [one.source for one in whole(database)][:3] == [name(n) for n in range(3)]


def test_prefers_people(database: Database) -> None:
    """A person's word wins over an engine's, whenever it came; among engines the newest wins."""
    tell(database, unit(1, "person", HUMAN), unit(2, "early", "google"))
    tell(database, unit(1, "machine", "google"), unit(2, "late", "libretranslate"), now=LATER)
    known = ask(database, 1, 2)
    assert [(one.target, one.origin) for one in known.values()] == [("person 1", HUMAN), ("late 2", "libretranslate")]


def test_an_update_of_an_engine_costs_nothing(database: Database) -> None:
    """What an engine said in another version is known as well; of several versions the newest row is taken."""
    tell(database, unit(1, "old", version="1.8"))
    assert ask(database, 1) == {name(1): Known("old 1", "google", "1.8")}
    assert tell(database, unit(1, "new", version="1.9"), now=LATER) == 1
    assert ask(database, 1) == {name(1): Known("new 1", "google", "1.9")}
    assert [one.version for one in whole(database)] == ["1.8", "1.9"]


def test_terms(database: Database) -> None:
    """An engine's word counts only under the terms that it was made with; under others it is stale."""
    tell(database, unit(1, "Lemberg", terms="a"), unit(2, "plain"))
    assert ask(database, 1, mark="a") == {name(1): Known("Lemberg 1", "google", terms="a")}
    assert ask(database, 1, mark="b") == ask(database, 1, mark="") == {}
    assert stale(database, 1, mark="b") == {name(1): Known("Lemberg 1", "google", terms="a")}
    assert stale(database, 1, mark="a") == {}
    assert ask(database, 2, mark="a") == {}
    assert stale(database, 2, mark="a")[name(2)].target == "plain 2"


def test_terms_that_come_back(database: Database) -> None:
    """When terms are as they were once, what was made under them counts again, although newer rows are there."""
    tell(database, unit(1, "Lemberg", terms="a"))
    tell(database, unit(1, "Lviv", terms="b"), now=LATER)
    assert ask(database, 1, mark="a")[name(1)].target == "Lemberg 1"
    assert ask(database, 1, mark="b")[name(1)].target == "Lviv 1"
    assert stale(database, 1, mark="c")[name(1)].target == "Lviv 1"


def test_each_unit_has_its_own_mark(database: Database) -> None:
    """Units that are asked for together may stand under different terms."""
    tell(database, unit(1, terms="a"), unit(2, terms="b"), unit(3))
    with database.read() as connection:
        asked = {name(1): "a", name(2): "a", name(3): ""}
        assert set(recall(connection, asked, "uk", "en")) == {name(1), name(3)}
        assert list(recall_stale(connection, asked, "uk", "en")) == [name(2)]


def test_people_stand_above_terms(database: Database) -> None:
    """A person's word holds under any terms, is never stale, and there is one of it: the last."""
    tell(database, unit(1, "machine", terms="b"), unit(1, "person", HUMAN, terms="a", version="9", author="Оля"))
    assert ask(database, 1, mark="b") == ask(database, 1) == {name(1): Known("person 1", HUMAN)}
    assert stale(database, 1, mark="c")[name(1)].origin == "google"
    tell(database, unit(1, "better", HUMAN, terms="b"), now=LATER)
    assert [one.target for one in whole(database) if one.origin == HUMAN] == ["better 1"]


def test_the_newest_of_one_moment_is_the_last_that_came(database: Database) -> None:
    """Our clock shows whole seconds: of two rows of one second the later one is taken."""
    tell(database, unit(1, "first", "zebra"), unit(1, "second", "argos"))
    assert ask(database, 1)[name(1)].target == "second 1"


# --- telling --------------------------------------------------------------------------------------------------------


def test_news(database: Database) -> None:
    """News is what the memory does not have, or has otherwise of the same origin, version and terms."""
    tell(database, unit(1), unit(2), unit(3, terms="a"), unit(4, "by", HUMAN, author="Оля"))
    units = [
        unit(1), unit(2, "other"), unit(3, terms="b"), unit(1, origin="argos"), unit(1, version="2"), unit(9),
        unit(4, "by", HUMAN), unit(4, "by", HUMAN, terms="z"),
    ]  # fmt: skip
    with database.read() as connection:
        assert news_to(connection, units) == [units[n] for n in (1, 2, 3, 4, 5)]


def test_authors(database: Database) -> None:
    """Who said it is remembered; the same words without a name take no name away, and another name replaces it."""
    assert tell(database, unit(1, "by", HUMAN, author="Оля")) == 1
    assert tell(database, unit(1, "by", HUMAN)) == 0
    assert [one.author for one in whole(database)] == ["Оля"]
    assert tell(database, unit(1, "by", HUMAN, author="Ігор"), now=LATER) == 1
    with database.read() as connection:
        [found] = human_units(connection, [name(1), name(2)], "uk", "en").values()
    assert (found.author, found.created, found.target) == ("Ігор", LATER, "by 1")


def test_everything_comes_back(database: Database) -> None:
    """A unit comes out as it went in, with its own date or that of now."""
    own = MemoryUnit("uk", "en", "А", "A", "deepl", NOON - timedelta(9), "quality", "ab", "Оля")
    tell(database, own, unit(1))
    assert whole(database) == [own, MemoryUnit("uk", "en", name(1), "text 1", "google", NOON)]


def test_taken_back(database: Database) -> None:
    """A correction that is taken back is gone in its direction alone, and what the engine said counts again."""
    polish = unit(1, "osoba", HUMAN, target_language="pl")
    tell(database, unit(1), unit(1, "person", HUMAN), unit(2, "person", HUMAN), polish)
    before = version(database)
    with database.write() as connection:
        assert forget(connection, name(1), "uk", "en", HUMAN) == 1
        assert forget(connection, name(1), "uk", "en", HUMAN) == 0
    assert version(database) == before + 1
    assert ask(database, 1)[name(1)].target == "text 1"
    assert [one.target for one in whole(database)] == ["text 1", "person 2", "osoba 1"]


def test_forgets_every_version(database: Database) -> None:
    """All that an engine said of a unit can be taken back, in whatever version and under whatever terms."""
    tell(database, unit(1, version="1"), unit(1, version="2"), unit(1, terms="a"), unit(1, origin="argos"))
    with database.write() as connection:
        assert forget(connection, name(1), "uk", "en", "google") == 3
    assert [one.origin for one in whole(database)] == ["argos"]


def test_the_number_goes_up_with_each_change(database: Database) -> None:
    """The memory's number tells whether anything in it has changed."""
    assert version(database) == 0
    tell(database, unit(1))
    tell(database, unit(1))
    assert version(database) == 1
    tell(database, unit(1, "other"))
    assert version(database) == 2


def test_counts(database: Database) -> None:
    """The memory is counted by languages and origin, in units and characters, each unit once."""
    tell(
        database, unit(1), unit(2), unit(2, "again", version="2"), unit(2, "named", terms="a"),
        unit(1, "person", HUMAN), unit(1, "tekst", target_language="pl"),
    )  # fmt: skip
    with database.read() as connection:
        assert memory_counts(connection) == [
            ("uk", "en", "google", 2, 18), ("uk", "en", HUMAN, 1, 9), ("uk", "pl", "google", 1, 9),
        ]  # fmt: skip


def test_what_a_person_said_before_is_no_news(database: Database) -> None:
    """An older file does not take back a correction; a newer one, and one without dates, are what was said last."""
    new, older, newer = (
        unit(1, target, HUMAN, created=LATER + timedelta(days=days)) for target, days in (("a", 0), ("b", -1), ("c", 1))
    )
    told = [tell(database, one, now=LATER + timedelta(days=2)) for one in (new, older, newer, unit(1, "d", HUMAN))]
    assert told == [1, 0, 1, 1]
    assert ask(database, 1)[name(1)].target == "d 1"


# --- older databases ------------------------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A database from before there were versions and terms, brought up to date, with a unit of each kind."""
    path = tmp_path / "visnyk.sqlite"
    database = Database(f"sqlite:///{path}")
    with database.write() as connection:
        upgrade(connection, "0002")
        rows = [(1, "google", "engine"), (1, HUMAN, "person"), (2, "google", "engine")]
        _insert_old(connection, rows)
    database.close()
    opened = open_sqlite(path)
    yield opened
    opened.close()


def _insert_old(connection: Any, rows: Sequence[tuple[int, str, str]]) -> None:
    insert = (
        "INSERT INTO memory (source_language, target_language, source_hash, origin, source, target, created) "
        "VALUES ('uk', 'en', :hash, :origin, :source, :target, 1000)"
    )
    for number, origin, target in rows:
        values = {"hash": unit_hash(name(number)), "origin": origin, "source": name(number), "target": target}
        connection.execute(text(insert), values)


def test_an_older_memory_is_kept(old: Database) -> None:
    """What an older Visnyk paid for is known where no terms touch it, and stale, not lost, where some do."""
    assert {unit: known.target for unit, known in ask(old, 1, 2).items()} == {name(1): "person", name(2): "engine"}
    assert list(ask(old, 1, 2, mark="a")) == [name(1)]
    assert stale(old, 2, mark="a") == {name(2): Known("engine", "google")}
    assert tell(old, unit(2, "new", terms="a"), unit(2, "new")) == 2
    assert len(whole(old)) == 4
