"""What a search finds, in which order, a page at a time: the same in both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert

from feeds.model import Entry
from feeds.store.database import Database
from feeds.store.schema import withdrawal
from feeds.store.search import Hits, find
from feeds.store.wordindex import Words, save_words
from feeds.text.finding import needles, terms_of
from tests.store.rows import NOON, entry, store

FAR_AWAY = "Погода сьогодні тепла. " * 20


def put(database: Database, *entries: Entry) -> None:
    """Entries that are found by their titles and contents."""
    store(database, *entries)
    with database.write() as connection:
        save_words(connection, [words(one) for one in entries])


def words(one: Entry) -> Words:
    """All that an entry says."""
    return Words(one.key, one.published, " ".join(terms_of(one.title)), " ".join(terms_of(one.content)))


def search(database: Database, asked: str, before: str | None = None, limit: int = 10) -> Hits:
    """What somebody finds who types this."""
    with database.read() as connection:
        return find(connection, ["city"], needles(asked), before, limit)


def numbers(hits: Hits) -> list[int]:
    """Which entries they are."""
    return [int(key, 16) for key in hits.keys]


def test_every_form_finds_every_other(either: Database) -> None:
    """Inflected forms, whatever their spelling, in title and text, Ukrainian and English."""
    put(
        either,
        entry(1, title="Лідс допомагає", content="Здоров’я дітей"),
        entry(2, title="Trams of two cities", content="Poznań"),
        entry(3, title="Ремонт № 7", content="COVID-19, T3"),
    )
    asked = ("у Лідсі", "ЛІДСОМ", "здоров'ям", "здоровя", "дитина", "tram", "the city", "Poznan", "7", "covid 19", "t3")
    found = [numbers(search(either, one)) for one in asked]
    assert found == [[1], [1], [1], [1], [1], [2], [2], [2], [3], [3], [3]]


def test_all_words_must_be_there(either: Database) -> None:
    """Anywhere in the entry, in any order; nothing is found where one is missing, or where nothing is looked for."""
    put(either, entry(1, title="Новий трамвай", content="Лідс"), entry(2, title="Трамвай", content="Прага"))
    assert numbers(search(either, "лідс трамвай новий")) == [1]
    assert numbers(search(either, "лідс прага")) == []
    assert search(either, "") == search(either, "…") == Hits(())


def test_what_begins_so(either: Database) -> None:
    """The last word may go on; the others are whole."""
    put(either, entry(1, title="Трамвай"), entry(2, title="Трамвайне депо"), entry(3, title="Трактор"))
    assert sorted(numbers(search(either, "трамв"))) == [1, 2]
    assert numbers(search(either, "депо трамв")) == [2]
    assert numbers(search(either, "трамв депо")) == []
    assert numbers(search(either, "тра")) == []


def test_order(either: Database) -> None:
    """First what has the word in its title, then the newest."""
    put(
        either,
        entry(1, title="Про трамвай", content=FAR_AWAY),
        entry(2, title="Про трамваї", content=FAR_AWAY),
        *(entry(number, title="Погода", content=f"{FAR_AWAY} трамвай") for number in (4, 3, 5)),
        *(entry(number, title="Погода", content=FAR_AWAY) for number in range(6, 30)),
    )
    assert numbers(search(either, "трамвай")) == [2, 1, 5, 4, 3]


def test_only_of_these_sources(either: Database) -> None:
    """Entries of other sources are not found, nor what was taken down."""
    put(either, entry(1, title="Лідс"), entry(2, title="Лідс", source_id="other"), entry(3, title="Лідс"))
    with either.write() as connection:
        connection.execute(insert(withdrawal), {"entry_key": f"{3:016x}", "since": NOON, "reason": None})
        assert numbers(find(connection, ["city"], ["лідс"], None, 9)) == [1]
        assert numbers(find(connection, ["city", "other", "none"], ["лідс"], None, 9)) == [2, 1]
        assert find(connection, [], ["лідс"], None, 9) == Hits(())


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_pages(either: Database, size: int) -> None:
    """Page after page everything comes once, in the order of the whole, also where dates are the same."""
    put(
        either,
        *(entry(n, title="Лідс" if n % 3 else "Про погоду в Лідсі і в Празі", published=NOON + timedelta(days=n // 4))
          for n in range(20)),
    )  # fmt: skip
    whole = search(either, "Лідс", limit=50)
    assert (len(whole.keys), whole.older) == (20, None)
    keys: list[str] = []
    before = None
    while True:
        page = search(either, "Лідс", before, size)
        assert len(page.keys) <= size
        keys += page.keys
        before = page.older
        if before is None:
            break
    assert tuple(keys) == whole.keys


def test_pages_stay_where_they_are(either: Database) -> None:
    """News that comes between two pages moves nothing to the next page that was on the one before."""
    put(either, *(entry(n, title="Лідс") for n in range(6)))
    first = search(either, "Лідс", limit=3)
    put(either, entry(7, title="Лідс"))
    assert numbers(search(either, "Лідс", first.older, 3)) == [2, 1, 0]


@pytest.mark.parametrize("before", ["", "x", "1", "1.2", "1.2.3", "1.2.0123456789abcdeg", "-1.2.0123456789abcdef\n"])
def test_bad_cursor(database: Database, before: str) -> None:
    """What is no cursor is refused, also where nothing is looked for."""
    for asked in ("лідс", ""):
        with pytest.raises(ValueError, match="cursor"):
            search(database, asked, before)


def test_how_far_it_goes(either: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more than can be had the newest are, the best of them first."""
    monkeypatch.setattr("feeds.store.search._COMPARED", 6)
    put(either, *(entry(n, title="Лідс" if n in (2, 5) else "Погода", content=f"Лідс {FAR_AWAY}") for n in range(1, 9)))
    put(either, *(entry(n, title="Погода", content=FAR_AWAY) for n in range(10, 40)))
    first = search(either, "Лідс", limit=4)
    assert (numbers(first), numbers(search(either, "Лідс", first.older))) == ([5, 8, 7, 6], [4, 3])


NASTY = ['"', "'", "\\", "*", ":", "(", ")", "-", "+", "^", "&", "|", "!", "<->", ";", "--", "%", "_", "\x00", "\ud83d",
         "NEAR(", "AND", "OR", "NOT", "title:", "words", "лідс", "'лідс'", '"лідс"', "лі'дс", " "]  # fmt: skip


def test_nothing_is_syntax(either: Database) -> None:
    """Whatever somebody types, or passes on as a needle, is looked for as words, and harms nothing."""
    put(either, entry(1, title="Лідс"))

    @given(st.lists(st.sampled_from(NASTY) | st.text(max_size=5), max_size=6).map("".join))
    @settings(deadline=None)
    def ask(asked: str) -> None:
        search(either, asked)
        with either.read() as connection:
            find(connection, ["city", "'; --"], [asked], None, 3)

    ask()
    assert numbers(search(either, "Лідс")) == [1]


def test_plan(database: Database) -> None:
    """SQLite goes through the words, the newest first, and looks the rest up."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    with database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
        find(connection, ["city", "other"], ["лідс"], None, 3)
        statement, given = asked[0]
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
    assert plan[0].startswith("SCAN words VIRTUAL TABLE") and plan[1:3] == [
        "SEARCH indexed USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH entry USING INDEX sqlite_autoindex_entry_1 (key=?)",
    ]
    assert "TEMP B-TREE" not in str(plan)
