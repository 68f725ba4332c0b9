"""A first look at a page of which nobody knows yet what it is; what child processes run for ``sources add``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feeds.errors import ReadError
from feeds.model import ListRules
from feeds.sources.document import Document
from feeds.sources.links import Said, what_page_says
from feeds.sources.nonews import why_no_news
from feeds.sources.propose import propose_list
from feeds.sources.selecting import parse_page


@dataclass(frozen=True, slots=True)
class Survey:
    """What one page is good for."""

    said: Said
    lists: tuple[ListRules, ...]
    """What may be its news, the best guess first."""
    why: ReadError | None
    """Of a page without a list: that it is none for the public, as far as can be told."""


def survey(document: Document, now: datetime, timezone: str) -> Survey:
    """Look at a page: what it says of feeds, and what on it may be a list of news.

    :raises ReadError: ``empty``, ``encoding``.
    """
    lists = tuple(propose_list(document, now, timezone))
    return Survey(what_page_says(document), lists, None if lists else why_no_news(parse_page(document)))
