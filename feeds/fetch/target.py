"""Which URLs are asked at all: http and https, a sane host, and no refused address spelt out in it."""

from __future__ import annotations

import re

from yarl import URL

from feeds.errors import FetchError
from feeds.fetch.guard import Network, is_refused, literal_address, private_address_error

# After IDNA a host is letters, digits, dots, hyphens (RFC 1123 §2.1) and, in practice, underscores; yarl lets more
# pass, spaces and NUL among it. IPv6 zone ids name an interface of this machine: no business of a feed (RFC 6874 §1).
_HOST = re.compile(r"[0-9a-z._-]+|[0-9a-f:.]+")
# yarl silently drops these, so that ``http://a\nb/`` would ask the host ``ab``.
_DROPPED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_CREDENTIALS = re.compile(r"//[^/@]*@")
_SHOWN = 200
_UNREADABLE = (ValueError, IndexError)
"""What yarl raises for what it cannot read: for brackets with no address in them, ``IndexError`` (seen in 1.25)."""


def parse_target(text: str, allow: tuple[Network, ...]) -> URL:
    """The URL to ask, without its fragment; ``FetchError`` ``bad-url`` or ``private-address``."""
    url = _parse(text.strip(), "bad-url")
    try:
        return _checked(url, allow, "bad-url")
    except _UNREADABLE as error:
        raise FetchError("bad-url", f"{shown(text)} is no usable URL: {error}") from error


def redirect_target(base: URL, location: str, allow: tuple[Network, ...]) -> URL:
    """Where ``location`` leads from ``base``, without fragment and credentials; ``bad-redirect``, ``private-address``.

    Credentials in a Location are the server's invention and are never sent (RFC 9110 §4.2.4).
    """
    relative = _parse(location.strip(), "bad-redirect")
    try:
        # Not joined where there is a scheme: yarl takes ``http://`` without a host for a reference to the base itself.
        target = relative if relative.scheme else without_credentials(base).join(relative)
        return _checked(without_credentials(target) if target.absolute else target, allow, "bad-redirect")
    except _UNREADABLE as error:
        raise FetchError("bad-redirect", f"{shown(location)} is no usable redirect: {error}") from error


def without_credentials(url: URL) -> URL:
    """The same URL, fit to be shown, stored and resolved against."""
    return url.with_user(None) if url.raw_user is not None or url.raw_password is not None else url


def shown(text: str) -> str:
    """``text`` from a stranger, quoted, escaped, cut and without credentials, for a message."""
    text = _CREDENTIALS.sub("//", text)
    return ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _parse(text: str, code: str) -> URL:
    if not text or _DROPPED.search(text):
        raise FetchError(code, f"{shown(text)} is no usable URL: empty or with control characters")
    try:
        return URL(text)
    except _UNREADABLE as error:
        raise FetchError(code, f"{shown(text)} is no usable URL: {error}") from error


def _checked(url: URL, allow: tuple[Network, ...], code: str) -> URL:
    if url.scheme not in ("http", "https"):
        raise FetchError(code, f"{shown(str(url))} is neither http nor https")
    host = url.raw_host
    if not host or not _HOST.fullmatch(host):
        raise FetchError(code, f"{shown(str(url))} has no usable host")
    _check_literal(host, allow, code)
    return url.with_fragment(None)


def _check_literal(host: str, allow: tuple[Network, ...], code: str) -> None:
    try:
        address = literal_address(host)
    except ValueError as error:
        raise FetchError(code, f"{shown(host)} is no IPv6 address") from error
    if address is None:
        return
    if is_refused(address, allow):
        raise private_address_error(host, [address])
    if address.version == 4 and host != str(address):
        # Browsers rewrite such spellings; aiohttp refuses some and resolves others. One answer is safer.
        raise FetchError(code, f"{shown(host)} is an unusual spelling of {address}")
