"""What ``config check`` says of the list of takedowns."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.cli.main import OK, USAGE
from feeds.store.database import open_sqlite
from tests.cli.conftest import Run
from tests.cli.helping import configure
from tests.store.rows import entry, store

LINES = "".join(f'[[takedown]]\nentry = "https://city.example/{number}"\n' for number in (1, 2, 3))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A folder of settings with a list of three."""
    folder = configure(tmp_path / "config", {"lviv": "https://lviv.example/rss"})
    (folder / "takedown.toml").write_text(LINES)
    return folder


def said(run: Run) -> list[str]:
    """What the check says of it."""
    code, out, err = run("config", "check")
    assert (code, err) == (OK, "")
    return [line for line in out.splitlines() if line.startswith(("takedowns", "note"))]


def test_lines_that_match_nothing(run: Run, config: Path, tmp_path: Path) -> None:
    """Each line that names no entry is told by its place, for it may be mistyped."""
    database = open_sqlite(tmp_path / "data" / "visnyk.sqlite")
    store(database, entry(2))
    database.close()
    assert said(run) == [
        "takedowns    3",
        "note         takedown.toml: takedown[1].entry matches no entry",
        "note         takedown.toml: takedown[3].entry matches no entry",
    ]


def test_before_the_first_refresh(run: Run, config: Path, tmp_path: Path) -> None:
    """Where there are no entries yet nothing is missing, and the check makes no database."""
    assert said(run) == ["takedowns    3"]
    assert not (tmp_path / "data").exists()


def test_database_that_cannot_be_read(run: Run, config: Path, tmp_path: Path) -> None:
    """Settings are no worse for a database that cannot be read; the check says why it did not compare."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "visnyk.sqlite").write_text("no database, however one looks at it")
    [count, note] = said(run)
    assert count == "takedowns    3"
    assert note.startswith("note         takedown.toml is not compared with the entries: ")


def test_list_that_is_broken(run: Run, config: Path) -> None:
    """A wrong line is an error, as in every other file of settings."""
    (config / "takedown.toml").write_text("[[takedown]]\n")
    code, out, err = run("config", "check")
    assert (code, out) == (USAGE, "")
    assert err == f"visnyk: {config}/takedown.toml: takedown[1].entry: is missing\n"
