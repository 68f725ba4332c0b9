"""HTML into units of translation, and back.

A unit is a block's run of words (paragraph, heading, list item, cell, caption, line before a ``<br>``) or the text of
an ``alt`` or ``title`` attribute. Tags around a whole run stay outside of it, tags within become codes
(:mod:`feeds.translation.codes`). What needs no translation (``pre``, ``code``, numbers, words already in Latin letters
where the source language is Cyrillic) never becomes a unit.

Works on the token stream of *sanitised HTML* as nh3 writes it: balanced tags, every attribute in double quotes. So
``join(split(html), {})`` gives the same bytes back, whatever the nesting.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from feeds.text.language import cyrillic_letters, letters, writes_cyrillic
from feeds.translation import codes

_TOKEN = re.compile(
    r'<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>(?:\s+[a-zA-Z:-]+(?:="[^"]*")?)*)\s*/?>'
)
_TEXT_ATTRIBUTE = re.compile(r'(?<=\s)(?:alt|title)="([^"]*)"')
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i img ins kbd mark q s samp small strong sub sup time u var".split()
)
_VOID = frozenset({"img", "br", "hr"})
_OPAQUE = frozenset({"code", "kbd", "samp", "var"})
"""Inline elements whose text is the same in every language: one code with all that is in it."""
_NOT_WORDS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[#@][\w.]+")


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


Piece = str | Slot


@dataclass(frozen=True, slots=True)
class _Token:
    """A tag or a stretch of text of the markup."""

    raw: str
    tag: str = ""
    """Empty for text."""
    kind: str = "text"
    """``text``, ``open``, ``close`` or ``alone``."""


def needs_translation(text: str, language: str) -> bool:
    """Are there words of ``language`` in this plain text?"""
    words = _NOT_WORDS.sub(" ", text)
    return bool(cyrillic_letters(words) if writes_cyrillic(language) else letters(words))


def split(markup: str, language: str) -> tuple[Piece, ...]:
    """Cut sanitised HTML written in ``language`` into markup that stays and slots that are to be filled."""
    pieces: list[Piece] = []
    run: list[_Token] = []
    pre = 0
    for token in _tokens(markup):
        if not pre and token.tag in ("", *_INLINE):
            run.append(token)
            continue
        pieces += _run(run, language)
        run = []
        pre += {"open": 1, "close": -1}.get(token.kind, 0) if token.tag == "pre" else 0
        pieces.append(token.raw)
    return (*pieces, *_run(run, language))


def split_text(text: str, language: str) -> tuple[Piece, ...]:
    """The same for plain text, a title for instance; join it with :func:`join_text`."""
    if not needs_translation(text, language):
        return (codes.escape(text),)
    return (Slot(codes.normalise(codes.escape(text)), raw=(codes.escape(text),)),)


def units(pieces: tuple[Piece, ...]) -> list[str]:
    """The units in reading order, repetitions included."""
    found: list[str] = []
    for piece in pieces:
        if isinstance(piece, Slot):
            found.append(piece.unit)
            for _, opening, closing in piece.codes:
                found += units((*opening, *closing))
    return found


def join(pieces: tuple[Piece, ...], translations: Mapping[str, str]) -> str:
    """Fill the slots; one whose unit is not in ``translations`` keeps the original.

    Each translation must carry the codes of its unit (:func:`feeds.translation.codes.damage`).
    """
    return "".join(piece if isinstance(piece, str) else _fill(piece, translations) for piece in pieces)


def join_text(pieces: tuple[Piece, ...], translations: Mapping[str, str]) -> str:
    """Fill the slots of :func:`split_text`; plain text."""
    return codes.plain(join(pieces, translations))


def _fill(slot: Slot, translations: Mapping[str, str]) -> str:
    target = translations.get(slot.unit)
    if slot.in_attribute:
        return html.escape(codes.plain(slot.unit if target is None else target))
    if target is None:
        return join(slot.raw, translations)
    markup = {number: (opening, closing) for number, opening, closing in slot.codes}
    filled = []
    for kind, value in codes.parts(target):
        if kind == "text":
            filled.append(codes.escape(value))
        else:
            opening, closing = markup[value]
            filled.append(join(closing if kind == "close" else opening, translations))
    return "".join(filled)


def _tokens(markup: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    for match in _TOKEN.finditer(markup):
        if match.start() > position:
            tokens.append(_Token(markup[position : match.start()]))
        tag = match["tag"].lower()
        kind = "alone" if tag in _VOID else "close" if match["close"] else "open"
        tokens.append(_Token(match[0], tag, kind))
        position = match.end()
    if position < len(markup):
        tokens.append(_Token(markup[position:]))
    return tokens


def _run(run: list[_Token], language: str) -> list[Piece]:
    """One run of inline tokens: what is outside of the words, the words as a slot, what is outside again."""
    partner = _partners(run)
    start, end = _trim(run, partner)
    head = [piece for token in run[:start] for piece in _markup(token, language)]
    tail = [piece for token in run[end:] for piece in _markup(token, language)]
    inner = run[start:end]
    words = html.unescape("".join(token.raw for token in inner if token.kind == "text"))
    if not needs_translation(words, language):
        return [*head, *(piece for token in inner for piece in _markup(token, language)), *tail]
    return [*head, _slot(inner, _partners(inner), language), *tail]


def _partners(run: list[_Token]) -> dict[int, int]:
    """Which opening tag belongs to which closing one, both ways; a tag whose other end is outside has none."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for index, token in enumerate(run):
        if token.kind == "open":
            waiting.append(index)
        elif token.kind == "close" and waiting and run[waiting[-1]].tag == token.tag:
            opening = waiting.pop()
            found |= {opening: index, index: opening}
    return found


