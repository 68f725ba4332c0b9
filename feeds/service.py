"""The one place that wires: settings, database, engines, jobs."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

from feeds.config import Settings, load_settings
from feeds.editions.pictures import copies_pictures
from feeds.engine_room import chains_of
from feeds.errors import ConfigError, EngineError, SourceError
from feeds.jobs.publish import Catalogue, publish
from feeds.model import (
    UNDETERMINED,
    EngineUse,
    Pair,
    ParsedFeed,
    RefreshSummary,
    Rendering,
    Site,
    Source,
    SourceOutcome,
    State,
)
from feeds.reading import Reading
from feeds.store import memory, publication, spending, translations
from feeds.store.alerts import mark_again
from feeds.store.database import Database, open_sqlite
from feeds.store.lock import exclusive
from feeds.text.language import primary

if TYPE_CHECKING:
    from feeds.engines.chain import Chains
    from feeds.translation.terms import Termbase


_REASONS = 3
"""Why translations are missing, that are told."""


def now() -> datetime:
    """The clock of everything: UTC, whole seconds, which is what feeds can say."""
    return datetime.now(UTC).replace(microsecond=0)


def config_folder(given: str | None = None) -> Path:
    """``--config``, else ``VISNYK_CONFIG``, else ``config/`` here or beside the program."""
    named = given or os.environ.get("VISNYK_CONFIG")
    if named:
        return Path(named)
    here = Path("config")
    return here if here.is_dir() else Path(__file__).parent.parent / "config"


def data_folder(given: str | None = None) -> Path:
    """``--data``, else ``VISNYK_DATA``, else ``var/``."""
    return Path(given or os.environ.get("VISNYK_DATA") or "var")


class Service:
    """Visnyk, opened on one folder of settings and one of data. A context manager."""

    def __init__(self, settings: Settings, data: Path) -> None:
        self.settings = settings
        self.data = data

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_error: object) -> None:
        if "database" in self.__dict__:
            self.database.close()

    @cached_property
    def database(self) -> Database:
        """Opened, created and brought up to date at the first use."""
        return open_sqlite(self._database_file)

    @property
    def _database_file(self) -> Path:
        return self.data / "visnyk.sqlite"

    @property
    def _pictures(self) -> Path:
        return self.data / "pictures"

    @cached_property
    def reading(self) -> Reading:
        """The read side, for the viewer and the export."""
        return Reading(self.settings, self.database, self._pictures, now)

    @cached_property
    def termbase(self) -> Termbase:
        """The approved terms.

        :raises ConfigError: a line of the file cannot be used.
        """
        from feeds.config.terms import load_termbase

        return load_termbase(self.settings.folder / "termbase.csv")

    @property
    def _translates(self) -> bool:
        """Is anything translated here, be it by the memory alone?"""
        return any(pair.engines for pair in self.settings.pairs)

    def chains(self, *, force: bool = False) -> Chains:
        """New lines to the configured engines; memory is not one of them, it always comes first.

        With ``force`` those are asked that failed a moment ago, but never those that asked to be left alone.
        """
        return chains_of(self.settings, self.database, self.termbase, self.data / "models", now, force=force)

    @property
    def _source_ids(self) -> tuple[str, ...]:
        return tuple(source.id for source in self.settings.sources)

    # --- verbs ----------------------------------------------------------------------------------------------------

    def source(self, source_id: str) -> Source:
        """A configured source.

        :raises ConfigError: there is none of that id.
        """
        for source in self.settings.sources:
            if source.id == source_id:
                return source
        known = ", ".join(source.id for source in self.settings.sources) or "none"
        raise ConfigError(str(self.settings.folder / "sources.toml"), "", f"no source {source_id!r}; known: {known}")

    def refresh(
        self,
        source_ids: Sequence[str] = (),
        *,
        own_interval: bool = False,
        force: bool = False,
        on_source: Callable[[SourceOutcome], None] = lambda outcome: None,
        on_translated: Callable[[int], None] = lambda done: None,
        patience: float | None = None,
    ) -> RefreshSummary:
        """The whole path once: fetch, read, store, publish, translate, publishing what is translated on the way.

        After ``patience`` seconds of translating, what is not urgent is left to the next refresh; ``None``: never.
        """
        if not self._database_file.exists():
            from feeds.sources.pool import warm_up

            warm_up()  # nothing is known yet, so every document will be read; loading aiohttp takes 0.1 s meanwhile
        from feeds.jobs.refresh import World, refresh_sources

        # Each once: of a source that is asked for twice, both documents would count as the first.
        wanted = [self.source(source_id) for source_id in dict.fromkeys(source_ids)] or list(self.settings.sources)
        summary = RefreshSummary()
        self.check_terms()
        with self.lock():
            settings = self.settings
            world = World(self.database, settings.http, settings.parse, now, random.random, on_source, settings.alerts)
            with self.database.write() as connection:
                mark_again(connection, settings.alerts, now())
            with _timed(summary, "fetch"):
                summary.sources = refresh_sources(world, wanted, own_interval=own_interval, force=force)
            self._publish_and_translate(summary, on_translated, patience)
            with self.database.write() as connection:
                publication.note_refresh(connection, now())
        self.tell(summary)
        return summary

    def tell(self, summary: RefreshSummary) -> None:
        """Put into ``summary`` how translations stand, in every language, and why some are missing."""
        targets = self.settings.targets
        summary.translations = self.translation_states()
        summary.others = {target: self.translation_states(target) for target in targets[1:]}
        with self.database.read() as connection:
            counted = Counter[str]()
            for target in targets:
                counted.update(dict(translations.count_reasons(connection, target, self._source_ids, _REASONS)))
        summary.reasons = counted.most_common(_REASONS)

    def check_terms(self) -> None:
        """Read the termbase now, if anything is translated here.

        :raises ConfigError: a line of the file cannot be used.
        """
        if self._translates:
            self.termbase  # noqa: B018 - read and kept

    def _publish_and_translate(
        self, summary: RefreshSummary, on_translated: Callable[[int], None], patience: float | None
    ) -> None:
        """News goes out at once, before a backlog that may take hours; each document that changed counts once."""
        summary.seconds |= {"translate": 0, "publish": 0}
        before = self._etags()

        def publish_now() -> None:
            with _timed(summary, "publish"):
                counts.append(self.publish())

        counts: list[int] = []
        publish_now()
        first = summary.seconds["publish"]

        def pictures_now() -> None:
            if self._copy_pictures(summary):
                publish_now()

        with _timed(summary, "translate"):
            summary.engines = self.translate(
                on_translated=on_translated, on_changed=publish_now, on_urgent=pictures_now, patience=patience
            )
        between = summary.seconds["publish"] - first + summary.seconds.get("pictures", 0)
        summary.seconds["translate"] = round(max(0, summary.seconds["translate"] - between), 3)
        after = self._etags() if any(counts) else before
        summary.published = sum(before.get(path) != etag for path, etag in after.items())

    def _copy_pictures(self, summary: RefreshSummary) -> bool:
        """Copy the pictures that are due, before their addresses die; whether there are more copies than before."""
        pictured = [source.id for source in self.settings.sources if source.enabled and copies_pictures(source)]
        if not pictured:
            return False
        from feeds.jobs.pictures import copy_pictures

        with _timed(summary, "pictures"):
            summary.pictures = copy_pictures(
                self.database, self.settings.http, self.settings.pictures, self._pictures, pictured, now
            )
        return summary.pictures.copied > 0

    def _etags(self) -> dict[str, str]:
        with self.database.read() as connection:
            return {path: inputs[1] for path, inputs in publication.rendering_inputs(connection).items()}

    def translate(
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
        ``on_urgent`` once, when all that is urgent has been done and what can wait begins. ``patience``: see
        :meth:`refresh`.
        """
        if not self._translates:
            on_urgent()
            return {}
        from feeds.jobs.translate import Task, translate_pending

        settings, chains = self.settings, self.chains(force=force)
        end = None if patience is None else time.monotonic() + patience
        tasks = [
            Task(target, languages, self._source_ids, settings.alerts)
            for target, languages in settings.languages_into.items()
        ]
        translate_pending(
            self.database, tasks, chains, now,
            force=force, progress=on_translated, changed=on_changed, after_urgent=on_urgent,
            enough=None if end is None else lambda: time.monotonic() >= end,
        )  # fmt: skip
        return {name: line.use for name, line in chains.lines.items() if line.use.calls or line.use.failures_in_a_row}

    def publish(self) -> int:
        """Render the editions that changed; how many documents have new bytes."""
        settings = self.settings
        catalogue = Catalogue(
            self._site(), settings.target, settings.languages_into, settings.sources, settings.editions,
            settings.alerts, settings.timezone,
        )  # fmt: skip
        return publish(self.database, catalogue, now())

    def _site(self) -> Site:
        """The publisher, at the address it was last served at where the settings name none.

        Otherwise ``refresh`` beside ``run --port 9000`` would lead all links to another port, and back.
        """
        site = self.settings.site
        with self.database.read() as connection:
            served_at = publication.served_at(connection)
        if not self.settings.base_url_is_set:
            return replace(site, base_url=served_at or site.base_url)
        if served_at != site.base_url:
            with self.database.write() as connection:
                publication.note_served_at(connection, site.base_url)
        return site

    def translation_states(self, target: str | None = None) -> dict[State, int]:
        """How many entries are in which state of translation into a language, the main one if not told."""
        wanted = target or self.settings.target
        with self.database.read() as connection:
            return translations.count_states(connection, wanted, self.settings.sources_into(wanted), self._source_ids)

    def import_memory(self, file: IO[bytes] | bytes, name: str) -> tuple[int, int, list[str]]:
        """Put a TMX document into the memory: units read, units new or changed, problems in words.

        :raises feeds.errors.ExchangeError: it is no TMX.
        """
        from feeds.jobs.again import reassemble
        from feeds.translation.tmx import read_tmx

        units, problems = read_tmx(file, name, self.settings.source_languages)
        plain = [
            replace(unit, source_language=primary(unit.source_language), target_language=primary(unit.target_language))
            for unit in units
        ]
        with self.database.write() as connection:
            news = memory.news_to(connection, plain)
            changed = memory.remember(connection, news, now())
        for target in self.settings.targets:
            reassemble(self.database, target, news)
        return len(plain), changed, problems

    def export_memory(self) -> Iterator[bytes]:
        """The whole memory as TMX, a unit at a time."""
        from feeds.translation.tmx import tmx_pieces

        source = primary(next(iter(self.settings.source_languages), UNDETERMINED))
        with self.database.read() as connection:
            yield from tmx_pieces(memory.memory_units(connection), source)

    def memory_counts(self) -> list[tuple[str, str, str, int, int]]:
        """Source language, target language, origin, units, source characters; a row for each that occurs."""
        with self.database.read() as connection:
            return memory.memory_counts(connection)

    def spending(self) -> list[spending.Use]:
        """What each engine was sent today, this month and in all, and what the memory saved."""
        with self.database.read() as connection:
            return spending.uses(connection, now().date())

    def check(self, source: Source) -> tuple[Source, ParsedFeed, list[tuple[Source, SourceError]]]:
        """Ask one source now, read what it gives and store nothing: the way that gave it, and those that did not.

        :raises feeds.errors.SourceError: it gives no news.
        """
        from feeds.jobs.trial import try_source

        return try_source(source, self.settings.http, self.settings.parse, now())

    def try_engine(self, name: str, text: str, pair: Pair) -> str:
        """Have one engine translate a text between the languages of ``pair``, now.

        :raises feeds.errors.EngineError: it does not.
        """
        from feeds.translation.codes import escape, plain

        line = self.chains(force=True).lines[name]
        unit = escape(text)
        reply = next(line.ask([unit], primary(pair.source), pair.target))
        if unit not in reply.answers:
            raise EngineError(name, reply.refusals[unit].reason.removeprefix(f"{name}: "))
        return plain(reply.answers[unit])

    def renderings(self) -> dict[str, Rendering]:
        """All finished documents, by path."""
        with self.database.read() as connection:
            return publication.load_renderings(connection)

    def lock(self) -> AbstractContextManager[None]:
        """Only one process refreshes at a time; two would ask every source twice.

        :raises StoreError: another one is at it.
        """
        return exclusive(self.data / "refresh.lock")


@contextmanager
def _timed(summary: RefreshSummary, step: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    summary.seconds[step] = round(summary.seconds.get(step, 0) + time.perf_counter() - start, 3)


def open_service(config: str | None = None, data: str | None = None, base_url: str | None = None) -> Service:
    """Read the settings and open Visnyk; the database is opened with the first use.

    :raises ConfigError: a setting is wrong.
    """
    wanted = base_url or os.environ.get("VISNYK_BASE_URL")
    return Service(load_settings(config_folder(config), wanted), data_folder(data))


def open_reading() -> Reading:
    """The read side, as ``VISNYK_CONFIG``, ``VISNYK_DATA`` and ``VISNYK_BASE_URL`` say; for a server's worker."""
    return open_service().reading
