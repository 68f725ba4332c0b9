"""The pure functions behind a page: safe HTML, plain text, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from feeds.model import Entry, EntryView, Kind, Source, State, Translation
from feeds.text.html import to_text
from tests.webapp.city import NOON, City, app_for
from webapp.shown import Text, article, headline, teaser, weblink
from webapp.words import day, engine_name, file_name, language_name, month, size

PIECES = st.sampled_from(
    ["<p>", "</p>", "<img src=https://a.example/x alt='a<b'>", "<a href='https://a.example/'>", "</a>", "text & more",
     "<table><tr><td>", "</table>", "<img>", "&lt;script&gt;", "<b>", "</b>", "Ї", "<h1>", "</h1>", "\x0b",
     "<!-- c -->"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("given_html", "shown"),
    [
        ("", ""),
        ("a &amp; b", "a &amp; b"),
        ("a &lt;script&gt; b", "a &lt;script&gt; b"),
        ("<p>x<br>y</p>z", "<p>x<br>y</p>z"),
        (
            '<p>a <img src="https://h.example/1.png" alt="An  image"> b</p>',
            '<p>a <a class="picture" href="https://h.example/1.png" rel="noopener external">An image</a> b</p>',
        ),
        (
            '<a href="https://h.example/"><img src="https://h.example/1.png" alt="Map"></a>',
            '<a href="https://h.example/" rel="noopener external"><span class="picture">Map</span></a>',
        ),
        ('<img src="javascript:x">', '<span class="picture">Picture</span>'),
        ('<img alt="" title="Logo" src="data:image/png;base64,AA">', '<span class="picture">Logo</span>'),
        ("<h1>a</h1><h2>b</h2><h5>c</h5>", "<h3>a</h3><h4>b</h4><h5>c</h5>"),
        ("<h3>a</h3><h5>b</h5><h3>c</h3>", "<h3>a</h3><h4>b</h4><h3>c</h3>"),
        ("<h5>a</h5><h4>b</h4><h2>c</h2>", "<h3>a</h3><h4>b</h4><h3>c</h3>"),
        ('<p style="color:red" id="main">a</p>', "<p>a</p>"),
        (
            "<table><tbody><tr><td>1</td></tr></tbody></table>after",
            '<div class="scroll" tabindex="0" role="group" aria-label="Table">'
            "<table><tbody><tr><td>1</td></tr></tbody></table></div>after",
        ),
    ],
)
def test_article(given_html: str, shown: str) -> None:
    """Sanitised HTML keeps its text and loses what would load, collide or open a door."""
    assert article(given_html) == shown


@pytest.mark.parametrize(
    ("given_html", "language", "shown"),
    [
        ("<p>x</p>", "en", "<p>x</p>"),
        ('<img src="https://h.example/1.png">', "uk", '<a class="picture" href='),
        ('<img src="https://h.example/1.png">', "en", '<a class="picture" lang="uk" href='),
        ('<img src="https://h.example/1.png" alt="Map">', "en", '<a class="picture" href='),
        ("<table><tr><td>1", "uk", 'aria-label="Table"><table>'),
        ("<table><tr><td>1", "en", 'aria-label="Table" lang="uk"><table lang="en">'),
        ("<table><tr><td>1", "und", 'aria-label="Table" lang="uk"><table lang="">'),
        ('<div lang="pl"><table><tr><td>1', "uk", 'aria-label="Table" lang="uk"><table lang="pl">'),
        ('<table lang="uk"><tr><td>1', "en", 'aria-label="Table" lang="uk"><table lang="uk">'),
    ],
)
def test_words_of_ours_in_a_text(spoken: None, given_html: str, language: str, shown: str) -> None:
    """What a Ukrainian page adds to a text in another language says that it is Ukrainian, and what it holds is not."""
    assert shown in re.sub('(?<=aria-label=")[^"]+', "Table", article(given_html, language=language))


@pytest.fixture
def spoken() -> Iterator[None]:
    """A request for a page in Ukrainian."""
    with app_for(City()).test_request_context("/uk/"):
        yield


# --- what a reader sees first ---------------------------------------------------------------------------------------

ENTRY = Entry(
    key="0" * 16, source_id="city", atom_id="urn:x:1", guid=None, link=None, title="Трамвай", summary="",
    content="<p>Трамвай. Він їде.</p>", language="uk", fingerprint="x", published=NOON, updated=NOON, first_seen=NOON,
)  # fmt: skip
ENGLISH = Translation(
    entry_key=ENTRY.key, language="en", state=State.TRANSLATED, updated=NOON, title="Tram",
    content="<p>Tram. It runs.</p>",
)  # fmt: skip
SOURCE = Source("city", Kind.FEED, "https://city.example/", "City")


def view(state: State = State.TRANSLATED, translation: Translation | None = ENGLISH, **fields: str) -> EntryView:
    """An entry with a translation."""
    return EntryView(replace(ENTRY, **fields), SOURCE, state, translation)


@pytest.mark.parametrize(
    ("one", "ui", "title", "text"),
    [
        (view(), "en", Text("Tram", "en", True), Text("It runs.", "en", True)),
        (view(), "uk", Text("Трамвай", "uk", False), Text("Він їде.", "uk", False)),
        (view(language="uk-UA"), "uk", Text("Трамвай", "uk-UA", False), Text("Він їде.", "uk-UA", False)),
        (view(State.PENDING), "en", Text("Трамвай", "uk", False), Text("Він їде.", "uk", False)),
        (view(State.FAILED), "en", Text("Трамвай", "uk", False), Text("Він їде.", "uk", False)),
        (view(State.NOT_NEEDED, None, language="pl"), "uk", Text("Трамвай", "pl", False),
         Text("Він їде.", "pl", False)),
        # A partial translation that left the title as it was.
        (view(State.PARTIAL, replace(ENGLISH, title="Трамвай")), "en", Text("Трамвай", "uk", False),
         Text("Він їде.", "uk", False)),
        # Without titles: the first words.
        (view(title=""), "uk", Text("Трамвай. Він їде.", "uk", False), None),
        (view(title=""), "en", Text("Tram. It runs.", "en", True), None),
        (view(State.PENDING, title=" "), "en", Text("Трамвай. Він їде.", "uk", False), None),
        (view(State.PENDING, title="", content=""), "uk", Text("Untitled", "en", False), None),
        (view(content="", summary="<p>Коротко.</p>", title=""), "uk", Text("Коротко.", "uk", False), None),
        (view(content=""), "uk", Text("Трамвай", "uk", False), None),
    ],
)  # fmt: skip
def test_what_a_reader_sees_first(one: EntryView, ui: str, title: Text, text: Text | None) -> None:
    """An entry's own title where it is written in the reader's language, else the translation's if that may be shown;
    the first words are in the language of the title, and do not repeat it."""
    assert headline(one, ui) == title
    assert teaser(one, ui) == text


# --- sanitised HTML ---------------------------------------------------------------------------------------------------


@given(st.lists(PIECES, max_size=12).map("".join))
def test_article_never_loads_anything(fragment: str) -> None:
    """Whatever the nesting, no picture is left and no link is inside another."""
    tree = html.fragment_fromstring(article(fragment), create_parent="div")
    assert not tree.xpath(".//img | .//a//a")


@given(st.lists(PIECES, max_size=12).map("".join))
def test_article_loses_no_words(fragment: str) -> None:
    """The text of a fragment is the same on the page, but for the words of pictures, which are added."""
    kept = fragment.replace("<img src=https://a.example/x alt='a<b'>", "").replace("<img>", "")
    words = to_text(article(kept)).replace(" ", "")
    assert words == to_text(kept.replace("<!-- c -->", "")).replace(" ", "")


@given(st.text(max_size=80))
def test_article_takes_any_text(fragment: str) -> None:
    """Whatever is in the store, a page can be drawn, and it has no script."""
    assert "<script" not in article(fragment + "<script>x</script>")


@given(st.text(max_size=40))
def test_weblink_gives_the_address_or_nothing(url: str) -> None:
    """Any text at all is either an http(s) address as it was, or no link."""
    link = weblink(url)
    assert link is None or (link == url and url.strip().lower().startswith(("http://", "https://")))


def test_dates_are_in_english_words() -> None:
    """A date is given as weekday, day and month, and year; in no language in particular it is in English."""
    assert day(date(2026, 10, 21)) == {"weekday": "Wednesday", "date": "21 October", "year": "2026"}
    assert day(date(2027, 1, 3)) == {"weekday": "Sunday", "date": "3 January", "year": "2027"}


def test_dates_are_in_ukrainian_words(spoken: None) -> None:
    """On a Ukrainian page the month is in the genitive where a day stands before it, else in the nominative."""
    assert day(date(2026, 10, 21)) == {"weekday": "середа", "date": "21 жовтня", "year": "2026"}
    assert day(date(2027, 1, 3)) == {"weekday": "неділя", "date": "3 січня", "year": "2027"}
    assert month(date(2026, 10, 1)) == "жовтень 2026"


@pytest.mark.parametrize(
    ("tag", "name"),
    [("uk", "Ukrainian"), ("en-GB", "English"), ("und", None), ("mul", None), ("", None), ("qtx", "qtx")],
)
def test_language_names(tag: str, name: str | None) -> None:
    """A tag is named by its primary language, itself where it is unknown, and not at all where nobody said."""
    assert language_name(tag) == name


@pytest.mark.parametrize(
    ("engine", "words"),
    [
        ("google", "Google Translate"),
        ("x", "x"),
        ("memory+deepl", "the translation memory and DeepL"),
        ("a+b+c", "a, b and c"),
    ],
)
def test_engine_names(engine: str, words: str) -> None:
    """Engines are named as people know them, several joined by words."""
    assert engine_name(engine) == words


@pytest.mark.parametrize(
    ("octets", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (1_550, "1.6 kB"), (999_950, "1 MB"), (2_412_000, "2.4 MB")],
)
def test_sizes(octets: int, words: str) -> None:
    """A size is rounded to one decimal of its unit."""
    assert size(octets) == words


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/x/%D0%B0.pdf?q", "а.pdf"),
        ("https://a.example/", "a.example"),
        ("https://a.example/%ff", "�"),
    ],
)
def test_file_names(url: str, name: str) -> None:
    """A file is named by the last part of its path, decoded, or by its host."""
    assert file_name(url) == name
