"""``sources add``: from an address to a source, without an editor."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from feeds.cli.main import NOTHING_WORKED, OK, USAGE
from feeds.config import load_sources
from tests.cli.conftest import Run
from tests.cli.helping import City, command, configure, environment
from tests.samples.sites.serving import Site, serving


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    """Sample sites."""
    with serving("kharkiv", "poltava", "vinnytsia") as running:
        yield running


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A file with no source, and the settings around it."""
    return configure(tmp_path / "config", {}) / "sources.toml"


def test_preview_without_a_terminal(sites: dict[str, Site], run: Run, sources: Path) -> None:
    """Without a terminal to ask at, it shows what is found and how to add it, and adds nothing."""
    site = sites["kharkiv"]
    code, out, err = run("sources", "add", site.address)
    assert code == OK
    head, finding, empty, title, *preview = out.splitlines()
    assert head.split() == ["KIND", "ADDRESS", "FOUND"]
    assert finding.split() == [">", "1", "page", site.address, *"a list on the page: ul.list > li".split()]
    assert (empty, title) == ("", "kharkivska-miska: Харківська міська рада (зразок), 7 entries, language: uk")
    assert preview[:3] == [
        "2026-11-20 17:40  У Салтівському парку висадили триста лип",
        f"                  {site.url}/uk/news/u-saltivskomu-parku-visadili-300-lip-51207.html",
        "                  Дерева посадили мешканці району разом із комунальними службами.",
    ]
    assert preview[15:] == [
        "and 2 more", "note: it links to a channel of Telegram: visnyk sources add @citykharkiv_example",
    ]  # fmt: skip
    assert err == f"looking for news at {site.address}\nnothing was added; --yes adds it\n"
    assert sources.read_text() == ""


def test_adding(sites: dict[str, Site], run: Run, sources: Path) -> None:
    """--yes puts it into the file under the names that are given, and the next refresh reads it."""
    given = ("--id", "kharkiv", "--title", "Харків", "--language", "uk_ua")
    code, out, err = run("sources", "add", sites["kharkiv"].address, "--yes", *given)
    assert code == OK
    written = sources.read_text()
    assert out.endswith(f"\n\n{written}")
    assert err.endswith(f"added to {sources}; `visnyk run` takes it up when it is started again\n")
    [source] = load_sources(sources)
    assert (source.id, source.title, source.language, source.verified) == ("kharkiv", "Харків", "uk-UA", True)
    code, out, _ = run("refresh")
    assert code == OK
    assert "7 new" in out


def test_adding_twice(sites: dict[str, Site], run: Run, sources: Path) -> None:
    """An address or an id that is there already is refused, before anything is written."""
    assert run("sources", "add", sites["poltava"].address, "--yes", "--id", "poltava")[0] == OK
    before = sources.read_text()
    code, _, err = run("sources", "add", sites["poltava"].address, "--yes")
    assert code == USAGE
    assert err.endswith(f"url = '{sites['poltava'].url}/feed/': is there already, as poltava\n")
    code, _, err = run("sources", "add", sites["kharkiv"].address, "--yes", "--id", "poltava")
    assert code == USAGE
    assert err.endswith("id = 'poltava': is in use there already; choose another one with --id\n")
    assert sources.read_text() == before


def test_picking(sites: dict[str, Site], run: Run, sources: Path) -> None:
    """--pick takes another finding, --dry-run shows the lines that would be added; a number too high is wrong usage."""
    address = sites["poltava"].address
    code, out, err = run("sources", "add", address, "--pick", "2", "--dry-run")
    assert code == OK
    assert [line.split()[:3] for line in out.splitlines()[1:3]] == [
        ["1", "feed", address + "feed/"],
        [">", "2", "wordpress"],
    ]
    assert f'[[source]]\nid = "poltava-zrazok"\nkind = "wordpress"\nurl = "{address}"\n' in out
    assert err.endswith("nothing was added\n")
    assert "--pick N another one" in run("sources", "add", address)[2]
    code, _, err = run("sources", "add", address, "--pick", "3", "--yes")
    assert code == USAGE
    assert "there is no 3; found: 2." in err
    assert sources.read_text() == ""


