"""Pages made to do harm, and pages that were damaged: they are read, or refused in one line."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.errors import ReadError
from feeds.model import ArticleRules, ListRules, ParsedEntry
from feeds.sources.article import article_matches, read_article
from feeds.sources.page import read_page
from feeds.text.html import clean, strip_controls

from .page_corpus import CORPUS, NAMES, SOURCES, URL, expected, listed, page, source

LIST = ListRules(
    "li", date=("b", "time"), heading="h2", summary="p", image=".i, img", category="i", next="a.n, link[rel=next]"
)
ARTICLE = ArticleRules(("div.c", "p"), "h1, h2", ("b",), "meta", "img", "i", ("div div", "i"))
EVERYTHING = source(LIST, ARTICLE, identity=r"-(\d+)\.html")
GOOD = '<li><a href="/1">Новина</a></li>'


def sane(entry: ParsedEntry) -> bool:
    return (
        (clean(entry.content), clean(entry.summary)) == (entry.content, entry.summary)
        and 0 < len(entry.title) <= 500
        and strip_controls(entry.title) == entry.title
        and (entry.link or "").startswith(("http://", "https://"))
        and all(file.url.startswith(("http://", "https://")) for file in entry.enclosures)
    )


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 10_000 + GOOD,
        GOOD + "<li>" + "<b>" * 10_000 + "x",
        GOOD + "<ul><li>" * 5_000 + '<a href="/2">x</a>',
        GOOD + "<h2>" * 5_000 + "<li><b>10:00",
        GOOD * 3_000,
        GOOD + "<b>10.06.2026</b>" * 20_000,
        GOOD + f"<li><a href='/2'>{'слово ' * 100_000}</a><b>{'10.06.2026 ' * 20_000}</b>",
        GOOD + f"<li><a href='/2' title='{'x' * 500_000}'></a><b title='{'9' * 200_000}'></b>",
        GOOD + f"<li><a href='/{'x' * 500_000}'>x</a>",
        GOOD + f"<li><a href='/2'>x</a><p class=i style='{'url(' * 100_000}'></p>",
        GOOD + f"<li><a href='/2'>x</a><img srcset='{'a, ' * 100_000}'>",
        GOOD + f"<li><a href='/2'>x</a><img srcset='{' ' * 200_000},{',' * 200_000}'>",
        GOOD + f"<li><a href='/?{'&'.join(['utm_x=1'] * 100)}-5.html'>x</a>",
        f"<base href='{'x' * 100_000}'><base href='http://['>" + GOOD,
        GOOD + "<a class=n href='http://['></a><a class=n href='javascript:x'>",
        GOOD + "<!-- c --><?pi x?><li><!-- c --><?pi x?><a href=/2>&bogus;&#x110000;&#xD800;x",
        GOOD + "<template><li><a href=/2>x</a></template><svg><li><a href=/3>y</a></svg><plaintext>",
    ],
)  # fmt: skip
def test_hostile_lists_are_read_and_clean(body: str) -> None:
    """Deep nesting, endless attributes, many nodes and addresses that are none do no harm to the good item."""
    try:
        feed = read_page(page(body), EVERYTHING)
    except ReadError as error:  # what stands deeper than the parser goes is cut
        assert error.code == "no-entries" and body.startswith("<div><div>")
        return

    assert any(entry.title == "Новина" for entry in feed.entries)
    assert all(map(sane, feed.entries))
    assert all(len(one.example) <= 80 for one in feed.matches)
    assert sum(map(len, feed.warnings)) < 1000


@pytest.mark.parametrize(
    "body",
    [
        '<div class="c">Текст' + "<div class=c>" * 10_000 + "глибоко",
        "<p>Текст</p>" * 5_000,
        '<div class="c">Текст' + "<i>x</i>" * 5_000,
        '<div class="c">Текст' + f'<img data-src="{"x" * 500_000}" src="{"y" * 500_000}">',
        '<div class="c">Текст' + '<img src="a.jpg" srcset="b 1x">' * 2_000,
        '<div class="c">Текст</div>' + "<h1>" * 5_000 + "<meta content='" + "x" * 200_000 + "'>",
        '<div class="c">Текст<table><tr><td><div class="c"><li><p><select><option>x',
    ],
)
def test_hostile_articles_are_read_and_clean(body: str) -> None:
    """What is nested, repeated or endless is read once, and what comes out is sanitised."""
    entry = read_article(page(body), EVERYTHING, listed(URL, "Назва"))

    assert "Текст" in entry.content
    assert sane(entry)


def test_nothing_dangerous_comes_through() -> None:
    """Scripts, handlers and links that run something are taken out wherever words are taken from."""
    bad = '<img src=x onerror=alert(1)><script>alert(2)</script>&lt;script&gt;<a href="javascript:alert(3)">x</a>'
    fields = "".join(f"<{tag}>{bad}</{tag}>" for tag in ("b", "p", "i", "h2"))
    feed = read_page(page(f'<li><a href="/1">Новина {bad}</a>{fields}</li>'), EVERYTHING)
    entry = read_article(page(f'<h1>{bad}</h1>{fields}<div class="c">{bad}</div>'), EVERYTHING, feed.entries[0])

    for text in (feed.entries[0].content, entry.content, entry.summary):
        assert not re.search(r"<script|onerror|javascript:|alert\([23]\)", text)
    assert "alert" not in f"{feed.entries[0].title}{entry.title}{entry.categories}"


_PAGES = [(name, (CORPUS / f"{name}.html").read_bytes()) for name in NAMES]
_SCRAPS = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([
        b"<", b">", b"&", b'"', b"</div>", b"</a>", b"<div>", b"<li>", b"<!--", b"\x00", b"\xff\xfe", b"&#1;",
        b"&#55357;", b"&#1114112;", b"<svg>", b"<template>", b"<select>", b"<plaintext>", b"<script>", b"<frameset>",
        b"<base href=//[>", b'<base href="javascript:x">', b'<meta charset="utf-7">', b'<meta charset="hex">',
        b"<title>", b"</html>", b'<?xml encoding="idna"?>', b"url(", b" srcset=", b" title=", b' datetime="9999-12-31"',
        b'<time datetime="0001-01-01T00:00+14:00">', b"99.99.9999 99:99", "31 червня".encode(), "й".encode("cp1251"),
        b"http://[", b"javascript:", b"<noscript>", b"<math><mi>", b"<table>",
    ]),
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A page of the corpus with pieces cut out, doubled and put in."""
    name, body = draw(st.sampled_from(_PAGES))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 40)))
        body = body[:start] + draw(_SCRAPS) + body[start : end if draw(st.booleans()) else start] + body[end:]
    return name, body


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(damaged(), st.booleans())
def test_damage_ends_in_news_or_our_error(broken: tuple[str, bytes], own: bool) -> None:
    """Whatever is done to a page, list and article are read and clean, or refused with a ReadError of one line."""
    name, body = broken
    request = expected(name)["request"]
    document, by = page(body, request.get("url", URL)), SOURCES[request["source"]] if own else EVERYTHING
    entries: list[ParsedEntry] = []
    try:
        entries += read_page(document, by).entries
    except ReadError as error:
        assert error.message == strip_controls(error.message).replace("\n", "")
    try:
        if by.article:
            article_matches(document, by)
            entries.append(read_article(document, by, listed(URL, "Назва")))
    except ReadError as error:
        assert error.message == strip_controls(error.message).replace("\n", "")

    assert all(map(sane, entries))
