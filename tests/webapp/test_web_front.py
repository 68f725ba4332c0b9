"""The front page and the page of a source."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from feeds.model import State
from tests.webapp.memory import NOON, MemoryReading
from tests.webapp.page import text, tree


def test_days_are_those_of_the_citys_zone(client: FlaskClient, reading: MemoryReading) -> None:
    """An entry of 22:30 UTC belongs to the next day in Kyiv, and each day has one heading."""
    reading.add_entry("late", published=NOON.replace(hour=22, minute=30))
    reading.add_entry("early", published=NOON)
    reading.add_entry("earlier", published=NOON - timedelta(hours=1))
    page = tree(client, "/")
    assert [text(day) for day in page.xpath("//h2")] == ["Thursday, 22 October 2026", "Wednesday, 21 October 2026"]
    assert page.xpath("//h2/time/@datetime") == ["2026-10-22", "2026-10-21"]
    assert [len(day.xpath(".//article")) for day in page.find_class("day")] == [1, 2]
    assert page.xpath("//article//time/@datetime")[0] == "2026-10-22T01:30:00+03:00"


def test_headline_is_the_translation_if_there_is_one(client: FlaskClient, reading: MemoryReading) -> None:
    """A translated entry shows the English title, any other one its own, each with its language."""
    done = reading.add_entry("Трамвай")
    reading.translate(done, "Tram")
    reading.add_entry("Метро", published=NOON - timedelta(hours=1))
    links = tree(client, "/").xpath("//article//h3/a")
    assert [(text(a), a.get("lang"), a.get("translate")) for a in links] == [
        ("Tram", "en", None),
        ("Метро", "uk", "no"),
    ]
    assert links[0].get("href") == f"/entry/{done}"


@pytest.mark.parametrize(
    ("state", "label"),
    [
        (State.TRANSLATED, []),
        (State.NOT_NEEDED, []),
        (State.PENDING, ["Translation pending"]),
        (State.PARTIAL, ["Partly translated"]),
        (State.REVIEWED, ["Reviewed"]),
        (State.FAILED, ["Translation failed: too long"]),
    ],
)
def test_state_is_named_where_it_is_not_plain(
    client: FlaskClient, reading: MemoryReading, state: State, label: list[str]
) -> None:
    """Each state but the plain ones has its label on the front page and on the entry's page."""
    key = reading.add_entry()
    reading.translate(key, state=state, reason="too long")
    for path in ("/", f"/entry/{key}"):
        assert [text(element) for element in tree(client, path).find_class("label")] == label


@pytest.mark.parametrize("state", [State.PENDING, State.FAILED])
def test_rejected_text_is_never_shown(client: FlaskClient, reading: MemoryReading, state: State) -> None:
    """A text that came with a pending or failed translation appears nowhere."""
    key = reading.add_entry("Метро")
    reading.translate(key, "WRONG", state=state, summary="WRONG", content="<p>WRONG</p>")
    for path in ("/", f"/entry/{key}", "/source/city"):
        assert "WRONG" not in client.get(path).text


def test_title_left_as_it_was_is_not_called_english(client: FlaskClient, reading: MemoryReading) -> None:
    """A partial translation whose title is still the original's keeps the original's language."""
    key = reading.add_entry("Метро")
    reading.translate(key, "Метро", state=State.PARTIAL)
    assert tree(client, "/").xpath("//h3/a/@lang") == ["uk"]
    assert tree(client, f"/entry/{key}").xpath("//h1/@lang") == ["uk"]


def test_older_news_are_one_link_away(client: FlaskClient, reading: MemoryReading) -> None:
    """The front page leads to older pages, and an older page back to the newest."""
    reading.page_size = 2
    for hours in range(3):
        reading.add_entry(f"n{hours}", published=NOON - timedelta(hours=hours))
    first = tree(client, "/")
    assert first.xpath("//a[@rel='next']/@href") == ["/?before=2"]
    second = tree(client, "/?before=2")
    assert [text(a) for a in second.xpath("//h3/a")] == ["n2"]
    assert second.xpath("//nav[@class='turn']/a/@href") == ["/"]


@pytest.mark.parametrize("path", ["/?before=nonsense", "/source/city?before=nonsense"])
def test_unreadable_cursor_is_not_found(client: FlaskClient, reading: MemoryReading, path: str) -> None:
    """A cursor that nobody gave out answers 404 with a page."""
    reading.add_entry()
    assert "Page not found" in text(tree(client, path, 404))


