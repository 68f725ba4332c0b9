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
from feeds.service import Service, open_service
from feeds.store.database import Database, open_sqlite
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


def test_every_link_leads_to_a_file(demo: tuple[Path, list[str], str]) -> None:
    """Every link of a page within the site is relative and leads to a file, as do those in feeds; and a browser loads
    nothing from elsewhere."""
    out, _, base = demo
    seen = 0
    for page in (path for path in out.rglob("*.html") if path.name != "404.html"):
        for element, name, link, _ in html.fromstring(page.read_bytes()).iterlinks():
            parts = urlsplit(link)
            loads = element.tag in ("img", "script", "iframe") or element.get("rel") in ("stylesheet", "icon")
            assert not (loads and (parts.scheme or parts.netloc)), f"{page}: {link}"
            if parts.scheme or parts.netloc or name == "action":
                continue
            assert not parts.path.startswith("/") and not parts.query.startswith("before"), f"{page}: {link}"
            target = page.parent / parts.path if parts.path else page
            assert (target / "index.html" if parts.path.endswith("/") else target).is_file(), f"{page}: {link}"
            seen += 1
    assert seen > 500
    for feed in out.glob("editions/*.*"):
        for path in re.findall(re.escape(base) + r"(/[^\"'<>&\s]*)", feed.read_text("utf-8", "ignore")):
            target = out / path.strip("/")
            assert target.is_file() or (target / "index.html").is_file(), f"{feed}: {path}"


def test_compressed_beside_every_text(demo: tuple[Path, list[str], str]) -> None:
    """Every text that gains by it has a gzip form of the same content, and the sources' own pages are all there."""
    out, _, _ = demo
    names = files(out)
    pages = {f"{name}index.html" for name in ("", "status/", "subscribe/", "alerts/", "source/kharkiv/")}
    assert pages | {"404.html", "static/style.css", "favicon.svg", "healthz", "subscriptions.opml"} <= names.keys()
    for name, body in names.items():
        if name.endswith(".gz"):
            assert gzip.decompress(body) == names[name.removesuffix(".gz")]
        elif posixpath.splitext(name)[1] in (".html", ".atom", ".rss", ".json", ".css", ".opml"):
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


def test_everything_is_found(database: Database, run: Run, tmp_path: Path) -> None:
    """From the front page, page by page, every entry is found, and from a source's page each of its own."""
    out = tmp_path / "out"
    assert run("export", out)[0] == OK
    everything, tens = set(range(65)), set(range(0, 65, 10))
    for start, numbers in {"": everything, "source/b": tens, "source/a": everything - tens}.items():
        found: set[str] = set()
        page: Path | None = out / start
        while page is not None:
            body = (page / "index.html").read_text("utf-8")
            found |= set(re.findall(r'href="(?:\.\./|\./)+entry/([0-9a-f]{16})/"', body))
            older = re.search(r'href="([^"]*)" rel="next"', body)
            page = Path(os.path.normpath(page / older[1])) if older else None
        assert found == {key(number) for number in numbers}
    assert sorted(path.parent.name for path in out.glob("page/*/index.html")) == ["1", "2"]


def test_one_entry_changes(database: Database, run: Run, tmp_path: Path) -> None:
    """A new translation of one entry rewrites its page, the lists that show it, and the editions; nothing else."""
    out = tmp_path / "out"
    run("export", out)
    assert written(run, out) == set()
    translate(database, translation(entry(62), title="Corrected"))
    feeds = {f"editions/all-en.{kind}" for kind in ("atom", "rss", "json")} | {"embed/all-en/index.html"}
    expected = {f"entry/{key(62)}/index.html", "index.html", "source/a/index.html", "status/index.html", *feeds}
    assert written(run, out) == expected
    assert "Corrected" in (out / "index.html").read_text("utf-8")


def test_news_comes(database: Database, run: Run, tmp_path: Path) -> None:
    """A new entry leaves all older pages and the pages of other entries as they are."""
    out = tmp_path / "out"
    run("export", out)
    store(database, entry(65, source_id="a"))
    changed = written(run, out)
    assert f"entry/{key(65)}/index.html" in changed
    assert not [name for name in changed if "page/" in name or name.startswith("source/b")]
    assert {name for name in changed if name.startswith("entry/")} == {f"entry/{key(65)}/index.html"}


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
    assert "Alert now" in (out / "alerts/index.html").read_text("utf-8")
    assert written(run, out) == set()
    monkeypatch.setattr("feeds.cli.exporting.now", lambda: NOON + timedelta(hours=6))
    expected = {f"entry/{key(1)}/index.html", "alerts/index.html", "index.html", "source/a/index.html"}
    assert written(run, out) == expected
    assert "Alert now" not in (out / "alerts/index.html").read_text("utf-8")


def test_taken_down(database: Database, run: Run, tmp_path: Path) -> None:
    """What is taken down is nowhere in the folder any more, in no form; what others put there stays."""
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE entry SET title = 'Зайве' WHERE key = ?", (key(63),))
    out = tmp_path / "out"
    run("export", out)
    (out / "entry" / "mine.txt").write_text("mine")
    assert [name for name, body in files(out).items() if "Зайве".encode() in body]
    (tmp_path / "config" / "takedown.toml").write_text(f'[[takedown]]\nentry = "{key(63)}"\n', "utf-8")
    before = len(files(out))
    summary = json.loads(run("export", out, "--json")[1])
    assert summary["removed"] == before - len(files(out)) == 2
    assert summary["files"] == len(files(out)) - 1
    assert not (out / "entry" / key(63)).exists()
    assert (out / "entry" / "mine.txt").read_text() == "mine"
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
    assert not (out / "source" / "b").exists()
    assert len(list((out / "entry").iterdir())) == 58


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
    assert f"entry/{key(3)}/index.html" not in files(out)
    assert summary["files"] == len(files(out))
    assert summary["written"] <= len(whole) - len(left) + 30  # what the takedown changes besides
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
    assert 'href="/city/status/"' in (out / "404.html").read_text("utf-8")


def test_address_that_nobody_knows(run: Run, tmp_path: Path) -> None:
    """Without `base_url` a line says what that means; scripts are not told. Without news there is a site, and empty."""
    configure(tmp_path / "config", {})
    code, _, err = run("export", tmp_path / "out")
    assert (code, err.count("\n")) == (OK, 1)
    assert "[site] base_url is not set" in err
    health = json.loads((tmp_path / "out/healthz").read_text())
    assert (health["status"], health["last_refresh"], health["sources"]["total"]) == ("empty", None, 0)
    assert run("export", tmp_path / "out", "--json")[2] == ""


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
