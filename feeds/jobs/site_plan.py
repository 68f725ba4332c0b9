"""Which pages an exported site has, in which order they are written, and by what each is known to be the same. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from feeds.jobs.addresses import ERROR_PAGE, Place, Places, Position, Shelf
from feeds.store.stamps import EntryStamp
from feeds.text.fingerprint import fingerprint

_NOWHERE: Final = "/no-such-page"


@dataclass(frozen=True, slots=True)
class Content:
    """All that there is, as of one moment."""

    common: str
    """What every page depends on: the settings and the program."""
    entries: Sequence[EntryStamp]
    """Oldest first."""
    pictures: Mapping[str, str]
    """Names of the copies that entries show, by their keys."""
    sources: Sequence[str]
    editions: Sequence[str]
    has_alerts: bool
    documents: Mapping[str, str]
    """ETags of the editions and their list, by path."""
    archives: Mapping[str, str]
    files: Sequence[str]
    """Paths of what belongs to all pages, such as the style sheet."""
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
        self._lists = dict(self._listed())
        self._shelves = {path: Shelf(path, _positions(its), page_size) for path, its in self._lists.items()}
        self._stamps = {one.key: self._stamp_of(one) for one in content.entries}
        self.places = Places(self._shelves)
        self.pages = tuple(self._in_order())
        self.addresses = frozenset(page.place.address for page in self.pages)

    def _in_order(self) -> Iterator[Page]:
        """Whatever a page leads to comes before it, so that nobody finds a link to what is not there yet.

        All pages lead to the front and to the sources, but who has come as far as the front finds all of the rest.
        """
        content = self._content
        yield from self._plain(content.files)
        for one in content.entries:
            yield from self._plain([f"/entry/{one.key}"], self._stamps[one.key])
        for path, stamp in content.archives.items():
            yield from self._plain([path], self._stamp(stamp))
        for path, shelf in self._shelves.items():
            for number in range(1, shelf.pages + 1):
                yield Page(shelf.page(number), self._listing_stamp(path, shelf.on_page(number), str(number > 1)))
        for source in content.sources:
            path = f"/source/{source}"
            yield from self._plain([path], self._listing_stamp(path, self._shelves[path].newest(), "newest"))
        for path, stamp in content.documents.items():
            yield from self._plain([path], self._stamp(stamp))
        for edition in content.editions:  # made from what is published
            yield from self._plain(
                [f"/embed/{edition}"], self._stamp(content.documents.get(f"/editions/{edition}.json", ""))
            )
        yield from self._plain(["/alerts"] if content.has_alerts else [])
        yield from self._plain(["/subscribe", "/status", "/healthz"])
        yield Page(Place(_NOWHERE, ERROR_PAGE))
        yield from self._plain(["/"])

    def _plain(self, paths: Iterable[str], stamp: str | None = None) -> Iterator[Page]:
        for path in paths:
            place = self.places.find(path)
            if place is not None:
                yield Page(place, stamp)

    def _listed(self) -> Iterator[tuple[str, list[EntryStamp]]]:
        """The lists of news of the website, by their paths."""
        entries = self._content.entries
        yield "/", [one for one in entries if one.alert is None]
        if self._content.has_alerts:
            yield "/alerts", [one for one in entries if one.alert is not None]
        by_source: dict[str, list[EntryStamp]] = {source: [] for source in self._content.sources}
        for one in entries:
            by_source[one.source_id].append(one)
        yield from ((f"/source/{source}", its) for source, its in by_source.items())

    def _stamp_of(self, one: EntryStamp) -> str:
        changes = (str(value) for value in one.changes)
        is_open = one.standing and one.published > self._content.open_since.get(one.alert or "", one.published)
        return self._stamp(one.key, *changes, str(is_open), self._content.pictures.get(one.key, ""))

    def _listing_stamp(self, path: str, which: range, *more: str) -> str:
        its = self._lists[path]
        return self._stamp(path, [self._stamps[its[index].key] for index in which], *more)

    def _stamp(self, *values: str | Sequence[str]) -> str:
        return fingerprint(self._content.common, *values)


def _positions(entries: Sequence[EntryStamp]) -> list[Position]:
    return [(one.published, one.key) for one in entries]
