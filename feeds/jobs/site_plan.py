"""Which pages an exported site has, in which order they are written, and by what each is known to be the same. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

from feeds.editions.pictures import FOLDER
from feeds.jobs.addresses import ERROR_PAGE, Place, Places, Shelf
from feeds.store.stamps import EntryStamp
from feeds.text.fingerprint import fingerprint

FRONT: Final = "/"
ALERTS: Final = "/alerts"
MONTH: Final = "/archive/"
"""What the address of a month begins with, behind the language."""
_NOWHERE: Final = "/no-such-page"
_FOR_EVER: Final = "never changes"
"""The stamp of what is named by its bytes."""
_NAMED_BY_BYTES: Final = (FOLDER, "/assets/")
_ENTRY: Final = re.compile(r"/[a-z]+/entry/([0-9a-f]{16})(?:/[^/]+)?")
"""The path of an entry's page, also of that with a translation into another language than those of the site."""
_SEARCH: Final = re.compile(r"/[a-z]+/search")
"""What needs somebody who answers; no page of ours leads there, but a text of somebody else's may."""
_ALWAYS: Final = ("/partners", "/topics", "/archive", "/about", "/subscribe", "/status")
"""Pages of which nobody can tell without making them whether they have changed."""
_LAST: Final = ("/healthz", "/sitemap.xml", "/robots.txt")


@dataclass(frozen=True, slots=True)
class Content:
    """All that there is, as of one moment."""

    common: str
    """What every page depends on: the settings and the program."""
    base_url: str
    languages: Sequence[str]
    """Of the website, as the paths of its pages begin."""
    entries: Sequence[EntryStamp]
    """Oldest first."""
    lists: Mapping[str, Sequence[str]]
    """Keys of the entries that have a row of their own in each list of news, oldest first, by its path behind the
    language; whatever else tells the same stands in the same row."""
    pictures: Mapping[str, str]
    """Names of the copies that entries show, by their keys."""
    editions: Sequence[str]
    documents: Mapping[str, str]
    """ETags of the editions and their list, by path."""
    archives: Mapping[str, str]
    files: Sequence[str]
    """Paths of what belongs to all pages, such as scripts."""
    open_since: Mapping[str, int]
    """By the id of each alert: one published after this moment holds still; milliseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is wanted, and by what it is told whether it has changed; ``None``: by making it."""

    place: Place
    stamp: str | None = None


class Plan:
    """Every page that is known before any has been made; the others are found in their links."""

    def __init__(self, content: Content, page_size: int) -> None:
        self._content = content
        stamps = {one.key: one for one in content.entries}
        positions = {
            path: [(stamps[key].published, key) for key in keys] for path, keys in content.lists.items()
        }  # fmt: skip
        self._shelves = {
            self._path(ui, path): Shelf(self._path(ui, path), its, page_size)
            for ui in content.languages
            for path, its in positions.items()
        }
        self.places = Places(self._shelves, content.base_url)
        self.pages = tuple(self._in_order())
        self.addresses = frozenset(page.place.address for page in self.pages)

    def page(self, address: str) -> Page | None:
        """A page that nobody had planned, as of an address that stands in another; ``None`` where it can be none."""
        place = self.places.find(address)
        if place is None or _SEARCH.fullmatch(place.address):
            return None
        if place.address.startswith(_NAMED_BY_BYTES):
            return Page(place, _FOR_EVER)
        entry = _ENTRY.fullmatch(place.address)
        return Page(place, self._stamps.get(entry[1]) if entry else None)

    def _in_order(self) -> Iterator[Page]:
        """Whatever a page leads to comes before it, so that nobody finds a link to what is not there yet.

        All pages lead to the fronts and to the lists, but who has come as far as a front finds all of the rest.
        """
        content = self._content
        yield from self._plain(content.files)
        for one in content.entries:
            yield from self._spoken(f"/entry/{one.key}", self._stamps[one.key])
        for path, stamp in content.archives.items():
            yield from self._plain([path], self._stamp(stamp))
        for path in content.lists:
            yield from self._older(path)
        for path in content.lists:
            if path not in (FRONT, ALERTS):
                yield from self._newest(path)
        for path, stamp in content.documents.items():
            yield from self._plain([path], self._stamp(stamp))
        for edition in content.editions:  # made from what is published
            json = content.documents.get(f"/editions/{edition}.json", "")
            yield from self._plain([f"/embed/{edition}"], self._stamp(json))
        for path in (*([ALERTS] if ALERTS in content.lists else []), *_ALWAYS):
            yield from self._spoken(path)
        yield from self._plain(_LAST)
        yield Page(Place(_NOWHERE, ERROR_PAGE))
        yield from self._spoken(FRONT)
        yield from self._plain(["/"])

    def _older(self, path: str) -> Iterator[Page]:
        for ui in self._content.languages:
            shelf = self._shelves[self._path(ui, path)]
            for number in range(1, shelf.pages + 1):
                stamp = self._listing_stamp(path, shelf.on_page(number), str(number > 1))
                yield Page(shelf.page(number), stamp)

    def _newest(self, path: str) -> Iterator[Page]:
        for ui in self._content.languages:
            shelf = self._shelves[self._path(ui, path)]
            yield from self._plain([shelf.path], self._listing_stamp(path, shelf.newest(), "newest"))

    def _spoken(self, path: str, stamp: str | None = None) -> Iterator[Page]:
        """A page in each language."""
        yield from self._plain((self._path(ui, path) for ui in self._content.languages), stamp)

    def _plain(self, paths: Iterable[str], stamp: str | None = None) -> Iterator[Page]:
        for path in paths:
            place = self.places.find(path)
            if place is not None:
                yield Page(place, stamp)

    @staticmethod
    def _path(ui: str, path: str) -> str:
        return f"/{ui}{path}"

    # --- stamps -------------------------------------------------------------------------------------------------------

    @cached_property
    def _stamps(self) -> dict[str, str]:
        """Of each entry with all that tells the same, by its key."""
        own = {one.key: self._stamp_of(one) for one in self._content.entries}
        stories = defaultdict(list)
        for one in self._content.entries:
            stories[one.story].append(one.key)
        return {
            key: self._stamp(own[key], sorted(own[other] for other in keys)) if len(keys) > 1 else own[key]
            for keys in stories.values()
            for key in keys
        }

    def _stamp_of(self, one: EntryStamp) -> str:
        changes = (str(value) for value in one.changes)
        is_open = one.standing and one.published > self._content.open_since.get(one.alert or "", one.published)
        return self._stamp(one.key, *changes, str(is_open), self._content.pictures.get(one.key, ""))

    def _listing_stamp(self, path: str, which: range, *more: str) -> str:
        its = self._content.lists[path]
        return self._stamp(path, [self._stamps[its[index]] for index in which], *more, self._neighbours.get(path, ""))

    @cached_property
    def _neighbours(self) -> dict[str, str]:
        """Of each month's path, which months it leads to."""
        months = sorted(path for path in self._content.lists if path.startswith(MONTH))
        around = zip(chain([""], months), months, [*months[1:], ""], strict=False)
        return {month: f"{earlier} {later}" for earlier, month, later in around}

    def _stamp(self, *values: str | Sequence[str]) -> str:
        return fingerprint(self._content.common, *values)
