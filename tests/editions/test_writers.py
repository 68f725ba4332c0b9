"""All writers: pure, thread-safe, and never stopped by a text."""

from __future__ import annotations

import locale
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.editions.clean import clean_document
from feeds.editions.opml import write_opml
from feeds.editions.writers import WRITERS, EditionWriter
from feeds.model import (
    Alternate,
    Category,
    Edition,
    EditionDocument,
    EditionItem,
    Enclosure,
    FeedInfo,
    Other,
    Person,
    Site,
    State,
    Tombstone,
)

from .documents import EDITION, ITEM, NASTY, SITE, archived, document, item, nasty, ordinary, whole
from .reading import ATOM, atom_tree, json_feed, parsed, rss_channel

CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
EXPECTED = Path(__file__).parent / "expected"
every_writer = pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.extension)


@pytest.fixture
def restored_timezone() -> Iterator[None]:
    """Puts the process back into its time zone."""
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def test_formats() -> None:
    """There are three formats, each with its extension and media type."""
    assert {writer.extension: writer.media_type for writer in WRITERS} == {
        "atom": "application/atom+xml; charset=utf-8",
        "rss": "application/rss+xml; charset=utf-8",
        "json": "application/feed+json; charset=utf-8",
    }


@every_writer
def test_expected_bytes(writer: EditionWriter) -> None:
    """The same data gives the same bytes in every release, so that validators and subscribers see no false change."""
    assert writer.write(ordinary()) == (EXPECTED / f"ordinary.{writer.extension}").read_bytes()
    assert writer.write(whole()) == (EXPECTED / f"whole.{writer.extension}").read_bytes()
    assert writer.write(archived()) == (EXPECTED / f"archived.{writer.extension}").read_bytes()


def test_expected_opml() -> None:
    """The list of editions, too, is the same in every release."""
    partner = replace(EDITION, id="partner-leeds", title="Leeds and Kharkiv", first="leeds")
    assert write_opml(SITE, [EDITION, partner]) == (EXPECTED / "editions.opml").read_bytes()


@every_writer
def test_order(writer: EditionWriter) -> None:
    """Entries stand in the order given, newest first."""
    body = writer.write(document(*(item(number, title=f"Title no. {number}") for number in (3, 2, 1))))
    assert body.index(b"no. 3") < body.index(b"no. 2") < body.index(b"no. 1")


@every_writer
def test_threads(writer: EditionWriter) -> None:
    """Eight threads write the same bytes as one, each its own document."""
    documents = [document(*(item(number + n) for n in range(5)), NASTY["quotes in addresses"]) for number in range(8)]
    alone = [writer.write(one) for one in documents]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(writer.write, documents * 10)) == alone * 10


@pytest.mark.usefixtures("restored_timezone")
@every_writer
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
def test_time_zone(writer: EditionWriter, zone: str) -> None:
    """The machine's time zone changes nothing."""
    before = writer.write(ordinary())
    os.environ["TZ"] = zone
    time.tzset()
    assert writer.write(ordinary()) == before


