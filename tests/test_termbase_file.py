"""termbase.csv: how it is read, what is said of mistakes in it, and the one that comes with the program."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pymorphy3
import pytest

from feeds.config.terms import load_termbase
from feeds.errors import ConfigError
from feeds.text.forms import declined
from feeds.text.romanise import romanise
from feeds.translation import codes
from feeds.translation.terms import EMPTY, Kind
from tests.translation.evil import CITIES

ROOT = Path(__file__).parents[1]
DELIVERED = ROOT / "config" / "termbase.csv"
FLORES = Path(os.environ.get("VISNYK_SHARED") or ROOT.parent / "shared") / "data" / "flores-uk-en"

HEADER = (
    "id,kind,source_language,source,target_language,target,forms,allowed,forbidden,forbidden_source,unless,match,note"
)
LEEDS = 'leeds,city,uk,Лідс,en,Leeds,Лідс|Лідсі |лідський,"City of Leeds",Lids,Лідз,берег*|по?,exact,a note'


def written(folder: Path, text: str | bytes) -> Path:
    """The file with this text."""
    path = folder / "termbase.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def complaint(folder: Path, text: str | bytes) -> str:
    """What is said of a file that cannot be used, without its path."""
    path = written(folder, text)
    with pytest.raises(ConfigError) as caught:
        load_termbase(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_row(tmp_path: Path) -> None:
    """Every column arrives where it belongs."""
    [term] = load_termbase(written(tmp_path, f"{HEADER}\n{LEEDS}\n")).terms
    assert (term.id, term.kind, term.source, term.target) == ("leeds", Kind.CITY, "Лідс", "Leeds")
    assert (term.source_language, term.target_language) == ("uk", "en")
    assert term.forms == ("Лідс", "Лідсі", "лідський")
    assert (term.allowed, term.forbidden, term.forbidden_source) == (("City of Leeds",), ("Lids",), ("Лідз",))
    assert (term.unless, term.any_case, term.note) == (("берег*", "по?"), False, "a note")


def test_always_wrong(tmp_path: Path) -> None:
    """A mark behind a forbidden spelling says that it is wrong whatever the source says."""
    [term] = load_termbase(written(tmp_path, f"{HEADER}\n{LEEDS.replace(',Lids,', ',Lids!|Leads,')}\n")).terms
    assert (term.forbidden, term.wrong, term.always_wrong) == (("Lids!", "Leads"), ("Lids", "Leads"), {"Lids"})


def test_no_file_means_no_terms(tmp_path: Path) -> None:
    """The file may be missing, and hold nothing but its first line."""
    assert load_termbase(tmp_path / "termbase.csv") is EMPTY
    assert not load_termbase(written(tmp_path, HEADER + "\n"))


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + f"{HEADER}\n{LEEDS}\n",
        f"{HEADER}\r\n{LEEDS}\r\n",
        f"{HEADER}\n\n{LEEDS}\n,,,,,,,,,,,,\n",
        f"{HEADER}\n{LEEDS}".replace(",", ";"),
        f"{HEADER}\n{LEEDS}".replace(",", "\t"),
        f"{HEADER.upper()}\n{LEEDS},,,\n",
    ],
    ids=["bom", "crlf", "empty-lines", "semicolons", "tabs", "capitals"],
)
def test_what_spreadsheets_write(tmp_path: Path, text: str) -> None:
    """A byte order mark, other line ends, semicolons, empty rows and cells are what spreadsheets make of it."""
    assert load_termbase(written(tmp_path, text)).terms == load_termbase(written(tmp_path, f"{HEADER}\n{LEEDS}")).terms


def test_columns_may_be_left_out(tmp_path: Path) -> None:
    """Six columns are needed, in any order, and rows may end early."""
    text = "kind,id,source,source_language,target,target_language,note\noffice,mayor,мер,uk,mayor,en\n"
    [term] = load_termbase(written(tmp_path, text)).terms
    assert (term.kind, term.id, term.source, term.target, term.note) == (Kind.OFFICE, "mayor", "мер", "mayor", "")


MISTAKES = {
    "": "line 1, column id: is missing; the first line names the columns",
    "id,source\n": "line 1, column source_language: is missing; the first line names the columns",
    f"{HEADER},forbiden\n": "line 1, column forbiden: is unknown; known are id, source_language",
    f"{HEADER},note\n": "line 1, column note: is there twice",
    f"{HEADER}\n{LEEDS}\n{LEEDS}\n": "line 3, column id = 'leeds': is used in line 2 too; ids must be unique",
    f"{HEADER}\n{LEEDS.replace(',Leeds,', ',,')}": "line 2, column target: is empty",
    f"{HEADER}\n{LEEDS.replace(',Лідс,', ',,')}": "line 2, column source: is empty",
    f"{HEADER}\n{LEEDS.replace('leeds', 'Leeds!')}": "line 2, column id = 'Leeds!': is no id: small Latin letters",
    f"{HEADER}\n{LEEDS.replace(',city,', ',town,')}": "line 2, column kind = 'town': is none of city, district",
    f"{HEADER}\n{LEEDS.replace(',en,', ',english!,')}": "line 2, column target_language = 'english!': is no language",
    f"{HEADER}\n{LEEDS.replace(',en,', ',uk-UA,')}": "line 2, column target_language = 'uk-UA': is the language of the",
    f"{HEADER}\n{LEEDS.replace(',exact,', ',whole,')}": "line 2, column match = 'whole': is neither exact nor any",
    f"{HEADER}\n{LEEDS.replace('Лідсі', '«Лідсі»')}": "line 2, column forms = '«Лідсі»': must begin and end with",
    f"{HEADER}\n{LEEDS.replace(',Лідс,', ',—,')}": "line 2, column source = '—': must begin and end with a letter",
    f"{HEADER}\n{LEEDS.replace(',Lids,', ',Lids!!,')}": "line 2, column forbidden = 'Lids!': must begin and end with",
    f"{HEADER}\n{LEEDS.replace('берег*', 'на березі')}": "line 2, column unless = 'на березі': is no word, with",
    f"{HEADER}\n{LEEDS},,,x": "line 2: has more cells than the first line; put quotes around a cell",
    f'{HEADER}\n{LEEDS},"open': "line 2: is no valid CSV: unexpected end of data",
    f'{HEADER}\n"{LEEDS}': "line 2: is no valid CSV: ',' expected after",
    f"{HEADER}\n{LEEDS}\n{LEEDS.replace('leeds', 'other').replace('Лідс|', '')}": (
        "line 3, column forms = 'Лідс': stands in line 2 (leeds) too; a form belongs to one row"
    ),
    f'{HEADER}\n"two\nlines",x\n': "line 2, column source_language: is empty",
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.items())
def test_mistakes(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong is said with line, column, value and reason, on one line."""
    assert complaint(tmp_path, text).startswith(message)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    """A cell of two lines does not shift the numbers."""
    two = LEEDS.replace("a note", '"a\nnote"')
    assert complaint(tmp_path, f"{HEADER}\n{two}\n{LEEDS}").startswith("line 4, column id")


