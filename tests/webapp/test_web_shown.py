"""The pure functions behind a page: safe HTML, plain text, words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from feeds.text.html import to_text
from webapp.shown import article, weblink
from webapp.words import day, engine_name, file_name, language_name, size

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
        ("<h1>a</h1><h2>b</h2><h5>c</h5>", "<h3>a</h3><h3>b</h3><h6>c</h6>"),
        ('<p style="color:red" id="main">a</p>', "<p>a</p>"),
        (
            "<table><tbody><tr><td>1</td></tr></tbody></table>after",
            '<div class="scroll" tabindex="0" role="region" aria-label="Table">'
            "<table><tbody><tr><td>1</td></tr></tbody></table></div>after",
        ),
    ],
)
def test_article(given_html: str, shown: str) -> None:
    """Sanitised HTML keeps its text and loses what would load, collide or open a door."""
    assert article(given_html) == shown


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
    """A date is given as weekday, day and month, and year."""
    assert day(date(2026, 10, 21)) == {"weekday": "Wednesday", "date": "21 October", "year": "2026"}
    assert day(date(2027, 1, 3)) == {"weekday": "Sunday", "date": "3 January", "year": "2027"}


@pytest.mark.parametrize(
    ("tag", "name"),
    [("uk", "Ukrainian"), ("en-GB", "English"), ("und", None), ("mul", None), ("", None), ("tlh", "tlh")],
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
