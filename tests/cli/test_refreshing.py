"""``refresh`` and ``translate``: what they print and how they end."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from feeds.cli.main import NOTHING_WORKED, OK, SOME_FAILED, USAGE
from tests.cli.conftest import Run
from tests.cli.helping import City, configure, visnyk


def test_summary_for_people(city: City, run: Run, tmp_path: Path) -> None:
    """A refresh says a line for each source while it works, then what all came to in aligned columns."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", 3)})
    code, out, err = run("refresh")
    assert code == OK
    assert err == "lviv: 3 new, 0 changed\n"
    assert out.splitlines() == [
        "sources       1 ok",
        "entries       3 new, 0 changed",
        "translations  3 pending",
        "engines       not asked",
        "published     4 documents changed",
    ]


def test_summary_for_scripts(city: City, run: Run, tmp_path: Path) -> None:
    """With --json a refresh prints one object on stdout and nothing else, failed and skipped sources by id."""
    sources = {
        "lviv": city.feed("/a"),
        "odesa": city.refuse("/b"),
        "dnipro": city.feed("/c", Cache_Control="max-age=60"),
    }
    configure(tmp_path / "config", sources, engine=city.url)
    code, out, err = run("refresh", "--json")
    assert (code, err) == (SOME_FAILED, "")
    summary = json.loads(out)
    assert set(summary.pop("seconds")) == {"fetch", "translate", "publish"}
    assert summary["engine"]["calls"] > 0
    assert summary["engine"]["by_engine"] == {
        "libretranslate": {k: summary["engine"][k] for k in ("calls", "characters")}
    }
    del summary["engine"]
    nobody = dict.fromkeys(("reviewed", "partial", "pending", "failed", "not-needed"), 0)
    assert summary == {
        "sources": {"ok": 2, "unchanged": 0, "failed": 1, "skipped": 0},
        "entries": {"new": 4, "changed": 0},
        "translations": {**nobody, "translated": 4},
        "translations_into": {},
        "reasons": {},
        "published": 4,
        "pictures": {"copied": 0, "failed": 0, "warning": None},
        "errors": {"odesa": {"code": "http-500", "message": "answered 500 Internal Server Error"}},
        "skipped": {},
    }
    again = json.loads(run("refresh", "--json")[1])
    assert again["sources"] == {"ok": 0, "unchanged": 1, "failed": 1, "skipped": 1}
    assert list(again["skipped"]) == ["dnipro"]
    assert again["skipped"]["dnipro"].startswith("not before 20")


def test_nothing_worked(city: City, run: Run, tmp_path: Path) -> None:
    """Where every source fails the exit code is 1, and each is named with its reason."""
    configure(tmp_path / "config", {"lviv": city.refuse("/a", 404), "odesa": "http://127.0.0.1:9/closed"})
    code, out, err = run("refresh")
    assert code == NOTHING_WORKED
    assert sorted(err.splitlines()) == [
        "lviv: FAILED: answered 404 Not Found",
        "odesa: FAILED: no connection to 127.0.0.1:9: Connection refused",
    ]
    assert "sources       2 failed\n" in out


def test_a_source_that_is_left_alone_counts_as_it_was(city: City, run: Run, tmp_path: Path) -> None:
    """The exit code is the same when a source is waited for; one that is switched off never counts."""
    patient = city.feed("/a", Cache_Control="max-age=3600")
    busy = city.refuse("/b", 503, Retry_After="3600")
    off = "enabled = false\n"
    for number, (sources, expected) in enumerate(
        [
            ({"off": patient, "lviv": patient, "odesa": city.refuse("/c")}, SOME_FAILED),
            ({"off": patient, "lviv": patient, "odesa": busy}, SOME_FAILED),
            ({"off": patient, "odesa": busy}, NOTHING_WORKED),
            ({"off": busy, "lviv": patient}, OK),
            ({"off": busy}, OK),
        ]
    ):
        folder = configure(tmp_path / f"config{number}", sources, options=[off])
        for _ in range(2):
            assert run("--config", str(folder), "--data", str(tmp_path / f"d{number}"), "refresh")[0] == expected


