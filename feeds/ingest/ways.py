"""The addresses at which the news of one source can be had, in the order in which they are tried. Pure.

A WordPress site gives the same posts as a feed and through its REST interface
(developer.wordpress.org/rest-api/reference/posts); either may be switched off. The feed goes first: it is made to be
asked by strangers, can be that of one category, and is what caches keep. The interface is known for the whole site
alone, so it stands in only for an address with at most one folder, like ``/latest/``. Where a site has no readable
addresses, it has ``?feed=rss2`` and ``?rest_route=/wp/v2/posts`` instead: neither is guessed, either may be configured.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from feeds.model import Fallback, Kind, Source

_POSTS = "wp-json/wp/v2/posts?per_page=20&_embed=wp:featuredmedia,author,wp:term"
"""The newest posts with the names of authors and categories and with their pictures, which are numbers otherwise."""
_FEEDS = ("feed", "rss", "rss2", "atom", "rdf")
"""What the path of a WordPress feed ends in: ``/feed/``, ``/feed/atom/``."""


def ways(source: Source) -> tuple[Source, ...]:
    """Every concrete way to the news of ``source``, the configured one first; none twice, none with fallbacks.

    They share id, title, language and all else but ``kind``, ``url``, ``list``, ``article`` and ``full_text``. Each
    way of kind ``wordpress`` is a feed or a list of posts: one address for its reader.
    """
    found: dict[object, Source] = {}
    for way in (source, *(_as_source(source, fallback) for fallback in source.fallbacks)):
        for url in addresses(way.kind, way.url):
            # One page may be read by the rules of today and, failing that, by those of its older shape.
            found.setdefault((way.kind, url, way.list, way.article), replace(way, url=url, fallbacks=()))
    return tuple(found.values())


def addresses(kind: Kind, url: str) -> tuple[str, ...]:
    """Where a source of this kind and address is asked: of ``wordpress`` a feed, a list of posts, or both."""
    return tuple(_of_wordpress(url)) if kind is Kind.WORDPRESS else (url,)


def _as_source(source: Source, way: Fallback) -> Source:
    return replace(source, kind=way.kind, url=way.url, list=way.list, article=way.article, full_text=way.full_text)


def _of_wordpress(url: str) -> Iterable[str]:
    parts = urlsplit(url)
    folders = [folder for folder in parts.path.split("/") if folder]
    asked = parse_qs(parts.query, keep_blank_values=True)
    if "wp-json" in folders or "rest_route" in asked or "feed" in asked:
        yield url
        return
    if _names_a_feed(folders):
        folders = folders[: -1 if folders[-1] == "feed" else -2]
        yield url
    else:
        path = "/".join(["", *folders, "feed", ""])
        yield parts._replace(path=path, fragment="").geturl()
    # A query would be lost: what selects posts in an archive (?cat=5) has another name in the REST interface.
    if len(folders) <= 1 and not parts.query:
        yield f"{parts.scheme}://{parts.netloc}/{_POSTS}"


def _names_a_feed(folders: list[str]) -> bool:
    return "feed" in folders[-2:] and folders[-1] in _FEEDS
