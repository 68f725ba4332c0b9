"""Alerts on their whole way: gathered, closed, translated before all else, published, shown."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

import feeds.jobs.translate
from feeds.model import State

from .city import City
from .documents import NOON, Item, atom, item
from .libre import Libre, shout
from .site import Feed, Server

ATOM = "{http://www.w3.org/2005/Atom}"
RAID = {"id": "air-raid", "title": "Air raid", "begins": ["тривога"], "ends": ["відбій"], "hours": 12}
EDITIONS = [
    {"id": f"{alerts}-{language}", "title": "News", "language": language, "alerts": alerts}
    for alerts in ("include", "exclude", "only")
    for language in ("original", "en", "bilingual")
]


@pytest.fixture
def raided(city: City) -> City:
    """A city whose rules know air raids, with an edition of each kind."""
    city.alerts = [RAID]
    city.editions = [dict(one) for one in EDITIONS]
    return city


def told(number: int, title: str, minutes: float) -> Item:
    """A short notice, so many minutes after noon."""
    body = f"<p>Повідомлення {number} для міста.</p>"
    return item(number).but(title=title, content=body, published=NOON + timedelta(minutes=minutes))


ALERT, CLEAR, NEWS = told(9001, "Тривога!", 0), told(9002, "Відбій", 40), told(9003, "Нова бібліотека", -60)


def items(city: City, edition: str) -> list[dict[str, Any]]:
    """What an edition holds, as JSON Feed has it."""
    return list(json.loads(city.documents()[f"/editions/{edition}.json"])["items"])


def test_alert_and_all_clear(raided: City, site: Server, libre: Libre) -> None:
    """An alert goes out; the all-clear ends it: text, tags and date change, the id stays, in each language mode."""
    feed = Feed(atom([ALERT, NEWS]))
    raided.add("city", site.on("/feed", feed))
    raided.run()
    before = {mode: items(raided, f"only-{mode}") for mode in ("original", "en", "bilingual")}
    with raided.open() as service:
        assert [view.entry.title for view in service.reading.open_alerts("en")] == ["Тривога!"]
    raided.later(minutes=45)
    feed.body = atom([CLEAR, ALERT, NEWS])
    raided.run()
    for mode, (was,) in before.items():
        over, alert = items(raided, f"only-{mode}")
        assert (was["tags"], over["tags"], alert["tags"]) == (
            ["air-raid"], ["air-raid", "air-raid-all-clear"], ["air-raid", "air-raid-ended"],
        )  # fmt: skip
        assert (alert["id"], alert["title"]) == (was["id"], was["title"])
        assert was["date_modified"] < alert["date_modified"] == "2026-03-01T12:45:00Z"
        assert ("Ended at 14:40." in alert["content_html"]) is (mode != "original")
        assert "Ended" not in over["content_html"] + was["content_html"]
    with raided.open() as service:
        assert service.reading.open_alerts("en") == ()
        assert [row.lead.entry.title for row in service.reading.alerts("en").items] == ["Відбій", "Тривога!"]
        assert [row.lead.entry.title for row in service.reading.front("en").items] == ["Нова бібліотека"]


def test_editions_take_or_leave_them(raided: City, site: Server, libre: Libre) -> None:
    """Each edition has what it takes, the same in all formats, and all are well-formed."""
    raided.add("city", site.on("/feed", Feed(atom([CLEAR, ALERT, NEWS]))))
    raided.run()
    for edition in raided.editions:
        ids = [one["id"] for one in items(raided, edition["id"])]
        assert len(ids) == {"include": 3, "exclude": 1, "only": 2}[edition["alerts"]]
        documents = raided.documents()
        feed = etree.fromstring(documents[f"/editions/{edition['id']}.atom"])
        rss = etree.fromstring(documents[f"/editions/{edition['id']}.rss"])
        assert [one.findtext(f"{ATOM}id") for one in feed.iterfind(f"{ATOM}entry")] == ids
        assert [one.findtext("guid") for one in rss.iterfind("channel/item")] == ids
        terms = {node.get("term") for node in feed.iterfind(f"{ATOM}entry/{ATOM}category")}
        assert terms == (
            set() if edition["alerts"] == "exclude" else {"air-raid", "air-raid-all-clear", "air-raid-ended"}
        )


def test_limit_counts_what_is_taken(raided: City, site: Server) -> None:
    """Alerts that an edition leaves out take no place in it."""
    for edition in raided.editions:
        edition["limit"] = 2
    raids = [told(100 + number, "Тривога", number) for number in range(5)]
    raided.add("city", site.on("/feed", Feed(atom([*raids, NEWS, told(1, "Нова школа", -90)]))))
    raided.run()
    assert [one["title"] for one in items(raided, "exclude-original")] == ["Нова бібліотека", "Нова школа"]
    assert [one["title"] for one in items(raided, "only-original")] == ["Тривога", "Тривога"]


def test_first_request_is_the_alert(raided: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a backlog of 300 entries the engine gets the alert, in every language, and it is published at once."""
    raided.editions.append({"id": "alerts-pl", "title": "Alarmy", "language": "pl", "alerts": "only"})
    backlog = [item(number).but(published=NOON + timedelta(seconds=number)) for number in range(1, 301)]
    raided.add("city", site.on("/feed", Feed(atom([*backlog[::-1], ALERT]))))
    seen: list[tuple[int, bool]] = []

    def look() -> None:
        english = items(raided, "only-en")
        seen.append((len(libre.requests), bool(english) and english[0]["_visnyk"]["state"] == "translated"))

    libre.before = look
    raided.run()
    first = [set(request) for request in libre.requests[:2]]
    assert first == [{"Тривога!", "Повідомлення 9001 для міста."}] * 2
    assert libre.targets[:2] == ["en", "pl"]
    assert seen[:3] == [(1, False), (2, True), (3, True)]
    assert len(libre.requests) > 10


