"""Codes put back into a translation that was made without them.

An engine that loses codes is given the words alone (:func:`stripped`), and once more what is in each pair
(:func:`inner`). A pair then belongs around the words that its own translation has in common with the whole
(:mod:`feeds.translation.phrases`), or that stand between the same punctuation (:mod:`feeds.translation.segments`). A
link on wrong words is worse than none: where more than one place or no place is found, nothing is placed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.translation import codes
from feeds.translation.outline import Outline, outline
from feeds.translation.search import Search
from feeds.translation.weaving import woven

_MOST_WORK = 200_000
"""Pairs times characters, since each is looked for in the whole text: ten links in 20,000 characters."""
_MOST_INNER = 2
"""How many times the words of a unit may be translated again: those of pairs within pairs are, each time."""
_LETTER = re.compile(r"[^\W\d_]")


def stripped(unit: str) -> str:
    """The unit without its codes, to be translated; ``X2`` stands for the code ``<x2/>``, unless it is in a word."""
    return codes.normalise(codes.escape(outline(unit).text))


def inner(unit: str) -> tuple[str, ...]:
    """What is in the pairs of the unit, without codes, each text once: to be translated too, alone."""
    shape = outline(unit)
    if not _placeable(shape):
        return ()
    texts = dict.fromkeys(shape.words_of(pair) for pair in shape.pairs)
    return tuple(text for text in texts if _LETTER.search(codes.plain(text)))


def placed(unit: str, target: str, inner: Mapping[str, str]) -> str | None:
    """``target``, a translation of ``stripped(unit)``, with every code of the unit where it belongs.

    ``inner`` has the translations of ``inner(unit)``. What is missing there may be a name, and is looked for as it is.
    ``None`` where the place of a code cannot be told; no word of ``target`` is ever lost.
    """
    shape = outline(unit)
    if not _placeable(shape):
        return None
    text = codes.plain(codes.normalise(target))
    spans = Search(shape, text, inner).spans()
    result = woven(shape, text, spans) if spans is not None else None
    return result if result is not None and codes.damage(unit, result) is None else None


def _placeable(shape: Outline) -> bool:
    """Are the codes sound, and few enough for the work that they make?"""
    size = sum(pair.end - pair.start for pair in shape.pairs)
    length = len(shape.text)
    return shape.sound and len(shape.pairs) * length <= _MOST_WORK and size <= _MOST_INNER * length
