"""The one place that wires: the whole path, its parts, and what keeps two of them apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from feeds.engine_room import DEFAULT_LIBRETRANSLATE, engine
from feeds.errors import ConfigError, EngineError, ExchangeError, SourceError, StoreError
from feeds.model import Pair, SourceOutcome, State
from feeds.service import now
from tests.jobs.city import City
from tests.jobs.documents import NOON, atom, item, items
from tests.jobs.libre import Libre, shout
from tests.jobs.site import Feed, Server, http

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="block" o-tmf="t" adminlang="en"
 srclang="uk-UA" datatype="plaintext"/><body><tu><tuv xml:lang="uk-UA"><seg>Новина номер 1 джерела city</seg></tuv>
<tuv xml:lang="en-GB"><seg>News by a person</seg></tuv></tu></body></tmx>
"""


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    """A Visnyk without sources, whose clock stands still."""
    return City(tmp_path, monkeypatch)


@pytest.fixture
def site() -> Iterator[Server]:
    """A news site."""
    with Server() as running:
        yield running


@pytest.fixture
def libre(city: City) -> Iterator[Libre]:
    """The engine of ``city``."""
    with Libre() as running:
        city.translated_by(running.url)
        yield running


def test_whole_path(city: City, site: Server, libre: Libre) -> None:
    """A refresh fetches, translates and publishes, tells of each step, and sums up what came of it."""
    city.add("city", site.on("/city", Feed(atom(items(2)))))
    city.add("bad", site.on("/bad", http("500 Internal Server Error")))
    city.add("off", site.on("/off", Feed(atom(items(2)))), enabled=False)
    seen: list[SourceOutcome] = []
    done: list[int] = []
    summary = city.run(on_source=seen.append, on_translated=done.append)
    assert [summary.count(status) for status in ("ok", "unchanged", "failed", "skipped")] == [1, 0, 1, 1]
    assert {outcome.source_id for outcome in seen} == {"city", "bad"}
    assert done == [2]
    assert summary.translations[State.TRANSLATED] == 2
    assert (summary.engines["libretranslate"].calls, summary.published) == (1, 10)
    assert summary.engines["libretranslate"].characters == sum(map(len, libre.units))
    assert set(summary.seconds) == {"fetch", "translate", "publish"}
    with city.open() as service:
        assert service.reading.status().last_refresh == NOON


def test_named_sources(city: City, site: Server) -> None:
    """Only the sources that are named are asked, each once, however often it is named."""
    for name in ("one", "other"):
        city.add(name, site.on(f"/{name}", Feed(atom(items(1, name)))))
    summary = city.run("one", "one")
    assert [(outcome.source_id, outcome.new) for outcome in summary.sources] == [("one", 1)]
    assert site.paths() == ["/one"]


def test_unknown_source(city: City) -> None:
    """A source that is not configured is an error that names those that are."""
    city.add("kyiv", "http://127.0.0.1:9/")
    with pytest.raises(ConfigError, match=r"sources\.toml: no source 'lviv'; known: kyiv"):
        city.run("lviv")
    city.sources.clear()
    with pytest.raises(ConfigError, match="known: none"):
        city.run("lviv")


def test_one_refresh_at_a_time(city: City, site: Server) -> None:
    """While one refreshes, another is told to wait, and asks no source."""
    city.add("city", site.on("/city", Feed(atom(items(1)))))
    with city.open() as service, service.lock():
        with pytest.raises(StoreError, match=r"refresh\.lock: another Visnyk is refreshing this data"):
            city.run()
        assert site.asked == []
    assert city.run().count("ok") == 1


def test_nothing_is_opened_before_it_is_needed(city: City) -> None:
    """Reading the settings opens no database."""
    with city.open():
        pass
    assert not city.data.exists()


def test_trying_a_source(city: City, site: Server) -> None:
    """A source can be tried, and stores nothing; one without news says why."""
    city.add("good", site.on("/good", Feed(atom(items(3)))))
    city.add("bad", site.on("/bad", http(body=b"<html>")))
    with city.open() as service:
        assert len(service.check(service.source("good"))[1].entries) == 3
        with pytest.raises(SourceError, match="web page"):
            service.check(service.source("bad"))
    assert not city.data.exists()


PAIR = Pair("uk", "en", ("libretranslate",))


def test_trying_an_engine(city: City, libre: Libre) -> None:
    """An engine translates one sentence as plain text, or says why not."""
    with city.open() as service:
        assert service.translating.try_engine("libretranslate", "Добрий день & <вітаємо>", PAIR) == shout(
            "Добрий день & <вітаємо>"
        )
        libre.refuse = lambda texts: (403, "Invalid API key")
        with pytest.raises(EngineError, match="Invalid API key"):
            service.translating.try_engine("libretranslate", "Добрий день", PAIR)


