"""HTML into units of translation, and back.

A unit is a block's run of words (paragraph, heading, list item, cell, caption, line before a ``<br>``) or the text of
an ``alt`` or ``title`` attribute. Tags around a whole run stay outside of it, tags within become codes
(:mod:`feeds.translation.codes`), and a tag whose other end is in another block ends the run. Addresses, hashtags and
telephone numbers (:mod:`feeds.text.protected`) are codes that stand alone, so no engine ever sees one. What needs no
translation (``pre``, ``code``, numbers, words already in Latin letters where the source language is Cyrillic) is never
a unit.

Works on the tokens of *sanitised HTML* (:mod:`feeds.translation.tokens`). So ``join(split(html), {})`` gives the same
bytes back, whatever the nesting.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from feeds.text.html import INLINE_TAGS
from feeds.text.language import cyrillic_letters, letters, writes_cyrillic
from feeds.text.protected import stretches, unprotected
from feeds.translation import codes
from feeds.translation.tokens import Token, text_tokens, tokens, written

_ATTRIBUTE = re.compile(r'\s+([a-zA-Z:-]+)(?:="([^"]*)")?')
_INLINE = INLINE_TAGS - {"br"}
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the translation of a unit goes."""

    unit: str
    """Its coded text, normalised: the key of the translation memory."""
    codes: tuple[tuple[str, tuple[Piece, ...], tuple[Piece, ...]], ...] = ()
    """Number, opening markup, closing markup (empty for a code that stands alone)."""
    raw: tuple[Piece, ...] = ()
    """What stands here as long as there is no translation."""
    in_attribute: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A ``lang`` attribute that is true of the original only."""

    raw: str


Piece = str | Slot | Label


def needs_translation(text: str, language: str) -> bool:
    """Are there words of ``language`` in this plain text?"""
    return bool(_letters(unprotected(text), language))


def _letters(text: str, language: str) -> int:
    return cyrillic_letters(text) if writes_cyrillic(language) else letters(text)


def split(markup: str, language: str) -> tuple[Piece, ...]:
    """Cut sanitised HTML written in ``language`` into markup that stays and slots that are to be filled."""
    pieces: list[Piece] = []
    run: list[Token] = []
    for token in tokens(markup):
        if token.tag in _INLINE or not token.tag:
            run.append(token)
        else:
            pieces += (*_runs(run, language), *_markup(token, language))
            run = []
    return (*pieces, *_runs(run, language))


def split_text(text: str, language: str) -> tuple[Piece, ...]:
    """The same for plain text, a title for instance; join it with :func:`join_text`."""
    return tuple(_run([*text_tokens(written(text))], language))


def units(pieces: Iterable[Piece]) -> list[str]:
    """The units in reading order, repetitions included."""
    found: list[str] = []
    for piece in pieces:
        if isinstance(piece, Slot):
            found.append(piece.unit)
            for _, opening, closing in piece.codes:
                found += units((*opening, *closing))
    return found


def join(pieces: Iterable[Piece], translations: Mapping[str, str], original: str = "") -> str:
    """Fill the slots; one whose unit is not in ``translations`` keeps the original.

    Each translation must carry the codes of its unit (:func:`feeds.translation.codes.damage`). ``original`` is the
    language tag of the original where the result passes for a text in another one: passages that stay are marked
    with it, labels that said it of what is now translated go.
    """
    return "".join(_fill(piece, translations, original) for piece in pieces)


def join_text(pieces: Iterable[Piece], translations: Mapping[str, str]) -> str:
    """Fill the slots of :func:`split_text`; plain text."""
    return codes.plain(join(pieces, translations))


def _fill(piece: Piece, translations: Mapping[str, str], original: str) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Label):
        return "" if original else piece.raw
    target = translations.get(piece.unit)
    if target is None:
        raw = join(piece.raw, translations, original)
        # bdi has no look and no meaning of its own, and the sanitiser lets it through.
        return f'<bdi lang="{original}">{raw}</bdi>' if original and not piece.in_attribute else raw
    markup = {number: (opening, closing) for number, opening, closing in piece.codes}
    filled = []
    for kind, value in codes.parts(target):
        text = (html.escape(value, quote=piece.in_attribute),)
        inside = text if kind == "text" else markup[value][kind == "close"]
        filled.append(join(inside, translations, original))
    return "".join(filled)


def _runs(run: list[Token], language: str) -> Iterator[Piece]:
    """A line of inline tokens, cut at tags whose other end is in another block."""
    partner = _partners(run)
    start = 0
    for index, token in enumerate(run):
        if token.kind in ("open", "close") and index not in partner:
            yield from _run(run[start:index], language)
            yield from _markup(token, language)
            start = index + 1
    yield from _run(run[start:], language)


def _partners(run: Sequence[Token]) -> dict[int, int]:
    """Which opening tag belongs to which closing one, both ways; a tag whose other end is outside has none."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for index, token in enumerate(run):
        if token.kind == "open":
            waiting.append(index)
        elif token.kind == "close" and waiting:
            opening = waiting.pop()
            found |= {opening: index, index: opening}
    return found


