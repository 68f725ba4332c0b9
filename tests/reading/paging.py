"""Going through lists as a reader does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from feeds.model import Page, StoryView


def titles(page: Page) -> list[str]:
    """Of the entries that stand for their stories."""
    return [row.lead.entry.title for row in page.items]


def rows(ask: Callable[[str | None], Any]) -> Iterator[StoryView]:
    """All rows of a list, from the first page to the last; ``ask`` gives a page, or something with a page behind it."""
    cursor: str | None = None
    while True:
        found = ask(cursor)
        page = found if isinstance(found, Page) else found[1]
        yield from page.items
        cursor = page.older
        if cursor is None:
            return


def all_titles(ask: Callable[[str | None], Any]) -> list[str]:
    """Of all rows of a list."""
    return [row.lead.entry.title for row in rows(ask)]
