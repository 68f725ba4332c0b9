"""What to store of a document that was read: a pure decision over what is known, what came, and ``now``.

Identity is the guid, then the link, then the content; an entry keeps the key it got when it was first seen, whatever
its source does to its guid later. What a source no longer lists is kept: leaving a list is not being withdrawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from feeds.ingest.languages import language_of
from feeds.model import Entry, ParsedEntry, ParsedFeed, Source
from feeds.text.fingerprint import fingerprint
from feeds.text.mixed import mark_languages
from feeds.text.urls import is_iri, name_urn

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the Web: what a program writes that knows no date (0001-01-01, 1970-01-01)."""
_GLOBAL = frozenset({"http", "https", "tag", "urn", "info", "oai", "yt"})
"""Schemes whose names belong to somebody. ``post:1`` is an IRI too, but every second site has it."""
_TOO_FAR_AHEAD = timedelta(days=1)
"""A date further in the future is a mistake, and would stand on top of every list until then."""
_TICK = timedelta(seconds=1)
"""The least that a change moves a date: formats of feeds know no fractions."""
_NEVER = datetime.min.replace(tzinfo=UTC)
_COMPARED = ("fingerprint", "guid", "link", "language", "listed")


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
    language: str
    dated: bool = True
    listed: str | None = None
    alert: str | None = None
    closed: datetime | None = None


Sign = Callable[["Known | ParsedEntry"], Hashable]
"""What an entry is known again by; ``None`` where it has none."""


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
    """Compare a document with what is stored; in which order it lists its entries makes no difference.

    ``known`` holds at least the stored entries of this source that share a guid, a link or a candidate key with an
    entry of ``feed``. A re-dated entry is not a changed one: its fingerprint leaves dates out.
    """
    entries = _without_repetitions(feed.entries)
    matches = _match(known, entries)
    names = _Names(source.id, known, now)
    new: dict[int, Entry] = {}
    changed: dict[int, Entry] = {}
    # Of two that could have one name, the older gets it.
    for place in sorted(range(len(entries)), key=lambda place: _version(entries[place])):
        parsed, old = entries[place], matches.get(place)
        language = language_of(source, feed, parsed)
        if old is None:
            # Undated news in the order of the document, which is newest first nearly everywhere.
            new[place] = _new(source.id, parsed, language, names, now, undated=now - place * _TICK)
            continue
        entry = _again(source.id, parsed, language, old, now)
        # Where it leads and how it is labelled is stored anew, but is no change that moves ``updated``.
        if any(getattr(entry, name) != getattr(old, name) for name in _COMPARED):
            changed[place] = entry
    return Decision(*(tuple(found[place] for place in sorted(found)) for found in (new, changed)))


def to_complete(
    known: Sequence[Known], entries: Sequence[ParsedEntry], *, every: bool = False
) -> list[tuple[ParsedEntry, Known | None]]:
    """Those of a list whose articles are to be read, and what is stored of them.

    New ones, and those that the list shows otherwise than then; ``every`` one, where articles are read otherwise than
    then. ``known`` as for :func:`decide`.
    """
    entries = _without_repetitions(entries)
    matches = _match(known, entries)
    pairs = ((entry, matches.get(place)) for place, entry in enumerate(entries))
    return [(entry, stored) for entry, stored in pairs if every or stored is None or stored.listed != entry.fingerprint]


def _without_repetitions(entries: Sequence[ParsedEntry]) -> list[ParsedEntry]:
    """One of those with the same guid and link (versions of one: RFC 4287 §4.1.1) or the same content: the newest."""
    best: dict[Hashable, ParsedEntry] = {}
    for entry in entries:
        # A link alone names nothing yet: all entries may lead to the front page.
        name = (entry.guid, entry.link, None if entry.guid else entry.fingerprint)
        if name not in best or _version(best[name]) < _version(entry):
            best[name] = entry
    return list(best.values())


def _version(entry: ParsedEntry) -> tuple[datetime, datetime, str]:
    # The fingerprint, so that a source that shuffles entries of one date changes nothing.
    return entry.updated or entry.published or _NEVER, entry.published or _NEVER, entry.fingerprint


def _match(known: Sequence[Known], entries: Sequence[ParsedEntry]) -> dict[int, Known]:
    """Which stored entry each one of a document is, by its place; the surest signs are looked at first."""
    found: dict[int, Known] = {}
    free = {item.key: item for item in known}
    for sign in _signs(known, entries):
        waiting = {name: item for item in free.values() if (name := sign(item)) is not None}
        for place, entry in enumerate(entries):
            if place not in found and (name := sign(entry)) is not None and name in waiting:
                found[place] = waiting.pop(name)
                del free[found[place].key]
    return found


