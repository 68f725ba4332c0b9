"""The whole site as files: each page is asked for, if it may have changed, and put into its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from feeds.editions.pictures import FOLDER, mentioned
from feeds.errors import StoreError
from feeds.jobs.addresses import ERROR_PAGE, root_from, settle
from feeds.jobs.site_folder import SiteFolder
from feeds.jobs.site_list import Made
from feeds.jobs.site_plan import Page, Plan

_FEEDS: Final = "/editions/"
_MAP: Final = "/sitemap"
_NEEDED: Final = re.compile(
    rb"/editions/[a-z0-9_-]{1,64}/[0-9]{1,9}\.(?:atom|rss|json)\b"  # pages of archives
    rb"|/[a-z]{2}/entry/[0-9a-f]{16}(?:/[A-Za-z0-9-]{2,35})?"
    rb"|/sitemap-[0-9]{1,5}\.xml"
)
"""What a document leads to, beside pictures."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the website said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A page that can be put in its place; without a body it is there already."""

    page: Page
    made: Made
    body: bytes | None


class Exporter:
    """Brings a folder up to date, page by page, from what ``ask`` answers.

    ``base_path`` is where the site lies on its host, for the error page; empty at the top.
    """

    def __init__(self, plan: Plan, folder: SiteFolder, ask: Ask, base_path: str = "") -> None:
        self._plan = plan
        self._folder = folder
        self._ask = ask
        self._base_path = base_path
        self._taken = set(plan.addresses)
        """What is planned, or has been needed."""

    def run(self) -> None:
        """Write what has changed, and last remove what is no more.

        :raises StoreError: a page cannot be made or written; what was written stays, and the next run goes on.
        """
        for page in self._plan.pages:
            self._bring(page)
        self._folder.finish()

    def _bring(self, first: Page) -> None:
        """Put a page in its place, and before it what it needs that nobody had planned."""
        waiting = [self._ready(first)]
        while waiting:
            ready = waiting[-1]
            missing = next((need for need in ready.made.needs if need not in self._taken), None) if ready else None
            if missing is not None:
                self._taken.add(missing)
                waiting.append(self._needed(missing))
            else:
                waiting.pop()
                if ready:
                    self._put(ready)

    def _needed(self, address: str) -> _Ready | None:
        page = self._plan.page(address)
        return self._ready(page) if page else None

    def _ready(self, page: Page) -> _Ready | None:
        """A page, made only if it has to be; ``None`` where there is none, as of what was taken down."""
        address, file = page.place.address, page.place.file
        known = self._folder.known(address, page.stamp, file)
        if known is not None:
            return _Ready(page, known, None)
        answer = self._ask(address)
        if answer.status >= 500:
            raise StoreError(f"the page {address} cannot be made: the website answered {answer.status}")
        if answer.status != 200 and file != ERROR_PAGE:
            return None
        body, needs = self._settled(page, answer)
        return _Ready(page, Made(page.stamp, tuple(need for need in needs if need not in self._plan.addresses)), body)

    def _settled(self, page: Page, answer: Answer) -> tuple[bytes, list[str]]:
        file = page.place.file
        if file.endswith(".html"):
            root = f"{self._base_path}/" if file == ERROR_PAGE else root_from(file)
            settled = settle(answer.body.decode(), root, self._plan.places, answer.headers)
            return settled.body, list(settled.leads_to)
        if page.place.address.startswith((_FEEDS, _MAP)):
            return answer.body, _needs_of_document(answer.body)
        return answer.body, []

    def _put(self, ready: _Ready) -> None:
        address, file = ready.page.place.address, ready.page.place.file
        if ready.body is None:
            self._folder.keep(address, file)
        else:
            self._folder.put(address, ready.made, file, ready.body)


def _needs_of_document(body: bytes) -> list[str]:
    """What a document shows or leads to of ours."""
    pictures = sorted(f"{FOLDER}{name}" for name in mentioned(body))
    return pictures + sorted({match.decode() for match in _NEEDED.findall(body)})
