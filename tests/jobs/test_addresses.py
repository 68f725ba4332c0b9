"""Addresses of the served site as files of an exported one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.jobs.addresses import Place, Places, Shelf, file_of, root_from, settle

KEY = "5de4f6cc0faef28e"
SIZES = st.integers(1, 7)
NUMBERS = st.integers(0, 60)


def shelf(number: int, size: int, path: str = "/") -> Shelf:
    """A list of so many entries, two of them always of one moment."""
    return Shelf(path, [(1_000 * (index // 2) - 5_000, f"{index:016x}") for index in range(number)], size)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/en/", "en/index.html"),
        (f"/en/entry/{KEY}", f"en/entry/{KEY}/index.html"),
        (f"/en/entry/{KEY}/pt-BR", f"en/entry/{KEY}/pt-BR/index.html"),
        ("/uk/source/kharkiv/", "uk/source/kharkiv/index.html"),
        ("/uk/archive/2026-03", "uk/archive/2026-03/index.html"),
        ("/sitemap.xml", "sitemap.xml"),
        ("/editions/all-en/3.atom", "editions/all-en/3.atom"),
        ("/static/style.css", "static/style.css"),
        ("/healthz", "healthz"),
        ("/../etc/passwd", None),
        ("/entry/..", None),
        ("/.visnyk-export.json", None),
        ("/entry//x", None),
        ("/entry/%2e%2e", None),
        ("/новини", None),
    ],
)
def test_files(path: str, file: str | None) -> None:
    """A page is a folder's index, what has an extension is itself, and nothing is hidden or leads out."""
    assert file_of(path) == file


@given(st.text("/.ab%", max_size=12))
def test_no_file_leads_out(path: str) -> None:
    """Whatever an address is, no part of its file begins with a dot or is empty."""
    file = file_of(path)
    assert file is None or all(part and not part.startswith(".") for part in file.split("/"))


@given(NUMBERS, SIZES)
def test_front_and_pages_show_everything(number: int, size: int) -> None:
    """The newest entries and the pages behind them have every entry, and each page is full."""
    one = shelf(number, size)
    shown = set(one.newest()) | {index for page in range(1, one.pages + 1) for index in one.on_page(page)}
    assert shown == set(range(number))
    assert all(len(one.on_page(page)) == size for page in range(1, one.pages + 1))


@given(NUMBERS, SIZES, st.integers(0, 20))
def test_pages_stay_while_news_comes(number: int, size: int, more: int) -> None:
    """However many newer entries come, a page is at the same place and begins and ends with the same entries."""
    before, after = shelf(number, size), shelf(number + more, size)
    for page in range(1, before.pages + 1):
        assert (before.page(page), before.on_page(page)) == (after.page(page), after.on_page(page))


@given(st.integers(2, 60), SIZES, st.data())
def test_cursors_lead_to_what_comes_next(number: int, size: int, data: st.DataObject) -> None:
    """Behind any entry the page begins that shows the next older one, or newer ones as well; none is passed over."""
    one = shelf(number, size)
    at = data.draw(st.integers(0, number - 1))
    cursor = f"{1_000 * (at // 2) - 5_000}-{at:016x}"
    page = one.after(cursor)
    if at == 0 or one.pages == 0:
        assert page == 0
    elif page < one.pages:
        assert at - 1 in one.on_page(page)
    for full in range(2, one.pages + 1):  # the website's own link from page to page
        first = one.on_page(full)[0]
        assert one.after(f"{1_000 * (first // 2) - 5_000}-{first:016x}") == full - 1


BASE = "https://news.example/a+b"


