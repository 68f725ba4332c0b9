"""What was sent, booked by day and engine, and the caps that nothing passes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.store.database import Database, open_sqlite
from feeds.store.spending import SAVED, Caps, Purse, Spent, Total, give_back, note_saved, reserve, spent, totals

DAY = date(2026, 11, 22)
KYIV = timezone(timedelta(hours=2))


def book(
    database: Database, characters: int, day: date = DAY, *, engine: str = "google",
    per_day: int | None = None, per_month: int | None = None,
) -> bool:  # fmt: skip
    """One request with one unit."""
    with database.write() as connection:
        return reserve(connection, engine, 1, 1, characters, day, per_day, per_month)


def used(database: Database, day: date = DAY, engine: str = "google") -> tuple[int, int]:
    """Characters of the day and of its month."""
    with database.read() as connection:
        found = spent(connection, engine, day)
    return found.day_characters, found.month_characters


# --- booking --------------------------------------------------------------------------------------------------------


def test_a_day(database: Database) -> None:
    """A day's cap can be used to the last character, and not passed by one; the next day begins anew."""
    assert used(database) == (0, 0)
    assert book(database, 60, per_day=100)
    assert not book(database, 41, per_day=100)
    assert used(database) == (60, 60)
    assert book(database, 40, per_day=100)
    assert not book(database, 1, per_day=100)
    assert book(database, 100, DAY + timedelta(1), per_day=100)
    assert used(database) == (100, 200)
    assert used(database, DAY + timedelta(1)) == (100, 200)


def test_a_month(database: Database) -> None:
    """A month's cap is that of the calendar month, from its first day to its last, whatever the days had."""
    assert book(database, 10, date(2026, 10, 31), per_month=100)
    assert book(database, 50, date(2026, 11, 1), per_month=100)
    assert book(database, 50, date(2026, 11, 30), per_month=100)
    assert not book(database, 1, date(2026, 11, 15), per_month=100)
    assert book(database, 100, date(2026, 12, 1), per_month=100)
    assert used(database, date(2026, 11, 30)) == (50, 100)
    assert used(database, date(2025, 11, 30)) == (0, 0)


def test_both(database: Database) -> None:
    """Both caps hold at once; a request that is refused books nothing, no matter which refused it."""
    assert not book(database, 11, per_day=10, per_month=100)
    assert not book(database, 11, per_day=100, per_month=10)
    assert used(database) == (0, 0)
    assert book(database, 10, per_day=10, per_month=10)
    with database.read() as connection:
        assert totals(connection) == [Total("google", 1, 1, 10)]


def test_engines_have_their_own(database: Database) -> None:
    """What one engine is sent takes nothing from another."""
    assert book(database, 10, per_day=10)
    assert book(database, 10, engine="deepl", per_day=10)
    assert not book(database, 1, engine="deepl", per_day=10)


def test_no_cap(database: Database) -> None:
    """Without caps everything is booked all the same, for whoever sets one later."""
    assert book(database, 10**9)
    assert not book(database, 1, per_day=500_000)


def test_nothing_allowed(database: Database) -> None:
    """A cap of nothing lets nothing through."""
    assert not book(database, 1, per_day=0)
    assert not book(database, 1, per_month=0)


def test_given_back(database: Database) -> None:
    """What was surely not sent can be used again, by that engine on that day; never more than was booked."""
    book(database, 60, engine="deepl")
    book(database, 60)
    with database.write() as connection:
        give_back(connection, "google", 1, 1, 40, DAY)
    assert used(database) == (20, 20)
    with database.write() as connection:
        give_back(connection, "google", 5, 5, 500, DAY)
        give_back(connection, "argos", 1, 1, 1, DAY)
        give_back(connection, "google", 1, 1, 1, DAY + timedelta(1))
    with database.read() as connection:
        assert totals(connection) == [Total("deepl", 1, 1, 60)]


