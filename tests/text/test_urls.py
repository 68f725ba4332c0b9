"""Which texts are links, which can name an entry."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.text import urls
from feeds.text.urls import absolute, host_of, is_iri, name_urn, without_tracking

from .strategies import characters

BASE = "https://city.example/news/feed.xml?x=1"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://city.example/a?b=1&c=2#d", "https://city.example/a?b=1&c=2#d"),
        ("/a", "https://city.example/a"),
        ("b", "https://city.example/news/b"),
        ("?p=1", "https://city.example/news/feed.xml?p=1"),
        ("//other.example/x", "https://other.example/x"),
        ("HTTP://City.example/A", "http://City.example/A"),
        ("  https://city.example/ \n", "https://city.example/"),
        ("https://city.example/a b\x07c", "https://city.example/a%20bc"),
        ('https://city.example/"<>{}|\\^`', "https://city.example/%22%3C%3E%7B%7D%7C%5C%5E%60"),
        ("https://city.example/a\u2028b\xa0c", "https://city.example/a%E2%80%A8b%C2%A0c"),
        ("https://city.example/новини?тег=міст", "https://city.example/новини?тег=міст"),
        ("https://[2001:db8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
        ("https://city.example:443/", "https://city.example:443/"),
        ("https://city.example/a%2Fb;c", "https://city.example/a%2Fb;c"),
    ],
)
def test_links(url: str, link: str) -> None:
    """Relative links are joined with the base, unsafe characters escaped, Cyrillic and IPv6 left alone."""
    assert absolute(url, BASE) == link


@pytest.mark.parametrize(
    "url",
    [
        None, "", "  ", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "file:///etc/passwd",
        "https://",
        "https:///path",
        "http://[", "http://[::1", "http://[zz]/", "http://h:99999/", "http://h:port/", "http://h:-1/",
        "http://a b/", "http://a\\@b/", "http://h\"x/", "https://city.example/" + "a" * 5000,
        "http://h/" + " " * 900 + "x",
        "feed:https://city.example/",
    ],
)  # fmt: skip
def test_what_is_no_link(url: str | None) -> None:
    """Other schemes, missing or broken hosts and ports, and addresses beyond 2,000 characters are no links."""
    assert absolute(url) is None


def test_a_relative_link_needs_a_base() -> None:
    """Without a base, or with one that is no web address, a relative link is none."""
    assert absolute("/a") is None
    assert absolute("//host/a") is None
    assert absolute("/a", "nonsense") is None
    assert absolute("/a", "http://[") is None


_plain_parts = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["http://", "https://", "HTTP://", "http:/", "//"]),
        st.text("abz019.-:@[]", max_size=8),
        st.text("/ab9._~%;:@&=+,!$'()*-?#", max_size=20),
    ),
)


@given(_plain_parts, st.sampled_from([None, BASE, "http://city.example"]))
@example("http://h/a;", BASE)
@example("http://h/a/../b", BASE)
@example("http://h/?", BASE)
@example("http://h//a", BASE)
def test_the_short_way_gives_what_the_long_way_gives(url: str, base: str | None) -> None:
    """A link that is recognised as plain at once is what parsing, joining and escaping would have made of it."""
    assert absolute(url, base) == urls._absolute(url, base)


@given(characters, st.sampled_from([None, BASE]))
def test_links_of_anything_are_links(text: str, base: str | None) -> None:
    """Whatever comes in, what comes out is nothing, or an http(s) link with a host that stays as it is."""
    link = absolute(f"https://h/{text}", base)

    assert link is None or (absolute(link) == link and host_of(link) == "h" and urlsplit(link).scheme == "https")
    assert absolute(text, base) is None or str(absolute(text, base)).startswith(("http://", "https://"))


@pytest.mark.parametrize("text", ["https://h/1", "tag:city.example,2025:1", "urn:uuid:1", "https://h/новини", "x:1"])
def test_iris(text: str) -> None:
    """Absolute IRIs of any scheme can be an atom:id."""
    assert is_iri(text)


@pytest.mark.parametrize(
    "text",
    [None, "", "12345", "/1", "новини:1", "a b:c", "x:", "x:a b", "x:<y>", "x:\ud800", "x:\x85", "x:" + 2000 * "y"],
)
def test_no_iris(text: str | None) -> None:
    """Numbers, relative references, white space, unsafe characters and endless texts cannot."""
    assert not is_iri(text)


def test_a_name_stays_the_same_for_ever() -> None:
    """name_urn gives the same name for the same parts in every version of Visnyk: subscribers hold on to it."""
    assert name_urn("city", "guid", "12345") == "urn:uuid:7863bd41-ade0-536b-b60a-036ff90ad27c"


def test_names_differ_with_their_parts() -> None:
    """Other parts, or the same ones cut elsewhere, have another name."""
    assert len({name_urn("a", "b"), name_urn("a", "c"), name_urn("b", "a"), name_urn("ab")}) == 4


@pytest.mark.parametrize(("url", "host"), [("https://City.Example:8/a", "city.example"), ("x", ""), ("http://[", "")])
def test_hosts(url: str, host: str) -> None:
    """The host of an address in lower case, nothing where there is none."""
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://city.example/a?utm_source=x&id=5&UTM_Campaign=y#part", "https://city.example/a?id=5#part"),
        ("https://city.example/a?fbclid=1", "https://city.example/a"),
        ("https://city.example/?a=1&amp;utm_medium=x&amp;b=2", "https://city.example/?a=1&amp;b=2"),
        ("https://city.example/?gclid&id", "https://city.example/?id"),
        ("https://city.example/#utm_source=x&utm_medium=y", "https://city.example/"),
        ("https://city.example/?mc_eid=1#xtor=RSS-1", "https://city.example/"),
        ("mailto:a@city.example?utm_source=x", "mailto:a@city.example"),
    ],
)
def test_nobody_is_followed(url: str, kept: str) -> None:
    """Parameters that only follow readers go, and with the last of them the mark before it."""
    assert without_tracking(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "https://city.example/a", "https://city.example/?", "https://city.example/#", "https://city.example/?#",
        "https://city.example/?utmost=1&ref=2&from=3&source=4", "https://city.example/?q=utm_source=x",
        "https://city.example/?a=%zz&b=&&c", "https://city.example/utm_source=x", "https://city.example/#a&utm_id=1",
        "",
    ],
)  # fmt: skip
def test_all_else_stays(url: str) -> None:
    """An address without such parameters stays the same to the letter."""
    assert without_tracking(url) == url


@given(
    st.lists(st.sampled_from(["?", "#", "&", "=", "utm_x", "gclid", "a", "amp;", "%", "/"]) | characters).map("".join)
)
def test_not_followed_any_more(url: str) -> None:
    """Once is enough, and nothing is added."""
    kept = without_tracking(url)
    assert without_tracking(kept) == kept
    assert len(kept) <= len(url)
