"""What a subscriber gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feeds.model.configured import Edition, Site
from feeds.model.known import Finding, State
from feeds.model.parsed import UNDETERMINED, Enclosure, FeedInfo, Person


@dataclass(frozen=True, slots=True)
class Category:
    """One of our own (RFC 4287 §4.2.2): what a program tells entries apart by, and its name for a person."""

    term: str
    label: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another entry that tells the same news."""

    url: str
    """The page of the source."""
    title: str
    source: str
    """The title of its source."""
    language: str
    """Of the title."""
    url_language: str = UNDETERMINED
    """Of the page."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An item that was taken down (RFC 6721)."""

    id: str
    """IRI."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same selection in another language mode."""

    edition: str
    """The edition's id."""
    title: str
    language: str
    """BCP 47; ``mul`` of a bilingual one or of originals in several languages."""


@dataclass(frozen=True, slots=True)
class EditionItem:
    """One entry of an edition, ready for any writer."""

    id: str
    """IRI, different in each language mode (RFC 4287 §4.2.6)."""
    language: str
    """Of title and content; ``mul`` where both languages are in it."""
    title: str
    url: str
    """What a reader opens: the original's page, or ours for a translation."""
    url_language: str
    original_url: str | None
    original_language: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    source: FeedInfo
    state: State
    engine: str | None = None
    translated_at: datetime | None = None
    warnings: tuple[Finding, ...] = ()
    """What may be wrong with the translation."""
    corrected: datetime | None = None
    """When another translation took the place of one that had gone out whole."""
    authors: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    """The source's."""
    enclosures: tuple[Enclosure, ...] = ()
    alert: tuple[Category, ...] = ()
    """Which alert it raises or ends, and whether that is over."""
    tags: tuple[Category, ...] = ()
    """Which partners it mentions (``partner-leeds``), what it is about (``topic-energy``)."""
    others: tuple[Other, ...] = ()
    """Of the same story, oldest first."""
    dated: bool = True
    """False: ``published`` is when it was first seen, since its source does not say."""


@dataclass(frozen=True, slots=True)
class EditionDocument:
    """An edition with its entries, newest first: the one input of every edition writer."""

    id: str
    """IRI of the feed, the same in all formats."""
    edition: Edition
    site: Site
    language: str
    """BCP 47 tag for the feed as a whole; ``mul`` where entries differ."""
    updated: datetime
    items: tuple[EditionItem, ...]
    page: int | None = None
    """Of a page of the archive (RFC 5005 §4): its number, the oldest is 1; ``None``: the feed that is subscribed to."""
    older: int | None = None
    """The page of the archive before this document; ``None``: it is the oldest."""
    alternates: tuple[Alternate, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    """Newest first."""

    @property
    def home_url(self) -> str:
        """The page a person opens for this feed."""
        return f"{self.site.base_url}/"

    def feed_url(self, extension: str) -> str:
        """Where the feed is served that is subscribed to: ``extension`` is ``atom``, ``rss`` or ``json``."""
        return f"{self.site.base_url}/editions/{self.edition.id}.{extension}"

    def page_url(self, extension: str, page: int) -> str:
        """Where a page of its archive is served."""
        return f"{self.site.base_url}/editions/{self.edition.id}/{page}.{extension}"

    def self_url(self, extension: str) -> str:
        """Where this document is served."""
        return self.feed_url(extension) if self.page is None else self.page_url(extension, self.page)


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished document, as it is served: bytes that stay the same while the data stay the same."""

    path: str
    """As in the address, with the slash in front: ``/editions/all-en.atom``."""
    media_type: str
    body: bytes
    etag: str
    """Strong validator with its quotes (RFC 9110 §8.8.3)."""
    last_modified: datetime
