"""Translate what is pending: the memory first, then the engines, newest entries first.

What an engine answers is stored in the memory at once, so a process that is killed pays nothing twice. Never called
from a web request.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.engines.chain import Chain
from feeds.model import Entry, State, Translation
from feeds.store.database import Database
from feeds.store.translations import recall, remember, save_translation, to_translate
from feeds.text.language import primary
from feeds.translation.assemble import Known, Plan, assemble, plan
from feeds.translation.memory import MemoryUnit

Progress = Callable[[int], None]
"""Called with the number of entries that are done with."""

_STRETCH = 100
"""Entries taken at a time: enough to fill requests, little enough to hold."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be translated into what."""

    target: str
    source_languages: tuple[str, ...]


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

    ``force`` also tries those again that failed and whose time has not come.
    """
    counts = dict.fromkeys(State, 0)
    languages = [tag for tag in task.source_languages if primary(tag) != primary(task.target)]
    after: Entry | None = None
    while True:
        with database.read() as connection:
            due = None if force else clock()
            stretch = to_translate(connection, task.target, languages, due, after, _STRETCH)
        if not stretch:
            return counts
        after = stretch[-1][0]
        for made in _translate(database, task.target, chain, clock, stretch):
            counts[made.state] += 1
        progress(len(stretch))


def _translate(
    database: Database,
    target: str,
    chain: Chain,
    clock: Callable[[], datetime],
    stretch: Sequence[tuple[Entry, Translation | None]],
) -> list[Translation]:
    plans = [(plan(entry), previous) for entry, previous in stretch]
    made: list[Translation] = []
    for language in dict.fromkeys(primary(entry.language) for entry, _ in stretch):
        of_language = [pair for pair in plans if primary(pair[0].entry.language) == language]
        known, failures = _units(database, language, target, chain, clock, [one for one, _ in of_language])
        made += [assemble(one, target, known, failures, previous, clock()) for one, previous in of_language]
    with database.write() as connection:
        for translation in made:
            save_translation(connection, translation)
    return made


def _units(
    database: Database, source: str, target: str, chain: Chain, clock: Callable[[], datetime], plans: Sequence[Plan]
) -> tuple[dict[str, Known], dict[str, str]]:
    """What is known of the units of these plans after memory and engines, and why the others failed."""
    wanted = list(dict.fromkeys(unit for one in plans for unit in one.units))
    with database.read() as connection:
        known = recall(connection, wanted, source, primary(target))
    failures: dict[str, str] = {}
    for step in chain.translate([unit for unit in wanted if unit not in known], source, target):
        if step.translated:
            now = clock()
            with database.write() as connection:
                remember(connection, (_unit(source, target, unit, made) for unit, made in step.translated.items()), now)
        known |= step.translated
        failures |= step.failed
    return known, failures


def _unit(source: str, target: str, unit: str, made: Known) -> MemoryUnit:
    return MemoryUnit(source, primary(target), unit, made.target, made.origin)
