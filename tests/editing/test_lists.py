"""Terms and takedowns at the desk: written into the editor's own files, in force without a restart."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from feeds.config.terms import load_termbase
from feeds.editing import Editing
from feeds.editing.passwords import Passwords
from feeds.errors import ConfigError, ReviewError, StoreError
from feeds.model import Deed, NewTerm
from feeds.service import Service
from feeds.store import deeds
from tests.jobs.city import City
from tests.jobs.libre import Libre
from tests.jobs.site import Server

from .conftest import editing_of
from .helping import COMMON, key_of, news, publish

BY, FROM = "Olena", "192.0.2.7"
LEEDS = NewTerm("Лідс", "Leeds", "uk", "en", "city", forms=("Лідс", "Лідса", "Лідсу"))
RIVNE = NewTerm("Рівне", "Rivne", "uk", "en", "city")


@pytest.fixture
def key(city: City, service: Service) -> str:
    """The key of the entry on the mayor of Leeds."""
    return key_of(city, 2)


def last(desk: Editing) -> Deed:
    """The last line of the log."""
    return desk.deeds(1)[0]


def shown(service: Service) -> str:
    """The feed in English."""
    return service.renderings()["/editions/all-en.atom"].body.decode()


# --- terms --------------------------------------------------------------------------------------------------------


def test_a_term(desk: Editing, city: City, service: Service) -> None:
    """A term is in the file when the deed is done, in force at this desk, and in the log."""
    assert desk.add_term(BY, FROM, LEEDS) == "leeds"
    assert [term.target for term in load_termbase(city.config / "termbase.csv").terms] == ["Leeds"]
    deed = last(desk)
    assert (deed.editor, deed.kind, deed.subject, deed.address) == (BY, "term", "leeds", FROM)
    assert deed.detail == {
        "source": "Лідс", "target": "Leeds", "source_language": "uk", "target_language": "en",
    }  # fmt: skip
    assert desk.entry(key_of(city, 2), "en").units[1].terms == ("Лідс = Leeds",)


def test_in_force_at_the_next_refresh(city: City, site: Server, libre: Libre, passwords: Passwords) -> None:
    """A service that runs translates by a term that another process has put in, from its next refresh on: what was
    translated before as well."""
    publish(city, site)
    with city.open() as running, city.open() as web:
        running.refresh()
        assert "Leeds" not in shown(running)
        editing_of(web, city, passwords).add_term(BY, FROM, LEEDS)
        city.later(minutes=30)
        publish(city, site, news(3, "Вітаємо гостей із Лідса."), news(2, "Мер Лідса прибув до міста.", COMMON))
        running.refresh()
        assert shown(running).count("Leeds") == 2


def test_a_term_taken_out(desk: Editing, city: City) -> None:
    """A term that is taken out is neither in the file nor in force at this desk, and the log says which it was."""
    (city.config / "termbase.csv").write_text("id,source_language,source,target_language,target,kind,forms\n", "utf-8")
    before = (city.config / "termbase.csv").read_bytes()
    desk.add_term(BY, FROM, LEEDS)
    [term] = desk.terms
    desk.remove_term(BY, FROM, term)
    assert (city.config / "termbase.csv").read_bytes() == before
    assert desk.terms == desk.entry(key_of(city, 2), "en").units[1].terms == ()
    deed = last(desk)
    assert (deed.editor, deed.kind, deed.subject, deed.address) == (BY, "term-out", "leeds", FROM)
    assert deed.detail == {"source": "Лідс", "target": "Leeds", "source_language": "uk", "target_language": "en"}
    with pytest.raises(ReviewError, match="has no row “leeds” that reads like this any more"):
        desk.remove_term(BY, FROM, term)
    assert len(desk.deeds()) == 2


def test_out_of_force_at_the_next_refresh(city: City, site: Server, libre: Libre, passwords: Passwords) -> None:
    """What is new is translated without a term that is taken out; what was translated by it stays, at no cost, until
    another term names it otherwise; a person's word stays then too."""
    publish(city, site)
    first, second = news(3, "Вітаємо гостей із Лідса."), news(2, "Мер Лідса прибув до міста.", COMMON)
    with city.open() as running:
        desk = editing_of(running, city, passwords)
        desk.add_term(BY, FROM, LEEDS)
        publish(city, site, first, second)
        running.refresh()
        assert shown(running).count("Leeds") == 2
        desk.approve(BY, FROM, key_of(city, 3), "en")
        desk.remove_term(BY, FROM, *desk.terms)
        city.later(minutes=30)
        publish(city, site, news(4, "Лист із Лідса."), first, second)
        running.refresh()
        assert shown(running).count("Leeds") == 2
        desk.add_term(BY, FROM, NewTerm("Лідс", "Lida", "uk", "en", "city", forms=("Лідс", "Лідса", "Лідсу")))
        city.later(minutes=30)
        running.refresh()
        assert (shown(running).count("Leeds"), shown(running).count("Lida")) == (1, 2)


