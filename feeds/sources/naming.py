"""Short CSS selectors for elements of a page, of the kind that survives its next redesign.

Classes and ids that look made by a program, that say how something is laid out or in which state it is, are passed
over: ``ul.news > li`` and not ``div.col-md-8 > ul > li.odd``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from lxml.etree import _Element

from feeds.sources.selecting import select

_CANDIDATES = 60
"""Selectors that are tried for one thing."""
_REACH = 4
"""Ancestors that a selector may begin at."""
_COVERAGE = 0.9
"""Of items in which a selector has to find what is meant: some have no picture or another layout."""

_CUSTOM = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_NAME = re.compile(r"[A-Za-z_][A-Za-z_-]{1,39}\Z")
# What tools put before the names that they make up, and how such names end: Title_root__aXbQd.
_MADE_UP = re.compile(r"(?:css|sc|jsx|svelte|emotion|chakra|mui|astro|js|ng|wp-image)-|.*__(?=\w*[A-Z])\w{5}\Z")
# How something looks (Bootstrap, Tailwind, WordPress themes) or in which state it is; no two items need share it.
_LOOKS = re.compile(
    r"(?:(?:row|cols?|container|wrap|wrapper|inner|outer|clear|clearfix|cf|group|pull|left|right|center|top|bottom|flex|"
    r"grid|block|inline|float|hidden|visible|show|hide|fade|in|active|current|selected|open|first|last|odd|even|new|hot|"
    r"big|small|large|mini|full|half|sticky|lazy|lazyload|lazyloaded|animated|wow|column|hentry)\Z"
    r"|(?:row|col|cols|container|pull|align|text|font|bg|border|shadow|rounded|flex|grid|float|is|has|no|status|format|"
    r"type|category|tag|uk-width|aos|mb|mt|px|py|wp-block-column)-|align(?:left|right|center|none)\Z)",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"news|post|article|item|entry|stor|list|title|name|heading|date|time|data|publi|anons|summary|excerpt|content|text",
    re.IGNORECASE,
)


def tag_of(element: _Element) -> str:
    """The name of an element; empty for a comment, and for what no selector can name: ``<o:p>``, ``<section<a>``."""
    tag: object = element.tag
    return tag if isinstance(tag, str) and (tag.isidentifier() or _CUSTOM.match(tag)) else ""


def names_of(element: _Element) -> list[str]:
    """The classes of an element that say what it is, the most telling first."""
    good = [name for name in dict.fromkeys((element.get("class") or "").split()) if is_stable(name)]
    return sorted(good, key=lambda name: not _TELLING.search(name))


def is_stable(name: str) -> bool:
    """Does a class or an id look as if somebody chose it for what it stands on?"""
    return bool(_NAME.match(name)) and not _MADE_UP.match(name) and not _LOOKS.match(name)


def name_all(root: _Element, wanted: Sequence[_Element], others: frozenset[_Element] = frozenset()) -> str | None:
    """A short selector that matches all of ``wanted`` below ``root``, and of the rest at most ``others``."""
    target = set(wanted)
    for selector in islice(_of_many(wanted), _CANDIDATES):
        found = set(select(root, selector))
        if target <= found and found - target <= others:
            return selector
    return None


def name_each(pairs: Sequence[tuple[_Element, _Element]]) -> str | None:
    """A short selector whose first match within each item is the element paired with it, in nearly all of them."""
    tried: Counter[str] = Counter()
    for item, element in pairs:
        tried.update(list(dict.fromkeys(_within(item, element))))
    # Shared by most first; of two shared by as many, the one that was thought of first.
    for selector, count in tried.most_common(_CANDIDATES):
        if count < _COVERAGE * len(pairs):
            break
        right = sum(next(iter(select(item, selector)), None) is element for item, element in pairs)
        if right >= _COVERAGE * len(pairs):
            return selector
    return None


def _of_many(wanted: Sequence[_Element]) -> Iterator[str]:
    """Selectors for elements of one kind, the best first: by their own class, else below an ancestor with a name."""
    own = _shared(wanted)
    yield from (step for step in own if "." in step or "#" in step)
    above = [_shared([parent for parent in parents if parent is not None]) for parents in _lines(wanted)]
    named = [(height, step) for height, steps in enumerate(above) for step in steps if "." in step or "#" in step]
    for height, step in named:
        yield from (f"{step}{' > ' if height == 0 else ' '}{last}" for last in own)
    if above:
        for height, step in named:
            if height:
                yield from (f"{step} {parent} > {last}" for parent, last in product(above[0], own))
        yield from (f"{parent} > {last}" for parent, last in product(above[0], own))
    yield from own


def _lines(wanted: Sequence[_Element]) -> Iterator[list[_Element | None]]:
    """The parents of all, then their parents, up to the reach of a selector."""
    line: list[_Element | None] = list(wanted)
    for _ in range(_REACH):
        line = [None if element is None else element.getparent() for element in line]
        if any(element is None or tag_of(element) in ("body", "html", "") for element in line):
            return
        yield line


def _shared(elements: Sequence[_Element]) -> list[str]:
    """Simple selectors that match all of ``elements``: with a class, an id, or the tag alone."""
    tags = set(map(tag_of, elements))
    tag = tags.pop() if len(tags) == 1 else ""
    names = names_of(elements[0])
    common = set(names).intersection(*(names_of(element) for element in elements[1:]))
    ids = {element.get("id") or "" for element in elements}
    ident = ids.pop() if len(ids) == 1 else ""
    steps = [f"{tag}.{name}" for name in names if name in common]
    return [*steps, *([f"#{ident}"] if ident and is_stable(ident) else []), *([tag] if tag else [])]


def _within(item: _Element, element: _Element) -> Iterator[str]:
    """Selectors for one element within its item, the best first."""
    own = [f"{tag_of(element)}.{name}" for name in names_of(element)]
    yield from own
    tag, parent = tag_of(element), element.getparent()
    if not tag:
        return  # no selector can name it
    if tag in ("time", "h1", "h2", "h3", "h4", "h5", "h6"):
        yield tag
    while parent is not None and parent is not item:
        yield from (f"{tag_of(parent)}.{name} {tag}" for name in names_of(parent))
        if tag_of(parent)[:1] == "h" and tag_of(parent)[1:].isdecimal():
            yield f"{tag_of(parent)} {tag}"
        parent = parent.getparent()
    yield tag
    above = element.getparent()
    if above is not None:
        yield f"{tag_of(above)} > {tag}"
    yield f"{tag}:nth-of-type({1 + sum(1 for one in element.itersiblings(tag, preceding=True))})"


def common_ancestor(elements: Iterable[_Element]) -> _Element:
    """The nearest element that all of ``elements``, of one tree, stand in; the element's parent if it is one alone."""
    first, *others = elements
    line = list(first.iterancestors())
    for other in others:
        above = set(other.iterancestors())
        line = [element for element in line if element in above]
    return line[0]


def name_same(roots: Sequence[_Element], elements: Sequence[_Element]) -> str | None:
    """A short selector that finds the element of each page, and nothing else there if that can be had."""
    first = None
    for selector in islice(_of_many(elements), _CANDIDATES):
        found = [select(root, selector) for root in roots]
        if all(one and one[0] is element for one, element in zip(found, elements, strict=True)):
            if all(len(one) == 1 for one in found):
                return selector
            first = first or selector
    return first
