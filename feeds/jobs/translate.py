"""Translate what is pending: the memory first, then the engines; urgent entries first, then the newest.

Never called from a web request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, not_

from feeds.engines.chain import Chains
from feeds.jobs.again import note_terms
from feeds.jobs.knowing import Knowing
from feeds.model import AlertRule, Entry, Rest, State, Translation
from feeds.store.alerts import is_urgent
from feeds.store.corrections import entries_by_key
from feeds.store.database import Database
from feeds.store.memory import memory_version
from feeds.store.notes import get_note, set_note
from feeds.store.translations import retry_failed, save_translations, to_translate
from feeds.text.fingerprint import fingerprint
from feeds.text.language import primary
from feeds.translation.assemble import Known, Plan, assemble, plan

Progress = Callable[[int], None]
"""Called with the number of entries that are done with."""
Stretch = Sequence[tuple[Entry, Translation | None]]

_WAITED = "waited-for-memory:"
_ENGINES = "engines:"
_STRETCH = 100
"""Entries taken at a time: enough to fill requests, little enough to hold."""
_SHORT_STRETCH = 10
"""The same, where somebody waits for the end: some ten requests, or as many seconds."""
_URGENT_RETRY = timedelta(minutes=2)
"""The longest that an urgent entry waits to be tried again: in six hours an air raid is over."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be translated into what."""

    target: str
    source_languages: tuple[str, ...]
    source_ids: tuple[str, ...]
    """Of the configured sources: what nobody can see is not paid for."""
    alerts: tuple[AlertRule, ...] = ()
    """What is urgent."""


def translate_pending(
    database: Database,
    tasks: Sequence[Task],
    chains: Chains,
    clock: Callable[[], datetime],
    *,
    force: bool = False,
    progress: Progress = lambda done: None,
    changed: Callable[[], None] = lambda: None,
    after_urgent: Callable[[], None] = lambda: None,
    enough: Callable[[], bool] | None = None,
) -> dict[State, int]:
    """Bring every entry that lacks it a translation, as far as memory and engines reach; new states, counted.

    What is urgent comes first, in all languages, before anything else in any. ``force`` also tries those again that
    failed and whose time has not come. Each entry is visited at most once for each task, and a unit that no engine
    could translate is not asked for again. ``changed`` is called after every stretch of entries of which a reader sees
    something new, ``after_urgent`` between what is urgent and the rest. Once ``enough`` says so, what is not urgent is
    left to the next run, so that a backlog of hours keeps no alert waiting that comes meanwhile.
    """
    size = _STRETCH if enough is None else _SHORT_STRETCH
    rests: dict[str, Rest | None] = {name: line.rest for name, line in chains.lines.items()}
    runs = [
        _Run(task, Knowing(database, chains, task.target, clock, rests), force, is_urgent(task.alerts, clock()), size)
        for task in tasks
    ]
    for task in tasks:
        _retry_with_other_engines(database, task, chains)
    counts = dict.fromkeys(State, 0)
    for urgent in (True, False):
        for run in runs:
            for made, shows in run.lane(urgent=urgent):
                for one in made:
                    counts[one.state] += 1
                progress(len(made))
                if shows:
                    changed()
                if not urgent and enough is not None and enough():
                    return counts
        if urgent:
            after_urgent()
            # To look through a hundred thousand entries takes minutes: an alert does not wait for it.
            for task in tasks:
                note_terms(database, task.target, chains.termbase, chains.names(task.target))
    return counts


def _retry_with_other_engines(database: Database, task: Task, chains: Chains) -> None:
    """What was given up for these engines may be done by others, what waits for a budget by a larger one."""
    now = chains.means(task.target)
    before = _note(database, _ENGINES + task.target)
    if now != before:
        with database.write() as connection:
            set_note(connection, _ENGINES + task.target, now)
            if before is not None:
                retry_failed(connection, task.target)


def _memory_seen(database: Database, task: Task) -> str:
    """What an entry that waits for the memory alone depends on, besides itself."""
    with database.read() as connection:
        return fingerprint(str(memory_version(connection)), *task.source_languages, "of", *task.source_ids)


def _note(database: Database, name: str) -> str | None:
    with database.read() as connection:
        return get_note(connection, name)


def _shows(translation: Translation | None) -> tuple[object, ...]:
    """What a published document depends on."""
    return (translation.state, translation.updated, translation.fingerprint) if translation else ()


@dataclass(frozen=True, slots=True)
class _Run:
    """One run into one language."""

    task: Task
    knowing: Knowing
    force: bool
    urgent: ColumnElement[bool] | None
    """Which entries are; ``None``: none."""
    size: int
    """Entries in a stretch."""

    @property
    def target(self) -> str:
        """The language."""
        return self.task.target

    @property
    def database(self) -> Database:
        """Where everything is."""
        return self.knowing.database

    def lane(self, *, urgent: bool) -> Iterator[tuple[list[Translation], bool]]:
        """Translate what is urgent, or all the rest, in stretches; of each, whether readers see something new."""
        if urgent and self.urgent is None:
            return
        only = self.urgent if urgent or self.urgent is None else not_(self.urgent)
        asks = bool(self.knowing.chains.names(self.target))
        waited = _WAITED + self.target
        memory = _memory_seen(self.database, self.task)
        waiting = asks or self.force or memory != _note(self.database, waited)
        after: Entry | None = None
        while stretch := self._stretch(after, only, waiting=waiting):
            after = stretch[-1][0]
            made = self._translate(stretch, urgent=urgent)
            yield made, any(_shows(one) != _shows(before) for one, (_, before) in zip(made, stretch, strict=True))
        if waiting and not asks and not urgent:
            with self.database.write() as connection:
                set_note(connection, waited, memory)

    def _stretch(self, after: Entry | None, only: ColumnElement[bool] | None, *, waiting: bool) -> Stretch:
        task, due = self.task, None if self.force else self.knowing.clock()
        with self.database.read() as connection:
            return to_translate(
                connection, task.target, task.source_languages, task.source_ids, due, after, self.size,
                waiting=waiting, only=only,
            )  # fmt: skip

    def _translate(self, stretch: Stretch, *, urgent: bool) -> list[Translation]:
        """Translate these entries as far as possible, and store what came of it."""
        plans = [(plan(entry), previous) for entry, previous in stretch]
        by_language = {
            language: [pair for pair in plans if _language(pair[0]) == language]
            for language in dict.fromkeys(_language(one) for one, _ in plans)
        }
        known = {language: self.knowing.units(language, own, urgent=urgent) for language, own in by_language.items()}
        longest = _URGENT_RETRY if urgent else None
        with self.database.write() as connection:
            keys = [one.entry.key for one, _ in plans]
            there = {entry.key: made for entry, made in entries_by_key(connection, keys, self.target)}
            for language, own in by_language.items():
                known[language] = self.knowing.by_now(connection, language, [one for one, _ in own], known[language])
            made = [self._assembled(one, there[one.entry.key], known[_language(one)], longest) for one, _ in plans]
            save_translations(connection, made, [there[key] for key in keys])
        return made

    def _assembled(
        self, one: Plan, previous: Translation | None, known: dict[str, Known], longest: timedelta | None
    ) -> Translation:
        outlook, now = self.knowing.outlook(one, known), self.knowing.clock()
        return assemble(one, self.target, known, outlook, previous, now, longest=longest)


def _language(one: Plan) -> str:
    return primary(one.entry.language)
