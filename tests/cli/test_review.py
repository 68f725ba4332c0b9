"""``review list|show|fix|approve|undo``: correcting on the command line."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from feeds.cli.main import NOTHING_WORKED, OK, USAGE
from feeds.service import open_service
from tests.cli.conftest import Run
from tests.cli.helping import City, configure, visnyk

TEXT = '<p>Текст новини <a href="https://a.example/">42</a></p><p>Погода</p>'
TMX = """<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="block" o-tmf="x" adminlang="en"
srclang="uk" datatype="html"/><body><tu><prop type="x-origin">google</prop><tuv xml:lang="uk"><seg>Погода на 7
днів</seg></tuv><tuv xml:lang="en"><seg>Weather for 8 days</seg></tuv></tu></body></tmx>"""


def feed(city: City, text: str) -> str:
    """A feed of one entry with this text, as HTML; its address."""
    city.answers["/a"] = (
        200,
        {"Content-Type": "application/rss+xml"},
        (
            '<rss version="2.0"><channel><title>Новини</title><item><guid>urn:x-test:1</guid><title>Новина 1</title>'
            "<link>https://lviv.example/1</link><pubDate>Mon, 02 Mar 2026 10:01:00 +0200</pubDate>"
            f"<description>{escape(text)}</description></item></channel></rss>"
        ).encode(),
    )
    return f"{city.url}/a"


@pytest.fixture
def key(city: City, run: Run, tmp_path: Path) -> str:
    """An entry of three units, the last of which the engine leaves as it is."""
    configure(tmp_path / "config", {"lviv": feed(city, TEXT)}, engine=city.url)
    run("refresh")
    [entry] = json.loads(run("review", "list", "--json")[1])["entries"]
    assert entry["state"] == "partial"
    found: str = entry["key"]
    return found


@pytest.fixture
def published(tmp_path: Path) -> Callable[[], dict[str, Any]]:
    """The only entry, as it was published last."""

    def read() -> dict[str, Any]:
        with open_service(str(tmp_path / "config"), str(tmp_path / "data")) as service:
            [item] = json.loads(service.renderings()["/editions/all-en.json"].body)["items"]
        assert isinstance(item, dict)
        return item

    return read


def test_list(key: str, run: Run, tmp_path: Path) -> None:
    """Entries to look at have a line each, or an object; where there is none, that is said."""
    code, out, err = run("review", "list")
    assert (code, err) == (OK, "Times are those of Europe/Kyiv.\n")
    assert out.startswith(f"{key}  2026-03-02 10:01  partial  libretranslate: ")
    assert out.endswith("  Новина 1\n")
    [entry] = json.loads(run("review", "list", "--json")[1])["entries"]
    assert {name: entry[name] for name in ("key", "source", "title", "state", "engine", "findings")} == {
        "key": key, "source": "lviv", "title": "Новина 1", "state": "partial", "engine": "libretranslate",
        "findings": [],
    }  # fmt: skip
    run("review", "fix", key, "3", "Weather in 99 cities")
    assert run("review", "list")[1] == "nothing to look at\n"


def test_findings_are_listed(city: City, run: Run, tmp_path: Path) -> None:
    """An entry that the checks have doubts about is listed with how many, and of what kinds."""
    configure(tmp_path / "config", {"lviv": feed(city, "Погода на 7 днів")}, engine=city.url)
    (tmp_path / "memory.tmx").write_text(TMX, "utf-8")
    run("memory", "import", tmp_path / "memory.tmx")
    run("refresh")
    _, out, _ = run("review", "list")
    assert "  translated  1 warning: number  Новина 1\n" in out
    [entry] = json.loads(run("review", "list", "--json")[1])["entries"]
    [finding] = entry["findings"]
    assert (finding["check"], finding["unit"]) == ("number", "Погода на 7 днів")


def test_show(key: str, run: Run) -> None:
    """Every unit has its number, the original, the translation, and who made it or why nobody did."""
    code, out, _ = run("review", "show", key[:10])
    lines = out.splitlines()
    assert code == OK
    assert lines[:3] == [f"{key}  lviv  2026-03-02 10:01", "Новина 1", lines[2]]
    assert lines[2].startswith("partial by libretranslate, 2")
    assert [line for line in lines[3:] if not line.startswith("   ")] == [
        "", lines[4], "", lines[8], "", lines[12],
    ]  # fmt: skip
    assert lines[4].startswith("1  title: libretranslate") and lines[8].startswith("2  content: libretranslate")
    assert lines[5:7] == ["   uk  Новина 1", "   en  News item 1"]
    assert lines[9:11] == ["   uk  Текст новини <g1>42</g1>", "   en  Text of news item <g1>42</g1>"]
    assert lines[12].startswith("3  content: not translated: libretranslate: ")


def test_fix(key: str, run: Run, published: Callable[[], dict[str, Any]]) -> None:
    """A correction is published at once, under the name of who did it, and told in a few lines."""
    code, out, err = run("review", "fix", key, "2", "Text with <g1>42</g1> words", "--author", "Olena")
    assert (code, err) == (OK, "")
    assert out.splitlines() == [
        "unit 2: Text of news item <g1>42</g1>",
        "  → Text with <g1>42</g1> words",
        "1 entry changed, 3 documents published",
    ]
    assert 'Text with <a href="https://a.example/"' in published()["content_html"]
    assert "2  content: Olena (pinned), 2" in run("review", "show", key)[1]
    assert run("review", "fix", key, "2", "Text with <g1>42</g1> words")[1] == "nothing to change: it is so already\n"


def test_not_published_yet(key: str, run: Run, published: Callable[[], dict[str, Any]]) -> None:
    """With --no-publish the next publication brings it; until then readers see what they saw."""
    before = published()
    _, out, _ = run("review", "fix", key, "3", "Weather", "--no-publish")
    assert out.splitlines()[-1] == "1 entry changed, not published yet"
    assert published() == before
    run("refresh")
    assert "<p>Weather</p>" in published()["content_html"]


def test_reviewed(key: str, run: Run, published: Callable[[], dict[str, Any]]) -> None:
    """When all of it is approved or corrected the label says so, until it is taken back."""
    _, out, err = run("review", "approve", key)
    assert err == "unit 3 is not translated, so it cannot be approved\n"
    assert out.splitlines()[:2] == ["unit 1: News item 1", "  → (as it is)"]
    for units in ((), ("3",), ("1", "3")):  # neither is said to be right already
        done = run("review", "approve", key, *units)
        assert done == (OK, "nothing else to approve\n", "unit 3 is not translated, so it cannot be approved\n")
    run("review", "fix", f"https://news.example/en/entry/{key}", "3", "Weather")
    item = published()
    assert (item["_visnyk"]["state"], item["_visnyk"]["engine"]) == ("reviewed", "human")
    assert "Translation reviewed by a person, " in item["content_html"]
    assert "Machine" not in item["content_html"]
    assert run("review", "approve", key, "1", "2")[1] == "nothing to change: it is so already\n"
    _, out, _ = run("review", "undo", key, "1")
    assert out.splitlines()[:2] == ["unit 1: News item 1", "  → an engine's turn again"]
    item = published()
    assert item["_visnyk"]["engine"] == "human+libretranslate"
    assert "Machine translation by LibreTranslate, in part reviewed by a person, " in item["content_html"]
    assert run("review", "undo", key, "1")[::2] == (
        NOTHING_WORKED, "visnyk: nothing to undo: no person corrected or approved this unit\n",
    )  # fmt: skip


def test_texts_from_files(key: str, run: Run, tmp_path: Path) -> None:
    """The text may come from a file or from standard input, in UTF-8."""
    path = tmp_path / "text.txt"
    path.write_text("\ufeffNews of the “first”\n", "utf-8")
    assert "  → News of the “first”" in run("review", "fix", key, "1", "--file", path)[1]
    folders = ("--config", tmp_path / "config", "--data", tmp_path / "data")
    done = visnyk(*folders, "review", "fix", key, "3", "--file", "-", input="Weather\n")
    assert (done.returncode, "  → Weather" in done.stdout) == (OK, True), done.stderr
    path.write_bytes(b"\xff\xfe")
    code, _, err = run("review", "fix", key, "1", "--file", path)
    assert (code, err) == (NOTHING_WORKED, f"visnyk: {path}: this is no UTF-8 text\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2", "Text"), "visnyk: unit 2 stays as it was: the codes <g1> </g1> of the original are missing: put it"),
        (("3", "Погода"), "visnyk: unit 3 stays as it was: unchanged: "),
        (("7", "x"), "visnyk: entry KEY has 3 units: there is no unit 7"),
        (("3", " "), "visnyk: unit 3 stays as it was: the text is empty"),
    ],
)
def test_what_cannot_be_taken(key: str, run: Run, arguments: tuple[str, ...], said: str) -> None:
    """What cannot be taken is one line that says why and what to do, and changes nothing."""
    before = run("review", "show", key)[1]
    code, out, err = run("review", "fix", key, *arguments)
    assert (code, out, err.count("\n")) == (NOTHING_WORKED, "", 1)
    assert err.startswith(said.replace("KEY", key))
    assert err.endswith("; --as-is takes it all the same\n") == ("unchanged" in said)
    assert run("review", "show", key)[1] == before


def test_as_is(key: str, run: Run) -> None:
    """--as-is takes what a check refuses, and says what the check had against it."""
    code, out, err = run("review", "fix", key, "3", "Погода", "--as-is")
    assert (code, out.splitlines()[1]) == (OK, "  → Погода")
    assert err.startswith("fatal: unchanged: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "xyz"), "'xyz' names no entry"),
        (("fix", "KEY", "1"), "give the text, or --file FILE to read it from"),
        (("fix", "KEY", "1", "x", "--file", "-"), "give the text, or --file FILE to read it from"),
        (("fix", "KEY", "1", "x", "--author", " "), "say who you are: --author NAME"),
        (("show", "KEY", "--to", "de"), "--to de: nothing is translated into it, only into en"),
        (("fix", "KEY", "one", "x"), "'one' is not a valid integer"),
        (("list", "--limit", "0"), "0 is not in the range"),
    ],
)
def test_wrong_usage(key: str, run: Run, arguments: tuple[str, ...], said: str) -> None:
    """A mistake of usage says what to do."""
    code, _, err = run("review", *(key if word == "KEY" else word for word in arguments))
    assert (code, said in err) == (NOTHING_WORKED if "names no entry" in said else USAGE, True), err


def test_nobody_without_a_name(key: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The login name stands for who did it; where there is none, a name has to be given."""
    monkeypatch.setattr(getpass, "getuser", lambda: "olena")
    run("review", "fix", key, "3", "Weather")
    assert "3  content: olena (pinned)" in run("review", "show", key)[1]

    def nobody() -> str:
        raise KeyError("uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert run("review", "undo", key, "3")[0] == USAGE
    assert run("review", "undo", key, "3", "--author", "Ivan")[0] == OK