def test_what_is_rolled_back_is_not_spent(database: Database) -> None:
    """A transaction that fails has booked nothing."""

    def fails() -> None:
        with database.write() as connection:
            assert reserve(connection, "google", 1, 1, 60, DAY, 100, None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert used(database) == (0, 0)


def test_totals(database: Database) -> None:
    """Engines are summed up since a day or ever, and so is what the memory saved."""
    book(database, 10, date(2026, 10, 31))
    book(database, 20, date(2026, 11, 1))
    book(database, 30)
    book(database, 5, engine="deepl")
    with database.write() as connection:
        note_saved(connection, 3, 300, DAY)
        note_saved(connection, 1, 50, date(2026, 11, 1))
    with database.read() as connection:
        assert totals(connection) == [Total("deepl", 1, 1, 5), Total("google", 3, 3, 60), Total(SAVED, 0, 4, 350)]
        assert totals(connection, DAY.replace(day=1))[1:] == [Total("google", 2, 2, 50), Total(SAVED, 0, 4, 350)]
        assert totals(connection, DAY)[1:] == [Total("google", 1, 1, 30), Total(SAVED, 0, 3, 300)]
        assert totals(connection, DAY + timedelta(1)) == []


amounts = st.integers(0, 60)
moments = st.dates(date(2026, 10, 28), date(2026, 12, 3))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(moments, amounts), max_size=25), st.none() | amounts, st.none() | st.integers(0, 200))
def test_no_order_of_requests_passes_a_cap(
    requests: list[tuple[date, int]], per_day: int | None, per_month: int | None
) -> None:
    """Exactly what fits is booked, in whatever order days and amounts come."""
    database = Database("sqlite://")
    database.migrate()
    days: dict[date, int] = {}
    for day, amount in requests:
        month = sum(of for one, of in days.items() if (one.year, one.month) == (day.year, day.month))
        fits = (per_day is None or days.get(day, 0) + amount <= per_day) and (
            per_month is None or month + amount <= per_month
        )
        assert book(database, amount, day, per_day=per_day, per_month=per_month) == fits
        if fits:
            days[day] = days.get(day, 0) + amount
    for day, amount in days.items():
        assert used(database, day)[0] == amount
    database.close()


# --- the purse ------------------------------------------------------------------------------------------------------


