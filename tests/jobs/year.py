"""A year of a city's news, hour by hour: what comes, changes, is merged or taken down, and what a subscriber sees."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from lxml import etree

from feeds.editions.context import Context, item_id
from feeds.ingest.decide import Decision
from feeds.jobs.publish import Catalogue, publish
from feeds.jobs.takedown import take_down
from feeds.model import Edition, Entry, Joining, Kind, Site, Source, SourceState, State, Takedown, Translation
from feeds.store.archives import find_sheet
from feeds.store.database import Database
from feeds.store.publication import load_renderings
from feeds.store.revisions import touch
from feeds.store.schema import joining
from feeds.store.sources import apply
from feeds.store.translations import save_translations
from tests.store.rows import NOON, entry

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
HOURS = 365 * 24
SOURCES = ("site", "telegram", "eurocities")


@dataclass
class Subscriber:
    """Polls one feed and goes back through its archive as far as it has not been (RFC 5005 §4.2)."""

    edition: str
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    """When each entry was updated, and what it said then."""
    delivered: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How often each entry was new to it, or newer than before."""
    gone: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    _pages: set[str] = field(default_factory=set)
    _body: bytes = b""

    def poll(self, documents: dict[str, bytes], database: Database) -> None:
        """Once an hour."""
        body = documents[f"/editions/{self.edition}.atom"]
        if body == self._body:
            return
        self._body = body
        feed = etree.fromstring(body)
        for page in self._back(feed, database):  # the oldest first: newer ones correct it
            self._read(page)
        self._read(feed)

    def _back(self, feed: etree._Element, database: Database) -> list[etree._Element]:
        pages: list[etree._Element] = []
        while (older := _link(feed, "prev-archive")) is not None and older not in self._pages:
            self._pages.add(older)
            with database.read() as connection:
                sheet = find_sheet(connection, older.split("invalid")[-1].removeprefix("https://news.example"))
            if sheet is None:
                self.faults.append(f"{older} is not there")
                break
            feed = etree.fromstring(sheet.body)
            pages.insert(0, feed)
        return pages

    def _read(self, feed: etree._Element) -> None:
        seen: set[str] = set()
        for one in feed.iterfind(f"{ATOM}entry"):
            identity, updated = str(one.findtext(f"{ATOM}id")), str(one.findtext(f"{ATOM}updated"))
            said = _said(one)
            if identity in seen:
                self.faults.append(f"{identity} twice in one document")
            seen.add(identity)
            before = self.known.get(identity)
            if before is None or updated > before[0]:
                # What was taken down and comes back must be newer than its tombstone.
                if before is not None and said == before[1] and identity not in self.gone:
                    self.faults.append(f"{identity} was updated and says the same")
                self.known[identity] = updated, said
                self.delivered[identity] += 1
                self.gone.discard(identity)
            elif updated == before[0] and said != before[1]:
                self.faults.append(f"{identity} says something else and was not updated")
        self.gone |= {str(one.get("ref")) for one in feed.iterfind(f"{AT}deleted-entry")}


def _link(feed: etree._Element, rel: str) -> str | None:
    return next((str(one.get("href")) for one in feed.iterfind(f"{ATOM}link") if one.get("rel") == rel), None)


def _said(one: etree._Element) -> str:
    """All of an entry but its date, and the address of the site."""
    words = [etree.tostring(child, encoding="unicode") for child in one if child.tag != f"{ATOM}updated"]
    return "".join(words).replace("https://site.visnyk.invalid", "https://news.example")


