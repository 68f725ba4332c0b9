"""``translation explain``: where every word of a translation comes from."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from feeds.cli.main import NOTHING_WORKED, OK
from tests.cli.conftest import Run
from tests.cli.helping import City, configure

TERMS = "id,source_language,source,target_language,target,kind,forms\nlviv,uk,Львів,en,Lviv,city,Львова\n"


@pytest.fixture
def key(city: City, run: Run, tmp_path: Path) -> str:
    """An entry whose text the engine leaves as it is, with a term in its title."""
    city.feed("/a", 1)
    status, headers, body = city.answers["/a"]
    body = body.replace("Новина 1".encode(), "Новини Львова".encode()).replace("Текст".encode(), "Погода".encode())
    city.answers["/a"] = (status, headers, body)
    configure(tmp_path / "config", {"lviv": f"{city.url}/a"}, engine=city.url)
    (tmp_path / "config" / "termbase.csv").write_text(TERMS, "utf-8")
    run("refresh")
    [entry] = json.loads(run("review", "list", "--json")[1])["entries"]
    found: str = entry["key"]
    return found


def test_for_people(key: str, run: Run) -> None:
    """The entry's state, reason, attempts and next try come first, then every unit with its terms."""
    code, out, err = run("translation", "explain", key)
    lines = out.splitlines()
    assert (code, err) == (OK, "Times are those of Europe/Kyiv.\n")
    assert lines[:2] == [f"{key}  lviv  2026-03-02 10:01", "Новини Львова"]
    assert lines[2].startswith("partial by libretranslate, 2")
    assert lines[3].startswith("reason: libretranslate: ")
    assert lines[4].startswith("attempts: 1, next try: 2")
    assert lines[6].startswith("1  title: libretranslate")
    assert lines[7:10] == ["   uk  Новини Львова", "   en  News of Lviv", "   terms: Львів = Lviv"]
    assert lines[11].startswith("2  content: not translated: libretranslate: ")


def test_whole_and_corrected(key: str, run: Run) -> None:
    """A whole translation says since when, and when it was put right."""
    run("review", "fix", key, "2", "The weather on day 1")
    run("review", "fix", key, "2", "The weather of day 1")
    out = run("translation", "explain", key)[1]
    assert "\nfirst whole: 2" in out and "reason:" not in out and "attempts:" not in out
    assert json.loads(run("translation", "explain", key, "--json")[1])["landed"]


def test_for_programs(key: str, run: Run) -> None:
    """The same as one object."""
    code, out, err = run("translation", "explain", key, "--to", "en", "--json")
    found = json.loads(out)
    assert (code, err) == (OK, "")
    assert list(found) == [
        "entry", "source", "title", "language", "to", "state", "engine", "reason", "attempts", "updated", "landed",
        "corrected", "next_try", "units",
    ]  # fmt: skip
    assert (found["entry"], found["state"], found["attempts"], found["landed"]) == (key, "partial", 1, None)
    title, text = found["units"]
    assert datetime.fromisoformat(title.pop("made")).tzinfo is not None
    assert title == {
        "number": 1, "where": "title", "source": "Новини Львова", "translation": "News of Lviv",
        "origin": "libretranslate", "version": title["version"], "author": None, "terms": ["Львів = Lviv"],
        "findings": [], "reason": None,
    }  # fmt: skip
    assert (text["translation"], text["reason"], text["made"]) == (None, found["reason"], None)


def test_nothing_tried_yet(city: City, run: Run, tmp_path: Path) -> None:
    """An entry that nobody has looked at says so."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", 1)})
    (tmp_path / "config" / "visnyk.toml").write_text(
        '[site]\ntitle = "x"\n[http]\nallow_private = ["127.0.0.0/8"]\ndelay = 0\n[translation]\nengines = []\n',
        "utf-8",
    )
    run("refresh")
    run("export", tmp_path / "out")
    [item] = json.loads((tmp_path / "out/editions/all-en.json").read_text("utf-8"))["items"]
    code, out, _ = run("translation", "explain", item["url"])
    assert (code, "\nno translation was tried yet\n" in out, "not translated: nobody was asked yet" in out) == (
        OK, True, True,
    )  # fmt: skip
    assert json.loads(run("translation", "explain", item["url"], "--json")[1])["updated"] is None


def test_no_such_entry(key: str, run: Run) -> None:
    """An entry that there is not is one line."""
    code, _, err = run("translation", "explain", "0" * 16)
    assert (code, err) == (NOTHING_WORKED, f"visnyk: no entry begins with '{'0' * 16}'\n")
