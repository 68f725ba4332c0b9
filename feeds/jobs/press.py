"""One edition being published: what it takes in, what goes into its archive, what its feed shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection

from feeds.editions.context import ORIGINAL, Context, item_id
from feeds.editions.history import Issue, issue
from feeds.editions.pictures import with_copies
from feeds.editions.select import document
from feeds.editions.selection import Selection, leading, page_size
from feeds.editions.story import Shown, show
from feeds.jobs.parting import part
from feeds.model import Alternate, Copy, EditionDocument, EditionItem, Tombstone
from feeds.store import issues
from feeds.store.archives import PLACEHOLDER, Sheet, last_page, save_page
from feeds.store.choosing import Member, Withdrawn, load_stories, members, newest_stories
from feeds.store.pictures import copies_shown
from feeds.store.revisions import chunks

_A_DAY = timedelta(days=1)
"""What came or changed is in the feed for so long, though it be old news: not everybody looks every hour. And what has
waited so long for its translation goes into the archive without it: held back it would be lost."""
_FORGOTTEN = timedelta(days=30)
_TOMBSTONES = 50
"""In the feed; the newest."""

Shelf = dict[tuple[object, ...], Shown]
"""What was made for one edition and serves another: editions of partners have most of their stories in common."""
Stories = Mapping[str, list[Member]]
"""The entries of each story that an edition takes, the story to be shown first at the beginning."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a feed is going to show, and the little that tells whether it has to be made anew."""

    stories: Stories
    copies: Mapping[str, Copy]
    older: int | None
    tombstones: tuple[Tombstone, ...]

    def lines(self) -> list[str]:
        """Short texts that change whenever anything does that is shown."""
        return [
            *(f"{story} {one.key} {one.revision}" for story, some in self.stories.items() for one in some),
            *(f"{url} {copy.path}" for url, copy in sorted(self.copies.items())),
            *(f"{one.id} {one.since}" for one in self.tombstones),
            str(self.older),
        ]


