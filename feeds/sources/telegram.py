"""Telegram channels through their public preview, ``https://t.me/s/CHANNEL``: the page.

About twenty posts a page, oldest first; :mod:`feeds.sources.telegram_post` reads each. A channel that is unknown,
private or without preview answers with a contact page: an error, never "no news".
"""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html
from lxml.etree import _Element

from feeds.errors import ReadError
from feeds.model import FeedInfo, ParsedFeed, Source
from feeds.sources.document import Document, decode
from feeds.sources.telegram_post import HOME, by_class, classes, first_words, read_post
from feeds.text.html import strip_controls

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

    :raises ReadError: ``empty``, ``encoding``, ``not-a-channel``, ``no-entries``.
    """
    root, warning = _page(document)
    posts = [post for post in by_class(root, "tgme_widget_message") if _POST.fullmatch(post.get("data-post") or "")]
    if not posts and not by_class(root, "tme_no_messages_found"):
        raise ReadError("no-entries", _NO_POSTS)
    entries = tuple(read_post(post, source) for post in reversed(posts) if "service_message" not in classes(post))
    held_back = None if posts or _BEFORE.search(document.url) else _HELD_BACK
    return ParsedFeed(_info(root, posts, document, source), entries, tuple(filter(None, (warning, held_back))))


def older_page(document: Document) -> str | None:
    """The address of the page with older posts; ``None`` at the channel's start.

    Only the number is taken from the page, so that it cannot lead elsewhere; that it falls is for the caller to see.

    :raises ReadError: ``empty``, ``encoding``, ``not-a-channel``.
    """
    root, _ = _page(document)
    addresses = [link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "prev"]
    addresses += [f"?before={link.get('data-before')}" for link in by_class(root, "tme_messages_more")]
    found = next(filter(None, map(_BEFORE.search, addresses)), None)
    return f"{re.split('[?#]', document.url)[0]}?before={found[1]}" if found else None


def _page(document: Document) -> tuple[_Element, str | None]:
    """The page as a tree, and what had to be repaired to read it."""
    if not document.body.strip():
        raise ReadError("empty", "the answer is empty: nothing to read")
    decoded = decode(document)
    # The parser's own limit stays on: what is nested deeper than 255 elements is cut.
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        root = lxml_html.document_fromstring(strip_controls(decoded.text).encode(), parser=parser)
    except etree.LxmlError as error:  # a page without a single element
        raise ReadError("not-a-channel", "this is no web page") from error
    if not by_class(root, "tgme_channel_history"):
        raise ReadError("not-a-channel", _PREVIEW_ELSEWHERE)
    return root, decoded.warning


def _info(root: _Element, posts: list[_Element], document: Document, source: Source) -> FeedInfo:
    # A post says the channel's name as it is now; the address may say an older one, or in other letter case.
    named = _CHANNEL.search(f"/s/{posts[-1].get('data-post')}" if posts else document.url)
    return FeedInfo(
        title=first_words(root, "tgme_channel_info_header_title") or source.title,
        link=f"{HOME}/{named[1]}" if named else None,
        self_url=document.url,
        subtitle=first_words(root, "tgme_channel_info_description") or None,
    )
