"""Tag the entries that changed since the last time, or all of them where other tags are looked for.

Tags are found between transactions, so that nobody waits for it, and written in short ones, each with how far it got:
whoever is killed goes on from there. An entry that changed in between is left to the next time, for its revision is
higher by then. Tags change what is shown of an entry, so writing them raises revisions as well; the numbers that it
used itself are passed over, as long as nobody else's stand before them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection

from feeds.ingest.tagging import Tagger
from feeds.store.database import Database
from feeds.store.notes import get_note, set_note
from feeds.store.revisions import revision
from feeds.store.tags import Tagged, all_after, changed_since, clear_tags, replace_tags, revisions_of

_NOTE = "tagged-revision"
_TOGETHER = 300
"""Entries in one transaction: 20 ms under the lock where each of them gets other tags."""


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far it got."""

    digest: str
    """By which rules."""
    revision: int = 0
    key: str = ""
    """The last entry that was looked at: all before this revision and key are tagged."""
    whole: int | None = None
    """All entries are gone through, by their keys alone: the newest revision when that began."""


def tag_entries(database: Database, tagger: Tagger) -> int:
    """Bring the tags of all entries up to date; of how many entries they changed.

    Where nothing changed, this reads two notes. Where nothing is configured, it takes away what tags there are, once.
    """
    with database.read() as connection:
        progress, newest = _load(connection), revision(connection)
    if tagger.empty:
        return _clear(database) if progress else 0
    if progress is None or progress.digest != tagger.digest:
        progress = _Progress(tagger.digest, whole=newest)
    elif progress.whole is None and progress.revision > newest:
        return 0
    run = _Run(database, tagger, progress)
    if progress.whole is not None:
        run.through_all(progress.whole)
    run.through_changed()
    return run.changed


class _Run:
    """One run, in stretches."""

    def __init__(self, database: Database, tagger: Tagger, progress: _Progress) -> None:
        self._database, self._tagger, self._progress = database, tagger, progress
        self._own: set[int] = set()
        """Revisions that nobody else has used."""
        self.changed = 0

    def through_all(self, newest: int) -> None:
        """Every entry, by its key."""
        while some := self._read_all():
            self._write(some, replace(self._progress, key=some[-1].entry.key))
        self._finish(newest)

    def through_changed(self) -> None:
        """Every entry that changed, by its revision."""
        with self._database.read() as connection:
            newest = revision(connection)
        if self._progress.revision > newest:
            return
        while some := self._read_changed(newest):
            self._write(some, replace(self._progress, revision=some[-1].revision, key=some[-1].entry.key))
        self._finish(newest)

    def _read_all(self) -> list[Tagged]:
        with self._database.read() as connection:
            return all_after(connection, self._progress.key, _TOGETHER)

    def _read_changed(self, newest: int) -> list[Tagged]:
        with self._database.read() as connection:
            return changed_since(connection, (self._progress.revision, self._progress.key), newest, _TOGETHER)

    def _write(self, some: Sequence[Tagged], progress: _Progress) -> None:
        wanted = {one.entry.key: self._tagger.tags(one.entry, one.translations) for one in some}
        with self._database.write() as connection:
            now = revisions_of(connection, list(wanted))
            still = {one.entry.key: wanted[one.entry.key] for one in some if now[one.entry.key] == one.revision}
            changed = replace_tags(connection, still)
            if changed:
                self._own.add(revision(connection))
            _save(connection, progress)
        self._progress = progress
        self.changed += len(changed)

    def _finish(self, newest: int) -> None:
        """All up to this revision is tagged."""
        following = newest + 1
        while following in self._own:
            following += 1
        self._progress = _Progress(self._progress.digest, following)
        with self._database.write() as connection:
            _save(connection, self._progress)


def _clear(database: Database) -> int:
    with database.write() as connection:
        set_note(connection, _NOTE, "")
        return clear_tags(connection)


def _load(connection: Connection) -> _Progress | None:
    noted = get_note(connection, _NOTE)
    return _Progress(**json.loads(noted)) if noted else None


def _save(connection: Connection, progress: _Progress) -> None:
    set_note(connection, _NOTE, json.dumps(asdict(progress)))
