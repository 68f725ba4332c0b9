"""What the parts of Visnyk say to each other: frozen dataclasses and closed sets, a file for each role.

What the editor configured (``Source``, ``Edition``), what a source said (``Parsed…``), what we know (``Entry``,
``Translation``, ``SourceState``), what a subscriber gets (``Edition…``), what happened, what the viewer shows, what
the desk does. Words are those of Atom (RFC 4287), XLIFF and HTTP. Every ``datetime`` is aware and in UTC; every
``…_html`` or ``content``/``summary`` is HTML sanitised by :mod:`feeds.text.html`; every title is plain text. Language
tags are BCP 47, ``und`` where nobody said.
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
from feeds.model.edited import Deed, Editor, NewTerm, QueuePage, TakenDown
from feeds.model.happened import Copying, EngineUse, RefreshSummary, Rest, SourceOutcome
from feeds.model.known import Copy, Entry, Finding, Joining, SourceState, State, Tag, TagKind, Translation
from feeds.model.parsed import UNDETERMINED, Enclosure, FeedInfo, Match, ParsedEntry, ParsedFeed, Person
from feeds.model.published import Alternate, Category, EditionDocument, EditionItem, Other, Rendering, Tombstone
from feeds.model.viewed import (
    Dated,
    EngineBudget,
    EntryPage,
    EntryView,
    Found,
    Mention,
    Month,
    Page,
    SourceStatus,
    StatusView,
    StoryView,
)

__all__ = [
    "UNDETERMINED",
    "AlertRule",
    "Alerts",
    "Alternate",
    "ArticleRules",
    "Category",
    "Copy",
    "Copying",
    "Dated",
    "Deed",
    "Edition",
    "EditionDocument",
    "EditionItem",
    "Editor",
    "Enclosure",
    "EngineBudget",
    "EngineUse",
    "Entry",
    "EntryPage",
    "EntryView",
    "Fallback",
    "FeedInfo",
    "Finding",
    "Found",
    "Joining",
    "Kind",
    "ListRules",
    "Match",
    "Mention",
    "Month",
    "NewTerm",
    "Other",
    "Page",
    "Pair",
    "ParsedEntry",
    "ParsedFeed",
    "Partner",
    "Person",
    "Pictures",
    "QueuePage",
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
    "StoryView",
    "Tag",
    "TagKind",
    "Takedown",
    "TakenDown",
    "Tombstone",
    "Topic",
    "Translation",
]
