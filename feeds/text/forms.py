"""Known words in running text, in any of their forms: whole words, whatever apostrophes, spaces and capitals they have.

Ukrainian has seven cases, and a name is right in all of them: ``Лідс``, ``у Лідсі``, ``з Лідсом``. A table lists the
forms; a :class:`Matcher` finds them, the longest first, in time that grows with the text alone.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from feeds.text.protected import protected

ALIKE = str.maketrans(
    {**dict.fromkeys("ʼ’‘`´ʹ′‛", "'"), **dict.fromkeys("‐‑", "-"), **dict.fromkeys("\xa0\u202f\t\n\r", " ")}
)
"""Characters that mean the same, as one of them."""

_UNLIKE = re.compile("[ʼ’‘`´ʹ′‛‐‑\xa0\u202f\t\n\r]")
_LATIN_I = re.compile("(?<=[а-яєїґА-ЯЄЇҐ])[iI]|[iI](?=[а-яєїґА-ЯЄЇҐ])")
_CYRILLIC = re.compile("[а-яА-ЯєїґіЄЇҐІ]")
_DASHED = re.compile(r"(?<=\w)–(?=\w)")
UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff\ufe0e\ufe0f"
LONGER = rf"\s{{2,}}|[{UNSEEN}]|[^\W_][\u0300-\u036f]+"
"""What is shorter when folded: runs of spaces, what nobody sees, letters with their marks apart."""
_LONGER = re.compile(LONGER)
_MAY_BE_LONGER = re.compile(rf"\s\s|[{UNSEEN}\u0300-\u036f]")

_IN_LIST = re.compile(r"[»”\")]?[,;] [«“„\"(]?\Z")
_TOKEN = re.compile(r"[^\W_]+")
_MAY_HOLD_ADDRESS = re.compile(r"[@#]|://|[\w-]\.[A-Za-zу]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A known word in a text."""

    start: int
    end: int
    """Where it stands: ``text[start:end]``, of the text that was asked about, with whatever is inside of it there."""
    id: str
    form: str
    """The form as it is listed."""
    certain: bool = True
    """False: it may as well be another word, somebody's name for instance."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a known word."""

    id: str
    text: str
    any_case: bool = False
    """True: ``Міський голова`` is ``міський голова`` too. False: as it is listed, or in capitals."""
    doubtful: bool = False
    """It is another word or a surname too: not certain where a sentence begins with it."""
    adjective: bool = False
    """Never certain."""
    place: bool = False
    """It can look like a street, a river or a person: see :mod:`feeds.text.lookalikes`."""
    unless: tuple[str, ...] = ()
    """Words before it with which it is something else; ``берег*`` with any ending, ``по?`` leaves it uncertain."""


