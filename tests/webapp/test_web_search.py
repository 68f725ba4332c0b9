"""The search page, over the index of the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html

from feeds.model import EntryView, Kind, Source, State, StoryView, Translation
from tests.webapp.city import NOON, City
from tests.webapp.page import text, tree
from webapp.results import LENGTH, result

BUSES = "Лідс передав Харкову шість шкільних автобусів"


def buses(reading: City) -> str:
    """An entry that is translated."""
    key = reading.add_entry(BUSES, content="<p>Кошти збирали цілий рік на <b>шкільних</b> ярмарках.</p>")
    reading.translate(key, "Leeds gave Kharkiv six school buses", content="<p>The money was raised at fairs.</p>")
    return key


def marks(element: html.HtmlElement) -> list[str]:
    """The words that are highlighted in an element."""
    return [text(mark) for mark in element.xpath(".//mark")]


def results(client: FlaskClient, path: str) -> list[html.HtmlElement]:
    """What was found."""
    found: list[html.HtmlElement] = tree(client, path).xpath("//section[@class='results']//article")
    return found


# --- the form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/en/search", "/en/search?q=", "/en/search?q=%20%20", "/uk/search"])
def test_without_words_there_is_the_form_alone(client: FlaskClient, path: str):
    """It is sent by GET to the page itself, in the language of the page, and has a name for every reader."""
    page = tree(client, path)
    (form,) = page.xpath("//main//form")
    assert form.get("action") == path[:3] + "/search"
    assert (form.get("method") or "get").lower() == "get"
    (field,) = form.xpath(".//input[@name='q']")
    assert (field.get("maxlength"), field.get("value")) == ("200", "")
    assert form.xpath(f".//label[@for='{field.get('id')}']/text()")
    assert page.xpath("//main//section") == []


def test_the_words_stand_in_both_forms(reading: City, client: FlaskClient):
    """Whoever wants to change them need not type them again; whatever they are, they are text."""
    page = tree(client, "/en/search?q=%22%3Cb%3E%26+tram")
    assert page.xpath("//input[@name='q']/@value") == ['"<b>& tram'] * 2


def test_robots_are_asked_to_keep_away(client: FlaskClient):
    """What was searched for is no page for a search engine."""
    for path in ("/en/search", "/en/search?q=tram"):
        assert tree(client, path).xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_words_beyond_the_limit_are_cut_with_a_word_about_it(reading: City, client: FlaskClient):
    """200 characters are looked for; up to that nothing is said."""
    whole, long = tree(client, f"/en/search?q={'a' * 200}"), tree(client, f"/en/search?q={'a' * 201}")
    assert "Only the first 200 characters" not in text(whole)
    assert "Only the first 200 characters" in text(long)
    assert set(long.xpath("//input[@name='q']/@value")) == {"a" * 200}


def test_a_search_that_is_switched_off_says_so(reading: City, client: FlaskClient):
    """404, no form on the page, and the ways to the news that there are."""
    reading.searchable = False
    page = tree(client, "/en/search?q=tram", status=404)
    assert "Search is switched off" in text(page)
    assert page.xpath("//main//form") == []
    assert page.xpath("//main//section//a/@href") == ["/en/partners", "/en/topics", "/en/archive"]


# --- what is found ----------------------------------------------------------------------------------------------------


def test_what_is_found_is_shown_with_its_words_highlighted(reading: City, client: FlaskClient):
    """In the title and in an excerpt, in the reader's language, with a link, a day and the source."""
    key = buses(reading)
    reading.add_entry("Про інше")
    (one,) = results(client, "/en/search?q=bus+money")
    assert text(one.xpath("h3")[0]) == "Leeds gave Kharkiv six school buses"
    assert one.xpath("h3/a/@href") == [f"/en/entry/{key}"]
    assert marks(one.xpath("h3")[0]) == ["buses"]
    assert marks(one.xpath("p[@class='excerpt']")[0]) == ["money"]
    assert text(one.xpath("p[@class='meta']")[0]) == "21 October 2026 Source city"


