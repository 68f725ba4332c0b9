"""Units in smaller pieces, for an engine that cannot take a whole one or loses its codes.

What the pieces come to is put together in the order of the original. So links stay where they were, and word order
may suffer; that is worth more to a reader than a paragraph in a language they cannot read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from feeds.text.sentences import sentences
from feeds.translation import codes

Cut = Callable[[str], list[str]]
"""Coded text into pieces of coded text that are it again when joined; white space is a piece of its own."""

_ANY = "und"
"""The language: abbreviations are known by their script."""


def at_sentences(coded: str) -> list[str]:
    """Cut after sentences, where no pair is open: every piece keeps its codes whole."""
    pieces = [""]
    depth = 0
    for kind, value in codes.parts(coded):
        depth += {"open": 1, "close": -1}.get(kind, 0)
        first, *others = _sentences(value) if kind == "text" and not depth else [value]
        pieces[-1] += codes.build([(kind, first)])
        pieces += map(codes.escape, others)
    return [part for piece in pieces for part in _space_apart(piece)]


def at_codes(coded: str) -> list[str]:
    """Cut at every code and after every sentence: no piece with words has a code."""
    pieces: list[str] = []
    for kind, value in codes.parts(coded):
        if kind == "text":
            pieces += map(codes.escape, _sentences(value))
        else:
            pieces.append(codes.build([(kind, value)]))
    return [part for piece in pieces for part in _space_apart(piece)]


def _sentences(text: str) -> list[str]:
    # A character reference that stands for no character is a text of nothing.
    return sentences(text, _ANY) or [text]


def put_together(pieces: list[str], translations: Mapping[str, str]) -> str:
    """The pieces of one unit, those that have a translation in it."""
    return codes.normalise("".join(translations.get(piece, piece) for piece in pieces))


def _space_apart(piece: str) -> Iterator[str]:
    """White space at both ends, and what is between."""
    core = piece.strip()
    if core:
        lead = len(piece) - len(piece.lstrip())
        yield from filter(None, (piece[:lead], core, piece[lead + len(core) :]))
    elif piece:
        yield piece
