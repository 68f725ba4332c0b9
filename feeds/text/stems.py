"""Light stems: the inflected forms of one word have the same stem. For Ukrainian and English; by rules, for lookup.

A stem is for comparing, never for reading: what alternates within a word is made alike (``Празі`` and ``Прага``:
``праз``; ``Харкова`` and ``Харків``: ``харків``), so that a stem may look like no form at all. Ukrainian: cases,
numbers and genders of nouns and adjectives, tenses and persons of most verbs, each verb as its reflexive. Other words
of the same root have stems of their own (``трамвай``, ``трамвайний``).

Limits. There is no dictionary, so that some forms of some words go astray: vowels that are dropped in rare words,
present tenses with another consonant (``носити``, ``ношу``), datives in -ові, which look like adjectives. Words that
differ in what alternates alone are one: ``вага`` and ``ваза``, ``дорога`` and ``дорогий``, ``допомога`` and
``допомогти``; and the oblique cases of ``міст`` stay apart from it.
"""

from __future__ import annotations

from feeds.text.language import primary
from feeds.text.stemwords import ALTERNATING, HARD, IRREGULAR, NOUNS, UNMOVED

_APOSTROPHES = str.maketrans(dict.fromkeys("ʼ’‘`´ʹ′‛", "'"))
_VOWELS = frozenset("аеєиіїоуюя")
_NOMINAL = frozenset(
    "ого ього ьому ому ими іми їми ами ями ьми ові еві ьої ьою ам ям ах ях ом ем єм ою ею єю ів їв ей ий ій їй их їх "
    "іх им їм ім ої єї а я у ю і ї и о е є ь й".split()
)
"""Of nouns and adjectives."""
_LONGEST_NOMINAL = 4
_PERSONS = ("никові", "торові", "нерові", "терові", "ентові", "истові", "ареві", "телеві")
"""Datives in -ові and -еві; ``фінансові`` and ``місцеві`` are an adjective's plural."""
_FUTURE = "тиму тимеш тиме тимем тимемо тимете тимуть тиметь".split()
_PRESENT = "ю єш є єм ємо єте єть ють ючи й ймо йте".split()
_PAST = "в ла ло ли вши".split()
_BEFORE_REFLEXIVE = frozenset("ьиваоюуйшеєім")


def _verbal() -> dict[str, str]:
    """Endings of verbs, each with what stays of it."""
    table = dict.fromkeys("еш емо ете еть уть ють учи ячи ачи ять ать ьте ьмо іть іте імо ено".split(), "")
    for vowel in "ая":  # читати, читаю
        table |= dict.fromkeys((vowel + end for end in ("ти", "но", *_PAST, *_PRESENT, *_FUTURE)), vowel)
    for vowel in "ую":  # працювати, працюю
        table |= dict.fromkeys((vowel + "ва" + end for end in ("ти", *_PAST, *_FUTURE)), vowel)
        table |= dict.fromkeys((vowel + end for end in _PRESENT), vowel)
    table |= {"ьовано": "ю", "йовано": "йу", "овано": "у"}
    for vowel in "иї":  # ходити, ходжу
        table |= dict.fromkeys((vowel + end for end in ("ти", "ть", "ш", "мо", "те", *_PAST, *_FUTURE)), "")
    table |= dict.fromkeys(("і" + end for end in ("ти", *_PAST[1:], *_PRESENT[:-3], *_FUTURE)), "і")  # розуміти
    table |= dict.fromkeys(("ну" + end for end in ("ти", *_PAST, *_FUTURE)), "н")  # повернути
    table |= dict.fromkeys(("г" + end for end in ("ти", *_PAST[1:], "ши", *_FUTURE)), "г")  # допомогти
    for root in ("да", "ста", "зна"):  # надавати, надаю
        table |= dict.fromkeys((root + "ва" + end for end in ("ти", "й", "йте", *_PAST, *_FUTURE)), root)
    table |= dict.fromkeys(("бува" + end for end in ("ти", *_PAST, *_FUTURE, *_PRESENT)), "бува")  # відбуваюся
    for labial in "пбвмф":  # роблю, робити
        table |= dict.fromkeys((labial + end for end in ("лю", "лять", "лячи", "лено")), labial)
    table |= dict.fromkeys(("и" + end for end in _PRESENT if end not in ("й", "ючи")), "")  # відкрию
    for changed, kept in (("пиш", "писа"), ("каж", "каза"), ("мож", "мог")):
        table |= dict.fromkeys((changed + end for end in "у еш е емо ете уть и іть".split()), kept)
    table |= dict.fromkeys(("бу" + end for end in "ти в ла ло ли де дуть деть вши".split()), "бу")  # відбулося
    table |= dict.fromkeys(("да" + end for end in "мо си сть сте дуть".split()), "да")  # нададуть
    return table | {"джу": "д", "джено": "д", "крито": "кр", "бито": "б"}


_VERBAL = _verbal()
_SIZES = {
    last: tuple(sorted({len(ending) for ending in _VERBAL if ending[-1] == last}, reverse=True))
    for last in {ending[-1] for ending in _VERBAL}
}
"""By its last letter: how long an ending can be."""


