"""``memory import|export|stats``: the translation memory as a file."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from feeds.cli.main import NOTHING_WORKED, OK, USAGE
from feeds.service import now
from feeds.store.database import open_sqlite
from feeds.store.memory import memory_units, remember
from feeds.store.spending import note_saved, reserve
from feeds.translation.memory import HUMAN, MemoryUnit
from tests.cli.conftest import Run
from tests.cli.helping import City, configure, visnyk
from tests.store.rows import NOON

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="block" o-tmf="x" adminlang="en"
srclang="uk" datatype="html"/><body>
<tu><tuv xml:lang="uk"><seg>Новина 1</seg></tuv><tuv xml:lang="en"><seg>Story one</seg></tuv></tu>
<tu><tuv xml:lang="uk"><seg>Новина 2</seg></tuv><tuv xml:lang="en"><seg>Story two</seg></tuv></tu>
%s</body></tmx>
"""
ENGLISH_ONLY = '<tu><tuv xml:lang="en"><seg>Alone</seg></tuv></tu>\n'


@pytest.fixture
def tmx(tmp_path: Path) -> Path:
    """Two units of a person."""
    configure(tmp_path / "config", {})
    path = tmp_path / "memory.tmx"
    path.write_text(TMX % "", "utf-8")
    return path


def test_round_trip(tmx: Path, run: Run, tmp_path: Path) -> None:
    """What was exported is imported without a change, and exports to the same bytes."""
    assert run("memory", "import", tmx)[:2] == (OK, "2 units read, 2 new or changed, 0 left out\n")
    first, second = tmp_path / "first.tmx", tmp_path / "new" / "second.tmx"
    assert run("memory", "export", first)[:2] == (OK, f"{first}: 2 units\n")
    assert run("memory", "import", first)[1] == "2 units read, 0 new or changed, 0 left out\n"
    assert run("memory", "export", second)[0] == OK
    assert first.read_bytes() == second.read_bytes()


def test_standard_input_and_output(tmx: Path, tmp_path: Path) -> None:
    """A dash reads from standard input and writes to standard output, where nothing but TMX comes."""
    folders = ("--config", tmp_path / "config", "--data", tmp_path / "data")
    read = visnyk(*folders, "memory", "import", "-", "--json", input=tmx.read_text("utf-8"))
    assert (read.returncode, json.loads(read.stdout)) == (OK, {"read": 2, "changed": 2, "left_out": 0}), read.stderr
    written = visnyk(*folders, "memory", "export", "-")
    assert (written.returncode, written.stderr) == (OK, "")
    assert written.stdout.startswith("<?xml")
    assert written.stdout.count("<seg>") == 4


def test_a_human_wins(tmx: Path, city: City, run: Run, tmp_path: Path) -> None:
    """Imported units stand before an engine's in the editions, and cost no request."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", 2)}, engine=city.url)
    run("memory", "import", tmx)
    run("refresh")
    run("export", tmp_path / "out")
    titles = [item["title"] for item in json.loads((tmp_path / "out/editions/all-en.json").read_text("utf-8"))["items"]]
    assert titles == ["Story two", "Story one"]
    _, out, _ = run("memory", "stats")
    assert out.splitlines()[:2] == [
        "uk → en  human           2 units  16 characters",
        "uk → en  libretranslate  2 units  28 characters",
    ]


def test_stats(tmx: Path, run: Run) -> None:
    """The figures are the same for people and for scripts; an empty memory says so."""
    nothing = {"units": 0, "characters": 0}
    saved = {"today": nothing, "month": nothing, "ever": nothing}
    assert run("memory", "stats")[:2] == (OK, "the memory is empty\n")
    assert json.loads(run("memory", "stats", "--json")[1]) == {"units": 0, "rows": [], "saved": saved, "engines": []}
    run("memory", "import", tmx)
    row = {"source": "uk", "target": "en", "origin": "human", "units": 2, "characters": 16}
    found = json.loads(run("memory", "stats", "--json")[1])
    assert found == {"units": 2, "rows": [row], "saved": saved, "engines": []}
    assert run("memory", "stats")[1] == "uk → en  human  2 units  16 characters\n"


@pytest.fixture
def spent(tmp_path: Path) -> None:
    """A month of requests, today's among them, to an engine of now and to one of before."""
    settings = configure(tmp_path / "config", {}, engine="http://127.0.0.1:9/") / "visnyk.toml"
    settings.write_text(settings.read_text("utf-8") + "characters_per_day = 500_000\n", "utf-8")
    today = now().date()
    database = open_sqlite(tmp_path / "data" / "visnyk.sqlite")
    with database.write() as connection:
        reserve(connection, "libretranslate", 2, 30, 4000, today, None, None)
        reserve(connection, "libretranslate", 1, 5, 1000, today.replace(year=2020), None, None)
        reserve(connection, "deepl", 1, 1, 70, today.replace(year=2020), None, None)
        note_saved(connection, 12, 1500, today)
    database.close()


