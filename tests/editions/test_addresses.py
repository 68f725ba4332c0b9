"""Addresses and ids that any reader can take."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.editions.addresses import entry_id, page_url, untracked_links, web_url
from feeds.text.html import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a?b=c&d=%D1%97#e", "https://example.org/a?b=c&d=%D1%97#e"),
        ("https://user:p@місто.укр:81/ї", "https://user:p@xn--l1aeie2h.xn--j1amh:81/%D1%97"),
        ("https://" + "ї" * 70 + ".ua/", "https://" + "%D1%97" * 70 + ".ua/"),
        ("https://[2001:db8::1]/a[1]", "https://[2001:db8::1]/a%5B1%5D"),
        (" https://example.org/50% off\n", "https://example.org/50%25%20off"),
        ("https://example.org/?utm_source=x", "https://example.org/?utm_source=x"),
        ("/news", None),
        ("javascript:alert(1)", None),
        ("https://[", None),
        (None, None),
    ],
)
def test_web_url(text: str | None, expected: str | None) -> None:
    """A link is an absolute http(s) URL in ASCII; an address that is right already stays as it is."""
    assert web_url(text) == expected


def test_page_url() -> None:
    """The address of a page carries nothing that follows its readers."""
    assert page_url("https://example.org/ї?utm_source=x&a=1") == "https://example.org/%D1%97?a=1"
    assert page_url("mailto:a@example.org") is page_url(None) is None


@pytest.mark.parametrize(
    "text",
    [
        "tag:example.org,2020:news/1?a=b#c",
        "tag:press@example.org,2020-05-01:x",
        "HTTP://Example.org/%7e",
        "https://example.org",
        "https://example.org/?p=1&utm_source=x",
        "urn:isbn:99",
        "urn:uuid:BACD3C2B-06eb-55b2-890b-2423e8dfa7e3",
        "mailto:a@example.org",
    ],
)
def test_uri_stays(text: str) -> None:
    """An id that is a URI stays the same to the letter, whatever an address would be without."""
    assert entry_id(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://місто.укр/a?b=ї", "https://%D0%BC%D1%96%D1%81%D1%82%D0%BE.%D1%83%D0%BA%D1%80/a?b=%D1%97"),
        ("tag:example.org,2020:новини[1]", "tag:example.org,2020:%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8%5B1%5D"),
        (' urn:x-y:a%22b"c ', "urn:x-y:a%22b%22c"),
        (None, ""),
        (" \x00", ""),
    ],
)
def test_iri_becomes_its_uri(text: str | None, expected: str) -> None:
    """An id that is an IRI becomes the URI that RFC 3987 makes of it."""
    assert entry_id(text) == expected


@pytest.mark.parametrize(
    "text",
    ["urn:uuid:1", "urn:a:b", "urn:x:a/b", "tag:Example.org,2020:x", "tag:x", "TAG:example.org,2020:x", "https:///a",
     "x:", "http:a", "no scheme", "5:x", "http:", "urn:uuid:bacd3c2b-06eb-55b2-890b-2423e8dfa7e3x"],
)  # fmt: skip
def test_what_its_scheme_refuses(text: str) -> None:
    """An id that breaks the rules of its own scheme gets a name of ours, the same for the same text."""
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry_id(text))
    assert entry_id(text) == entry_id(f" {text}\n") != entry_id(text + "y")


@given(
    st.text(st.characters(exclude_categories=()))
    | st.sampled_from(["urn:", "tag:a,2026:", "https://"]).flatmap(lambda scheme: st.text().map(scheme.__add__))
)
@example("urn:x:%")
def test_any_id(text: str) -> None:
    """Whatever an id was made from, it is a URI or empty, and stays what it is from then on."""
    made = entry_id(text)
    assert made == "" or re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]+", made)
    assert entry_id(made) == made


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a href="https://e.org/?utm_source=x&amp;a=1&amp;b=%22">a</a>', '<a href="https://e.org/?a=1&amp;b=%22">a</a>'),
        ('<p><a title="t" href="https://e.org/#utm_medium=x" lang="uk">a</a></p>',
         '<p><a title="t" href="https://e.org/" lang="uk">a</a></p>'),
        ('<a href="https://e.org/?a=1&amp;c=&quot;">a</a>', '<a href="https://e.org/?a=1&amp;c=&quot;">a</a>'),
        ('<a href="https://e.org/?fbclid=1&amp;c=&quot;">a</a>', '<a href="https://e.org/?c=&quot;">a</a>'),
        ('<img src="https://e.org/?utm_source=x">href=', '<img src="https://e.org/?utm_source=x">href='),
        ('<a href="https://e.org/utm_source=x">a</a>', '<a href="https://e.org/utm_source=x">a</a>'),
        ('<a href="mailto:a@e.org?subject=b">a</a>', '<a href="mailto:a@e.org?subject=b">a</a>'),
        ('href="https://e.org/?utm_source=x"', 'href="https://e.org/?utm_source=x"'),
    ],
)  # fmt: skip
def test_links_in_a_text(markup: str, expected: str) -> None:
    """Links to pages lose what follows readers; words, pictures and other links stay to the letter."""
    assert untracked_links(markup) == expected
    assert clean(untracked_links(clean(markup))) == clean(expected)
