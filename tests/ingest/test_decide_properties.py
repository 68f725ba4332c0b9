"""What holds of decisions whatever a source does."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Entry, ParsedEntry

from .news import HOUR, NOW, Store, item

_items = st.builds(
    item,
    st.sampled_from([None, "1", "2", "tag:c,2025:3", "https://city.example/"]),
    st.sampled_from([None, "https://city.example/a", "https://city.example/b", "https://city.example/"]),
    st.sampled_from(["x", "y", "z"]),
    published=st.sampled_from([None, NOW, NOW + 1000 * HOUR]),
    updated=st.sampled_from([None, NOW - HOUR]),
)
_documents = st.lists(_items, max_size=6).map(tuple)
_histories = st.lists(_documents, max_size=4)


def after(history: list[tuple[ParsedEntry, ...]]) -> Store:
    store = Store()
    for number, document in enumerate(history):
        store.see(*document, now=NOW + number * HOUR)
    return store


@settings(max_examples=400)
@given(_histories, _documents)
def test_a_document_seen_twice_gives_nothing_new(
    history: list[tuple[ParsedEntry, ...]], document: tuple[ParsedEntry, ...]
) -> None:
    """After any history, a document that was just taken in gives nothing new and nothing changed."""
    store = after([*history, document])

    again = store.see(*document, now=NOW + 100 * HOUR)

    assert (again.new, again.changed) == ((), ())


def dated(store: Store) -> dict[str, Entry]:
    """All entries, those without a date at the moment of the last look."""
    now = NOW + 100 * HOUR
    return {
        key: replace(entry, published=now, updated=now) if entry.published > now - HOUR else entry
        for key, entry in store.entries.items()
    }


@settings(max_examples=300)
@given(_histories, _documents.flatmap(lambda document: st.tuples(st.just(document), st.permutations(document))))
def test_the_order_of_a_document_makes_no_difference(
    history: list[tuple[ParsedEntry, ...]], orders: tuple[tuple[ParsedEntry, ...], list[ParsedEntry]]
) -> None:
    """Shuffled, a document gives the same entries with the same keys and ids; only undated ones keep its order."""
    one, other = after(history), after(history)
    one.see(*orders[0], now=NOW + 100 * HOUR)
    other.see(*orders[1], now=NOW + 100 * HOUR)

    assert dated(one) == dated(other)


@settings(max_examples=300)
@given(_histories)
def test_nothing_is_lost_and_no_name_is_given_twice(history: list[tuple[ParsedEntry, ...]]) -> None:
    """Every text with a name of its own is stored, and every stored entry has a key and an id of its own."""
    store = after(history)
    entries = list(store.entries.values())

    assert len({entry.atom_id for entry in entries}) == len(entries)
    assert all(entry.published <= entry.updated for entry in entries)
    for one in history[-1] if history else ():
        # Of versions of one entry, one; of those without a guid, each text.
        same = [entry for entry in entries if entry.link == one.link and (not one.guid or entry.guid == one.guid)]
        assert same
        assert one.guid or one.fingerprint in {entry.fingerprint for entry in same}
