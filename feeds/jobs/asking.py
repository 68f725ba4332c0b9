"""Asks one site a few questions, each once, and keeps to its robots.txt; nothing is remembered afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from feeds.errors import FetchError, SourceError
from feeds.fetch.client import Fetched, Fetcher, Request
from feeds.fetch.robots import ANSWERED, TOKEN, Robots, origin_of, text_of
from feeds.jobs.visit import document_of
from feeds.sources.document import Document


@dataclass(slots=True)
class Asker:
    """For one search, in one event loop."""

    fetcher: Fetcher
    now: datetime
    left: int
    """Requests that may still be made; robots.txt is not counted."""
    told: Callable[[str], None] = lambda url: None
    """Is called with each address, robots.txt as well, before it is asked for."""
    _answers: dict[str, Document | SourceError] = field(default_factory=dict)
    _moved: dict[str, str] = field(default_factory=dict)
    _robots: dict[str, Robots | FetchError] = field(default_factory=dict)

    def has_asked(self, url: str) -> bool:
        """Was ``url`` asked for already?"""
        return url in self._answers

    def final(self, url: str) -> str:
        """Where permanent redirects from ``url`` lead, as far as it was asked for."""
        return self._moved.get(url, url)

    async def ask_page(self, url: str) -> Document:
        """The document at ``url``, if the site lets programs have it.

        :raises SourceError: as :meth:`check_robots` and :meth:`ask`.
        """
        await self.check_robots(url)
        return await self.ask(url)

    async def ask(self, url: str) -> Document:
        """The document at ``url``, asked for once.

        :raises SourceError: there is none, or enough was asked for.
        """
        if url not in self._answers:
            if not self.left:
                raise SourceError("no-entries", f"{url} is not asked for: that would be too many requests")
            self.left -= 1
            self._answers[url] = await self._answer(url)
        answer = self._answers[url]
        if isinstance(answer, SourceError):
            raise answer
        return answer

    async def _answer(self, url: str) -> Document | SourceError:
        self.told(url)
        try:
            answer = await self.fetcher.fetch(Request(url))
        except FetchError as error:
            return error
        if not isinstance(answer, Fetched):
            return FetchError("gone", "gone for good (410)")
        if answer.permanent_url:
            self._moved[url] = answer.permanent_url
        return document_of(answer, self.now)

    async def check_robots(self, url: str) -> None:
        """Return if the site lets programs have ``url``; a delay that it wants is kept from then on.

        :raises FetchError: ``robots``, or why nobody knows what its robots.txt says.
        """
        origin = origin_of(url)
        if origin is None:
            return  # whoever asks for it will be told
        if origin not in self._robots:
            self._robots[origin] = await self._rules(origin)
        rules = self._robots[origin]
        if isinstance(rules, FetchError):
            raise rules
        if rules.crawl_delay:
            self.fetcher.slow_down(origin, rules.crawl_delay)
        if not rules.allows(url):
            path = urlsplit(url).path or "/"
            raise FetchError("robots", f"{origin}/robots.txt forbids {path} to {TOKEN}: ask the site's editors")

    async def _rules(self, origin: str) -> Robots | FetchError:
        place = f"{origin}/robots.txt"
        self.told(place)
        try:
            answer = await self.fetcher.fetch(Request(place))
        except FetchError as error:
            rules = Robots(None, error.code)
            closed = FetchError(error.code, f"{place}: {error.message}; until it is there, nothing may be asked")
            return rules if rules.reachable else closed
        if not isinstance(answer, Fetched):
            return Robots(None, "gone")
        return Robots(text_of(answer.body, answer.headers.get("content-type")), ANSWERED)
