"""Which partners a text mentions: the sentences of mentions.tsv, and why each hit counts or not."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.ingest.partners import Mentions, forms_of
from feeds.model import Partner
from tests.ingest.mentions import Score, delivered, main, measure, sentences

PARTNERS = delivered().partners
MENTIONS = Mentions(PARTNERS)
TABLE, UNSEEN = sentences("mentions.tsv"), sentences("mentions_unseen.tsv")


def seen(text: str, language: str | None = "uk") -> list[tuple[str, str, bool]]:
    """What is found: partner, passage, certain."""
    return [(one.partner, text[one.start : one.end], one.certain) for one in MENTIONS.find(text, language)]


def counted(text: str, language: str | None = "uk") -> list[str]:
    """The partners that count, each once, in order of the text."""
    return list(dict.fromkeys(one.partner for one in MENTIONS.find(text, language) if one.certain))


def why(text: str, language: str | None = "uk") -> str:
    """The reason of the only hit."""
    [one] = MENTIONS.find(text, language)
    return one.why


# --- the table ------------------------------------------------------------------------------------------------------


def test_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """Precision and recall over pairs of sentence and partner are at least 0.98, and are printed."""
    for rows in (TABLE, (*TABLE, *UNSEEN)):
        score, notes = measure(rows, MENTIONS)
        assert score.precision >= 0.98 and score.recall >= 0.98, notes
    main()
    printed = capsys.readouterr().out.splitlines()
    figures = [line for line in printed if "precision" in line]
    assert [line.split(":")[0] for line in figures] == ["mentions.tsv", "mentions_unseen.tsv"]


def test_figures_can_be_bad() -> None:
    """Without partners nothing is found, and what is found where nothing is expected is wrong."""
    score, notes = measure(TABLE, Mentions(()))
    assert (score.right, score.wrong, score.recall) == (0, 0, 0) and score.missed > 500
    assert notes[0].startswith("missed ") and "no form of it is there" in notes[0]
    none = [row._replace(partners=frozenset()) for row in TABLE]
    assert measure(none, MENTIONS)[0].precision == 0
    assert Score(right=3, wrong=1, missed=2).precision == 0.75 and Score(right=3, wrong=1, missed=2).recall == 0.6


def test_table_is_large() -> None:
    """At least 500 different sentences, 100 traps among them, in Ukrainian, English and the languages of partners."""
    texts = [row.text for row in (*TABLE, *UNSEEN)]
    assert len(texts) == len(set(texts)) and len(TABLE) >= 500 and len(UNSEEN) >= 100
    assert sum(row.kind == "trap" for row in TABLE) >= 100
    assert {row.kind for row in (*TABLE, *UNSEEN)} == {"form", "news", "trap"}
    assert {row.language for row in TABLE} >= {tag for partner in PARTNERS for tag in partner.forms}
    assert {one for row in TABLE for one in row.partners} == {partner.id for partner in PARTNERS}


@pytest.mark.parametrize("partner", PARTNERS, ids=lambda partner: partner.id)
def test_every_form_is_found(partner: Partner) -> None:
    """Every form that is listed, in each language, stands in a sentence and counts there; of adjectives one form."""
    rows = [row for row in TABLE if partner.id in row.partners]
    found = {
        one.form
        for row in rows
        for one in MENTIONS.find(row.text, row.language)
        if one.certain and one.partner == partner.id
    }
    listed = [form for language in partner.forms for form in forms_of(partner, language)]
    assert {form.text for form in listed if not form.adjective} <= found
    adjectives = {form.removesuffix("?")[:-2] for form in partner.forms["uk"] if form.islower()}
    assert {stem for stem in adjectives if any(form.startswith(stem) for form in found)} == adjectives


# --- reasons --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("Приїхали з Лідса.", "uk", "“Лідса” is a form of Leeds in uk"),
        ("Lastbilen kom från Åbo.", "sv", "“Åbo” is a form of Turku in sv"),
        ("У Лідсі", "uk-UA", "“Лідсі” is a form of Leeds in uk"),
        ("Лікарка Олена Миколаєва", "uk", "is a surname here, or may be one"),
        ("Рівному рівне", "uk", "is another word as well"),
        ("На березі Дніпра", "uk", "is something else behind “березі”"),
        ("the Dnipro froze", "en", "is something else behind “the”"),
        ("вид на Дніпро", "uk", "is something else with the words around it"),
        ("вулиця Сумська", "uk", "is in the name of a street"),
        ("вулиці Одеська та Сумська", "uk", "is in the name of a street"),
        ("Харківська область", "uk", "is of the region: “область”"),
        ("Болонський процес", "uk", "is called after the city: “процес”"),
        ("Миколаївська церква", "uk", "is something else before “церква”"),
        ("готель «Харків»", "uk", "is what something else is called"),
        ("Одеса, штат Техас", "uk", "is a city in America"),
        ("екс-Харків", "uk", "is a part of a longer word"),
        ("Kharkiv region", "en", "is the name of a region"),
        ("Berlin Street", "en", "is in the name of a street"),
        ("the Madrid Protocol", "en", "is called after the city: “Protocol”"),
        ("in New Berlin", "en", "is another place: “New Berlin”"),
        ("by J. Leeds", "en", "is a surname here, or may be one"),
        ("Dr. Leeds", "en", "is a surname here, or may be one"),
        ("Florence Nightingale", "en", "is a given name as well"),
        ("Riga dopo riga", "it", "is another word as well"),
        ("пошта leeds@Leeds.example", "uk", "stands in an address or in a name with an @"),
        ("Актор Іван Одеський", "uk", "is a surname here, or may be one"),
    ],
)
def test_reasons(text: str, language: str, reason: str) -> None:
    """Each hit says why it counts or does not."""
    assert [one.why for one in MENTIONS.find(text, language)][-1] == reason
    assert bool(counted(text, language)) == ("is a form of" in reason)


def test_beside_another_city() -> None:
    """What could be another word counts beside a certain name, and says so."""
    [sums, leeds] = MENTIONS.find("Суми та Лідс", "uk")
    assert sums.why == "“Суми” is a form of Sumy in uk, certain beside another city"
    assert leeds.why == "“Лідс” is a form of Leeds in uk"


# --- rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("#Харків і #Лідс_2026", "uk", ["kharkiv"]),
        ("https://city.example/#Харків", "uk", []),
        ("Суми: наслідки", "uk", ["sumy"]),
        ("Рівне. Відкрито сквер.", "uk", ["rivne"]),
        ("Новини: Суми великі", "uk", []),
        ("Хмельницький міський голова звітував", "uk", ["khmelnytskyi"]),
        ("Київська, Харківська та Сумська області", "uk", []),
        ("харківські й лідські школи", "uk", ["kharkiv", "leeds"]),
        ("Харківські школи та область", "uk", ["kharkiv"]),
        ("У Дніпрі воду вимкнули", "uk", ["dnipro"]),
        ("Проєкт Leeds–Kharkiv", "uk", ["leeds", "kharkiv"]),
        ("Kharkiv and Sumy regions", "en", []),
        ("Kharkiv and the region", "en", ["kharkiv"]),
        ("Kharkiv, Lviv and Odesa", "en", ["kharkiv", "lviv", "odesa"]),
        ("Kharkiv. Regions of Ukraine", "en", ["kharkiv"]),
        ("Hanover (New Hampshire)", "en", []),
        ("Birmingham in Alabama", "en", []),
        ("Birmingham in England", "en", ["birmingham"]),
        ("Berlin, New York and Tokyo", "en", ["berlin"]),
        ("New Berlin trams arrive", "en", ["berlin"]),
        ("From Berlin\nin May", "en", ["berlin"]),
        ("Berlin in: Texas", "en", ["berlin"]),
        ("House of Hanover", "en", []),
        ("of Hanover", "en", ["hanover"]),
        ("the Dnipro mayor", "en", ["dnipro"]),
        ("Dnipro River", "en", []),
        ("Florence City Council", "en", ["florence"]),
        ("Florence has come", "en", ["florence"]),
        ("In Florence Archbishop Betori spoke", "en", ["florence"]),
        ("Kharkiv" + ", Lille" * 9, "en", ["kharkiv"]),
        ("Frankfurt/Oder", "de", []),
        ("La città di Riga", "it", ["riga"]),
        ("FLORENCE, LEEDS", "en", ["florence", "leeds"]),
        ("Харьков и Лидс", "ru", []),
        ("Харків", None, ["kharkiv"]),
        ("Leeds", None, ["leeds"]),
        ("У ЛІДСІ", "uk", ["leeds"]),
        ("", "uk", []),
    ],
)
def test_rules(text: str, language: str | None, expected: list[str]) -> None:
    """What stands around a name says whether it is the city."""
    assert counted(text, language) == expected
    assert MENTIONS.mentioned([(text, language)]) == frozenset(expected)


def test_several_texts_make_one_answer() -> None:
    """Original and translation are looked through together, each in its language."""
    texts = [("Гості з Гента", "uk"), ("Guests from Ghent and Turku", "en")]
    assert MENTIONS.mentioned(texts) == {"ghent", "turku"}
    assert MENTIONS.mentioned([]) == frozenset()


def test_names_are_forms_too() -> None:
    """A name without forms in its language is found, and so is a language with a region."""
    city = Partner("x", "Exville", "FR", 0, 0, {"en-GB": ("Exville",), "uk": ("Ексвіль",)}, {"fr": "Ixville"})
    mentions = Mentions([city])
    assert mentions.mentioned([("à Ixville", "fr")]) == mentions.mentioned([("in Exville", "en-US")]) == {"x"}
    assert mentions.mentioned([("in Exville", "de")]) == {"x"}


def test_small_letters_in_another_language() -> None:
    """An adjective of a language that is not Ukrainian is found as it is listed, with a capital as well."""
    mentions = Mentions([Partner("leeds", "Leeds", "GB", 0, 0, {"fi": ("Leeds", "leedsiläinen")})])
    assert mentions.mentioned([("Leedsiläinen orkesteri", "fi")]) == {"leeds"}


def test_offsets() -> None:
    """A mention stands where it says, whatever the text is written with."""
    text = unicodedata.normalize("NFD", "Гості з Києва,  #Лідса\u00ad та Poznań")
    assert [passage for _, passage, _ in seen(text)] == [
        unicodedata.normalize("NFD", name) for name in ("Києва", "Лідса", "Poznań")
    ]


WORDS = [
    "Суми",
    "Лідс",
    "Дніпро",
    "річка",
    "вул.",
    "«",
    "»",
    "готель",
    "Харківська",
    "область",
    "та",
    ",",
    "\n",
    "#",
    "@",
]
WORDS += [
    "Олена",
    "Миколаєва",
    "Florence",
    "the",
    "Dnipro",
    "in",
    "New",
    "Hanover",
    "Frankfurt",
    "(",
    "Oder",
    "-",
    ". ",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, " "])).map(" ".join), st.sampled_from(["uk", "en", "de", None]))
def test_both_ways_agree(text: str, language: str | None) -> None:
    """What is explained as counted is exactly what is tagged; mentions are in order and do not overlap."""
    found = MENTIONS.find(text, language)
    assert {one.partner for one in found if one.certain} == MENTIONS.mentioned([(text, language)])
    sure = [one for one in found if one.certain]
    assert all(one.end <= other.start for one, other in pairwise(sure))
    assert all(one.why and one.start < one.end for one in found)


def test_long_texts_are_quick() -> None:
    """A hundred thousand characters of the worst kinds come back; quadratic work would take minutes."""
    for bit in (
        "Харківська та ",
        "вулиці Сумська, ",
        "Kharkiv and ",
        "#Суми ",
        "«Лідс",
        "Florence ",
        "New Berlin, New ",
        "#",
    ):
        MENTIONS.mentioned([(bit * (100_000 // len(bit)), "uk")])
