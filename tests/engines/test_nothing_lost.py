"""Whatever engines do to codes and words: no link is lost, no text is lost, nothing unchecked is shown."""

from __future__ import annotations

import random
import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.engines.chain import Chain
from feeds.model import State
from feeds.text.html import clean
from feeds.translation import codes
from feeds.translation.assemble import Known, Outlook, assemble, plan

from ..translation.entries import NOW, entry
from ..translation.markup import Seen, latin, lines, pages
from .scripted import Scripted, by_unit, chain_of

_EVIL = "<script>alert(1)</script><a href=javascript:alert(1)>x</a>"


def _damaged(unit: str, chance: random.Random) -> str:
    """One of the many things that engines do."""
    pieces = list(codes.parts(latin(unit)))
    marks = [piece for piece in pieces if piece[0] != "text"]
    match chance.randrange(11):
        case 0:
            return ""
        case 1:
            return unit
        case 2:
            pieces = [piece for piece in pieces if piece[0] == "text" or chance.random() < 0.7]
        case 3:
            pieces += chance.choices(marks, k=2) if marks else []
        case 4:
            chance.shuffle(pieces)
        case 5:
            pieces.insert(chance.randrange(len(pieces) + 1), (chance.choice(["open", "close", "alone"]), "7"))
        case 6:
            pieces = [*marks, *(piece for piece in pieces if piece[0] == "text")]
        case 7:
            pieces.append(("text", _EVIL))
        case 8:
            return "Error 500 (Server Error)!!1500.That’s an error."
        case 9:
            pieces = _nested(pieces, chance)
    return codes.build(pieces)


def _nested(pieces: list[tuple[str, str]], chance: random.Random) -> list[tuple[str, str]]:
    """One pair within another, if there are two."""
    openings = [number for kind, number in pieces if kind == "open"]
    if len(openings) < 2:
        return pieces
    inner, outer = chance.sample(openings, 2)
    start, end = pieces.index(("open", inner)), pieces.index(("close", inner))
    moved, rest = pieces[start : end + 1], pieces[:start] + pieces[end + 1 :]
    place = rest.index(("open", outer)) + 1 if ("open", outer) in rest else 0
    return [*rest[:place], *moved, *rest[place:]]


def _chain(seed: int) -> Chain:
    chance = random.Random(seed)
    engines = [Scripted(by_unit(lambda unit: _damaged(unit, chance)), name=name, most=4) for name in ("one", "two")]
    return chain_of(*engines)


@settings(max_examples=100, deadline=None)
@given(pages() | lines(), st.integers(0, 10**6))
def test_no_link_and_no_text_is_ever_lost(page: str, seed: int) -> None:
    """From chain to entry: each link and each word is there, in one language or the other, and the state is true."""
    of = entry(title="", content=page)
    known: dict[str, Known] = {}
    failures: dict[str, str] = {}
    for step in _chain(seed).translate(plan(of).units):
        known |= step.translated
        failures |= step.failed
    assert known.keys() | failures.keys() == set(plan(of).units)
    made = assemble(plan(of), "en", known, Outlook(failures), None, NOW)
    if failures:
        assert made.state is (State.PARTIAL if known else State.FAILED)
        assert made.reason and made.next_try
    else:
        assert made.state is State.TRANSLATED
    if made.state is State.FAILED:
        assert made.content == ""
        return
    _compare(Seen(clean(page)), Seen(made.content))
    assert "<script" not in made.content and 'href="javascript' not in made.content


def _compare(before: Seen, after: Seen) -> None:
    assert Counter([*after.words, *after.translated]) == Counter(before.words)
    assert set(after.links) == set(before.links)
    assert _readable(after) == _readable(before)
    assert sorted(after.opaque) == sorted(before.opaque)  # in another order, perhaps
    assert _names(after) == _names(before)


def _readable(seen: Seen) -> set[str]:
    """Links that a reader can see."""
    return {link for link, words in seen.links.items() if re.search(r"\w", words)}


def _names(seen: Seen) -> Counter[str]:
    """Tags, but for those that mark what stayed in the original."""
    return Counter(name for name in (tag.split()[0] for tag in seen.tags) if name not in ("bdi", "/bdi"))
