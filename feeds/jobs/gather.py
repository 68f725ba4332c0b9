"""All that one visit to a source brings: the newest page of its list, older pages, and the articles behind them.

Older pages are walked through until news is met that is stored already, or as far back as the editor wants; what one
visit leaves is gone on with at the next. Each new or changed entry of a source that gives summaries is completed from
its article. A page or an article that cannot be had costs a warning, never the news that came with the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from feeds.errors import FetchError, ReadError, SourceError
from feeds.fetch.client import Fetched, Outcome, Request
from feeds.ingest.decide import Known, to_complete
from feeds.model import FeedInfo, ParsedEntry, ParsedFeed, Source

_ARTICLES = 50
"""Articles read in one visit; the others are read at the next, so that nothing that was paid for waits for long."""
_PAST_THE_END = frozenset({"http-404", "http-410", "http-400"})
"""What sites say of the page after their last; 400 is WordPress' REST interface."""


class Desk(Protocol):
    """What a visit asks of the refresh that it is part of; every method may raise :class:`SourceError`."""

    async def fetch(self, request: Request, source: Source) -> Outcome:
        """Ask for one address, politely."""

    async def read(self, answer: Fetched, source: Source) -> ParsedFeed:
        """Read a list."""

    async def complete(self, answer: Fetched, source: Source, entry: ParsedEntry) -> ParsedEntry:
        """Read an article."""

    async def known(self, source: Source, entries: Sequence[ParsedEntry]) -> list[Known]:
        """What is stored of these."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a visit came to."""

    feed: ParsedFeed
    backfill: str | None
    """Where older news is to be gone on with; ``None``: nowhere."""
    whole: bool = True
    """False: the list is to be read again next time, even if it has not changed."""
    rest: timedelta | None = None
    """How long a server asked to be left alone, if one did."""


@dataclass(slots=True)
class _Visit:
    desk: Desk
    source: Source
    pages: list[ParsedFeed] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """Addresses of pages, so that a list that bites its tail has an end."""
    names: set[str] = field(default_factory=set)
    """Of the entries of all pages, so that one that answers every page with the same has an end too."""
    warnings: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    """Articles that were not read, by reason."""
    left: int = field(default_factory=lambda: _ARTICLES)
    """Articles that may still be read."""
    whole: bool = True
    rest: timedelta | None = None


async def gather(
    desk: Desk, source: Source, first: ParsedFeed, url: str, *, new: bool, backfill: str | None
) -> Gathered:
    """Go on from ``first``, the newest page, which came from ``url``.

    ``new``: nothing is stored of this source yet; ``backfill`` is where an earlier visit stopped.
    """
    visit = _Visit(desk, source, seen={url})
    whole = await _take(visit, first)
    # Of a new source only as much as is wanted, of a known one all that came since it was asked last.
    rest = first.older if whole and await _goes_on(visit, first, wanted=new) else None
    rest = await _walk(visit, rest, wanted=new) if rest else None
    if rest is None and backfill:
        rest = await _walk(visit, backfill, wanted=True)
    return _gathered(visit, first.info, rest)


async def go_on(desk: Desk, source: Source, info: FeedInfo, backfill: str) -> Gathered:
    """Read older news alone, where the newest page has nothing new."""
    visit = _Visit(desk, source)
    rest = await _walk(visit, backfill, wanted=True)
    return _gathered(visit, info, rest)


def wants_articles(source: Source) -> bool:
    """Is the text of its news on pages of their own?"""
    return source.article is not None or source.full_text


def _gathered(visit: _Visit, info: FeedInfo, rest: str | None) -> Gathered:
    entries = tuple(entry for page in visit.pages for entry in page.entries)
    unread = [f"articles not read: {count}: {reason}" for reason, count in visit.unread.items()]
    warnings = [warning for page in visit.pages for warning in page.warnings] + visit.warnings + unread
    first = visit.pages[0] if visit.pages else ParsedFeed(info, ())
    feed = replace(first, info=info, entries=entries, warnings=tuple(dict.fromkeys(warnings)))
    return Gathered(feed, rest, visit.whole, visit.rest)


