"""HTML into units of translation, and back.

A unit is a block's run of words (paragraph, heading, list item, cell, caption, line before a ``<br>``) or the text of
an ``alt`` or ``title`` attribute. Tags around a whole run stay outside of it, tags within become codes
(:mod:`feeds.translation.codes`), and a tag whose other end is in another block ends the run. What needs no translation
(``pre``, ``code``, numbers, words already in Latin letters where the source language is Cyrillic) is never a unit.

Works on the token stream of *sanitised HTML* as nh3 writes it: balanced tags, every attribute in double quotes. So
``join(split(html), {})`` gives the same bytes back, whatever the nesting.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from feeds.text.html import INLINE_TAGS
from feeds.text.language import cyrillic_letters, letters, writes_cyrillic
from feeds.translation import codes

_TOKEN = re.compile(
    r'<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>(?:\s+[a-zA-Z:-]+(?:="[^"]*")?)*)\s*/?>'
)
_ATTRIBUTE = re.compile(r'\s+([a-zA-Z:-]+)(?:="([^"]*)")?')
_INLINE = INLINE_TAGS - {"br"}
_VOID = frozenset({"img", "br", "hr", "wbr"})
_OPAQUE = frozenset({"code", "kbd", "pre", "samp", "var"})
"""Elements whose text is the same in every language."""
_SPACES = re.compile(r"(?:\s|&nbsp;)+")
# The lookbehind keeps it linear: without it, every letter of a long word would start a search for "@".
_NOT_WORDS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[#@][\w.]+")
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


@dataclass(frozen=True, slots=True)
class _Token:
    """A tag, a stretch of text or of white space, or an opaque element with all that is in it."""

    raw: str
    tag: str = ""
    """Empty for text."""
    kind: str = "text"
    """``text``, ``space``, ``open``, ``close``, ``alone`` or ``opaque``."""


def needs_translation(text: str, language: str) -> bool:
    """Are there words of ``language`` in this plain text?"""
    words = _NOT_WORDS.sub(" ", text)
    return bool(cyrillic_letters(words) if writes_cyrillic(language) else letters(words))


def split(markup: str, language: str) -> tuple[Piece, ...]:
    """Cut sanitised HTML written in ``language`` into markup that stays and slots that are to be filled."""
    pieces: list[Piece] = []
    run: list[_Token] = []
    for token in _folded(_tokens(markup)):
        if token.tag in _INLINE or not token.tag:
            run.append(token)
        else:
            pieces += (*_runs(run, language), *_markup(token, language))
            run = []
    return (*pieces, *_runs(run, language))


def split_text(text: str, language: str) -> tuple[Piece, ...]:
    """The same for plain text, a title for instance; join it with :func:`join_text`."""
    if not needs_translation(text, language):
        return (codes.escape(text),)
    return (Slot(codes.normalise(codes.escape(text)), raw=(codes.escape(text),)),)


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
    if piece.in_attribute:
        return html.escape(codes.plain(target))
    markup = {number: (opening, closing) for number, opening, closing in piece.codes}
    filled = []
    for kind, value in codes.parts(target):
        inside = (codes.escape(value),) if kind == "text" else markup[value][kind == "close"]
        filled.append(join(inside, translations, original))
    return "".join(filled)


def _tokens(markup: str) -> Iterator[_Token]:
    position = 0
    for match in _TOKEN.finditer(markup):
        yield from _text(markup[position : match.start()])
        tag = match["tag"].lower()
        yield _Token(match[0], tag, "alone" if tag in _VOID else "close" if match["close"] else "open")
        position = match.end()
    yield from _text(markup[position:])


def _text(raw: str) -> Iterator[_Token]:
    """Text with the white space at its ends apart, which stays whatever becomes of the words."""
    spaces = [(match.start(), match.end()) for match in _SPACES.finditer(raw)]
    start = spaces[0][1] if spaces and spaces[0][0] == 0 else 0
    end = spaces[-1][0] if spaces and spaces[-1][1] == len(raw) else len(raw)
    cuts = ((raw[:start], "space"), (raw[start:end], "text"), (raw[max(start, end) :], "space"))
    return (_Token(text, kind=kind) for text, kind in cuts if text)


def _folded(tokens: Iterable[_Token]) -> Iterator[_Token]:
    """The same with every opaque element as one token."""
    held: list[_Token] = []
    depth = 0
    for token in tokens:
        if token.tag in _OPAQUE:
            depth += 1 if token.kind == "open" else -1
        if not depth and not held:
            yield token
            continue
        held.append(token)
        if not depth:
            yield _Token("".join(one.raw for one in held), held[0].tag, "opaque")
            held = []
    yield from held


def _runs(run: list[_Token], language: str) -> Iterator[Piece]:
    """A line of inline tokens, cut at tags whose other end is in another block."""
    partner = _partners(run)
    start = 0
    for index, token in enumerate(run):
        if token.kind in ("open", "close") and index not in partner:
            yield from _run(run[start:index], language)
            yield from _markup(token, language)
            start = index + 1
    yield from _run(run[start:], language)


def _partners(run: Sequence[_Token]) -> dict[int, int]:
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


def _run(run: Sequence[_Token], language: str) -> Iterator[Piece]:
    """Inline tokens, tags in pairs: what is outside of the words, the words as a slot, what is outside again."""
    start, end = _Shape(run).trimmed()
    inner = run[start:end]
    # Token by token: in "https://a.example<b>Слово</b>" the address ends where the text does.
    wanted = any(needs_translation(html.unescape(token.raw), language) for token in inner if token.kind == "text")
    yield from _all_markup(run[:start], language)
    yield from [_slot(inner, language)] if wanted else _all_markup(inner, language)
    yield from _all_markup(run[end:], language)


class _Shape:
    """Where the pairs and the words of a run are."""

    def __init__(self, run: Sequence[_Token]) -> None:
        self.run = run
        self.partner = _partners(run)
        self._words = [0]
        for token in run:
            text = _NOT_WORDS.sub(" ", html.unescape(token.raw)) if token.kind == "text" else ""
            self._words.append(self._words[-1] + bool(_WORD.search(text)))

    def wordless(self, index: int) -> bool:
        """Is nothing to be read in the pair that begins or ends here but perhaps an address?"""
        other = self.partner[index]
        return self._words[index] == self._words[other]

    def trimmed(self) -> tuple[int, int]:
        """The run without what has no words at both ends, and without pairs of tags that hold all of it."""
        start, end = 0, len(self.run)
        while start < end:
            first, last = self.run[start].kind, self.run[end - 1].kind
            if first in ("space", "alone", "opaque"):
                start += 1
            elif last in ("space", "alone", "opaque"):
                end -= 1
            elif first == "open" and self.wordless(start):
                start = self.partner[start] + 1
            elif last == "close" and self.wordless(end - 1):
                end = self.partner[end - 1]
            elif first == "open" and self.partner[start] == end - 1:
                start, end = start + 1, end - 1
            else:
                break
        return start, end


def _slot(run: Sequence[_Token], language: str) -> Slot:
    shape = _Shape(run)
    pieces: list[tuple[str, str]] = []
    found: list[tuple[str, tuple[Piece, ...], tuple[Piece, ...]]] = []
    numbers: dict[int, str] = {}
    index = 0
    while index < len(run):
        token = run[index]
        number = str(len(found) + 1)
        if token.kind in ("text", "space"):
            pieces.append(("text", html.unescape(token.raw)))
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


def _all_markup(run: Iterable[_Token], language: str) -> Iterator[Piece]:
    for token in run:
        yield from _markup(token, language)


def _markup(token: _Token, language: str) -> tuple[Piece, ...]:
    """A token as it stands, ``alt`` and ``title`` texts as slots of their own, a ``lang`` that will not hold apart."""
    if token.kind not in ("open", "alone"):
        return (token.raw,)
    pieces: list[Piece] = []
    position = 0
    for match in _ATTRIBUTE.finditer(token.raw):
        name, text = match[1], html.unescape(match[2] or "")
        if name in ("alt", "title") and needs_translation(text, language):
            unit = codes.normalise(codes.escape(text))
            pieces += (token.raw[position : match.start(2)], Slot(unit, raw=(match[2],), in_attribute=True))
            position = match.end(2)
        elif name == "lang" and writes_cyrillic(text) == writes_cyrillic(language):
            pieces += (token.raw[position : match.start()], Label(match[0]))
            position = match.end()
    return (*pieces, token.raw[position:])
