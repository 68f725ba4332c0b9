"""``editions.toml``, with the editions of partners: read, and compared with what they choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from feeds.config.files import load_unique
from feeds.config.partners import PartnersFile, partner_editions
from feeds.config.tables import EditionsTable
from feeds.editions.context import matching_sources
from feeds.errors import ConfigError
from feeds.model import AlertRule, Alerts, Edition, Source, Topic


@dataclass(frozen=True, slots=True)
class Choice:
    """What editions can choose from, and the folder of settings that it was read from."""

    folder: Path
    sources: tuple[Source, ...]
    alerts: tuple[AlertRule, ...]
    partners: PartnersFile
    topics: tuple[Topic, ...]


def load_editions(choice: Choice, target: str) -> tuple[Edition, ...]:
    """Those of ``editions.toml``, then one for each partner, into the main language ``target``.

    :raises ConfigError: naming file, key, value and reason.
    """
    path = choice.folder / "editions.toml"
    tables = load_unique(path, "edition", EditionsTable)
    own = tuple(Edition(**edition.model_dump()) for edition in tables.edition)
    for index, edition in enumerate(own, start=1):
        for key, reason, value in _faults(edition, choice):
            raise ConfigError(str(path), f"edition[{index}] ({edition.id}).{key}", reason, value)
    return (*own, *_of_partners(choice, target, {edition.id for edition in own}))


def _of_partners(choice: Choice, target: str, taken: set[str]) -> tuple[Edition, ...]:
    path = str(choice.folder / "partners.toml")
    editions = partner_editions(choice.partners, target)
    for edition in editions:
        if edition.id in taken:
            raise ConfigError(path, "", f"makes an edition {edition.id!r}, and there is one in editions.toml too")
        for key, reason, value in _faults(edition, choice):
            raise ConfigError(path, f"edition.{key}", reason, value)
    return editions


def _faults(edition: Edition, choice: Choice) -> Iterator[tuple[str, str, object]]:
    """What can never be true of anything: the key, the reason and the value."""
    partners = [partner.id for partner in choice.partners.partners]
    if choice.sources and not matching_sources(edition, choice.sources):
        yield "sources", "matches no source id in sources.toml", list(edition.sources)
    if edition.alerts is Alerts.ONLY and not choice.alerts:
        yield "alerts", "there is no alert in alerts.toml", "only"
    for pattern in _unknown(edition.partners, partners):
        yield "partners", "matches no partner id in partners.toml", pattern
    for pattern in _unknown(edition.topics, [topic.id for topic in choice.topics]):
        yield "topics", "matches no topic id in topics.toml", pattern
    if edition.first is not None and edition.first not in partners:
        yield "first", "is no partner id in partners.toml", edition.first


def _unknown(patterns: Sequence[str], ids: Sequence[str]) -> Iterator[str]:
    return (pattern for pattern in patterns if not any(fnmatchcase(one, pattern) for one in ids))
