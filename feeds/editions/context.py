"""What an edition is made in: who publishes it, for whom, and how an entry stands for its readers. Pure.

Identity (RFC 4287 §4.2.6): the untranslated republication of an entry keeps the source's ``atom:id``; its translation
into each language has an id of its own, made from that one, and keeps it from the first "not translated yet" on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from feeds.editions.addresses import entry_id
from feeds.model import AlertRule, Edition, Entry, FeedInfo, Partner, Site, Source, State, Topic, Translation
from feeds.text.language import same_language
from feeds.text.urls import name_urn

ORIGINAL = "original"
BILINGUAL = "bilingual"
MULTIPLE = "mul"
"""ISO 639-2 for several languages; a feed needs one word for its language (RFC 5646 §4.1)."""

SHOWN = (State.TRANSLATED, State.REVIEWED, State.PARTIAL)
"""States in which there is a translation to read."""

Row = tuple[Entry, Translation | None]


@dataclass(frozen=True, slots=True)
class Context:
    """What all entries of an edition share."""

    site: Site
    edition: Edition
    target: str
    """The language of translations, also of the first half of a bilingual entry."""
    source_languages: tuple[str, ...]
    """What is translated at all; anything else is republished as it is."""
    infos: Mapping[str, FeedInfo]
    """By source id."""
    alerts: Mapping[str, AlertRule] = field(default_factory=dict)
    """By id."""
    timezone: str = "Europe/Kyiv"
    """IANA name, for the times that are told."""
    partners: Mapping[str, Partner] = field(default_factory=dict)
    """By id."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """By id."""

    @property
    def mode(self) -> str:
        """``original``, ``bilingual`` or a language tag."""
        return self.edition.language

    @property
    def reader(self) -> str | None:
        """The language of its readers; ``None`` where everything is as it came."""
        return None if self.mode == ORIGINAL else self.target


def target_of(edition: Edition, default: str) -> str:
    """Into which language an edition wants its translations."""
    return default if edition.language in (ORIGINAL, BILINGUAL) else edition.language


def matching_sources(edition: Edition, sources: Iterable[Source]) -> tuple[str, ...]:
    """The ids of the sources that an edition takes, in configured order."""
    return tuple(source.id for source in sources if any(fnmatchcase(source.id, pattern) for pattern in edition.sources))


def is_translated(entry: Entry, target: str, source_languages: Sequence[str]) -> bool:
    """Does an entry get a translation into ``target``?"""
    wanted = any(same_language(entry.language, tag) for tag in source_languages)
    return wanted and not same_language(entry.language, target)


def state_of(entry: Entry, translation: Translation | None, target: str, source_languages: Sequence[str]) -> State:
    """How an entry stands for readers of ``target``; a translation of an older text counts as pending."""
    if not is_translated(entry, target, source_languages):
        return State.NOT_NEEDED
    if translation is None or translation.fingerprint != entry.fingerprint:
        return State.PENDING
    return translation.state


def item_id(context: Context, entry: Entry) -> str:
    """Under which id the edition shows an entry, or a story that begins with it."""
    if context.mode == ORIGINAL or not is_translated(entry, context.target, context.source_languages):
        return entry_id(entry.atom_id)
    return name_urn(entry.atom_id, context.mode, context.target)
