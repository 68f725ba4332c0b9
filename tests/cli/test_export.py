"""``export``: the whole site as files."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import posixpath
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from feeds.cli.demo import at_address, replayed
from feeds.cli.files import replace_file_by_pieces
from feeds.cli.main import NOTHING_WORKED, OK, USAGE, main
from feeds.config import load_settings
from feeds.errors import VisnykError
from feeds.jobs.site_list import JOURNAL, MANIFEST
from feeds.model import Joining
from feeds.service import Service, open_service
from feeds.store.database import Database, open_sqlite
from feeds.store.publication import note_served_at
from feeds.store.revisions import touch
from feeds.store.stories import save_joinings
from tests.cli.conftest import Run
from tests.cli.helping import ROOT, City, command, configure, environment
from tests.store.rows import NOON, entry, store, translate, translation

BASE = "https://news.example.org/city"
LISTS = {MANIFEST, JOURNAL}


def files(folder: Path) -> dict[str, bytes]:
    """Every file of the site in ``folder``."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: body for name, body in found.items() if name not in LISTS}


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and date of everything in ``folder``."""
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in sorted(folder.rglob("*"))}


def written(run: Run, out: Path) -> set[str]:
    """Export, and tell which pages have another file than before."""
    before = state(out)
    assert run("export", out)[0] == OK
    changed = {Path(path) for path, was in state(out).items() if before.get(path) != was and Path(path).is_file()}
    names = {str(path.relative_to(out)) for path in changed}
    return {name for name in names - LISTS if not name.endswith(".gz")}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Two sources and 65 entries, of which no. 60 is the newest of source b; all translated but the newest three."""
    configure(tmp_path / "config", {name: f"http://127.0.0.1:9/{name}" for name in "ab"}, site=f'base_url = "{BASE}"')
    opened = open_sqlite(tmp_path / "data" / "visnyk.sqlite")
    entries = [entry(number, source_id="b" if number % 10 == 0 else "a") for number in range(65)]
    store(opened, *entries)
    translate(opened, *(translation(one, title=f"News {one.key}") for one in entries[:62]))
    yield opened
    opened.close()


def key(number: int) -> str:
    """Of entry no. ``number``."""
    return f"{number:016x}"


# --- the demo -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str], str]]:
    """The demo's data, exported; the options that lead to it, and the address that its feeds are served at."""
    folder, config = tmp_path_factory.mktemp("demo"), ROOT / "config" / "demo"
    settings = load_settings(config)
    with pytest.MonkeyPatch.context() as patch, replayed(config / "sites") as address:
        for name in ("VISNYK_CONFIG", "VISNYK_DATA", "VISNYK_BASE_URL"):
            patch.delenv(name, raising=False)
        with Service(at_address(settings, address), folder / "data") as service:
            service.translating.import_memory((config / "memory.tmx").read_bytes(), "memory.tmx")
            service.refresh()
        options = ["--config", str(config), "--data", str(folder / "data"), "export", str(folder / "out")]
        with pytest.raises(SystemExit) as ended:
            main(options)
        assert not ended.value.code
        yield folder / "out", options, settings.site.base_url


def target_of(page: Path, out: Path, base: str, link: str) -> Path | None:
    """Which file a link of a page leads to; ``None``: it leads elsewhere."""
    if link.startswith(base + "/"):
        page, link = out / "index.html", link.removeprefix(base + "/")
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    assert not parts.path.startswith("/") and not parts.query.startswith("before"), f"{page}: {link}"
    target = page.parent / parts.path if parts.path else page
    return target / "index.html" if target.is_dir() else target


def follow(out: Path, base: str) -> int:
    """Follow every link of every page and document within the site; how many there are in pages."""
    seen = 0
    for page in (path for path in out.rglob("*.html") if path.name != "404.html"):
        tree = html.fromstring(page.read_bytes())
        for element, _name, link, _ in tree.iterlinks():
            loads = element.tag in ("img", "script", "iframe") or element.get("rel") in ("stylesheet", "icon")
            assert not (loads and urlsplit(link).netloc), f"{page}: {link}"
            target = target_of(page, out, base, link)
            assert target is None or target.is_file(), f"{page}: {link}"
            seen += target is not None
        assert not tree.xpath("//form | //a[contains(@href, '/search')] | //a[contains(@href, '/desk')]"), page
    for document in (*out.glob("editions/*.*"), *out.glob("editions/*/*.*"), out / "sitemap.xml"):
        for path in re.findall(re.escape(base) + r"(/[^\"'<>&\s]*)", document.read_text("utf-8", "ignore")):
            target = out / path.strip("/")
            assert target.is_file() or (target / "index.html").is_file(), f"{document}: {path}"
    return seen


