"""What must never pass for a translation, and what must."""

from __future__ import annotations

from typing import cast

import pytest

from feeds.model import Finding
from feeds.translation.checks import judge
from feeds.translation.terms import Termbase

from .verdicts import fatal

LONG = (
    "Мер міста подякував партнерам за допомогу, яку вони надали після обстрілів, і розповів про відбудову шкіл, "
    "лікарень та житлових будинків у найбільш постраждалих районах."
)
ENGLISH = "The mayor thanked the partners for their help after the shelling and spoke of schools being rebuilt."

WRONG = {
    "empty": (LONG, "", "empty"),
    "no words": (LONG, " … — ", "empty"),
    "codes alone": ("<g1>Мер</g1>", "<g1></g1>", "empty"),
    "Google's error page": (
        LONG,
        "Error 500 (Server Error)!!1500.That’s an error.There was an error. Please try again later.That’s all we know.",
        "error-page",
    ),
    "a quota": (LONG, "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY.", "error-page"),
    "a page": (LONG, "<!DOCTYPE html><html><body>Welcome</body></html>", "error-page"),
    "an escaped page": (LONG, "&lt;html lang=en&gt; Welcome", "error-page"),
    "a proxy": (LONG, "502 Bad Gateway nginx", "error-page"),
    "a proxy, the other way round": (LONG, "Service Unavailable (503)", "error-page"),
    "a captcha": (LONG, "Our systems have detected unusual traffic from your computer network.", "error-page"),
    "an error in JSON": (LONG, '{"error": "slow down"}', "error-page"),
    "a language pair": (LONG, "'XX' IS AN INVALID TARGET LANGUAGE . EXAMPLE: LANGPAIR=EN|IT", "error-page"),
    "a loop": (LONG, "The mayor of the " * 9, "loop"),
    "a loop, cut off": (LONG, "The mayor of the The mayor of the The mayor of t", "loop"),
    "a loop at the end": (LONG, f"{ENGLISH} of the city of the city of the city of the city", "loop"),
    "five words": ("Мер відкрив нову школу", "school school school school school", "loop"),
    "laughter": ("Мер відкрив нову школу в центрі міста.", "hahahahahahahahahahahahahahahahaha", "loop"),
    "full stops": (LONG, f"{ENGLISH} .................", "loop"),
    "one word for ever": (LONG, "city " * 25, "loop"),
    "cut off": (LONG, "The mayor thanked the partners for", "cut"),
    "cut off in a sentence": (LONG, "The mayor thanked the partners for the help that they gave after", "cut"),
    "a fifth of it": (LONG, "The mayor thanked the partners.", "cut"),
    "German": (LONG, "Der Bürgermeister dankte den Partnern für die Hilfe und sprach über die Schulen", "language"),
    "French": (LONG, "Le maire a remercié les partenaires pour leur aide et a parlé de la ville", "language"),
    "Polish": (LONG, "Burmistrz podziękował partnerom za pomoc po ostrzałach i mówił o odbudowie szkół", "language"),
    "Finnish": (
        LONG,
        "Pormestari kiitti kumppaneita avusta pommitusten jälkeen ja puhui kouluista",
        "language",
    ),
    "Turkish": (
        LONG,
        "Belediye başkanı, destekleri için ortaklara teşekkür etti",
        "language",
    ),
    "Arabic": (
        LONG,
        "شكر رئيس البلدية الشركاء على المساعدة التي قدموها بعد القصف",
        "language",
    ),
    "Greek": (LONG, "Ο δήμαρχος ευχαρίστησε τους εταίρους για τη βοήθεια και μίλησε για τα σχολεία", "language"),
    "Chinese": (LONG, "市长感谢合作伙伴在炮击后提供的帮助并谈到了学校、医院和住宅楼的重建工作情况。" * 2, "language"),
    "a little Polish": ("Мер відкрив нову школу.", "Burmistrz otworzył nową szkołę.", "language"),
    "a little Spanish": (
        "Мер відкрив школу в місті.",
        "El alcalde abrió la escuela del barrio de.",
        "language",
    ),
    "unchanged": (LONG, LONG, "unchanged"),
    "unchanged but for spaces": ("Мер  Лідса", "Мер Лідса ", "unchanged"),
    "still Cyrillic": (LONG, LONG.replace("Мер", "Мэр"), "language"),
    "half of it Cyrillic": (LONG, ENGLISH + " " + LONG[:90], "language"),
    "a clause in Cyrillic": (LONG * 3, ENGLISH * 6 + " і розповів про відбудову шкіл.", "language"),
    "a code lost": ("Мер <g1>Лідса</g1>", "The mayor of Leeds", "codes"),
    "a code doubled": ("Мер <x1/>", "The mayor <x1/> <x1/>", "codes"),
    "an address lost": ("Деталі: https://city.example/a?b=1.", "Details on the site.", "links"),
    "an address changed": ("Деталі: https://city.example/новини", "Details: https://city.example/news", "links"),
    "an e-mail address lost": ("Пишіть на press@city.example", "Write to the press office", "links"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_translation_is_refused(case: str) -> None:
    """Answers that are empty, error pages, the original in whole or in part, or have lost codes or links."""
    source, target, check = WRONG[case]
    finding = fatal(source, target, "uk", "en")
    assert finding is not None
    assert finding.check == check
    assert "\n" not in finding.message and len(finding.message) < 200


RIGHT = {
    "a sentence": (LONG, ENGLISH),
    "one letter": ("і", "and"),
    "a name in brackets": (LONG, f"{ENGLISH} {ENGLISH} They met in Freedom Square (Площа Свободи)."),
    "codes in another order": ("<g1>Мер</g1> міста <x2/>", "<x2/> The city's <g1>mayor</g1>"),
    "an address": ("Див. (https://city.example/новини).", "See https://city.example/новини"),
    "a hashtag": ("Святкуємо! #ХарківНезламний @харків", "We celebrate! #ХарківНезламний @харків"),
    "nothing but hashtags": ("#Харків #новини", "#Харків #новини"),
    "an error that is news": ("Помилка 500: сайт не працює", "Error 500: the site is down"),
    "news about an error page": ("Сайт пише: That's an error", "The site says: That's an error"),
    "only numbers": ("2024 — 5", "2024 — 5."),
    "a number in words": ("сто двадцять три тисячі", "123,000"),
    "a name in Latin letters": ("Eurocities Awards 2022", "Eurocities Awards 2022"),
    "an abbreviation": ("ДСНС", "State Emergency Service of Ukraine"),
    "forbidden things": ("Вилучено 500 заборонених предметів", "500 forbidden items were seized"),
    "a chant": ("Ура! Ура! Ура! Ура! Ура! Ура! Ура!", "Hooray! Hooray! Hooray! Hooray! Hooray! Hooray! Hooray!"),
    "a refrain": ("Місто для людей, люди для міста", "A city for people, people for a city"),
    "Spanish names": (LONG, f"{ENGLISH} They came from Rio de la Plata, Mar del Plata and Las Palmas."),
    "marks": ("«…»", "“…”"),
    "French words": ("Кафе з новим декором і шпаком", "A café with new décor, crème brûlée"),
    "a headline": (
        "Лікарі Харкова лікують поранених дітей, волонтери возять ліки, вчителі вчать онлайн",
        "Kharkiv doctors treat wounded children, volunteers bring medicine, teachers teach online",
    ),
    "Greek in brackets": ("Свято «Вознесіння» в Афінах", "The feast of the Ascension (Ανάληψις) in Athens"),
    "a Greek letter": ("Частинки α та β", "Particles α and β"),
}


@pytest.mark.parametrize("case", RIGHT)
def test_ordinary_translations_pass(case: str) -> None:
    """No false alarm where a translation is one."""
    assert fatal(*RIGHT[case], "uk", "en") is None


def test_ukrainian_in_latin_letters() -> None:
    """Most words only written in another script: a warning, as names alone would look like that."""
    written = (
        "Mer mista podiakuvav partneram za dopomohu, yaku vony nadaly pislia obstriliv, i rozpoviv pro vidbudovu shkil"
    )
    for source in (LONG, LONG[: len(written)]):
        assert "language" in [one.check for one in judge(source, written, "uk", "en") if not one.fatal]
    assert judge("Вулиця Сумська, Харківська набережна", "Sumska Street, Kharkivska Embankment", "uk", "en") == ()


NOTICES = (
    "Please try again later.", "Temporarily unavailable. Please try again later.", "The service is overloaded.",
    "Sorry, something went wrong. Try again.", "The daily request limit has been exceeded. Please try again tomorrow.",
    "Daily limit for free translations reached. Please upgrade.", "Free translation limit exceeded, try tomorrow.",
    "You used all available free characters for today.", "Too many request limits violations",
    "Limit of 500000 characters exceeded for this month", "Your quota has been exhausted.", "Usage limit exceeded.",
    "Before you continue to Google Search we use cookies", "Error: Access Denied. You do not have permission.",
    "Sorry, this page can't be displayed", '{"responseData": {"translatedText": "x"}}', "Unable to translate the text.",
    "I'm sorry, but I can't translate this text.", "As an AI language model, I cannot translate this.",
    "Here is the translation: The mayor has opened a new school.", "Request blocked. We can't connect to the server.",
)  # fmt: skip


@pytest.mark.parametrize("notice", NOTICES)
def test_notices_are_no_translations(notice: str) -> None:
    """What services and language models answer with status 200."""
    [found] = judge("Мер відкрив нову школу в центрі міста.", notice, "uk", "en")
    assert (found.check, found.fatal) == ("error-page", True)


def test_news_may_be_about_such_things() -> None:
    """Where the original says so itself, an apology, a limit or a closed page is a translation."""
    for source, target in (
        ("Вибачте, але я не можу прийти.", "I'm sorry, but I cannot come."),
        ("Спробуйте ще раз пізніше.", "Please try again later."),
        ("Приходьте завтра.", "Come back tomorrow."),
        ("Сторінка тимчасово недоступна.", "This page is temporarily unavailable."),
        ("Ліміт місць вичерпано.", "The limit of seats has been reached."),
        ("Ось переклад листа мера.", "Here is the translation of the mayor's letter."),
        ("Норму перевищено вдвічі.", "The limit was exceeded twice."),
        ("Співчуваю, це горе для нас усіх.", "I'm sorry, this is grief for all of us."),
    ):
        assert judge(source, target, "uk", "en") == ()


def test_into_ukrainian() -> None:
    """A translation into Ukrainian must be mostly Cyrillic, unless it is a name."""
    assert fatal(ENGLISH, LONG, "en", "uk") is None
    assert fatal("Eurocities award", "Нагорода Eurocities", "en", "uk") is None
    assert fatal("The award", "Eurocities", "en", "uk") is None
    assert fatal(ENGLISH, f"{LONG} {ENGLISH}", "en", "uk") is not None
    french = fatal(ENGLISH, "Le maire a remercié les partenaires de leur aide", "en", "uk")
    assert french is not None and french.check == "language" and "0%" in french.message


def test_russian_is_not_ukrainian() -> None:
    """Of two languages in the same letters the wrong one is refused, where its own letters show it."""
    russian = "Мэр поблагодарил партнёров за помощь, которую они оказали после обстрелов, и рассказал о школах."
    for wanted, text in (("uk", russian), ("ru", LONG)):
        finding = fatal(ENGLISH, text, "en", wanted)
        assert finding is not None and finding.check == "language"
    assert fatal(ENGLISH, LONG, "en", "uk") is None
    assert fatal(ENGLISH, russian, "en", "ru") is None


def test_names_of_other_languages() -> None:
    """A name is the same in German as in English; a phrase is not."""
    assert fatal("Leeds City Council", "Leeds City Council", "en", "de") is None
    unchanged = fatal("The council meets", "The council meets", "en", "de")
    assert unchanged is not None and unchanged.check == "unchanged"


def test_a_verdict_is_fatal_or_a_warning() -> None:
    """What is no translation has fatal findings alone; a translation has warnings, or none."""
    assert {finding.fatal for finding in judge("Мер відкрив 5 шкіл", "", "uk", "en")} == {True}
    several = judge(f"{LONG} <x1/> https://city.example/a", "The mayor thanked", "uk", "en")
    assert [finding.check for finding in several] == ["codes", "links", "cut"]
    warned = judge("Мер відкрив 5 шкіл", "The mayor opened 6 schools", "uk", "en")
    assert [(finding.check, finding.fatal) for finding in warned] == [("number", False)]
    assert judge("Мер відкрив 5 шкіл", "The mayor opened 5 schools", "uk", "en") == ()


def test_names_are_the_termbase_s() -> None:
    """What the termbase says of names goes with the warnings, and is not asked of what is no translation."""

    class Names:
        def check(self, unit: str, answer: str, source: str, target: str) -> tuple[Finding, ...]:
            return (Finding("name", f"{unit} {answer} {source} {target}"),)

    names = cast(Termbase, Names())
    assert [found.message for found in judge("Київ", "Kiev", "uk", "en", names)] == ["Київ Kiev uk en"]
    assert [found.check for found in judge("Київ", "", "uk", "en", names)] == ["empty"]


def test_a_word_left_in_cyrillic() -> None:
    """One word that was not translated is a warning, unless it explains another one or is a hashtag."""
    [left] = [found for found in judge(LONG, ENGLISH.replace("mayor", "мер"), "uk", "en") if found.check != "length"]
    assert (left.check, left.fatal, left.message) == ("language", False, "'мер' is still in Cyrillic letters")
    assert "language" not in [found.check for found in judge(LONG, f"{ENGLISH} The mayor (мер), #Харків.", "uk", "en")]
    assert judge(ENGLISH, LONG, "en", "uk") == ()


def test_hostile_answers_are_judged_in_linear_time() -> None:
    """Answers made to be slow are judged like others; a quadratic search would not end here."""
    for hostile in (
        "'" * 200_000,
        "- " * 100_000,
        "a" * 200_000,
        "а" * 20_000 + " a" * 300_000,
        "www." * 50_000,
        "a@" * 100_000,
    ):
        fatal("Мер " + hostile, "The mayor " + hostile, "uk", "en")


@pytest.mark.parametrize(
    "hostile",
    ["1 ", "1.", "1:", "+380 ", "(0", "<a b=c ", "<1", "{a", "{{", "[[a", ". ", ".»", "п'ять ", "hundred thousand ",
     "www.", "a b ", "%(a", "&amp;", "(1 ", "½", "1-", "429 ", "пів на ", "«а", "Слово тут. ", "а"],
)  # fmt: skip
def test_hostile_texts_are_judged_in_linear_time(hostile: str) -> None:
    """Twenty thousand characters of anything are judged like others; a quadratic rule would take minutes."""
    text = hostile * (20_000 // len(hostile))
    judge(f"Мер {text}", f"The mayor {text}", "uk", "en")
    judge(f"The mayor {text}", f"Мер {text}", "en", "uk")
    judge(text, "The mayor came to the city", "uk", "en")


@pytest.mark.parametrize("measures", ["3 miles, ", "a mile, ", "6-foot-6, ", "5'11, "])
def test_thousands_of_measures_are_judged_in_linear_time(measures: str) -> None:
    """A table in kilometres beside one in miles: each row with each of the other would take minutes."""
    found = judge("6 км, " * 3000, measures * 3000, "uk", "en")
    assert "number" in {finding.check for finding in found}
