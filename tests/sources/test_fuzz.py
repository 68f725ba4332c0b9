"""Documents that were good until hypothesis got hold of them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.errors import ReadError
from feeds.model import Kind
from feeds.sources.document import decode
from feeds.sources.readers import read
from feeds.text.html import clean, strip_controls

from .reading import CORPUS, document, source

_BODIES = [path.read_bytes() for path in sorted(CORPUS.iterdir()) if not path.name.endswith(".expected.json")]
_CONTENT_TYPES = st.one_of(
    st.none(),
    st.sampled_from(["text/xml; charset=windows-1251", "text/xml; charset=utf-16", "text/xml; charset=undefined"]),
    st.text(max_size=20).map(lambda name: f"text/xml; charset={name}"),
)
_SCRAPS = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([
        b"<", b">", b"&", b"</item>", b"<item>", b"<![CDATA[", b"]]>", b"&#55357;", b"&#1114112;", b"&#x0;", b"&bogus;",
        b'xml:base="http://h:99999/"', b'type="xhtml"', b"<div>", b"\x00", b"\xff\xfe", b"\\", b'"', b"1" * 5000, b"[",
        b"null", "й".encode(), "й".encode("cp1251"), b"<content type='image/png'>", b"<link>http://[</link>",
        b"<guid>\xc2\x85</guid>", b"<pubDate>1 \xc2\xb2 2020</pubDate>", b"<!DOCTYPE x [", b"<author>\\1</author>",
        b'encoding="idna"', b"</div>",
    ]),
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A document of the corpus with pieces cut out, doubled and put in."""
    body = draw(st.sampled_from(_BODIES))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 40)))
        body = body[:start] + draw(_SCRAPS) + body[start : end if draw(st.booleans()) else start] + body[end:]
    return body


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(damaged(), _CONTENT_TYPES, st.sampled_from([kind for kind in Kind if kind is not Kind.PAGE]))
def test_damage_ends_in_news_or_our_error(body: bytes, content_type: str | None, kind: Kind) -> None:
    """Whatever is done to a document, it is read and clean, or refused with a ReadError of one line."""
    try:
        feed = read(document(body, content_type), source(kind))
    except ReadError as error:
        assert error.message == strip_controls(error.message).replace("\n", "")
        return
    for entry in feed.entries:
        assert (clean(entry.content), clean(entry.summary)) == (entry.content, entry.summary)
        assert strip_controls(entry.title + (entry.guid or "")) == entry.title + (entry.guid or "")


@given(st.binary(max_size=60), _CONTENT_TYPES)
def test_any_bytes_have_an_encoding_or_none(body: bytes, content_type: str | None) -> None:
    """Any bytes, declared as anything, become text or a ReadError about their encoding."""
    try:
        assert isinstance(decode(document(body, content_type)).text, str)
    except ReadError as error:
        assert error.code == "encoding"


@given(st.text(st.sampled_from("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя АБВГҐДЕЄ"), min_size=12), st.booleans())
def test_ukrainian_is_told_from_its_bytes(text: str, koi: bool) -> None:
    """Ukrainian words in either one-byte encoding, undeclared, are read as they were written."""
    words = f"Новини міста сьогодні {text.lower()}"

    assert decode(document(words.encode("koi8-u" if koi else "cp1251"))).text == words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_need_no_declaration(encoding: str) -> None:
    """UTF-8, and whatever begins with a byte order mark, is read without anybody saying so."""
    assert decode(document("<rss>Новини</rss>".encode(encoding))).text.lstrip("\ufeff") == "<rss>Новини</rss>"
