"""partners.toml: how it is read, what is said of mistakes in it, and whether the delivered forms are right."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

import pymorphy3
import pytest

from feeds.config.partners import PartnerEdition, PartnersFile, load_partners, partner_editions
from feeds.errors import ConfigError
from feeds.model import Alerts, Edition, Partner
from feeds.text.forms import declined, folded_form

CONFIG = Path(__file__).parents[1] / "config"
DELIVERED = load_partners(CONFIG / "partners.toml")
PARTNERS = {partner.id: partner for partner in DELIVERED.partners}

LEEDS = """
[[partner]]
id = "leeds"
name = "Leeds"
country = "GB"
latitude = 53.8
longitude = -1.5
unless = ["берег*", "... Castle"]
[partner.forms]
uk = ["Лідс", "Лідсі?", "лідський"]
en = ["Leeds"]
[partner.names]
fi = "Leeds"
"""
EDITION = '[edition]\ntitle = "News for {name}"\n'


def loaded(folder: Path, text: str) -> PartnersFile:
    """What the file comes to."""
    path = folder / "partners.toml"
    path.write_text(text, "utf-8")
    return load_partners(path)


def complaint(folder: Path, text: str) -> str:
    """What is said of a file that cannot be used, without its path."""
    with pytest.raises(ConfigError) as caught:
        loaded(folder, text)
    said = str(caught.value)
    assert "\n" not in said and said.startswith(f"{folder / 'partners.toml'}: ")
    return said.removeprefix(f"{folder / 'partners.toml'}: ")


def test_a_partner(tmp_path: Path) -> None:
    """Every key arrives where it belongs."""
    forms = {"uk": ("Лідс", "Лідсі?", "лідський"), "en": ("Leeds",)}
    leeds = Partner("leeds", "Leeds", "GB", 53.8, -1.5, forms, {"fi": "Leeds"}, ("берег*", "… Castle"))
    assert loaded(tmp_path, LEEDS) == PartnersFile((leeds,))


def test_no_file_means_no_partners(tmp_path: Path) -> None:
    """The file may be missing, and empty."""
    assert load_partners(tmp_path / "partners.toml") == loaded(tmp_path, "") == PartnersFile()
    assert partner_editions(PartnersFile(), "en") == ()


def test_editions(tmp_path: Path) -> None:
    """Each partner gets an edition in the main language unless the file names another; without [edition] none does."""
    assert partner_editions(loaded(tmp_path, LEEDS), "en") == ()
    file = loaded(tmp_path, EDITION + LEEDS)
    assert file.edition == PartnerEdition("News for {name}", None, ("*",), 50, Alerts.EXCLUDE, None)
    [edition] = partner_editions(file, "en-GB")
    assert edition == Edition("partner-leeds", "News for Leeds", "en-GB", alerts=Alerts.EXCLUDE, first="leeds")
    more = 'language = "bilingual"\nsources = ["k*"]\nlimit = 7\nalerts = "include"\ndays = 30\n'
    [edition] = partner_editions(loaded(tmp_path, EDITION + more + LEEDS), "en")
    assert edition == Edition(
        "partner-leeds", "News for Leeds", "bilingual", ("k*",), 7, Alerts.INCLUDE, days=30, first="leeds"
    )


MISTAKES = {
    LEEDS + LEEDS: "partner[2].id = 'leeds': is used twice; ids must be unique",
    LEEDS + LEEDS.replace('"leeds"', '"other"'): (
        "partner[2] (other).forms.uk = 'Лідс': is a form of leeds too; a form belongs to one"
    ),
    LEEDS
    + LEEDS.replace('"leeds"', '"other"')
    .replace("Лідс", "Інше")
    .replace('en = ["Leeds"]', "")
    .replace('"лідський"', '"Лідським"')
    .replace('fi = "Leeds"', 'fi = "Leeds"'): "partner[2] (other).forms.fi = 'Leeds': is a form of leeds too",
    LEEDS.replace("53.8", "153.8"): "partner[1] (leeds).latitude = 153.8: Input should be less than or equal to 90",
    LEEDS.replace("-1.5", "-181"): "partner[1] (leeds).longitude = -181: Input should be greater than or equal to -180",
    LEEDS.replace('"GB"', '"UK1"'): "partner[1] (leeds).country = 'UK1': is no country code of two capital letters",
    LEEDS.replace('"Leeds"]', '"—"]'): "partner[1] (leeds).forms.en[1] = '—': is no form of a name: there is no letter",
    LEEDS.replace('"Leeds"]', '"Leeds!"]'): "partner[1] (leeds).forms.en[1] = 'Leeds!': must begin and end with a",
    LEEDS.replace('"Лідсі?"', '"?"'): "partner[1] (leeds).forms.uk[2] = '?': is no form of a name",
    LEEDS.replace('["Leeds"]', "[]"): "partner[1] (leeds).forms.en = []: Tuple should have at least 1 item",
    LEEDS.replace("en = [", '"english!" = ['): "partner[1] (leeds).forms.english!",
    LEEDS.replace("en = [", "de = 5\nen = ["): "partner[1] (leeds).forms.de = 5: is no list; write it in [brackets]",
    LEEDS.replace("... Castle", "Leeds Castle"): "partner[1] (leeds).unless[2] = 'Leeds Castle': is neither a word nor",
    LEEDS.replace("... Castle", "…"): "partner[1] (leeds).unless[2] = '…': is neither a word nor words around",
    LEEDS.replace("... Castle", "… of … x"): "partner[1] (leeds).unless[2] = '… of … x': is neither a word nor",
    LEEDS.replace("... Castle", "… (Oder)"): "partner[1] (leeds).unless[2] = '… (Oder)': is no word, with * for any",
    LEEDS.replace('"leeds"', '"Leeds!"'): "partner[1] (Leeds!).id = 'Leeds!': String should match pattern",
    LEEDS.replace('name = "Leeds"\n', ""): "partner[1] (leeds).name: is missing",
    LEEDS.replace("country", "land"): "partner[1] (leeds).country: is missing (and 1 more)",
    EDITION.replace(" for {name}", ""): "edition.title = 'News': has no {name} in it, so that all editions would be",
    EDITION + 'language = "English"': "edition.language = 'English': is no language tag, uk or en-GB for instance",
    EDITION + "limit = 0": "edition.limit = 0: Input should be greater than or equal to 1",
    EDITION + "first = 1": "edition.first = 1: there is no such setting",
    "[partner]": "partner: is one table; write its name in [[two brackets]]",
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.items())
def test_mistakes(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong is said with key, value and reason, on one line."""
    assert complaint(tmp_path, text).startswith(message)


