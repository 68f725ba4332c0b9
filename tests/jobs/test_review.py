"""Correcting, approving and taking back: what a person says is pinned, everywhere, whatever comes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ReviewError
from feeds.jobs import pinning
from feeds.jobs.desk import Desk, Explained, explain, find, flagged
from feeds.jobs.pinning import _words
from feeds.jobs.review import Reviewed, approve, correct, undo
from feeds.model import State, Translation
from feeds.service import Service
from feeds.store.corrections import corrections_of
from feeds.store.memory import human_units, remember
from feeds.store.translations import save_translations
from feeds.translation import codes
from feeds.translation.memory import HUMAN, MemoryUnit

from .city import City
from .documents import Item, atom, item
from .libre import Libre, hash_of
from .site import Feed, Server

T = TypeVar("T")
MAYOR = "Мер <g1>Лідса</g1> прибув до міста."
_WORD = re.compile(r"[^\W\d_]+(?![^<]*>)")
COMMON = "Читайте також на сайті ради."


def speak(text: str) -> str:
    """A "translation" without any figures: every word becomes Latin letters, the same ones for the same word."""
    return _WORD.sub(lambda word: "w" + "".join(chr(ord("a") + int(n)) for n in str(hash_of(word[0]))), text)


@pytest.fixture
def libre(libre: Libre) -> Libre:
    """The engine of ``city``, which has no figures of its own."""
    libre.translate = speak
    return libre


def news(number: int, *paragraphs: str) -> Item:
    """An entry with these paragraphs, as HTML."""
    return item(number).but(title=f"Новина {number} дня", content="".join(f"<p>{text}</p>" for text in paragraphs))


ENTRIES = [
    news(2, 'Мер <a href="https://leeds.example/">Лідса</a> прибув до міста.', COMMON),
    news(1, "Парк відкрито.", COMMON),
]


def publish(city: City, site: Server, entries: Sequence[Item] = ENTRIES) -> Feed:
    """Have the source ``city`` list these entries."""
    feed = Feed(atom(entries))
    url = site.on("/feed", feed)
    if not city.sources:
        city.add("city", url)
    return feed


@contextmanager
def desk(city: City, target: str = "en") -> Iterator[Desk]:
    """The desk of this city."""
    with city.open() as service:
        yield desk_of(service, target)


def desk_of(service: Service, target: str = "en") -> Desk:
    """As the commands make it."""
    ids = tuple(source.id for source in service.settings.sources)
    return Desk(service.database, target, service.settings.sources_into(target), ids, service.translating.termbase)


def key_of(city: City, number: int) -> str:
    """The key of an entry."""
    return next(entry.key for entry, _ in city.entries() if entry.title == f"Новина {number} дня")


def at(city: City, deed: Callable[[Desk], T]) -> T:
    """What comes of a deed at the desk, some minutes later."""
    city.later(minutes=5)
    with desk(city) as one:
        return deed(one)


def fix(city: City, unit: str, text: str, number: int = 2, author: str = "Olena", *, as_is: bool = False) -> Reviewed:
    """Correct a unit."""
    key = key_of(city, number)
    return at(city, lambda one: correct(one, key, unit, text, author=author, now=city.now, as_is=as_is))


def take_back(city: City, unit: str, number: int = 2, author: str = "Ivan") -> Reviewed:
    """Undo."""
    key = key_of(city, number)
    return at(city, lambda one: undo(one, key, unit, author=author, now=city.now))


def approve_all(city: City, number: int, units: Sequence[str] = ()) -> Reviewed:
    """Approve."""
    key = key_of(city, number)
    return at(city, lambda one: approve(one, key, units, author="Olena", now=city.now))


def seen(city: City, number: int) -> Explained:
    """An entry as the desk shows it."""
    key = key_of(city, number)
    with desk(city) as one:
        return explain(one, key)


def deeds(city: City, unit: str) -> list[tuple[str, str | None, str | None]]:
    """What is written down of a unit: who, before, after."""
    with city.open() as service, service.database.read() as connection:
        return [(one.author, one.before, one.after) for one in corrections_of(connection, unit, "uk", "en")]


# --- correcting ---------------------------------------------------------------------------------------------------


def test_a_correction_is_shown_remembered_and_written_down(city: City, site: Server, libre: Libre) -> None:
    """A person's text takes the machine's place at once, is in the memory as theirs, and is written down."""
    publish(city, site)
    city.run()
    before = city.translation("Новина 2 дня")
    asked = len(libre.requests)
    done = fix(city, MAYOR, "The mayor of <g1>Leeds</g1> came to the city & stayed.")
    after = city.translation("Новина 2 дня")
    text = 'The mayor of <a href="https://leeds.example/">Leeds</a> came to the city &amp; stayed.'
    assert re.sub(' rel="[^"]*"', "", after.content).startswith(f"<p>{text}</p>")
    assert (after.engine, after.state, after.corrected) == ("human+libretranslate", State.TRANSLATED, city.now)
    assert after.updated == city.now > before.updated
    stored = "The mayor of <g1>Leeds</g1> came to the city &amp; stayed."
    assert deeds(city, MAYOR) == [("Olena", speak(MAYOR), stored)]
    with city.open() as service, service.database.read() as connection:
        [unit] = human_units(connection, [MAYOR], "uk", "en").values()
    assert (unit.target, unit.author, unit.created) == (stored, "Olena", city.now)
    assert done.entries == (key_of(city, 2),)
    assert (done.findings, len(libre.requests)) == ((), asked)


def test_it_holds_in_every_entry(city: City, site: Server, libre: Libre) -> None:
    """One correction changes every entry with the same unit, those that come later too, and no other."""
    publish(city, site, [*ENTRIES, news(0, "Інше.")])
    city.run()
    untouched = city.translation("Новина 0 дня")
    done = fix(city, COMMON, "Read more on the council's site.")
    assert set(done.entries) == {key_of(city, 1), key_of(city, 2)}
    publish(city, site, [news(3, COMMON), *ENTRIES])
    city.later(hours=1)
    city.run()
    for number in (1, 2, 3):
        assert "<p>Read more on the council's site.</p>" in city.translation(f"Новина {number} дня").content
    assert city.translation("Новина 0 дня") == untouched


def test_a_unit_that_stands_everywhere(city: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many entries with a unit the newest are made anew at once, the others with the next refresh, for free."""
    monkeypatch.setattr(pinning, "_AT_ONCE", 2)
    monkeypatch.setattr(pinning, "_TOGETHER", 2)
    publish(city, site, [news(number, f"Абзац про {number}.", COMMON) for number in range(1, 6)])
    city.run()
    asked = len(libre.requests)
    done = fix(city, COMMON, "Read more on the council's site.")

    def right() -> list[int]:
        return [n for n in range(1, 6) if "Read more" in city.translation(f"Новина {n} дня").content]

    assert (set(done.entries), done.later, right()) == ({key_of(city, 4), key_of(city, 5)}, 3, [4, 5])
    city.later(minutes=5)
    city.run()
    assert (right(), len(libre.requests)) == ([1, 2, 3, 4, 5], asked)
    assert (fix(city, COMMON, "Read more there.").later, fix(city, "Абзац про 1.", "About 1.", 1).later) == (3, 0)


