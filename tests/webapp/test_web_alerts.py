"""Alerts in the viewer: open ones on top, badges, a page of their own, apart from the news."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.webapp.city import NOON, City
from tests.webapp.page import text, tree


def raid(reading: City, hours: float = 0, **fields: object) -> str:
    """An alert, so many hours before noon; its key."""
    key = reading.add_entry("🔴 Тривога!", published=NOON - timedelta(hours=hours))
    reading.alert(key, **fields)
    return key


def labels(page: object) -> list[str]:
    """The badges of a page."""
    return [text(one) for one in page.find_class("label")]  # type: ignore[attr-defined]


def test_open_alert_is_on_top(client: FlaskClient, reading: City) -> None:
    """What is open stands in a named region before everything else: what, since when, where, and where to read it."""
    key = raid(reading, 2)
    reading.translate(key, "🔴 Alert!")
    (region,) = tree(client, "/en/").xpath("//main/*[1]")
    assert (region.get("role"), region.get("aria-label")) == ("region", "Alerts that are open now")
    assert text(region) == "Alert now Air raid since 21 October 2026, 10:00 Source city 🔴 Alert!"
    assert region.xpath(".//time/@datetime") == ["2026-10-21T10:00:00+03:00"]
    (link,) = region.xpath(f".//a[@href='/en/entry/{key}']")
    assert link.get("lang") == "en"


def test_alert_without_a_date(client: FlaskClient, reading: City) -> None:
    """An open alert whose source gives no date is not said to last since it was first seen."""
    reading.alert(reading.add_entry("🔴 Тривога!", dated=False))
    region = text(tree(client, "/en/").find_class("alarm")[0])
    assert "first seen 21 October 2026, 12:00" in region
    assert "since" not in region


def test_untranslated_alert_is_shown_as_it_is(client: FlaskClient, reading: City) -> None:
    """Before its translation is there, an open alert stands in its own words and says in which language."""
    raid(reading)
    raid(reading, 1)
    region = tree(client, "/en/").find_class("alarm")[0]
    assert text(region.find_class("alarm-name")[0]) == "Alerts now"
    (first, _) = region.xpath(".//li//p[@class='alarm-words']/a")
    assert (text(first), first.get("lang"), first.get("translate")) == ("🔴 Тривога!", "uk", "no")


def test_quiet(client: FlaskClient, reading: City) -> None:
    """Where nothing is open, and on older pages, there is no region."""
    raid(reading, closed=NOON)
    assert not tree(client, "/en/").find_class("alarm")
    raid(reading, 1)
    reading.page_size = 1
    reading.add_entry("Новина")
    reading.add_entry("Старіша", published=NOON - timedelta(hours=9))
    front = tree(client, "/en/")
    assert front.find_class("alarm")
    [older] = front.xpath("//a[@rel='next']/@href")
    assert not tree(client, older).find_class("alarm")


def test_apart_from_the_news(client: FlaskClient, reading: City) -> None:
    """The list of news has none of them and says where they are; their page has nothing else; the source has both."""
    raid(reading, 1, all_clear=True)
    reading.add_entry("Новина")
    front = tree(client, "/en/")
    assert [text(one) for one in front.xpath("//h3")] == ["Новина"]
    assert front.xpath("//main//a[@href='/en/alerts']")
    alerts = tree(client, "/en/alerts")
    assert [text(one) for one in alerts.xpath("//h3")] == ["🔴 Тривога!"]
    assert text(alerts.xpath("//nav//*[@aria-current]")[0]) == "Alerts"
    assert len(tree(client, "/en/source/city").xpath("//h3")) == 2


def test_no_rules_no_word(client: FlaskClient, reading: City) -> None:
    """A city without alerts is not told of any."""
    reading.add_entry("Новина")
    page = tree(client, "/en/")
    assert not page.xpath("//a[@href='/en/alerts']")
    assert "lert" not in text(page)
    assert "No source has raised one so far." in text(tree(client, "/en/alerts"))


@pytest.mark.parametrize(
    ("hours", "fields", "label", "classes"),
    [(0, {}, "Alert: Air raid", "label alert"), (13, {}, "Alert: Air raid", "label"),
     (0, {"all_clear": True}, "All clear: Air raid", "label good"),
     (0, {"closed": NOON + timedelta(hours=9, minutes=40)}, "Air raid, ended 21:40", "label"),
     (0, {"closed": NOON + timedelta(hours=14)}, "Air raid, ended 22 October 2026, 02:00", "label")],
)  # fmt: skip
def test_badges(
    client: FlaskClient, reading: City, hours: int, fields: dict[str, object], label: str, classes: str
) -> None:
    """Each stage has its badge, in lists and on the entry's own page; only an open alert is red."""
    key = raid(reading, hours, **fields)
    for path in ("alerts", "source/city", f"entry/{key}"):
        page = tree(client, f"/en/{path}")
        assert label in labels(page)
        assert page.find_class("label")[0].get("class") == classes


def test_alerts_have_ukrainian_names(client: FlaskClient, reading: City) -> None:
    """On a Ukrainian page an alert is called as the editor calls it in Ukrainian."""
    reading.alert(reading.add_entry("🔴 Тривога!"), title_uk="Повітряна тривога")
    assert text(tree(client, "/uk/").find_class("alarm")[0].xpath(".//b")[0]) == "Повітряна тривога"
    assert "Повітряна тривога" in labels(tree(client, "/uk/alerts"))[0]


def test_pages_of_alerts(client: FlaskClient, reading: City) -> None:
    """Older alerts are on further pages, and an address that makes no sense is a 404."""
    reading.page_size = 2
    for hours in range(3):
        raid(reading, hours, closed=NOON)
    [next_page] = tree(client, "/en/alerts").xpath("//a[@rel='next']/@href")
    older = tree(client, next_page)
    assert (text(older.xpath("//h1")[0]), len(older.xpath("//h3"))) == ("Older alerts", 1)
    tree(client, "/en/alerts?before=nonsense", status=404)