def test_teaser_is_one_line_of_words(client: FlaskClient, reading: MemoryReading) -> None:
    """The summary under a title is plain text, cut after a word, and keeps paragraphs apart."""
    body = "<p>One &lt;b&gt;.</p><p>Two <b>three</b>" + " word" * 60 + "</p>"
    reading.add_entry("Title", content=body)
    teaser = text(tree(client, "/").find_class("teaser")[0])
    assert teaser.startswith("One <b>. Two three word")
    assert teaser.endswith("word…")
    assert len(teaser) <= 181


def test_summary_is_preferred_and_repetition_left_out(client: FlaskClient, reading: MemoryReading) -> None:
    """The source's summary is shown rather than the content's start, and nothing that only repeats the title."""
    reading.add_entry("First", summary="<p>In short.</p>", published=NOON)
    reading.add_entry("Second", content="<p>Second</p>", published=NOON - timedelta(hours=1))
    assert [text(element) for element in tree(client, "/").find_class("teaser")] == ["In short."]


def test_entry_without_a_title_still_has_a_link_with_words(client: FlaskClient, reading: MemoryReading) -> None:
    """An untitled entry is named by its first words, or Untitled where it has none."""
    reading.add_entry("", content="<p>Увага! Тривога.</p>")
    reading.add_entry("", content="", published=NOON - timedelta(hours=1))
    assert [text(a) for a in tree(client, "/").xpath("//h3/a")] == ["Увага! Тривога.", "Untitled"]


def test_before_the_first_refresh_the_front_page_says_so(client: FlaskClient, reading: MemoryReading) -> None:
    """An empty front page of a new installation tells that no source was asked, and leads to the status page."""
    reading.add_source()
    page = tree(client, "/")
    assert "No source has been asked yet" in text(page)
    assert "make demo" in text(page)
    assert page.xpath("//main//a[@href='/status']")


def test_without_a_network_the_front_page_says_so(client: FlaskClient, reading: MemoryReading) -> None:
    """Where every source was asked and none ever answered, the front page names that and the demo."""
    reading.add_source()
    reading.check(last_error="no route to host")
    assert "No source could be reached" in text(tree(client, "/"))


def test_working_sources_without_entries_are_no_fault(client: FlaskClient, reading: MemoryReading) -> None:
    """Where sources answer but have nothing, the front page does not speak of a failure."""
    reading.add_source()
    reading.check()
    page = text(tree(client, "/"))
    assert "No news yet" in page
    assert "make demo" not in page


def test_page_of_a_source_has_its_news_only(client: FlaskClient, reading: MemoryReading) -> None:
    """A source's page shows its title, address, language and its own entries."""
    reading.add_source("metro", title="Metro", language="uk", verified=False)
    reading.add_entry("of metro", source_id="metro")
    reading.add_entry("of city")
    page = tree(client, "/source/metro")
    assert [text(a) for a in page.xpath("//h3/a")] == ["of metro"]
    assert page.xpath("//h1/text()") == ["Metro"]
    assert "Writes in Ukrainian" in text(page)
    assert "Not verified" in text(page)


@pytest.mark.parametrize("path", ["/source/none", "/entry/0123456789abcdef", "/nowhere", "/entry/", "/static/none"])
def test_unknown_addresses_are_not_found(client: FlaskClient, path: str) -> None:
    """Whatever is not there answers 404 with a page in the same layout."""
    page = tree(client, path, 404)
    assert text(page.xpath("//h1")[0]) == "Page not found"
    assert page.find_class("masthead")


def test_post_is_not_told_twice(client: FlaskClient, reading: MemoryReading) -> None:
    """The first words of a post are its title, and its teaser is what comes behind them."""
    reading.add_entry("Водії потрібні", content="<p>Водії потрібні. Навчання триває чотири місяці.</p>")
    page = client.get("/").text
    assert page.count("Водії потрібні") == 1
    assert "Навчання триває чотири місяці." in page


def test_day_without_a_time(client: FlaskClient, reading: MemoryReading) -> None:
    """News of which only the day is known shows no midnight."""
    midnight = NOON.replace(hour=21, minute=0)
    reading.add_entry("Of a day", published=midnight)
    reading.add_entry("Of a minute", published=midnight + timedelta(minutes=1))
    page = client.get("/").text
    assert "00:01</time>" in page
    assert "00:00</time>" not in page
