"""Two texts side by side, paragraph beside paragraph: which block of one stands in a row with which of the other.

A translation is put into the tree of its original, so its blocks are those of the original in the same order. Each
text stays whole and in one piece, as it is read, copied and printed; its blocks are only told in which row they stand,
and the style sheet does the rest (``30-story.css``). Pure, but for the two trees, which are changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element
from lxml.html import Element

from feeds.text.html import INLINE_TAGS

MOST: Final = 999
"""Rows: the style sheet has no words for more."""
_OPEN: Final = ("div", "section", "p")
"""What is opened where it holds several blocks or paragraphs; it has no look of its own."""
_LISTS: Final = ("ul", "ol")
_INLINE: Final = INLINE_TAGS | {"span"}
_DEEPEST: Final = 32
"""What is nested deeper stays together."""

Node = _Element | str
Pair = tuple[_Element, _Element]


def align(original: _Element, translated: _Element) -> bool:
    """Have blocks that belong together say so, by the same classes of :func:`row`, from 1 on in the order of the text.

    Both are elements that hold a whole text. What is open between them and the rows gets the class ``through``; words
    that stand in no block get a ``div`` of their own. False: they are built otherwise, or too long, and nothing is
    said: they are two columns.
    """
    rows: list[Pair] = []
    through: list[Pair] = []
    if not _match(original, translated, rows, through, 0) or len(rows) > MOST:
        return False
    for side in (0, 1):
        for pair in through:
            _mark(pair[side], "through")
        for number, pair in enumerate(rows, 1):
            _mark(pair[side], row(number))
    return True


def row(number: int) -> str:
    """The classes of what stands in this row, a digit each: ``"row h1 u7"`` is 107."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    digits = (f"{place}{digit}" for place, digit in (("h", hundreds), ("t", tens), ("u", units)) if digit)
    return " ".join(("row", *digits))


def _match(one: _Element, other: _Element, rows: list[Pair], through: list[Pair], depth: int) -> bool:
    """Add the blocks in ``one`` and ``other``; False, and nothing is added, where they are not built alike."""
    groups = _groups(one), _groups(other)
    kinds = [_kind(group) for group in groups[0]]
    if kinds != [_kind(group) for group in groups[1]] or depth > _DEEPEST or (depth and kinds == [""]):
        return False
    for pair in zip(_arranged(one, groups[0]), _arranged(other, groups[1]), strict=True):
        opened = _items(pair, rows) or (_may_open(pair) and _match(*pair, rows, through, depth + 1))
        (through if opened else rows).append(pair)
    return True


def _may_open(pair: Pair) -> bool:
    # Classes are ours: a box that scrolls, or what was put into one.
    return pair[0].tag in _OPEN and not any(one.get("class") for one in pair)


def _items(lists: Pair, rows: list[Pair]) -> bool:
    """Add the items of two lists that have equally many, and nothing else in them."""
    items = [list(one) for one in lists]
    if lists[0].tag not in _LISTS or not len(items[0]) == len(items[1]) > 0:
        return False
    if any(_has_words_between(one) or {item.tag for item in one} != {"li"} for one in lists):
        return False
    rows.extend(zip(*items, strict=True))
    return True


def _has_words_between(element: _Element) -> bool:
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))


def _groups(element: _Element) -> list[list[Node]]:
    """What is in an element: each block alone, and what stands in a line together.

    Lines with an empty one between them are groups of their own: that is how posts have their paragraphs.
    """
    found: list[list[Node]] = []
    line: list[Node] = []
    for node in _nodes(element):
        if isinstance(node, str) or node.tag in _INLINE:
            line.append(node)
        else:
            found += [*_paragraphs(line), [node]]
            line = []
    return [*found, *_paragraphs(line)]


def _nodes(element: _Element) -> Iterator[Node]:
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def _paragraphs(line: list[Node]) -> Iterator[list[Node]]:
    """A line cut where two breaks or more follow each other; the breaks are left out, and so is what is only white."""
    paragraph: list[Node] = []
    breaks: list[Node] = []
    for node in line:
        if (not isinstance(node, str) and node.tag == "br") or (breaks and _is_white(node)):
            breaks.append(node)
            continue
        if sum(not isinstance(one, str) for one in breaks) > 1 and not all(map(_is_white, paragraph)):
            yield paragraph
            paragraph = []
        else:
            paragraph += breaks
        breaks = []
        paragraph.append(node)
    if not all(map(_is_white, paragraph)):
        yield paragraph


def _is_white(node: Node) -> bool:
    return isinstance(node, str) and not node.strip()


def _block(group: list[Node]) -> _Element | None:
    """The block that stands alone in a group; ``None`` of what stands in a line."""
    only = group[0]
    return None if isinstance(only, str) or only.tag in _INLINE else only


def _kind(group: list[Node]) -> str:
    """By which two groups are alike."""
    block = _block(group)
    return "" if block is None else str(block.tag)


def _arranged(element: _Element, groups: list[list[Node]]) -> list[_Element]:
    """The groups as elements, which are all that is in ``element`` from now on."""
    blocks = [_boxed(group) if (block := _block(group)) is None else block for group in groups]
    if element.tag == "p":  # which can hold no blocks
        element.tag = "div"
    element.text = None
    element[:] = blocks
    for block in blocks:
        block.tail = None
    return blocks


def _boxed(group: list[Node]) -> _Element:
    """A paragraph of these; a ``div`` where something in a line holds blocks, as a link may."""
    inner = (one for node in group if not isinstance(node, str) for one in node.iterdescendants())
    box: _Element = Element("p" if all(one.tag in _INLINE for one in inner) else "div")
    for node in group:
        if not isinstance(node, str):
            node.tail = None
            box.append(node)
        elif len(box):
            box[-1].tail = (box[-1].tail or "") + node
        else:
            box.text = (box.text or "") + node
    return box


def _mark(element: _Element, classes: str) -> None:
    element.set("class", f"{element.get('class')} {classes}" if element.get("class") else classes)
