"""From stored entries to an edition, whatever its language mode. Pure; the same data give the same document.

Identity (RFC 4287 §4.2.6): the untranslated republication of an entry keeps the source's ``atom:id``; its translation
into each language has an id of its own, made from that one, and keeps it from the first "not translated yet" on.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from feeds.editions.alerts import alert_categories, ended_note
from feeds.editions.notes import note
from feeds.model import (
    AlertRule,
    Edition,
    EditionDocument,
    EditionItem,
    Entry,
    FeedInfo,
    Site,
    Source,
    State,
    Translation,
)
from feeds.text.language import primary, same_language
from feeds.text.urls import name_urn

ORIGINAL = "original"
BILINGUAL = "bilingual"
MULTIPLE = "mul"
"""ISO 639-2 for several languages; a feed needs one word for its language (RFC 5646 §4.1)."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""``updated`` of a feed that has had no entry yet: RFC 4287 demands one, and it must not move by itself."""
_SHOWN = (State.TRANSLATED, State.REVIEWED, State.PARTIAL)

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


def compose(context: Context, rows: Sequence[Row]) -> EditionDocument:
    """The edition with these entries, newest first; of entries with the same id the first."""
    items: dict[str, EditionItem] = {}
    for entry, translation in rows:
        item = _item(context, entry, translation)
        items.setdefault(item.id, item)
    return EditionDocument(
        id=name_urn("edition", context.site.id, context.edition.id),
        edition=context.edition,
        site=context.site,
        language=_document_language(context, items.values()),
        updated=max((item.updated for item in items.values()), default=_NEVER),
        items=tuple(items.values()),
    )


def _document_language(context: Context, items: Iterable[EditionItem]) -> str:
    if context.edition.language == BILINGUAL:
        return MULTIPLE
    if context.edition.language != ORIGINAL:
        return context.edition.language
    languages = {item.language for item in items}
    return languages.pop() if len(languages) == 1 else MULTIPLE


def _item(context: Context, entry: Entry, translation: Translation | None) -> EditionItem:
    item = _original(context, entry)
    mode = context.edition.language
    state = state_of(entry, translation, context.target, context.source_languages)
    if mode == ORIGINAL or state is State.NOT_NEEDED:
        return item
    current = translation if translation and translation.fingerprint == entry.fingerprint else None
    item = replace(item, id=name_urn(entry.atom_id, mode, context.target), state=state, url=_page(context, entry))
    words = note(entry, current, context.target, context.timezone)
    # Only here: an original keeps its source's id, so its words are its source's too.
    over = ended_note(entry, context.target, context.timezone)
    if current is None or state not in _SHOWN:
        # Of an older text too: ``updated`` must not go back once that has been published.
        moved = max(entry.updated, translation.updated) if translation else entry.updated
        return replace(item, summary=_after(over, entry.summary), content=over + words + entry.content, updated=moved)
    both = mode == BILINGUAL
    return replace(
        item,
        language=MULTIPLE if both else context.target,
        url_language=context.target,
        title=current.title,
        summary=_after(over, current.summary),
        content=over + (_both(entry, current, context.target, words) if both else current.content + words),
        updated=max(current.updated, entry.updated),
        engine=current.engine,
        translated_at=current.updated,
        warnings=current.findings,
        corrected=current.corrected,
    )


def _after(words: str, summary: str) -> str:
    """A summary that begins with these words; none stays none, for the beginning of the content stands in for it."""
    return words + summary if summary else ""


def _original(context: Context, entry: Entry) -> EditionItem:
    info = context.infos[entry.source_id]
    reader = entry.language if context.edition.language == ORIGINAL else context.target
    return EditionItem(
        id=entry.atom_id,
        language=entry.language,
        title=entry.title,
        url=entry.link or _page(context, entry),
        url_language=entry.language,
        original_url=entry.link,
        original_language=entry.language,
        summary=entry.summary,
        content=entry.content,
        published=entry.published,
        updated=entry.updated,
        # The feed's own date moves with every build of it; the entry's does not, and it is as true.
        source=replace(info, updated=entry.updated),
        state=State.NOT_NEEDED,
        authors=entry.authors,
        categories=entry.categories,
        enclosures=entry.enclosures,
        dated=entry.dated,
        alert=alert_categories(entry, context.alerts, reader),
    )


def _both(entry: Entry, translation: Translation, target: str, words: str) -> str:
    original = f'<div lang="{primary(entry.language)}" translate="no">'
    title = f"<p><strong>{html.escape(entry.title, quote=False)}</strong></p>" if entry.title else ""
    return f'<div lang="{primary(target)}">{translation.content}</div>{words}<hr>{original}{title}{entry.content}</div>'


def _page(context: Context, entry: Entry) -> str:
    return f"{context.site.base_url}/entry/{entry.key}"
