"""``sources add``: from an address to a source, without an editor."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

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
    """Without a terminal to ask at, it shows what is found and how to add it, adds nothing, and is exit code 2."""
    site = sites["kharkiv"]
    code, out, err = run("sources", "add", site.address)
    assert code == USAGE
    head, finding, empty, title, *preview = out.splitlines()
    assert head.split() == ["KIND", "ADDRESS", "FOUND"]
    assert finding.split() == [">", "1", "page", site.address, *"a list on the page: ul.list > li".split()]
    assert (empty, title) == ("", "kharkivska: Харківська міська рада (зразок), 7 entries, language: uk")
    assert preview[:3] == [
        "2026-11-20 17:40  У Салтівському парку висадили триста лип",
        f"                  {site.url}/uk/news/u-saltivskomu-parku-visadili-300-lip-51207.html",
        "                  Дерева посадили мешканці району разом із комунальними службами.",
    ]
    assert preview[15:22] == [
        "and 2 more",
        "note: it links to a channel of Telegram: visnyk sources add @citykharkiv_example",
        "in the editions: all-en",
        "its id is kharkivska; --id chooses another, and it must not change later",
        "",
        f"# Seen to give news on {datetime.now(ZoneInfo('Europe/Kyiv')).date().isoformat()}.",
        "[[source]]",
    ]
    assert err.startswith(f"looking for news at {site.address}\nasking /uk/novosti.html …\nasking /feed/ …\n")
    assert err.endswith(" …\nnothing was added: say --yes to add it\n")
    asked = [line.split()[1] for line in err.splitlines() if line.startswith("asking ")]
    assert asked[-3] == "/robots.txt" and len(asked) == len(set(asked)) == 9
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


@pytest.mark.parametrize(
    "written",
    ["{}", "{}/", "{}#top", "{}/#top", "HTTP:{}", "https:{}"],
    ids=["as it is", "/", "#", "/#", "HTTP", "tls"],
)
def test_address_that_is_there(city: City, run: Run, tmp_path: Path, written: str) -> None:
    """An address that a source has, however it is written, is refused with that source's id before anybody is asked."""
    configure(tmp_path / "config", {"lviv": city.url + "/rss"})
    given = city.url + "/rss"
    given = written.format(given.removeprefix("http:") if ":{" in written else given)
    code, out, err = run("sources", "add", given, "--yes")
    assert (code, out) == (USAGE, "")
    assert err.endswith(f"url = '{city.url}/rss': is there already, as lviv\n")
    assert city.asked == []


def test_another_page_of_a_known_site(city: City, run: Run, tmp_path: Path) -> None:
    """Of a page whose feed is a source already, its own list is taken, unless that is the same news once more."""
    configure(tmp_path / "config", {"lviv": city.feed("/feed.rss")})
    _page(city, "/events", "/e")
    code, out, _ = run("sources", "add", city.url + "/events", "--dry-run")
    assert code == OK
    known, new = out.splitlines()[1:3]
    assert known.split()[:2] == ["1", "feed"]
    assert known.endswith("(there already, as lviv)")
    assert new.split()[:3] == [">", "2", "page"]
    assert f'url = "{city.url}/events"' in out
    code, _, err = run("sources", "add", city.url + "/events", "--yes", "--pick", "1")
    assert code == USAGE
    assert err.endswith("is there already, as lviv\n")
    _page(city, "/news", "https://lviv.example")
    code, _, err = run("sources", "add", city.url + "/news", "--yes")
    assert code == USAGE
    assert err.endswith(f"url = '{city.url}/feed.rss': is there already, as lviv\n")


def _page(city: City, path: str, links: str) -> None:
    rows = "".join(
        f'<li><a href="{links}/{n}">Подія міста Зразкового номер {n}</a> <i>{20 - n}.10.2026</i></li>'
        for n in range(1, 5)
    )
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed.rss">'
    city.answers[path] = (200, {"Content-Type": "text/html"}, f'{feed}<ul class="list">{rows}</ul>'.encode())


def test_dry_run_shows_what_is_added(city: City, run: Run, sources: Path) -> None:
    """--dry-run shows, byte for byte, the lines that --yes writes."""
    address = city.feed("/rss")
    code, out, err = run("sources", "add", address, "--dry-run")
    assert (code, sources.read_text()) == (OK, "")
    assert err.endswith("asking /rss …\nnothing was added\n")
    run("sources", "add", address, "--yes")
    assert "\nverified = true\n" in sources.read_text()
    assert out.endswith(f"\n\n{sources.read_text()}")