def test_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing never touches the locale, which belongs to the whole process."""

    def refuse(category: int, value: object = None) -> str:
        raise AssertionError(f"setlocale({category}, {value!r})")

    monkeypatch.setattr(locale, "setlocale", refuse)
    for writer in WRITERS:
        assert writer.write(ordinary())


def test_other_process() -> None:
    """Another process with another hash seed, locale and time zone writes the same bytes."""
    code = (
        f"import sys; from {__package__}.documents import nasty; from feeds.editions.writers import WRITERS\n"
        "for writer in WRITERS: sys.stdout.buffer.write(writer.write(nasty()))"
    )
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C",
        "TZ": "Asia/Tokyo",
    }
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, timeout=60)
    assert done.stdout == b"".join(writer.write(nasty()) for writer in WRITERS)


def test_lazy_import() -> None:
    """Importing the writers does not import feedgen, which is slow."""
    code = "import sys, feeds.editions.writers; sys.exit('feedgen' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=env, timeout=60, check=False).returncode == 0


# --- any text in any field ----------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        "<b>",
        "</p>",
        "&amp;",
        "&#0;",
        "&nbsp",
        "]]>",
        "<![CDATA[",
        "<!--",
        "\x00",
        "\ud800",
        "\ufffe",
        "\u202e",
        "%",
        "\\",
    ]
)
# Surrogates and controls included, and bits of markup that single characters seldom make up.
_TEXT = st.text(st.characters(), max_size=12) | st.lists(_PIECES | st.text(st.characters(), max_size=3)).map("".join)
_URL = _TEXT | _TEXT.map("https://example.org/".__add__) | _TEXT.map("https://".__add__)
_MOMENT = st.datetimes(timezones=st.just(UTC))

_PEOPLE = st.lists(st.builds(Person, _TEXT, st.none() | _URL, st.none() | _TEXT), max_size=2).map(tuple)
_SOURCES = st.builds(
    FeedInfo,
    title=_TEXT,
    id=st.none() | _URL,
    link=st.none() | _URL,
    self_url=st.none() | _URL,
    language=st.none() | _TEXT,
    rights=st.none() | _TEXT,
    subtitle=st.none() | _TEXT,
    updated=st.none() | _MOMENT,
    authors=_PEOPLE,
)
_CATEGORIES = st.lists(st.builds(Category, _TEXT, _TEXT), max_size=2).map(tuple)
_ITEMS = st.builds(
    EditionItem,
    id=_URL,
    language=_TEXT,
    title=_TEXT,
    url=_URL,
    url_language=_TEXT,
    original_url=st.none() | _URL,
    original_language=_TEXT,
    summary=_TEXT,
    content=_TEXT,
    published=_MOMENT,
    updated=_MOMENT,
    source=_SOURCES,
    state=st.sampled_from(State),
    engine=st.none() | _TEXT,
    translated_at=st.none() | _MOMENT,
    authors=_PEOPLE,
    categories=st.lists(_TEXT, max_size=2).map(tuple),
    enclosures=st.lists(st.builds(Enclosure, _URL, st.none() | _TEXT, st.none() | st.integers()), max_size=2).map(
        tuple
    ),
    alert=_CATEGORIES,
    tags=_CATEGORIES,
    others=st.lists(st.builds(Other, _URL, _TEXT, _TEXT, _TEXT, _TEXT), max_size=2).map(tuple),
)
# The address of the site is the only field that settings have made sure of.
_SITES = st.builds(
    Site,
    _TEXT,
    st.just("https://visnyk.example.org") | _TEXT.map("https://visnyk.example.org/".__add__),
    hubs=st.lists(_URL, max_size=2).map(tuple),
)
_PAGES = st.none() | st.integers(1, 9)
_DOCUMENTS = st.builds(
    EditionDocument,
    id=_URL,
    edition=st.builds(Edition, _TEXT, _TEXT, _TEXT),
    site=_SITES,
    language=_TEXT,
    updated=_MOMENT,
    items=st.lists(_ITEMS | st.just(ITEM), max_size=3).map(tuple),
    page=_PAGES,
    older=_PAGES,
    alternates=st.lists(st.builds(Alternate, _TEXT, _TEXT, _TEXT), max_size=3).map(tuple),
    tombstones=st.lists(st.builds(Tombstone, _URL, _MOMENT), max_size=2).map(tuple),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_document=_DOCUMENTS)
def test_any_text(any_document: EditionDocument) -> None:
    """Whatever stands in whatever field, every format is valid, readers find no fault, and no entry is missing."""
    clean = clean_document(any_document)
    atom, rss, feed = (writer.write(any_document) for writer in WRITERS)
    written = [(entry.id, entry.title) for entry in clean.items]
    assert [(entry["id"], entry["title"]) for entry in json_feed(feed)["items"]] == written
    entries = atom_tree(atom).findall(f"{ATOM}entry")
    assert [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title")) for entry in entries] == written
    for entry, source in zip(entries, clean.items, strict=True):
        assert not source.content or entry.findtext(f"{ATOM}content") == source.content
        others = [other.url for other in source.others]
        hrefs = [source.url, source.original_url, *others, *(enclosure.url for enclosure in source.enclosures)]
        assert [link.get("href") for link in entry.findall(f"{ATOM}link")] == list(filter(None, hrefs))
    items = rss_channel(rss).findall("item")
    assert [(entry.findtext("guid"), entry.findtext("title")) for entry in items] == written
    # feedparser "repairs" letters that look like mojibake, so that only the number of its entries is compared.
    for body, writer in ((atom, WRITERS[0]), (rss, WRITERS[1])):
        assert len(parsed(body, writer.media_type).entries) == len(written)


@pytest.mark.parametrize("state", [State.NOT_NEEDED, State.TRANSLATED])
@every_writer
def test_dates_that_nobody_said(writer: EditionWriter, state: State) -> None:
    """An entry dated with the moment when it was first seen says so, translated or not; no other says anything."""
    mark = {"json": b'"date":"first-seen"'}.get(writer.extension, b"<visnyk:date>first-seen</visnyk:date>")
    assert writer.write(document(item(1, dated=False, state=state))).count(mark) == 1
    assert mark not in writer.write(document(item(1, state=state)))


@every_writer
def test_two_megabytes(writer: EditionWriter) -> None:
    """An entry of 2 MB arrives whole, and so do its neighbours."""
    content = "<p>" + "Слово за словом. " * 70_000 + "</p>"
    assert len(content.encode()) > 2_000_000
    body = writer.write(document(item(1), item(2, content=content), item(3)))
    if writer.extension == "json":
        assert [one["content_html"] for one in json_feed(body)["items"]] == [ITEM.content, content, ITEM.content]
        return
    root = atom_tree(body) if writer.extension == "atom" else rss_channel(body)
    name = f"{ATOM}entry/{ATOM}content" if writer.extension == "atom" else f"item/{CONTENT}encoded"
    assert [node.text for node in root.iterfind(name)] == [ITEM.content, content, ITEM.content]


@every_writer
def test_links_follow_nobody(writer: EditionWriter) -> None:
    """No link to a page carries what follows its readers; a feed's own address and a file's stay as they are."""
    body = writer.write(document(NASTY["what follows readers"])).decode()
    assert "https://city.example.net/a?id=1" in body
    assert "fbclid" not in body and "gclid" not in body and "yclid" not in body and "utm_medium" not in body
    assert "utm_campaign" not in body and body.count("utm_source") == 1  # words in a title, no address
    file = Enclosure("https://city.example.net/a.mp3?utm_source=x", "audio/mpeg")
    assert "a.mp3?utm_source=x" in writer.write(document(item(1, enclosures=(file,)))).decode()


@every_writer
def test_the_same_id_twice(writer: EditionWriter) -> None:
    """Of two entries that come to the same id the first is written."""
    twice = document(item(1, id="https://місто.укр/"), item(2, id="https://%D0%BC%D1%96%D1%81%D1%82%D0%BE.укр/"))
    assert writer.write(twice).count(b"https://%D0%BC%D1%96%D1%81%D1%82%D0%BE.%D1%83%D0%BA%D1%80/") == 1
