"""How the service fares: for people, and for monitors."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from feeds.health import KEPT_SHARE, Room, room
from feeds.model import Pair
from feeds.store.spending import Caps
from tests.test_docs import codes
from tests.webapp.city import NOON, City, app_for
from tests.webapp.page import text, tree
from tests.webapp.sample_city import sample_city
from webapp import charts
from webapp.troubles import sentence


def test_status_tells_how_each_source_fares() -> None:
    """Each source is listed with its fare in words, those that need somebody first."""
    page = tree(app_for(sample_city()).test_client(), "/en/status")
    rows = page.xpath("//ul[@class='fares']/li")
    fares = [text(row.find_class("label")[0]) for row in rows]
    assert fares == ["Failing", "Gone", "Not asked yet", "Working", "Working", "Working", "Switched off"]
    failing, gone, waiting = rows[:3]
    assert "It failed 4 times in a row." in text(failing)
    assert "Not verified" in text(failing)
    assert "Next try 21 October 2026, 16:00" in text(failing)
    assert "gone for good (410)" in text(gone)
    assert "Last success never" in text(waiting)
    assert "Not verified" not in text(rows[3])


def test_trouble_is_told_in_words(client: FlaskClient, reading: City) -> None:
    """A failing source says why in the language of the interface; the detail below it is marked as English."""
    reading.add_source()
    reading.check(last_error="connect: no answer within 10 s", error_code="timeout", failures=1)
    (reason,) = tree(client, "/en/status").find_class("reason")
    sentence, detail = reason.findall("p")
    assert text(sentence) == "The server of the source did not answer in time."
    assert (detail.get("lang"), text(detail)) == ("en", "connect: no answer within 10 s")


def test_every_code_has_a_sentence() -> None:
    """Each code that a source's error can have has a sentence of its own, and nothing else has one."""
    with app_for(City()).test_request_context("/en/"):
        known = {code: sentence(code) for code in codes() - {"http-NNN"}}
        assert all(known.values())
        assert len(set(known.values())) == len(known)
        answered = [sentence(f"http-{status}") for status in (403, 404, 429, 503, 418)]
        assert len(set(answered)) == 5
        assert "418" in (answered[4] or "")
        assert (sentence(None), sentence("no-such-code"), sentence("http-x")) == (None, None, None)


def test_a_new_code_is_no_riddle(client: FlaskClient, reading: City) -> None:
    """A code that has no sentence yet is said to be a failure, and the detail stands below."""
    reading.add_source()
    reading.check(last_error="something else", error_code="unheard-of", failures=1)
    assert "The source gave no news." in text(tree(client, "/en/status").find_class("reason")[0])


def test_next_try_respects_the_servers_word(client: FlaskClient, reading: City) -> None:
    """The later of our own plan and the server's Retry-After is the next try."""
    reading.add_source()
    reading.check(next_due=NOON + timedelta(hours=1), not_before=NOON + timedelta(hours=3))
    assert "Next try 21 October 2026, 15:00" in text(tree(client, "/en/status"))


def test_chart_of_a_source(client: FlaskClient, reading: City) -> None:
    """The entries of 30 days are bars, and the same in words for those who do not see them."""
    for days in (0, 0, 1, 29):
        reading.add_entry(published=NOON - timedelta(days=days))
    reading.add_source("quiet")
    page = tree(client, "/en/status")
    (chart,) = page.xpath("//figure//svg")
    assert chart.get("aria-label") == "4 entries in 30 days, the newest on 21 October 2026, 12:00"
    assert chart.get("role") == "img"
    blanks, bars = chart.findall("path")
    assert bars.get("d") == charts.days((1, *[0] * 27, 1, 2)).bars
    assert blanks.get("d").count("M") == 27
    assert "30 days, at most 2 a day" in text(page)
    assert "No entries in 30 days" in text(page.xpath("//li[contains(., 'Source quiet')]//figure")[0])


def test_status_counts_translations_and_reasons() -> None:
    """The backlog is counted by state, with the reasons for what is missing; what nobody has translated is English."""
    client = app_for(sample_city()).test_client()
    page = tree(client, "/en/status")
    rows = {text(row.find("dt")): text(row.find("dd")) for row in page.find_class("states")[0]}
    assert list(rows) == ["Pending", "Partly translated", "Failed", "Translated", "Reviewed", "No translation needed"]
    assert (rows["Failed"], rows["Reviewed"]) == ("1", "1")
    reasons = page.find_class("reasons")[0]
    assert "1 google: too many requests (429)" in text(reasons)
    reasons = tree(client, "/uk/status").find_class("reasons")[0]
    assert "1 Google Translate: забагато запитів (429)" in text(reasons)
    assert [text(span) for span in reasons.xpath(".//span[@lang='en']")] == ["inline codes were lost"]


def _budget(reading: City) -> str:
    return text(tree(app_for(reading).test_client(), "/en/status").xpath("//ul[@class='budgets']/li")[0])


@pytest.mark.parametrize(
    ("spent", "said"),
    [(12_345, None), (420_000, "The rest is kept for titles and alerts."), (500_000, "Used up until midnight (UTC).")],
)
def test_budget_of_an_engine(reading: City, spent: int, said: str | None) -> None:
    """What an engine was sent stands beside what it may be sent, with a word on what is left where that is little."""
    reading.spend("google", spent)
    words = _budget(reading)
    assert words.startswith(f"Google Translate Today {spent:,} of 500,000 characters {said or 'This month'}")
    assert f"This month {spent:,} characters" in words


