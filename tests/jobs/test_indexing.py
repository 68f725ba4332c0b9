"""Indexing what changed: everything once, nothing twice, and on from where a killed run stopped; in both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select, update

import feeds.jobs.indexing
from feeds.jobs.indexing import index_entries, words_of
from feeds.jobs.takedown import take_down
from feeds.model import Entry, State, Takedown
from feeds.store.database import Database
from feeds.store.revisions import touch
from feeds.store.schema import entry as table
from feeds.store.schema import indexed
from feeds.store.search import find
from feeds.store.translations import save_translations
from feeds.text.finding import needles
from tests.jobs.city import City
from tests.jobs.documents import atom, item
from tests.jobs.site import Feed, Server
from tests.store.rows import NOON, entry, store, translate, translation

INTO = {"en": ("uk",)}
NEWS = [
    entry(number, title=title, content=f"<p>{content}</p>")
    for number, (title, content) in enumerate(
        [("Трамваї", "Новий маршрут"), ("Вода", "Ремонт"), ("Погода", "Дощ"), ("У Лідсі", "Мер"), ("Метро", "Трамвай")],
        start=1,
    )
]
KEYS = [one.key for one in NEWS]


@pytest.fixture
def database(either: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Worked through in stretches of two."""
    monkeypatch.setattr("feeds.jobs.indexing._READ", 2)
    return either


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The entries whose words were looked at."""
    keys: list[str] = []

    def counting(one: Entry, *rest: Any) -> Any:
        keys.append(one.key)
        return words_of(one, *rest)

    monkeypatch.setattr("feeds.jobs.indexing.words_of", counting)
    return keys


def found(database: Database, typed: str) -> set[str]:
    """The last digits of what is found."""
    with database.read() as connection:
        return {key[-1] for key in find(connection, ["city"], needles(typed), None, 99).keys}


def in_index(database: Database) -> list[str]:
    """All that can be found at all."""
    with database.read() as connection:
        return sorted(connection.execute(select(indexed.c.entry_key)).scalars())


def retitle(database: Database, one: Entry, title: str) -> None:
    """Its source changed it."""
    with database.write() as connection:
        connection.execute(update(table).where(table.c.key == one.key).values(title=title))
        touch(connection, [one.key])


def test_everything_once(database: Database, asked: list[str]) -> None:
    """All that is stored is found, and is not looked at again."""
    store(database, *NEWS)
    assert index_entries(database, INTO) == 5
    assert (found(database, "трамвай"), found(database, "лідс"), found(database, "водою")) == ({"1", "5"}, {"4"}, {"2"})
    assert asked == KEYS
    assert index_entries(database, INTO) == 0
    assert asked == KEYS


def test_nothing_new_costs_nothing(database: Database) -> None:
    """Where nothing changed nothing is written, and two notes are all that is read."""
    store(database, *NEWS)
    index_entries(database, INTO)
    statements: list[str] = []
    event.listen(database._engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    assert index_entries(database, INTO) == 0
    assert [one.split()[0] for one in statements if not one.startswith("BEGIN")] == ["SELECT", "SELECT"]


def test_what_changed(database: Database, asked: list[str]) -> None:
    """A new entry, a changed one and a translation that arrived are looked at, and nothing else."""
    store(database, *NEWS)
    index_entries(database, INTO)
    asked.clear()
    store(database, entry(6, title="Ще один трамвай"))
    retitle(database, NEWS[0], "Про погоду")
    translate(database, translation(NEWS[2], title="A tram in the rain"))
    assert index_entries(database, INTO) == 3
    assert (found(database, "трамвай"), found(database, "погода"), found(database, "trams")) == (
        {"5", "6"}, {"1", "3"}, {"3"},
    )  # fmt: skip
    assert sorted(key[-1] for key in asked) == ["1", "3", "6"]


def test_what_was_only_touched(database: Database, asked: list[str]) -> None:
    """An entry that got tags or joined a story has the same words: it is looked at, and not written."""
    store(database, *NEWS)
    index_entries(database, INTO)
    asked.clear()
    with database.write() as connection:
        touch(connection, KEYS)
    assert index_entries(database, INTO) == 0
    assert asked == KEYS


@pytest.mark.parametrize(
    ("state", "fingerprint", "language", "shown"),
    [
        (State.TRANSLATED, None, "en", True),
        (State.REVIEWED, None, "en", True),
        (State.PARTIAL, None, "en", True),
        (State.FAILED, None, "en", False),
        (State.PENDING, None, "en", False),
        (State.TRANSLATED, "of an older text", "en", False),
        (State.TRANSLATED, None, "pl", False),
    ],
)
def test_translations_that_are_shown(
    database: Database, state: State, fingerprint: str | None, language: str, shown: bool
) -> None:
    """Only what a reader can see is found: no failed translation, none of an older text, none of a dropped language."""
    store(database, NEWS[0])
    print_ = fingerprint or NEWS[0].fingerprint
    translate(database, translation(NEWS[0], state, title="A tram", fingerprint=print_, language=language))
    index_entries(database, INTO)
    assert found(database, "tram") == ({"1"} if shown else set())
    assert found(database, "трамвай") == {"1"}


def test_translation_that_is_no_longer_shown(database: Database) -> None:
    """What only a translation said goes with it."""
    store(database, *NEWS)
    made = translation(NEWS[2], title="A tram")
    translate(database, made)
    index_entries(database, INTO)
    with database.write() as connection:
        save_translations(connection, [replace(made, state=State.FAILED)], [made])
    assert index_entries(database, INTO) == 1
    assert found(database, "tram") == set()


def test_other_rules(database: Database, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Other rules, or other languages, and every entry is looked at again; only what differs is written."""
    store(database, *NEWS)
    translate(database, translation(NEWS[0], title="Tramwaj", language="pl"))
    index_entries(database, INTO)
    assert index_entries(database, {**INTO, "pl": ("uk",)}) == 1
    assert found(database, "tramwaj") == {"1"}
    monkeypatch.setattr("feeds.jobs.indexing._VERSION", "2")
    assert index_entries(database, {**INTO, "pl": ("uk",)}) == 0
    assert asked == KEYS * 3