def test_a_patient_server_is_left_alone_unless_forced(city: City, run: Run, tmp_path: Path) -> None:
    """What a server asked for is waited for, and said; --force asks all the same."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", Cache_Control="max-age=3600")})
    run("refresh")
    code, _, err = run("refresh")
    assert code == OK
    assert err.startswith("lviv: skipped: not before 20")
    assert run("refresh", "--force")[2] == "lviv: unchanged\n"
    assert city.asked == ["/a", "/a"]


def test_named_sources_only(city: City, run: Run, tmp_path: Path) -> None:
    """Only the sources named are asked, each once however often it is named; a switched-off one says so."""
    sources = {"lviv": city.feed("/a"), "odesa": city.feed("/b")}
    configure(tmp_path / "config", sources, options=["enabled = false"])
    code, out, err = run("refresh", "odesa", "odesa", "lviv")
    assert code == OK
    assert city.asked == ["/b"]
    assert err.splitlines() == ["odesa: 2 new, 0 changed", "lviv: skipped: switched off in sources.toml"]
    assert out.startswith("sources       1 ok, 1 skipped\n")


def test_unknown_source(city: City, run: Run, tmp_path: Path) -> None:
    """A source that is not configured is a mistake of usage: one line that names those that are."""
    configure(tmp_path / "config", {"lviv": city.feed("/a")})
    code, out, err = run("refresh", "kyiv")
    assert (code, out) == (USAGE, "")
    assert err == f"visnyk: {tmp_path}/config/sources.toml: no source 'kyiv'; known: lviv\n"


def test_translate_later(city: City, run: Run, tmp_path: Path) -> None:
    """What an engine that was down could not translate is translated by ``translate`` once it is up, and published."""
    city.translating = False
    configure(tmp_path / "config", {"lviv": city.feed("/a", 2)}, engine=city.url)
    assert "2 failed" in run("refresh")[1]
    code, out, _ = run("translate")
    assert code == NOTHING_WORKED
    assert out.startswith("translations  2 failed\n")
    assert out.splitlines()[1].startswith("… missing     waiting: libretranslate: says: the model is being")
    city.translating = True
    code, out, err = run("translate")
    assert (code, err) == (OK, "")
    first, engines, published = out.splitlines()
    assert first == "translations  2 translated"
    assert engines.startswith("engines       libretranslate 1 requests, ")
    assert published == "published     3 documents changed"


def test_a_long_translation_says_how_far_it_is(city: City, run: Run, tmp_path: Path) -> None:
    """Beyond the first stretch of entries a line says from time to time how many have been seen to."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", 120)}, engine=city.url)
    assert run("refresh")[2].splitlines() == ["lviv: 120 new, 0 changed", "translating: 120 entries so far"]


def test_translate_for_scripts(city: City, run: Run, tmp_path: Path) -> None:
    """``translate --json`` prints states, engines and documents; with nothing to do nobody is asked."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", 2)}, engine=city.url)
    run("refresh")
    code, out, err = run("translate", "--json")
    assert (code, err) == (OK, "")
    done = json.loads(out)
    assert done["translations"]["translated"] == 2
    assert done["engine"] == {"calls": 0, "characters": 0, "by_engine": {}}
    assert done["published"] == 0


@pytest.mark.skipif(os.name != "posix", reason="there is no lock between processes on this system")
def test_two_refreshes_at_once(city: City, run: Run, tmp_path: Path) -> None:
    """While one refreshes a second one says so in a line and asks nobody."""
    import fcntl

    configure(tmp_path / "config", {"lviv": city.feed("/a")})
    (tmp_path / "data").mkdir()
    with open(tmp_path / "data" / "refresh.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, out, err = run("refresh")
    assert (code, out, city.asked) == (NOTHING_WORKED, "", [])
    assert err.count("\n") == 1
    assert "another Visnyk is refreshing this data" in err


def test_plain_lines_in_a_pipe(city: City, tmp_path: Path) -> None:
    """Without a terminal there is no bar and no escape sequence, whatever the locale; text that it lacks is escaped."""
    config = configure(tmp_path / "config", {"lviv": city.feed("/a")})
    done = visnyk("--config", config, "--data", tmp_path / "d", "refresh", variables={"PYTHONIOENCODING": "latin-1"})
    assert done.returncode == OK, done.stderr
    assert done.stderr == "lviv: 2 new, 0 changed\n"
    assert done.stdout.startswith("sources       1 ok\n")
    checked = visnyk("--config", config, "sources", "check", "lviv", variables={"PYTHONIOENCODING": "latin-1"})
    assert checked.returncode == OK, checked.stderr
    assert "\\u041d\\u043e\\u0432\\u0438\\u043d\\u0430 1" in checked.stdout
