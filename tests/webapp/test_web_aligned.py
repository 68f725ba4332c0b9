"""Two texts side by side: which blocks stand in a row, and that nothing is lost, doubled or moved."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from feeds.text.html import clean
from feeds.translation import units
from webapp.aligned import MOST, align, row
from webapp.shown import side_by_side


def rows(original: str, translated: str) -> list[tuple[str, str]] | None:
    """The texts of the rows; ``None``: they are two columns."""
    sides = side_by_side(original, translated)
    if not sides.aligned:
        return None
    left, right = (_cells(one) for one in (sides.original, sides.translation))
    assert list(left) == list(right) == [row(number) for number in range(1, len(left) + 1)]
    return list(zip(left.values(), right.values(), strict=True))


def _cells(markup: str) -> dict[str, str]:
    tree = html.fragment_fromstring(markup, create_parent="div")
    found = tree.xpath(".//*[contains(concat(' ', @class, ' '), ' row ')]")
    return {re.sub("^.*(?=row)", "", one.get("class")): " ".join(one.text_content().split()) for one in found}


@pytest.mark.parametrize(
    ("original", "translated", "expected"),
    [
        ("", "", []),
        ("<p>а</p><p>б</p>", "<p>a</p><p>b</p>", [("а", "a"), ("б", "b")]),
        ("<h2>а</h2><p>б <b>в</b></p>", "<h2>a</h2><p><b>c</b> b</p>", [("а", "a"), ("б в", "c b")]),
        # Wrappers are looked into, those that hold everything and those that hold a part.
        ("<div><section><p>а</p><p>б</p></section></div>", "<div><section><p>a</p><p>b</p></section></div>",
         [("а", "a"), ("б", "b")]),
        ("<div><p>а</p><p>б</p></div><p>в</p>", "<div><p>a</p><p>b</p></div><p>c</p>",
         [("а", "a"), ("б", "b"), ("в", "c")]),
        # Lists item by item, if they have equally many; other blocks are whole.
        ("<ul><li>а</li> <li>б</li></ul>", "<ul><li>a</li> <li>b</li></ul>", [("а", "a"), ("б", "b")]),
        ("<ol><li>а<ul><li>б</li></ul></li></ol>", "<ol><li>a<ul><li>b</li></ul></li></ol>", [("аб", "ab")]),
        ("<p>я</p><ul><li>а</li><li>б</li></ul>", "<p>z</p><ul><li>a b</li></ul>", [("я", "z"), ("аб", "a b")]),
        ("<ul>я<li>а</li></ul>", "<ul>z<li>a</li></ul>", [("яа", "za")]),
        ("<table><tr><td>а</td><td>б</td></tr></table>", "<table><tr><td>a</td><td>b</td></tr></table>",
         [("аб", "ab")]),
        ("<blockquote><p>а</p><p>б</p></blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>", [("аб", "ab")]),
        # Words in no block; posts, whose paragraphs are lines with an empty one between them.
        ("а <i>б</i><p>в</p>г", "a <i>b</i><p>c</p>d", [("а б", "a b"), ("в", "c"), ("г", "d")]),
        ("<p>а<br>б<br><br>в</p>", "<p>a<br>b<br> <br>c</p>", [("аб", "ab"), ("в", "c")]),
        ("а<br><br>б<br>", "a<br><br><br>b", [("а", "a"), ("б", "b")]),
        ("<p>а<br>б</p>", "<p>a<br>b</p>", [("аб", "ab")]),
        # A passage that is left in the original has an element around it.
        ("а<p>б</p>", '<bdi lang="uk">а</bdi><p><bdi lang="uk">б</bdi></p>', [("а", "а"), ("б", "б")]),
        # Where a part is built otherwise, it is one row; where all is, there are two columns.
        ("<div><p>а</p></div><p>в</p>", "<div><h2>a</h2><p>b</p></div><p>c</p>", [("а", "ab"), ("в", "c")]),
        ("<p>а</p><p>б</p>", "<p>a</p>", None),
        ("<p>а</p>", "a", None),
        ("<p>а</p>" * (MOST + 1), "<p>a</p>" * (MOST + 1), None),
    ],
)  # fmt: skip
def test_rows(original: str, translated: str, expected: list[tuple[str, str]] | None) -> None:
    """Paragraph beside paragraph, whatever they stand in."""
    assert rows(original, translated) == expected


def test_lists_stay_lists() -> None:
    """A list whose items stand in rows is one list, which counts on from where it began."""
    sides = side_by_side('<ol start="3"><li>а</li><li>б</li></ol>', '<ol start="3"><li>a</li><li>b</li></ol>')
    assert sides.original == ('<ol start="3" class="through"><li class="row u1">а</li><li class="row u2">б</li></ol>')


def test_classes_of_rows() -> None:
    """A class a digit; what was there before stays, and what scrolls by itself is no wrapper to look into."""
    assert [row(number) for number in (1, 10, 107, MOST)] == ["row u1", "row t1", "row h1 u7", "row h9 t9 u9"]
    assert len({row(number) for number in range(1, MOST + 1)}) == MOST
    sides = side_by_side("<table><tr><td>а</td></tr></table>", "<table><tr><td>a</td></tr></table>")
    assert 'class="scroll row u1"' in sides.original


def test_deep_nesting_is_one_row() -> None:
    """What is nested beyond all measure stays together."""
    one, other = ("<div>" * 60 + f"<p>{word}</p>" + "</div>" * 60 for word in "аa")
    assert rows(one, other) == [("а", "a")]


PIECES = st.sampled_from(
    "<p> </p> <div> </div> <section> </section> <ul> </ul> <ol> <li> </li> <table><tr><td> </table> <b> </b> <br> "
    "<br><br> <blockquote> </blockquote> <h2> </h2> <hr> <img> <a&nbsp;href=https://a.example/> </a> слово ще&nbsp;& "
    "<details><summary> </summary> <figure> </figure> <pre> </pre>".split()
).map(lambda piece: piece.replace("&nbsp;", " "))
MARKUP = st.lists(PIECES, max_size=14).map(" ".join)


def words(root: html.HtmlElement) -> list[str]:
    """All text in its order."""
    return "".join(root.itertext()).split()


def tree(markup: str) -> html.HtmlElement:
    """A sanitised text."""
    return html.fragment_fromstring(clean(markup), create_parent="div")


@given(MARKUP, MARKUP)
def test_nothing_is_lost_or_doubled(original: str, translated: str) -> None:
    """Whatever the two texts are, each has all its words in their order, and its links, lists and tables."""
    roots = tree(original), tree(translated)
    before = [(words(root), kept(root)) for root in roots]
    aligned = align(*roots)
    assert [(words(root), kept(root)) for root in roots] == before
    assert aligned or not any(root.xpath(".//*[@class]") for root in roots)


def kept(root: html.HtmlElement) -> list[str]:
    """The elements that mean something, in their order."""
    return [one.tag for one in root.iter("a", "ul", "ol", "li", "table", "td", "img", "b", "blockquote", "h2", "hr")]


@given(MARKUP)
def test_translations_are_aligned(markup: str) -> None:
    """A translation that was put into the tree of its original stands in rows with it, from the first to the last."""
    original = clean(markup)
    pieces = units.split(original, "uk")
    translated = clean(units.join(pieces, {unit: unit.replace("слово", "word") for unit in units.units(pieces)}, "uk"))
    sides = side_by_side(original, translated)
    assert sides.aligned
    left, right = (_cells(one) for one in (sides.original, sides.translation))
    assert list(left) == list(right) == [row(number) for number in range(1, len(left) + 1)]
    for one, other in zip(left.values(), right.values(), strict=True):
        assert one.replace("слово", "word") == other.replace("слово", "word")  # what is code stays as it is


@given(MARKUP)
def test_every_word_is_in_a_row(markup: str) -> None:
    """What stands in rows stands in exactly one."""
    roots = tree(markup), tree(markup)
    assert align(*roots)
    for root in roots:
        in_rows = root.xpath(".//*[contains(concat(' ', @class, ' '), ' row ')]")
        assert "".join("".join(words(one)) for one in in_rows) == "".join(words(root))