def test_taken_down(database: Database) -> None:
    """What was taken down is not in the index, from the next time on; what comes back is."""
    store(database, *NEWS)
    index_entries(database, INTO)
    take_down(database, [Takedown(KEYS[0])], NOON)
    assert found(database, "трамвай") == {"5"}
    assert index_entries(database, INTO) == 1
    assert in_index(database) == KEYS[1:]
    take_down(database, [], NOON)
    assert index_entries(database, INTO) == 1
    assert found(database, "трамвай") == {"1", "5"}


def test_switched_off(database: Database, asked: list[str]) -> None:
    """Without search there is no index: it is taken away, once, and made again when search is switched on."""
    store(database, *NEWS)
    assert index_entries(database, INTO, enabled=False) == 0
    index_entries(database, INTO)
    assert index_entries(database, INTO, enabled=False) == 5
    assert (in_index(database), found(database, "трамвай")) == ([], set())
    assert index_entries(database, INTO, enabled=False) == 0
    assert index_entries(database, INTO) == 5
    assert asked == KEYS * 2


class Killed(BaseException):
    """Like a signal: nobody catches it."""


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("at", range(1, 6))
def test_killed(database: Database, asked: list[str], monkeypatch: pytest.MonkeyPatch, whole: bool, at: int) -> None:
    """A run that is killed loses no stretch that was done, and the next one goes on and ends with the same index."""
    if not whole:
        index_entries(database, INTO)
    store(database, *NEWS)  # all with one revision
    counting = feeds.jobs.indexing.words_of

    def fragile(*given: Any) -> Any:
        if len(asked) + 1 == at:
            raise Killed
        return counting(*given)

    with monkeypatch.context() as patched:
        patched.setattr("feeds.jobs.indexing.words_of", fragile)
        with pytest.raises(Killed):
            index_entries(database, INTO)
    done = (at - 1) // 2 * 2
    assert in_index(database) == KEYS[:done]
    asked.clear()
    assert index_entries(database, INTO) == 5 - done
    assert asked == KEYS[done:]
    assert in_index(database) == KEYS
    assert index_entries(database, INTO) == 0


