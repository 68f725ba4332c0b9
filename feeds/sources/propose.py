"""Selectors proposed for a list of news that no feed announces: what is repeated, dated, and no menu.

A proposal is a guess for a person to look at. It is short, and made of names that look chosen by somebody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from statistics import median
from urllib.parse import urlsplit

from lxml.etree import _Element

from feeds.model import ListRules
from feeds.sources.dated import Dates, When
from feeds.sources.document import Document
from feeds.sources.naming import common_ancestor, name_all, name_each, names_of, tag_of
from feeds.sources.older import next_link
from feeds.sources.repeated import FEWEST, Item, Tree, groups
from feeds.text.html import squeeze
from feeds.text.language import letters

_PROPOSALS = 3
_FAR_BEHIND = 0.5
"""Of the best one's weight; what stays below is no list of news beside it."""
_LOOKED_AT = 24
"""Groups whose dates are read; the others are far behind already."""
_SAMPLE = 20
"""Items of a group that are looked at closely."""
_ABOVE = 10
"""Stories that stand above a list."""
_SHORTEST = 12
"""Letters of a usual title; menus and tags stay below."""
_OFTEN = 0.6
"""Of items that have something, for it to be one of their parts."""
_SUMMARY = 40
"""Letters of a text that sums up."""

# Parts of a page that hold no news: by tag, or by a word in a class or an id.
_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form", "select"})
_FURNISHED = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|footer|sidebar|aside|breadcrumbs?|pagination|pager|tagcloud|"
    r"tags|social|share|sharing|banners?|partners?|cookies?|lang|languages?|search|topbar|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)
