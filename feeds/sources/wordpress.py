"""WordPress: posts from its REST interface (developer.wordpress.org/rest-api/reference/posts), or from its feed.

The two are ways to the same posts, and whichever answers today, a post must be the one that is stored: the guid is the
same in both, and so is the fingerprint, as far as the site says the same in both. What only one of them has (a link to
the author, the featured picture, pictures in place of emoji, a sentence about where the post appeared) is left out, or
is no part of the fingerprint.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from feeds.errors import ReadError
from feeds.model import Enclosure, FeedInfo, ParsedEntry, ParsedFeed, Person, Source
from feeds.sources.document import Document, decode
from feeds.sources.entry import make_entry, without_empty
from feeds.sources.feed import read_feed
from feeds.sources.jsondata import array, load, size, string, table
from feeds.sources.paging import number_in, numbered_page
from feeds.text.dates import parse_date
from feeds.text.html import clean, shorten, squeeze, to_text
from feeds.text.urls import absolute, host_of

_API = "/wp-json/"
_USUAL_PAGE = 10
"""Posts of a page whose address does not say ``per_page``."""
_PAST_THE_END = "rest_post_invalid_page_number"
_TAXONOMIES = ("category", "post_tag")
"""What a feed calls categories. Sites have others: languages, formats, regions of a layout."""
_EMOJI = re.compile(r'<img (?=[^>]*src="https://s\.w\.org/images/core/emoji/)[^>]*alt="([^"]*)"[^>]*>')
_APPEARED = re.compile(r'<p>[^<>]*<a href="([^"]*)">[^<>]*</a>[^<>]*<a href="([^"]*)">[^<>]*</a>[^<>]*</p>\Z')
"""The last paragraph that a plugin of most sites adds to its feed: "The post TITLE appeared first on SITE.\""""
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>\Z", re.DOTALL)
_NONE = "no posts are there: look for news on this site at another address"


def read_wordpress(document: Document, source: Source) -> ParsedFeed:
    """Read posts of the REST interface, or a feed of WordPress; ``older`` is the page after this one.

    :raises ReadError: ``no-entries`` where the interface refuses or the first page is empty, and what ``read_feed``
        raises.
    """
    if document.body.strip():
        decoded = decode(document)
        text = decoded.text.lstrip("\ufeff \t\r\n")
        if text.startswith("["):
            return _posts(load(text), document, source, decoded.warning)
        if text.startswith("{") and isinstance(said := load(text), dict) and "code" in said and "message" in said:
            return _refused(said, document, source)
    return _feed(read_feed(document, source), document)


def _posts(found: list[Any], document: Document, source: Source, repaired: str | None) -> ParsedFeed:
    if not found and number_in(document.url, "page", 1) == 1:
        raise ReadError("no-entries", _NONE)
    posts = [post for post in found if isinstance(post, dict) and isinstance(post.get("content"), dict)]
    if found and not posts:
        raise ReadError("not-a-feed", "this is a list in JSON, but none of WordPress posts: check the address")
    public = [post for post in posts if not post["content"].get("protected")]
    entries, empty = without_empty(_entry(post, document, source) for post in public)
    counts = {"items that are no posts": len(found) - len(posts), "posts behind a password": len(posts) - len(public)}
    left_out = [f"{what}: {count}" for what, count in counts.items() if count]
    warnings = tuple(filter(None, (repaired, *left_out, empty)))
    return ParsedFeed(_info(document, source), entries, warnings, _older(len(found), document))


def _refused(answer: dict[str, Any], document: Document, source: Source) -> ParsedFeed:
    if answer["code"] == _PAST_THE_END:
        return ParsedFeed(_info(document, source), ())
    words = shorten(to_text(clean(string(answer, "message"))), 150)
    raise ReadError("no-entries", f"WordPress gives no posts here ({string(answer, 'code')[:50]}): {words}")


def _older(found: int, document: Document) -> str | None:
    """The next page by the number of pages that the server names, or as long as pages are full."""
    page = number_in(document.url, "page", 1)
    named = document.headers.get("x-wp-totalpages", "")
    if named.isascii() and named.isdigit():
        more = page < int(named[:10])
    else:
        more = found >= number_in(document.url, "per_page", _USUAL_PAGE)
    # A page may have no posts at all for us, and more behind it, where a plugin hides some.
    return numbered_page(document.url, "page", page + 1) if more else None


def _info(document: Document, source: Source) -> FeedInfo:
    # Posts say nothing of their site.
    return FeedInfo(title=source.title, link=_home(document.url), self_url=numbered_page(document.url, "page", None))


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.partition(_API)[0].rstrip('/')}/"


