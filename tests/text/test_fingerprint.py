"""Fingerprints."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from feeds.text.fingerprint import fingerprint, fingerprint_bytes

_text = st.one_of(st.text("ab\x00\ud800\n", max_size=3), st.just("\x00list"))
_fields = st.lists(st.one_of(_text, st.lists(_text, max_size=3)), max_size=4)


@given(_fields, _fields)
@example([["a"], "b"], [["a", "b"]])
@example(["\x00list", "a"], [["a"]])
@example(["ab"], ["a", "b"])
@example([[]], [])
def test_no_two_field_lists_meet(one: list[str | list[str]], other: list[str | list[str]]) -> None:
    """Two lists of fields have the same fingerprint only if they are the same, texts and lists told apart."""
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other)


def test_any_iterable_counts_as_its_items() -> None:
    """A tuple, a generator and a list of the same texts are the same field."""
    assert fingerprint(("a", "b")) == fingerprint(["a", "b"]) == fingerprint(char for char in "ab")


def test_fingerprints_stay_the_same() -> None:
    """Keys in addresses are made of them: the same fields give the same digits in every version."""
    assert fingerprint("city", "guid", "12345", size=8) == "0840fea484e58e9c"
    assert fingerprint_bytes(b"city") == "82dd1e1ff5a25818696159b2ab0a8452"
