"""The termbase: what stands in a unit, what its translation must have, and how a text is prepared for an engine."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.translation import codes
from feeds.translation.terms import EMPTY, Kind, Term, Termbase, claims
from tests.translation.sample_terms import BASE, KHARKIV, KYIV, LEEDS, MYKOLAIV, ODESA, SUMY, TERMS


def repaired(unit: str, answer: str) -> str:
    """Into English."""
    return BASE.repaired(unit, answer, "uk", "en")


def warned(unit: str, answer: str) -> list[str]:
    """The messages, into English."""
    findings = BASE.check(unit, answer, "uk", "en")
    assert all(finding.check == "name" and not finding.fatal for finding in findings)
    return [finding.message for finding in findings]


@pytest.mark.parametrize(
    ("unit", "answer", "messages"),
    [
        ("Мер Лідса", "The mayor of Leeds", []),
        ("Мер Лідса", "LEEDS' mayor", []),
        ("Мер Лідса", "the City of Leeds", []),
        ("Мер Лідса", "The mayor", ["“Лідса” is “Leeds” in the termbase, which the translation does not have"]),
        ("Мер Лідса", "leeds", ["“Лідса” is “Leeds” in the termbase, which the translation does not have"]),
        ("Лідс і Лідс", "There", ["“Лідс” is “Leeds” in the termbase, which the translation does not have"]),
        ("Харків", "Kharkiv, once Kharkov", ["“Kharkov” stands where the termbase wants “Kharkiv”"]),
        ("харківські школи", "schools", []),
        ("харківські школи", "Kharkov schools", ["“Kharkov” stands where the termbase wants “Kharkiv”"]),
        ("Суми зросли", "The sums have grown", []),
        ("мер", "its leader", []),
        ("мер", "city head", ["“city head” stands where the termbase wants “mayor”"]),
        ("у Салтівському районі", "in the Saltivskyi District", []),
        ("у Салтівському районі", "in the SALTIVSKYI DISTRICT", []),
        ("Немає назв", "Kharkov", []),
    ],
)
def test_check(unit: str, answer: str, messages: list[str]) -> None:
    """Names are demanded where they are certain, phrases and offices never; forbidden spellings are reported."""
    assert warned(unit, answer) == messages


def test_hits_say_where_and_what() -> None:
    """Offsets are those of the coded text, with the codes in between."""
    unit = "Мер <g1>Кривого</g1> Рогу &amp; Київського району"
    found = [(hit.id, unit[hit.start : hit.end], hit.certain) for hit in BASE.hits(unit, "uk", "en-GB")]
    assert found == [("mayor", "Мер", True), ("rih", "Кривого</g1> Рогу", True), ("kyiv", "Київського", False)]
    assert [hit.term.target for hit in BASE.hits("у Лідсі", "uk-UA", "en")] == ["Leeds"]
    assert [hit.id for hit in BASE.hits("Харків<x1/>Лідс <x2/> Кривий <x3/><x4/>Ріг", "uk", "en")] == [
        "kharkiv", "leeds", "rih",
    ]  # fmt: skip


def test_names_within_phrases() -> None:
    """A phrase does not hide the name in it."""
    council = Term("council", "мерія Харкова", "City Hall", kind=Kind.DEPARTMENT)
    base = Termbase((*TERMS, council))
    assert [hit.id for hit in base.hits("мерія Харкова", "uk", "en")] == ["council", "kharkiv"]


def test_substituted() -> None:
    """Demanded terms are put in; offices, adjectives, surnames and streets are not; codes stay."""
    unit = "Мер <g1>Лідса</g1> у <g2>Кривому</g2> Розі та <g3>Х</g3>аркові"
    assert BASE.substituted(unit, "uk", "en") == "Мер <g1>Leeds</g1> у <g2>Kryvyi</g2> Rih та <g3>K</g3>harkiv"
    assert BASE.substituted("ХАРКІВ, київські, Олена Миколаєва", "uk", "en") == "KHARKIV, київські, Олена Миколаєва"
    assert BASE.substituted("ні", "uk", "en") == "ні"


def test_pieces() -> None:
    """A unit is cut at its demanded terms; no piece with a target has codes, and joined they are the unit."""
    unit = "Мер <g1>Лідса</g1> у <g2>Кривому</g2> Розі"
    assert BASE.pieces(unit, "uk", "en") == [
        ("Мер <g1>", None), ("Лідса", "Leeds"), ("</g1> у <g2>", None), ("Кривому", "Kryvyi"), ("</g2>", None),
        (" ", None), ("Розі", "Rih"),
    ]  # fmt: skip
    assert BASE.pieces("ні", "uk", "en") == [("ні", None)]
    assert BASE.pieces("", "uk", "en") == []
    assert BASE.pieces("ЛІДС", "uk", "en") == [("ЛІДС", "LEEDS")]


def test_words_that_cannot_be_shared_out() -> None:
    """Where codes cut a name so that its words do not fit around them, it stays as it is."""
    base = Termbase((Term("rih", "Кривий Ріг", "Krog"), Term("oy", "Лозова", "Oy")))
    for unit in ("<g1>Кривий</g1> <g2>Ріг</g2>", "<g1>Кр</g1>ивий Ріг", "<g1>Л</g1>о<g2>зо</g2>ва"):
        assert base.substituted(unit, "uk", "en") == unit
        assert base.pieces(unit, "uk", "en") == [(unit, None)]


@pytest.mark.parametrize(
    ("unit", "made"),
    [
        ("<g1>Кр</g1>ивий Ріг", "<g1>Kr</g1>yvyi Rih"),
        ("<g1>К</g1>ривий <g2>Ріг</g2>", "<g1>K</g1>ryvyi <g2>Rih</g2>"),
        ("Кривий Рі<g1>г</g1>", "Kryvyi Ri<g1>h</g1>"),
        ("Кривий <x1/>Ріг", "Kryvyi <x1/>Rih"),
        ("<g1>Івано-Фран</g1>ківську", "<g1>Ivano-Fran</g1>kivsk"),
        ("у <g1>Івано</g1>-Франківську", "у <g1>Ivano</g1>-Frankivsk"),
        ("<g1>Франкфурт</g1>-на-Майні", "<g1>Frankfurt</g1> am Main"),
        ("<g1>Франкфурт-</g1>на-<g2>Майні</g2>", "<g1>Frankfurt </g1>am <g2>Main</g2>"),
        ("<g1>Фр</g1>анкфурт-на-Майні", "<g1>Fr</g1>ankfurt am Main"),
    ],
)
def test_codes_within_a_name(unit: str, made: str) -> None:
    """Wherever a code cuts a name, its words stay apart, with the spaces and hyphens that English has between them."""
    main = Term("main", "Франкфурт-на-Майні", "Frankfurt am Main")
    base = Termbase((*TERMS, main))
    assert base.substituted(unit, "uk", "en") == made
    pieces = base.pieces(unit, "uk", "en")
    assert "".join(piece for piece, _ in pieces) == unit
    assert "".join(name or piece for piece, name in pieces) == made


def test_hyphens_are_pieces() -> None:
    """A hyphen at a name stays at it: an engine that is sent ``Потяг Гданськ-`` would lose it."""
    assert BASE.pieces("Потяг Гданськ-Лідс-2", "uk", "en") == [
        ("Потяг Гданськ", None), ("-", None), ("Лідс", "Leeds"), ("-", None), ("2", None),
    ]  # fmt: skip


ALWAYS = Termbase(
    (
        replace(KHARKIV, forms=(*KHARKIV.forms, "харків'янин", "харківщина"), forbidden=("Kharkov!", "Harkov")),
        replace(KYIV, allowed=("Chicken Kiev", "Kievan Rus"), forms=(*KYIV.forms, "киянин"), forbidden=("Kiev!",)),
        replace(ODESA, forms=(*ODESA.forms, "одесит")),
        Term("lviv", "Львів", "Lviv", forms=("Львова?", "Львову?", "Львові"), forbidden=("Lvov!",)),
        replace(SUMY, target="Sumy"),
        Term("izium", "Ізюм", "Izium", forms=("Ізюм?", "Ізюму?")),
    )
)
"""Spellings that are wrong whatever the source says, and those who live there."""


@pytest.mark.parametrize(
    ("unit", "answer", "right"),
    [
        ("Харків'яни вийшли на площу.", "Residents of Kharkov came out.", "Residents of Kharkiv came out."),
        ("Харків’янам дякують.", "Kharkovites are thanked.", "Kharkivites are thanked."),
        ("Кияни та одесити приїхали.", "Residents of Kiev and Odessa came.", "Residents of Kyiv and Odesa came."),
        ("Кияни та одесити приїхали.", "Kievans and Odessans came.", "Kyivans and Odesans came."),
        ("На Харківщині тихо.", "It is quiet in the Kharkov area.", "It is quiet in the Kharkiv area."),
        ("ХНУРЕ підписав угоду.", "Kharkov University has signed.", "Kharkiv University has signed."),
        ("ХНУРЕ підписав угоду.", "KHARKOV UNIVERSITY HAS SIGNED", "KHARKIV UNIVERSITY HAS SIGNED"),
        ("харківські лікарі", "kharkov doctors", "Kharkiv doctors"),
        ("Лікарі приїхали.", "kharkov doctors and Kievans came.", "Kharkiv doctors and Kyivans came."),
        ("Котлета по-київськи, Київ", "Chicken Kiev in Kiev", "Chicken Kiev in Kyiv"),
    ],
)
def test_wrong_whatever_the_source_says(unit: str, answer: str, right: str) -> None:
    """Of those who live there, of the region, and of nothing at all: a spelling that is wrong for sure is replaced."""
    assert ALWAYS.check(unit, answer, "uk", "en") != ()
    assert ALWAYS.repaired(unit, answer, "uk", "en") == right
    assert ALWAYS.check(unit, right, "uk", "en") == ()


@pytest.mark.parametrize(
    ("unit", "answer"),
    [
        ("Котлета по-київськи", "Chicken Kiev"),
        ("Київська Русь", "Kievan Rus"),
        ("Пише Kharkov News", "Kharkov News writes"),
        ("Kharkov News пише з Харкова", "Kharkov News writes from Kharkiv"),
        ("З Харкова пише Kharkov News", "Kharkov News writes from Kharkiv"),
        ("Князь Львов помер", "Prince Lvov has died"),
        ("Виставка Георгія Львова", "An exhibition by Heorhii Lvov"),
        ("Народився в Одесі, штат Техас", "Born in Odessa, Texas"),
        ("Сайт працює", "https://kiev.example/Kharkov #Kharkov @Kiev work"),
        ("Він приїхав", "He came from Odessa"),
        ("Мешканці Києва", "Kyivans"),
    ],
)
def test_not_wrong(unit: str, answer: str) -> None:
    """Dishes, names in Latin letters of the source, people and addresses are called what they are called."""
    assert ALWAYS.repaired(unit, answer, "uk", "en") == answer
    assert ALWAYS.check(unit, answer, "uk", "en") == ()


def test_of_two_one_is_quoted() -> None:
    """Where the source has the spelling itself, the one with the same neighbour stays, and the other is put right."""
    unit = "Про Харків пише Kharkov News"
    assert ALWAYS.repaired(unit, "Of Kharkov writes Kharkov News", "uk", "en") == "Of Kharkiv writes Kharkov News"
    assert [one.check for one in ALWAYS.check(unit, "Of Kharkov writes Kharkov News", "uk", "en")] == ["name"]


def test_street_is_told_and_left() -> None:
    """Of what only looks like the city, nobody knows the right name: it is told, and no engine asked again."""
    unit, answer = "На вул. Київській тихо", "It is quiet in Kiev Street"
    assert ALWAYS.repaired(unit, answer, "uk", "en") == answer
    assert [one.check for one in ALWAYS.check(unit, answer, "uk", "en")] == ["maybe-name"]


@pytest.mark.parametrize(
    ("unit", "answer", "checks"),
    [
        ("Суми отримали мешканці.", "The residents received the sums.", ["maybe-name"]),
        ("Суми отримали автобуси.", "Sumy received buses.", []),
        ("Ізюм подорожчав.", "Raisins cost more.", ["maybe-name"]),
        ("Пункт 3. Суми до 5 тис. грн", "Item 3. Amounts up to UAH 5,000", []),
        ("Суми виплат зросли.", "The amounts have grown.", []),
        ("Суми: від 500 до 1000 гривень", "Amounts: from UAH 500 to 1,000", []),
        ("Про Суми говорили всі.", "Everybody spoke of sums.", ["name"]),
    ],
)
def test_likely_is_told_and_nothing_put_in(unit: str, answer: str, checks: list[str]) -> None:
    """A right answer is never replaced: where another word may begin the sentence, the name is not demanded."""
    assert [one.check for one in ALWAYS.check(unit, answer, "uk", "en")] == checks
    assert ALWAYS.repaired(unit, answer, "uk", "en") == answer
    if checks != ["name"]:
        assert ALWAYS.substituted(unit, "uk", "en") == unit
        assert ALWAYS.pieces(unit, "uk", "en") == [(unit, None)]


def test_mark_is_of_the_terms_that_touch() -> None:
    """A changed, added or removed row changes the mark of the units in which it occurs, and of no other."""
    units = ["Мер Лідса", "у Харкові", "харківські школи", "Лідс і Харків", "вул. Харківська", "ні"]

    def marks(*terms: Term) -> list[str]:
        return [Termbase(terms).mark(unit, "uk", "en") for unit in units]

    before = marks(LEEDS, KHARKIV)
    assert before[4:] == ["", ""] and len(set(before[:4])) == 3 and before[1] == before[2]
    for other in (
        replace(KHARKIV, target="Kharkiv City"), replace(KHARKIV, allowed=("Kharkiv City",)),
        replace(KHARKIV, forbidden=()), replace(KHARKIV, forms=(*KHARKIV.forms, "Харковові")),
    ):  # fmt: skip
        after = marks(LEEDS, other)
        assert [one == two for one, two in zip(before, after, strict=True)] == [True, False, False, False, True, True]
        assert Termbase((LEEDS, other)).fingerprint != Termbase((LEEDS, KHARKIV)).fingerprint
    assert marks(LEEDS) == [before[0], "", "", before[0], "", ""]
    assert marks(LEEDS, replace(KHARKIV, id="other", note="new")) == before
    assert marks(KHARKIV, LEEDS) == before


def test_into_ukrainian() -> None:
    """The same rows serve the other way: any form is right, and what is wrong is listed."""
    unit = "Leeds and Kharkiv's Saltivskyi district met the mayor of Kryvyi Rih"
    assert [hit.id for hit in BASE.hits(unit, "en", "uk")] == ["leeds", "kharkiv", "saltivskyi", "mayor", "rih"]
    answer = "Лідс і Салтівський район Харкова зустріли голову Кривого Рогу"
    assert BASE.check(unit, answer, "en", "uk") == ()
    assert [one.message for one in BASE.check("in Leeds", "у рідсі", "en", "uk")] == [
        "“Leeds” is “Лідс” in the termbase, which the translation does not have"
    ]
    assert BASE.repaired("Kharkiv", "Харьков", "en", "uk") == "Харків"
    assert BASE.repaired("Kharkiv", "Kharkiv", "en", "uk") == "Kharkiv"
    assert BASE.substituted("Leeds is big", "en", "uk") == "Лідс is big"
    assert [one.message for one in BASE.check("to Sumy", "суми", "en", "uk")] == [
        "“Sumy” is “Суми” in the termbase, which the translation does not have"
    ]
    assert BASE.mark(unit, "en", "uk") != ""


def test_rows_of_the_other_direction() -> None:
    """Of two rows with the same translation the first serves the other way, and a row for that way before both."""
    town = Term("town", "Лідса-місто", "Leeds")
    assert [hit.id for hit in Termbase((LEEDS, town)).hits("Leeds", "en", "uk")] == ["leeds"]
    straight = Term("straight", "Leeds", "Лідс", source_language="en", target_language="uk")
    assert [hit.id for hit in Termbase((LEEDS, straight)).hits("Leeds", "en", "uk")] == ["straight"]


def test_glossary() -> None:
    """An engine's list has what is this term and nothing else: no surnames, no sums, no adjectives."""
    words = BASE.glossary("uk", "en")
    assert words["Лідсі"] == "Leeds" and words["Миколаїв"] == "Mykolaiv" and words["мер"] == "mayor"
    assert words.keys().isdisjoint({"Миколаєва", "Суми", "лідський"})
    assert BASE.glossary("en", "uk")["Leeds"] == "Лідс"


