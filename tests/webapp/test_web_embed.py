"""An edition in somebody else's page, and entries that were taken down."""

from __future__ import annotations

import html
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Edition, FeedInfo, State
from tests.webapp.city import NOON, City, app_for
from tests.webapp.page import parsed, text, tree
from tests.webapp.sample_feed import day, item, publish, written
from webapp.embed import lines_of, snippet
from webapp.shown import Text

HERE = "/embed/all-en"


@pytest.fixture
def reading() -> City:
    """A city with one edition, published with one item."""
    city = City()
    city.add_edition("all-en", title='News of "Leeds" & Kharkiv')
    publish(city, item())
    return city


def titles(client: FlaskClient, query: str = "") -> list[str]:
    """What a visitor sees, from the top."""
    return [text(one) for one in tree(client, HERE + query).xpath("//li/h2")]


def test_what_it_shows(client: FlaskClient) -> None:
    """A title that leads to the entry in a window of its own, the date in words, the source, who translated."""
    page = tree(client, HERE)
    assert text(page.xpath("//h1")[0]) == 'News of "Leeds" & Kharkiv'
    [line] = page.xpath("//li")
    [link] = line.xpath("./h2/a")
    assert (text(link), link.get("href")) == ("Trams run again", f"https://news.example/en/entry/{1:016x}")
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    assert text(line.xpath("./p")[0]) == "21 October 2026 Харківська міська рада machine translation"
    assert line.xpath(".//time/@datetime") == ["2026-10-21T11:00:00+03:00"]
    footer = page.xpath("//footer/a")
    assert [(text(a), a.get("href")) for a in footer] == [("All news", "/en/"), ("Feed", "/editions/all-en.atom")]


def test_order_is_that_of_the_edition(client: FlaskClient, reading: City) -> None:
    """What the edition puts first stands first, though it is older; nothing is sorted again."""
    publish(reading, *day())
    shown = [one.title for one in day()]
    assert titles(client) == shown[:5]
    assert titles(client, "?limit=20") == shown


@pytest.mark.parametrize(
    ("limit", "number"),
    [("", 5), ("1", 1), ("7", 7), ("20", 20), ("21", 20), ("0", 1), ("-3", 5), ("many", 5), ("٣", 5), ("9" * 3000, 5)],
)
def test_limit(client: FlaskClient, reading: City, limit: str, number: int) -> None:
    """One to twenty items, five where nobody asks for a number."""
    publish(reading, *(item(one, f"No. {one}") for one in range(1, 31)))
    assert len(titles(client, f"?limit={limit}")) == number


@pytest.mark.parametrize(
    ("theme", "shown", "scheme"),
    [("", "auto", "light dark"), ("light", "light", "light"), ("dark", "dark", "dark"), ('"><b', "auto", "light dark")],
)
def test_theme(client: FlaskClient, theme: str, shown: str, scheme: str) -> None:
    """Light, dark, or as the visitor's system is; the browser knows before it paints."""
    page = parsed(client.get(HERE, query_string={"theme": theme}).text)
    assert page.get("data-theme") == shown
    assert page.xpath("//meta[@name='color-scheme']/@content") == [scheme]


@pytest.mark.parametrize(
    ("fields", "label", "language", "translate"),
    [
        ({}, "machine translation", "en", None),
        ({"engine": "google+human"}, "machine translation", "en", None),
        ({"engine": "human"}, "translated by a person", "en", None),
        ({"engine": None}, "machine translation", "en", None),
        ({"state": State.REVIEWED}, "reviewed translation", "en", None),
        ({"state": State.PARTIAL}, "machine translation, in part", "en", None),
        ({"state": State.PARTIAL, "engine": "human"}, "translated in part", "en", None),
        ({"language": "mul"}, "machine translation", "en", None),
        ({"state": State.PENDING, "engine": None, "language": "uk"}, "not translated yet", "uk", "no"),
        ({"state": State.FAILED, "engine": None, "language": "uk"}, "not translated", "uk", "no"),
        ({"state": State.NOT_NEEDED, "engine": None, "language": "fi"}, None, "fi", "no"),
        ({"state": State.NOT_NEEDED, "engine": None, "language": "und"}, None, "", "no"),
    ],
)
def test_states(
    client: FlaskClient,
    reading: City,
    fields: dict[str, Any],
    label: str | None,
    language: str,
    translate: Any,
) -> None:
    """Each title says its language, and what a machine had a part in says so; of a bilingual item the translation's."""
    publish(reading, item(1, **fields))
    [line] = tree(client, HERE).xpath("//li")
    [heading] = line.xpath("./h2")
    assert [text(one) for one in line.find_class("label")] == ([label] if label else [])
    assert (heading.get("lang"), heading.get("translate")) == (language, translate)


