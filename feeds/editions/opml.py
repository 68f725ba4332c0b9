"""OPML 2.0 (http://opml.org/spec2.opml): the list of our editions, for a reader that subscribes to all of them."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from feeds.editions.clean import clean_edition
from feeds.editions.languages import language
from feeds.editions.texts import clean_line
from feeds.model import UNDETERMINED, Edition, Site

_NO_LANGUAGE = frozenset({"original", "bilingual", UNDETERMINED})
"""Modes of an edition that are no language tag."""
PARTNERS = "Partner cities"
"""What the outline is called that holds the editions of partners."""


def write_opml(site: Site, editions: Sequence[Edition]) -> bytes:
    """A subscription list as UTF-8 XML, one outline for each edition's Atom feed, in the order given.

    Those that carry a partner's news first stand together in an outline of their own, which readers show as a folder.
    Without ``dateModified``, which is optional: the same list is the same bytes whenever it is written.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    title = clean_line(site.title)
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "ownerName").text = title
    body = etree.SubElement(root, "body")
    for edition in editions:
        if edition.first is None:
            etree.SubElement(body, "outline", _outline(site, edition))
    partners = [edition for edition in editions if edition.first is not None]
    folder = etree.SubElement(body, "outline", text=PARTNERS) if partners else body
    for edition in partners:
        etree.SubElement(folder, "outline", _outline(site, edition))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _outline(site: Site, edition: Edition) -> dict[str, str]:
    """``type`` is ``rss`` for Atom too: OPML has no other word for a feed."""
    document = clean_edition(edition, site)
    title, tag = document.edition.title, language(edition.language)
    attributes = {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": document.self_url("atom"),
        "htmlUrl": document.home_url,
    }
    return attributes if tag in _NO_LANGUAGE else {**attributes, "language": tag}
