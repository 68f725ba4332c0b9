"""Names of cities, right in English from every case form, whatever an engine does to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from feeds.config.terms import load_termbase
from feeds.translation import codes
from feeds.translation.terms import Termbase
from tests.translation.evil import CITIES, WAYS, Sentence, cyrillic, evil, other_city, sentences

FILE = Path(__file__).parents[2] / "config" / "termbase.csv"


@lru_cache
def termbase() -> Termbase:
    """The delivered one."""
    return load_termbase(FILE)


def named(unit: str, translate: Callable[[str], str]) -> str:
    """What comes of a unit: repaired; else with the names put in before; else in pieces around them."""
    base = termbase()
    answer = base.repaired(unit, translate(unit), "uk", "en")
    if base.check(unit, answer, "uk", "en"):
        answer = base.repaired(unit, translate(base.substituted(unit, "uk", "en")), "uk", "en")
    if base.check(unit, answer, "uk", "en"):
        joined = "".join(
            codes.escape(name) if name else around(piece, translate) for piece, name in base.pieces(unit, "uk", "en")
        )
        answer = base.repaired(unit, codes.normalise(joined), "uk", "en")
    return answer


def around(piece: str, translate: Callable[[str], str]) -> str:
    """A piece between names: its words translated, codes and white space as they are."""
    return "".join(
        translate(part) if re.search(r"[^\W\d_]", part) and part[0] != "<" else part
        for part in re.split(r"(<[^>]*>|^\s+|\s+$)", piece)
        if part
    )


def is_right(sentence: Sentence, answer: str) -> bool:
    """Is the city there, and no other one?"""
    words = codes.plain(answer)
    right = {sentence.right, *{"poznan": ["Poznan"], "hanover": ["Hannover"]}.get(sentence.city, [])}
    others = {name for name in CITIES.values() if name != sentence.right and name not in sentence.right}
    return (
        any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for name in right)
        and not re.search("[а-яіїєґ]", words)
        and not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for name in others)
    )


def test_sentences_have_every_form() -> None:
    """Every form of every city's row stands in a sentence, and is known in it for certain."""
    spoken = {(sentence.city, sentence.form) for sentence in sentences()}
    forms = {
        (term.id, form.text)
        for term in termbase().terms
        if term.id in CITIES
        for form in term.source_forms()
        if not form.adjective
    }
    assert spoken == forms
    assert len({city for city, _ in spoken}) == len(CITIES) == 59
    for sentence in sentences():
        certain = [hit.form for hit in termbase().hits(sentence.text, "uk", "en") if hit.certain and hit.id in CITIES]
        assert certain == [sentence.form], sentence


@pytest.mark.parametrize("stubborn", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_names_come_out_right(way: Callable[[Sentence], str], stubborn: bool) -> None:
    """Whichever way an engine gets names wrong, every form of every city comes out right."""
    translate = evil(way, stubborn=stubborn)
    wrong = [(one, named(one.text, translate)) for one in sentences()]
    assert [(one.text, answer) for one, answer in wrong if not is_right(one, answer)] == []


def test_engine_is_evil() -> None:
    """Without the termbase hardly any of these names would be right."""
    for way in WAYS:
        translate = evil(way)
        right = sum(is_right(one, translate(one.text)) for one in sentences())
        assert right < len(sentences()) / 4, way


@pytest.mark.parametrize("way", [cyrillic, other_city])
def test_names_within_codes(way: Callable[[Sentence], str]) -> None:
    """A name that is a link stays one, and a name in capitals stays in capitals."""
    translate = evil(way, stubborn=True)
    for one in sentences():
        unit = codes.normalise(one.text.replace(one.form, f"<g1>{one.form}</g1>"))
        answer = named(unit, translate)
        assert f"<g1>{one.right}</g1>" in answer, (unit, answer)
        assert codes.damage(unit, answer) is None
    loud = "У ХАРКОВІ ВІТАЛИ ЛІДС"
    assert termbase().substituted(loud, "uk", "en") == "У KHARKIV ВІТАЛИ LEEDS"
