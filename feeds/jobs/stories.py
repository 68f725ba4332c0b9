"""Find out which of the entries that came tell the same news as an older one, before editions show them.

They are compared between transactions, so that nobody waits for it, in the order of publication and with what was
published within a week; and written in short transactions, each with how far it got: whoever is killed goes on from
there. An entry that changed or was shown in between is left alone. To join stories changes what is shown, so it raises
revisions as well; the numbers that it used itself are passed over, as long as nobody else's stand before them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from feeds.model import Joining
from feeds.store.database import Database
from feeds.store.notes import get_note, set_note
from feeds.store.revisions import revision
from feeds.store.stories import Fresh, Standing, fresh_entries, load_joinings, save_joinings, standings, still_fresh

if TYPE_CHECKING:
    from feeds.ingest.stories import Arrangement, Joined

_NOTE = "stories-revision"
_AT_ONCE = 500
"""Entries that are read in one go."""
_STRETCH = 2000
"""Entries that may join, after which is written what was found: a second of work."""


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far it got."""

    revision: int = 0
    """All that changed up to it has been looked at. What was there before there were stories has none, and stays as
    subscribers know it."""
    upto: int | None = None
    """A run goes on up to this revision …"""
    published: str | None = None
    """… and has looked at all entries up to this date."""

    @property
    def date(self) -> datetime | None:
        """The latter."""
        return datetime.fromisoformat(self.published) if self.published else None


def find_stories(database: Database, source_ids: Sequence[str], now: datetime, enabled: bool = True) -> int:
    """Have entries that changed since the last time join the stories that they tell; how many did.

    Where nothing changed, this reads two notes. An entry joins while nobody has been shown it as a story of its own;
    what is together stays together, whatever becomes of its text, and what an editor said stays said.
    """
    if not enabled:
        return 0
    with database.read() as connection:
        progress, newest = _load(connection), revision(connection)
    return _Run(database, source_ids, now, progress).go(newest) if progress.revision < newest else 0


class _Run:
    """One run, in stretches."""

    def __init__(self, database: Database, source_ids: Sequence[str], now: datetime, progress: _Progress) -> None:
        self._database, self._source_ids, self._now, self._progress = database, tuple(source_ids), now, progress
        self._own: set[int] = set()
        """Revisions that nobody else has used."""
        self._joined = 0

    def go(self, newest: int) -> int:
        """First what an earlier run has begun."""
        while self._progress.revision < newest:
            upto, done = self._progress.upto or newest, self._progress.date
            with self._database.read() as connection:
                fresh = fresh_entries(connection, self._source_ids, self._progress.revision, upto)
            keys = frozenset(one.key for one in fresh)
            self._look_at([one for one in fresh if done is None or one.published > done], keys, upto)
            self._finish(upto)
        return self._joined

    def _look_at(self, left: Sequence[Fresh], fresh: frozenset[str], upto: int) -> None:
        if not left:
            return
        # Here: in most rounds nothing has come.
        from feeds.ingest.stories import Arrangement, Known, features_of

        arrangement, taken, before = Arrangement(), 0, None
        for one in self._nearby(left):
            published, free = one.entry.published, one.entry.key in fresh
            if before is not None and taken >= _STRETCH and published > before:
                self._write(arrangement, upto, before)
                taken = 0
            arrangement.take(Known(features_of(one.entry, one.translations), one.story, one.first, free))
            taken, before = taken + free, published
        self._write(arrangement, upto, before)

    def _nearby(self, fresh: Sequence[Fresh]) -> Iterator[Standing]:
        """All entries within a week of these, each once, in the order of publication."""
        for first, last in _spans(fresh):
            after: tuple[datetime, str] | None = None
            while True:
                with self._database.read() as connection:
                    some = standings(connection, self._source_ids, first, last, after, _AT_ONCE)
                yield from some
                if len(some) < _AT_ONCE:
                    break
                after = some[-1].entry.published, some[-1].entry.key

    def _write(self, arrangement: Arrangement, upto: int, published: datetime | None) -> None:
        found = arrangement.settle()
        progress = replace(self._progress, upto=upto, published=published.isoformat() if published else None)
        with self._database.write() as connection:
            made = self._still_right(connection, found, upto)
            if made:
                save_joinings(connection, made)
                self._own.add(revision(connection))
            _save(connection, progress)
        self._progress = progress
        self._joined += len(made)

    def _still_right(self, connection: Connection, found: Sequence[Joined], upto: int) -> list[Joining]:
        """Those of what was found that nobody has overtaken: an editor, another text, a publication."""
        fresh = still_fresh(connection, self._source_ids, [one.key for one in found], upto)
        story = {one.entry_key: one.story for one in load_joinings(connection, [one.like for one in found]).values()}
        made = []
        for one in found:
            if one.key in fresh and story.get(one.like, one.like) == one.story:
                story[one.key] = one.story
                made.append(Joining(one.key, one.story, self._now, one.reasons))
        return made

    def _finish(self, upto: int) -> None:
        """All up to this revision has been looked at."""
        following = upto
        while following + 1 in self._own:
            following += 1
        self._progress = _Progress(following)
        with self._database.write() as connection:
            _save(connection, self._progress)


def _spans(fresh: Sequence[Fresh]) -> Iterator[tuple[datetime, datetime]]:
    """The weeks around these, those that meet in one."""
    from feeds.ingest.stories import WINDOW

    first, last = fresh[0].published - WINDOW, fresh[0].published + WINDOW
    for one in fresh[1:]:
        if one.published - WINDOW > last:
            yield first, last
            first = one.published - WINDOW
        last = one.published + WINDOW
    yield first, last


def _load(connection: Connection) -> _Progress:
    noted = get_note(connection, _NOTE)
    return _Progress(**json.loads(noted)) if noted else _Progress()


def _save(connection: Connection, progress: _Progress) -> None:
    set_note(connection, _NOTE, json.dumps(asdict(progress)))
