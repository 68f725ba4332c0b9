"""One source asked now, nothing remembered: what ``sources check`` shows."""

from __future__ import annotations

import asyncio
from datetime import datetime

from feeds.errors import FetchError, SourceError
from feeds.fetch.client import Fetched, Fetcher, Request
from feeds.fetch.settings import HttpSettings
from feeds.ingest.ways import ways
from feeds.jobs.asking import Asker
from feeds.jobs.visit import document_of
from feeds.model import Kind, Match, ParsedEntry, ParsedFeed, Source
from feeds.sources.article import article_matches
from feeds.sources.document import Document
from feeds.sources.limits import ParseLimits
from feeds.sources.page import list_matches
from feeds.sources.pool import ReaderPool


def try_source(
    source: Source, http: HttpSettings, limits: ParseLimits, now: datetime
) -> tuple[Source, ParsedFeed, list[tuple[Source, SourceError]]]:
    """The first way to a source that gives news, what it gives, and the ways before it with why they do not.

    :raises SourceError: none does; the error is that of the first way.
    """
    failed: list[tuple[Source, SourceError]] = []
    for way in ways(source):
        try:
            return way, read_once(way, http, limits, now), failed
        except SourceError as error:
            failed.append((way, error))
    raise failed[0][1]


def read_once(source: Source, http: HttpSettings, limits: ParseLimits, now: datetime) -> ParsedFeed:
    """Ask the address of ``source`` once and read what it gives as what ``source`` says it is.

    :raises SourceError: it gives no news.
    """
    if source.kind is Kind.PAGE:
        document = _ask_page(source.url, http, now)
    else:
        document = document_of(ask_once(source.url, http), now)
    with ReaderPool(limits.for_few(1)) as pool:
        return pool.result_of(pool.submit(document, source).result)


def ask_once(url: str, http: HttpSettings) -> Fetched:
    """Ask one address.

    :raises FetchError: it does not answer with a document.
    """

    async def fetch() -> Fetched:
        async with Fetcher(http) as fetcher:
            answer = await fetcher.fetch(Request(url))
            if isinstance(answer, Fetched):
                return answer
            raise FetchError("gone", "the server says it is gone for good (410)")

    return asyncio.run(fetch())


def _ask_page(url: str, http: HttpSettings, now: datetime) -> Document:
    """As a refresh would: only if the site's robots.txt lets programs have it."""

    async def fetch() -> Document:
        async with Fetcher(http) as fetcher:
            return await Asker(fetcher, now, 1).ask_page(url)

    return asyncio.run(fetch())


def try_article(
    source: Source, entry: ParsedEntry, http: HttpSettings, limits: ParseLimits, now: datetime
) -> tuple[tuple[Match, ...], SourceError | None]:
    """What each selector for articles finds on the page that ``entry`` links to, and why no text is read there, if so.

    :raises SourceError: the page cannot be had.
    """
    document = _ask_page(entry.link or "", http, now)
    matches: tuple[Match, ...] = ()
    with ReaderPool(limits.for_few(1)) as pool:
        try:
            if source.article is not None:
                work = pool.submit_work(len(document.body), article_matches, document, source)
                matches = pool.result_of(work.result)
            pool.result_of(pool.submit_article(document, source, entry).result)
        except SourceError as error:
            return matches, error
    return matches, None


def try_list(source: Source, http: HttpSettings, limits: ParseLimits, now: datetime) -> tuple[Match, ...]:
    """What each selector for the list of ``source``, of kind page, finds, even if that comes to no news.

    :raises SourceError: the page cannot be had.
    """
    document = _ask_page(source.url, http, now)
    with ReaderPool(limits.for_few(1)) as pool:
        return pool.result_of(pool.submit_work(len(document.body), list_matches, document, source).result)
