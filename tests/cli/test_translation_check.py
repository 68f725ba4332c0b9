"""``translation check``: pairs in a file, and what the checks say of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.cli.main import OK, USAGE
from tests.cli.conftest import Run
from tests.cli.helping import configure, visnyk

LINES = (
    "Мер Харкова відкрив 5 шкіл\tThe mayor of Kharkiv opened 5 schools",
    "Мер відкрив 5 шкіл\tThe mayor opened 6 schools",
    "Мер <b>відкрив</b> 5 шкіл\tThe mayor opened 5 schools",
    "Немає перекладу",
    "R&D: 3 < 5, так\tR&D: 3 < 5, yes",
)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Five lines: two good ones, a warning, a code lost, no pair."""
    configure(tmp_path / "config", {})
    path = tmp_path / "pairs.tsv"
    path.write_text("\r\n".join(LINES) + "\r\n", "utf-8-sig")
    return path


def test_lines_for_people(pairs: Path, run: Run) -> None:
    """What is not ok is a line each, with a sum at the end; the exit code is 0 whatever the verdicts."""
    code, out, err = run("translation", "check", pairs)
    assert (code, err) == (OK, "")
    assert out.splitlines() == [
        "line 2: warning: number: 5 of the original is not in the answer; 6 is not in the original",
        "line 3: fatal: codes: <b> (and 1 more) of the original is lost",
        "line 4: fatal: format: the line has no tab: a line is the original, one tab, the translation",
        "5 lines: 2 ok, 1 warned, 2 refused",
    ]


def test_objects_for_programs(pairs: Path, run: Run) -> None:
    """With --json there is one object for each line, and nothing else."""
    code, out, err = run("translation", "check", "--json", pairs)
    assert (code, err) == (OK, "")
    found = [json.loads(line) for line in out.splitlines()]
    assert [one["line"] for one in found] == [1, 2, 3, 4, 5]
    assert [one["verdict"] for one in found] == ["ok", "warning", "fatal", "fatal", "ok"]
    assert found[0] == {"line": 1, "verdict": "ok", "findings": []}
    assert found[1]["findings"] == [
        {"check": "number", "message": "5 of the original is not in the answer; 6 is not in the original"}
    ]


def test_standard_input(pairs: Path, tmp_path: Path) -> None:
    """A dash reads from standard input."""
    folders = ("--config", tmp_path / "config", "--data", tmp_path / "data")
    done = visnyk(*folders, "translation", "check", "-", "--json", input=pairs.read_text("utf-8"))
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (OK, "", 5)


def test_languages(pairs: Path, run: Run) -> None:
    """--from and --to name other languages than the main ones; what is no tag is a mistake of usage."""
    pairs.write_text("The mayor opened 5 schools\tМер відкрив 6 шкіл\n", "utf-8")
    assert "number" in run("translation", "check", "--from", "en", "--to", "uk", pairs)[1]
    assert "language" in run("translation", "check", pairs)[1]
    code, _, err = run("translation", "check", "--to", "Klingon!", pairs)
    assert code == USAGE and "no language tag" in err


def test_the_termbase_applies(pairs: Path, run: Run, tmp_path: Path) -> None:
    """A name that the configured termbase forbids is a warning."""
    (tmp_path / "config" / "termbase.csv").write_text(
        "id,source_language,source,target_language,target,kind,forbidden\nkyiv,uk,Київ,en,Kyiv,city,Kiev\n", "utf-8"
    )
    pairs.write_text("Мер прибув у Київ\tThe mayor came to Kiev\n", "utf-8")
    code, out, _ = run("translation", "check", pairs)
    assert code == OK and "warning: name: " in out and "1 warned" in out


def test_files_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    """A file that is not there, or a folder, is exit code 2 and a line that says so."""
    configure(tmp_path / "config", {})
    for path in (tmp_path / "nowhere.tsv", tmp_path):
        code, _, err = run("translation", "check", path)
        assert code == USAGE and str(path) in err and "Traceback" not in err


def test_a_file_that_breaks_off(pairs: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there and cannot be read is exit code 2 with the reason."""

    def broken(_path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", broken)
    monkeypatch.setattr("feeds.cli.translation.load_termbase", lambda _path: None)
    code, _, err = run("translation", "check", pairs)
    assert code == USAGE and "cannot be read: Input/output error" in err
