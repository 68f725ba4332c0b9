"""What editions have shown, in the database: a row for each story of an edition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from feeds.editions.history import Issue
from feeds.editions.selection import Selection
from feeds.model import State, Tombstone
from feeds.store.choosing import ENTRIES, STORY, chosen
from feeds.store.revisions import chunks
from feeds.store.schema import edition_state, entry, issued, tombstone, translation
from feeds.store.translations import translatable

FILLS = 0
"""The page of what only fills a feed up."""
ASIDE = -1
"""The page of what an edition has taken and takes no longer: it may come back, and is remembered."""

_COLUMNS = [issued.c[name] for name in Issue.__dataclass_fields__]


def seen_up_to(connection: Connection, edition: str, rules: str) -> int:
    """Up to which change an edition has looked at entries; -1 where it never did by these rules."""
    row = connection.execute(select(edition_state).where(edition_state.c.edition == edition)).first()
    return row.revision if row is not None and row.rules == rules else -1


def note_seen(connection: Connection, edition: str, rules: str, revision: int) -> None:
    """An edition has looked at everything up to this change."""
    values = {"revision": revision, "rules": rules}
    if not connection.execute(update(edition_state).where(edition_state.c.edition == edition), values).rowcount:
        connection.execute(insert(edition_state), {"edition": edition, **values})


def enroll(connection: Connection, edition: str, selection: Selection, after: int) -> list[str]:
    """Take in the stories of a selection that changed after a change; those that are in the archive already."""
    recent = and_(chosen(selection, few=True), entry.c.revision > after)
    stories = select(STORY).select_from(ENTRIES).where(recent)
    known = select(issued.c.story).where(issued.c.edition == edition)
    connection.execute(
        insert(issued).from_select(
            ["edition", "story", "digest", "published"],
            select(literal(edition), STORY, literal(""), func.min(entry.c.published))
            .select_from(ENTRIES)
            .where(recent, STORY.not_in(known))
            .group_by(STORY),
        )
    )
    here = issued.c.edition == edition
    filling = and_(here, issued.c.page <= FILLS, issued.c.story.in_(stories))
    connection.execute(update(issued).where(filling).values(page=None))
    return list(
        connection.execute(select(issued.c.story).where(here, issued.c.page > FILLS, issued.c.story.in_(stories)))
        .scalars()
        .all()
    )


def load_issues(connection: Connection, edition: str, stories: Sequence[str]) -> dict[str, Issue]:
    """What is known of these stories in an edition, by story."""
    found: dict[str, Issue] = {}
    for some in chunks(stories):
        query = select(*_COLUMNS).where(issued.c.edition == edition, issued.c.story.in_(some))
        found.update((row.story, Issue(**row._mapping)) for row in connection.execute(query))
    return found


def stories_shown_as(connection: Connection, edition: str, item: str) -> list[str]:
    """The stories that an edition shows under an id; reads all that it has ever shown."""
    query = select(issued.c.story).where(issued.c.edition == edition, issued.c.item == item)
    return list(connection.execute(query.order_by(issued.c.story)).scalars())


def save_issues(connection: Connection, edition: str, issues: Iterable[Issue], known: Collection[str]) -> None:
    """Write these; ``known`` are the stories that have a row."""
    rows = [asdict(one) for one in issues]
    new = [{"edition": edition, **row} for row in rows if row["story"] not in known]
    if new:
        connection.execute(insert(issued), new)
    changing = update(issued).where(issued.c.edition == edition, issued.c.story == bindparam("b_story"))
    values = [{"b_story": row.pop("story"), **row} for row in rows if row["story"] in known]
    if values:
        connection.execute(changing, values)


def fresh_stories(
    connection: Connection, edition: str, kept: Collection[str], since: datetime, limit: int
) -> list[str]:
    """Stories on no page of the archive that came or changed ``since``: first what changed, then the newest."""
    stories = select(issued.c.story).where(*_not_archived(edition, kept))
    stories = stories.order_by(issued.c.published.desc(), issued.c.story.desc()).limit(limit)
    changed = stories.where(issued.c.updated >= since)
    # Two questions: in one, all that waits would have to be sorted, which may be the news of years.
    came = stories.join(entry, entry.c.key == issued.c.story).where(entry.c.first_seen >= since)
    found = [key for query in (changed, came) for key in connection.execute(query).scalars()]
    return list(dict.fromkeys(found))[:limit]


def waiting_stories(connection: Connection, edition: str, kept: Collection[str], limit: int) -> list[str]:
    """Stories on no page of the archive, what was shown first; newest first. Not those that are ``kept``."""
    query = (
        select(issued.c.story)
        .where(*_not_archived(edition, kept))
        .order_by(issued.c.item.is_(None), issued.c.published.desc(), issued.c.story.desc())
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def to_archive(
    connection: Connection,
    edition: str,
    kept: Collection[str],
    languages: tuple[Sequence[str], str] | None,
    long_ago: datetime,
    limit: int,
) -> list[str]:
    """Stories that may go into the archive, the oldest first; not those that are to be ``kept``.

    What is still to be translated waits, unless it has waited since ``long_ago``. ``languages`` are those that are
    translated and the one that they are translated into; ``None`` where nothing is.
    """
    query = (
        select(issued.c.story)
        .where(*_not_archived(edition, kept))
        .order_by(issued.c.published, issued.c.story)
        .limit(limit)
    )
    if languages is not None:
        query = query.join(entry, entry.c.key == issued.c.story).where(_settled(*languages, long_ago))
    return list(connection.execute(query).scalars())


def _not_archived(edition: str, kept: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return issued.c.edition == edition, issued.c.page.is_(None), issued.c.story.not_in(list(kept))


def _settled(languages: Sequence[str], target: str, long_ago: datetime) -> ColumnElement[bool]:
    finished = select(translation.c.entry_key).where(
        translation.c.entry_key == entry.c.key,
        translation.c.language == target,
        translation.c.fingerprint == entry.c.fingerprint,
        translation.c.state != State.PENDING.value,
    )
    return or_(~translatable(languages, target), entry.c.first_seen < long_ago, finished.exists())


def forget_filling(connection: Connection, edition: str, kept: Collection[str], before: datetime) -> None:
    """Forget what only filled the feed up, and is too old to come back."""
    old = and_(issued.c.edition == edition, issued.c.page == FILLS, issued.c.updated < before)
    connection.execute(delete(issued).where(old, issued.c.story.not_in(list(kept))))


def load_tombstones(connection: Connection, edition: str, limit: int) -> tuple[Tombstone, ...]:
    """What was taken down from an edition, newest first."""
    query = select(tombstone.c.item, tombstone.c.since).where(tombstone.c.edition == edition)
    rows = connection.execute(query.order_by(tombstone.c.since.desc(), tombstone.c.item).limit(limit))
    return tuple(Tombstone(*row) for row in rows)


def bury(connection: Connection, edition: str, item: str, since: datetime) -> None:
    """An item of an edition was taken down."""
    here = and_(tombstone.c.edition == edition, tombstone.c.item == item)
    if not connection.execute(update(tombstone).where(here).values(since=since)).rowcount:
        connection.execute(insert(tombstone).values(edition=edition, item=item, since=since))


def unbury(connection: Connection, edition: str, items: Collection[str]) -> None:
    """Items are shown again."""
    for some in chunks(list(items)):
        connection.execute(delete(tombstone).where(tombstone.c.edition == edition, tombstone.c.item.in_(some)))


def tombstone_of(connection: Connection, edition: str, item: str) -> Tombstone | None:
    """The tombstone of an item, if it was taken down."""
    query = select(tombstone.c.item, tombstone.c.since).where(tombstone.c.edition == edition, tombstone.c.item == item)
    row = connection.execute(query).first()
    return None if row is None else Tombstone(*row)


def issue_again(connection: Connection, edition: str, item: str, since: datetime | None) -> None:
    """An item has left its page of the archive: what it is now belongs into the feed.

    Where a tombstone stands there ``since`` then, it is what another source tells under the same id, and is newer.
    """
    here = and_(issued.c.edition == edition, issued.c.item == item)
    connection.execute(update(issued).where(here, issued.c.page > FILLS).values(page=None))
    if since is not None:
        connection.execute(update(issued).where(here, issued.c.updated < since).values(digest="", updated=since))
