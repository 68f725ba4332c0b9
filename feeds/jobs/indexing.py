"""Keep the index of words up to date: entries that changed since the last time, or all by other rules.

Texts are taken apart between transactions, so that nobody waits for it, and terms are written in short ones, each with
how far it got: whoever is killed goes on from there. An entry that changed in between is left to the next time, for its
revision is higher by then. What was taken down is not in the index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection

from feeds.editions.context import SHOWN, state_of
from feeds.model import Entry, Translation
from feeds.store.database import Database
from feeds.store.notes import get_note, set_note
from feeds.store.revisions import revision
from feeds.store.tags import Tagged, all_after, changed_since, revisions_of
from feeds.store.takedown import withdrawn_keys
from feeds.store.wordindex import Words, clear_words, drop_words, save_words
from feeds.text.fingerprint import fingerprint
from feeds.text.html import to_text

_NOTE = "indexed-revision"
_VERSION = "1"
"""Raised when the same entries have other terms: when words or stems are found otherwise."""
_READ = 200
"""Entries in one go."""
_WRITTEN = 100_000
"""Characters of terms in one transaction, or those of one entry: 30 ms under the lock at most."""
_CHARACTERS = 100_000
"""Of all texts of an entry together: ten times what a long article has with its translation. PostgreSQL takes no more
than a megabyte."""

LanguagesInto = Mapping[str, tuple[str, ...]]
"""By target: the languages that are translated into it."""


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far it got."""

    digest: str
    """By which rules."""
    revision: int = 0
    key: str = ""
    """The last entry that was looked at: all before this revision and key are indexed."""
    whole: int | None = None
    """All entries are gone through, by their keys alone: the newest revision when that began."""


def index_entries(database: Database, languages_into: LanguagesInto, enabled: bool = True) -> int:
    """Have all entries found by what is shown of them now; of how many it was otherwise.

    Where nothing changed, this reads two notes. Where search is switched off, it takes the index away, once.
    """
    with database.read() as connection:
        progress, newest = _load(connection), revision(connection)
    if not enabled:
        return _clear(database) if progress else 0
    digest = fingerprint(_VERSION, map(repr, sorted(languages_into.items())))
    if progress is None or progress.digest != digest:
        progress = _Progress(digest, whole=newest)
    elif progress.whole is None and progress.revision > newest:
        return 0
    run = _Run(database, languages_into, progress)
    if progress.whole is not None:
        run.through_all(progress.whole)
    run.through_changed()
    return run.changed


class _Run:
    """One run, in stretches."""

    def __init__(self, database: Database, languages_into: LanguagesInto, progress: _Progress) -> None:
        self._database, self._languages_into, self._progress = database, languages_into, progress
        self.changed = 0

    def through_all(self, newest: int) -> None:
        """Every entry, by its key."""
        while some := self._read_all():
            for stretch in self._stretches(some):
                self._write(stretch, replace(self._progress, key=stretch[-1][1].key))
        self._finish(newest)

    def through_changed(self) -> None:
        """Every entry that changed, by its revision."""
        with self._database.read() as connection:
            newest = revision(connection)
        if self._progress.revision > newest:
            return
        while some := self._read_changed(newest):
            for stretch in self._stretches(some):
                changed, words = stretch[-1]
                self._write(stretch, replace(self._progress, revision=changed, key=words.key))
        self._finish(newest)

    def _read_all(self) -> list[Tagged]:
        with self._database.read() as connection:
            return all_after(connection, self._progress.key, _READ)

    def _read_changed(self, newest: int) -> list[Tagged]:
        with self._database.read() as connection:
            return changed_since(connection, (self._progress.revision, self._progress.key), newest, _READ)

    def _stretches(self, some: Sequence[Tagged]) -> Iterator[list[tuple[int, Words]]]:
        """Their words, each with the revision of the entry, as much as is written at once."""
        stretch: list[tuple[int, Words]] = []
        room = _WRITTEN
        for one in some:
            words = words_of(one.entry, one.translations, self._languages_into)
            size = len(words.title) + len(words.text)
            if stretch and size > room:
                yield stretch
                stretch, room = [], _WRITTEN
            stretch.append((one.revision, words))
            room -= size
        yield stretch

    def _write(self, stretch: Sequence[tuple[int, Words]], progress: _Progress) -> None:
        with self._database.write() as connection:
            now, down = revisions_of(connection, [words.key for _, words in stretch]), withdrawn_keys(connection)
            gone = [words.key for _, words in stretch if words.key in down]
            still = [words for seen, words in stretch if words.key not in down and now[words.key] == seen]
            self.changed += drop_words(connection, gone) + save_words(connection, still)
            _save(connection, progress)
        self._progress = progress

    def _finish(self, newest: int) -> None:
        """All up to this revision is indexed."""
        self._progress = _Progress(self._progress.digest, newest + 1)
        with self._database.write() as connection:
            _save(connection, self._progress)


def words_of(entry: Entry, translations: Sequence[Translation], languages_into: LanguagesInto) -> Words:
    """What an entry is found by: title and text, as they came and in each translation that is shown."""
    from feeds.text.finding import terms_of  # here: in most rounds nothing has come

    shown = (
        one for one in translations if state_of(entry, one, one.language, languages_into.get(one.language, ())) in SHOWN
    )
    texts: list[Entry | Translation] = [entry, *shown]
    share = _CHARACTERS // len(texts)
    return Words(
        entry.key,
        entry.published,
        " ".join(" ".join(terms_of(text.title[:share])) for text in texts),
        " ".join(" ".join(terms_of(_plain(text)[:share])) for text in texts),
    )


def _plain(text: Entry | Translation) -> str:
    summary, content = to_text(text.summary), to_text(text.content)
    return content if summary in content else f"{summary} {content}"  # nearly all are its beginning


def _clear(database: Database) -> int:
    with database.write() as connection:
        set_note(connection, _NOTE, "")
        return clear_words(connection)


def _load(connection: Connection) -> _Progress | None:
    noted = get_note(connection, _NOTE)
    return _Progress(**json.loads(noted)) if noted else None


def _save(connection: Connection, progress: _Progress) -> None:
    set_note(connection, _NOTE, json.dumps(asdict(progress)))
