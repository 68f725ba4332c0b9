"""``sources list|check``."""

from __future__ import annotations

import json
from pathlib import Path

from feeds.cli.main import NOTHING_WORKED, OK, SOME_FAILED, USAGE
from tests.cli.conftest import Run
from tests.cli.helping import City, configure


def test_list_of_all_kinds(city: City, run: Run, tmp_path: Path) -> None:
    """Each source is a row with its state; the reason of a failure stands below it."""
    sources = {"lviv": city.feed("/a", 3), "odesa": city.refuse("/b"), "gone": city.refuse("/c", 410)}
    configure(tmp_path / "config", sources, options=["verified = true"])
    code, out, _ = run("sources", "list")
    assert code == OK
    assert [line.split()[:2] for line in out.splitlines()[1:]] == [["lviv", "not"], ["odesa", "not"], ["gone", "not"]]
    run("refresh")
    code, out, err = run("sources", "list")
    head, lviv, odesa, failure, gone, verdict = out.splitlines()
    assert head.split("  ")[0] == "SOURCE"
    assert head.index("ADDRESS") == lviv.index(sources["lviv"]) == gone.index(sources["gone"])
    assert lviv.split()[:3] == ["lviv", "working", "3"]
    assert lviv.endswith("/a")
    assert odesa.split()[:4] == ["odesa", "failing", "0", "never"]
    assert odesa.endswith("/b  (not verified)")
    assert failure.strip() == "answered 500 Internal Server Error (http-500)"
    assert gone.split()[:2] == ["gone", "gone"]
    assert verdict.strip().endswith("(gone)")
    assert err == "Times are those of Europe/Kyiv.\n"


def test_list_for_scripts(city: City, run: Run, tmp_path: Path) -> None:
    """--json gives each source as an object, null where nothing is known yet."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", Cache_Control="max-age=86400")})
    before = json.loads(run("sources", "list", "--json")[1])["sources"]
    nothing = dict.fromkeys(("last_success", "error", "code", "warning", "next_try"))
    known = {"id": "lviv", "url": f"{city.url}/a", "enabled": True, "verified": False, "retired": False}
    assert before == [{**known, **nothing, "entries": 0}]
    run("refresh")
    [after] = json.loads(run("sources", "list", "--json")[1])["sources"]
    assert after["entries"] == 2
    # A day, as the server asked, and not our half hour.
    assert after["next_try"][:10] > after["last_success"][:10]


def test_list_of_the_switched_off_and_the_repaired(city: City, run: Run, tmp_path: Path) -> None:
    """A source that is switched off is never asked; what had to be repaired in a document is said."""
    body = city.answers[city.feed("/b").removeprefix(city.url)][2].decode().encode("windows-1251")
    city.answers["/b"] = (200, {"Content-Type": "application/rss+xml"}, body)
    configure(tmp_path / "config", {"off": city.feed("/a"), "old": city.url + "/b"}, options=["enabled = false"])
    run("refresh")
    _, out, _ = run("sources", "list")
    assert "off     switched off        0  never" in out
    assert "warning: declares no encoding and is not UTF-8; read as windows-1251" in out


def test_no_sources(run: Run, tmp_path: Path) -> None:
    """An empty list says that it is empty."""
    configure(tmp_path / "config", {})
    assert run("sources", "list")[:2] == (OK, "no source is configured\n")


def test_check_shows_what_comes_and_stores_nothing(city: City, run: Run, tmp_path: Path) -> None:
    """A source is asked and its newest entries are shown; afterwards nothing is known of it."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", 7)})
    code, out, _ = run("sources", "check", "lviv")
    assert code == OK
    assert out.splitlines() == [
        "lviv: Новини Львова, 7 entries, language: uk (sources.toml)",
        *(
            line
            for n in range(1, 6)
            for line in (
                f"2026-03-02 10:0{n}  Новина {n}",
                f"                  https://lviv.example/{n}",
                f"                  Текст новини {n}",
            )
        ),
        "and 2 more",
    ]
    assert json.loads(run("sources", "list", "--json")[1])["sources"][0]["last_success"] is None