def test_every_link_leads_to_a_file(demo: tuple[Path, list[str], str]) -> None:
    """Every link within the site, relative or not, leads to a file, in pages as in feeds and the site map; there are no
    forms that nobody answers, and a browser loads nothing from elsewhere."""
    out, _, base = demo
    assert follow(out, base) > 4_000


def test_every_page_is_there_in_both_languages(demo: tuple[Path, list[str], str]) -> None:
    """Each kind of page is there in both languages, and each page in one is there in the other."""
    out, _, _ = demo
    english, ukrainian = (
        {str(path.relative_to(out / ui)) for path in (out / ui).rglob("*.html")} for ui in ("en", "uk")
    )
    assert english == ukrainian
    names = re.compile(r"[0-9a-f]{16}|(?<=source/)[^/]+|(?<=partner/)[^/]+|\d{4}-\d\d")
    kinds = {names.sub("*", name) for name in english}
    assert kinds >= {
        "index.html", "about/index.html", "alerts/index.html", "archive/*/index.html", "archive/index.html",
        "entry/*/index.html", "partner/*/index.html", "partners/index.html", "source/*/index.html",
        "status/index.html", "subscribe/index.html", "topics/index.html",
    }  # fmt: skip
    assert not [name for name in english if name.startswith(("search", "desk"))]
    assert not (out / "entry").exists()
    for ui in ("en", "uk"):
        page = html.fromstring((out / ui / "index.html").read_bytes())
        assert page.get("lang") == ui


def test_the_bare_address(demo: tuple[Path, list[str], str]) -> None:
    """The site begins with both languages to choose from, and leads to the first one whoever does not."""
    out, _, base = demo
    page = html.fromstring((out / "index.html").read_bytes())
    assert page.xpath("//a/@href") == ["./en/", "./uk/"]
    assert page.xpath("//a/@hreflang") == ["en", "uk"]
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=en/"]
    assert page.xpath("//link[@rel='alternate']/@href") == [f"{base}/en/", f"{base}/uk/"]
    assert len((out / "index.html").read_bytes()) < 3_000


def test_compressed_beside_every_text(demo: tuple[Path, list[str], str]) -> None:
    """Every text that gains by it has a gzip form of the same content, and what all pages need is there."""
    out, _, _ = demo
    names = files(out)
    pages = {f"en/{name}index.html" for name in ("", "status/", "subscribe/", "alerts/", "source/kharkiv/")}
    others = {"404.html", "favicon.svg", "healthz", "subscriptions.opml", "sitemap.xml", "robots.txt"}
    assert pages | others <= names.keys()
    assert [name for name in names if re.fullmatch(r"assets/css-[0-9a-f]+\.css", name)]
    for name, body in names.items():
        if name.endswith(".gz"):
            assert gzip.decompress(body) == names[name.removesuffix(".gz")]
        elif posixpath.splitext(name)[1] in (".html", ".atom", ".rss", ".json", ".css", ".opml", ".js", ".xml"):
            assert name + ".gz" in names or len(gzip.compress(body, 9)) >= len(body)


def test_nothing_changed_nothing_written(demo: tuple[Path, list[str], str]) -> None:
    """A second export, by another process, touches no file and no folder, and makes hardly any page."""
    out, options, _ = demo
    before = state(out)
    env = {**environment(), "PYTHONHASHSEED": "7"}
    done = subprocess.run([*command(*options), "--json"], env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"files": len(files(out)), "written": 0, "removed": 0}
    assert done.stderr == ""
    assert state(out) == before


# --- what changes -------------------------------------------------------------------------------------------------


