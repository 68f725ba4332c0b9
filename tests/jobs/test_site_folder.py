"""The folder of an export: what is ours in it is kept right, all else is left alone."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.jobs.export import Answer, Exporter
from feeds.jobs.site_folder import SiteFolder
from feeds.jobs.site_list import JOURNAL, MANIFEST, Made
from feeds.jobs.site_plan import FRONT, Content, Plan
from feeds.store.stamps import EntryStamp

LONG = b"News of the city. " * 50
MADE = Made("stamp")


def export(folder: Path, pages: Mapping[str, bytes]) -> SiteFolder:
    """Put these files into ``folder`` as the whole site."""
    with SiteFolder(folder) as site:
        for name, body in pages.items():
            site.put(f"/{name}", MADE, name, body)
        site.finish()
    return site


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and date of every file."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def test_compressed_beside(tmp_path: Path) -> None:
    """A text has its gzip form beside it, of the same moment, always the same bytes; what gets no smaller has none."""
    export(tmp_path, {"a/index.html": LONG, "small.html": b"x", "picture.png": LONG})
    assert set(state(tmp_path)) == {"a/index.html", "a/index.html.gz", "small.html", "picture.png", MANIFEST}
    packed = (tmp_path / "a/index.html.gz").read_bytes()
    assert gzip.decompress(packed) == LONG
    assert packed == gzip.compress(LONG, 9, mtime=0)
    assert state(tmp_path)["a/index.html"][1] == state(tmp_path)["a/index.html.gz"][1]


def test_nothing_changed_nothing_written(tmp_path: Path) -> None:
    """The same site again touches no file, not even the list."""
    export(tmp_path, {"a/index.html": LONG, "b.atom": LONG})
    before = state(tmp_path)
    site = export(tmp_path, {"b.atom": LONG, "a/index.html": LONG})
    assert (site.number, site.written, site.removed) == (4, 0, 0)
    assert state(tmp_path) == before


def test_becomes_too_small_to_compress(tmp_path: Path) -> None:
    """A page that shrinks below what is worth it loses its gzip form, which would be served in its place."""
    export(tmp_path, {"a.html": LONG})
    site = export(tmp_path, {"a.html": b"x"})
    assert set(state(tmp_path)) == {"a.html", MANIFEST}
    assert (site.number, site.written, site.removed) == (1, 1, 1)


def test_what_is_gone_is_removed(tmp_path: Path) -> None:
    """Files of pages that are no more go, with folders that are empty then; what others put there stays."""
    export(tmp_path, {"a/x/index.html": LONG, "b/x/index.html": LONG, "c.html": b"x"})
    (tmp_path / "b" / "note.txt").write_text("mine")
    site = export(tmp_path, {"c.html": b"x"})
    assert (site.number, site.removed) == (1, 4)
    assert set(state(tmp_path)) == {"b/note.txt", "c.html", MANIFEST}
    assert not (tmp_path / "a").exists()
    assert list(json.loads((tmp_path / MANIFEST).read_bytes())["pages"]) == ["/c.html"]


def test_removed_by_somebody_else(tmp_path: Path) -> None:
    """What somebody has removed, or put a file in the place of, is no trouble when it is to go."""
    export(tmp_path, {"a/index.html": LONG, "b/index.html": b"x"})
    for name in ("a/index.html", "a/index.html.gz", "b/index.html"):
        (tmp_path / name).unlink()
    (tmp_path / "b").rmdir()
    (tmp_path / "b").write_text("mine")
    assert export(tmp_path, {}).removed == 0
    assert set(state(tmp_path)) == {"b", MANIFEST}


def test_cannot_be_removed(tmp_path: Path) -> None:
    """A folder in the place of what is to go is an error that names it."""
    export(tmp_path, {"a.html": b"x"})
    (tmp_path / "a.html").unlink()
    (tmp_path / "a.html").mkdir()
    with pytest.raises(StoreError, match=r"a\.html: cannot be removed: "):
        export(tmp_path, {})


def test_changed_by_hand(tmp_path: Path) -> None:
    """What somebody changed, shortened or removed is no known page any more, and is put right."""
    pages = {"a.html": LONG, "b.html": LONG, "c.html": LONG, "d.html": LONG}
    export(tmp_path, pages)
    (tmp_path / "a.html").write_bytes(LONG.upper())
    (tmp_path / "b.html").write_bytes(b"")
    (tmp_path / "c.html").unlink()
    with SiteFolder(tmp_path) as site:
        known = [name for name in pages if site.known(f"/{name}", "stamp", name)]
    assert known == ["d.html"]
    assert export(tmp_path, pages).written == 3
    assert all((tmp_path / name).read_bytes() == LONG for name in pages)


def test_compressed_form_changed_by_hand(tmp_path: Path) -> None:
    """A gzip form that somebody changed is put right, though the page is as it was."""
    export(tmp_path, {"a.html": LONG})
    (tmp_path / "a.html.gz").write_bytes(b"no")
    with SiteFolder(tmp_path) as site:
        assert site.known("/a.html", "stamp", "a.html") is None
    assert export(tmp_path, {"a.html": LONG}).written == 1
    assert gzip.decompress((tmp_path / "a.html.gz").read_bytes()) == LONG


def test_only_the_date_is_another(tmp_path: Path) -> None:
    """After a copy or a checkout every date is new: files are read and found to be the same, and none is written."""
    export(tmp_path, {"a.html": LONG})
    for name in ("a.html", "a.html.gz"):
        os.utime(tmp_path / name, ns=(5, 5))
    with SiteFolder(tmp_path) as site:
        assert site.known("/a.html", "stamp", "a.html") == MADE
    assert export(tmp_path, {"a.html": LONG}).written == 0
    assert state(tmp_path)["a.html"][1] == 5


def test_known_only_by_the_same_stamp(tmp_path: Path) -> None:
    """A page made from something else, from nobody knows what, or never, has to be made."""
    export(tmp_path, {"a.html": LONG})
    with SiteFolder(tmp_path) as site:
        asked = [("/a.html", "other"), ("/a.html", None), ("/b.html", "stamp")]
        assert [site.known(address, stamp, "a.html") for address, stamp in asked] == [None] * 3


def test_half_a_line_in_the_journal(tmp_path: Path) -> None:
    """Of what a killed export had noted the whole lines count: its files are ours, and go if they are no more."""
    with SiteFolder(tmp_path) as site:
        site.put("/a.html", MADE, "a.html", LONG)
    with (tmp_path / JOURNAL).open("ab") as journal:
        journal.write(b'["file", "mine.txt", "')
    (tmp_path / "mine.txt").touch()
    with SiteFolder(tmp_path) as site:
        assert site.known("/a.html", "stamp", "a.html") == MADE
        site.put("/b.html", MADE, "b.html", LONG)
    assert export(tmp_path, {"b.html": LONG}).removed == 2
    assert set(state(tmp_path)) == {"mine.txt", "b.html", "b.html.gz", MANIFEST}


@pytest.mark.parametrize("name", [MANIFEST, JOURNAL])
@pytest.mark.parametrize(
    "content",
    [
        b"[1, 2",
        b"[]\n",
        b'{"visnyk": 2, "files": {}, "pages": {}}\n',
        b'{"visnyk": 1, "files": {"../x": ["", 0, 0]}, "pages": {}}\n',
        b'["file", "../x", "", 0, 0]\n',
        b'["file", "/etc/x", "", 0, 0]\n',
        b'["file", "a/.ssh/x", "", 0, 0]\n',
    ],
)
def test_list_that_is_none(tmp_path: Path, name: str, content: bytes) -> None:
    """A list that is damaged, of another version, or names what no export writes is an error; nothing is touched."""
    (tmp_path / "x").write_text("mine")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / name).write_bytes(content)
    if name == JOURNAL and b"\n" not in content:
        assert export(tmp_path / "site", {}).removed == 0  # half a line
        return
    with pytest.raises(StoreError, match=rf"{name}: is no list of an export: empty the folder"):
        export(tmp_path / "site", {})
    assert (tmp_path / "x").read_text() == "mine"


def test_list_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder in the place of the list is an error that names it."""
    (tmp_path / MANIFEST).mkdir()
    with pytest.raises(StoreError, match=rf"{MANIFEST}: cannot be read: "):
        export(tmp_path, {})