def test_it_survives_everything(city: City, site: Server, libre: Libre) -> None:
    """Neither a new fetch, nor a changed entry, nor a forced translation brings the machine's text back."""
    feed = publish(city, site)
    city.run()
    fix(city, COMMON, "Read more on the council's site.")
    city.later(hours=1)
    feed.body = atom([news(2, "Мер поїхав додому.", COMMON), ENTRIES[1]])
    city.run(force=True)
    with city.open() as service:
        service.translating.run(force=True)
    for number in (1, 2):
        made = city.translation(f"Новина {number} дня")
        assert "<p>Read more on the council's site.</p>" in made.content
        assert made.state is State.TRANSLATED
    assert COMMON in libre.units and libre.units.count(COMMON) == 1


def test_a_second_correction_takes_the_place_of_the_first(city: City, site: Server, libre: Libre) -> None:
    """An entry that a person has reviewed changes when one of its units is corrected once more."""
    publish(city, site)
    city.run()
    approve_all(city, 1)
    assert city.translation("Новина 1 дня").state is State.REVIEWED
    done = fix(city, "Парк відкрито.", "The park is open.", number=1, author="Ivan")
    made = city.translation("Новина 1 дня")
    assert (made.state, made.corrected, done.entries) == (State.REVIEWED, city.now, (key_of(city, 1),))
    assert "<p>The park is open.</p>" in made.content
    again = fix(city, "Парк відкрито.", "The park is open.", number=1)
    assert (again.changes, again.entries) == ((), ())
    assert [who for who, _, _ in deeds(city, "Парк відкрито.")] == ["Olena", "Ivan"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The mayor of Leeds has come.", "the codes <g1> </g1> of the original are missing: put"),
        ("The mayor of <g1>Leeds has come.", "the code </g1> of the original is missing: put it where it belongs"),
        ("<g1>The mayor</g1> <x2/> of <g1>Leeds</g1>", "the codes <g1> </g1> <x2/> are not in the original"),
        ("<g1></g1> The mayor of Leeds has come.", "a pair of inline codes has lost its words"),
    ],
)
def test_codes_must_be_the_same(city: City, site: Server, libre: Libre, text: str, said: str) -> None:
    """A text without a code of the original is refused with its name, and nothing changes."""
    publish(city, site)
    city.run()
    before = city.translation("Новина 2 дня")
    with pytest.raises(ReviewError, match=re.escape(said)) as caught:
        fix(city, MAYOR, text, as_is=True)
    assert "\n" not in str(caught.value)
    assert (city.translation("Новина 2 дня"), deeds(city, MAYOR)) == (before, [])