def stem(word: str, language: str) -> str:
    """The stem of one word, in small letters; of a language other than Ukrainian and English the word itself."""
    word = word.lower()
    if not word.isalpha():
        word = word.translate(_APOSTROPHES)
    tag = language if len(language) == 2 else primary(language)
    if tag == "uk":
        return _ukrainian(word)
    return _english(word) if tag == "en" else word


def _ukrainian(word: str) -> str:
    known = IRREGULAR.get(word)
    if known is not None:
        return _alike(known)
    if len(word) < 3:
        return word
    for size in range(min(_LONGEST_NOMINAL, len(word) - 2)):
        base = word[: len(word) - size]
        if base in NOUNS and (not size or word[-size:] in _NOMINAL) and not word.endswith(("ові", "еві")):
            return _alike(base)
    if len(word) > 5 and word.endswith(("ся", "сь")) and word[-3] in _BEFORE_REFLEXIVE:
        word = word[:-2]
        if word in IRREGULAR:
            return _alike(IRREGULAR[word])
    for size in _SIZES.get(word[-1], ()):
        kept = _VERBAL.get(word[-size:])
        if kept is not None and len(word) - size > 1:
            return _alike(word[:-size] + kept)
    return _nominal(word)


def _nominal(word: str) -> str:
    """Of a noun or an adjective."""
    if word.endswith("ій") and _is_noun_in_ij(word):
        return _alike(word[:-1])
    for size in range(min(_LONGEST_NOMINAL, len(word) - 2), 0, -1):
        ending = word[-size:]
        if ending not in _NOMINAL or (ending in ("ові", "еві") and not word.endswith(_PERSONS)):
            continue
        base = word[:-size]
        if ending in ("ь", "й"):
            return _closed(base, ending)
        if ending == "ю" and base.endswith(("дд", "лл")):  # молоддю, сіллю
            return _alike(base[:-1])
        if size == 1 or not _VOWELS.isdisjoint(base):
            return _alike(base)
    return _closed(word, "")


def _is_noun_in_ij(word: str) -> bool:
    """``станцій``, ``територій``, ``водій``; ``новій`` and ``старій`` are adjectives."""
    before = word[-3:-2]
    if before in "цсзфдп" or word.endswith(
        ("логій", "егій", "лігій", "ртій", "нтій", "мпаній", "рмій", "адемій", "премій", "ліній")
    ):
        return word not in _ADJECTIVES
    return before == "р" and word[-4:-3] in _VOWELS and word not in _ADJECTIVES


_ADJECTIVES = frozenset(
    "молодій твердій гордій блідій рудій худій старій хворій сірій щирій скорій бурій босій лисій глупій сліпій тупій "
    "скупій куцій".split()
)


def _closed(base: str, sign: str) -> str:
    """Where no ending follows, a vowel may have come in or have been closed: ``будинок``, ``українець``, ``шкіл``."""
    if len(base) > 3:
        if not sign and base.endswith("ок") and base[-3] not in _VOWELS and base not in UNMOVED:
            return _alike(base[:-2] + "к")
        if sign == "ь" and base.endswith(("ец", "єц")):
            return _alike(f"{base[:-2]}{'й' if base[-2] == 'є' else ''}ц")
        if sign == "ь" and base.endswith(("ан", "ен", "ян", "лін")):  # питань, питання
            return _alike(base + "н")
    return _alike(ALTERNATING.get(base, base))


def _alike(base: str) -> str:
    """What alternates within a stem, made alike."""
    base = base.rstrip("'")
    last = base[-1:]
    if base.endswith("янин"):  # громадянин, громадяни
        return base[:-2]
    if last == "г" and len(base) > 2:  # Прага, Празі
        base = base[:-1] + "з"
    elif last == "к" and len(base) > 2 and base[-2] != "ь" and base not in HARD:  # рука, руці; but міський
        base = base[:-1] + "ц"
    if base.endswith("ьц"):  # пальця, палець
        base = base[:-2] + "ц"
    return _with_closed_vowel(base)


def _with_closed_vowel(base: str) -> str:
    """``договор`` as ``договір``: in the last of several syllables, before a single consonant or -ст."""
    place = len(base) - (3 if base.endswith("ст") else 2)
    if place < 2 or base[place] not in "оеє" or _VOWELS.isdisjoint(base[:place]):
        return base
    if base[place - 1] == "ь":
        return f"{base[: place - 1]}і{base[place + 1 :]}"
    return f"{base[:place]}{'ї' if base[place] == 'є' else 'і'}{base[place + 1 :]}"


def _english(word: str) -> str:
    """Without the plural and the possessive."""
    for ending in ("'s", "s'", "'"):
        if word.endswith(ending):
            word = word[: -len(ending)] + ("s" if ending == "s'" else "")
            break
    return _IRREGULAR_PLURALS.get(word) or _singular(word)


_IRREGULAR_PLURALS = {
    "men": "man", "women": "woman", "children": "child", "people": "people", "feet": "foot", "lives": "life",
    "wives": "wife", "leaves": "leaf", "crises": "crisis", "analyses": "analysis", "series": "series", "news": "news",
    "always": "always", "this": "this", "buses": "bus", "does": "does", "was": "was", "has": "has", "its": "its",
    "movies": "movie", "gas": "gas", "gases": "gas", "shelves": "shelf", "cities": "city", "heroes": "hero",
    "potatoes": "potato", "headquarters": "headquarters", "species": "species", "halves": "half", "viruses": "virus",
}  # fmt: skip


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word[:-1]
