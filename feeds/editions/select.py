"""From stored entries to an edition, whatever its language mode. Pure; the same data give the same document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from feeds.editions.context import BILINGUAL, MULTIPLE, ORIGINAL, Context, Row
from feeds.editions.story import Story, show
from feeds.model import EditionDocument, EditionItem
from feeds.text.urls import name_urn

_NEVER = datetime(1990, 1, 1, tzinfo=UTC)
"""``updated`` of a feed that has had no entry yet: RFC 4287 demands one, and it must not move by itself.

No entry is older (see :mod:`feeds.ingest.decide`), and validators take an earlier date for a mistake.
"""


def compose(context: Context, rows: Sequence[Row]) -> EditionDocument:
    """The edition with these entries, newest first, each a story of its own; of entries with the same id the first."""
    return document(context, [show(context, Story((row,))).item for row in rows])


def document(context: Context, shown: Iterable[EditionItem]) -> EditionDocument:
    """The edition with these items, in this order; of items with the same id the first."""
    items: dict[str, EditionItem] = {}
    for item in shown:
        items.setdefault(item.id, item)
    return EditionDocument(
        id=name_urn("edition", context.site.id, context.edition.id),
        edition=context.edition,
        site=context.site,
        language=_document_language(context, items.values()),
        updated=max((item.updated for item in items.values()), default=_NEVER),
        items=tuple(items.values()),
    )


def _document_language(context: Context, items: Iterable[EditionItem]) -> str:
    if context.mode == BILINGUAL:
        return MULTIPLE
    if context.mode != ORIGINAL:
        return context.mode
    languages = {item.language for item in items}
    return languages.pop() if len(languages) == 1 else MULTIPLE
