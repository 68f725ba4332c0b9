"""The checks on good translations of news, guides and encyclopaedias: literal ones and free ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.config.terms import load_termbase
from feeds.model import Finding
from feeds.translation.checks import judge
from feeds.translation.codes import escape
from feeds.translation.terms import Termbase

ROOT = Path(__file__).parents[2]
MOST_WARNED = 0.015
FEWEST = 600


def pairs() -> list[tuple[str, str]]:
    """Ukrainian and English: a line holds a sentence and several translations of it."""
    lines = (Path(__file__).parent / "checks_good.tsv").read_text("utf-8").splitlines()
    return [(escape(uk), escape(one)) for uk, *english in (line.split("\t") for line in lines) for one in english]


@pytest.fixture(scope="module")
def termbase() -> Termbase:
    """The one that Visnyk comes with."""
    return load_termbase(ROOT / "config" / "termbase.csv")


def _said(verdicts: list[tuple[Finding, ...]]) -> tuple[int, int]:
    fatal = sum(any(one.fatal for one in found) for found in verdicts)
    return fatal, sum(map(bool, verdicts)) - fatal


def test_few_good_translations_are_warned_of(termbase: Termbase) -> None:
    """Of good English none is refused and one and a half percent are warned of, the delivered termbase in force."""
    good = pairs()
    assert len(good) >= FEWEST
    fatal, warned = _said([judge(uk, en, "uk", "en", termbase) for uk, en in good])
    assert fatal == 0
    assert warned <= MOST_WARNED * len(good)


def test_the_other_way_round(termbase: Termbase) -> None:
    """From English into Ukrainian as well."""
    good = pairs()
    fatal, warned = _said([judge(en, uk, "en", "uk", termbase) for uk, en in good])
    assert fatal == 0
    assert warned <= MOST_WARNED * len(good)


SAME = [
    ("Три чверті опитаних — «за».", "75% of those polled are in favour."),
    ("Майже дві третини мешканців", "Almost 67% of residents"),
    ("Кожен п'ятий — пенсіонер", "20 percent are pensioners"),
    ("Дев'ять із десяти хворих одужують", "90% of patients recover"),
    ("П'ята частина площі — ліси", "20% of the area is forest"),
    ("Фортеця XVII століття", "A fortress of the 1600s"),
    ("двадцять п'ять десятиліть", "250 years"),
    ("тридцять років потому", "three decades later"),
    ("два дні тому", "48 hours ago"),
    ("Пів на другу ночі", "1:30 a.m."),
    ("За чверть до дев'ятої", "At 8:45"),
    ("чверть на дев'яту", "a quarter past eight"),
    ("о 10:20", "at twenty past ten"),
    ("о 10:25", "at twenty-five past ten"),
    ("об 11:05", "at five past eleven"),
    ("шість із половиною годин", "6.5 hours"),
    ("два з половиною мільйони", "2.5 million"),
    ("годину з половиною", "90 minutes"),
    ("півстоліття тому", "50 years ago"),
    ("щопівгодини", "every 30 minutes"),
    ("двадцятип'ятирічний майстер", "a 25-year-old craftsman"),
    ("стодвадцятиденний строк", "a term of 120 days"),
    ("понад два десятки будинків", "more than 20 houses"),
    ("понад два десятки будинків", "more than two dozen houses"),
    ("три сотні вболівальників", "300 fans"),
    ("аж 2-х мільйонів дітей", "as many as 2 million children"),
    ("на годину сорок хвилин", "by 1 hour 40 minutes"),
    ("Вміст CO2 зріс", "CO₂ levels rose"),
    ("4 тис. кубометрів води", "4,000 m3 of water"),
    ("Обсяги виросли до 100 км", "Volumes grew to 100 km (62 miles)"),
    ("Від 25 до 30 м заввишки", "25–30 m (82–98 ft) tall"),
    ("Країни «двадцятки»", "The G20 countries"),
    ("о 9:30 вечора", "at 9:30 p.m."),
    ("о 2 годині ночі", "at 2 a.m."),
    ("об 11-й ночі", "at 11 p.m."),
    ("У версії 1.2.3.4-5 виправлено", "Fixed in version 1.2.3.4-5"),
    ("З десятої до вісімнадцятої", "From ten to six"),
]


@pytest.mark.parametrize(("uk", "en"), SAME)
def test_the_same_in_other_words(uk: str, en: str) -> None:
    """Shares, periods, half hours and dozens are found in the words that another language has for them."""
    assert judge(uk, en, "uk", "en") == ()
    assert judge(en, uk, "en", "uk") == ()


CHANGED = [
    ("Три чверті опитаних — «за».", "76% of those polled are in favour.", "number"),
    ("У 1930-х роках", "In the 1030s", "number"),
    ("Початок о 9:30 ранку", "The start is at 9:30 p.m.", "time"),
    ("Початок об 11:00", "The start is at 11:000", "time"),
    ("Вони довжиною 100 км", "They are 100 km (42 miles) long", "number"),
    ("У квітні цього року суд виніс вирок", "In August this year the court passed a sentence", "date"),
    ("Пів мільйона туристів", "Half a billion tourists", "number"),
    ("Двоє нападників утекли", "Four attackers fled", "number"),
    ("Двадцять людей поранено", "Thirty people were hurt", "number"),
    ("Площа 5 км²", "An area of 6 km2", "number"),
]


@pytest.mark.parametrize(("uk", "en", "check"), CHANGED)
def test_a_fact_that_is_another(uk: str, en: str, check: str) -> None:
    """What reads numbers freely still sees that one has changed."""
    assert [finding.check for finding in judge(uk, en, "uk", "en")] == [check]


NOTICES = [
    "null", "None", "Slowdown: 20 per 1 minute", "Quota Exceeded", "Too many requests", "Forbidden",
    "Service Unavailable", "error code: 1020", "404 page not found", "HTTP 500", "Invalid request: missing q parameter",
    "Something went wrong. Please try again later.", "You have exceeded your daily limit.", "Daily Limit Exceeded",
    "The daily quota has been exceeded. Try again tomorrow.", "Please enable JS and disable any ad blocker",
    "The request timed out.", "Cannot translate text: translate timed out", "uk is not supported",
]  # fmt: skip


@pytest.mark.parametrize("answer", NOTICES)
@pytest.mark.parametrize("uk", ["Мер відкрив школу.", "Учора", "Населення міста подвоїлося за тридцять років."])
def test_a_short_notice_is_no_translation(uk: str, answer: str) -> None:
    """An answer that is nothing but an error is one however short the original is."""
    assert [finding.check for finding in judge(uk, answer, "uk", "en")][:1] == ["error-page"]


@pytest.mark.parametrize(
    ("uk", "en"),
    [
        ("Доступ заборонено", "Access denied"),
        ("Заборонено", "Forbidden"),
        ("Немає", "None"),
        ("Помилка", "Error"),
        ("Забагато запитів, зачекайте", "Too many requests, please wait"),
        ("Денний ліміт вичерпано", "Daily limit reached"),
        ("Сервіс недоступний", "Service unavailable"),
        ("Заборонене місто приймає гостей", "Forbidden City welcomes guests"),
    ],
)
def test_news_of_errors(uk: str, en: str) -> None:
    """What the original says itself may be said."""
    assert judge(uk, en, "uk", "en") == ()


@pytest.mark.parametrize(
    "uk",
    [
        "Рух вулицею Сумською тимчасово обмежать.",
        "На сайті міської ради з'явилася нова сторінка.",
        "Опалення підключили в усіх будинках.",
        "Жодних постраждалих немає.",
        "Пізніше стало відомо про ще двох постраждалих.",
    ],
)
@pytest.mark.parametrize(
    "answer",
    [
        "Service Unavailable", "Too many requests. Please wait.", "Internal Server Error", "Invalid API key",
        "Quota exceeded. Try again tomorrow.", "Translation failed. Please try again later.", "null",
        "The page you are looking for is temporarily unavailable.", "The model is overloaded.",
        "Your IP has been temporarily blocked due to unusual activity.",
        "Request exception can happen due to an api connection error. Please check your connection and try again",
    ],
)  # fmt: skip
def test_a_notice_is_one_whatever_words_the_news_has(uk: str, answer: str) -> None:
    """News of a closed road says nothing of requests: all that the notice is about must be in the original."""
    assert [finding.check for finding in judge(uk, answer, "uk", "en")][:1] == ["error-page"]


@pytest.mark.parametrize(
    ("uk", "en"),
    [
        ("Послуга не надається.", "The service is unavailable."),
        ("В'їзд закрито.", "Access denied."),
        ("Зателефонуйте згодом.", "Please try again later."),
        ("Дякуємо, дякуємо, дякуємо", "Thank you, thank you, thank you"),
    ],
)
def test_short_news_in_the_words_of_notices(uk: str, en: str) -> None:
    """What is said in other words is said; three times is no loop where the original says it three times."""
    assert judge(uk, en, "uk", "en") == ()


def test_a_loop_in_the_second_half() -> None:
    """Four words that come twice in a row are a loop wherever they stand, three at the end of the text."""
    uk = "Мер заявив, що місто готове до зими і всі котельні вже працюють."
    for said in (
        "The mayor said the city is ready for winter the city is ready for winter",
        "It is so ready for it ready for it",
    ):
        assert "loop" in {finding.check for finding in judge(uk, said, "uk", "en")}


@pytest.mark.parametrize("code", ["{}", "__1__", "[b]", "**", "⟨1⟩", "§1§", "@@1@@", "#1#"])
def test_other_notations(code: str) -> None:
    """Codes of other programs are missed when they are lost."""
    found = judge(f"Мер {code} відкрив школу", "The mayor opened a school", "uk", "en")
    assert [finding.check for finding in found] == ["codes"]
    assert judge(f"Мер {code} відкрив школу", f"The mayor {code} opened a school", "uk", "en") == ()


@pytest.mark.parametrize("bit", ["(1 km ", "1 (2 mi ", "1 ", "½", "three quarters ", "сотня ", "and a half "])
def test_many_numbers_take_linear_time(bit: str) -> None:
    """A hundred thousand characters of numbers are compared in linear time; else this would take minutes."""
    text = bit * (100_000 // len(bit))
    judge("слово " * 16_000, text, "uk", "en")
    judge(text, text[:-1], "uk", "en")


def test_a_river_of_the_same_name(termbase: Termbase) -> None:
    """With an article it is the river, which may have its English name; the city may not."""
    assert judge("Рівень води у Дніпрі впав.", "The water level in the Dnieper fell.", "uk", "en", termbase) == ()
    for said in ("A school opened in Dnieper.", "A school opened in the Dnieper region."):
        found = judge("У Дніпрі відкрили школу.", said, "uk", "en", termbase)
        assert [finding.check for finding in found] == ["name"]