def test_in_force_in_another_process(city: City, site: Server, libre: Libre, service: Service) -> None:
    """The same where the term was put in by a process that knows nothing of this one."""
    assert len(service.translating.termbase.terms) == 0
    code = """
import sys
from feeds.model import NewTerm
from feeds.service import open_service
with open_service(sys.argv[1], sys.argv[2]) as service:
    service.editing.add_term("Olena", "192.0.2.7", NewTerm("Лідс", "Leeds", "uk", "en", "city"))
"""
    subprocess.run([sys.executable, "-c", code, str(city.config), str(city.data)], check=True, timeout=60)
    assert [term.target for term in service.translating.termbase.terms] == ["Leeds"]
    assert last(service.editing).kind == "term"


def test_a_termbase_that_is_broken_stops_nothing(
    city: City, site: Server, libre: Libre, service: Service, desk: Editing, caplog: pytest.LogCaptureFixture
) -> None:
    """While somebody is at work on the file, a service that runs refreshes by the terms that it knows; at the desk a
    term is refused as long as that lasts."""
    desk.add_term(BY, FROM, LEEDS)
    service.refresh()
    path = city.config / "termbase.csv"
    path.write_text(path.read_text() + "broken\n")
    publish(city, site, news(4, "Вітаємо гостей із Лідса."))
    city.later(minutes=30)
    for _ in range(3):
        service.refresh()
    assert "Leeds" in shown(service)
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["visnyk"]
    with pytest.raises(ConfigError, match=r"termbase\.csv: line 3"):
        desk.add_term(BY, FROM, RIVNE)
    assert path.read_text().endswith("broken\n")


def test_a_term_that_cannot_be_taken(desk: Editing, city: City) -> None:
    """Neither the file nor the log has anything of it."""
    desk.add_term(BY, FROM, LEEDS)
    before = (city.config / "termbase.csv").read_bytes(), desk.deeds()
    with pytest.raises(ReviewError, match="stands in line 2"):
        desk.add_term(BY, FROM, LEEDS)
    assert ((city.config / "termbase.csv").read_bytes(), desk.deeds()) == before