def _run(run: Sequence[Token], language: str) -> Iterator[Piece]:
    """Inline tokens, tags in pairs: what is outside of the words, the words as a slot, what is outside again."""
    start, end = _Shape(run).trimmed()
    inner = run[start:end]
    wanted = any(_letters(token.text, language) for token in inner if token.kind == "text")
    yield from _all_markup(run[:start], language)
    yield from [_slot(inner, language)] if wanted else _all_markup(inner, language)
    yield from _all_markup(run[end:], language)


class _Shape:
    """Where the pairs and the words of a run are."""

    def __init__(self, run: Sequence[Token]) -> None:
        self.run = run
        self.partner = _partners(run)
        self._words = [0, *accumulate(map(_has_words, run))]
        self._kept = [0, *accumulate(token.kind == "kept" for token in run)]

    def wordless(self, index: int) -> bool:
        """Is nothing to be read in the pair that begins or ends here but perhaps an address?"""
        other = self.partner[index]
        return self._words[index] == self._words[other]

    def trimmed(self) -> tuple[int, int]:
        """The run without what has no words at both ends, and without pairs of tags that hold all of it."""
        start, end = 0, len(self.run)
        while start < end:
            if after := self._after_wordless(start, end):
                start = after
            elif before := self._before_wordless(end):
                end = before
            elif self.run[start].kind == "open" and self.partner[start] == end - 1:
                start, end = start + 1, end - 1
            else:
                break
        return start, end

    def _after_wordless(self, start: int, end: int) -> int | None:
        """Behind the first thing of the run, if it says nothing to translate."""
        token, after = self.run[start], start + 1
        if token.kind in ("space", "alone", "opaque"):
            return after
        if token.kind == "text":  # the comma between two hashtags
            return after if self._kept[start] and not _has_words(token) else None
        if token.kind == "open":
            if not self.wordless(start):
                return None
            after = self.partner[start] + 1
        return None if self._kept[after] > self._kept[start] and self._goes_on(after, end) else after

    def _goes_on(self, index: int, end: int) -> bool:
        """Do the next words belong to what is before them? "@city reports that": the name is part of the sentence."""
        while index < end and self.run[index].kind == "space":
            index += 1
        return index < end and self.run[index].kind == "text" and self.run[index].text[0].islower()

    def _before_wordless(self, end: int) -> int | None:
        """Before the last thing of the run, if it says nothing to translate."""
        token, before = self.run[end - 1], end - 1
        if token.kind in ("space", "alone", "opaque", "kept"):
            return before
        if token.kind == "text":  # the full stop behind an address; behind words it is theirs
            while before >= 0 and self.run[before].kind in ("space", "text") and not _has_words(self.run[before]):
                before -= 1
            return before + 1 if before >= 0 and self.run[before].kind == "kept" else None
        return self.partner[before] if token.kind == "close" and self.wordless(before) else None


def _has_words(token: Token) -> bool:
    return token.kind == "text" and bool(_WORD.search(token.text))


def _slot(run: Sequence[Token], language: str) -> Slot:
    shape = _Shape(run)
    pieces: list[tuple[str, str]] = []
    found: list[tuple[str, tuple[Piece, ...], tuple[Piece, ...]]] = []
    numbers: dict[int, str] = {}
    index = 0
    while index < len(run):
        token = run[index]
        number = str(len(found) + 1)
        if token.kind in ("text", "space"):
            pieces.append(("text", token.text))
        elif token.kind == "close":
            pieces.append(("close", numbers[shape.partner[index]]))
        elif token.kind == "open" and not shape.wordless(index):
            numbers[index] = number
            found.append((number, _markup(token, language), (run[shape.partner[index]].raw,)))
            pieces.append(("open", number))
        else:
            last = shape.partner[index] if token.kind == "open" else index
            found.append((number, tuple(_all_markup(run[index : last + 1], language)), ()))
            pieces.append(("alone", number))
            index = last
        index += 1
    return Slot(codes.normalise(codes.build(pieces)), tuple(found), tuple(_all_markup(run, language)))


def _all_markup(run: Iterable[Token], language: str) -> Iterator[Piece]:
    for token in run:
        yield from _markup(token, language)


def _markup(token: Token, language: str) -> tuple[Piece, ...]:
    """A token as it stands, ``alt`` and ``title`` texts as slots of their own, a ``lang`` that will not hold apart."""
    if token.kind not in ("open", "alone"):
        return (token.raw,)
    pieces: list[Piece] = []
    position = 0
    for match in _ATTRIBUTE.finditer(token.raw):
        name, text = match[1], html.unescape(match[2] or "")
        if name in ("alt", "title") and needs_translation(text, language):
            pieces += (token.raw[position : match.start(2)], _attribute_slot(match[2]))
            position = match.end(2)
        elif name == "lang" and writes_cyrillic(text) == writes_cyrillic(language):
            pieces += (token.raw[position : match.start()], Label(match[0]))
            position = match.end()
    return (*pieces, token.raw[position:])


def _attribute_slot(raw: str) -> Slot:
    pieces: list[tuple[str, str]] = []
    found: list[tuple[str, tuple[Piece, ...], tuple[Piece, ...]]] = []
    for stretch, kept in stretches(html.unescape(raw)):
        if kept:
            found.append((str(len(found) + 1), (html.escape(stretch),), ()))
        pieces.append(("alone", found[-1][0]) if kept else ("text", stretch))
    return Slot(codes.normalise(codes.build(pieces)), tuple(found), (raw,), in_attribute=True)
