"""Which language an entry is in: what is said of it, unless its own words say otherwise. Pure."""

from __future__ import annotations

from collections import Counter

from feeds.model import UNDETERMINED, ParsedEntry, ParsedFeed, Source
from feeds.text.detect import detect_blocks, detect_language
from feeds.text.html import to_text
from feeds.text.language import letters, primary, same_language

_SAMPLE = 2_000
"""Characters of markup that are looked at."""
_ENOUGH = 60
"""Letters that it takes to overrule what is said: a name or a slogan may be in any language."""
_ENGLISH_BESIDE = 5
"""A post in English and another language is in the other one, if at least one letter in so many is."""
# Letters that only one of the two has, and what part of a text they are at least: a third of the usual 7 and 2 %.
_ONLY_UKRAINIAN, _ONLY_RUSSIAN = "іїєґ", "ыэёъ"
_UKRAINIAN_SHARE, _RUSSIAN_SHARE = 0.02, 0.007
_CYRILLIC_VOWELS = "аеио"


def language_of(source: Source, feed: ParsedFeed, parsed: ParsedEntry) -> str:
    """A BCP 47 tag; ``und`` where nobody says and nothing tells.

    What an entry says of itself alone comes first, then the editor's word, then the feed's. Ukrainian, Russian and
    English are told apart, so a text in one of them that is said to be in another language is known for what it is:
    an English post in a Ukrainian feed would be translated from Ukrainian, a Russian one pass for Ukrainian.
    """
    said = _said(source, feed, parsed)
    markup = parsed.content or parsed.summary
    beginning = f"{parsed.title} {markup[:_SAMPLE]}"
    if said is not None and _agrees(said, beginning):
        return said
    sample = to_text(beginning)
    found = detect_language(sample)
    if said is None:
        return found or _of_most_blocks(markup) or UNDETERMINED
    return found if found and not same_language(found, said) and letters(sample) >= _ENOUGH else said


def _said(source: Source, feed: ParsedFeed, parsed: ParsedEntry) -> str | None:
    own, common = parsed.language, feed.info.language
    if own and (common is None or not same_language(own, common)):
        return own
    return source.language or own or common


def _agrees(tag: str, sample: str) -> bool:
    """Can a look at single letters tell that a text, tags and all, is in this language?

    What says of itself what it is, nearly every entry, costs 6 µs; the detector takes a hundred times as long.
    """
    count = sample.count
    ukrainian = sum(map(count, _ONLY_UKRAINIAN))
    russian = sum(map(count, _ONLY_RUSSIAN))
    match primary(tag):
        case "uk":
            return ukrainian > _UKRAINIAN_SHARE * len(sample) and ukrainian > 2 * russian
        case "ru":
            return russian > _RUSSIAN_SHARE * len(sample) and russian > 2 * ukrainian
        case "en":
            return sum(map(count, _CYRILLIC_VOWELS)) < _UKRAINIAN_SHARE * len(sample)
        case _:
            return False


def _of_most_blocks(markup: str) -> str | None:
    """Of a text in several languages, that of most letters; English only if hardly anything is in another one."""
    weights: Counter[str] = Counter()
    for text, language in detect_blocks(markup):
        if language is not None:
            weights[language] += letters(text)
    other = Counter({language: weight for language, weight in weights.items() if language != "en"})
    if other and other.total() * _ENGLISH_BESIDE >= weights.total():
        return other.most_common(1)[0][0]
    return weights.most_common(1)[0][0] if weights else None
