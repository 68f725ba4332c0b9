"""Codes put back into translations that were made without them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.text.html import clean, squeeze
from feeds.translation import codes
from feeds.translation.placing import inner, placed, stripped
from feeds.translation.units import join, split, units
from feeds.translation.wordforms import words

from .markup import lines
from .test_codes import units as coded_units

OFTEN = settings(max_examples=150, deadline=None)
SAMPLES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "samples" / "placing.toml").read_text(encoding="utf-8")
)["sample"]
_FEWEST_PLACED = 0.7


def answer_to(sample: dict[str, Any]) -> str:
    """What an engine sends that has no codes: the translation with markers."""
    found = [
        ("text", f"X{value}" if kind == "alone" else value)
        for kind, value in codes.parts(sample["target"])
        if kind in ("text", "alone")
    ]
    return sample.get("answer") or codes.build(found)


def covered(coded: str) -> dict[str, tuple[str, ...] | int]:
    """For each pair the words with a meaning in it, for each code alone how many stand before it."""
    found: dict[str, tuple[str, ...] | int] = {}
    opened: dict[str, list[str]] = {}
    before = 0
    for kind, value in codes.parts(coded):
        if kind == "text":
            forms = [word.form for word in words(value) if not word.light]
            before += len(forms)
            for one in opened.values():
                one += forms
        elif kind == "open":
            opened[value] = []
        elif kind == "close":
            found[f"g{value}"] = tuple(opened.pop(value))
        else:
            found[f"x{value}"] = before
    return found


def outcome(sample: dict[str, Any]) -> str:
    """``right``, ``none`` or ``wrong``."""
    texts = inner(sample["unit"])
    result = placed(sample["unit"], answer_to(sample), dict(zip(texts, sample["inner"], strict=True)))
    if result is None:
        return "none"
    return "right" if covered(result) == covered(sample["target"]) and not sample.get("impossible") else "wrong"


def test_most_codes_find_their_place_and_none_a_wrong_one() -> None:
    """Of paragraphs of city news, seven of ten get their codes back, and no code is on other words than it was."""
    outcomes = {sample["unit"] + sample["target"]: outcome(sample) for sample in SAMPLES}
    assert [unit for unit, found in outcomes.items() if found == "wrong"] == []
    assert len(SAMPLES) >= 40
    assert Counter(outcomes.values())["right"] >= _FEWEST_PLACED * len(SAMPLES)


STRIPPED = {
    "no codes": ("Мер Лідса", "Мер Лідса"),
    "pairs": ("Мер <g1>Лідса</g1>, і <g2>ще <g3>хтось</g3></g2>", "Мер Лідса, і ще хтось"),
    "codes alone": ("Пишіть на <x1/> або <x2/>.", "Пишіть на X1 або X2."),
    "a code at a word's end": ("слово<x1/> далі <x2/>слово", "слово X1 далі X2 слово"),
    "a code in a word": ("Нідер<x1/>ланди", "Нідерланди"),
    "a unit that has such a word": ("Літак X1 і <x2/>", "Літак X1 і XX2"),
    "escaped signs": ("А &lt;b&gt; &amp; <g1>б</g1>", "А &lt;b&gt; &amp; б"),
}


@pytest.mark.parametrize("case", STRIPPED)
def test_a_unit_without_its_codes(case: str) -> None:
    """Pairs go, codes that stand for a word become one that no other word looks like."""
    unit, expected = STRIPPED[case]
    assert stripped(unit) == expected


def test_what_is_in_pairs_is_translated_alone() -> None:
    """Every text in a pair comes once, the inner ones too; what has no letters does not come."""
    unit = "А <g1>б <g2>в</g2></g1> <g3>в</g3> <g4>12:00</g4> <g5>г <x6/></g5>"
    assert inner(unit) == ("б в", "в", "г X6")


PLACED = {
    "quotation marks": ("Книга <g1>«Тіні»</g1>.", "The book “Shadows”.", ["Shadows"], "The book <g1>“Shadows”</g1>."),
    "a full stop in the pair": ("А. <g1>Читати далі.</g1>", "A. Read more.", ["Read more"], "A. <g1>Read more.</g1>"),
    "a per cent sign": ("<g1>60 %</g1> дітей", "60% of children", [], "<g1>60%</g1> of children"),
    "inflected": ("У <g1>школі</g1>", "In schools", ["school"], "In <g1>schools</g1>"),
    "turned round": ("<g1>5 травня</g1> о 9", "On May 5 at 9", ["5 May"], "On <g1>May 5</g1> at 9"),
    "two links with the same words": (
        "<g1>Тут</g1> і <g2>тут</g2>",
        "Here and here",
        ["Here", "here"],
        "<g1>Here</g1> and <g2>here</g2>",
    ),
    "the second of two sentences": (
        "Мер тут. І <g1>мер</g1> міста",
        "The mayor is here. And the mayor of the city",
        ["mayor"],
        "The mayor is here. And the <g1>mayor</g1> of the city",
    ),
    "the one in the same sentence": (
        "Парк відкрито. Біля <g1>парку</g1> тихо.",
        "The park is open, a park for all. It is quiet near the park.",
        ["park"],
        "The park is open, a park for all. It is quiet near the <g1>park</g1>.",
    ),
    "the longer phrase first": (
        "<g1>Мер</g1> і <g2>мер Лідса</g2>",
        "The mayor and the mayor of Leeds",
        ["mayor", "mayor of Leeds"],
        "The <g1>mayor</g1> and the <g2>mayor of Leeds</g2>",
    ),
    "names as they are": ("Фонд <g1>UNICEF</g1>", "The UNICEF fund", [], "The <g1>UNICEF</g1> fund"),
    "names that are spelt otherwise": ("<g1>Ігор</g1> тут", "Ihor is here", ["Igor"], "<g1>Ihor</g1> is here"),
    "pairs within pairs": (
        "А <g1>б <g2>в</g2></g1>",
        "A be ve",
        ["be ve", "ve"],
        "A <g1>be <g2>ve</g2></g1>",
    ),
    "between the same brackets": (
        "Рішення (<g1>повний текст</g1>)",
        "A decision (in full)",
        ["full text"],
        "A decision (<g1>in full</g1>)",
    ),
    "markers as they came": ("<x1/> або <x2/> і", "Х2 or x1 and", [], "<x2/> or <x1/> and"),
    "a marker in a pair": ("<g1>сайт <x2/></g1> тут", "site X2 here", ["site X2"], "<g1>site <x2/></g1> here"),
    "a lost marker at the start": ("<x1/> каже", "says", [], "<x1/> says"),
    "a lost marker at the end": ("Телефон: <x1/>.", "Phone:.", [], "Phone: <x1/>."),
    "a lost marker in a pair": ("<g1>сайт <x2/></g1> тут", "site here", ["site"], "<g1>site <x2/></g1> here"),
    "a place to break a word": ("Нідер<x1/>ланди тут", "The Netherlands is here", [], "The<x1/> Netherlands is here"),
    "no codes": ("Мер", "Mayor", [], "Mayor"),
    "a number in words": ("<g1>п'ять автобусів</g1> вже тут", "5 buses now", ["five buses"], "<g1>5 buses</g1> now"),
}


@pytest.mark.parametrize("case", PLACED)
def test_where_codes_belong(case: str) -> None:
    """Codes are put around the words that they were around, wherever these are now."""
    unit, target, translated, expected = PLACED[case]
    assert placed(unit, target, dict(zip(inner(unit), translated, strict=False))) == expected


NOT_PLACED = {
    "other words": ("<g1>сайт</g1> міста", "page of the city", ["site"]),
    "said once of two": ("Школа. У <g1>школі</g1> тихо", "The school is quiet", ["school"]),
    "the other one may come first": ("У центрі <g1>центр</g1>", "A center in the center", ["center"]),
    "in another sentence": (
        "Є <g1>розклад</g1> руху. А графік роботи там.",
        "There is a timetable. The schedule is there.",
        ["schedule"],
    ),
    "within a word": ("У <g1>5</g1>", "In the 5G network", ["5"]),
    "not twice either": ("<g1>Школа</g1> тут", "The school near the school", ["school"]),
    "over the end of a sentence": ("<g1>Лідс Гент</g1> тут", "He left Leeds. Ghent is here", ["Leeds Ghent"]),
    "two things named together": ("А <g1>майдан Миру</g1>", "Freedom Square and Peace Avenue", ["Square Peace"]),
    "a number is elsewhere": ("<g1>школа 5</g1> та школа", "school and school 5", ["school"]),
    "a marker lost in the middle": ("на <x1/> або <g2>тут</g2>", "to or here", ["here"]),
    "a marker twice": ("на <x1/> або тут", "to X1 or X1 here", []),
    "a marker in another pair": ("<g1>сайт міста</g1> <x2/> тут", "X2 city X2 site here", ["city site"]),
    "a park is no parking": ("<g1>парк</g1> тут", "The parking is here", ["park"]),
    "the names of two films": ("«<g1>Екран</g1>» і «Тіні»", "“Dark” at the “Ekran”", ["Screen"]),
    "nothing in the pair": ("а <g1></g1> б", "a b", []),
    "nothing but signs in the pair": ("а <g1>—</g1> б", "a — b", []),
    "codes that were broken": ("<g1>а <g2>б</g1> в</g2>", "a b v", ["a b", "b v"]),
    "no words came": ("<g1>а</g1>", "", ["a"]),
}


@pytest.mark.parametrize("case", NOT_PLACED)
def test_where_nobody_can_tell(case: str) -> None:
    """A link on wrong words is worse than none."""
    unit, target, translated = NOT_PLACED[case]
    assert placed(unit, target, dict(zip(inner(unit), translated, strict=False))) is None


_ANY = st.lists(
    st.sampled_from(
        [
            *("а", "б", "в", "слово", "кінець", "слова", "X1", "X2", "x 3", "Х4", "XX1", ".", ",", "«", "»", "(", ")"),
            *("—", ":"),
            *("&", "<g1>", "</g1>", "<x2/>", "12", "10 000", "the", "\u00a0", "a\u0301", " ", " ", " "),
        ]
    )
    | st.text(max_size=4),
    max_size=25,
).map("".join)  # fmt: skip


@OFTEN
@given(coded_units() | _ANY.map(codes.normalise), _ANY, st.lists(_ANY, max_size=4))
def test_whatever_an_engine_answers_no_word_and_no_code_is_lost(unit: str, answer: str, translated: list[str]) -> None:
    """Either nobody can tell, or all codes are in place around all words of the answer."""
    target = codes.escape(answer)
    result = placed(unit, target, dict(zip(inner(unit), map(codes.escape, translated), strict=False)))
    if result is not None:
        assert codes.damage(unit, result) is None
        assert codes.normalise(result) == result
        markers = {f"X{number}" for kind, number in codes.codes_of(unit) if kind == "alone"}
        lost = Counter(_letters(target)) - Counter(_letters(result))
        assert set(lost) <= set("XxХх0123456789") if markers else not lost


def _letters(coded: str) -> str:
    return "".join(re.findall(r"\w", codes.plain(codes.normalise(coded))))


@OFTEN
@given(coded_units().filter(lambda unit: not re.search(r"\w(?:</?[gx]\d+/?>)+\w", unit)))
def test_the_words_themselves_take_their_codes_back(unit: str) -> None:
    """Where the answer is the text that was asked for, a result has pairs of whole words where they were."""
    result = placed(unit, stripped(unit), {})
    if result is not None:
        assert _pairs(result) == _pairs(unit)


def _pairs(coded: str) -> dict[str, str]:
    """The letters of each pair."""
    return {
        number: _letters(coded[coded.index(f"<g{number}>") : coded.index(f"</g{number}>")])
        for kind, number in codes.codes_of(coded)
        if kind == "open"
    }


@OFTEN
@given(lines(), st.randoms(use_true_random=False))
def test_links_survive_an_engine_without_codes(page: str, random: Any) -> None:
    """A page of links whose words come back in any order has all of its links, or is not translated."""
    pieces = split(page, "uk")
    for unit in units(pieces):
        found = stripped(unit).split()
        if random.random() < 0.5:
            random.shuffle(found)
        result = placed(unit, " ".join(found), {})
        if result is not None:
            made = join(pieces, {unit: result})
            assert sorted(re.findall('href="[^"]*"|src="[^"]*"', made)) == sorted(
                re.findall('href="[^"]*"|src="[^"]*"', page)
            )
            assert clean(made) == made
            assert "".join(sorted(re.sub(r"<[^>]*>|\s", "", made))) == "".join(sorted(re.sub(r"<[^>]*>|\s", "", page)))


HOSTILE = {
    "one word": "а" * 100_000,
    "one word in a pair": f"<g1>{'а' * 100_000}</g1> б",
    "tags": "".join(f"<g{number}>а</g{number}> " for number in range(1, 10_001)),
    "codes alone": "".join(f"<x{number}/> а " for number in range(1, 10_001)),
    "angles": "&lt;" * 10_000,
    "pairs within pairs": "".join(f"<g{number}>а " for number in range(1, 5_001))
    + "".join(f"</g{number}>" for number in range(5_000, 0, -1)),
    "the same word": "<g1>" + "а " * 20_000 + "</g1> " + "а " * 20_000,
    "the same words": "<g1>вода ліс дім сад</g1> " + "вода ліс дім сад " * 5_000,
    "what looks like markers": "X1 " * 20_000 + "<x1/>",
    "longer and longer markers": "".join("X" * number + "1 " for number in range(1, 400)) + "<x1/> а",
    "quotation marks": "«" * 20_000 + "<g1>а</g1>" + "»" * 20_000,
    "full stops": "<g1>а</g1>" + ". А" * 20_000,
    "numbers": "<g1>а</g1> " + "111 " * 20_000 + "1111",
    "letters like markers": "<g1>а</g1> <x2/> " + "Х" * 100_000,
    "apostrophes": "<g1>а</g1> " + "а'" * 40_000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_units_take_no_longer_than_others(case: str) -> None:
    """Units made to be slow are looked through like others; a quadratic search would not end here."""
    unit = codes.normalise(HOSTILE[case])
    text = stripped(unit)
    assert codes.codes_of(text) == Counter()
    result = placed(unit, text, {one: one for one in inner(unit)})
    assert result is None or squeeze(codes.plain(result)) == squeeze(codes.plain(unit))
