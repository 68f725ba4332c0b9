"""Pages of lists: what is on which, cursors, languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import feeds.reading
from feeds.model import Page, State
from feeds.reading.cursors import cursor_of, read_cursor
from tests.store.rows import entry
from tests.webapp.city import NOON, City

from .paging import all_titles, titles

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def add(city: City, *numbers: int) -> list[str]:
    """Entries of these numbers, a minute apart; the higher, the newer."""
    return [city.add_entry(f"Новина {number}", published=NOON + number * MINUTE) for number in numbers]


def test_site(city: City) -> None:
    """The publisher, its language, its zone and what can be subscribed to are those of the settings."""
    city.add_edition("all-en")
    reading = city.reading
    assert (reading.site, reading.target, reading.timezone) == (city.site, "en", "Europe/Kyiv")
    assert [edition.id for edition in reading.editions()] == ["all-en"]
    assert (reading.has_alerts, reading.sources) == (False, ())
    city.alert(city.add_entry())
    assert (city.reading.has_alerts, [source.id for source in city.reading.sources]) == (True, ["city"])


def test_empty(city: City) -> None:
    """Before the first refresh everything is empty, and nothing fails."""
    reading = city.reading
    assert reading.front("en") == reading.alerts("uk") == Page((), None)
    assert (reading.open_alerts("en"), reading.months(), reading.partners(), reading.topics()) == ((), (), (), ())
    assert (reading.entry("0" * 16, "en"), reading.withdrawn("0" * 16)) == (None, False)
    assert reading.month_page(date(2026, 10, 1), "en") is None
    assert (tuple(reading.dated_entries()), reading.version(), reading.renderings()) == ((), 0, {})


def test_pages(city: City) -> None:
    """Every entry is on exactly one page, newest first, and the last page says that it is the last."""
    add(city, *range(65))
    first = city.reading.front("en")
    assert len(first.items) == feeds.reading.PAGE_SIZE == 30
    assert first.older is not None
    assert all_titles(lambda before: city.reading.front("en", before)) == [f"Новина {n}" for n in reversed(range(65))]


def test_page_that_is_just_full(city: City) -> None:
    """A page that holds all there is has no next one."""
    add(city, *range(30))
    assert (len(city.reading.front("en").items), city.reading.front("en").older) == (30, None)


def test_equal_moments(city: City) -> None:
    """Entries of one second, or of one moment, are each on one page, also where a page ends among them."""
    for number in range(70):
        city.add_entry(f"{number}", published=NOON + timedelta(milliseconds=10 * (number // 2)))
    seen = all_titles(lambda before: city.reading.front("en", before))
    assert len(seen) == len(set(seen)) == 70


def test_moments_long_ago(city: City) -> None:
    """Dates before 1970 are dates as well."""
    for number in range(40):
        city.add_entry(f"{number}", published=NOON - (25_000 + number) * DAY)
    assert all_titles(lambda before: city.reading.front("en", before)) == [str(number) for number in range(40)]


def test_news_between_two_pages(city: City) -> None:
    """What comes in while somebody reads moves nothing: no entry is shown twice, none is left out."""
    add(city, *range(100, 150))
    first = city.reading.front("en")
    add(city, *range(150, 170))
    rest = titles(city.reading.front("en", first.older))
    assert titles(first) + rest == [f"Новина {number}" for number in reversed(range(100, 150))]


def test_sources_have_pages(city: City) -> None:
    """A source shows all its own entries and no others; one that is not configured has no page, and its entries are in
    no list."""
    city.add_source("off", enabled=False)
    raid, _ = city.add_entry("Тривога"), city.add_entry("Новина", published=NOON - MINUTE)
    city.alert(raid)
    city.add_entry("Метро", source_id="metro", published=NOON - 2 * MINUTE)
    gone = city.add_entry("Забута", source_id="gone")
    city.alert(city.add_entry("Стара тривога", source_id="gone"))
    city.remove_source("gone")
    found = city.reading.source_page("city", "en")
    assert found is not None and (found[0].id, titles(found[1])) == ("city", ["Тривога", "Новина"])
    assert titles(city.reading.front("en")) == ["Новина", "Метро"]
    assert titles(city.reading.alerts("en")) == ["Тривога"]
    assert [view.entry.key for view in city.reading.open_alerts("en")] == [raid]
    assert city.reading.source_page("off", "en") == (city.settings.sources[0], Page(()))
    assert city.reading.source_page("gone", "en") is None
    assert city.reading.entry(gone, "en") is None


def test_what_was_taken_down(city: City) -> None:
    """It is in no list and on no page, but known to have been there; when it comes back, it is."""
    leeds, energy = city.add_partner(), city.add_topic()
    keys = [city.add_entry("Перша"), city.add_entry("Друга", published=NOON - MINUTE)]
    for key in keys:
        city.tag(key, leeds, energy)
    city.alert(keys[0])
    city.take_down(keys[0])
    reading = city.reading
    pages = [
        reading.front("en"), reading.source_page("city", "en"), reading.partner_page("leeds", "en"),
        reading.topic_page("energy", "en"), reading.month_page(date(2026, 10, 1), "en"),
    ]  # fmt: skip
    assert [titles(page if isinstance(page, Page) else page[1]) for page in pages if page] == [["Друга"]] * 5
    assert (reading.alerts("en").items, reading.open_alerts("en")) == ((), ())
    assert reading.months()[0].entries == reading.partners()[0].entries == reading.topics()[0].entries == 1
    assert [one.key for one in reading.dated_entries()] == keys[1:]
    assert (reading.status().sources[0].entries, reading.status().sources[0].days[-1]) == (1, 1)
    assert [(reading.entry(key, "en") is None, reading.withdrawn(key)) for key in keys] == [
        (True, True),
        (False, False),
    ]


# --- partners, topics, months ----------------------------------------------------------------------------------------


def test_partners_and_topics_have_pages(city: City) -> None:
    """A partner or a topic shows what is about it, alerts among it; one that is not configured has no page."""
    leeds, energy = city.add_partner(), city.add_topic()
    city.add_partner("espoo")
    both, one, _ = add(city, 1, 2, 3)
    city.tag(both, leeds, energy)
    city.tag(one, leeds)
    city.alert(one)
    found = city.reading.partner_page("leeds", "en")
    assert found is not None and (found[0], titles(found[1])) == (leeds, ["Новина 2", "Новина 1"])
    about = city.reading.topic_page("energy", "uk")
    assert about is not None and (about[0], titles(about[1])) == (energy, ["Новина 1"])
    empty = city.reading.partner_page("espoo", "en")
    assert empty is not None and empty[1].items == ()
    assert city.reading.partner_page("energy", "en") is None
    assert city.reading.topic_page("leeds", "en") is None


def test_how_much_there_is_about_each(city: City) -> None:
    """Partners and topics stand in the order of the settings, with the number of entries and the newest one's date."""
    espoo, leeds = city.add_partner("espoo"), city.add_partner("leeds")
    energy, sport = city.add_topic("energy"), city.add_topic("sport")
    for key in add(city, 1, 5, 3):
        city.tag(key, leeds, sport)
    forgotten = city.add_entry(source_id="gone")
    city.tag(forgotten, leeds, energy)
    city.remove_source("gone")
    assert [(one.of, one.entries, one.newest) for one in city.reading.partners()] == [
        (espoo, 0, None), (leeds, 3, NOON + 5 * MINUTE),
    ]  # fmt: skip
    assert [(one.of, one.entries, one.newest) for one in city.reading.topics()] == [
        (energy, 0, None), (sport, 3, NOON + 5 * MINUTE),
    ]  # fmt: skip