def test_what_was_saved_and_sent(spent: None, run: Run) -> None:
    """People see what the memory saved and what each engine was sent, today, this month and in all, beside its cap."""
    first, empty, *table = run("memory", "stats")[1].splitlines()
    assert (first, empty) == ("the memory is empty", "")
    saved = "12 units, 1,500 characters"
    assert [re.split(" {2,}", line) for line in table] == [
        ["", "today", "this month", "in all"],
        ["saved by the memory", saved, saved, saved],
        [
            "sent to deepl", "0 requests, 0 characters", "0 requests, 0 of 500,000 characters",
            "1 requests, 70 characters",
        ],
        [
            "sent to libretranslate", "2 requests, 4,000 of 500,000 characters", "2 requests, 4,000 characters",
            "3 requests, 5,000 characters",
        ],
    ]  # fmt: skip
    assert len({line.index(cell) for line, cell in zip(table, ("today", saved, "0 r", "2 r"), strict=True)}) == 1


def test_what_was_saved_and_sent_for_scripts(spent: None, run: Run) -> None:
    """Scripts get the same; of engines also those that were sent nothing yet, and those that are no longer asked."""
    found = json.loads(run("memory", "stats", "--json")[1])
    assert found["saved"]["today"] == found["saved"]["ever"] == {"units": 12, "characters": 1500}
    deepl, libretranslate = found["engines"]
    assert libretranslate == {
        "engine": "libretranslate",
        "today": {"requests": 2, "units": 30, "characters": 4000},
        "month": {"requests": 2, "units": 30, "characters": 4000},
        "ever": {"requests": 3, "units": 35, "characters": 5000},
        "characters_per_day": 500_000, "characters_per_month": None,
    }  # fmt: skip
    assert (deepl["engine"], deepl["today"]["requests"], deepl["ever"]["characters"]) == ("deepl", 0, 70)
    assert deepl["characters_per_month"] == 500_000


def test_what_cannot_be_used_is_named(tmx: Path, run: Run) -> None:
    """A unit that cannot be used is left out with its line and the reason; the others are taken."""
    tmx.write_text(TMX % ENGLISH_ONLY, "utf-8")
    code, out, err = run("memory", "import", tmx)
    assert (code, out) == (OK, "2 units read, 2 new or changed, 1 left out\n")
    assert err == f"{tmx}, line 6: no variant in uk: unit left out\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no xml", "this is no XML"),
        ("<rss/>", "this is no TMX 1.4 file: expected <tmx> with a <header>, found <rss>"),
        (f"<tmx><header srclang='uk'/><body>{ENGLISH_ONLY}</body></tmx>", "no unit could be used"),
    ],
)
def test_bad_files(tmx: Path, run: Run, text: str, said: str) -> None:
    """A file that is no TMX, or holds nothing of use, ends in one line that names it, and exit code 1."""
    tmx.write_text(text, "utf-8")
    code, _, err = run("memory", "import", tmx)
    assert code == NOTHING_WORKED
    last = err.splitlines()[-1]
    assert last.startswith(f"visnyk: {tmx}")
    assert said in last
    assert "Traceback" not in err


def test_a_file_that_may_not_be_read(tmx: Path, run: Run) -> None:
    """A file that cannot be read is named in one line."""
    tmx.unlink()
    tmx.mkdir()
    code, _, err = run("memory", "import", tmx)
    assert code == USAGE
    assert str(tmx) in err


def test_all_that_is_known_of_a_unit_is_exported(tmx: Path, run: Run, tmp_path: Path) -> None:
    """Person, version and terms of a unit go out and come in elsewhere; a second import has nothing new."""
    run("memory", "import", tmx)
    database = open_sqlite(tmp_path / "data" / "visnyk.sqlite")
    made = [
        MemoryUnit("uk", "en", "Харків", "Kharkiv", "google", NOON, "nmt-3", "ab12"),
        MemoryUnit("uk", "en", "Міська рада", "City Council", HUMAN, NOON, author="Олена"),
    ]
    with database.write() as connection:
        remember(connection, made, NOON)
    database.close()
    assert run("memory", "export", tmp_path / "all.tmx")[1] == f"{tmp_path / 'all.tmx'}: 4 units\n"
    shutil.rmtree(tmp_path / "data")
    assert run("memory", "import", tmp_path / "all.tmx")[1] == "4 units read, 4 new or changed, 0 left out\n"
    assert run("memory", "import", tmp_path / "all.tmx")[1] == "4 units read, 0 new or changed, 0 left out\n"
    database = open_sqlite(tmp_path / "data" / "visnyk.sqlite")
    with database.read() as connection:
        assert list(memory_units(connection))[2:] == made
    database.close()


def test_no_such_file(run: Run, tmp_path: Path) -> None:
    """A file to read that is not there is a mistake of usage."""
    code, _, err = run("memory", "import", tmp_path / "nowhere.tmx")
    assert code == USAGE
    assert "does not exist" in err


def test_export_where_nothing_can_be_written(tmx: Path, run: Run) -> None:
    """A file that cannot be written is named with the reason, and what was there stays."""
    code, _, err = run("memory", "export", tmx / "below-a-file.tmx")
    assert (code, err) == (NOTHING_WORKED, f"visnyk: {tmx}/below-a-file.tmx: cannot be written: File exists\n")
    assert tmx.read_text("utf-8") == TMX % ""
