"""What a week of news costs: few requests, nothing twice, and never more than was allowed."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote_plus

import pytest

from feeds.jobs.desk import Desk, flagged
from feeds.model import State
from feeds.store.spending import spent

from ..engines.loopback import Server as EngineServer
from ..engines.loopback import google
from ..samples.week import END, News, week
from .city import City
from .documents import Item, atom
from .libre import Libre, shout
from .site import Feed, Server

_BYTES = 5500


def items(news: list[News]) -> list[Item]:
    """As entries of a feed."""
    return [
        Item(f"tag:city.example,2026:{one.number}", one.title, one.content, one.published,
             f"https://city.example/news/{one.number}")
        for one in news
    ]  # fmt: skip


@pytest.fixture
def feed(city: City, site: Server) -> Feed:
    """The source, with the whole week in it."""
    city.now = END
    feed = Feed(atom(items(week())))
    city.add("city", site.on("/feed", feed))
    return feed


def edited(feed: Feed, number: int) -> None:
    """Change one paragraph of one entry."""
    news = week()
    old = news[number].paragraphs[0]
    new = f"{old} Уточнено: роботи завершать у п’ятницю."
    feed.body = atom(items(news)).replace(old.encode(), new.encode(), 1)


def test_requests_to_google(city: City, feed: Feed) -> None:
    """At most one request for each 5,500 bytes of URL; none in the second run; a changed paragraph costs itself."""
    with EngineServer(google(shout)) as engine:
        city.main["translation"] = {"engines": ["memory", "google"]}
        city.main["engine.google"] = {"url": engine.url, "requests_per_minute": 100_000, "characters_per_day": 10**7}
        assert city.run().translations[State.TRANSLATED] == len(week())
        sent = [asked.query["q"] for asked in engine.asked]
        octets = sum(len(quote_plus(text)) for text in sent)
        assert len(sent) <= -(-octets // _BYTES)
        city.later(days=1)
        assert city.run().engines == {}
        del engine.asked[:]
        edited(feed, 5)
        city.later(days=1)
        city.run()
        [asked] = engine.asked
        assert asked.query["q"].endswith("Уточнено: роботи завершать у п’ятницю.") and "\n" not in asked.query["q"]


def test_requests_to_libretranslate(city: City, feed: Feed, libre: Libre) -> None:
    """At most one request for each fifty units; none in the second run; a changed paragraph costs itself."""
    city.run()
    assert len(libre.requests) <= -(-len(libre.units) // 50)
    assert len(libre.units) == len(set(libre.units))
    del libre.requests[:]
    city.later(days=1)
    city.run()
    assert libre.requests == []
    edited(feed, 5)
    city.later(days=1)
    city.run()
    [[unit]] = libre.requests
    assert unit.endswith("Уточнено: роботи завершать у п’ятницю.")


def test_the_cap_of_a_day(city: City, feed: Feed, libre: Libre) -> None:
    """Never more characters than the cap; near it titles alone; the rest waits, says so, and goes on the next day."""
    cap = 12_000
    city.main["engine.libretranslate"] |= {"characters_per_day": cap}
    feed.body = atom(items(week()[50:]))
    city.run()
    assert cap * 0.7 < sum(map(len, libre.units)) <= cap * 0.95
    city.later(minutes=30)
    feed.body = atom(items(week()[30:50]))
    city.run()
    assert sum(map(len, libre.units)) <= cap
    with city.open() as service, service.database.read() as connection:
        assert spent(connection, "libretranslate", city.now.date()).day_characters == sum(map(len, libre.units))
    made = {entry.title: translation for entry, translation in city.entries()}
    for one in week()[30:50]:
        begun = made[one.title]
        assert begun is not None and begun.title == shout(one.title), "titles are there before their texts"
        if begun.state is not State.TRANSLATED:
            assert begun.state is State.PARTIAL and begun.reason
            assert begun.reason.startswith("waiting: libretranslate: ") and "12,000 characters" in begun.reason
            assert begun.next_try == END.replace(hour=0) + timedelta(days=1)
    before = len(libre.units)
    city.later(minutes=10)
    city.run()
    assert len(libre.units) == before
    for _ in range(12):
        city.later(days=1)
        city.run()
    assert {made.state for _, made in city.entries() if made} == {State.TRANSLATED}
    assert len(libre.units) == len(set(libre.units))


def test_a_larger_cap(city: City, feed: Feed, libre: Libre) -> None:
    """What waits for the next day goes on at once where the cap is raised."""
    city.main["engine.libretranslate"] |= {"characters_per_day": 5_000}
    feed.body = atom(items(week()[60:]))
    city.run()
    assert State.PARTIAL in {made.state for _, made in city.entries() if made}
    city.main["engine.libretranslate"] |= {"characters_per_day": 500_000}
    city.later(minutes=5)
    city.run()
    assert {made.state for _, made in city.entries() if made} == {State.TRANSLATED}


def test_waiting_is_nothing_to_review(city: City, feed: Feed, libre: Libre) -> None:
    """What waits for a budget, or for an engine that is down, is not among what a person should look at."""
    city.main["engine.libretranslate"] |= {"characters_per_day": 5_000}
    feed.body = atom(items(week()[60:]))
    city.run()
    libre.refuse = lambda texts: (503, "down")
    feed.body = atom(items(week()[50:60]))
    city.later(days=1)
    city.run()
    assert {made.state for _, made in city.entries() if made} == {State.TRANSLATED, State.PARTIAL, State.FAILED}
    with city.open() as service:
        one = Desk(service.database, "en", ("uk",), ("city",), service.translating.termbase)
        assert [entry.title for entry, made in flagged(one, 100) if not made.findings] == []
