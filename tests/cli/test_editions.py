"""``editions list``, ``preview`` and ``why``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.cli.main import NOTHING_WORKED, OK, USAGE
from tests.cli.conftest import Run
from tests.cli.helping import City, configure

EDITIONS = """
[[edition]]
id = "all"
title = "All"
language = "original"
sources = ["*"]
limit = 3

[[edition]]
id = "second"
title = "With the word that is needed"
language = "en"
need = ["новина 2", "новина 7"]
refuse = ["новина 7"]
"""
PARTNERS = """
[edition]
title = "News for {name}"

[[partner]]
id = "leeds"
name = "Leeds"
country = "GB"
latitude = 53.8
longitude = -1.5
[partner.forms]
uk = ["Лідс", "Лідсі"]
en = ["Leeds"]
"""


@pytest.fixture
def gathered(city: City, run: Run, tmp_path: Path) -> Path:
    """Eight entries, gathered and published in three editions."""
    city.feed("/a", 8)
    status, headers, body = city.answers["/a"]
    city.answers["/a"] = status, headers, body.replace("Новина 5".encode(), "Новина 5 з Лідсі".encode())
    config = configure(tmp_path / "config", {"lviv": city.url + "/a"})
    (config / "editions.toml").write_text(EDITIONS, "utf-8")
    (config / "partners.toml").write_text(PARTNERS, "utf-8")
    assert run("refresh")[0] == OK
    assert run("export", tmp_path / "site")[0] == OK  # whose archives have everything
    return config


def key_of(run: Run, title: str) -> str:
    """The key of the entry with this title, as a page names it."""
    items = json.loads(run("editions", "preview", "partner-leeds", "--json")[1])["entries"]
    (url,) = [one["url"] for one in items if one["title"].startswith(title)]
    return str(url).rpartition("/")[2]


def test_list(gathered: Path, run: Run) -> None:
    """Each edition is a line: mode, how much is in the feed and in the archive, and its address."""
    code, out, err = run("editions", "list")
    lines = [line.split(maxsplit=3) for line in out.splitlines()]
    assert (code, err) == (OK, "")
    assert [line[:3] for line in lines[1:]] == [
        ["all", "original", "3"],
        ["second", "en", "1"],
        ["partner-leeds", "en", "8"],
    ]
    assert lines[1][3].split() == ["5", "pages", "http://127.0.0.1:8000/editions/all.atom"]
    found = json.loads(run("editions", "list", "--json")[1])["editions"]
    assert found[1] == {
        "id": "second", "title": "With the word that is needed", "language": "en", "entries": 1, "pages": 0,
        "url": "http://127.0.0.1:8000/editions/second.atom",
    }  # fmt: skip


def test_none(run: Run, tmp_path: Path) -> None:
    """Without editions a line says so."""
    config = configure(tmp_path / "config", {})
    (config / "editions.toml").write_text("", "utf-8")
    assert run("editions", "list") == (OK, "", "No edition is configured: see editions.toml.\n")


def test_preview(gathered: Path, run: Run) -> None:
    """A partner's news stands first, the rest newest first; nothing is published."""
    code, out, err = run("editions", "preview", "partner-leeds")
    titles = [line.split(maxsplit=3)[3] for line in out.splitlines() if line.startswith("2026")]
    assert (code, titles[:3]) == (OK, ["Новина 5 з Лідсі", "Новина 8", "Новина 7"])
    assert "lviv; Leeds" in out.replace("Lviv", "lviv") and err.startswith("8 entries; ")


def test_preview_of_other_settings(gathered: Path, run: Run) -> None:
    """Settings that nobody has published with are tried out on a copy: words that they name first are found."""
    text = (gathered / "editions.toml").read_text("utf-8")
    (gathered / "editions.toml").write_text(
        text + "\n[[edition]]\nid = 'third'\ntitle = 'T'\nneed = ['новина 3']\n", "utf-8"
    )
    found = json.loads(run("editions", "preview", "third", "--json")[1])["entries"]
    assert [one["title"] for one in found] == ["Новина 3"]
    (gathered / "editions.toml").write_text(text, "utf-8")
    assert [one["id"] for one in json.loads(run("editions", "list", "--json")[1])["editions"]][-1] == "partner-leeds"


def test_preview_of_none(gathered: Path, run: Run) -> None:
    """An edition that there is not is an error that names those that there are."""
    code, _, err = run("editions", "preview", "other")
    assert code == USAGE
    assert err.endswith("editions.toml: no edition 'other'; known: all, second, partner-leeds\n")


def test_why(gathered: Path, run: Run) -> None:
    """Of each edition: whether it has an entry, where, and why or why not; and what was found in its words."""
    code, out, _ = run("editions", "why", key_of(run, "Новина 5"))
    lines = out.splitlines()
    assert code == OK and lines[0].endswith("lviv  Новина 5 з Лідсі")
    assert lines[1].split(maxsplit=2) == ["all", "yes", "on page 5 of the archive"]
    assert lines[2].split(maxsplit=2)[:2] == ["second", "no"] and "none of the words" in lines[2]
    assert lines[3].endswith("number 1 in the feed; it mentions leeds, so it stands first")
    assert any(line.startswith("partner leeds: yes: ") and "Лідсі" in line for line in lines)
    found = json.loads(run("editions", "why", key_of(run, "Новина 7"), "--json")[1])
    assert [one["taken"] for one in found["editions"]] == [True, False, True]


def test_why_not_any_more(gathered: Path, run: Run) -> None:
    """Of what was taken down every edition says so."""
    key = key_of(run, "Новина 8")
    (gathered / "takedown.toml").write_text(f'[[takedown]]\nentry = "{key}"\n', "utf-8")
    code, out, _ = run("editions", "why", key)
    assert code == OK and out.count("it was taken down on") == 3
    assert run("editions", "why", "ffff")[0] == NOTHING_WORKED
