"""What cities, countries, topics and months are called in each language of the interface, in the order of its alphabet.

Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from babel.dates import format_date

from feeds.model import Partner, Topic
from webapp.words import locale_of

_UKRAINIAN: Final = {letter: place for place, letter in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", start=1)}
_SILENT: Final = frozenset("'’ʼ`´")
"""The apostrophe of Ukrainian is no letter: М'ята stands where Мята would (DSTU 3582, CLDR)."""
_OWN, _OTHER = range(2)
_PLAIN: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that Unicode does not take apart into a letter and a mark."""


class Name(NamedTuple):
    """A name, and the BCP 47 tag of the language that it is in."""

    text: str
    language: str


def city_name(partner: Partner, ui: str) -> Name:
    """What a city is called: as the editor says, else by the first of its forms, which is its name, else in English."""
    if ui == "en":
        return Name(partner.name, "en")
    first = next(iter(partner.forms.get(ui, ())), "").removesuffix("?")
    text = partner.names.get(ui) or (first if first[:1].isupper() else "")
    return Name(text, ui) if text else Name(partner.name, "en")


def country_name(code: str, ui: str) -> str:
    """``"United Kingdom"``, ``"Велика Британія"``; the code itself (ISO 3166-1) where CLDR knows none."""
    return str(locale_of(ui).territories.get(code, code))


def month_name(first: date, ui: str) -> str:
    """``"October"``, ``"жовтень"``: for a list under its year."""
    return format_date(first, "LLLL", locale_of(ui))


def topic_title(topic: Topic, ui: str) -> Name:
    """What a topic is called: in Ukrainian if the editor says so, else in English."""
    return Name(topic.title_uk, "uk") if ui == "uk" and topic.title_uk else Name(topic.title, "en")


def alphabetical(text: str, ui: str) -> tuple[tuple[tuple[int, int], ...], str]:
    """A key to sort by in the order of the alphabet: in Ukrainian ґ after г, є after е, і after и, ї after і, and names
    in other letters behind; otherwise letters with marks as those without."""
    letters = unicodedata.normalize("NFC", text).casefold()
    return tuple(place for letter in letters if letter not in _SILENT for place in _places(letter, ui)), text


def _places(letter: str, ui: str) -> Iterator[tuple[int, int]]:
    if ui == "uk" and letter in _UKRAINIAN:
        yield _OWN, _UKRAINIAN[letter]
        return
    for sign in unicodedata.normalize("NFD", letter).translate(_PLAIN):
        if sign.isalnum():
            yield _OTHER, ord(sign)
        elif not unicodedata.combining(sign):  # a space or a hyphen: the name that ends there comes first
            yield _OWN, 0
