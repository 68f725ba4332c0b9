"""The desk: what editors look at and what they do, each deed logged and published."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from feeds.config import Settings
from feeds.config.takedown import FILE as TAKEDOWNS
from feeds.config.takedown import load_takedowns
from feeds.config.terms import FILE as TERMS
from feeds.editing.accounts import Accounts
from feeds.editing.noting import Begin, noted
from feeds.editing.passwords import Passwords
from feeds.editing.results import Done, Listed, version_of
from feeds.errors import ReviewError, VisnykError
from feeds.jobs import review
from feeds.jobs.desk import Desk, Explained, explain, flagged
from feeds.jobs.pinning import Note
from feeds.jobs.review import Reviewed
from feeds.model import Deed, Finding, NewTerm, QueuePage, TakenDown
from feeds.publishing import Publishing
from feeds.reading.cursors import cursor_of, read_cursor
from feeds.rewriting import read_bytes
from feeds.store import deeds, takedown
from feeds.store.corrections import Correction
from feeds.store.database import Database
from feeds.takedownfile import with_takedown, without_takedown
from feeds.termfile import with_term, without_term
from feeds.text.fingerprint import fingerprint, fingerprint_bytes
from feeds.translating import Translating
from feeds.translation.terms import Kind, Term

LONGEST_REASON: Final = 500
"""Characters, for which an entry is taken down."""
_OTHER_SETTINGS: Final = "the settings have changed since this process read them, so it goes out with the next refresh"


class Editing(Accounts):
    """All that editors may do; one for a process, thread-safe.

    What is done at the desk is logged in the transaction that does it; what is done to a file, as begun before it is
    done and as done after. It is published at once, as far as that can be; what cannot goes out with the next refresh.
    Hubs are told by whoever refreshes.
    """

    def __init__(
        self,
        settings: Settings,
        database: Callable[[], Database],
        data: Path,
        publishing: Publishing,
        translating: Translating,
        clock: Callable[[], datetime],
        passwords: Passwords | None = None,
    ) -> None:
        super().__init__(database, data, clock, passwords)
        self._settings = settings
        self._publishing = publishing
        self._translating = translating
        self._turn = threading.Lock()
        """Held by whoever does something, until it is published: two who correct the same entry at once would each find
        that the other was faster, and leave it to the next refresh; two who write a file would lose a line."""
        self._known_settings = self._look_at_settings()

    # --- what there is to do --------------------------------------------------------------------------------------

    @property
    def targets(self) -> tuple[str, ...]:
        """Every language that is translated into, the main one first."""
        return self._settings.targets

    @property
    def kinds(self) -> tuple[str, ...]:
        """What a term can be."""
        return tuple(kind.value for kind in Kind)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The rows of the termbase that are in force, in the order of the file.

        :raises ConfigError: the file is broken, and was so when this process started.
        """
        return self._translating.termbase.terms

    def source_languages(self, target: str) -> tuple[str, ...]:
        """The languages that are translated into this one."""
        return self._settings.sources_into(target)

    def queue(self, target: str, limit: int = 50, before: str | None = None) -> QueuePage:
        """The newest entries whose translation should be looked at, or those before a cursor.

        :raises ValueError: ``before`` is no cursor.
        :raises ReviewError: nothing is translated into ``target``.
        """
        rows = flagged(self._desk(target), limit + 1, read_cursor(before) if before else None)
        return QueuePage(tuple(rows[:limit]), cursor_of(rows[limit - 1][0]) if len(rows) > limit else None)

    def entry(self, key: str, target: str) -> Explained:
        """An entry with its units, their translations, where these come from and what the checks find.

        :raises ReviewError: there is none, it is taken down, or not translated into ``target``.
        """
        return explain(self._desk(target), key)

    def check(self, key: str, target: str, number: int, text: str) -> tuple[Finding, ...]:
        """What the checks would have against this text for a unit; changes nothing.

        :raises ReviewError: there is no such unit, codes of it are missing, or there is no text.
        """
        desk = self._desk(target)
        return review.judged(desk, key, explain(desk, key).unit(number).source, text)

    def deeds(self, limit: int = 100, before: int | None = None) -> list[Deed]:
        """The log, newest first, or what comes before the line of this number."""
        with self._database.read() as connection:
            return deeds.load_deeds(connection, limit, before)

    # --- translations ---------------------------------------------------------------------------------------------

    def correct(
        self,
        by: str,
        address: str,
        key: str,
        target: str,
        number: int,
        expected: str,
        text: str,
        as_is: bool = False,
        version: str | None = None,
    ) -> Done:
        """Have a unit read ``text``, coded text, here and wherever else it occurs; ``expected`` is the coded text of
        the original as the editor saw it, ``version`` that of all of the entry (:func:`version_of`), so that nobody
        overwrites what somebody else has just said.

        :raises ReviewError: the entry has changed meanwhile, codes are missing, or a check refuses the text.
        """
        with self._turn:
            desk = self._desk(target)
            found = _as_seen(explain(desk, key), version)
            unit = found.unit(number)
            if unit.source != _one_line_ends(expected):
                raise _changed_meanwhile(key)
            note = self._noting(by, address, "correct", found, target)
            done = review.correct(desk, key, unit.source, text, author=by, now=self._clock(), as_is=as_is, note=note)
            return self._done(done)

    def approve(
        self, by: str, address: str, key: str, target: str, numbers: Sequence[int] = (), version: str | None = None
    ) -> Done:
        """Have the present translation of these units, or of all of them, stay as a person's. ``version`` is that of
        what the editor saw (:func:`version_of`), so that nobody approves what they have not read.

        :raises ReviewError: there is no such unit, or the entry has changed meanwhile.
        """
        with self._turn:
            desk = self._desk(target)
            found = _as_seen(explain(desk, key), version)
            units = [found.unit(number).source for number in numbers]
            note = self._noting(by, address, "approve", found, target)
            return self._done(review.approve(desk, key, units, author=by, now=self._clock(), note=note))

    def undo(self, by: str, address: str, key: str, target: str, number: int, version: str | None = None) -> Done:
        """Take back the last thing that a person said of a unit: what was before holds again. ``version`` as above.

        :raises ReviewError: there is no such unit, no person said anything of it, or the entry has changed meanwhile.
        """
        with self._turn:
            desk = self._desk(target)
            found = _as_seen(explain(desk, key), version)
            unit, note = found.unit(number).source, self._noting(by, address, "undo", found, target)
            return self._done(review.undo(desk, key, unit, author=by, now=self._clock(), note=note))

    def _desk(self, target: str) -> Desk:
        settings = self._settings
        if target not in settings.targets:
            raise ReviewError(f"nothing is translated into {target!r}, only into {', '.join(settings.targets)}")
        ids = tuple(source.id for source in settings.sources)
        return Desk(self._database, target, settings.sources_into(target), ids, self._translating.termbase)

    def _noting(self, by: str, address: str, kind: str, found: Explained, target: str) -> Note:
        """Writes what is done to units of an entry into the log, in the transaction that does it."""
        numbers = {unit.source: unit.number for unit in found.units}

        def note(connection: Connection, made: Sequence[Correction]) -> None:
            units = [{"unit": numbers[one.source], "before": one.before, "after": one.after} for one in made]
            detail = {"language": target, "units": units}
            deeds.note_deed(connection, self._clock(), by, kind, found.entry.key, address, detail)

        return note

    def _done(self, reviewed: Reviewed) -> Done:
        return Done(reviewed, self._publish() if reviewed.changes else None)

    # --- terms and takedowns --------------------------------------------------------------------------------------

    def add_term(self, by: str, address: str, term: NewTerm) -> str:
        """Put a row at the end of the termbase; its id. It is in force with the next refresh.

        :raises ReviewError: the term cannot be taken like this.
        :raises ConfigError: the file is not in order, or cannot be written.
        """
        path = self._settings.folder / TERMS
        with self._turn, self._noted(by, address) as begin, with_term(path, term) as identity:
            begin("term", identity, _named(term))
        return identity

    def remove_term(self, by: str, address: str, term: Term) -> None:
        """Take this row out of the termbase, whoever has put it in. It is out of force with the next refresh.

        :raises ReviewError: it is not there any more, or reads otherwise by now.
        :raises ConfigError: the file is not in order, or cannot be written.
        """
        path = self._settings.folder / TERMS
        with self._turn, self._noted(by, address) as begin, without_term(path, term):
            begin("term-out", term.id, _named(term))

    def taken_down(self) -> tuple[TakenDown, ...]:
        """The entries that must not be published, the last one first."""
        with self._database.read() as connection:
            return tuple(takedown.withdrawn_list(connection))

    def take_down(self, by: str, address: str, key: str, reason: str) -> Listed:
        """Take an entry down, from everything that is published; ``reason`` is for the city's own people.

        :raises ReviewError: there is no such entry, or it is down already.
        :raises ConfigError: the list is not in order, or cannot be written.
        """
        reason = " ".join(reason.split())
        if len(reason) > LONGEST_REASON:
            raise ReviewError(f"the reason is longer than {LONGEST_REASON} characters")
        with self._turn:
            with self._database.read() as connection:
                if not takedown.is_there(connection, key):
                    raise ReviewError(f"there is no entry {key}")
                lines = takedown.lines_naming(connection, load_takedowns(self._takedowns), key)
            if lines:
                raise ReviewError(f"entry {key} is taken down already")
            with self._noted(by, address) as begin, with_takedown(self._takedowns, key, reason):
                begin("take-down", key, {"reason": reason})
            return Listed(self._publish())

    def put_back(self, by: str, address: str, key: str) -> Listed:
        """Have an entry published again.

        :raises ReviewError: it is not taken down, or by lines alone that name it otherwise than by its key.
        :raises ConfigError: the list is not in order, or cannot be written.
        """
        with self._turn:
            with self._database.read() as connection:
                lines = takedown.lines_naming(connection, load_takedowns(self._takedowns), key)
            still = tuple(line for line in lines if line != key)
            if key not in lines:
                raise ReviewError(_not_by_key(key, still))
            with self._noted(by, address) as begin, without_takedown(self._takedowns, key):
                begin("put-back", key, {"still": list(still)} if still else {})
            return Listed(self._publish(), still)

    @property
    def _takedowns(self) -> Path:
        return self._settings.folder / TAKEDOWNS

    def _noted(self, by: str, address: str) -> AbstractContextManager[Begin]:
        return noted(self._database, self._clock, by, address)

    # --- publishing -----------------------------------------------------------------------------------------------

    def _publish(self) -> str | None:
        """Have it go out; why it does not, in words."""
        try:
            if self._look_at_settings() != self._known_settings:
                # Whoever refreshes may know newer ones: what they publish must not go back to what was before.
                self._publishing.take_down()
                return _OTHER_SETTINGS
            self._publishing.publish()
        except VisnykError as error:
            return str(error)
        return None

    def _look_at_settings(self) -> str:
        """A digest of all files of settings but for those that are read anew each time."""
        files = [path for path in sorted(self._settings.folder.glob("*.toml")) if path.name != TAKEDOWNS]
        return fingerprint(*(f"{path.name} {fingerprint_bytes(read_bytes(path) or b'')}" for path in files))


def _named(term: NewTerm | Term) -> dict[str, str]:
    """What the log says of a term."""
    return {
        "source": term.source, "target": term.target, "source_language": term.source_language,
        "target_language": term.target_language,
    }  # fmt: skip


def _as_seen(found: Explained, version: str | None) -> Explained:
    if version is not None and version != version_of(found):
        raise _changed_meanwhile(found.entry.key)
    return found


def _changed_meanwhile(key: str) -> ReviewError:
    return ReviewError(f"entry {key} has changed meanwhile; look at it again")


def _one_line_ends(text: str) -> str:
    """As it was before a browser sent it: forms have CRLF for every end of a line (WHATWG HTML, form submission)."""
    return text.replace("\r\n", "\n")


def _not_by_key(key: str, others: Sequence[str]) -> str:
    if not others:
        return f"entry {key} is not taken down"
    return f"{TAKEDOWNS} names entry {key} not by its key but as {', '.join(others)}: take that out by hand"
