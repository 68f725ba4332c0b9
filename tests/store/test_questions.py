"""What goes into the database comes out again, and its questions agree with the rules that pages follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from feeds.editions.context import state_of
from feeds.errors import StoreError
from feeds.ingest.decide import Decision, Known
from feeds.model import Enclosure, Entry, FeedInfo, Person, SourceState, State, Translation
from feeds.store import publication, translations, viewing
from feeds.store.database import Database
from feeds.store.queries import newest_keys
from feeds.store.sources import (
    apply,
    known_entries,
    load_states,
    save_state,
    save_unchanged,
    sources_with_entries,
)

from .rows import NOON, entry, store, translate, translation

FULL = entry(
    1,
    guid=None,
    link=None,
    summary="<p>Коротко</p>",
    authors=(Person("Олена", "https://a.example", "o@a.example"), Person("Іван")),
    categories=("Транспорт", "Місто"),
    enclosures=(Enclosure("https://a.example/map.pdf", "application/pdf", 3), Enclosure("https://a.example/x")),
)
INFO = FeedInfo(
    "Місто", "urn:x", "https://city.example/", "https://city.example/feed", "uk", "CC BY", "Новини",
    NOON, (Person("Рада"),),
)  # fmt: skip
KNOWN = SourceState(
    "city", "https://city.example/feed", location="https://city.example/new", etag='"1"', last_modified="Sun",
    body_hash="h", info=INFO, last_checked=NOON, last_success=NOON, last_error="oops", error_code="timeout",
    warning="odd", failures=3, next_due=NOON, not_before=NOON, retired=True,
)  # fmt: skip


def all_entries(database: Database, language: str = "en") -> list[tuple[Entry, Translation | None]]:
    """Everything of the source ``city``, newest first."""
    with database.read() as connection:
        return viewing.newest_entries(connection, ["city"], language, None, 1000)


# --- sources and entries --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [KNOWN, SourceState("city", "https://city.example/feed")], ids=["full", "new"])
def test_state_comes_back(database: Database, state: SourceState) -> None:
    """Everything that is remembered of a source comes back as it was, whether it was known or not."""
    for version in (SourceState("city", "https://old.example"), state, state):
        with database.write() as connection:
            save_state(connection, version)
    with database.read() as connection:
        assert load_states(connection) == {"city": state}


def test_unchanged_states_come_back(database: Database) -> None:
    """States that are written together are each their own."""
    names = [f"s{number}" for number in range(5)]
    with database.write() as connection:
        for name in names:
            save_state(connection, SourceState(name, "https://x.example"))
    after = {name: replace(KNOWN, source_id=name, failures=number) for number, name in enumerate(names)}
    with database.write() as connection:
        save_unchanged(connection, list(after.values()))
    with database.read() as connection:
        assert load_states(connection) == after


def test_entry_comes_back(database: Database) -> None:
    """Every field of an entry comes back as it was, and a change replaces all but the key."""
    store(database, FULL, entry(2))
    assert all_entries(database) == [(entry(2), None), (FULL, None)]
    changed = replace(FULL, title="Інша", guid="new", authors=(), published=NOON - timedelta(days=1))
    with database.write() as connection:
        apply(connection, KNOWN, Decision(changed=(changed,)))
    assert all_entries(database) == [(entry(2), None), (changed, None)]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moment=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)))
def test_moments(database: Database, moment: datetime) -> None:
    """Any moment comes back to the millisecond, in UTC."""
    with database.write() as connection:
        save_state(connection, SourceState("s", "u", last_checked=moment))
    with database.read() as connection:
        stored = load_states(connection)["s"].last_checked
    assert stored is not None
    assert abs(stored - moment) <= timedelta(microseconds=1000)
    assert stored.tzinfo is UTC


def test_zone_is_left_aside(database: Database) -> None:
    """A moment told in another zone is the same moment."""
    kyiv = NOON.astimezone(timezone(timedelta(hours=2)))
    store(database, entry(1, published=kyiv))
    assert all_entries(database)[0][0].published == NOON


def test_known_entries(database: Database) -> None:
    """Entries are found by guid, by link or by key, each once, within their source, however many are asked for."""
    store(database, *(entry(number) for number in range(700)), entry(900, source_id="other"))
    with database.read() as connection:
        guids = [f"g{number}" for number in range(1, 650)] + ["g900"]
        found = known_entries(connection, "city", guids, ["https://city.example/1", "none"], [f"{0:016x}"])
        assert {one.key for one in found} == {f"{number:016x}" for number in range(650)}
        assert len(found) == 650
        first = next(one for one in found if one.key == f"{0:016x}")
        assert first == Known(**{name: getattr(entry(0), name) for name in Known.__dataclass_fields__})
        assert sources_with_entries(connection) == {"city", "other"}


def test_same_key_twice_is_refused(database: Database) -> None:
    """Nothing is overwritten by mistake: the whole transaction is taken back."""
    store(database, entry(1))
    with pytest.raises(StoreError, match="UNIQUE"):
        store(database, entry(2), entry(1, title="other"))
    assert all_entries(database) == [(entry(1), None)]


# --- translations ---------------------------------------------------------------------------------------------------

_LANGUAGES = st.sampled_from(["uk", "uk-UA", "ru", "en", "en-GB", "und"])
_TAGS = st.lists(st.sampled_from(["uk", "uk-UA", "en", "en-US", "ru"]), max_size=3)
_MADE = st.none() | st.tuples(st.sampled_from([one for one in State if one is not State.NOT_NEEDED]), st.booleans())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(_LANGUAGES, _MADE, st.booleans()), max_size=6),
    tags=_TAGS,
    target=st.sampled_from(["en", "en-GB", "uk"]),
)
def test_same_rule_as_the_pages(
    database: Database, rows: list[tuple[str, tuple[State, bool] | None, bool]], tags: list[str], target: str
) -> None:
    """Counting in the database and looking at each entry come to the same, and so does what is to be translated."""
    with database.write() as connection:
        for table in ("translation", "entry"):
            connection.execute(text(f"DELETE FROM {table}"))
    expected = dict.fromkeys(State, 0)
    open_ones = []
    for number, (language, made, configured) in enumerate(rows):
        one = entry(number, language=language, source_id="city" if configured else "removed")
        translated = made and translation(one, made[0], language=target, fingerprint="f" + str(number) * (1 + made[1]))
        store(database, one)
        if translated:
            translate(database, translated)
        state = state_of(one, translated or None, target, tags)
        if configured:
            expected[state] += 1
            if state in (State.PENDING, State.PARTIAL, State.FAILED):
                open_ones.append((one, translated or None))
    with database.read() as connection:
        assert translations.count_states(connection, target, tags, ["city"]) == expected
        found = translations.to_translate(connection, target, tags, ["city"], None, None, 100)
    assert found == list(reversed(open_ones))


def test_translations_are_replaced(database: Database) -> None:
    """New translations are put in and known ones replaced, in one go."""
    store(database, entry(1), entry(2))
    first, second = translation(entry(1)), translation(entry(2))
    translate(database, first)
    better = replace(first, title="Better news", state=State.REVIEWED, next_try=NOON, attempts=2, reason="why")
    with database.write() as connection:
        translations.save_translations(connection, [second, better], [None, first])
        translations.save_translations(connection, [], [])
    assert [made for _, made in all_entries(database)] == [second, better]
    assert [made for _, made in all_entries(database, "pl")] == [None, None]


def test_due(database: Database) -> None:
    """What is to be tried later is left out until then; without a time to compare with, nothing is."""
    store(database, entry(1), entry(2), entry(3))
    failed = [translation(entry(number), State.FAILED, next_try=NOON + timedelta(hours=number)) for number in (1, 2)]
    translate(database, *failed)

    def keys(due: datetime | None) -> list[int]:
        with database.read() as connection:
            found = translations.to_translate(connection, "en", ["uk"], ["city"], due, None, 10)
        return [int(one.key, 16) for one, _ in found]

    assert keys(NOON) == [3]
    assert keys(NOON + timedelta(hours=1)) == [3, 1]
    assert keys(None) == [3, 2, 1]


def test_reasons(database: Database) -> None:
    """Reasons are those of entries that are shown and still lack something, most frequent first."""
    store(database, *(entry(number) for number in range(5)), entry(9, source_id="removed"))
    reasons = ["slow", "slow", "down", "slow", "fits no more"]
    made = [translation(entry(number), State.FAILED, reason=reason) for number, reason in enumerate(reasons)]
    made[3] = replace(made[3], state=State.TRANSLATED)
    made[4] = replace(made[4], fingerprint="older")
    translate(database, *made, translation(entry(9), State.FAILED, reason="removed"))
    with database.read() as connection:
        assert translations.count_reasons(connection, "en", ["city"], 5) == [("slow", 2), ("down", 1)]
        assert translations.count_reasons(connection, "en", ["city"], 1) == [("slow", 2)]
        assert translations.count_reasons(connection, "pl", ["city"], 5) == []


# --- pages and publication ------------------------------------------------------------------------------------------


def test_one_entry(database: Database) -> None:
    """An entry is found by its key, with its translation, if its source is one of those shown."""
    store(database, entry(1), entry(2, source_id="removed"))
    translate(database, translation(entry(1)))
    with database.read() as connection:
        assert viewing.one_entry(connection, entry(1).key, ["city"], "en") == (entry(1), translation(entry(1)))
        assert viewing.one_entry(connection, entry(1).key, ["city"], "pl") == (entry(1), None)
        assert viewing.one_entry(connection, entry(2).key, ["city"], "en") is None
        assert viewing.one_entry(connection, "nothing", ["city"], "en") is None


def test_counts(database: Database) -> None:
    """Each source's entries are counted, with the date of its newest."""
    store(database, entry(1), entry(2), entry(3, source_id="other"))
    with database.read() as connection:
        assert viewing.count_entries(connection) == {
            "city": (2, entry(2).published), "other": (1, entry(3).published),
        }  # fmt: skip


