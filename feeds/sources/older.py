"""The link to the page with older news, and a selector that finds it on every page of the list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element

from feeds.sources.naming import name_all, names_of, tag_of
from feeds.sources.repeated import Tree
from feeds.sources.selecting import select

_NEXT_CLASS = re.compile(r"(?:^|[\s_-])(?:next|nextpage|forward|older|nav-previous)(?:$|[\s_-])", re.IGNORECASE)
_NEXT_WORDS = re.compile(
    r"\W*(?:(?:наступн\w*|далі|давніші|старіші|попередні|вперед|следующ\w*|дальше|next|older|nast\w*)"
    r"(?:\s+(?:сторінк\w*|новини|записи|матеріали|страниц\w*|page|posts|news|entries))?\W*|[›»→>]{1,2})\Z",
    re.IGNORECASE,
)
_PAGER = re.compile(r"pag(?:e|er|es|ing|in)|pagin|stor[ii]n|navi", re.IGNORECASE)
_CURRENT = re.compile(r"(?:^|[\s_-])(?:current|active|selected|this|now)(?:$|[\s_-])", re.IGNORECASE)


def next_link(tree: Tree) -> str | None:
    """A selector for the link to the next page of a list; ``None`` if the page has no such link."""
    return next((rule for rule in _rules(tree) if _leads_on(tree, rule)), None)


def _leads_on(tree: Tree, rule: str) -> bool:
    return any(map(tree.target, select(tree.root, rule)[:1]))


def _rules(tree: Tree) -> Iterator[str]:
    """From what is said outright to what has to be guessed."""
    yield from ('a[rel~="next"]', 'link[rel~="next"]')
    links = [link for link in tree.root.iter("a") if tree.target(link) and _in_pager(link)]
    for link in links:
        if _NEXT_CLASS.search(link.get("class") or ""):
            yield f"a.{_class(link)}"
    for link in links:
        parent = link.getparent()
        if parent is not None and _NEXT_CLASS.search(parent.get("class") or ""):
            yield f"{tag_of(parent)}.{_class(parent)} > a"
    for link in links:
        for label in ("title", "aria-label", "rel"):
            if _NEXT_WORDS.match(said := link.get(label) or "") and not set('"\\').intersection(said):
                yield f'a[{label}="{said}"]'
    yield from _after_current(tree)
    # The sign alone: the link back may have the same class, so this comes last.
    for link in links:
        if _NEXT_WORDS.match(tree.words(link)):
            yield from _named(tree, link)


def _named(tree: Tree, link: _Element) -> Iterator[str]:
    found = name_all(tree.root, [link])
    if found is not None and ("." in found or "#" in found):
        yield found


def _class(element: _Element) -> str:
    return next(name for name in (element.get("class") or "").split() if _NEXT_CLASS.search(name))


def _after_current(tree: Tree) -> Iterator[str]:
    """The number after that of this page: ``li.active + li > a``, ``span.current + a``, ``strong + a``."""
    for element in tree.root.iter("span", "strong", "b", "em", "li", "a"):
        number, after = tree.words(element), element.getnext()
        if not number.isdecimal() or after is None or tree.words(after) != str(int(number) + 1):
            continue
        marked = [name for name in (element.get("class") or "").split() if _CURRENT.search(name)]
        inner = " > a" if tag_of(after) != "a" else ""
        frame = element.getparent()
        above = next(iter(names_of(frame)), "") if frame is not None and frame.get("class") else ""
        within = f"{tag_of(frame)}.{above} > " if above and frame is not None else ""
        if marked:
            yield f"{within}{tag_of(element)}.{marked[0]} + {tag_of(after)}{inner}"
        elif tag_of(element) != tag_of(after) and within:
            yield f"{within}{tag_of(element)} + {tag_of(after)}{inner}"


def _in_pager(link: _Element) -> bool:
    """Is the link in something that is called a pager, or among numbers?"""
    for element in (link, *list(link.iterancestors())[:4]):
        if _PAGER.search(f"{element.get('class') or ''} {element.get('id') or ''}") or tag_of(element) == "nav":
            return True
    parent = link.getparent()
    beside = [] if parent is None else [one for one in parent.iter("a") if (one.text or "").strip().isdecimal()]
    return len(beside) > 1
