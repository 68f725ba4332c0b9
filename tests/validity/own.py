"""What we check ourselves in every document, without a validator."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from feeds.model import EditionDocument
from feeds.text.urls import is_iri
from tests.editions.reading import ATOM, atom_tree, json_feed, rss_channel

# What XML 1.0 §2.2 forbids or discourages, noncharacters included, and lone surrogates.
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_ABSOLUTE = re.compile(r"https?://[^/\s?#]+\S*\Z")
_OUTLINE = "xmlUrl"


def faults(body: bytes, extension: str, document: EditionDocument | None = None) -> list[str]:
    """What is wrong with these bytes; ``document`` is what they were written from."""
    read = {"atom": _atom, "rss": _rss, "json": _json, "opml": _opml}[extension]
    try:
        found = list(read(body, document))
    except (AssertionError, ValueError, etree.Error) as error:
        # Whoever asserts outside of a test says nothing but the line it is in.
        reason = str(error) or traceback.extract_tb(error.__traceback__)[-1].line
        return [f"{type(error).__name__}: {reason}"[:300]]
    if bad := _BAD.search(body.decode("utf-8", "surrogateescape")):
        found.append(f"character {bad[0]!r}")
    return found


def _atom(body: bytes, document: EditionDocument | None) -> Iterator[str]:
    root = atom_tree(body)
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in root.iterfind(f"{ATOM}entry")]
    yield from _ids([root.findtext(f"{ATOM}id") or "", *ids], "id")
    yield from _addresses((node.get("href", "") for node in root.iter(f"{ATOM}link")), "link")
    yield from _addresses((node.text or "" for node in root.iter(f"{ATOM}uri")), "uri")
    (own,) = root.findall(f"{ATOM}link[@rel='self']")
    yield from _expected(document, "atom", own.get("href", ""), ids)


def _rss(body: bytes, document: EditionDocument | None) -> Iterator[str]:
    channel = rss_channel(body)
    ids = [item.findtext("guid") or "" for item in channel.iterfind("item")]
    yield from _ids(ids, "guid")
    yield from _addresses((node.text or "" for node in channel.iter("link", "comments")), "link")
    for name in ("url", "href"):
        yield from _addresses((node.get(name, "") for node in channel.iterfind(f".//*[@{name}]")), name)
    (own,) = channel.findall(f"{ATOM}link[@rel='self']")
    yield from _expected(document, "rss", own.get("href", ""), ids)


def _json(body: bytes, document: EditionDocument | None) -> Iterator[str]:
    feed = json_feed(body)
    ids = [item["id"] for item in feed["items"]]
    yield from _ids(ids, "id")
    yield from _addresses(_urls(feed), "url")
    yield from _expected(document, "json", feed["feed_url"], ids)


def _opml(body: bytes, _: EditionDocument | None) -> Iterator[str]:
    root = etree.fromstring(body)
    yield from _addresses((node.get(_OUTLINE, "") for node in root.iterfind(f".//*[@{_OUTLINE}]")), _OUTLINE)


def _expected(document: EditionDocument | None, extension: str, own: str, ids: list[str]) -> Iterator[str]:
    """Every entry is there, in its order, and the document says where it is served."""
    if document is None:
        return
    if own != document.self_url(extension):
        yield f"says that it is at {own}, and is at {document.self_url(extension)}"
    if len(ids) != len(document.items):
        yield f"has {len(ids)} entries of {len(document.items)}"


def _ids(ids: Iterable[str], name: str) -> Iterator[str]:
    for text in ids:
        if not is_iri(text):
            yield f"{name} {text!r} is no IRI"


def _addresses(urls: Iterable[str], name: str) -> Iterator[str]:
    for url in urls:
        if not _ABSOLUTE.match(url) and not url.startswith("mailto:"):
            yield f"{name} {url!r} is not absolute"


def _urls(value: Any) -> Iterator[str]:
    """Every address in a JSON Feed."""
    if isinstance(value, list):
        for one in value:
            yield from _urls(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in ("url", "external_url", "home_page_url", "feed_url", "next_url", "original_url"):
                yield one
            yield from _urls(one)