class Press:
    """For one edition, in one transaction that writes."""

    def __init__(
        self,
        connection: Connection,
        context: Context,
        selection: Selection,
        pictured: frozenset[str],
        now: datetime,
        alternates: tuple[Alternate, ...] = (),
        shelf: Shelf | None = None,
    ) -> None:
        self.edition = context.edition
        self._connection = connection
        self._context = context
        self.selection = selection
        self._pictured = pictured
        self._now = now
        self._alternates = alternates
        self._shelf: Shelf = {} if shelf is None else shelf

    @cached_property
    def first(self) -> Selection | None:
        """What stands first, in an edition that fills up behind it."""
        return leading(self.selection, self.edition)

    @property
    def _own(self) -> Selection:
        """What the edition is responsible for: it goes into its archive."""
        return self.first or self.selection

    @cached_property
    def _lasting(self) -> Selection:
        """The same, however old: the archive has all."""
        return replace(self._own, since=None)

    @cached_property
    def _whole(self) -> Selection:
        """All that may be shown, however old."""
        return replace(self.selection, since=None)

    @property
    def _room(self) -> int:
        """For so many stories of its own."""
        return max(1, self.edition.limit // 2) if self.first else self.edition.limit

    @property
    def _size(self) -> int:
        return page_size(self._room)

    @property
    def _always(self) -> int:
        """The newest so many are in the feed in any case.

        Of the rest a page full is for what is fresh, and less than a page for what waits for the archive: so feed and
        archive together have everything that has ever been shown (RFC 5005 §4).
        """
        return max(1, self._room - 2 * self._size + 1)

    # --- taking in ------------------------------------------------------------------------------------------------

    def take_in(self, revision: int, withdrawn: Sequence[Withdrawn]) -> None:
        """Look at what changed up to this change, and bury what was taken down."""
        rules = self._lasting.rules
        after = issues.seen_up_to(self._connection, self.edition.id, rules)
        if after < revision:
            part(self._connection, self._context, after)
            self._look_again(issues.enroll(self._connection, self.edition.id, self._lasting, after))
            issues.note_seen(self._connection, self.edition.id, rules, revision)
        self._bury(withdrawn)

    def _look_again(self, stories: Sequence[str]) -> None:
        """Stories in the archive whose entries changed: if a subscriber can see it, they are shown once more."""
        for some in chunks(stories):  # it may be the news of years, after another choice of sources for instance
            found = members(self._connection, self._lasting, some)
            known = self._known(list(found))
            changed = []
            for story, shown in self._shown(self._context, found, {}, known, {}).items():
                _, after = issue(shown, known[story], self._now)
                if after.digest != known[story].digest:
                    changed.append(replace(after, page=None))
            issues.save_issues(self._connection, self.edition.id, changed, known)

    def _bury(self, withdrawn: Sequence[Withdrawn]) -> None:
        known = self._known([key for one in withdrawn for key in (one.story, one.entry.key)])
        told = members(self._connection, self._whole, [one.story for one in known.values() if one.item])
        for one in withdrawn:
            item = item_id(self._context, one.entry)
            for before in (known.get(one.story), known.get(one.entry.key)):
                # Where nobody is left to tell it, it may have had its id when its language was thought another one.
                if before is not None and before.item and (before.item == item or before.story not in told):
                    issues.bury(self._connection, self.edition.id, before.item, one.since)
                    # Whatever comes back is newer than its tombstone, or readers take it for gone (RFC 6721 §4).
                    gone = Issue(before.story, before.published, updated=one.since)
                    issues.save_issues(self._connection, self.edition.id, [gone], known)

    # --- the archive ----------------------------------------------------------------------------------------------

    def archive(self, most: int) -> tuple[int, bool]:
        """Make pages of the archive, ``most`` at most; how many were made, and whether there may be more to make."""
        made = 0
        while batch := self._batch():
            if made == most:
                return made, True
            found = members(self._connection, self._lasting, batch)
            if len(found) == len(batch):
                self._make_page(found)
                made += 1
            else:
                self._set_aside([story for story in batch if story not in found])
        return made, False

    def _batch(self) -> list[str]:
        """A page full of stories that have left the newest half of the feed; none if there are not enough."""
        # Of an edition that wants nothing old, what has grown too old for the feed leaves it.
        kept = self._kept(newest_stories(self._connection, self._own, self._always))
        translated = (self._context.source_languages, self._context.target)
        batch = issues.to_archive(
            self._connection,
            self.edition.id,
            kept,
            None if self._context.mode == ORIGINAL else translated,
            self._now - _A_DAY,
            self._size,
        )
        return batch if len(batch) == self._size else []

    def _kept(self, newest: Sequence[str]) -> list[str]:
        """What is not to go into the archive yet: the newest, and a page full of what came or changed of late."""
        always = list(newest[: self._always])
        since, room = self._now - _A_DAY, min(self._size, self._room - self._always)  # a feed of one has none
        return [*always, *issues.fresh_stories(self._connection, self.edition.id, always, since, room)]

    def _set_aside(self, stories: Sequence[str]) -> None:
        """What the edition takes no longer stays out of the archive, until it is taken again."""
        known = self._known(stories)
        aside = [replace(one, page=issues.ASIDE) for one in known.values()]
        issues.save_issues(self._connection, self.edition.id, aside, known)

    def _make_page(self, stories: Stories) -> None:
        # Here: lxml and the writers cost 40 ms, and most rounds have nothing to write.
        from feeds.editions.writers import WRITERS

        older = last_page(self._connection, self.edition.id)
        number = (older or 0) + 1
        context = replace(self._context, site=replace(self._context.site, base_url=PLACEHOLDER))
        items, shows = self._issued(context, _by_age(stories), self._copies(stories), number)
        page = replace(document(context, items), page=number, older=older)
        sheets = [
            Sheet(f"/editions/{self.edition.id}/{number}.{one.extension}", one.media_type, one.write(page), self._now)
            for one in WRITERS
        ]
        save_page(self._connection, self.edition.id, number, sheets, shows)

    # --- the feed -------------------------------------------------------------------------------------------------

    def proof(self) -> Proof:
        """What the feed is going to show: of an edition that fills up, its own stories first."""
        connection, limit = self._connection, self.edition.limit
        newest = newest_stories(connection, self._own, self._room)
        if self._own.since is None:
            kept = self._kept(newest)
            waiting = issues.waiting_stories(connection, self.edition.id, kept, self._size - 1)
            newest = list(dict.fromkeys([*kept, *waiting, *newest]))
        own = newest[: self._room]
        # A story is shown whole if any of it is: it must not become another one as its entries grow old.
        stories = _by_age(members(connection, self._lasting, own))
        if self.first:
            others = [one for one in newest_stories(connection, self.selection, limit) if one not in stories]
            stories |= _by_age(self._filling(others[: limit - len(stories)]))
        tombstones = issues.load_tombstones(connection, self.edition.id, _TOMBSTONES)
        return Proof(stories, self._copies(stories), last_page(connection, self.edition.id), tombstones)

    def _filling(self, stories: Sequence[str]) -> Stories:
        """The entries of these; of a story of the edition's own that has gone there, those that it had before."""
        return {**members(self._connection, self._whole, stories), **members(self._connection, self._lasting, stories)}

    def print(self, proof: Proof) -> EditionDocument:
        """The feed; from now on this is what it has shown."""
        items, _ = self._issued(self._context, proof.stories, proof.copies)
        shown = {item.id for item in items}
        graves = tuple(one for one in proof.tombstones if one.id not in shown)
        issues.unbury(self._connection, self.edition.id, shown.intersection(one.id for one in proof.tombstones))
        issues.forget_filling(self._connection, self.edition.id, list(proof.stories), self._now - _FORGOTTEN)
        made = document(self._context, items)
        updated = max([made.updated, *(one.since for one in graves)])
        return replace(made, updated=updated, older=proof.older, alternates=self._alternates, tombstones=graves)

    def preview(self, proof: Proof) -> list[EditionItem]:
        """What :meth:`print` would show, without the dates that it would have; writes nothing."""
        known = self._known(list(proof.stories))
        return [
            one.item for one in self._shown(self._context, proof.stories, proof.copies, known, self._shelf).values()
        ]

    # --- both -----------------------------------------------------------------------------------------------------

    def _issued(
        self, context: Context, stories: Stories, copies: Mapping[str, Copy], page: int | None = None
    ) -> tuple[list[EditionItem], dict[str, tuple[str, ...]]]:
        """The items of these stories, noted as shown (on this page), and the keys of the entries in each."""
        known = self._known(list(stories))
        items, after = [], []
        shows: dict[str, tuple[str, ...]] = {}
        for story, shown in self._shown(context, stories, copies, known, self._shelf).items():
            # Without a row it is none of the edition's own.
            before = known.get(story) or Issue(story, shown.item.published, page=issues.FILLS)
            item, noted = issue(shown, before, self._now)
            after.append(noted if page is None else replace(noted, page=page))
            items.append(item)
            shows[item.id] = (*shows.get(item.id, ()), *shown.keys)  # two sources may give the same id
        issues.save_issues(
            self._connection, self.edition.id, [one for one in after if one != known.get(one.story)], known
        )
        return items, shows

    def _shown(
        self, context: Context, stories: Stories, copies: Mapping[str, Copy], known: Mapping[str, Issue], shelf: Shelf
    ) -> dict[str, Shown]:
        items = {story: one.item for story, one in known.items()}
        places = {
            story: (context.mode, context.target, context.site.base_url, items.get(story), *some)
            for story, some in stories.items()
        }
        missing = {story: some for story, some in stories.items() if places[story] not in shelf}
        for story, told in load_stories(self._connection, context.target, missing, items).items():
            rows = with_copies(told.rows, self._pictured, copies, context.site.base_url)
            shelf[places[story]] = show(context, replace(told, rows=tuple(rows)))
        return {story: shelf[place] for story, place in places.items()}

    def _known(self, stories: Sequence[str]) -> dict[str, Issue]:
        return issues.load_issues(self._connection, self.edition.id, stories)

    def _copies(self, stories: Stories) -> dict[str, Copy]:
        keys = [one.key for some in stories.values() for one in some]
        return copies_shown(self._connection, keys, self._pictured)


def _by_age(stories: Stories) -> dict[str, list[Member]]:
    """Newest first; a story is as old as its first entry."""
    ordered = sorted(stories.items(), key=lambda pair: (pair[1][0].published, pair[0]), reverse=True)
    return dict(ordered)
