"""Units in smaller pieces, for an engine that cannot take a whole one or loses its codes.

What the pieces come to is put together in the order of the original. So links stay where they were, and word order
may suffer; that is worth more to a reader than a paragraph in a language they cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from feeds.translation import codes

Cut = Callable[[str], list[str]]
"""Coded text into pieces of coded text that are it again when joined; white space is a piece of its own."""

# Four letters before the full stop, since "вул. Сумська" and "ім. Шевченка" are no sentences.
_SENTENCE_END = re.compile(r"(?:(?<=\w{4}[.!?…])|(?<=\w{4}[.!?…][»”\")]))(?=\s\W{0,3}[A-ZА-ЯЄІЇҐ])")


def at_sentences(coded: str) -> list[str]:
    """Cut after sentences, where no pair is open: every piece keeps its codes whole."""
    pieces = [""]
    depth = 0
    for kind, value in codes.parts(coded):
        depth += {"open": 1, "close": -1}.get(kind, 0)
        first, *others = _SENTENCE_END.split(value) if kind == "text" and not depth else [value]
        pieces[-1] += codes.build([(kind, first)])
        pieces += map(codes.escape, others)
    return [part for piece in pieces for part in _space_apart(piece)]


def at_codes(coded: str) -> list[str]:
    """Cut at every code and after every sentence: no piece with words has a code."""
    pieces: list[str] = []
    for kind, value in codes.parts(coded):
        if kind == "text":
            pieces += map(codes.escape, _SENTENCE_END.split(value))
        else:
            pieces.append(codes.build([(kind, value)]))
    return [part for piece in pieces for part in _space_apart(piece)]


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
