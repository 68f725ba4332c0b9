"""What people come for, done as they would: in Chromium, with script and without, on the whole running program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.looking import CHROMIUM, Watched, watching
from tests.browser.town import EDITOR, PASSWORD, Town, town
from tests.cli.helping import get, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM} (apt-get install chromium)"),
    pytest.mark.no_cover,
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town, gathered, translated and served; each test leaves it fit for the next one."""
    with town(tmp_path_factory.mktemp("town")) as one:
        items: Any = until(lambda: _items(one), "the news is published")
        assert len(items) == 5
        yield one


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def reader(request: pytest.FixtureRequest, browser: Browser, place: Town) -> Iterator[Watched]:
    """Somebody with a browser of 360 px."""
    with watching(browser, place.url, width=360, script=request.param) as watched:
        yield watched
        assert watched.faults == []


def test_find_the_news_on_leeds_and_subscribe(reader: Watched, place: Town) -> None:
    """From the bare address to the city's news, and on to the address of its feed, which is one."""
    page = reader.page
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Cities").click()
    page.get_by_role("main").get_by_role("link", name=re.compile("^Leeds")).last.click()
    assert "Leeds" in page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_role("link", name="Leeds gave Kharkiv six school buses").count()
    feed = page.get_by_role("link", name=re.compile(r"\.atom$"))
    address = feed.get_attribute("href") or ""
    status, body = get(place.url + address) or (0, b"")
    assert status == 200
    assert b"Leeds gave Kharkiv six school buses" in body


def test_switch_the_language_on_a_story_and_stay_on_it(reader: Watched) -> None:
    """A story has the same address in the other language, and shows there what a reader of it reads first."""
    page = reader.page
    page.goto("/en/")
    page.get_by_role("link", name="Leeds gave Kharkiv six school buses").click()
    english = page.url
    page.get_by_role("link", name="Українська").click()
    assert page.url == english.replace("/en/", "/uk/")
    assert page.locator("html").get_attribute("lang") == "uk"
    assert page.get_by_role("heading", level=1).inner_text() == "Лідс передав Харкову шість шкільних автобусів"
    page.get_by_role("link", name="English").click()
    assert page.url == english


def test_search_finds_every_form_of_a_word(reader: Watched) -> None:
    """«у Лідсі» finds a text that says «Лідс», with the word marked; so does the English name."""
    page = reader.page
    for ui, words in (("uk", "у Лідсі"), ("en", "Leeds")):
        page.goto(f"/{ui}/")
        page.get_by_role("searchbox").first.fill(words)
        page.get_by_role("search").get_by_role("button").first.click()
        marked = [one.lower() for one in page.get_by_role("main").locator("mark").all_inner_texts()]
        assert marked
        assert {one[:3] for one in marked} <= {"лід", "lee"}
        assert page.get_by_role("main").get_by_role("article").count() == 2


def test_correct_a_sentence(browser: Browser, place: Town) -> None:
    """What an editor writes is on the page, in the feed, and still there when the source has changed."""
    wrong, right = "Schoolchildren joined the clean-up.", "120 schoolchildren joined the clean-up."
    for script, text in ((True, right), (False, right.replace("joined", "came to"))):
        with watching(browser, place.url, width=1000, script=script) as watched:
            page = watched.page
            page.goto("/")
            page.get_by_role("link", name="Young lindens were planted in Shevchenko Park").click()
            story = page.url
            page.get_by_role("link", name="Correct this translation").click()
            sign_in(page)
            page.get_by_label(re.compile("Translation")).filter(has_text=wrong).first.fill(text)
            unit = page.locator("section", has=page.get_by_text("До толоки долучилися 120 школярів.")).last
            unit.get_by_role("button", name="Save").click()
            page.goto(story)
            assert page.get_by_text(text).is_visible()
            _in_feed(place, text)
            place.add_paragraph("lindens")
            place.tell()
            place.fetch_again()
            page.reload()
            assert page.get_by_text("The work will go on until").last.is_visible()
            assert page.get_by_text(text).is_visible()
            _in_feed(place, text)
            assert watched.faults == []
            wrong = text


def test_take_an_entry_down(browser: Browser, place: Town) -> None:
    """It is gone from its page (410), from the lists and from the feed; put back, it is there again."""
    name = "The library in Kholodna Hora reopened after repairs"
    for script in (True, False):
        with watching(browser, place.url, width=1000, script=script) as watched:
            page = watched.page
            page.goto("/en/")
            page.get_by_role("link", name=name).click()
            story = page.url
            page.get_by_role("link", name="Correct this translation").click()
            sign_in(page)
            page.get_by_role("link", name=re.compile("Take .*down")).click()
            page.get_by_label(re.compile("Reason")).fill("The opening was put off.")
            page.get_by_role("button", name=re.compile("Take .*down")).click()
            assert watched.faults == []
            assert (get(story) or (0,))[0] == 410
            until(lambda: name not in str(_items(place)), "the feed has it no more")
            page.goto("/en/")
            assert not page.get_by_role("link", name=name).count()
            page.goto("/en/desk/")
            page.get_by_role("link", name=re.compile("Taken down")).click()
            page.get_by_role("button", name=re.compile("Put back")).click()
            assert (get(story) or (0,))[0] == 200
            until(lambda: name in str(_items(place)), "the feed has it again")


def sign_in(page: Page) -> None:
    """As the editor of the town."""
    page.get_by_label("Name").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def _items(place: Town) -> list[dict[str, Any]]:
    """What the feed has now."""
    status, body = get(f"{place.url}/editions/all-en.json") or (0, b"")
    items: list[dict[str, Any]] = json.loads(body)["items"] if status == 200 else []
    return items


def _in_feed(place: Town, text: str) -> None:
    """Wait until the feed says this: the server looks once a second whether its documents have changed."""
    until(lambda: any(text in item["content_html"] for item in _items(place)), f"the feed says {text!r}")
