"""How the news at an address can be had: its candidates are asked one after another, and really read.

What a site was made to give to programs goes first: a feed, what it announces, the interface of WordPress. Then the
usual places of feeds, and last its pages, by selectors that are a guess. What gives no entries is no finding but a
reason, and a site is asked a handful of times in all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from feeds.errors import SourceError
from feeds.fetch.client import Fetcher
from feeds.fetch.settings import HttpSettings
from feeds.ingest.newcomers import language_of, pasted_address, proposed_id
from feeds.ingest.ways import ways
from feeds.jobs.asking import Asker
from feeds.jobs.findings import UNDATED, WHOLE, Finding, kind_of, length, marked, notes_on, summary_in
from feeds.model import Kind, ListRules, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.limits import ParseLimits
from feeds.sources.links import Said
from feeds.sources.pool import ReaderPool
from feeds.sources.propose_article import propose_article
from feeds.sources.survey import Survey, survey

_REQUESTS = 8
"""To one site, its robots.txt aside."""
_ARTICLES = 2
"""Articles that are read to see what they have in common, and what not."""
_ANNOUNCED = 3
_USUAL = ("/feed/", "/rss", "/rss.xml", "/news/rss/", "/feed.xml", "/atom.xml", "/index.xml")
"""Where sites have a feed that they do not announce."""
_ELSEWHERE = frozenset({"connection", "tls", "timeout"})
"""What a site answers over https that has http alone."""

T = TypeVar("T")


def discover(
    url: str,
    http: HttpSettings,
    limits: ParseLimits,
    known: Sequence[Source],
    now: datetime,
    told: Callable[[str], None] = lambda url: None,
) -> list[Finding]:
    """Every way to the news at ``url``, as somebody pasted it, that gives entries; the best first, never empty.

    ``known`` are the sources that there are already: no finding has the id of one, and where one has the finding, it
    is marked. ``told`` is called with each address before it is asked for.

    :raises SourceError: nothing gives news; the message has all the reasons in one line, and the code is the reason
        why the page itself does not, where that can be told, else ``no-entries``.
    """

    async def search() -> list[Finding]:
        async with Fetcher(http, now=lambda: now) as fetcher:
            with ReaderPool(limits.for_few(1)) as pool:
                asker = Asker(fetcher, now, _REQUESTS, told)
                return await _Search(asker, pool, now, known).at(url)

    return asyncio.run(search())


@dataclass(slots=True)
class _Search:
    asker: Asker
    pool: ReaderPool
    now: datetime
    known: Sequence[Source]
    zone: str = "Europe/Kyiv"
    own: list[SourceError] = field(default_factory=list)
    """Why pages that would be read by selectors cannot be: what is wrong with these themselves."""
    reasons: list[str] = field(default_factory=list)
    """Why all else gives nothing."""

    async def at(self, pasted: str) -> list[Finding]:
        url, is_channel = pasted_address(pasted)
        document, url = await self._first(url, spelt_out=":/" in pasted)
        if is_channel:
            findings = await self._try(Kind.TELEGRAM, url, "", "a channel of Telegram")
        elif (kind := kind_of(document)) is not None:
            findings = await self._try(kind, url, "", "the address itself")
        else:
            findings = await self._of_page(url, document)
        if not findings:
            raise self._nothing(url)
        return [await self._with_note_on_text(finding) for finding in marked(findings, self.known)]

    def _nothing(self, url: str) -> SourceError:
        reasons = dict.fromkeys([*(error.message for error in self.own), *self.reasons])
        code = self.own[0].code if self.own else "no-entries"
        return SourceError(code, f"no news found at {url}: {'; '.join(reasons) or 'it has no entries'}")

    async def _first(self, url: str, *, spelt_out: bool) -> tuple[Document, str]:
        try:
            return await self.asker.ask(url), self.asker.final(url)
        except SourceError as error:
            if spelt_out or error.code not in _ELSEWHERE or not url.startswith("https://"):
                raise SourceError(error.code, f"{url}: {error.message}", retry_after=error.retry_after) from error
        plain = "http" + url.removeprefix("https")
        return await self._first(plain, spelt_out=True)

    # --- candidates ---------------------------------------------------------------------------------------------------

    async def _of_page(self, url: str, document: Document) -> list[Finding]:
        try:
            seen = await self._look(document)
        except SourceError as error:
            self.own.append(error)
            return []
        said = seen.said
        findings: list[Finding] = []
        if said.preview:
            return await self._try(Kind.TELEGRAM, url, said.title, "the preview of a Telegram channel")
        for feed in said.feeds[:_ANNOUNCED]:
            how = "announced by the page" + (f" as “{feed.title}”" if feed.title else "")
            findings += await self._try(feed.kind, feed.url, said.title, how, said)
        if said.wordpress:
            findings += await self._try(Kind.WORDPRESS, said.wordpress, said.title, "a WordPress site", said)
        if not findings and (seen.why is None or seen.why.code != "block-page"):
            findings += await self._at_usual_places(url, document, seen)
        # Another page of a site whose feed is a source already was meant for what that feed does not have.
        if all(finding.known for finding in marked(findings, self.known)):
            findings += await self._by_selectors(url, document, seen)
        return findings

    async def _at_usual_places(self, url: str, page: Document, seen: Survey) -> list[Finding]:
        """A feed where sites usually have one; requests are left for looking at articles, should there be none."""
        tried = []
        for path in _USUAL:
            place = urljoin(url, path)
            if self.asker.has_asked(place):
                continue
            if self.asker.left <= _needed(url, seen):
                break
            tried.append(path)
            try:
                document = await self.asker.ask(place)
                if document.body == page.body:  # a site that has one answer for everything
                    break
                if (kind := kind_of(document)) is not None:
                    found = await self._read(kind, place, seen.said.title, "where sites usually have a feed", seen.said)
                    return [found]
            except SourceError as error:
                if error.temporary:  # it has had enough of us, or of everybody
                    break
        if tried:
            self.reasons.append(f"no feed at {', '.join(tried)}")
        return []

    async def _by_selectors(self, url: str, document: Document, seen: Survey) -> list[Finding]:
        """The page itself, or the page for news that a front page leads to."""
        pages = [(url, document, seen)]
        if seen.said.news and _leads_on(url, seen):
            try:
                news = await self.asker.ask(seen.said.news)
                pages.insert(0, (self.asker.final(seen.said.news), news, await self._look(news)))
            except SourceError as error:
                self.reasons.append(f"{seen.said.news}: {error.message}")
        for address, page, looked in pages:
            if found := await self._of_lists(address, page, looked):
                return found
        return []

    async def _of_lists(self, url: str, page: Document, seen: Survey) -> list[Finding]:
        if not seen.lists:
            if seen.why:
                self.own.append(seen.why)
            else:
                self.reasons.append(f"no list of news is seen on {url}")
            return []
        findings: list[Finding] = []
        try:
            await self.asker.check_robots(url)
            for rules in seen.lists:
                findings.append(await self._of_list(url, page, rules, seen.said, alone=not findings))
        except SourceError as error:
            self.own.append(error)
        return findings

    async def _of_list(self, url: str, page: Document, rules: ListRules, said: Said, *, alone: bool) -> Finding:
        """A list; its articles are looked at if it is the best one, ``alone`` so far."""
        source = replace(self._source(Kind.PAGE, url, said.title), list=rules)
        feed = self._result(self.pool.submit(page, source))
        found = self._finding(source, feed, f"a list on the page: {rules.item}", said)
        if not alone:
            return found
        try:
            return await self._with_articles(found)
        except SourceError as error:
            return replace(found, notes=(*found.notes, f"the articles are not read: {error.message}"))

    async def _with_articles(self, found: Finding) -> Finding:
        """``found`` with rules for the articles behind its list, tried on the first of them."""
        first = [entry for entry in found.feed.entries if entry.link][:_ARTICLES]
        documents = [await self.asker.ask_page(entry.link) for entry in first if entry.link]
        size = sum(len(document.body) for document in documents)
        rules = self._result(self.pool.submit_work(size, propose_article, documents, first, self.now, self.zone))
        # Where the two articles do not show where their text is, it is looked for in each.
        trial = replace(found.source, article=rules, full_text=rules is None)
        read = self._result(self.pool.submit_article(documents[0], trial, first[0]))
        notes = tuple(note for note in found.notes if note != UNDATED or read.published is None)
        return replace(found, source=trial, notes=notes)

    async def _with_note_on_text(self, found: Finding) -> Finding:
        """``found``, with a note if it gives summaries and one of its articles really gave more."""
        entry = None if found.known else summary_in(found)
        if entry is None or entry.link is None or not self.asker.left:
            return found
        try:
            page = await self.asker.ask_page(entry.link)
            trial = replace(found.source, full_text=True)
            whole = self._result(self.pool.submit_article(page, trial, entry))
        except SourceError:
            return found
        return replace(found, notes=(*found.notes, WHOLE)) if length(whole) > length(entry) else found

    # --- reading ----------------------------------------------------------------------------------------------------

    async def _try(self, kind: Kind, url: str, title: str, how: str, said: Said | None = None) -> list[Finding]:
        """The candidate, if one of its ways gives entries; else the reason is kept."""
        try:
            return [await self._read(kind, url, title, how, said)]
        except SourceError as error:
            self.reasons.append(error.message)
            return []

    async def _read(self, kind: Kind, url: str, title: str, how: str, said: Said | None) -> Finding:
        source = self._source(kind, url, title)
        failed: list[str] = []
        for way in ways(source):
            try:
                feed = self._result(self.pool.submit(await self.asker.ask(way.url), way))
            except SourceError as error:
                failed.append(f"{way.url}: {error.message}")
                continue
            if feed.entries:
                return self._finding(replace(source, url=self.asker.final(source.url)), feed, how, said)
            failed.append(f"{way.url}: it has no entries")
        raise SourceError("no-entries", "; ".join(failed))

    def _source(self, kind: Kind, url: str, title: str) -> Source:
        title = title or urlsplit(url).hostname or url
        return Source(self._id(url, title), kind, url, title)

    def _id(self, url: str, title: str) -> str:
        return proposed_id(url, title, {source.id for source in self.known})

    def _finding(self, source: Source, feed: ParsedFeed, how: str, said: Said | None) -> Finding:
        language = language_of(feed.entries, feed.info.language, said.language if said else None)
        source = replace(source, title=feed.info.title or source.title, language=language)
        source = replace(source, id=self._id(source.url, source.title))
        return Finding(source, feed, how, notes_on(feed, said))

    async def _look(self, document: Document) -> Survey:
        return self._result(self.pool.submit_work(len(document.body), survey, document, self.now, self.zone))

    def _result(self, future: Future[T]) -> T:
        # Nothing else goes on in this loop: one candidate after another.
        return self.pool.result_of(future.result)


def _leads_on(url: str, seen: Survey) -> bool:
    """Is the page that is called News to be looked at first? A front page shows a few news of many."""
    return seen.said.news is not None and (urlsplit(url).path in ("", "/") or not seen.lists)


def _needed(url: str, seen: Survey) -> int:
    """Requests that selectors would take, beyond that of the page itself."""
    return _leads_on(url, seen) + (_ARTICLES if seen.lists or seen.said.news else 0)
