"""Make the bundled sample sources in ``config/demo/`` from the texts in ``tests/samples/demo/``.

``python -m tests.samples.build_demo`` writes one feed a folder, each in another format, and ``memory.tmx`` with the
human translations, cut into units by the very code that cuts entries. A test compares what it makes with what is
committed.
"""

from __future__ import annotations

import html
import json
import tomllib
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from feeds.text.html import clean
from feeds.translation import codes, units
from feeds.translation.memory import HUMAN, MemoryUnit
from feeds.translation.tmx import write_tmx
from feeds.translation.units import Slot

TEXTS = Path(__file__).parent / "demo"
OUTPUT = Path(__file__).parents[2] / "config" / "demo"

Item = dict[str, Any]


def load(folder: str) -> list[Item]:
    """The entries of one source, newest first."""
    items = [tomllib.loads(path.read_text("utf-8")) for path in sorted((TEXTS / folder).glob("*.toml"))]
    return sorted(items, key=lambda item: item["published"], reverse=True)


def text_of(item: Item) -> dict[str, str]:
    """The original: Ukrainian where there is any."""
    return item.get("uk") or item["en"]


def rss(title: str, link: str, language: str, items: list[Item], encoding: str) -> bytes:
    """RSS 2.0 as many city sites write it: a short description, the text in content:encoded."""
    lines = [
        f'<?xml version="1.0" encoding="{encoding}"?>',
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">',
        f"<channel><title>{html.escape(title)}</title><link>{link}</link><language>{language}</language>",
        f"<description>{html.escape(title)}</description>",
    ]
    for item in items:
        text = text_of(item)
        creator = f"<dc:creator>{html.escape(item['author'])}</dc:creator>" if item.get("author") else ""
        categories = "".join(f"<category>{html.escape(name)}</category>" for name in item.get("categories", []))
        lines.append(
            f"<item><title>{html.escape(text['title'])}</title><link>{html.escape(item['link'])}</link>"
            f'<guid isPermaLink="false">{html.escape(item["id"])}</guid>'
            f"<pubDate>{format_datetime(item['published'])}</pubDate>{creator}{categories}"
            f"<description>{html.escape(text['summary'])}</description>"
            f"<content:encoded><![CDATA[{text['content'].strip()}]]></content:encoded></item>"
        )
    lines.append("</channel></rss>\n")
    return "\n".join(lines).encode(encoding, "xmlcharrefreplace")


def atom(title: str, link: str, language: str, items: list[Item]) -> bytes:
    """Atom 1.0 with HTML content."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}"><title>{html.escape(title)}</title>'
        f'<id>{link}</id><link href="{link}"/><updated>{zulu(items[0]["published"])}</updated>'
        f"<rights>CC BY 4.0, {html.escape(title)}</rights>",
    ]
    for item in items:
        text = text_of(item)
        name = html.escape(item.get("author") or title)
        categories = "".join(f'<category term="{html.escape(term)}"/>' for term in item.get("categories", []))
        lines.append(
            f"<entry><title>{html.escape(text['title'])}</title><id>{html.escape(item['id'])}</id>"
            f'<link href="{html.escape(item["link"])}"/><updated>{zulu(item["published"])}</updated>'
            f"<published>{zulu(item['published'])}</published><author><name>{name}</name></author>{categories}"
            f"<summary>{html.escape(text['summary'])}</summary>"
            f'<content type="html">{html.escape(text["content"].strip())}</content></entry>'
        )
    lines.append("</feed>\n")
    return "\n".join(lines).encode()


def jsonfeed(title: str, link: str, language: str, items: list[Item]) -> bytes:
    """JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": link,
        "language": language,
        "items": [
            {
                "id": item["id"],
                "url": item["link"],
                "title": text_of(item)["title"],
                "summary": text_of(item)["summary"],
                "content_html": text_of(item)["content"].strip(),
                "date_published": item["published"].isoformat(),
                "tags": item.get("categories", []),
            }
            for item in items
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def zulu(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def memory(items: list[Item]) -> list[MemoryUnit]:
    """Every unit of the translated entries with its human translation, each once."""
    found: dict[str, MemoryUnit] = {}
    for item in items:
        if "uk" in item and "en" in item:
            for source, target in pairs(item["uk"], item["en"]):
                found.setdefault(source, MemoryUnit("uk", "en", source, target, HUMAN, item["published"]))
    return list(found.values())


def pairs(original: dict[str, str], translated: dict[str, str]) -> list[tuple[str, str]]:
    """Units of both sides, one beside the other; cut as English, so that both are cut in the same places."""
    found = []
    for field in ("title", "summary", "content"):
        sides = [slots(text[field], field) for text in (original, translated)]
        assert len(sides[0]) == len(sides[1]), (original["title"], field, [slot.unit for slot in sides[0]])
        for one, other in zip(*sides, strict=True):
            if units.needs_translation(codes.plain(one.unit), "uk"):
                found.append((one.unit, renumbered(one, other)))
    return found


def slots(text: str, field: str) -> list[Slot]:
    pieces = units.split_text(text, "en") if field == "title" else units.split(clean(text), "en")
    found: list[Slot] = []
    for piece in pieces:
        if isinstance(piece, Slot):
            found.append(piece)
            found += [inner for _, opening, _ in piece.codes for inner in opening if isinstance(inner, Slot)]
    return found


def renumbered(source: Slot, target: Slot) -> str:
    """The target's text with each code numbered as the code of the source with the same tag and link."""
    free = [(number, opening) for number, opening, _ in source.codes]
    numbers = {}
    for number, opening, _ in target.codes:
        match = next(pair for pair in free if markup(pair[1]) == markup(opening))
        free.remove(match)
        numbers[number] = match[0]
    coded = [(kind, value if kind == "text" else numbers[value]) for kind, value in codes.parts(target.unit)]
    result = codes.build(coded)
    assert codes.damage(source.unit, result) is None, (source.unit, result)
    return result


def markup(pieces: tuple[Any, ...]) -> str:
    return "".join(piece for piece in pieces if isinstance(piece, str))


def build() -> dict[str, bytes]:
    """All files, by their path below ``config/demo/``."""
    council, channel, kyiv, eurocities = (load(name) for name in ("kharkiv", "kharkiv-channel", "kyiv", "eurocities"))
    return {
        "sites/kharkiv.rss": rss("Новини Харкова", "https://kharkiv.example/uk/news/", "uk", council, "utf-8"),
        "sites/kharkiv-channel.json": jsonfeed("Харків: канал", "https://kharkiv.example/channel/", "uk", channel),
        "sites/kyiv.rss": rss("Київ: новини", "https://kyiv.example/news/", "uk", kyiv, "windows-1251"),
        "sites/eurocities.atom": atom("Eurocities", "https://eurocities.example/latest/", "en", eurocities),
        "memory.tmx": write_tmx(memory([*council, *channel, *kyiv]), "uk"),
    }


def main() -> None:
    for path, data in build().items():
        target = OUTPUT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        print(f"{target}: {len(data)} bytes")


if __name__ == "__main__":
    main()
