"""Alerts in the viewer: open ones on top, badges, a page of their own, apart from the news."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from feeds.model import Alerts
from tests.webapp.memory import NOON, MemoryReading
from tests.webapp.page import text, tree


def raid(reading: MemoryReading, hours: float = 0, **fields: object) -> str:
    """An alert, so many hours before noon; its key."""
    key = reading.add_entry("🔴 Тривога!", published=NOON - timedelta(hours=hours))
    reading.alert(key, **fields)
    return key


def labels(page: object) -> list[str]:
    """The badges of a page."""
    return [text(one) for one in page.find_class("label")]  # type: ignore[attr-defined]


def test_open_alert_is_on_top(client: FlaskClient, reading: MemoryReading) -> None:
    """What is open stands in a named region before everything else: what, since when, where, and where to read it."""
    key = raid(reading, 2)
    reading.translate(key, "🔴 Alert!")
    (region,) = tree(client, "/").xpath("//main/*[1]")
    assert (region.get("role"), region.get("aria-label")) == ("region", "Alerts that are open now")
    assert text(region) == "Alert now Air raid since 21 October 2026, 10:00 Source city 🔴 Alert!"
    assert region.xpath(".//time/@datetime") == ["2026-10-21T10:00:00+03:00"]
    (link,) = region.xpath(f".//a[@href='/entry/{key}']")
    assert link.get("lang") == "en"


def test_alert_without_a_date(client: FlaskClient, reading: MemoryReading) -> None:
    """An open alert whose source gives no date is not said to last since it was first seen."""
    reading.alert(reading.add_entry("🔴 Тривога!", dated=False))
    region = text(tree(client, "/").find_class("alarm")[0])
    assert "first seen 21 October 2026, 12:00" in region
    assert "since" not in region


def test_untranslated_alert_is_shown_as_it_is(client: FlaskClient, reading: MemoryReading) -> None:
    """Before its translation is there, an open alert stands in its own words and says in which language."""
    raid(reading)
    raid(reading, 1)
    region = tree(client, "/").find_class("alarm")[0]
    assert text(region.find_class("alarm-name")[0]) == "Alerts now"
    (first, _) = region.xpath(".//li//p[@class='alarm-words']/a")
    assert (text(first), first.get("lang"), first.get("translate")) == ("🔴 Тривога!", "uk", "no")


def test_quiet(client: FlaskClient, reading: MemoryReading) -> None:
    """Where nothing is open, and on older pages, there is no region."""
    raid(reading, closed=NOON)
    assert not tree(client, "/").find_class("alarm")
    raid(reading, 1)
    reading.page_size = 1
    reading.add_entry("Новина")
    reading.add_entry("Старіша", published=NOON - timedelta(hours=9))
    assert tree(client, "/").find_class("alarm")
    assert not tree(client, "/?before=1").find_class("alarm")


def test_apart_from_the_news(client: FlaskClient, reading: MemoryReading) -> None:
    """The list of news has none of them and says where they are; their page has nothing else; the source has both."""
    raid(reading, 1, all_clear=True)
    reading.add_entry("Новина")
    front = tree(client, "/")
    assert [text(one) for one in front.xpath("//h3")] == ["Новина"]
    assert front.xpath("//main//a[@href='/alerts']")
    alerts = tree(client, "/alerts")
    assert [text(one) for one in alerts.xpath("//h3")] == ["🔴 Тривога!"]
    assert text(alerts.xpath("//nav//*[@aria-current]")[0]) == "Alerts"
    assert len(tree(client, "/source/city").xpath("//h3")) == 2


def test_no_rules_no_word(client: FlaskClient, reading: MemoryReading) -> None:
    """A city without alerts is not told of any."""
    reading.add_entry("Новина")
    page = tree(client, "/")
    assert not page.xpath("//a[@href='/alerts']")
    assert "lert" not in text(page)
    assert "No source has raised one so far." in text(tree(client, "/alerts"))


@pytest.mark.parametrize(
    ("fields", "label", "classes"),
    [({}, "Alert: Air raid", "label alert"), ({"open": False}, "Alert: Air raid", "label"),
     ({"all_clear": True}, "All clear: Air raid", "label good"),
     ({"closed": NOON + timedelta(hours=9, minutes=40)}, "Air raid, ended 21:40", "label"),
     ({"closed": NOON + timedelta(hours=14)}, "Air raid, ended 22 October 2026, 02:00", "label")],
)  # fmt: skip
def test_badges(
    client: FlaskClient, reading: MemoryReading, fields: dict[str, object], label: str, classes: str
) -> None:
    """Each stage has its badge, in lists and on the entry's own page; only an open alert is red."""
    key = raid(reading, **fields)
    for path in ("/alerts", "/source/city", f"/entry/{key}"):
        page = tree(client, path)
        assert label in labels(page)
        assert page.find_class("label")[0].get("class") == classes


def test_pages_of_alerts(client: FlaskClient, reading: MemoryReading) -> None:
    """Older alerts are on further pages, and an address that makes no sense is a 404."""
    reading.page_size = 2
    for hours in range(3):
        raid(reading, hours, closed=NOON)
    assert tree(client, "/alerts").xpath("//a[@rel='next']/@href") == ["/alerts?before=2"]
    older = tree(client, "/alerts?before=2")
    assert (text(older.xpath("//h1")[0]), len(older.xpath("//h3"))) == ("Older alerts", 1)
    tree(client, "/alerts?before=nonsense", status=404)


def test_subscribe_says_what_is_in_it(client: FlaskClient, reading: MemoryReading) -> None:
    """Each edition says whether it has alerts, where there are any."""
    for alerts in Alerts:
        reading.add_edition(f"e-{alerts}", alerts=alerts)
    assert "Without alerts" not in text(tree(client, "/subscribe"))
    raid(reading)
    told = [text(one) for one in tree(client, "/subscribe").xpath("//section[@class='edition']//p[@class='meta']")]
    assert ["Without alerts" in one for one in told] == [False, True, False]
    assert ["Alerts and all-clears alone" in one for one in told] == [False, False, True]
