"""Which URLs are asked at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from feeds.errors import FetchError
from feeds.fetch.client import Fetched
from feeds.fetch.target import parse_target, redirect_target, shown

from .conftest import fetch
from .loopback import Server, http

BASE = URL("https://news.example/a/feed.xml")
BAD = [
    "",
    "feed.xml",
    "//news.example/feed",
    "ftp://news.example/feed",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http:///feed",
    "http://news.example:99999/",
    "http://ex ample/",
    "http://%31%32%37.0.0.1/",
    "http://[::1%25lo]/",
    "http://[1:2]/",
    "http://8.8/",
    "http://news\r\n.example/",
    "http://news.example/a\r\nX-Injected: 1",
    "http://news.example/\x00",
    "http://news.example/\udce9",
]


@pytest.mark.parametrize("url", BAD)
def test_unusable_urls_are_refused(url: str) -> None:
    """Other schemes, missing or odd hosts, and control characters are ``bad-url``."""
    with pytest.raises(FetchError) as caught:
        parse_target(url, ())
    assert caught.value.code == "bad-url"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://news.example/b"),
        ("../c?d=1#e", "https://news.example/c?d=1"),
        ("?page=2", "https://news.example/a/feed.xml?page=2"),
        ("//other.example/x", "https://other.example/x"),
        ("http://Other.Example:8080/ї", "http://other.example:8080/%D1%97"),
        (" https://other.example/ ", "https://other.example/"),
        ("https://user:secret@other.example/x", "https://other.example/x"),
    ],
)
def test_a_location_is_resolved_against_its_base(location: str, target: str) -> None:
    """Relative references are joined; fragments and credentials are dropped."""
    assert str(redirect_target(BASE, location, ())) == target


@pytest.mark.parametrize(
    "location",
    [
        "",
        "ftp://other.example/",
        "mailto:a@b.example",
        "http://",
        "http://[x/",
        "/\x00",
        "http://[-]@?x",
        "http://[]@/",
        "//[x]@",
    ],
)
def test_unusable_locations_are_refused(location: str) -> None:
    """An empty, broken or non-http Location is ``bad-redirect``."""
    with pytest.raises(FetchError) as caught:
        redirect_target(BASE, location, ())
    assert caught.value.code == "bad-redirect"


def test_credentials_of_the_base_are_not_carried_on() -> None:
    """A relative redirect from a URL with credentials leads to one without."""
    assert str(redirect_target(URL("https://u:p@news.example/a"), "/b", ())) == "https://news.example/b"


@given(st.text(max_size=60) | st.from_regex(r"https?://[^/]{1,20}(:[0-9]{1,6})?/.{0,9}", fullmatch=True))
def test_any_text_is_a_safe_url_or_an_error(text: str) -> None:
    """Whatever is configured or redirected to ends as an http(s) URL with a plain host, or as a ``FetchError``."""
    for configured in (True, False):
        try:
            url = parse_target(text, ()) if configured else redirect_target(BASE, text, ())
        except FetchError as error:
            assert error.code in ("bad-url", "bad-redirect", "private-address")
            assert "\n" not in error.message
        else:
            assert url.scheme in ("http", "https") and url.raw_host
            assert re.fullmatch(r"[0-9a-z._-]+|[0-9a-f:]+", url.raw_host)
            assert not re.search(r"[\x00-\x20\x7f]", str(url)) and not url.raw_fragment


@given(st.text(":/[]@?#%-.x1", max_size=20))
def test_any_punctuation_is_a_target_or_an_error(text: str) -> None:
    """However the marks of a URL are strewn, what comes is a target or a ``FetchError``, and no library's fault."""
    for read in (lambda: parse_target(text, ()), lambda: redirect_target(BASE, text, ())):
        try:
            assert read().scheme in ("http", "https")
        except FetchError as error:
            assert error.code in ("bad-url", "bad-redirect", "private-address")


def test_messages_carry_no_credentials() -> None:
    """A stranger's URL is shown escaped, cut and without its password."""
    assert shown("http://user:secret@h/\n") == "'http://h/\\n'"
    assert len(shown("a" * 5000)) < 300


def test_a_url_cannot_smuggle_a_header(server: Server) -> None:
    """Encoded line breaks stay encoded on the wire."""
    server.on("/a%0D%0AX-Injected:%201", http(body=b"news"))
    assert isinstance(fetch(server.url("/a%0d%0aX-Injected:%201")), Fetched)
    assert "x-injected" not in server.asked[0].headers
