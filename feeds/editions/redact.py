"""Taking an item out of a finished page of an archive, and leaving a tombstone (RFC 6721) in its place. Pure.

Nothing else of the page changes: whoever has read it need not read it again.
"""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

from feeds.editions.clean import rfc3339, whole_seconds
from feeds.editions.feedgen_repair import TOMBSTONES
from feeds.editions.jsonfeed import encoded
from feeds.model import Tombstone

_ATOM = "{http://www.w3.org/2005/Atom}"


def redacted(body: bytes, item: str, tombstone: Tombstone | None) -> bytes:
    """A page without an item, in the format that it came in; ``tombstone`` where the item is gone for good."""
    if body.startswith(b"{"):
        return _json(body, item, tombstone)
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    parent, name, identity = (root, f"{_ATOM}entry", f"{_ATOM}id") if root.tag == f"{_ATOM}feed" else _rss(root)
    for element in parent.findall(name):
        if element.findtext(identity) == item:
            place = parent.index(element)
            parent.remove(element)
            if tombstone is not None:
                parent.insert(place, _grave(tombstone))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _rss(root: etree._Element) -> tuple[etree._Element, str, str]:
    channel = root.find("channel")
    return (root if channel is None else channel), "item", "guid"


def _grave(tombstone: Tombstone) -> etree._Element:
    attributes = {"ref": tombstone.id, "when": rfc3339(whole_seconds(tombstone.since))}
    return etree.Element(f"{{{TOMBSTONES}}}deleted-entry", attributes, nsmap={"at": TOMBSTONES})


def _json(body: bytes, item: str, tombstone: Tombstone | None) -> bytes:
    feed: dict[str, Any] = json.loads(body)
    feed["items"] = [one for one in feed["items"] if one["id"] != item]
    if tombstone is not None:
        deleted = feed.setdefault("_visnyk", {}).setdefault("deleted", [])
        deleted.append({"id": tombstone.id, "since": rfc3339(whole_seconds(tombstone.since))})
    return encoded(feed)
