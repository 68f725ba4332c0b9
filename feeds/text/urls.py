"""URLs and IRIs: which are links a reader may follow, which can name an entry."""

from __future__ import annotations

import re
import uuid
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from feeds.text.html import strip_controls

# Names made from what a source says; a UUID of ours, so that no other program's names can meet them (RFC 9562 §5.5).
_NAMESPACE = uuid.UUID("6f1c2e0e-6a0f-5d0b-9a39-7c1f5c1a9d53")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+\Z")
# Characters that may not stand in an IRI (RFC 3986 §2, RFC 3987 §2.2), and that writers and readers trip over.
_UNSAFE = re.compile(r"[\x00-\x20\"<>\\^`{|}\x7f-\xa0\s\ud800-\udfff\ufffe\uffff]")
# An absolute link as nearly all are: nothing to join, to escape or to refuse in it.
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?::\d{1,4})?(?:/[\w~!$&'()*+,;=:@%/.-]*(?:\?[\w~!$&'()*+,;=:@%/.-]+)?)?\Z", re.ASCII
)
_LONGEST = 2000
"""Characters; more breaks browsers and databases, and is data rather than a link."""
# Names of parameters that campaigns, mail programs and social networks put behind an address to follow whoever opens
# it. None of them chooses what a page shows; names that also do (ref, from, source) are not among them.
_TRACKING = re.compile(
    r"(?:amp;)*(?:utm_\w+|fb_(?:action_ids|action_types|source|ref)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|"
    r"gad_source|yclid|ymclid|ysclid|msclkid|twclid|ttclid|li_fat_id|igshid|igsh|srsltid|mc_[ce]id|mkt_tok|_hsenc|"
    r"_hsmi|__hs(?:sc|tc|fp)|hsctatracking|vero_(?:id|conv)|oly_(?:anon|enc)_id|_openstat|wickedid|_ga|_gl|xtor|"
    r"at_(?:medium|campaign|custom\d))\Z",
    re.IGNORECASE,
)


def absolute(url: str | None, base: str | None = None) -> str | None:
    """``url`` as an absolute http(s) link, or ``None`` where it is none (``javascript:``, empty, broken, too long)."""
    if not url or not (url := strip_controls(url).strip()):
        return None
    if _PLAIN.match(url) and len(url) <= _LONGEST:
        return url
    return _absolute(url, base) if len(url) > _LONGEST else _seen_before(url, base)


def _absolute(url: str, base: str | None) -> str | None:
    try:
        parts = urlsplit(url)
        if base and not (parts.scheme and parts.netloc):
            parts = urlsplit(urljoin(base, url))
        host, _ = parts.hostname, parts.port
    except ValueError:  # "http://[", port 99999, and the like
        return None
    if parts.scheme not in ("http", "https") or not host or _UNSAFE.search(parts.netloc):
        return None
    link = _UNSAFE.sub(lambda bad: quote(bad[0]), urlunsplit(parts))
    return link if len(link) <= _LONGEST else None


# The links of a page are looked at for each element that they stand in.
_seen_before = lru_cache(maxsize=512)(_absolute)


def without_tracking(url: str) -> str:
    """``url`` without the parameters that only follow its readers, in its query or alone in its fragment.

    All else stays as it is, character by character. For links that are published; never for what an entry is known
    by, see :mod:`feeds.sources.identity`.
    """
    if "?" not in url and "#" not in url:
        return url
    page, hash_sign, fragment = url.partition("#")
    if fragment and not _kept(fragment):
        hash_sign = fragment = ""
    path, _, query = page.partition("?")
    kept = _kept(query)
    if len(kept) < query.count("&") + 1:
        page = f"{path}?{'&'.join(kept)}" if any(kept) else path
    return page + hash_sign + fragment


def _kept(query: str) -> list[str]:
    return [pair for pair in query.split("&") if not _TRACKING.match(pair.partition("=")[0])]


def is_iri(text: str | None) -> bool:
    """Can ``text`` stand as an ``atom:id`` (RFC 4287 §4.2.6: an absolute IRI)?"""
    return bool(text and len(text) <= _LONGEST and _SCHEME.match(text) and not _UNSAFE.search(text))


def name_urn(*parts: str) -> str:
    """A ``urn:uuid:`` made from ``parts``, the same for the same parts on every machine, for ever."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, chr(10).join(parts))}"


def host_of(url: str) -> str:
    """Host of ``url`` in lower case, empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