def test_each_entry_once(raided: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is urgent is not visited again with the rest, not even when all of it fails and is forced."""
    monkeypatch.setattr(feeds.jobs.translate, "_STRETCH", 2)
    libre.translate = lambda text: text
    raids = [told(9000 + number, f"Тривога в районі {number}", number) for number in range(3)]
    raided.add("city", site.on("/feed", Feed(atom([*raids, *(item(number) for number in range(4))]))))
    done: list[int] = []
    raided.run(on_translated=done.append)
    assert sum(done) == 7
    with raided.open() as service:
        done = []
        service.translating.run(force=True, on_translated=done.append)
    assert done == [2, 1, 2, 2]


def attempts(city: City, title: str, minutes: int) -> list[int]:
    """After how many minutes the engine is asked for an entry, of so many in which a refresh runs."""
    asked = []
    for minute in range(minutes):
        if sum(use.calls for use in city.run().engines.values()):
            asked.append(minute)
        city.later(minutes=1)
    assert city.translation(title).state in (State.FAILED, State.PENDING)
    return asked


@pytest.mark.parametrize(
    ("alert", "asked"), [(True, [0, 1, 3, 5, 7, 9, 11, 13]), (False, [0, 1, 3, 7])], ids=["alert", "news"]
)
def test_no_long_wait(raided: City, site: Server, libre: Libre, alert: bool, asked: list[int]) -> None:
    """While the engine is down, an alert is tried every two minutes; news waits longer each time."""
    libre.refuse = lambda texts: (503, "down")
    what = ALERT if alert else NEWS
    raided.add("city", site.on("/feed", Feed(atom([what]))))
    assert attempts(raided, what.title, 15) == asked


def test_engine_that_wants_rest_gets_it(raided: City, site: Server, libre: Libre) -> None:
    """An engine that asked to be left alone is not asked for an alert either."""
    libre.refuse = lambda texts: (429, "Too many requests")
    raided.add("city", site.on("/feed", Feed(atom([ALERT]))))
    raided.run()
    count = len(libre.requests)
    waits = raided.translation(ALERT.title).next_try
    assert waits is not None and waits > NOON
    raided.run()
    assert len(libre.requests) == count


def test_without_engines(raided: City, site: Server) -> None:
    """Without any engine an alert is published as it is, and waits like everything else."""
    raided.main["translation"]["engines"] = ["memory"]
    raided.add("city", site.on("/feed", Feed(atom([ALERT, NEWS]))))
    done: list[int] = []
    raided.run(on_translated=done.append)
    raided.run(on_translated=done.append)
    assert sum(done) == 2
    assert [one["_visnyk"]["state"] for one in items(raided, "only-en")] == ["pending"]


def test_edited_post(raided: City, site: Server, libre: Libre) -> None:
    """A channel that edits its alert into the all-clear has no open alert; a corrected word opens none again."""
    feed = Feed(atom([ALERT]))
    raided.add("city", site.on("/feed", feed))
    raided.run()
    feed.body = atom([ALERT.but(title="Відбій")])
    raided.later(minutes=10)
    raided.run()
    assert [one["tags"] for one in items(raided, "only-original")] == [["air-raid", "air-raid-all-clear"]]
    feed.body = atom([CLEAR, ALERT])
    raided.later(minutes=40)
    raided.run()
    feed.body = atom([CLEAR, ALERT.but(title="Тривога в місті!")])
    raided.later(minutes=10)
    raided.run()
    (alert,) = (one for one, _ in raided.entries() if one.title == "Тривога в місті!")
    assert (alert.alert, alert.all_clear, alert.closed) == ("air-raid", False, CLEAR.published)


def test_rules_change(raided: City, site: Server) -> None:
    """Under other rules what is stored is marked anew with the next refresh, though the source has nothing new."""
    raided.alerts = []
    raided.editions = [dict(EDITIONS[0]), dict(EDITIONS[3])]
    raided.add("city", site.on("/feed", Feed(atom([CLEAR, ALERT, NEWS]))))
    raided.run()
    assert len(items(raided, "exclude-original")) == 3
    raided.alerts = [RAID]
    raided.later(hours=1)
    assert raided.run(force=True).sources[0].status == "unchanged"
    assert [one["title"] for one in items(raided, "exclude-original")] == ["Нова бібліотека"]
    assert {entry.title: entry.closed for entry, _ in raided.entries()}["Тривога!"] == CLEAR.published
    raided.alerts = [{**RAID, "begins": ["бібліотека"], "ends": []}]
    raided.run(force=True)
    tags = {one["title"]: one.get("tags") for one in items(raided, "include-original")}
    assert tags == {"Відбій": None, "Тривога!": None, "Нова бібліотека": ["air-raid"]}
    raided.alerts = []
    raided.run(force=True)
    assert len(items(raided, "exclude-original")) == 3


def test_new_name_is_published(raided: City, site: Server) -> None:
    """Another title of an alert, or another time zone, changes the documents that show it."""
    raided.add("city", site.on("/feed", Feed(atom([CLEAR, ALERT, NEWS]))))
    raided.run()
    raided.alerts = [{**RAID, "title": "Air-raid alert"}]
    raided.run()
    assert b'label="Air-raid alert: ended"' in raided.documents()["/editions/only-en.atom"]
    raided.main["site"]["timezone"] = "Europe/London"
    raided.run()
    assert "Ended at 12:40." in items(raided, "only-en")[1]["content_html"]


def test_translated_words(raided: City, site: Server, libre: Libre) -> None:
    """The banner's alert has its translation once it is there."""
    raided.add("city", site.on("/feed", Feed(atom([ALERT]))))
    raided.run()
    with raided.open() as service:
        (view,) = service.reading.open_alerts("en")
        assert (view.alert, view.open, view.state) == ("Air raid", True, State.TRANSLATED)
        assert view.translation is not None and view.translation.title == shout("Тривога!")
        assert service.reading.has_alerts
        one = service.reading.entry(view.entry.key, "en")
        assert one is not None and one.view.open
    raided.later(hours=12)
    with raided.open() as service:
        assert service.reading.open_alerts("en") == ()
        (row,) = service.reading.alerts("en").items
        assert (row.lead.alert, row.lead.open) == ("Air raid", False)


def test_a_backlog_keeps_no_alert_waiting(raided: City, site: Server, libre: Libre) -> None:
    """Out of patience, a refresh leaves what is not urgent to the next one, which begins with a new alert."""
    raided.translated_by(libre.url)
    backlog = [item(number).but(published=NOON + timedelta(seconds=number)) for number in range(1, 61)]
    feed = Feed(atom(backlog[::-1]))
    raided.add("city", site.on("/feed", feed))
    first = raided.run(patience=0).translations
    assert 0 < first[State.TRANSLATED] < 60
    feed.body = atom([*backlog[::-1], ALERT])
    libre.requests.clear()
    second = raided.run(patience=0).translations
    assert raided.translation(ALERT.title).state is State.TRANSLATED
    assert "Тривога" in str(libre.requests[0])
    assert first[State.TRANSLATED] < second[State.TRANSLATED] < 61
    assert raided.run().translations[State.TRANSLATED] == 61
