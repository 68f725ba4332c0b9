"""Addresses and ids that any reader can take: URIs in ASCII (RFC 3986), and links without what follows readers."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from feeds.editions.texts import clean_text
from feeds.text.urls import absolute, name_urn, without_tracking

_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PORT = re.compile(r":\d*\Z")
# RFC 3986 §3.3 to §3.5; the percent sign because what is escaped already stays as it is.
_PATH_SAFE = "/:@!$&'()*+,;=~%"
_QUERY_SAFE = _PATH_SAFE + "?"
_ID_SAFE = _QUERY_SAFE + "#"

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_URN = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]{1,31}):([A-Za-z0-9()+,.:=@;$_!*'-]|%[0-9A-Fa-f]{2})+\Z")
"""RFC 2141 §2.2, which RFC 8141 widened: what follows ``urn:``."""
_TAG = re.compile(r"([a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(-\d{2}(-\d{2})?)?:[^#]*(#[^#]*)?\Z")
"""RFC 4151 §2.1, names in small letters: what follows ``tag:``."""
_AUTHORITY = re.compile(r"//[^/?#]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*\Z")

_ANCHOR = re.compile(r'(<a [^<>]*?\bhref=")([^"<>]*)')


# Every format of a document asks for the same addresses, and its entries share those of their sources.
@lru_cache(maxsize=1024)
def web_url(text: str | None) -> str | None:
    """``text`` as an http(s) URL in ASCII (RFC 3987 §3.1), which RSS needs; ``None`` where it is none."""
    url = absolute(clean_text(text or ""))
    if url is None:
        return None
    scheme, netloc, path, query, fragment = urlsplit(url)
    return urlunsplit(
        (
            scheme,
            _ascii_host(netloc),
            percent_encoded(path, _PATH_SAFE),
            percent_encoded(query, _QUERY_SAFE),
            percent_encoded(fragment, _QUERY_SAFE),
        )
    )


def page_url(text: str | None) -> str | None:
    """``text`` as :func:`web_url` has it, without parameters that follow readers: of a page that is linked to."""
    url = web_url(text)
    return without_tracking(url) if url else url


def percent_encoded(text: str, safe: str = _PATH_SAFE) -> str:
    """Percent-encode what is not ``safe``, and a percent sign that starts no escape."""
    return quote(_STRAY_PERCENT.sub("%25", text), safe=safe)


def _ascii_host(netloc: str) -> str:
    """``netloc`` with an international domain name in its ``xn--`` form, user and port as they are."""
    if netloc.isascii():
        return percent_encoded(netloc, _PATH_SAFE + "[]")
    user, at, host = netloc.rpartition("@")
    port = found[0] if (found := _PORT.search(host)) else ""
    name = host.removesuffix(port)
    with suppress(UnicodeError):  # a label that is empty or too long; RFC 3986 §3.2.2 allows percent-encoded names
        name = name.encode("idna").decode("ascii")
    return percent_encoded(user + at + name + port, _PATH_SAFE + "[]")


def entry_id(text: str | None) -> str:
    """An ``atom:id`` as it is published: ``text`` where it is a URI, which is nearly always; empty where it is empty.

    Ids are compared character by character (RFC 4287 §4.2.6.1), so a URI is never touched. An IRI becomes the URI that
    RFC 3987 §3.1 makes of it, since readers and validators take no letters beyond ASCII there. What its own scheme does
    not allow gets a ``urn:uuid:`` made from it. The same for the same text, for ever; of an id that it has made itself
    it makes no other.
    """
    raw = clean_text(text or "").strip()
    uri = percent_encoded(raw, _ID_SAFE)
    return uri if not uri or _allowed(uri) else name_urn("id", raw)


def _allowed(uri: str) -> bool:
    """Does ``uri`` keep to the rules of its scheme? For those that ids are made in."""
    scheme, _, rest = uri.partition(":")
    if not rest or not _SCHEME.match(scheme):
        return False
    match scheme.lower():
        case "http" | "https":
            return bool(_AUTHORITY.match(rest))
        case "urn" if rest.lower().startswith("uuid:"):
            return bool(_UUID.match(rest[5:]))
        case "urn":
            return bool(_URN.match(rest))
        case "tag":
            return scheme == "tag" and bool(_TAG.match(rest))
    return True


def untracked_links(markup: str) -> str:
    """Sanitised HTML with its links to pages as :func:`feeds.text.urls.without_tracking` leaves them."""
    return _ANCHOR.sub(_untracked, markup) if "href=" in markup else markup


def _untracked(anchor: re.Match[str]) -> str:
    if "?" not in anchor[2] and "#" not in anchor[2]:
        return anchor[0]
    url = html.unescape(anchor[2])
    kept = without_tracking(url)
    return anchor[0] if kept == url else anchor[1] + html.escape(kept, quote=False).replace('"', "&quot;")