def test_not_utf8(tmp_path: Path) -> None:
    """A file in another encoding is refused with what to do about it, and so is a folder."""
    said = complaint(tmp_path, f"{HEADER}\n{LEEDS}".encode("cp1251"))
    assert said.startswith("is not UTF-8 at byte 1") and said.endswith("; save it as “CSV UTF-8”")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load_termbase(tmp_path / "folder")


# --- the delivered file -------------------------------------------------------------------------------------------


def test_delivered_file() -> None:
    """It has cities, districts, departments, offices and phrases, well above a hundred rows."""
    base = load_termbase(DELIVERED)
    kinds = Counter(term.kind for term in base.terms)
    assert len(base.terms) >= 120
    assert kinds[Kind.CITY] >= 70 and kinds[Kind.DISTRICT] >= 9
    assert min(kinds[kind] for kind in (Kind.DEPARTMENT, Kind.OFFICE, Kind.PHRASE)) >= 10
    targets = {term.id: term.target for term in base.terms}
    assert {city: targets[city] for city in CITIES} == CITIES
    assert sum(term.target.endswith(" district") for term in base.terms) == 9


def test_delivered_file_is_kept_well() -> None:
    """Plain lines without a byte order mark; nothing is both allowed and forbidden; names of Ukraine are romanised by
    the national system."""
    assert b"\r" not in DELIVERED.read_bytes() and not DELIVERED.read_bytes().startswith(b"\xef\xbb\xbf")
    with DELIVERED.open(encoding="utf-8", newline="") as file:
        assert all(None not in row and None not in row.values() for row in csv.DictReader(file))
    for term in load_termbase(DELIVERED).terms:
        assert not {word.lower() for word in term.approved} & {word.lower() for word in term.wrong}, term.id
        assert not set(term.forms) & set(term.forbidden_source), term.id
    ukrainian = list(CITIES)[list(CITIES).index("kyiv") :]
    terms = {term.id: term for term in load_termbase(DELIVERED).terms}
    assert [terms[city].target for city in ukrainian] == [romanise(terms[city].source) for city in ukrainian]