def test_terms_at_once(desk: Editing, city: City) -> None:
    """Ten editors who put in a term at the same moment: all ten are there."""
    terms = [NewTerm(f"Місто{chr(0x430 + number)}", "Town", "uk", "en", "city") for number in range(10)]
    threads = [threading.Thread(target=desk.add_term, args=(BY, FROM, term)) for term in terms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = load_termbase(city.config / "termbase.csv").terms
    assert sorted(term.source for term in found) == sorted(term.source for term in terms)
    assert len({term.id for term in found}) == len(desk.deeds()) == 10


def test_settings_that_cannot_be_written(desk: Editing, city: City, key: str) -> None:
    """Where nothing can be written beside the settings, it says so, and nothing is done or logged."""
    for name in ("termbase.csv", "takedown.toml"):
        (city.config / f".{name}.{os.getpid()}.new").mkdir()
    with pytest.raises(ConfigError, match=r"termbase\.csv: cannot be written: Is a directory"):
        desk.add_term(BY, FROM, LEEDS)
    with pytest.raises(ConfigError, match=r"takedown\.toml: cannot be written: Is a directory"):
        desk.take_down(BY, FROM, key, "")
    assert desk.deeds() == []


def test_logged_before_it_is_done(desk: Editing, city: City, key: str, monkeypatch: Any) -> None:
    """Where the log cannot be written, the files stay as they are."""

    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("feeds.store.deeds.note_deed", full)
    for verb in file_deeds(desk, key)[:2]:
        with pytest.raises(MemoryError):
            verb()
    assert not (city.config / "termbase.csv").exists()
    assert not (city.config / "takedown.toml").exists()
    assert not [path for path in os.listdir(city.config) if path.startswith(".")]


def file_deeds(desk: Editing, key: str) -> list[Callable[[], object]]:
    """What is done to files: a term, taking an entry down, putting it back."""
    return [
        lambda: desk.add_term(BY, FROM, LEEDS),
        lambda: desk.take_down(BY, FROM, key, "Because."),
        lambda: desk.put_back(BY, FROM, key),
    ]


@pytest.mark.parametrize("number", range(3))
def test_what_was_not_done(desk: Editing, city: City, key: str, monkeypatch: Any, number: int) -> None:
    """Where the last step fails, the log says that it was not done, and why."""
    if number == 2:
        desk.take_down(BY, FROM, key, "Because.")
    before = {path.name: path.read_bytes() for path in city.config.iterdir()}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ConfigError, match="cannot be written: No space left on device") as error:
        file_deeds(desk, key)[number]()
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in city.config.iterdir()} == before
    deed = last(desk)
    assert deed.kind == ("term", "take-down", "put-back")[number]
    assert (deed.detail["failed"], "unfinished" in deed.detail) == (str(error.value), False)
    file_deeds(desk, key)[number]()
    assert not {"failed", "unfinished"} & set(last(desk).detail)


def test_begun_until_it_is_done(desk: Editing, key: str, monkeypatch: Any) -> None:
    """Until the file is in place the log says that the deed is begun, and so it stays if the process ends there, or if
    the log cannot be written any more."""
    seen = []
    replace = Path.replace

    def looked(self: Path, other: Path) -> Path:
        seen.append(dict(last(desk).detail))
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", looked)
    desk.take_down(BY, FROM, key, "Because.")
    assert (seen, last(desk).detail) == ([{"reason": "Because.", "unfinished": True}], {"reason": "Because."})

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        desk.put_back(BY, FROM, key)
    assert last(desk).detail == {"unfinished": True}
    monkeypatch.undo()

    def locked(*_: object) -> None:
        raise StoreError("the database is locked")

    monkeypatch.setattr("feeds.store.deeds.end_deed", locked)
    assert desk.put_back(BY, FROM, key).published
    assert last(desk).detail == {"unfinished": True}


# --- takedowns ----------------------------------------------------------------------------------------------------


def test_down_and_back(desk: Editing, service: Service, city: City, key: str) -> None:
    """What is taken down is gone from pages and feeds when the deed is done, and there again when it is put back."""
    assert desk.take_down(BY, FROM, key, "  Родина \n просила ").published
    assert service.reading.withdrawn(key)
    assert f"{key}" not in shown(service)
    [one] = desk.taken_down()
    assert (one.entry.key, one.since, one.reason) == (key, city.now, "Родина просила")
    deed = last(desk)
    assert (deed.editor, deed.kind, deed.subject, deed.detail) == (BY, "take-down", key, {"reason": "Родина просила"})
    with pytest.raises(ReviewError, match=f"there is no entry {key}"):
        desk.entry(key, "en")
    city.later(minutes=5)
    done = desk.put_back(BY, FROM, key)
    assert (done.published, done.still) == (True, ())
    assert not service.reading.withdrawn(key)
    assert desk.taken_down() == ()
    assert (last(desk).kind, last(desk).subject, last(desk).detail) == ("put-back", key, {})
    assert (city.config / "takedown.toml").read_bytes() == b""
    assert desk.entry(key, "en").entry.key == key


