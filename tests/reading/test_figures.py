"""Figures: the status, the site map, and the documents that are served as they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.model import EngineBudget, Pair, SourceState, State
from feeds.service import Service
from feeds.store import publication
from tests.jobs.city import City as TomlCity
from tests.store.rows import entry, store
from tests.webapp.city import NOON, City

DAY = timedelta(days=1)


def test_status_of_an_empty_city(city: City) -> None:
    """Before anything was asked, all is nothing."""
    city.add_source("city")
    city.add_source("off", enabled=False)
    status = city.reading.status()
    assert [(row.source.id, row.state, row.entries, row.newest, row.days) for row in status.sources] == [
        ("city", None, 0, None, (0,) * 30), ("off", None, 0, None, (0,) * 30),
    ]  # fmt: skip
    assert (status.last_refresh, set(status.translations.values()), status.reasons) == (None, {0}, ())
    assert status.budgets == (EngineBudget("google", 0, 0, 500_000, None),)


def test_status(city: City) -> None:
    """It counts entries by source and by state, and names what is in the way of translations."""
    city.add_source("metro")
    city.check("metro", last_error="timed out", failures=2)
    one, two = city.add_entry(published=NOON - DAY), city.add_entry()
    city.add_entry(source_id="metro", published=NOON - 2 * DAY)
    city.translate(one)
    city.translate(two, state=State.FAILED, reason="engine down")
    forgotten = city.add_entry(source_id="gone")
    city.translate(forgotten, state=State.FAILED, reason="of a source that is gone")
    city.remove_source("gone")
    status = city.reading.status()
    assert [(row.source.id, row.entries, row.newest) for row in status.sources] == [
        ("metro", 1, NOON - 2 * DAY), ("city", 2, NOON),
    ]  # fmt: skip
    url = "https://metro.example/rss"
    assert status.sources[0].state == SourceState("metro", url, last_checked=NOON, last_error="timed out", failures=2)
    assert {state: number for state, number in status.translations.items() if number} == {
        State.TRANSLATED: 1, State.FAILED: 1, State.PENDING: 1,
    }  # fmt: skip
    assert (status.reasons, status.last_refresh) == ((("engine down", 1),), NOON)


def test_days(city: City) -> None:
    """Thirty days of the zone of the site, today last, by source; what is older or still to come is on none."""
    midnight = datetime(2026, 10, 20, 21, tzinfo=UTC)  # in Kyiv, in summer time
    second = timedelta(seconds=1)
    for moment in (midnight - second, midnight, midnight + DAY - second, midnight + DAY):
        city.add_entry(published=moment)
    for moment in (midnight - 29 * DAY, midnight - 29 * DAY - second):
        city.add_entry(published=moment, source_id="metro")
    council, metro = (row.days for row in city.reading.status().sources)
    assert (council, metro) == ((0,) * 28 + (1, 2), (1,) + (0,) * 29)


def test_day_of_25_hours(city: City) -> None:
    """The day on which summer time ends has an hour more."""
    for hour in range(26):
        city.add_entry(published=datetime(2026, 10, 24, 21, tzinfo=UTC) + timedelta(hours=hour))
    city.now = datetime(2026, 10, 26, 12, tzinfo=UTC)
    assert city.reading.status().sources[0].days[-2:] == (25, 1)


def test_budgets(city: City) -> None:
    """Of each engine that any pair asks: what it was sent today and this month (UTC), and its caps."""
    city.pairs = (Pair("uk", "en", ("memory", "google")), Pair("uk", "pl", ("deepl", "google")))
    for engine, characters, when in (
        ("google", 1000, NOON), ("google", 200, NOON - DAY), ("google", 30, datetime(2026, 9, 30, tzinfo=UTC)),
        ("deepl", 4, NOON), ("mymemory", 5, NOON), ("memory", 6, NOON),
    ):  # fmt: skip
        city.spend(engine, characters, when)
    assert city.reading.status().budgets == (
        EngineBudget("google", 1000, 1200, 500_000, None), EngineBudget("deepl", 4, 4, None, 500_000),
    )  # fmt: skip
    city.now = datetime(2026, 10, 31, 23, tzinfo=UTC)  # in Kyiv it is November
    assert [(one.today, one.month) for one in city.reading.status().budgets] == [(0, 1200), (0, 4)]


def test_site_map(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that can be read, newest first, with the later one of its own change and its newest translation's."""
    plain = city.add_entry(published=NOON, updated=NOON + 2 * DAY)
    later, before = (city.add_entry(published=NOON - number * DAY, updated=NOON) for number in (1, 2))
    city.translate(later, updated=NOON + DAY)
    city.translate(later, language="pl", updated=NOON + DAY / 2)
    city.translate(before, updated=NOON - DAY)
    city.add_entry(source_id="gone")
    city.remove_source("gone")
    assert [(one.key, one.updated) for one in city.reading.dated_entries()] == [
        (plain, NOON + 2 * DAY), (later, NOON + DAY), (before, NOON),
    ]  # fmt: skip
    monkeypatch.setattr("feeds.reading.asking._ADDRESSES", 2)
    assert [one.key for one in city.reading.dated_entries()] == [plain, later]


def test_documents(tmp_path: Path) -> None:
    """Published documents are there by path, and the version moves with them."""
    given = TomlCity(tmp_path)
    given.add("city", "https://city.example/feed")
    with given.open() as service:
        assert service.publish() == 10
        reading = service.reading
        assert set(reading.renderings()) == set(service.renderings())
        path, document = next(iter(reading.renderings().items()))
        assert (reading.rendering(path), reading.rendering("/none")) == (document, None)
        before = reading.version()
        store(service.database, entry(1))
        service.publish()
        assert reading.version() == before + 1


def test_as_of_another_moment(tmp_path: Path) -> None:
    """Of a snapshot the same is asked as by another clock."""
    given = TomlCity(tmp_path)
    given.add("city", "https://city.example/feed")
    with given.open() as service:
        store(service.database, entry(1, published=NOON - DAY))
        assert _today(service, NOON) == 0
        assert _today(service, NOON - DAY) == 1


def _today(service: Service, moment: datetime) -> int:
    return service.reading_of(service.database, lambda: moment).status().sources[0].days[-1]


def test_refresh_is_remembered(city: City) -> None:
    """The status tells when the last whole refresh ended."""
    with city.database.write() as connection:
        publication.note_refresh(connection, NOON - DAY)
    assert city.reading.status().last_refresh == NOON - DAY


def test_database_that_cannot_be_read(city: City) -> None:
    """Whatever is asked then is an error of ours; when it can be read again, so can the news."""
    key = city.add_entry()
    city.locked = True
    reading = city.reading
    for ask in (lambda: reading.front("en"), lambda: reading.entry(key, "en"), reading.status, reading.version):
        with pytest.raises(StoreError, match="is no SQLite database"):
            ask()
    assert reading.editions() == ()
    city.locked = False
    assert reading.entry(key, "en") is not None
