"""Entries that an editor took out of a story that an edition had shown under their id: they have it to themselves."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from feeds.editions.context import Context, item_id
from feeds.editions.history import Issue
from feeds.store import issues
from feeds.store.choosing import load_entry, parted_entries


def part(connection: Connection, context: Context, after: int) -> None:
    """Look at those that were taken out after a change.

    A story has their id if the entry that began it was not to be seen when the story was shown first: it was taken
    down, or of a source that the edition did not take. Two stories with one id, and one of them would never be seen.
    """
    edition = context.edition.id
    for entry in parted_entries(connection, after):
        item = item_id(context, entry)
        known = issues.load_issues(connection, edition, [entry.key])
        for story in issues.stories_shown_as(connection, edition, item):
            # Of two sources that give the same id each story has its own.
            if story == entry.key or item_id(context, load_entry(connection, story)) == item:
                continue
            known |= issues.load_issues(connection, edition, [story])
            given = replace(known[story], story=entry.key, page=None)
            left = Issue(story, given.published, updated=given.updated)
            issues.save_issues(connection, edition, [given, left], known)
