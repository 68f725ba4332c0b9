"""Settings: TOML files in a folder, checked by pydantic, secrets from the environment.

``visnyk.toml`` is the installation, ``sources.toml`` where news comes from, ``editions.toml`` what goes out,
``alerts.toml`` what is urgent, ``partners.toml`` which cities news is looked through for, ``topics.toml`` what it can
be about; these three may be missing. Every error names file, key, value and reason.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from feeds import __version__
from feeds.config.editions import Choice, load_editions
from feeds.config.engines import ArgosSettings, EngineSettings, MyMemorySettings, TranslationTable
from feeds.config.files import load, load_unique
from feeds.config.partners import load_partners
from feeds.config.tables import (
    AlertsTable,
    HttpTable,
    SourcesTable,
    VisnykTable,
)
from feeds.config.topics import load_topics
from feeds.config.values import base_address
from feeds.config.web import WebSettings
from feeds.errors import ConfigError
from feeds.fetch.settings import HttpSettings, PictureSettings
from feeds.model import AlertRule, Edition, Pair, Partner, Site, Source, Topic
from feeds.sources.limits import ParseLimits
from feeds.text.language import same_language

__all__ = [
    "DEFAULT_BASE_URL", "ArgosSettings", "EngineSettings", "MyMemorySettings", "Settings", "WebSettings",
    "load_settings", "load_sources",
]  # fmt: skip

DEFAULT_BASE_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the editor configured, in the types of the parts that use it."""

    folder: Path
    site: Site
    base_url_is_set: bool
    """False: nobody said where the site is reached; what serves it may say so."""
    timezone: str
    http: HttpSettings
    parse: ParseLimits
    pictures: PictureSettings
    target: str
    source_languages: tuple[str, ...]
    engines: dict[str, EngineSettings]
    sources: tuple[Source, ...]
    editions: tuple[Edition, ...]
    alerts: tuple[AlertRule, ...] = ()
    pairs: tuple[Pair, ...] = ()
    """Each once; those into the main language first."""
    partners: tuple[Partner, ...] = ()
    topics: tuple[Topic, ...] = ()
    stories: bool = True
    """Are entries of several sources that tell the same shown as one?"""
    search: bool = True
    """Are entries indexed, and can readers search them?"""
    web: WebSettings = field(default_factory=WebSettings)

    @property
    def targets(self) -> tuple[str, ...]:
        """Every language that something is translated into, the main one first."""
        return tuple(dict.fromkeys([self.target, *(pair.target for pair in self.pairs)]))

    @property
    def languages_into(self) -> dict[str, tuple[str, ...]]:
        """By target: the languages that are translated into it."""
        return {target: self.sources_into(target) for target in self.targets}

    def sources_into(self, target: str) -> tuple[str, ...]:
        """The languages that are translated into ``target``."""
        return tuple(pair.source for pair in self.pairs if pair.target == target)

    def api_key(self, engine: str) -> str | None:
        """The key of an engine: ``VISNYK_<ENGINE>_API_KEY`` in the environment, never a file."""
        return os.environ.get(f"VISNYK_{engine.upper()}_API_KEY") or None


def load_settings(folder: Path, base_url: str | None = None) -> Settings:
    """Read and check the settings in ``folder``; ``base_url`` (``VISNYK_BASE_URL``) replaces the configured one.

    :raises ConfigError: naming file, key, value and reason.
    """
    if not folder.is_dir():
        raise ConfigError(str(folder), "", "there is no such folder; name one with --config or VISNYK_CONFIG")
    if base_url is not None:
        try:
            base_url = base_address(base_url)
        except ValueError as error:
            raise ConfigError("the environment", "VISNYK_BASE_URL", str(error), base_url) from error
    main = load(folder / "visnyk.toml", VisnykTable)
    sources = load_sources(folder / "sources.toml")
    alerts = _alerts(folder / "alerts.toml", sources)
    partners, topics = load_partners(folder / "partners.toml"), load_topics(folder / "topics.toml")
    editions = load_editions(Choice(folder, sources, alerts, partners, topics), main.translation.target)
    site = Site(
        main.site.title,
        base_url or main.site.base_url or DEFAULT_BASE_URL,
        main.site.contact,
        # Of the settings alone: which port a command happens to serve on must not rename the feeds.
        main.site.id or main.site.base_url or "visnyk",
        main.websub.hubs,
    )
    return Settings(
        folder=folder,
        site=site,
        base_url_is_set=(base_url or main.site.base_url) is not None,
        timezone=main.site.timezone,
        http=_http(main.http, main.site.contact or base_url or main.site.base_url),
        parse=ParseLimits(main.parse.seconds, main.parse.memory_mb * 1_000_000, main.parse.workers),
        pictures=PictureSettings(**main.pictures.model_dump()),
        target=main.translation.target,
        source_languages=main.translation.source_languages,
        engines={name: getattr(main.engine, name) for name in type(main.engine).model_fields},
        sources=sources,
        editions=editions,
        alerts=alerts,
        pairs=_pairs(main.translation, editions),
        partners=partners.partners,
        topics=topics,
        stories=main.stories.enabled,
        search=main.search.enabled,
        web=main.web,
    )


def load_sources(path: Path) -> tuple[Source, ...]:
    """Read and check the sources in the file at ``path``.

    :raises ConfigError: naming file, key, value and reason.
    """
    return tuple(source.built() for source in load_unique(path, "source", SourcesTable).source)


def _alerts(path: Path, sources: tuple[Source, ...]) -> tuple[AlertRule, ...]:
    """None where there is no such file: not every city has alerts."""
    if not path.exists():
        return ()
    rules = tuple(AlertRule(**rule.model_dump()) for rule in load_unique(path, "alert", AlertsTable).alert)
    for index, rule in enumerate(rules, start=1):
        if sources and not any(fnmatchcase(source.id, pattern) for source in sources for pattern in rule.sources):
            where = f"alert[{index}] ({rule.id}).sources"
            raise ConfigError(str(path), where, "matches no source id in sources.toml", list(rule.sources))
    return rules


def _pairs(translation: TranslationTable, editions: tuple[Edition, ...]) -> tuple[Pair, ...]:
    """The usual languages into all that editions speak, then what the pairs say of themselves."""
    spoken = [edition.language for edition in editions if edition.language not in ("original", "bilingual")]
    pairs = {
        (source, target): Pair(source, target, translation.engines)
        for target in dict.fromkeys([translation.target, *spoken])
        for source in translation.source_languages
        if not same_language(source, target)
    }
    for pair in translation.pair:
        pairs[pair.source, pair.target] = Pair(
            pair.source, pair.target, translation.engines if pair.engines is None else pair.engines
        )
    return tuple(pairs.values())


def _http(http: HttpTable, whom: str | None) -> HttpSettings:
    return HttpSettings(
        user_agent=f"Visnyk/{__version__} ({f'+{whom}' if whom else 'no contact configured'})",
        connect_seconds=http.timeouts.connect,
        read_seconds=http.timeouts.read,
        total_seconds=http.timeouts.total,
        max_bytes=http.max_bytes,
        per_host=http.per_host,
        concurrency=http.concurrency,
        delay_seconds=http.delay,
        allow_private=http.allow_private,
    )
