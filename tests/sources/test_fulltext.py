"""Articles behind feeds of summaries: ``corpus_fulltext/NAME.html`` beside ``NAME.json``, and what no file shows."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ReadError
from feeds.model import ArticleRules, Kind, ParsedEntry, Source
from feeds.sources.document import Document
from feeds.sources.entry import make_entry
from feeds.sources.fulltext import read_full_text
from feeds.text.html import clean

from .plainly import plain

CORPUS = Path(__file__).with_name("corpus_fulltext")
NAMES = sorted(path.stem for path in CORPUS.glob("*.html"))
URL = "https://city.example/news/bridge"
SOURCE = Source("city", Kind.FEED, "https://city.example/rss", "Місто", full_text=True)


def listed(title: str, summary: str, content: str = "") -> ParsedEntry:
    """An entry as a feed of summaries gives it."""
    return make_entry(
        guid="g:1", link=URL, title=title, summary=summary, content=content, language=None, authors=(), categories=(),
        enclosures=(), published=None, updated=None,
    )  # fmt: skip


def read(body: str | bytes, entry: ParsedEntry, content_type: str | None = "text/html") -> ParsedEntry:
    document = Document(body.encode() if isinstance(body, str) else body, URL, content_type)
    return read_full_text(document, SOURCE, entry)


def beside(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    return found


def outcome(name: str) -> Any:
    """What reading a page for the entry in the file beside it comes to."""
    entry = listed(**beside(name)["listed"])
    try:
        whole = read((CORPUS / f"{name}.html").read_bytes(), entry)
    except ReadError as error:
        return {"error": error.code, "message": error.message}
    return {key: value for key, value in plain(whole).items() if key in ("title", "summary", "content")}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_as_expected(name: str) -> None:
    """Completing the entry gives the text, or the error, in the file beside the page."""
    assert outcome(name) == beside(name)["read"]


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("error")])
def test_what_is_read_is_clean_and_the_same_each_time(name: str) -> None:
    """The text is sanitised, and the entry remembers the fingerprint that it had in the list."""
    body, entry = (CORPUS / f"{name}.html").read_bytes(), listed(**beside(name)["listed"])
    whole = read(body, entry)

    assert whole == read(body, entry)
    assert clean(whole.content) == whole.content
    assert whole.listed == entry.fingerprint != whole.fingerprint
    assert (whole.guid, whole.link, whole.title) == (entry.guid, entry.link, entry.title)


WORDS = "Сьогодні в місті відкрили новий парк із фонтаном, а завтра на вулиці Садовій полагодять міст. "


def test_a_feed_that_has_the_whole_text_keeps_it() -> None:
    """A page with no more than the feed gave changes nothing, and the entry counts as completed."""
    entry = listed("Новий парк", "Коротко про парк", f"<p>{WORDS * 3}</p><p>Далі.</p>")

    assert read(f"<html><body><article><p>{WORDS * 3}</p></article></body></html>", entry).content == entry.content
    assert read(f"<html><body><article><p>{WORDS * 3}</p></article></body></html>", entry).listed == entry.fingerprint


def test_what_the_feed_gave_stays_as_the_summary() -> None:
    """Its summary, or its only text; a summary that is the whole text is none."""
    page = f"<html><body><article><p>{WORDS * 3}</p></article></body></html>"

    assert read(page, listed("Новий парк", "<p>Парк із фонтаном.</p>")).summary == "<p>Парк із фонтаном.</p>"
    assert read(page, listed("Новий парк", "Коротко.", "<p>Парк із фонтаном.</p>")).summary == "Коротко."
    assert read(page, listed("Новий парк", "")).summary == ""


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        ("%PDF-1.7 …", "application/pdf", "leads to a file, not to a page (application/pdf)"),
        ("…", "image/jpeg; x=y", "leads to a file, not to a page (image/jpeg)"),
        ("<!-- nothing -->", None, "no article is found"),
        ("<html><body><nav><a href='/'>Новий парк</a></nav></body></html>", None, "no article is found"),
        (f"<html><body><article><h1>{WORDS}</h1></article></body></html>", None, "no article is found"),
    ],
)
def test_what_is_no_article(body: str, content_type: str | None, message: str) -> None:
    """Files, empty pages, and pages with nothing but a title and links are refused in one line."""
    with pytest.raises(ReadError) as caught:
        read(body, listed(WORDS.strip(), "Новий парк у місті"), content_type)

    assert caught.value.code == "no-content"
    assert message in caught.value.message


def test_a_page_with_less_than_the_feed_is_refused() -> None:
    """A beginning that stops before what the feed says already is a page to sign in or to pay."""
    page = f"<html><body><article><p>{WORDS}</p><p>Увійдіть, щоб читати далі.</p></article></body></html>"

    with pytest.raises(ReadError, match="less text than the feed"):
        read(page, listed("Новий парк", f"<p>{WORDS * 3}</p>"))


def test_what_the_editor_wants_removed_is_no_part_of_it() -> None:
    """Rules for the article that name no content may still say what is none: it is taken out before."""
    rules = replace(SOURCE, full_text=False, article=ArticleRules(remove=(".note", "html")))
    page = f"<html><body><article><p>{WORDS * 3}</p><p class='note'>{WORDS}Примітка.</p></article></body></html>"
    document = Document(page.encode(), URL, "text/html")

    assert "Примітка" in read_full_text(document, SOURCE, listed("Новий парк", "")).content
    assert "Примітка" not in read_full_text(document, rules, listed("Новий парк", "")).content


def test_pictures_have_their_real_addresses() -> None:
    """One that a script loads late is shown, relative to the base of the page; one that counts visits is not."""
    pictures = '<img src="/blank.gif" data-lazy-src="a.jpg" alt="Парк"><img src="/count?x=1" width="1" height="1"><img>'
    page = (
        f'<html><head><base href="https://cdn.example/u/"></head><body><article><p>{WORDS * 3}</p><p>{pictures}</p>'
        f"<p>{WORDS}</p></article></body></html>"
    )

    assert read(page, listed("Новий парк", "")).content.count("<img") == 1
    assert '<img src="https://cdn.example/u/a.jpg" alt="Парк">' in read(page, listed("Новий парк", "")).content


def test_trafilatura_keeps_quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever it says of pages that it cannot read is no line of ours."""
    with caplog.at_level(logging.DEBUG), pytest.raises(ReadError):
        read("<html><body></body></html>", listed("Новий парк", "Парк"))

    assert not [record for record in caplog.records if record.name.startswith("trafilatura")]


