"""The read side: pages, cursors, figures, each from one picture of the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import feeds.reading
from feeds.model import Page, SourceState, State
from feeds.reading import Reading
from feeds.service import Service
from feeds.store import publication
from feeds.store.sources import save_state
from tests.jobs.city import City
from tests.store.rows import NOON, entry, store, translate, translation


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A Visnyk with two sources and a third that is switched off; nothing is asked."""
    city = City(tmp_path)
    for name in ("city", "metro"):
        city.add(name, f"https://{name}.example/feed")
    city.add("off", "https://off.example/feed", enabled=False)
    with city.open() as opened:
        yield opened


@pytest.fixture
def reading(service: Service) -> Reading:
    """Its read side."""
    return service.reading


def titles(page: Page) -> list[str]:
    """What a reader sees."""
    return [view.entry.title for view in page.items]


def all_titles(reading: Reading, source: str | None = None) -> list[str]:
    """What a reader sees who goes on to the last page."""
    seen: list[str] = []
    cursor: str | None = None
    while True:
        found = reading.front(cursor) if source is None else reading.source_page(source, cursor)
        assert found is not None
        page = found if isinstance(found, Page) else found[1]
        seen += titles(page)
        cursor = page.older
        if cursor is None:
            return seen


def test_site(reading: Reading) -> None:
    """The publisher, its language and its zone are those of the settings."""
    assert (reading.site.title, reading.target, reading.timezone) == ("Kharkiv", "en", "Europe/Kyiv")
    assert [edition.id for edition in reading.editions()] == ["all-en", "all-original", "both"]


def test_empty(reading: Reading) -> None:
    """Before the first refresh everything is empty, and nothing fails."""
    assert reading.front() == Page((), None)
    assert reading.entry("0" * 16) is None
    assert (reading.version(), reading.renderings()) == (0, {})
    status = reading.status()
    assert [(row.source.id, row.state, row.entries, row.newest) for row in status.sources] == [
        ("city", None, 0, None), ("metro", None, 0, None), ("off", None, 0, None),
    ]  # fmt: skip
    assert (status.last_refresh, set(status.translations.values()), status.reasons) == (None, {0}, ())


def test_pages(service: Service, reading: Reading) -> None:
    """Every entry is on exactly one page, newest first, and the last page says that it is the last."""
    count = 2 * feeds.reading.PAGE_SIZE + 5
    store(service.database, *(entry(number) for number in range(count)))
    first = reading.front()
    assert len(first.items) == feeds.reading.PAGE_SIZE
    assert first.older is not None
    assert all_titles(reading) == [f"Новина {number}" for number in reversed(range(count))]


def test_page_that_is_just_full(service: Service, reading: Reading) -> None:
    """A page that holds all there is has no next one."""
    store(service.database, *(entry(number) for number in range(feeds.reading.PAGE_SIZE)))
    assert reading.front().older is None