def test_the_reader_reads_an_excerpt_in_his_language(reading: City, client: FlaskClient):
    """The same entry is shown in English and in Ukrainian; each text says in which language it is."""
    buses(reading)
    (english,), (ukrainian,) = (results(client, f"/{ui}/search?q=Kharkiv+Харків") for ui in ("en", "uk"))
    assert english.xpath("h3/a/@lang") == english.xpath("p[@class='excerpt']/@lang") == ["en"]
    assert ukrainian.xpath("h3/a/@lang") == ukrainian.xpath("p[@class='excerpt']/@lang") == ["uk"]
    assert ukrainian.xpath("h3/a/@translate") == ["no"]
    assert marks(ukrainian) == ["Харкову"]


def test_where_only_the_other_language_has_the_word_its_excerpt_is_shown(reading: City, client: FlaskClient):
    """An English reader who looks for a Ukrainian word sees it in the original, which is said to be Ukrainian."""
    buses(reading)
    (one,) = results(client, "/en/search?q=ярмарок")
    assert one.xpath("h3/a/@lang") == ["en"]
    (excerpt,) = one.xpath("p[@class='excerpt']")
    assert (excerpt.get("lang"), excerpt.get("translate")) == ("uk", "no")
    assert marks(excerpt) == ["ярмарках"]
    assert "Ukrainian" in text(one.xpath("p[@class='meta']")[0])
    (other,) = results(client, "/uk/search?q=fairs")
    assert other.xpath("p[@class='excerpt']/@lang") == ["en"]
    assert marks(other) == ["fairs"]


def test_a_word_in_a_title_that_is_not_shown_is_shown_below(reading: City, client: FlaskClient):
    """The original's title stands in the place of the excerpt if it alone has the word."""
    buses(reading)
    (one,) = results(client, "/en/search?q=шість")
    assert text(one.xpath("p[@class='excerpt']")[0]) == BUSES
    assert marks(one) == ["шість"]


def test_what_a_source_wrote_stays_text(reading: City, client: FlaskClient):
    """Whatever looks like markup in a title or a text is shown as it was written."""
    reading.add_entry(
        "A <script>alert(1)</script> tram", language="en", content="<p>Tram &lt;img src=x&gt; &amp; bus</p>"
    )
    (one,) = results(client, "/en/search?q=tram")
    assert text(one.xpath("h3")[0]) == "A <script>alert(1)</script> tram"
    assert "<img src=x> & bus" in text(one)
    assert one.xpath(".//script | .//img") == []


def test_a_long_text_is_cut_around_the_words(reading: City, client: FlaskClient):
    """What comes long before and long behind them is left out."""
    words = "слово " * 300
    reading.add_entry("Довга новина", content=f"<p>{words}трамвай {words}</p>")
    (one,) = results(client, "/uk/search?q=трамваї")
    excerpt = text(one.xpath("p[@class='excerpt']")[0])
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(excerpt) <= LENGTH
    assert marks(one) == ["трамвай"]


def test_how_many_were_found_is_said_where_it_is_known(reading: City, client: FlaskClient):
    """On a single page it is; of more than one only how many are shown."""
    reading.page_size = 3
    for number in range(3):
        reading.add_entry(f"Трамвай {number}")
    assert text(tree(client, "/en/search?q=трамвай").xpath("//main//h2")[0]) == "3 results"
    reading.add_entry("Трамвай 4")
    assert text(tree(client, "/en/search?q=трамвай").xpath("//main//h2")[0]) == "The best 3 results"


def test_results_turn_pages(reading: City, client: FlaskClient):
    """The next page goes on with the same words, and leads back to the best results."""
    reading.page_size = 2
    for number in range(3):
        reading.add_entry(f"Трамвай & тролейбус {number}", published=NOON - timedelta(hours=number))
    (older,) = tree(client, "/en/search?q=трамвай+%26").xpath("//nav[@class='turn']//a[@rel='next']/@href")
    (last,) = results(client, older)
    assert text(last.xpath("h3")[0]) == "Трамвай & тролейбус 2"
    page = tree(client, older)
    assert text(page.xpath("//main//h2")[0]) == "More results"
    assert page.xpath("//nav[@class='turn']//a[@rel='next']") == []
    (back,) = page.xpath("//nav[@class='turn']//a/@href")
    assert len(results(client, back)) == 2


