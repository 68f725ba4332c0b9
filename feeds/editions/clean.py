"""Makes an edition document safe for every format, so that no single entry can fail a whole feed.

feedgen refuses a feed, and an XML parser refuses a document, for one bad character or one empty title in one entry.
What leaves :func:`clean_document` holds none: text is legal in XML 1.0, titles and ids are never empty, links are
absolute URLs in ASCII, language tags and media types are well-formed, moments are whole seconds in UTC. Cleaning
never drops an entry, and leaves alone what is fine already; it is idempotent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit, urlunsplit

from feeds.model import (
    UNDETERMINED,
    Category,
    Edition,
    EditionDocument,
    EditionItem,
    Enclosure,
    FeedInfo,
    Finding,
    Person,
    Site,
)
from feeds.text.html import shorten, squeeze, strip_controls, to_text
from feeds.text.urls import absolute, host_of, name_urn

TITLE_LENGTH = 80
"""Characters of a title made from the text."""
FIRST_SEEN = "first-seen"
"""The label of an entry whose date is the moment when it was first seen."""
UNKNOWN_TYPE = "application/octet-stream"
"""Media type of an enclosure of which nobody said it, where a format demands one (RFC 2046 §4.5.1)."""

_C1 = re.compile("[\x7f-\x84\x86-\x9f]")
"""Legal, but XML 1.0 §2.2 asks authors to avoid them: what is left of text read in a wrong encoding."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_IRI = re.compile(r"[\s\"<>\\^`{|}]")
_PORT = re.compile(r":\d*\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_NAME = r"[A-Za-z0-9!#$&^_.+-]+"
_MEDIA_TYPE = re.compile(rf"{_NAME}/{_NAME}(\s*;\s*{_NAME}=({_NAME}|\"[\w .,+/=-]*\"))*\Z", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
# RFC 3986 §3.3 to §3.5; the percent sign because what is escaped already stays as it is.
_PATH_SAFE = "/:@!$&'()*+,;=~%"
_QUERY_SAFE = _PATH_SAFE + "?"


def clean_document(document: EditionDocument) -> EditionDocument:
    """``document`` with every field safe for any format; ids in addresses are percent-encoded."""
    edition_id = quote(clean_text(document.edition.id), safe="-._~")
    title = clean_line(document.edition.title) or clean_line(document.site.title) or edition_id or "Visnyk"
    site = Site(
        title=clean_line(document.site.title) or title,
        base_url=web_url(document.site.base_url) or _encode(clean_line(document.site.base_url), _PATH_SAFE),
        contact=document.site.contact,
    )
    cleaned = replace(
        document,
        edition=replace(document.edition, id=edition_id, title=title),
        site=site,
        language=language(document.language),
        updated=whole_seconds(document.updated),
        items=(),
    )
    feed_id = iri(document.id) or cleaned.self_url("atom")
    return replace(cleaned, id=feed_id, items=tuple(_clean_item(item, feed_id) for item in document.items))


def clean_edition(edition: Edition, site: Site) -> EditionDocument:
    """An edition without its entries and of no date, cleaned: for those who need its title and addresses only."""
    return clean_document(EditionDocument("", edition, site, edition.language, datetime.fromtimestamp(0, UTC), ()))


def clean_text(text: str) -> str:
    """``text`` as XML 1.0 may hold it, line ends as ``\\n``; a lone surrogate becomes U+FFFD, a pair its character."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return strip_controls(_C1.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")


def clean_line(text: str) -> str:
    """``text`` on one line; empty when there is nothing in it that can be seen."""
    line = squeeze(clean_text(text))
    return line if any(char.isprintable() for char in line.replace(" ", "")) else ""


def whole_seconds(moment: datetime) -> datetime:
    """``moment`` in UTC without its microseconds: RSS has none, and readers compare the formats."""
    return moment.astimezone(UTC).replace(microsecond=0)


def rfc3339(moment: datetime) -> str:
    """A moment of whole seconds in UTC as Atom and JSON Feed write it: ``2026-10-21T09:30:00Z``."""
    return moment.replace(tzinfo=None).isoformat() + "Z"


def language(tag: str) -> str:
    """``tag`` where RFC 4287 §2 allows it, else ``und``."""
    return tag if _LANGUAGE.match(tag) else UNDETERMINED


def iri(text: str | None) -> str:
    """``text`` with what no IRI may hold percent-encoded, or an empty string.

    Otherwise untouched: ids are compared character by character (RFC 4287 §4.2.6.1). An id with Cyrillic letters is
    an error to the W3C validator (UriNotIri), which asks for a URI where §4.2.6 says IRI; identity matters more.
    """
    return _NOT_IRI.sub(lambda bad: quote(bad[0]), clean_text(text or "").strip())


def web_url(text: str | None) -> str | None:
    """``text`` as an http(s) URL in ASCII (RFC 3987 §3.1), which RSS needs; ``None`` where it is none."""
    url = absolute(clean_text(text or ""))
    if url is None:
        return None
    scheme, netloc, path, query, fragment = urlsplit(url)
    return urlunsplit(
        (
            scheme,
            _ascii_host(netloc),
            _encode(path, _PATH_SAFE),
            _encode(query, _QUERY_SAFE),
            _encode(fragment, _QUERY_SAFE),
        )
    )


def _encode(text: str, safe: str) -> str:
    """Percent-encode what is not ``safe``, and a percent sign that starts no escape."""
    return quote(_STRAY_PERCENT.sub("%25", text), safe=safe)


def _ascii_host(netloc: str) -> str:
    """``netloc`` with an international domain name in its ``xn--`` form, user and port as they are."""
    if netloc.isascii():
        return _encode(netloc, _PATH_SAFE + "[]")
    user, at, host = netloc.rpartition("@")
    port = found[0] if (found := _PORT.search(host)) else ""
    name = host.removesuffix(port)
    with suppress(UnicodeError):  # a label that is empty or too long; RFC 3986 §3.2.2 allows percent-encoded names
        name = name.encode("idna").decode("ascii")
    return _encode(user + at + name + port, _PATH_SAFE + "[]")


def _clean_item(item: EditionItem, feed_id: str) -> EditionItem:
    content, summary = clean_text(item.content).strip(), clean_text(item.summary).strip()
    url = web_url(item.url) or ""
    title = clean_line(item.title) or _title_from(content or summary, item.published)
    return replace(
        item,
        id=iri(item.id) or name_urn(feed_id, url, title, item.published.isoformat()),
        language=language(item.language),
        title=title,
        url=url,
        url_language=language(item.url_language),
        original_url=web_url(item.original_url),
        original_language=language(item.original_language),
        summary=summary,
        content=content,
        published=whole_seconds(item.published),
        updated=whole_seconds(item.updated),
        source=_clean_info(item.source),
        engine=clean_line(item.engine or "") or None,
        translated_at=whole_seconds(item.translated_at) if item.translated_at else None,
        warnings=tuple(dict.fromkeys(_clean_finding(finding) for finding in item.warnings)),
        corrected=whole_seconds(item.corrected) if item.corrected else None,
        authors=_clean_authors(item.authors),
        categories=tuple(dict.fromkeys(filter(None, map(clean_line, item.categories)))),
        enclosures=tuple(_clean_enclosures(item.enclosures)),
        alert=tuple(Category(one.term, clean_line(one.label) or one.term) for one in item.alert),
    )


def _clean_finding(finding: Finding) -> Finding:
    """Without the unit: the same thing found twice is told once."""
    return Finding(clean_line(finding.check), clean_line(finding.message))


def _title_from(markup: str, published: datetime) -> str:
    """The first words of ``markup``, or the day: a title must not be empty (RFC 4287 §4.1.1.1)."""
    return shorten(clean_line(to_text(markup)), TITLE_LENGTH) or f"Entry of {published.date().isoformat()}"


def _clean_info(info: FeedInfo) -> FeedInfo:
    link, self_url = web_url(info.link), web_url(info.self_url)
    return replace(
        info,
        title=clean_line(info.title) or host_of(link or self_url or ""),
        id=iri(info.id) or None,
        link=link,
        self_url=self_url,
        language=info.language if info.language and _LANGUAGE.match(info.language) else None,
        rights=clean_line(info.rights or "") or None,
        subtitle=clean_line(info.subtitle or "") or None,
        updated=whole_seconds(info.updated) if info.updated else None,
        authors=_clean_authors(info.authors),
    )


def _clean_authors(authors: Iterable[Person]) -> tuple[Person, ...]:
    """Each author once and with a name, which Atom demands (RFC 4287 §3.2.1); those without anything are left out."""
    cleaned = []
    for author in authors:
        email = author.email if author.email and _EMAIL.match(author.email) else None
        uri = web_url(author.uri)
        if name := clean_line(author.name) or email or uri:
            cleaned.append(Person(name, uri, email))
    return tuple(dict.fromkeys(cleaned))


def _clean_enclosures(enclosures: Iterable[Enclosure]) -> Iterable[Enclosure]:
    for enclosure in enclosures:
        if url := web_url(enclosure.url):
            kind = enclosure.type if enclosure.type and _MEDIA_TYPE.match(enclosure.type) else None
            length = enclosure.length if enclosure.length is not None and enclosure.length >= 0 else None
            yield Enclosure(url, kind, length)