def test_a_refused_text_is_taken_as_it_is(city: City, site: Server, libre: Libre) -> None:
    """What a check refuses is pinned only where the person insists; an empty text never is."""
    publish(city, site, [news(1, "Парк «Перемога».", COMMON)])
    city.run()
    unit = "Парк «Перемога»."
    with pytest.raises(ReviewError, match=r"^unchanged: ") as caught:
        fix(city, unit, unit, number=1)
    assert caught.value.acceptable
    with pytest.raises(ReviewError, match=r"^the text is empty$"):
        fix(city, unit, " \n", number=1, as_is=True)
    done = fix(city, unit, unit, number=1, as_is=True)
    assert [finding.check for finding in done.findings if finding.fatal] == ["unchanged"]
    city.later(hours=1)
    with city.open() as service:
        service.translating.run(force=True)
    assert f"<p>{unit}</p>" in city.translation("Новина 1 дня").content


def test_doubts_are_told_and_the_person_decides(city: City, site: Server, libre: Libre) -> None:
    """A warning about a person's text is told to them; readers are not warned of what a person decided."""
    publish(city, site, [news(1, "Прийшло 42 людини <i>разом</i>.")])
    city.run()
    done = fix(city, "Прийшло 42 людини <g1>разом</g1>.", "Many people came <g1>together</g1> & stayed.", number=1)
    assert [(finding.check, finding.fatal) for finding in done.findings] == [("number", False)]
    made = city.translation("Новина 1 дня")
    assert made.findings == ()
    assert "&amp; stayed." in made.content


def test_a_unit_that_is_gone(city: City, site: Server, libre: Libre) -> None:
    """When an entry has changed since it was looked at, nothing is corrected in the wrong place."""
    publish(city, site)
    city.run()
    for deed in (lambda: fix(city, "Чогось немає.", "x"), lambda: approve_all(city, 2, ["Чогось немає."])):
        with pytest.raises(ReviewError, match="perhaps it has changed; look at it again"):
            deed()


