"""Stories in lists: each once, by the entry that stands for it, on all pages together."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from feeds.model import Entry, Page, Tag, TagKind
from feeds.store.tags import load_tags
from tests.webapp.city import NOON, City

from .paging import rows, titles

HOUR = timedelta(hours=1)
OCTOBER = date(2026, 10, 1)


def told(city: City, *sources: str, hours: float = 0) -> list[str]:
    """A story that these sources tell, an hour one after the other; the keys, the first one's first."""
    keys = [
        city.add_entry(f"{source} {place}", source_id=source, published=NOON + (hours + place) * HOUR)
        for place, source in enumerate(sources)
    ]
    for key in keys[1:]:
        city.join(key, keys[0])
    return keys


def shown(page: Page) -> list[list[str]]:
    """The titles of each row: of the entry that stands for the story, then of the others."""
    return [[view.entry.title for view in (row.lead, *row.others)] for row in page.items]


def test_story_is_one_row(city: City) -> None:
    """For a story stands the entry that began it, at its place by date; the others come with it, first come first."""
    told(city, "city", "metro", "oblast")
    city.add_entry("between", published=NOON + HOUR / 2)
    assert shown(city.reading.front("en")) == [["between"], ["city 0", "metro 1", "oblast 2"]]


def test_first_one_was_taken_down(city: City) -> None:
    """Then the oldest of those that are left stands for the story, at its own place."""
    keys = told(city, "city", "metro", "oblast")
    city.add_entry("between", published=NOON + HOUR / 2)
    city.take_down(keys[0])
    assert shown(city.reading.front("en")) == [["metro 1", "oblast 2"], ["between"]]
    city.take_down(keys[1])
    assert shown(city.reading.front("en")) == [["oblast 2"], ["between"]]


def test_first_one_is_of_a_source_that_is_gone(city: City) -> None:
    """Of a source that is not configured nothing stands for a story, nor comes with it."""
    told(city, "gone", "metro", "gone", "oblast")
    city.remove_source("gone")
    assert shown(city.reading.front("en")) == [["metro 1", "oblast 3"]]


def test_first_one_is_an_alert(city: City) -> None:
    """On the front page an alert stands for no story, but comes with one: it tells the same."""
    keys = told(city, "city", "metro", "oblast")
    city.alert(keys[0])
    assert shown(city.reading.front("en")) == [["metro 1", "city 0", "oblast 2"]]
    assert shown(city.reading.alerts("en")) == [["city 0", "metro 1", "oblast 2"]]
    for key in keys[1:]:
        city.alert(key)
    assert shown(city.reading.front("en")) == []
    assert len(city.reading.alerts("en").items) == 3


def test_only_some_are_about_it(city: City) -> None:
    """Where a list does not take the one that began a story, the oldest that it takes stands for it; all others come
    with it, whatever they are about."""
    leeds, energy = city.add_partner(), city.add_topic()
    keys = told(city, "city", "metro", "oblast", "press")
    for key in keys[1:3]:
        city.tag(key, leeds)
    city.tag(keys[3], energy)
    found = city.reading.partner_page("leeds", "en")
    assert found is not None and shown(found[1]) == [["metro 1", "city 0", "oblast 2", "press 3"]]
    about = city.reading.topic_page("energy", "en")
    assert about is not None and shown(about[1]) == [["press 3", "city 0", "metro 1", "oblast 2"]]


def test_story_in_two_months(city: City) -> None:
    """A story that goes on in the next month is in both, each time by the oldest entry of that month."""
    first = datetime(2026, 10, 31, 20, tzinfo=UTC)  # 22:00 in Kyiv
    keys = [city.add_entry(f"{number}", published=first + number * HOUR) for number in range(4)]
    for key in keys[1:]:
        city.join(key, keys[0])
    november, october = (city.reading.month_page(month, "en") for month in (date(2026, 11, 1), OCTOBER))
    assert november is not None and shown(november) == [["2", "0", "1", "3"]]
    assert october is not None and shown(october) == [["0", "1", "2", "3"]]


def test_seen_later_is_not_older(city: City) -> None:
    """Oldest is what was seen first: a date alone can be of any time."""
    keys = told(city, "gone", "metro", "oblast")
    city.change(keys[1], first_seen=NOON + 9 * HOUR)
    city.remove_source("gone")
    assert shown(city.reading.front("en")) == [["oblast 2", "metro 1"]]


def test_lists_of_entries(city: City) -> None:
    """A source shows each of its entries, with those that tell the same beside it."""
    told(city, "city", "metro", "city")
    found = city.reading.source_page("city", "en")
    assert found is not None
    assert shown(found[1]) == [["city 2", "city 0", "metro 1"], ["city 0", "metro 1", "city 2"]]


def test_taken_out_of_a_story(city: City) -> None:
    """An entry that an editor took out is a row of its own again."""
    first, second = told(city, "city", "metro")
    city.join(second, second)
    assert shown(city.reading.front("en")) == [["metro 1"], ["city 0"]]
    assert [view.entry.key for view in _entry(city, first).others] == []


def test_others_are_read_in_the_readers_language(city: City) -> None:
    """Whatever stands in a row is shown as the reader reads: translation, state, alert."""
    keys = told(city, "city", "metro")
    city.translate(keys[1], "Metro news")
    city.alert(keys[1], "Air raid", "Повітряна тривога")
    (row,) = city.reading.front("uk").items
    (other,) = row.others
    assert (other.translation and other.translation.title, other.alert) == ("Metro news", "Повітряна тривога")
    (other,) = _entry(city, keys[0]).others
    assert (other.translation and other.translation.title, other.alert) == ("Metro news", "Air raid")