def test_a_site_of_somebody_else(tmp_path: Path) -> None:
    """A folder with a front page that no export wrote is left alone."""
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(StoreError, match=rf"has an index\.html, and no {MANIFEST} that says it is ours"):
        export(tmp_path, {"index.html": b"x"})
    assert set(state(tmp_path)) == {"index.html"}


def test_one_export_at_a_time(tmp_path: Path) -> None:
    """A second export into the same folder ends at once; after the first one has ended it goes."""
    with SiteFolder(tmp_path), pytest.raises(StoreError, match="another export is writing it"):
        export(tmp_path, {})
    assert export(tmp_path, {"a.html": b"x"}).written == 1


def test_cannot_be_written(tmp_path: Path) -> None:
    """A folder in the place of a page is an error that names it, and nothing is left lying about."""
    (tmp_path / "a.html" / "inside").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"a\.html: cannot be written: Is a directory"):
        export(tmp_path, {"a.html": b"x"})
    assert set(state(tmp_path)) == {JOURNAL}


def test_whose_robots(tmp_path: Path) -> None:
    """Who has a robots.txt of their own keeps it; ours is there where they have none, and goes when it is no more."""
    (tmp_path / "robots.txt").write_text("mine")
    assert export(tmp_path, {"robots.txt": b"ours"}).number == 0
    assert export(tmp_path, {}).removed == 0
    assert (tmp_path / "robots.txt").read_text() == "mine"
    export(tmp_path / "other", {"robots.txt": b"ours"})
    assert export(tmp_path / "other", {"robots.txt": b"other"}).written == 1
    assert export(tmp_path / "other", {}).removed == 1


