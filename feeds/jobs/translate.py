"""Translate what is pending: the memory first, then the engines, newest entries first.

What an engine answers is stored in the memory at once, so a process that is killed pays nothing twice. Never called
from a web request.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feeds.engines.chain import Chain
from feeds.model import Entry, State, Translation
from feeds.store.database import Database
from feeds.store.translations import recall, remember, save_translations, to_translate
from feeds.text.language import primary
from feeds.translation.assemble import Known, Plan, assemble, plan
from feeds.translation.memory import MemoryUnit

Progress = Callable[[int], None]
"""Called with the number of entries that are done with."""
Stretch = Sequence[tuple[Entry, Translation | None]]

_STRETCH = 100
"""Entries taken at a time: enough to fill requests, little enough to hold."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be translated into what."""

    target: str
    source_languages: tuple[str, ...]
    source_ids: tuple[str, ...]
    """Of the configured sources: what nobody can see is not paid for."""


def translate_pending(
    database: Database,
    task: Task,
    chain: Chain,
    clock: Callable[[], datetime],
    *,
    force: bool = False,
    progress: Progress = lambda done: None,
) -> dict[State, int]:
    """Bring every entry that lacks it a translation, as far as memory and engines reach; new states, counted.

    ``force`` also tries those again that failed and whose time has not come. Each entry is visited at most once, and
    a unit that no engine could translate is not asked for again.
    """
    counts = dict.fromkeys(State, 0)
    run = _Run(database, task.target, chain, clock)
    after: Entry | None = None
    while True:
        due = None if force else clock()
        with database.read() as connection:
            stretch = to_translate(
                connection, task.target, task.source_languages, task.source_ids, due, after, _STRETCH
            )
        if not stretch:
            return counts
        after = stretch[-1][0]
        for made in run.translate(stretch):
            counts[made.state] += 1
        progress(len(stretch))


@dataclass(frozen=True, slots=True)
class _Run:
    """One run into one language."""

    database: Database
    target: str
    chain: Chain
    clock: Callable[[], datetime]
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    """Why no engine could translate a unit, by its language and itself."""

    def translate(self, stretch: Stretch) -> list[Translation]:
        """Translate these entries as far as possible, and store what came of it."""
        plans = [plan(entry) for entry, _ in stretch]
        known = {language: self._units(language, plans) for language in dict.fromkeys(map(_language, plans))}
        made = [
            self._assemble(one, known[_language(one)], previous)
            for one, (_, previous) in zip(plans, stretch, strict=True)
        ]
        with self.database.write() as connection:
            save_translations(connection, made, [previous for _, previous in stretch])
        return made

    def _assemble(self, one: Plan, known: dict[str, Known], previous: Translation | None) -> Translation:
        language = _language(one)
        failed = {unit: self.failures[language, unit] for unit in one.units if (language, unit) in self.failures}
        return assemble(one, self.target, known, failed, previous, self.clock())

    def _units(self, language: str, plans: Sequence[Plan]) -> dict[str, Known]:
        """What is known of the units of the plans in this language, after memory and engines."""
        wanted = list(dict.fromkeys(unit for one in plans if _language(one) == language for unit in one.units))
        target = primary(self.target)
        with self.database.read() as connection:
            known = recall(connection, wanted, language, target)
        missing = [unit for unit in wanted if unit not in known and (language, unit) not in self.failures]
        for step in self.chain.translate(missing, language, self.target):
            if step.translated:
                units = [
                    MemoryUnit(language, target, unit, made.target, made.origin)
                    for unit, made in step.translated.items()
                ]
                with self.database.write() as connection:
                    remember(connection, units, self.clock())
            known |= step.translated
            self.failures.update({(language, unit): reason for unit, reason in step.failed.items()})
        return known


def _language(one: Plan) -> str:
    return primary(one.entry.language)
