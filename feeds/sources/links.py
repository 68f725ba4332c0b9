"""What a page says of where its news can be had: feeds, WordPress, a Telegram channel, a page for all news."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element

from feeds.model import Kind
from feeds.sources.document import Document
from feeds.sources.selecting import Page, parse_page
from feeds.text.html import shorten, squeeze
from feeds.text.language import language_tag
from feeds.text.urls import absolute

_FEEDS = {
    "application/rss+xml": Kind.FEED,
    "application/atom+xml": Kind.FEED,
    "application/rdf+xml": Kind.FEED,
    "application/feed+json": Kind.JSONFEED,
}
_COMMENTS = re.compile(r"comment|коментар|комментари", re.IGNORECASE)
_CHANNEL = re.compile(r"https?://(?:t\.me|telegram\.me)/(?:s/)?([A-Za-z]\w{3,63})/?\Z", re.ASCII)
_NO_CHANNELS = frozenset({"share", "joinchat", "addstickers", "proxy", "socks", "login", "iv"})
_ALL_NEWS = re.compile(
    r"\W*(?:(?:всі|усі|все|all|latest)\s+)?(?:останні\s+)?(?:новини|новости|news)\W*\Z", re.IGNORECASE
)
_WORDPRESS_LINK = re.compile(r"""<([^<>]+)>\s*;[^,]*\brel="?https://api\.w\.org/"?""")
_ARCHIVES = frozenset({"home", "blog", "archive", "category", "tag"})
"""Classes that WordPress gives to the body of pages that list posts."""
_SPLIT = re.compile(r"\s+[|—–•»·-]\s+")
_TITLE = 120
_SAMPLE = 3000
"""Characters of a page that are enough to tell its language."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A feed that a page links to."""

    url: str
    kind: Kind
    title: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of itself."""

    title: str
    """Of the site, if it names one, else of the page; may be empty."""
    language: str | None
    """Of the page's ``lang``; a BCP 47 tag."""
    feeds: tuple[Announced, ...]
    """Without feeds of comments."""
    wordpress: str | None
    """Of a WordPress site: where its posts are, the page itself or the site's home."""
    channels: tuple[str, ...]
    """Names of Telegram channels that it links to."""
    news: str | None
    """A page of the same site that is called "News"."""
    preview: bool
    """It is the preview of a Telegram channel."""
    words: str
    """Of its beginning, for telling the language."""


def page_of(document: Document) -> Page:
    """A web page without what nobody reads: scripts, styles, comments.

    :raises feeds.errors.ReadError: ``empty``, ``encoding``.
    """
    page = parse_page(document)
    etree.strip_elements(page.root, "script", "style", "template", with_tail=False)
    etree.strip_tags(page.root, etree.Comment, etree.ProcessingInstruction)
    return page


def words_in(element: _Element) -> str:
    """All words of an element as one line, with a space wherever a tag stands."""
    return squeeze(" ".join(map(str, element.itertext())))


def what_page_says(document: Document) -> Said:
    """Everything that helps to find the news of the site that the page belongs to.

    :raises feeds.errors.ReadError: ``empty``, ``encoding``.
    """
    page = page_of(document)
    root, base = page.root, page.base
    return Said(
        title=_title(root),
        language=language_tag(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")),
        feeds=tuple({feed.url: feed for feed in reversed(list(_feeds(root, base)))}.values())[::-1],
        wordpress=_wordpress(root, document),
        channels=tuple(dict.fromkeys(_channels(root, base))),
        news=_all_news(root, document.url, base),
        preview=bool(root.xpath("//*[contains(concat(' ', @class, ' '), ' tgme_channel_history ')]")),
        words=words_in(root)[:_SAMPLE],
    )


def _rel(element: _Element) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _feeds(root: _Element, url: str) -> Iterator[Announced]:
    for link in root.iter("link", "a"):
        kind = _FEEDS.get((link.get("type") or "").partition(";")[0].strip().lower())
        target = absolute(link.get("href"), url)
        title = squeeze(link.get("title") or "")
        if kind is None or target is None or (link.tag == "link" and "alternate" not in _rel(link)):
            continue
        if not _COMMENTS.search(title) and not _COMMENTS.search(urlsplit(target).path):
            yield Announced(target, kind, title)


def _wordpress(root: _Element, document: Document) -> str | None:
    if not _is_wordpress(root, document):
        return None
    parts = urlsplit(document.url)
    body = next(root.iter("body"), root)
    # The feed of any other page is one of its comments.
    posts = _ARCHIVES.intersection((body.get("class") or "").split())
    return parts._replace(path=parts.path if posts else "/", query="", fragment="").geturl()


def _is_wordpress(root: _Element, document: Document) -> bool:
    """By the signs of its interface (Link header or element), of its generator, or of where its files are."""
    if _WORDPRESS_LINK.search(document.headers.get("link", "")):
        return True
    for element in root.iter("link", "meta", "img"):
        if "https://api.w.org/" in _rel(element):
            return True
        if (element.get("name") or "").lower() == "generator" and "wordpress" in (element.get("content") or "").lower():
            return True
        if any("/wp-content/" in (element.get(name) or "") for name in ("href", "src", "content")):
            return True
    return False


def _channels(root: _Element, url: str) -> Iterator[str]:
    for link in root.iter("a"):
        found = _CHANNEL.match(absolute(link.get("href"), url) or "")
        if found and found[1].lower() not in _NO_CHANNELS:
            yield found[1]


def _all_news(root: _Element, url: str, base: str) -> str | None:
    for link in root.iter("a"):
        target = absolute(link.get("href"), base)
        if target and _ALL_NEWS.match(words_in(link)):
            here, there = urlsplit(url), urlsplit(target)
            if here.netloc == there.netloc and here.path.rstrip("/") != there.path.rstrip("/"):
                return target
    return None


def _title(root: _Element) -> str:
    """The name of the site as it gives it for previews, else the title of the page without what follows a dash."""
    for meta in root.iter("meta"):
        if (meta.get("property") or "").lower() == "og:site_name" and (name := squeeze(meta.get("content") or "")):
            return shorten(name, _TITLE)
    title = next(root.iter("title"), None)
    words = words_in(title) if title is not None else ""
    parts = [part for part in _SPLIT.split(words) if part]
    # Which part names the site, nobody can say; the longest tells most.
    return shorten(max(parts, key=len, default=""), _TITLE)
