"""What a page shows of an entry: the right language, safe links, HTML without anything loaded from elsewhere.

Pure functions. The one place where HTML is declared safe is :func:`article`, for ``content`` and ``summary`` alone,
which :mod:`feeds.model` promises to be sanitised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from lxml import etree, html
from markupsafe import Markup, escape

from feeds.model import EntryView, State, Translation
from feeds.text.html import clean, shorten, to_text

TRANSLATED = (State.REVIEWED, State.TRANSLATED, State.PARTIAL)
"""The states in which a translation's text may be shown as one."""

_TEASER = 180
_REL = "noopener external"
_NO_PICTURES: Mapping[str, str] = MappingProxyType({})
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text and the BCP 47 tag of its language."""

    text: str
    language: str
    translated: bool


def translation_of(view: EntryView) -> Translation | None:
    """The translation if its text may be shown as one; a pending or failed one is never."""
    return view.translation if view.translation and view.state in TRANSLATED else None


def headline(view: EntryView) -> Text:
    """The title a reader sees first: translated if it is, else the original's, never empty."""
    translation = translation_of(view)
    # A partial translation may carry a title that was left as it was: that is no translation, so it is not called one.
    if translation and translation.title.strip() and translation.title != view.entry.title:
        return Text(translation.title, translation.language, True)
    title = view.entry.title.strip() or shorten(to_text(view.entry.summary or view.entry.content), 80)
    return Text(title, view.entry.language, False) if title else Text("Untitled", "en", False)


def teaser(view: EntryView) -> Text | None:
    """The first words of an entry in the language of its headline; ``None`` where there are none but the title's."""
    shown_title = headline(view)
    translation = translation_of(view) if shown_title.translated else None
    body = translation or view.entry
    # A post has no title of its own, but begins with it.
    words = to_text(body.summary or body.content).removeprefix(shown_title.text.rstrip("… ")).lstrip(".,:;!?…–— ")
    text = shorten(words, _TEASER)
    if not text or text.rstrip("… ") in shown_title.text:
        return None
    return Text(text, body.language, translation is not None)


def article(fragment: str, pictures: Mapping[str, str] = _NO_PICTURES) -> Markup:
    """Sanitised HTML ready for a page: pictures as links, links that open no door back, headings below the page's.

    A picture is not loaded because that would tell its host who reads what (and the page's policy forbids it), unless
    it is one of ``pictures``, which holds the addresses of our copies by those in the fragment.
    Sanitising again costs microseconds and makes this the only function to trust.
    """
    root = html.fragment_fromstring(clean(fragment), create_parent="div")
    for element in list(root.iter(etree.Element)):
        element.tag = _HEADINGS.get(element.tag, element.tag)
        if element.tag == "img" and element.get("src") in pictures:
            _show_picture(element, pictures[element.get("src")])
        elif element.tag == "img":
            _link_picture(element)
        elif element.tag == "a" and next(element.iterancestors("a"), None) is not None:
            element.drop_tag()  # HTML has no link in a link, but lets one in through a table cell
        elif element.tag == "a":
            element.set("rel", _REL)
    for table in list(root.iter("table")):
        _contain(table)
    inner = "".join(html.tostring(child, encoding="unicode") for child in root)
    return escape(root.text or "") + Markup(inner)  # noqa: S704 - the one place; sanitised just above


def weblink(url: str | None) -> str | None:
    """``url`` if a browser may follow it from our page: absolute http or https with a host; else ``None``."""
    if not url:
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


def _show_picture(image: html.HtmlElement, address: str) -> None:
    """An ``img`` with our copy, and never without words for those who do not see it."""
    image.set("src", address)
    image.set("alt", _words_of(image))
    image.set("loading", "lazy")


def _words_of(image: html.HtmlElement) -> str:
    return " ".join((image.get("alt") or "").split()) or image.get("title") or "Picture"


def _link_picture(image: html.HtmlElement) -> None:
    """Turn an ``img`` into a link to it, or into its words where it stands in a link or leads nowhere."""
    address = weblink(image.get("src"))
    words = _words_of(image)
    image.attrib.clear()
    image.set("class", "picture")
    image.text = words
    if address and next(image.iterancestors("a"), None) is None:
        image.tag = "a"
        image.set("href", address)
        image.set("rel", _REL)
    else:
        image.tag = "span"


def _contain(table: html.HtmlElement) -> None:
    """Put a table into a box that scrolls by itself, so that the page does not on a phone."""
    parent = table.getparent()
    if parent is None:
        return
    box = html.Element("div", {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Table"})
    box.tail, table.tail = table.tail, None
    parent.replace(table, box)
    box.append(table)
