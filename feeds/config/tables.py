"""What each settings file may say, table by table, with all defaults."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from feeds.config.values import (
    BaseUrl,
    Contact,
    Id,
    Language,
    Network,
    Pattern,
    Quick,
    Seconds,
    Selector,
    Selectors,
    SourceUrl,
    Url,
    Zone,
    mode,
)
from feeds.model import Alerts, ArticleRules, Fallback, Kind, ListRules, Pictures, Source
from feeds.text.language import same_language


class Table(BaseModel):
    """A table of a settings file: no key that is not known, no value of the wrong type."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SiteTable(Table):
    """``[site]``."""

    title: str = Field(default="Visnyk", min_length=1)
    id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    base_url: BaseUrl | None = None
    contact: Contact | None = None
    timezone: Zone = "Europe/Kyiv"


class TimeoutsTable(Table):
    """``[http.timeouts]``."""

    connect: Seconds = 10
    read: Seconds = 20
    total: Seconds = 60


class HttpTable(Table):
    """``[http]``."""

    allow_private: tuple[Network, ...] = ()
    timeouts: TimeoutsTable = TimeoutsTable()
    max_bytes: int = Field(default=10_000_000, ge=1000, le=1_000_000_000)
    per_host: int = Field(default=1, ge=1, le=16)
    concurrency: int = Field(default=32, ge=1, le=256)
    delay: float = Field(default=1, ge=0, le=60)


class ParseTable(Table):
    """``[parse]``."""

    seconds: Seconds = 10
    memory_mb: int = Field(default=80, ge=32, le=8192)
    workers: int = Field(default=0, ge=0, le=64)


class PicturesTable(Table):
    """``[pictures]``."""

    max_bytes: int = Field(default=5_000_000, ge=1000, le=100_000_000)
    per_refresh: int = Field(default=200, ge=1, le=10_000)
    total_mb: int = Field(default=2000, ge=1, le=10_000_000)


EngineName = Literal["memory", "google", "mymemory", "libretranslate", "deepl", "argos"]
Engines = tuple[EngineName, ...]


class PairTable(Table):
    """``[[translation.pair]]``: one more pair of languages, or other engines for one."""

    source: Language
    target: Language
    engines: Engines | None = None
    """``None``: those of ``[translation]``."""

    @model_validator(mode="after")
    def _two_languages(self) -> Self:
        if same_language(self.source, self.target):
            raise ValueError(f"source and target are the same language, {self.target}")
        return self


class TranslationTable(Table):
    """``[translation]``."""

    target: Language = "en"
    source_languages: tuple[Language, ...] = ("uk",)
    engines: Engines = ("memory", "google")
    pair: tuple[PairTable, ...] = ()


class EngineSettings(Table):
    """``[engine.NAME]``: address, timeouts and limits of one engine; its key comes from the environment."""

    url: Url | None = None
    """``None``: where the engine is usually found."""
    connect_seconds: Seconds = 5
    read_seconds: Seconds = 30
    total_seconds: Seconds = 90
    requests_per_minute: int | None = Field(default=None, ge=1, le=100_000)
    concurrency: int = Field(default=1, ge=1, le=32)
    characters_per_day: int | None = Field(default=None, ge=0)
    characters_per_month: int | None = Field(default=None, ge=0)


class GoogleSettings(EngineSettings):
    """``[engine.google]``: nobody promised it to anybody, so no more than a city has in a day."""

    requests_per_minute: int | None = Field(default=60, ge=1, le=100_000)
    concurrency: int = Field(default=2, ge=1, le=32)
    characters_per_day: int | None = Field(default=500_000, ge=0)


class LibreTranslateSettings(EngineSettings):
    """``[engine.libretranslate]``: a server on a small machine takes its time."""

    read_seconds: Seconds = 60
    total_seconds: Seconds = 120


class DeeplSettings(EngineSettings):
    """``[engine.deepl]``: what the free plan gives in a month."""

    concurrency: int = Field(default=2, ge=1, le=32)
    characters_per_month: int | None = Field(default=500_000, ge=0)


class MyMemorySettings(EngineSettings):
    """``[engine.mymemory]``: what it gives to whoever names an e-mail address, and to whoever does not."""

    email: Contact | None = None
    requests_per_minute: int | None = Field(default=20, ge=1, le=100_000)
    characters_per_day: int | None = Field(default=5_000, ge=0)


class ArgosSettings(EngineSettings):
    """``[engine.argos]``: models on this machine."""

    packages: tuple[Path, ...] = ()
    """Package files (``.argosmodel``); none: what is installed, or the index at ``url`` has."""
    threads: int = Field(default=0, ge=0, le=64)
    """0: one for each processor."""
    total_seconds: Seconds = 600


