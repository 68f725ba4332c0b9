"""The same data, the same bytes: on any machine, in any thread, and after whatever does not change what is shown."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import delete, update

from feeds.editions.writers import WRITERS
from feeds.model import EditionDocument
from feeds.store import backup, schema
from tests.cli.helping import ROOT, environment
from tests.editions.reading import ATOM
from tests.jobs.city import City
from tests.jobs.documents import Item, atom, item, items
from tests.jobs.libre import Libre
from tests.jobs.site import Feed, Server, http

from .corpus import Served, news, source
from .editions import documents
from .machine import everything

CORPUS = ROOT / "tests" / "sources" / "corpus"
ALERT = {"id": "air-raid", "title": "Air raid alert", "begins": ["тривога"], "ends": ["відбій"]}
MODES = ("original", "en", "bilingual", "de")
Seen = dict[str, tuple[str, dict[str, tuple[str, str]]]]
"""By the path of each Atom document its id, and ``published`` and ``updated`` of each entry by its id."""


@pytest.fixture
def settled(city: City, site: Server, libre: Libre) -> City:
    """A city that has gathered, translated and published news, alerts and feeds of the corpus, in small editions."""
    city.editions = [
        {"id": f"all-{mode}", "title": f"News, {mode}", "language": mode, "limit": 8} for mode in MODES
    ] + [{"id": "alerts", "title": "Alerts", "language": "en", "alerts": "only"}]
    city.alerts = [ALERT]
    city.add("city", site.on("/city", Feed(atom([*alerts(), *items(14)]), etag='"1"')))
    city.add("other", site.on("/other", http(body=atom(items(9, "other")))))
    for number, name in enumerate(("rss20-content-encoded.xml", "dates.xml", "malformed.xml", "koi8-u-undeclared.xml")):
        city.add(f"corpus-{number}", site.on(f"/{number}", http(body=(CORPUS / name).read_bytes())))
    return city


def alerts() -> list[Item]:
    """An alert and its end."""
    return [
        item(21).but(title="Відбій повітряної тривоги у місті"),
        item(20).but(title="Повітряна тривога у місті Харкові"),
    ]


def seen(city: City) -> Seen:
    """What subscribers hold on to."""
    with city.open() as service:
        return {path: _identity(body) for path, body in everything(service).items() if path.endswith(".atom")}


def _identity(body: bytes) -> tuple[str, dict[str, tuple[str, str]]]:
    root = etree.fromstring(body)
    return _text(root, "id"), {
        _text(entry, "id"): (_text(entry, "published"), _text(entry, "updated"))
        for entry in root.iterfind(f"{ATOM}entry")
    }


def _text(element: etree._Element, name: str) -> str:
    found = element.findtext(f"{ATOM}{name}")
    assert found
    return found


def differences(before: Seen, after: Seen) -> list[str]:
    """What is told otherwise, line by line."""
    found = [f"{path}: is there no more, or is new" for path in before.keys() ^ after.keys()]
    for path in before.keys() & after.keys():
        (identity, old), (other, new) = before[path], after[path]
        found += [] if identity == other else [f"{path}: has another id"]
        found += [f"{path}: {name}: {old.get(name)} -> {new.get(name)}" for name in sorted(old.keys() | new.keys())
                  if old.get(name) != new.get(name)]  # fmt: skip
    return sorted(found)


# --- other machines -----------------------------------------------------------------------------------------------


def test_two_machines(settled: City, tmp_path: Path) -> None:
    """Two machines in two time zones, with other locales, hash seeds, folders and numbers of workers, that gather the
    same sources, publish the same bytes."""
    settled.main["parse"]["workers"] = 1
    settled.write()
    one = machine(settled.config, tmp_path / "one", settled.now, TZ="Pacific/Kiritimati", LC_ALL="C", seed="1")
    settled.main["parse"]["workers"] = 2
    settled.write()
    elsewhere = tmp_path / "дані іншої машини" / "x"
    other = machine(settled.config, elsewhere, settled.now, TZ="America/St_Johns", LC_ALL="C.UTF-8", seed="2")
    assert one == other
    assert any(path.endswith("/1.atom") for path in one), "there is no archive to compare"


def machine(config: Path, data: Path, now: datetime, *, seed: str, **variables: str) -> dict[str, str]:
    """Digests of what a process of its own publishes."""
    data.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.validity.machine", str(config), str(data), now.isoformat()]
    env = environment(PYTHONHASHSEED=seed, **variables)
    done = subprocess.run(command, env=env, cwd=data, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    digests: dict[str, str] = json.loads(done.stdout)
    return digests


def test_eight_threads() -> None:
    """Eight threads that write editions of the whole corpus at once write what one does."""
    made = [document for path in sorted(CORPUS.glob("*.xml")) for document in editions_of(path)]
    jobs = [(writer, document) for document in made for writer in WRITERS]
    alone = [writer.write(document) for writer, document in jobs]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda job: job[0].write(job[1]), jobs)) == alone
    assert len(jobs) > 400


def editions_of(path: Path) -> list[EditionDocument]:
    """Editions of a file of the corpus."""
    served = Served(path.name, path.read_bytes())
    feed = news(served)
    return [] if feed is None else [document for _, document in documents(feed, source(served), 0)]


# --- what changes nothing ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """What can happen to a city is done with these."""

    city: City
    site: Server
    libre: Libre
    folder: Path
    patch: pytest.MonkeyPatch


def again(world: World) -> None:
    """Every source is asked again, and one lists the same news in another order."""
    world.site.on("/other", http(body=atom(items(9, "other")[::-1])))
    outcomes = world.city.ask(force=True)
    assert {one.status for one in outcomes.values()} == {"ok", "unchanged"}
    assert sum(one.new + one.changed for one in outcomes.values()) == 0


def translated_again(world: World) -> None:
    """The memory is emptied, all is translated anew, and the engine answers what it answered before."""
    asked = len(world.libre.units)
    with world.city.open() as service, service.database.write() as connection:
        connection.execute(delete(schema.memory))
        connection.execute(update(schema.translation).values(fingerprint=""))
    world.city.translate()
    assert len(world.libre.units) >= 2 * asked > 0


def restarted(world: World) -> None:
    """Visnyk is closed, opened, refreshed and published, several times."""
    for _ in range(3):
        world.city.later(hours=1)
        world.city.run()


def rendered_anew(world: World) -> None:
    """All documents are rendered anew, as after an update of Visnyk."""
    world.patch.setattr("feeds.jobs.publish.RENDER_VERSION", "another")
    with world.city.open() as service:
        service.publish()


def copied(world: World) -> None:
    """The database is copied page by page with SQLite's own means, opened in another folder, and the first is gone."""
    folder = world.folder / "copied"
    folder.mkdir()
    here, there = (sqlite3.connect(path / "visnyk.sqlite") for path in (world.city.data, folder))
    with closing(here), closing(there):
        here.backup(there)
    shutil.rmtree(world.city.data)
    world.city.data = folder
    world.city.run()


