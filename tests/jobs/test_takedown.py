"""What the editor takes down is nowhere any more at the next publish, and its pictures are off the disk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import feeds.jobs.takedown
from feeds.errors import StoreError
from feeds.jobs.takedown import drop_pictures, take_down
from feeds.model import Takedown
from feeds.store.database import Database, open_sqlite
from feeds.store.picture_files import remove_picture

from .city import City
from .documents import NOON, atom, item
from .site import Feed, Server
from .test_pictures import copy, files, name_of, png, served, with_pictures


def listing(city: City, *lines: str) -> None:
    """Have ``takedown.toml`` name these."""
    city.config.mkdir(parents=True, exist_ok=True)
    text = "".join(f'[[takedown]]\nentry = "{line}"\n' for line in lines)
    (city.config / "takedown.toml").write_text(text, encoding="utf-8")


def publish(city: City) -> None:
    """Bring out what there is."""
    with city.open() as service:
        service.publish()


def mentioned(city: City, what: str) -> list[str]:
    """The documents that say this, other than as the id of what was taken down."""
    return [
        path for path, body in city.documents().items() if f">{what}" in body.decode() or f'"{what}' in body.decode()
    ]


def pages(city: City, key: str) -> tuple[int, list[str], bool, bool]:
    """Of the website: entries on the front page, counted, whether this one has a page, and whether it is told gone."""
    with city.open() as service:
        front = [row.lead.entry.key for row in service.reading.front("en").items]
        [row] = service.reading.status().sources
        return row.entries, front, service.reading.entry(key, "en") is not None, service.reading.withdrawn(key)


def test_everywhere_at_the_next_publish(city: City, site: Server) -> None:
    """An entry on the list leaves every edition, list and count while the program runs, and comes back without it."""
    city.add("city", site.on("/feed", Feed(atom([item(2), item(1)]))))
    city.run()
    [newer, older] = [entry for entry, _ in city.entries()]
    title = newer.title
    assert len(mentioned(city, title)) == 9
    listing(city, newer.link or "")
    publish(city)
    assert mentioned(city, title) == []
    assert pages(city, newer.key) == (1, [older.key], False, True)
    assert len(mentioned(city, older.title)) == 9
    listing(city)
    publish(city)
    assert len(mentioned(city, title)) == 9
    assert pages(city, newer.key) == (2, [newer.key, older.key], True, False)


def test_before_it_comes(city: City, site: Server) -> None:
    """What is on the list before it is gathered is never published, and stays down when its source changes it."""
    listing(city, item(2).link or "")
    feed = Feed(atom([item(2), item(1)]))
    city.add("city", site.on("/feed", feed))
    city.run()
    assert mentioned(city, item(2).title) == []
    assert len(mentioned(city, item(1).title)) == 9
    changed = item(2).but(title="Новина з іншою назвою", link="https://city.example/elsewhere")
    feed.body = atom([changed, item(1)])
    city.later(hours=1)
    city.run()
    assert mentioned(city, changed.title) == []


def test_its_pictures(city: City, site: Server) -> None:
    """Its copied pictures are off the disk when it is taken down, those of others stay, and they come back with it."""
    own, shared = (site.on(f"/{name}.png", served(png(name))) for name in ("own", "shared"))
    feed = Feed(atom([with_pictures(2, own, shared), with_pictures(1, shared)]))
    city.add("city", site.on("/feed", feed), pictures="copy")
    assert copy(city) == (2, 0)
    listing(city, item(2).link or "")
    publish(city)
    assert list(files(city).values()) == [png("shared")]
    with city.open() as service:
        assert service.reading.picture(name_of(png("own"))) is None
    city.later(hours=1)
    feed.body = atom([with_pictures(2, own, shared).but(title="Змінено"), with_pictures(1, shared)])
    assert copy(city) == (0, 0)  # a change does not bring them back
    listing(city)
    city.later(hours=1)
    assert copy(city) == (1, 0)
    assert set(files(city).values()) == {png("own"), png("shared")}


def test_file_that_cannot_be_removed(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be removed the words are gone all the same, an error says so, and it is tried again."""
    city.add(
        "city", site.on("/feed", Feed(atom([with_pictures(1, site.on("/a.png", served(png())))]))), pictures="copy"
    )
    assert copy(city) == (1, 0)
    listing(city, item(1).link or "")

    def refused(folder: Path, name: str) -> None:
        raise StoreError(f"{folder / name}: cannot be removed")

    with monkeypatch.context() as patch:
        patch.setattr(feeds.jobs.takedown, "remove_picture", refused)
        with pytest.raises(StoreError, match="cannot be removed"):
            publish(city)
    assert mentioned(city, item(1).title) == []
    assert list(files(city).values()) == [png()]
    publish(city)
    assert files(city) == {}


def test_removing_a_file(tmp_path: Path) -> None:
    """A file that is not there is removed; one that cannot be is an error with its name."""
    name = name_of(png())
    remove_picture(tmp_path, name)
    (tmp_path / name[:2] / name).mkdir(parents=True)  # no user may unlink a folder, root neither
    with pytest.raises(StoreError, match=name):
        remove_picture(tmp_path, name)


def test_nothing_to_do_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that is done, or none, is looked at without a writing transaction."""
    database = open_sqlite(tmp_path / "visnyk.sqlite")
    later = NOON + timedelta(hours=1)
    lines = [Takedown("https://city.example/1", None)]
    assert not take_down(database, [], NOON)
    assert not take_down(database, lines, NOON)

    def refuse(self: Database) -> None:
        raise AssertionError("it writes")

    monkeypatch.setattr(Database, "write", refuse)
    assert not take_down(database, lines, later)
    assert drop_pictures(database, ["city"], tmp_path, later) == 0
    database.close()