def walk(out: Path, start: str) -> Iterator[list[str]]:
    """The keys of the entries that have rows on each page of a list, from the newest page on."""
    page: Path | None = out / start
    while page is not None:
        body = (page / "index.html").read_text("utf-8")
        yield re.findall(r'<h3 id="story-([0-9a-f]{16})"', body)
        older = re.search(r'href="([^"]*)" rel="next"', body)
        page = Path(os.path.normpath(page / older[1])) if older else None


def test_everything_is_found(database: Database, run: Run, tmp_path: Path) -> None:
    """From the front page, page by page, every entry is found, from a source's page each of its own, and from a month's
    what it has; in both languages."""
    out = tmp_path / "out"
    assert run("export", out)[0] == OK
    everything, tens = set(range(65)), set(range(0, 65, 10))
    starts = {"": everything, "source/b": tens, "source/a": everything - tens, "archive/2026-03": everything}
    for ui in ("en", "uk"):
        for start, numbers in starts.items():
            found = {row for page in walk(out, f"{ui}/{start}") for row in page}
            assert found == {key(number) for number in numbers}, (ui, start)
    assert sorted(path.parent.name for path in out.glob("en/page/*/index.html")) == ["1", "2"]


def test_one_entry_changes(database: Database, run: Run, tmp_path: Path) -> None:
    """A new translation of one entry rewrites its pages, the lists that show it, and the editions; nothing else."""
    out = tmp_path / "out"
    run("export", out)
    assert written(run, out) == set()
    translate(database, translation(entry(62), title="Corrected"))
    feeds = {f"editions/all-en.{kind}" for kind in ("atom", "rss", "json")} | {"embed/all-en/index.html"}
    pages = {"", f"entry/{key(62)}/", "source/a/", "archive/2026-03/", "status/"}
    # Who reads Ukrainian reads the original in a list.
    expected = {f"en/{page}index.html" for page in pages} | {f"uk/entry/{key(62)}/index.html", "uk/status/index.html"}
    assert written(run, out) == expected | feeds
    assert "Corrected" in (out / "en/index.html").read_text("utf-8")


PARTNERS = """
[edition]
title = "News for {name}"
[[partner]]
id = "leeds"
name = "Leeds"
country = "GB"
latitude = 53.8
longitude = -1.55
[partner.forms]
uk = ["Лідс"]
"""
TOPICS = '[[topic]]\nid = "trams"\ntitle = "Trams"\ntitle_uk = "Трамваї"\nwords = ["трамвай"]\n'
POLISH = '[[edition]]\nid = "all-pl"\ntitle = "Wszystko"\nlanguage = "pl"\n'


@pytest.fixture
def rich(database: Database, tmp_path: Path) -> Database:
    """The same with a partner, a topic and an edition in Polish; entry 5 is about both, 40 others about the partner,
    and entry 10, of the other source, tells what entry 5 does."""
    config = tmp_path / "config"
    (config / "partners.toml").write_text(PARTNERS, "utf-8")
    (config / "topics.toml").write_text(TOPICS, "utf-8")
    with (config / "editions.toml").open("a", encoding="utf-8") as editions:
        editions.write(POLISH)
    with database.write() as connection:
        for number in range(5, 46):
            words = "<p>Лідс, Трамвай</p>" if number == 5 else "<p>Лідс</p>"
            connection.exec_driver_sql("UPDATE entry SET content = ? WHERE key = ?", (words, key(number)))
        save_joinings(connection, [Joining(key(10), key(5), NOON, ("an editor said so",))])
    translate(database, translation(entry(5), language="pl", title="Tramwaj"))
    return database


def test_cities_topics_and_other_languages(rich: Database, run: Run, tmp_path: Path) -> None:
    """A partner's news has pages of its own, so has a topic's, and a translation into a language that the website does
    not speak; all that leads anywhere leads to a file, and all of it stays as it is."""
    out = tmp_path / "out"
    assert run("export", out)[0] == OK
    assert follow(out, BASE) > 3_000
    for ui in ("en", "uk"):
        for name in ("partner/leeds/", "partner/leeds/page/1/", "topic/trams/", f"entry/{key(5)}/pl/", "page/1/"):
            assert (out / ui / name / "index.html").is_file(), name
        assert list(walk(out, f"{ui}/topic/trams")) == [[key(5)]]
        # Entry 10 stands in the row of entry 5, and in no other.
        newest, older = walk(out, f"{ui}/partner/leeds")
        assert newest == [key(number) for number in range(45, 15, -1)]
        assert older == [key(number) for number in range(36, 4, -1) if number != 10][-30:]
    assert "Tramwaj" in (out / f"en/entry/{key(5)}/pl/index.html").read_text("utf-8")
    assert (out / f"en/entry/{key(64)}/pl/index.html").is_file()  # where that edition leads
    assert written(run, out) == set()