class EnginesTable(Table):
    """``[engine]``."""

    google: GoogleSettings = GoogleSettings()
    mymemory: MyMemorySettings = MyMemorySettings()
    libretranslate: LibreTranslateSettings = LibreTranslateSettings()
    deepl: DeeplSettings = DeeplSettings()
    argos: ArgosSettings = ArgosSettings()


class VisnykTable(Table):
    """``visnyk.toml``."""

    site: SiteTable = SiteTable()
    http: HttpTable = HttpTable()
    parse: ParseTable = ParseTable()
    pictures: PicturesTable = PicturesTable()
    translation: TranslationTable = TranslationTable()
    engine: EnginesTable = EnginesTable()


class ListTable(Table):
    """``[source.list]``."""

    item: Selector
    link: Selector | None = None
    title: Selector | None = None
    date: Selectors = ()
    heading: Selector | None = None
    summary: Selector | None = None
    image: Selector | None = None
    category: Selector | None = None
    next: Selector | None = None


class ArticleTable(Table):
    """``[source.article]``."""

    content: Selectors = ()
    title: Selector | None = None
    date: Selectors = ()
    summary: Selector | None = None
    image: Selector | None = None
    category: Selector | None = None
    remove: Selectors = ()


class FallbackTable(Table):
    """``[[source.fallback]]``."""

    kind: Kind = Kind.FEED
    url: SourceUrl
    list: ListTable | None = None
    article: ArticleTable | None = None
    full_text: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _check_way(self)
        return self


class SourceTable(Table):
    """``[[source]]``."""

    id: Id
    kind: Kind = Kind.FEED
    url: SourceUrl
    title: str = Field(min_length=1)
    language: Language | None = None
    timezone: Zone = "Europe/Kyiv"
    enabled: bool = True
    verified: bool = False
    rights: str | None = None
    interval: int | None = Field(default=None, ge=60, le=604_800)
    list: ListTable | None = None
    article: ArticleTable | None = None
    identity: Pattern | None = None
    full_text: bool = False
    pages: int = Field(default=5, ge=1, le=100)
    since: date | None = None
    pictures: Pictures | None = None
    fallback: tuple[FallbackTable, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _check_way(self)
        return self

    def built(self) -> Source:
        """In the types of the parts that use it."""
        given = {name: getattr(self, name) for name in type(self).model_fields if name != "fallback"}
        fallbacks = tuple(
            Fallback(way.kind, way.url, _list_rules(way.list), _article_rules(way.article), way.full_text)
            for way in self.fallback
        )
        rules = {"list": _list_rules(self.list), "article": _article_rules(self.article)}
        return Source(**given | rules, fallbacks=fallbacks)


def _check_way(way: FallbackTable | SourceTable) -> None:
    """Can the settings of a way to news be true together?"""
    if way.kind is Kind.PAGE and way.list is None:
        raise ValueError("kind page needs a list: where the news stands on the page; `visnyk sources add` proposes one")
    if way.kind is not Kind.PAGE and way.list is not None:
        raise ValueError(f"a list is for kind page, and this is {way.kind}")
    if way.article is not None and way.article.content and way.full_text:
        raise ValueError("article.content says where the text is, full_text to look for it: only one can be")


def _list_rules(rules: ListTable | None) -> ListRules | None:
    return ListRules(**rules.model_dump()) if rules else None


def _article_rules(rules: ArticleTable | None) -> ArticleRules | None:
    return ArticleRules(**rules.model_dump()) if rules else None


class SourcesTable(Table):
    """``sources.toml``."""

    source: tuple[SourceTable, ...] = ()


class EditionTable(Table):
    """``[[edition]]``."""

    id: Id
    title: str = Field(min_length=1)
    language: Annotated[str, AfterValidator(mode)] = "original"
    sources: tuple[str, ...] = Field(default=("*",), min_length=1)
    limit: int = Field(default=50, ge=1, le=10_000)
    alerts: Alerts = Alerts.INCLUDE


class EditionsTable(Table):
    """``editions.toml``."""

    edition: tuple[EditionTable, ...] = ()


class AlertTable(Table):
    """``[[alert]]``."""

    id: Id
    title: str = Field(min_length=1)
    title_uk: Annotated[str, Field(min_length=1)] | None = None
    begins: tuple[Quick, ...] = Field(min_length=1)
    ends: tuple[Quick, ...] = ()
    unless: tuple[Quick, ...] = ()
    sources: tuple[str, ...] = Field(default=("*",), min_length=1)
    hours: int = Field(default=12, ge=1, le=168)
    shared: bool = False


class AlertsTable(Table):
    """``alerts.toml``."""

    alert: tuple[AlertTable, ...] = ()
