"""Rows put into ``termbase.csv`` by the program."""

from __future__ import annotations

import codecs
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.config.terms import load_termbase
from feeds.errors import ConfigError, ReviewError
from feeds.model import NewTerm
from feeds.termfile import script_faults, with_term, without_term
from feeds.translation.terms import Kind, Term

OURS = Path(__file__).parents[1] / "config" / "termbase.csv"
HEAD = "id,kind,source_language,source,target_language,target,forms,note"
RIVNE = NewTerm("Рівне", "Rivne", "uk", "en", "city", forms=("Рівне", "Рівного", "Рівному"), note="обласний центр")


def written(folder: Path, content: str | bytes) -> Path:
    """A termbase."""
    path = folder / "termbase.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def add(path: Path, term: NewTerm = RIVNE) -> str:
    """Put it in; its id."""
    with with_term(path, term) as identity:
        pass
    return identity


def last(path: Path) -> Term:
    """The last term."""
    return load_termbase(path).terms[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{HEAD}\n", "rivne,city,uk,Рівне,en,Rivne,Рівне|Рівного|Рівному,обласний центр\n"),
        (HEAD, "\nrivne,city,uk,Рівне,en,Rivne,Рівне|Рівного|Рівному,обласний центр\n"),
        (
            f"{HEAD.replace(',', ';')}\r\nlviv;city;uk;Львів;en;Lviv;;\r\n",
            "rivne;city;uk;Рівне;en;Rivne;Рівне|Рівного|Рівному;обласний центр\r\n",
        ),
        (
            f"\ufeff{HEAD.replace(',', chr(9))}\r",
            "rivne\tcity\tuk\tРівне\ten\tRivne\tРівне|Рівного|Рівному\tобласний центр\r",
        ),
        (
            "note,target,TARGET_language , source,source_language,id,kind,forms,\r\n",
            "обласний центр,Rivne,en,Рівне,uk,rivne,city,Рівне|Рівного|Рівному,\r\n",
        ),
        (
            f'{HEAD}\nlviv,city,uk,Львів,en,Lviv,,"двоє\nрядків, з комою"\n\n',
            "rivne,city,uk,Рівне,en,Rivne,Рівне|Рівного|Рівному,обласний центр\n",
        ),
    ],
)
def test_a_row_at_the_end(tmp_path: Path, before: str, after: str) -> None:
    """What stands there stays byte for byte; the row has its columns, separators and ends of lines."""
    path = written(tmp_path, before)
    assert add(path) == "rivne"
    assert path.read_bytes() == (before + after).encode()
    assert last(path) == Term("rivne", "Рівне", "Rivne", forms=("Рівне", "Рівного", "Рівному"), note="обласний центр")
    assert os.listdir(tmp_path) == ["termbase.csv"]


def test_all_columns(tmp_path: Path) -> None:
    """Every column of a row can be given; our own termbase takes one more."""
    path = tmp_path / "termbase.csv"
    shutil.copy(OURS, path)
    full = NewTerm(
        "Водна станція", "Water, Station", "uk", "en-GB", "phrase",
        note='“so”, he "said"; x', forms=("водної станції",), allowed=("the Water Station", "Waterside"),
        forbidden=("Aqua station",), forbidden_source=("вадна станція",), unless=("річ*",), any_case=True,
    )  # fmt: skip
    assert add(path, full) == "water-station"
    assert path.read_bytes().startswith(OURS.read_bytes())
    assert last(path) == Term(
        "water-station", "Водна станція", "Water, Station", "uk", "en-GB", ("водної станції",),
        ("the Water Station", "Waterside"), ("Aqua station",), ("вадна станція",), ("річ*",), Kind.PHRASE, True,
        '“so”, he "said"; x',
    )  # fmt: skip


def test_where_there_is_no_file(tmp_path: Path) -> None:
    """It is made, as spreadsheets want it: with a byte order mark and a line that names all columns."""
    path = tmp_path / "termbase.csv"
    add(path)
    assert path.read_bytes().startswith(codecs.BOM_UTF8 + b"id,source_language,source,target_language,target,kind,")
    assert last(path).target == "Rivne"


