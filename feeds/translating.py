"""What is translated, by whom and at what cost: termbase, engines, memory, on the settings and the database."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

from feeds.config import Settings
from feeds.engine_room import chains_of
from feeds.errors import EngineError
from feeds.model import UNDETERMINED, EngineUse, Pair, RefreshSummary, State
from feeds.store import memory, spending, translations
from feeds.store.database import Database
from feeds.text.language import primary

if TYPE_CHECKING:
    from feeds.engines.chain import Chains
    from feeds.terms import Terms
    from feeds.translation.terms import Termbase

_REASONS = 3
"""Why translations are missing, that are told."""


class Translating:
    """The translation side of Visnyk. ``database`` opens at the first use; ``models`` is where those of argos are."""

    def __init__(
        self, settings: Settings, database: Callable[[], Database], models: Path, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._database = database
        self._models = models
        self._clock = clock

    @property
    def termbase(self) -> Termbase:
        """The approved terms, as the file has them now.

        :raises ConfigError: a line of the file cannot be used, and none was read before.
        """
        return self._terms.now()

    @cached_property
    def _terms(self) -> Terms:
        from feeds.terms import Terms

        return Terms(self._settings.folder)

    @property
    def _translates(self) -> bool:
        """Is anything translated here, be it by the memory alone?"""
        return any(pair.engines for pair in self._settings.pairs)

    def _chains(self, *, force: bool = False) -> Chains:
        """New lines to the configured engines; memory is not one of them, it always comes first.

        With ``force`` those are asked that failed a moment ago, but never those that asked to be left alone.
        """
        return chains_of(self._settings, self._database(), self.termbase, self._models, self._clock, force=force)

    def run(
        self,
        *,
        force: bool = False,
        on_translated: Callable[[int], None] = lambda done: None,
        on_changed: Callable[[], None] = lambda: None,
        on_urgent: Callable[[], None] = lambda: None,
        patience: float | None = None,
    ) -> dict[str, EngineUse]:
        """Translate what is pending into every wanted language; what the engines were asked.

        ``on_changed`` is called whenever there is something new to publish, some hundred entries apart at most;
        ``on_urgent`` once, when all that is urgent has been done and what can wait begins. After
        ``patience`` seconds what is not urgent is left to the next run; ``None``: never.
        """
        if not self._translates:
            on_urgent()
            return {}
        from feeds.jobs.translate import Task, translate_pending

        settings, chains = self._settings, self._chains(force=force)
        end = None if patience is None else time.monotonic() + patience
        tasks = [
            Task(target, languages, self._source_ids(), settings.alerts)
            for target, languages in settings.languages_into.items()
        ]
        translate_pending(
            self._database(), tasks, chains, self._clock,
            force=force, progress=on_translated, changed=on_changed, after_urgent=on_urgent,
            enough=None if end is None else lambda: time.monotonic() >= end,
        )  # fmt: skip
        return {name: line.use for name, line in chains.lines.items() if line.use.calls or line.use.failures_in_a_row}

    def tell(self, summary: RefreshSummary) -> None:
        """Put into ``summary`` how translations stand, in every language, and why some are missing."""
        targets = self._settings.targets
        summary.translations = self.states()
        summary.others = {target: self.states(target) for target in targets[1:]}
        with self._database().read() as connection:
            counted = Counter[str]()
            for target in targets:
                counted.update(dict(translations.count_reasons(connection, target, self._source_ids(), _REASONS)))
        summary.reasons = counted.most_common(_REASONS)

    def check_terms(self) -> None:
        """Read the termbase now, if anything is translated here.

        :raises ConfigError: a line of the file cannot be used.
        """
        if self._translates:
            self.termbase  # noqa: B018 - read, and kept until the file changes

    def states(self, target: str | None = None) -> dict[State, int]:
        """How many entries are in which state of translation into a language, the main one if not told."""
        wanted = target or self._settings.target
        with self._database().read() as connection:
            return translations.count_states(
                connection, wanted, self._settings.sources_into(wanted), self._source_ids()
            )

    def import_memory(self, file: IO[bytes] | bytes, name: str) -> tuple[int, int, list[str]]:
        """Put a TMX document into the memory: units read, units new or changed, problems in words.

        :raises feeds.errors.ExchangeError: it is no TMX.
        """
        from feeds.jobs.again import reassemble
        from feeds.translation.tmx import read_tmx

        units, problems = read_tmx(file, name, self._settings.source_languages)
        plain = [
            replace(unit, source_language=primary(unit.source_language), target_language=primary(unit.target_language))
            for unit in units
        ]
        with self._database().write() as connection:
            news = memory.news_to(connection, plain)
            changed = memory.remember(connection, news, self._clock())
        for target in self._settings.targets:
            reassemble(self._database(), target, news)
        return len(plain), changed, problems

    def export_memory(self) -> Iterator[bytes]:
        """The whole memory as TMX, a unit at a time."""
        from feeds.translation.tmx import tmx_pieces

        source = primary(next(iter(self._settings.source_languages), UNDETERMINED))
        with self._database().read() as connection:
            yield from tmx_pieces(memory.memory_units(connection), source)

    def memory_counts(self) -> list[tuple[str, str, str, int, int]]:
        """Source language, target language, origin, units, source characters; a row for each that occurs."""
        with self._database().read() as connection:
            return memory.memory_counts(connection)

    def spending(self) -> list[spending.Use]:
        """What each engine was sent today, this month and in all, and what the memory saved."""
        with self._database().read() as connection:
            return spending.uses(connection, self._clock().date())

    def try_engine(self, name: str, text: str, pair: Pair) -> str:
        """Have one engine translate a text between the languages of ``pair``, now.

        :raises feeds.errors.EngineError: it does not.
        """
        from feeds.translation.codes import escape, plain

        line = self._chains(force=True).lines[name]
        unit = escape(text)
        reply = next(line.ask([unit], primary(pair.source), pair.target))
        if unit not in reply.answers:
            raise EngineError(name, reply.refusals[unit].reason.removeprefix(f"{name}: "))
        return plain(reply.answers[unit])

    def _source_ids(self) -> tuple[str, ...]:
        return tuple(source.id for source in self._settings.sources)
