"""Ukrainian names in Latin letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.romanise import romanise, spellings

# Every letter of the resolution's table, at the beginning of a word and within one.
TABLE = {
    "Алушта": "Alushta", "Андрій": "Andrii", "Борщагівка": "Borshchahivka", "Вінниця": "Vinnytsia",
    "Гадяч": "Hadiach", "Згорани": "Zghorany", "Ґалаґан": "Galagan", "Донецьк": "Donetsk", "Еней": "Enei",
    "Єнакієве": "Yenakiieve", "Гаєвич": "Haievych", "Короп'є": "Koropie", "Житомир": "Zhytomyr",
    "Закарпаття": "Zakarpattia", "Медвин": "Medvyn", "Іршава": "Irshava", "Їжакевич": "Yizhakevych",
    "Кадиївка": "Kadyivka", "Мар’їне": "Marine", "Йосипівка": "Yosypivka", "Стрий": "Stryi", "Київ": "Kyiv",
    "Лебедин": "Lebedyn", "Миколаїв": "Mykolaiv", "Ніжин": "Nizhyn", "Одеса": "Odesa", "Полтава": "Poltava",
    "Ромни": "Romny", "Суми": "Sumy", "Тетерів": "Teteriv", "Уляна": "Uliana", "Фастів": "Fastiv",
    "Харків": "Kharkiv", "Біла Церква": "Bila Tserkva", "Чернівці": "Chernivtsi", "Шостка": "Shostka",
    "Гоща": "Hoshcha", "Юрій": "Yurii", "Крюківка": "Kriukivka", "Яготин": "Yahotyn", "Знам'янка": "Znamianka",
    "Знамʼянка": "Znamianka", "Розгін": "Rozghin", "Івано-Франківськ": "Ivano-Frankivsk",
}  # fmt: skip


@pytest.mark.parametrize(("name", "latin"), TABLE.items())
def test_national_system(name: str, latin: str) -> None:
    """Names are written as the resolution of 27 January 2010 has them."""
    assert romanise(name) == latin


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("ХАРКІВ", "KHARKIV"),
        ("ЩЕРБИНА Юлія", "SHCHERBYNA Yuliia"),
        ("ЗГУРСЬКИЙ", "ZGHURSKYI"),
        ("Ю. Яременко", "Yu. Yaremenko"),
        ("Ха́рків", "Kharkiv"),
        ("И\u0306осип — 12, Leeds & ёж", "Yosyp — 12, Leeds & ёzh"),
        ("", ""),
    ],
)
def test_capitals_and_all_else(text: str, latin: str) -> None:
    """A word in capitals stays one, marks of stress go, what is not Ukrainian stays."""
    assert romanise(text) == latin


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Лідсі", {"Lidsi"}),
        ("Познані", {"Poznani"}),
        ("Харків", {"Kharkiv", "Harkiv", "Xarkiv", "Charkiv"}),
        ("Львів", {"Lviv", "L'viv"}),
        ("Житомир", {"Zhytomyr", "Zhitomir", "Žytomyr"}),
        ("Миколаєва", {"Mykolaieva", "Mikolayeva", "Mykolayeva", "Mikolaeva"}),
    ],
)
def test_other_systems(form: str, expected: set[str]) -> None:
    """What other systems and readers of Russian make of a form is known."""
    assert expected <= spellings(form)


def test_scholars_keep_the_soft_sign() -> None:
    """Луцьк is not called "Luck"."""
    assert "Luck" not in spellings("Луцьк")
    assert {"Luc'k", "Lutsk", "Luts'k"} <= spellings("Луцьк")


@given(st.text(alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐЄЇЙЮЯЩ' -’", max_size=30))
def test_no_ukrainian_letter_is_left(text: str) -> None:
    """Whatever the word, nothing but Latin letters and signs comes out, and twice is as once."""
    latin = romanise(text)
    assert not any("\u0400" <= letter <= "\u04ff" for letter in latin)
    assert romanise(latin) == latin
