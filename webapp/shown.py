"""What a page shows of an entry: the right language, safe links, HTML without anything loaded from elsewhere.

The one place where HTML is declared safe is :func:`article` and :func:`side_by_side`, for ``content`` and ``summary``
alone, which :mod:`feeds.model` promises to be sanitised.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from flask_babel import gettext as _
from lxml import etree, html
from markupsafe import Markup, escape

from feeds.model import EntryView, State, Translation
from feeds.text.html import clean, shorten, to_text
from feeds.text.language import same_language
from webapp.aligned import align
from webapp.language import ui as interface

TRANSLATED = (State.REVIEWED, State.TRANSLATED, State.PARTIAL)
"""The states in which a translation's text may be shown as one."""

_TEASER = 180
_FIRST_WORDS = 80
_BLANK = re.compile(r"[\x00-\x20\x7f]")
"""What stands in no address (RFC 3986 §2), and a browser would leave out before it looks where it leads."""
_REL = "noopener external"
_PIXELS = re.compile("[1-9][0-9]{0,4}")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ABOVE = 2
"""Levels of headings that the page itself has above a text."""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text and the BCP 47 tag of its language."""

    text: str
    language: str
    translated: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A copy of ours."""

    address: str
    size: tuple[int, int] | None
    """Width and height in pixels; ``None``: it cannot be told."""


_NO_PICTURES: Mapping[str, Picture] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sides:
    """A text and its translation, ready for a page."""

    original: Markup
    translation: Markup
    aligned: bool
    """Their blocks have the classes of rows, see :mod:`webapp.aligned`."""


def translation_of(view: EntryView) -> Translation | None:
    """The translation if its text may be shown as one; a pending or failed one is never."""
    return view.translation if view.translation and view.state in TRANSLATED else None


def is_own(view: EntryView, ui: str) -> bool:
    """Is an entry written in the language of the interface, so that its reader needs no translation?"""
    return same_language(view.entry.language, ui)


def headline(view: EntryView, ui: str) -> Text:
    """The title that a reader of ``ui`` sees first, never empty: the entry's own where it is written in that language,
    else that of its translation where there is one."""
    entry = view.entry
    own = own_title(view) or _first_words(entry.summary or entry.content, entry.language, translated=False)
    if own and is_own(view, ui):
        return own
    return title_of(translation_of(view), view) or own or Text(_("Untitled"), interface(), False)


def own_title(view: EntryView) -> Text | None:
    """The title that the source gave, if it gave one."""
    title = view.entry.title.strip()
    return Text(title, view.entry.language, False) if title else None


def title_of(translation: Translation | None, view: EntryView) -> Text | None:
    """A translation's title, its first words where the entry has no title; ``None`` where it is no translation."""
    if translation is None:
        return None
    if not view.entry.title.strip():
        return _first_words(translation.summary or translation.content, translation.language, translated=True)
    # A partial translation may carry a title that was left as it was: that is no translation, so it is not called one.
    if translation.title.strip() and translation.title != view.entry.title:
        return Text(translation.title, translation.language, True)
    return None


def teaser(view: EntryView, ui: str) -> Text | None:
    """The first words of an entry in the language of its headline; ``None`` where there are none but the title's."""
    shown_title = headline(view, ui)
    translation = translation_of(view) if shown_title.translated else None
    body = translation or view.entry
    # A post has no title of its own, but begins with it.
    words = to_text(body.summary or body.content).removeprefix(shown_title.text.rstrip("… ")).lstrip(".,:;!?…–— ")
    text = shorten(words, _TEASER)
    if not text or text.rstrip("… ") in shown_title.text:
        return None
    return Text(text, body.language, translation is not None)


def article(fragment: str, pictures: Mapping[str, Picture] = _NO_PICTURES, language: str = "") -> Markup:
    """Sanitised HTML ready for a page: pictures as links, links that open no door back, headings below the page's.

    A picture is not loaded because that would tell its host who reads what (and the page's policy forbids it), unless
    it is one of ``pictures``, which holds our copies by the addresses in the fragment. ``language`` is the tag of the
    fragment's language, where words of ours have to be told from it.
    Sanitising again costs microseconds and makes this module the only one to trust.
    """
    return _written(_prepared(fragment, pictures, language))


def side_by_side(
    original: str,
    translation: str,
    pictures: Mapping[str, Picture] = _NO_PICTURES,
    languages: tuple[str, str] = ("", ""),
) -> Sides:
    """Both as :func:`article` has them, their blocks in rows; ``languages`` are those of original and translation."""
    roots = _prepared(original, pictures, languages[0]), _prepared(translation, pictures, languages[1])
    aligned = align(*roots)
    return Sides(_written(roots[0]), _written(roots[1]), aligned)


