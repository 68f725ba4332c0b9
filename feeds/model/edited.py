"""What stands behind the desk: who may sign in, what they did, what they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feeds.model.known import Entry, Translation


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who may sign in to the desk, or might once."""

    name: str
    created: datetime
    disabled: datetime | None = None
    """Since when they may not any more."""
    signed_in: datetime | None = None
    """When they did last."""
    locked: int = 0
    """Seconds until everybody may try to sign in by this name again, strangers and her own browsers; 0: at once."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the log: something was done at the desk, or somebody tried to sign in."""

    id: int
    made: datetime
    editor: str
    """Who; of a try that failed, by which name, ``?`` and a digest where no account has it."""
    kind: str
    """``sign-in``, ``sign-in-failed``, ``sign-out``, ``correct``, ``approve``, ``undo``, ``term``, ``term-out``,
    ``take-down``, ``put-back`` or ``account``."""
    subject: str | None
    """The key of an entry, the id of a term, the name of an account; of a try that failed, which ``device`` or
    ``sitting`` of the editor's it came from, ``None``: a stranger's."""
    address: str | None
    """From where; ``None``: from the command line."""
    detail: Mapping[str, Any]
    """Of ``correct``, ``approve`` and ``undo``: ``language`` and ``units``, each with ``unit``, its number, ``before``
    and ``after``. Of ``term`` and ``term-out``: ``source``, ``target`` and both languages. Of ``take-down``:
    ``reason``. Of ``account``: ``did``, one of ``add``, ``password``, ``disable``, ``enable``, ``unlock``. Of what is
    done to a file, the last four before ``account``: ``unfinished`` until it is known how it ended, and ``failed``, why
    it was not done."""


@dataclass(frozen=True, slots=True)
class NewTerm:
    """A row for the termbase; what its columns mean is in :class:`feeds.translation.terms.Term`."""

    source: str
    target: str
    source_language: str
    target_language: str
    kind: str
    """``city``, ``district``, ``person``, ``department``, ``office`` or ``phrase``."""
    note: str = ""
    forms: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    forbidden_source: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    any_case: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A stretch of the entries whose translation should be looked at, newest first."""

    rows: tuple[tuple[Entry, Translation], ...]
    older: str | None = None
    """Opaque cursor for the next page; ``None`` on the last."""


@dataclass(frozen=True, slots=True)
class TakenDown:
    """An entry that must not be published."""

    entry: Entry
    since: datetime
    reason: str | None
