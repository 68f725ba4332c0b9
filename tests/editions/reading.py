"""Reads what the writers wrote the way subscribers do, and refuses what is not valid."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import feedparser
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
_ATOM_SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))


def atom_tree(body: bytes) -> etree._Element:
    """The root of an Atom document that keeps to RFC 4287."""
    root = etree.fromstring(body)
    _ATOM_SCHEMA.assertValid(root)
    for entry in root.iterfind(f"{ATOM}entry"):
        # Two rules of §4.1.2 that no grammar can hold: content or an alternate link, and one of those only.
        alternates = entry.findall(f"{ATOM}link[@rel='alternate']")
        assert alternates or entry.findtext(f"{ATOM}content")
        assert len(alternates) <= 1
        # An author here, in the source, or in the feed (§4.1.1).
        assert entry.find(f"{ATOM}author") is not None or root.find(f"{ATOM}author") is not None
    return root


def rss_channel(body: bytes) -> etree._Element:
    """The channel of an RSS document that has what RSS 2.0 requires."""
    root = etree.fromstring(body)
    (channel,) = root
    assert (root.tag, root.get("version"), channel.tag) == ("rss", "2.0", "channel")
    for name in ("title", "link", "description"):
        (only,) = channel.findall(name)
        assert only.text
    for item in channel.iterfind("item"):
        assert item.findtext("title")
        assert item.findtext("description")
        assert len(item.findall("enclosure")) <= 1
    return channel


def parsed(body: bytes, media_type: str) -> Any:
    """What feedparser makes of a feed, which must not trouble it."""
    headers = {"content-type": media_type}
    result = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    assert not result.bozo, result.bozo_exception
    return result


def json_feed(body: bytes) -> dict[str, Any]:
    """A JSON Feed that has what version 1.1 requires."""
    feed: dict[str, Any] = json.loads(body.decode("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    for item in feed["items"]:
        assert item["id"]
        assert item["content_html"]
        assert all(attachment["url"] and attachment["mime_type"] for attachment in item.get("attachments", ()))
    return feed
