"""Language tags."""

from __future__ import annotations

import pytest

from feeds.editions.languages import language, right_to_left


@pytest.mark.parametrize("tag", ["uk", "en-GB", "sr-Cyrl-RS", "crh", "mul", "und", "UK"])
def test_known(tag: str) -> None:
    """A tag of a language that ISO 639 has stays as it is."""
    assert language(tag) == tag


@pytest.mark.parametrize("tag", ["", "en_GB", "xx", "qaa", "i-klingon", "x-mine", "original", "uk ", "ukr-", "eng"])
def test_unknown(tag: str) -> None:
    """A tag that a reader would refuse, or that BCP 47 has a shorter one for, is the one for undetermined."""
    assert language(tag) == "und"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("ar", True), ("he-IL", True), ("fa", True), ("uk", False), ("und", False), ("az-Arab", True), ("ur-Latn", False)],
)
def test_direction(tag: str, expected: bool) -> None:
    """The script decides which way a language runs: the one in the tag, else its usual one."""
    assert right_to_left(tag) is expected
