"""The questions of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from feeds.config import Settings
from feeds.editions.pictures import copying_sources, wanted_pictures
from feeds.model import (
    Alerts,
    Dated,
    EntryPage,
    EntryView,
    Found,
    Mention,
    Month,
    Page,
    Partner,
    Source,
    StatusView,
    StoryView,
    Tag,
    TagKind,
    Topic,
)
from feeds.reading.cursors import cursor_of, read_cursor
from feeds.reading.days import begins, month_after, months_between
from feeds.reading.documents import Documents
from feeds.reading.figures import status
from feeds.reading.views import Views, reading_language
from feeds.store import calendar, lists, pictures, viewing
from feeds.store.alerts import open_alerts
from feeds.store.database import Database
from feeds.store.lists import Listing, Row
from feeds.store.tags import load_tags
from feeds.store.translations import translations_of

PAGE_SIZE = 30
"""Rows on a page."""
_OPEN_ALERTS = 5
"""On top of the front page; the page of alerts has all of them."""
_ADDRESSES = 50_000
"""In one site map (sitemaps.org)."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Reading(Documents):
    """Answers for pages, each from one consistent picture of the database; thread-safe.

    What was taken down, and what is of a source that is not configured, is in none of them. ``ui`` is the language of
    the interface, ``en`` or ``uk``; ``before`` the cursor of the page before: what is none raises :class:`ValueError`.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        pictures: Path,
        clock: Callable[[], datetime] = _utc_now,
        page_size: int = PAGE_SIZE,
    ) -> None:
        super().__init__(settings, database, pictures)
        self._clock = clock
        self._page_size = page_size
        self._zone = ZoneInfo(settings.timezone)
        self._sources = {source.id: source for source in settings.sources}
        self._pictured = copying_sources(settings.sources)

    @property
    def target(self) -> str:
        """The main language of translations."""
        return self._settings.target

    @property
    def timezone(self) -> str:
        """IANA name of the zone that pages show times in."""
        return self._settings.timezone

    @property
    def has_alerts(self) -> bool:
        """Is anything configured that marks an entry as urgent?"""
        return bool(self._settings.alerts)

    @property
    def has_search(self) -> bool:
        """Can entries be searched?"""
        return self._settings.search

    # --- lists of news ------------------------------------------------------------------------------------------------

    def front(self, ui: str, before: str | None = None) -> Page:
        """The newest stories of all sources but for alerts."""
        return self._stories(ui, Listing(tuple(self._sources), alerts=False), before)

    def alerts(self, ui: str, before: str | None = None) -> Page:
        """The newest entries that raise or end an alert."""
        return self._entries(ui, tuple(self._sources), before, Alerts.ONLY)

    def open_alerts(self, ui: str) -> tuple[EntryView, ...]:
        """The newest of those that raise an alert that still holds."""
        views, rules = self._views(ui), self._settings.alerts
        with self._database.read() as connection:
            rows = open_alerts(connection, tuple(self._sources), views.language, rules, views.now, _OPEN_ALERTS)
        return tuple(map(views.entry, rows))

    def source_page(self, source_id: str, ui: str, before: str | None = None) -> tuple[Source, Page] | None:
        """All entries of one source, alerts among them; ``None`` if there is none of that id."""
        source = self._sources.get(source_id)
        return None if source is None else (source, self._entries(ui, (source_id,), before))

    def partner_page(self, partner_id: str, ui: str, before: str | None = None) -> tuple[Partner, Page] | None:
        """The stories that mention a partner, alerts among them; ``None`` if there is none of that id."""
        partner = next((one for one in self._settings.partners if one.id == partner_id), None)
        if partner is None:
            return None
        tagged = Tag(TagKind.PARTNER, partner_id)
        return partner, self._stories(ui, Listing(tuple(self._sources), tagged=tagged), before)

    def topic_page(self, topic_id: str, ui: str, before: str | None = None) -> tuple[Topic, Page] | None:
        """The stories about a topic, alerts among them; ``None`` if there is none of that id."""
        topic = next((one for one in self._settings.topics if one.id == topic_id), None)
        if topic is None:
            return None
        tagged = Tag(TagKind.TOPIC, topic_id)
        return topic, self._stories(ui, Listing(tuple(self._sources), tagged=tagged), before)

    def month_page(self, first: date, ui: str, before: str | None = None) -> Page | None:
        """The stories of the month that begins on this day, alerts among them; ``None`` if there is nothing in it."""
        if not MINYEAR < first.year < MAXYEAR:  # its moments may be out of what a clock can say
            return None
        page = self._stories(ui, self.listing_of(first), before)
        return page if page.items or before else None

    def listing_of(self, first: date) -> Listing:
        """What is in the month that begins on this day."""
        since, until = begins(first, self._zone), begins(month_after(first), self._zone)
        return Listing(tuple(self._sources), since=since, until=until)

    def months(self) -> tuple[Month, ...]:
        """The months in which anything was published, newest first; alerts count."""
        ids = tuple(self._sources)
        with self._database.read() as connection:
            ends = calendar.first_and_last(connection, ids)
            if ends is None:
                return ()
            firsts = months_between(*ends, self._zone)
            counts = calendar.count_spans(connection, ids, [begins(first, self._zone) for first in firsts])
        numbers = [0] * len(firsts)
        for (place, _), number in counts.items():
            numbers[place] += number
        return tuple(Month(first, number) for first, number in zip(firsts, numbers, strict=True) if number)[::-1]

    def partners(self) -> tuple[Mention, ...]:
        """All partners, and how much there is about each."""
        return self._mentions(TagKind.PARTNER, self._settings.partners)

    def topics(self) -> tuple[Mention, ...]:
        """All topics, and how much there is about each."""
        return self._mentions(TagKind.TOPIC, self._settings.topics)

    def search(self, text: str, ui: str, before: str | None = None) -> Found:
        """The entries in which there is what somebody looks for; nothing where search is switched off.

        One that stands on the same page with a story is no row of its own.
        """
        # Here: to know words takes 10 ms to load, at each start of a program that nearly never searches.
        from feeds.store.search import find
        from feeds.text.finding import needles

        words = needles(text) if self.has_search else ()
        views = self._views(ui)
        with self._database.read() as connection:
            hits = find(connection, tuple(self._sources), words, before or None, self._page_size)
            told = self._told(connection, views, lists.load_rows(connection, views.language, hits.keys))
        return Found(Page(tuple(_folded(told)), hits.older), words)

    # --- one entry ----------------------------------------------------------------------------------------------------

    def entry(self, key: str, ui: str, into: str | None = None) -> EntryPage | None:
        """One entry by its key, with its translation ``into`` a language, or into what ``ui`` reads.

        ``None`` if there is none, if it was taken down, or if nothing is translated into this language.
        """
        if into is not None and into not in self._settings.targets:
            return None
        views = self._views(ui, into)
        with self._database.read() as connection:
            row = viewing.one_entry(connection, key, tuple(self._sources), views.language)
            if row is None:
                return None
            (story,) = self._told(connection, views, [row])
            kept = row[0].source_id in self._pictured
            copies = pictures.copies(connection, wanted_pictures(row[0])) if kept else {}
            translations = translations_of(connection, key)
            tags = load_tags(connection, [key])[key]
        return EntryPage(
            replace(story.lead, pictures=copies),
            views.shown(row[0], translations),
            story.others,
            tuple(one for one in self._settings.partners if Tag(TagKind.PARTNER, one.id) in tags),
            tuple(one for one in self._settings.topics if Tag(TagKind.TOPIC, one.id) in tags),
        )

    def withdrawn(self, key: str) -> bool:
        """Was the entry with this key taken down?"""
        with self._database.read() as connection:
            return viewing.is_withdrawn(connection, key)

    def dated_entries(self) -> tuple[Dated, ...]:
        """The newest entries, newest first, and when what is shown of each last changed; no more than a site map."""
        with self._database.read() as connection:
            rows = viewing.dated_keys(connection, tuple(self._sources), _ADDRESSES)
        return tuple(Dated(*row) for row in rows)

    def status(self) -> StatusView:
        """How sources and translations fare, and what the engines cost."""
        with self._database.read() as connection:
            return status(connection, self._settings, self._clock())

    # --- what they share ----------------------------------------------------------------------------------------------

    def _views(self, ui: str, language: str | None = None) -> Views:
        return Views(self._settings, ui, language or reading_language(self._settings, ui), self._clock())

    def _stories(self, ui: str, listing: Listing, before: str | None) -> Page:
        after, views = read_cursor(before) if before else None, self._views(ui)
        with self._database.read() as connection:
            keys = lists.leading_keys(connection, listing, after, self._page_size + 1)
            return self._page(connection, views, lists.load_rows(connection, views.language, keys))

    def _entries(self, ui: str, ids: Sequence[str], before: str | None, alerts: Alerts = Alerts.INCLUDE) -> Page:
        after, views = read_cursor(before) if before else None, self._views(ui)
        with self._database.read() as connection:
            rows = viewing.newest_entries(connection, ids, views.language, after, self._page_size + 1, alerts)
            return self._page(connection, views, rows)

    def _page(self, connection: Connection, views: Views, found: Sequence[Row]) -> Page:
        """A page with the first of these rows; if there is one more than it takes, there is a next page."""
        rows = found[: self._page_size]
        items = self._told(connection, views, rows)
        return Page(items, cursor_of(rows[-1][0]) if len(found) > len(rows) else None)

    def _told(self, connection: Connection, views: Views, rows: Sequence[Row]) -> tuple[StoryView, ...]:
        keys = [entry.key for entry, _ in rows]
        others = lists.companions(connection, tuple(self._sources), views.language, keys)
        return tuple(views.story(row, others[key]) for key, row in zip(keys, rows, strict=True))

    def _mentions(self, kind: TagKind, those: Sequence[Partner] | Sequence[Topic]) -> tuple[Mention, ...]:
        with self._database.read() as connection:
            counts = viewing.count_tagged(connection, kind, tuple(self._sources))
        return tuple(Mention(one, *counts.get(one.id, (0, None))) for one in those)


def _folded(rows: Iterable[StoryView]) -> Iterator[StoryView]:
    """Rows without those of entries that stand beside a row above."""
    seen: set[str] = set()
    for row in rows:
        if row.lead.entry.key not in seen:
            seen.update(view.entry.key for view in row.others)
            yield row
