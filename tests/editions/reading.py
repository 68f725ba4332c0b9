"""Reads what the writers wrote the way subscribers do, and refuses what is not valid."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
_ATOM_SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))
_JSON_SCHEMA = jsonschema.Draft202012Validator(
    json.loads(Path(__file__).with_name("jsonfeed.schema.json").read_text("utf-8"))
)


def atom_tree(body: bytes) -> etree._Element:
    """The root of an Atom document that keeps to RFC 4287."""
    root = etree.fromstring(body, etree.XMLParser(huge_tree=True))
    _ATOM_SCHEMA.assertValid(root)
    # Rules that no grammar can hold: one alternate of each media type and language (§4.1.1); an id is in a feed once
    # or, of another date, as a newer version, of which we write none (§4.1.1); a page of an archive names the feed
    # that it belongs to (RFC 5005 §4).
    alternates = [(link.get("type"), link.get("hreflang")) for link in root.findall(f"{ATOM}link[@rel='alternate']")]
    assert len(alternates) == len(set(alternates))
    ids = [node.text for node in root.findall(f"{ATOM}entry/{ATOM}id")]
    assert len(ids) == len(set(ids))
    assert root.find(f"{HISTORY}archive") is None or root.find(f"{ATOM}link[@rel='current']") is not None
    for entry in root.iterfind(f"{ATOM}entry"):
        # Two rules of §4.1.2: content or an alternate link, and one of those only.
        alternates = entry.findall(f"{ATOM}link[@rel='alternate']")
        assert alternates or entry.findtext(f"{ATOM}content")
        assert len(alternates) <= 1
        # An author here, in the source, or in the feed (§4.1.1).
        assert entry.find(f"{ATOM}author") is not None or root.find(f"{ATOM}author") is not None
    return root


def rss_channel(body: bytes) -> etree._Element:
    """The channel of an RSS document that has what RSS 2.0 requires."""
    root = etree.fromstring(body, etree.XMLParser(huge_tree=True))
    (channel,) = root
    assert (root.tag, root.get("version"), channel.tag) == ("rss", "2.0", "channel")
    for name in ("title", "link", "description"):
        (only,) = channel.findall(name)
        assert only.text
    assert len(channel.findall(f"{ATOM}link[@rel='self']")) == 1
    guids = [node.text for node in channel.findall("item/guid")]
    assert len(guids) == len(set(guids)) == len(channel.findall("item"))
    for item in channel.iterfind("item"):
        assert item.findtext("title")
        assert item.findtext("description")
        enclosures = [node.get("url") for node in item.findall("enclosure")]
        assert len(enclosures) <= 1
        assert {*enclosures} <= {node.get("url") for node in item.findall(f"{MEDIA}content")}
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
    """A JSON Feed that keeps to version 1.1 and to what our documentation says of ``_visnyk``."""
    feed: dict[str, Any] = json.loads(body.decode("utf-8"))
    for error in _JSON_SCHEMA.iter_errors(feed):
        raise AssertionError(f"{error.json_path}: {error.message}")
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids))
    return feed
