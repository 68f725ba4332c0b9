"""A text and what is said to be its translation, in the forms that checks look at; each is made once, when asked."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache, cached_property

from feeds.text.html import squeeze
from feeds.text.language import primary, writes_cyrillic
from feeds.text.sentences import sentences
from feeds.translation import codes
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.figures import figures
from feeds.translation.checks.glosses import glosses
from feeds.translation.checks.matching import unmatched
from feeds.translation.checks.signs import doubtful, without

# Languages without spaces between words, of which a page says in a third of the signs what others say in a page.
_DENSE = frozenset("zh ja ko th lo km my yue".split())


@cache
def addresses() -> re.Pattern[str]:
    """Web and e-mail addresses in plain text."""
    # The lookbehind keeps it linear: without it, every letter of a long word would start a search of its own.
    return re.compile(
        r"(?:https?://|www\.)[^\s<>\"«»“”]+[^\s<>\"«»“”.,;:!?)\]]|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    )


@cache
def tags() -> re.Pattern[str]:
    """Hashtags, and names of accounts: the same in every language."""
    return re.compile(r"(?<!\w)[#@]\w+")


@dataclass(frozen=True)
class Compared:
    """Two coded texts and their languages."""

    source: str
    target: str
    source_language: str
    target_language: str

    @cached_property
    def words(self) -> str:
        """The source as plain text in one line, signs of other programs included."""
        return _flat(self.source)

    @cached_property
    def translated(self) -> str:
        """The target likewise."""
        return _flat(self.target)

    @cached_property
    def doubtful_signs(self) -> frozenset[str]:
        """What is a sign of another program here, and might be a word elsewhere."""
        return doubtful(self.words, cyrillic=self.from_cyrillic)

    @cached_property
    def bare_words(self) -> str:
        """The source without signs and addresses."""
        return _bare(self.words, self.doubtful_signs)

    @cached_property
    def bare_translated(self) -> str:
        """The target likewise."""
        return _bare(self.translated, self.doubtful_signs)

    @cached_property
    def figures(self) -> tuple[list[Figure], list[Figure]]:
        """The numbers of both."""
        return figures(self.bare_words), figures(self.bare_translated)

    @cached_property
    def unmatched(self) -> tuple[list[Figure], list[Figure]]:
        """Numbers that only one side has: those of the source, those of the target."""
        return unmatched(*self.figures)

    @cached_property
    def glosses(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """What each has in brackets behind foreign words, and the other does not."""
        return glosses(self.bare_words, self.bare_translated), glosses(self.bare_translated, self.bare_words)

    @cached_property
    def sentences(self) -> tuple[list[str], list[str]]:
        """The sentences of both."""
        return sentences(self.bare_words, self.source_language), sentences(self.bare_translated, self.target_language)

    @property
    def from_cyrillic(self) -> bool:
        """Is the source written in Cyrillic letters?"""
        return writes_cyrillic(self.source_language)

    @property
    def into_cyrillic(self) -> bool:
        """Is the target to be?"""
        return writes_cyrillic(self.target_language)

    @property
    def languages(self) -> frozenset[str]:
        """Both languages, without their regions."""
        return frozenset((primary(self.source_language), primary(self.target_language)))

    @property
    def alike_in_length(self) -> bool:
        """Do both languages take about as many signs to say the same?"""
        return self.languages.isdisjoint(_DENSE)


def _flat(coded: str) -> str:
    """Words that a lone code (a picture, a line break) keeps apart stay apart."""
    shown = {"open": "", "close": "", "alone": " "}
    return squeeze("".join(value if kind == "text" else shown[kind] for kind, value in codes.parts(coded)))


def _bare(text: str, also: frozenset[str]) -> str:
    if "&" in text and ";" in text:  # what was escaped twice has "&#39;" for an apostrophe, and 39 is no number of it
        text = html.unescape(text)
    text = without(text, also)
    if "@" in text or "://" in text or "www." in text:
        text = addresses().sub(" ", text)
    return text
