"""The read side: all that the viewer and the export may ask. It never fetches, never translates, never writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from feeds.config import Settings
from feeds.editions.alerts import alert_title
from feeds.editions.context import state_of
from feeds.editions.pictures import copying_sources, wanted_pictures
from feeds.ingest.alerts import is_open
from feeds.model import (
    Alerts,
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
from feeds.store import archives, pictures, publication, sources, translations, viewing
from feeds.store.alerts import open_alerts
from feeds.store.archives import PLACEHOLDER
from feeds.store.database import Database
from feeds.store.picture_files import find_picture
from feeds.text.fingerprint import fingerprint_bytes

PAGE_SIZE = 30
"""Entries on a page."""
_OPEN_ALERTS = 5
"""On top of the front page; the page of alerts has all of them."""
_REASONS = 5
"""Different reasons named on the status page."""
_CURSOR = re.compile(r"(-?[0-9]{1,15})-([0-9a-f]{16})\Z")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Reading:
    """Answers for pages, each from one consistent picture of the database; thread-safe."""

    def __init__(
        self, settings: Settings, database: Database, pictures: Path, clock: Callable[[], datetime] = _utc_now
    ) -> None:
        self._settings = settings
        self._database = database
        self._pictures = pictures
        self._clock = clock
        self._alerts = {rule.id: rule for rule in settings.alerts}
        self._pictured = copying_sources(settings.sources)
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
        """The newest entries of all sources but for alerts, or those before a cursor.

        :raises ValueError: ``before`` is no cursor.
        """
        return self._page(tuple(self._sources), before, Alerts.EXCLUDE)

    @property
    def has_alerts(self) -> bool:
        """Is anything configured that marks an entry as urgent?"""
        return bool(self._alerts)

    def alerts(self, before: str | None = None) -> Page:
        """The newest entries that raise or end an alert, or those before a cursor.

        :raises ValueError: ``before`` is no cursor.
        """
        return self._page(tuple(self._sources), before, Alerts.ONLY)

    def open_alerts(self) -> tuple[EntryView, ...]:
        """The newest of those that raise an alert that still holds."""
        rules, now = tuple(self._alerts.values()), self._clock()
        with self._database.read() as connection:
            rows = open_alerts(connection, tuple(self._sources), self.target, rules, now, _OPEN_ALERTS)
        return tuple(self._view(*row) for row in rows)

    def source_page(self, source_id: str, before: str | None = None) -> tuple[Source, Page] | None:
        """All entries of one source, alerts among them; ``None`` if there is none of that id."""
        source = self._sources.get(source_id)
        return None if source is None else (source, self._page((source_id,), before))

    def entry(self, key: str) -> EntryView | None:
        """One entry by its key; ``None`` if there is none, or if it was taken down."""
        with self._database.read() as connection:
            found = viewing.one_entry(connection, key, tuple(self._sources), self.target)
            if found is None:
                return None
            kept = found[0].source_id in self._pictured
            copies = pictures.copies(connection, wanted_pictures(found[0])) if kept else {}
        return replace(self._view(*found), pictures=copies)

    def withdrawn(self, key: str) -> bool:
        """Was the entry with this key taken down?"""
        with self._database.read() as connection:
            return viewing.is_withdrawn(connection, key)

    def picture(self, name: str) -> Path | None:
        """The file of a copied picture; ``None`` if there is none of that name, whatever the name is."""
        return find_picture(self._pictures, name)

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
                connection, self.target, settings.sources_into(self.target), tuple(self._sources)
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

    def rendering(self, path: str) -> Rendering | None:
        """One published document; ``None`` if there is none at this path."""
        with self._database.read() as connection:
            return viewing.one_rendering(connection, path)

    def archived(self, path: str) -> Rendering | None:
        """A page of the archive of an edition; ``None`` if there is none at this path."""
        with self._database.read() as connection:
            sheet = archives.find_sheet(connection, path)
        if sheet is None:
            return None
        body = sheet.body.replace(PLACEHOLDER.encode(), self.site.base_url.encode())
        return Rendering(path, sheet.media_type, body, f'"{fingerprint_bytes(body)}"', sheet.last_modified)

    def archive_paths(self) -> list[str]:
        """Where the pages of all archives are served, oldest first."""
        with self._database.read() as connection:
            return archives.sheet_paths(connection, [edition.id for edition in self.editions()])

    def _page(self, source_ids: tuple[str, ...], before: str | None, alerts: Alerts = Alerts.INCLUDE) -> Page:
        cursor = _read_cursor(before) if before else None
        with self._database.read() as connection:
            rows = viewing.newest_entries(connection, source_ids, self.target, cursor, PAGE_SIZE + 1, alerts)
        items = tuple(self._view(*row) for row in rows[:PAGE_SIZE])
        return Page(items, _cursor(items[-1].entry) if len(rows) > PAGE_SIZE else None)

    def _view(self, entry: Entry, translation: Translation | None) -> EntryView:
        state = state_of(entry, translation, self.target, self._settings.sources_into(self.target))
        current = translation if translation and translation.fingerprint == entry.fingerprint else None
        source, rule = self._sources[entry.source_id], self._alerts.get(entry.alert or "")
        title = alert_title(rule, "en") if rule else entry.alert
        return EntryView(
            entry, source, state, current, alert=title, open=is_open(entry, self._alerts.values(), self._clock())
        )


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