def test_nothing_found(sites: dict[str, Site], run: Run, sources: Path) -> None:
    """A site that gives no news is exit code 1, with the reasons in a line, or as JSON."""
    code, out, _ = run("sources", "add", sites["vinnytsia"].address)
    assert code == NOTHING_WORKED
    assert out.startswith(f"no news found at {sites['vinnytsia'].address}: no feed at /feed/")
    assert out.endswith("(no-entries)\n")
    code, out, err = run("sources", "add", "two words", "--json")
    assert (code, err) == (NOTHING_WORKED, "")
    reason = "'two words' is no address of a web page, a feed or a Telegram channel"
    assert json.loads(out) == {"ok": False, "url": "two words", "code": "bad-url", "error": reason}


def test_for_scripts(sites: dict[str, Site], run: Run, sources: Path) -> None:
    """--json says all in one object and adds only with --yes."""
    arguments = ("sources", "add", sites["poltava"].address, "--json")
    code, out, err = run(*arguments)
    told = json.loads(out)
    assert (code, err, told["added"], sources.read_text()) == (OK, "", False, "")
    assert [(one["kind"], one["entries"]) for one in told["findings"]] == [("feed", 3), ("wordpress", 3)]
    assert told["entries"][0] == {
        "title": "У Полтаві відновили фонтан біля музичного училища",
        "link": f"{sites['poltava'].url}/u-poltavi-vidnovyly-fontan/",
        "published": "2026-11-20T11:25:00+00:00",
    }
    told = json.loads(run(*arguments, "--yes")[1])
    assert told["added"]
    assert sources.read_text() == told["toml"]
    assert [source.id for source in load_sources(sources)] == [told["id"]]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--id", "Харків", "small Latin letters"),
        ("--language", "українська", "no language tag"),
        ("--pick", "0", "0 is not"),
    ],
)
def test_wrong_options(run: Run, sources: Path, option: str, value: str, said: str) -> None:
    """A value that cannot stand in the settings is wrong usage, before anybody is asked for news."""
    code, _, err = run("sources", "add", "https://kharkiv.example/", option, value)
    assert code == USAGE
    assert said in err


@pytest.mark.parametrize(("answer", "added"), [("y", True), ("", False), ("n", False)])
def test_question(city: City, tmp_path: Path, answer: str, added: bool) -> None:
    """At a terminal it asks, and only a yes adds."""
    config = configure(tmp_path / "config", {})
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        command("--config", config, "--data", tmp_path / "data", "sources", "add", city.feed("/rss")),
        env=environment(LANG="C.UTF-8"), stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, text=True,
    )  # fmt: skip
    os.close(terminal)
    screen = b""
    with suppress(OSError):  # EIO: the other end is closed
        while piece := os.read(controller, 4096):
            screen += piece
            if screen.endswith(b"[y/N]: "):
                os.write(controller, f"{answer}\n".encode())
    os.close(controller)
    process.communicate()
    assert process.returncode == OK
    assert f"Add it to {config / 'sources.toml'}? [y/N]: " in screen.decode()
    assert bool(load_sources(config / "sources.toml")) is added


def test_hostile_words(city: City, run: Run, sources: Path) -> None:
    """What a stranger's feed says can neither command the terminal nor break the file."""
    title = "&#27;[2J &#34;]] &#10; [[source]] &#92; \N{RIGHT-TO-LEFT OVERRIDE}"
    body = f'<rss version="2.0"><channel><title>{title}</title><item><title>{title}</title></item></channel></rss>'
    city.answers["/rss"] = (200, {"Content-Type": "application/rss+xml"}, body.encode())
    code, out, _ = run("sources", "add", city.url + "/rss", "--yes")
    assert code == OK
    assert "\x1b" not in out
    [source] = load_sources(sources)
    assert source.title.startswith('[2J "]] [[source]] \\')
