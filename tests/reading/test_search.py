"""The search: what is found, in which order, on which page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.model import Found
from tests.webapp.city import NOON, City

from .paging import rows, titles

HOUR = timedelta(hours=1)


@pytest.fixture
def town(city: City) -> City:
    """Trams in three entries, the newest first, and a park."""
    for number, title in enumerate(("Трамвай на Салтівку", "Новий трамвай", "Ремонт трамвая", "Парк Шевченка")):
        city.add_entry(title, published=NOON - number * HOUR, source_id="metro" if number == 2 else "city")
    return city


def test_what_is_found(town: City) -> None:
    """Entries with all the words, in any form; with the words that were looked for."""
    found = town.search("трамваї", "en")
    assert (set(titles(found.page)), found.words) == (
        {"Трамвай на Салтівку", "Новий трамвай", "Ремонт трамвая"},
        ("трамваї",),
    )
    assert titles(town.search("новий трамвай", "en").page) == ["Новий трамвай"]
    assert titles(town.search("підводний човен", "en").page) == []


def test_words_of_translations(town: City) -> None:
    """What is translated is found by the words of its translation; a row is shown as its reader reads."""
    key = town.add_entry("Лідс і Харків", published=NOON + HOUR)
    town.translate(key, "Twin cities", content="<p>Schools work together.</p>")
    for ui in ("en", "uk"):
        (row,) = town.search("schools", ui).page.items
        assert (row.lead.entry.key, row.lead.translation and row.lead.translation.title) == (key, "Twin cities")


def test_nothing_to_look_for(town: City) -> None:
    """Of what is no word nothing is found, and nothing is left to mark."""
    for text in ("", " ", "?!…", "\0"):
        found = town.search(text, "en")
        assert (found.page.items, found.page.older, found.words) == ((), None, ())


def test_pages(town: City) -> None:
    """Each entry is on one page, and the last page says that it is the last."""
    town.page_size = 2
    seen = [row.lead.entry.title for row in rows(lambda before: town.search("трамвай", "en", before).page)]
    assert len(seen) == len(set(seen)) == 3
    with pytest.raises(ValueError, match="no cursor"):
        town.search("трамвай", "en", "nonsense")


def test_what_must_not_be_shown(town: City) -> None:
    """What was taken down or is of a source that is gone is not found."""
    town.take_down(town.search("новий трамвай", "en").page.items[0].lead.entry.key)
    town.remove_source("metro")
    assert titles(town.search("трамвай", "en").page) == ["Трамвай на Салтівку"]


def test_story(town: City) -> None:
    """Of those that tell the same only the best match is a row; the others come with it, found or not."""
    keys = [row.lead.entry.key for row in town.search("трамвай", "en").page.items]
    park = town.search("парк", "en").page.items[0].lead.entry.key
    for key in (*keys[1:], park):
        town.join(key, keys[0])
    (row,) = town.search("трамвай", "en").page.items
    assert row.lead.entry.key == keys[0]
    assert {view.entry.key for view in row.others} == {*keys[1:], park}


def test_switched_off(town: City) -> None:
    """Without a search nothing is found, whatever was indexed."""
    assert town.has_search and town.search("трамвай", "en").words
    town.searchable = False
    reading = town.reading
    assert not reading.has_search
    assert reading.search("трамвай", "en") == Found(reading.search("", "en").page, ())
    assert reading.search("трамвай", "en").page.items == ()
