"""News that stands on a web page without a feed: the list, read by the editor's CSS selectors.

A list that yields nothing is an error with its reason, never "no news": sites are rebuilt without a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urldefrag, urlsplit

from lxml.etree import _Element

from feeds.errors import ReadError
from feeds.model import FeedInfo, ListRules, Match, ParsedEntry, ParsedFeed, Source
from feeds.sources import fields
from feeds.sources.document import Document
from feeds.sources.entry import make_entry
from feeds.sources.identity import name_of, untracked
from feeds.sources.nonews import why_no_news
from feeds.sources.paging import following
from feeds.sources.selecting import Page, first_words, link_of, links_of, match, parse_page, select, selectors_of, words
from feeds.text.citydates import parse_day
from feeds.text.html import shorten
from feeds.text.language import language_tag
from feeds.text.urls import host_of

_MOST = 1000
"""Items that are read of one page: a list of more is no list for people, and each costs half a millisecond."""
_QUOTED = 60
_FEEDS = ("rss", "feed", "rdf:rdf", "rdf")
_IN_PAGE = ("item", "heading", "next")
"""Rules that are looked up in the whole page."""


@dataclass(slots=True)
class _Unread:
    """What could not be read, for the warnings."""

    nameless: int = 0
    dateless: int = 0
    dates: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    def warnings(self) -> Iterable[str]:
        if self.nameless:
            yield f"items without a link or a title: {self.nameless}"
        if self.dateless:
            yield f"items without a date: {self.dateless}"
        for what, texts in (("dates", self.dates), ("headings with a day", self.headings)):
            if texts:
                yield f"{what} not read: {len(texts)}, the first: {shorten(texts[0], _QUOTED)!r}"


@dataclass(frozen=True, slots=True)
class _List:
    document: Document
    source: Source
    rules: ListRules
    page: Page
    items: list[_Element]
    unread: _Unread


def read_page(document: Document, source: Source) -> ParsedFeed:
    """Read one page of a list by the rules in ``source.list``; entries in the page's order, each link once.

    What an entry is called comes from :attr:`Source.identity`, else it is its link. ``older`` is where the rule
    ``next`` leads, on the same host.

    :raises ReadError: ``empty``, ``encoding``, ``bad-selector``, ``no-entries``, and why a page is no list at all:
        ``login-page``, ``block-page``, ``script-page``, ``error-page``.
    """
    found = _look(document, source)
    days = _days(found)
    read = [_entry(found, item, days.get(item)) for item in found.items[:_MOST]]
    entries: dict[str | None, ParsedEntry] = {}
    for entry in filter(None, read):
        # Of an item that is shown twice, in a slider as well, the one that tells more.
        if entry.guid not in entries or (entry.published and not entries[entry.guid].published):
            entries[entry.guid] = entry
    if not entries:
        raise why_no_news(found.page) or _no_entries(found)
    return ParsedFeed(
        info=_info(found),
        entries=tuple(entries.values()),
        warnings=tuple(_warnings(found)),
        older=_older(found),
        matches=_matches(found),
    )


def list_matches(document: Document, source: Source) -> tuple[Match, ...]:
    """What each selector of the list finds, also on a page that yields no entry.

    :raises ReadError: ``empty``, ``encoding``, ``bad-selector``.
    """
    return _matches(_look(document, source))


def _look(document: Document, source: Source) -> _List:
    assert source.list is not None
    page = parse_page(document)
    return _List(document, source, source.list, page, select(page.root, source.list.item), _Unread())


def _days(found: _List) -> dict[_Element, date]:
    """The day that the nearest heading before each item names; the newest heading counts, even if it names none."""
    headings = set(select(found.page.root, found.rules.heading)) if found.rules.heading else set()
    if not headings or found.document.fetched is None:
        return {}
    items, days = set(found.items), dict[_Element, date]()
    day: date | None = None
    for element in found.page.root.iter("*"):
        if element in headings:
            text = words(element)
            day = parse_day(text, found.document.fetched, found.source.timezone)
            if day is None:
                found.unread.headings.append(text)
        if element in items and day is not None:
            days[element] = day
    return days


def _entry(found: _List, item: _Element, day: date | None) -> ParsedEntry | None:
    rules, base = found.rules, found.page.base
    starts = select(item, rules.link) if rules.link else [item]
    link = next(filter(None, (link_of(start, base) for start in starts)), None)
    title = _title(found, item, starts, link)
    if link is None or not title:
        found.unread.nameless += 1
        return None
    link = untracked(link)
    dates = [select(item, selector) for selector in rules.date]
    published = fields.published(dates, found.document, found.source, day)
    if published is None and (rules.date or rules.heading):
        _note_date(found.unread, fields.date_words(dates))
    return make_entry(
        guid=name_of(link, found.source.identity),
        link=link,
        title=title,
        summary=fields.summary(select(item, rules.summary), base) if rules.summary else "",
        content="",
        language=None,
        authors=(),
        categories=fields.categories(select(item, rules.category), dates) if rules.category else (),
        enclosures=fields.pictures(select(item, rules.image), base) if rules.image else (),
        published=published,
        updated=None,
    )


def _title(found: _List, item: _Element, starts: list[_Element], link: str | None) -> str:
    if found.rules.title:
        return first_words(select(item, found.rules.title))
    # A picture and the words beside it often lead to the same page.
    links = (pair for start in starts for pair in links_of(start, found.page.base))
    return first_words([element for element, url in links if url == link])


def _note_date(unread: _Unread, text: str) -> None:
    if text:
        unread.dates.append(text)
    else:
        unread.dateless += 1


def _no_entries(found: _List) -> ReadError:
    rules = found.rules
    if next(found.page.root.iter(*_FEEDS), None) is not None:
        return ReadError("no-entries", 'this is a feed, not a web page: kind = "feed" reads it')
    item = f"list.item {rules.item!r}"
    if not found.items:
        reason = "finds nothing: the page has changed its shape, or the selector is wrong"
        return ReadError("no-entries", f"{item} {reason}")
    link = f"list.link {rules.link!r}" if rules.link else "a link"
    title = f"list.title {rules.title!r}" if rules.title else "words"
    return ReadError("no-entries", f"{item} finds {len(found.items)}, but none has both {link} and {title} in it")


def _info(found: _List) -> FeedInfo:
    return FeedInfo(
        title=found.source.title,
        link=found.page.url,
        self_url=found.page.url,
        language=language_tag(found.page.root.get("lang")),
    )


def _warnings(found: _List) -> Iterable[str]:
    if found.page.warning:
        yield found.page.warning
    yield from found.unread.warnings()
    if len(found.items) > _MOST:
        yield f"items left out: {len(found.items) - _MOST}, only the first {_MOST} are read"


def _older(found: _List) -> str | None:
    """Where the next page is, if it is another page of this site: ``www.`` and the scheme make no other site."""
    if not found.rules.next:
        return None
    here = _place(found.page.url)
    links = (link_of(one, found.page.base) for one in select(found.page.root, found.rules.next))
    every = dict.fromkeys(urldefrag(link).url for link in links if link)
    pages = [url for url in every if _site(url) == _site(found.page.url)]
    # A pager links its own page too: of two pages, the second is the last.
    after = following(pages, found.page.url) if len(pages) > 1 else next(iter(pages), None)
    return next((url for url in pages if _place(url) != here), None) if after and _place(after) == here else after


def _site(url: str) -> str:
    return host_of(url).removeprefix("www.")


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.path or "/", parts.query


def _matches(found: _List) -> tuple[Match, ...]:
    return tuple(_each_match(found))


def _each_match(found: _List) -> Iterable[Match]:
    root, items = found.page.root, found.items[:_MOST]
    for rule, name, selector in selectors_of(found.rules):
        places = [root] if rule in _IN_PAGE else items
        nodes = [node for place in places for node in select(place, selector)]
        yield match(f"list.{name}", selector, nodes, found.page.base)
