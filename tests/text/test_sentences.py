"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.sentences import sentences

CUT = {
    "uk": [
        "Мер прибув.| Його зустріли!| А далі?| Далі буде.",
        "Зустріч на пл. Свободи, 5, біля вул. Сумської та просп. Науки.| Вхід вільний.",
        "Харків, м. Люботин і с. Рогань отримали допомогу.| Її привезли з м. Лідса.",
        "Прибули з с. Руська Лозова та смт. Мала Данилівка.| Їх зустріли на майд. Конституції.",
        "Проєкт склав арх. Бекетов, фільм зняв реж. Голота.| Біля оз. Біле відкрили пляж.",
        "Театр ім. Т. Г. Шевченка та музей О. М. Горького відкрито.| Квитки в касі.",
        "Т. Г. Шевченко народився 1814 р. в с. Моринці.| Він писав вірші.",
        "У 2024 р. Харків отримав нагороду.| Рада Європи вручила її місту.",
        "Місто отримало почесну нагороду Ради Європи у 2024 р.| Харків радіє.",
        "Старий пасажирський потяг прибув на ст. Лозова, а човни — на р. Донець.",
        "Церкву збудовано у XVIII ст.| Вона стоїть досі.",
        "Відремонтовано 5 тис. кв. м доріг за 3,5 млн грн.| Так сказав мер.",
        "Витратили 12,5 млн. гривень, або 40 тис. на день.| Це багато.",
        "Завод, т. зв. «Серп», див. с. 5, стоїть.| Його продали.",
        "Привезли воду, хліб, ковдри і т. д.| Усе роздали людям.",
        "Отець о. Василь і проф. Іваненко, напр., були там.| Прийшли й інші.",
        "Він… пішов далі.| Ні…| Ми залишились.",
        "Хто це?!| Ніхто не знав!..| Тиша.",
        "Мер сказав: «Дякую вам.»| Потім він пішов.",
        "«Дякую за все!» — сказав мер.| Усі плескали.",
        "(Усе записано.)| Далі буде.",
        "Було холодно (мінус 5 град.) і темно.| Світла не було.",
        "Поранено 12 людей.| 5 з них у лікарні.",
        "1. Відкрити двері.| 2. Увійти.",
        "Це було у 2024.| Потім усе змінилося.",
        "Довжина мосту — 120 м.| Він стоїть на річці.",
        "Квартира 20 кв. м.| Вона порожня.",
        "Кімната 5, кв. 12, буд. 3, обл. Харківська.",
        "Новини міста\n|Друга новина\nіде далі\n\n|Третя",
        "Версія 3.5 вийшла о 10.30.| Оновіть.",
        "Бо так хоче він, і я.| Усі згодні.",
        "Прем'єра о 18 год. Запрошуємо.",
        "— Так.| — Ні.| — Чому?",
    ],
    "en": [
        "Mr. Smith and Dr. Jones met Gen. Lee in St. Louis.| They talked.",
        "The U.S. Army came at 9 a.m.| It left at 5 p.m. on Monday.",
        "He works for Smith Inc. in the U.S.| He likes it.",
        "Fruit, e.g. apples, i.e. food, vs. bread, no. 5.| All is sold.",
        "So did I.| Then we left.",
        "J. R. R. Tolkien wrote it.| We read it.",
        "“Thank you.”| She left.",
        "It cost 3.5 million.| That is much.",
        "Really?!| Yes… no… maybe.| Well!",
    ],
    "de": ["Am 5. Mai kam er.| Er blieb bis zum 12. Juni.", "Es war 1999.| Danach ging er."],
    "zh": ["这是。|那是！|好"],
}


@pytest.mark.parametrize(("language", "marked"), [(tag, text) for tag, texts in CUT.items() for text in texts])
def test_sentences_end_where_they_end(language: str, marked: str) -> None:
    """Stops end sentences; abbreviations, initials, decimals, lists and mid-sentence dots do not."""
    found = sentences(marked.replace("|", ""), language)
    assert "|".join(part.strip(" ") for part in found) == marked.replace("| ", "|")


scraps = st.sampled_from(
    [
        "Мер",
        "м.",
        "р.",
        "т. д.",
        " ",
        "  ",
        "\n",
        "\u00a0",
        ".",
        "…",
        "?!",
        "»",
        "«",
        ")",
        "5",
        "A.",
        "—",
        "e.g.",
        "。",
        "й",
    ]
)
texts = st.one_of(st.text(max_size=40), st.lists(scraps, max_size=25).map("".join))


@given(texts, st.sampled_from(["uk", "en", "de", "und"]))
def test_nothing_is_lost(text: str, language: str) -> None:
    """Sentences are the text again when joined, each begins with what is no space, and none is empty."""
    found = sentences(text, language)
    assert "".join(found) == text
    assert all(found) and not any(part[0].isspace() for part in found[1:])


def test_long_texts_without_an_end() -> None:
    """A hundred thousand characters of stops, spaces or letters are cut like others; a quadratic rule would not end."""
    for hostile in (".", ".»", ". ", "а", " ", "А. ", "р. ", "т. д. ", "\n", "5. "):
        text = hostile * (100_000 // len(hostile)) + "Кінець"
        assert "".join(sentences(text, "uk")) == text
