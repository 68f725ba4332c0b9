"""What is found out about an entry from its words: partners that it mentions, topics, words that editions ask for. Pure.

Looked through are title, summary and content of the original, and of each translation that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from feeds.ingest.partners import Mention, Mentions
from feeds.ingest.phrases import Phrases
from feeds.model import UNDETERMINED, Edition, Entry, Partner, State, Tag, TagKind, Topic, Translation
from feeds.text.fingerprint import fingerprint
from feeds.text.forms import folded_form
from feeds.text.html import to_text

_VERSION = "1"
"""Raised when the same settings give other tags: when partners, phrases or stems are found otherwise."""
_SHOWN = (State.TRANSLATED, State.REVIEWED, State.PARTIAL)
"""As :mod:`feeds.editions` shows them."""
_NAMED = 5
"""Words that are told of a longer list."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry has a tag, or why it has not."""

    tag: Tag
    given: bool
    because: tuple[str, ...]
    """In English, each without a full stop."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A text of an entry."""

    name: str
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"in the {self.name} ({self.language})"


class Tagger:
    """Finds the tags of entries. Making one costs nothing before it is asked for tags."""

    def __init__(self, partners: Sequence[Partner], topics: Sequence[Topic], editions: Sequence[Edition]) -> None:
        self._partners, self._topics = tuple(partners), tuple(topics)
        self._editions = tuple(edition for edition in editions if edition.need or edition.refuse)

    @property
    def empty(self) -> bool:
        """Is there nothing to look for?"""
        return not (self._partners or self._topics or self._editions)

    @cached_property
    def digest(self) -> str:
        """Of all that tags follow from but the entry: another one, and every entry is to be tagged anew."""
        words = (f"{one.id} {one.need!r} {one.refuse!r}" for one in self._editions)
        return fingerprint(_VERSION, map(repr, self._partners), map(repr, self._topics), words)

    def tags(self, entry: Entry, translations: Iterable[Translation]) -> frozenset[Tag]:
        """All tags of an entry."""
        parts = _parts(entry, translations)
        found = {one.phrase for part in parts for one in self._phrases.find(part.text, part.language)}
        mentioned = self._mentions.mentioned((part.text, _told(part)) for part in parts) if self._partners else ()
        return frozenset(
            [
                *(Tag(TagKind.PARTNER, term) for term in mentioned),
                *(Tag(TagKind.TOPIC, term) for term in self._about(entry, found)),
                *(Tag(TagKind.EDITION, one.id) for one in self._editions if _allows(one, found)),
            ]
        )

    def why(self, entry: Entry, translations: Iterable[Translation]) -> tuple[Reason, ...]:
        """Each partner that could be meant, each topic that was found, each edition that asks for words."""
        parts = _parts(entry, translations)
        found: dict[str, list[str]] = {}
        for part in parts:
            for one in self._phrases.find(part.text, part.language):
                where = f"“{one.words}” {part.place}"
                found.setdefault(one.phrase, []).append(where if one.words == one.phrase else f"{where}: {one.phrase}")
        return (
            *self._why_partners(parts),
            *self._why_topics(entry, found),
            *(_why_edition(edition, found) for edition in self._editions),
        )

    def _why_partners(self, parts: Iterable[_Part]) -> Iterator[Reason]:
        seen: dict[str, list[tuple[_Part, Mention]]] = {}
        for part in parts:
            for mention in self._mentions.find(part.text, _told(part)):
                seen.setdefault(mention.partner, []).append((part, mention))
        for partner in self._partners:
            mentions = seen.get(partner.id)
            if mentions:
                certain = [(part, one) for part, one in mentions if one.certain]
                because = dict.fromkeys(_said(part, one) for part, one in certain or mentions)
                yield Reason(Tag(TagKind.PARTNER, partner.id), bool(certain), tuple(because))

    def _why_topics(self, entry: Entry, found: dict[str, list[str]]) -> Iterator[Reason]:
        own = {_alike(name): name for name in entry.categories}
        for topic in self._topics:
            because = [where for word in topic.words for where in found.get(word, ())]
            because += [f"the source's category “{own[name]}”" for name in self._categories[topic.id] if name in own]
            if because:
                yield Reason(Tag(TagKind.TOPIC, topic.id), True, tuple(dict.fromkeys(because)))

    def _about(self, entry: Entry, found: set[str]) -> Iterator[str]:
        own = {_alike(name) for name in entry.categories}
        for topic in self._topics:
            if not found.isdisjoint(topic.words) or not own.isdisjoint(self._categories[topic.id]):
                yield topic.id

    @cached_property
    def _categories(self) -> dict[str, frozenset[str]]:
        return {topic.id: frozenset(map(_alike, topic.categories)) for topic in self._topics}

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self._partners)

    @cached_property
    def _phrases(self) -> Phrases:
        """One for all words of all topics and editions: each text is taken apart once."""
        topics = (word for topic in self._topics for word in topic.words)
        return Phrases([*topics, *(word for one in self._editions for word in (*one.need, *one.refuse))])


def _parts(entry: Entry, translations: Iterable[Translation]) -> list[_Part]:
    """All that is looked through, as plain text."""
    shown = [one for one in translations if one.state in _SHOWN and one.fingerprint == entry.fingerprint]
    return [part for one in (entry, *shown) for part in _parts_of(one)]


def _parts_of(text: Entry | Translation) -> Iterator[_Part]:
    yield _Part("title", text.language, text.title)
    summary, content = to_text(text.summary), to_text(text.content)
    if summary not in content:  # nearly all are its beginning
        yield _Part("summary", text.language, summary)
    yield _Part("text", text.language, content)


def _told(part: _Part) -> str | None:
    return None if part.language == UNDETERMINED else part.language


def _alike(category: str) -> str:
    """Categories are compared so."""
    return folded_form(category).casefold()


def _allows(edition: Edition, found: Iterable[str]) -> bool:
    """Has an entry with these phrases what an edition needs, and nothing that it refuses?"""
    found = frozenset(found)
    return found.isdisjoint(edition.refuse) and (not edition.need or not found.isdisjoint(edition.need))


def _why_edition(edition: Edition, found: dict[str, list[str]]) -> Reason:
    refused = [f"refused: {where}" for word in edition.refuse for where in found.get(word, ())]
    needed = [f"needed: {where}" for word in edition.need for where in found.get(word, ())]
    if edition.need and not needed:
        refused.append(f"none of the words that are needed: {_listed(edition.need)}")
    because = refused or needed or [f"none of the words that are refused: {_listed(edition.refuse)}"]
    return Reason(Tag(TagKind.EDITION, edition.id), not refused, tuple(dict.fromkeys(because)))


def _listed(words: Sequence[str]) -> str:
    rest = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _said(part: _Part, mention: Mention) -> str:
    return f"“{part.text[mention.start : mention.end]}” {part.place}: {mention.why}"