def test_one_of_a_story_changes(rich: Database, run: Run, tmp_path: Path) -> None:
    """What changes of an entry changes the pages of whatever tells the same; when it leaves them, also each list that
    named its source beside them, and it has a row of its own in those that it belongs to."""
    out = tmp_path / "out"
    run("export", out)
    with rich.write() as connection:
        connection.exec_driver_sql("UPDATE entry SET title = 'Інакше' WHERE key = ?", (key(10),))
        touch(connection, [key(10)])
    changed = {name.removeprefix("uk/") for name in written(run, out) if name.startswith("uk/")}
    entries = {f"entry/{key(number)}/index.html" for number in (5, 10)}
    translated = {f"entry/{key(5)}/{language}/index.html" for language in ("en", "pl")}
    assert changed == {*entries, *translated, "source/b/index.html"}
    assert run("stories", "split", key(10))[0] == OK
    changed = {name.removeprefix("uk/") for name in written(run, out) if name.startswith("uk/")}
    lists = {"page/1", "source/a/page/1", "source/b", "topic/trams", "partner/leeds/page/1", "archive/2026-03/page/1"}
    assert changed >= {*entries, *(f"{path}/index.html" for path in lists)}
    for path in ("page/1", "partner/leeds/page/1"):
        assert "Інакше" in (out / "uk" / path / "index.html").read_text("utf-8")
    run("export", tmp_path / "anew")
    assert files(out) == files(tmp_path / "anew")


def test_news_comes(database: Database, run: Run, tmp_path: Path) -> None:
    """A new entry leaves all older pages and the pages of other entries as they are."""
    out = tmp_path / "out"
    run("export", out)
    store(database, entry(65, source_id="a"))
    changed = written(run, out)
    assert not [name for name in changed if "/page/" in name or "/source/b" in name]
    assert {name for name in changed if "/entry/" in name} == {
        f"{ui}/entry/{key(65)}/index.html" for ui in ("en", "uk")
    }


