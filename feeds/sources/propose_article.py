"""Selectors proposed for the pages of articles: found by what two articles of one list do not have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml.etree import _Element

from feeds.model import ArticleRules, ParsedEntry
from feeds.sources.dated import Dates, When
from feeds.sources.document import Document
from feeds.sources.links import words_in
from feeds.sources.naming import common_ancestor, name_all, name_same, tag_of
from feeds.sources.repeated import Tree
from feeds.sources.selecting import select
from feeds.text.language import letters

_FEWEST = 60
"""Letters of an article; what has fewer is a headline."""
_HEADINGS = ("h1", "h2", "h3", "h4")
# Elements whose words belong to what they stand in, and elements that are paragraphs of what they stand in.
_INLINE = frozenset("a abbr b big cite code em font i mark q s small span strong sub sup time u br".split())
_PARAGRAPHS = frozenset(
    "p li ul ol dl dd dt blockquote figure figcaption pre h2 h3 h4 h5 h6 table tbody tr td th".split()
)
_FURNITURE = frozenset("nav header footer aside form button select".split())
# What is surely no part of an article that it stands in.
_SURE = re.compile(
    r"(?:^|[\s_-])(?:share|shares|sharing|sharer|social|likes|addtoany|addthis|sharedaddy|ya-share2|related|relatedposts)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Article:
    tree: Tree
    dates: Dates
    entry: ParsedEntry
    content: _Element
    title: _Element | None


def propose_article(
    documents: Sequence[Document], entries: Sequence[ParsedEntry], now: datetime, timezone: str
) -> ArticleRules | None:
    """Where things stand on the pages of ``entries``, as their ``documents`` show it; ``None`` if that cannot be told.

    Two or more, in the same order: what is the same on both pages is the site's, not the article's.

    :raises feeds.errors.ReadError: ``empty``, ``encoding``.
    """
    trees = [Tree.of(document) for document in documents]
    blocks = [_blocks(tree) for tree in trees]
    usual = {words for words, count in Counter(words for found in blocks for words in set(found)).items() if count > 1}
    articles = []
    for tree, found, entry in zip(trees, blocks, entries, strict=True):
        content = _content(tree, {words: holder for words, holder in found.items() if words not in usual})
        if content is None:
            return None
        articles.append(_Article(tree, Dates(tree, now, timezone), entry, content, _title(tree, entry.title)))
    return _rules(articles) if len(articles) > 1 else None


def _rules(articles: Sequence[_Article]) -> ArticleRules | None:
    roots = [article.tree.root for article in articles]
    content = name_same(roots, [article.content for article in articles])
    if content is None or not ({".", "#"} & set(content) or tag_of(articles[0].content) in ("article", "main")):
        return None  # any other element could be it tomorrow
    title = _named(roots, [article.title for article in articles])
    dates = _date_rule(roots, [_date(article) for article in articles])
    image = _named(roots, [_image(article) for article in articles])
    own = [name for name in (title, *dates) if name and _all_within(articles, name)]
    return ArticleRules((content,), title, dates, image=image, remove=(*own, *_remove(articles)))


def _named(roots: Sequence[_Element], elements: Sequence[_Element | None]) -> str | None:
    known = [element for element in elements if element is not None]
    return name_same(roots, known) if len(known) == len(elements) else None


# --- the text -----------------------------------------------------------------------------------------------------


def _blocks(tree: Tree) -> dict[str, _Element]:
    """Each stretch of running words on a page, and the element that they are a part of the text of."""
    found: dict[str, _Element] = {}
    body = next(tree.root.iter("body"), tree.root)
    stack = [body]
    while stack:
        element = stack.pop()
        if tag_of(element) in _FURNITURE:
            continue
        own = " ".join(" ".join(_own_words(element)).split())
        if letters(own) > 1:
            found.setdefault(own, _holder(element))
        stack.extend(reversed([child for child in element if tag_of(child) not in (*_INLINE, "")]))
    return found


def _own_words(element: _Element) -> Iterator[str]:
    """Words that stand in the element itself or in the inline elements of it, but not in links alone."""
    yield element.text or ""
    for child in element:
        if tag_of(child) in _INLINE:
            yield from _own_words(child)
        yield child.tail or ""


def _holder(element: _Element) -> _Element:
    """What a paragraph is a paragraph of."""
    while tag_of(element) in _PARAGRAPHS and (parent := element.getparent()) is not None:
        if tag_of(element) == "td" and tag_of(parent) == "tr" and letters(words_in(element)) > 4 * _FEWEST:
            break  # a cell of a page that is laid out with tables
        element = parent
    return element


def _content(tree: Tree, blocks: dict[str, _Element]) -> _Element | None:
    """The element that holds most of the words that this page has alone."""
    weight: Counter[_Element] = Counter()
    for words, holder in blocks.items():
        weight[holder] += letters(words)
    best = max(weight, key=lambda element: weight[element], default=None)
    if best is None or weight[best] < _FEWEST or tag_of(best) in ("body", "html"):
        return None
    return best


# --- what stands around it ------------------------------------------------------------------------------------------


def _title(tree: Tree, title: str) -> _Element | None:
    """The element that says what the list calls the article; a heading rather than the last crumb of a path."""
    wanted = _bare(title)
    body = next(tree.root.iter("body"), tree.root)
    found = [element for element in body.iter() if tag_of(element) and _bare(tree.words(element)) == wanted]
    if not wanted or not found:
        return None
    headings = [element for element in found if tag_of(element) in _HEADINGS]
    # The innermost of the first that says it, unless a heading does.
    return headings[0] if headings else _innermost(found[0], found)


def _innermost(element: _Element, among: Sequence[_Element]) -> _Element:
    inner = next((child for child in element if child in among and tag_of(child) != "a"), None)
    return element if inner is None else _innermost(inner, among)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _date(article: _Article) -> When | None:
    """The date that the list tells as well, with a time rather than without."""
    published = article.entry.published
    apart = [article.title] if article.title is not None else []
    found = list(article.dates.all_within(next(article.tree.root.iter("body"), article.tree.root), apart))
    if published is None:
        return _nearest(article, found)
    zone = ZoneInfo(article.dates.zone)
    day = published.astimezone(zone).date()
    fitting = [when for when in found if when.moment and when.moment.astimezone(zone).date() == day]
    exact = [when for when in fitting if when.moment == published]
    return _nearest(article, exact or fitting)


def _nearest(article: _Article, found: Sequence[When]) -> When | None:
    """The one nearest to the beginning of the text: others are of the day, or of other news."""
    order = article.tree.order
    begin = order[article.title if article.title is not None else article.content]
    found = [when for when in found if article.content not in when.nodes[0].iterancestors() or len(found) == 1]
    return min(found, key=lambda when: abs(order[when.nodes[0]] - begin), default=None)


def _date_rule(roots: Sequence[_Element], found: Sequence[When | None]) -> tuple[str, ...]:
    told = [when.nodes for when in found if when is not None]
    if len(told) < len(found) or len(set(map(len, told))) > 1:
        return ()
    names = [name_same(roots, [nodes[part] for nodes in told]) for part in range(len(told[0]))]
    return tuple(name for name in names if name) if all(names) else ()


def _image(article: _Article) -> _Element | None:
    """A picture that stands with the text, but not in it."""
    if article.title is None:
        return None
    frame = common_ancestor([article.title, article.content])
    for image in frame.iter("img"):
        above = list(image.iterancestors())
        if article.content in above or article.content is image:
            continue
        if tag_of(frame) != "body" and not any(tag_of(one) in _FURNITURE for one in above[: above.index(frame)]):
            return image
    return None


def _all_within(articles: Sequence[_Article], name: str) -> bool:
    return all(
        any(article.content in one.iterancestors() for one in select(article.tree.root, name)) for article in articles
    )


def _remove(articles: Sequence[_Article]) -> Iterator[str]:
    """Selectors for buttons to share and related news, within the text of the first article."""
    content = articles[0].content
    for element in content.iterdescendants():
        if tag_of(element) and _SURE.search(element.get("class") or ""):
            name = name_all(content, [element])
            if name is not None and "." in name:
                yield name
