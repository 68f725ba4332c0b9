"""What a search shows of a story: its title, and where in it the words stand that were looked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from feeds.model import EntryView, StoryView
from feeds.text.finding import excerpt, marked
from feeds.text.html import to_text
from feeds.text.language import same_language
from webapp.shown import headline, teaser, translation_of

LENGTH: Final = 240
"""Characters of an excerpt."""

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A plain text in pieces; of those with ``True`` a word was looked for."""

    pieces: Pieces
    language: str
    """BCP 47."""
    translated: bool

    @property
    def hit(self) -> bool:
        """Is there a word in it that was looked for?"""
        return any(wanted for _, wanted in self.pieces)


@dataclass(frozen=True, slots=True)
class Result:
    """An entry that was found."""

    view: EntryView
    title: Passage
    excerpt: Passage | None
    """``None``: there is nothing but the title."""

    @property
    def hit(self) -> bool:
        """Does it show a word that was looked for?"""
        return self.title.hit or (self.excerpt is not None and self.excerpt.hit)


@dataclass(frozen=True, slots=True)
class _Text:
    title: str
    bodies: tuple[str, ...]
    """Content and summary, as plain text; none that is empty."""
    language: str
    translated: bool

    def told(self, pieces: Pieces) -> Passage:
        return Passage(pieces, self.language, self.translated)


def result(story: StoryView, ui: str, words: tuple[str, ...]) -> Result:
    """The first entry of a story that has the words, or else the one that stands for it."""
    found = (_of_entry(view, ui, words) for view in (story.lead, *story.others))
    return next((one for one in found if one.hit), None) or _of_entry(story.lead, ui, words)


def _of_entry(view: EntryView, ui: str, words: tuple[str, ...]) -> Result:
    """With the title that lists show, and an excerpt in the reader's language; or where only the other language has
    the words, one in that."""
    shown = headline(view, ui)
    title = Passage(marked(shown.text, words), shown.language, shown.translated)
    texts = _texts(view, ui)
    return Result(view, title, _first_hit(_excerpts(texts, title.hit, words)) or _beginning(view, ui))


def _excerpts(texts: list[_Text], has_title: bool, words: tuple[str, ...]) -> Iterator[Passage]:
    yield from (text.told(excerpt(body, words, LENGTH)) for text in texts for body in text.bodies)
    if not has_title:  # a title that is not shown: the one of the original, or of the translation
        yield from (text.told(excerpt(text.title, words, LENGTH)) for text in texts)


def _first_hit(passages: Iterator[Passage]) -> Passage | None:
    return next((one for one in passages if one.hit), None)


def _beginning(view: EntryView, ui: str) -> Passage | None:
    text = teaser(view, ui)
    return Passage(((text.text, False),), text.language, text.translated) if text else None


def _texts(view: EntryView, ui: str) -> list[_Text]:
    """An entry's own text and its translation, what the reader reads first."""
    entry, translation = view.entry, translation_of(view)
    own = _Text(entry.title, _plain(entry.content, entry.summary), entry.language, False)
    if translation is None:
        return [own]
    # Of a partial translation the title may be the original's, which is in another language than the rest.
    title = translation.title if translation.title != entry.title else ""
    other = _Text(title, _plain(translation.content, translation.summary), translation.language, True)
    return [own, other] if same_language(entry.language, ui) else [other, own]


def _plain(*fragments: str) -> tuple[str, ...]:
    return tuple(filter(None, map(to_text, fragments)))
