"""What an editor does with stories: looks at them, asks why, joins entries and takes them apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from feeds.editions.takedown import spellings
from feeds.errors import StoryError
from feeds.ingest.stories import WINDOW, features_of, nearest
from feeds.model import Entry, Joining
from feeds.store.corrections import keys_beginning
from feeds.store.database import Database
from feeds.store.stories import (
    Standing,
    joined_to,
    keys_named,
    load_joinings,
    newest_joined,
    save_joinings,
    standings,
    standings_of,
)
from feeds.store.viewing import is_withdrawn

_KEY = re.compile(r"[0-9a-f]{1,16}\Z")
_MOST = 5000
"""Entries that an entry is compared with, to say why it is alone."""


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of a story."""

    entry: Entry
    joining: Joining | None
    """``None``: it is the first."""


@dataclass(frozen=True, slots=True)
class Near:
    """An entry that is like one which is alone."""

    entry: Entry
    story: str
    same: bool
    """By the rules they tell the same; but both had been shown by then."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """How an entry stands."""

    entry: Entry
    story: str
    members: tuple[Member, ...]
    """Of its story, the first of them the first; itself alone where it is alone."""
    apart: Joining | None = None
    """An editor took it out of a story."""
    near: tuple[Near, ...] = ()
    """Of an entry that is alone."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What joining or taking apart came to."""

    story: str
    keys: tuple[str, ...]
    """The entries that joined it, or left it."""


def find_entry(database: Database, text: str, source_ids: Sequence[str]) -> str:
    """The key of the entry that is meant by a key, the beginning of one, its link, or the address of its page here.

    :raises StoryError: no entry is, or several are.
    """
    with database.read() as connection:
        if _KEY.match(wanted := text.strip().lower()):
            keys = keys_beginning(connection, wanted, source_ids, 3)
        else:
            keys = keys_named(connection, sorted(spellings(text.strip())), source_ids)
    if not keys:
        raise StoryError(f"no entry is meant by {text!r}: give its key, the beginning of it, or its link")
    if len(keys) > 1:
        raise StoryError(f"{text!r} may be several entries ({', '.join(keys[:5])}): give the key")
    return keys[0]


def stories(database: Database, source_ids: Sequence[str], since: datetime | None = None) -> list[tuple[Member, ...]]:
    """The stories of several entries, newest first; of those ``since`` only."""
    with database.read() as connection:
        return [_members(connection, story) for story in newest_joined(connection, source_ids, since)]


def why(database: Database, key: str, source_ids: Sequence[str]) -> Why:
    """The story of an entry, and what joined it; of one that is alone, what is most like it.

    :raises StoryError: there is no such entry.
    """
    with database.read() as connection:
        standing = _standing(connection, key)
        members = _members(connection, standing.story)
        apart = load_joinings(connection, [key]).get(key) if standing.story == key else None
        around = [] if len(members) > 1 else _around(connection, standing, source_ids)
    near = _nearest(standing, around)
    return Why(standing.entry, standing.story, members, apart, near)


def join(database: Database, key: str, story: str, now: datetime) -> Moved:
    """Have an entry tell the story of another, with all that have joined it: of the two stories the older one stays.

    :raises StoryError: they are together already, or one of them is not there.
    """
    with database.write() as connection:
        one, other = _standing(connection, key), _standing(connection, story)
        for each in (one, other):
            if is_withdrawn(connection, each.entry.key):
                raise StoryError(f"entry {each.entry.key} was taken down")
        if one.story == other.story:
            what = "an entry does not join itself" if key == story else f"they are together already, in {one.story}"
            raise StoryError(f"{key} and {story}: {what}")
        stays, goes = (other, one) if other.first < one.first else (one, other)
        reason = f"an editor joined {key} to {story}"
        made = [Joining(goes.story, stays.story, now, (reason,), by_hand=True)]
        made += [
            Joining(each.entry_key, stays.story, now, (*each.reasons, reason), by_hand=True)
            for each in joined_to(connection, goes.story)
        ]
        save_joinings(connection, made)
        return Moved(stays.story, tuple(each.entry_key for each in made))


def split(database: Database, key: str, now: datetime) -> Moved:
    """Take an entry out of its story, for good. Of a story of two, the one that joined leaves, whichever is named: the
    first one is what the story is known by.

    :raises StoryError: it is alone, or the first of several.
    """
    with database.write() as connection:
        standing = _standing(connection, key)
        others = [one.entry_key for one in joined_to(connection, standing.story)]
        if not others:
            raise StoryError(f"entry {key} is alone: there is nothing to take it out of")
        if standing.story == key and len(others) > 1:
            raise StoryError(
                f"entry {key} is the first of its story, which is known by it: take out {' or '.join(others)}"
            )
        leaves = others[0] if standing.story == key else key
        reason = f"an editor took it out of {standing.story}"
        save_joinings(connection, [Joining(leaves, leaves, now, (reason,), by_hand=True)])
        return Moved(standing.story, (leaves,))


def _standing(connection: Connection, key: str) -> Standing:
    found = standings_of(connection, [key])
    if not found:
        raise StoryError(f"there is no entry {key}")
    return found[0]


def _members(connection: Connection, story: str) -> tuple[Member, ...]:
    joinings = {one.entry_key: one for one in joined_to(connection, story)}
    found = standings_of(connection, [story, *joinings])
    found.sort(key=lambda one: (one.entry.key != story, one.entry.first_seen, one.entry.published, one.entry.key))
    return tuple(Member(one.entry, joinings.get(one.entry.key)) for one in found)


def _around(connection: Connection, one: Standing, source_ids: Sequence[str]) -> list[Standing]:
    first, last = one.entry.published - WINDOW, one.entry.published + WINDOW
    found = standings(connection, source_ids, first, last, None, _MOST)
    return [other for other in found if other.entry.key != one.entry.key]


def _nearest(one: Standing, others: Sequence[Standing]) -> tuple[Near, ...]:
    by_key = {other.entry.key: other for other in others}
    features = (features_of(other.entry, other.translations) for other in others)
    found = []
    for other, verdict in nearest(features_of(one.entry, one.translations), features):
        standing = by_key[other.key]
        found.append(Near(standing.entry, standing.story, verdict.joined, verdict.reasons))
    return tuple(found)
