"""One entry as an edition shows it, in each language mode. Pure."""

from __future__ import annotations

import html
from dataclasses import replace

from feeds.editions.alerts import alert_categories, ended_note
from feeds.editions.context import BILINGUAL, MULTIPLE, ORIGINAL, SHOWN, Context, item_id, state_of
from feeds.editions.notes import note
from feeds.model import EditionItem, Entry, State, Translation
from feeds.text.language import primary


def item_of(context: Context, entry: Entry, translation: Translation | None) -> EditionItem:
    """An entry that stands alone: as it came, translated, both, or with the word that it is not translated yet."""
    item = _original(context, entry)
    state = state_of(entry, translation, context.target, context.source_languages)
    if context.mode == ORIGINAL or state is State.NOT_NEEDED:
        return item
    current = translation if translation and translation.fingerprint == entry.fingerprint else None
    item = replace(item, state=state, url=_page(context, entry, context.target))
    words = note(entry, current, context.target, context.timezone)
    # Only here: an original keeps its source's id, so its words are its source's too.
    over = ended_note(entry, context.target, context.timezone)
    if current is None or state not in SHOWN:
        # Of an older text too: ``updated`` must not go back once that has been published.
        moved = max(entry.updated, translation.updated) if translation else entry.updated
        return replace(item, summary=_after(over, entry.summary), content=over + words + entry.content, updated=moved)
    both = context.mode == BILINGUAL
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
    reader = context.reader or entry.language
    return EditionItem(
        id=item_id(context, entry),
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


def _page(context: Context, entry: Entry, target: str | None = None) -> str:
    """Where an entry is read here: as it came, or in the language that it is translated into.

    The website is in English and Ukrainian, and shows a translation into another language at an address of its own.
    """
    language = primary(target or entry.language)
    page = f"{context.site.base_url}/{'uk' if language == 'uk' else 'en'}/entry/{entry.key}"
    return page if target is None or language in ("en", "uk") else f"{page}/{target}"
