"""What each settings file may say, table by table, with all defaults."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from feeds.config.engines import EnginesTable, TranslationTable
from feeds.config.table import Table
from feeds.config.topics import Word
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
    Zone,
    mode,
)
from feeds.config.web import WebSettings
from feeds.model import Alerts, ArticleRules, Fallback, Kind, ListRules, Pictures, Source


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


class WebSubTable(Table):
    """``[websub]``."""

    hubs: tuple[SourceUrl, ...] = ()


class StoriesTable(Table):
    """``[stories]``."""

    enabled: bool = True


class SearchTable(Table):
    """``[search]``."""

    enabled: bool = True


class VisnykTable(Table):
    """``visnyk.toml``."""

    site: SiteTable = SiteTable()
    http: HttpTable = HttpTable()
    parse: ParseTable = ParseTable()
    pictures: PicturesTable = PicturesTable()
    translation: TranslationTable = TranslationTable()
    stories: StoriesTable = StoriesTable()
    search: SearchTable = SearchTable()
    websub: WebSubTable = WebSubTable()
    web: WebSettings = WebSettings()
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
    languages: tuple[Language, ...] = ()
    partners: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    need: tuple[Word, ...] = ()
    refuse: tuple[Word, ...] = ()
    days: int | None = Field(default=None, ge=1, le=36_500)
    first: Id | None = None


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
