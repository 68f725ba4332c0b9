"""Known words in running text, and what only looks like them."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.text.forms import Form, Matcher, declined, fold, folded_form
from feeds.text.lookalikes import judge

FORMS = [
    *(Form("kharkiv", form, place=True) for form in ("Харків", "Харкова", "Харкову", "Харкові")),
    *(Form("kharkiv", form, any_case=True, adjective=True, place=True) for form in declined("харківський")),
    *(Form("kyiv", form, any_case=True, adjective=True, place=True) for form in declined("київський")),
    *(Form("kyivskyi", form) for form in ("Київський район", "Київському районі")),
    Form("industrial", "Індустріальний район", doubtful=True),
    *(Form("leeds", form, place=True) for form in ("Лідс", "Лідса", "Лідсі")),
    *(Form("kryvyi-rih", form, place=True) for form in ("Кривий Ріг", "Кривому Розі")),
    *(Form("frankfurt", form, place=True) for form in ("Франкфурт", "Франкфурті")),
    *(Form("frankfurt-am-main", form, place=True) for form in ("Франкфурт-на-Майні", "Франкфурті-на-Майні")),
    *(Form("rivne", form, doubtful=True, place=True) for form in ("Рівне", "Рівному")),
    *(Form("sumy", form, doubtful=True, place=True) for form in ("Суми", "Сумах")),
    *(Form("turku", form, doubtful=True, place=True) for form in ("Турку",)),
    *(Form("riga", form, doubtful=form == "Ризі", place=True) for form in ("Рига", "Ризі")),
    *(Form("mykolaiv", form, doubtful=form[-1] in "ау", place=True) for form in ("Миколаїв", "Миколаєва", "Миколаєву")),
    *(
        Form("dnipro", form, place=True, unless=("берег*", "річк*", "р", "через", "по?", "пам'ятк*"))
        for form in ("Дніпро", "Дніпра", "Дніпру", "Дніпрі")
    ),
    *(Form("odesa", form, place=True) for form in ("Одеса", "Одесі")),
    *(Form("osnova", form) for form in ("Основ'янський район",)),
    Form("mayor", "міський голова", any_case=True),
    Form("florence", "Florence", place=True),
    Form("leeds-en", "Leeds", place=True),
]  # fmt: skip
MATCHER = Matcher(FORMS, judge)


def found(text: str) -> list[tuple[str, str, bool]]:
    """What stands in a text: id, passage, certain."""
    return [(hit.id, text[hit.start : hit.end], hit.certain) for hit in MATCHER.find(fold(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Лідс і Харків, Харкова.", ["Лідс", "Харків", "Харкова"]),
        ("ЛІДС ВІТАЄ ХАРКІВ", ["ЛІДС", "ХАРКІВ"]),
        ("Кривий Ріг", ["Кривий Ріг"]),
        ("Кривий\u00a0 \n Ріг", ["Кривий\u00a0 \n Ріг"]),
        ("у Кривому Розі й у КРИВОМУ РОЗІ", ["Кривому Розі", "КРИВОМУ РОЗІ"]),
        ("Ха́рків", ["Ха́рків"]),
        (unicodedata.normalize("NFD", "Київський район"), [unicodedata.normalize("NFD", "Київський район")]),
        ("Харкiв", ["Харкiв"]),
        ("Хар\u00adків", ["Хар\u00adків"]),
        ("Основ’янський район, Основʼянський район, Основ'янський район", [
            "Основ’янський район", "Основʼянський район", "Основ'янський район",
        ]),
        ("Франкфурті-на-Майні, Франкфурті‑на‑Майні, Франкфурті", [
            "Франкфурті-на-Майні", "Франкфурті‑на‑Майні", "Франкфурті",
        ]),
        ("Франкфурт–Лідс", ["Франкфурт", "Лідс"]),
        ("«Лідс», (Харків)…Лідса!", ["Лідс", "Харків", "Лідса"]),
        ("м.Харків, м. Харків", ["Харків", "Харків"]),
        ("потяг Лідс-Харків", ["Лідс", "Харків"]),
        ("Міський голова, МІСЬКИЙ ГОЛОВА, міський голова", ["Міський голова", "МІСЬКИЙ ГОЛОВА", "міський голова"]),
        ("Leeds’ hall, Leeds's and Leeds’s", ["Leeds", "Leeds", "Leeds"]),
        ("İ Лідс", ["Лідс"]),
    ],
)  # fmt: skip
def test_forms_are_found(text: str, expected: list[str]) -> None:
    """Whole words are found whatever capitals, apostrophes, hyphens, spaces and marks of stress they have."""
    assert [passage for _, passage, certain in found(text) if certain] == expected


@pytest.mark.parametrize(
    "text",
    [
        "харків", "Кривий ріг", "Харківчанин", "Лідсгем", "прЛідс", "Лідс_1", "_Лідс", "Лідс’янин", "о'Лідс",
        "#Харків", "@Харків", "https://city.example/Харків?Лідс", "пишіть на Харків@city.example", "Leeds.ua",
        "www.city.example/Лідс", "на рівному місці", "у сумах", "священник у ризі", "дали турку кави",
    ],
)  # fmt: skip
def test_other_words_are_not(text: str) -> None:
    """No part of a word, no common noun, nothing in an address, a hashtag or a name with an @."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Олена Миколаєва подякувала.", "Подяку вручили Миколаєву Олену", "Редактор І. Миколаєва",
        "лікарка Миколаєва І.О.",
        "директорка Одарка Миколаєва", "Ірина Петрівна Миколаєва", "вул. Харківська, 5", "вулиця Харківська",
        "на вулиці Київській", "Харківське шосе", "Київська площа", "просп. Київський", "пр-т Харківський",
        "на берегах Дніпра", "річка Дніпро", "р. Дніпро", "міст через Дніпро", "пам'ятка Дніпра", "Одеса, штат Техас",
        "в Одесі (штат Техас)", "Київська церква",
    ],
)  # fmt: skip
def test_lookalikes_are_no_hits(text: str) -> None:
    """Surnames, streets, the river and a city in Texas have the same letters and are something else."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Рівне покриття тішить водіїв.", "Рівному рівне.", "Суми виплат зросли.", "Суми зросли.", "СУМИ ВИПЛАТ",
        "Турку вручили відзнаку.", "Роботи тривають. Рівне покриття.", "«Рівне право»", "— Суми великі",
        "Індустріальний район міста", "харківські школи", "Харківський проєкт", "просп. Героїв Харкова",
        "площа Захисників Харкова", "удар по Дніпру", "екс-Харків", "Харків-центр", "Явдоха Миколаєва подякувала.",
        "І. Лідс", "Олена Лідс", "Рівне світло", "Florence Nightingale", "вулиця Рівне", "Суми отримали автобуси.",
        "Суми отримали мешканці.", "Разом: Суми виплат", "(Суми)", "Рівне: нова школа", "Автор (Миколаєва) каже",
        "Учасники: Миколаєва", "«Миколаєву»", "Так — Турку не дали візи", "Лист. Турку не дали візи",
        "Рівному, як завжди",
    ],
)  # fmt: skip
def test_doubt_is_said(text: str) -> None:
    """Where it may as well be another word, the hit says that it is not certain."""
    assert [certain for _, _, certain in found(text)] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "У Рівному відкрили міст.", "Рівне отримало автобуси.", "м. Суми", "м. Рівне",
        "місто Суми", "Турку передає трамваї.", "З Турку приїхали лікарі.", "У Ризі діє виставка.", "У Турку тепло.",
        "мер Миколаєва Олександр Сєнкевич", "Мешканці Миколаєва зібрали речі.", "Рада Миколаєва", "у Дніпрі",
        "Для Миколаєва", "на вулицях Харкова", "на вулиці Харкова", "обл. Рівне", "Дніпро-1", "Leeds City Council",
        "in Florence Mayor Smith spoke", "міста Миколаєва Олену", "У М. СУМИ", "Разом: Турку; усі", "партнери (Турку)",
        "програма «Ризі»", "Партнер — Турку", "Вони (Сумах) там", "Ризі: нова школа", "Турку", "«Турку»",
    ],
)  # fmt: skip
def test_context_makes_certain(text: str) -> None:
    """A preposition, a verb, the word for city: what stands around tells that it is the city."""
    assert [certain for one, _, certain in found(text) if one != "mayor"] == [True]


def test_lists_make_certain() -> None:
    """Beside a certain name, what could be another word is a name."""
    assert [certain for _, _, certain in found("Суми, Лідс та Харків")] == [True, True, True]
    assert [certain for _, _, certain in found("ХАРКІВ ТА СУМИ")] == [True, False]
    assert [certain for _, _, certain in found("СУМИ ТА ХАРКІВ")] == [True, True]
    for text in (
        "Міста: Рівне; Суми; Лідс", "Міста: Лідс; Суми; Рівне.", "(Суми, Рівне та Лідс)", "«Рівне», «Суми», «Лідс»",
        "Суми, Миколаєва, Лідс", "Лідс, Суми; Рівне", "Лідс. Суми, Турку",
    ):  # fmt: skip
        assert all(certain for _, _, certain in found(text)), text
    for text in ("Лідс; Суми виплат", "Лідс. Суми виплат", "Лідс. Суми", "Лідс – Суми"):
        assert [certain for _, _, certain in found(text)] == [True, False], text


def test_districts_are_no_cities() -> None:
    """The longest form wins: Київський район is a district, and Київ is not in it."""
    assert found("у Київському районі") == [("kyivskyi", "Київському районі", True)]
    assert found("у Київському та") == [("kyiv", "Київському", False)]


def test_plain_matcher_is_always_sure() -> None:
    """Without a judge every form counts."""
    matcher = Matcher(FORMS)
    assert [hit.certain for hit in matcher.find(fold("Олена Миколаєва, Рівне покриття"))] == [True, True]
    assert matcher.find(fold("")) == ()


def test_forms_without_letters_are_never_found() -> None:
    """A form of signs alone does no harm."""
    assert Matcher([Form("x", "—")]).find(fold("а — б")) == ()


def test_folded_form() -> None:
    """Forms are listed with any apostrophe, space and mark."""
    assert folded_form(" Основ’янський\u00a0  ра́йон ") == "Основ'янський район"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(
    ["Харків", "Лідс", "Кривий Ріг", " ", "  ", "\u0301", "’", "-", "–", ".", "а", "#", "\u00ad", "\ufb01", "İ", "_"]
)).map("".join))  # fmt: skip
def test_offsets_are_those_of_the_text(text: str) -> None:
    """Whatever was folded, a hit's passage folds to its form, in any capitals, and hits do not overlap."""
    hits = Matcher(FORMS).find(fold(text))
    for hit in hits:
        assert folded_form(text[hit.start : hit.end]).lower() == hit.form.lower()
    assert all(one.end <= other.start for one, other in pairwise(hits))


def test_long_runs_are_quick() -> None:
    """A hundred thousand characters of the worst kinds come back; quadratic work would take minutes."""
    for bit in ("Харків", "Харків ", "Харків-", "x'", "а\u0301", "www.", "a@", "Олена Миколаєва ", "вул. ", "\u00ad"):
        MATCHER.find(fold(bit * (100_000 // len(bit))))


def test_word_lists_hold_no_double() -> None:
    """Given names are listed once each."""
    source = Path(__file__).parents[2].joinpath("feeds", "text", "lookalikes.py").read_text("utf-8")
    names = source.partition("_GIVEN_NAMES = frozenset(")[2].partition(".split()")[0].replace('"', "").split()
    assert len(names) == len(set(names))
