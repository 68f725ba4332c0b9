"""What a story says of itself to programs: Open Graph (ogp.me) for those that show a link, JSON-LD in the words of
schema.org for those that look for news. Pure, but for names of engines in the language of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from babel.core import get_global

from feeds.model import EntryView, Site, Translation
from feeds.text.language import primary
from webapp.shown import Text, lang, weblink
from webapp.words import engine_name

_CONTEXT = "https://schema.org"
_PERSON, _MEMORY = "human", "memory"
"""Parts of :attr:`Translation.engine` that are no engine."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A story as its page shows it."""

    view: EntryView
    translation: Translation | None
    """The one that is on the page."""
    title: Text
    """The headline of the page; the page is about the text in its language."""
    teaser: Text | None
    site: Site
    address: str
    """Of the page, absolute."""

    @property
    def read(self) -> Translation | None:
        """The translation, if it is what the page is about and not its original."""
        return self.translation if self.title.translated else None


def open_graph(facts: Facts) -> list[tuple[str, str]]:
    """Properties and their values, in order."""
    entry = facts.view.entry
    found = [
        ("og:type", "article"),
        ("og:title", facts.title.text),
        ("og:url", facts.address),
        ("og:site_name", facts.site.title),
        ("og:description", facts.teaser.text if facts.teaser else ""),
        ("og:locale", locale(facts.title.language)),
        ("article:published_time", entry.published.isoformat() if entry.dated else ""),
        ("article:modified_time", _modified(facts)),
        *(("og:image", address) for address in _images(facts)[:1]),
    ]
    return [(name, value) for name, value in found if value]


def linked_data(facts: Facts) -> dict[str, Any]:
    """A ``NewsArticle``; of a translation, one that is the translation of another."""
    entry, source, read = facts.view.entry, facts.view.source, facts.read
    publisher = {"@type": "Organization", "name": source.title}
    original = {
        "@type": "NewsArticle",
        "headline": entry.title,
        "inLanguage": lang(entry.language),
        "url": weblink(entry.link),
        "datePublished": entry.published.isoformat() if entry.dated else None,
        "author": [{"@type": "Person", "name": author.name} for author in entry.authors] or publisher,
        "publisher": publisher,
    }
    page = {
        "@context": _CONTEXT,
        "mainEntityOfPage": facts.address,
        "headline": facts.title.text,
        "inLanguage": lang(facts.title.language),
        "dateModified": _modified(facts),
        "image": _images(facts),
        "isBasedOn": weblink(entry.link),
    }
    if read is None:
        return _said({**original, **page, "url": facts.address})
    house = {"@type": "Organization", "name": facts.site.title, "url": f"{facts.site.base_url}/"}
    ours = {
        "url": facts.address,
        "publisher": house,
        "sourceOrganization": publisher,
        "translator": list(_translators(read, house)),
        "translationOfWork": _said(original),
    }
    return _said({**original, **page, **ours})


def locale(tag: str) -> str:
    """``en_GB`` of ``en-GB``, of ``uk`` the ``uk_UA`` that CLDR takes for most likely; empty where it knows none."""
    if not lang(tag):  # of all languages together CLDR takes English for most likely
        return ""
    parts = tag.split("-")
    if len(parts) > 1 and len(parts[-1]) == 2:
        return f"{parts[0].lower()}_{parts[-1].upper()}"
    likely = str(get_global("likely_subtags").get(primary(tag), "")).split("_")
    return f"{likely[0]}_{likely[-1]}" if len(likely) > 1 else ""


def _modified(facts: Facts) -> str:
    moments = [facts.view.entry.updated, *([facts.read.updated] if facts.read else [])]
    return max(moments).isoformat()


def _images(facts: Facts) -> list[str]:
    """Absolute addresses of our copies, in the order of the entry."""
    paths = dict.fromkeys(copy.path for copy in facts.view.pictures.values())
    return [facts.site.base_url + path for path in paths]


def _translators(translation: Translation, house: dict[str, str]) -> Iterator[dict[str, str]]:
    """Engines by their names; a person who works for the house has none that is ours to tell."""
    for name in filter(None, (translation.engine or "").split("+")):
        if name == _PERSON:
            yield house
        elif name != _MEMORY:
            yield {"@type": "Organization", "name": engine_name(name)}


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}