def places(base_url: str = BASE) -> Places:
    """A site with 20 entries in its list, five on a page."""
    shelves = [shelf(20, 5, "/en/"), shelf(20, 5, "/uk/"), shelf(3, 5, "/en/source/kharkiv")]
    return Places({one.path: one for one in shelves}, base_url)


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ('<a href="/">', '<a href="../../../">'),
        ('<a href="/en/">', '<a href="../../../en/">'),
        ('<a href="/en/status#sources">', '<a href="../../../en/status/#sources">'),
        ('<a\nhref="/en/source/kharkiv">', '<a\nhref="../../../en/source/kharkiv/">'),
        ('<link href="/static/style.css?v=1&amp;w=2">', '<link href="../../../static/style.css?v=1&amp;w=2">'),
        ('<img alt="" src="/pictures/a.png">', '<img alt="" src="../../../pictures/a.png">'),
        (f'<a href="/en/?before=2000-{15:016x}">', '<a href="../../../en/page/3/">'),
        (f'<a href="/uk/?before=2000-{14:016x}">', '<a href="../../../uk/page/3/">'),
        ('<a href="/en/?before=nonsense">', '<a href="../../../en/">'),
        (f'<a href="/en/source/kharkiv?before=2000-{KEY}">', '<a href="../../../en/source/kharkiv/">'),
        ('<a title=\'6" pipe\' href="/en/status">', '<a title=\'6" pipe\' href="../../../en/status/">'),
        ('<link rel="canonical" href="BASE/en/status">', '<link rel="canonical" href="BASE/en/status/">'),
        (f'<link href="BASE/en/?before=2000-{15:016x}">', '<link href="BASE/en/page/3/">'),
        ('<a href="BASE/editions/all-en.atom">', '<a href="BASE/editions/all-en.atom">'),
        ('<a href="BASEcade/status">', '<a href="BASEcade/status">'),
        ('<a href="https://news.example/aab/status">', '<a href="https://news.example/aab/status">'),
        ('<a href="https://kharkiv.example/status">', '<a href="https://kharkiv.example/status">'),
        ('<a href="//kharkiv.example/status">', '<a href="//kharkiv.example/status">'),
        ('<a href="#original">', '<a href="#original">'),
        ('<a data-href="/status">', '<a data-href="/status">'),
        ('<a href="/.hidden">', '<a href="/.hidden">'),
        ('<p>Write href="/status" there.</p>', '<p>Write href="/status" there.</p>'),
        ('<a title="is href=&quot;/status&quot;">', '<a title="is href=&quot;/status&quot;">'),
    ],
)
def test_links(written: str, link: str) -> None:
    """Links within the site lead from file to file, those with its address from the address on; all others, and words
    that look like one, stay as they are."""
    page = settle(written.replace("BASE", BASE), root_from(f"en/entry/{KEY}/index.html"), places(), {})
    assert page.body.decode() == link.replace("BASE", BASE)


def test_what_a_page_leads_to() -> None:
    """Each address once, of older news with the cursor that its page begins with."""
    page = (
        f'<a href="/en/status"><a href="/en/status#x"><a href="/en/?before=2000-{14:016x}"><a href="https://a.example/">'
        f'<link href="{BASE}/uk/status">'
    )
    cursor = f"/en/?before=2000-{15:016x}"
    assert settle(page, "./", places(), {}).leads_to == ("/en/status", cursor, "/uk/status")
    assert places().find(f"/en/?before=2000-{14:016x}") == Place(cursor, "en/page/3/index.html")


def test_policies_are_said_in_the_page() -> None:
    """A static host sends no headers of ours: what HTML can say stands in its head, and nothing that it cannot."""
    headers = {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; img-src 'self'",
        "Referrer-Policy": "no-referrer",
    }
    body = settle("<html><head>\n<title>x</title>", "./", places(), headers).body.decode()
    assert body == (
        "<html><head>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self'\">\n"
        '<meta name="referrer" content="no-referrer">\n<title>x</title>'
    )


def test_ways_to_the_root() -> None:
    """One step up for each folder; the front page is there already."""
    assert [root_from(file) for file in ("index.html", "status/index.html", "a/b/c.html")] == ["./", "../", "../../"]