@dataclass
class Year:
    """The city, and what became of its entries."""

    database: Database
    chance: random.Random
    now: datetime = NOON
    entries: dict[str, Entry] = field(default_factory=dict)
    stories: dict[str, str] = field(default_factory=dict)
    """Of entries that joined another one, its key."""
    apart: set[str] = field(default_factory=set)
    """Entries that were published on their own, whatever became of them."""
    waiting: set[str] = field(default_factory=set)
    """Entries that are to be published on their own this hour."""
    down: dict[str, Takedown] = field(default_factory=dict)
    were_down: set[str] = field(default_factory=set)
    edits: int = 0
    merges: int = 0

    editions: tuple[Edition, ...] = (
        Edition("original", "News", "original", limit=12),
        Edition("english", "News in English", "en", limit=12),
        Edition("both", "News twice", "bilingual", limit=12, sources=("site", "telegram")),
    )

    def catalogue(self) -> Catalogue:
        """Three sources, three editions."""
        sources = tuple(Source(one, Kind.FEED, f"https://{one}.example/feed", one.title(), "uk") for one in SOURCES)
        return Catalogue(Site("Kharkiv", "https://news.example"), "en", {"en": ("uk",)}, sources, self.editions)

    def identity(self, edition: Edition, key: str) -> str:
        """Under which id an edition shows an entry that stands alone."""
        catalogue = self.catalogue()
        return item_id(Context(catalogue.site, edition, "en", ("uk",), {}), self.entries[key])

    def hours(self) -> Iterator[dict[str, bytes]]:
        """The documents after each hour in which something happened."""
        for _ in range(HOURS):
            self.now += timedelta(hours=1)
            if self._happens():
                take_down(self.database, tuple(self.down.values()), self.now)
                publish(self.database, self.catalogue(), self.now, pages=5)
                self.apart |= {key for key in self.waiting if key not in self.stories and key not in self.down}
                self.waiting.clear()
                with self.database.read() as connection:
                    yield {path: one.body for path, one in load_renderings(connection).items()}

    def _happens(self) -> bool:
        """What this hour brings; mostly nothing."""
        acts = {
            self._come: 0.05, self._burst: 0.0008, self._land: 0.05, self._edit: 0.012, self._join: 0.01,
            self._part: 0.002, self._withdraw: 0.004, self._restore: 0.001,
        }  # fmt: skip
        done = [act() for act, chance in acts.items() if self.chance.random() < chance]
        return any(done)

    def _come(self, number: int = 0) -> bool:
        for _ in range(number or self.chance.choice((1, 1, 2, 3))):
            n = len(self.entries) + 1
            late = timedelta(hours=self.chance.choice((0, 0, 0, 1, 30)))
            source = self.chance.choice(SOURCES)
            one = entry(
                n, source_id=source, atom_id=f"tag:{source}.example:{n}", title=f"Новина n{n}", first_seen=self.now,
                published=self.now - late, content="<p>" + "Зміст " * self.chance.randint(1, 9) + "</p>",
            )  # fmt: skip
            self.entries[one.key] = one
            with self.database.write() as connection:
                apply(connection, SourceState(source, f"https://{source}.example/feed"), Decision(new=(one,)))
            if n > 3 and self.chance.random() < 0.15:  # it tells what an older one told, and never stands alone
                self._join_to(one.key, self._somebody())
            else:
                self.waiting.add(one.key)
        return True

    def _burst(self) -> bool:
        return self._come(30)

    def _somebody(self) -> str:
        newest = list(self.entries)[-12:-1]
        return self.stories.get(one := self.chance.choice(newest), one)

    def _join_to(self, key: str, story: str) -> bool:
        if key == story or key in self.stories.values() or key in self.stories:
            return False
        self.stories[key] = story
        self.merges += 1
        with self.database.write() as connection:
            connection.execute(joining.delete().where(joining.c.entry_key == key))
            row = Joining(key, story, self.now, ("the same news",))
            values = {name: getattr(row, name) for name in row.__dataclass_fields__} | {"reasons": list(row.reasons)}
            connection.execute(joining.insert().values(**values))
            touch(connection, [key, story])
        return True

    def _join(self) -> bool:
        return len(self.entries) > 12 and self._join_to(self.chance.choice(list(self.entries)[-12:]), self._somebody())

    def _part(self) -> bool:
        if not self.stories:
            return False
        key = self.chance.choice(list(self.stories))
        story = self.stories.pop(key)
        self.waiting.add(key)
        with self.database.write() as connection:
            connection.execute(joining.delete().where(joining.c.entry_key == key))
            touch(connection, [key, story])
        return True

    def _land(self) -> bool:
        """Translations of the newest that have none yet."""
        made = []
        for one in list(self.entries.values())[-20:]:
            if not one.listed:
                made.append(self._english(one, State.TRANSLATED))
                self.entries[one.key] = replace(one, listed="translated")
        with self.database.write() as connection:
            save_translations(connection, made, [None] * len(made))
        return bool(made)

    def _english(self, one: Entry, state: State) -> Translation:
        words = one.title.replace("Новина", "News"), one.content.replace("Зміст", "Content")
        return Translation(
            one.key, "en", state, self.now, words[0], "", words[1], "google", fingerprint=one.fingerprint
        )

    def _edit(self) -> bool:
        """The text of an entry changes, be it a year old."""
        if not self.entries:
            return False
        key = self.chance.choice(list(self.entries))
        was = self.entries[key]
        now = replace(
            was, content=f"<p>Виправлено {self.edits}.</p>", fingerprint=f"e{self.edits}-{key}", updated=self.now
        )
        self.entries[key], self.edits = now, self.edits + 1
        with self.database.write() as connection:
            state = SourceState(now.source_id, f"https://{now.source_id}.example/feed")
            apply(connection, state, Decision(changed=(replace(now, listed=None),)))
            if now.listed:
                # Known so far is what the memory of this test has lost: it is written over whatever it was.
                save_translations(
                    connection, [self._english(now, State.TRANSLATED)], [self._english(was, State.PENDING)]
                )
        return True

    def _withdraw(self) -> bool:
        standing = [key for key in self.entries if key not in self.down]
        if not standing:
            return False
        key = self.chance.choice(standing[-40:])
        self.down[key] = Takedown(key)
        self.were_down.add(key)
        return True

    def _restore(self) -> bool:
        return bool(self.down) and self.down.pop(self.chance.choice(list(self.down)), None) is not None
