"""What response headers mean to a client that comes again: validators, freshness, Retry-After. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from multidict import CIMultiDictProxy

DAY = timedelta(days=1)
# A body is handed on decoded and whole: what described its travelling form would mislead. Cookies are not kept.
_DROPPED = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"})


def readable_headers(headers: CIMultiDictProxy[str]) -> dict[str, str]:
    """Lower-case names to values, repeated ones joined by a comma (RFC 9110 §5.3); always encodable text."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        if key not in _DROPPED:
            text = _readable(value)
            found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _readable(value: str) -> str:
    """aiohttp decodes headers as UTF-8 with surrogates for stray bytes; those bytes are ISO-8859-1 (RFC 9110 §5.5)."""
    if value.isascii():
        return value
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """``ETag`` or ``Last-Modified`` exactly as sent; ``None`` if absent, empty or impossible to send back as bytes."""
    value = headers.get(name, "").strip()
    try:
        value.encode()
    except UnicodeEncodeError:  # stray bytes: could be neither stored nor repeated
        return None
    return value or None


def max_age(headers: Mapping[str, str]) -> timedelta | None:
    """How much longer the response is fresh: ``max-age`` less ``Age`` (RFC 9111 §4.2.1, §5.1), at most a day.

    ``None`` if nobody said, if it must be revalidated (``no-cache``, ``no-store``) or if it is stale already.
    """
    ages: list[int] = []
    for directive in headers.get("cache-control", "").lower().split(","):
        name, _, value = directive.partition("=")
        if name.strip() in ("no-cache", "no-store"):
            return None
        if name.strip() == "max-age":
            # A broken value means stale (RFC 9111 §4.2.1).
            ages.append(_seconds(value.strip().strip('"')) or 0)
    # Where it is said twice, the more restrictive counts (RFC 9111 §4.2.1).
    left = min(ages, default=0) - (_seconds(headers.get("age", "").split(",")[0].strip()) or 0)
    return min(timedelta(seconds=left), DAY) if left > 0 else None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks to be left alone (RFC 9110 §10.2.3), at most a day; ``None`` if it does not say."""
    value = headers.get("retry-after", "").strip()
    seconds = _seconds(value)
    if seconds is not None:
        return min(timedelta(seconds=seconds), DAY)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:  # asctime form: GMT by definition (RFC 9110 §5.6.7)
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta(0)), DAY)


def _seconds(text: str) -> int | None:
    """``delta-seconds`` (RFC 9111 §1.2.2: more than 2³¹ counts as 2³¹); ``None`` if it is something else."""
    if not (text.isascii() and text.isdigit()):
        return None
    return min(int(text.lstrip("0")[:20] or "0"), 2**31)