def _entry(post: dict[str, Any], document: Document, source: Source) -> ParsedEntry:
    link = absolute(string(post, "link"), document.url)
    base = link or document.url
    content = clean(_rendered(post, "content"), base)
    entry = make_entry(
        # As in the database, where & is written &#038;, and in the feed. Without: as WordPress makes it.
        guid=html.unescape(_rendered(post, "guid")) or f"{_home(document.url)}?p={string(post, 'id')}",
        link=link,
        title=to_text(clean(_rendered(post, "title"))),
        summary=_unwrapped(clean(_rendered(post, "excerpt"), base)),
        content=content,
        language=None,
        authors=_authors(post),
        categories=tuple(_categories(post)),
        enclosures=(),
        published=_date(post, "date", source),
        updated=_date(post, "modified", source),
    )
    return replace(entry, enclosures=tuple(_pictures(post, content, base)))


def _rendered(post: dict[str, Any], key: str) -> str:
    return string(table(post, key), "rendered")


def _date(post: dict[str, Any], key: str, source: Source) -> datetime | None:
    # In UTC, but it does not say so. Imported posts have none there, or a row of zeros: then by the site's clock.
    return parse_date(string(post, f"{key}_gmt"), "UTC") or parse_date(string(post, key), source.timezone)


def _embedded(post: dict[str, Any], relation: str) -> Iterable[dict[str, Any]]:
    # What cannot be shown stands there as an error: {"code": "rest_forbidden", …}.
    found = array(table(post, "_embedded"), relation)
    return (item for item in found if isinstance(item, dict) and "code" not in item)


def _authors(post: dict[str, Any]) -> tuple[Person, ...]:
    names = (to_text(string(author, "name")) for author in _embedded(post, "author"))
    return tuple(dict.fromkeys(Person(name) for name in names if name))


def _categories(post: dict[str, Any]) -> Iterable[str]:
    for terms in array(table(post, "_embedded"), "wp:term"):
        for term in terms if isinstance(terms, list) else ():
            if isinstance(term, dict) and string(term, "taxonomy") in _TAXONOMIES:
                yield squeeze(html.unescape(string(term, "name")))


def _pictures(post: dict[str, Any], content: str, base: str) -> Iterable[Enclosure]:
    """The featured picture, unless it stands in the text as well, perhaps in another size (``name-1024x683.jpg``)."""
    for media in _embedded(post, "wp:featuredmedia"):
        url = absolute(string(media, "source_url"), base)
        if url and html.escape(re.sub(r"(?:-scaled)?\.\w+\Z", "", url)) not in content:
            length = size(table(media, "media_details"), "filesize")
            yield Enclosure(url, string(media, "mime_type") or None, length)


def _feed(feed: ParsedFeed, document: Document) -> ParsedFeed:
    """A feed of WordPress, its entries as the REST interface would give them."""
    page = number_in(document.url, "paged", 1)
    if not feed.entries and page == 1:
        raise ReadError("no-entries", _NONE)
    first = numbered_page(document.url, "paged", None)
    older = feed.older
    # Past the end WordPress answers 404. A feed that was moved to another service knows no such pages.
    if older is None and feed.entries and _is_own(first):
        older = numbered_page(document.url, "paged", page + 1)
    entries = tuple(map(_plainly, feed.entries))
    return replace(feed, entries=entries, info=replace(feed.info, self_url=first), older=older)


def _is_own(url: str) -> bool:
    parts = urlsplit(url)
    return "feed" in parts.path.split("/") or "feed" in parse_qs(parts.query)


def _emoji(picture: re.Match[str]) -> str:
    return html.escape(html.unescape(picture[1]), quote=False)  # in a text, quotation marks are themselves


def _plainly(entry: ParsedEntry) -> ParsedEntry:
    summary, content = (_plain_markup(text, entry.link) for text in (entry.summary, entry.content))
    plain = make_entry(
        guid=entry.guid,
        link=entry.link,
        title=entry.title,
        summary=_unwrapped(summary),
        content=content,
        language=entry.language,
        authors=entry.authors,
        categories=entry.categories,
        enclosures=(),
        published=entry.published,
        updated=entry.updated,
    )
    return replace(plain, enclosures=entry.enclosures)


def _plain_markup(markup: str, link: str | None) -> str:
    plain = _without_appeared(_EMOJI.sub(_emoji, markup), link)
    return clean(plain) if plain != markup else markup  # what was cut off may have been the end of a tag's content


def _without_appeared(markup: str, link: str | None) -> str:
    last = _APPEARED.search(markup)
    post, site = map(html.unescape, last.groups()) if last else ("", "")
    return markup[: last.start()].rstrip() if last and post == link and host_of(site) == host_of(post) else markup


def _unwrapped(markup: str) -> str:
    """An excerpt as the feed has it: one paragraph is no markup."""
    one = _ONE_PARAGRAPH.match(markup.strip())
    return clean(one[1]) if one else markup
