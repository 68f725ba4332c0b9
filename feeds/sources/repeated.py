"""What is repeated on a page: elements of one kind that each lead to a page of their own, news, menus and all.

Elements are of one kind that stand in the same place of the tree: under ancestors of the same tags and classes. Which
of the kinds are news is for :mod:`feeds.sources.propose` to judge.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urldefrag, urlsplit

from lxml.etree import _Element

from feeds.sources.document import Document
from feeds.sources.links import page_of, words_in
from feeds.sources.naming import names_of, tag_of
from feeds.text.language import letters
from feeds.text.urls import absolute

FEWEST = 3
"""Items; fewer are no list."""
_MOST_LINKS = 3000
"""That are looked at; a page with more is an index of everything."""
_HEIGHT = 8
"""How far above its link an item may begin."""
_HEADLINE = re.compile(
    r"(?:^|[\s_-])(?:title|titles|name|headline|heading|head|caption|zagolovok)(?:$|[\s_-])", re.IGNORECASE
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SHORTEST = 8
"""Letters of a headline; fewer are a label."""
_BEGINNING = 300
"""Characters of a text in which that many letters would be found; what holds the whole page is looked at often."""


@dataclass(frozen=True, slots=True)
class Item:
    """One of several elements of a kind."""

    element: _Element
    link: _Element
    target: str
    """Where the link leads: absolute."""
    headline: _Element
    """A heading in the item, or its link."""
    title: str


@dataclass(slots=True)
class Tree:
    """A page with what is asked of it again and again."""

    root: _Element
    url: str
    base: str
    """Of its links."""
    order: dict[_Element, int] = field(init=False)
    """Where each element stands in the document."""
    _words: dict[_Element, str] = field(default_factory=dict)
    _places: dict[_Element | None, int] = field(default_factory=dict)
    _kinds: dict[tuple[int, str, tuple[str, ...], str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = {element: number for number, element in enumerate(self.root.iter())}

    @classmethod
    def of(cls, document: Document) -> Self:
        """The tree of a page.

        :raises feeds.errors.ReadError: ``empty``, ``encoding``.
        """
        page = page_of(document)
        return cls(page.root, page.url, page.base)

    def words(self, element: _Element) -> str:
        """All that an element says, as one line."""
        known = self._words.get(element)
        if known is None:
            known = self._words[element] = words_in(element)
        return known

    def target(self, link: _Element) -> str | None:
        """Where a link leads, if that is another page of the same site."""
        address = absolute(link.get("href"), self.base)
        if address is None or _host(address) != _host(self.url):
            return None
        address = urldefrag(address).url
        return None if address.rstrip("/") in (self.url.rstrip("/"), _home(self.url)) else address

    def place(self, element: _Element | None) -> int:
        """A number for all elements that stand in the same place of the tree."""
        if element is None or tag_of(element) in ("html", "body"):
            return 0
        known = self._places.get(element)
        if known is None:
            kind = (self.place(element.getparent()), tag_of(element), tuple(names_of(element)), element.get("id") or "")
            known = self._places[element] = self._kinds.setdefault(kind, len(self._kinds) + 1)
        return known


def groups(tree: Tree) -> Iterator[list[Item]]:
    """Every set of three or more elements of a kind, in document order; the same item may be in many of them."""
    kinds: defaultdict[tuple[int, str], dict[_Element, list[_Element]]] = defaultdict(dict)
    for link in _links(tree):
        element: _Element | None = link
        for _ in range(_HEIGHT):
            if element is None or tag_of(element) in ("body", "html"):
                break
            parent = element.getparent()
            kinds[tree.place(parent), tag_of(element)].setdefault(element, []).append(link)
            element = parent
    for found in kinds.values():
        if len(found) >= FEWEST:
            items = {element: _item(tree, element, links) for element, links in found.items()}
            yield from _subsets(items)


def _subsets(items: dict[_Element, Item]) -> Iterator[list[Item]]:
    """All of a kind, and those of it that share a class: a list may have other things between its items."""
    yield list(items.values())
    shared = Counter(name for element in items for name in names_of(element))
    for name, count in shared.items():
        if FEWEST <= count < len(items):
            yield [item for element, item in items.items() if name in names_of(element)]


def _links(tree: Tree) -> list[_Element]:
    found: list[_Element] = []
    for link in tree.root.iter("a"):
        if len(found) < _MOST_LINKS and tree.target(link):
            found.append(link)
    return found


def _item(tree: Tree, element: _Element, links: Sequence[_Element]) -> Item:
    longest = max(links, key=lambda link: letters(tree.words(link)))
    headline = _headline(tree, element)
    if headline is None:
        headline = _first_of(tree, longest)
    inside = set(headline.iter("a"))
    around = {headline, *headline.iterancestors()}
    link = next((link for link in links if link in inside or link in around), None)
    if link is None:
        link = links[0]
    return Item(element, link, tree.target(link) or "", headline, tree.words(headline))


def _headline(tree: Tree, element: _Element) -> _Element | None:
    called = None
    for child in element.iterdescendants():
        if letters(tree.words(child)[:_BEGINNING]) < _SHORTEST:
            continue
        if tag_of(child) in _HEADINGS:
            return child
        if called is None and _HEADLINE.search(child.get("class") or ""):
            called = child
    return called


def _first_of(tree: Tree, link: _Element) -> _Element:
    """A link, or of one that holds nothing but elements, dates and summaries too, the first that may be a title."""
    own = [link.text or "", *(child.tail or "" for child in link)]
    said = [child for child in link if tree.words(child)]
    if len(said) < 2 or any(map(letters, own)):
        return link
    return next((child for child in said if letters(tree.words(child)) >= 1.5 * _SHORTEST), link)


def _host(url: str) -> str:
    return (urlsplit(url).netloc or "").lower().removeprefix("www.")


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
