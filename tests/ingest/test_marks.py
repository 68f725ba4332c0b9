"""Where walks through older pages stopped, as it is remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feeds.ingest.marks import EVER, Mark, known_until, read_marks, write_marks

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_kept_as_written() -> None:
    """What is written is read back, each place once, in order."""
    marks = [Mark("https://city.example/news?p=10", NOON), Mark("https://city.example/news?p=30")]
    assert read_marks(write_marks([*marks, marks[0]])) == marks


def test_none() -> None:
    """Without a place there is nothing to remember."""
    assert write_marks([]) is None
    assert read_marks(None) == []


def test_an_address_with_a_space() -> None:
    """A space in an address is none that ends it."""
    assert read_marks(write_marks([Mark("https://city.example/a b")])) == [Mark("https://city.example/a%20b")]


def test_not_too_many() -> None:
    """Of very many places the first are kept, and the last, which leads back to the day that is wanted."""
    marks = [Mark(f"https://city.example/{number}", NOON) for number in range(100)]
    kept = read_marks(write_marks(marks))
    assert (len(kept), kept[0], kept[-1]) == (20, marks[0], marks[-1])


def test_how_far_back_news_may_be() -> None:
    """Two days before the newest that is known; as far as one likes where nothing is."""
    assert known_until(NOON) == NOON - timedelta(days=2)
    assert known_until(None) == known_until(datetime(1970, 1, 1, tzinfo=UTC)) == EVER
