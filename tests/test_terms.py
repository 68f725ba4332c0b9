"""The termbase of a running service."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

import pytest

from feeds.errors import ConfigError
from feeds.terms import Terms

HEAD = "id,kind,source_language,source,target_language,target\n"
LVIV, ODESA = "lviv,city,uk,Львів,en,Lviv\n", "odesa,city,uk,Одеса,en,Odesa\n"


def ids(terms: Terms) -> list[str]:
    """Of those in force."""
    return [term.id for term in terms.now().terms]


def test_read_again_when_it_changes(tmp_path: Path) -> None:
    """A file that changed, came or went is read again; one that did not is not."""
    terms, path = Terms(tmp_path), tmp_path / "termbase.csv"
    assert ids(terms) == []
    path.write_text(HEAD + LVIV)
    assert ids(terms) == ["lviv"]
    assert terms.now() is terms.now()
    path.write_text(HEAD + LVIV + ODESA)
    assert ids(terms) == ["lviv", "odesa"]
    same_time, fresh = path.stat(), tmp_path / "fresh.csv"
    fresh.write_text(HEAD + LVIV.replace("lviv", "lvov") + ODESA)
    os.utime(fresh, ns=(same_time.st_atime_ns, same_time.st_mtime_ns))
    fresh.replace(path)
    assert ids(terms) == ["lvov", "odesa"]
    path.unlink()
    assert ids(terms) == []


def test_broken_meanwhile(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """While somebody is at work on the file, what was read before holds; it is told once for each state of the file."""
    terms, path = Terms(tmp_path), tmp_path / "termbase.csv"
    path.write_text(HEAD + LVIV)
    before = terms.now()
    path.write_text(HEAD + LVIV + "odesa,town\n")
    with caplog.at_level(logging.WARNING):
        assert terms.now() is terms.now() is before
    [line] = [record.getMessage() for record in caplog.records]
    assert line == f"visnyk: {path}: line 3, column source_language: is empty; the terms that were read before hold"
    path.write_text(HEAD + ODESA)
    assert ids(terms) == ["odesa"]


def test_broken_from_the_beginning(tmp_path: Path) -> None:
    """Where none were ever read it is an error each time, until the file is in order."""
    terms, path = Terms(tmp_path), tmp_path / "termbase.csv"
    path.write_text("nothing")
    for _ in range(2):
        with pytest.raises(ConfigError, match="is missing"):
            terms.now()
    path.write_text(HEAD + LVIV)
    assert ids(terms) == ["lviv"]


def test_threads(tmp_path: Path) -> None:
    """Many threads that look at once all get the same."""
    (tmp_path / "termbase.csv").write_text(HEAD + LVIV)
    terms, found = Terms(tmp_path), []
    threads = [threading.Thread(target=lambda: found.append(terms.now())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1