def _signs(known: Sequence[Known], entries: Sequence[ParsedEntry]) -> tuple[Sign, ...]:
    """By what an entry is known again; a guid or a link of several entries on either side tells nothing by itself."""
    guids, links = (_of_one(known, entries, name) for name in ("guid", "link"))
    return (
        lambda item: (item.guid, item.link) if item.guid else None,
        lambda item: item.guid if item.guid in guids else None,
        lambda item: None if item.guid else (item.link, item.fingerprint),
        # Last: what got another guid, or lost it.
        lambda item: item.link if item.link in links else None,
    )


def _of_one(known: Sequence[Known], entries: Sequence[ParsedEntry], name: str) -> set[str]:
    """The values that no two stored entries and no two of the document share."""
    sides = (Counter(getattr(item, name) for item in side) for side in (known, entries))
    there, here = ({value for value, count in side.items() if value and count == 1} for side in sides)
    return there & here


class _Names:
    """Gives keys and ids to new entries, none of them twice."""

    def __init__(self, source_id: str, known: Sequence[Known], now: datetime) -> None:
        self._source_id = source_id
        self._now = now
        self._taken = {name for item in known for name in (item.key, item.atom_id)}

    def of(self, parsed: ParsedEntry) -> tuple[str, str]:
        """The key and the ``atom:id``: the source's own where that is an IRI (RFC 4287 §4.2.6)."""
        key = candidate_key(self._source_id, parsed)
        if key in self._taken:
            # Another entry has this guid too, or had it first and was given a new one since. The moment is mixed in:
            # this key need not be among those that ``known`` was looked up by.
            key = fingerprint(key, parsed.link or "", parsed.fingerprint, self._now.isoformat(), size=8)
        guid = parsed.guid
        atom_id = (
            guid
            if guid and is_iri(guid) and guid.split(":")[0].lower() in _GLOBAL
            else name_urn(self._source_id, *_identity(parsed))
        )
        if atom_id in self._taken:
            atom_id = name_urn(self._source_id, "key", key)
        self._taken |= {key, atom_id}
        return key, atom_id


def _new(source_id: str, parsed: ParsedEntry, language: str, names: _Names, now: datetime, undated: datetime) -> Entry:
    key, atom_id = names.of(parsed)
    said = _sane(parsed.published, now) or _sane(parsed.updated, now)
    published = said or undated
    updated = max(published, _sane(parsed.updated, now) or published)
    return _entry(
        parsed, key=key, source_id=source_id, atom_id=atom_id, guid=parsed.guid, language=language,
        published=published, updated=updated, first_seen=now, dated=said is not None,
    )  # fmt: skip


def _again(source_id: str, parsed: ParsedEntry, language: str, old: Known, now: datetime) -> Entry:
    updated = old.updated
    if old.fingerprint != parsed.fingerprint:
        # The source's word if it moved its date, else the moment we saw it (RFC 4287 §4.2.15: a significant change).
        said = max(filter(None, (_sane(parsed.published, now), _sane(parsed.updated, now))), default=now)
        updated = said if said > old.updated else max(now, old.updated + _TICK)
    entry = _entry(
        parsed, key=old.key, source_id=source_id, atom_id=old.atom_id, guid=parsed.guid or old.guid, language=language,
        published=old.published, updated=updated, first_seen=old.first_seen, dated=old.dated,
    )  # fmt: skip
    # For whoever marks it again: an alert that was ended does not begin anew with a corrected word.
    return replace(entry, alert=old.alert, closed=old.closed)


def _entry(
    parsed: ParsedEntry,
    *,
    key: str,
    source_id: str,
    atom_id: str,
    guid: str | None,
    language: str,
    published: datetime,
    updated: datetime,
    first_seen: datetime,
    dated: bool,
) -> Entry:
    return Entry(
        key=key,
        source_id=source_id,
        atom_id=atom_id,
        guid=guid,
        link=parsed.link,
        title=parsed.title,
        summary=mark_languages(parsed.summary, language),
        content=mark_languages(parsed.content, language),
        language=language,
        fingerprint=parsed.fingerprint,
        published=published,
        updated=updated,
        first_seen=first_seen,
        authors=parsed.authors,
        categories=parsed.categories,
        enclosures=parsed.enclosures,
        dated=dated,
        listed=parsed.listed,
    )


def _sane(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and _EARLIEST <= moment <= now + _TOO_FAR_AHEAD else None
