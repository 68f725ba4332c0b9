"""What a site lets programs ask for: robots.txt (RFC 9309), read by protego. Pure.

A site that gives none (4xx, a redirect to nowhere) forbids nothing; one that cannot be reached, or fails, forbids
everything until it answers (§2.3.1). Against the letter of §2.3.1.3, 429 counts as failing: a server that has had
enough has not said that everything may be asked.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from protego import Protego
from yarl import URL

from feeds.errors import SourceError

TOKEN = "Visnyk"  # noqa: S105 - a product token (RFC 9309 §2.2.1), no secret
ANSWERED = "http-200"
"""The status of an answer with a body; others are codes of :class:`feeds.errors.FetchError`."""
LONGEST = 500 * 1024
"""Bytes that are read at least (RFC 9309 §2.5), and here at most."""
GOOD_FOR = timedelta(hours=24)
"""What an answer holds for (RFC 9309 §2.4)."""
TRY_AGAIN = timedelta(hours=1)
"""After a site could not be reached."""
OLDEST = timedelta(days=30)
"""The age up to which an old copy is better than nothing, while there is no new one (RFC 9309 §2.3.1.4)."""
_NOWHERE = ("gone", "bad-redirect", "redirect-loop", "private-address")
_AGENT = re.compile(r"[ \t]*user[- ]?agent[ \t]*[: \t][ \t]*([^#\r\n]*)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_-]+")


class Robots:
    """The rules of one site: ``body`` as :func:`text_of` gives it, ``None`` where there was none; ``status`` why."""

    def __init__(self, body: str | None, status: str) -> None:
        self.reachable = body is not None or status == ANSWERED or _is_absent(status)
        """False: nobody knows what it says, so everything is forbidden."""
        self._rules = Protego.parse(_only_ours(body or ""))

    def allows(self, url: str, user_agent_token: str = TOKEN) -> bool:
        """May a program of this name ask for ``url``?"""
        return self.reachable and self._rules.can_fetch(url, user_agent_token)

    @property
    def crawl_delay(self) -> float | None:
        """Seconds that the site wants between two requests: ``Crawl-delay``, in no standard but in use."""
        return self._rules.crawl_delay(TOKEN)


def text_of(body: bytes, content_type: str | None) -> str | None:
    """The text of an answer, as far as it is read; ``None`` if it is a web page, as many sites have for all paths."""
    text = body[:LONGEST].decode("utf-8-sig", "replace").replace("\0", "")
    looks_like_page = text.lstrip()[:1] == "<" or "html" in (content_type or "").lower()
    return None if looks_like_page else text


def is_fresh(rules: Robots, checked: datetime, asked: datetime, now: datetime) -> bool:
    """Are ``rules``, learned at ``checked``, still to be used, after the newest request at ``asked``, failed or not?"""
    failed = asked != checked or not rules.reachable
    return now - asked < (TRY_AGAIN if failed else GOOD_FOR)


def origin_of(url: str) -> str | None:
    """``https://city.example``, which has one robots.txt; ``None`` where the address is none that could be asked."""
    try:
        return str(URL(url.strip()).origin())
    except (ValueError, IndexError):
        return None


def _is_absent(status: str) -> bool:
    return status in _NOWHERE or (status.startswith("http-4") and not SourceError(status, status).temporary)


def _only_ours(body: str) -> str:
    """The same rules for us, with one name for all other programs.

    Every name costs a copy of the rules below it: 17,000 names above 27,000 rules would take hours and gigabytes. And
    ``Visnyk/1.0`` is our name too (RFC 9309 §2.2.1 has the first letters count), but ``Vis`` is not.
    """
    return "\n".join(_renamed(line) for line in body.splitlines())


def _renamed(line: str) -> str:
    agent = _AGENT.match(line)
    if agent is None:
        return line
    if agent[1].strip() == "*":
        return "User-agent: *"
    name = _NAME.match(agent[1])
    return f"User-agent: {TOKEN if name and name[0].lower() == TOKEN.lower() else 'another'}"
