"""Passages of coded text: found as if there were no codes, replaced so that every code stays where it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from feeds.text.forms import LONGER, Folded, composed, fold
from feeds.translation import codes

_PAIR = r"</?g\d{1,9}>"
_ALONE = r"<x\d{1,9}/>"
_LONGER = re.compile(rf"{_PAIR}|[ ]?{_ALONE}(?:\s|{_PAIR}|{_ALONE})*|&(?:amp|lt|gt|quot|#39);|{LONGER}")
_MAY_BE_LONGER = re.compile("[<&]")
_CODE = re.compile(rf"({_PAIR}|{_ALONE})")
_WORD = re.compile(r"[^\W_]")
_ARTICLE = re.compile(r"(?<!\w)([Aa]n?) ((?:</?g\d{1,9}>)*)\Z")
_NEAR = 60
"""Characters before a passage in which its article stands, with the codes between."""
_SPACES_AND_HYPHENS = re.compile(r"([\s-]+)")


def seen(coded: str) -> Folded:
    """Normalised coded text as forms are looked for in it: a pair of codes is nothing, a lone one a space."""
    return fold(coded, _LONGER, _written) if _MAY_BE_LONGER.search(coded) else fold(coded)


def _written(passage: str) -> str:
    if passage.startswith("&"):
        return html.unescape(passage)
    if "<x" in passage:
        return " "
    return "" if passage.startswith("<") else composed(passage)


def put(coded: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """``coded`` with words in place of passages: ``(start, end, words)``, in order, none within another.

    Codes within a passage stay where they are; where the words cannot be shared out around them it stays as it is.
    """
    made: list[str] = []
    position = 0
    for start, end, words in changes:
        pieces = cut(coded[start:end], words)
        if pieces is not None:
            made.append(_article(coded[position:start], coded[start:end], words))
            made += (piece if new is None else codes.escape(new) for piece, new in pieces)
            position = end
    return "".join(made) + coded[position:]


def cut(passage: str, words: str) -> list[tuple[str, str | None]] | None:
    """A passage in pieces: codes with ``None``, runs of its words with their share of ``words``.

    ``<g1>Кривий</g1> Ріг`` and ``Kryvyi Rih`` are shared out word by word, ``<g1>Х</g1>арків`` by letters; ``None``
    where neither can be done.
    """
    pieces: list[tuple[str, str | None]] = [(piece, None) for piece in _CODE.split(passage) if piece]
    worded = [index for index, (piece, _) in enumerate(pieces) if piece[0] != "<" and _WORD.search(piece)]
    shares = _shares(words, len(worded), within_word=len(passage.split()) == 1 and "-" not in passage)
    if shares is None:
        return None
    shared: list[tuple[str, str | None]] = []
    for index, (piece, _) in enumerate(pieces):
        if index not in worded:
            shared.append((piece, None))
            continue
        core = piece.strip(" -")
        lead = piece[: piece.index(core)]
        shared += [(lead, None)] if lead else []
        shared.append((core, shares.pop(0)))
        tail = piece[len(lead) + len(core) :]
        shared += [(tail, None)] if tail else []
    return shared


def _shares(words: str, number: int, *, within_word: bool) -> list[str] | None:
    """``words`` in so many shares, the rest in the last one."""
    if number == 1:
        return [words]
    parts = _SPACES_AND_HYPHENS.split(words)
    if number and (len(parts) + 1) // 2 >= number:
        return [*parts[: 2 * (number - 1) : 2], "".join(parts[2 * (number - 1) :])]
    if number and within_word and len(words) >= number:
        return [*words[: number - 1], words[number - 1 :]]
    return None


def _article(before: str, old: str, new: str) -> str:
    """``an Odessa`` still is ``an Odesa``; ``a hang-up`` is ``an all-clear``."""
    article = _ARTICLE.search(before, max(len(before) - _NEAR, 0))
    vowel, was = new[:1].lower() in "aeiou", _CODE.sub("", old)[:1].lower() in "aeiou"
    if article is None or vowel == was:
        return before
    return f"{before[: article.start()]}{article[1][0]}{'n' if vowel else ''} {article[2]}"
