"""A story as an edition shows it: one item, whichever and however many entries tell the news. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from feeds.editions.context import ORIGINAL, SHOWN, Context, Row, item_id, state_of
from feeds.editions.item import item_of
from feeds.editions.notes import also
from feeds.model import Category, EditionItem, Entry, Other, State, Tag, TagKind, Translation
from feeds.text.fingerprint import fingerprint
from feeds.text.html import to_text
from feeds.text.language import primary


@dataclass(frozen=True, slots=True)
class Story:
    """What tells the same news: the entries of it that an edition takes, oldest first."""

    rows: tuple[Row, ...]
    tags: frozenset[Tag] = frozenset()
    """Of all of them."""
    item: str | None = None
    """The id under which the edition has shown it; ``None``: never yet."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A story as an edition shows it."""

    item: EditionItem
    digest: str
    """Of all that is news to a subscriber if it changes: not our own words and tags, nor where a picture is kept.

    One more partner in the settings would otherwise send all news of years around that mentions it.
    """
    keys: tuple[str, ...]
    """Of the entries whose words or addresses are in it."""


def show(context: Context, story: Story) -> Shown:
    """A story as the edition shows it: the fullest of its entries, with links to the others.

    Its id and its date are those of the first entry, whichever is shown: they stay when another one joins.
    """
    first = story.rows[0][0]
    row = _fullest(context, story.rows)
    item = replace(
        item_of(context, *row),
        id=story.item or item_id(context, first),
        published=first.published,
        dated=first.dated,
        tags=_tags(context, story.tags),
        others=tuple(_other(context, *other) for other in story.rows if other is not row and other[0].link),
    )
    seen = _seen(context, *row, item)
    if context.reader and item.others and item.state in (*SHOWN, State.NOT_NEEDED):
        item = replace(item, content=item.content + also(item.others, context.reader))
    return Shown(item, seen, tuple(entry.key for entry, _ in story.rows))


def _fullest(context: Context, rows: Sequence[Row]) -> Row:
    """The entry with most to read: one in the readers' language before one that waits for its translation."""
    if len(rows) == 1:
        return rows[0]

    def worth(row: Row) -> tuple[bool, int]:
        state = state_of(*row, context.target, context.source_languages)
        readable = context.mode == ORIGINAL or state in (*SHOWN, State.NOT_NEEDED)
        return readable, len(to_text(row[0].content or row[0].summary))

    return max(rows, key=worth)  # of equals the oldest


def _seen(context: Context, entry: Entry, translation: Translation | None, item: EditionItem) -> str:
    current = translation if item.engine is not None or item.translated_at is not None else None
    texts = [entry.fingerprint, current.title, current.summary, current.content] if current else [entry.fingerprint]
    return fingerprint(
        texts, item.state.value, item.title, item.language, item.engine or "", repr(item.warnings),
        repr(item.corrected), item.original_url or "", repr(item.published), repr(item.alert),
        repr(item.others),
    )  # fmt: skip


def _tags(context: Context, tags: Iterable[Tag]) -> tuple[Category, ...]:
    """Partners and topics with their names in the readers' language; in a fixed order."""
    reader = primary(context.reader or "en")
    found = []
    for tag in sorted(tags):
        if tag.kind is TagKind.PARTNER and (partner := context.partners.get(tag.term)):
            found.append(Category(f"partner-{tag.term}", partner.names.get(reader, partner.name)))
        elif tag.kind is TagKind.TOPIC and (topic := context.topics.get(tag.term)):
            found.append(Category(f"topic-{tag.term}", (topic.title_uk if reader == "uk" else None) or topic.title))
    return tuple(found)


def _other(context: Context, entry: Entry, translation: Translation | None) -> Other:
    state = state_of(entry, translation, context.target, context.source_languages)
    translated = translation is not None and context.reader is not None and state in SHOWN
    title, language = (translation.title, context.target) if translated and translation else ("", "")
    return Other(
        entry.link or "",
        title or entry.title,
        context.infos[entry.source_id].title,
        language if title else entry.language,
        entry.language,
    )
