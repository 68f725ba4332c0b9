"""Translate what is pending: the memory first, then the engines; urgent entries first, then the newest.

What an engine answers is stored in the memory at once, so a process that is killed pays nothing twice. Never called
from a web request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, not_

from feeds.engines.chain import Chain, Step
from feeds.model import AlertRule, Entry, State, Translation
from feeds.store.alerts import is_urgent
from feeds.store.database import Database
from feeds.store.notes import get_note, set_note
from feeds.store.translations import (
    leave_engine_alone,
    make_due,
    memory_version,
    recall,
    remember,
    retry_failed,
    save_translations,
    to_translate,
    translated_entries,
)
from feeds.text.fingerprint import fingerprint
from feeds.text.language import primary
from feeds.translation.assemble import Known, Plan, assemble, plan
from feeds.translation.memory import MemoryUnit

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
    chain: Chain,
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
    told, size = dict(chain.not_before), _STRETCH if enough is None else _SHORT_STRETCH
    runs = [_Run(database, task, chain, clock, force, is_urgent(task.alerts, clock()), told, size) for task in tasks]
    for run in runs:
        _retry_with_other_engines(database, run.task, chain)
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
    return counts


def reassemble(database: Database, target: str, news: Sequence[MemoryUnit]) -> None:
    """Have the entries made again, the finished ones too, in which these new units of the memory occur."""
    units = {(unit.source_language, unit.source) for unit in news if unit.target_language == primary(target)}
    if not units:
        return
    languages = {language for language, _ in units}
    with database.read() as connection:
        keys = [
            entry.key
            for entry in translated_entries(connection, target)
            if primary(entry.language) in languages
            and any((primary(entry.language), unit) in units for unit in plan(entry).units)
        ]
    with database.write() as connection:
        make_due(connection, target, keys)


def _retry_with_other_engines(database: Database, task: Task, chain: Chain) -> None:
    """What was given up for these engines may be done by others."""
    now = " ".join(chain.names)
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
class _Failure:
    """Why no engine could translate a unit, and those that may do it later."""

    reason: str
    waits_for: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Run:
    """One run into one language."""

    database: Database
    task: Task
    chain: Chain
    clock: Callable[[], datetime]
    force: bool
    urgent: ColumnElement[bool] | None
    """Which entries are; ``None``: none."""
    told: dict[str, datetime]
    """Of what engines asked for, what is stored."""
    size: int
    """Entries in a stretch."""
    failures: dict[tuple[str, str], _Failure] = field(default_factory=dict)
    """Of units, by language and unit."""

    @property
    def target(self) -> str:
        """The language."""
        return self.task.target

    def lane(self, *, urgent: bool) -> Iterator[tuple[list[Translation], bool]]:
        """Translate what is urgent, or all the rest, in stretches; of each, whether readers see something new."""
        if urgent and self.urgent is None:
            return
        only = self.urgent if urgent or self.urgent is None else not_(self.urgent)
        waited = _WAITED + self.target
        memory = _memory_seen(self.database, self.task)
        waiting = bool(self.chain) or self.force or memory != _note(self.database, waited)
        after: Entry | None = None
        while stretch := self._stretch(after, only, waiting=waiting):
            after = stretch[-1][0]
            made = self._translate(stretch, _URGENT_RETRY if urgent else None)
            yield made, any(_shows(one) != _shows(before) for one, (_, before) in zip(made, stretch, strict=True))
        if waiting and not self.chain and not urgent:
            with self.database.write() as connection:
                set_note(connection, waited, memory)

    def _stretch(self, after: Entry | None, only: ColumnElement[bool] | None, *, waiting: bool) -> Stretch:
        task, due = self.task, None if self.force else self.clock()
        with self.database.read() as connection:
            return to_translate(
                connection, task.target, task.source_languages, task.source_ids, due, after, self.size,
                waiting=waiting, only=only,
            )  # fmt: skip

    def _translate(self, stretch: Stretch, longest: timedelta | None) -> list[Translation]:
        """Translate these entries as far as possible, and store what came of it."""
        plans = [plan(entry) for entry, _ in stretch]
        known = {language: self._units(language, plans) for language in dict.fromkeys(map(_language, plans))}
        made = [
            self._assemble(one, known[_language(one)], previous, longest)
            for one, (_, previous) in zip(plans, stretch, strict=True)
        ]
        with self.database.write() as connection:
            save_translations(connection, made, [previous for _, previous in stretch])
        return made

    def _assemble(
        self, one: Plan, known: dict[str, Known], previous: Translation | None, longest: timedelta | None
    ) -> Translation:
        language = _language(one)
        failed = {unit: self.failures[language, unit] for unit in one.units if (language, unit) in self.failures}
        return assemble(
            one, self.target, known, {unit: failure.reason for unit, failure in failed.items()}, previous, self.clock(),
            refused={unit for unit, failure in failed.items() if not failure.waits_for},
            not_before=self._not_before([failure.waits_for for failure in failed.values() if failure.waits_for]),
            longest=longest,
        )  # fmt: skip

    def _not_before(self, waits: Sequence[frozenset[str]]) -> datetime | None:
        """When the first engine that may help is to be asked again, if all of them asked to be left alone."""
        now = self.clock()
        moments = [self.chain.not_before.get(name, now) for names in waits for name in names]
        return min(moments) if moments and min(moments) > now else None

    def _units(self, language: str, plans: Sequence[Plan]) -> dict[str, Known]:
        """What is known of the units of the plans in this language, after memory and engines."""
        wanted = list(dict.fromkeys(unit for one in plans if _language(one) == language for unit in one.units))
        known = self._recall(language, wanted)
        missing = [unit for unit in wanted if unit not in known and (language, unit) not in self.failures]
        for step in self.chain.translate(missing, language, self.target, partial(self._recall, language)):
            self._store(step, language)
            known |= step.translated
            for unit, reason in step.failed.items():
                self.failures[language, unit] = _Failure(reason, step.waits_for[unit])
        return known

    def _recall(self, language: str, units: Sequence[str]) -> dict[str, Known]:
        with self.database.read() as connection:
            return recall(connection, units, language, primary(self.target))

    def _store(self, step: Step, language: str) -> None:
        """Remember what was paid for, and the engines' wish to be left alone."""
        units = [
            MemoryUnit(language, primary(self.target), unit, made.target, made.origin)
            for unit, made in (step.pieces | step.translated).items()
        ]
        told = {name: until for name, until in self.chain.not_before.items() if self.told.get(name) != until}
        if not units and not told:
            return
        with self.database.write() as connection:
            remember(connection, units, self.clock())
            for name, until in told.items():
                leave_engine_alone(connection, name, until)
        self.told.update(told)


def _language(one: Plan) -> str:
    return primary(one.entry.language)
