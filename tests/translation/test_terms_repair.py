"""Wrong spellings of terms in an engine's answer, and names of people that it left in Cyrillic letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.config.terms import load_termbase
from feeds.translation import codes
from feeds.translation.terms import Kind
from tests.translation.sample_terms import BASE


def repaired(unit: str, answer: str) -> str:
    """Into English."""
    return BASE.repaired(unit, answer, "uk", "en")


@pytest.mark.parametrize(
    ("unit", "answer", "right"),
    [
        ("Мер Лідса", "The mayor of Lids", "The mayor of Leeds"),
        ("зала в Лідсі", "Lidsi's hall", "Leeds's hall"),
        ("у Харкові", "in Khar’kov’s park", "in Kharkiv’s park"),
        ("Харків та Київ", "Harkov and Kiev", "Kharkiv and Kyiv"),
        ("ХАРКІВ І ЛІДС", "KHARKOV AND LIDS", "KHARKIV AND LEEDS"),
        ("у Познані", "in Poznani", "in Poznań"),
        ("у Познані", "in Poznan", "in Poznan"),
        ("у Харкові", "in Харкові", "in Kharkiv"),
        ("Одеса", "an Odessa film", "an Odesa film"),
        ("Одеська область", "Odessa region", "Odesa region"),
        ("У Кривому Розі", "In Krivoi  Rog", "In Kryvyi Rih"),
        ("з Кривого Рогу", "from Kryvogo Rogu", "from Kryvyi Rih"),
        ("у <g1>Кривому</g1> Розі", "the <g1>Krivoi</g1> Rog works", "the <g1>Kryvyi</g1> Rih works"),
        ("<g1>Х</g1>арків", "<g1>K</g1>harkov is", "<g1>K</g1>harkiv is"),
        ("в <g1>Івано</g1>-Франківську", "in <g1>Ivano</g1>-Frankovsk", "in <g1>Ivano</g1>-Frankivsk"),
        ("у Салтівському районі", "in Saltovsky district", "in Saltivskyi district"),
        ("у Салтівському районі", "in the Saltovskyi District", "in the Saltivskyi District"),
        ("у Салтівському районі", "in Saltivskyi raion", "in Saltivskyi district"),
        ("у Салтівському та Київському районах", "in Saltovsky and Kiev districts", "in Saltivskyi and Kyiv districts"),
        ("у Київському районі", "in Kyiv district", "in Kyivskyi district"),
        ("Оголошено повітряну тривогу", "An air alarm is on", "An air raid alert is on"),
        ("відбій тривоги", "a hang-up at noon", "an all-clear at noon"),
        ("Відбій тривоги", "Hang-up", "All-clear"),
        ("міський голова", "the city head", "the mayor"),
        ("Суми зросли", "Sums have grown", "Sums have grown"),
        ("Олена Миколаєва у Миколаєві", "Olena Mykolaieva in Nikolaev", "Olena Mykolaieva in Mykolaiv"),
        ("Миколаїв прийняв Олену Миколаєву", "It took in Olena Mykolaieva", "It took in Olena Mykolaieva"),
        ("<g1>Кривий</g1> <g2>Р</g2>іг", "<g1>К</g1>ривий <g2>Ріг</g2>", "<g1>K</g1>ryvyi <g2>Rih</g2>"),
        ("A&amp;B, Харків", "A&amp;B, Kharkov", "A&amp;B, Kharkiv"),
    ],
)
def test_wrong_spellings_are_replaced(unit: str, answer: str, right: str) -> None:
    """Listed and derived misspellings become the approved name; possessives, capitals, articles and codes stay."""
    assert repaired(unit, answer) == right
    assert codes.damage(answer, repaired(unit, answer)) is None


@pytest.mark.parametrize(
    ("unit", "answer"),
    [
        ("Мер приїхав", "Odessa, Texas, Kharkov and Kiev"),
        ("Харків", "Kharkiv, formerly Kharkov"),
        ("Харків", "https://kharkov.example/Kharkov #Kharkov @Kharkov mail@Kharkov.ua"),
        ("Харків", "Kharkovian"),
        ("Олена Миколаєва", "Olena Nikolaev"),
        ("вул. Харківська", "Kharkov Street"),
        ("у Харкові було дуже гарно", "у Харкові було дуже гарно"),
        ("Харків", "kharkov"),
    ],
)
def test_right_words_are_left(unit: str, answer: str) -> None:
    """Nothing is replaced where the source has no such term, the answer has it right, or it is part of an address."""
    assert repaired(unit, answer) == answer


@pytest.mark.parametrize(
    ("unit", "answer", "right"),
    [
        ("подякував Тарас Ґудзь", "Тарас Ґудзь was thanked", "Taras Gudz was thanked"),
        ("Тарас Ґудзь подякував", "Thanks, <g1>Тарас</g1> Ґудзь", "Thanks, <g1>Taras</g1> Gudz"),
        ("зустріли ЯРЕМЧУК Юлію", "they met ЯРЕМЧУК Юлію", "they met YAREMCHUK Yuliiu"),
        ("слово має Олесь Мар’яненко", "Олесь Мар'яненко", "Oles Marianenko"),
        ("Сьогодні Тарас прийшов", "Сьогодні Taras came", "Сьогодні Taras came"),
        ("Тарас прийшов", "Тарасом", "Тарасом"),
        ("прийшов тихий Тарас", "тихий came", "тихий came"),
        ("разом прийшли Тарас Ґудзь та Іван Дзюба", "Тарас Ґудзь, Іван Дзюба", "Тарас Ґудзь, Іван Дзюба"),
    ],
)
def test_names_of_people_are_romanised(unit: str, answer: str, right: str) -> None:
    """A name that was left in Cyrillic letters is written in Latin ones; other words and whole clauses are left."""
    assert repaired(unit, answer) == right


def test_hyphens_between_terms() -> None:
    """Both names of a pair with a hyphen are repaired at once; a word with a term in it is no person's name."""
    assert repaired("Харків, Харків", "Харків-Харків") == "Kharkiv-Kharkiv"
    assert repaired("прийшов Харківх-Лідс", "Харківх-Лідс") == "Харківх-Leeds"