def test_empty() -> None:
    """Without terms nothing is found, and everything stays as it is, but for names left in Cyrillic."""
    assert not EMPTY and BASE
    assert EMPTY.fingerprint == ""
    assert EMPTY.hits("Харків", "uk", "en") == () and EMPTY.mark("Харків", "uk", "en") == ""
    assert EMPTY.substituted("Харків", "uk", "en") == "Харків"
    assert EMPTY.pieces("Харків", "uk", "en") == [("Харків", None)]
    assert EMPTY.check("Харків", "Kharkov", "uk", "en") == ()
    assert EMPTY.repaired("Харків", "Kharkov", "uk", "en") == "Kharkov"


def test_claims() -> None:
    """A row claims its source, its forms and all forms of its adjectives, without marks of doubt."""
    assert {"Лідс", "Лідсі", "лідська", "лідських"} <= claims(LEEDS)
    assert claims(MYKOLAIV) == {"Миколаїв", "Миколаєва", "Миколаєві"}


bits = st.sampled_from(
    ["Харків", "Харкові", "Лідс", "Кривий", "Ріг", " ", " ", "<g1>", "</g1>", "<x2/>", "Kharkov", "Lids", "KRIVOI ROG",
     "an ", "&amp;", "Тарас", "#", "’s", "-", ".", "Олена Миколаєва", "Сумах"]
)  # fmt: skip
coded = st.lists(bits, max_size=12).map("".join).map(codes.normalise)


