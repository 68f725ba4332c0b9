"""The read side: all that the viewer and the export may ask. It never fetches, never translates, never writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from feeds.config import Settings
from feeds.editions.select import state_of
from feeds.model import (
    Edition,
    Entry,
    EntryView,
    Page,
    Rendering,
    Site,
    Source,
    SourceStatus,
    StatusView,
    Translation,
)
from feeds.store import publication, sources, translations, viewing
from feeds.store.database import Database

_PAGE = 30
"""Entries on a page."""
_REASONS = 5
"""Different reasons named on the status page."""
_CURSOR = re.compile(r"(-?[0-9]{1,15})-([0-9a-f]{16})\Z")


class Reading:
    """Answers for pages, each from one consistent picture of the database; thread-safe."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._sources = {source.id: source for source in settings.sources}

    @property
    def site(self) -> Site:
        """The publisher."""
        return self._settings.site

    @property
    def target(self) -> str:
        """The language of translations."""
        return self._settings.target

    @property
    def timezone(self) -> str:
        """IANA name of the zone that pages show times in."""
        return self._settings.timezone

    def front(self, before: str | None = None) -> Page:
        """The newest entries of all sources, or those before a cursor.

        :raises ValueError: ``before`` is no cursor.
        """
        return self._page(tuple(self._sources), before)

    def source_page(self, source_id: str, before: str | None = None) -> tuple[Source, Page] | None:
        """The same for one source; ``None`` if there is none of that id."""
        source = self._sources.get(source_id)
        return None if source is None else (source, self._page((source_id,), before))

    def entry(self, key: str) -> EntryView | None:
        """One entry by its key."""
        with self._database.read() as connection:
            found = viewing.one_entry(connection, key, tuple(self._sources), self.target)
        return None if found is None else self._view(*found)

    def editions(self) -> tuple[Edition, ...]:
        """What can be subscribed to."""
        return self._settings.editions

    def status(self) -> StatusView:
        """How sources and translations fare."""
        settings = self._settings
        with self._database.read() as connection:
            states = sources.load_states(connection)
            counts = viewing.count_entries(connection)
            backlog = translations.count_states(
                connection, self.target, settings.source_languages, tuple(self._sources)
            )
            reasons = translations.count_reasons(connection, self.target, tuple(self._sources), _REASONS)
            last = publication.last_refresh(connection)
        rows = tuple(
            SourceStatus(source, states.get(source.id), *counts.get(source.id, (0, None)))
            for source in settings.sources
        )
        return StatusView(rows, backlog, last, tuple(reasons))

    def version(self) -> int:
        """A number that changes whenever the published documents do."""
        with self._database.read() as connection:
            return publication.published_version(connection)

    def renderings(self) -> Mapping[str, Rendering]:
        """All published documents, by path."""
        with self._database.read() as connection:
            return publication.load_renderings(connection)

    def _page(self, source_ids: tuple[str, ...], before: str | None) -> Page:
        cursor = _read_cursor(before) if before else None
        with self._database.read() as connection:
            rows = viewing.newest_entries(connection, source_ids, self.target, cursor, _PAGE + 1)
        items = tuple(self._view(*row) for row in rows[:_PAGE])
        return Page(items, _cursor(items[-1].entry) if len(rows) > _PAGE else None)

    def _view(self, entry: Entry, translation: Translation | None) -> EntryView:
        state = state_of(entry, translation, self.target, self._settings.source_languages)
        current = translation if translation and translation.fingerprint == entry.fingerprint else None
        return EntryView(entry, self._sources[entry.source_id], state, current)


def _cursor(entry: Entry) -> str:
    # Milliseconds, as in the database: with less, two entries of one second could be on neither page.
    return f"{round(entry.published.timestamp() * 1000)}-{entry.key}"


def _read_cursor(text: str) -> tuple[datetime, str]:
    match = _CURSOR.match(text)
    try:
        if match is not None:
            return datetime.fromtimestamp(int(match[1]) / 1000, UTC), match[2]
    except (ValueError, OverflowError, OSError):  # no year of ours
        pass
    raise ValueError(f"no cursor: {text!r}")
