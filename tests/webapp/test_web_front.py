"""The front page and the page of a source."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from feeds.model import State
from tests.webapp.city import NOON, City
from tests.webapp.page import text, tree


def test_days_are_those_of_the_citys_zone(client: FlaskClient, reading: City) -> None:
    """An entry of 22:30 UTC belongs to the next day in Kyiv, and each day has one heading."""
    reading.add_entry("late", published=NOON.replace(hour=22, minute=30))
    reading.add_entry("early", published=NOON)
    reading.add_entry("earlier", published=NOON - timedelta(hours=1))
    page = tree(client, "/en/")
    assert [text(day) for day in page.xpath("//h2")] == ["Thursday, 22 October 2026", "Wednesday, 21 October 2026"]
    assert page.xpath("//h2/time/@datetime") == ["2026-10-22", "2026-10-21"]
    assert [len(day.xpath(".//article")) for day in page.find_class("day")] == [1, 2]
    assert page.xpath("//article//time/@datetime")[0] == "2026-10-22T01:30:00+03:00"


def test_headline_is_the_translation_if_there_is_one(client: FlaskClient, reading: City) -> None:
    """A translated entry shows the English title, any other one its own, each with its language; in Ukrainian what was
    written in Ukrainian shows its own."""
    done = reading.add_entry("Трамвай")
    reading.translate(done, "Tram")
    reading.add_entry("Метро", published=NOON - timedelta(hours=1))
    links = tree(client, "/en/").xpath("//article//h3/a")
    assert [(text(a), a.get("lang"), a.get("translate")) for a in links] == [
        ("Tram", "en", None),
        ("Метро", "uk", "no"),
    ]
    assert links[0].get("href") == f"/en/entry/{done}"
    own = tree(client, "/uk/").xpath("//article//h3/a")[0]
    assert (text(own), own.get("lang"), own.get("href")) == ("Трамвай", "uk", f"/uk/entry/{done}")


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
    client: FlaskClient, reading: City, state: State, label: list[str]
) -> None:
    """Each state but the plain ones has its label on the front page and on the entry's page; none where the reader
    reads the original."""
    key = reading.add_entry(language="en" if state is State.NOT_NEEDED else "uk")
    if state is not State.NOT_NEEDED:
        reading.translate(key, state=state, reason="too long")
    for path in ("", f"entry/{key}"):
        assert [text(element) for element in tree(client, f"/en/{path}").find_class("label")] == label
        assert not tree(client, f"/uk/{path}").find_class("label")


@pytest.mark.parametrize("state", [State.PENDING, State.FAILED])
def test_rejected_text_is_never_shown(client: FlaskClient, reading: City, state: State) -> None:
    """A text that came with a pending or failed translation appears nowhere."""
    key = reading.add_entry("Метро")
    reading.translate(key, "WRONG", state=state, summary="WRONG", content="<p>WRONG</p>")
    for path in ("/en/", f"/en/entry/{key}", "/en/source/city", "/uk/", f"/uk/entry/{key}"):
        assert "WRONG" not in client.get(path).text


def test_title_left_as_it_was_is_not_called_english(client: FlaskClient, reading: City) -> None:
    """A partial translation whose title is still the original's keeps the original's language."""
    key = reading.add_entry("Метро")
    reading.translate(key, "Метро", state=State.PARTIAL)
    assert tree(client, "/en/").xpath("//h3/a/@lang") == ["uk"]
    assert tree(client, f"/en/entry/{key}").xpath("//h1/@lang") == ["uk"]


def test_older_news_are_one_link_away(client: FlaskClient, reading: City) -> None:
    """The front page leads to older pages, and an older page back to the newest; each story is on one of them."""
    reading.page_size = 2
    for hours in range(3):
        reading.add_entry(f"n{hours}", published=NOON - timedelta(hours=hours))
    first = tree(client, "/en/")
    [older] = first.xpath("//a[@rel='next']/@href")
    assert older.startswith("/en/?before=")
    second = tree(client, older)
    assert [text(a) for page in (first, second) for a in page.xpath("//h3/a")] == ["n0", "n1", "n2"]
    assert second.xpath("//nav[@class='turn']/a/@href") == ["/en/"]
    assert text(second.xpath("//h1")[0]) == "Older news"


@pytest.mark.parametrize("path", ["/en/?before=nonsense", "/uk/source/city?before=nonsense"])
def test_unreadable_cursor_is_not_found(client: FlaskClient, reading: City, path: str) -> None:
    """A cursor that nobody gave out answers 404 with a page."""
    reading.add_entry()
    assert tree(client, path, 404).find_class("masthead")


def test_teaser_is_one_line_of_words(client: FlaskClient, reading: City) -> None:
    """The summary under a title is plain text, cut after a word, and keeps paragraphs apart."""
    body = "<p>One &lt;b&gt;.</p><p>Two <b>three</b>" + " word" * 60 + "</p>"
    reading.add_entry("Title", content=body)
    teaser = text(tree(client, "/en/").find_class("teaser")[0])
    assert teaser.startswith("One <b>. Two three word")
    assert teaser.endswith("word…")
    assert len(teaser) <= 181


def test_summary_is_preferred_and_repetition_left_out(client: FlaskClient, reading: City) -> None:
    """The source's summary is shown rather than the content's start, and nothing that only repeats the title."""
    reading.add_entry("First", summary="<p>In short.</p>", published=NOON)
    reading.add_entry("Second", content="<p>Second</p>", published=NOON - timedelta(hours=1))
    assert [text(element) for element in tree(client, "/en/").find_class("teaser")] == ["In short."]


def test_entry_without_a_title_still_has_a_link_with_words(client: FlaskClient, reading: City) -> None:
    """An untitled entry is named by its first words, or Untitled where it has none."""
    reading.add_entry("", content="<p>Увага! Тривога.</p>")
    reading.add_entry("", content="", published=NOON - timedelta(hours=1))
    assert [text(a) for a in tree(client, "/en/").xpath("//h3/a")] == ["Увага! Тривога.", "Untitled"]


def test_before_the_first_refresh_the_front_page_says_so(client: FlaskClient, reading: City) -> None:
    """An empty front page of a new installation tells that no source was asked, and leads to the status page."""
    reading.add_source()
    page = tree(client, "/en/")
    assert "No source has been asked yet" in text(page)
    assert "make demo" in text(page)
    assert page.xpath("//main//a[@href='/en/status']")


def test_without_a_network_the_front_page_says_so(client: FlaskClient, reading: City) -> None:
    """Where every source was asked and none ever answered, the front page names that and the demo."""
    reading.add_source()
    reading.check(last_error="no route to host")
    assert "No source could be reached" in text(tree(client, "/en/"))


def test_working_sources_without_entries_are_no_fault(client: FlaskClient, reading: City) -> None:
    """Where sources answer but have nothing, the front page does not speak of a failure."""
    reading.add_source()
    reading.check()
    page = text(tree(client, "/en/"))
    assert "No news yet" in page
    assert "make demo" not in page


def test_page_of_a_source_has_its_news_only(client: FlaskClient, reading: City) -> None:
    """A source's page shows its title, address, language and its own entries."""
    reading.add_source("metro", title="Metro", language="uk", verified=False)
    reading.add_entry("of metro", source_id="metro")
    reading.add_entry("of city")
    page = tree(client, "/en/source/metro")
    assert [text(a) for a in page.xpath("//h3/a")] == ["of metro"]
    assert page.xpath("//h1/text()") == ["Metro"]
    assert "Language: Ukrainian." in text(page)
    assert "Not verified" in text(page)