def test_first_seen(client: FlaskClient, reading: City) -> None:
    """A date that its source did not give is not passed off as the source's."""
    publish(reading, item(1, dated=False))
    assert text(tree(client, HERE).find_class("date")[0]) == "seen 21 October 2026"


def test_hostile_words(client: FlaskClient, reading: City) -> None:
    """Markup in words is shown as words, and a link that is no web address is none."""
    source = FeedInfo("<script>alert(1)</script>")
    bad = item(1, "<img src=x onerror=alert(1)>", url="javascript:alert(1)", original_url=None, source=source)
    publish(reading, bad)
    page = tree(client, HERE)
    assert text(page.xpath("//li/h2")[0]) == "<img src=x onerror=alert(1)>"
    assert not page.xpath("//img | //script | //li//a")


def test_item_without_a_title(client: FlaskClient, reading: City) -> None:
    """A post begins with its own words; one without words is still one line."""
    city = reading.editions()[0]
    post = item(1, "", content="<p>Увага! Рух трамваїв №5 закрито до п'ятниці.</p>", language="uk")
    line, *_ = lines_of(written(city, reading, post), "en")
    assert line.title == Text("Увага! Рух трамваїв №5 закрито до п'ятниці.", "uk", True)
    bare = b'{"items": [{"id": "urn:x:1", "date_published": "2026-10-21T09:00:00Z"}]}'
    [line] = lines_of(bare, "en")
    assert (line.title, line.url, line.when, line.state) == (None, "", NOON, State.NOT_NEEDED)
    reading.publish("/editions/all-en.json", bare)
    assert titles(client) == ["Untitled"]


@given(st.lists(st.text(), max_size=3))
def test_any_words(words: list[str]) -> None:
    """Whatever the writer wrote is read: a line for each item, with its words."""
    city = City()
    city.add_edition()
    feed = written(city.editions()[0], city, *(item(number, title) for number, title in enumerate(words)))
    lines = lines_of(feed, "en")
    assert len(lines) == len(words)
    assert all(line.title for line in lines)


@pytest.mark.parametrize(
    ("edition", "query", "spoken"),
    [("en", "", "en"), ("uk", "", "uk"), ("uk-UA", "", "uk"), ("original", "", "en"), ("bilingual", "", "en"),
     ("pl", "", "en"), ("en", "?lang=uk", "uk"), ("uk", "?lang=en", "en"), ("uk", "?lang=pl", "uk"),
     ("en", "?lang=%22%3E", "en")],
)  # fmt: skip
def test_language(reading: City, edition: str, query: str, spoken: str) -> None:
    """It speaks the language of its edition, else English, unless it is asked for one; whatever the browser likes."""
    reading.add_edition("other", language=edition)
    publish(reading, item(1, url=f"https://news.example/en/entry/{1:016x}"), edition="other")
    client = app_for(reading).test_client()
    answer = client.get(f"/embed/other{query}", headers={"Accept-Language": "uk" if spoken == "en" else "en"})
    page = parsed(answer.text)
    assert page.get("lang") == spoken
    assert text(page.xpath("//time")[0]) == {"en": "21 October 2026", "uk": "21 жовтня 2026"}[spoken]
    assert page.xpath("//li//a/@href") == [f"https://news.example/{spoken}/entry/{1:016x}"]
    assert page.xpath("//footer/a/@href")[0] == f"/{spoken}/"
    assert "Accept-Language" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("url", "address"),
    [("https://news.example/en/entry/1", "https://news.example/uk/entry/1"),
     ("https://news.example/en/entry/1/pl", "https://news.example/uk/entry/1/pl"),
     ("https://news.example/entry/1", "https://news.example/uk/entry/1"),
     ("https://news.example/editions/x.atom", "https://news.example/editions/x.atom"),
     ("https://news.example.org/en/entry/1", "https://news.example.org/en/entry/1"),
     ("https://city.example/en/entry/1", "https://city.example/en/entry/1")],
)  # fmt: skip
def test_where_items_lead(client: FlaskClient, reading: City, url: str, address: str) -> None:
    """Pages of ours are opened in the language of the widget, whichever its feed named; others are left alone."""
    publish(reading, item(1, url=url))
    assert tree(client, f"{HERE}?lang=uk").xpath("//li//a/@href") == [address]