def _trim(run: list[_Token], partner: dict[int, int]) -> tuple[int, int]:
    """Leave out at both ends: white space, lone tags, and pairs of tags that hold the whole run."""
    start, end = 0, len(run)
    while start < end:
        first, last = run[start], run[end - 1]
        if _outside(first, start, partner):
            start += 1
        elif _outside(last, end - 1, partner):
            end -= 1
        elif first.kind == "open" and first.tag not in _OPAQUE and partner.get(start) == end - 1:
            start, end = start + 1, end - 1
        else:
            break
    return start, end


def _outside(token: _Token, index: int, partner: dict[int, int]) -> bool:
    if token.kind == "text":
        return not html.unescape(token.raw).strip()
    return token.kind == "alone" or index not in partner


def _slot(run: list[_Token], partner: dict[int, int], language: str) -> Slot:
    pieces: list[tuple[str, str]] = []
    found: list[tuple[str, tuple[Piece, ...], tuple[Piece, ...]]] = []
    numbers: dict[int, str] = {}
    index = 0
    while index < len(run):
        token, other = run[index], partner.get(index)
        if token.kind == "text":
            pieces.append(("text", html.unescape(token.raw)))
        elif token.kind == "close" and other is not None:
            pieces.append(("close", numbers[other]))
        elif token.kind == "open" and other is not None and token.tag not in _OPAQUE:
            numbers[index] = number = str(len(found) + 1)
            found.append((number, _markup(token, language), (run[other].raw,)))
            pieces.append(("open", number))
        else:
            last = other if token.kind == "open" and other is not None else index
            inside = tuple(piece for held in run[index : last + 1] for piece in _markup(held, language))
            found.append((str(len(found) + 1), inside, ()))
            pieces.append(("alone", str(len(found))))
            index = last
        index += 1
    raw = tuple(piece for token in run for piece in _markup(token, language))
    return Slot(codes.normalise(codes.build(pieces)), tuple(found), raw)


def _markup(token: _Token, language: str) -> tuple[Piece, ...]:
    """A token as it stands, its ``alt`` and ``title`` texts as slots of their own."""
    if token.kind not in ("open", "alone"):
        return (token.raw,)
    pieces: list[Piece] = []
    position = 0
    for match in _TEXT_ATTRIBUTE.finditer(token.raw):
        text = html.unescape(match[1])
        if needs_translation(text, language):
            pieces.append(token.raw[position : match.start(1)])
            pieces.append(Slot(codes.normalise(codes.escape(text)), in_attribute=True, raw=(match[1],)))
            position = match.end(1)
    return (*pieces, token.raw[position:])
