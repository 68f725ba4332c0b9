"""Which file of an exported site each address of the served one is, and how its pages lead to each other. Pure.

A page is ``index.html`` in a folder of its name: GitHub Pages, nginx, Apache and S3 all answer ``/en/entry/KEY`` and
``/en/entry/KEY/`` with it, and none of them has to be told. Links in pages are relative, so the site may lie below any
path; what a page is called in the world, to search engines for instance, stays absolute. Older news, which is served by
cursors that move with every entry, is cut into pages counted from the oldest one: those never change while only new
entries come.
"""

from __future__ import annotations

import html
import posixpath
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

ERROR_PAGE: Final = "404.html"
"""What GitHub Pages shows by itself for an address that is not there, and others if they are told to."""
_BARE_FILES: Final = ("/healthz",)
"""What is no page, though its name has no dot."""
# Nothing that we write is hidden, and nothing leads out of the folder.
_SEGMENT: Final = r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*"
_PATH: Final = re.compile(rf"(?:/{_SEGMENT})*/?")
# As Jinja and lxml write them: every value in quotes, no angle bracket outside of them.
_TAG: Final = re.compile(r"""<[a-z][^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>""")
_LINK: Final = r'(?<=\s)(href|src|action)="({base})?(/(?!/)[^"]*)"'
_CURSOR: Final = re.compile(r"(-?[0-9]{1,15})-([0-9a-f]{16})\Z")
_HEAD: Final = "<head>"

Position = tuple[int, str]
"""Of an entry among others: when it was published, in milliseconds since 1970, and its key."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads."""

    address: str
    """What the website is asked for; of older news, with the cursor that begins the page."""
    file: str
    """Below the folder of the export, with slashes."""

    @property
    def link(self) -> str:
        """The same for a browser: a page is the folder that it is in."""
        return self.file.removesuffix("index.html") if posixpath.basename(self.file) == "index.html" else self.file


@dataclass(frozen=True, slots=True)
class Link:
    """What a page of the website leads to, and how it does as a file, from the folder of the export on."""

    address: str
    href: str
    """Escaped."""


def file_of(path: str) -> str | None:
    """The file that a path is served from; ``None`` where it is none that may be written."""
    if not _PATH.fullmatch(path):
        return None
    name = path.strip("/")
    if path in _BARE_FILES or "." in posixpath.basename(name):
        return name
    return f"{name}/index.html" if name else "index.html"


class Shelf:
    """A list of news, cut into pages; page 1 is the oldest."""

    def __init__(self, path: str, entries: Sequence[Position], size: int) -> None:
        """``entries`` is oldest first, ``size`` how many a page of the website shows."""
        self.path = path
        self._entries = entries
        self._size = size

    @property
    def pages(self) -> int:
        """How many there are behind the one that is seen first; that has the newest entries, as many as fit."""
        return max(-(-len(self._entries) // self._size) - 1, 0)

    def page(self, number: int) -> Place:
        """Where page ``number`` is, and by which cursor the website gives it: that of the first entry it lacks."""
        moment, key = self._entries[number * self._size]
        folder = self.path.strip("/")
        file = posixpath.join(folder, "page", str(number), "index.html")
        return Place(f"{self.path}?before={moment}-{key}", file)

    def on_page(self, number: int) -> range:
        """Which entries page ``number`` shows, as indexes, oldest first."""
        return range((number - 1) * self._size, number * self._size)

    def newest(self) -> range:
        """Which entries the first page that is seen shows."""
        return range(max(len(self._entries) - self._size, 0), len(self._entries))

    def after(self, cursor: str) -> int:
        """The page that goes on behind this cursor, with entries that were seen already where they do not fill it."""
        match = _CURSOR.match(cursor)
        older = bisect_left(self._entries, (int(match[1]), match[2])) if match else 0
        return min(-(-older // self._size), self.pages)


class Places:
    """Every address of the site, its lists of news (``shelves``, by their paths) among them."""

    def __init__(self, shelves: Mapping[str, Shelf], base_url: str = "") -> None:
        """``base_url`` is where the site is in the world: a link that begins with it is one of ours."""
        self._shelves = shelves
        self._links: dict[str, Link | None] = {}
        self.pattern = re.compile(_LINK.format(base=re.escape(_quoted(base_url)) if base_url else "(?!)"))
        """A link of ours as Jinja and lxml write it: attribute, ``base_url`` or nothing, and path."""

    def link(self, written: str) -> Link | None:
        """A link as it is written in HTML; ``None`` where that can be no file. Most are in every page: found once."""
        if written not in self._links:
            address = html.unescape(written)
            place = self.find(address)
            self._links[written] = Link(place.address, _quoted(place.link + _rest(address, place))) if place else None
        return self._links[written]

    def find(self, address: str) -> Place | None:
        """Where an address leads that a page of ours names; ``None`` where that can be no file."""
        parts = urlsplit(address)
        before = parse_qs(parts.query).get("before")
        shelf = self._shelves.get(parts.path)
        number = shelf.after(before[0]) if before and shelf else 0
        if shelf and number:
            return shelf.page(number)
        file = file_of(parts.path)
        return Place(parts.path, file) if file else None


@dataclass(frozen=True, slots=True)
class Settled:
    """A page as the file it becomes, and the addresses that it leads to."""

    body: bytes
    leads_to: tuple[str, ...]


def settle(page: str, root: str, places: Places, headers: Mapping[str, str]) -> Settled:
    """Let the links of a page lead from file to file, and the page say itself what ``headers`` would.

    Those that begin with the address of the site go on doing so.

    ``root`` is what leads to the folder of the export, with a slash at its end: see :func:`root_from`.
    """
    found: dict[str, None] = {}

    def link(match: re.Match[str]) -> str:
        target = places.link(match[3])
        if target is None:
            return match[0]
        found[target.address] = None
        start = f"{match[2]}/" if match[2] else root
        return f'{match[1]}="{start}{target.href}"'

    settled = _TAG.sub(lambda tag: places.pattern.sub(link, tag[0]), page)
    return Settled(settled.replace(_HEAD, _HEAD + _policies(headers), 1).encode(), tuple(found))


def root_from(file: str) -> str:
    """The way from a file to the folder of the export."""
    return "../" * file.count("/") or "./"


def _rest(address: str, place: Place) -> str:
    """What stays behind the path: the fragment; of a file also the query, by which caches tell versions apart."""
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query and place.link == place.file else ""
    return query + (f"#{parts.fragment}" if parts.fragment else "")


def _policies(headers: Mapping[str, str]) -> str:
    """The headers that a page can carry in itself; a static host knows nothing of them."""
    tags = ""
    if policy := headers.get("Content-Security-Policy"):
        # frame-ancestors is not for <meta> (CSP 3 §3.3), and browsers complain of it.
        parts = [part.strip() for part in policy.split(";")]
        allowed = "; ".join(part for part in parts if part and not part.startswith("frame-ancestors"))
        tags += f'\n<meta http-equiv="Content-Security-Policy" content="{_quoted(allowed)}">'
    if referrer := headers.get("Referrer-Policy"):
        tags += f'\n<meta name="referrer" content="{_quoted(referrer)}">'
    return tags


def _quoted(text: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;")