class Clock:
    """A clock that somebody sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """On 22 November 2026."""
    return Clock()


def purse(database: Database, clock: Clock, **caps: int) -> Purse:
    """One for Google alone."""
    return Purse(database, clock, {"google": Caps(**caps)})


def pay(one: Purse, characters: int, *, first: bool = True, engine: str = "google") -> str | None:
    """For one request with two units."""
    return one.pay(engine, 1, 2, characters, first=first)


def test_paying(database: Database, clock: Clock) -> None:
    """What is paid is booked on the day of the clock in UTC, requests and units as well."""
    clock.now = datetime(2026, 11, 23, 1, 0, tzinfo=KYIV)
    assert pay(purse(database, clock, per_day=500), 100) is None
    with database.read() as connection:
        assert totals(connection, DAY) == [Total("google", 1, 2, 100)]
        assert spent(connection, "google", DAY) == Spent(100, 100)


def test_a_day_that_is_spent(database: Database, clock: Clock) -> None:
    """Who is refused hears why and until when, and it is so in another process, too; at midnight UTC there is more."""
    one = purse(database, clock, per_day=500_000, per_month=2_000_000)
    assert pay(one, 499_000) is None
    assert one.resumes("google") is None
    said = "google: the 500,000 characters of 2026-11-22 are spent; more at 00:00 UTC"
    assert pay(one, 2_000) == said
    assert one.resumes("google") == datetime(2026, 11, 23, tzinfo=UTC)
    assert pay(purse(database, clock, per_day=500_000), 2_000) == said
    assert pay(one, 1_000) is None
    clock.now = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert one.resumes("google") is None
    assert pay(one, 2_000) is None


def test_a_month_that_is_spent(database: Database, clock: Clock) -> None:
    """A month that is spent lasts longer than its day: the first of the next month is named."""
    one = purse(database, clock, per_day=100, per_month=100)
    assert pay(one, 100) is None
    assert pay(one, 1) == "google: the 100 characters of 2026-11 are spent; more at 2026-12-01 00:00 UTC"
    assert one.resumes("google") == datetime(2026, 12, 1, tzinfo=UTC)
    clock.now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert pay(one, 100) is None
    assert "more at 2027-01-01 00:00 UTC" in (pay(one, 1) or "")


def test_titles_and_alerts_go_first(database: Database, clock: Clock) -> None:
    """Of each cap a fifth is kept for what is first, however much there is of the rest."""
    one = purse(database, clock, per_day=1000)
    assert pay(one, 800, first=False) is None
    assert pay(one, 1, first=False) == (
        "google: of the 1,000 characters of 2026-11-22 only those kept for titles and alerts are left; "
        "more at 00:00 UTC"
    )
    assert pay(one, 199) is None
    assert pay(one, 2, first=False) == "google: the 1,000 characters of 2026-11-22 are spent; more at 00:00 UTC"
    assert one.resumes("google") == datetime(2026, 11, 23, tzinfo=UTC)
    assert pay(one, 1) is None
    assert pay(one, 1) is not None


def test_what_never_fits(database: Database, clock: Clock) -> None:
    """More at once than a whole cap allows is no matter of waiting: the setting to change is named."""
    one = purse(database, clock, per_day=1000, per_month=0)
    assert pay(one, 1) == (
        "google: 1 characters at once are more than the 0 a month; see characters_per_month in visnyk.toml"
    )
    assert one.resumes("google") is None
    alone = purse(database, clock, per_day=1000)
    assert "more than the 800 a day" in (alone.pay("google", 1, 1, 801, False) or "")
    assert alone.resumes("google") is None


def test_what_fits_one_by_one(database: Database, clock: Clock) -> None:
    """Several units that are together more than a whole cap are each a matter of waiting."""
    one = purse(database, clock, per_day=1000)
    assert (one.pay("google", 1, 2, 801, False) or "").endswith("are left; more at 00:00 UTC")
    assert one.resumes("google") == datetime(2026, 11, 23, tzinfo=UTC)


def test_no_cap_is_known(database: Database, clock: Clock) -> None:
    """An engine without caps is never refused anything, and all is booked."""
    one = purse(database, clock)
    assert pay(one, 10**8, first=False) is None
    assert pay(one, 10**8, engine="argos", first=False) is None
    assert used(database) == (10**8, 10**8)


def test_room(database: Database, clock: Clock) -> None:
    """What is left is told to the character, of the cap that leaves less; what fits into it is paid."""
    one = purse(database, clock, per_day=1000, per_month=1100)
    assert (one.room("google", True), one.room("google", False)) == (1000, 800)
    assert pay(one, 850) is None
    assert (one.room("google", True), one.room("google", False)) == (150, 0)
    clock.now += timedelta(days=1)
    assert (one.room("google", True), one.room("google", False)) == (250, 30)
    assert pay(one, 31, first=False) is not None
    assert pay(one, 30, first=False) is None
    assert one.room("argos", False) > 10**12


def test_what_was_not_sent(database: Database, clock: Clock) -> None:
    """What was paid today and not sent is given back; of what may have been paid yesterday, nothing is."""
    one = purse(database, clock, per_day=100)
    before = clock()
    assert pay(one, 100) is None
    one.give_back("google", 1, 2, 100, since=before)
    assert used(database) == (0, 0)
    assert pay(one, 100) is None
    clock.now += timedelta(hours=6)
    assert pay(one, 50) is None
    one.give_back("google", 1, 2, 100, since=before)
    assert (used(database)[0], used(database, DAY + timedelta(1))[0]) == (100, 50)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """One database, opened twice."""
    databases = open_sqlite(tmp_path / "visnyk.sqlite"), open_sqlite(tmp_path / "visnyk.sqlite")
    yield databases
    for database in databases:
        database.close()


def test_two_purses_share_a_cap(two: tuple[Database, Database], clock: Clock) -> None:
    """Two of them in turn use up one cap together."""
    purses = [purse(database, clock, per_day=100) for database in two]
    assert [pay(purses[turn % 2], 30) is None for turn in range(5)] == [True, True, True, False, False]
    assert used(two[0]) == (90, 90)