@pytest.fixture(scope="module")
def dictionary() -> pymorphy3.MorphAnalyzer:
    """pymorphy3's analyser with its Ukrainian dictionary."""
    return pymorphy3.MorphAnalyzer(lang="uk")


def test_the_demo_has_some_of_them() -> None:
    """Row by row the same: the desk of the demo has hints too."""
    rows = set(DELIVERED.read_text("utf-8").splitlines())
    demo = (ROOT / "config" / "demo" / "termbase.csv").read_text("utf-8").splitlines()
    assert len(demo) > 5 and set(demo) <= rows


def test_forms_are_those_of_a_dictionary(dictionary: pymorphy3.MorphAnalyzer) -> None:
    """Cities have the cases that a dictionary gives them, and who lives there is declined as it does."""
    terms = {term.id: term for term in load_termbase(DELIVERED).terms}
    for city in ("kramatorsk", "kremenchuk", "donetsk", "luhansk", "simferopol", "sevastopol", "nikopol", "melitopol"):
        term = terms[city]
        forms = {form.text.lower() for form in term.source_forms() if not form.adjective}
        lexemes = [
            {form.word for form in parse.lexeme if "plur" not in form.tag}
            for parse in dictionary.parse(term.source)
            if parse.normal_form == term.source.lower()
        ]
        # A dictionary may leave out a vocative and a second dative.
        assert any(lexeme <= forms and len(forms - lexeme) <= 2 for lexeme in lexemes), city
    cities = [term for term in terms.values() if term.kind is Kind.CITY]
    people = [form for term in cities for form in term.forms if form.islower() and not form.endswith("ий")]
    known = 0
    for word in people:
        lexemes = [
            {form.word for form in parse.lexeme}
            for parse in dictionary.parse(word)
            if parse.normal_form == word and parse.is_known and "Surn" not in parse.tag and len(parse.lexeme) > 2
        ]
        known += bool(lexemes)
        forms = set(declined(word))
        assert len(forms) >= 6, word
        assert not lexemes or any(lexeme <= forms and len(forms - lexeme) <= 2 for lexeme in lexemes), word
    assert known >= 20


@pytest.mark.parametrize(
    ("unit", "right"),
    [
        ("У Салтівському районі Харкова оголошено повітряну тривогу", ["saltivskyi", "kharkiv", "air-raid-alert"]),
        ("Відбій повітряної тривоги", ["all-clear"]),
        ("Пункти незламності в Київському районі", ["invincibility-point", "kyivskyi"]),
        ("Комендантська година; гуманітарний штаб; тролейбуси", ["curfew", "humanitarian-hq", "trolleybus"]),
        ("Заступник міського голови Ігоря Терехова", ["deputy-mayor", "ihor-terekhov"]),
        ("На берегах Дніпра й у Дніпрі", ["dnipro"]),
        ("Орден Богдана Хмельницького", []),
        ("Пам'ятник Хмельницькому", []),
        ("вул. Полтавський Шлях, вул. Сумська, просп. Героїв Харкова", ["kharkiv"]),
    ],
)
def test_delivered_terms_are_found(unit: str, right: list[str]) -> None:
    """Districts, alerts, offices and persons are known in running text, and lookalikes for what they are."""
    hits = load_termbase(DELIVERED).hits(unit, "uk", "en")
    assert [hit.id for hit in hits] == right
    assert all(hit.certain for hit in hits) or "Героїв Харкова" in unit


@pytest.mark.skipif(not FLORES.is_dir(), reason=f"the sentences are not at {FLORES}")
def test_hardly_a_false_warning_on_other_text() -> None:
    """Good translations of a thousand sentences about anything get no warnings but for names that are wrong in them."""
    base = load_termbase(DELIVERED)

    def lines(name: str) -> list[str]:
        text = (FLORES / f"dev.{name}").read_text("utf-8")
        return [codes.normalise(codes.escape(line)) for line in text.splitlines()]

    for name in ("en", "google.en", "microsoft.en"):
        pairs = list(zip(lines("uk"), lines(name), strict=True))
        warned = [base.check(unit, answer, "uk", "en") for unit, answer in pairs]
        # "Bolonia" for Bologna in two sentences of the English original is a mistake indeed.
        assert sum(map(bool, warned)) <= 2, name
        mended = [base.repaired(unit, answer, "uk", "en") for unit, answer in pairs]
        changed = [(old, new) for (_, old), new in zip(pairs, mended, strict=True) if old != new]
        assert all(old.replace("Bolonia", "Bologna") == new for old, new in changed), name