async def _walk(visit: _Visit, url: str, *, wanted: bool) -> str | None:
    """Read older pages, the first of them at ``url``; the address where the next visit is to go on, if anywhere.

    Nowhere, if none of all these pages held anything new: a list may have been shifted by so much, but not by more.
    """
    before, any_new = len(visit.pages), False
    while len(visit.pages) < visit.source.pages:
        if url in visit.seen:
            return None
        visit.seen.add(url)
        try:
            page = await _page(visit, url)
        except SourceError as error:
            if error.code in _PAST_THE_END:
                return None
            visit.rest = error.retry_after
            visit.warnings.append(f"older news: {url}: {error.message}")
            return url if isinstance(error, FetchError) else None
        if visit.names.issuperset(map(_name, page.entries)):
            return None
        any_new = any_new or len(await visit.desk.known(visit.source, page.entries)) < len(page.entries)
        if not await _take(visit, page):
            return url
        if not await _goes_on(visit, page, wanted=wanted) or page.older is None:
            return None
        url = page.older
    return url if any_new or len(visit.pages) == before else None


async def _page(visit: _Visit, url: str) -> ParsedFeed:
    answer = await visit.desk.fetch(Request(url), visit.source)
    if not isinstance(answer, Fetched):
        raise FetchError("http-410", "gone (410)")
    return await visit.desk.read(answer, visit.source)


async def _goes_on(visit: _Visit, page: ParsedFeed, *, wanted: bool) -> bool:
    """Is the page after this one to be read?

    ``wanted``: as far back as the editor said. Otherwise until something is met that is stored: what stands last is
    asked for, since news that is pinned to the top says nothing.
    """
    if page.older is None or not page.entries or visit.rest is not None:
        return False
    if _older_than_wanted(visit.source, page):
        return False
    if wanted:
        return visit.source.since is not None
    return not await visit.desk.known(visit.source, page.entries[-1:])


def _name(entry: ParsedEntry) -> str:
    return entry.guid or entry.link or entry.fingerprint


def _older_than_wanted(source: Source, page: ParsedFeed) -> bool:
    if source.since is None:
        return False
    since = datetime.combine(source.since, time(), ZoneInfo(source.timezone)).astimezone(UTC)
    dates = [entry.published for entry in page.entries if entry.published]
    return bool(dates) and min(dates) < since


async def _take(visit: _Visit, page: ParsedFeed) -> bool:
    """Add a page, its articles read; False if some of them have to wait for the next visit."""
    visit.names.update(map(_name, page.entries))
    if not wants_articles(visit.source):
        visit.pages.append(page)
        return True
    waiting = to_complete(await visit.desk.known(visit.source, page.entries), page.entries)
    found = [await _completed(visit, entry, stored) for entry, stored in waiting[: visit.left]]
    visit.left -= len(found)
    visit.pages.append(replace(page, entries=tuple(entry for entry in found if entry is not None)))
    if len(found) < len(waiting):
        visit.whole = False
    return len(found) == len(waiting)


async def _completed(visit: _Visit, entry: ParsedEntry, stored: Known | None) -> ParsedEntry | None:
    """The entry with its article. Without: as the list has it if it is new, else nothing, and it stays as it is."""
    try:
        return await _article(visit, entry)
    except SourceError as error:
        visit.unread[error.message] = visit.unread.get(error.message, 0) + 1
        visit.rest = visit.rest or error.retry_after
        if stored is not None:
            return None
        if error.temporary:
            visit.whole = False
            return entry
        return replace(entry, listed=entry.fingerprint)  # asked again only when the list shows it otherwise


async def _article(visit: _Visit, entry: ParsedEntry) -> ParsedEntry:
    if entry.link is None:
        raise ReadError("no-content", "no link leads to it")
    if visit.rest is not None:
        raise FetchError("http-429", "the server asked to be left alone", retry_after=visit.rest)
    answer = await visit.desk.fetch(Request(entry.link), visit.source)
    if not isinstance(answer, Fetched):
        raise FetchError("http-410", "gone (410)")
    return await visit.desk.complete(answer, visit.source, entry)