def test_what_cannot_be_taken_down(desk: Editing, city: City, key: str) -> None:
    """Neither what there is not, nor what is down already, by whatever name; nor for a reason without an end."""
    with pytest.raises(ReviewError, match="there is no entry 0123456789abcdef"):
        desk.take_down(BY, FROM, "0123456789abcdef", "")
    with pytest.raises(ReviewError, match="the reason is longer than 500 characters"):
        desk.take_down(BY, FROM, key, "x" * 501)
    assert not (city.config / "takedown.toml").exists()
    desk.take_down(BY, FROM, key, "")
    by_link = key_of(city, 1)
    with (city.config / "takedown.toml").open("a") as file:
        file.write('[[takedown]]\nentry = "https://city.example/news/1"\n')
    for down in (key, by_link):
        with pytest.raises(ReviewError, match=f"entry {down} is taken down already"):
            desk.take_down(BY, FROM, down, "")
    assert len(desk.deeds()) == 1


def test_named_otherwise(desk: Editing, service: Service, city: City, key: str) -> None:
    """What people wrote into the list stays theirs: what they name by its link stays down, and that is said."""
    path = city.config / "takedown.toml"
    path.write_text('# by hand\n[[takedown]]\nentry = "https://city.example/news/2"\n')
    service.publish()
    with pytest.raises(ReviewError, match=r"names entry \w+ not by its key but as https://city.example/news/2: take"):
        desk.put_back(BY, FROM, key)
    with path.open("a") as file:
        file.write(f'[[takedown]]\nentry = "{key}"\n')
    done = desk.put_back(BY, FROM, key)
    assert (done.published, done.still) == (True, ("https://city.example/news/2",))
    assert service.reading.withdrawn(key)
    assert path.read_text() == '# by hand\n[[takedown]]\nentry = "https://city.example/news/2"\n'
    with pytest.raises(ReviewError, match="is not taken down"):
        desk.put_back(BY, FROM, key_of(city, 1))


def test_a_list_that_is_broken(desk: Editing, city: City, key: str) -> None:
    """To a list that somebody is at work on nothing is added, and nothing taken out of it."""
    (city.config / "takedown.toml").write_text("[[takedown")
    for verb in (lambda: desk.take_down(BY, FROM, key, ""), lambda: desk.put_back(BY, FROM, key)):
        with pytest.raises(ConfigError, match=r"takedown\.toml: is no valid TOML"):
            verb()
    assert desk.deeds() == []


def test_nobody_loses_what_somebody_else_saves(desk: Editing, city: City, monkeypatch: Any) -> None:
    """Where a person saves the file while the desk writes it, theirs stays and the editor is told to try again."""
    path = city.config / "termbase.csv"
    desk.add_term(BY, FROM, LEEDS)
    theirs = path.read_bytes() + "kyiv,uk,Київ,en,Kyiv,city,,,,,,,\n".encode()
    noting = deeds.begin_deed

    def saved(*given: Any) -> int:
        path.write_bytes(theirs)
        return noting(*given)

    monkeypatch.setattr(deeds, "begin_deed", saved)
    with pytest.raises(ConfigError, match="somebody else has changed it just now; try again"):
        desk.add_term(BY, FROM, RIVNE)
    assert path.read_bytes() == theirs
    assert "somebody else has changed it just now" in last(desk).detail["failed"]
    assert os.listdir(city.config).count("termbase.csv") == 1
    assert Path(city.config / "termbase.csv").exists()
