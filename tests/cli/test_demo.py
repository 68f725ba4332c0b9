"""``visnyk demo`` from end to end: the whole program, without network."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sys
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from lxml import etree

from feeds.cli.demo import at_address, replayed
from feeds.cli.main import USAGE
from feeds.config import load_settings
from feeds.model import State
from feeds.service import open_service
from tests.cli.conftest import Run
from tests.cli.helping import ROOT, until
from tests.cli.running import Running, running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

PARTNERS = (
    "Антверпен|Бірмінгем|Брн|Берлін|Мюнхен|Лідс|Еспоо|Познан|Antwerp|Birmingham|Brno|Berlin|Munich|Leeds|Espoo|Pozna"
)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo that has gathered everything."""
    with running("--data", tmp_path_factory.mktemp("demo"), "demo") as program:
        program.hears("published")
        program.answers("/")
        yield program
        assert program.end(signal.SIGINT) == 0
        assert program.said[-1] == "Visnyk: stopped"


def test_says_what_it_does(demo: Running) -> None:
    """The terminal gets where samples and site are, a line a source and the summary, each once."""
    assert f"Visnyk: {demo.url}/  (Ctrl-C stops)" in demo.said
    assert "165 human translations are in the memory" in demo.said
    assert "sources       4 ok" in demo.said
    assert len(demo.said) == len(set(demo.said))


def test_pages(demo: Running) -> None:
    """The pages are there; the front page has translations and says what is pending."""
    front = demo.answers("/en/").decode()
    assert "Translation pending" in front
    assert "Leeds" in front
    for path in ("/", "/en/status", "/uk/status", "/en/subscribe", "/favicon.svg"):
        assert demo.answers(path)
    entry = re.search(r"/en/entry/[0-9a-f]{16}", front)
    assert entry
    assert b"<article " in demo.answers(entry[0])


def test_healthz(demo: Running) -> None:
    """A monitor learns that all four sources work."""
    health = json.loads(demo.answers("/healthz"))
    assert health["status"] == "ok"
    assert health["sources"]["working"] == health["sources"]["total"] == 4


@pytest.mark.parametrize(
    ("edition", "entries"),
    [("all-en", 22), ("alerts-en", 2), ("all-original", 22), ("all-bilingual", 22), ("partner-leeds", 22)],
)
def test_editions(demo: Running, edition: str, entries: int) -> None:
    """Each edition has the same entries in the same order in Atom, RSS and JSON Feed."""
    atom = etree.fromstring(demo.answers(f"/editions/{edition}.atom"))
    rss = etree.fromstring(demo.answers(f"/editions/{edition}.rss"))
    items = json.loads(demo.answers(f"/editions/{edition}.json"))["items"]
    ids = [item["id"] for item in items]
    assert len(ids) == entries
    assert [entry.findtext(f"{ATOM}id") for entry in atom.iterfind(f"{ATOM}entry")] == ids
    assert [item.findtext("guid") for item in rss.iterfind("channel/item")] == ids


def test_what_is_not_translated_says_so(demo: Running) -> None:
    """Exactly the entries that the memory lacks are pending, with the original text and a note."""
    items = json.loads(demo.answers("/editions/all-en.json"))["items"]
    pending = [item for item in items if item["_visnyk"]["state"] == "pending"]
    assert len(pending) == 3
    for item in pending:
        assert item["language"] == "uk"
        assert "Not translated yet" in item["content_html"]
    assert sum(item["_visnyk"]["state"] == "reviewed" for item in items) == 15


def test_news_of_partner_cities(demo: Running) -> None:
    """At least twelve entries speak of partner cities."""
    items = json.loads(demo.answers("/editions/all-original.json"))["items"]
    assert sum(bool(re.search(PARTNERS, item["title"] + item["content_html"])) for item in items) >= 12


def test_unchanged_documents_are_not_sent_again(demo: Running) -> None:
    """A reader that has a document gets 304 and no body."""
    connection = HTTPConnection("127.0.0.1", demo.port, timeout=30)
    connection.request("GET", "/editions/all-en.atom")
    first = connection.getresponse()
    first.read()
    connection.request("GET", "/editions/all-en.atom", headers={"If-None-Match": first.headers["ETag"]})
    second = connection.getresponse()
    assert (second.status, second.read()) == (304, b"")
    connection.close()


def test_sigterm_ends_everything(tmp_path: Path) -> None:
    """SIGTERM, which systemd sends, ends all processes in order; what was gathered is there afterwards."""
    with running("--data", tmp_path, "demo") as program:
        program.hears("published")
        program.answers("/")
        assert program.end(signal.SIGTERM) == 0
        assert program.said[-1] == "Visnyk: stopped"
    with open_service(str(ROOT / "config/demo"), str(tmp_path / "demo")) as service:
        assert sum(row[3] for row in service.translating.memory_counts()) == 165
        assert service.translating.states()[State.PENDING] == 3


def test_killed_parent_leaves_nobody(tmp_path: Path) -> None:
    """If the program is killed outright, the process that refreshes and the one that serves end by themselves."""
    with running("--data", tmp_path, "demo", measured=False) as program:
        program.hears("published")
        program.answers("/")
        assert len(program.left()) >= 3
        program.process.kill()
        program.process.wait(60)
        until(lambda: not program.left(), "no process is left")


def test_replay_says_when_nothing_has_changed() -> None:
    """The samples are served as a good server would: typed, dated, and not twice to who has them."""
    with replayed(ROOT / "config/demo/sites") as address, urllib.request.urlopen(f"{address}/kyiv.rss") as first:
        assert first.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
        connection = HTTPConnection(address.removeprefix("http://"), timeout=30)
        connection.request("GET", "/kyiv.rss", headers={"If-Modified-Since": first.headers["Last-Modified"]})
        assert connection.getresponse().status == 304
        connection.close()


def test_sources_point_to_the_replay() -> None:
    """Only host and port of the sample sources change, so that their paths lead to the samples."""
    moved = at_address(load_settings(ROOT / "config" / "demo"), "http://127.0.0.1:1").sources
    assert {source.url for source in moved} == {
        f"http://127.0.0.1:1/{path.name}" for path in (ROOT / "config/demo/sites").iterdir()
    }


def test_demo_without_its_memory(run: Run, tmp_path: Path) -> None:
    """A damaged installation is named in one line."""
    shutil.copytree(ROOT / "config" / "demo", tmp_path / "config" / "demo")
    (tmp_path / "config/demo/memory.tmx").unlink()
    code, _, err = run("demo")
    assert code == USAGE
    assert err.splitlines()[-1].endswith("memory.tmx: cannot be read: No such file or directory")
