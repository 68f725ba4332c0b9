"""What happens to editions rarely: few entries, old ones, stories that come apart, takedowns that are taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from feeds.editions.addresses import entry_id
from feeds.ingest.decide import Decision
from feeds.jobs.publish import Catalogue, publish
from feeds.jobs.takedown import take_down
from feeds.model import Edition, Entry, Joining, Kind, Partner, Site, Source, SourceState, Takedown
from feeds.store.archives import find_sheet
from feeds.store.database import Database, open_sqlite
from feeds.store.publication import load_renderings
from feeds.store.revisions import touch
from feeds.store.schema import tag
from feeds.store.sources import apply
from feeds.store.stories import save_joinings
from tests.store.rows import NOON, entry, store

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
DAYS_AGO = NOON - timedelta(days=2)

Shown = dict[str, tuple[str, str]]
"""Id and ``updated`` by title."""


@dataclass
class Office:
    """Publishes editions from a database, by a clock that a test moves."""

    database: Database
    now: datetime = NOON
    editions: tuple[Edition, ...] = (Edition("all", "All", "original", limit=6),)
    sources: tuple[str, ...] = ("city", "telegram")
    down: list[str] = field(default_factory=list)

    def later(self, **passed: float) -> None:
        """Let time pass: ``hours=1``."""
        self.now += timedelta(**passed)

    def fresh(self, number: int, **fields: str) -> Entry:
        """An entry that comes now."""
        one = entry(number, published=self.now, first_seen=self.now, **fields)
        store(self.database, one)
        return one

    def join(self, key: str, story: str) -> None:
        """An editor says that an entry belongs to a story."""
        with self.database.write() as connection:
            save_joinings(connection, [Joining(key, story, self.now, (), True)])

    def publish(self) -> None:
        """All that is due."""
        take_down(self.database, [Takedown(key) for key in self.down], self.now)
        sources = tuple(Source(one, Kind.FEED, f"https://{one}.example/feed", one, "uk") for one in self.sources)
        leeds = Partner("leeds", "Leeds", "GB", 53.8, -1.5, {"en": ("Leeds",)})
        site = Site("Kharkiv", "https://news.example")
        catalogue = Catalogue(site, "en", {"en": ("uk",)}, sources, self.editions, partners=(leeds,))
        publish(self.database, catalogue, self.now, pages=100, backlog=True)

    def feed(self, path: str = "/editions/all.atom") -> etree._Element:
        """What is served there."""
        with self.database.read() as connection:
            found = load_renderings(connection).get(path) or find_sheet(connection, path)
        assert found is not None, path
        return etree.fromstring(found.body)

    def shown(self, path: str = "/editions/all.atom") -> Shown:
        """The entries there, in their order."""
        return {
            str(one.findtext(f"{ATOM}title")): (str(one.findtext(f"{ATOM}id")), str(one.findtext(f"{ATOM}updated")))
            for one in self.feed(path).iterfind(f"{ATOM}entry")
        }

    def archive(self, number: int) -> Shown:
        """The entries on a page of the archive."""
        return self.shown(f"/editions/all/{number}.atom")

    def graves(self, path: str = "/editions/all.atom") -> dict[str, str]:
        """When something was taken down, by id."""
        return {str(one.get("ref")): str(one.get("when")) for one in self.feed(path).iterfind(f"{AT}deleted-entry")}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """One edition of six entries."""
    database = open_sqlite(tmp_path / "visnyk.sqlite")
    yield Office(database)
    database.close()


def old(count: int) -> list[Entry]:
    """Entries that came some days ago, the oldest first."""
    return [entry(n, published=DAYS_AGO + timedelta(hours=n), first_seen=DAYS_AGO) for n in range(1, count + 1)]


def test_edition_of_one_entry(office: Office) -> None:
    """Where the feed has room for one entry, the one before it is in the archive at once."""
    office.editions = (Edition("all", "All", "original", limit=1),)
    office.fresh(1)
    office.publish()
    office.later(hours=1)
    office.fresh(2)
    office.publish()
    assert list(office.shown()) == ["Новина 2"]
    assert list(office.archive(1)) == ["Новина 1"]


def test_too_old_for_the_feed(office: Office) -> None:
    """What has grown too old for an edition with ``days`` goes into its archive, though little comes after it."""
    office.editions = (Edition("all", "All", "original", limit=6, days=3),)
    store(office.database, *old(4))
    office.publish()
    assert len(office.shown()) == 4
    office.later(days=9)
    office.publish()
    assert office.shown() == {}
    assert [*office.archive(1), *office.archive(2)] == ["Новина 2", "Новина 1", "Новина 4", "Новина 3"]


def test_story_grows_old(office: Office) -> None:
    """A story stays what it is in an edition with ``days`` when its first entry is too old, and its last is not."""
    office.editions = (Edition("all", "All", "original", limit=6, days=3),)
    first = office.fresh(1)
    office.later(days=2)
    office.join(office.fresh(2, source_id="telegram").key, first.key)
    office.publish()
    before = office.shown()
    office.later(days=2)
    office.publish()
    assert office.shown() == before == {"Новина 1": before["Новина 1"]}


def test_partner_story_behind_its_own(office: Office) -> None:
    """A story that an edition of a partner has no room for in front looks the same where it fills the feed up."""
    office.editions = (Edition("all", "All", "original", limit=6, first="leeds"),)

    def mentions(one: Entry) -> None:
        with office.database.write() as connection:
            connection.execute(tag.insert().values(entry_key=one.key, kind="partner", term="leeds"))
            touch(connection, [one.key])

    silent, speaking = office.fresh(1), office.fresh(2, source_id="telegram")
    mentions(speaking)
    office.join(speaking.key, silent.key)
    office.publish()
    before = office.shown()
    for number in range(3, 7):
        office.later(hours=25)
        mentions(office.fresh(number))
        office.publish()
    assert list(office.shown())[-1] == "Новина 2" and len(office.shown()) == 5
    assert office.shown()["Новина 2"] == before["Новина 2"] == office.archive(1)["Новина 2"]


def test_back_after_months(office: Office) -> None:
    """What was taken down and comes back months later is newer than its tombstone, or readers take it for gone."""
    entries = old(9)
    store(office.database, *entries)
    office.publish()
    identity, _ = office.shown()["Новина 9"]
    office.down = [entries[-1].key]
    office.publish()
    [since] = office.graves().values()
    for start in (20, 30, 40):
        office.later(days=20)
        for number in range(start, start + 4):
            office.fresh(number)
        office.publish()
    office.down = []
    office.later(hours=1)
    office.publish()
    assert office.shown()["Новина 9"][0] == identity
    assert office.shown()["Новина 9"][1] > since


def test_language_corrected_before_takedown(office: Office) -> None:
    """What is taken down after its language turned out to be another one has a tombstone under the id that it had."""
    office.editions = (Edition("all", "All", "en", limit=6),)
    entries = old(2)
    store(office.database, *entries)
    office.publish()
    identity, _ = office.shown()["Новина 2"]
    with office.database.write() as connection:
        changed = replace(entries[-1], language="en", fingerprint="other")
        apply(connection, SourceState("city", "https://city.example/feed"), Decision(changed=(changed,)))
    office.publish()
    assert office.shown()["Новина 2"][0] == identity
    office.down = [entries[-1].key]
    office.publish()
    assert list(office.graves()) == [identity]


def test_double_stands(office: Office) -> None:
    """Where one of two entries with the same id is taken down, the other comes back newer than the tombstone."""
    entries = old(9)
    doubles = [replace(one, key=f"f{one.key[1:]}", source_id="telegram", title=f"{one.title} (2)") for one in entries]
    store(office.database, *entries, *doubles)
    office.publish()
    page = next(number for number in range(1, 9) if "Новина 1 (2)" in office.archive(number))
    office.down = [doubles[0].key]
    office.later(hours=1)
    office.publish()
    identity, updated = office.shown()["Новина 1"]
    assert updated > office.graves(f"/editions/all/{page}.atom")[identity]


def test_taken_out_of_a_story_with_its_id(office: Office) -> None:
    """An entry taken out of a story that goes under its id keeps the id, and the story gets that of its first entry."""
    office.editions = (Edition("all", "All", "original", limit=6, sources=("telegram",)),)
    first, second = office.fresh(1), office.fresh(2, source_id="telegram")
    office.join(second.key, first.key)
    office.publish()
    alone = office.shown()["Новина 2"]
    office.editions = (Edition("all", "All", "original", limit=6),)
    office.later(hours=1)
    office.publish()
    assert {identity for identity, _ in office.shown().values()} == {alone[0]}
    office.later(hours=1)
    office.join(second.key, second.key)
    office.publish()
    after = office.shown()
    assert after["Новина 2"][0] == alone[0]
    assert after["Новина 1"][0] == entry_id(first.atom_id)
    assert after["Новина 2"][1] > alone[1]


def test_double_taken_out_of_a_story(office: Office) -> None:
    """Where two sources give an entry the same id, what is done to one of them does not move the other."""
    entries = old(2)
    earlier = entries[1].published - timedelta(minutes=1)
    double = replace(entries[1], key="f" * 16, source_id="telegram", published=earlier)
    store(office.database, *entries, double)
    office.publish()
    before = office.shown()
    office.join(double.key, entries[0].key)
    office.later(hours=1)
    office.publish()
    office.join(double.key, double.key)
    office.later(hours=1)
    office.publish()
    assert office.shown()["Новина 2"] == before["Новина 2"]
    assert office.shown()["Новина 1"][0] == before["Новина 1"][0]
