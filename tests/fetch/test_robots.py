"""What a robots.txt lets us ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.fetch.robots import ANSWERED, LONGEST, Robots, is_fresh, origin_of, text_of

SITE = "https://city.example"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def allowed(body: str, *paths: str) -> list[str]:
    """Those of ``paths`` that may be asked for."""
    rules = Robots(body, ANSWERED)
    return [path for path in paths if rules.allows(SITE + path)]


RULES = {
    "nothing said": ("", ["/", "/news", "/news?p=10"]),
    "no group": ("Disallow: /\n", ["/", "/news", "/news?p=10"]),
    "everything forbidden": ("User-agent: *\nDisallow: /\n", []),
    "nothing forbidden": ("User-agent: *\nDisallow:\n", ["/", "/news", "/news?p=10"]),
    "comments and case": ("# hello\nUSER-AGENT: * # all\r\ndisallow: /news # not yet\n", ["/"]),
    "a byte order mark": ("\N{ZERO WIDTH NO-BREAK SPACE}User-agent: *\nDisallow: /\n", []),
    "the longest rule counts": ("User-agent: *\nDisallow: /news\nAllow: /news?p=\n", ["/", "/news?p=10"]),
    "of two alike the milder one": ("User-agent: *\nDisallow: /news\nAllow: /news\n", ["/", "/news", "/news?p=10"]),
    "wildcards and ends": ("User-agent: *\nDisallow: /*?p=\nDisallow: /news$\n", ["/"]),
    "our group alone": ("User-agent: *\nDisallow: /\nUser-agent: Visnyk\nDisallow: /news\n", ["/"]),
    "several names above one group": ("User-agent: a\nUser-agent: visnyk\nUser-agent: b\nDisallow: /news\n", ["/"]),
    "our group in two parts": (
        "User-agent: visnyk\nDisallow: /news?\n\nUser-agent: x\nDisallow: /\n\nUser-agent: Visnyk\nDisallow: /news$\n",
        ["/"],
    ),
    "our name with a version": ("User-agent: Visnyk/1.0\nDisallow: /news\n", ["/"]),
    "names that begin or end like ours": (
        "User-agent: Vis\nUser-agent: Visnyks\nUser-agent: NewsVisnyk\nDisallow: /\n",
        ["/", "/news", "/news?p=10"],
    ),
    "a sitemap is no group": ("User-agent: *\nSitemap: https://city.example/map\nDisallow: /news\n", ["/"]),
}


@pytest.mark.parametrize(("body", "expected"), RULES.values(), ids=RULES.keys())
def test_rules(body: str, expected: list[str]) -> None:
    """Groups, precedence and special characters are those of RFC 9309 §2.2."""
    text = text_of(body.encode(), "text/plain")
    assert text is not None
    assert allowed(text, "/", "/news", "/news?p=10") == expected


def test_robots_txt_itself_may_always_be_asked_for() -> None:
    """Else nobody could see that the rules are others now (RFC 9309 §2.2.2)."""
    assert allowed("User-agent: *\nDisallow: /\n", "/robots.txt") == ["/robots.txt"]


def test_letters_are_compared_however_they_are_spelt() -> None:
    """A path in Ukrainian letters is the same one percent-encoded."""
    assert allowed("User-agent: *\nDisallow: /новини\n", "/новини/1", "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8") == []


@pytest.mark.parametrize("status", ["http-404", "http-401", "http-403", "gone", "bad-redirect", "redirect-loop"])
def test_where_there_is_none_everything_is_allowed(status: str) -> None:
    """A 4xx or a redirect to nowhere means that the site has no rules (RFC 9309 §2.3.1.3)."""
    rules = Robots(None, status)
    assert rules.reachable
    assert rules.allows(SITE)


@pytest.mark.parametrize("status", ["http-500", "http-503", "http-429", "timeout", "connection", "dns", "too-large"])
def test_what_cannot_be_had_forbids_everything(status: str) -> None:
    """A site that fails, or has had enough, has not said what may be asked (RFC 9309 §2.3.1.4)."""
    rules = Robots(None, status)
    assert not rules.reachable
    assert not rules.allows(SITE)
    assert rules.crawl_delay is None


@pytest.mark.parametrize(
    ("body", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 5\n", 5),
        ("User-agent: *\nCrawl-delay: 5\nUser-agent: visnyk\nCrawl-delay: 0.5\n", 0.5),
        ("User-agent: another\nCrawl-delay: 5\n", None),
        ("User-agent: *\nCrawl-delay: soon\n", None),
        ("User-agent: *\nCrawl-delay: -1\n", None),
        ("User-agent: *\nCrawl-delay: inf\n", None),
    ],
)
def test_a_delay(body: str, delay: float | None) -> None:
    """Crawl-delay of our group is a number of seconds, or nothing."""
    assert Robots(body, ANSWERED).crawl_delay == delay


def test_a_web_page_is_no_robots_txt() -> None:
    """Sites that answer every path with a page forbid nothing by it."""
    rules = b"User-agent: *\nDisallow: /"
    assert text_of(b"\n <!doctype html>" + rules, "text/plain") is None
    assert text_of(rules, "text/html; charset=utf-8") is None
    assert Robots(None, ANSWERED).allows(SITE)


def test_only_so_much_is_read() -> None:
    """What stands behind the first 500 KiB is not looked at (RFC 9309 §2.5), and bad bytes spoil only their line."""
    begin = b"User-agent: *\nDisallow: /\xff\n"
    text = text_of(begin + b"#" * LONGEST + b"\nDisallow: /news\n", None)
    assert text is not None
    assert len(text) <= LONGEST
    assert allowed(text, "/news") == ["/news"]


def test_a_bomb_is_read_like_any_other() -> None:
    """Thousands of names above thousands of rules would be copied a hundred million times."""
    body = "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "".join(f"Allow: /{n}\n" for n in range(25_000))
    assert allowed(body, "/") == ["/"]  # or nothing at all, after hours


@given(st.text(), st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_stands_there_is_read(body: str, path: str) -> None:
    """No text makes it fail, and no path either."""
    text = text_of(body.encode("utf-8", "replace"), None)
    rules = Robots(text, ANSWERED)
    assert rules.allows(f"{SITE}/{path}") in (True, False)


@given(st.lists(st.sampled_from(["User-agent: *", "User-agent: visnyk", "user agent x", "Disallow: /", "Allow: /a*$"])))
def test_our_own_group_decides_alone(lines: list[str]) -> None:
    """In whatever order groups stand, what others may not do never binds us where a group has our name."""
    body = "\n".join([*lines, "User-agent: *", "Disallow: /", "User-agent: visnyk", "Allow: /"])
    assert Robots(body, ANSWERED).allows(SITE)


def test_a_site_is_scheme_host_and_port() -> None:
    """Each has one robots.txt; what is no address has none."""
    addresses = {
        "https://City.example:443/news?p=1#top": "https://city.example",
        "http://user:word@city.example:8080/": "http://city.example:8080",
        " https://city.example ": "https://city.example",
        "https://місто.example/новини": "https://xn--l1aeie2h.example",
        "/news": None,
        "https://[": None,
        "mailto:press@city.example": None,
    }
    assert {address: origin_of(address) for address in addresses} == addresses


def test_how_long_it_holds() -> None:
    """An answer for a day; after a failure the next request is an hour away, with an old copy and without."""
    hour = timedelta(hours=1)
    rules, none = Robots("", ANSWERED), Robots(None, "timeout")
    assert is_fresh(rules, NOW, NOW, NOW + 23 * hour)
    assert not is_fresh(rules, NOW, NOW, NOW + 24 * hour)
    assert is_fresh(rules, NOW, NOW + 30 * hour, NOW + 30.5 * hour)
    assert not is_fresh(rules, NOW, NOW + 30 * hour, NOW + 31 * hour)
    assert is_fresh(none, NOW, NOW, NOW + 0.5 * hour)
    assert not is_fresh(none, NOW, NOW, NOW + hour)
