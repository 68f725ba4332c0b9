"""Words of a text, in forms in which the same word is the same whoever wrote it and however it is inflected.

For English and Ukrainian; words of other languages are as they are written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(
    # 10 000, 10,000 and 10.000 are the same number; a number of another form is as many as it has parts.
    "(?P<number>\\d{1,3}(?:[ \u00a0\u202f.,]\\d{3})+(?!\\d)|\\d+)(?:(?:st|nd|rd|th)(?!\\w))?"
    "|(?P<word>[^\\W\\d_]+(?:['’ʼ][^\\W\\d_]+)*)"
)
_MARK = re.compile("(?<![^\\W_])(?P<marks>[xXхХ]+)(?P<of>\\d{1,9})(?!\\w)")
_LIGHT = frozenset(
    "a an the of to in on at for from by with and or but as is are was were be been has have had its their will into "
    "it і й та в у на з із зі до від для за по про при о об а але що як це є".split()
)
"""Words that come and go in translation and carry no phrase."""
_SAME = {
    **{word: str(number) for number, word in enumerate("two three four five six seven eight nine ten".split(), 2)},
    **dict.fromkeys(("hryvnia", "hryvnias", "hryvnya", "hryvnyas"), "uah"),
    **dict.fromkeys(("euro", "euros"), "eur"),
    **dict.fromkeys(("dollar", "dollars"), "usd"),
    "programme": "program",
    "programmes": "programs",
    "centre": "center",
    "centres": "centers",
    "theatre": "theater",
    "theatres": "theaters",
    "metre": "meter",
    "metres": "meters",
}
"""What engines write now so, now so."""
_POSSESSIVE = re.compile(r"['’ʼ]s?\Z")
_ENDING = re.compile(
    "(?:ами|ями|ого|ому|ими|іми|ові|еві|ів|їв|ей|ах|ях|ом|ем|єм|ою|ею|єю|ий|ій|им|ім|их|іх|ої|ії|ію|ія|[аяуюиіїоеєьй])\\Z"
)
_NAME_SPELLINGS = (("kh", "x"), ("h", "g"), ("x", "kh"), ("y", "i"), ("j", "i"), ("w", "v"), ("ii", "i"), ("iia", "ia"))
"""Ways of writing a Ukrainian name in Latin letters made one: Ihor and Igor, Hryhorii and Grigory."""
_FLEETING = re.compile(r"(?<=\w{3})[ео](?=[бвгґджзйклмнпрстфхцчшщ]\Z)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a number of a text."""

    start: int
    end: int
    form: str
    stem: str
    light: bool = False
    capital: bool = False


def words(text: str, marks: str = "") -> list[Word]:
    """The words of plain text; ``marks``, if any, is what a marker begins with (``X`` of ``X1``): a word of its own."""
    found: list[Word] = []
    for match in _marked(text, len(marks)) if marks else _WORD.finditer(text):
        if match.lastgroup == "of":
            form = stem = f"{marks}{match['of']}"
        elif number := match["number"]:
            form = stem = re.sub(r"\D", "", number).lstrip("0") or "0"
        else:
            form = _POSSESSIVE.sub("", _without_accents(match["word"].casefold()))
            form = _SAME.get(form, form)
            stem = _stem(form)
        found.append(Word(match.start(), match.end(), form, stem, form in _LIGHT, text[match.start()].isupper()))
    return found


def marked(text: str, marks: str) -> list[tuple[str, tuple[int, int]]]:
    """The markers in a text: the number of each, and where its characters stand."""
    return [(match["of"], match.span()) for match in _MARK.finditer(text) if len(match["marks"]) == len(marks)]


def longest_mark(text: str) -> int:
    """The most ``X`` in a row before a digit."""
    return max((len(found) for found in re.findall("(?<![xXхХ])[xXхХ]++(?=\\d)", text)), default=0)


def _marked(text: str, length: int) -> Iterator[re.Match[str]]:
    position = 0
    for mark in _MARK.finditer(text):
        if len(mark["marks"]) == length:
            yield from _WORD.finditer(text, position, mark.start())
            yield mark
            position = mark.end()
    yield from _WORD.finditer(text, position)


def _without_accents(form: str) -> str:
    """Latin letters alone: Poznań and Poznan; й without its sign would be another letter."""
    if form.isascii() or "\u0400" <= form[0] <= "\u052f":
        return form
    return "".join(letter for letter in unicodedata.normalize("NFD", form) if not unicodedata.combining(letter))


def _stem(form: str) -> str:
    """Without what number and case add: enough to know a noun again."""
    if "\u0400" <= form[:1] <= "\u052f":
        stem = _ENDING.sub("", form)
        # The vowel that goes: березень, у березні.
        return _FLEETING.sub("", stem) if len(stem) > 2 else form
    if len(form) < 4 or form.endswith("ss"):
        return form
    for ending, instead in (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("s", "")):
        if form.endswith(ending):
            return form.removesuffix(ending) + instead
    return form


def name_stem(word: Word) -> str:
    """Of a name in Latin letters, however it is romanised; another word is not the like of any."""
    if not word.capital:
        return f"-{word.form}"
    stem = word.stem
    for spelling, instead in _NAME_SPELLINGS:
        stem = stem.replace(spelling, instead)
    return stem


def verb_stem(word: Word) -> str:
    """Without what tenses add too; among other words only, since a park is no parking."""
    stem = word.stem
    for ending in ("ing", "ed"):
        if stem.endswith(ending) and len(stem) > len(ending) + 2:
            stem = stem.removesuffix(ending)
    return stem.rstrip("e") or stem
