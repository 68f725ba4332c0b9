"""Listed words and phrases in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ingest.phrases import Found, Phrases


def found(listed: str, text: str, language: str = "uk") -> list[str]:
    """The words that stand in a text for one listed phrase."""
    return [one.words for one in Phrases([listed]).find(text, language)]


@pytest.mark.parametrize(
    ("listed", "text", "expected"),
    [
        ("трамвай", "Трамваї стоять, ТРАМВАЄМ не доїхати, трамвайний парк.", ["Трамваї", "ТРАМВАЄМ"]),
        ("ремонт дороги", "Про ремонту доріг багато; дороги, ремонт — ні.", ["ремонту доріг"]),
        ("ремонт дороги", "Ремонт, дороги. Ремонт цієї дороги.", []),
        ("місто-партнер", "з містами-партнерами, «місто» партнер", ["містами-партнерами", "місто» партнер"]),
        ("п'ятниця", "у п’ятницю, пʼятниці", ["п’ятницю", "пʼятниці"]),
        ("енерг*", "Енергетика, енергія, синергія, енерг", ["Енергетика", "енергія", "енерг"]),
        ("мереж* тепла", "мережами тепла", ["мережами тепла"]),
        ("подача тепл*", "подачі теплоносія", ["подачі теплоносія"]),
        ('"мрія"', "Мрія здійснилась, мріяли про мрію", ["Мрія"]),
        ("«Мрія»", "Літак «Мрія», а мрія далека", ["Мрія"]),
        ('"ремонт дороги"', "ремонт дороги, ремонту дороги", ["ремонт дороги"]),
        ("ТЕЦ", "ТЕЦ-3 і тец", ["ТЕЦ"]),
        ("робота ТЕЦ", "про роботу ТЕЦ і роботу тец", ["роботу ТЕЦ"]),
        ("ГУМАНІТАРНА", "гуманітарної допомоги", ["гуманітарної"]),
        ("до", "від села до села, дому", ["до"]),
        ("газ", "газом і газети", ["газом"]),
        ("вода", "заводи, води_тут, _вода, вода", ["вода"]),
        ("повiтряна тривога", "повітряної тривоги", ["повітряної тривоги"]),
        ("tram", "Новий tram у місті, trams", ["tram", "trams"]),
        ("!!", "!!", []),
        ("вода", "", []),
    ],
)
def test_ukrainian(listed: str, text: str, expected: list[str]) -> None:
    """Every form of each word, the words next to each other and in order; no part of a word."""
    assert found(listed, text) == expected


@pytest.mark.parametrize(
    ("listed", "text", "expected"),
    [
        ("power cut", "Power cuts; the power was cut. Power-cut!", ["Power cuts", "Power-cut"]),
        ("EU", "The EU and eu, EUR", ["EU"]),
        ("city", "cities, the city’s trams, citizen", ["cities", "city’s"]),
        ("трамвай", "The word “трамваї” means trams.", ["трамваї"]),
    ],
)
def test_english(listed: str, text: str, expected: list[str]) -> None:
    """Plurals and possessives count; Cyrillic words in an English text are Ukrainian."""
    assert found(listed, text, "en-GB") == expected


def test_other_languages() -> None:
    """In a text of another language a word is as it is listed, whatever its capitals; where nobody said, as usual."""
    assert found("Stadt", "Die stadt und die Stadts", "de") == ["stadt"]
    assert found("трамвай", "трамвай трамваї", "ru") == ["трамвай"]
    assert found("трамвай", "трамваї", "und") == ["трамваї"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#трамвай їде", ["трамвай"]),
        ("пишіть на трамвай@місто.укр або https://місто.укр/трамвай", []),
        ("@трамвай відповів: трамваї їдуть", ["трамваї"]),
    ],
)
def test_addresses(text: str, expected: list[str]) -> None:
    """A hashtag is a word like any other; addresses and names with an @ hold no words."""
    assert found("трамвай", text) == expected


def test_places() -> None:
    """Each find says what was listed, and where it stands in the text as it was given."""
    text = "Га\u0301рний  тра\u00adмвай,   нова\n вода"
    first, second = Phrases(["нова вода", "трамвай", "трамвай"]).find(text, "uk")
    assert first == Found("трамвай", text.index("тр"), text.index(","), "тра\u00adмвай")
    assert (second.phrase, text[second.start : second.end]) == ("нова вода", "нова\n вода")


def test_overlapping() -> None:
    """Every phrase that stands somewhere is found, also within another one."""
    phrases = Phrases(["рада", "міська рада", "міськ*", "рада ветеранів"])
    assert {(one.phrase, one.words) for one in phrases.find("у міській раді ветеранів", "uk")} == {
        ("міська рада", "міській раді"),
        ("міськ*", "міській"),
        ("рада", "раді"),
        ("рада ветеранів", "раді ветеранів"),
    }


def test_nothing_listed() -> None:
    """Without phrases nothing is found."""
    assert Phrases([]).find("вода", "uk") == ()


def test_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered of words has a limit, and makes no difference."""
    monkeypatch.setattr("feeds.ingest.phrases._REMEMBERED", 3)
    phrases = Phrases(["вода"])
    text = "один два три чотири п'ять шість води сім вісім воді"
    assert [one.words for one in phrases.find(text, "uk")] == ["води", "воді"]


_WORDS = st.lists(
    st.sampled_from("вода водою рада «міська» - . EU п’ять https://a.ua/вода _ #вода".split()), max_size=30
)


@given(_WORDS, st.sampled_from([" ", "\n", "", "\u00a0"]), st.sampled_from(["uk", "en", "de"]))
def test_what_is_found_stands_there(words: list[str], between: str, language: str) -> None:
    """What is said to stand in a text stands there, in order, and whole."""
    text = between.join(words)
    places = Phrases(["вода", "міська рада", "вод*", "EU"]).find(text, language)
    assert [one.start for one in places] == sorted(one.start for one in places)
    for one in places:
        assert text[one.start : one.end] == one.words
        assert not text[one.start - 1 : one.start].isalnum()
        assert not text[one.end : one.end + 1].isalnum()