def test_key_is_sent(city: City, libre: Libre, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of an engine is taken from the environment."""
    monkeypatch.setenv("VISNYK_LIBRETRANSLATE_API_KEY", "secret")
    sent: list[object] = []
    answer = libre.answer
    monkeypatch.setattr(libre, "answer", lambda asked: sent.append(asked.get("api_key")) or answer(asked))
    with city.open() as service:
        service.translating.try_engine("libretranslate", "Добрий день", PAIR)
    assert sent == ["secret"]


def test_engines_of_the_settings(city: City) -> None:
    """Every engine that can be configured is made with its settings, and where it is usually found without any."""
    city.main["engine.argos"] = {"packages": ["uk_en.argosmodel"]}
    with city.open() as service:
        made = {
            name: engine(service.settings, name, service.translating.termbase, city.data / "models")
            for name in ("google", "mymemory", "libretranslate", "deepl", "argos")
        }
        assert set(made) == set(service.settings.engines)
    assert all(one.name == name for name, one in made.items())
    assert DEFAULT_LIBRETRANSLATE in str(vars(made["libretranslate"]).values())
    assert str(city.config / "uk_en.argosmodel") in str(vars(made["argos"]).values())


def test_engines_in_order(city: City, site: Server, libre: Libre) -> None:
    """What the first engine cannot translate goes to the next, and each is named with what it made."""
    city.main["translation"]["engines"] = ["google", "libretranslate"]
    city.main["engine.google"] = {"url": site.on("/m?tl=en&sl=uk", http("503 Service Unavailable"))}
    city.add("city", site.on("/city", Feed(atom(items(1)))))
    summary = city.run()
    assert set(summary.engines) == {"google", "libretranslate"}
    assert summary.translations[State.TRANSLATED] == 1
    assert city.translation(item(1).title).engine == "libretranslate"


def test_memory_goes_in_and_out(city: City, site: Server, libre: Libre) -> None:
    """A TMX document goes into the memory, is used first, is counted, and comes out again."""
    city.add("city", site.on("/city", Feed(atom([item(1).but(content="")]))))
    with city.open() as service:
        assert service.translating.import_memory(TMX.encode(), "memory.tmx") == (1, 1, [])
        assert service.translating.import_memory(TMX.encode(), "memory.tmx")[1] == 0
        assert service.translating.memory_counts() == [("uk", "en", "human", 1, len(item(1).title))]
        exported = b"".join(service.translating.export_memory())
    city.run()
    assert libre.requests == []
    assert city.translation(item(1).title).title == "News by a person"
    other = City(city.data.parent / "other")
    with other.open() as service:
        assert service.translating.import_memory(exported, "export.tmx")[:2] == (1, 1)
        with pytest.raises(ExchangeError):
            service.translating.import_memory(b"no TMX", "other.tmx")


def test_memory_without_languages(city: City) -> None:
    """An empty memory can be exported, also where nothing is to be translated."""
    city.main["translation"]["source_languages"] = []
    with city.open() as service:
        assert b"<tmx" in b"".join(service.translating.export_memory())


def test_clock() -> None:
    """The clock shows whole seconds of UTC, as feeds do."""
    moment = now()
    assert (moment.microsecond, str(moment.tzinfo)) == (0, "UTC")
    assert isinstance(moment, datetime)


def test_failure_on_the_way_is_no_refresh(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh that breaks off is not noted as one, what it stored stays, and the next goes on."""

    def breaks(*_: object, **__: object) -> int:
        raise StoreError("visnyk.sqlite: the disk is full")

    city.add("city", site.on("/city", Feed(atom(items(2)))))
    with monkeypatch.context() as patch:
        patch.setattr("feeds.publishing.publish", breaks)
        with pytest.raises(StoreError, match="the disk is full"):
            city.run()
    with city.open() as service:
        assert service.reading.status().last_refresh is None
    assert len(city.titles()) == 2
    assert city.run().published == 10


def test_news_goes_out_before_it_is_translated(
    city: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editions have the news before an engine is asked, and what is translated after every stretch."""
    monkeypatch.setattr("feeds.jobs.translate._STRETCH", 2)
    city.add("city", site.on("/city", Feed(atom(items(4)))))
    seen: list[tuple[int, int]] = []

    def look() -> None:
        body = city.documents()["/editions/all-en.json"]
        seen.append((body.count(b'"date_published"'), body.count(shout("Новина").encode())))

    libre.before = look
    summary = city.run()
    assert [entries for entries, _ in seen] == [4, 4]
    assert seen[0][1] == 0 < seen[1][1]
    assert summary.published == len(city.documents())
    assert city.run().published == 0


def test_human_translation_comes_later(city: City, site: Server, libre: Libre) -> None:
    """A person's translation that is imported replaces a machine's in what is finished, and costs no request."""
    city.add("city", site.on("/city", Feed(atom(items(2)))))
    city.run()
    del libre.requests[:]
    other = city.translation(item(2).title)
    city.later(hours=1)
    with city.open() as service:
        service.translating.import_memory(TMX.encode(), "memory.tmx")
        done: list[int] = []
        service.translating.run(on_translated=done.append)
        assert service.publish() > 0
        service.translating.run(on_translated=done.append)
    made = city.translation(item(1).title)
    assert (done, libre.requests) == ([1], [])
    assert (made.title, made.updated, made.next_try) == ("News by a person", city.now, None)
    assert b"News by a person" in city.documents()["/editions/all-en.atom"]
    assert city.translation(item(2).title) == other


def test_check_by_another_way(city: City, site: Server) -> None:
    """Where the first way gives nothing, a check says so, and shows what the next one gives."""
    there = site.on("/feed", Feed(atom(items(2))))
    city.add("city", site.on("/gone", http("404 Not Found")), fallback=[{"kind": "feed", "url": there}])
    with city.open() as service:
        way, feed, failed = service.check(service.source("city"))
    assert (way.url, len(feed.entries)) == (there, 2)
    assert [(other.url, error.code) for other, error in failed] == [(site.url("/gone"), "http-404")]
