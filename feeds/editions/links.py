"""Where a feed and its entries lead to, the same in Atom and in RSS (RFC 4287 §4.2.7, RFC 5005, WebSub §4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from feeds.model import UNDETERMINED, Alternate, EditionDocument, EditionItem

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Link:
    """An ``atom:link``."""

    rel: str
    href: str
    hreflang: str = UNDETERMINED
    """Of the page that it leads to."""
    type: str | None = None
    title: str | None = None
    language: str = UNDETERMINED
    """Of the title."""
    length: int | None = None


def feed_links(document: EditionDocument, extension: str, media_type: str) -> Iterable[Link]:
    """All that a clean document leads to but itself and the page for people.

    Hubs and other languages only from the feed that is subscribed to: a page of its archive never changes, so nobody
    is told of changes in it, and it is a page of this feed alone.
    """
    kind = media_type.partition(";")[0]
    if document.page is None:
        yield from _alternates(document, extension, kind)
        yield from (Link("hub", hub) for hub in document.site.hubs)
    else:
        yield Link("current", document.feed_url(extension), type=kind)
    if document.older is not None:
        # For readers that know archives (RFC 5005 §4) and those that know pages alone (§3).
        older = document.page_url(extension, document.older)
        yield from (Link(rel, older, type=kind) for rel in ("prev-archive", "next"))


def alternate_url(document: EditionDocument, alternate: Alternate, extension: str) -> str:
    """Where the same selection is in another language mode."""
    return f"{document.site.base_url}/editions/{alternate.edition}.{extension}"


def _alternates(document: EditionDocument, extension: str, kind: str) -> Iterable[Link]:
    """A feed has one alternate of each media type and language (RFC 4287 §4.1.1): so of two in several languages the
    second has no language, and what is left over then is related."""
    taken: set[str] = set()
    for alternate in document.alternates:
        free = [tag for tag in (alternate.language, UNDETERMINED) if tag not in taken]
        href = alternate_url(document, alternate, extension)
        if free:
            yield Link("alternate", href, free[0], kind, alternate.title)
        else:
            yield Link("related", href, alternate.language, kind, alternate.title)
        taken.update(free[:1])


def item_links(item: EditionItem) -> Iterable[Link]:
    """The original, and the other entries that tell the same news."""
    if item.original_url:
        yield Link("via", item.original_url, item.original_language)
    for other in item.others:
        yield Link("related", other.url, other.url_language, title=other.title, language=other.language)


def add_link(parent: etree._Element, name: str, link: Link) -> None:
    """Append ``link`` to ``parent`` as an element of this name."""
    attributes = {"rel": link.rel, "href": link.href}
    if link.type:
        attributes["type"] = link.type
    if link.hreflang != UNDETERMINED:
        attributes["hreflang"] = link.hreflang
    if link.title:
        attributes["title"] = link.title
        if link.language != UNDETERMINED:
            attributes[_XML_LANG] = link.language
    if link.length is not None:
        attributes["length"] = str(link.length)
    etree.SubElement(parent, name, attributes)
