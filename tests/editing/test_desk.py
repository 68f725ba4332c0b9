"""Translations at the desk: what editors look at and do, what is logged of it, and that it goes out."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feeds.editing import Done, Editing, Explained, version_of
from feeds.editing.passwords import Passwords
from feeds.errors import ReviewError
from feeds.jobs import hubs, pinning
from feeds.model import Deed
from feeds.service import Service
from feeds.store.corrections import corrections_of
from tests.cli.helping import until
from tests.jobs.city import City
from tests.jobs.hub import Hub
from tests.jobs.libre import Libre
from tests.jobs.site import Server

from .conftest import editing_of
from .helping import COMMON, key_of, news, publish

BY, FROM = "Olena", "192.0.2.7"


@pytest.fixture
def key(city: City, service: Service) -> str:
    """The key of the entry on the mayor of Leeds."""
    return key_of(city, 2)


def unit_of(found: Explained, text: str) -> tuple[int, str]:
    """Number and original of the unit that begins like this."""
    return next((unit.number, unit.source) for unit in found.units if unit.source.startswith(text))


def fix(desk: Editing, key: str, text: str = "The park is open.", begins: str = COMMON, **options: Any) -> Done:
    """Correct a unit as a browser would."""
    number, source = unit_of(desk.entry(key, "en"), begins)
    return desk.correct(BY, FROM, key, "en", number, source, text, **options)


def shown(service: Service, path: str = "/editions/all-en.atom") -> str:
    """A document that is published."""
    return service.renderings()[path].body.decode()


def last(desk: Editing) -> Deed:
    """The last line of the log."""
    return desk.deeds(1)[0]


# --- correcting ---------------------------------------------------------------------------------------------------


def test_a_correction_goes_out_at_once(desk: Editing, service: Service, key: str) -> None:
    """What an editor says is in every entry that has the unit, and in the feeds, when the deed is done."""
    done = fix(desk, key, "Read more on the site of the council.")
    assert done.published
    assert len(done.reviewed.entries) == 2
    assert shown(service).count("Read more on the site of the council.") == 2
    found = desk.entry(key, "en")
    unit = found.unit(unit_of(found, COMMON)[0])
    assert (unit.target, unit.author, unit.pinned) == ("Read more on the site of the council.", "Olena", True)


def test_what_is_logged(desk: Editing, key: str, city: City) -> None:
    """Who did what to which unit of which entry, from where, when, with the text before and after."""
    number, source = unit_of(desk.entry(key, "en"), COMMON)
    before = desk.entry(key, "en").unit(number).target
    city.later(minutes=3)
    fix(desk, key, "Read more.")
    deed = last(desk)
    assert (deed.editor, deed.kind, deed.subject, deed.address, deed.made) == (BY, "correct", key, FROM, city.now)
    assert deed.detail == {
        "language": "en", "units": [{"unit": number, "before": before, "after": "Read more."}],
    }  # fmt: skip
    desk.undo("Ivan", FROM, key, "en", number)
    deed = last(desk)
    assert (deed.editor, deed.kind, deed.detail["units"]) == (
        "Ivan", "undo", [{"unit": number, "before": "Read more.", "after": None}],
    )  # fmt: skip
    assert source == COMMON


def test_nothing_to_do_is_no_deed(desk: Editing, key: str) -> None:
    """What is so already, or is refused, is not in the log and publishes nothing."""
    fix(desk, key, "Read more.")
    before = desk.deeds()
    assert fix(desk, key, "Read more.").reviewed.changes == ()
    with pytest.raises(ReviewError, match="unchanged"):
        fix(desk, key, COMMON)
    with pytest.raises(ReviewError, match="nothing to undo"):
        desk.undo(BY, FROM, key, "en", 1)
    assert desk.deeds() == before


def test_the_log_is_written_with_the_deed(desk: Editing, service: Service, key: str, monkeypatch: Any) -> None:
    """Where the log cannot be written nothing is done: both are in one transaction."""

    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("feeds.store.deeds.note_deed", full)
    with pytest.raises(MemoryError):
        fix(desk, key, "Read more.")
    with service.database.read() as connection:
        assert corrections_of(connection, COMMON, "uk", "en") == []
    assert "Read more." not in shown(service)


def test_the_original_has_changed_meanwhile(desk: Editing, city: City, site: Server, key: str) -> None:
    """A text for what the editor saw is not put under what stands there now; the same text further down is found."""
    number, source = unit_of(desk.entry(key, "en"), COMMON)
    publish(city, site, news(2, "Новий початок.", 'Мер <a href="https://leeds.example/">Лідса</a> їде.', COMMON))
    city.later(minutes=30)
    city.run()
    with pytest.raises(ReviewError, match=f"entry {key} has changed meanwhile; look at it again"):
        desk.correct(BY, FROM, key, "en", number, source, "Read more.")
    assert desk.deeds() == []
    assert desk.correct(BY, FROM, key, "en", number + 1, source, "Read more.").reviewed.changes


def test_ends_of_lines_of_a_form(desk: Editing, key: str) -> None:
    """A browser sends CRLF for every end of a line: neither the original nor the text is another one by that."""
    number, source = unit_of(desk.entry(key, "en"), "Мер ")
    text = "The mayor of\r\n<g1>Leeds</g1> has come.\r\n"
    done = desk.correct(BY, FROM, key, "en", number, source.replace("\n", "\r\n"), text)
    assert done.reviewed.changes[0].after == "The mayor of <g1>Leeds</g1> has come."


@pytest.mark.parametrize(
    ("text", "said"),
    [("The mayor has come.", "<g1> </g1> of the original are missing"), (" ", "<g1>"), ("<g1>Leeds<g1>", "<g1>|</g1>")],
)
def test_codes_must_be_there(desk: Editing, key: str, text: str, said: str) -> None:
    """A text without the codes of the original is refused, and so is looking at it; nothing helps."""
    number, source = unit_of(desk.entry(key, "en"), "Мер ")
    for attempt in (
        lambda: desk.check(key, "en", number, text),
        lambda: desk.correct(BY, FROM, key, "en", number, source, text),
        lambda: desk.correct(BY, FROM, key, "en", number, source, text, as_is=True),
    ):
        with pytest.raises(ReviewError, match=said) as error:
            attempt()
        assert not error.value.acceptable


def test_what_the_checks_find(desk: Editing, key: str) -> None:
    """A text is looked at as it would be judged, and nothing comes of it; what a check refuses may be insisted on."""
    number, _ = unit_of(desk.entry(key, "en"), COMMON)
    before = desk.entry(key, "en")
    assert desk.check(key, "en", number, "Read more on the site of the council.") == ()
    [found] = desk.check(key, "en", number, COMMON)
    assert (found.check, found.fatal) == ("unchanged", True)
    with pytest.raises(ReviewError) as error:
        fix(desk, key, COMMON)
    assert error.value.acceptable
    assert desk.entry(key, "en") == before
    assert fix(desk, key, COMMON, as_is=True).reviewed.findings[0].check == "unchanged"


@pytest.mark.parametrize("number", [0, -1, 9])
def test_no_such_unit(desk: Editing, key: str, number: int) -> None:
    """A number that no unit has is an error in each verb."""
    for attempt in (
        lambda: desk.check(key, "en", number, "x"),
        lambda: desk.correct(BY, FROM, key, "en", number, "x", "x"),
        lambda: desk.approve(BY, FROM, key, "en", [number]),
        lambda: desk.undo(BY, FROM, key, "en", number),
    ):
        with pytest.raises(ReviewError, match=f"there is no unit {number}"):
            attempt()


def test_no_such_entry_or_language(desk: Editing, key: str) -> None:
    """Neither a key that nobody has nor a language that nothing is translated into is a fault of the program."""
    with pytest.raises(ReviewError, match="there is no entry 0123456789abcdef"):
        desk.entry("0123456789abcdef", "en")
    with pytest.raises(ReviewError, match="nothing is translated into 'de', only into en"):
        desk.entry(key, "de")
    assert (desk.targets, desk.source_languages("en")) == (("en",), ("uk",))
    assert desk.kinds == ("city", "district", "person", "department", "office", "phrase")


# --- approving ----------------------------------------------------------------------------------------------------


def test_approving(desk: Editing, service: Service, key: str) -> None:
    """Some units, or all that are left, stay as they are as the editor's; the label says so, and the log has each."""
    first = desk.approve(BY, FROM, key, "en", [1])
    assert [change.source for change in first.reviewed.changes] == ["Новина 2 дня"]
    rest = desk.approve(BY, FROM, key, "en")
    assert len(rest.reviewed.changes) == 2
    assert [unit["unit"] for unit in last(desk).detail["units"]] == [2, 3]
    assert all(unit["before"] == unit["after"] for unit in last(desk).detail["units"])
    assert "reviewed" in shown(service)
    assert desk.approve(BY, FROM, key, "en").reviewed.changes == ()


