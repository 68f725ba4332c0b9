"""A ``reading`` that lives in memory, built by verbs from the model's own types."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask import Flask

from feeds.errors import StoreError
from feeds.model import (
    Copy,
    Edition,
    Entry,
    EntryView,
    Kind,
    Page,
    Rendering,
    Site,
    Source,
    SourceState,
    SourceStatus,
    State,
    StatusView,
    Translation,
)
from webapp import create_app

if TYPE_CHECKING:
    from feeds.reading import Reading

NOON = datetime(2026, 10, 21, 9, 0, tzinfo=UTC)
"""Noon in Kyiv, in summer time, on a Wednesday."""


class MemoryReading:
    """Everything the viewer asks for; the verbs add to it, newest entries last."""

    def __init__(self, page_size: int = 20) -> None:
        self.site = Site("Kharkiv in the world", "https://news.example", "press@news.example")
        self.target = "en"
        self.timezone = "Europe/Kyiv"
        self.page_size = page_size
        self.locked = False
        self.versions_asked = 0
        self.last_refresh: datetime | None = None
        self.reasons: tuple[tuple[str, int], ...] = ()
        self._version = 1
        self._sources: dict[str, Source] = {}
        self._states: dict[str, SourceState | None] = {}
        self._views: dict[str, EntryView] = {}
        self._withdrawn: set[str] = set()
        self._editions: tuple[Edition, ...] = ()
        self._renderings: dict[str, Rendering] = {}
        self._pictures: dict[str, Path] = {}

    # --- verbs of a test ---

    def add_source(self, source_id: str = "city", **fields: Any) -> Source:
        """A source, verified unless told otherwise, never asked."""
        given = {"kind": Kind.FEED, "url": f"https://{source_id}.example/rss", "title": f"Source {source_id}"}
        self._sources[source_id] = Source(**{"id": source_id, "verified": True, **given, **fields})
        self._states.setdefault(source_id, None)
        return self._sources[source_id]

    def check(self, source_id: str = "city", **fields: Any) -> None:
        """The source was asked: with news, or with ``last_error``."""
        success = None if "last_error" in fields else NOON
        known = {"url": self._sources[source_id].url, "last_checked": NOON, "last_success": success}
        self._states[source_id] = SourceState(**{"source_id": source_id, **known, **fields})
        self.last_refresh = NOON

    def add_entry(self, title: str = "Новина", *, source_id: str = "city", **fields: Any) -> str:
        """An entry in Ukrainian whose translation is pending; its key."""
        if source_id not in self._sources:
            self.add_source(source_id)
            self.check(source_id)
        key = hashlib.sha256(f"{len(self._views)}".encode()).hexdigest()[:16]
        when = fields.pop("published", NOON)
        entry = Entry(
            **{
                "key": key, "source_id": source_id, "atom_id": f"tag:{source_id}:{key}", "guid": key,
                "link": f"https://{source_id}.example/{key}", "title": title, "summary": "",
                "content": f"<p>{title}: зміст.</p>", "language": "uk", "fingerprint": f"fp-{key}",
                "published": when, "updated": when, "first_seen": when, **fields,
            }
        )  # fmt: skip
        self._views[key] = EntryView(entry, self._sources[source_id], State.PENDING)
        return key

    def translate(self, key: str, title: str = "News", state: State = State.TRANSLATED, **fields: Any) -> None:
        """Give an entry a translation in any state."""
        view = self._views[key]
        given = {"content": f"<p>{title}: content.</p>", "engine": "google", "updated": NOON + timedelta(minutes=5)}
        known = {"fingerprint": view.entry.fingerprint, "title": title}
        translation = Translation(key, self.target, state, **{**given, **known, **fields})
        self._views[key] = replace(view, state=state, translation=translation)

    def alert(self, key: str, title: str = "Air raid", **fields: Any) -> None:
        """Mark an entry as an alert: an open one, unless it is told otherwise."""
        view, still = self._views[key], fields.pop("open", not fields)
        entry = replace(view.entry, alert=title.lower().replace(" ", "-"), **fields)
        self._views[key] = replace(view, entry=entry, alert=title, open=still)

    def take_down(self, key: str) -> None:
        """Have an entry that must not be shown."""
        self._withdrawn.add(key)

    def add_edition(self, edition_id: str = "all-en", **fields: Any) -> None:
        """An edition in English unless told otherwise."""
        given = {"title": f"Edition {edition_id}", "language": "en"}
        self._editions += (Edition(**{"id": edition_id, **given, **fields}),)

    def publish(self, path: str, body: bytes, media_type: str = "application/atom+xml", when: datetime = NOON) -> None:
        """Put a document at ``path`` in the place of what was there."""
        self._renderings[path] = Rendering(path, media_type, body, etag_of(body), when)
        self._version += 1

    def keep_picture(self, key: str, url: str, path: Path, media_type: str = "image/png") -> None:
        """A copy of the picture that an entry has at ``url``: the file at ``path``, which is named as copies are."""
        view = self._views[key]
        copy = Copy(f"/pictures/{path.name}", media_type, path.stat().st_size)
        self._views[key] = replace(view, pictures={**view.pictures, url: copy})
        self._pictures[path.name] = path

    # --- what the viewer asks ---

    def front(self, before: str | None = None) -> Page:
        """The newest entries of all sources but for alerts; the cursor is a count."""
        return self._page([view for view in self._views.values() if view.entry.alert is None], before)

    @property
    def has_alerts(self) -> bool:
        """Yes, once one was raised."""
        return any(view.alert for view in self._views.values())

    def alerts(self, before: str | None = None) -> Page:
        """The newest entries that raise or end an alert."""
        return self._page([view for view in self._views.values() if view.entry.alert], before)

    def open_alerts(self) -> tuple[EntryView, ...]:
        """Those that were raised and not ended, newest first."""
        found = [view for view in self._views.values() if view.open]
        return tuple(sorted(found, key=lambda view: view.entry.published, reverse=True))

    def source_page(self, source_id: str, before: str | None = None) -> tuple[Source, Page] | None:
        """A source with its newest entries."""
        self._ready()
        if source_id not in self._sources:
            return None
        views = [view for view in self._views.values() if view.source.id == source_id]
        return self._sources[source_id], self._page(views, before)

    def entry(self, key: str) -> EntryView | None:
        """One entry, if it is there."""
        self._ready()
        return None if key in self._withdrawn else self._views.get(key)

    def withdrawn(self, key: str) -> bool:
        """Was it taken down?"""
        return key in self._withdrawn

    def editions(self) -> tuple[Edition, ...]:
        """The editions in the order in which they were added."""
        self._ready()
        return self._editions

    def status(self) -> StatusView:
        """The sources as they were last checked, and a count of states."""
        self._ready()
        views = self._views.values()
        counts = {state: sum(view.state == state for view in views) for state in State}
        statuses = tuple(self._status(source) for source in self._sources.values())
        return StatusView(statuses, counts, self.last_refresh, self.reasons)

    def picture(self, name: str) -> Path | None:
        """The file of a copied picture."""
        return self._pictures.get(name)

    def version(self) -> int:
        """A number that grows with each publication; counts how often it is asked for."""
        self.versions_asked += 1
        self._ready()
        return self._version

    def renderings(self) -> Mapping[str, Rendering]:
        """What is published at this moment."""
        self._ready()
        return dict(self._renderings)

    def rendering(self, path: str) -> Rendering | None:
        """One of them."""
        self._ready()
        return self._renderings.get(path)

    def _status(self, source: Source) -> SourceStatus:
        moments = [view.entry.published for view in self._views.values() if view.source.id == source.id]
        return SourceStatus(source, self._states[source.id], len(moments), max(moments, default=None))

    def _page(self, views: list[EntryView], before: str | None) -> Page:
        self._ready()
        start = int(before) if before else 0
        newest_first = sorted(views, key=lambda view: view.entry.published, reverse=True)
        stop = start + self.page_size
        return Page(tuple(newest_first[start:stop]), str(stop) if stop < len(newest_first) else None)

    def _ready(self) -> None:
        if self.locked:
            raise StoreError("news.db: database is locked")


def etag_of(body: bytes) -> str:
    """The strong validator under which these bytes are published."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def as_reading(reading: MemoryReading) -> Reading:
    """The same object, for a type checker."""
    return cast("Reading", reading)


def app_for(reading: MemoryReading) -> Flask:
    """The viewer over ``reading``, with errors answered as in production."""
    app = create_app(as_reading(reading))
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    return app
