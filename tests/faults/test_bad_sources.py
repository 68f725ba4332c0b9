"""One refresh of good sources among bad ones of every kind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.model import RefreshSummary
from tests.jobs.city import City

from .bad_sites import BAD, FLOOD, GOOD, bad_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Where the whole module looks on."""
    return City(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def refreshed(city: City) -> Iterator[RefreshSummary]:
    """What a refresh of all sources came to; the servers go on."""
    with bad_city(city):
        yield city.run()


every_bad = pytest.mark.parametrize("name", BAD)


@every_bad
def test_error_is_remembered(city: City, refreshed: RefreshSummary, name: str) -> None:
    """A bad source is remembered with its code and one readable line, and reported the same."""
    outcome = next(one for one in refreshed.sources if one.source_id == name)
    state = city.state(name)
    assert (outcome.status, outcome.code, state.error_code, state.failures) == ("failed", *[BAD[name][0]] * 2, 1)
    assert state.last_success is None
    assert state.last_error is not None
    assert state.last_error.isprintable() and len(state.last_error) > 15
    assert outcome.detail


def test_good_ones_are_complete(city: City, refreshed: RefreshSummary) -> None:
    """Good sources bring everything that they have, whatever their neighbours do."""
    outcomes = {one.source_id: (one.status, one.new) for one in refreshed.sources}
    assert [outcomes[name] for name in GOOD] == [("ok", 2), ("ok", 1), ("ok", 20)]
    assert len(city.entries()) == 23
    assert "Новина номер 1 джерела cyrillic" in city.titles()
    assert "windows-1251" in str(city.state("good-cyrillic").warning)


def test_documents_are_published(city: City, refreshed: RefreshSummary) -> None:
    """What the good ones brought is published in spite of the others."""
    assert city.documents()["/editions/all-original.atom"].count(b"<entry") == 23


@pytest.mark.usefixtures("refreshed")
def test_flood_is_cut_off() -> None:
    """Of a gigabyte no more is taken than the limit and what was under way."""
    assert 1_000_000 < FLOOD.sent < 50_000_000


def test_summary_as_a_command(city: City, refreshed: RefreshSummary) -> None:
    """The command ends with 3, names every failure by its code, and leaves those alone that said when to come again."""
    city.write()
    command = [sys.executable, "-m", "feeds.cli", "--config", str(city.config), "--data", str(city.data)]
    done = subprocess.run(
        [*command, "refresh", "--json"], capture_output=True, text=True, timeout=60, check=False,
        cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONWARNINGS": "error"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (3, "")
    summary = json.loads(done.stdout)
    asked_again = {name: code for name, (code, _) in BAD.items() if name not in ("gone", "http-429")}
    assert {name: error["code"] for name, error in summary["errors"].items()} == asked_again
    assert summary["sources"] == {"ok": 0, "unchanged": 3, "failed": len(asked_again), "skipped": 2}
    assert city.state("html").failures == 2
    assert city.state("gone").failures == city.state("http-429").failures == 1