def test_story_that_grows_while_somebody_reads(city: City) -> None:
    """What joins a story meanwhile moves nothing of what is still to come."""
    city.page_size = 2
    keys = [city.add_entry(f"{number}", published=NOON - number * HOUR) for number in range(6)]
    first = city.reading.front("en")
    late = city.add_entry("late", published=NOON + HOUR)
    city.join(late, keys[4])
    second = city.reading.front("en", first.older)
    third = city.reading.front("en", second.older)
    assert titles(first) + titles(second) + titles(third) == ["0", "1", "2", "3", "4", "5"]
    assert shown(third)[0] == ["4", "late"]


def _entry(city: City, key: str) -> Any:
    return city.reading.entry(key, "en")


# --- everything, page by page ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many() -> City:
    """Three hundred entries in stories of all kinds: the first one withdrawn, an alert, of a source that is gone, of
    another month, not about what the others are about, of the same moment."""
    city, chance = City(page_size=7), random.Random(7)
    tags = (city.add_partner("leeds"), city.add_topic("energy"))
    first = datetime(2026, 9, 20, tzinfo=UTC)
    keys: list[str] = []
    founders: list[str] = []
    for number in range(300):
        moment = first + timedelta(hours=4 * (number // 2))
        source = chance.choice(("city", "metro", "oblast", "gone"))
        key = city.add_entry(
            f"{number}", source_id=source, published=moment, first_seen=moment + chance.random() * HOUR
        )
        keys.append(key)
        city.tag(key, *chance.sample(tags, chance.choice((0, 0, 1, 2))))
        if founders and chance.random() < 0.5:
            city.join(key, chance.choice(founders[-8:]))
        else:
            founders.append(key)
        if chance.random() < 0.15:
            city.alert(key)
    for key in chance.sample(keys, 40):
        city.take_down(key)
    for key in chance.sample(founders, 3):
        city.take_down(key)
    city.remove_source("gone")
    return city


Taken = Callable[[Entry, frozenset[Tag]], bool]
_MONTH = (datetime(2026, 9, 30, 21, tzinfo=UTC), datetime(2026, 10, 31, 22, tzinfo=UTC))
LISTS: dict[str, tuple[Callable[..., Any], Taken]] = {
    "front": (lambda reading, before: reading.front("en", before), lambda entry, tags: entry.alert is None),
    "partner": (
        lambda reading, before: reading.partner_page("leeds", "en", before),
        lambda entry, tags: Tag(TagKind.PARTNER, "leeds") in tags,
    ),
    "topic": (
        lambda reading, before: reading.topic_page("energy", "en", before),
        lambda entry, tags: Tag(TagKind.TOPIC, "energy") in tags,
    ),
    "month": (
        lambda reading, before: reading.month_page(OCTOBER, "en", before),
        lambda entry, tags: _MONTH[0] <= entry.published < _MONTH[1],
    ),
}


@pytest.mark.parametrize("walked", [False, True], ids=["looked-up", "walked-through"])
@pytest.mark.parametrize("name", list(LISTS))
def test_each_story_once(many: City, name: str, walked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """On all pages of a list together each story stands once, by the right entry, in order, with all its others;
    whether tags are few and are looked up, or many, so that the newest entries are walked through."""
    if walked:
        monkeypatch.setattr("feeds.store.lists._MANY", 0)
    ask, takes = LISTS[name]
    seen = list(rows(partial(ask, many.reading)))
    leads, others = _expected(many, takes)
    assert [row.lead.entry.key for row in seen] == leads
    assert [[view.entry.key for view in row.others] for row in seen] == others
    assert len(leads) > 3 * many.page_size and sum(map(len, others)) > len(leads) / 2


def _expected(city: City, takes: Taken) -> tuple[list[str], list[list[str]]]:
    """The same, said by going through all that there is."""
    stories = _stories(city)
    with city.database.read() as connection:
        tags = load_tags(connection, [one.key for some in stories.values() for one in some])
    leads: list[Entry] = []
    for story, some in stories.items():
        taken = [one for one in some if takes(one, tags[one.key])]
        leads += [one for one in taken if one.key == story] or taken[:1]
    leads.sort(key=lambda one: (one.published, one.key), reverse=True)
    by_key = {one.key: story for story, some in stories.items() for one in some}
    others = [
        [one.key for one in _first_first(stories[by_key[lead.key]], by_key[lead.key]) if one != lead] for lead in leads
    ]
    return [one.key for one in leads], others


def _stories(city: City) -> dict[str, list[Entry]]:
    """All entries that stand, by story, the one that was seen first first."""
    with city.database.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT entry.key, coalesce(joining.story, entry.key) FROM entry "
            "LEFT JOIN joining ON joining.entry_key = entry.key "
            "WHERE source_id != 'gone' AND entry.key NOT IN (SELECT entry_key FROM withdrawal)"
        ).all()
    stories: dict[str, list[Entry]] = {}
    for key, story in found:
        stories.setdefault(story, []).append(city.stored(key))
    for some in stories.values():
        some.sort(key=lambda one: (one.first_seen, one.published, one.key))
    return stories


def _first_first(some: Sequence[Entry], story: str) -> list[Entry]:
    return sorted(some, key=lambda one: one.key != story)