def test_an_alert_runs_out(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that says that an alert is on says so no longer when that is over, though nothing came."""
    configure(tmp_path / "config", {"a": "http://127.0.0.1:9/a"})
    rule = '[[alert]]\nid = "air-raid"\ntitle = "Air raid"\nbegins = ["тривога"]\nhours = 5\n'
    (tmp_path / "config" / "alerts.toml").write_text(rule, "utf-8")
    with open_service(str(tmp_path / "config"), str(tmp_path / "data")) as service:
        store(service.database, entry(1, source_id="a", alert="air-raid"), entry(2, source_id="a"))
    out = tmp_path / "out"
    monkeypatch.setattr("feeds.cli.exporting.now", lambda: NOON + timedelta(hours=4))
    run("export", out)
    assert "Alert now" in (out / "en/alerts/index.html").read_text("utf-8")
    assert written(run, out) == set()
    monkeypatch.setattr("feeds.cli.exporting.now", lambda: NOON + timedelta(hours=6))
    pages = {"", f"entry/{key(1)}/", "alerts/", "source/a/", "archive/2026-03/"}
    assert written(run, out) == {f"{ui}/{page}index.html" for page in pages for ui in ("en", "uk")}
    assert "Alert now" not in (out / "en/alerts/index.html").read_text("utf-8")


def test_taken_down(database: Database, run: Run, tmp_path: Path) -> None:
    """What is taken down is nowhere in the folder any more, in no form; what others put there stays."""
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE entry SET title = 'Зайве' WHERE key = ?", (key(63),))
    out = tmp_path / "out"
    run("export", out)
    (out / "en" / "entry" / "mine.txt").write_text("mine")
    assert [name for name, body in files(out).items() if "Зайве".encode() in body]
    (tmp_path / "config" / "takedown.toml").write_text(f'[[takedown]]\nentry = "{key(63)}"\n', "utf-8")
    before = len(files(out))
    summary = json.loads(run("export", out, "--json")[1])
    assert summary["removed"] == before - len(files(out)) == 4  # in two languages, and compressed
    assert summary["files"] == len(files(out)) - 1
    assert not (out / "en" / "entry" / key(63)).exists()
    assert (out / "en" / "entry" / "mine.txt").read_text() == "mine"
    for name, body in files(out).items():
        text = gzip.decompress(body) if name.endswith(".gz") else body
        assert "Зайве".encode() not in text and f"entry/{key(63)}".encode() not in text, name


def test_a_source_goes(database: Database, run: Run, tmp_path: Path) -> None:
    """The pages of a source that is no longer configured, and those of its entries, are removed."""
    out = tmp_path / "out"
    run("export", out)
    configure(tmp_path / "config", {"a": "http://127.0.0.1:9/a"}, site=f'base_url = "{BASE}"')
    code, said, _ = run("export", out)
    assert code == OK
    assert re.search(r": \d+ files, \d+ written, \d+ removed\n$", said)
    for ui in ("en", "uk"):
        assert not (out / ui / "source" / "b").exists()
        assert len(list((out / ui / "entry").iterdir())) == 58


def test_what_is_made_again_is_the_same(database: Database, run: Run, tmp_path: Path) -> None:
    """An export bit by bit comes to the same files as one into an empty folder."""
    out = tmp_path / "out"
    run("export", out)
    store(database, *(entry(number, source_id="b") for number in range(65, 100)))
    translate(database, *(translation(entry(number)) for number in (62, 70)))
    run("export", out)
    run("export", tmp_path / "anew")
    assert files(out) == files(tmp_path / "anew")


# --- stopped ------------------------------------------------------------------------------------------------------

_KILLED = """
import os, signal, sys
from pathlib import Path
left, after, real = int(sys.argv[1]), sys.argv[2] == "after", Path.replace
def replace(path, target):
    global left
    left -= 1
    if left == 0 and not after:
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, target)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
Path.replace = replace
from feeds.cli.main import main
main(sys.argv[3:])
"""


def kill(tmp_path: Path, out: Path, step: int, when: str) -> None:
    """Export, and be killed before or after file no. ``step`` gets its name."""
    folders = ["--config", str(tmp_path / "config"), "--data", str(tmp_path / "data")]
    arguments = [sys.executable, "-c", _KILLED, str(step), when, *folders, "export", str(out)]
    assert subprocess.run(arguments, env=environment(), cwd=ROOT, check=False).returncode == -signal.SIGKILL


MOMENTS = [(0, "before"), (0.4, "after"), (0.7, "before"), (1, "before"), (1, "after")]


@pytest.mark.parametrize(("share", "when"), MOMENTS)
def test_killed(database: Database, run: Run, tmp_path: Path, share: float, when: str) -> None:
    """Killed at any moment, every file is whole; the next export goes on, and what was taken down meanwhile is gone."""
    run("export", tmp_path / "whole")
    whole = files(tmp_path / "whole")
    out = tmp_path / "out"
    kill(tmp_path, out, 1 + round(share * len(whole)), when)  # one more than files: the list
    left = {name: body for name, body in files(out).items() if not name.startswith(".")}
    assert left.items() <= whole.items()
    assert (share == 0) == (not left)
    (tmp_path / "config" / "takedown.toml").write_text(f'[[takedown]]\nentry = "{key(3)}"\n', "utf-8")
    summary = json.loads(run("export", out, "--json")[1])
    run("export", tmp_path / "whole")
    assert files(out) == files(tmp_path / "whole")
    assert f"en/entry/{key(3)}/index.html" not in files(out)
    assert summary["files"] == len(files(out))
    assert summary["written"] <= len(whole) - len(left) + 50  # what the takedown changes besides
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == [MANIFEST]


def test_killed_while_replacing(database: Database, run: Run, tmp_path: Path) -> None:
    """Killed between a page and its gzip form, the next export has both of the same content."""
    out = tmp_path / "out"
    run("export", out)
    translate(database, *(translation(entry(number), title="Another") for number in (62, 63, 64)))
    for step in (1, 2):
        kill(tmp_path, out, step, "after")
    assert run("export", out)[0] == OK
    run("export", tmp_path / "anew")
    assert files(out) == files(tmp_path / "anew")


# --- what is said -------------------------------------------------------------------------------------------------


def test_other_files_stay(city: City, run: Run, tmp_path: Path) -> None:
    """Every published document is a file at the path it is served at; what else is in the folder stays."""
    configure(tmp_path / "config", {"lviv": city.feed("/a")}, site=f'base_url = "{BASE}"')
    run("refresh")
    out = tmp_path / "out"
    out.mkdir()
    (out / "CNAME").write_text("news.example.org")
    code, said, err = run("export", out)
    number = len(files(out)) - 1
    assert (code, said, err) == (OK, f"{out}: {number} files, {number} written\n", "")
    assert (out / "CNAME").read_text() == "news.example.org"
    assert json.loads((out / "healthz").read_text())["status"] == "ok"
    assert len(json.loads((out / "editions/all-en.json").read_text("utf-8"))["items"]) == 2
    assert 'href="/city/en/status/"' in (out / "404.html").read_text("utf-8")


def test_address_that_nobody_knows(run: Run, tmp_path: Path) -> None:
    """Without `base_url` a line says what that means; scripts are not told. Without news there is a site, and empty."""
    configure(tmp_path / "config", {})
    code, _, err = run("export", tmp_path / "out")
    assert (code, err.count("\n")) == (OK, 1)
    assert "[site] base_url is not set" in err
    health = json.loads((tmp_path / "out/healthz").read_text())
    assert (health["status"], health["last_refresh"], health["sources"]["total"]) == ("empty", None, 0)
    assert run("export", tmp_path / "out", "--json")[2] == ""


def test_address_that_was_served_last(run: Run, tmp_path: Path) -> None:
    """Without `base_url` pages and feeds have one address: that at which the site was last served."""
    configure(tmp_path / "config", {})
    with closing(open_sqlite(tmp_path / "data" / "visnyk.sqlite")) as database, database.write() as connection:
        note_served_at(connection, "http://127.0.0.1:8231")
    assert run("export", tmp_path / "out")[0] == OK
    front = (tmp_path / "out/en/index.html").read_text()
    assert '<link rel="canonical" href="http://127.0.0.1:8231/en/">' in front
    assert "http://127.0.0.1:8000" not in front + (tmp_path / "out/sitemap.xml").read_text()


def test_an_export_goes_on(run: Run, tmp_path: Path) -> None:
    """While another export writes into the folder, a line says so, and nothing is written."""
    configure(tmp_path / "config", {})
    out = tmp_path / "out"
    out.mkdir()
    folder = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        code, _, err = run("export", out, "--json")
    finally:
        os.close(folder)
    assert (code, err) == (NOTHING_WORKED, f"visnyk: {out}: another export is writing it; wait until it has ended\n")
    assert files(out) == {}


def test_folder_that_is_a_file(run: Run, tmp_path: Path) -> None:
    """A FOLDER that is a file is a mistake of usage; one that cannot be made is named with the reason."""
    configure(tmp_path / "config", {})
    (tmp_path / "file").touch()
    assert run("export", tmp_path / "file")[0] == USAGE
    code, _, err = run("export", tmp_path / "file" / "below", "--json")
    assert code == NOTHING_WORKED
    assert err.count("\n") == 1
    assert "cannot be written: Not a directory" in err


# --- single files -------------------------------------------------------------------------------------------------


def test_replacing_is_one_step(tmp_path: Path) -> None:
    """Whoever has the old file open goes on reading it whole; nothing half-written is ever at the path."""
    path = tmp_path / "feed.atom"
    path.write_bytes(b"old and whole")
    with path.open("rb") as reader:
        replace_file_by_pieces(path, [b"n", b"ew"])
        assert reader.read() == b"old and whole"
    assert files(tmp_path) == {"feed.atom": b"new"}


def test_no_half_files_after_a_failure(tmp_path: Path) -> None:
    """If a file cannot be put in its place, the error names it and nothing new is left lying about."""
    (tmp_path / "feed.atom" / "inside").mkdir(parents=True)
    with pytest.raises(VisnykError, match=r"feed\.atom: cannot be written: Is a directory"):
        replace_file_by_pieces(tmp_path / "feed.atom", [b"new"])
    assert os.listdir(tmp_path) == ["feed.atom"]
