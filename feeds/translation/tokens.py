"""Sanitised HTML as a stream of tokens: tags, words, white space, and what is never translated.

Works on the text as nh3 writes it: balanced tags, every attribute in double quotes. The tokens' raw texts are the
markup again when they are joined.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feeds.text.protected import stretches

_TAG = re.compile(r'<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>(?:\s+[a-zA-Z:-]+(?:="[^"]*")?)*)\s*/?>')
_VOID = frozenset({"img", "br", "hr", "wbr"})
_OPAQUE = frozenset({"code", "kbd", "pre", "samp", "var"})
"""Elements whose text is the same in every language."""
_SPACES = re.compile(r"(?:\s|&nbsp;)+")


@dataclass(frozen=True, slots=True)
class Token:
    """A tag, a stretch of text or of white space, or something that is not translated."""

    raw: str
    tag: str = ""
    """Empty for text."""
    kind: str = "text"
    """``text``, ``space``, ``kept`` (a protected stretch of text), ``open``, ``close``, ``alone`` or ``opaque`` (an
    element with all that is in it)."""

    @property
    def text(self) -> str:
        """Of ``text`` and ``space``: as it is read."""
        return html.unescape(self.raw)


def tokens(markup: str) -> Iterator[Token]:
    """Of a page."""
    return _folded(_tags_and_texts(markup))


def text_tokens(raw: str) -> Iterator[Token]:
    """Of a text between tags: white space at its ends stays whatever becomes of the words, and so do addresses."""
    text = html.unescape(raw)
    if written(text) != raw:  # not the sanitiser's spelling, in which alone a piece's raw text is known
        return _spaced(raw)
    return (
        token
        for piece, kept in stretches(text)
        for token in ([Token(written(piece), kind="kept")] if kept else _spaced(written(piece)))
    )


def written(text: str) -> str:
    """Plain text as the sanitiser writes it (HTML, section 13.3, "escaping a string")."""
    return html.escape(text, quote=False).replace("\u00a0", "&nbsp;")


def _tags_and_texts(markup: str) -> Iterator[Token]:
    position = 0
    for match in _TAG.finditer(markup):
        yield from text_tokens(markup[position : match.start()])
        tag = match["tag"].lower()
        yield Token(match[0], tag, "alone" if tag in _VOID else "close" if match["close"] else "open")
        position = match.end()
    yield from text_tokens(markup[position:])


def _spaced(raw: str) -> Iterator[Token]:
    spaces = [(match.start(), match.end()) for match in _SPACES.finditer(raw)]
    start = spaces[0][1] if spaces and spaces[0][0] == 0 else 0
    end = spaces[-1][0] if spaces and spaces[-1][1] == len(raw) else len(raw)
    cuts = ((raw[:start], "space"), (raw[start:end], "text"), (raw[max(start, end) :], "space"))
    return (Token(text, kind=kind) for text, kind in cuts if text)


def _folded(found: Iterable[Token]) -> Iterator[Token]:
    """The same with every opaque element as one token."""
    held: list[Token] = []
    depth = 0
    for token in found:
        if token.tag in _OPAQUE:
            depth += 1 if token.kind == "open" else -1
        if not depth and not held:
            yield token
            continue
        held.append(token)
        if not depth:
            yield Token("".join(one.raw for one in held), held[0].tag, "opaque")
            held = []
    yield from held
