"""What bears the name of a partner and is not the city: regions, people, streets, hotels, other cities. Pure.

Of Ukrainian names :mod:`feeds.text.lookalikes` tells most; here is what matters for news of a city, and names in Latin
letters. Every answer says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from feeds.text.forms import Folded, Form
from feeds.text.lookalikes import ADJECTIVE, LIKELY, begins, is_given_name, is_initial, is_like, is_street, verdict

Verdict = tuple[bool | None, str]
"""Certain (``True``), maybe (``False``) or not at all (``None``), and why not."""
YES: Verdict = (True, "")

_REGION = re.compile(
    r"(?:област|обл\Z|обласн|район|регіон|напрям|фронт|сектор|єпархі|митрополі|губерні|повіт|воєводств|провінці|графств)"
)
_PACT = re.compile(r"(?:протокол|конвенці|харті|синдром|пакт|процес)")
"""Behind an adjective: Болонський процес is about universities wherever they are."""
_AND = frozenset(("та", "і", "й", "або", "чи", "and"))
_OF_A_PLACE = re.compile(r"\w+(?:ськ|цьк|зьк)(?:ий|ого|ому|им|ім|а|ої|ій|у|ою|е|і|их|ими)\Z")
_FARTHEST = 8
"""Words that are looked through for the region at the end of a list of adjectives."""
_NAMED = re.compile(
    r"(?:готел|кінотеатр|теплох|пароплав|корабл|станці|метро|зупин|кафе|ресторан|санаторі|журнал|газет|торт|цукер|трц"
    r"|тц|магазин|супермаркет|ринк|ярн|hotel|cinema|station|café|restaurant|magazine|ship)"
)
"""What is called after cities; ярн is the end of кав'ярня, since an apostrophe parts words here."""
_QUOTE_BEFORE = re.compile(r"\s*[«“„\"]\Z")
_OFFICE_BEHIND = re.compile(r"(?:міськ|водоканал|виконком|тролейбус|трамва)")

_PACT_EN = frozenset("process protocol convention pact accords treaty syndrome".split())
_REGION_EN = frozenset("region regional oblast province district raion voivodeship county".split())
_REGIONS_EN = frozenset("regions oblasts provinces districts raions".split())
_STREET_EN = frozenset(
    "Street St Road Rd Avenue Ave Lane Square Drive Terrace Boulevard Crescent Highway Way Straße Strasse".split()
)
_NEW = frozenset("New Nueva Nuova Neu Nieuw Fort Mount Lake".split())
_TITLES = frozenset("Mr Mrs Ms Miss Dr Sir Lady Lord Aunt Uncle Saint Professor Prof Herr Frau Pan Pani Señor".split())
_GIVEN_EN = frozenset(
    """
    Adam Alan Alex Alice Amy Andrew Angela Anna Anne Anthony Barbara Ben Benjamin Betty Brian Carl Carol Catherine
    Charles Charlotte Chris Christine Christopher Claire Colin Daniel David Deborah Dennis Diana Donald Donna Dorothy
    Edward Elizabeth Ellen Emily Emma Eric Ethan Eva Frank Gary George Grace Hannah Harold Harry Heather Helen Henry
    Ian Isaac Isabel Jack Jacob James Jane Janet Jason Jennifer Jessica Joan John Jonathan Joseph Joshua Joyce Judith
    Judy Julia Julie Karen Karl Kate Katherine Keith Kelly Kenneth Kevin Laura Lauren Linda Lisa Louise Lucy Margaret
    Maria Marie Mark Martha Martin Mary Matthew Megan Melissa Michael Michelle Nancy Nathan Nicholas Nicole Nigel
    Olivia Oscar Pamela Patricia Patrick Paul Peter Philip Rachel Ralph Raymond Rebecca Richard Robert Roger Ronald
    Rose Roy Russell Ruth Ryan Samuel Sandra Sarah Scott Sean Sharon Sheila Simon Sophie Stephen Steven Stuart Susan
    Teresa Thomas Timothy Victor Victoria Virginia Walter Wendy William Zoe
    """.split()
)
_STATES = frozenset(
    """
    Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho Illinois Indiana Iowa
    Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska
    Nevada Ohio Oklahoma Ontario Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Wisconsin Wyoming
    AL AR AZ CA CT FL GA IA IL KS KY MI MN MO MT NC ND NE NH NJ NM NV NY OH PA SC SD TN TX UT VA VT WA WI WV
    Алабама Алабамі Техас Техасі Пенсильванія Пенсильванії Огайо
    """.split()
)
"""Neither Georgia nor Washington nor New York: "Berlin, Washington and Kyiv" is a list."""
_STATES_OF_TWO = frozenset("Hampshire Jersey Mexico Carolina Dakota Virginia".split())
_CIVIC = frozenset(
    "mayor city council authorities metro hospital hospitals police team club community office military port airport "
    "university residents".split()
)
"""Behind a name with an article that a river would have: the Dnipro mayor."""
_CITY_WORDS = frozenset("City Council University Airport Metro Mayor Municipal Municipality Museum Central".split())
_OF_PLACE = frozenset("in of from to at near for and with between through via".split())


