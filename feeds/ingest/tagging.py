"""What an entry is about, by its words: partners that it mentions, topics, what editions need or refuse. Pure.

Looked through are title, summary and content of the original, and of each translation that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from feeds.model import UNDETERMINED, Edition, Entry, Partner, State, Tag, TagKind, Topic, Translation
from feeds.text.fingerprint import fingerprint
from feeds.text.forms import folded_form
from feeds.text.html import to_text

if TYPE_CHECKING:
    from feeds.ingest.partners import Mention, Mentions
    from feeds.ingest.phrases import Found, Phrases

_VERSION = "1"
"""Raised when the same settings give other tags: when partners, phrases or stems are found otherwise."""
_TEXT = "text"
_SHOWN = (State.TRANSLATED, State.REVIEWED, State.PARTIAL)
"""As :mod:`feeds.editions` shows them."""
_BEGINNING = 500
"""Characters of a text in which news says what it is about: further down, one word may be there in passing, the station
of the metro for instance at which a concert is given."""
_OFTEN = 2
"""Places further down that make an entry be about a topic all the same."""
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


if TYPE_CHECKING:
    _Sighting = tuple[_Part, Found]


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
        seen = self._look(parts)
        found = {one.phrase for _, one in seen}
        mentioned = self._mentions.mentioned((part.text, _told(part)) for part in parts) if self._partners else ()
        return frozenset(
            [
                *(Tag(TagKind.PARTNER, term) for term in mentioned),
                *(Tag(TagKind.TOPIC, term) for term in self._about(seen) | self._filed_under(entry)),
                *(Tag(TagKind.EDITION, one.id) for one in self._editions if _allows(one, found)),
            ]
        )

    def why(self, entry: Entry, translations: Iterable[Translation]) -> tuple[Reason, ...]:
        """Each partner that could be meant, each topic that was found, each edition that asks for words."""
        parts = _parts(entry, translations)
        seen = self._look(parts)
        return (
            *self._why_partners(parts),
            *self._why_topics(entry, seen),
            *(_why_edition(edition, _places(seen)) for edition in self._editions),
        )

    def _look(self, parts: Iterable[_Part]) -> list[_Sighting]:
        return [(part, one) for part in parts for one in self._phrases.find(part.text, part.language)]

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

    def _why_topics(self, entry: Entry, seen: Sequence[_Sighting]) -> Iterator[Reason]:
        places, about, filed = _places(seen), self._about(seen), self._filed_under(entry)
        for topic in self._topics:
            because = [where for word in topic.words for where in places.get(word, ())]
            if topic.id in filed:
                because += [f"the source's category “{name}”" for name in entry.categories if self._is_of(topic, name)]
            elif because and topic.id not in about:
                because = [f"in passing only: {where}" for where in because]
            if because:
                yield Reason(Tag(TagKind.TOPIC, topic.id), topic.id in about | filed, tuple(dict.fromkeys(because)))

    def _about(self, seen: Iterable[_Sighting]) -> set[str]:
        """Topics whose words stand where news says what it is about, or more than once."""
        about: set[str] = set()
        passing: dict[tuple[str, str], set[int]] = {}
        for part, one in seen:
            for topic in self._topics_of.get(one.phrase, ()):
                if part.name != _TEXT or one.start < _BEGINNING:
                    about.add(topic)
                else:
                    passing.setdefault((topic, part.language), set()).add(one.end)
        return about | {topic for (topic, _), places in passing.items() if len(places) >= _OFTEN}

    def _filed_under(self, entry: Entry) -> set[str]:
        """Topics by the categories that the source gave."""
        return {topic.id for topic in self._topics if any(self._is_of(topic, name) for name in entry.categories)}

    def _is_of(self, topic: Topic, category: str) -> bool:
        return _alike(category) in self._categories[topic.id]

    @cached_property
    def _topics_of(self) -> dict[str, list[str]]:
        """By their words."""
        found: dict[str, list[str]] = {}
        for topic in self._topics:
            for word in dict.fromkeys(topic.words):
                found.setdefault(word, []).append(topic.id)
        return found

    @cached_property
    def _categories(self) -> dict[str, frozenset[str]]:
        return {topic.id: frozenset(map(_alike, topic.categories)) for topic in self._topics}

    @cached_property
    def _mentions(self) -> Mentions:
        from feeds.ingest.partners import Mentions  # here, as below: a refresh without news needs the digest alone

        return Mentions(self._partners)

    @cached_property
    def _phrases(self) -> Phrases:
        """One for all words of all topics and editions: each text is taken apart once."""
        from feeds.ingest.phrases import Phrases

        topics = (word for topic in self._topics for word in topic.words)
        return Phrases([*topics, *(word for one in self._editions for word in (*one.need, *one.refuse))])


def _parts(entry: Entry, translations: Iterable[Translation]) -> list[_Part]:
    """All that is looked through, as plain text."""
    shown = (one for one in translations if one.state in _SHOWN and one.fingerprint == entry.fingerprint)
    texts: list[Entry | Translation] = [entry, *shown]
    return [part for text in texts for part in _parts_of(text)]


def _parts_of(text: Entry | Translation) -> Iterator[_Part]:
    yield _Part("title", text.language, text.title)
    summary, content = to_text(text.summary), to_text(text.content)
    if summary not in content:  # nearly all are its beginning
        yield _Part("summary", text.language, summary)
    yield _Part(_TEXT, text.language, content)


def _told(part: _Part) -> str | None:
    return None if part.language == UNDETERMINED else part.language


def _alike(category: str) -> str:
    """Categories are compared so."""
    return folded_form(category).casefold()


def _allows(edition: Edition, found: set[str]) -> bool:
    """Has an entry with these phrases what an edition needs, and nothing that it refuses?"""
    return found.isdisjoint(edition.refuse) and (not edition.need or not found.isdisjoint(edition.need))


def _places(seen: Iterable[_Sighting]) -> dict[str, list[str]]:
    """Where each phrase stands, in words."""
    places: dict[str, list[str]] = {}
    for part, one in seen:
        where = f"“{one.words}” {part.place}"
        places.setdefault(one.phrase, []).append(where if one.words == one.phrase else f"{where}: {one.phrase}")
    return places


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