def test_nobody_approves_what_they_have_not_seen(desk: Editing, key: str) -> None:
    """Where somebody else has corrected the entry since an editor looked, nobody approves, undoes or overwrites it."""
    found = desk.entry(key, "en")
    seen, unit = version_of(found), found.unit(3)
    fix(desk, key, "Read more.")
    for attempt in (
        lambda: desk.approve("Ivan", FROM, key, "en", version=seen),
        lambda: desk.undo("Ivan", FROM, key, "en", 3, version=seen),
        lambda: desk.correct("Ivan", FROM, key, "en", 3, unit.source, "Read on.", version=seen),
    ):
        with pytest.raises(ReviewError, match="has changed meanwhile"):
            attempt()
    assert desk.approve("Ivan", FROM, key, "en", version=version_of(desk.entry(key, "en"))).reviewed.changes


def test_what_a_version_tells_apart(desk: Editing, key: str) -> None:
    """Another original, another translation, a unit that became a person's: another version; the same for the same."""
    found = desk.entry(key, "en")
    assert version_of(found) == version_of(desk.entry(key, "en"))
    unit = found.units[0]
    others = [replace(unit, source="x"), replace(unit, target="x"), replace(unit, target=None)]
    others.append(replace(unit, origin="human"))
    versions = {version_of(replace(found, units=(one, *found.units[1:]))) for one in (unit, *others)}
    assert len(versions) == 5