@pytest.mark.parametrize("whole", [True, False])
def test_changes_meanwhile(database: Database, monkeypatch: pytest.MonkeyPatch, whole: bool) -> None:
    """While words are looked at others can write; an entry that they change is indexed the next time."""
    if not whole:
        index_entries(database, INTO)
    store(database, *NEWS)
    seen: list[str] = []

    def overtaken(one: Entry, *rest: Any) -> Any:
        if not seen:
            retitle(database, NEWS[0], "Про воду")
            take_down(database, [Takedown(KEYS[1])], NOON)
        seen.append(one.key)
        return words_of(one, *rest)

    monkeypatch.setattr("feeds.jobs.indexing.words_of", overtaken)
    index_entries(database, INTO)
    assert found(database, "трамвай") == {"5"}
    index_entries(database, INTO)
    assert (found(database, "вода"), in_index(database)) == ({"1"}, [KEYS[0], *KEYS[2:]])
    assert index_entries(database, INTO) == 0


def test_empty_database(database: Database) -> None:
    """A database without entries is up to date at once, and stays so until one comes."""
    assert index_entries(database, INTO) == index_entries(database, INTO) == 0
    store(database, NEWS[0])
    assert index_entries(database, INTO) == 1


def test_short_transactions(either: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long texts are written one at a time, short ones together."""
    monkeypatch.setattr("feeds.jobs.indexing._WRITTEN", 1000)
    sizes: list[int] = []

    def counting(_: Any, wanted: Sequence[Any]) -> int:
        sizes.append(len(wanted))
        return 0

    monkeypatch.setattr("feeds.jobs.indexing.save_words", counting)
    store(either, *(entry(number, content="слово " * (300 if number in (4, 5) else 20)) for number in range(10)))
    index_entries(either, INTO)
    assert sizes == [4, 1, 1, 4]


def test_words() -> None:
    """Titles apart, markup is no word, and a summary that is the text's beginning counts once."""
    one = entry(1, title="Мер у Лідсі", summary="Новий", content='<p class="x">Новий <b>трам</b>вай</p><p>їде</p>')
    made = translation(one, title="Mayor", summary="Short", content="<p>New trams</p>")
    words = words_of(one, [made], INTO)
    assert (words.title, words.text) == ("мер у лідс mayor", "нов трамва їд short new tram")


def test_largest_entry(either: Database) -> None:
    """Of an entry that is longer than any news the beginning is found, of each of its texts."""
    one = entry(1, content="".join(f"<p>слово{number}</p>" for number in range(50_000)))
    made = translation(one, content="".join(f"<p>word{number}</p>" for number in range(50_000)))
    store(either, one)
    translate(either, made)
    assert index_entries(either, INTO) == 1
    assert [found(either, typed) for typed in ("слово4000 word4000", "слово49999", "word49999")] == [
        {"1"},
        set(),
        set(),
    ]


def test_published(city: City, site: Server) -> None:
    """A refresh indexes what came; where search is switched off the next one takes the index away."""
    site.on("/feed", Feed(atom([item(1).but(title="Трамвай у Лідсі")])))
    city.add("city", site.url("/feed"))
    for enabled, hits in ((True, 1), (False, 0)):
        city.main["search"] = {"enabled": enabled}
        city.run()
        with city.open() as service:
            assert service.settings.search is enabled
            with service.database.read() as connection:
                assert len(find(connection, ["city"], ["лідс"], None, 9).keys) == hits
