"""Makes an edition document safe for every format, so that no single entry can fail a whole feed.

feedgen refuses a feed, and an XML parser refuses a document, for one bad character or one empty title in one entry.
What leaves :func:`clean_document` holds none: text is legal in XML 1.0, titles and ids are never empty, ids are URIs,
links are absolute URLs in ASCII that follow nobody, language tags and media types are known, moments are whole seconds
in UTC. Cleaning leaves alone what is fine already and drops no entry, but for a second one with the same id; it is
idempotent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

from feeds.editions.addresses import entry_id, page_url, percent_encoded, untracked_links, web_url
from feeds.editions.languages import language, right_to_left
from feeds.editions.texts import clean_line, clean_text
from feeds.model import (
    UNDETERMINED,
    Alternate,
    Category,
    Edition,
    EditionDocument,
    EditionItem,
    Enclosure,
    FeedInfo,
    Finding,
    Other,
    Person,
    Site,
    Tombstone,
)
from feeds.text.html import shorten, to_text
from feeds.text.urls import host_of, name_urn

TITLE_LENGTH = 80
"""Characters of a title made from the text."""
FIRST_SEEN = "first-seen"
"""The label of an entry whose date is the moment when it was first seen."""
UNKNOWN_TYPE = "application/octet-stream"
"""Media type of an enclosure of which nobody said it, where a format demands one (RFC 2046 §4.5.1)."""

_NAME = r"[A-Za-z0-9!#$&^_.+-]+"
_MEDIA_TYPE = re.compile(rf"{_NAME}/{_NAME}(\s*;\s*{_NAME}=({_NAME}|\"[\w .,+/=-]*\"))*\Z", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
_BACKWARDS = '<div dir="rtl">'


def clean_document(document: EditionDocument) -> EditionDocument:
    """``document`` with every field safe for any format; ids of editions in addresses are percent-encoded."""
    edition_id = _edition_id(document.edition.id)
    title = clean_line(document.edition.title) or clean_line(document.site.title) or edition_id or "Visnyk"
    cleaned = replace(
        document,
        edition=replace(document.edition, id=edition_id, title=title),
        site=_clean_site(document.site, title),
        language=language(document.language),
        updated=whole_seconds(document.updated),
        items=(),
        alternates=tuple(map(_clean_alternate, document.alternates)),
        tombstones=tuple(_clean_tombstones(document.tombstones)),
    )
    feed_id = entry_id(document.id) or cleaned.feed_url("atom")
    items: dict[str, EditionItem] = {}
    for item in document.items:
        one = _clean_item(item)
        if not one.id:
            one = replace(one, id=name_urn(feed_id, one.url, one.title, item.published.isoformat()))
        items.setdefault(one.id, one)
    return replace(cleaned, id=feed_id, items=tuple(items.values()))


def clean_edition(edition: Edition, site: Site) -> EditionDocument:
    """An edition without its entries and of no date, cleaned: for those who need its title and addresses only."""
    return clean_document(EditionDocument("", edition, site, edition.language, datetime.fromtimestamp(0, UTC), ()))


def whole_seconds(moment: datetime) -> datetime:
    """``moment`` in UTC without its microseconds: RSS has none, and readers compare the formats."""
    return moment.astimezone(UTC).replace(microsecond=0)


def rfc3339(moment: datetime) -> str:
    """A moment of whole seconds in UTC as Atom and JSON Feed write it: ``2026-10-21T09:30:00Z``."""
    return moment.replace(tzinfo=None).isoformat() + "Z"


def _edition_id(text: str) -> str:
    return quote(clean_text(text), safe="-._~")


def _clean_site(site: Site, title: str) -> Site:
    return replace(
        site,
        title=clean_line(site.title) or title,
        base_url=web_url(site.base_url) or percent_encoded(clean_line(site.base_url)),
        hubs=tuple(dict.fromkeys(filter(None, map(web_url, site.hubs)))),
    )


def _clean_alternate(alternate: Alternate) -> Alternate:
    edition = _edition_id(alternate.edition)
    return Alternate(edition, clean_line(alternate.title) or edition or "Visnyk", language(alternate.language))


def _clean_tombstones(tombstones: Iterable[Tombstone]) -> Iterable[Tombstone]:
    """Each id once, with its first moment in the order given, which is the last in time."""
    known: dict[str, datetime] = {}
    for one in tombstones:
        known.setdefault(entry_id(one.id), whole_seconds(one.since))
    return (Tombstone(name, since) for name, since in known.items() if name)


# Three writers clean the same items, and editions of partners share most of theirs: a third of publishing them.
@lru_cache(maxsize=256)
def _clean_item(item: EditionItem) -> EditionItem:
    """``item`` with nothing but its id perhaps missing."""
    content, summary = _clean_markup(item.content, item.language), _clean_markup(item.summary, item.language)
    url = page_url(item.url) or ""
    title = clean_line(item.title) or _title_from(content or summary, item.published)
    return replace(
        item,
        id=entry_id(item.id),
        language=language(item.language),
        title=title,
        url=url,
        url_language=language(item.url_language),
        original_url=page_url(item.original_url),
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
        alert=tuple(_clean_categories(item.alert)),
        tags=tuple(_clean_categories(item.tags)),
        others=tuple(_clean_others(item.others)),
    )


def _clean_markup(markup: str, tag: str) -> str:
    """HTML with its links to pages clean, and a direction of its own where its language runs from right to left.

    No format has a place for that beside the text; without it such a text is set the wrong way round.
    """
    cleaned = untracked_links(clean_text(markup).strip())
    if not cleaned or not right_to_left(tag) or cleaned.startswith(_BACKWARDS):
        return cleaned
    return f"{_BACKWARDS}{cleaned}</div>"


def _clean_finding(finding: Finding) -> Finding:
    """Without the unit: the same thing found twice is told once."""
    return Finding(clean_line(finding.check), clean_line(finding.message))


def _title_from(markup: str, published: datetime) -> str:
    """The first words of ``markup``, or the day: a title must not be empty (RFC 4287 §4.1.1.1)."""
    return shorten(clean_line(to_text(markup)), TITLE_LENGTH) or f"Entry of {published.date().isoformat()}"


def _clean_info(info: FeedInfo) -> FeedInfo:
    link, self_url = web_url(info.link), web_url(info.self_url)
    tag = language(info.language or "")
    return replace(
        info,
        title=clean_line(info.title) or host_of(link or self_url or ""),
        id=entry_id(info.id) or None,
        link=link,
        self_url=self_url,
        language=None if tag == UNDETERMINED else tag,
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


def _clean_categories(categories: Iterable[Category]) -> Iterable[Category]:
    """Each term once."""
    labels: dict[str, str] = {}
    for one in categories:
        labels.setdefault(clean_line(one.term), clean_line(one.label))
    return (Category(term, label or term) for term, label in labels.items() if term)


def _clean_others(others: Iterable[Other]) -> Iterable[Other]:
    """Each page once, with a title; what has no address is nothing to lead to."""
    pages = {page_url(other.url): other for other in others}
    for url, other in pages.items():
        if url:
            source = clean_line(other.source) or host_of(url)
            title = clean_line(other.title) or source
            yield Other(url, title, source, language(other.language), language(other.url_language))


def _clean_enclosures(enclosures: Iterable[Enclosure]) -> Iterable[Enclosure]:
    for enclosure in enclosures:
        if url := web_url(enclosure.url):
            kind = enclosure.type if enclosure.type and _MEDIA_TYPE.match(enclosure.type) else None
            length = enclosure.length if enclosure.length is not None and enclosure.length >= 0 else None
            yield Enclosure(url, kind, length)
