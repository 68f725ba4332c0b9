"""Light stems: the inflected forms of one word have the same stem. For Ukrainian and English; by rules, for lookup.

A stem is for comparing, never for reading: what alternates within a word is made alike (``Празі`` and ``Прага``:
``праз``; ``Харкова`` and ``Харків``: ``харків``), so that a stem may look like no form at all. Ukrainian: cases,
numbers and genders of nouns and adjectives, tenses and persons of most verbs, each verb as its reflexive. Other words
of the same root have stems of their own (``трамвай``, ``трамвайний``).

Limits. There is no dictionary, so that some forms of some words go astray: vowels that are dropped in rare words,
present tenses with another consonant (``писати``, ``пише``), suppletion (``людина``, ``люди``). Words that differ in
what alternates alone are one: ``вага`` and ``ваза``, ``столик`` and ``столиця``.
"""

from __future__ import annotations

from feeds.text.language import primary
from feeds.text.stemwords import ALTERNATING, IRREGULAR, NOUNS, UNMOVED

_APOSTROPHES = str.maketrans(dict.fromkeys("ʼ’‘`´ʹ′‛", "'"))
_VOWELS = frozenset("аеєиіїоуюя")
_NOMINAL = frozenset(
    "ого ьому ього ому ими їми ами ями ьми ові еві єві ьої ьою ам ям ах ях ом ем єм ою ею єю ів їв ей ий ій їй их їх іх "
    "им їм ім ої єї а я у ю і ї и о е є ь й".split()
)
"""Of nouns and adjectives."""
