"""Addresses of pages with older news."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.sources.paging import following, number_in, numbered_page


@pytest.mark.parametrize(
    ("url", "number", "wanted"),
    [
        ("https://h/a", 2, "https://h/a?page=2"),
        ("https://h/a?page=2&x=%D0%B9", 3, "https://h/a?x=%D0%B9&page=3"),
        ("https://h/a?page=2&page=7#top", 3, "https://h/a?page=3"),
        ("https://h/a?x=&page=2", None, "https://h/a?x="),
        ("https://h/a?page=2", None, "https://h/a"),
    ],
)
def test_a_page_by_its_number(url: str, number: int | None, wanted: str) -> None:
    """The parameter is set once, the others stay; without a number it is the first page."""
    assert numbered_page(url, "page", number) == wanted


@pytest.mark.parametrize(
    ("query", "number"),
    [("page=3", 3), ("", 1), ("page=", 1), ("page=-2", 1), ("page=٣", 1), (f"page={'9' * 5000}", 1)],
)
def test_the_number_of_a_page(query: str, number: int) -> None:
    """What is no number, or an endless one, is the first page."""
    assert number_in(f"https://h/a?{query}", "page", 1) == number


@given(
    st.dictionaries(st.text("abp&=й ", min_size=1, max_size=3), st.text("a&=#й%", max_size=3)), st.integers(1, 10**8)
)
def test_what_was_set_is_read_again(others: dict[str, str], number: int) -> None:
    """A page's number is read as it was set, and all other parameters stay as they were."""
    url = numbered_page(f"https://h/a?{urlencode(others)}", "page", number)

    assert number_in(url, "page", 1) == number
    assert dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) == {**others, "page": str(number)}
    assert dict(parse_qsl(urlsplit(numbered_page(url, "page", None)).query, keep_blank_values=True)) == others


_PAGER = "https://city.example/uk/novosti.html?p={}"


@pytest.mark.parametrize(
    ("pages", "here", "expected"),
    [
        ([10, 20, 30], "https://city.example/uk/novosti.html", 10),
        ([0, 20, 30], _PAGER.format(10), 20),
        ([0, 10, 20], _PAGER.format(30), None),
        ([2, 3, 9], "https://city.example/uk/novosti.html", 2),
        ([1, 2, 3], "https://city.example/uk/novosti.html", 2),
        ([3, 1], _PAGER.format(2), 3),
    ],
)
def test_numbered_pager(pages: list[int], here: str, expected: int | None) -> None:
    """Of a pager's numbers, the one after this page's is followed; after the last there is none."""
    found = following([_PAGER.format(number) for number in pages], here)
    assert found == (None if expected is None else _PAGER.format(expected))


def test_pager_without_numbers() -> None:
    """Of links without numbers in common, the first is followed."""
    assert following(["https://city.example/older", "https://city.example/7/archive"], "https://city.example/") == (
        "https://city.example/older"
    )
    assert following([], "https://city.example/") is None
