"""Which entry of a document is which stored one, and what is written of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from feeds.ingest.decide import Decision
from feeds.model import Source
from feeds.text.urls import name_urn

from .news import HOUR, NOW, SOURCE, Store, item, texts

LATER = NOW + HOUR
A, B = "https://city.example/a", "https://city.example/b"


def test_what_was_never_seen_is_new() -> None:
    """A first document gives new entries in its order, with keys of 16 hex digits and the moment they were seen."""
    decision = Store().see(item("1", A, "перша"), item("2", B, "друга"))

    assert (texts(decision.new), decision.changed) == (["перша", "друга"], ())
    assert all(len(entry.key) == 16 and int(entry.key, 16) >= 0 for entry in decision.new)
    assert {entry.first_seen for entry in decision.new} == {NOW}


def test_a_changed_entry_keeps_what_names_it() -> None:
    """Another text updates the entry; its key, id, date of publication and first sight stay."""
    store = Store()
    (old,) = store.see(item("1", A, "стара", published=NOW - 2 * HOUR)).new

    (new,) = store.see(item("1", A, "нова", published=NOW - HOUR, updated=LATER), now=LATER).changed

    assert (new.title, new.content, new.updated) == ("нова", "<p>нова</p>", LATER)
    assert (new.key, new.atom_id, new.published, new.first_seen) == (old.key, old.atom_id, old.published, NOW)


def test_a_new_date_is_no_change() -> None:
    """An entry that was only given other dates is left as it is."""
    store = Store()
    store.see(item("1", A, "x", published=NOW - HOUR))

    assert store.see(item("1", A, "x", published=NOW, updated=NOW), now=LATER) == Decision()


def test_what_is_no_longer_listed_is_kept() -> None:
    """Leaving the list is not being withdrawn: nothing is written, and coming back is nothing new."""
    store = Store()
    store.see(item("1", A, "x"), item("2", B, "y"))
    store.see(item("2", B, "y"))
    back = store.see(item("1", A, "x"))

    assert back == Decision()
    assert len(store.entries) == 2


def test_the_same_entry_twice_in_a_document() -> None:
    """Of two versions with one guid and link, the one updated last counts, wherever it stands."""
    old, new = item("1", A, "стара", updated=NOW - HOUR), item("1", A, "нова", updated=NOW)

    assert texts(Store().see(old, new).new) == texts(Store().see(new, old).new) == ["нова"]


def test_one_guid_for_different_pages() -> None:
    """Entries with one guid but links of their own are different ones, each followed by its link."""
    store = Store()
    assert len(store.see(item("1", A, "a"), item("1", B, "b")).new) == 2

    decision = store.see(item("1", B, "b"), item("1", A, "a2"))

    assert (texts(decision.changed), decision.new) == (["a2"], ())


def test_a_guid_that_all_share_overwrites_nothing() -> None:
    """Where every entry has the source's address for a guid, new ones do not take the place of vanished ones."""
    store = Store()
    store.see(item("https://city.example/", A, "a"), item("https://city.example/", B, "b"))

    decision = store.see(item("https://city.example/", "https://city.example/c", "c"))

    assert (texts(decision.new), decision.changed) == (["c"], ())
    assert len({entry.atom_id for entry in store.entries.values()}) == 3


def test_a_link_that_all_share() -> None:
    """Without guids, entries that all lead to the front page are told apart by their words."""
    store = Store()
    assert len(store.see(item(None, A, "x"), item(None, A, "y")).new) == 2

    decision = store.see(item(None, A, "z"), item(None, A, "y"), item(None, A, "x"))

    assert (texts(decision.new), decision.changed) == (["z"], ())


def test_another_guid_at_the_same_link() -> None:
    """A new guid at a link that is this entry's alone is noted, and is no news to a reader: the date stays."""
    store = Store()
    (old,) = store.see(item("http://city.example/?p=1", A, "x", published=NOW - HOUR)).new

    (new,) = store.see(item("https://city.example/?p=1", A, "x", published=NOW), now=LATER).changed

    assert (new.guid, new.key, new.atom_id) == ("https://city.example/?p=1", old.key, old.atom_id)
    assert new.updated == old.updated
    assert store.see(item("https://city.example/?p=1", A, "x"), now=LATER).changed == ()


def test_a_guid_that_was_lost_is_remembered() -> None:
    """An entry that comes without its guid for once is the same, unchanged, and known by it again afterwards."""
    store = Store()
    store.see(item("1", A, "x"))

    assert store.see(item(None, A, "x")) == Decision()
    assert texts(store.see(item("1", B, "x2")).changed) == ["x2"]


def test_an_entry_that_moved() -> None:
    """The same guid at a new link is the same entry."""
    store = Store()
    (old,) = store.see(item("1", A, "x")).new
    (new,) = store.see(item("1", B, "x")).changed

    assert (new.key, new.link) == (old.key, B)


def test_two_entries_that_swap_their_guids() -> None:
    """The guid is the name: both are changed, none is new, none is lost."""
    store = Store()
    store.see(item("1", A, "a"), item("2", B, "b"))

    decision = store.see(item("2", A, "a"), item("1", B, "b"))

    assert (sorted(texts(decision.changed)), decision.new) == (["a", "b"], ())
    assert {entry.guid: entry.link for entry in store.entries.values()} == {"1": B, "2": A}