def test_months_are_of_the_zone(city: City) -> None:
    """A month begins at midnight in the zone of the site, in summer and in winter time; empty ones are left out."""
    moments = [
        datetime(2026, 10, 31, 21, 59, 59, tzinfo=UTC), datetime(2026, 10, 31, 22, tzinfo=UTC),  # winter, UTC+2
        datetime(2026, 6, 30, 20, 59, 59, tzinfo=UTC), datetime(2026, 6, 30, 21, tzinfo=UTC),  # summer, UTC+3
        datetime(2024, 12, 31, 21, 59, 59, tzinfo=UTC), datetime(2024, 12, 31, 22, tzinfo=UTC),
    ]  # fmt: skip
    for moment in moments:
        city.add_entry(f"{moment:%d.%m %H:%M}", published=moment)
    city.alert(city.add_entry("Тривога", published=moments[0]))
    found = [(month.first, month.entries) for month in city.reading.months()]
    assert found == [
        (date(2026, 11, 1), 1), (date(2026, 10, 1), 2), (date(2026, 7, 1), 1), (date(2026, 6, 1), 1),
        (date(2025, 1, 1), 1), (date(2024, 12, 1), 1),
    ]  # fmt: skip
    for first, number in found:
        page = city.reading.month_page(first, "en")
        assert page is not None and len(page.items) == number
    city.timezone = "Pacific/Auckland"
    assert [month.first for month in city.reading.months()][:2] == [date(2026, 11, 1), date(2026, 7, 1)]