_POPULAR = re.compile(r"(?:^|[\s_-])(?:popular|related|similar|recommend\w*|most|trending|slider|carousel)(?:$|[\s_-])")
_BESIDE = re.compile(
    r"популярн|найчитан|читають|читайте|також|обговорю|схожі|рекомендуємо|теги|рубрики|архів|корисн|посилання|"
    r"популярное|читаемое|most read|popular|trending|related|useful links|tags|categories|archive",
    re.IGNORECASE,
)
_MAIN = re.compile(r"(?:^|[\s_-])(?:main|content|contents|news|list|maincontent)(?:$|[\s_-])", re.IGNORECASE)
_CATEGORY = re.compile(r"categ|rubri|tag|section|topic|theme|label", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class _Ranked:
    items: tuple[Item, ...]
    score: float


def propose_list(document: Document, now: datetime, timezone: str) -> list[ListRules]:
    """What the items of a list page may be, the best guess first; empty if nothing on it looks like news.

    ``timezone`` is the IANA zone of its dates, ``now`` is aware.

    :raises feeds.errors.ReadError: ``empty``, ``encoding``, or it is no web page.
    """
    tree = Tree.of(document)
    dates = Dates(tree, now, timezone)
    ranked = (_Ranked(tuple(group), _weight(tree, group)) for group in groups(tree))
    close = sorted((one for one in ranked if one.score > 0), key=lambda one: -one.score)[:_LOOKED_AT]
    best = sorted((_Ranked(one.items, one.score + _parts_weight(dates, one.items)) for one in close), key=_order)
    proposals: list[ListRules] = []
    told: set[str] = set()
    for one in best:
        targets = {item.target for item in one.items}
        # The same news in a wider or a narrower frame is no other list.
        if len(targets & told) * 2 > len(targets) or len(proposals) == _PROPOSALS:
            continue
        if one.score < _FAR_BEHIND * best[0].score:
            break
        rules = _rules(dates, one.items)
        if rules is not None:
            told |= targets
            proposals.append(rules)
    return proposals


def _order(one: _Ranked) -> tuple[float, int]:
    # Of two frames that are worth the same, the narrower one.
    return -round(one.score, 3), -len(list(one.items[0].element.iterancestors()))


# --- how much a group looks like news -------------------------------------------------------------------------------


def _weight(tree: Tree, group: Sequence[Item]) -> float:
    """By its titles and links, and by where it stands; 0 if it is no list of news."""
    titled = [item for item in group if letters(item.title) >= _SHORTEST]
    targets = {item.target for item in titled}
    titles = {item.title for item in titled}
    if len(titled) < max(FEWEST, _OFTEN * len(group)) or min(len(targets), len(titles)) < 0.8 * len(titled):
        return 0
    length = median(letters(item.title) for item in titled)
    crowded = sum(_stories(tree, item.element) for item in titled[:_SAMPLE]) / len(titled[:_SAMPLE])
    if crowded > 1.5:
        return 0
    alike = Counter(_shape(item.target) for item in titled).most_common(1)[0][1] / len(titled)
    named = any(map(names_of, (item.element for item in titled)))
    framed = tag_of(titled[0].element) in ("li", "article", "tr", "section")
    score = min(len(titled), 20) / 10 + min(length, 60) / 20 + alike * 1.5 + 0.2 * named + 0.2 * framed
    return score * _place_weight(tree, [item.element for item in titled])


def _stories(tree: Tree, element: _Element) -> int:
    """Pages that an item leads to with so many words that each would be a title."""
    links = (element, *element.iter("a"))
    return len({tree.target(link) for link in links if letters(tree.words(link)) >= 2 * _SHORTEST} - {None}) or 1


def _shape(url: str) -> str:
    """What the addresses of one list share: the path without its last part, numbers aside."""
    path = urlsplit(url).path.rstrip("/")
    return re.sub(r"[0-9]+", "0", path.rpartition("/")[0])


def _place_weight(tree: Tree, elements: Sequence[_Element]) -> float:
    frame = common_ancestor(elements)
    whole = len(tree.words(tree.root)) or 1
    weight = 1.0
    for element in (frame, *frame.iterancestors()):
        tag, names = tag_of(element), f"{element.get('class') or ''} {element.get('id') or ''}"
        if tag in ("body", "html"):
            break
        if tag in ("main", "article") or element.get("role") == "main" or _MAIN.search(names):
            weight = min(weight * 1.3, 1.3) if weight >= 1 else weight
        # What holds most of the page is no furniture of it, whatever it is called: "content-with-sidebar".
        if len(tree.words(element)) > 0.6 * whole:
            continue
        if tag in _FURNITURE or _FURNISHED.search(names):
            weight *= 0.2
        elif _POPULAR.search(names):
            weight *= 0.4
    return weight * (0.4 if _stands_beside(tree, frame, elements) else 1)


def _stands_beside(tree: Tree, frame: _Element, elements: Sequence[_Element]) -> bool:
    """Does the nearest heading above the items say that they are not the news of the page?"""
    first = elements[0]
    items = set(elements)
    before = list(frame.itersiblings(preceding=True))[:2]
    inside = [one for one in frame.iterdescendants() if tree.order[one] < tree.order[first] and one not in items]
    for element in [*reversed(inside), *before]:
        if tag_of(element) and 3 <= len(tree.words(element)) <= 40 and _is_heading(element):
            return bool(_BESIDE.search(tree.words(element)))
    return False


def _is_heading(element: _Element) -> bool:
    return tag_of(element) in _HEADINGS or bool(re.search(r"title|head|caption|name", element.get("class") or ""))


def _parts_weight(dates: Dates, items: Sequence[Item]) -> float:
    """By what an item has besides its title: a date above all, a picture, a summary."""
    sample = items[:_SAMPLE]
    dated = [dates.within(item.element, (item.headline,)) for item in sample]
    days = sum(when is not None and when.moment is not None for when in dated)
    weight = 5 * days / len(sample)
    if days < _OFTEN * len(sample) and _under_days(dates, items):
        weight = 4 + (0.5 if any(dated) else 0)
    pictured = sum(item.element.find(".//img") is not None for item in sample)
    summed_up = sum(_summary(dates.tree, item) is not None for item in sample)
    return weight + 0.5 * (pictured + summed_up) / len(sample)


def _under_days(dates: Dates, items: Sequence[Item]) -> list[_Element]:
    """The headings with a day that the items stand under; empty if the first one stands under none."""
    frame = common_ancestor([item.element for item in items])
    found = dates.headings(frame, items)
    order = dates.tree.order
    # As many as items: each of them is the date of one.
    return found if 0 < len(found) < len(items) and order[found[0]] < order[items[0].element] else []


# --- the selectors --------------------------------------------------------------------------------------------------


def _rules(dates: Dates, items: Sequence[Item]) -> ListRules | None:
    """Selectors for a list; ``None`` if its items have no name that could be relied on."""
    tree = dates.tree
    elements = [item.element for item in items]
    # What has no link to another page is no item: a banner among them does no harm.
    idle = frozenset(
        one for one in tree.root.iter(tag_of(elements[0])) if not any(map(tree.target, (one, *one.iter("a"))))
    )
    item = name_all(tree.root, elements, idle | _alike(dates, items))
    if item is None:
        return None
    dated = [(one, when) for one in items if (when := dates.within(one.element, (one.headline,))) is not None]
    timed = [pair for pair in dated if pair[1].moment is not None]
    headings: list[_Element] = []
    if len(timed) < _OFTEN * len(items):
        headings = _under_days(dates, items)
        timed = dated if headings else []
    return ListRules(
        item=item,
        link=_link_rule(tree, items),
        title=_title_rule(items),
        date=_date_rule(timed, len(items)),
        heading=_heading_rule(tree, headings),
        summary=_part_rule(items, lambda one: _summary(tree, one)),
        image=_part_rule(items, lambda one: one.element.find(".//img")),
        category=_part_rule(items, lambda one: _category(tree, one)),
        next=next_link(tree),
    )


def _alike(dates: Dates, items: Sequence[Item]) -> frozenset[_Element]:
    """What looks like the items and is dated, but stands above them: the news at the top of the page is news too."""
    first, tree = items[0].element, dates.tree
    names, begin = set(names_of(first)), tree.order[first]
    above = (one for one in tree.root.iter(tag_of(first)) if tree.order[one] < begin)
    similar = islice((one for one in above if names.intersection(names_of(one))), _ABOVE)
    return frozenset(
        one
        for one in similar
        if _stories(tree, one) == 1
        and _place_weight(tree, [one]) >= 1
        and (when := dates.within(one)) is not None
        and when.moment is not None
    )


def _link_rule(tree: Tree, items: Sequence[Item]) -> str | None:
    """``None`` where the first link of an item, or the item itself, leads to the news."""
    if all(tree.target(next(item.element.iter("a"), item.link)) == item.target for item in items):
        return None
    return name_each([(item.element, item.link) for item in items])


def _title_rule(items: Sequence[Item]) -> str | None:
    """``None`` where the words of the first link are the title."""
    if all(item.headline is item.link and item.headline is next(item.element.iter("a"), None) for item in items):
        return None
    return name_each([(item.element, item.headline) for item in items if item.headline is not item.element])


def _date_rule(dated: Sequence[tuple[Item, When]], count: int) -> tuple[str, ...]:
    pairs = [(item.element, when.nodes) for item, when in dated]
    if len(pairs) < _OFTEN * count:
        return ()
    parts = Counter(len(nodes) for _, nodes in pairs).most_common(1)[0][0]
    usual = [(element, nodes) for element, nodes in pairs if len(nodes) == parts]
    found = [name_each([(element, nodes[part]) for element, nodes in usual]) for part in range(parts)]
    return tuple(name for name in found if name is not None)


def _heading_rule(tree: Tree, headings: Sequence[_Element]) -> str | None:
    if not headings:
        return None
    return name_all(tree.root, headings) or name_all(tree.root, headings, frozenset(tree.order))


def _part_rule(items: Sequence[Item], part: Callable[[Item], _Element | None]) -> str | None:
    pairs = [(item.element, found) for item in items if (found := part(item)) is not None]
    return name_each(pairs) if len(pairs) >= _OFTEN * len(items) else None


def _summary(tree: Tree, item: Item) -> _Element | None:
    """A text of some length in the item that is not its title, nor holds it."""
    apart = {item.headline, item.link, *item.headline.iterancestors(), *item.headline.iterdescendants()}
    for element in item.element.iter("p", "div", "span", "td"):
        if element in apart or element is item.element or element.find(".//div") is not None:
            continue
        words = tree.words(element)
        if letters(words) >= _SUMMARY and squeeze(words) != item.title:
            return element
    return None


def _category(tree: Tree, item: Item) -> _Element | None:
    """A few words that a class or a ``rel`` calls a category."""
    for element in item.element.iter("a", "span", "div", "p"):
        names = f"{element.get('class') or ''} {element.get('rel') or ''}"
        if _CATEGORY.search(names) and 2 < len(tree.words(element)) <= 40 and element is not item.link:
            return element
    return None