@pytest.mark.parametrize(
    "path", ["/en/source/none", "/en/entry/0123456789abcdef", "/en/nowhere", "/en/entry/", "/static/none"]
)
def test_unknown_addresses_are_not_found(client: FlaskClient, path: str) -> None:
    """Whatever is not there answers 404 with a page in the same layout."""
    page = tree(client, path, 404)
    assert text(page.xpath("//h1")[0]) == "Page not found"
    assert page.find_class("masthead")


def test_post_is_not_told_twice(client: FlaskClient, reading: City) -> None:
    """The first words of a post are its title, and its teaser is what comes behind them."""
    reading.add_entry("Водії потрібні", content="<p>Водії потрібні. Навчання триває чотири місяці.</p>")
    page = client.get("/en/").text
    assert page.count("Водії потрібні") == 1
    assert "Навчання триває чотири місяці." in page


def test_day_without_a_time(client: FlaskClient, reading: City) -> None:
    """News of which only the day is known shows no midnight."""
    midnight = NOON.replace(hour=21, minute=0)
    reading.add_entry("Of a day", published=midnight)
    reading.add_entry("Of a minute", published=midnight + timedelta(minutes=1))
    page = client.get("/en/").text
    assert "00:01</time>" in page
    assert "00:00</time>" not in page


