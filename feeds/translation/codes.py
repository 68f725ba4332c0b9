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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from feeds.text.html import squeeze, strip_controls

# An HTML engine may return an empty pair for a lone code (BeautifulSoup does), and spaces inside tags; only a few,
# since two unbounded runs of spaces in a row make a regular expression quadratic.
_CODE = re.compile(
    r"<\s{0,3}(/?)\s{0,3}([gx])([0-9]{1,9})\s{0,3}(/?)\s{0,3}>(?:\s{0,3}<\s{0,3}/\s{0,3}x\3\s{0,3}>)?", re.IGNORECASE
)
_CLOSES = re.compile(r"(?: ?</g\d+>)+")
_OPENS = re.compile(r"(?:<g\d+> ?)+")
_WORD = re.compile(r"\w")
_SPACED_BEFORE = re.compile(r"\s(<[gx]\d+/?>)")
_SPACED_AFTER = re.compile(r"(</g\d+>|<x\d+/>)\s")
_GLUED_BEFORE = re.compile(r"\w(<x\d+/>)")
_GLUED_AFTER = re.compile(r"(<x\d+/>)(?=\w)")
_ENDS_IN_WORD = re.compile(r"\w\Z")
_WANTS_SPACE_AFTER = re.compile(r"[\w,.;:!?…)»”%]\Z")
_WANTS_SPACE_BEFORE = re.compile(r"[\w(«“„–—]")


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


def build(pieces: Iterable[tuple[str, str]]) -> str:
    """The opposite of :func:`parts`."""
    shapes = {"open": "<g{}>", "close": "</g{}>", "alone": "<x{}/>"}
    return "".join(escape(value) if kind == "text" else shapes[kind].format(value) for kind, value in pieces)


def plain(coded: str) -> str:
    """The words alone."""
    return "".join(value for kind, value in parts(coded) if kind == "text")


_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")


def normalise(coded: str) -> str:
    """One spelling of a unit, which is what the memory knows it by; idempotent.

    NFC, nothing that XML cannot hold and no sign that nobody sees (soft hyphen, zero width space, word joiner), white
    space of any kind and length as one space, none at the ends, and none just inside of a pair: ``<g1>Лідс </g1>і``
    is ``<g1>Лідс</g1> і``. Nobody sees the difference, editors of city sites leave such spaces everywhere, and an
    engine that moves one would glue two words together.
    """
    pieces = [
        (kind, unicodedata.normalize("NFC", _UNSEEN.sub("", strip_controls(value))) if kind == "text" else value)
        for kind, value in parts(coded)
    ]
    coded = _CLOSES.sub(lambda ends: ends[0].replace(" ", "") + " " * (" " in ends[0]), squeeze(build(pieces)))
    coded = _OPENS.sub(lambda starts: " " * (" " in starts[0]) + starts[0].replace(" ", ""), coded)
    return squeeze(coded)


def respaced(answer: str, unit: str) -> str:
    """An engine's ``answer`` with the white space around its codes as ``unit`` has it: engines add and lose some.

    ``unit`` is normalised, so it has none just inside of a pair; what is there comes from outside or from nowhere.
    A lone code may be an address: moved to another place, it must not run into a word that is not its neighbour.
    """
    before, after = set(_SPACED_BEFORE.findall(unit)), set(_SPACED_AFTER.findall(unit))
    glued_before, glued_after = set(_GLUED_BEFORE.findall(unit)), set(_GLUED_AFTER.findall(unit))
    texts, found = [""], []
    for kind, value in parts(answer):
        if kind == "text":
            texts[-1] += value
        else:
            found.append((kind, value))
            texts.append("")
    for index, code in enumerate(found):
        left, right, name = texts[index], texts[index + 1], build([code])
        spaced_left, spaced_right = name in before, name in after
        if code[0] == "open" and right[:1].isspace():
            right, spaced_left = right.lstrip(), True
        if code[0] == "close" and left[-1:].isspace():
            left, spaced_right = left.rstrip(), True
        if code[0] == "alone":
            spaced_left |= name not in glued_before and _ENDS_IN_WORD.search(left) is not None
            spaced_right |= name not in glued_after and _WORD.match(right) is not None
        left += " " if spaced_left and _WANTS_SPACE_AFTER.search(left) else ""
        right = f" {right}" if spaced_right and _WANTS_SPACE_BEFORE.match(right) else right
        texts[index], texts[index + 1] = left, right
    woven = [piece for text, code in zip(texts, found, strict=False) for piece in (("text", text), code)]
    return build([*woven, ("text", texts[-1])])


def codes_of(coded: str) -> Counter[tuple[str, str]]:
    """Every code with how often it stands there; a pair counts by its two ends."""
    return Counter(piece for piece in parts(coded) if piece[0] != "text")


def damage(source: str, target: str) -> str | None:
    """What happened to the codes of ``source`` in ``target``, in words; ``None`` where they can be put into place.

    That is: each is there once, pairs do not cross, no code has got into a pair that did not hold it (a link within
    a link is two broken links), and no pair has lost all its words (a link that nobody can see).
    """
    expected, found = codes_of(source), codes_of(target)
    if expected != found:
        lost, extra = expected - found, found - expected
        return f"{sum(lost.values())} inline codes lost" if lost else f"{sum(extra.values())} inline codes too many"
    if not expected:
        return None
    if max(expected.values()) > 1:
        return "an inline code stands there twice"
    before, after = _shape(source), _shape(target)
    if before is None or after is None:
        return "inline codes cross each other"
    if any(holder and not before.holds(holder, code) for code, holder in after.holders.items()):
        return "an inline code has got into another one"
    return "a pair of inline codes has lost its words" if before.worded - after.worded else None


@dataclass(slots=True)
class _Shape:
    """How the codes of a text are nested."""

    holders: dict[tuple[str, str], str] = field(default_factory=dict)
    """For each code the pair right around it, empty for none."""
    begins: dict[tuple[str, str], int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    """Where codes begin and pairs end, counted in codes."""
    worded: set[str] = field(default_factory=set)
    """The pairs with words in them."""

    def holds(self, holder: str, code: tuple[str, str]) -> bool:
        """Is ``code`` somewhere inside of the pair ``holder``?"""
        return self.begins["open", holder] < self.begins[code] < self.ends[holder]


def _shape(coded: str) -> _Shape | None:
    """``None`` if pairs cross."""
    shape = _Shape()
    around = [""]
    for place, (kind, value) in enumerate(parts(coded)):
        if kind == "text":
            if _WORD.search(value):
                shape.worded.add(around[-1])
        elif kind == "close":
            if around.pop() != value or not around:
                return None
            shape.ends[value] = place
            if value in shape.worded:
                shape.worded.add(around[-1])
        else:
            shape.holders[kind, value], shape.begins[kind, value] = around[-1], place
            if kind == "open":
                around.append(value)
    shape.worded.discard("")
    return shape if around == [""] else None
