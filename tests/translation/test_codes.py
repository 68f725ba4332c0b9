"""Coded text: words with numbered codes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.translation import codes

OFTEN = settings(max_examples=150, deadline=None)
_CODE_LIKE = [
    "<g1>",
    "</g1>",
    "<x2/>",
    "&lt;g1&gt;",
    "&amp;",
    "&#60;",
    "&nbsp",
    "< G 1 >",
    "⟦1⟧",
    "\u00a0",
    "e\u0301",
    "  ",
]
texts = st.lists(st.text(max_size=10) | st.sampled_from(_CODE_LIKE), max_size=6).map("".join)
pieces = st.lists(
    st.tuples(st.just("text"), texts.filter(bool) | st.just(" "))
    | st.tuples(st.sampled_from(["open", "close", "alone"]), st.integers(0, 99).map(str)),
    max_size=10,
)


@st.composite
def units(draw: st.DrawFn) -> str:
    """Coded text as pages are cut into: balanced, codes numbered in the order in which they begin, words in it."""
    found: list[tuple[str, str]] = []
    opened: list[str] = []
    number = 0
    for _ in range(draw(st.integers(0, 8))):
        found.append(("text", draw(st.sampled_from(["а ", " б", "в", " ", ", ", "&", "<g1>"]))))
        match draw(st.sampled_from(["open", "close", "alone", "text"])):
            case "open":
                number += 1
                opened.append(str(number))
                found += [("open", str(number)), ("text", "слово")]
            case "close" if opened:
                found.append(("close", opened.pop()))
            case "alone":
                number += 1
                found.append(("alone", str(number)))
    found += [("close", one) for one in reversed(opened)]
    return codes.normalise(codes.build([*found, ("text", " кінець")]))


def _merged(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    done: list[tuple[str, str]] = []
    for kind, value in found:
        if kind == "text" and done and done[-1][0] == "text":
            done[-1] = ("text", done[-1][1] + value)
        else:
            done.append((kind, value))
    return done


@OFTEN
@given(pieces)
def test_parts_and_build_are_opposites(found: list[tuple[str, str]]) -> None:
    """What was built from any texts and codes, texts that look like codes included, comes apart into the same."""
    assert list(codes.parts(codes.build(found))) == _merged(found)


@OFTEN
@given(texts)
def test_plain_text_has_no_codes(text: str) -> None:
    """Escaped text is text, whatever it looks like."""
    assert codes.plain(codes.escape(text)) == text
    assert not codes.codes_of(codes.escape(text))


@OFTEN
@given(pieces)
def test_normalising_twice_is_normalising_once(found: list[tuple[str, str]]) -> None:
    """A normalised unit stays as it is, and keeps its codes and its words."""
    coded = codes.build(found)
    once = codes.normalise(coded)
    assert codes.normalise(once) == once
    assert codes.codes_of(once) == codes.codes_of(coded)
    assert not once.startswith(" ") and not once.endswith(" ") and "  " not in once
    assert all(unicodedata.is_normalized("NFC", value) for kind, value in codes.parts(once) if kind == "text")


@pytest.mark.parametrize(
    ("coded", "normalised"),
    [
        ("  Мер\n\u00a0\u2009Лідса\u3000", "Мер Лідса"),
        ("а <g1> б </g1>в", "а <g1>б</g1> в"),
        ("а<g1><g2> б </g2> </g1>в", "а <g1><g2>б</g2></g1> в"),
        ("і\u0308жа\x00\x0b\ud800", "їжа"),
        ("<x1/> а", "<x1/> а"),
    ],
)
def test_one_spelling(coded: str, normalised: str) -> None:
    """What nobody can see makes no other unit."""
    assert codes.normalise(coded) == normalised


@pytest.mark.parametrize(
    "shape", ["<g1>а</g1><x2></x2>", "< g1 >а< / G1><x2 />", "<g01>а</g01><x2> </x2>", "<g1>а</g1><x2/>"]
)
def test_engines_spell_codes_in_their_own_way(shape: str) -> None:
    """Spaces, capitals and an empty pair for a lone code are the same codes."""
    assert codes.build(codes.parts(shape)) == "<g1>а</g1><x2/>"


DAMAGE = {
    "lost": ("<g1>а</g1> <x2/>", "<g1>a</g1>", "1 inline codes lost"),
    "half a pair lost": ("<g1>а</g1>", "<g1>a", "1 inline codes lost"),
    "doubled": ("а <x1/>", "a <x1/><x1/>", "1 inline codes too many"),
    "invented": ("а", "a <x7/>", "1 inline codes too many"),
    "invented in place of another": ("а <x1/>", "a <x7/>", "1 inline codes lost"),
    "crossed": ("<g1>а</g1> <g2>б</g2>", "<g1>a <g2>b</g1></g2>", "inline codes cross each other"),
    "turned round": ("<g1>а</g1>", "</g1>a<g1>", "inline codes cross each other"),
    "a link in a link": ("<g1>а</g1> <g2>б</g2>", "<g1>a <g2>b</g2></g1>", "an inline code has got into another one"),
    "a picture into a link": ("<x1/> <g2>б</g2>", "<g2>b <x1/></g2>", "an inline code has got into another one"),
    "inside out": ("<g1><g2>б</g2> в</g1>", "<g2><g1>b</g1></g2> v", "an inline code has got into another one"),
    "deeper": (
        "<g1><g2>а</g2> <g3>б</g3></g1>",
        "<g1><g2>a <g3>b</g3></g2></g1>",
        "an inline code has got into another one",
    ),
    "a link without words": ("<g1>а</g1> б", "a b <g1></g1>", "a pair of inline codes has lost its words"),
    "a unit that was broken before": (
        "<g1><g1>а</g1></g1>",
        "<g1><g1>a</g1></g1>",
        "an inline code stands there twice",
    ),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damage_is_named(case: str) -> None:
    """Codes lost, doubled, invented, crossed or emptied are found."""
    source, target, expected = DAMAGE[case]
    assert codes.damage(source, target) == expected


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("<g1>а</g1> <g2>б</g2> <x3/>", "<x3/> <g2>b</g2> <g1>a</g1>"),
        ("<g1>а <g2>б</g2></g1>", "<g2>b</g2> <g1>a</g1>"),
        ("<g1>а <g2><g3>б</g3></g2></g1>", "<g1>a <g3>b</g3> <g2>c</g2></g1>"),
        ("<g1>—</g1> а", "a <g1></g1>"),
    ],
)
def test_another_word_order_is_no_damage(source: str, target: str) -> None:
    """Codes may stand elsewhere and leave the pair they were in."""
    assert codes.damage(source, target) is None


@OFTEN
@given(units())
def test_a_unit_is_not_damaged(unit: str) -> None:
    """Every balanced unit passes for its own codes, and its spaces are left as they are."""
    assert codes.damage(unit, unit) is None
    assert codes.normalise(codes.respaced(unit, unit)) == unit


@pytest.mark.parametrize(
    ("unit", "answer", "expected"),
    [
        ("Мер <g1>Лідса</g1>, і", "Mayor<g1> of Leeds </g1>, and", "Mayor <g1>of Leeds</g1>, and"),
        ("Мер <g1>Лідса</g1> і", "Mayor of <g1> Leeds </g1>and", "Mayor of <g1>Leeds</g1> and"),
        ("рік, <g1>Лідс</g1>", "year,<g1>Leeds</g1>", "year, <g1>Leeds</g1>"),
        ("(<g1>Лідс</g1>)", "(<g1> Leeds </g1>)", "(<g1>Leeds</g1>)"),
        ("<g1>Харків</g1>ська", "<g1>Kharkiv</g1>'s", "<g1>Kharkiv</g1>'s"),
        ("а <x1/> б", "a<x1/>b", "a <x1/> b"),
        ("а<x1/>б", "a<x1/>b", "a<x1/>b"),
        ("Слово: <x1/>.", "A <x1/>word.", "A <x1/> word."),
        ("Слово: <x1/>.", "A word<x1/>.", "A word <x1/>."),
        ("Слово: <x1/>.", "<x1/>: word.", "<x1/>: word."),
        ("<x1/>Слово", "A word<x1/>", "A word <x1/>"),
        ("а <x1/><x2/>", "<x2/>b<x1/>", "<x2/> b <x1/>"),
        ("Мер", "Mayor", "Mayor"),
    ],
)
def test_spaces_around_codes(unit: str, answer: str, expected: str) -> None:
    """Spaces that an engine moved or lost beside a code are put right, and none is made up."""
    assert codes.normalise(codes.respaced(answer, unit)) == expected


def test_codes_in_long_answers_are_found_in_linear_time() -> None:
    """An answer of open brackets and spaces is read like any other; a quadratic search would not end here."""
    answer = "<" + " " * 300_000 + "<g1>" + "< " * 100_000
    assert [piece for piece in codes.parts(answer) if piece[0] != "text"] == [("open", "1")]


def test_signs_that_nobody_sees() -> None:
    """A page that is sent again with soft hyphens in its words has the same units as before."""
    assert codes.normalise("Ме\u00adр <g1>Лід\u200bса</g1>\ufeff при\u2060був") == "Мер <g1>Лідса</g1> прибув"
    assert codes.normalise("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
