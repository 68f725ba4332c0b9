"""A whole Visnyk in a temporary folder: settings written as an editor would, a clock that a test moves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import feeds.service
from feeds.jobs.refresh import World, refresh_sources
from feeds.model import EngineUse, Entry, RefreshSummary, SourceOutcome, SourceState, Translation
from feeds.service import Service, open_service
from feeds.store.sources import load_states
from feeds.store.viewing import newest_entries

from .documents import NOON

EDITIONS = (
    {"id": "all-en", "title": "News in English", "language": "en"},
    {"id": "all-original", "title": "News", "language": "original"},
    {"id": "both", "title": "News twice", "language": "bilingual"},
)


def toml(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """``[table]`` sections."""
    return "".join(
        f"[{name}]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in table.items())
        for name, table in tables.items()
    )


def _value(value: Any) -> str:
    """Strings, numbers, booleans and lists of strings JSON writes alike; the rest TOML has to itself."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_value(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"[{', '.join(map(_value, value))}]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def rows(name: str, tables: Sequence[Mapping[str, Any]]) -> str:
    """``[[name]]`` sections."""
    return "".join(toml({f"[{name}]": table}) for table in tables)


class City:
    """Settings and data in a folder; each verb opens what it needs."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch | None = None) -> None:
        self.config, self.data = folder / "config", folder / "data"
        self.now = NOON
        self.sources: list[dict[str, Any]] = []
        self.editions: list[dict[str, Any]] = [dict(edition) for edition in EDITIONS]
        self.alerts: list[dict[str, Any]] = []
        self.main: dict[str, dict[str, Any]] = {
            "site": {"title": "Kharkiv", "base_url": "https://news.example", "contact": "press@news.example"},
            "http": {"allow_private": ["127.0.0.0/8"], "per_host": 4, "delay": 0},
            "http.timeouts": {"connect": 2, "read": 2, "total": 5},
            "parse": {"seconds": 5, "workers": 1},
            "translation": {"engines": []},
        }
        if monkeypatch is not None:
            monkeypatch.setattr(feeds.service, "now", lambda: self.now)

    def add(self, source_id: str, url: str, **fields: Any) -> None:
        """A source, in Ukrainian unless told otherwise."""
        given = {"title": f"Source {source_id}", "language": "uk"}
        self.sources.append({"id": source_id, "url": url, **given, **fields})

    def source(self, source_id: str) -> dict[str, Any]:
        """A source's settings, to be changed."""
        return next(source for source in self.sources if source["id"] == source_id)

    def translated_by(self, libre_url: str) -> None:
        """Have LibreTranslate at this address translate."""
        self.main["translation"]["engines"] = ["memory", "libretranslate"]
        self.main["engine.libretranslate"] = {"url": libre_url, "connect_seconds": 2, "read_seconds": 5}

    def later(self, **passed: float) -> None:
        """Let time pass: ``minutes=5``."""
        self.now += timedelta(**passed)

    def write(self) -> None:
        """Write the settings."""
        self.config.mkdir(parents=True, exist_ok=True)
        (self.config / "visnyk.toml").write_text(toml(self.main), encoding="utf-8")
        (self.config / "sources.toml").write_text(rows("source", self.sources), encoding="utf-8")
        (self.config / "editions.toml").write_text(rows("edition", self.editions), encoding="utf-8")
        (self.config / "alerts.toml").write_text(rows("alert", self.alerts), encoding="utf-8")

    def open(self) -> Service:
        """Visnyk with the settings as they are now; use it in a ``with``."""
        self.write()
        return open_service(str(self.config), str(self.data))

    # --- verbs ---

    def run(self, *source_ids: str, **options: Any) -> RefreshSummary:
        """The whole path once."""
        with self.open() as service:
            return service.refresh(source_ids, **options)

    def ask(self, *, only: str | None = None, chance: float = 0.5, **options: Any) -> dict[str, SourceOutcome]:
        """Refresh the sources alone, or one of them, by the test's clock; outcomes by id."""
        with self.open() as service:
            settings = service.settings
            world = World(
                service.database, settings.http, settings.parse, lambda: self.now, lambda: chance,
                alerts=settings.alerts,
            )  # fmt: skip
            wanted = [source for source in settings.sources if only in (None, source.id)]
            return {one.source_id: one for one in refresh_sources(world, wanted, **options)}

    def translate(self) -> dict[str, EngineUse]:
        """Translate what is pending; what the engines were asked."""
        with self.open() as service:
            return service.translating.run()

    # --- what came of it ---

    def state(self, source_id: str) -> SourceState:
        """What is remembered of a source."""
        with self.open() as service, service.database.read() as connection:
            return load_states(connection)[source_id]

    def entries(self, language: str = "en") -> list[tuple[Entry, Translation | None]]:
        """All entries, newest first, with their translations."""
        with self.open() as service, service.database.read() as connection:
            ids = [source.id for source in service.settings.sources]
            return newest_entries(connection, ids, language, None, 100_000)

    def titles(self) -> list[str]:
        """Of all entries, newest first."""
        return [entry.title for entry, _ in self.entries()]

    def translation(self, title: str, language: str = "en") -> Translation:
        """The translation of the entry with this original title."""
        found = {entry.title: translation for entry, translation in self.entries(language)}[title]
        assert found is not None
        return found

    def documents(self) -> dict[str, bytes]:
        """What is published, by path."""
        with self.open() as service:
            return {path: document.body for path, document in service.renderings().items()}