def weblink(url: str | None) -> str | None:
    """``url`` if a browser may follow it from our page: absolute http or https with a host; else ``None``."""
    if not url or _BLANK.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def lang(tag: str) -> str:
    """A BCP 47 tag as HTML wants it: the empty string is its word for an unknown language."""
    return "" if tag in ("und", "mul", "zxx") else tag


def digest(body: bytes) -> str:
    """A short name for these bytes, for addresses that may be cached."""
    return hashlib.sha256(body).hexdigest()[:12]


def _first_words(fragment: str, language: str, *, translated: bool) -> Text | None:
    words = shorten(to_text(fragment), _FIRST_WORDS)
    return Text(words, language, translated) if words else None


def _prepared(fragment: str, pictures: Mapping[str, Picture], language: str) -> html.HtmlElement:
    """The tree of :func:`article`, in an element that is not part of it."""
    root = html.fragment_fromstring(clean(fragment), create_parent="div")
    for element in list(root.iter(etree.Element)):
        if element.tag == "img" and element.get("src") in pictures:
            _show_picture(element, pictures[element.get("src")], language)
        elif element.tag == "img":
            _link_picture(element, language)
        elif element.tag == "a" and next(element.iterancestors("a"), None) is not None:
            element.drop_tag()  # HTML has no link in a link, but lets one in through a table cell
        elif element.tag == "a":
            element.set("rel", _REL)
    _rank(root)
    for table in list(root.iter("table")):
        _contain(table, language)
    return root


def _rank(root: html.HtmlElement) -> None:
    """Have the headings follow those of the page, no level left out on the way down."""
    headings = list(root.iter(*_HEADINGS))
    ranks = {tag: rank for rank, tag in enumerate(sorted({one.tag for one in headings}), start=_ABOVE + 1)}
    last = _ABOVE
    for heading in headings:
        last = min(ranks[heading.tag], last + 1, len(_HEADINGS))
        heading.tag = f"h{last}"


def _written(root: html.HtmlElement) -> Markup:
    """What is in a tree of :func:`_prepared`."""
    inner = "".join(html.tostring(child, encoding="unicode") for child in root)
    return escape(root.text or "") + Markup(inner)  # noqa: S704 - the one place; sanitised in `_prepared`


def _show_picture(image: html.HtmlElement, picture: Picture, language: str) -> None:
    """An ``img`` with our copy, which takes its room before it is there, and never without words."""
    image.set("src", picture.address)
    image.set("alt", _words_of(image, language))
    image.set("loading", "lazy")
    given = {side: image.get(side) or "" for side in ("width", "height")}
    told = {side: int(number) for side, number in given.items() if _PIXELS.fullmatch(number)}
    if picture.size:
        # No larger than its source shows it, in its own shape.
        width = min(told.get("width", picture.size[0]), picture.size[0])
        height = max(round(width * picture.size[1] / picture.size[0]), 1)
        image.attrib.update({"width": str(width), "height": str(height)})
    elif len(told) < 2:
        image.set("class", "unsized")


def _words_of(image: html.HtmlElement, language: str) -> str:
    """Of the source, or else of ours, which are in the language of the interface."""
    words = " ".join((image.get("alt") or "").split()) or image.get("title")
    if not words:
        image.attrib.update(_spoken(language))
    return words or _("Picture")


def _spoken(language: str) -> dict[str, str]:
    """``lang`` for words of ours within a text in this language."""
    return {"lang": interface()} if language and not same_language(language, interface()) else {}


def _link_picture(image: html.HtmlElement, language: str) -> None:
    """Turn an ``img`` into a link to it, or into its words where it stands in a link or leads nowhere."""
    address = weblink(image.get("src"))
    words = _words_of(image, language)
    kept = {name: value for name, value in image.attrib.items() if name == "lang"}
    image.attrib.clear()
    image.attrib.update({"class": "picture", **kept})
    image.text = words
    if address and next(image.iterancestors("a"), None) is None:
        image.tag = "a"
        image.set("href", address)
        image.set("rel", _REL)
    else:
        image.tag = "span"


def _contain(table: html.HtmlElement, language: str) -> None:
    """Put a table into a box that scrolls by itself, so that the page does not on a phone."""
    parent = table.getparent()
    if parent is None:
        return
    within = next((tag for one in table.iterancestors() if (tag := one.get("lang"))), language)
    spoken = _spoken(within)
    if spoken and not table.get("lang"):
        table.set("lang", lang(within))
    named = {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": _("Table")}
    box = html.Element("div", {**named, **spoken})
    box.tail, table.tail = table.tail, None
    parent.replace(table, box)
    box.append(table)
