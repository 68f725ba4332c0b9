"""All that one visit to a source brings: the newest page of its list, older pages, and the articles behind them.

Older pages are walked through until news is met that is stored already, or as far back as the editor wants; what one
visit leaves is gone on with at the next. Each new or changed entry of a source that gives summaries is completed from
its article. A page or an article that cannot be had costs a warning, never the news that came with the list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from feeds.errors import FetchError, ReadError, SourceError
from feeds.fetch.client import Fetched, Request
from feeds.ingest.decide import Known, to_complete
from feeds.ingest.marks import EVER, Mark, known_until, read_marks, write_marks
from feeds.model import FeedInfo, ParsedEntry, ParsedFeed, Source

if TYPE_CHECKING:
    from feeds.jobs.visit import Visitor

_ARTICLES = 50
"""Articles read in one visit; the others are read at the next, so that nothing that was paid for waits for long."""
_PATIENCE = 120.0
"""Seconds of one visit after which the rest is left to the next: nothing goes out before all visits of a refresh have
ended, and a site may want half a minute between two requests."""
_PAST_THE_END = frozenset({"http-404", "http-410", "http-400"})
"""What sites say of the page after their last; 400 is WordPress' REST interface."""

_Name = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a visit came to."""

    feed: ParsedFeed
    backfill: str | None
    """Where older news is to be gone on with: see :mod:`feeds.ingest.marks`."""
    whole: bool = True
    """False: the list is to be read again next time, even if it has not changed."""
    rest: timedelta | None = None
    """How long a server asked to be left alone, if one did."""
    missing: tuple[str, ...] = ()
    """What could not be had, in words; among the warnings too."""


@dataclass(slots=True)
class _Visit:
    visitor: Visitor
    source: Source
    home: str | None = None
    """The address of the newest page, so that a list that bites its tail has an end."""
    pages: list[ParsedFeed] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """Addresses of older pages."""
    names: set[_Name] = field(default_factory=set)
    """Of the entries of all pages, so that one that answers every page with the same has an end too."""
    warnings: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    """Articles that were not read, by reason."""
    failed: int = 0
    """Articles that were not read and may be at the next visit."""
    left: int = field(default_factory=lambda: _ARTICLES)
    """Articles that may still be read."""
    rest: timedelta | None = None
    stopped: bool = False
    """A page could not be had: no other is asked for."""
    asked: bool = False
    tired: float = field(default_factory=lambda: asyncio.get_running_loop().time() + _PATIENCE)

    @property
    def over(self) -> bool:
        """Has it taken long enough? Not before something was asked for, so that every visit gets further."""
        return self.asked and asyncio.get_running_loop().time() >= self.tired

    @property
    def ends(self) -> bool:
        """Is no older page to be asked for any more?"""
        return len(self.pages) >= self.source.pages or self.left <= 0 or self.stopped or self.over or bool(self.rest)


async def gather(
    visitor: Visitor,
    source: Source,
    first: ParsedFeed,
    url: str,
    *,
    new: bool,
    otherwise: bool = False,
    newest: datetime | None = None,
    backfill: str | None = None,
) -> Gathered:
    """Go on from ``first``, the newest page, which came from ``url``.

    ``new``: nothing is stored of this source yet; ``otherwise``: it is read by other rules than last time, so that the
    articles of its newest page are read again; ``newest`` is the date of the newest entry that was known before, and
    ``backfill`` where earlier visits stopped.
    """
    visit = _Visit(visitor, source, home=url)
    whole = await _take(visit, first, every=otherwise)
    marks = read_marks(backfill)
    # Of a new source only as much as is wanted, of a known one all that came since it was asked last.
    wanted = new or (newest is None and source.since is not None)
    start = next((mark for mark in marks if mark.url == url), Mark(url, None if wanted else known_until(newest)))
    marks = [mark for mark in marks if mark.url != url]
    complete = whole and not visit.failed
    if not whole:
        marks.insert(0, start)  # as of today: at the next visit the newest entry that is known will be another one
    elif first.older is not None and await _goes_on(visit, first, start):
        marks.insert(0, replace(start, url=first.older))
    return _gathered(visit, first.info, await _walk_all(visit, marks), whole=complete)


async def go_on(visitor: Visitor, source: Source, info: FeedInfo, backfill: str) -> Gathered:
    """Read older news alone, where the newest page has nothing new."""
    visit = _Visit(visitor, source)
    return _gathered(visit, info, await _walk_all(visit, read_marks(backfill)))


def wants_articles(source: Source) -> bool:
    """Is the text of its news on pages of their own?"""
    return source.article is not None or source.full_text


def _gathered(visit: _Visit, info: FeedInfo, marks: Sequence[Mark], *, whole: bool = True) -> Gathered:
    entries = tuple(entry for page in visit.pages for entry in page.entries)
    unread = [f"articles not read: {count}: {reason}" for reason, count in visit.unread.items()]
    warnings = [warning for page in visit.pages for warning in page.warnings] + visit.warnings + unread
    first = visit.pages[0] if visit.pages else ParsedFeed(info, ())
    feed = replace(first, info=info, entries=entries, warnings=tuple(dict.fromkeys(warnings)))
    return Gathered(feed, write_marks(marks), whole, visit.rest, tuple(visit.warnings + unread))


async def _walk_all(visit: _Visit, marks: Sequence[Mark]) -> list[Mark]:
    """Go on from each of ``marks``; from where the next visit is to go on."""
    return [left for mark in marks if (left := await _walk(visit, mark)) is not None]


async def _walk(visit: _Visit, mark: Mark) -> Mark | None:
    """Read older pages from ``mark`` on; where the next visit is to go on, if anywhere."""
    if mark.url == visit.home:
        return mark
    own: list[ParsedFeed] = []
    url, here, any_new = mark.url, set[str](), False
    while not visit.ends:
        if url in here or url == visit.home:
            return None
        if url in visit.seen:  # on another walk of this visit
            return replace(mark, url=url)
        here.add(url)
        visit.seen.add(url)
        page = await _older_page(visit, url)
        if page is None:
            return replace(mark, url=url) if visit.stopped else None
        if page.entries and visit.names.issuperset(map(_name, page.entries)):
            return None
        own.append(page)
        any_new = any_new or await _has_new(visit, page)
        if not await _take(visit, page, older=True):
            return replace(mark, url=url)
        if page.older is None or not await _goes_on(visit, page, mark):
            return None
        url = page.older
    enough = own and len(visit.pages) >= visit.source.pages
    return None if enough and _leads_nowhere(mark, own, any_new=any_new) else replace(mark, url=url)


def _leads_nowhere(mark: Mark, pages: Sequence[ParsedFeed], *, any_new: bool) -> bool:
    """Is there no sense in going on from where ``pages``, as many as one visit reads, end?"""
    dates = [date for page in (pages[0], pages[-1]) if (date := _last_date(page))]
    if mark.until is not None:
        # Without dates, news of years would follow, each dated today, where a site has renamed all of its pages.
        return mark.until == EVER or not dates
    # What is known already, page after page, while the list gets no older; it may have been shifted by many pages.
    return not any_new and (not dates or (len(pages) > 1 and dates[-1] >= dates[0]))


async def _older_page(visit: _Visit, url: str) -> ParsedFeed | None:
    """The page at ``url``; ``None`` if there is none, or if it cannot be had now, which stops the visit."""
    try:
        return await _page(visit, url)
    except SourceError as error:
        if error.code in _PAST_THE_END:
            return None
        visit.rest = visit.rest or error.retry_after
        visit.warnings.append(f"older news: {url}: {error.message}")
        visit.stopped = isinstance(error, FetchError) or error.temporary
        return None


async def _has_new(visit: _Visit, page: ParsedFeed) -> bool:
    known = await visit.visitor.known(visit.source, page.entries)
    return any(stored is None for _, stored in to_complete(known, page.entries))


async def _page(visit: _Visit, url: str) -> ParsedFeed:
    visit.asked = True
    answer = await visit.visitor.fetch(Request(url), visit.source)
    if not isinstance(answer, Fetched):
        raise FetchError("http-410", "gone (410)")
    return await visit.visitor.read(answer, visit.source)


async def _goes_on(visit: _Visit, page: ParsedFeed, mark: Mark) -> bool:
    """Is the page after this one to be read?

    Either as far back as the editor said, or until something is met that is stored: what stands last is asked for,
    since news that is pinned to the top says nothing.
    """
    since = _beginning(visit.source)
    if mark.until is None:
        return since is not None and not _is_older(page, since)
    if _is_older(page, max(mark.until, since or mark.until)):
        return False
    return not page.entries or not await visit.visitor.known(visit.source, page.entries[-1:])


def _name(entry: ParsedEntry) -> _Name:
    return entry.guid, entry.link, None if entry.guid else entry.fingerprint


def _beginning(source: Source) -> datetime | None:
    """The first moment that is wanted."""
    if source.since is None:
        return None
    return datetime.combine(source.since, time(), ZoneInfo(source.timezone)).astimezone(UTC)


def _is_older(page: ParsedFeed, moment: datetime) -> bool:
    """Has the list come to news from before ``moment``? Its last date tells: what is pinned to the top may be old."""
    last = _last_date(page)
    return last is not None and last < moment


def _last_date(page: ParsedFeed) -> datetime | None:
    return next((entry.published for entry in reversed(page.entries) if entry.published), None)


async def _take(visit: _Visit, page: ParsedFeed, *, older: bool = False, every: bool = False) -> bool:
    """Add a page, its articles read; False if it is to be read again at the next visit.

    So is an ``older`` one, as long as that gets further, where articles cannot be had for now; the newest is anyway.
    """
    if older and (since := _beginning(visit.source)):
        # A page ends where it ends, and news from before that day was not asked for.
        page = replace(page, entries=tuple(one for one in page.entries if not one.published or one.published >= since))
    fresh = [entry for entry in page.entries if _name(entry) not in visit.names]
    visit.names.update(map(_name, page.entries))
    if not wants_articles(visit.source):
        visit.pages.append(page)
        return True
    waiting = to_complete(await visit.visitor.known(visit.source, fresh), fresh, every=every)
    failed, found, read = visit.failed, list[ParsedEntry](), 0
    for entry, stored in waiting:
        if visit.left <= 0 or (visit.over and visit.left < _ARTICLES):  # one at least, so that every visit gets further
            break
        complete = await _completed(visit, entry, stored)
        found += [complete] if complete is not None else []
        visit.left, read = visit.left - 1, read + 1
    visit.pages.append(replace(page, entries=tuple(found)))
    return read == len(waiting) and not (older and found and visit.failed > failed)


async def _completed(visit: _Visit, entry: ParsedEntry, stored: Known | None) -> ParsedEntry | None:
    """The entry with its article. Without: as the list has it if it is new, else nothing, and it stays as it is."""
    try:
        return await _article(visit, entry)
    except SourceError as error:
        visit.unread[error.message] = visit.unread.get(error.message, 0) + 1
        visit.rest = visit.rest or error.retry_after
        if error.temporary:
            visit.failed += 1
            return entry if stored is None else None
        # Asked again only when the list shows it otherwise.
        return replace(entry, listed=entry.fingerprint) if stored is None else None


async def _article(visit: _Visit, entry: ParsedEntry) -> ParsedEntry:
    if entry.link is None:
        raise ReadError("no-content", "no link leads to it")
    if visit.rest is not None:
        raise FetchError("http-429", "the server asked to be left alone", retry_after=visit.rest)
    visit.asked = True
    answer = await visit.visitor.fetch(Request(entry.link), visit.source)
    if not isinstance(answer, Fetched):
        raise FetchError("http-410", "gone (410)")
    return await visit.visitor.complete(answer, visit.source, entry)