def test_names_stay_cyrillic_in_cyrillic_languages() -> None:
    """Into Bulgarian, Cyrillic letters are no mistake, and there are no terms for it."""
    assert BASE.repaired("подякував Тарас", "благодари Тарас", "uk", "bg") == "благодари Тарас"
    assert BASE.hits("Харків", "uk", "bg") == ()


def test_a_wrong_spelling_of_one_word_gets_all_words_of_the_right_one() -> None:
    """What the shipped list forbids is replaced by the whole term; of districts alone a word stands for a word."""
    base = load_termbase(Path(__file__).parents[2] / "config" / "termbase.csv")
    tried = [
        (
            base.repaired(f"Сказали, що {term.source} працює.", f"They said that {wrong} was open.", "uk", "en"),
            term.approved,
        )
        for term in base.terms
        for wrong in term.wrong
        if term.target_language == "en" and " " in term.target and not {" ", "-"} & set(wrong)
        if term.kind is not Kind.DISTRICT
    ]
    assert len(tried) >= 5
    assert [made for made, right in tried if not any(word.lower() in made.lower() for word in right)] == []


@pytest.mark.parametrize(
    ("uk", "wrong", "right"),
    [
        ("Відкрили 20 укриттів.", "20 hiding places were opened.", "20 shelters were opened."),
        ("Депутати міської ради — за.", "The deputies of the City Council agree.", "The city councillors agree."),
        ("Працюють пункти незламності.", "Points of indestructibility work.", "Invincibility Points work."),
        ("Пункт незламності працює.", "A point of indestructibility works.", "An Invincibility Point works."),
        (
            "Об'єкти критичної інфраструктури під захистом.",
            "Objects of critical infrastructure are protected.",
            "Critical infrastructure facilities are protected.",
        ),
        ("Міста-побратими допомогли.", "Brother cities helped.", "Twin cities helped."),
        ("Комунальні служби працюють.", "Communal services work.", "Municipal services work."),
        ("Тролейбус їде.", "A trolley bus is coming.", "A trolleybus is coming."),
    ],
)
def test_several_stay_several(uk: str, wrong: str, right: str) -> None:
    """A wrong phrase in the plural becomes the right one in the plural."""
    base = load_termbase(Path(__file__).parents[2] / "config" / "termbase.csv")
    assert base.repaired(uk, wrong, "uk", "en") == right