# --- what is written ----------------------------------------------------------------------------------------------

BASE = "https://news.example/news"
FEW = Content("v1", BASE, ("en",), (), {FRONT: ()}, {}, (), {}, {}, ("/static/copy.js",), {})
SITE = {"/": b"choose", "/en/": b"front", "/en/subscribe": b"", "/en/status": b"", "/healthz": b"{}"}


def visit(folder: Path, answers: Mapping[str, bytes | int], content: Content = FEW) -> tuple[SiteFolder, list[str]]:
    """Export a website with these answers (a number is an error); the folder, and what was asked for."""
    asked = []

    def ask(address: str) -> Answer:
        asked.append(address)
        answer = {**SITE, **answers}.get(address, 404)
        return Answer(answer, {}, b"error") if isinstance(answer, int) else Answer(200, {}, answer)

    with SiteFolder(folder) as site:
        Exporter(Plan(content, 30), site, ask, "/news").run()
    return site, asked


def test_pages_that_nobody_planned(tmp_path: Path) -> None:
    """Whatever a page leads to is exported before it, each once, in circles too; what is not there is left out."""
    answers = {
        "/en/": b'<a href="/a">', "/a": b'<a href="/b"><a href="/none"><a href="/en/status">', "/b": b'<a href="/a">',
    }  # fmt: skip
    _, asked = visit(tmp_path, answers)
    assert (tmp_path / "a/index.html").read_text() == '<a href="../b/"><a href="../none/"><a href="../en/status/">'
    assert (tmp_path / "b/index.html").read_text() == '<a href="../a/">'
    assert not (tmp_path / "none").exists()
    assert len(asked) == len(set(asked))
    visit(tmp_path, {})
    assert not {"a", "b"} & {path.name for path in tmp_path.iterdir()}


def test_a_document_before_what_leads_to_it(tmp_path: Path) -> None:
    """Pages of an archive that are no part of the plan are found in the feed, and are there before it."""
    content = replace(FEW, editions=("e",), documents={"/editions/e.atom": '"1"'})
    answers = {"/editions/e.atom": b'<link href="https://x.example/editions/e/2.atom"/>',
               "/editions/e/2.atom": b"... /editions/e/1.atom", "/editions/e/1.atom": b"oldest"}  # fmt: skip
    visit(tmp_path, answers, content)
    dates = state(tmp_path)
    order = [f"editions/e{page}.atom" for page in ("/1", "/2", "")]
    assert sorted(order, key=lambda name: dates[name][1]) == order
    assert visit(tmp_path, answers, content)[1].count("/editions/e.atom") == 0


