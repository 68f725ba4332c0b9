"""Documents to write: an ordinary one, one with everything, a page of an archive, and entries that broke feeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from feeds.model import (
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
    State,
    Tombstone,
)

UPDATED = datetime(2026, 10, 21, 9, 30, 15, 250_000, tzinfo=UTC)
SITE = Site("Visnyk of Kharkiv", "https://visnyk.example.org", "news@example.org")
EDITION = Edition("all-en", "Kharkiv in English", "en")
SOURCE = FeedInfo(
    title="Харківська міська рада",
    id="tag:city.example.net,2020:news",
    link="https://city.example.net/",
    self_url="https://city.example.net/rss?lang=uk&all=1",
    language="uk",
    rights="© Міська рада",
    subtitle="Новини міста",
    updated=datetime(2026, 10, 21, 8, 0, tzinfo=UTC),
    authors=(Person("Прес-служба", "https://city.example.net/press", "press@city.example.net"),),
)
ITEM = EditionItem(
    id="tag:visnyk.example.org,2026:0123456789abcdef:en",
    language="en",
    title="Trams from Leipzig: 5 < 6 & “more”",
    url="https://visnyk.example.org/entries/0123456789abcdef?a=1&b=2",
    url_language="en",
    original_url="https://city.example.net/news/1",
    original_language="uk",
    summary="<p>Five trams.</p>",
    content='<p>Five trams <a href="https://city.example.net/?a=1&amp;b=2">arrived</a> &amp; run.</p>',
    published=datetime(2026, 10, 20, 21, 5, 1, tzinfo=UTC),
    updated=datetime(2026, 10, 21, 7, 0, 0, 999_999, tzinfo=UTC),
    source=SOURCE,
    state=State.TRANSLATED,
    engine="libretranslate+human",
    translated_at=datetime(2026, 10, 21, 6, 59, 30, tzinfo=UTC),
    authors=(Person("Олена Ko", "https://city.example.net/olena", "olena@example.org"), Person("Іван")),
    categories=("Transport", "Partners"),
    enclosures=(
        Enclosure("https://city.example.net/a.mp3", "audio/mpeg", 12345),
        Enclosure("https://city.example.net/b.pdf", "application/pdf", None),
    ),
)


def document(*items: EditionItem, language: str = "en") -> EditionDocument:
    """An edition of ``items``."""
    return EditionDocument("tag:visnyk.example.org,2026:editions:all-en", EDITION, SITE, language, UPDATED, items)


def ordinary() -> EditionDocument:
    """A translation, an original and a translation that failed."""
    bare = FeedInfo(title="", self_url="https://kyiv.example.net/feed")
    return document(
        ITEM,
        item(1, state=State.NOT_NEEDED, language="uk", engine=None, translated_at=None, original_url=None),
        item(2, state=State.FAILED, language="uk", engine=None, translated_at=None, authors=(), source=bare),
        language="mul",
    )


DOUBTED = replace(
    ITEM,
    warnings=(
        Finding("number", "42 is missing", unit="Мер о 9:42"),
        Finding("number", "42 is missing", unit="Їх 42"),
        Finding("name", "“Lvov” stands where <Lviv> should"),
    ),
    corrected=datetime(2026, 10, 21, 6, 59, 30, 500_000, tzinfo=UTC),
)
"""A translation that the checks have doubts about, and that was put right."""

STORY = replace(
    DOUBTED,
    dated=False,
    alert=(Category("air-raid", "Air raid"),),
    tags=(Category("partner-leipzig", "Leipzig"), Category("topic-transport", "Public transport")),
    others=(
        Other("https://t.me/kharkiv/77", "П’ять трамваїв", "Харків у Telegram", "uk", "uk"),
        Other("https://eurocities.example/trams", "Five trams", "Eurocities", "en", "en"),
    ),
)
"""A translation of which every field is set."""
HUBS = ("https://hub.example.org/", "https://other-hub.example.net/push?x=1&y=2")
ALTERNATES = (
    Alternate("all-original", "Харків", "uk"),
    Alternate("all-both", "Kharkiv in both", "mul"),
    Alternate("all-mixed", "Kharkiv as it came", "mul"),
    Alternate("all-third", "Kharkiv once more", "mul"),
)
TOMBSTONES = (
    Tombstone("tag:visnyk.example.org,2026:gone", datetime(2026, 10, 19, 8, 0, 0, 700_000, tzinfo=UTC)),
    Tombstone("urn:uuid:bacd3c2b-06eb-55b2-890b-2423e8dfa7e3", datetime(2026, 10, 18, tzinfo=UTC)),
)


def whole() -> EditionDocument:
    """A feed to subscribe to of which every field is set."""
    return replace(
        document(STORY, item(1)),
        site=replace(SITE, hubs=HUBS),
        older=7,
        alternates=ALTERNATES,
        tombstones=TOMBSTONES,
    )


def archived(page: int = 7) -> EditionDocument:
    """A page of the archive of that feed."""
    return replace(whole(), page=page, older=page - 1 or None)


NASTY: dict[str, EditionItem] = {
    "control characters": replace(
        ITEM, title="a\x00b\x0bc\x1b\ufffe\uffff\x85\x9fd", content="<p>\x0c\x08x\x7f</p>\r\ny"
    ),
    "end of a CDATA section": replace(
        ITEM, title="x ]]> y", summary="<p>]]&gt; ]]></p>", content="<p><![CDATA[ ]]></p>"
    ),
    "empty title": replace(ITEM, title=" \n\u200b ", content="<p>" + "Перше речення без заголовка. " * 9 + "</p>"),
    "nothing but a date": replace(ITEM, title="", summary="", content=" \x00 ", url="", original_url=None),
    "right to left": replace(ITEM, title="אבג \u202eגבא\u202c", language="he", content='<p dir="rtl">שלום</p>'),
    "directions that never end": replace(
        ITEM,
        title="\u202etxt.\u2067 x\u2069 \u202c\u2069",
        authors=(Person("\u2066Олена"),),
        categories=("\u202bx", "\u202e"),
    ),
    "what follows readers": replace(
        ITEM,
        url="https://city.example.net/a?utm_source=x&id=1&fbclid=y",
        original_url="https://city.example.net/b?gclid=1#utm_medium=rss",
        content='<p><a href="https://city.example.net/?a=1&amp;utm_campaign=z" title="?utm_source=x">a</a></p>',
        others=(Other("https://city.example.net/c?yclid=1", "", "", "", ""), Other("javascript:x", "a", "b", "uk")),
    ),
    "ids that are no URIs": replace(ITEM, id="https://місто.укр/новини/1?a=[b]"),
    "ids that break their scheme": replace(ITEM, id="urn:uuid:трамвай"),
    "languages that nobody knows": replace(
        ITEM, language="xx", url_language="x-default", original_language="qaa", source=replace(SOURCE, language="zz")
    ),
    "200 KB": replace(ITEM, content="<p>" + "Слово за словом. " * 7_000 + "</p>"),
    "no link": replace(ITEM, url="", original_url="", content="", summary="<p>Only a summary</p>"),
    "no text": replace(ITEM, summary="", content=""),
    "title only": replace(ITEM, title="1 < 2 &amp; </b>", url="javascript:alert(1)", summary="", content=""),
    "astral characters": replace(ITEM, title="😀 \U0001d4b3 \U0001fffe", content="<p>🚋🇺🇦</p>", categories=("🚋",)),
    "lone surrogates": replace(ITEM, title="a\ud800b \ud83d\ude00", content="<p>\udfff</p>", categories=("\udc00",)),
    "control characters in a warning": replace(ITEM, warnings=(Finding("number", "a\x00b ]]> \ud800\n\x9fc"),)),
    "quotes in addresses": replace(
        ITEM,
        url='https://city.example.net/a"b\'c <d>?q="e"|f#g^h',
        original_url="https://місто.укр:8080/новини/100%/тег[1]?q=ї#є",
        enclosures=(Enclosure('https://city.example.net/x"y.png', "not a type", -5),),
    ),
    "empty strings": replace(
        ITEM,
        id="",
        language="",
        url_language="",
        original_language="not a tag!",
        engine="",
        authors=(Person("", ""), Person(" "), Person("", email="a@example.org"), Person("B", email="no address")),
        categories=("", " ", "x", "x ", "x"),
        enclosures=(Enclosure(""), Enclosure("ftp://example.org/x")),
        source=FeedInfo("", id="", link="", self_url="", rights="", subtitle="", authors=(Person(""),)),
    ),
}


def item(number: int, base: EditionItem = ITEM, **changes: Any) -> EditionItem:
    """``base`` under an id and a date of its own."""
    moment = base.updated.replace(minute=number)
    changed: dict[str, Any] = {"id": f"{base.id}/{number}" if base.id else "", "updated": moment, **changes}
    return replace(base, **changed)


def nasty() -> EditionDocument:
    """Every nasty entry, with ids of their own."""
    return document(*(item(number, base) for number, base in enumerate(NASTY.values(), 1)))
