"""Patterns that could run for hours are told from those that cannot."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.patterns import why_slow


@pytest.mark.parametrize(
    "pattern",
    ["повітряна тривога", r"відб(?:ій|ою)?\b", r"оголошен\w* .{0,40}тривог", r"\(a+\)+", "[(.]+", r"\.+", "[]).+]*x",
     "a{2}", "[^.!?]{0,80}", "(?<!на )a", "a|b", r"[\])]*", ".{3}", ".?"],
)  # fmt: skip
def test_quick(pattern: str) -> None:
    """Single characters and classes may be repeated, groups may be left out, a dot has a limit."""
    re.compile(pattern)
    assert why_slow(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("(a+)+", "repeats a group with +, "), ("(?:a|ab)*x", "a group with *"), ("(a){2,}", "a group with {2,}"),
     ("(a{1,9}){1,99}", "a group with {1,99}"), ("a.*b", "repeats . with *, which can take for ever; say how often"),
     (".+", "at most: .{0,40}"), (".{5,}", ". with {5,}"), (r"\\.*", ". with *")],
)  # fmt: skip
def test_slow(pattern: str, said: str) -> None:
    """What could take for ever is named, with what to write in its place."""
    re.compile(pattern)
    assert said in (why_slow(pattern) or "")


@given(st.text() | st.text(alphabet=".*+?(){}[]\\1,"))
def test_words_are_quick(text: str) -> None:
    """A text that stands for itself is never refused, whatever is in it; any text gets an answer."""
    assert why_slow(re.escape(text)) is None
    why_slow(text)