@settings(max_examples=200, deadline=None)
@given(coded, coded)
def test_codes_and_words_are_never_lost(unit: str, answer: str) -> None:
    """Whatever the texts: pieces join to the unit, codes stay in their order, and repairing twice is as once."""
    assert "".join(piece for piece, _ in BASE.pieces(unit, "uk", "en")) == unit
    assert all("<" not in piece for piece, name in BASE.pieces(unit, "uk", "en") if name)
    for text, made in ((unit, BASE.substituted(unit, "uk", "en")), (answer, repaired(unit, answer))):
        assert [one for one in codes.parts(text) if one[0] != "text"] == [
            one for one in codes.parts(made) if one[0] != "text"
        ]
    for base in (BASE, ALWAYS):
        once = base.repaired(unit, answer, "uk", "en")
        assert base.repaired(unit, once, "uk", "en") == once


def test_long_texts_are_quick() -> None:
    """A hundred thousand characters are done with in linear time; else this would take minutes."""
    for bit in ("Харків ", "Харків-", "Kharkov ", "<g1>Лідс</g1> ", "Тарас ", "а\u0301", "x'", "Ріг <x1/>"):
        text = bit * (100_000 // len(bit))
        BASE.check("Харків", text, "uk", "en")
        repaired("Харків та добрий Тарас", text)
        BASE.substituted(text, "uk", "en")
        BASE.pieces(text, "uk", "en")


def test_wrong_spellings_are_quick() -> None:
    """So are thousands of wrong spellings beside thousands of names."""
    for bit in ("Тарас Ґудзь ", "Kharkov ", "Суми; ", "Харків "):
        unit, answer = bit * (30_000 // len(bit)), "Kharkov " * 4_000
        ALWAYS.check(unit, answer, "uk", "en")
        ALWAYS.repaired(f"{unit} Kharkov", answer, "uk", "en")
