"""Inline markup and placeholders of other programs, as they stand in plain text: ``<b>``, ``{1}``, ``[x1]``, ``%s``.

Some notations are nothing else in any text. Others may be words: in a Cyrillic text what has Latin letters is not
going to be translated, while ``{user name}`` of an English one may be. And ``[1]`` is a footnote, unless it is closed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

_OPENING, _CLOSING = "⟨‹❮【〔❲⸨⦃〈《⁅", "⟩›❯】〕❳⸩⦄〉》⁆"
_VOID = ("<br", "<hr", "<img", "<wbr")
"""Elements of HTML that have no end: ``<br>`` and ``<br/>`` are one."""


@cache
def certain() -> re.Pattern[str]:
    """What is no text: ``<b>``, ``<a href="…">``, ``</1>``, ``{1}``, ``{/1}``, ``{{name}}``, ``%s``, ``⟦1⟧``,
    ``__PH1__``, ``[b]``, ``[x1]``, ``**``, characters for private use.

    A ``<`` or ``{`` that belongs to none of these is text.
    """
    value = r"""(?:"[^"<>]{0,2000}"|'[^'<>]{0,2000}'|[^\s"'<>]{1,2000})"""
    attribute = rf"\s{{1,5}}[A-Za-z_:][\w:.-]{{0,40}}(?:\s?=\s?{value})"
    return re.compile(
        rf"</?[A-Za-z][A-Za-z0-9:-]{{0,30}}(?:{attribute})*+(?:\s[0-9]{{1,9}})?\s{{0,3}}/?\s?>"
        r"|</?[0-9]{1,9}/?>|<!--[^<>]{0,200}-->|<(?:\?[^<>?]{1,80}\?|%[^<>%]{1,80}%)>|\{[0-9]{1,9}>|<[0-9]{1,9}\}"
        r"|\{\{[^{}<>]{1,80}\}\}|\{\s?/?[A-Za-z0-9_.]{1,40}\s?/?\s?\}|\{\}|\[\[/?[A-Za-z0-9_.:-]{1,40}/?\]\]"
        rf"|⟦[^⟦⟧]{{1,80}}⟧|[{_OPENING}]/?[A-Za-z]{{0,10}}[0-9]{{1,4}}/?[{_CLOSING}]"
        r"|\[/?[A-Za-z]{1,10}_?[0-9]{1,4}/?\]|\[/?(?:b|i|u|s|url|img|quote|code|color|size)(?:=[^\[\]\s]{1,200})?\]"
        r"|[\[(«]/[A-Za-z]{0,10}[0-9]{1,4}[\])»]|__[A-Za-z]{0,20}_?[0-9]{1,4}__"
        r"|@@[0-9]{1,4}@@|([#§@~^$␟])[0-9]{1,4}\1|(?<!\*)\*\*(?!\*)|[\ue000-\uf8ff\ufffc]"
        r"|(?<!%)%(?:[0-9]{1,2}\$)?[sdif](?!\w)|%\([A-Za-z_]{1,40}\)[sd]|(?<![0-9%])%@"
    )


@cache
def _likely() -> re.Pattern[str]:
    """In a text in Cyrillic letters these are no words either."""
    return re.compile(
        r"\{[A-Za-z][A-Za-z0-9_. -]{0,60}\}|(?<![\w$])\$[a-z_][A-Za-z0-9_]{1,40}(?!\w)"
        r"|(?<![\w%])%(?:[A-Za-z_]{2,30}%|[0-9]{1,2}(?:%|(?![\w%.,])))|__[A-Z][A-Z0-9_]{1,30}__"
        r"|\[[A-Z][A-Z0-9_]{1,20}\]|(?<![\w_])__(?=[^\W_])|(?<=[^\W_])__(?![\w_])"
    )


@cache
def _closable() -> re.Pattern[str]:
    """What is a sign where the original closes it: ``[1]`` by ``[/1]``."""
    return re.compile(r"[\[(«][A-Za-z]{0,10}[0-9]{1,4}[\])»]")


@cache
def _some() -> re.Pattern[str]:
    return re.compile(rf"[<{{\[⟦%_#@§~^$␟*{_OPENING}\ue000-\uf8ff\ufffc]|[(«]/")


def has_signs(text: str) -> bool:
    """Can there be a sign in the text? In most there is none."""
    return _some().search(text) is not None


@dataclass(frozen=True, slots=True)
class Sign:
    """One of them in a text."""

    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """What it is known by: white space, quotes of attributes, and the stroke of ``<br/>`` make no difference."""
        name = "".join(self.text.split())
        if name[0] != "<":
            return name
        name = name.replace('"', "").replace("'", "")
        return name.replace("/>", ">") if name.startswith(_VOID) else name


def doubtful(words: str, *, cyrillic: bool) -> frozenset[str]:
    """What is a sign in ``words`` and in its translation, while in other texts it would not be."""
    if not has_signs(words):
        return frozenset()
    found = {match[0] for match in _likely().finditer(words)} if cyrillic else set()
    closable = {match[0] for match in _closable().finditer(words)}
    return frozenset(found | {sign for sign in closable if f"{sign[0]}/{sign[1:]}" in words} if closable else found)


def signs(text: str, also: frozenset[str] = frozenset()) -> list[Sign]:
    """All signs in ``text`` in order, with those of ``also``."""
    if not has_signs(text):
        return []
    found = [Sign(match[0], *match.span()) for match in certain().finditer(text)]
    if not also:
        return found
    taken = {place for sign in found for place in (sign.start, sign.end - 1)}
    more = [
        Sign(match[0], *match.span())
        for pattern in (_likely(), _closable())
        for match in pattern.finditer(text)
        if match[0] in also and match.start() not in taken and match.end() - 1 not in taken
    ]
    return sorted([*found, *more], key=lambda sign: sign.start)


def without(text: str, also: frozenset[str] = frozenset()) -> str:
    """``text`` with a space for each sign."""
    position, pieces = 0, []
    for sign in signs(text, also):
        pieces.append(text[position : sign.start])
        position = max(position, sign.end)
    return " ".join([*pieces, text[position:]])


@cache
def _part() -> re.Pattern[str]:
    return re.compile(rf"([<{{\[⟦(«{_OPENING}]{{1,2}})\s?(/?)\s?([A-Za-z0-9_.:-]{{0,40}})")


@dataclass(slots=True)
class _Open:
    key: str
    name: str
    words: int
    """Pieces with words before it."""


@dataclass(slots=True)
class Pairs:
    """How the signs of a text hold its words."""

    worded: Counter[str] = field(default_factory=Counter)
    """By the name of the opening sign: pairs with words in them."""
    broken: str = ""
    """A closing sign that closes nothing: it stands before the opening one, or crosses another pair."""


def pairs(text: str, also: frozenset[str] = frozenset()) -> Pairs:
    """The pairs among the signs of ``text``: ``<a …>`` and ``</a>``, ``{1}`` and ``{/1}``.

    What is never closed stands alone.
    """
    found, held = Pairs(), list[_Open]()
    position = words = 0
    for sign in signs(text, also):
        words += any(map(str.isalnum, text[position : sign.start]))
        position = max(position, sign.end)
        part = _part().match(sign.text)
        if part is None or sign.name.endswith("/>"):
            continue
        key = part[1] + part[3]
        if not part[2]:
            held.append(_Open(key, sign.name, words))
            continue
        while held and held[-1].key != key:
            held.pop()
        if not held:
            found.broken = sign.text
            return found
        if (begun := held.pop()).words < words:
            found.worded[begun.name] += 1
    return found
