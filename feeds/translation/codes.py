"""Coded text: the text of a unit with its inline tags as numbered codes.

A paragraph ``Мер <a href="…">Лідса</a> & Гента`` is the coded text ``Мер <g1>Лідса</g1> &amp; Гента``. ``<gN>…</gN>``
is a pair and ``<xN/>`` stands alone, as ``g`` and ``x`` do in XLIFF 1.2 §2.3; all else is text in which ``& < >`` are
escaped. The same words with another link behind them are the same coded text, and so the same unit.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

# An HTML engine may return an empty pair for a lone code (BeautifulSoup does), and spaces inside tags.
_CODE = re.compile(r"<\s*(/?)\s*([gx])(\d{1,4})\s*(/?)\s*>(?:\s*<\s*/\s*x\3\s*>)?", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u202f\u2009]+")
_GAP_BEFORE_MARK = re.compile(r"\s+$")


def escape(text: str) -> str:
    """Plain text as coded text."""
    return html.escape(text, quote=False)


def parts(coded: str) -> Iterator[tuple[str, str]]:
    """Split coded text: ``("text", plain)``, ``("open", "1")``, ``("close", "1")``, ``("alone", "2")``."""
    position = 0
    for match in _CODE.finditer(coded):
        if match.start() > position:
            yield "text", html.unescape(coded[position : match.start()])
        kind, number = match[2].lower(), str(int(match[3]))
        yield ("alone" if kind == "x" else "close" if match[1] else "open"), number
        position = match.end()
    if position < len(coded):
        yield "text", html.unescape(coded[position:])


def build(pieces: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> str:
    """The opposite of :func:`parts`."""
    shapes = {"open": "<g{}>", "close": "</g{}>", "alone": "<x{}/>"}
    return "".join(escape(value) if kind == "text" else shapes[kind].format(value) for kind, value in pieces)


def plain(coded: str) -> str:
    """The words alone."""
    return "".join(value for kind, value in parts(coded) if kind == "text")


def normalise(coded: str) -> str:
    """One spelling of a unit: NFC, white space of any kind and length as one space, none at the ends.

    What differs only in these is the same unit for the memory.
    """
    pieces = [(kind, unicodedata.normalize("NFC", value) if kind == "text" else value) for kind, value in parts(coded)]
    return _SPACE.sub(" ", build(pieces)).strip()


def has_codes(coded: str) -> bool:
    """Are there any codes in it?"""
    return _CODE.search(coded) is not None


def codes_of(coded: str) -> Counter[tuple[str, str]]:
    """Every code with how often it stands there; a pair counts by its two ends."""
    return Counter(piece for piece in parts(coded) if piece[0] != "text")


def damage(source: str, target: str) -> str | None:
    """What happened to the codes of ``source`` in ``target``: ``None`` if all are there once and well nested."""
    expected, found = codes_of(source), codes_of(target)
    if expected != found:
        lost, extra = expected - found, found - expected
        return f"{sum(lost.values())} inline codes lost" if lost else f"{sum(extra.values())} inline codes too many"
    open_codes: list[str] = []
    for kind, number in parts(target):
        if kind == "open":
            open_codes.append(number)
        elif kind == "close" and (not open_codes or open_codes.pop() != number):
            return "inline codes cross each other"
    return None
