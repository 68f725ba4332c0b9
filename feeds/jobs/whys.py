"""Where an entry is published and why, and why not; what an edition would show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from feeds.editions.selection import refusals
from feeds.ingest.tagging import Reason, Tagger
from feeds.jobs.press import Press
from feeds.jobs.publish import Catalogue, presses
from feeds.model import EditionItem, Entry
from feeds.store.choosing import load_entry, story_entries, withdrawn_entries
from feeds.store.database import Database
from feeds.store.issues import load_issues
from feeds.store.tags import load_tags
from feeds.store.translations import translations_of


@dataclass(frozen=True, slots=True)
class Why:
    """How an edition takes an entry, in words."""

    edition: str
    taken: bool
    reasons: tuple[str, ...]


def why(database: Database, catalogue: Catalogue, key: str, now: datetime) -> tuple[Entry, list[Why]]:
    """An entry, and of each edition, in configured order, whether it has it, and why."""
    with database.read() as connection:
        entry = load_entry(connection, key)
        return entry, _all(connection, catalogue, entry, now)


def _all(connection: Connection, catalogue: Catalogue, entry: Entry, now: datetime) -> list[Why]:
    down = {one.entry.key: one.since for one in withdrawn_entries(connection)}
    if entry.key in down:
        reason = f"it was taken down on {down[entry.key]:%Y-%m-%d}: see takedown.toml"
        return [Why(edition.id, False, (reason,)) for edition in catalogue.editions]
    return [_why(connection, press, entry) for press, _ in presses(connection, catalogue, now)]


def _why(connection: Connection, press: Press, entry: Entry) -> Why:
    tags = load_tags(connection, [entry.key]).get(entry.key, frozenset())
    against = tuple(refusals(press.selection, entry, tags))
    if against:
        return Why(press.edition.id, False, against)
    story, others = story_entries(connection, entry.key)
    proof = press.proof()
    place = f"number {list(proof.stories).index(story) + 1} in the feed" if story in proof.stories else None
    issue = load_issues(connection, press.edition.id, [story]).get(story)
    if place is None and issue is not None and (issue.page or 0) > 0:
        place = f"on page {issue.page} of the archive"
    if place is None and issue is not None and issue.page is None:
        place = "older than what the feed has room for; it waits for the archive"
    if place is None:
        return Why(press.edition.id, False, ("the feed has no room for what is older, and its archive is for its own",))
    reasons = [place]
    if press.first is not None and not list(refusals(press.first, entry, tags)):
        reasons.append(f"it mentions {press.edition.first}, so it stands first")
    if others:
        reasons.append(f"of one story with {', '.join(others)}: the fullest is shown, with links to the others")
    return Why(press.edition.id, True, tuple(reasons))


def preview(database: Database, catalogue: Catalogue, edition_id: str, now: datetime) -> list[EditionItem]:
    """What the feed of an edition would show if it were published now; nothing is written."""
    with database.read() as connection:
        for press, _ in presses(connection, catalogue, now):
            if press.edition.id == edition_id:
                return press.preview(press.proof())
    return []


def counts(database: Database, catalogue: Catalogue, now: datetime) -> Mapping[str, tuple[int, int]]:
    """By edition: the stories in its feed, and the pages of its archive."""
    with database.read() as connection:
        found = {}
        for press, _ in presses(connection, catalogue, now):
            proof = press.proof()
            found[press.edition.id] = len(proof.stories), proof.older or 0
        return found


def about(database: Database, tagger: Tagger, entry: Entry) -> tuple[Reason, ...]:
    """Which partners and topics were found in an entry, and which words that editions ask for."""
    with database.read() as connection:
        translations = translations_of(connection, entry.key)
    return tagger.why(entry, translations)