def test_check_for_scripts(city: City, run: Run, tmp_path: Path) -> None:
    """--json gives title, language, warnings and every entry."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", 1)})
    code, out, _ = run("sources", "check", "lviv", "--json")
    assert code == OK
    entry = {"title": "Новина 1", "link": "https://lviv.example/1", "published": "2026-03-02T08:01:00+00:00"}
    assert json.loads(out) == {
        "source": "lviv", "ok": True, "title": "Новини Львова", "language": None, "warnings": [], "entries": [entry],
        "matches": [], "article": None,
    }  # fmt: skip


def test_check_of_a_failing_source(city: City, run: Run, tmp_path: Path) -> None:
    """A source that gives no news is named with address, reason and code, and the exit code is 1."""
    configure(tmp_path / "config", {"odesa": city.refuse("/b", 403)})
    assert run("sources", "check", "odesa") == (
        NOTHING_WORKED,
        f"odesa: {city.url}/b: answered 403 Forbidden (http-403)\n",
        "",
    )
    code, out, _ = run("sources", "check", "odesa", "--json")
    assert code == NOTHING_WORKED
    failed = {"source": "odesa", "ok": False, "code": "http-403", "error": "answered 403 Forbidden"}
    assert json.loads(out) == {**failed, "matches": []}


def test_check_of_an_unknown_source(run: Run, tmp_path: Path) -> None:
    """A source that is not configured is a mistake of usage."""
    configure(tmp_path / "config", {})
    code, _, err = run("sources", "check", "kyiv")
    assert code == USAGE
    assert err.endswith("no source 'kyiv'; known: none\n")


_RULES = [
    'kind = "page"',
    "[source.list]",
    'item = "#news > li"',
    'date = "i"',
    "[source.article]",
    'content = "div.text"',
]


def _page(city: City, items: int = 3) -> str:
    rows = "".join(f'<li><a href="/n/{n}">Новина міста {n}</a> <i>0{n}.11.2026</i></li>' for n in range(1, items + 1))
    kind = {"Content-Type": "text/html; charset=utf-8"}
    city.answers["/news"] = (200, kind, f'<ul id="news">{rows}</ul>'.encode())
    city.answers["/n/1"] = (200, kind, '<div class="text">Повний текст</div>'.encode())
    return city.url + "/news"


def test_check_shows_what_selectors_find(city: City, run: Run, tmp_path: Path) -> None:
    """Of a page, each selector is shown with how much it finds and an example, those of articles on the first one."""
    configure(tmp_path / "config", {"lviv": _page(city)}, options=_RULES)
    code, out, _ = run("sources", "check", "lviv")
    assert code == OK
    assert out.splitlines()[1:3] == ["2026-11-01 00:00  Новина міста 1", f"                  {city.url}/n/1"]
    head, *rules = out.splitlines()[7:]
    assert head.endswith("FOUND  FOR INSTANCE")
    assert [rule.split(maxsplit=1)[0] for rule in rules] == ["list.item", "list.date", "article.content"]
    assert rules[0].split()[-5:] == ["3", "Новина", "міста", "1", "01.11.2026"]
    assert [rule.split()[1:3] for rule in rules[1:]] == [["i", "3"], ["div.text", "1"]]
    told = json.loads(run("sources", "check", "lviv", "--json")[1])
    assert told["matches"][2] == {
        "name": "article.content", "selector": "div.text", "count": 1, "example": "Повний текст",
    }  # fmt: skip
    assert told["article"] is None


def test_check_of_an_article_that_fails(city: City, run: Run, tmp_path: Path) -> None:
    """An article that cannot be had is named with its reason, and exit code 3; the list is good all the same."""
    configure(tmp_path / "config", {"lviv": _page(city)}, options=_RULES)
    del city.answers["/n/1"]
    code, out, _ = run("sources", "check", "lviv")
    assert code == SOME_FAILED
    assert f"article: {city.url}/n/1: answered 404 Not Found (http-404)" in out


def test_check_of_selectors_that_find_nothing(city: City, run: Run, tmp_path: Path) -> None:
    """Each selector that finds nothing is a warning of its own; what may well be missing, or has a second, is none."""
    extra = ['remove = ".share"', 'image = "img.big"']
    options = [line.replace('"div.text"', '["div.nosuch", "p.none"]') for line in _RULES] + extra
    configure(tmp_path / "config", {"lviv": _page(city)}, options=[*options[:4], 'summary = "b"', *options[4:]])
    code, out, _ = run("sources", "check", "lviv")
    assert code == SOME_FAILED
    warnings = [
        f"list.summary 'b' finds nothing on {city.url}/news",
        *(
            f"article.{rule} finds nothing on {city.url}/n/1"
            for rule in ("content 'div.nosuch'", "content[2] 'p.none'", "image 'img.big'")
        ),
    ]
    assert out.splitlines()[1:5] == [f"warning: {warning}" for warning in warnings]
    assert out.splitlines()[-1].startswith(f"article: {city.url}/n/1: no text found: article.content 'div.nosuch'")
    code, out, _ = run("sources", "check", "lviv", "--json")
    assert (code, json.loads(out)["warnings"]) == (SOME_FAILED, warnings)
    city.answers["/n/1"] = (200, {}, '<p class="none">Повний текст</p><img class="big" src="/1.jpg">'.encode())
    code, out, _ = run("sources", "check", "lviv")
    assert code == OK
    assert out.count("warning: ") == 1
    image = next(line for line in out.splitlines() if line.startswith("article.image"))
    assert image.endswith(f"1  {city.url}/1.jpg")


def test_check_of_dates_that_are_not_read(city: City, run: Run, tmp_path: Path) -> None:
    """Dates that cannot be read are a warning, and the column of dates stays where it is."""
    address = _page(city, 1)
    city.answers["/news"] = (200, {}, city.answers["/news"][2].replace(b"01.11.2026", "колись".encode()))
    configure(tmp_path / "config", {"lviv": address}, options=_RULES)
    code, out, _ = run("sources", "check", "lviv")
    assert code == OK
    assert out.splitlines()[1:3] == [
        "warning: dates not read: 1, the first: 'колись'",
        "no date           Новина міста 1",
    ]


def test_check_of_full_text(city: City, run: Run, tmp_path: Path) -> None:
    """Of a source with full_text, the text of one article is looked for; where there is none, exit code 3."""
    body = city.answers[city.feed("/a", 1).removeprefix(city.url)][2]
    city.answers["/a"] = (200, {}, body.replace(b"https://lviv.example", city.url.encode()))
    city.answers["/1"] = (200, {"Content-Type": "text/html"}, b"<title>1</title><p>Menu")
    configure(tmp_path / "config", {"lviv": city.url + "/a"}, options=["full_text = true"])
    code, out, _ = run("sources", "check", "lviv")
    assert code == SOME_FAILED
    assert out.splitlines()[-1].startswith(f"article: {city.url}/1: ")
    assert out.endswith("(no-content)\n")


def test_check_of_a_page_that_changed(city: City, run: Run, tmp_path: Path) -> None:
    """Where a list gives nothing, one sees which of its selectors still find something."""
    configure(tmp_path / "config", {"lviv": _page(city, 0)}, options=_RULES)
    code, out, _ = run("sources", "check", "lviv")
    assert code == NOTHING_WORKED
    assert "list.item '#news > li' finds nothing" in out.splitlines()[0]
    assert [line.split()[-1] for line in out.splitlines()[2:]] == ["0", "0"]


def test_check_verifies(city: City, run: Run, tmp_path: Path) -> None:
    """A source that gives news is marked as verified where that is asked for, and only then."""
    configure(tmp_path / "config", {"lviv": city.feed("/a"), "odesa": city.refuse("/b")})
    file = tmp_path / "config" / "sources.toml"
    before = file.read_text()
    assert run("sources", "check", "lviv")[2] == "not verified yet: --verify marks it as seen\n"
    assert run("sources", "check", "odesa", "--verify")[0] == NOTHING_WORKED
    assert file.read_text() == before
    assert run("sources", "check", "lviv", "--verify")[2] == "verified = true is set now\n"
    assert file.read_text() == before.replace('language = "uk"\n', 'language = "uk"\nverified = true\n', 1)
    after = file.stat().st_mtime_ns
    assert run("sources", "check", "lviv", "--verify")[2] == ""
    assert file.stat().st_mtime_ns == after
