"""Sanitising, and the ways between HTML and plain text."""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from feeds.text import html as sanitiser
from feeds.text.html import clean, from_text, shorten, squeeze, strip_controls, strip_references, to_text

from .strategies import characters, markup

BASE = "https://city.example/news/"
_LINKS = ("href", "src", "cite")


@pytest.mark.parametrize(
    ("dirty", "good"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ('<p onclick="x()" style="y">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href=" jAvA\tscript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<img src="x:y" onerror=alert(1)>', "<img>"),
        ('<svg><a xlink:href="javascript:alert(1)">a</a></svg>b', "b"),
        ('<form action="javascript:alert(1)">a<button>b</button></form>', "ab"),
        ("<iframe src=javascript:alert(1)>a</iframe>b", "b"),
        ("<article><h2>a</h2></article>", "<h2>a</h2>"),
        ("<!-- note --><p>a</p>", "<p>a</p>"),
    ],
)
def test_what_is_no_news_is_removed(dirty: str, good: str) -> None:
    """Scripts, styles, handlers, foreign schemes, frames and comments go; the words around them stay."""
    assert clean(dirty) == good


@pytest.mark.parametrize(
    ("embedded", "link"),
    [
        ('<iframe src="https://city.example/v?a=1&amp;b=2">a</iframe>', "https://city.example/v?a=1&amp;b=2"),
        ("<video poster=p.jpg><source src='https://city.example/v.mp4'></video>", "https://city.example/v.mp4"),
        ("<audio controls src=https://city.example/a.ogg></audio>", "https://city.example/a.ogg"),
        ('<object data="https://city.example/d.pdf"></object>', "https://city.example/d.pdf"),
    ],
)
def test_what_cannot_be_embedded_is_linked(embedded: str, link: str) -> None:
    """Players and frames do not pass, but where they lead is not lost."""
    assert clean(embedded) == f'<p><a href="{link}">{link}</a></p>'


def test_a_picture_that_loads_late() -> None:
    """The address that a script would have put in is the picture's."""
    late = '<img class="lazy" src="data:image/gif;base64,R0" data-src="https://city.example/i.jpg" alt="Трамвай">'
    assert clean(late) == '<img src="https://city.example/i.jpg" alt="Трамвай">'


def test_what_news_is_made_of_stays() -> None:
    """Structure, emphasis, pictures, tables, languages and the four schemes of links pass unchanged."""
    good = (
        '<h2>a</h2><p lang="uk">b <strong>c</strong> <a href="https://city.example/?a=1&amp;b=2" title="d">e</a></p>'
        '<ul><li>f</li></ul><blockquote cite="https://city.example/q">g</blockquote>'
        '<img src="https://city.example/i.png" alt="h" width="1"><table><tbody><tr><td colspan="2">i</td></tr></tbody>'
        '</table><a href="mailto:a@city.example">j</a><a href="tel:+380">k</a><time datetime="2025-01-01">l</time>'
    )

    assert clean(good) == good


def test_what_is_not_to_be_translated_stays_marked() -> None:
    """A source's word that a name is not to be translated reaches the reader's own translator."""
    assert clean('<p>b <em translate="no">Visnyk</em></p>') == '<p>b <em translate="no">Visnyk</em></p>'


def test_relative_links_are_resolved_against_the_base() -> None:
    """With a base, relative links and pictures become absolute."""
    cleaned = clean('<a href="1">a</a><img src="/i.png"><a href="//other.example/x">b</a>', BASE)

    assert cleaned == (
        '<a href="https://city.example/news/1">a</a><img src="https://city.example/i.png">'
        '<a href="https://other.example/x">b</a>'
    )


@pytest.mark.parametrize("base", [None, "", "https://city.example:99999/", "https://1.2.3.999/", "nonsense"])
def test_relative_links_are_dropped_without_a_usable_base(base: str | None) -> None:
    """Without a base, or with one that is none, relative links are dropped and absolute ones stay."""
    cleaned = clean('<a href="/1">a</a><a href="https://city.example/2">b</a>', base)

    assert cleaned == '<a>a</a><a href="https://city.example/2">b</a>'


@settings(max_examples=300)
@given(markup, st.sampled_from([None, BASE]))
@example("<h1><table><h2>", None)
@example("<ul><li><article><li>x</article></ul>", None)
@example("<pre></b>\n\n\nx", None)
@example("<pre>\x0b\n\nx</pre>", None)
@example("<h1><a><h1><table><a>", None)
@example('<a title="<pre>\n\nx" href="x">a</a>', BASE)
def test_cleaning_twice_changes_nothing(dirty: str, base: str | None) -> None:
    """What was cleaned is clean: a second time returns it letter by letter, with the base or without."""
    once = clean(dirty, base)

    assert clean(once, base) == once
    assert clean(once) == once


@settings(max_examples=300)
@given(markup, st.sampled_from([None, BASE]))
def test_nothing_harmful_is_left(dirty: str, base: str | None) -> None:
    """Read as a browser would, no element runs code, no attribute is a handler, every link has an allowed scheme."""
    tree = lxml_html.fragment_fromstring(clean(dirty, base), create_parent="div")

    for element in tree.iter():
        assert isinstance(element.tag, str)
        assert element.tag not in {"script", "style", "iframe", "object", "form", "svg", "math", "template"}
        for name, value in element.attrib.items():
            assert not name.startswith(("on", "style", "xlink"))
            assert name not in _LINKS or re.match(r"(https?|mailto|tel):", value, re.IGNORECASE)


