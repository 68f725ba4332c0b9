"""Settings: TOML files in a folder, checked by pydantic, secrets from the environment.

``visnyk.toml`` is the installation, ``sources.toml`` where news comes from, ``editions.toml`` what goes out,
``alerts.toml`` (which may be missing) what is urgent. Every error names file, key, value and reason.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cssselect import GenericTranslator, SelectorError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from feeds import __version__
from feeds.errors import ConfigError
from feeds.fetch.settings import HttpSettings, PictureSettings
from feeds.model import AlertRule, Alerts, ArticleRules, Edition, Fallback, Kind, ListRules, Pictures, Site, Source
from feeds.sources.limits import ParseLimits
from feeds.text.language import language_tag
from feeds.text.patterns import why_slow
from feeds.text.urls import absolute

DEFAULT_BASE_URL = "http://127.0.0.1:8000"
ENGINES = ("memory", "google", "libretranslate")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is no IANA time zone, Europe/Kyiv for instance") from None
    return name


def _language(tag: str) -> str:
    known = language_tag(tag)
    if known is None:
        raise ValueError("is no language tag, uk or en-GB for instance")
    return known


def _mode(language: str) -> str:
    return language if language in ("original", "bilingual") else _language(language)


def _url(url: str) -> str:
    # A line break in it would otherwise end up in a header.
    if absolute(url) is None or not url.isprintable() or " " in url:
        raise ValueError("is no http or https address")
    return url


def _source_url(url: str) -> str:
    if "@" in urlsplit(_url(url)).netloc:
        raise ValueError("holds a user name or password, and addresses of sources are shown to everybody")
    return url


def _base_url(url: str) -> str:
    if urlsplit(_url(url)).query or urlsplit(url).fragment:
        raise ValueError("has a query or a fragment; paths are put behind it")
    return url.rstrip("/")


def _contact(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise ValueError("stands in a header of every request: one line, of ASCII characters")
    return text


def _network(value: object) -> IPv4Network | IPv6Network:
    # Only text: the number 5 would be the network 0.0.0.5/32.
    if not isinstance(value, str):
        raise ValueError("is no network, 192.168.7.0/24 for instance")
    try:
        return ip_network(value)
    except ValueError as error:
        raise ValueError(f"is no network, 192.168.7.0/24 for instance: {error}") from None


def _selector(text: str) -> str:
    try:
        GenericTranslator().css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(f"is no CSS selector that can be used here: {error}") from None
    return text


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return text


def _quick(pattern: str) -> str:
    if (reason := why_slow(pattern)) is not None:
        raise ValueError(reason)
    if re.search(pattern, "") is not None:
        raise ValueError("is found in every text, even an empty one")
    return pattern


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Url = Annotated[str, AfterValidator(_url)]
SourceUrl = Annotated[str, AfterValidator(_source_url)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
Contact = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_contact)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
Zone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
Selector = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_selector)]
Selectors = Annotated[tuple[Selector, ...], BeforeValidator(_one_or_more)]
Pattern = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_pattern)]
Quick = Annotated[Pattern, AfterValidator(_quick)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Site(_Table):
    title: str = Field(default="Visnyk", min_length=1)
    id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    base_url: BaseUrl | None = None
    contact: Contact | None = None
    timezone: Zone = "Europe/Kyiv"


class _Timeouts(_Table):
    connect: Seconds = 10
    read: Seconds = 20
    total: Seconds = 60


class _Http(_Table):
    allow_private: tuple[Network, ...] = ()
    timeouts: _Timeouts = _Timeouts()
    max_bytes: int = Field(default=10_000_000, ge=1000, le=1_000_000_000)
    per_host: int = Field(default=1, ge=1, le=16)
    concurrency: int = Field(default=32, ge=1, le=256)
    delay: float = Field(default=1, ge=0, le=60)


class _Parse(_Table):
    seconds: Seconds = 10
    memory_mb: int = Field(default=96, ge=32, le=8192)
    workers: int = Field(default=0, ge=0, le=64)


class _Pictures(_Table):
    max_bytes: int = Field(default=5_000_000, ge=1000, le=100_000_000)
    per_refresh: int = Field(default=200, ge=1, le=10_000)
    total_mb: int = Field(default=2000, ge=1, le=10_000_000)


class _Translation(_Table):
    target: Language = "en"
    source_languages: tuple[Language, ...] = ("uk",)
    engines: tuple[Literal["memory", "google", "libretranslate"], ...] = ("memory", "google")


class EngineSettings(_Table):
    """``[engine.NAME]``: address and timeouts of one engine; its key comes from the environment."""

    url: Url | None = None
    """``None``: where the engine is usually found."""
    connect_seconds: Seconds = 5
    read_seconds: Seconds = 30
    total_seconds: Seconds = 90


class _Engines(_Table):
    google: EngineSettings = EngineSettings()
    libretranslate: EngineSettings = EngineSettings()


class _Visnyk(_Table):
    site: _Site = _Site()
    http: _Http = _Http()
    parse: _Parse = _Parse()
    pictures: _Pictures = _Pictures()
    translation: _Translation = _Translation()
    engine: _Engines = _Engines()


class _List(_Table):
    item: Selector
    link: Selector | None = None
    title: Selector | None = None
    date: Selectors = ()
    heading: Selector | None = None
    summary: Selector | None = None
    image: Selector | None = None
    category: Selector | None = None
    next: Selector | None = None


class _Article(_Table):
    content: Selectors = ()
    title: Selector | None = None
    date: Selectors = ()
    summary: Selector | None = None
    image: Selector | None = None
    category: Selector | None = None
    remove: Selectors = ()


class _Fallback(_Table):
    kind: Kind = Kind.FEED
    url: SourceUrl
    list: _List | None = None
    article: _Article | None = None
    full_text: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _check_way(self)
        return self


class _Source(_Table):
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
    list: _List | None = None
    article: _Article | None = None
    identity: Pattern | None = None
    full_text: bool = False
    pages: int = Field(default=5, ge=1, le=100)
    since: date | None = None
    pictures: Pictures | None = None
    fallback: tuple[_Fallback, ...] = ()

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


def _check_way(way: _Fallback | _Source) -> None:
    """Can the settings of a way to news be true together?"""
    if way.kind is Kind.PAGE and way.list is None:
        raise ValueError("kind page needs a list: where the news stands on the page; `visnyk sources add` proposes one")
    if way.kind is not Kind.PAGE and way.list is not None:
        raise ValueError(f"a list is for kind page, and this is {way.kind}")
    if way.article is not None and way.article.content and way.full_text:
        raise ValueError("article.content says where the text is, full_text to look for it: only one can be")


def _list_rules(rules: _List | None) -> ListRules | None:
    return ListRules(**rules.model_dump()) if rules else None


def _article_rules(rules: _Article | None) -> ArticleRules | None:
    return ArticleRules(**rules.model_dump()) if rules else None


class _Sources(_Table):
    source: tuple[_Source, ...] = ()


class _Edition(_Table):
    id: Id
    title: str = Field(min_length=1)
    language: Annotated[str, AfterValidator(_mode)] = "original"
    sources: tuple[str, ...] = Field(default=("*",), min_length=1)
    limit: int = Field(default=50, ge=1, le=10_000)
    alerts: Alerts = Alerts.INCLUDE


class _Editions(_Table):
    edition: tuple[_Edition, ...] = ()


class _Alert(_Table):
    id: Id
    title: str = Field(min_length=1)
    title_uk: Annotated[str, Field(min_length=1)] | None = None
    begins: tuple[Quick, ...] = Field(min_length=1)
    ends: tuple[Quick, ...] = ()
    unless: tuple[Quick, ...] = ()
    sources: tuple[str, ...] = Field(default=("*",), min_length=1)
    hours: int = Field(default=12, ge=1, le=168)
    shared: bool = False


class _Alerts(_Table):
    alert: tuple[_Alert, ...] = ()


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
    engine_names: tuple[str, ...]
    engines: dict[str, EngineSettings]
    sources: tuple[Source, ...]
    editions: tuple[Edition, ...]
    alerts: tuple[AlertRule, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """Every language that some edition or the viewer wants translations in, the main one first."""
        wanted = [edition.language for edition in self.editions if edition.language not in ("original", "bilingual")]
        return tuple(dict.fromkeys([self.target, *wanted]))

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
            base_url = _base_url(base_url)
        except ValueError as error:
            raise ConfigError("the environment", "VISNYK_BASE_URL", str(error), base_url) from error
    main = _load(folder / "visnyk.toml", _Visnyk)
    sources = load_sources(folder / "sources.toml")
    editions = tuple(
        Edition(**edition.model_dump()) for edition in _unique(folder / "editions.toml", "edition", _Editions).edition
    )
    alerts = _alerts(folder / "alerts.toml", sources)
    _check_editions(folder / "editions.toml", editions, sources, alerts)
    site = Site(
        main.site.title,
        base_url or main.site.base_url or DEFAULT_BASE_URL,
        main.site.contact,
        # Of the settings alone: which port a command happens to serve on must not rename the feeds.
        main.site.id or main.site.base_url or "visnyk",
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
        engine_names=main.translation.engines,
        engines={"google": main.engine.google, "libretranslate": main.engine.libretranslate},
        sources=sources,
        editions=editions,
        alerts=alerts,
    )


def load_sources(path: Path) -> tuple[Source, ...]:
    """Read and check the sources in the file at ``path``.

    :raises ConfigError: naming file, key, value and reason.
    """
    return tuple(source.built() for source in _unique(path, "source", _Sources).source)


def _alerts(path: Path, sources: tuple[Source, ...]) -> tuple[AlertRule, ...]:
    """None where there is no such file: not every city has alerts."""
    if not path.exists():
        return ()
    rules = tuple(AlertRule(**rule.model_dump()) for rule in _unique(path, "alert", _Alerts).alert)
    for index, rule in enumerate(rules, start=1):
        if sources and not any(fnmatchcase(source.id, pattern) for source in sources for pattern in rule.sources):
            where = f"alert[{index}] ({rule.id}).sources"
            raise ConfigError(str(path), where, "matches no source id in sources.toml", list(rule.sources))
    return rules


def _http(http: _Http, whom: str | None) -> HttpSettings:
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


Model = TypeVar("Model", bound=_Table)


def _load(path: Path, model: type[Model]) -> Model:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(str(path), "", "there is no such file") from None
    except OSError as error:
        raise ConfigError(str(path), "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "", f"is not UTF-8 at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), "", f"is no valid TOML: {error}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _first(path, data, error) from error


def _first(path: Path, data: dict[str, Any], error: ValidationError) -> ConfigError:
    first = error.errors(include_url=False)[0]
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        reason = "there is no such setting"
    elif first["type"] == "missing":
        reason = "is missing"
    more = error.error_count() - 1
    value = None if first["type"] == "missing" or isinstance(first["input"], dict) else first["input"]
    return ConfigError(str(path), _key(first["loc"], data), reason + (f" (and {more} more)" if more else ""), value)


def _key(location: tuple[int | str, ...], data: dict[str, Any]) -> str:
    """``source[2] (kyiv).url``: a table of a list is named by its id too, where it has one."""
    key = ""
    here: Any = data
    for part in location:
        here = _inside(here, part)
        if isinstance(part, int):
            name = here.get("id") if isinstance(here, dict) else None
            key += f"[{part + 1}]" + (f" ({name})" if isinstance(name, str) else "")
        else:
            key += f".{part}" if key else part
    return key


def _inside(container: Any, part: int | str) -> Any:
    if isinstance(container, dict):
        return container.get(part)
    return container[part] if isinstance(container, list) and isinstance(part, int) and part < len(container) else None


def _unique(path: Path, name: str, model: type[Model]) -> Model:
    loaded = _load(path, model)
    seen: set[str] = set()
    for index, item in enumerate(getattr(loaded, name), start=1):
        if item.id in seen:
            raise ConfigError(str(path), f"{name}[{index}].id", "is used twice; ids must be unique", item.id)
        seen.add(item.id)
    return loaded


def _check_editions(
    path: Path, editions: tuple[Edition, ...], sources: tuple[Source, ...], alerts: tuple[AlertRule, ...]
) -> None:
    from feeds.editions.select import matching_sources

    for index, edition in enumerate(editions, start=1):
        if sources and not matching_sources(edition, sources):
            raise ConfigError(
                str(path),
                f"edition[{index}] ({edition.id}).sources",
                "matches no source id in sources.toml",
                list(edition.sources),
            )
        if edition.alerts is Alerts.ONLY and not alerts:
            raise ConfigError(
                str(path), f"edition[{index}] ({edition.id}).alerts", "there is no alert in alerts.toml", "only"
            )