@pytest.mark.parametrize(
    ("target", "made"),
    [
        ("Rivne", "rivne-3"),
        ("Šiauliai  (the) city", "siauliai-the-city"),
        ("Запоріжжя", "zaporizhzhia"),
        ("Île-de-France", "ile-de-france"),
        ("東京", "term"),
        ("x" * 200, "x" * 58),
    ],
)
def test_ids(tmp_path: Path, target: str, made: str) -> None:
    """An id is made from the target in Latin letters, and is always another one."""
    path = written(tmp_path, f"{HEAD}\nrivne,city,uk,а1,en,b,,\nrivne-2,city,uk,а2,en,b,,\n")
    source, *languages = ("News", "en", "uk") if target == "Запоріжжя" else ("Щось нове", "uk", "en")
    assert add(path, NewTerm(source, target, *languages, "city")) == made


def test_ids_never_meet(tmp_path: Path) -> None:
    """The same target may be given ten times, in ten rows."""
    path = written(tmp_path, HEAD)
    found = [add(path, NewTerm(f"Слово {number}", "y" * 100, "uk", "en", "phrase")) for number in range(12)]
    assert len(set(found)) == 12


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"source": ""}, "source: is empty"),
        ({"target": " \u200b\n"}, "target: "),
        ({"source": "— Рівне"}, "source: “— Рівне” must begin and end with a letter or a digit"),
        ({"kind": "town"}, "kind: “town” is none of city, district"),
        ({"target_language": "uk-UA"}, "target_language: “uk-UA” is the language of the source"),
        ({"source_language": "Ukrainian?"}, r"source_language: “Ukrainian\?” is no language tag"),
        ({"forms": ("Рівне", "Львова")}, r"forms: “Львова” stands in line 2 \(lviv\) too"),
        ({"forms": ("Рівне|Рівного",)}, "forms: has a “|” in it"),
        (
            {"note": '=HYPERLINK("https://bad.example")'},
            "note: begins with “=”, which a spreadsheet takes for a formula",
        ),
        ({"note": " @SUM(1)"}, "note: begins with “@”"),
        ({"note": "x" * 501}, "note: is longer than 500 characters"),
        ({"target": "x" * 201}, "target: is longer than 200 characters"),
        ({"allowed": ("City of Rivne",)}, r"allowed: termbase.csv has no such column; put it into its first line, or"),
        ({"any_case": True}, "match: termbase.csv has no such column"),
    ],
)
def test_what_cannot_be_taken(tmp_path: Path, change: dict[str, object], said: str) -> None:
    """A term that no row can hold is refused with its column and the reason, and the file stays."""
    path = written(tmp_path, f"{HEAD}\nlviv,city,uk,Львів,en,Lviv,Львів|Львова,\n")
    before = path.read_bytes()
    with pytest.raises(ReviewError, match=said.replace("|", r"\|")), with_term(path, replace(RIVNE, **change)):  # type: ignore[arg-type]
        pytest.fail("the block must not run")
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["termbase.csv"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{HEAD}\nlviv,town,uk,Львів,en,Lviv,,\n", "line 2, column kind"),
        ("id,target\n", "line 1, column source_language: is missing"),
        (f'{HEAD}\nlviv,city,uk,"Львів,en,Lviv,,\n', "is no valid CSV"),
        (HEAD.encode() + b"\n\xff\xfe", "is not UTF-8"),
        ("", "is missing"),
    ],
)
def test_a_file_that_is_not_in_order(tmp_path: Path, content: str | bytes, said: str) -> None:
    """To a file that is broken already nothing is added, and the error is one of settings."""
    path = written(tmp_path, content)
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=said), with_term(path, RIVNE):
        pytest.fail("the block must not run")
    assert path.read_bytes() == before


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=TEXTS, target=TEXTS, note=TEXTS, forms=st.lists(TEXTS, max_size=3), mark=st.sampled_from(",;\t"))
def test_whatever_is_given(tmp_path: Path, source: str, target: str, note: str, forms: list[str], mark: str) -> None:
    """Whatever somebody types, the file is in order afterwards, with one row more or none."""
    before = f"{HEAD.replace(',', mark)}\nlviv{mark}city{mark}uk{mark}Львів{mark}en{mark}Lviv{mark}{mark}\n"
    path = written(tmp_path, before)
    try:
        identity = add(path, NewTerm(f"Я{source}я", f"a{target}a", "uk", "en", "phrase", note, tuple(forms)))
    except ReviewError:
        assert path.read_bytes() == before.encode()
    else:
        assert path.read_bytes().startswith(before.encode())
        assert [term.id for term in load_termbase(path).terms] == ["lviv", identity]


# --- out of it ----------------------------------------------------------------------------------------------------

