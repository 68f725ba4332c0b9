"""The one place that wires: settings, database, engines, jobs."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.config import Settings, load_settings, takedown
from feeds.config.takedown import load_takedowns
from feeds.editions.pictures import copies_pictures, copying_sources
from feeds.errors import ConfigError, SourceError
from feeds.jobs.publish import Catalogue, archives_wait, paths, publish
from feeds.jobs.takedown import drop_pictures, take_down
from feeds.model import ParsedFeed, RefreshSummary, Rendering, Site, Source, SourceOutcome
from feeds.reading import Reading
from feeds.store import publication
from feeds.store.alerts import mark_again
from feeds.store.database import Database, open_sqlite
from feeds.store.lock import exclusive
from feeds.store.pings import due_pings
from feeds.translating import Translating

if TYPE_CHECKING:
    from feeds.jobs.hubs import Push

_PAGES = 20
"""Pages added to archives in one transaction, and in one refresh: news of years may come at once."""


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

    def reading_of(self, database: Database, clock: Callable[[], datetime] = now) -> Reading:
        """The same of a snapshot, as of another moment."""
        return Reading(self.settings, database, self._pictures, clock)

    @cached_property
    def translating(self) -> Translating:
        """The translation side."""
        return Translating(self.settings, lambda: self.database, self.data / "models", now)

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
            self._publish_and_translate(summary, on_translated, patience)
            with self.database.write() as connection:
                publication.note_refresh(connection, now())
        self.translating.tell(summary)
        return summary

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
            summary.engines = self.translating.run(
                on_translated=on_translated, on_changed=publish_now, on_urgent=pictures_now, patience=patience
            )
        between = summary.seconds["publish"] - first + summary.seconds.get("pictures", 0)
        summary.seconds["translate"] = round(max(0, summary.seconds["translate"] - between), 3)
        with _timed(summary, "publish"):
            counts.append(self.publish(pages=_PAGES))
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

    def publish(self, *, pages: int = 0) -> int:
        """Bring all that is published up to date; how many documents have new bytes.

        ``pages`` is the most that are added to archives.

        :raises ConfigError: the list of takedowns cannot be read.
        """
        self.prepare()
        changed = publish(self.database, self.catalogue(), now(), pages=pages)
        drop_pictures(self.database, copying_sources(self.settings.sources), self._pictures, now())
        return changed

    def prepare(self) -> None:
        """Find out all about entries that editions choose by: what was taken down."""
        take_down(self.database, load_takedowns(self.settings.folder / takedown.FILE), now())

    def catalogue(self) -> Catalogue:
        """What is to be published."""
        settings = self.settings
        return Catalogue(
            self._site(), settings.target, settings.languages_into, settings.sources, settings.editions,
            settings.alerts, settings.timezone, settings.partners, settings.topics,
        )  # fmt: skip

    def publish_all(self) -> int:
        """The same with the archives complete, however long that takes."""
        changed = self.publish(pages=_PAGES)
        while archives_wait(self.database):
            changed += self.publish(pages=_PAGES)
        return changed

    def tell_hubs(self, say: Callable[[str], None]) -> None:
        """Tell the hubs what has changed, for some seconds at most; what is left waits for the next time.

        Nothing if ``run`` serves these data: it tells them as it goes.
        """
        if self.settings.site.hubs and self._hubs_are_due():
            from feeds.jobs.hubs import ping_hubs

            ping_hubs(self._push(say))

    def telling_hubs(self, say: Callable[[str], None]) -> AbstractContextManager[object]:
        """Tell the hubs what changes for as long as the context lasts, in a thread of its own."""
        if not self.settings.site.hubs:
            return nullcontext()
        from feeds.jobs.pinger import Pinger

        return Pinger(lambda: self._push(say), say)

    def _hubs_are_due(self) -> bool:
        with self.database.read() as connection:
            return any(due_pings(connection, hub, now()) for hub in self.settings.site.hubs)

    def _push(self, say: Callable[[str], None]) -> Push:
        from feeds.jobs.hubs import Push

        settings, site = self.settings, self._site()
        topics = frozenset(site.base_url + path for path in paths(settings.editions))
        lock = self.data / "hubs.lock"
        return Push(self.database, settings.http, site.hubs, topics, lock, lambda: now(), say)

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

    :raises ConfigError: a setting is wrong.
    """
    wanted = base_url or os.environ.get("VISNYK_BASE_URL")
    return Service(load_settings(config_folder(config), wanted), data_folder(data))


def open_reading() -> Reading:
    """The read side, as ``VISNYK_CONFIG``, ``VISNYK_DATA`` and ``VISNYK_BASE_URL`` say; for a server's worker."""
    return open_service().reading
