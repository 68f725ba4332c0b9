"""News for a city with a desk."""

from __future__ import annotations

from tests.jobs.city import City
from tests.jobs.documents import Item, atom, item
from tests.jobs.site import Feed, Server

COMMON = "Читайте також на сайті ради."


def news(number: int, *paragraphs: str) -> Item:
    """An entry with these paragraphs, as HTML."""
    return item(number).but(title=f"Новина {number} дня", content="".join(f"<p>{text}</p>" for text in paragraphs))


ENTRIES = (
    news(2, 'Мер <a href="https://leeds.example/">Лідса</a> прибув до міста.', COMMON),
    news(1, "Парк відкрито.", COMMON),
)


def publish(city: City, site: Server, *entries: Item) -> Feed:
    """Have the source ``city`` list these entries."""
    feed = Feed(atom(entries or ENTRIES))
    url = site.on("/feed", feed)
    if not city.sources:
        city.add("city", url)
    return feed


def key_of(city: City, number: int) -> str:
    """The key of an entry."""
    return next(entry.key for entry, _ in city.entries() if entry.title == f"Новина {number} дня")