def test_problems_in_the_language_that_was_asked_for(client: FlaskClient) -> None:
    """A page that says that there is nothing is in that language too."""
    assert parsed(client.get("/embed/nothing?lang=uk").text).get("lang") == "uk"


def test_new_edition(client: FlaskClient, reading: City) -> None:
    """When the edition is published anew, the page has what is in it now."""
    assert titles(client) == ["Trams run again"]
    publish(reading, item(1, "A correction"))
    assert titles(client) == ["A correction"]


def test_nothing_yet(client: FlaskClient, reading: City) -> None:
    """An edition that has never been published, or has no item, is a page that says so."""
    reading.add_edition("new")
    assert "No news yet" in text(tree(client, "/embed/new"))
    publish(reading)
    assert "No news yet" in text(tree(client, HERE))


def test_unknown_edition(client: FlaskClient) -> None:
    """An edition that there is not is a small page that may stand in others like the rest."""
    answer = client.get("/embed/nothing")
    assert answer.status_code == 404
    assert "There is no edition at this address" in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert not parsed(answer.text).xpath("//nav")


@pytest.mark.parametrize("known", [(), (Edition("all-en", "News", "en"),)])
def test_unreadable_store(
    client: FlaskClient, reading: City, monkeypatch: pytest.MonkeyPatch, known: tuple[Edition, ...]
) -> None:
    """What was never read while the store is locked is said to be back soon, in a small page."""
    if known:
        monkeypatch.setattr(reading, "editions", lambda: known)  # as the real one: it asks the settings
    reading.locked = True
    answer = client.get(HERE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "cannot be read just now" in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_store_that_locks_later(client: FlaskClient, reading: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was shown before is shown on, as feeds are."""
    known = reading.editions()
    assert titles(client) == ["Trams run again"]
    monkeypatch.setattr(reading, "editions", lambda: known)  # as the real one: it asks the settings
    reading.locked = True
    assert titles(client) == ["Trams run again"]


def test_headers(client: FlaskClient) -> None:
    """Any site may frame it, for five minutes without a question, and a question costs nothing while it is the same."""
    answer = client.get(HERE)
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in client.get("/en/subscribe").headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(HERE, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "frame-ancestors *" in again.headers["Content-Security-Policy"]
    assert client.get(f"{HERE}?theme=dark").headers["ETag"] != answer.headers["ETag"]


def test_not_for_search_engines(client: FlaskClient) -> None:
    """It is in no index, and leads to the site."""
    page = tree(client, HERE)
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://news.example/"]
    assert not page.xpath("//script | //*[@style]")


def test_snippet(client: FlaskClient, reading: City) -> None:
    """Every edition's snippet can be copied from the page of subscriptions, and is one frame that leads here."""
    reading.add_edition("partner-espoo")
    page = tree(client, "/en/subscribe")
    boxes = page.xpath("//details//textarea[@readonly]")
    assert [box.text for box in boxes] == [snippet(reading.site, edition) for edition in reading.editions()]
    [frame] = parsed(boxes[0].text).xpath("//iframe")
    assert dict(frame.attrib) == {
        "src": "https://news.example/embed/all-en", "title": 'News of "Leeds" & Kharkiv', "width": "100%",
        "height": "480", "loading": "lazy", "referrerpolicy": "no-referrer", "style": "border:0",
    }  # fmt: skip
    assert page.xpath("//details//a/@href") == ["/embed/all-en", "/embed/partner-espoo"]
    assert html.unescape(boxes[1].text).startswith('<iframe src="https://news.example/embed/partner-espoo"')


def test_prefix_of_a_proxy(client: FlaskClient) -> None:
    """Under a path prefix its links have it."""
    page = parsed(client.get(HERE, base_url="http://localhost/news").text)
    own = [href for href in page.xpath("//a/@href | //link/@href") if href.startswith("/")]
    assert own
    assert all(href.startswith("/news/") for href in own)


# --- taken down ---------------------------------------------------------------------------------------------------


def test_page_of_an_entry_that_was_taken_down(client: FlaskClient, reading: City) -> None:
    """Its address says that it is gone and was taken down; one that never was is not found."""
    key = reading.add_entry("Метро")
    assert client.get(f"/en/entry/{key}").status_code == 200
    reading.take_down(key)
    page = tree(client, f"/en/entry/{key}", status=410)
    assert text(page.xpath("//h1")[0]) == "Taken down"
    assert "This entry was taken down." in text(page)
    assert "Метро" not in text(page)
    tree(client, "/en/entry/0000000000000000", status=404)