def test_the_website_fails(tmp_path: Path) -> None:
    """A page that cannot be made ends the export, and nothing is removed; the next one goes on."""
    visit(tmp_path, {"/en/": b'<a href="/a">', "/a": LONG})
    with pytest.raises(StoreError, match="the page /en/status cannot be made: the website answered 503"):
        visit(tmp_path, {"/en/status": 503})
    assert (tmp_path / "a/index.html").read_bytes() == LONG
    assert visit(tmp_path, {})[0].removed == 2


def test_error_page(tmp_path: Path) -> None:
    """The error page is shown at any address: its links begin with the path that the site is served at."""
    visit(tmp_path, {"/no-such-page": b'<a href="/"><a href="/en/status">'})
    assert (tmp_path / "404.html").read_text() == '<a href="/news/"><a href="/news/en/status/">'


def entry(number: int, story: int | None = None, revision: int = 1, alert: str | None = None) -> EntryStamp:
    """Entry no. ``number``, which tells its own news or that of another one."""
    of = number if story is None else story
    return EntryStamp(f"{number:016x}", f"{of:016x}", 1_000 * number, alert, False, (revision,))


def planned(*entries: EntryStamp, front: Sequence[int] = (), **lists: Sequence[int]) -> dict[str, str | None]:
    """By what each page of a site with these entries is known, by its address; two rows on a page."""
    told = {FRONT: front, **{f"/source/{name}": numbers for name, numbers in lists.items()}}
    rows = {path: tuple(f"{number:016x}" for number in numbers) for path, numbers in told.items()}
    plan = Plan(replace(FEW, languages=("en", "uk"), entries=entries, lists=rows), 2)
    return {page.place.address: page.stamp for page in plan.pages}


def changed(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> set[str]:
    """What is known by something else, in English."""
    found = {address for address, stamp in after.items() if stamp and before.get(address) != stamp}
    assert {address.replace("/en/", "/uk/") for address in found if "/en/" in address} == {
        address for address in found if "/uk/" in address
    }
    return {address for address in found if "/uk/" not in address}


def test_one_of_a_story_changes() -> None:
    """What changes of one that tells a story changes the pages of all that tell it, and the rows they stand in."""
    others = [entry(number) for number in (1, 2, 5, 6)]
    lists = {"front": (1, 2, 3, 5, 6), "a": (1, 2, 3, 5, 6), "b": (4,)}
    before = planned(*others, entry(3), entry(4, story=3), **lists)
    after = planned(*others, entry(3), entry(4, story=3, revision=2), **lists)
    third_and_fifth = f"?before=6000-{6:016x}"
    assert changed(before, after) == {
        f"/en/entry/{3:016x}", f"/en/entry/{4:016x}", f"/en/{third_and_fifth}", f"/en/source/a{third_and_fifth}",
        "/en/source/b",
    }  # fmt: skip


def test_a_month_leads_to_its_neighbours() -> None:
    """When there is news of another month the months beside it are made anew, and no others."""
    months = {f"/archive/2026-0{number}": (f"{number:016x}",) for number in range(1, 6)}
    entries = [entry(number) for number in range(1, 6)]
    plans = []
    for gone in ("/archive/2026-03", ""):
        lists = {FRONT: (), **{path: keys for path, keys in months.items() if path != gone}}
        plans.append(Plan(replace(FEW, entries=entries, lists=lists), 2))
    before, after = ({page.place.address: page.stamp for page in plan.pages} for plan in plans)
    assert {address for address in after if before.get(address) != after[address]} == {
        f"/en/archive/2026-0{number}" for number in (2, 3, 4)
    }


def test_a_page_that_nobody_planned_is_known_by_its_entry() -> None:
    """A translation into another language changes with its entry; a picture and a style sheet never do."""
    plans = [Plan(replace(FEW, entries=[entry(1, revision=revision)]), 2) for revision in (1, 2)]
    first, second = (plan.page(f"/en/entry/{1:016x}/pl") for plan in plans)
    assert first is not None and second is not None
    assert first.stamp and second.stamp and first.stamp != second.stamp
    for address in ("/pictures/a.png", "/assets/css-0.css"):
        one, other = (plan.page(address) for plan in plans)
        assert one is not None and one == other and one.stamp
    unknown = plans[0].page("/en/about-something-else")
    assert unknown is not None and unknown.stamp is None
    assert plans[0].page("/en/../x") is plans[0].page("/uk/search?q=tram") is None
