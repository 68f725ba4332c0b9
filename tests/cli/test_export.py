"""``export``: the published documents as files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from feeds.cli.files import replace_file
from feeds.cli.main import NOTHING_WORKED, OK, USAGE
from feeds.errors import VisnykError
from tests.cli.conftest import Run
from tests.cli.helping import City, configure

PATHS = {"editions/all-en.atom", "editions/all-en.rss", "editions/all-en.json", "subscriptions.opml", "healthz"}


def files(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder``."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_same_paths_as_served(city: City, run: Run, tmp_path: Path) -> None:
    """Every published document is a file at the path it is served at; what else is in the folder stays."""
    configure(tmp_path / "config", {"lviv": city.feed("/a")})
    run("refresh")
    out = tmp_path / "out"
    out.mkdir()
    (out / "index.html").write_text("ours")
    assert run("export", out) == (OK, f"{out}: 5 files, 5 written\n", "")
    assert set(files(out)) == {*PATHS, "index.html"}
    assert json.loads((out / "healthz").read_text())["status"] == "ok"
    assert len(json.loads((out / "editions/all-en.json").read_text("utf-8"))["items"]) == 2


def test_second_time_nothing_is_written(city: City, run: Run, tmp_path: Path) -> None:
    """A file whose bytes are the same is not touched; one that differs is replaced."""
    configure(tmp_path / "config", {"lviv": city.feed("/a")})
    run("refresh")
    out = tmp_path / "out"
    run("export", out)
    before = {path: (out / path).stat().st_mtime_ns for path in PATHS}
    assert json.loads(run("export", out, "--json")[1]) == {"files": 5, "written": 0}
    assert {path: (out / path).stat().st_mtime_ns for path in PATHS} == before
    (out / "subscriptions.opml").write_text("damaged")
    assert json.loads(run("export", out, "--json")[1]) == {"files": 5, "written": 1}


def test_before_the_first_refresh(run: Run, tmp_path: Path) -> None:
    """Without news the documents are there and empty, and healthz says so."""
    configure(tmp_path / "config", {})
    assert run("export", tmp_path / "out")[0] == OK
    health = json.loads((tmp_path / "out/healthz").read_text())
    assert (health["status"], health["last_refresh"], health["sources"]["total"]) == ("empty", None, 0)


def test_replacing_is_one_step(tmp_path: Path) -> None:
    """Whoever has the old file open goes on reading it whole; nothing half-written is ever at the path."""
    path = tmp_path / "feed.atom"
    path.write_bytes(b"old and whole")
    with path.open("rb") as reader:
        assert replace_file(path, b"new") is True
        assert reader.read() == b"old and whole"
    assert files(tmp_path) == {"feed.atom": b"new"}
    assert replace_file(path, b"new") is False


def test_no_half_files_after_a_failure(tmp_path: Path) -> None:
    """If a file cannot be put in its place, the error names it and nothing new is left lying about."""
    (tmp_path / "feed.atom" / "inside").mkdir(parents=True)
    with pytest.raises(VisnykError, match=r"feed\.atom: cannot be written: Is a directory"):
        replace_file(tmp_path / "feed.atom", b"new")
    assert os.listdir(tmp_path) == ["feed.atom"]


def test_folder_that_is_a_file(run: Run, tmp_path: Path) -> None:
    """A FOLDER that is a file is a mistake of usage; one that cannot be made is named with the reason."""
    configure(tmp_path / "config", {})
    (tmp_path / "file").touch()
    assert run("export", tmp_path / "file")[0] == USAGE
    code, _, err = run("export", tmp_path / "file" / "below")
    assert code == NOTHING_WORKED
    assert err.count("\n") == 1
    assert "cannot be written: Not a directory" in err
