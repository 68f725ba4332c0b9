"""In which characters a document is written."""

from __future__ import annotations

import pytest

from feeds.errors import ReadError
from feeds.sources.document import decode

from .reading import document

WORDS = "Новини громади: ґанок, їжак, єнот"


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?><rss>{WORDS}</rss>'


def in_html(meta: str) -> bytes:
    return f"<!doctype html><html><head><!-- лічильник -->{meta}</head><body>{WORDS}".encode("cp1251")


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (declared("windows-1251").encode("cp1251"), None, "windows-1251"),
        (declared("windows-1251").encode("cp1251"), "text/xml; charset=ISO-8859-1", "windows-1251"),
        (declared("windows-1251").encode("cp1251"), "text/xml; charset=utf-8", "windows-1251"),
        (declared("utf-8").encode("cp1251"), "text/xml; charset=windows-1251", "windows-1251"),
        (WORDS.encode("koi8-u"), 'text/xml; charset="koi8-u"', "koi8-u"),
        (WORDS.encode(), None, "utf-8"),
        (WORDS.encode(), "text/xml; charset=windows-1251", "utf-8"),
        (WORDS.encode("utf-7"), "text/xml; charset=utf-7", "utf-7"),
        (WORDS.encode("utf-16-be"), "text/xml; charset=utf-16-be", "utf-16-be"),
        (declared("bogus").encode("cp1251"), None, "windows-1251"),
        (declared("undefined").encode("cp1251"), None, "windows-1251"),
        (declared("idna").encode("cp1251"), "text/xml; charset*=utf-8''x", "windows-1251"),
        (declared("hex").encode("cp1251"), None, "windows-1251"),
    ],
)
def test_who_is_believed(body: bytes, content_type: str | None, encoding: str) -> None:
    """The bytes first, then HTTP, then the document, then a guess; never a codec that is no encoding."""
    decoded = decode(document(body, content_type))

    assert decoded.text.removesuffix("</rss>").endswith(WORDS)
    assert decoded.encoding == encoding


@pytest.mark.parametrize(
    ("body", "content_type", "warning"),
    [
        (in_html('<meta charset="windows-1251">'), None, None),
        (in_html("<META CHARSET=CP1251>"), "text/html", None),
        (in_html('<meta http-equiv=Content-Type content="text/html; charset=windows-1251">'), "text/html", None),
        (in_html('<meta name="x" content="y"><meta charset = windows-1251 >'), None, None),
        (in_html(" " * 3000 + "<meta charset='windows-1251'>"), None, None),
        (in_html('<meta charset="utf-8">'), "text/html; charset=windows-1251", None),
        (in_html('<meta charset="utf-8">'), None, "declared as utf-8, but is not; read as windows-1251"),
        (in_html('<meta charset="utf-16">'), None, "declares no encoding and is not UTF-8; read as windows-1251"),
        (in_html('<meta charset="utf-7">'), None, "declares no encoding and is not UTF-8; read as windows-1251"),
        (in_html('<rss><meta charset="koi8-u">'), None, "declares no encoding and is not UTF-8; read as windows-1251"),
        (in_html('<meta charset="">'), None, "declares no encoding and is not UTF-8; read as windows-1251"),
        (in_html(""), None, "declares no encoding and is not UTF-8; read as windows-1251"),
    ],
)
def test_what_a_web_page_declares(body: bytes, content_type: str | None, warning: str | None) -> None:
    """``<meta charset>`` in each of its spellings, unless the page cannot be in that encoding or is a feed."""
    decoded = decode(document(body, content_type))

    assert decoded.text.endswith(WORDS)
    assert decoded.warning == warning


def test_a_web_page_in_utf8_is_that_whatever_it_declares() -> None:
    """The bytes are believed first, and the wrong declaration is told."""
    decoded = decode(document(f'<meta charset="windows-1251"><p>{WORDS}'))

    assert (decoded.encoding, decoded.warning) == ("utf-8", "declared as windows-1251, but is UTF-8")


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        (declared("windows-1251").encode(), "declared as windows-1251, but is UTF-8"),
        (declared("utf-8").encode("cp1251"), "declared as utf-8, but is not; read as windows-1251"),
        (declared("bogus").encode("cp1251"), "declared as bogus, which is no encoding; read as windows-1251"),
        (WORDS.encode("koi8-u"), "declares no encoding and is not UTF-8; read as koi8-u"),
        ("Besançon".encode("cp1252"), "declares no encoding and is not UTF-8; read as windows-1252"),
        (WORDS.encode() + b"\xd0", "is UTF-8, but characters are broken: 1"),
        (declared("windows-1251").encode("cp1251"), None),
        (declared("utf-8").encode(), None),
        (b'<?xml version="1.0" encoding="windows-1251"?><rss>ASCII</rss>', None),
    ],
)
def test_repairs_are_said(body: bytes, warning: str | None) -> None:
    """What had to be guessed or repaired is said in words; what was declared rightly is not."""
    assert decode(document(body)).warning == warning


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe\x00", None),
        (WORDS.encode("utf-16-le"), "text/xml; charset=bogus"),
        (b"\x00\x81\x81\x81", None),
        (b"a \x81 b", None),
        (b"+AAA\xff-", "text/xml; charset=utf-7"),
    ],
)
def test_what_fits_no_encoding(body: bytes, content_type: str | None) -> None:
    """Half characters, NUL bytes and bytes that no guess explains are refused."""
    with pytest.raises(ReadError) as caught:
        decode(document(body, content_type))

    assert caught.value.code == "encoding"
