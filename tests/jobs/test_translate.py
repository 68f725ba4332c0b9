"""Translating what is pending: memory first, each unit once, nothing blocked by what fails."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

import feeds.engine_room
import feeds.jobs.translate
from feeds.errors import EngineError
from feeds.model import State
from feeds.store.memory import memory_units, remember
from feeds.store.rests import load_rests
from feeds.store.spending import totals
from feeds.translation.memory import HUMAN, MemoryUnit

from .city import City
from .documents import NOON, Item, atom, item, items
from .libre import Libre, shout
from .site import Feed, Server


def publish(city: City, site: Server, entries: list[Item]) -> Feed:
    """Have the source ``city`` list these entries; the feed may be changed."""
    feed = Feed(atom(entries))
    url = site.on("/feed", feed)
    if not city.sources:
        city.add("city", url)
    return feed


def states(city: City, language: str = "en") -> Counter[State]:
    """How many entries are in which state."""
    return Counter(made.state if made else State.PENDING for _, made in city.entries(language))


def plain(number: int) -> Item:
    """An entry of two units that no other entry has."""
    return item(number).but(content=f"<p>Текст новини {number}.</p>")


def test_every_entry_once(city: City, site: Server, libre: Libre) -> None:
    """More entries than are taken at a time: every one is visited once, every unit sent once, newest first."""
    count = 2 * feeds.jobs.translate._STRETCH + 30
    publish(city, site, [plain(number) for number in range(count, 0, -1)])
    done: list[int] = []
    city.run(on_translated=done.append)
    assert states(city) == {State.TRANSLATED: count}
    assert (sum(done), len(done)) == (count, 3)
    assert Counter(libre.units) == Counter({text: 1 for n in range(1, count + 1) for text in _texts(n)})
    assert libre.units[:2] == _texts(count)
    assert city.run().engines == {}


def _texts(number: int) -> list[str]:
    return [plain(number).title, f"Текст новини {number}."]


def test_equal_dates_are_told_apart(city: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries of one and the same moment are each visited once, also where a stretch ends among them."""
    monkeypatch.setattr(feeds.jobs.translate, "_STRETCH", 3)
    publish(city, site, [plain(number).but(published=NOON) for number in range(10)])
    city.run()
    assert states(city) == {State.TRANSLATED: 10}
    assert max(Counter(libre.units).values()) == 1