@given(markup)
def test_the_result_fits_into_xml(dirty: str) -> None:
    """Escaped once more, what is left stands in an XML document."""
    ElementTree.fromstring(f"<x>{html.escape(clean(dirty))}</x>")


@pytest.mark.parametrize("depth", [100, 2000])
def test_deep_nesting_is_no_harm(depth: int) -> None:
    """Thousands of nested elements are cleaned, and stay as they are the second time."""
    once = clean("<div><b>" * depth + "x")

    assert to_text(once) == "x"
    assert clean(once) == once


def test_markup_that_does_not_settle_becomes_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Markup that each reading turns into something else is given up in the end: only its words are kept."""
    restless = "<h1><a>1<h1>2<table><a>3"
    monkeypatch.setattr(sanitiser, "_PASSES", 1)

    once = clean(restless)

    assert "<" not in once
    assert clean(once) == once
    assert sorted(once.replace(" ", "")) == sorted("123")


@given(characters)
def test_only_characters_of_xml_are_left(text: str) -> None:
    """strip_controls leaves what XML 1.0 §2.2 allows, in order, and drops everything else."""
    allowed = [
        char
        for char in text
        if char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"
    ]

    assert strip_controls(text) == "".join(allowed)


@pytest.mark.parametrize(
    ("given_html", "text"),
    [
        ("<p>Перший</p><p>другий</p>", "Перший другий"),
        ("a<br>b<br/>c", "a b c"),
        ("<b>a</b>b <i>c</i>", "ab c"),
        ("1 &lt; 2 &amp; 3&nbsp;грн &laquo;так&raquo;", "1 < 2 & 3 грн «так»"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ('<a href="https://x.example/" title="a &gt; b">c</a>', "c"),
        ("no markup\n at  all\x07", "no markup at all"),
        ("2 < 3", "2 < 3"),
        ("&#11;&#x1F680;", "🚀"),
        ("", ""),
    ],
)
def test_html_as_text(given_html: str, text: str) -> None:
    """to_text gives the words: blocks apart, inline elements joined, entities as characters."""
    assert to_text(given_html) == text


@given(markup)
def test_text_of_html_is_one_clean_line(dirty: str) -> None:
    """to_text of anything cleaned has no tag of its own making, no control and no white space but single spaces."""
    text = to_text(clean(dirty))

    assert text == squeeze(strip_controls(text))


@pytest.mark.parametrize(
    ("text", "as_html"),
    [
        ("Один\nдва\n\nтри", "<p>Один<br>два</p><p>три</p>"),
        ("a\r\nb\r\n\r\n\r\nc", "<p>a<br>b</p><p>c</p>"),
        ('1 < 2 & "3"', '<p>1 &lt; 2 &amp; "3"</p>'),
        (" \n ", ""),
    ],
)
def test_text_as_html(text: str, as_html: str) -> None:
    """from_text makes paragraphs of stretches, breaks of line ends, and escapes what HTML would read."""
    assert from_text(text) == as_html


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"))))
def test_text_survives_as_html(text: str) -> None:
    """No word is lost from plain text to HTML and back."""
    assert to_text(clean(from_text(text))) == squeeze(text)


@given(st.text(), st.integers(1, 50))
def test_shortened_text_fits(text: str, limit: int) -> None:
    """shorten keeps to the limit, leaves what fits alone, and ends what it cut with an ellipsis."""
    short = shorten(text, limit)

    assert len(short) <= limit
    assert short == text if len(text) <= limit else short.endswith("…") and text.startswith(short[:-1])


def test_text_is_cut_between_words() -> None:
    """The last word that does not fit whole is left out, and punctuation before the ellipsis with it."""
    assert shorten("Міська рада, ухвалила бюджет", 14) == "Міська рада…"


@pytest.mark.parametrize(
    ("markup", "sound"),
    [
        ("a&#11;b&#x0B;c&#xFFFE;d&#55357;e&#0;f", "abcdef"),
        ("&#1073;&#x41;&#65 &amp;#11; &nbsp;", "&#1073;&#x41;&#65 &amp;#11; &nbsp;"),
        ("&#11", ""),
        (f"&#{'9' * 5000};&#x{'F' * 5000};", f"&#{'9' * 5000};&#x{'F' * 5000};"),
    ],
)
def test_references_to_what_no_text_may_hold(markup: str, sound: str) -> None:
    """References to controls, surrogates and noncharacters are dropped; others stay, those beyond Unicode too."""
    assert strip_references(markup) == sound


@pytest.mark.parametrize(
    "markup", ["\ufeffa", "\ufeff\ufeffa", "\ufeff \ufeff\na", "<p>\ufeff</p>\ufeffa", "\ufeff<b>\ufeffa"]
)
def test_byte_order_marks(markup: str) -> None:
    """However many byte order marks a text begins with, cleaning it again changes nothing."""
    cleaned = clean(markup)
    assert clean(cleaned) == cleaned
    assert "a" in cleaned and not cleaned.startswith("\ufeff")
