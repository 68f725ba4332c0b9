"""Answers of one request that stand beside other texts than their own."""

from __future__ import annotations

import time

import pytest

from feeds.translation.checks.neighbours import mixed_up, repeated

PAIRS = [
    ("Мер Харкова відкрив нову школу в Салтівці.", "The mayor of Kharkiv has opened a new school in Saltivka."),
    ("Лікарня отримала 12 апаратів від Лейпцига.", "The hospital has received 12 machines from Leipzig."),
    ("Тролейбуси № 7 змінять маршрут. Рух відновлять у п'ятницю.",
     "Trolleybuses No. 7 will change their route. Traffic will resume on Friday."),
    ("Дякуємо!", "Thank you!"),
    ("У Познані відбудеться форум «Міста», на який приїдуть 40 делегацій.",
     "The forum “Cities” will be held in Poznań, to which 40 delegations will come."),
    ("Ремонт мосту через Лопань триватиме до листопада.", "Repairs of the Lopan bridge will last until November."),
]  # fmt: skip
UNITS = [unit for unit, _ in PAIRS]
RIGHT = [answer for _, answer in PAIRS]
A, B, C, D, E, F = RIGHT
FIRST, SECOND = "Trolleybuses No. 7 will change their route.", "Traffic will resume on Friday."
IN_ANOTHER_ORDER = {
    "two in each other's place": [B, A, C, D, E, F],
    "the last two": [A, B, C, D, F, E],
    "one left out, one in two": [A, FIRST, SECOND, D, E, F],
    "two in one, one in two": [f"{A} {B}", FIRST, SECOND, D, E, F],
    "one in two, two in one": [A, B, FIRST, SECOND, D, f"{E} {F}"],
    "one twice, the last left out": [A, A, B, C, D, E],
    "two in one, then none": [f"{A} {B}", "", C, D, E, F],
    "the first at the end": [B, C, D, E, F, A],
}


@pytest.mark.parametrize("case", IN_ANOTHER_ORDER)
def test_another_order(case: str) -> None:
    """Answers that fit the texts beside them far better in another order or other portions are known by that."""
    assert mixed_up(UNITS, IN_ANOTHER_ORDER[case], "uk", "en")


IN_ORDER = {
    "all right": RIGHT,
    "nothing came": [""] * 6,
    "the texts themselves": UNITS,
    "the page of an error each time": ["Error 500 (Server Error)!!1500.That’s an error."] * 6,
    "one bad": [A, "Nothing of the kind was ever said by anybody, and nobody would.", C, D, E, F],
    "two bad": [A, "Nothing.", "Nor this.", D, E, F],
    "all bad": ["I cannot help with that, because it is not what I do."] * 6,
}


@pytest.mark.parametrize("case", IN_ORDER)
def test_no_other_order(case: str) -> None:
    """A bad answer is no sign of another order: what it is, other checks say."""
    assert not mixed_up(UNITS, IN_ORDER[case], "uk", "en")


def test_from_english() -> None:
    """The same holds from English into Ukrainian, and of other languages nothing is said, nor of one text."""
    assert not mixed_up(RIGHT, UNITS, "en", "uk")
    assert mixed_up(RIGHT, [UNITS[1], UNITS[0], *UNITS[2:]], "en-GB", "uk")
    assert not mixed_up(UNITS, IN_ANOTHER_ORDER["two in each other's place"], "uk", "de")
    assert not mixed_up(UNITS[:1], [B], "uk", "en") and not mixed_up([], [], "uk", "en")


def test_codes_are_no_words() -> None:
    """Inline codes and addresses are left out of it."""
    units = ["Мер <g1>Харкова</g1> приїхав.", "<x1/> Мер Лейпцига <g2>поїхав</g2>."]
    right = ["The mayor of <g1>Kharkiv</g1> has come.", "<x1/> The mayor of Leipzig <g2>has left</g2>."]
    assert not mixed_up(units, right, "uk", "en")
    assert mixed_up(units, right[::-1], "uk", "en")


def same(*units: str, answer: str = "The same.") -> set[int]:
    """The places that are doubted if all of these are given one answer."""
    return repeated(units, [answer] * len(units), "uk", "en")


def test_different_texts_with_one_answer() -> None:
    """The same answer for texts that say different things is doubted for each of them, and for no other."""
    assert repeated(UNITS, [A, A.upper(), C, D, A, F], "uk", "en") == {0, 1, 4}
    assert same("Так", "Ні", answer="Yes") == {0, 1}
    assert same("10 червня", "11 червня", answer="10 June") == {0, 1}
    assert same("Докладніше", "Детальніше", answer="More details") == {0, 1}
    assert repeated(UNITS, RIGHT, "uk", "en") == set()


ONE_TEXT = [
    ("Так.", "Так!"),
    ("«Нова школа»", "Нова школа…"),
    ("У Харкові відкрили нову школу та лікарню.", "В Харкові відкрили нову школу й лікарню!"),
    ("Лідс", "Leeds", "Лідс:"),
    ("ЛЕЙПЦИГ", "Лейпциг"),
    ("10 червня", "10 червня:"),
    ("<g1>Нова</g1> школа", "Нова <x1/> школа"),
    ("Кам'янське", "Кам’янське"),
]


@pytest.mark.parametrize("units", ONE_TEXT)
def test_one_text_in_two_spellings(units: tuple[str, ...]) -> None:
    """Texts of the same words, or of a few that are the same name in another script, may have the same answer."""
    assert same(*units) == set()


def test_answers_that_say_nothing() -> None:
    """Empty answers and the page of an error are no translation of anything, and nothing is asked again for them."""
    assert same(*UNITS, answer="") == set()
    assert same(*UNITS, answer="Error 500 (Server Error)!!1500.That’s an error.") == set()


@pytest.mark.parametrize("piece", ["а", "Ааа ", "1 ", "12.06.2026, ", "10 000", "<x1/>", "Kharkiv Харків ", "'"])
def test_time_is_linear(piece: str) -> None:
    """A request as large as they may be takes a moment whatever is in it, in many lines as in few."""
    for lines in (2, 20, 200):
        units = [f"{place} {piece * (5000 // lines // len(piece))}" for place in range(lines)]
        start = time.process_time()
        mixed_up(units, units[::-1], "uk", "en")
        repeated(units, ["Yes"] * lines, "uk", "en")
        assert time.process_time() - start < 2