# --- the delivered file -------------------------------------------------------------------------------------------

RESOLUTION = (
    "Antwerp Berlin Birmingham Bologna Brno Eindhoven Espoo Florence Frankfurt Ghent Hanover Helsinki Leeds Madrid "
    "Munich Oulu Poznań Riga Rotterdam Stockholm Tallinn Turku Vilnius Zaragoza"
).split()
OWN = {"BE": "nl", "CZ": "cs", "DE": "de", "EE": "et", "ES": "es", "FI": "fi", "GB": "en", "IT": "it", "LT": "lt"}
OWN |= {"LV": "lv", "NL": "nl", "PL": "pl", "SE": "sv", "UA": "uk"}


def test_delivered_cities() -> None:
    """The 24 cities of the resolution and 20 of Ukraine, each with forms in Ukrainian, English and its own language."""
    abroad = [partner.name for partner in DELIVERED.partners if partner.country != "UA"]
    assert sorted(abroad) == sorted(RESOLUTION) and len(DELIVERED.partners) == 44
    for partner in DELIVERED.partners:
        assert {"uk", "en", OWN[partner.country]} <= set(partner.forms), partner.id
        assert partner.name in {form.removesuffix("?") for form in partner.forms["en"]}
        assert 35 < partner.latitude < 66 and -4 < partner.longitude < 41