def test_budget_of_a_month(reading: City) -> None:
    """A cap of the month is used up until the next one."""
    reading.pairs = (Pair("uk", "en", ("memory", "deepl")),)
    reading.spend("deepl", 600_000, NOON - timedelta(days=3))
    assert "This month 600,000 of 500,000 characters Used up until the next month begins (UTC)." in _budget(reading)
    assert "Today 0 characters" in _budget(reading)


def test_no_engine_is_said(reading: City) -> None:
    """Where only the memory translates, nothing is sent, and the page says so."""
    reading.pairs = (Pair("uk", "en", ("memory",)),)
    assert "No translation engine is in use." in text(tree(app_for(reading).test_client(), "/en/status"))


def test_what_is_left_of_a_cap() -> None:
    """The last fifth of a cap is for titles and alerts, as where it is booked."""
    assert Caps().reserve_share == KEPT_SHARE
    assert [room(used, 100) for used in (0, 79, 80, 99, 100, 130)] == [
        Room.AMPLE, Room.AMPLE, Room.KEPT, Room.KEPT, Room.NONE, Room.NONE,
    ]  # fmt: skip
    assert room(0, 0) is Room.NONE


def test_status_has_a_notice_where_nothing_ever_worked(client: FlaskClient, reading: City) -> None:
    """Where no source has ever worked, the status page says so and names the demo; else it does not."""
    reading.add_source()
    reading.check(last_error="timeout")
    page = text(tree(client, "/en/status"))
    assert "No source could be reached" in page
    assert "make demo" in page
    reading.check(last_error="timeout", last_success=NOON)
    assert "make demo" not in text(tree(client, "/en/status"))


def test_no_sources_at_all_is_said(client: FlaskClient) -> None:
    """An installation without sources says that there are none, and that nothing was asked."""
    page = text(tree(client, "/en/status"))
    assert "No source is configured" in page
    assert "The sources have not been asked yet." in page


def test_status_is_asked_for_again(client: FlaskClient) -> None:
    """The status page may be kept, but not shown without asking whether it is still so."""
    assert client.get("/en/status").headers["Cache-Control"] == "no-cache"


# --- charts ---------------------------------------------------------------------------------------------------------


def test_bars_are_in_proportion() -> None:
    """The largest number is as high as the chart, the others in proportion, and one beside a thousand is still seen."""
    chart = charts.days((0, 10, 5, 1000, 1))
    assert chart.bars == "M7 32v-4M12 32v-4M17 32v-32M22 32v-4"
    assert chart.blanks == "M2 32v-1"
    assert (chart.most, chart.width) == (1000, 24)
    assert charts.days((4, 2)).bars == "M2 32v-32M7 32v-16"


@pytest.mark.parametrize("numbers", [(), (0, 0)])
def test_charts_of_nothing(numbers: tuple[int, ...]) -> None:
    """A chart without entries has no bars."""
    assert (charts.days(numbers).bars, charts.days(numbers).most) == ("", 0)


@pytest.mark.parametrize(
    ("used", "most", "percent"),
    [(0, 10, 0), (0, 0, 0), (1, 1000, 1), (5, 10, 50), (999, 1000, 99), (10, 10, 100), (20, 10, 100), (1, 0, 100)],
)
def test_share(used: int, most: int, percent: int) -> None:
    """A bar is empty only where nothing is used, and full only where all is."""
    assert charts.share(used, most) == percent


# --- for programs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "success", "verdict"), [(None, NOON, "ok"), ("timeout", NOON, "degraded"), ("timeout", None, "empty")]
)
def test_health(client: FlaskClient, reading: City, error: str | None, success: object, verdict: str) -> None:
    """``/healthz`` is 200 with one word on the whole, also where sources fail."""
    reading.add_source()
    reading.check(last_error=error, last_success=success)
    response = client.get("/healthz")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    answer: dict[str, Any] = json.loads(response.data)
    assert answer["status"] == verdict
    assert answer["last_refresh"] == "2026-10-21T09:00:00+00:00"
    failing = int(error is not None)
    assert answer["sources"] == {
        "total": 1, "failing": failing, "gone": 0, "waiting": 0, "working": 1 - failing, "off": 0,
    }  # fmt: skip


def test_health_before_the_first_refresh(client: FlaskClient) -> None:
    """A new installation is empty, with no last refresh."""
    answer = client.get("/healthz").get_json()
    assert (answer["status"], answer["last_refresh"]) == ("empty", None)


def test_health_of_an_unreadable_store(client: FlaskClient, reading: City) -> None:
    """A monitor learns by the status that the store cannot be read."""
    reading.locked = True
    response = client.get("/healthz")
    assert (response.status_code, response.get_json()["status"]) == (503, "unavailable")


def test_favicon(client: FlaskClient) -> None:
    """The icon is kept for a day, and found where browsers look for it unbidden."""
    assert client.get("/favicon.svg", buffered=True).headers["Cache-Control"] == "public, max-age=86400"
    assert client.get("/favicon.ico").location == "/favicon.svg"