def restored(world: World) -> None:
    """A new database is made of a backup, by a version that renders everything anew."""
    file, folder = world.folder / "backup.sqlite", world.folder / "restored"
    backup.back_up(world.city.data / "visnyk.sqlite", file)
    backup.restore(file, folder / "visnyk.sqlite")
    shutil.rmtree(world.city.data)
    world.city.data = folder
    rendered_anew(world)
    world.city.run()


@pytest.mark.parametrize("happens", [again, translated_again, restarted, rendered_anew, copied, restored])
def test_ids_and_dates_stay(
    settled: City,
    site: Server,
    libre: Libre,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[World], None],
) -> None:
    """No id and no date in any feed or archive changes where what is shown does not."""
    settled.run()
    before = seen(settled)
    assert {len(entries) for path, (_, entries) in before.items() if path.count("/") == 2} == {2, 8}
    settled.later(days=1)
    happens(World(settled, site, libre, tmp_path, monkeypatch))
    assert differences(before, seen(settled)) == []
    settled.later(days=1)
    settled.run()
    assert differences(before, seen(settled)) == []


def test_what_is_compared(settled: City, site: Server) -> None:
    """A word that is put right moves ``updated`` of its entry, in every edition that shows it, and of no other."""
    settled.run()
    before = seen(settled)
    settled.later(days=1)
    corrected = [
        one if one.title != item(14).title else one.but(content="<p>Виправлено текст.</p>") for one in items(14)
    ]
    site.on("/city", http(body=atom([*alerts(), *corrected])))
    settled.run()
    after = seen(settled)
    assert {path: identity for path, (identity, _) in after.items()} == {path: one for path, (one, _) in before.items()}
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {f"/editions/all-{mode}.atom" for mode in MODES}
    for path in changed:
        old, new = before[path][1], after[path][1]
        assert len([name for name in new if name not in old or new[name] != old[name]]) == 1
