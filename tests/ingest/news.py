"""Entries and documents in few words, and a store that remembers what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.ingest.decide import Decision, Known, candidate_key, decide
from feeds.model import Entry, FeedInfo, Kind, ParsedEntry, ParsedFeed, Source
from feeds.text.fingerprint import fingerprint

NOW = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = Source("city", Kind.FEED, "https://city.example/feed", "City", language="uk")


def item(
    guid: str | None,
    link: str | None,
    text: str = "",
    *,
    published: datetime | None = None,
    updated: datetime | None = None,
    language: str | None = None,
) -> ParsedEntry:
    """An entry whose fingerprint is that of its link and text, as a reader would make it."""
    return ParsedEntry(
        guid, link, text, "", f"<p>{text}</p>", fingerprint(link or "", text),
        published=published, updated=updated, language=language,
    )  # fmt: skip


class Store:
    """What a database does with decisions, in a dict."""

    def __init__(self, source: Source = SOURCE) -> None:
        self.source = source
        self.entries: dict[str, Entry] = {}

    def known(self, items: Sequence[ParsedEntry]) -> list[Known]:
        """Stored entries that share a guid, a link or a candidate key: no others, as in the database."""
        guids, links = {one.guid for one in items} - {None}, {one.link for one in items} - {None}
        keys = {candidate_key(self.source.id, one) for one in items}
        names = Known.__dataclass_fields__
        return [
            Known(**{name: getattr(entry, name) for name in names})
            for entry in self.entries.values()
            if entry.guid in guids or entry.link in links or entry.key in keys
        ]

    def see(self, *items: ParsedEntry, now: datetime = NOW, language: str | None = None) -> Decision:
        """Decide about a document, and remember what was decided."""
        feed = ParsedFeed(FeedInfo("City", language=language), items)
        decision = decide(self.source, self.known(items), feed, now)
        for entry in decision.new:
            assert entry.key not in self.entries, "an insert would fail"
        for entry in decision.changed:
            assert entry.key in self.entries, "an update would change nothing"
        self.entries |= {entry.key: entry for entry in (*decision.new, *decision.changed)}
        return decision

    def translate_into(self, language: str) -> None:
        """The editor corrects the language of the source."""
        self.source = replace(self.source, language=language)


def texts(entries: Sequence[Entry]) -> list[str]:
    return [entry.title for entry in entries]