def test_notes(database: Database) -> None:
    """The number that servers look at goes up, and the time of the last refresh is remembered."""
    with database.write() as connection:
        assert (publication.published_version(connection), publication.last_refresh(connection)) == (0, None)
        for _ in range(2):
            publication.bump_version(connection)
            publication.note_refresh(connection, NOON)
        assert (publication.published_version(connection), publication.last_refresh(connection)) == (2, NOON)


def test_newest_rows_are_found_by_index(database: Database) -> None:
    """The newest entries are looked for in an index alone, so that old ones cost nothing."""
    with database.read() as connection:
        query = newest_keys(["city", "other"], 30, (NOON, "0" * 16)).compile(
            connection.engine, compile_kwargs={"literal_binds": True}
        )
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
    assert any("COVERING INDEX" in row[3] for row in plan)


# --- errors ---------------------------------------------------------------------------------------------------------


def test_any_error_is_ours(database: Database) -> None:
    """What SQLAlchemy itself objects to is one line as well."""
    with pytest.raises(StoreError) as caught, database.read() as connection:
        connection.execute(text("SELECT :missing"))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(database.url)


def test_what_stays_the_same_is_not_written(database: Database) -> None:
    """Saving a translation that stands there already writes nothing."""
    store(database, entry(1))
    first = translation(entry(1))
    with database.write() as connection:
        translations.save_translations(connection, [first], [None])
    with database.write() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        before = driver.total_changes
        translations.save_translations(connection, [first], [first])
        assert driver.total_changes == before
        translations.save_translations(connection, [replace(first, title="Another")], [first])
        assert driver.total_changes > before