@pytest.mark.parametrize("first", [date(2026, 9, 1), date(2026, 11, 1), date(1, 1, 1), date(9999, 12, 1)])
def test_month_with_nothing_in_it(city: City, first: date) -> None:
    """It has no page, whatever month it is."""
    add(city, 1)
    assert city.reading.month_page(first, "en") is None


def test_pages_of_a_month(city: City) -> None:
    """They are of that month to the last one."""
    city.page_size = 2
    for day in range(1, 32):
        city.add_entry(f"{day}.10", published=datetime(2026, 10, day, 12, tzinfo=UTC))
        city.add_entry(f"{day}.08", published=datetime(2026, 8, day, 12, tzinfo=UTC))
    seen = all_titles(lambda before: city.reading.month_page(date(2026, 10, 1), "en", before))
    assert seen == [f"{day}.10" for day in reversed(range(1, 32))]


# --- cursors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cursor",
    ["x", "-", "1-", "-1", "1-xyz", f"{10**15}-{'0' * 16}", f"1-{'0' * 15}", f"1-{'0' * 16}\n", f"1-{'G' * 16}",
     f"--1-{'0' * 16}", f"١-{'0' * 16}", f"1.5-{'0' * 16}", f"999999999999999-{'0' * 16}"],
)  # fmt: skip
def test_bad_cursors(city: City, cursor: str) -> None:
    """A cursor that we did not give is an error that says so, on every kind of page."""
    city.add_source()
    city.add_partner("leeds")
    city.add_topic("energy")
    reading = city.reading
    for ask in (
        lambda: reading.front("en", cursor),
        lambda: reading.alerts("en", cursor),
        lambda: reading.source_page("city", "en", cursor),
        lambda: reading.partner_page("leeds", "en", cursor),
        lambda: reading.topic_page("energy", "en", cursor),
        lambda: reading.month_page(date(2026, 10, 1), "en", cursor),
    ):
        with pytest.raises(ValueError, match="no cursor"):
            ask()


@given(text=st.text() | st.from_regex(r"-?[0-9]{1,20}-[0-9a-f]{14,17}", fullmatch=True))
def test_any_cursor(text: str) -> None:
    """Any text is a cursor or a ValueError, nothing else."""
    try:
        moment, key = read_cursor(text)
    except ValueError:
        return
    assert read_cursor(cursor_of(entry(1, key=key, published=moment))) == (moment, key)


# --- languages -------------------------------------------------------------------------------------------------------


