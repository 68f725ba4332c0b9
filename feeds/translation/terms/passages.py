"""Passages of coded text: found as if there were no codes, replaced so that every code stays where it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import pairwise

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
_SEPARATORS = " -"
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
    pieces = [piece for piece in _CODE.split(passage) if piece]
    worded = [index for index, piece in enumerate(pieces) if piece[0] != "<" and _WORD.search(piece)]
    parted = [_parted(pieces[one : other + 1]) for one, other in pairwise(worded)]
    shares = _shares(words, [pieces[index].strip(_SEPARATORS) for index in worded], parted)
    if shares is None:
        return None
    made: list[tuple[str, str | None]] = []
    for index, piece in enumerate(pieces):
        if index in worded:
            made += _set_in(piece, *shares.pop(0))
        else:
            made.append((piece, None))
    return made


def _parted(pieces: list[str]) -> bool:
    """Does another word begin behind the codes between these two? A lone code stands for a space."""
    codes_between = any(not piece.startswith(("<g", "</g")) for piece in pieces[1:-1])
    return codes_between or pieces[0][-1] in _SEPARATORS or pieces[-1][0] in _SEPARATORS


def _set_in(piece: str, before: str | None, share: str, behind: str | None) -> list[tuple[str, str | None]]:
    """A piece with its share. White space and hyphens at its ends are apart; ``None`` leaves them as they are."""
    core = piece.strip(_SEPARATORS)
    start = piece.index(core)
    lead, tail = piece[:start], piece[start + len(core) :]
    new = (None if before == lead else before), share, (None if behind == tail else behind)
    return [pair for pair in zip((lead, core, tail), new, strict=True) if pair[0]]


Shares = list[tuple[str | None, str, str | None]]
"""For each piece of a passage its words, and what stands between them and those of its neighbours."""


def _shares(words: str, cores: list[str], parted: list[bool]) -> Shares | None:
    """``words`` shared out to pieces; ``parted``: whether words end between two of them."""
    parts = _SPACES_AND_HYPHENS.split(words)
    targets = parts[::2]
    number = _words_in(cores, parted)
    last = len(cores) - 1
    if not cores:
        return None
    if not last:
        return [(None, words, None)]
    if len(targets) == number:
        return _word_by_word(parts, cores, parted)
    if number == 1 and len(words) > last:
        return [(None, share, None) for share in (*words[:last], words[last:])]
    if all(parted) and len(targets) > last:
        return [(None, share, None) for share in (*targets[:last], "".join(parts[2 * last :]))]
    return None


def _word_by_word(parts: list[str], cores: list[str], parted: list[bool]) -> Shares | None:
    """Each word goes where the one in its place was; one with codes within it is cut by letters."""
    sizes: list[list[int]] = []
    begins: list[int] = []
    for core, new in zip(cores, (True, *parted), strict=True):
        fragments = list(map(len, _SPACES_AND_HYPHENS.split(core)[::2]))
        if not new:
            sizes[-1].append(fragments.pop(0))
        begins.append(len(sizes) - (not new))
        sizes += ([size] for size in fragments)
    if any(len(own) > len(word) for own, word in zip(sizes, parts[::2], strict=True)):
        return None
    cuts = [_letters(word, own) for word, own in zip(parts[::2], sizes, strict=True)]
    gaps = ["", *parts[1::2], ""]
    shares: Shares = []
    for index, core in enumerate(cores):
        first = begins[index]
        number = len(_SPACES_AND_HYPHENS.split(core)[::2])
        text = gap = ""
        for word in range(first, first + number):
            text += gap + cuts[word].pop(0)
            gap = gaps[word + 1]
        shares.append((gaps[first], text, gaps[first + number]))
    return shares


def _letters(word: str, sizes: list[int]) -> list[str]:
    """A word in as many parts, each as long as its size if it can be."""
    made, start = [], 0
    for left, size in zip(range(len(sizes) - 1, -1, -1), sizes, strict=True):
        end = min(start + size, len(word) - left) if left else len(word)
        made.append(word[start:end])
        start = end
    return made


def _words_in(cores: list[str], parted: list[bool]) -> int:
    return sum(len(_SPACES_AND_HYPHENS.split(core)[::2]) for core in cores) - parted.count(False)


def _article(before: str, old: str, new: str) -> str:
    """``an Odessa`` still is ``an Odesa``; ``a hang-up`` is ``an all-clear``."""
    article = _ARTICLE.search(before, max(len(before) - _NEAR, 0))
    vowel, was = new[:1].lower() in "aeiou", _CODE.sub("", old)[:1].lower() in "aeiou"
    if article is None or vowel == was:
        return before
    return f"{before[: article.start()]}{article[1][0]}{'n' if vowel else ''} {article[2]}"
