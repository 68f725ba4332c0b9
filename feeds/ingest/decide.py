"""What to store of a document that was read: a pure decision over what is known, what came, and ``now``.

Identity is the guid, then the link, then the content; an entry keeps the key it got when it was first seen, whatever
its source does to its guid later. What a source no longer lists is kept: leaving a list is not being withdrawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import UNDETERMINED, Entry, ParsedEntry, ParsedFeed, Source
from feeds.text.fingerprint import fingerprint
from feeds.text.urls import is_iri, name_urn

_TOO_FAR_AHEAD = timedelta(days=1)
"""A date further in the future is a mistake, and would stand on top of every list until then."""


@dataclass(frozen=True, slots=True)
class Known:
    """What must be known of a stored entry to decide."""

    key: str
    guid: str | None
    link: str | None
    fingerprint: str
    atom_id: str
    published: datetime
    updated: datetime
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write: whole entries, as they are to stand afterwards."""

    new: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()


def candidate_key(source_id: str, parsed: ParsedEntry) -> str:
    """The key that an entry seen for the first time gets, if nobody has it."""
    return fingerprint(source_id, *_identity(parsed), size=8)


def _identity(parsed: ParsedEntry) -> tuple[str, str]:
    if parsed.guid:
        return "guid", parsed.guid
    return ("link", parsed.link) if parsed.link else ("content", parsed.fingerprint)


def decide(source: Source, known: Sequence[Known], feed: ParsedFeed, now: datetime) -> Decision:
    """Compare a document with what is stored.

    ``known`` holds at least the stored entries of this source that share a guid, a link or a candidate key with an
    entry of ``feed``. A re-dated entry is not a changed one: its fingerprint leaves dates out.
    """
    matcher = _Matcher(source.id, known, feed.entries)
    new: list[Entry] = []
    changed: list[Entry] = []
    # Document order is newest first nearly everywhere, so the oldest is decided first and keeps its key.
    for parsed in reversed(feed.entries):
        found = matcher.claim(parsed)
        if found is None:
            continue
        old = found if isinstance(found, Known) else None
        entry = _entry(source, feed, parsed, found, now)
        if old is None:
            new.append(entry)
        elif old.fingerprint != parsed.fingerprint or old.guid != parsed.guid:
            changed.append(entry)
    return Decision(tuple(reversed(new)), tuple(reversed(changed)))


class _Matcher:
    """Finds which stored entry each entry of a document is; each is claimed once."""

    def __init__(self, source_id: str, known: Sequence[Known], entries: Sequence[ParsedEntry]) -> None:
        self._source_id = source_id
        self._by_key = {item.key: item for item in known}
        self._by_guid = {item.guid: item for item in known if item.guid}
        links = Counter(item.link for item in known if item.link)
        # A link shared by several entries (the front page, say) says nothing about which is which.
        self._by_link = {item.link: item for item in known if item.link and links[item.link] == 1}
        self._links_here = Counter(entry.link for entry in entries if entry.link)
        self._guids_here = {entry.guid for entry in entries if entry.guid}
        self._claimed: set[str] = set()
        self._seen: set[tuple[str, str, str]] = set()

    def claim(self, parsed: ParsedEntry) -> Known | str | None:
        """The stored entry, else a key for a new one, else ``None`` for a repetition within the document."""
        stored = self._find(parsed)
        if stored is not None:
            if stored.key in self._claimed:
                return None
            self._claimed.add(stored.key)
            return stored
        repetition = (*_identity(parsed), parsed.link or "")
        if repetition in self._seen:
            return None
        self._seen.add(repetition)
        return self._free_key(parsed)

    def _find(self, parsed: ParsedEntry) -> Known | None:
        if parsed.guid:
            by_guid = self._by_guid.get(parsed.guid)
            if by_guid is not None and by_guid.key not in self._claimed:
                return by_guid
        if parsed.link and self._links_here[parsed.link] == 1:
            by_link = self._by_link.get(parsed.link)
            # Not if that entry's own guid is in this document too: then they are two entries.
            if by_link is not None and (not by_link.guid or by_link.guid not in self._guids_here):
                return by_link
        if not parsed.guid and not parsed.link:
            return self._by_key.get(candidate_key(self._source_id, parsed))
        return None

    def _free_key(self, parsed: ParsedEntry) -> str:
        key = candidate_key(self._source_id, parsed)
        if key in self._by_key or key in self._claimed:
            # Another entry had this guid first and has since been given a new one; or one guid has two links.
            key = fingerprint(key, parsed.link or "", parsed.fingerprint, size=8)
        self._claimed.add(key)
        return key


def _entry(source: Source, feed: ParsedFeed, parsed: ParsedEntry, found: Known | str, now: datetime) -> Entry:
    published = _sane(parsed.published or parsed.updated, now) or now
    updated = max(published, _sane(parsed.updated, now) or published)
    if isinstance(found, str):
        key, first_seen = found, now
        atom_id = parsed.guid if parsed.guid and is_iri(parsed.guid) else name_urn(source.id, *_identity(parsed))
    else:
        key, first_seen, atom_id, published = found.key, found.first_seen, found.atom_id, found.published
        # The source's word if it moved its date, else the moment we saw it (RFC 4287 §4.2.15: a significant change).
        updated = updated if updated > found.updated else now
    return Entry(
        key=key,
        source_id=source.id,
        atom_id=atom_id,
        guid=parsed.guid,
        link=parsed.link,
        title=parsed.title,
        summary=parsed.summary,
        content=parsed.content,
        language=source.language or parsed.language or feed.info.language or UNDETERMINED,
        fingerprint=parsed.fingerprint,
        published=published,
        updated=updated,
        first_seen=first_seen,
        authors=parsed.authors,
        categories=parsed.categories,
        enclosures=parsed.enclosures,
    )


def _sane(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment <= now + _TOO_FAR_AHEAD else None