@dataclass(frozen=True, slots=True)
class Around:
    """``House of …``: words around a form with which it is something else."""

    before: tuple[str, ...]
    behind: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Of an entry of ``unless`` with dots in it."""
        before, _, behind = text.partition("…")
        return cls(tuple(before.split()), tuple(behind.split()))

    def fits(self, folded: Folded, first: int, last: int, form: Form) -> bool:
        """Do these words stand around the form?"""
        # "У Дніпрі воду вимкнули": behind a noun, only names and phrases say that it is something else.
        if len(self.behind) == 1 and self.behind[0].islower() and not form.adjective and not _is_latin(form):
            return False
        start = first - len(self.before)
        if start < 0:
            return False
        return all(_stands(folded, start + n, start + n + 1, word) for n, word in enumerate(self.before)) and all(
            _stands(folded, last + 1 + n, last + 1 + n, word) for n, word in enumerate(self.behind)
        )


def _stands(folded: Folded, index: int, gap: int, word: str) -> bool:
    return folded.gap(gap) in (" ", " (", "-", "/") and is_like(folded.word(index).lower(), word.lower())


def around(unless: Iterable[str]) -> tuple[Around, ...]:
    """Those of ``unless`` that have dots for the name."""
    return tuple(Around.parse(entry) for entry in unless if "…" in entry)


def judge(folded: Folded, first: int, last: int, form: Form, others: tuple[Around, ...], english: bool) -> Verdict:
    """What the form at these words is; ``english``: it is doubtful as English names are, which may be given names."""
    for other in others:
        if other.fits(folded, first, last, form):
            return None, "is something else with the words around it"
    if _called_after(folded, first):
        return None, "is what something else is called"
    if _other_city(folded, first, last):
        return None, "is a city in America"
    if _is_latin(form):
        return _latin(folded, first, last, form, english)
    found = verdict(folded, first, last, form)
    if form.adjective and found[1] == ADJECTIVE:
        return _adjective(folded, first, last)
    if found[0] is False and form.doubtful and (found[1] == LIKELY or _heads(folded, first, last)):
        return YES
    return found


def _is_latin(form: Form) -> bool:
    return form.text[0] < "\u0370"


def _called_after(folded: Folded, first: int) -> bool:
    """``готель «Харків»``, ``станція «Полтава-Південна»``: in quotation marks behind the word for what it is."""
    if not first or not _QUOTE_BEFORE.match(folded.gap(first)):
        return False
    return _NAMED.match(folded.word(first - 1).lower()) is not None


def _other_city(folded: Folded, first: int, last: int) -> bool:
    """``Birmingham, Alabama``, ``Hanover (New Hampshire)``, ``Birmingham in Alabama``."""
    index = last + 1
    if folded.gap(index) not in (", ", " ("):
        if folded.gap(index) != " " or folded.word(index) not in ("in", "у", "в"):
            return False
        index += 1
        if folded.gap(index) != " ":
            return False
    if folded.word(index).lower() == "штат":
        index += 1
    state = folded.word(index)
    return state in _STATES or (state in ("New", "North", "South", "West") and folded.word(index + 1) in _STATES_OF_TWO)


def _adjective(folded: Folded, first: int, last: int) -> Verdict:
    """``харківський трамвай`` is about the city, ``Харківська область`` about the region."""
    for index in range(last + 1, last + _FARTHEST):
        if folded.gap(index) not in (" ", ", "):
            break
        word = folded.word(index).lower()
        if _REGION.match(word):
            return None, f"is of the region: “{folded.word(index)}”"
        if index == last + 1 and _PACT.match(word):
            return None, f"is called after the city: “{folded.word(index)}”"
        if word not in _AND and not _OF_A_PLACE.match(word):
            break
    if _in_list_of_streets(folded, first):
        return None, "is in the name of a street"
    name = folded.word(first)
    if first and name[:1].isupper() and folded.gap(first) == " " and is_given_name(folded.word(first - 1)):
        return None, "is a surname here, or may be one"
    return YES


def _in_list_of_streets(folded: Folded, first: int) -> bool:
    """``вулиці Миколаївська та Херсонська``: back through the adjectives stands the word for streets."""
    for index in range(first - 1, max(first - _FARTHEST, -1), -1):
        if folded.gap(index + 1) not in (" ", ", "):
            return False
        word = folded.word(index).lower()
        if is_street(word):
            return True
        if word not in _AND and not _OF_A_PLACE.match(word):
            return False
    return False


def _heads(folded: Folded, first: int, last: int) -> bool:
    """``Суми: рятувальники…``, ``Рівне. Вода…``, ``Хмельницький міський голова…`` at the very beginning."""
    if first or folded.gap(0).strip(" #"):
        return False
    gap = folded.gap(last + 1)
    return gap in (": ", ". ") or (gap == " " and _OFFICE_BEHIND.match(folded.word(last + 1).lower()) is not None)


def _latin(folded: Folded, first: int, last: int, form: Form, english: bool) -> Verdict:
    before, gap = folded.word(first - 1), folded.gap(first)
    after, next_to = folded.word(last + 1), folded.gap(last + 1) == " "
    if next_to and after in _STREET_EN:
        return None, "is in the name of a street"
    if next_to and after.lower() in _PACT_EN:
        return None, f"is called after the city: “{after}”"
    if _region_behind(folded, last):
        return None, "is the name of a region"
    if first and gap in (" ", ". "):
        if before in _TITLES or (gap == " " and before in _GIVEN_EN):
            return None, "is a surname here, or may be one"
        if is_initial(folded, first - 1):
            return False, "is a surname here, or may be one"
        if before in _NEW and gap == " " and not begins(folded, first - 1):
            return None, f"is another place: “{before} {form.text}”"
    if first and gap == " ":
        for word in form.unless:
            if is_like(before.lower(), word.removesuffix("?")) and not (
                word.endswith("?") and next_to and (after[:1].isupper() or after in _CIVIC)
            ):
                return False if word.endswith("?") else None, f"is something else behind “{before}”"
    if form.doubtful:
        return _doubtful(folded, first, last, english)
    return YES


def _region_behind(folded: Folded, last: int) -> bool:
    """``Kharkiv region``, ``Kharkiv and Sumy regions``."""
    index = last + 1
    if folded.gap(index) == " " and folded.word(index).lower() in _REGION_EN:
        return True
    for _ in range(_FARTHEST):
        word = folded.word(index)
        if folded.gap(index) not in (" ", ", ") or not word:
            return False
        if word.lower() in _REGIONS_EN:
            return True
        if word not in _AND and not word[:1].isupper():
            return False
        index += 1
    return False


def _doubtful(folded: Folded, first: int, last: int, english: bool) -> Verdict:
    """``Florence Nightingale`` is none, ``in Florence Mayor Funaro …`` is; elsewhere doubt is where sentences begin."""
    if not english:
        return (False, "is another word as well") if begins(folded, first) else YES
    after = folded.word(last + 1)
    if folded.gap(last + 1) != " " or not after[:1].isupper() or after in _CITY_WORDS:
        return YES
    if first and folded.word(first - 1).lower() in _OF_PLACE:
        return YES
    return False, "is a given name as well"