class Folded:
    """A text as forms are looked for in it, and where each of its characters came from."""

    __slots__ = ("_ends", "_starts", "low", "text", "tokens")

    def __init__(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.text, self._starts, self._ends = text, starts, ends
        low = text.lower()
        if len(low) != len(text):  # İ becomes two characters
            low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
        self.low = low
        self.tokens = [match.span() for match in _TOKEN.finditer(low)]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage of ``text`` that is not empty stood in the original."""
        return self._starts[start], self._ends[end - 1]

    def word(self, index: int) -> str:
        """The word at this place in ``tokens``, as it is written; empty where there is none."""
        if not 0 <= index < len(self.tokens):
            return ""
        start, end = self.tokens[index]
        return self.text[start:end]

    def gap(self, index: int) -> str:
        """What stands before the word at this place, back to the word before."""
        if not 0 <= index <= len(self.tokens):
            return ""
        end = self.tokens[index][0] if index < len(self.tokens) else len(self.text)
        return self.text[self.tokens[index - 1][1] if index else 0 : end]


def fold(text: str, longer: re.Pattern[str] = _LONGER, written: Callable[[str], str] | None = None) -> Folded:
    """Text as forms are looked for in it: composed, one apostrophe and one hyphen, single spaces, no marks of stress.

    ``longer`` finds the passages whose length changes, ``written`` says what becomes of one.
    """
    if longer is _LONGER and not _MAY_BE_LONGER.search(text):
        return Folded(_alike(text), range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in longer.finditer(text):
        start, end = match.span()
        short = (written or composed)(match[0])
        pieces += (text[position:start], short)
        starts += (*range(position, start), *[start] * len(short))
        ends += (*range(position + 1, start + 1), *[end] * len(short))
        position = end
    if not position:
        return Folded(_alike(text), range(len(text)), range(1, len(text) + 1))
    starts += range(position, len(text))
    ends += range(position + 1, len(text) + 1)
    return Folded(_alike("".join(pieces) + text[position:]), starts, ends)


def composed(passage: str) -> str:
    """What is left of a passage that :data:`LONGER` has found."""
    if passage.isspace():
        return " "
    if _CYRILLIC.match(passage):
        passage = passage.replace("\u0301", "").replace("\u0300", "")
    return unicodedata.normalize("NFC", passage).strip(_ALL_UNSEEN)


_ALL_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f"


def _alike(text: str) -> str:
    """Signs that mean the same made the same; as long as before."""
    if _UNLIKE.search(text):
        text = text.translate(ALIKE)
    if "–" in text:
        text = _DASHED.sub("-", text)
    return _LATIN_I.sub(_cyrillic_i, text) if ("i" in text or "I" in text) and _CYRILLIC.search(text) else text


def _cyrillic_i(letter: re.Match[str]) -> str:
    return "і" if letter[0] == "i" else "І"


def folded_form(text: str) -> str:
    """A listed form as it is looked for."""
    text = text.strip()
    return _alike(_LONGER.sub(lambda match: composed(match[0]), text) if _MAY_BE_LONGER.search(text) else text)


_DECLENSIONS = (
    ("ий", "ий ого ому им ім а ої ій у ою е і их ими"),
    ("щина", "щина щини щині щину щиною щино"),
    ("чина", "чина чини чині чину чиною чино"),
    ("нин", "нин нина нинові нину нином нині нине ни н нам нами нах"),
    ("ка", "ка ки ці ку кою ко ок кам ками ках"),
    ("лець", "лець льця льцю льцеві льцем льці льців льцям льцями льцях"),
    ("ець", "ець ця цю цеві цем ці че ців цям цями цях"),
    ("ит", "ит ита иту итові итом иті ите ити итів итам итами итах"),
)
"""Endings of adjectives, of names of regions, and of people who live in a city; the first that fits is the one."""


def declined(word: str) -> tuple[str, ...]:
    """All forms of a Ukrainian word that is made of the name of a city: харківський in all genders, numbers and cases,
    Харківщина, харків'янин, харків'янка, полтавець, одесит. Of a word of another kind it is the only form."""
    for ending, forms in _DECLENSIONS:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return tuple(stem + form for form in forms.split())
    return (word,)


Judge = Callable[[Folded, int, int, Form], bool | None]
"""Looks at what stands around a form: is it certain (``True``), doubtful (``False``), something else (``None``)?"""


class Matcher:
    """Finds forms in texts."""

    def __init__(self, forms: Iterable[Form], judge: Judge | None = None) -> None:
        self._judge = judge
        self._by_word: dict[str, list[tuple[str, Form]]] = {}
        for form in forms:
            low = form.text.lower()
            first = _TOKEN.match(low)
            if first:
                self._by_word.setdefault(first[0], []).append((low, form))
        for listed in self._by_word.values():
            # The longest first; of two alike the one that is particular about capitals.
            listed.sort(key=lambda pair: (-len(pair[0]), pair[1].any_case))

    def find(self, folded: Folded, judge: Judge | None = None) -> tuple[Hit, ...]:
        """All hits in the order of the text; no two overlap. ``judge`` stands in for the usual one."""
        judge = judge or self._judge
        found: list[tuple[int, int, Hit]] = []
        next_free = 0
        by_word, tokens, low = self._by_word, folded.tokens, folded.low
        for index, (start, end) in enumerate(tokens):
            listed = by_word.get(low[start:end])
            if listed is None or index < next_free:
                continue
            for text, form in listed:
                last = self._fits(folded, index, text, form)
                if last is None:
                    continue
                certain = judge(folded, index, last, form) if judge else True
                if certain is not None:
                    origin = folded.origin(start, start + len(text))
                    found.append((index, last, Hit(*origin, form.id, form.text, certain)))
                    next_free = last + 1
                break
        if not found:
            return ()
        if _MAY_HOLD_ADDRESS.search(folded.text):
            found = list(_outside_of_addresses(folded, found))
        return tuple(hit for _, _, hit in (self._listed(folded, found) if judge else found))

    @staticmethod
    def _fits(folded: Folded, index: int, low: str, form: Form) -> int | None:
        """The last word of the form that begins with this word; ``None`` where another word stands there."""
        start = folded.tokens[index][0]
        end = start + len(low)
        if not folded.low.startswith(low, start):
            return None
        last = bisect_left(folded.tokens, (end, 0)) - 1
        if folded.tokens[last][1] != end:
            return None
        if not form.any_case:
            there = folded.text[start:end]
            if there != form.text and there != form.text.upper():
                return None
        return last if _is_whole(folded.text, start, end) else None

    @staticmethod
    def _listed(folded: Folded, found: list[tuple[int, int, Hit]]) -> list[tuple[int, int, Hit]]:
        """``Суми, Рівне та Полтава``: beside a certain name, one that could be another word is that name."""
        # Back first, since what is next counts for more forms than what is before.
        for forth in (False, True):
            sure = -1
            for place in range(len(found)) if forth else reversed(range(len(found))):
                first, last, hit = found[place]
                # Adjectives are listed in small letters.
                if not hit.certain and not hit.form[0].islower() and sure >= 0:
                    other = found[sure]
                    beside = _in_list(folded, other[1], first) if forth else _in_list(folded, last, other[0])
                    if beside and not (forth and _ends_list(folded, last)):
                        hit = Hit(hit.start, hit.end, hit.id, hit.form)
                        found[place] = (first, last, hit)
                sure = place if hit.certain else -1
        return found


def _in_list(folded: Folded, last: int, first: int) -> bool:
    """Does one item of a list end with the word ``last``, and the next one begin with ``first``?"""
    if first == last + 1:
        return _IN_LIST.match(folded.gap(first)) is not None
    return first == last + 2 and folded.word(last + 1).lower() in ("та", "і", "й") and folded.gap(first) == " "


def _ends_list(folded: Folded, last: int) -> bool:
    """``Лідс; Суми виплат зросли``: a word in small letters goes on with what began like an item. Among capitals nobody
    can tell."""
    goes_on = folded.gap(last + 1) == " " and folded.word(last + 1)[:1].islower()
    return goes_on or folded.word(last).isupper()


def _is_whole(text: str, start: int, end: int) -> bool:
    """Does no word go on before or behind? An English 's may."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 3]
    if before[-1:] == "_" or after[:1] == "_":
        return False
    if before[-1:] == "'" and before[:1].isalpha():
        return False
    if after[:1] != "'" or not after[1:2].isalpha():
        return True
    return after[1:2] in "sS" and not after[2:3].isalnum()


def _outside_of_addresses(folded: Folded, found: list[tuple[int, int, Hit]]) -> Iterator[tuple[int, int, Hit]]:
    """Those that are not in an address of the web or of mail, a #hashtag or an @name."""
    spans = list(protected(folded.text))
    for one in found:
        place = folded.tokens[one[0]][0]
        if not any(start <= place < end for start, end in spans):
            yield one