@pytest.mark.parametrize("engines", [[], ["memory"]])
def test_without_any_engine(city: City, site: Server, engines: list[str]) -> None:
    """A city without an engine translates by hand; when the last unit is there, the entry is published as reviewed."""
    publish(city, site)
    city.main["translation"]["engines"] = engines
    city.run()
    for unit, text in (("Новина 1 дня", "News 1"), ("Парк відкрито.", "The park is open.")):
        fix(city, unit, text, number=1)
        assert city.translation("Новина 1 дня").state is State.PENDING
    fix(city, COMMON, "Read more there.", number=1)
    made = city.translation("Новина 1 дня")
    assert (made.state, made.engine, made.title) == (State.REVIEWED, "human", "News 1")
    with city.open() as service:
        service.publish()
    assert b"<visnyk:state>reviewed</visnyk:state>" in city.documents()["/editions/all-en.atom"]


def test_two_corrections_within_one_second(city: City, site: Server, libre: Libre) -> None:
    """Corrections that follow one another in the same second are each published."""
    publish(city, site)
    city.run()
    key = key_of(city, 2)
    for unit, text in (
        (COMMON, "Read more there."),
        (MAYOR, "The mayor of <g1>Leeds</g1> came."),
        (COMMON, "There is more to read."),
    ):
        with city.open() as service:
            correct(desk_of(service), key, unit, text, author="Olena", now=city.now)
            assert service.publish() == 6
        assert text.rpartition(">")[2].encode() in city.documents()["/editions/all-en.json"]


# --- what could not be translated ---------------------------------------------------------------------------------


def test_what_failed_stays_failed(city: City, site: Server, libre: Libre) -> None:
    """Correcting one unit of a partial entry leaves word, time and attempts of what failed as they are."""
    libre.translate = lambda text: text if "<g1>" in text or text == "Лідса" else speak(text)
    publish(city, site)
    city.run()
    before = city.translation("Новина 2 дня")
    assert before.state is State.PARTIAL
    fix(city, COMMON, "Read more there.")
    after = city.translation("Новина 2 дня")
    assert "Read more there." in after.content
    assert (after.state, after.reason, after.attempts, after.next_try) == (
        State.PARTIAL, before.reason, before.attempts, before.next_try,
    )  # fmt: skip
    fix(city, MAYOR, "The mayor of <g1>Leeds</g1> came.")
    assert city.translation("Новина 2 дня").state is State.TRANSLATED
    take_back(city, MAYOR)
    again = city.translation("Новина 2 дня")
    assert (again.state, again.next_try) == (State.PARTIAL, city.now)
    assert "Read more there." in again.content and "Лідса" in again.content
    assert str(again.reason).startswith("waiting: a correction was taken back")


def test_what_waits_goes_on_waiting(city: City, site: Server, libre: Libre) -> None:
    """A part that waits for a budget waits on after another part was corrected."""
    libre.translate = lambda text: text if "<g1>" in text or text == "Лідса" else speak(text)
    publish(city, site)
    city.run()
    failed = city.translation("Новина 2 дня")
    waiting = replace(failed, reason="waiting: the budget of x is used up", attempts=0)
    store(city, waiting, failed)
    fix(city, COMMON, "Read more there.")
    after = city.translation("Новина 2 дня")
    assert "Read more there." in after.content
    assert (after.state, after.reason, after.next_try) == (State.PARTIAL, waiting.reason, waiting.next_try)


def store(city: City, made: Translation, before: Translation) -> None:
    """Put a translation in the place of another one."""
    with city.open() as service, service.database.write() as connection:
        save_translations(connection, [made], [before])


