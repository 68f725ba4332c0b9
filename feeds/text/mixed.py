"""Passages in another language than the text around them, marked with ``lang`` (WCAG 2.2, 3.1.2).

A city's post may give the same news in Ukrainian and English, a report quote a letter in Russian. Whoever reads it
aloud, translates it or searches it needs to know.
"""

from __future__ import annotations

import re

from feeds.text.detect import detect_language
from feeds.text.html import to_text
from feeds.text.language import primary, same_language

# Blocks of running text that hold no other block and say nothing of their language yet.
_NAMES = "p|li|h[1-6]|blockquote|td|th|dd|dt|figcaption|caption|summary"
_BLOCK = re.compile(
    rf"<(?P<tag>{_NAMES})(?P<rest>(?: (?!lang=)[a-z]+=\"[^\"]*\")*)>(?P<text>(?:[^<]|<(?!/?(?:{_NAMES})\b))+)"
)
# What no text in another language is without; nearly every text has none of it, and is done with in 3 µs.
_ENGLISH = (" the ", " and ", " of ", " to ")
_FOREIGN = {
    "uk": (*"ыэёъ", *_ENGLISH),
    "ru": (*"іїєґ", *_ENGLISH),
    "en": tuple("аеио"),
}


def mark_languages(markup: str, language: str) -> str:
    """Sanitised HTML in ``language``, each block that is clearly Ukrainian, Russian or English instead marked as such.

    Of texts in other languages nothing is marked: only these three are told apart. Idempotent.
    """
    if not any(sign in markup for sign in _FOREIGN.get(primary(language), ())):
        return markup
    return _BLOCK.sub(lambda block: _marked(block, language), markup)


def _marked(block: re.Match[str], language: str) -> str:
    found = detect_language(to_text(block["text"]))
    if found is None or same_language(found, language):
        return block[0]
    return f'<{block["tag"]} lang="{found}"{block["rest"]}>{block["text"]}'