def test_nothing_due_is_visited_twice_in_a_run(
    city: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries that fail do not come again in the same run, not even when it is forced."""
    monkeypatch.setattr(feeds.jobs.translate, "_STRETCH", 3)
    libre.translate = lambda text: text
    publish(city, site, [plain(number) for number in range(10)])
    city.run()
    with city.open() as service:
        done: list[int] = []
        service.translating.run(force=True, on_translated=done.append)
    assert sum(done) == 10
    assert set(Counter(libre.units).values()) == {2}


def test_memory_first(city: City, site: Server, libre: Libre) -> None:
    """What the memory knows costs no request, a human's translation wins, and the origins are named."""
    publish(city, site, [plain(1), plain(2)])
    known = [
        MemoryUnit("uk", "en", plain(1).title, "First news", "google"),
        MemoryUnit("uk", "en", "Текст новини 1.", "Text by a machine.", "google"),
        MemoryUnit("uk", "en", "Текст новини 1.", "Text by a person.", HUMAN),
    ]
    with city.open() as service, service.database.write() as connection:
        remember(connection, known, NOON)
    city.run()
    first = city.translation(plain(1).title)
    assert (first.title, first.content, first.engine) == ("First news", "<p>Text by a person.</p>", "google+human")
    assert libre.units == _texts(2)
    assert city.translation(plain(2).title).engine == "libretranslate"


def test_answers_are_stored_at_once(city: City, site: Server, libre: Libre) -> None:
    """What an engine answered is in the memory before it is asked the next time, so nothing is paid for twice."""
    publish(city, site, [plain(number) for number in range(60)])
    seen: list[int] = []

    def look() -> None:
        with city.open() as service, service.database.read() as connection:
            seen.append(len(list(memory_units(connection))))

    libre.before = look
    city.run()
    assert seen == [0, 50, 100]


def test_repeated_unit_is_sent_once(city: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit that many entries share is sent once, whether it can be translated or not."""
    monkeypatch.setattr(feeds.jobs.translate, "_STRETCH", 2)
    libre.translate = lambda text: text if "неперекладне" in text else shout(text)
    body = "<p>Підписуйтеся на наш канал.</p><p>Це неперекладне.</p>"
    publish(city, site, [item(number).but(content=body) for number in range(6)])
    city.run()
    assert Counter(libre.units)["Підписуйтеся на наш канал."] == 1
    assert Counter(libre.units)["Це неперекладне."] == 1
    assert states(city) == {State.PARTIAL: 6}


def test_failures_back_off(city: City, site: Server, libre: Libre) -> None:
    """What failed is tried again after 1, 2, 4 minutes and not before, and then costs only what is missing."""
    libre.translate = lambda text: shout(text) if text.startswith("Новина") else text
    publish(city, site, [plain(1)])
    waits = []
    for attempt in (1, 2, 3):
        city.run()
        made = city.translation(plain(1).title)
        assert (made.state, made.attempts) == (State.PARTIAL, attempt)
        assert made.next_try is not None
        waits.append(made.next_try - city.now)
        city.now = made.next_try - timedelta(seconds=1)
        assert city.run().engines == {}
        city.now = made.next_try
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 4)]
    assert libre.units == [plain(1).title, "Текст новини 1.", "Текст новини 1.", "Текст новини 1."]
    libre.translate = shout
    city.run()
    assert states(city) == {State.TRANSLATED: 1}
    done = city.translation(plain(1).title)
    assert (done.attempts, done.next_try, done.reason) == (0, None, None)


def test_one_failing_entry_blocks_no_other(city: City, site: Server, libre: Libre) -> None:
    """An entry whose answer is useless fails alone, with the reason, and its neighbours are translated."""
    libre.translate = lambda text: "Error 500 (Server Error)!!1500.That’s an error." if "3" in text else shout(text)
    publish(city, site, [plain(number) for number in range(1, 6)])
    city.run()
    assert states(city) == {State.TRANSLATED: 4, State.FAILED: 1}
    failed = city.translation(plain(3).title)
    assert "error page" in str(failed.reason)
    assert failed.title == failed.content == ""


def test_one_failing_request_blocks_no_other(city: City, site: Server, libre: Libre) -> None:
    """A text that the engine cannot take fails alone in the end, whoever was sent along with it."""
    libre.refuse = lambda texts: (500, "poison") if any("новини 3." in text for text in texts) else None
    publish(city, site, [plain(number) for number in range(1, 61)])
    for _ in range(8):
        city.run()
        city.later(hours=6)
    assert states(city) == {State.TRANSLATED: 59, State.PARTIAL: 1}
    assert city.translation(plain(3).title).state is State.PARTIAL


def test_changed_entry_pays_for_what_changed(city: City, site: Server, libre: Libre) -> None:
    """Of a changed entry only the changed units are sent, and its translation follows."""
    body = "<p>Перший абзац.</p><p>Другий абзац.</p><p>Третій абзац.</p>"
    feed = publish(city, site, [item(1).but(content=body)])
    city.run()
    before = city.translation(item(1).title)
    del libre.requests[:]
    city.later(minutes=5)
    feed.body = atom([item(1).but(content=body.replace("Другий", "Зовсім інший"))])
    city.run()
    assert libre.units == ["Зовсім інший абзац."]
    after = city.translation(item(1).title)
    assert (after.state, after.updated) == (State.TRANSLATED, city.now)
    assert after.fingerprint != before.fingerprint
    assert shout("Зовсім інший абзац.") in after.content


def test_several_targets(city: City, site: Server, libre: Libre) -> None:
    """Each language of an edition gets its translations; what is in that language already needs none."""
    city.editions.append({"id": "pl", "title": "Po polsku", "language": "pl"})
    city.editions.append({"id": "uk", "title": "Українською", "language": "uk"})
    publish(city, site, [plain(1)])
    city.run()
    assert [states(city, tag) for tag in ("en", "pl", "uk")] == [
        {State.TRANSLATED: 1}, {State.TRANSLATED: 1}, {State.PENDING: 1},
    ]  # fmt: skip
    assert sorted(libre.targets) == ["en", "pl"]
    assert libre.units == _texts(1) * 2


def test_regions_share_the_memory(city: City, site: Server, libre: Libre) -> None:
    """English of Britain costs nothing where English is there, and a source of a region is translated as well."""
    city.main["translation"]["source_languages"] = ["uk-UA"]
    city.editions.append({"id": "gb", "title": "In Britain", "language": "en-GB"})
    publish(city, site, [plain(1)])
    city.run()
    assert states(city, "en") == states(city, "en-GB") == {State.TRANSLATED: 1}
    assert libre.units == _texts(1)
    with city.open() as service:
        assert service.translating.states()[State.TRANSLATED] == 1


def test_other_languages_are_left_alone(city: City, site: Server, libre: Libre) -> None:
    """An entry in a language that is not to be translated is no entry that lacks a translation."""
    city.add("city", site.on("/feed", Feed(atom(items(2)))), language="en")
    summary = city.run()
    assert libre.requests == []
    assert (summary.translations[State.NOT_NEEDED], summary.translations[State.PENDING]) == (2, 0)


def test_target_among_the_source_languages(city: City, site: Server, libre: Libre) -> None:
    """What is in the target language needs no translation, even where that language is one of those translated."""
    city.main["translation"]["source_languages"] = ["uk", "en"]
    city.add("english", site.on("/feed", Feed(atom(items(2)))), language="en-GB")
    summary = city.run()
    assert libre.requests == []
    assert summary.translations[State.NOT_NEEDED] == 2


def test_no_engine_left(city: City, site: Server, libre: Libre) -> None:
    """With the memory alone what it knows is translated, the rest waits and says for what."""
    publish(city, site, [plain(1), plain(2)])
    city.run()
    city.main["translation"]["engines"] = ["memory"]
    city.sources[0]["url"] = site.on("/more", Feed(atom([plain(3), plain(1).but(id="tag:other,2026:1")])))
    del libre.requests[:]
    summary = city.run()
    assert libre.requests == []
    assert summary.engines == {}
    waiting = city.translation(plain(3).title)
    assert (waiting.state, waiting.attempts, waiting.next_try) == (State.PENDING, 0, None)
    assert "2 text units" in str(waiting.reason)
    city.main["translation"]["engines"] = ["memory", "libretranslate"]
    city.run()
    assert set(states(city)) == {State.TRANSLATED}


def test_nothing_is_translated_without_engines(city: City, site: Server) -> None:
    """No engines, not even the memory: everything is shown as it is, and nothing is noted as tried."""
    publish(city, site, [plain(1)])
    summary = city.run()
    assert (summary.translations[State.PENDING], city.entries()[0][1]) == (1, None)


def test_removed_source_is_not_paid_for(city: City, site: Server, libre: Libre) -> None:
    """Entries of a source that is no longer configured are kept, but nobody sees them, so nobody pays for them."""
    publish(city, site, [plain(1), plain(2)])
    city.ask()
    removed = city.sources.pop()
    city.add("other", site.on("/other", Feed(atom([plain(7)]))))
    city.run()
    assert libre.units == _texts(7)
    city.sources.append(removed)
    city.run()
    assert states(city) == {State.TRANSLATED: 3}


def test_engine_that_is_down_is_left_alone(city: City, site: Server, libre: Libre) -> None:
    """An engine that fails again and again is not asked for all the rest of the run, and everything waits."""
    libre.refuse = lambda texts: (503, "overloaded")
    publish(city, site, [plain(number) for number in range(300)])
    summary = city.run()
    assert len(libre.requests) < 10
    assert states(city) == {State.FAILED: 300}
    assert summary.translations[State.FAILED] == 300
    assert "overloaded" in str(city.translation(plain(1).title).reason)


def test_engines_are_imported_with_the_first_text(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run with nothing to translate does not even make an engine."""
    city.translated_by("http://127.0.0.1:9")

    def refuse(*_: Any) -> None:
        raise AssertionError("an engine was made")

    monkeypatch.setattr("feeds.engine_room.engine", refuse)
    city.add("english", site.on("/feed", Feed(atom(items(2)))), language="en")
    assert city.run().translations[State.NOT_NEEDED] == 2


def test_engine_left_alone_across_runs(city: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that asked for time is not asked before, neither for other entries nor by force, and then again."""
    real = feeds.engine_room.engine

    def slow_down(settings: Any, name: str, *more: Any) -> Any:
        engine = real(settings, name, *more)

        def refuse(*_: object) -> list[str]:
            libre.requests.append([])
            raise EngineError(name, "too many requests (429)", retry_after=timedelta(hours=3))

        monkeypatch.setattr(engine, "translate", refuse)
        return engine

    with monkeypatch.context() as patch:
        patch.setattr("feeds.engine_room.engine", slow_down)
        feed = publish(city, site, [plain(1)])
        city.run()
    assert len(libre.requests) == 1
    until = city.now + timedelta(hours=3)
    assert city.translation(plain(1).title).next_try == until
    city.later(hours=2)
    feed.body = atom([plain(2), plain(1)])
    city.run()
    with city.open() as service:
        service.translating.run(force=True)
    assert len(libre.requests) == 1
    late = city.translation(plain(2).title)
    assert (late.next_try, late.attempts) == (until, 0)
    assert f"waiting: libretranslate: asked to be left alone until {until:%Y-%m-%d %H:%M} UTC" == late.reason
    city.now = until
    city.run()
    assert states(city) == {State.TRANSLATED: 2}


def test_refused_for_ever(city: City, site: Server, libre: Libre) -> None:
    """What the checks refuse five times is paid for no more, until the memory knows it or the engines are others."""
    libre.translate = lambda text: text if text.startswith("Текст") else shout(text)
    publish(city, site, [plain(1)])
    for _ in range(8):
        city.run()
        city.later(hours=6)
    assert Counter(libre.units)["Текст новини 1."] == 5
    given_up = city.translation(plain(1).title)
    assert given_up.next_try and given_up.next_try > city.now + timedelta(days=20)
    assert "left alone until" in str(given_up.reason)
    city.main["translation"]["engines"] = ["memory", "google", "libretranslate"]
    city.main["engine.google"] = {"url": libre.url}
    city.run()
    assert Counter(libre.units)["Текст новини 1."] == 6


MAYOR = '<p>Мер <a href="https://leeds.example/">Лідса</a> прийшов.</p>'


def test_good_pieces_are_kept(city: City, site: Server, libre: Libre) -> None:
    """Of a unit that fails as a whole the good pieces are not bought again."""
    bare = re.compile("<[^>]*>")
    libre.translate = lambda text: text if text == "Мер Лідса прибув." else shout(bare.sub("", text))
    publish(city, site, [item(1).but(content='<p>Мер <a href="https://leeds.example/">Лідса</a> прибув.</p>')])
    city.run()
    assert states(city) == {State.TRANSLATED: 1}, "cut at its codes"
    assert Counter(libre.units)["Лідса"] == 1
    libre.translate = lambda text: text if text in ("Мер Лідса прийшов.", "прийшов.") else shout(bare.sub("", text))
    city.sources[0]["url"] = site.on("/feed", Feed(atom([item(2).but(content=MAYOR)])))
    city.run()
    assert states(city) == {State.TRANSLATED: 1, State.PARTIAL: 1}
    counted = Counter(libre.units)
    libre.translate = lambda text: shout(bare.sub("", text))
    city.later(hours=1)
    city.run()
    assert states(city) == {State.TRANSLATED: 2}
    again = Counter(libre.units) - counted
    assert again["Лідса"] == 0 and again["Мер"] == 0


def test_nothing_is_planned_again_for_the_memory(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the memory alone is looked at again when the memory, a text or the sources change, or by force."""
    city.main["translation"]["engines"] = ["memory"]
    feed = publish(city, site, [plain(1), plain(2)])
    done: list[int] = []

    def seen() -> int:
        del done[:]
        city.run(on_translated=done.append)
        return sum(done)

    assert (seen(), seen()) == (2, 0)
    feed.body = atom([plain(3), plain(2), plain(1)])
    assert (seen(), seen()) == (1, 0)
    with city.open() as service, service.database.write() as connection:
        remember(connection, [MemoryUnit("uk", "en", "Текст новини 1.", "Text 1.", HUMAN)], NOON)
    assert (seen(), seen()) == (3, 0)
    with city.open() as service:
        del done[:]
        service.translating.run(force=True, on_translated=done.append)
    assert sum(done) == 3


def test_any_pair_of_languages(city: City, site: Server, libre: Libre) -> None:
    """News in English is translated into Ukrainian where a pair says so, each pair by its own engines."""
    city.main["translation"]["pair"] = [{"source": "en", "target": "uk"}]
    city.editions.append({"id": "uk", "title": "Українською", "language": "uk"})
    publish(city, site, [plain(1)])
    english = item(7, "euro").but(title="The council met", content="<p>All members came.</p>")
    city.add("euro", site.on("/euro", Feed(atom([english]))), language="en")
    libre.translate = lambda text: shout(text) if "овин" in text else "Переклад українською мовою тут."
    city.run()
    assert sorted(set(libre.targets)) == ["en", "uk"]
    assert city.translation("The council met", "uk").title == "Переклад українською мовою тут."
    assert states(city, "en")[State.TRANSLATED] == 1
    documents = city.documents()
    assert "Переклад українською" in documents["/editions/uk.atom"].decode()
    assert plain(1).title in documents["/editions/uk.atom"].decode(), "Ukrainian news is there as it is"


def test_a_pair_without_engines(city: City, site: Server, libre: Libre) -> None:
    """A pair can be taken from the engines: its entries wait for the memory alone."""
    city.main["translation"]["pair"] = [{"source": "uk", "target": "en", "engines": ["memory"]}]
    publish(city, site, [plain(1)])
    city.run()
    assert libre.requests == []
    assert states(city) == {State.PENDING: 1}


def test_what_the_memory_saved(city: City, site: Server, libre: Libre) -> None:
    """What no engine had to be asked for is counted once for each text, however often an entry is looked at."""
    body = "<p>Підписуйтеся на наш канал.</p>"
    feed = publish(city, site, [item(1).but(content=body)])
    city.run()
    city.later(hours=1)
    feed.body = atom([item(2).but(content=body), item(1).but(content=body)])
    city.run()
    city.run()
    with city.open() as service, service.database.read() as connection:
        saved = {total.engine: (total.units, total.characters) for total in totals(connection)}
    assert saved["memory"] == (1, len("Підписуйтеся на наш канал."))
    assert saved["libretranslate"] == (3, sum(map(len, libre.units)))


def test_corrected(city: City, site: Server, libre: Libre) -> None:
    """A translation that takes the place of another one is called corrected, the first one is not."""
    feed = publish(city, site, [plain(1)])
    city.run()
    first = city.translation(plain(1).title)
    assert (first.landed, first.corrected) == (city.now, None)
    landed = city.now
    city.later(hours=1)
    city.run()
    assert city.translation(plain(1).title) == first
    feed.body = atom([plain(1).but(content="<p>Зовсім інший текст.</p>")])
    city.run()
    second = city.translation(plain(1).title)
    assert (second.landed, second.corrected, second.updated) == (landed, city.now, city.now)


def test_corrected_meanwhile(city: City, site: Server, libre: Libre) -> None:
    """What somebody corrects while an engine is at work on the same entry is not overwritten."""
    publish(city, site, [plain(1)])

    def correct() -> None:
        said = MemoryUnit("uk", "en", "Текст новини 1.", "Text by a person.", HUMAN, author="olena")
        with city.open() as service, service.database.write() as connection:
            remember(connection, [said], NOON)

    libre.before = correct
    city.run()
    made = city.translation(plain(1).title)
    assert (made.content, made.engine) == ("<p>Text by a person.</p>", "human+libretranslate")


def test_an_engine_that_works_again_is_noted(city: City, site: Server, libre: Libre) -> None:
    """What failed a moment ago is asked by force, and once it answers nothing is held against it."""
    libre.refuse = lambda texts: (503, "down")
    publish(city, site, [plain(1), plain(2)])
    city.run()
    with city.open() as service, service.database.read() as connection:
        assert load_rests(connection, ["libretranslate"])
    libre.refuse = lambda texts: None
    with city.open() as service:
        service.translating.run(force=True)
        with service.database.read() as connection:
            assert load_rests(connection, ["libretranslate"]) == {}
    assert states(city) == {State.TRANSLATED: 2}