def test_equal_moments(service: Service, reading: Reading) -> None:
    """Entries of one second, or of one moment, are each on one page, also where a page ends among them."""
    within = [entry(number, published=NOON + timedelta(milliseconds=10 * (number // 2))) for number in range(90)]
    store(service.database, *within)
    seen = all_titles(reading)
    assert len(seen) == len(set(seen)) == 90


def test_moments_long_ago(service: Service, reading: Reading) -> None:
    """Dates before 1970 are dates as well."""
    old = [entry(number, published=NOON - timedelta(days=40_000 + number)) for number in range(40)]
    store(service.database, *old)
    assert len(set(all_titles(reading))) == 40


def test_news_between_two_pages(service: Service, reading: Reading) -> None:
    """What comes in while somebody reads moves nothing: no entry is shown twice, none is left out."""
    store(service.database, *(entry(number) for number in range(100, 180)))
    first = reading.front()
    store(service.database, *(entry(number) for number in range(180, 220)))
    rest = titles(reading.front(first.older))
    assert titles(first) + rest == [f"Новина {number}" for number in reversed(range(120, 180))]


def test_sources_have_pages(service: Service, reading: Reading) -> None:
    """A source shows its own entries alone; one that is not configured has no page, and its entries are nowhere."""
    store(service.database, entry(1), entry(2, source_id="metro"), entry(3, source_id="removed"), entry(4))
    assert all_titles(reading) == ["Новина 4", "Новина 2", "Новина 1"]
    assert all_titles(reading, "city") == ["Новина 4", "Новина 1"]
    assert all_titles(reading, "off") == []
    assert reading.source_page("removed") is None
    assert reading.entry(entry(3).key) is None


@pytest.mark.parametrize(
    "cursor",
    ["x", "-", "1-", "-1", "1-xyz", f"{10**15}-{'0' * 16}", f"1-{'0' * 15}", f"1-{'0' * 16}\n", f"1-{'G' * 16}",
     f"--1-{'0' * 16}", f"١-{'0' * 16}", f"1.5-{'0' * 16}", f"999999999999999-{'0' * 16}"],
)  # fmt: skip
def test_bad_cursors(reading: Reading, cursor: str) -> None:
    """A cursor that we did not give is an error that says so, on every kind of page."""
    with pytest.raises(ValueError, match="no cursor"):
        reading.front(cursor)
    with pytest.raises(ValueError, match="no cursor"):
        reading.source_page("city", cursor)


@given(text=st.text() | st.from_regex(r"-?[0-9]{1,20}-[0-9a-f]{14,17}", fullmatch=True))
def test_any_cursor(text: str) -> None:
    """Any text is a cursor or a ValueError, nothing else."""
    try:
        moment, key = feeds.reading._read_cursor(text)
    except ValueError:
        return
    again = feeds.reading._cursor(entry(1, key=key, published=moment))
    assert feeds.reading._read_cursor(again) == (moment, key)


def test_states(service: Service, reading: Reading) -> None:
    """Each entry stands with its state for readers, and with its translation only while that fits."""
    store(service.database, *(entry(number) for number in range(4)), entry(4, language="en"))
    fitting, failed, stale = (translation(entry(number)) for number in (0, 1, 2))
    failed = translation(entry(1), State.FAILED, title="", content="", reason="engine down")
    stale = translation(entry(2), fingerprint="older")
    translate(service.database, fitting, failed, stale)
    views = {view.entry.title: (view.state, view.translation) for view in reading.front().items}
    assert views == {
        "Новина 0": (State.TRANSLATED, fitting), "Новина 1": (State.FAILED, failed),
        "Новина 2": (State.PENDING, None), "Новина 3": (State.PENDING, None), "Новина 4": (State.NOT_NEEDED, None),
    }  # fmt: skip
    one = reading.entry(entry(0).key)
    assert one is not None
    assert (one.entry, one.source.id, one.state, one.translation) == (entry(0), "city", State.TRANSLATED, fitting)


def test_status(service: Service, reading: Reading) -> None:
    """The status counts entries by source and by state, and names what is in the way of translations."""
    store(service.database, entry(1), entry(2), entry(3, source_id="metro"), entry(9, source_id="removed"))
    translate(service.database, translation(entry(1)), translation(entry(2), State.FAILED, reason="engine down"))
    checked = SourceState("metro", "https://metro.example/feed", last_error="timed out", failures=2)
    with service.database.write() as connection:
        save_state(connection, checked)
        publication.note_refresh(connection, NOON)
    status = reading.status()
    assert [(row.source.id, row.entries, row.newest) for row in status.sources] == [
        ("city", 2, entry(2).published), ("metro", 1, entry(3).published), ("off", 0, None),
    ]  # fmt: skip
    assert [row.state for row in status.sources] == [
        SourceState("city", "https://city.example/feed"), checked, None,
    ]  # fmt: skip
    assert {state: number for state, number in status.translations.items() if number} == {
        State.TRANSLATED: 1, State.FAILED: 1, State.PENDING: 1,
    }  # fmt: skip
    assert (status.reasons, status.last_refresh) == ((("engine down", 1),), NOON)


def test_documents(service: Service, reading: Reading) -> None:
    """Published documents are there by path, and the version moves with them."""
    assert service.publish() == 10
    assert set(reading.renderings()) == set(service.renderings())
    before = reading.version()
    store(service.database, entry(1))
    service.publish()
    assert reading.version() == before + 1
