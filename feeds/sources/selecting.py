"""Web pages as trees, and what CSS selectors find in them: words, links, pictures.

A page is hostile until shown otherwise: what is nested deeper than 255 elements is cut by the parser, words and markup
go through the sanitiser, and how long it all takes is bounded by the process that this runs in. A list page of a city
has some 500 to 5,000 elements, and a selector takes 1 to 5 ms for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain

import cssselect
from lxml import etree
from lxml import html as lxml_html
from lxml.etree import _Element

from feeds.errors import ReadError
from feeds.model import ArticleRules, ListRules, Match
from feeds.sources.document import Document, decode
from feeds.text.html import clean, shorten, squeeze, strip_controls, strip_references, to_text
from feeds.text.urls import absolute

_EXAMPLE = 80
"""Characters of what a selector found, for a person."""
_EXAMPLE_ADDRESS = 300
"""An address is of no use in part."""
_TYPES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "svg": "image/svg+xml", "bmp": "image/bmp",
}  # fmt: skip
_EXTENSION = re.compile(r"\.([a-z]{3,4})(?:[?#]|\Z)", re.IGNORECASE)
# Where pages keep the address of a picture until a script loads it; ``src`` is a placeholder then.
_LATE = tuple(f"data-{name}" for name in "src original lazy-src lazy bg background background-image".split())
_LATE_SETS = ("data-srcset", "data-lazy-srcset")
_NO_PICTURES = frozenset({"iframe", "script", "video", "audio", "embed"})
_BACKGROUND = re.compile(r"""url\(\s*["']?([^"')]+)""", re.IGNORECASE)
_LONGEST_STYLE = 4096
"""Characters; the pattern would take long over an endless one."""
# The candidates of a srcset; an address may hold a comma, but none at its end (HTML, "Parse a srcset attribute").
_CANDIDATE = re.compile(r",\s+|(?<=\d[wx]),")


@dataclass(frozen=True, slots=True)
class Page:
    """A web page as a tree."""

    root: _Element
    url: str
    """Where it came from."""
    base: str
    """What its relative links are relative to."""
    warning: str | None
    """What had to be repaired to read its characters."""


def parse_page(document: Document) -> Page:
    """The tree of a page; that of an empty page where there is not a single element.

    :raises ReadError: ``empty``, ``encoding``.
    """
    if not document.body.strip():
        raise ReadError("empty", "the answer is empty: nothing to read")
    decoded = decode(document)
    sound = strip_references(strip_controls(decoded.text))
    # The parser's own limit stays on: what is nested deeper than 255 elements is cut.
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        root: _Element = lxml_html.document_fromstring(sound.encode(), parser=parser)
    except etree.LxmlError:  # not a single element
        root = lxml_html.Element("html")
    return Page(root, document.url, _base(root, document.url), decoded.warning)


def _base(root: _Element, url: str) -> str:
    # The first one with an address counts (HTML, "Dynamic changes to base URLs").
    given = (absolute(base.get("href"), url) for base in root.iter("base"))
    return next(filter(None, given), url)


def select(root: _Element, selector: str) -> list[_Element]:
    """What ``selector`` finds in ``root``, itself included, in document order.

    :raises ReadError: ``bad-selector``.
    """
    paths = _paths(selector)
    try:
        found = [element for path in paths for element in _elements(path(root))]
    except etree.XPathError as error:
        raise _unusable(selector, error) from error
    if len(paths) == 1:
        return found
    # Not an XPath union: libxml2 compares each that it finds with all that it has.
    wanted = set(found)
    return [element for element in root.iter("*") if element in wanted]


def _elements(found: object) -> Iterator[_Element]:
    assert isinstance(found, list)
    return (element for element in found if isinstance(element, _Element))


@lru_cache(maxsize=1024)
def _paths(selector: str) -> tuple[etree.XPath, ...]:
    """A path for each selector of the group."""
    translator = cssselect.HTMLTranslator()
    try:
        return tuple(
            etree.XPath(translator.selector_to_xpath(one, translate_pseudo_elements=True), smart_strings=False)
            for one in cssselect.parse(selector)
        )
    except (cssselect.SelectorError, etree.XPathError, RecursionError) as error:
        raise _unusable(selector, error) from error


def _unusable(selector: str, error: Exception) -> ReadError:
    return ReadError("bad-selector", f"{shorten(selector, _EXAMPLE)!r} is no selector that can be used: {error}")


def outermost(elements: Sequence[_Element]) -> list[_Element]:
    """Those that stand in no other of them."""
    every = set(elements)
    return [element for element in elements if every.isdisjoint(element.iterancestors())]


def words(element: _Element) -> str:
    """What a reader sees of an element, as one line; of a ``<meta>``, what it holds."""
    if element.tag == "meta":
        return squeeze(strip_controls(element.get("content") or ""))
    if element.tag == "title":  # the sanitiser drops it with what is in it
        return squeeze(strip_controls(element.text or ""))
    return to_text(clean(markup(element)))


def markup(element: _Element) -> str:
    """The element as HTML that is not sanitised yet."""
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def first_words(elements: Sequence[_Element]) -> str:
    """The words of the first element that has any; else what stands for words: a ``title``, a picture's ``alt``."""
    return next(filter(None, chain(map(words, elements), map(_name, elements))), "")


def _name(element: _Element) -> str:
    texts = (one.get(name) or "" for one in (element, *element.iter("img")) for name in ("title", "alt"))
    return next(filter(None, (squeeze(strip_controls(text)) for text in texts)), "")


def links_of(element: _Element, base: str) -> Iterator[tuple[_Element, str]]:
    """Links and where they lead: the element itself, those in it, the one that it stands in."""
    for one in (element, *element.iterdescendants("a", "area"), *element.iterancestors("a")):
        href = (one.get("href") or "").strip()
        if href and not href.startswith("#") and (url := absolute(href, base)):
            yield one, url


def link_of(element: _Element, base: str) -> str | None:
    """Where an element leads: itself, else the first link in it, else the link that it stands in."""
    return next((url for _, url in links_of(element, base)), None)


def picture_of(element: _Element, base: str) -> str | None:
    """The picture that an element shows, holds or links, as an absolute address."""
    if element.tag in ("meta", "link"):
        return absolute(element.get("content") or element.get("href"), base)
    for one in (element, *element.iter("img"), *element.iter("source"), *element.iter("*")):
        found = (absolute(address, base) for address in _pictures(one))
        if url := next(filter(None, found), None):
            return url
    return None


def _pictures(element: _Element) -> Iterator[str | None]:
    if element.tag in _NO_PICTURES or {element.get("width"), element.get("height")} & {"0", "1"}:  # counts visits
        return
    late = [element.get(name) or "" for name in _LATE]
    yield from (address for address in late if "(" not in address and ("/" in address or media_type(address)))
    yield from (_largest(element.get(name)) for name in _LATE_SETS)
    if element.tag == "img":
        yield element.get("src")
    if element.tag in ("img", "source"):
        yield _largest(element.get("srcset"))
    if element.tag == "a" and media_type(href := element.get("href") or ""):
        yield href
    for style in (element.get("style") or "", *late):
        yield from _BACKGROUND.findall(style[:_LONGEST_STYLE])


def _largest(candidates: str | None) -> str | None:
    """The address of the widest picture in a ``srcset``."""
    split = [candidate.split() for candidate in _CANDIDATE.split(candidates or "")]
    return max(filter(None, split), key=_width, default=[None])[0]


def _width(candidate: list[str]) -> float:
    number = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)[wx],?", candidate[-1])
    return float(number[1]) if number else 0.0


def media_type(url: str) -> str | None:
    """What the ending of a picture's address says that it is; ``None``: it says nothing of a picture."""
    found = _EXTENSION.search(url)
    return _TYPES.get(found[1].lower()) if found else None


def selectors_of(rules: ListRules | ArticleRules) -> Iterator[tuple[str, str, str]]:
    """Each configured selector: the rule, its name (``date[2]`` for the second of several), the selector."""
    for rule in (one.name for one in fields(rules)):
        given = getattr(rules, rule)
        for number, selector in enumerate([given] if isinstance(given, str) else given or (), start=1):
            yield rule, rule if number == 1 else f"{rule}[{number}]", selector


def match(name: str, selector: str, elements: Sequence[_Element], base: str) -> Match:
    """What a selector found, in a form that can be shown: the first words, or a picture's or a link's address.

    Of a rule that is for an address, that comes first.
    """
    wanted = {"image": picture_of, "link": link_of, "next": link_of}.get(name.rpartition(".")[2])
    address = next(filter(None, (wanted(one, base) for one in elements)), None) if wanted else None
    if address:
        return Match(name, selector, len(elements), shorten(address, _EXAMPLE_ADDRESS))
    shown = (first_words([one]) or picture_of(one, base) or link_of(one, base) or "" for one in elements)
    return Match(name, selector, len(elements), shorten(next(shown, ""), _EXAMPLE))
