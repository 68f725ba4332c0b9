"""Text that any reader can take: legal in XML 1.0, on one line where that is asked for, whole in its directions."""

from __future__ import annotations

import re

from feeds.text.html import squeeze, strip_controls

_DISCOURAGED = re.compile("[\x7f-\x84\x86-\x9f\ufdd0-\ufdef]")
"""Legal, but XML 1.0 §2.2 asks authors to avoid them: what is left of text read in a wrong encoding."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|\x85")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CLOSED_BY = {
    "\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c",
    "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069",
}  # fmt: skip
"""Embeddings, overrides and isolates, and what ends them (Unicode Standard Annex 9 §2)."""


def clean_text(text: str) -> str:
    """``text`` as XML 1.0 may hold it, line ends as ``\\n``; a lone surrogate becomes U+FFFD, a pair its character."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _LINE_END.sub("\n", strip_controls(_DISCOURAGED.sub("", text)))


def clean_line(text: str) -> str:
    """``text`` on one line; empty when there is nothing in it that can be seen."""
    line = _balanced(squeeze(clean_text(text)))
    return line if any(char.isprintable() for char in line.replace(" ", "")) else ""


def _balanced(line: str) -> str:
    """``line`` without directional controls that are not ended, or end nothing.

    A title stands among other words; one such character turns round all that comes after it.
    """
    if not _BIDI.search(line):
        return line
    begun: list[int] = []
    stray: set[int] = set()
    for place, char in enumerate(line):
        if char in _CLOSED_BY:
            begun.append(place)
        elif char in "\u202c\u2069":
            if begun and _CLOSED_BY[line[begun[-1]]] == char:
                begun.pop()
            else:
                stray.add(place)
    stray.update(begun)
    return squeeze("".join(char for place, char in enumerate(line) if place not in stray))