def test_delivered_editions() -> None:
    """Every partner gets its edition, with its news first."""
    editions = partner_editions(DELIVERED, "en")
    assert [edition.id for edition in editions] == [f"partner-{one}" for one in PARTNERS]
    assert [edition.first for edition in editions] == list(PARTNERS)
    assert len({edition.title for edition in editions}) == 44


def test_demo_has_the_same_partners() -> None:
    """The partners of the samples are those of the delivered file, and the sample news mentions each of them."""
    demo = load_partners(CONFIG / "demo" / "partners.toml")
    assert demo.edition and len(demo.partners) >= 5
    assert all(PARTNERS[partner.id] == partner for partner in demo.partners)
    news = "".join(path.read_text("utf-8") for path in (Path(__file__).parent / "samples" / "demo").glob("*/*.toml"))
    assert all(partner.name in news for partner in demo.partners)


# --- the forms and the termbase -----------------------------------------------------------------------------------

TERMS = {"frankfurt": ("frankfurt", "frankfurt-am-main")}
"""Partners that have another row than the one of their id."""
UNLIKE_TERMBASE: dict[tuple[str, str], str] = {}
"""By partner and form: why it stands in one of the two files only."""


def test_forms_agree_with_the_termbase() -> None:
    """A Ukrainian form in one of partners.toml and termbase.csv is in the other, doubts as well, unless listed.

    Who lives in a city, and what is around it, are translated with its name, but news of them is not news of the city.
    """
    with (CONFIG / "termbase.csv").open(encoding="utf-8", newline="") as file:
        cities = {row["id"]: row["forms"].split("|") for row in csv.DictReader(file) if row["kind"] == "city"}
    terms = {
        city: [form for form in forms if not form.islower() or form.endswith("ький")] for city, forms in cities.items()
    }
    unlike = {
        (one, form)
        for one, partner in PARTNERS.items()
        for form in {form for row in TERMS.get(one, (one,)) for form in terms[row] if form} ^ set(partner.forms["uk"])
    }
    assert unlike == set(UNLIKE_TERMBASE)


# --- the forms and a dictionary -------------------------------------------------------------------------------------

SPELLINGS = {
    "eindhoven": ("Ейндховен", "Айндговен"), "frankfurt": ("Франкфурт-на-Майні", "Франкфурт на Майні"),
    "ghent": ("Ґент",), "hanover": ("Гановер",),
    "helsinki": ("Хельсінкі",), "rotterdam": ("Ротердам",), "tallinn": ("Таллін",),
}  # fmt: skip
"""Further spellings: whatever forms the first spelling has, so have they."""
UNKNOWN = {
    "eindhoven": "the dictionary has no such word; it is declined as Антверпен is",
    "espoo": "the dictionary has no such word; names in -оо are not declined",
    "oulu": "the dictionary has no such word; names in -у are not declined",
    "turku": "the dictionary has турок and турка only; the name of the city is not declined",
}
_OVI = "names in -ів have -у alone by the norm; people write -ові all the same, and it is no other word"
UNLIKE = {
    ("brno", "+ брна брном брну брні"): "the dictionary does not decline it; news does as often as not",
    ("chernihiv", "+ черніговові"): _OVI,
    (
        "ivano-frankivsk",
        "+ івано-франківськові івано-франківське",
    ): "the dictionary lacks these; both are formed as for any noun in -ськ",
    ("kharkiv", "+ харковові"): _OVI,
    ("kyiv", "+ києвові"): _OVI,
    ("kyiv", "- київа київі"): "the dictionary keeps і besides, as in a foreign word; nobody writes so of the city",
    ("lviv", "+ львовові"): _OVI,
    ("mykolaiv", "+ миколаєвові"): _OVI,
}
"""Forms that are ours alone (+) and the dictionary's alone (-), and why."""


