"""``partners list`` and ``partners check``: who the partners are, and what of a text mentions them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from feeds.cli.main import OK, USAGE
from tests.cli.conftest import Run
from tests.cli.helping import ROOT, visnyk

TEXT = "Гості з Лідса стояли на березі Дніпра.\nОлена Миколаєва дякувала: Турку та  Гент допомагають."


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The delivered partners."""
    (tmp_path / "config").mkdir()
    shutil.copy(ROOT / "config" / "partners.toml", tmp_path / "config")
    return tmp_path / "config"


def test_list(config: Path, run: Run) -> None:
    """Each partner is a line with its country and its edition."""
    code, out, err = run("partners", "list")
    assert (code, err) == (OK, "")
    lines = [line.split() for line in out.splitlines()]
    assert len(lines) == 45 and lines[0] == ["PARTNER", "NAME", "COUNTRY", "EDITION"]
    assert ["leeds", "Leeds", "GB", "partner-leeds"] in lines


def test_list_as_json(config: Path, run: Run) -> None:
    """With --json there is one object, in which places are numbers."""
    code, out, _ = run("partners", "list", "--json")
    partners = {one["id"]: one for one in json.loads(out)["partners"]}
    assert code == OK and len(partners) == 44
    assert partners["leeds"] == {
        "id": "leeds", "name": "Leeds", "country": "GB", "latitude": 53.7997, "longitude": -1.5492,
        "edition": "partner-leeds",
    }  # fmt: skip


def test_no_partners(config: Path, run: Run) -> None:
    """Without the file there are none; without its [edition] they have no editions."""
    text = (config / "partners.toml").read_text("utf-8")
    (config / "partners.toml").write_text(text[text.index("[[partner]]") :], "utf-8")
    assert run("partners", "list")[1].splitlines()[1].split() == ["antwerp", "Antwerp", "BE", "none"]
    assert json.loads(run("partners", "list", "--json")[1])["partners"][0]["edition"] is None
    (config / "partners.toml").unlink()
    assert run("partners", "list") == (OK, "no partner is configured\n", "")
    assert run("partners", "check", "Лідс")[1] == "mentioned: no partner\n"


def test_check(config: Path, run: Run) -> None:
    """Each hit is a line: where, what, whom, whether it counts and why; the sum stands at the end."""
    code, out, err = run("partners", "check", TEXT)
    assert (code, err) == (OK, "read as uk\n")
    assert out.splitlines() == [
        "line 1, character 9: Лідса: leeds: counted: “Лідса” is a form of Leeds in uk",
        "line 1, character 32: Дніпра: dnipro: not counted: is something else behind “березі”",
        "line 2, character 7: Миколаєва: mykolaiv: not counted: is a surname here, or may be one",
        "line 2, character 27: Турку: turku: counted: “Турку” is a form of Turku in uk, certain beside another city",
        "line 2, character 37: Гент: ghent: counted: “Гент” is a form of Ghent in uk",
        "mentioned: leeds, turku, ghent",
    ]


def test_check_as_json(config: Path, run: Run) -> None:
    """With --json there is one object with the same, and nothing else."""
    code, out, err = run("partners", "check", "--json", TEXT)
    told = json.loads(out)
    assert (code, err, told["language"], told["partners"]) == (OK, "", "uk", ["leeds", "turku", "ghent"])
    assert [one["counted"] for one in told["mentions"]] == [True, False, False, True, True]
    assert told["mentions"][0] == {
        "start": 8, "end": 13, "text": "Лідса", "partner": "leeds", "form": "Лідса", "counted": True,
        "why": "“Лідса” is a form of Leeds in uk",
    }  # fmt: skip


def test_languages(config: Path, run: Run) -> None:
    """A short text is read by its script, any text as what --language says."""
    assert run("partners", "check", "Leeds")[2] == "read by its script: too short to tell the language\n"
    assert "mentioned: no partner" in run("partners", "check", "--language", "it", "Riga e riga")[1]
    assert "mentioned: riga" in run("partners", "check", "--language", "EN", "Riga e riga")[1]
    code, _, err = run("partners", "check", "--language", "english!", "Leeds")
    assert code == USAGE and "'english!' is no language tag; a tag is like uk, en or en-GB" in err


def test_standard_input(config: Path) -> None:
    """A dash reads from standard input."""
    done = visnyk("--config", config, "partners", "check", "-", "--json", input="Гості з Гента")
    assert done.returncode == OK and json.loads(done.stdout)["partners"] == ["ghent"]


def test_mistake_in_the_file(config: Path, run: Run) -> None:
    """A file that cannot be used is told of in one line."""
    (config / "partners.toml").write_text("[[partner]]\n", "utf-8")
    code, out, err = run("partners", "list")
    assert (code, out) == (USAGE, "") and err.startswith(
        f"visnyk: {config / 'partners.toml'}: partner[1].id: is missing"
    )