@pytest.mark.parametrize(
    ("editions", "said", "held", "noted"),
    [
        ({"some": ["other"], "all": ["*"]}, "in the editions: all; not in: some (their", ["all"], False),
        ({"some": ["other"]}, "not in: some (their", [], True),
        ({"all": ["*"]}, "in the editions: all\n", ["all"], False),
    ],
)
def test_editions(
    city: City, run: Run, tmp_path: Path, editions: dict[str, list[str]], said: str, held: list[str], noted: bool
) -> None:
    """It says which editions will hold the source and which leave it out, and warns if none does."""
    folder = configure(tmp_path / "config", {"other": city.url + "/other"})
    tables = (
        f'[[edition]]\nid = "{name}"\ntitle = "T"\nlanguage = "original"\nsources = {json.dumps(patterns)}\n'
        for name, patterns in editions.items()
    )
    folder.joinpath("editions.toml").write_text("".join(tables), "utf-8")
    arguments = ("sources", "add", city.feed("/rss"))
    _, out, _ = run(*arguments, "--dry-run")
    assert f"\n{said}" in out
    assert ("note: it is in no edition" in out) is noted
    told = json.loads(run(*arguments, "--json")[1])
    assert told["editions"] == held
    assert told["other_editions"] == [name for name in editions if name not in held]
    assert any("no edition" in note for note in told["notes"]) is noted


def test_words_of_the_preview(city: City, run: Run, sources: Path) -> None:
    """The words of an entry do not repeat its title, and an entry without a date keeps the column."""
    items = "".join(
        f"<item><title>{title}</title><description>{text}</description></item>"
        for title, text in (
            ("Міст закрито", "Міст закрито. Об'їзд вулицею Садовою"),
            ("Міст", "Мости ремонтують"),
            ("Зустріч з мешканцями…", "Зустріч з мешканцями району о 17:00"),
            ("Вода є", "Вода є"),
        )
    )
    body = f'<rss version="2.0"><channel><title>Місто</title>{items}</channel></rss>'
    city.answers["/rss"] = (200, {"Content-Type": "application/rss+xml"}, body.encode())
    _, out, _ = run("sources", "add", city.url + "/rss", "--dry-run")
    assert out.splitlines()[4:11] == [
        "no date           Міст закрито",
        "                  Об'їзд вулицею Садовою",
        "no date           Міст",
        "                  Мости ремонтують",
        "no date           Зустріч з мешканцями…",
        "                  району о 17:00",
        "no date           Вода є",
    ]


def test_picking(sites: dict[str, Site], run: Run, sources: Path) -> None:
    """--pick takes another finding, --dry-run shows the lines that would be added; a number too high is wrong usage."""
    address = sites["poltava"].address
    code, out, err = run("sources", "add", address, "--pick", "2", "--dry-run")
    assert code == OK
    assert [line.split()[:3] for line in out.splitlines()[1:3]] == [
        ["1", "feed", address + "feed/"],
        [">", "2", "wordpress"],
    ]
    assert f'[[source]]\nid = "poltava"\nkind = "wordpress"\nurl = "{address}"\n' in out
    assert "\n--pick N takes another one\n" in out
    assert err.endswith("\nnothing was added\n")
    code, _, err = run("sources", "add", address, "--pick", "3", "--yes")
    assert code == USAGE
    assert "there is no 3; found: 2." in err
    assert sources.read_text() == ""


def test_nothing_found(sites: dict[str, Site], run: Run, sources: Path) -> None:
    """A site that gives no news is exit code 1, with the reasons in a line, or as JSON."""
    code, out, _ = run("sources", "add", sites["vinnytsia"].address)
    assert code == NOTHING_WORKED
    assert out.startswith(f"no news found at {sites['vinnytsia'].address}: the page is empty until a script fills it")
    assert "; no feed at /feed/" in out
    assert out.endswith("(script-page)\n")
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
    assert [one["known"] for one in told["findings"]] == [None, None]
    assert (told["editions"], told["other_editions"]) == (["all-en"], [])
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


@pytest.mark.parametrize(
    ("answers", "added"),
    [(["y"], True), ([""], False), (["n"], False), (["так"], True), (["т", "Так"], True), (["ні"], False)],
)  # fmt: skip
def test_question(city: City, tmp_path: Path, answers: list[str], added: bool) -> None:
    """At a terminal it shows the lines and asks, in either language, and only a yes adds."""
    left = iter(answers)
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
                os.write(controller, f"{next(left)}\n".encode())
    os.close(controller)
    out, _ = process.communicate()
    assert process.returncode == OK
    assert "\n[[source]]\n" in out
    last = screen.decode().splitlines()[-1]
    assert last.startswith("added to ") if added else last == "nothing was added"
    assert ("answer y or n, так or ні" in screen.decode()) is (len(answers) > 1)
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
