"""RSS, Atom and RDF through feedparser, used so that a hostile or broken feed does no harm.

feedparser 6.0.14 is given decoded, repaired bytes in a BytesIO (a ``str`` or ``bytes`` argument could be fetched or
opened), without its sanitiser (a 100 KB ``style`` takes it 40 s) and its URL rewriting (ours is in nh3). It still
lets exceptions of many kinds escape, so the call is wrapped; time and memory are bounded by the process it runs in.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any
from xml.sax import SAXException

import feedparser

from feeds.errors import ReadError
from feeds.model import Enclosure, FeedInfo, ParsedEntry, ParsedFeed, Person, Source
from feeds.sources import tuning
from feeds.sources.document import Document, decode
from feeds.sources.entry import make_entry, without_empty
from feeds.sources.jsonfeed import read_jsonfeed
from feeds.sources.paging import linked_page
from feeds.text.dates import parse_date
from feeds.text.html import clean, from_text, squeeze, strip_controls, to_text
from feeds.text.language import language_tag
from feeds.text.urls import absolute

tuning.tune()

# What may stand before the root or the document type. Atomic: 30 comments in a row would be tried in 2³⁰ ways.
_PROLOG = re.compile(r"(?>(?:\s+|<\?.*?\?>|<!--.*?-->)*)", re.DOTALL)
_HTML = re.compile(r"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
# An internal DTD subset: 54 KiB of entities took feedparser 1.8 s and 315 MiB.
_INTERNAL_DTD = re.compile(r"""<!DOCTYPE(?>(?:[^>\["']|"[^"]*"|'[^']*')*)\[""", re.IGNORECASE)
_ELEMENT = re.compile(r"<\w", re.ASCII)
_SPACES = re.compile(r"\s{2,}")
_XML_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
# A root element with something in it.
_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|RDF))(?=[\s>])(?![^<>]*/>)", re.IGNORECASE)
# Character references, among them those that no XML parser takes and feedparser raises ValueError on.
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_OUT_OF_MEMORY = "is not well-formed XML (out of memory)"
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 24 * 7, "monthly": 24 * 30, "yearly": 24 * 365}
"""Hours (web.resource.org/rss/1.0/modules/syndication)."""
_PACES = timedelta(minutes=1), timedelta(days=1)
"""What a publisher may ask for: no less, no more."""


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
    # RSS says nothing of relative links. They are meant for the site, which the feed need not come from; in Atom, the
    # document's own address is the base (RFC 4287 §2, RFC 3986 §5.1).
    base = document.url if str(parsed.get("version")).startswith("atom") else info.link or document.url
    entries, empty = without_empty(_entry(raw, base, source) for raw in parsed.entries)
    warnings = tuple(filter(None, (decoded.warning, _malformed(parsed), empty)))
    return ParsedFeed(info, entries, warnings, _older(parsed.feed, document.url), _pace(parsed.feed))


def _refuse(text: str) -> None:
    head = text[:65536]
    prolog = _PROLOG.match(head)
    begins = prolog.end() if prolog else 0
    if _HTML.match(head, begins):
        raise ReadError("html", "the answer is a web page, not a feed: check the address")
    if _INTERNAL_DTD.match(head, begins):
        raise ReadError("dtd", "the feed brings its own document type with entities, which is refused as unsafe")


def _refuse_truncated(text: str) -> None:
    root = _ROOT.search(text[:65536])
    if root and f"</{root[1]}" not in text.rstrip()[-2048:]:
        raise ReadError("truncated", f"the feed breaks off before its closing </{root[1]}>: nothing of it was taken")


def _parse(text: str) -> Any:
    # No content-location: feedparser would join every element's xml:base with it, a fifth of its time, and what is
    # still relative afterwards is joined here.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        parsed = feedparser.parse(
            io.BytesIO(_repaired(text)), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:  # the limit of the process: its own error, and nothing is said about the feed
        raise
    except Exception as error:  # feedparser documents none and raises many: UnicodeError, ValueError, re.error…
        reason = squeeze(strip_controls(f"{type(error).__name__}: {error}"))[:200]
        raise ReadError("not-a-feed", f"the feed cannot be parsed: {reason}") from error
    if _malformed(parsed) == _OUT_OF_MEMORY:
        raise MemoryError  # what feedparser's other parser made of it is not all of it
    return parsed


def _repaired(text: str) -> bytes:
    """The document as UTF-8 that an XML parser takes, without a declaration that says otherwise."""
    declaration = _XML_DECLARATION.match(text)
    text = strip_controls(text[declaration.end() :] if declaration else text)
    # feedparser looks for a document type at each line end before the root, up to the end of the white space there:
    # 40,000 of them took 5 s.
    root = _ELEMENT.search(text)
    if root:
        text = _SPACES.sub("\n", text[: root.start()]) + text[root.start() :]
    text = _REFERENCE.sub(_repair_reference, text)
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Only references can have brought surrogates in: two are one character in UTF-16, one alone is none.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _repair_reference(match: re.Match[str]) -> str:
    # Cut before Python refuses (4,300 digits); what is cut is far beyond the last character, 0x10FFFF.
    number = int(match[1][:40], 16) if match[1] else int(match[2][:40])
    if number > 0x10FFFF:
        return "\ufffd"
    if 0xD800 <= number <= 0xDFFF:
        return chr(number)
    # The controls that XML 1.0 §2.2 leaves out have no meaning in a text.
    return match[0] if strip_controls(chr(number)) else ""


def _malformed(parsed: Any) -> str | None:
    error = parsed.get("bozo_exception")
    return f"is not well-formed XML ({error.getMessage()})" if isinstance(error, SAXException) else None


def _get(raw: Any, key: str) -> Any:
    # FeedParserDict maps a missing ``updated`` to ``published``, with a DeprecationWarning.
    return dict.get(raw, key)


def _type(construct: Any) -> str:
    return str(construct.get("type") or "text/html").partition(";")[0].strip()


def _text(raw: Any, key: str) -> str:
    """A text construct as plain text, whatever type it claims."""
    value = _get(raw, key) or ""
    if _type(_get(raw, f"{key}_detail") or {"type": "text/plain"}) in _HTML_TYPES:
        # What is between tags is not always text: scripts, comments.
        return to_text(clean(value) if "<" in value else value)
    return squeeze(strip_controls(value))


def _markup(construct: Any, base: str) -> str:
    """A text construct as sanitised HTML; empty where it is no text, but a picture in base64 or foreign XML."""
    value, kind = construct.get("value"), _type(construct)
    if not value or not (kind in _HTML_TYPES or kind.startswith("text/")):
        return ""
    return clean(value if kind in _HTML_TYPES else from_text(value), absolute(construct.get("base"), base) or base)


def _info(raw: Any, url: str, source: Source) -> FeedInfo:
    return FeedInfo(
        title=_text(raw, "title") or source.title,
        id=strip_controls(_get(raw, "id") or "").strip() or None,
        link=absolute(_get(raw, "link"), url),
        self_url=url,
        language=language_tag(_get(raw, "language")),
        rights=_text(raw, "rights") or None,
        subtitle=_text(raw, "subtitle") or None,
        updated=_date(raw, "updated", source) or _date(raw, "published", source),
        authors=_persons(raw),
    )


def _older(raw: Any, url: str) -> str | None:
    """The next page of a paged feed (RFC 5005 §3); an Atom link, which RSS borrows."""
    addresses = (link.get("href") for link in _get(raw, "links") or () if link.get("rel") == "next")
    return next(filter(None, (linked_page(address, url) for address in addresses)), None)


def _pace(raw: Any) -> timedelta | None:
    """RSS 2.0 ``ttl``, in minutes; else how many times in each period the feed says that it changes."""
    if minutes := _number(raw, "ttl"):
        pace = timedelta(minutes=minutes)
    elif _get(raw, "sy_updateperiod") or _get(raw, "sy_updatefrequency"):
        hours = _PERIODS.get(squeeze(str(_get(raw, "sy_updateperiod") or "daily")).lower())
        times = _number(raw, "sy_updatefrequency") if _get(raw, "sy_updatefrequency") else 1
        if not hours or not times:
            return None
        pace = timedelta(hours=hours) / times
    else:
        return None
    shortest, longest = _PACES
    return min(max(pace, shortest), longest)


def _number(raw: Any, key: str) -> int:
    # Of a few digits: timedelta refuses more than a thousand million days.
    digits = str(_get(raw, key) or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 8 else 0


def _entry(raw: Any, base: str, source: Source) -> ParsedEntry:
    summary = _get(raw, "summary_detail") or {}
    contents = _get(raw, "content") or [{}]
    best = max(contents, key=lambda item: (_type(item) in _HTML_TYPES, len(item.get("value") or "")))
    language = best.get("language") or summary.get("language") or (_get(raw, "title_detail") or {}).get("language")
    return make_entry(
        guid=strip_controls(_get(raw, "id") or "").strip() or None,
        link=_link(raw, base),
        title=_text(raw, "title"),
        summary=_markup(summary, base),
        content=_markup(best, base),
        language=language_tag(language),
        authors=_persons(raw),
        categories=_categories(raw),
        enclosures=tuple(_enclosures(raw, base)),
        published=_date(raw, "published", source),
        updated=_date(raw, "updated", source),
    )


def _link(raw: Any, base: str) -> str | None:
    # feedparser takes any guid for a permalink that does not deny it: <guid>123</guid> is no address.
    return absolute(_get(raw, "link"), None if _get(raw, "guidislink") else base)


def _persons(raw: Any) -> tuple[Person, ...]:
    found = []
    for author in _get(raw, "authors") or ():
        name, email = (squeeze(strip_controls(author.get(key) or "")) for key in ("name", "email"))
        if name or email:
            found.append(Person(name or email, absolute(author.get("href")), email or None))
    return tuple(dict.fromkeys(found))


def _categories(raw: Any) -> tuple[str, ...]:
    # What is for people, where that is another word (RFC 4287 §4.2.2.3).
    names = (tag.get("label") or tag.get("term") or "" for tag in _get(raw, "tags") or ())
    return tuple(squeeze(html.unescape(name)) for name in names)


def _enclosures(raw: Any, base: str) -> Iterable[Enclosure]:
    found: dict[str, Enclosure] = {}
    links = [link for link in _get(raw, "links") or () if link.get("rel") == "enclosure"]
    for item in [*links, *(_get(raw, "media_content") or ())]:
        url = absolute(item.get("href") or item.get("url"), base)
        if url:
            length = str(item.get("length") or item.get("filesize") or "")
            size = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
            found.setdefault(url, Enclosure(url, item.get("type") or None, size))
    return found.values()


def _date(raw: Any, key: str, source: Source) -> datetime | None:
    own = parse_date(_get(raw, key), source.timezone)
    parsed = _get(raw, f"{key}_parsed")
    if own is None and isinstance(parsed, struct_time):
        try:
            return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC)
        except ValueError:  # feedparser lets year 0 and month 13 through
            return None
    return own
