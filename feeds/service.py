"""The one place that wires: settings, database, engines, jobs."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.config import Settings, load_settings
from feeds.editions.pictures import copies_pictures
from feeds.errors import ConfigError, SourceError
from feeds.model import ParsedFeed, RefreshSummary, Rendering, Source, SourceOutcome
from feeds.publishing import Publishing
from feeds.reading import Reading
from feeds.store import publication
from feeds.store.alerts import mark_again
from feeds.store.database import Database, open_sqlite
from feeds.store.lock import exclusive
from feeds.translating import Translating

if TYPE_CHECKING:
    from feeds.editing import Editing


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
        return open_sqlite(self.database_file)

    @property
    def database_file(self) -> Path:
        """Where the database is, or will be."""
        return self.data / "visnyk.sqlite"

    @property
    def _pictures(self) -> Path:
        return self.data / "pictures"

    @cached_property
    def reading(self) -> Reading:
        """The read side, for the viewer and the export."""
        return self.reading_of(self.database)

    def reading_of(self, database: Database, clock: Callable[[], datetime] | None = None) -> Reading:
        """The same of a snapshot, as of another moment."""
        return Reading(self.settings, database, self._pictures, clock or now)

    @cached_property
    def translating(self) -> Translating:
        """The translation side."""
        return Translating(self.settings, lambda: self.database, self.data / "models", now)

    @cached_property
    def publishing(self) -> Publishing:
        """The publishing side."""
        return Publishing(self.settings, lambda: self.database, self.data, lambda: now())

    @cached_property
    def editing(self) -> Editing:
        """What stands behind the editor's desk."""
        from feeds.editing import Editing  # here: passwords and files that people write are nothing to a refresh

        return Editing(
            self.settings, lambda: self.database, self.data, self.publishing, self.translating, lambda: now()
        )

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
        pages: int = 0,
    ) -> RefreshSummary:
        """The whole path once: fetch, read, store, publish, translate, publishing what is translated on the way.

        After ``patience`` seconds of translating, what is not urgent is left to the next refresh; ``None``: never.
        ``pages`` is the most that are added to archives of what waits for that, beside those that news adds.
        """
        if not self.database_file.exists():
            from feeds.sources.pool import warm_up

            warm_up()  # nothing is known yet, so every document will be read; loading aiohttp takes 0.1 s meanwhile
        from feeds.jobs.refresh import World, refresh_sources

        # Each once: of a source that is asked for twice, both documents would count as the first.
        wanted = [self.source(source_id) for source_id in dict.fromkeys(source_ids)] or list(self.settings.sources)
        summary = RefreshSummary()
        self.translating.check_terms()
        with self.lock():
            settings = self.settings
            world = World(self.database, settings.http, settings.parse, now, random.random, on_source, settings.alerts)
            with self.database.write() as connection:
                mark_again(connection, settings.alerts, now())
            with _timed(summary, "fetch"):
                summary.sources = refresh_sources(world, wanted, own_interval=own_interval, force=force)
            self._publish_and_translate(summary, on_translated, patience, pages)
            with self.database.write() as connection:
                publication.note_refresh(connection, now())
        self.translating.tell(summary)
        return summary

    def _publish_and_translate(
        self, summary: RefreshSummary, on_translated: Callable[[int], None], patience: float | None, pages: int
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
            summary.engines = self.translating.run(
                on_translated=on_translated, on_changed=publish_now, on_urgent=pictures_now, patience=patience
            )
        between = summary.seconds["publish"] - first + summary.seconds.get("pictures", 0)
        summary.seconds["translate"] = round(max(0, summary.seconds["translate"] - between), 3)
        if pages:
            with _timed(summary, "publish"):
                counts.append(self.publishing.publish(pages=pages, backlog=True))
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

    def publish(self) -> int:
        """Bring all that is published up to date; how many documents have new bytes."""
        return self.publishing.publish()

    def check(self, source: Source) -> tuple[Source, ParsedFeed, list[tuple[Source, SourceError]]]:
        """Ask one source now, read what it gives and store nothing: the way that gave it, and those that did not.

        :raises feeds.errors.SourceError: it gives no news.
        """
        from feeds.jobs.trial import try_source

        return try_source(source, self.settings.http, self.settings.parse, now())

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

    What is not given is as ``VISNYK_CONFIG``, ``VISNYK_DATA`` and ``VISNYK_BASE_URL`` say, as for a server's worker.

    :raises ConfigError: a setting is wrong.
    """
    wanted = base_url or os.environ.get("VISNYK_BASE_URL")
    return Service(load_settings(config_folder(config), wanted), data_folder(data))
