"""The engines that the settings name, made when there is a text for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.config import ArgosSettings, MyMemorySettings, Settings
from feeds.text.language import primary

if TYPE_CHECKING:
    from feeds.engines.base import Carries, Engine
    from feeds.engines.chain import Chains
    from feeds.engines.line import Budget
    from feeds.store.database import Database
    from feeds.translation.terms import Termbase

DEFAULT_LIBRETRANSLATE = "http://127.0.0.1:5000"


def chains_of(
    settings: Settings,
    database: Database,
    termbase: Termbase,
    models: Path,
    clock: Callable[[], datetime],
    *,
    force: bool = False,
) -> Chains:
    """The configured engines by pair of languages; memory is not one of them, it always comes first.

    Those that asked to be left alone in an earlier run are, and those that failed then, unless with ``force``. What is
    sent is booked in ``database`` before.
    """
    from feeds.engines.chain import Chains
    from feeds.engines.line import Line
    from feeds.store.rests import load_rests

    orders = {
        (primary(pair.source), pair.target): [name for name in pair.engines if name != "memory"]
        for pair in settings.pairs
    }
    names = list(dict.fromkeys(name for order in orders.values() for name in order))
    with database.read() as connection:
        rests = load_rests(connection, names)
    if force:  # over, but not forgotten: whoever works now is noted as working
        rests = {name: rest if rest.asked else replace(rest, until=clock()) for name, rest in rests.items()}
    budget = _budget(settings, database, clock)
    lines = [
        Line(
            _Later(name, partial(engine, settings, name, termbase, models)),
            per_minute=settings.engines[name].requests_per_minute,
            concurrency=settings.engines[name].concurrency,
            budget=budget,
            rest=rests.get(name),
            clock=clock,
        )
        for name in names
    ]
    caps = {
        name: f"({settings.engines[name].characters_per_day}/{settings.engines[name].characters_per_month})"
        for name in names
    }
    return Chains(lines, orders, termbase, caps)


def _budget(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Budget:
    from feeds.engines.line import Budget
    from feeds.store.spending import Caps, Purse

    caps = {
        name: Caps(options.characters_per_day, options.characters_per_month)
        for name, options in settings.engines.items()
    }
    purse = Purse(database, clock, caps)
    return Budget(purse.pay, purse.give_back, purse.room, purse.resumes)


def engine(settings: Settings, name: str, termbase: Termbase, models: Path) -> Engine:
    """One engine with its address, timeouts and key; ``models`` is where models of this machine are kept."""
    options = settings.engines[name]
    seconds = {
        "connect": options.connect_seconds, "read": options.read_seconds, "total": options.total_seconds,
    }  # fmt: skip
    if name == "google":
        from feeds.engines.google import Google

        return Google(options.url, **seconds)
    if isinstance(options, MyMemorySettings):
        from feeds.engines.mymemory import MyMemory

        return MyMemory(options.url, email=options.email, **seconds)
    if name == "deepl":
        from feeds.engines.deepl import Deepl

        glossaries = _glossaries(settings, termbase)
        return Deepl(
            settings.api_key(name), options.url, glossaries=glossaries,
            connect=options.connect_seconds, read=options.read_seconds, total=options.total_seconds,
        )  # fmt: skip
    if isinstance(options, ArgosSettings):
        from feeds.engines.argos import Argos

        packages = [settings.folder / package for package in options.packages]
        return Argos(packages, index=options.url, total=options.total_seconds, threads=options.threads, folder=models)
    from feeds.engines.libretranslate import LibreTranslate

    return LibreTranslate(options.url or DEFAULT_LIBRETRANSLATE, settings.api_key(name), **seconds)


def _glossaries(settings: Settings, termbase: Termbase) -> dict[tuple[str, str], dict[str, str]]:
    """Every form of every term with what it is to become, for an engine that takes such lists."""
    return {
        (pair.source, pair.target): termbase.glossary(primary(pair.source), pair.target)
        for pair in settings.pairs
        if "deepl" in pair.engines
    }


@dataclass
class _Later:
    """An :class:`feeds.engines.base.Engine` that is imported with the first text for it.

    deep-translator and requests cost 0.2 s, and most rounds have nothing to translate.
    """

    name: str
    make: Callable[[], Engine]

    @cached_property
    def _engine(self) -> Engine:
        return self.make()

    @property
    def version(self) -> str:
        """As the engine does."""
        return self._engine.version

    @property
    def carries(self) -> Carries:
        """As the engine does."""
        return self._engine.carries

    def cost(self, batch: Sequence[str]) -> int:
        """As the engine does."""
        return self._engine.cost(batch)

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """As the engine does."""
        return self._engine.batches(units)

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """As the engine does."""
        return self._engine.translate(batch, source, target)
