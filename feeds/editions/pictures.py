"""Which pictures are kept, and what an entry looks like with copies in the place of its pictures. Pure.

Links to Telegram's pictures are signed and expire within days; a subscriber who opens an entry a week later, or a
reader who keeps it, would see holes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from feeds.model import Copy, Enclosure, Entry, Kind, ParsedEntry, Pictures, Source, Translation
from feeds.text.pictures import file_name
from feeds.text.urls import absolute

FOLDER = "/pictures/"
"""Where copies are served, below the address of the site."""

_MOST = 100
"""Pictures of one entry; what has more was made to keep us busy."""
# As nh3 writes them: values in double quotes, quotes in them escaped, angle brackets not.
_IMAGE = re.compile(r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
_MENTIONED = re.compile(rb"%b([0-9a-f]{64}\.[a-z]{3,4})\b" % FOLDER.encode())
_ATTRIBUTE = re.compile(r"""(\s[a-z-]+)=("[^"]*"|'[^']*')""")


def copies_pictures(source: Source) -> bool:
    """Are the pictures of this source copied? Where nobody said: those of Telegram channels."""
    if source.pictures is None:
        return Kind.TELEGRAM in (source.kind, *(way.kind for way in source.fallbacks))
    return source.pictures is Pictures.COPY


def copying_sources(sources: Iterable[Source]) -> frozenset[str]:
    """The ids of the sources whose pictures are copied."""
    return frozenset(source.id for source in sources if copies_pictures(source))


def wanted_pictures(entry: Entry | ParsedEntry) -> list[str]:
    """The addresses of an entry's pictures: enclosures that are images, and images in its text; each once."""
    return addresses(entry.enclosures, entry.summary, entry.content)


def addresses(enclosures: Iterable[Enclosure], *markup: str) -> list[str]:
    """The same for the parts of an entry; ``markup`` is sanitised HTML."""
    found = [item.url for item in enclosures if (item.type or "").lower().startswith("image/")]
    for text in markup:
        if "<img" in text:
            found += _sources(text)
    return [url for url in dict.fromkeys(found) if absolute(url)][:_MOST]


def copy_of(digest: str, kind: str, size: int) -> Copy:
    """The copy whose bytes have this SHA-256, media type and number."""
    return Copy(FOLDER + file_name(digest, kind), kind, size)


def with_copies(
    rows: Iterable[tuple[Entry, Translation | None]],
    source_ids: Container[str],
    copies: Mapping[str, Copy],
    base_url: str,
) -> list[tuple[Entry, Translation | None]]:
    """``rows`` with copies, by their old addresses, in the place of the pictures of these sources.

    ``base_url`` is the address of the site, for links that work anywhere. Nothing else of an entry is touched.
    """
    if not copies:
        return list(rows)
    return [
        (entry_with_copies(entry, copies, base_url), translation_with_copies(translation, copies, base_url))
        if entry.source_id in source_ids
        else (entry, translation)
        for entry, translation in rows
    ]


def entry_with_copies(entry: Entry, copies: Mapping[str, Copy], base_url: str) -> Entry:
    """``entry`` with copies in the place of pictures; two that are the same picture become one enclosure."""
    return replace(
        entry,
        summary=markup_with_copies(entry.summary, copies, base_url),
        content=markup_with_copies(entry.content, copies, base_url),
        enclosures=_enclosures(entry.enclosures, copies, base_url),
    )


def translation_with_copies(
    translation: Translation | None, copies: Mapping[str, Copy], base_url: str
) -> Translation | None:
    """The same for a translation: its images are those of the entry."""
    if translation is None:
        return None
    return replace(
        translation,
        summary=markup_with_copies(translation.summary, copies, base_url),
        content=markup_with_copies(translation.content, copies, base_url),
    )


def markup_with_copies(markup: str, copies: Mapping[str, Copy], base_url: str) -> str:
    """Sanitised HTML with copies in the place of images."""
    if "<img" not in markup:
        return markup

    def attribute(found: re.Match[str]) -> str:
        copy = copies.get(html.unescape(found[2][1:-1])) if found[1].strip() == "src" else None
        return f'{found[1]}="{html.escape(base_url + copy.path)}"' if copy else found[0]

    return _IMAGE.sub(lambda image: _ATTRIBUTE.sub(attribute, image[0]), markup)


def mentioned(document: bytes) -> set[str]:
    """The file names of all copies that a published document leads to."""
    return {name.decode() for name in _MENTIONED.findall(document)}


def _sources(markup: str) -> list[str]:
    return [
        html.unescape(value[1:-1])
        for image in _IMAGE.findall(markup)
        for name, value in _ATTRIBUTE.findall(image)
        if name.strip() == "src"
    ]


def _enclosures(enclosures: Sequence[Enclosure], copies: Mapping[str, Copy], base_url: str) -> tuple[Enclosure, ...]:
    kept = (
        Enclosure(base_url + copies[item.url].path, copies[item.url].type, copies[item.url].size)
        if item.url in copies
        else item
        for item in enclosures
    )
    return tuple(dict.fromkeys(kept))