def test_trafilatura_is_loaded_when_it_is_needed_and_not_before() -> None:
    """Readers are loaded at each start: what few sources need must not cost all of them a seventh of a second."""
    code = "import sys, feeds.sources.readers, feeds.sources.fulltext; sys.exit('trafilatura' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


_CODES = {"no-content", "empty", "encoding", "login-page", "block-page", "script-page", "error-page"}
_BODIES = [(CORPUS / f"{name}.html").read_bytes() for name in NAMES]
_SCRAPS = st.one_of(
    st.binary(max_size=4),
    st.sampled_from([
        b"<", b"</div>", b"</p>", b"<div>", b"<ul><li>", b"<!--", b"\x00", b"&#1;", b"<table>", b"<svg>", b"<template>",
        b"<p>", b"<script>", b"<h1>", b'<div class="share">', b"<img src=x>", b'<a href="javascript:1">', b"<frameset>",
        b"<iframe src=//x>", b"<pre>", b"<plaintext>", "й".encode("cp1251"), b"<details><summary>", b"<base href=//[>",
    ]),
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A page of the corpus with pieces cut out and put in."""
    body = draw(st.sampled_from(_BODIES))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 60)))
        body = body[:start] + draw(_SCRAPS) + body[end:]
    return body


@settings(max_examples=150, deadline=None)
@given(damaged(), st.sampled_from(["На Салтівці відкрили пішохідний міст", "Воду вимкнуть", ""]))
def test_damage_ends_in_text_or_our_error(body: bytes, title: str) -> None:
    """Whatever is done to a page, its text is clean, or it is refused with a ReadError of one line."""
    try:
        whole = read(body, listed(title, ""))
    except ReadError as error:
        assert error.code in _CODES and "\n" not in error.message
        return
    assert clean(whole.content) == whole.content
