"""Telegram channels through their public preview, ``https://t.me/s/CHANNEL``: the page.

About twenty posts a page, oldest first; :mod:`feeds.sources.telegram_post` reads each. A channel that is unknown,
private or without preview answers with a contact page: an error, never "no news".
"""

from __future__ import annotations

import re

from lxml.etree import _Element

from feeds.errors import ReadError
from feeds.model import FeedInfo, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.selecting import parse_page
from feeds.sources.telegram_post import HOME, by_class, classes, first_words, read_post

_POST = re.compile(r"\w{1,64}/\d{1,20}", re.ASCII)
_CHANNEL = re.compile(r"/s/(\w{1,64})", re.ASCII)
_BEFORE = re.compile(r"[?&]before=(\d{1,20})(?:&|\Z)", re.ASCII)
_PREVIEW_ELSEWHERE = (
    "this is no channel preview but a contact page: the channel does not exist, is private or shows none"
)
_NO_POSTS = "this is a channel, but no posts are found on it: the page has changed its shape"
_HELD_BACK = "shows no posts: the channel is empty, or Telegram holds them back after too many requests"


def read_telegram(document: Document, source: Source) -> ParsedFeed:
    """Read one page of a channel's preview, newest post first; service posts ("pinned a photo") are left out.

    ``older`` is the page with the posts before these; there is none at the channel's start.

    :raises ReadError: ``empty``, ``encoding``, ``not-a-channel``, ``no-entries``.
    """
    root, warning = _page(document)
    posts = [post for post in by_class(root, "tgme_widget_message") if _POST.fullmatch(post.get("data-post") or "")]
    if not posts and not by_class(root, "tme_no_messages_found"):
        raise ReadError("no-entries", _NO_POSTS)
    older = _older(root, posts, document.url)
    entries = tuple(read_post(post, source) for post in reversed(posts) if "service_message" not in classes(post))
    held_back = None if posts or _BEFORE.search(document.url) else _HELD_BACK
    warnings = tuple(filter(None, (warning, held_back)))
    return ParsedFeed(_info(root, posts, document.url, source), entries, warnings, older)


def _older(root: _Element, posts: list[_Element], url: str) -> str | None:
    """The address of the page before this one.

    Only the number is taken from the page, so that it cannot lead elsewhere; and it falls from page to page, whatever
    the page says, so that the way back has an end.
    """
    addresses = [link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "prev"]
    addresses += [f"?before={link.get('data-before')}" for link in by_class(root, "tme_messages_more")]
    said = next(filter(None, map(_BEFORE.search, addresses)), None)
    if said is None or not posts:
        return None
    oldest = min(int((post.get("data-post") or "").partition("/")[2]) for post in posts)
    before, asked = min(int(said[1]), oldest), _BEFORE.search(url)
    return f"{_first(url)}?before={before}" if before > 1 and (asked is None or before < int(asked[1])) else None


def _first(url: str) -> str:
    """The address of the channel's newest page."""
    return re.split("[?#]", url)[0]


def _page(document: Document) -> tuple[_Element, str | None]:
    """The page as a tree, and what had to be repaired to read it."""
    page = parse_page(document)
    if not by_class(page.root, "tgme_channel_history"):
        raise ReadError("not-a-channel", _PREVIEW_ELSEWHERE)
    return page.root, page.warning


def _info(root: _Element, posts: list[_Element], url: str, source: Source) -> FeedInfo:
    # A post says the channel's name as it is now; the address may say an older one, or in other letter case.
    named = _CHANNEL.search(f"/s/{posts[-1].get('data-post')}" if posts else url)
    return FeedInfo(
        title=first_words(root, "tgme_channel_info_header_title") or source.title,
        link=f"{HOME}/{named[1]}" if named else None,
        self_url=_first(url),
        subtitle=first_words(root, "tgme_channel_info_description") or None,
    )