# --- the queue ----------------------------------------------------------------------------------------------------


def doubtful(number: int) -> Any:
    """An entry whose translation loses a figure."""
    return news(number, f"Відкрито {number + 100} шкіл.")


def test_queue(city: City, site: Server, libre: Libre, service: Service, desk: Editing) -> None:
    """Entries to look at, newest first, in stretches that meet nowhere and lose nothing; what is taken down is not
    there."""
    shout = libre.translate
    libre.translate = lambda text: shout(text.replace("1", "2"))
    publish(city, site, *map(doubtful, range(17, 10, -1)))
    city.later(minutes=30)
    city.run()
    whole = desk.queue("en")
    assert [entry.title for entry, _ in whole.rows] == [f"Новина {number} дня" for number in (*range(17, 10, -1), 2, 1)]
    assert whole.older is None
    stretches, cursor = [], None
    while True:
        page = desk.queue("en", 3, cursor)
        stretches.append(page.rows)
        cursor = page.older
        if cursor is None:
            break
    assert [len(rows) for rows in stretches] == [3, 3, 3]
    assert sum(stretches, ()) == whole.rows
    assert all(translation.findings for _, translation in whole.rows)
    desk.take_down(BY, FROM, whole.rows[0][0].key, "")
    assert desk.queue("en").rows == whole.rows[1:]


@pytest.mark.parametrize("cursor", ["x", "1-2", "99999999999999999-0123456789abcdef"])
def test_queue_knows_its_cursors(desk: Editing, cursor: str) -> None:
    """What is no cursor is an error of whoever sends it."""
    with pytest.raises(ValueError, match="no cursor"):
        desk.queue("en", 3, cursor)


def test_log_in_stretches(desk: Editing, key: str) -> None:
    """The log is read in stretches, newest first."""
    for number in range(5):
        fix(desk, key, f"Read more of it{'!' * number}")
    whole = desk.deeds()
    assert len(whole) == 5
    first = desk.deeds(2)
    assert first + desk.deeds(10, first[-1].id) == whole


# --- publishing ---------------------------------------------------------------------------------------------------


def test_what_cannot_be_published_stands(desk: Editing, service: Service, city: City, key: str) -> None:
    """Where publishing fails the deed stands, the editor is told, and the next publish brings it."""

    def broken() -> int:
        from feeds.errors import StoreError

        raise StoreError("the disk is full")

    publishing, working = service.publishing, service.publishing.publish
    publishing.publish = broken  # type: ignore[method-assign, assignment]
    done = fix(desk, key, "Read more.")
    assert (done.published, done.trouble) == (False, "the disk is full")
    assert last(desk).kind == "correct"
    assert "Read more." not in shown(service)
    publishing.publish = working  # type: ignore[method-assign]
    service.publish()
    assert "Read more." in shown(service)


def test_a_list_of_takedowns_that_is_broken(desk: Editing, city: City, key: str, service: Service) -> None:
    """Somebody is at work on takedown.toml: corrections go out all the same."""
    (city.config / "takedown.toml").write_text("[[takedown")
    assert fix(desk, key, "Read more.").published
    assert "Read more." in shown(service)


