"""Regular expressions that an editor writes: what they are looked for in, and which could run for hours on it."""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[*+?]|\{\d*,?\d*\}|.", re.DOTALL)
_UNLIMITED = re.compile(r"[*+]|\{\d*,\}")
_REPEATS = re.compile(r"[*+]|\{\d*,?\d*\}")

# Emoji come with and without U+FE0F, words with soft hyphens and zero-width characters.
_UNSEEN = re.compile("[\ufe0e\ufe0f\u00ad\u200b-\u200d\u2060\ufeff]")
_APOSTROPHES = re.compile("[ʼ’‘`´]")
# A Latin i where і belongs, as some keyboards give it: повiтряна.
_LATIN_I = re.compile(r"(?<=[а-яєїґ])i|i(?=[а-яєїґ])", re.IGNORECASE)


def plain(text: str) -> str:
    """Text as patterns can expect it, and patterns as they fit it: composed, one kind of apostrophe, nothing unseen."""
    composed = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return _LATIN_I.sub("і", _APOSTROPHES.sub("'", composed))


def why_slow(pattern: str) -> str | None:
    """What is wrong with a valid pattern that could take too long on some text, in words; ``None``: nothing.

    Python's matcher tries every way to share a text out among repetitions. Repeated groups can make that exponential
    (``(a+)+``, ``(a|ab)*``), repeated dots a high power of the text's length; of letters and classes, words are the
    limit.
    """
    before = ""
    for token in _TOKEN.findall(pattern):
        if before == ")" and _REPEATS.fullmatch(token):
            return f"repeats a group with {token}, which can take for ever; only ? may stand behind a group"
        if before == "." and _UNLIMITED.fullmatch(token):
            return f"repeats . with {token}, which can take for ever; say how often at most: .{{0,40}}"
        before = token
    return None
