"""What the editor configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How a source is read."""

    FEED = "feed"
    JSONFEED = "jsonfeed"
    TELEGRAM = "telegram"
    WORDPRESS = "wordpress"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class ListRules:
    """Where news stands on a list page: CSS selectors (Selectors Level 4), looked up within an item but for two."""

    item: str
    """Every item of the list, looked up in the whole page."""
    link: str | None = None
    """``None``: the item itself if it is a link, else the first link in it."""
    title: str | None = None
    """``None``: the words of the link."""
    date: tuple[str, ...] = ()
    """Nodes whose words are joined, in this order, with a space: a day in one, a time in the next."""
    heading: str | None = None
    """Headings that name the day of the items after them, looked up in the whole page."""
    summary: str | None = None
    image: str | None = None
    """A picture, a link to one, or an element with a background."""
    category: str | None = None
    next: str | None = None
    """The link to the page with older news, looked up in the whole page."""


@dataclass(frozen=True, slots=True)
class ArticleRules:
    """Where things stand on the page of one article: CSS selectors, looked up in the whole page."""

    content: tuple[str, ...] = ()
    """Tried in order; all that the first one with words matches is the content. None: the text is looked for, as for
    :attr:`Source.full_text`."""
    title: str | None = None
    date: tuple[str, ...] = ()
    """Nodes whose words are joined, as in :class:`ListRules`."""
    summary: str | None = None
    image: str | None = None
    category: str | None = None
    remove: tuple[str, ...] = ()
    """What is no news, within the content: buttons to share, related news."""


class Pictures(StrEnum):
    """What becomes of the pictures of a source."""

    COPY = "copy"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Fallback:
    """Another way to the same news, tried when those before it gave none."""

    kind: Kind
    url: str
    list: ListRules | None = None
    article: ArticleRules | None = None
    full_text: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where news comes from, as the editor configured it."""

    id: str
    kind: Kind
    url: str
    title: str
    language: str | None = None
    """What its entries are written in; ``None``: what the feed says of itself."""
    timezone: str = "Europe/Kyiv"
    """IANA name, for dates that name no zone."""
    enabled: bool = True
    verified: bool = False
    """False until somebody saw this address yield news."""
    rights: str | None = None
    interval: int | None = None
    """Seconds between two requests, unless the server asks for more; ``None``: by how often it has news."""
    list: ListRules | None = None
    article: ArticleRules | None = None
    identity: str | None = None
    """A regular expression: what its groups (or all of it) match in a link names the entry, on whatever domain."""
    full_text: bool = False
    """Feeds that give summaries alone: the text is looked for on the pages that they lead to."""
    pages: int = 5
    """The most pages of a list that one refresh walks through."""
    since: date | None = None
    """How far back the list is walked through, over as many refreshes as it takes; ``None``: its newest page."""
    pictures: Pictures | None = None
    """``None``: copied where links to them expire, which is Telegram, and linked elsewhere."""
    fallbacks: tuple[Fallback, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertRule:
    """How urgent notices of one kind are told: regular expressions, looked for without regard to case."""

    id: str
    title: str
    """In English."""
    begins: tuple[str, ...]
    """What raises the alert; any of them."""
    ends: tuple[str, ...] = ()
    """What ends it: the all-clear."""
    unless: tuple[str, ...] = ()
    """What neither raises nor ends it, whatever else it says: advice, plans, looking back."""
    title_uk: str | None = None
    sources: tuple[str, ...] = ("*",)
    """Source ids or shell globs of them."""
    hours: int = 12
    """How long it stays open where no all-clear comes."""
    shared: bool = False
    """An all-clear of any of its sources ends it, not only that of the source which raised it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What is translated into what, and by whom; language tags as BCP 47 has them."""

    source: str
    target: str
    engines: tuple[str, ...]
    """Names, in the order in which they are asked; the translation memory is no engine and comes first."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A city that news is looked through for."""

    id: str
    name: str
    """In English."""
    country: str
    """ISO 3166-1 alpha-2."""
    latitude: float
    longitude: float
    """Degrees in WGS 84, north and east are positive."""
    forms: Mapping[str, tuple[str, ...]]
    """By language tag every form of its name, the nominative first. ``Турку?`` is another word too; ``лідський``, in
    small letters, is an adjective and stands for all its forms."""
    names: Mapping[str, str] = field(default_factory=dict)
    """By language tag what it is called there, where that is not ``name``."""
    unless: tuple[str, ...] = ()
    """Words before a form with which it is something else, see :class:`feeds.text.forms.Form`."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter that news can be about: any of these words, or any of these categories of a source."""

    id: str
    title: str
    """In English."""
    title_uk: str | None = None
    words: tuple[str, ...] = ()
    """Words and phrases; of Ukrainian ones every form is found."""
    categories: tuple[str, ...] = ()
    """As sources name them, without regard to case."""


@dataclass(frozen=True, slots=True)
class Takedown:
    """An entry that must not be published."""

    entry: str
    """Its key, its ``atom:id``, its link, or the address of its page here."""
    reason: str | None = None
    """For the editor alone."""


@dataclass(frozen=True, slots=True)
class Site:
    """The publisher, as configured."""

    title: str
    base_url: str
    """Absolute, no slash at its end."""
    contact: str | None = None
    id: str = "visnyk"
    """What the ids of its feeds are made from: stays when the address changes (RFC 4287 §4.2.6)."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs that are told of every change (W3C WebSub §4)."""


class Alerts(StrEnum):
    """What an edition does with entries that raise or end an alert."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Edition:
    """An output feed, as configured."""

    id: str
    title: str
    language: str
    """``original``, a language tag, or ``bilingual``."""
    sources: tuple[str, ...] = ("*",)
    """Source ids or shell globs of them."""
    limit: int = 50
    """The most entries in the feed itself; older ones are in its archive."""
    alerts: Alerts = Alerts.INCLUDE
    languages: tuple[str, ...] = ()
    """Of originals; none: any."""
    partners: tuple[str, ...] = ()
    """Partner ids or shell globs of them: entries that mention one of these; none: any entry."""
    topics: tuple[str, ...] = ()
    """Topic ids: entries about one of these; none: any entry."""
    need: tuple[str, ...] = ()
    """Words and phrases: entries with one of these; none: any entry."""
    refuse: tuple[str, ...] = ()
    """Words and phrases: no entry with one of these."""
    days: int | None = None
    """How old an entry may be; ``None``: no matter."""
    first: str | None = None
    """The partner whose news stand first, in up to half of the feed."""