def test_what_is_no_cursor_is_not_found(reading: City, client: FlaskClient):
    """As everywhere."""
    buses(reading)
    assert client.get("/en/search?q=bus&before=x").status_code == 404


def test_nothing_found_is_said_kindly(reading: City, client: FlaskClient):
    """200, no blame, what else may help, and the ways to the news that there are."""
    buses(reading)
    page = tree(client, "/en/search?q=zeppelin")
    assert "Nothing was found" in text(page)
    assert "Fewer words find more." not in text(page)
    assert page.xpath("//main//section//li//a/@href") == ["/en/partners", "/en/topics", "/en/archive"]
    assert "Fewer words find more." in text(tree(client, "/en/search?q=zeppelin+dirigible"))


def test_signs_alone_are_no_words(reading: City, client: FlaskClient):
    """Somebody who types a question mark is told what to type."""
    assert "No word to look for" in text(tree(client, "/en/search?q=%3F%21"))


@pytest.mark.parametrize(
    "q", ['"', "a AND", "NEAR(", "title:x", "*", "x'; DROP TABLE entry; --", "\0", "😀", "%", "_" * 199]
)
def test_whatever_is_typed_is_answered(reading: City, client: FlaskClient, q: str):
    """There is no syntax, and nothing that breaks the page."""
    buses(reading)
    assert client.get("/en/search", query_string={"q": q}).status_code == 200


# --- what is shown of a result ----------------------------------------------------------------------------------------


def view(
    title: str, content: str, translated: tuple[str, str] | None = None, state: State = State.TRANSLATED
) -> EntryView:
    """An entry in Ukrainian with a text, and a translation into English."""
    city = City()
    key = city.add_entry(title, content=content)
    translation = Translation(key, "en", state, NOON, *translated[:1], "", *translated[1:]) if translated else None
    return EntryView(city.stored(key), Source("city", Kind.FEED, "https://city.example", "City"), state, translation)


def plain(pieces: tuple[tuple[str, bool], ...]) -> str:
    """The text of a passage."""
    return "".join(piece for piece, _ in pieces)


def test_a_translation_that_failed_is_not_looked_at():
    """What did not pass its checks is never shown as a translation, not even as an excerpt."""
    story = StoryView(view("Автобус", "<p>Автобус</p>", ("Bus", "<p>A bus.</p>"), State.FAILED))
    found = result(story, "en", ("bus",))
    assert not found.hit
    assert found.title.language == "uk"


def test_of_a_story_the_entry_that_has_the_words_is_shown():
    """The link leads to where the words are; if nobody has them, to the entry that stands for the story."""
    lead, other = view("Перша", "<p>Про місто.</p>"), view("Друга", "<p>Про трамвай.</p>")
    assert result(StoryView(lead, (other,)), "uk", ("трамвай",)).view is other
    assert result(StoryView(lead, (other,)), "uk", ("автобус",)).view is lead


def test_a_title_that_was_left_as_it_was_is_no_translation():
    """Of a partial translation the untranslated title is not said to be English."""
    story = StoryView(view("Трамвай", "<p>Місто.</p>", ("Трамвай", "<p>A city.</p>"), State.PARTIAL))
    found = result(story, "en", ("трамвай",))
    assert (found.title.language, found.title.hit) == ("uk", True)


def test_a_text_that_is_its_title_has_no_excerpt():
    """A result does not say the same twice."""
    found = result(StoryView(view("Трамвай", "<p>Трамвай</p>")), "uk", ())
    assert plain(found.title.pieces) == "Трамвай"
    assert found.excerpt is None
