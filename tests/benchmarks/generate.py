"""Feeds to measure with: the same bytes for the same seed, on every machine.

A feed depends on ``(seed, index)`` and an entry on ``(seed, index, number)`` alone, never on the address it is served
from, so that two servers on two ports serve the same bytes. Even feeds are RSS 2.0, odd ones Atom (RFC 4287).
Links lead to ``.example`` hosts (RFC 2606 §3) and are never followed.
"""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

ENTRY_SIZE = 2048
"""Characters of HTML an entry has at least, before escaping."""
SCRIPT_EVERY = 10
"""One entry in this many carries a script, as hostile or careless sources do."""
_START = datetime(2025, 3, 1, 6, 0, tzinfo=UTC)
_VOCABULARY = """
mayor council tram bridge library shelter school metro district bakery market generator heating pipeline volunteer
partner twin delegation rebuild window repair roof garden river embankment concert museum exhibit hospital nurse
ambulance budget tender grant hearing petition vote deputy deadline queue ticket timetable route detour trolleybus
depot power outage schedule winter frost snow salt plough spring planting oak linden playground pupil teacher chess
swimming marathon stadium archive anniversary veteran memorial square fountain drinking water pump boiler insulation
solar panel battery charger signal siren alert drill first aid kitchen warehouse parcel pharmacy clinic registry
passport office counter hotline answer survey result map street Łódź café façade naïve Zürich Poznań Köln Málaga
"""
_WORDS = tuple(_VOCABULARY.split())


@dataclass(frozen=True, slots=True)
class Feed:
    """One document, ready to serve; ``path`` begins with a slash."""

    path: str
    title: str
    media_type: str
    body: bytes
    last_modified: datetime


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry before it is written as RSS or Atom; ``content`` is HTML, all else plain text."""

    id: str
    link: str
    title: str
    author: str
    category: str
    summary: str
    content: str
    date: datetime


def make_feeds(sources: int, entries: int, seed: int = 1) -> tuple[Feed, ...]:
    """Return ``sources`` feeds of ``entries`` entries each, RSS and Atom in turn."""
    return tuple(make_feed(index, entries, seed) for index in range(sources))


def make_feed(index: int, entries: int, seed: int = 1) -> Feed:
    """Return feed number ``index`` with ``entries`` entries (at least one), newest first."""
    items = [_item(seed, index, number) for number in reversed(range(entries))]
    title = f"News of town {index}"
    write, suffix, media_type = (
        (_atom, "atom", "application/atom+xml") if index % 2 else (_rss, "rss", "application/rss+xml")
    )
    text = write(title, f"https://town-{index}.example", items)
    return Feed(f"/feed{index:04d}.{suffix}", title, f"{media_type}; charset=utf-8", text.encode(), items[0].date)


def _item(seed: int, index: int, number: int) -> _Item:
    rng = random.Random(f"{seed}/{index}/{number}")
    link = f"https://town-{index}.example/news/{number}-{'-'.join(rng.choices(_WORDS[:80], k=3))}?from=feed&n={number}"
    return _Item(
        id=f"tag:town-{index}.example,2025:news/{number}",
        link=link,
        title=f"{_words(rng, 4).capitalize()} & {_words(rng, 2)}, no. {number}",
        author=f"Press office {index}",
        category=rng.choice(_WORDS),
        summary=_sentence(rng),
        content=_content(rng, with_script=(index + number) % SCRIPT_EVERY == 0),
        date=_START + timedelta(hours=7 * number, minutes=index % 300, seconds=rng.randrange(60)),
    )


# --- HTML ---------------------------------------------------------------------------------------------------------


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(_WORDS, k=count))


def _sentence(rng: random.Random) -> str:
    return f"{_words(rng, rng.randint(14, 40)).capitalize()}."


def _linked(rng: random.Random) -> str:
    # Relative address and entities: what a parser has to resolve and decode.
    target = f"/more/{rng.randrange(9999)}?a=1&amp;b={rng.randrange(99)}"
    link = f'<a href="{target}" title="{_words(rng, 2)}">{_words(rng, 3)}</a>'
    return f"<p>{_sentence(rng)} {link} &mdash; &copy;&nbsp;2025</p>"


def _pictured(rng: random.Random) -> str:
    image = f'<img src="/pictures/{rng.randrange(9999)}.jpg" alt="{_words(rng, 3)}" width="800">'
    return f"<p>{image} <em>{_sentence(rng)}</em></p>"


def _listed(rng: random.Random) -> str:
    return "<ul>" + "".join(f"<li>{_words(rng, 3)}</li>" for _ in range(rng.randint(3, 6))) + "</ul>"


def _quoted(rng: random.Random) -> str:
    return f"<blockquote><p>&laquo;{_sentence(rng)}&raquo; &ndash; <strong>{_words(rng, 2)}</strong></p></blockquote>"


def _coded(rng: random.Random) -> str:
    condition = f"{rng.choice(_WORDS[:80])} &lt; {rng.randrange(99)} &amp;&amp; ready"
    return f"<pre><code>if {condition}:\n    {_words(rng, 3)}</code></pre>"


def _headed(rng: random.Random) -> str:
    return (
        f"<h3>{_words(rng, 4).capitalize()}</h3>\n<p>{_sentence(rng)} caf&eacute; &#8470;&#x31;<br>{_words(rng, 5)}</p>"
    )


_BLOCKS: tuple[Callable[[random.Random], str], ...] = (_linked, _pictured, _listed, _quoted, _coded, _headed)


def _content(rng: random.Random, *, with_script: bool) -> str:
    blocks: list[str] = []
    while sum(map(len, blocks)) < ENTRY_SIZE:
        blocks.append(_BLOCKS[len(blocks) % len(_BLOCKS)](rng))
    if with_script:
        blocks.append("<script>document.title = 'not news'</script>")
    return "\n".join(blocks)


# --- documents ----------------------------------------------------------------------------------------------------


def _rss(title: str, home: str, items: list[_Item]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel><title>{html.escape(title)}</title><link>{home}/</link>"
        f"<description>{html.escape(title)}, every day</description><language>en</language>\n"
        + "\n".join(map(_rss_item, items))
        + "\n</channel></rss>\n"
    )


def _rss_item(item: _Item) -> str:
    return (
        f"<item><title>{html.escape(item.title)}</title><link>{html.escape(item.link)}</link>"
        f'<guid isPermaLink="false">{item.id}</guid><pubDate>{format_datetime(item.date)}</pubDate>'
        f"<dc:creator>{item.author}</dc:creator><category>{item.category}</category>"
        f"<description>{html.escape(item.summary)}</description>"
        f"<content:encoded>{html.escape(item.content)}</content:encoded></item>"
    )


def _atom(title: str, home: str, items: list[_Item]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f'<title>{html.escape(title)}</title><id>{home}/</id><link href="{home}/"/>'
        f"<updated>{items[0].date.isoformat()}</updated>\n" + "\n".join(map(_atom_entry, items)) + "\n</feed>\n"
    )


def _atom_entry(item: _Item) -> str:
    date = item.date.isoformat()
    return (
        f'<entry><title>{html.escape(item.title)}</title><id>{item.id}</id><link href="{html.escape(item.link)}"/>'
        f"<published>{date}</published><updated>{date}</updated><author><name>{item.author}</name></author>"
        f'<category term="{item.category}"/><summary>{html.escape(item.summary)}</summary>'
        f'<content type="html">{html.escape(item.content)}</content></entry>'
    )
