"""Feeds for tests: an item is told by a number, and can be told otherwise field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """An entry of a feed; ``content`` is HTML."""

    id: str
    title: str
    content: str
    published: datetime = NOON
    link: str | None = None
    category: str | None = None

    def but(self, **changes: object) -> Item:
        """The same item, told otherwise."""
        return replace(self, **changes)  # type: ignore[arg-type]


def item(number: int, source: str = "city") -> Item:
    """Item no. ``number``; the higher, the newer."""
    return Item(
        id=f"tag:{source}.example,2026:{number}",
        title=f"Новина номер {number} джерела {source}",
        content=f"<p>Перший абзац новини {number}.</p><p>Другий абзац новини {number} джерела {source}.</p>",
        published=NOON - timedelta(days=1) + timedelta(minutes=number),
        link=f"https://{source}.example/news/{number}",
    )


def items(count: int, source: str = "city") -> list[Item]:
    """Items, newest first."""
    return [item(number, source) for number in range(count, 0, -1)]


def atom(entries: Sequence[Item], title: str = "Місто") -> bytes:
    """An Atom feed."""
    written = "".join(
        f"<entry><id>{escape(entry.id)}</id><title>{escape(entry.title)}</title>"
        f"<published>{entry.published.isoformat()}</published><updated>{entry.published.isoformat()}</updated>"
        + (f'<link href="{escape(entry.link)}"/>' if entry.link else "")
        + (f'<category term="{escape(entry.category)}"/>' if entry.category else "")
        + f'<content type="html">{escape(entry.content)}</content></entry>\n'
        for entry in entries
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk">'
        f"<id>tag:city.example,2026:feed</id><title>{escape(title)}</title>"
        f"<updated>{NOON.isoformat()}</updated>\n{written}</feed>\n"
    ).encode()