def test_states(city: City) -> None:
    """Each entry stands with its state for readers, and with its translation only while that fits."""
    fine, failed, stale, *_ = add(city, 5, 4, 3, 2)
    city.add_entry("English", language="en", published=NOON)
    city.translate(fine, "News")
    city.translate(failed, "", State.FAILED, content="", reason="engine down")
    city.translate(stale, "Old news")
    city.change(stale, fingerprint="another")
    shown = [(row.lead.state, row.lead.translation) for row in city.reading.front("en").items]
    assert [state for state, _ in shown] == [
        State.TRANSLATED, State.FAILED, State.PENDING, State.PENDING, State.NOT_NEEDED,
    ]  # fmt: skip
    titles_of = [translation.title if translation else None for _, translation in shown]
    assert titles_of == ["News", "", None, None, None]


def test_readers_of_ukrainian(city: City) -> None:
    """They are shown translations into Ukrainian where the site makes them, else those into its main language."""
    ours = city.add_entry("Новина")
    theirs = city.add_entry("News from Leeds", language="en", published=NOON - MINUTE)
    city.translate(ours, "News")

    def seen(ui: str) -> list[tuple[State, str | None]]:
        views = [row.lead for row in city.reading.front(ui).items]
        return [(view.state, view.translation.title if view.translation else None) for view in views]

    assert seen("en") == seen("uk") == [(State.TRANSLATED, "News"), (State.NOT_NEEDED, None)]
    city.add_pair("en", "uk")
    assert seen("uk") == [(State.NOT_NEEDED, None), (State.PENDING, None)]
    city.translate(theirs, "Новини з Лідса", language="uk")
    assert seen("uk") == [(State.NOT_NEEDED, None), (State.TRANSLATED, "Новини з Лідса")]
    assert seen("en") == [(State.TRANSLATED, "News"), (State.NOT_NEEDED, None)]


def test_alerts_in_the_readers_language(city: City) -> None:
    """An alert is called by its title in Ukrainian where there is one; one whose rule is gone, by its id."""
    city.alert(city.add_entry("Тривога"), "Air raid", "Повітряна тривога")
    city.alert(city.add_entry("Вода", published=NOON - MINUTE), "No water")
    city.change(city.add_entry("Газ", published=NOON - 2 * MINUTE), alert="gas")
    for ui, called in (("en", ["Air raid", "No water", "gas"]), ("uk", ["Повітряна тривога", "No water", "gas"])):
        assert [row.lead.alert for row in city.reading.alerts(ui).items] == called
        assert [view.alert for view in city.reading.open_alerts(ui)] == called[:2]


def test_open_alerts(city: City) -> None:
    """They hold: neither ended, nor all-clears, nor older than their rule lets them be; at most five are told."""
    for number in range(7):
        city.alert(city.add_entry(f"{number}", published=NOON - number * MINUTE))
    city.alert(city.add_entry("ended"), closed=NOON)
    city.alert(city.add_entry("clear"), all_clear=True)
    city.alert(city.add_entry("old", published=NOON - timedelta(hours=13)))
    assert [view.entry.title for view in city.reading.open_alerts("en")] == ["0", "1", "2", "3", "4"]
    opened = {row.lead.entry.title for row in city.reading.alerts("en").items if row.lead.open}
    assert opened == {str(number) for number in range(7)}


def test_moment_of_the_question(city: City) -> None:
    """Whether an alert holds is asked of the clock each time."""
    city.alert(city.add_entry())
    reading = city.reading
    assert len(reading.open_alerts("en")) == 1
    city.now += timedelta(hours=12)
    assert (reading.open_alerts("en"), reading.alerts("en").items[0].lead.open) == ((), False)


def test_settings_of_a_reader_stay(city: City) -> None:
    """A read side is of the settings that it was made with."""
    city.add_entry("Новина")
    before = city.reading
    city.site = replace(city.site, title="Renamed")
    city.remove_source("city")
    assert (titles(before.front("en")), before.site.title) == (["Новина"], "Kharkiv in the world")
    assert titles(city.reading.front("en")) == []