def test_an_entry_with_neither_guid_nor_link() -> None:
    """It is known by its words alone: the same words are nothing new, other words are another entry."""
    store = Store()
    store.see(item(None, None, "x"))

    assert store.see(item(None, None, "x"), item(None, None, "x")).new == ()
    assert texts(store.see(item(None, None, "x2")).new) == ["x2"]


def test_an_old_guid_on_a_new_entry() -> None:
    """A guid that an entry was known by first, but has lost since, makes another key and another id."""
    store = Store()
    (first,) = store.see(item("tag:c,2025:1", A, "a")).new
    store.see(item("tag:c,2025:2", A, "a"))

    (second,) = store.see(item("tag:c,2025:1", B, "b")).new

    assert second.key != first.key
    assert (first.atom_id, second.atom_id) == ("tag:c,2025:1", name_urn("city", "key", second.key))


@pytest.mark.parametrize(
    ("guid", "link", "atom_id"),
    [
        ("tag:city.example,2025:1", A, "tag:city.example,2025:1"),
        ("https://city.example/?p=1", A, "https://city.example/?p=1"),
        ("12345", A, name_urn("city", "guid", "12345")),
        ("пост 5", A, name_urn("city", "guid", "пост 5")),
        (None, A, name_urn("city", "link", A)),
    ],
)
def test_the_source_s_own_id_is_kept_where_it_can_be(guid: str | None, link: str, atom_id: str) -> None:
    """An IRI is republished as it is (RFC 4287 §4.2.6), anything else gets a name made from it."""
    (entry,) = Store().see(item(guid, link, "x")).new

    assert entry.atom_id == atom_id


FAR = NOW + timedelta(days=400)


@pytest.mark.parametrize(
    ("published", "updated", "expected"),
    [
        (NOW - HOUR, NOW, (NOW - HOUR, NOW)),
        (None, None, (NOW, NOW)),
        (None, NOW - HOUR, (NOW - HOUR, NOW - HOUR)),
        (NOW - HOUR, NOW - 2 * HOUR, (NOW - HOUR, NOW - HOUR)),
        (FAR, None, (NOW, NOW)),
        (FAR, NOW - HOUR, (NOW - HOUR, NOW - HOUR)),
        (NOW - HOUR, FAR, (NOW - HOUR, NOW - HOUR)),
        (NOW + 3 * HOUR, None, (NOW + 3 * HOUR, NOW + 3 * HOUR)),
    ],
)
def test_dates_of_a_new_entry(
    published: datetime | None, updated: datetime | None, expected: tuple[datetime, datetime]
) -> None:
    """Missing dates and those of next year become now; an update is never before the publication."""
    (entry,) = Store().see(item("1", A, "x", published=published, updated=updated)).new

    assert (entry.published, entry.updated) == expected


@pytest.mark.parametrize("said", [None, NOW - 5 * HOUR, NOW - HOUR, FAR])
def test_a_change_that_the_source_dates_badly(said: datetime | None) -> None:
    """A change without a later date of its own is of the moment it was seen."""
    store = Store()
    store.see(item("1", A, "x", published=NOW - HOUR))

    (entry,) = store.see(item("1", A, "y", published=NOW - HOUR, updated=said), now=LATER).changed

    assert (entry.published, entry.updated) == (NOW - HOUR, LATER)


def test_a_change_always_moves_the_date_on() -> None:
    """An entry of a source whose clock is ahead is dated after its last version, not back to now."""
    store = Store()
    (old,) = store.see(item("1", A, "x", published=NOW + 3 * HOUR)).new

    (new,) = store.see(item("1", A, "y", published=NOW + 3 * HOUR), now=LATER).changed

    assert new.updated == old.updated + timedelta(seconds=1) > new.published


@pytest.mark.parametrize(
    ("configured", "of_entry", "of_feed", "language"),
    [
        ("uk", "en-US", "en", "uk"),
        ("uk", None, "en", "uk"),
        ("uk", "en", "uk", "en"),
        (None, "ru", "en", "ru"),
        (None, None, "en", "en"),
        (None, None, None, "und"),
    ],
)
def test_the_language(configured: str | None, of_entry: str | None, of_feed: str | None, language: str) -> None:
    """The editor's word counts before the feed's; an entry that sets itself apart from its feed counts first."""
    store = Store(Source("city", SOURCE.kind, SOURCE.url, "City", language=configured))
    (entry,) = store.see(item("1", A, "x", language=of_entry), language=of_feed).new

    assert entry.language == language


def test_a_language_that_the_editor_corrects() -> None:
    """A corrected language reaches the entries that are stored already, without a new date."""
    store = Store()
    (old,) = store.see(item("1", A, "x", published=NOW - HOUR)).new
    store.translate_into("ru")

    (new,) = store.see(item("1", A, "x"), now=LATER).changed

    assert (new.language, new.updated) == ("ru", old.updated)
