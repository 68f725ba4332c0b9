"""Text that any reader can take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.editions.texts import clean_line, clean_text

CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00\x0b\x1fb\ufffe\uffff\x80\ufdd0", "ab"),
        ("\ud83d\ude00 \ud800", "😀 \ufffd"),
        ("a\r\nb\rc\td\x85e", "a\nb\nc\td\ne"),
        ("\u202eאב\u202c\u200d\xa0", "\u202eאב\u202c\u200d\xa0"),
    ],
)
def test_text(text: str, expected: str) -> None:
    """Text keeps all that XML may hold and should, and nothing else."""
    assert clean_text(text) == expected


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200d", "\x00", "\ufeff \u202e", "\u2066\u2069"])
def test_invisible_line(text: str) -> None:
    """A line of characters that nobody can see is an empty one."""
    assert clean_line(text) == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a \u202eb\u202c c", "a \u202eb\u202c c"),
        ("\u2067\u202ba\u202c\u2069b", "\u2067\u202ba\u202c\u2069b"),
        ("\u202etxt.exe", "txt.exe"),
        ("a\u202c b\u2069", "a b"),
        ("\u2066a\u202c b", "a b"),
        ("\u2066a \u202e b\u2069", "a b"),
        ("a \u202e b", "a b"),
        ("\u200fא 5\u200e", "\u200fא 5\u200e"),
    ],
)
def test_directions(line: str, expected: str) -> None:
    """What turns the direction of text round stays where it ends, and goes where it would turn what comes after."""
    assert clean_line(line) == expected


@given(st.text(st.sampled_from(CONTROLS + " ab\n"), max_size=12))
def test_any_directions(line: str) -> None:
    """Cleaned once is cleaned; letters stay; controls that are left are nested pairs."""
    cleaned = clean_line(line)
    assert clean_line(cleaned) == cleaned
    assert [char for char in cleaned if char in "ab"] == [char for char in line if char in "ab"]
    begun = []
    for char in cleaned:
        if char in "\u202c\u2069":
            assert ("\u202c" if begun.pop() in "\u202a\u202b\u202d\u202e" else "\u2069") == char
        elif char in CONTROLS:
            begun.append(char)
    assert not begun