@pytest.mark.parametrize("reviewed", [False, True])
def test_somebody_was_faster(
    city: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch, *, reviewed: bool
) -> None:
    """What a refresh writes in the same moment is not overwritten; the entry is due, and gets the correction then."""
    publish(city, site)
    city.run()
    if reviewed:
        approve_all(city, 2)
    before = city.translation("Новина 2 дня")
    other = replace(before, reason="written meanwhile", next_try=city.now)
    made_anew = pinning._made_anew

    def meanwhile(one: Desk, *rest: object) -> list[str]:
        with one.database.write() as connection:
            save_translations(connection, [other], [before])
        return made_anew(one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(pinning, "_made_anew", meanwhile)
    assert fix(city, MAYOR, "The mayor of <g1>Leeds</g1> came.").entries == ()
    assert city.translation("Новина 2 дня") == other
    city.translate()
    assert "came." in city.translation("Новина 2 дня").content


def test_other_terms_than_before(city: City, site: Server, libre: Libre) -> None:
    """What an engine made before a term was approved has its name put right, and stays due for the engine."""
    libre.translate = lambda text: "The city of Kharkov grows." if "Харків" in text else speak(text)
    publish(city, site, [news(1, "Місто Харків росте.", COMMON)])
    city.run()
    city.config.joinpath("termbase.csv").write_text(
        "id,source_language,source,target_language,target,kind,forbidden\nkharkiv,uk,Харків,en,Kharkiv,city,Kharkov\n",
        "utf-8",
    )
    assert seen(city, 1).unit(2).terms == ("Харків = Kharkiv",)
    fix(city, COMMON, "Read more there.", number=1)
    made = city.translation("Новина 1 дня")
    assert "The city of Kharkiv grows." in made.content
    assert made.state is State.TRANSLATED and made.next_try is not None and made.next_try <= city.now


# --- approving and taking back ------------------------------------------------------------------------------------


def test_approval(city: City, site: Server, libre: Libre) -> None:
    """An entry all of whose units are approved is reviewed, with the same text; no engine can change it any more."""
    publish(city, site)
    city.run()
    before = city.translation("Новина 2 дня")
    done = approve_all(city, 2)
    after = city.translation("Новина 2 дня")
    assert (after.state, after.engine, after.content, after.corrected) == (
        State.REVIEWED, "human", before.content, before.corrected,
    )  # fmt: skip
    assert after.updated == city.now
    assert [change.source for change in done.changes] == ["Новина 2 дня", MAYOR, COMMON]
    assert set(done.entries) == {key_of(city, 1), key_of(city, 2)}
    assert city.translation("Новина 1 дня").engine == "human+libretranslate"
    assert approve_all(city, 2).changes == ()


def test_some_units_are_approved(city: City, site: Server, libre: Libre) -> None:
    """Approving units by name leaves the others a machine's; what has no translation is named."""
    libre.translate = lambda text: text if "<g1>" in text or text == "Лідса" else speak(text)
    publish(city, site)
    city.run()
    done = approve_all(city, 2, [MAYOR, COMMON])
    assert ([change.source for change in done.changes], done.left) == ([COMMON], (MAYOR,))
    assert city.translation("Новина 2 дня").engine == "human+libretranslate"


def test_undo_brings_back_what_was_before(city: City, site: Server, libre: Libre) -> None:
    """Each undo takes back one deed: to the correction before, with its author, and then to the machine's text."""
    publish(city, site)
    city.run()
    machine = city.translation("Новина 1 дня").content
    fix(city, "Парк відкрито.", "The park opened.", number=1, author="Olena")
    fix(city, "Парк відкрито.", "The park is open.", number=1, author="Petro")
    take_back(city, "Парк відкрито.", number=1)
    assert "The park opened." in city.translation("Новина 1 дня").content
    assert seen(city, 1).unit(2).author == "Olena"
    done = take_back(city, "Парк відкрито.", number=1)
    made = city.translation("Новина 1 дня")
    assert (made.content, made.engine, done.entries) == (machine, "libretranslate", (key_of(city, 1),))
    with pytest.raises(ReviewError, match=r"^nothing to undo"):
        take_back(city, "Парк відкрито.", number=1)
    assert deeds(city, "Парк відкрито.") == [
        ("Olena", speak("Парк відкрито."), "The park opened."),
        ("Petro", "The park opened.", "The park is open."),
        ("Ivan", "The park is open.", "The park opened."),
        ("Ivan", "The park opened.", None),
    ]
    fix(city, "Парк відкрито.", "The park is open.", number=1)
    take_back(city, "Парк відкрито.", number=1)
    assert city.translation("Новина 1 дня").content == machine


def test_undo_of_an_approval(city: City, site: Server, libre: Libre) -> None:
    """An approval that is taken back leaves the same text, as a machine's."""
    publish(city, site)
    city.run()
    before = city.translation("Новина 1 дня")
    approve_all(city, 1, [COMMON])
    take_back(city, COMMON, number=1)
    after = city.translation("Новина 1 дня")
    assert (after.content, after.engine, after.state) == (before.content, before.engine, before.state)


def test_what_was_imported_comes_back(city: City, site: Server, libre: Libre) -> None:
    """A translation from a file that was corrected is there again after an undo, and stays: it is nobody's slip."""
    publish(city, site)
    with city.open() as service, service.database.write() as connection:
        remember(connection, [MemoryUnit("uk", "en", COMMON, "More there.", HUMAN)], city.now)
    city.run()
    with pytest.raises(ReviewError, match="nothing to undo"):
        take_back(city, COMMON)
    assert not undoable(city, COMMON)
    fix(city, COMMON, "Read more there.")
    assert undoable(city, COMMON)
    take_back(city, COMMON)
    assert not undoable(city, COMMON)
    with pytest.raises(ReviewError, match="nothing to undo"):
        take_back(city, COMMON)
    assert "<p>More there.</p>" in city.translation("Новина 2 дня").content
    assert [one[0] for one in deeds(city, COMMON)] == ["import", "Olena", "Ivan"]


def undoable(city: City, unit: str) -> bool:
    """Is an editor offered to take something back?"""
    with desk(city) as one:
        key = next(entry.key for entry, _ in city.entries() if entry.title == "Новина 2 дня")
        found = explain(one, key)
    return next(its.undoable for its in found.units if its.source == unit)


# --- looking ------------------------------------------------------------------------------------------------------


def test_what_should_be_looked_at(city: City, site: Server, libre: Libre) -> None:
    """Entries with findings, in part or failed are listed, newest first; whole, waiting and reviewed ones are not."""
    libre.translate = lambda text: text if "Зле" in text else speak(text).replace("42", "43")
    entries = [
        news(5, "Зле."), item(4).but(title="Зле", content="<p>Зле тут.</p>"), news(3, "Прийшло 42 людини."),
        news(2, "Добре."), news(1, "Прийшло 42 особи."),
    ]  # fmt: skip
    publish(city, site, entries)
    city.run()
    fix(city, "Прийшло 42 особи.", "42 people came.", number=1)
    with desk(city) as one:
        found = [(entry.title, made.state) for entry, made in flagged(one, 10)]
        assert found == [
            ("Новина 5 дня", State.PARTIAL), ("Зле", State.FAILED), ("Новина 3 дня", State.TRANSLATED),
        ]  # fmt: skip
        assert [made.findings[0].check for _, made in flagged(one, 10)[2:]] == ["number"]
        assert len(flagged(one, 1)) == 1
        assert flagged(replace(one, source_ids=()), 10) == flagged(replace(one, source_languages=("pl",)), 10) == []


def test_an_entry_is_explained(city: City, site: Server, libre: Libre) -> None:
    """Each unit names its place, its translation, who made it and when; what is missing says why."""
    libre.translate = lambda text: text if "Зле" in text else speak(text).replace("42", "43")
    publish(city, site, [news(1, "Прийшло 42 людини.", "Зле.", COMMON)])
    city.run()
    made_at = city.now
    fix(city, COMMON, "Read more there.", number=1)
    found = seen(city, 1)
    assert found.state is State.PARTIAL and found.translation is not None
    title, people, bad, common = found.units
    assert [(unit.number, unit.where) for unit in found.units] == [
        (1, "title"), (2, "content"), (3, "content"), (4, "content"),
    ]  # fmt: skip
    assert (title.source, title.target, title.origin, title.made) == (
        "Новина 1 дня", speak("Новина 1 дня"), "libretranslate", made_at,
    )  # fmt: skip
    assert [finding.check for finding in people.findings] == ["number"]
    assert (bad.target, bad.origin, bad.reason) == (None, None, found.translation.reason)
    assert bad.reason and "unchanged" in bad.reason
    assert (common.author, common.origin, common.pinned, common.made) == ("Olena", HUMAN, True, city.now)
    assert not title.pinned
    assert found.unit(4) == common
    for number in (0, 5):
        with pytest.raises(ReviewError, match=f"has 4 units: there is no unit {number}"):
            found.unit(number)


def test_what_the_memory_has_and_nobody_may_see(city: City, site: Server) -> None:
    """A stored text that the checks of today refuse is not called a translation; the reason says so."""
    publish(city, site)
    city.main["translation"]["engines"] = ["memory"]
    city.run()
    with city.open() as service, service.database.write() as connection:
        remember(connection, [MemoryUnit("uk", "en", COMMON, COMMON, "google")], city.now)
    title, _, common = seen(city, 1).units
    assert (common.target, title.target) == (None, None)
    assert common.reason and common.reason.startswith("what google made of it does not pass the checks: ")
    assert title.reason and ("nobody was asked" in title.reason or title.reason.startswith("waiting"))


def test_entries_are_found(city: City, site: Server, libre: Libre) -> None:
    """A key, a beginning that no other key has, and the address of a page name an entry; all else is an error."""
    publish(city, site)
    city.run()
    key, other = key_of(city, 1), key_of(city, 2)
    with desk(city) as one:
        site_addresses = [f"https://news.example{path}" for path in ("", "/en", "/uk", "/visnyk/en")]
        pages = [f"{site}/entry/{key}{end}" for site in site_addresses for end in ("?x=1#original", "/pl", "/")]
        for text in (key, f" {key.upper()} ", key[:12], *pages):
            assert find(one, text) == key
        for text, said in (
            ("", "names no entry"), ("xyz", "names no entry"), (key + "0", "names no entry"),
            (f"https://news.example/entry/{key}0", "names no entry"), ("f" * 16, "no entry begins with"),
        ):  # fmt: skip
            with pytest.raises(ReviewError, match=said):
                find(one, text)
        assert find(replace(one, source_ids=("city",)), other) == other
        with pytest.raises(ReviewError, match="no entry begins with"):
            find(replace(one, source_ids=()), other)
        with pytest.raises(ReviewError, match="there is no entry ffffffffffffffff"):
            explain(one, "f" * 16)
        with pytest.raises(ReviewError, match="is in 'uk', which is not translated into 'en'"):
            explain(replace(one, source_languages=("pl",)), key)


def test_several_entries_begin_alike(city: City, site: Server, libre: Libre) -> None:
    """A beginning that several keys have is refused with their names."""
    publish(city, site, [news(number, "Текст.") for number in range(40, 0, -1)])
    city.run()
    keys = sorted(entry.key for entry, _ in city.entries())
    digit = next(key[0] for key, after in itertools.pairwise(keys) if key[0] == after[0])
    with desk(city) as one, pytest.raises(ReviewError, match=f"several entries begin with '{digit}' \\({digit}"):
        find(one, digit)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["Їжа", "Харків", "x", "й", "<", "&", " ", "42", "Київ"]), max_size=12).map("".join))
def test_words_to_look_for_stand_in_the_original(text: str) -> None:
    """The words by which entries are looked for are in the text however its letters are composed."""
    import unicodedata

    unit = codes.normalise(codes.escape(text))
    for form in ("NFC", "NFD"):
        original = unicodedata.normalize(form, text)  # type: ignore[arg-type]
        assert all(word in original for word in _words(unit))