# --- stories ------------------------------------------------------------------------------------------------------


def test_who_else_reports(client: FlaskClient, reading: City) -> None:
    """A story stands in the list once, by its first entry; the others are links to their own pages, in a named list."""
    first = reading.add_entry("Автобуси з Лідса", source_id="council", published=NOON)
    second = reading.add_entry("Лідс передав автобуси", source_id="press", published=NOON + timedelta(hours=1))
    third = reading.add_entry("Автобуси приїхали", source_id="metro", published=NOON + timedelta(hours=12))
    reading.join(second, first)
    reading.join(third, first)
    page = tree(client, "/en/")
    [article] = page.xpath("//article")
    assert text(article.xpath(".//h3")[0]) == "Автобуси з Лідса"
    [others] = article.find_class("also")[0].xpath(".//ul")
    assert text(page.get_element_by_id(others.get("aria-labelledby"))) == "Also reported by"
    assert [(text(li), li.find("a").get("href")) for li in others] == [
        ("Source press 13:00", f"/en/entry/{second}"), ("Source metro 22 October 2026", f"/en/entry/{third}"),
    ]  # fmt: skip
    reading.add_entry("Новина", published=NOON - timedelta(hours=1))
    assert len(tree(client, "/en/").find_class("also")) == 1


def test_stories_are_named_landmarks(client: FlaskClient, reading: City) -> None:
    """Each story is an article called by its headline, and headings come in order: the page, the day, the story."""
    for number in range(3):
        reading.add_entry(f"Новина {number}", published=NOON - timedelta(hours=number))
    page = tree(client, "/en/")
    names = [text(page.get_element_by_id(one.get("aria-labelledby"))) for one in page.xpath("//article")]
    assert names == ["Новина 0", "Новина 1", "Новина 2"]
    assert [one.tag for one in page.xpath("//main//h1 | //main//h2 | //main//h3")] == ["h1", "h2", "h3", "h3", "h3"]


def test_ukrainian_dates(client: FlaskClient, reading: City) -> None:
    """On Ukrainian pages days are told as in Ukrainian: the weekday, the day with the month in the genitive."""
    reading.alert(reading.add_entry())
    reading.add_entry()
    page = tree(client, "/uk/")
    assert text(page.xpath("//h2")[0]) == "середа, 21 жовтня 2026"
    assert text(page.find_class("alarm")[0].xpath(".//time")[0]) == "21 жовтня 2026, 12:00"


def test_reasons_are_told_from_the_interface(client: FlaskClient, reading: City) -> None:
    """What the program wrote down in English says so on a Ukrainian page."""
    key = reading.add_entry("Zprávy", language="cs")
    reading.translate(key, "", State.FAILED, content="", reason="too long")
    for path in ("", f"entry/{key}"):
        [label] = tree(client, f"/uk/{path}").find_class("label")
        assert [text(one) for one in label.xpath("./span[@lang='en']")] == ["too long"]
        assert not tree(client, f"/en/{path}").xpath("//span[@lang='en'][.='too long']")
