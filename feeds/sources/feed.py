"""RSS, Atom and RDF through feedparser, used so that a hostile or broken feed does no harm.

feedparser 6.0.14 is given decoded, repaired bytes in a BytesIO (a ``str`` or ``bytes`` argument could be fetched or
opened), without its sanitiser (a 100 KB ``style`` takes it 40 s) and its URL rewriting (ours is in nh3). It still
lets exceptions of many kinds escape, so the call is wrapped; time and memory are bounded by the process it runs in.
"""

from __future__ import annotations

import html
import io
import re
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser
import feedparser.api

from feeds.errors import ReadError
from feeds.model import Enclosure, FeedInfo, ParsedEntry, ParsedFeed, Person, Source
from feeds.sources.document import Document, decode
from feeds.sources.entry import make_entry
from feeds.sources.jsonfeed import read_jsonfeed
from feeds.text.dates import parse_date
from feeds.text.html import clean, from_text, squeeze, strip_controls, to_text
from feeds.text.language import language_tag
from feeds.text.urls import absolute

# feedparser's own list of SAX drivers to try first.
feedparser.api.PREFERRED_XML_PARSERS = ["feeds.sources.expat"]

# An internal DTD subset: 54 KiB of entities took feedparser 1.8 s and 315 MiB.
_INTERNAL_DTD = re.compile(r"<!DOCTYPE[^>\[]{0,500}\[", re.IGNORECASE)
_HTML = re.compile(r"(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL)
_XML_DECLARATION = re.compile(r"\A<\?xml[^>]*\?>")
# A root element that was opened and never closed.
_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|RDF))[\s>]", re.IGNORECASE)
# Character references that no XML parser takes: feedparser raises UnicodeEncodeError or ValueError on them.
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_feed(document: Document, source: Source) -> ParsedFeed:
    """Read RSS 0.9x/1.0/2.0 or Atom; a JSON Feed that came instead is read as one.

    :raises ReadError: ``empty``, ``html``, ``dtd``, ``encoding``, ``truncated``, ``not-a-feed``.
    """
    if not document.body.strip():
        raise ReadError("empty", "the answer is empty: nothing to read")
    decoded = decode(document)
    text = decoded.text.lstrip("\ufeff \t\r\n\x0b\x0c")
    if text.startswith("{"):
        return read_jsonfeed(document, source)
    _refuse(text)
    parsed = _parse(text)
    if not parsed.get("version") and not parsed.entries:
        raise ReadError("not-a-feed", f"this is no RSS or Atom feed; it begins with {squeeze(text[:60])!r}")
    _refuse_truncated(text)
    info = _info(parsed.feed, document.url, source)
    return ParsedFeed(
        info=info,
        entries=tuple(_entry(raw, info, source) for raw in parsed.entries),
        warnings=(decoded.warning,) if decoded.warning else (),
    )


def _refuse(text: str) -> None:
    head = text[:65536]
    if _HTML.match(_XML_DECLARATION.sub("", head).lstrip()):
        raise ReadError("html", "the answer is a web page, not a feed: check the address")
    if _INTERNAL_DTD.search(head):
        raise ReadError("dtd", "the feed brings its own document type with entities, which is refused as unsafe")


def _refuse_truncated(text: str) -> None:
    root = _ROOT.search(text[:65536])
    if root and f"</{root[1]}" not in text[-2048:]:
        raise ReadError("truncated", f"the feed breaks off before its closing </{root[1]}>: nothing of it was taken")


def _parse(text: str) -> Any:
    body = _REFERENCE.sub(_repair_reference, strip_controls(_XML_DECLARATION.sub("", text))).encode("utf-8")
    # No content-location: feedparser would join every element's xml:base with it, a fifth of its time, and what is
    # still relative afterwards is joined here.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # feedparser documents none and raises many: UnicodeError, ValueError, re.error…
        raise ReadError("not-a-feed", f"the feed cannot be parsed: {type(error).__name__}: {error}") from error


def _repair_reference(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return "\ufffd"
    return match[0] if number >= 0x20 or number in (9, 10, 13) else ""


def _get(raw: Any, key: str) -> Any:
    # FeedParserDict maps a missing ``updated`` to ``published``, with a DeprecationWarning.
    return dict.get(raw, key)


def _text(raw: Any, key: str) -> str:
    """A text construct as plain text, whatever type it claims."""
    value = _get(raw, key) or ""
    detail = _get(raw, f"{key}_detail") or {}
    is_html = detail.get("type") in _HTML_TYPES
    return to_text(value) if is_html else squeeze(strip_controls(value))


def _markup(construct: Any, base: str | None) -> str:
    """A text construct as sanitised HTML."""
    value = construct.get("value") or ""
    is_html = construct.get("type", "text/html") in _HTML_TYPES
    return clean(value if is_html else from_text(value), _base(construct, base))


def _base(construct: Any, default: str | None) -> str | None:
    return absolute(construct.get("base"), default) or default


def _info(raw: Any, url: str, source: Source) -> FeedInfo:
    link = absolute(_get(raw, "link"), url)
    return FeedInfo(
        title=_text(raw, "title") or source.title,
        id=_get(raw, "id") or None,
        link=link,
        self_url=url,
        language=language_tag(_get(raw, "language")),
        rights=_text(raw, "rights") or None,
        subtitle=_text(raw, "subtitle") or None,
        updated=_date(raw, "updated", source) or _date(raw, "published", source),
        authors=_persons(raw),
    )


def _entry(raw: Any, info: FeedInfo, source: Source) -> ParsedEntry:
    link = absolute(_get(raw, "link"), info.self_url)
    contents = _get(raw, "content") or []
    best = max(contents, key=lambda item: (item.get("type") in _HTML_TYPES, len(item.get("value") or "")), default=None)
    summary = _markup(_get(raw, "summary_detail") or {}, info.self_url)
    content = _markup(best, info.self_url) if best else ""
    language = best.get("language") if best else None
    return make_entry(
        guid=strip_controls(_get(raw, "id") or "").strip() or None,
        link=link,
        title=_text(raw, "title"),
        summary=summary,
        content=content,
        language=language_tag(language),
        authors=_persons(raw),
        categories=tuple(squeeze(html.unescape(tag.get("term") or "")) for tag in _get(raw, "tags") or ()),
        enclosures=tuple(_enclosures(raw, info)),
        published=_date(raw, "published", source),
        updated=_date(raw, "updated", source),
    )


def _persons(raw: Any) -> tuple[Person, ...]:
    found = []
    for author in _get(raw, "authors") or ():
        name, email = squeeze(strip_controls(author.get("name") or "")), author.get("email")
        if name or email:
            found.append(Person(name or str(email), absolute(author.get("href")), email or None))
    return tuple(dict.fromkeys(found))


def _enclosures(raw: Any, info: FeedInfo) -> list[Enclosure]:
    found: dict[str, Enclosure] = {}
    for item in [*(_get(raw, "enclosures") or ()), *(_get(raw, "media_content") or ())]:
        url = absolute(item.get("href") or item.get("url"), info.self_url)
        if url:
            length = str(item.get("length") or item.get("filesize") or "")
            size = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
            found.setdefault(url, Enclosure(url, item.get("type") or None, size))
    return list(found.values())


def _date(raw: Any, key: str, source: Source) -> datetime | None:
    own = parse_date(_get(raw, key), source.timezone)
    parsed = _get(raw, f"{key}_parsed")
    if own is None and isinstance(parsed, struct_time):
        try:
            return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC)
        except ValueError:  # feedparser lets year 0 and month 13 through
            return None
    return own
