"""The ways to the news of a source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ingest.ways import addresses, ways
from feeds.model import ArticleRules, Fallback, Kind, ListRules, Source

API = "wp-json/wp/v2/posts?per_page=20&_embed=wp:featuredmedia,author,wp:term"
LIST = ListRules(item="li")
ARTICLE = ArticleRules(content=("main",))


def source(kind: Kind, url: str, *fallbacks: Fallback, **more: object) -> Source:
    return Source("city", kind, url, "Місто", fallbacks=fallbacks, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://h.example", ["https://h.example/feed/", f"https://h.example/{API}"]),
        ("https://h.example/", ["https://h.example/feed/", f"https://h.example/{API}"]),
        ("https://h.example/latest/", ["https://h.example/latest/feed/", f"https://h.example/{API}"]),
        ("https://h.example:8080/latest#top", ["https://h.example:8080/latest/feed/", f"https://h.example:8080/{API}"]),
        ("https://h.example/category/news/", ["https://h.example/category/news/feed/"]),
        ("https://h.example/feed/", ["https://h.example/feed/", f"https://h.example/{API}"]),
        ("https://h.example/latest/feed", ["https://h.example/latest/feed", f"https://h.example/{API}"]),
        ("https://h.example/feed/atom/", ["https://h.example/feed/atom/", f"https://h.example/{API}"]),
        ("https://h.example/a/b/feed/", ["https://h.example/a/b/feed/"]),
        ("https://h.example/rss/", ["https://h.example/rss/feed/", f"https://h.example/{API}"]),
        ("https://h.example/?lang=uk", ["https://h.example/feed/?lang=uk"]),
        ("https://h.example/feed/?cat=5", ["https://h.example/feed/?cat=5"]),
        ("https://h.example/?feed=rss2", ["https://h.example/?feed=rss2"]),
        ("https://h.example/?rest_route=/wp/v2/posts", ["https://h.example/?rest_route=/wp/v2/posts"]),
        ("https://h.example/wp-json/wp/v2/news?per_page=5", ["https://h.example/wp-json/wp/v2/news?per_page=5"]),
        ("https://h.example/blog/wp-json/wp/v2/posts", ["https://h.example/blog/wp-json/wp/v2/posts"]),
    ],
)
def test_the_addresses_of_a_wordpress_site(url: str, wanted: list[str]) -> None:
    """The feed of the site or the archive, then the posts of the whole site; an exact address stays alone."""
    assert list(addresses(Kind.WORDPRESS, url)) == wanted
    assert [way.url for way in ways(source(Kind.WORDPRESS, url))] == wanted


def test_another_kind_has_one_address() -> None:
    """Nothing is guessed for a feed, a page or a channel."""
    only = source(Kind.PAGE, "https://h.example/", list=LIST)

    assert ways(only) == (only,)


def test_fallbacks_follow_with_their_own_rules() -> None:
    """Each way has its own kind, address and rules, and all else of the source; its fallbacks are used up."""
    site = source(
        Kind.WORDPRESS,
        "https://h.example/latest/",
        Fallback(Kind.PAGE, "https://h.example/latest/", list=LIST, article=ARTICLE),
        Fallback(Kind.FEED, "https://h.example/rss", full_text=True),
        language="en",
        identity=r"\d+",
    )
    found = ways(site)

    assert [(way.kind, way.list, way.article, way.full_text) for way in found] == [
        (Kind.WORDPRESS, None, None, False),
        (Kind.WORDPRESS, None, None, False),
        (Kind.PAGE, LIST, ARTICLE, False),
        (Kind.FEED, None, None, True),
    ]
    assert {(way.id, way.title, way.language, way.identity, way.fallbacks) for way in found} == {
        ("city", "Місто", "en", r"\d+", ())
    }


def test_full_text_holds_for_both_ways_of_a_site() -> None:
    """Feed and posts of one WordPress site are read alike."""
    assert [way.full_text for way in ways(source(Kind.WORDPRESS, "https://h.example/", full_text=True))] == [True, True]


def test_no_address_is_asked_twice_in_the_same_way() -> None:
    """A fallback that says what is tried already adds nothing; another kind at the same address does."""
    same, other = (Fallback(kind, "https://h.example/feed/") for kind in (Kind.WORDPRESS, Kind.FEED))

    found = ways(source(Kind.WORDPRESS, "https://h.example/", same, other, other))

    assert [(way.kind, way.url) for way in found] == [
        (Kind.WORDPRESS, "https://h.example/feed/"),
        (Kind.WORDPRESS, f"https://h.example/{API}"),
        (Kind.FEED, "https://h.example/feed/"),
    ]


@given(
    st.lists(st.sampled_from(["feed", "latest", "wp-json", "rss2", "", "новини"]), max_size=4),
    st.sampled_from(["", "?", "?feed=rss2", "?cat=1", "?rest_route=/x"]),
)
def test_every_way_stays_on_its_host_and_is_final(folders: list[str], query: str) -> None:
    """The first address of each is asked as it is: making ways of it again puts it first again."""
    url = "https://h.example/" + "/".join(folders) + query

    found = addresses(Kind.WORDPRESS, url)

    assert 1 <= len(found) <= 2
    for address in found:
        assert address.startswith("https://h.example/")
        assert addresses(Kind.WORDPRESS, address)[0] == address
