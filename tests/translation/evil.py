"""Sentences with the names of cities in all their cases, and engines that get every name wrong on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from feeds.text.romanise import romanise
from feeds.translation import codes

CITIES = {
    "antwerp": "Antwerp", "berlin": "Berlin", "birmingham": "Birmingham", "bologna": "Bologna", "brno": "Brno",
    "eindhoven": "Eindhoven", "espoo": "Espoo", "florence": "Florence", "frankfurt": "Frankfurt",
    "frankfurt-am-main": "Frankfurt am Main", "ghent": "Ghent", "hanover": "Hanover", "helsinki": "Helsinki",
    "leeds": "Leeds", "madrid": "Madrid", "munich": "Munich", "oulu": "Oulu", "poznan": "Poznań", "riga": "Riga",
    "rotterdam": "Rotterdam", "stockholm": "Stockholm", "tallinn": "Tallinn", "turku": "Turku", "vilnius": "Vilnius",
    "zaragoza": "Zaragoza", "kyiv": "Kyiv", "kharkiv": "Kharkiv", "odesa": "Odesa", "dnipro": "Dnipro", "lviv": "Lviv",
    "zaporizhzhia": "Zaporizhzhia", "kryvyi-rih": "Kryvyi Rih", "mykolaiv": "Mykolaiv", "vinnytsia": "Vinnytsia",
    "kherson": "Kherson", "poltava": "Poltava", "chernihiv": "Chernihiv", "cherkasy": "Cherkasy",
    "khmelnytskyi": "Khmelnytskyi", "zhytomyr": "Zhytomyr", "sumy": "Sumy", "rivne": "Rivne",
    "ivano-frankivsk": "Ivano-Frankivsk", "ternopil": "Ternopil", "lutsk": "Lutsk", "chernivtsi": "Chernivtsi",
    "uzhhorod": "Uzhhorod", "kropyvnytskyi": "Kropyvnytskyi", "mariupol": "Mariupol",
    "bila-tserkva": "Bila Tserkva", "kramatorsk": "Kramatorsk", "kremenchuk": "Kremenchuk", "donetsk": "Donetsk",
    "luhansk": "Luhansk", "simferopol": "Simferopol", "sevastopol": "Sevastopol", "sloviansk": "Sloviansk",
    "nikopol": "Nikopol", "melitopol": "Melitopol",
}  # fmt: skip
"""The partner cities of the resolution of 10 June 2022 (Frankfurt by two names) and 34 Ukrainian ones, in English."""

_RUSSIAN = {
    "Київ": "Kiev", "Харків": "Kharkov", "Одес": "Odessa", "Львів": "Lvov", "Кривий": "Krivoy Rog",
    "Миколаїв": "Nikolaev", "Рівне": "Rovno", "Чернігів": "Chernigov", "Запоріжжя": "Zaporozhye", "Дніпро": "Dnepr",
    "Тернопіль": "Ternopol", "Вінниця": "Vinnitsa", "Житомир": "Zhitomir", "Чернівці": "Chernovtsy",
    "Біла": "Belaya Tserkov",
    "Кременчук": "Kremenchug", "Луганськ": "Lugansk", "Слов'янськ": "Slavyansk",
}  # fmt: skip


class Sentence(NamedTuple):
    """A sentence with one name in one of its forms."""

    city: str
    form: str
    text: str

    @property
    def right(self) -> str:
        """The name in English."""
        return CITIES[self.city]


@lru_cache
def sentences() -> tuple[Sentence, ...]:
    """Every form of every name in a running sentence."""
    lines = (Path(__file__).with_name("cities.tsv")).read_text("utf-8").splitlines()
    return tuple(Sentence(*line.split("\t")) for line in lines)


def misspelt(sentence: Sentence) -> str:
    """A spelling that no list can know: Leds, Kyv, Kharkv."""
    return sentence.right[:-2] + sentence.right[-1]


def romanised(sentence: Sentence) -> str:
    """The case form letter by letter: Lidsi, Poznani, Kyievi."""
    return romanise(sentence.form)


def russian(sentence: Sentence) -> str:
    """By way of Russian: Kharkov, Krivoy Rog, Nikolaev; where there is no such name, read as if it were one."""
    first = next(one.form for one in sentences() if one.city == sentence.city)
    known = next((name for stem, name in _RUSSIAN.items() if first.startswith(stem)), None)
    return known or romanise(sentence.form).replace("h", "g").replace("y", "i")


def cyrillic(sentence: Sentence) -> str:
    """Left as it was."""
    return sentence.form


def other_city(sentence: Sentence) -> str:
    """Another one."""
    names = list(CITIES.values())
    return names[(names.index(sentence.right) + 7) % len(names)]


def dropped(sentence: Sentence) -> str:
    """Not there at all."""
    return ""


WAYS: tuple[Callable[[Sentence], str], ...] = (misspelt, romanised, russian, cyrillic, other_city, dropped)
"""How to get a name wrong."""


def _babble(text: str) -> str:
    """Words of no language for Ukrainian ones, each for one, all in small letters."""
    return re.sub(r"[\u0400-\u04ff’'ʼ]+", lambda word: f"w{sum(map(ord, word[0])):x}", text).lower()


def evil(way: Callable[[Sentence], str], *, stubborn: bool = False) -> Callable[[str], str]:
    """An engine that makes something like English of coded Ukrainian text, and every known name wrong.

    ``stubborn``: names that are right in what it is sent come back wrong too.
    """
    wrong = {sentence.form: way(sentence) for sentence in sentences()}
    if stubborn:
        wrong |= {sentence.right: way(sentence) for sentence in sentences()}
    name = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(wrong, key=len, reverse=True)))})\b")

    def translate(unit: str) -> str:
        made = []
        for kind, value in codes.parts(unit):
            if kind == "text":
                position, text = 0, ""
                for match in name.finditer(value):
                    text += _babble(value[position : match.start()]) + wrong[match[0]]
                    position = match.end()
                value = text + (_babble(value[position:]) if position or not value.isascii() else value)
            made.append((kind, value))
        return codes.normalise(codes.build(made))

    return translate