def test_other_settings(desk: Editing, service: Service, city: City, key: str) -> None:
    """Where the settings have changed since this process read them it leaves publishing to whoever knows them, or it
    would take down again what they have put up; what is taken down is down at once."""
    city.editions.append({"id": "new", "title": "New", "language": "en"})
    with city.open() as newer:
        newer.publish()
        assert "/editions/new.atom" in newer.renderings()
        done = fix(desk, key, "Read more.")
        assert done.trouble == (
            "the settings have changed since this process read them, so it goes out with the next refresh"
        )
        listed = desk.take_down(BY, FROM, key, "")
        assert not listed.published
        assert service.reading.withdrawn(key)
        assert "/editions/new.atom" in newer.renderings()
        newer.publish()
        assert "Read more." in shown(newer, "/editions/new.atom")
        assert key not in shown(newer, "/editions/new.atom")


def test_threads_publish_one_by_one(desk: Editing, service: Service, key: str) -> None:
    """Ten editors at once: all of it is done, logged and out, and no two threads publish at the same time."""
    lock, inside, most = threading.Lock(), 0, 0
    publish_now = service.publishing.publish

    def counting() -> int:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        try:
            return publish_now()
        finally:
            with lock:
                inside -= 1

    service.publishing.publish = counting  # type: ignore[method-assign, assignment]
    done: list[Done] = []
    texts = [f"Read more{'.' * number}" for number in range(1, 11)]
    threads = [threading.Thread(target=lambda text=text: done.append(fix(desk, key, text))) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.published for one in done] == [True] * 10
    assert most == 1
    deeds = desk.deeds()[::-1]
    assert sorted(deed.detail["units"][0]["after"] for deed in deeds) == sorted(texts)
    befores = [deed.detail["units"][0]["before"] for deed in deeds]
    assert befores[1:] == [deed.detail["units"][0]["after"] for deed in deeds[:-1]]
    assert deeds[-1].detail["units"][0]["after"] in shown(service)


def test_two_processes_publish_at_once(
    desk: Editing, service: Service, city: City, key: str, passwords: Passwords
) -> None:
    """A desk and a refresh beside it publish the same data at the same time: both end well, with the newest in it."""
    with city.open() as other:
        start, troubles = threading.Barrier(2), []

        def refresh() -> None:
            start.wait()
            for _ in range(5):
                other.publish()

        beside = threading.Thread(target=refresh)
        beside.start()
        start.wait()
        for number in range(5):
            troubles.append(fix(desk, key, f"Read more{'.' * number}").trouble)
        beside.join()
        assert troubles == [None] * 5
        assert other.publish() == 0
        assert "Read more....&lt;" in shown(other)


def test_killed_before_it_is_published(desk: Editing, service: Service, city: City, key: str, monkeypatch: Any) -> None:
    """Whoever is killed between the deed and its publication loses nothing: the log has it, the next publish too."""

    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Editing, "_publish", killed)
    with pytest.raises(KeyboardInterrupt):
        fix(desk, key, "Read more.")
    assert last(desk).kind == "correct"
    with city.open() as after:
        after.publish()
        assert "Read more." in shown(after)


def test_killed_in_the_middle(desk: Editing, service: Service, city: City, key: str, monkeypatch: Any) -> None:
    """Killed after the memory has it and before the entries do, the next refresh makes them anew."""

    def killed(*_: object) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(pinning, "_made_anew", killed)
    with pytest.raises(KeyboardInterrupt):
        fix(desk, key, "Read more.")
    assert last(desk).kind == "correct"
    monkeypatch.undo()
    monkeypatch.setattr("feeds.service.now", lambda: city.now)
    city.later(minutes=1)
    city.run()
    assert "Read more." in shown(service)


# --- hubs ---------------------------------------------------------------------------------------------------------


def test_hubs_are_told_by_whoever_refreshes(
    city: City, site: Server, libre: Libre, passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk asks no hub: what it has published waits in the database, and the pinger of another process tells it."""
    monkeypatch.setattr(hubs, "SETTLE_SECONDS", 0)
    with Hub() as hub:
        city.main["websub"] = {"hubs": [hub.url]}
        publish(city, site)
        city.run()
        with city.open() as service, city.open() as running:
            service.publishing.tell_hubs(pytest.fail)
            before = len(hub.told)
            key = key_of(city, 2)
            assert fix(editing_of(service, city, passwords), key, "Read more.").published
            assert len(hub.told) == before
            with running.publishing.telling_hubs(pytest.fail):
                until(lambda: len(hub.told) > before, "the hub is told")
        assert "https://news.example/editions/all-en.atom" in hub.told[before:]


def test_a_service_has_one_desk(service: Service, tmp_path: Path) -> None:
    """The desk of a service is made once, on its database and its folders."""
    assert service.editing is service.editing
    assert not service.editing.open
    assert service.editing.secret == (service.data / "desk.key").read_bytes()
