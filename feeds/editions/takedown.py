"""What a line of the takedown list names. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from feeds.text.urls import absolute

_PAGE = re.compile(r"/entry/([0-9a-f]{16})(?![^/?#.])")
"""Of the address of an entry's page, here or in a copy of this site; a copy may say ``.html`` or ``/``."""
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def spellings(text: str) -> frozenset[str]:
    """The ways in which an entry's key, ``atom:id`` or link may be stored that an editor writes as ``text``.

    A link that is copied from a browser is the same with other percent-encoding, or with a slash at its end (RFC 3986
    §6.2 calls the first equivalent, and no site has two articles that differ in the second).
    """
    found = {text}
    if page := _PAGE.search(text):
        found.add(page[1])
    if link := absolute(text):
        same = {link, quote(link, safe=_ASCII), _ENCODED.sub(_decoded, link)}
        found |= same | {one.removesuffix("/") if one.endswith("/") else f"{one}/" for one in same}
    return frozenset(found)


def _decoded(found: re.Match[str]) -> str:
    try:
        return unquote(found[0], errors="strict")
    except UnicodeDecodeError:
        return found[0]