KYIV = 'kyiv;city;uk;Київ;en;Kyiv;;"двоє\r\nрядків; з ""комою"""\r\n'


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_a_row_taken_out(tmp_path: Path, end: str, mark: str) -> None:
    """The lines of a row go, wherever it stands; all else stays byte for byte, blank lines and all."""
    head = HEAD.replace(",", ";") + "\r\n"
    rows = [
        f"lviv;city;uk;Львів;en;Lviv;;{end}",
        f"{KYIV}{end}",
        f' rivne ;city;uk;"Рівне";en;Rivne;;{end}',
        KYIV[:-2],
    ]
    rows[3] = rows[3].replace("kyiv", "stryi").replace("Київ", "Стрий")
    for number, name in enumerate(("lviv", "kyiv", "rivne", "stryi")):
        path = written(tmp_path, (mark + head + "".join(rows)).replace("\r\n", end))
        [term] = [one for one in load_termbase(path).terms if one.id == name]
        with without_term(path, term):
            pass
        left = [*rows[:number], *([end] if name == "kyiv" else []), *rows[number + 1 :]]
        assert path.read_bytes() == (mark + head + "".join(left)).replace("\r\n", end).encode()
        assert name not in {one.id for one in load_termbase(path).terms}


@given(st.integers(0, 10_000))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_row_of_ours(tmp_path: Path, number: int) -> None:
    """Whichever row of our own termbase is taken out, the others are as they were."""
    path = tmp_path / "termbase.csv"
    shutil.copy(OURS, path)
    terms = load_termbase(path).terms
    term = terms[number % len(terms)]
    with without_term(path, term):
        pass
    assert load_termbase(path).terms == tuple(one for one in terms if one is not term)
    old, new = OURS.read_bytes().splitlines(keepends=True), path.read_bytes().splitlines(keepends=True)
    [gone] = [line for line in old if line not in new]
    assert gone.startswith(f"{term.id},".encode()) and [line for line in old if line != gone] == new


def test_in_and_out(tmp_path: Path) -> None:
    """A row that is put in and taken out leaves the file as it was."""
    path = written(tmp_path, f"{HEAD}\nlviv,city,uk,Львів,en,Lviv,,\n")
    before = path.read_bytes()
    add(path)
    with without_term(path, last(path)):
        pass
    assert path.read_bytes() == before


def test_nothing_to_take_out(tmp_path: Path) -> None:
    """What is not there, or reads otherwise by now, is not taken out; neither from a file that is not in order."""
    path = written(tmp_path, f"{HEAD}\n")
    add(path)
    term = last(path)
    for other in (replace(term, id="lviv"), replace(term, note="")):
        with (
            pytest.raises(ReviewError, match=r"has no row “.*” that reads like this any more"),
            without_term(path, other),
        ):
            pass
    with pytest.raises(ReviewError), without_term(tmp_path / "none.csv", term):
        pass
    path.write_text(path.read_text("utf-8") + "broken\n", "utf-8")
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="line 3"), without_term(path, term):
        pass
    assert path.read_bytes() == before


# --- the right way round ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("languages", "source", "target", "forms", "faults"),
    [
        (("uk", "en"), "Харків", "Kharkiv", ("Харкова",), ()),
        (("uk", "en"), "Eurocities", "Eurocities", (), ()),
        (("uk", "en"), "Kharkiv", "Харків", (), ("target",)),
        (("uk", "en-GB"), "Харків", "Kharkіv", (), ("target",)),
        (("en", "uk"), "Харків", "Kharkiv", ("Харкова",), ("source", "forms")),
        (("en", "uk"), "Kharkiv", "Kharkiv", (), ()),
        (("uk", "be"), "Харків", "Харкаў", (), ()),
        (("uk", "ka"), "Київ", "კიевი", (), ()),
    ],
)
def test_the_wrong_way_round(
    tmp_path: Path,
    languages: tuple[str, str],
    source: str,
    target: str,
    forms: tuple[str, ...],
    faults: tuple[str, ...],
) -> None:
    """A language that has no Cyrillic letters is not given any; a Latin name may stand in a Ukrainian text."""
    term = NewTerm(source, target, *languages, "phrase", forms=forms)
    assert script_faults(term) == faults
    if not faults:
        add(tmp_path / "termbase.csv", term)
        return
    with pytest.raises(ReviewError, match=f"{faults[0]}: has Cyrillic letters, and .* has none"):
        add(tmp_path / "termbase.csv", term)
    assert not (tmp_path / "termbase.csv").exists()
