"""When what an edition shows of a story is dated anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.editions.history import Issue, issue
from feeds.editions.story import Shown, Story, show

from .test_select import ENGLISH, ENTRY, T0, T1, T3, context

SHOWN = show(context(ENGLISH), Story(((ENTRY, None),)))
BEFORE = Issue(ENTRY.key, T0)


def test_first_time() -> None:
    """What is shown for the first time has the date of its text, and is remembered with its id."""
    item, after = issue(SHOWN, BEFORE, T3)
    assert item == SHOWN.item
    assert after == Issue(ENTRY.key, T0, SHOWN.item.id, SHOWN.digest, SHOWN.item.updated)


def test_same_again() -> None:
    """Of what says the same the date stays, whatever the text's own date says."""
    _, first = issue(SHOWN, BEFORE, T1)
    later = replace(SHOWN, item=replace(SHOWN.item, updated=T3))
    item, after = issue(later, first, T3)
    assert (item.updated, after) == (first.updated, first)


def test_other_text() -> None:
    """A text that changed has its own date, which is later."""
    _, first = issue(SHOWN, BEFORE, T1)
    item, after = issue(Shown(replace(SHOWN.item, updated=T3), "other", SHOWN.keys), first, T3 + timedelta(hours=1))
    assert item.updated == after.updated == T3
    assert after.digest == "other"


def test_change_without_a_date() -> None:
    """What changed without a date of its own, another entry in the story for instance, changed now."""
    _, first = issue(SHOWN, BEFORE, T1)
    item, _ = issue(replace(SHOWN, digest="other"), first, T3)
    assert item.updated == T3


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-5, 5), st.integers(-3, 9)), max_size=12))
def test_forward_if_and_only_if(steps: list[tuple[str, int, int]]) -> None:
    """Whatever comes, and whatever the clock does, the date moves forward where the digest changes and stays else."""
    known, now = BEFORE, T1
    for digest, moved, passed in steps:
        now += timedelta(minutes=passed)
        shown = Shown(replace(SHOWN.item, updated=T0 + timedelta(minutes=moved)), digest, SHOWN.keys)
        item, after = issue(shown, known, now)
        assert item.updated == after.updated
        if known.updated is not None and after.updated is not None:
            assert (after.updated > known.updated) == (digest != known.digest)
            assert after.updated >= known.updated
        known = after