@pytest.fixture(scope="module")
def dictionary() -> Any:
    """pymorphy3's analyser with its Ukrainian dictionary."""
    return pymorphy3.MorphAnalyzer(lang="uk")


def nouns(partner: Partner) -> list[str]:
    """The forms of the name, in small letters, without the adjective."""
    return [folded_form(form.removesuffix("?")).lower() for form in partner.forms["uk"] if not form.islower()]


def spelt(partner: Partner) -> tuple[list[str], dict[str, list[str]]]:
    """The forms of the first spelling, and of each further one what its forms would be in the first."""
    others: dict[str, list[str]] = {}
    first = nouns(partner)
    for other in SPELLINGS.get(partner.id, ()):
        name, listed = first[0], other.lower()
        if " " in listed or listed.count("-"):  # Франкфурт-на-Майні: the end is not declined
            end = listed.removeprefix(name)
            others[other] = [form.removesuffix(end) for form in first if form.endswith(end)]
            first = [form for form in first if not form.endswith(end)]
        else:
            others[other] = [form for form in first if form.startswith(listed) and not form.startswith(name)]
            first = [form for form in first if form not in others[other]]
    return first, others


def endings(forms: list[str]) -> set[str]:
    """What follows the nominative, or its stem."""
    return {form.removeprefix(forms[0]) for form in forms}


def test_spellings_have_the_same_forms() -> None:
    """Гент and Ґент, Франкфурт and Франкфурт-на-Майні are declined alike: no form of one is forgotten in another."""
    for one in SPELLINGS:
        first, others = spelt(PARTNERS[one])
        for name, forms in others.items():
            assert endings(forms) == endings(first), (one, name)


def test_forms_agree_with_a_dictionary(dictionary: Any) -> None:
    """Each one-word name has the forms that pymorphy3 knows, and no other, unless the reason is listed here."""
    unlike, unknown = set(), set()
    for one, partner in PARTNERS.items():
        ours = set(spelt(partner)[0])
        name = nouns(partner)[0]
        if " " in name:  # a phrase, which the dictionary has not
            continue
        readings = [
            {word.word for word in reading.lexeme}
            for reading in dictionary.parse(name)
            if reading.is_known and reading.normal_form == name and "NOUN" in reading.tag and "inan" in reading.tag
        ]
        if not readings:
            unknown.add(one)
            continue
        theirs = min(readings, key=lambda forms: len(forms ^ ours))
        for sign, forms in (("+", ours - theirs), ("-", theirs - ours)):
            if forms:
                unlike.add((one, sign, frozenset(forms)))
    listed = {(one, said[0], frozenset(said[2:].split())) for one, said in UNLIKE}
    assert unlike == listed
    assert unknown == set(UNKNOWN)
    assert all(len(reason) > 20 for reason in (*UNLIKE.values(), *UNKNOWN.values()))


UNKNOWN_ADJECTIVES: set[str] = set()
"""Adjectives that the dictionary has not, or has with other forms."""


def test_adjectives_agree_with_a_dictionary(dictionary: Any) -> None:
    """Each adjective has the forms of the dictionary, as far as it has the adjective."""
    unlike = set()
    known = 0
    for partner in DELIVERED.partners:
        for adjective in filter(str.islower, partner.forms["uk"]):
            readings = [
                {word.word for word in reading.lexeme}
                for reading in dictionary.parse(adjective)
                if reading.is_known and "ADJF" in reading.tag
            ]
            known += bool(readings)
            if readings and set(declined(adjective)) not in readings:
                unlike.add(adjective)
    assert unlike == UNKNOWN_ADJECTIVES and known >= 30


def test_toml_is_kept_well() -> None:
    """Plain lines of at most 120 characters; every partner names its forms in Ukrainian first."""
    text = (CONFIG / "partners.toml").read_text("utf-8")
    assert "\r" not in text and all(len(line) <= 120 for line in text.splitlines())
    tables = tomllib.loads(text)["partner"]
    assert all(next(iter(table["forms"])) == "uk" for table in tables)
