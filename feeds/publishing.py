"""The publishing side: what is found out about entries before editions choose, what goes out, and who is told of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.config import Settings, takedown
from feeds.config.takedown import load_takedowns
from feeds.editions.pictures import copying_sources
from feeds.errors import ConfigError
from feeds.jobs.indexing import index_entries
from feeds.jobs.publish import Catalogue, archives_wait, paths, publish
from feeds.jobs.stories import find_stories
from feeds.jobs.takedown import drop_pictures, take_down
from feeds.model import Site
from feeds.store import publication
from feeds.store.database import Database
from feeds.store.pings import due_pings

if TYPE_CHECKING:
    from feeds.ingest.tagging import Tagger
    from feeds.jobs.hubs import Push

_log = logging.getLogger(__name__)

PAGES = 20
"""Pages added to archives in one transaction."""


class Publishing:
    """Publishes on the settings and the database; the clock says what time it is."""

    def __init__(
        self, settings: Settings, database: Callable[[], Database], data: Path, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._open = database
        self._data = data
        self._clock = clock
        self._complained = ""

    @property
    def _database(self) -> Database:
        return self._open()

    def publish(self, *, pages: int = 1, backlog: bool = False) -> int:
        """Bring all that is published up to date; how many documents have new bytes.

        ``pages`` is the most that are added to archives; with ``backlog`` also where nothing else has changed.
        """
        self.prepare()
        changed = publish(self._database, self.catalogue(), self._clock(), pages=pages, backlog=backlog)
        pictured = copying_sources(self._settings.sources)
        drop_pictures(self._database, pictured, self._data / "pictures", self._clock())
        return changed

    def publish_all(self) -> int:
        """The same with archives that have everything, however long that takes."""
        changed = self.publish(pages=PAGES, backlog=True)
        while archives_wait(self._database):
            changed += self.publish(pages=PAGES, backlog=True)
        return changed

    def prepare(self) -> None:
        """Find out all about entries that editions choose by, and what they are found by."""
        self.take_down()
        self._tag()
        ids = [source.id for source in self._settings.sources]
        find_stories(self._database, ids, self._clock(), self._settings.stories)
        index_entries(self._database, self._settings.languages_into, self._settings.search)

    def _tag(self) -> None:
        settings = self._settings
        by_words = any(edition.need or edition.refuse for edition in settings.editions)
        if settings.partners or settings.topics or by_words:
            from feeds.jobs.tagging import tag_entries  # here: it takes 11 ms

            tag_entries(self._database, self.tagger)

    def take_down(self) -> None:
        """Withdraw what is listed.

        :raises ConfigError: the list cannot be read, and nothing was published before.
        """
        try:
            listed = load_takedowns(self._settings.folder / takedown.FILE)
        except ConfigError as error:
            with self._database.read() as connection:
                if not publication.published_version(connection):
                    raise  # nothing has gone out yet, and nobody knows what must not
            # Somebody is at work on the file while news goes on.
            if str(error) != self._complained:
                _log.warning("visnyk: %s; what was taken down before stays down", error)
            self._complained = str(error)
        else:
            self._complained = ""
            take_down(self._database, listed, self._clock())

    @cached_property
    def tagger(self) -> Tagger:
        """Finds out what entries are about."""
        from feeds.ingest.tagging import Tagger

        return Tagger(self._settings.partners, self._settings.topics, self._settings.editions)

    def catalogue(self) -> Catalogue:
        """What is to be published."""
        settings = self._settings
        return Catalogue(
            self._site(), settings.target, settings.languages_into, settings.sources, settings.editions,
            settings.alerts, settings.timezone, settings.partners, settings.topics,
        )  # fmt: skip

    def _site(self) -> Site:
        """The publisher, at the address it was last served at where the settings name none.

        Otherwise ``refresh`` beside ``run --port 9000`` would lead all links to another port, and back.
        """
        site = self._settings.site
        with self._database.read() as connection:
            served_at = publication.served_at(connection)
        if not self._settings.base_url_is_set:
            return replace(site, base_url=served_at or site.base_url)
        if served_at != site.base_url:
            with self._database.write() as connection:
                publication.note_served_at(connection, site.base_url)
        return site

    # --- hubs -----------------------------------------------------------------------------------------------------

    def tell_hubs(self, say: Callable[[str], None]) -> None:
        """Tell the hubs what has changed, for some seconds at most; what is left waits for the next time.

        Nothing if ``run`` serves these data: it tells them as it goes.
        """
        if self._settings.site.hubs and self._hubs_are_due():
            from feeds.jobs.hubs import ping_hubs

            ping_hubs(self._push(say))

    def telling_hubs(self, say: Callable[[str], None]) -> AbstractContextManager[object]:
        """Tell the hubs what changes for as long as the context lasts, in a thread of its own."""
        if not self._settings.site.hubs:
            return nullcontext()
        from feeds.jobs.pinger import Pinger

        return Pinger(lambda: self._push(say), say)

    def _hubs_are_due(self) -> bool:
        with self._database.read() as connection:
            return any(due_pings(connection, hub, self._clock()) for hub in self._settings.site.hubs)

    def _push(self, say: Callable[[str], None]) -> Push:
        from feeds.jobs.hubs import Push

        settings, site = self._settings, self._site()
        topics = frozenset(site.base_url + path for path in paths(settings.editions))
        return Push(self._database, settings.http, site.hubs, topics, self._data / "hubs.lock", self._clock, say)
