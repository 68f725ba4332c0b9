"""What the parts of Visnyk say to each other: frozen dataclasses and closed sets, a file for each role.

What the editor configured (``Source``, ``Edition``), what a source said (``Parsed…``), what we know (``Entry``,
``Translation``, ``SourceState``), what a subscriber gets (``Edition…``), what happened, what the viewer shows. Words
are those of Atom (RFC 4287), XLIFF and HTTP. Every ``datetime`` is aware and in UTC; every ``…_html`` or
``content``/``summary`` is HTML sanitised by :mod:`feeds.text.html`; every title is plain text. Language tags are
BCP 47, ``und`` where nobody said.
"""

from __future__ import annotations

from feeds.model.configured import (
    AlertRule,
    Alerts,
    ArticleRules,
    Edition,
    Fallback,
    Kind,
    ListRules,
    Pair,
    Partner,
    Pictures,
    Site,
    Source,
    Takedown,
    Topic,
)
from feeds.model.happened import Copying, EngineUse, RefreshSummary, Rest, SourceOutcome
from feeds.model.known import Copy, Entry, Finding, Joining, SourceState, State, Tag, TagKind, Translation
from feeds.model.parsed import UNDETERMINED, Enclosure, FeedInfo, Match, ParsedEntry, ParsedFeed, Person
from feeds.model.published import Alternate, Category, EditionDocument, EditionItem, Other, Rendering, Tombstone
from feeds.model.viewed import EntryView, Page, SourceStatus, StatusView

__all__ = [
    "UNDETERMINED",
    "AlertRule",
    "Alerts",
    "Alternate",
    "ArticleRules",
    "Category",
    "Copy",
    "Copying",
    "Edition",
    "EditionDocument",
    "EditionItem",
    "Enclosure",
    "EngineUse",
    "Entry",
    "EntryView",
    "Fallback",
    "FeedInfo",
    "Finding",
    "Joining",
    "Kind",
    "ListRules",
    "Match",
    "Other",
    "Page",
    "Pair",
    "ParsedEntry",
    "ParsedFeed",
    "Partner",
    "Person",
    "Pictures",
    "RefreshSummary",
    "Rendering",
    "Rest",
    "Site",
    "Source",
    "SourceOutcome",
    "SourceState",
    "SourceStatus",
    "State",
    "StatusView",
    "Tag",
    "TagKind",
    "Takedown",
    "Tombstone",
    "Topic",
    "Translation",
]
