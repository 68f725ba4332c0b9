"""What an article is called, whatever way leads to it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

# What campaigns, mail programs and session keepers put behind an address; none of it names another page.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|yclid|ysclid|ttclid|twclid|msclkid|igshid|gbraid|wbraid|mc_[ce]id|_ga|_gl|"
    r"_openstat|phpsessid|jsessionid)(?:=|\Z)",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE)


def untracked(link: str) -> str:
    """An absolute link without what follows a reader and without a place within the page.

    A fragment that begins with ``!`` or ``/`` is the page itself on sites that are one script.
    """
    parts = urlsplit(link)
    query = "&".join(pair for pair in parts.query.split("&") if not _TRACKING.match(pair))
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit((parts.scheme, parts.netloc, _SESSION.sub("", parts.path), query, fragment))


def name_of(link: str, identity: str | None) -> str:
    """What names the entry that ``link`` leads to: ``id:`` and what the pattern ``identity`` finds, else the link.

    Of a pattern with groups it is what these found, joined by ``-``; so an article keeps its name on another domain
    and in another language.
    """
    found = re.search(identity, link) if identity else None
    if found is None:
        return link
    name = "-".join(filter(None, found.groups())) if found.re.groups else found[0]
    return f"id:{name}" if name else link
