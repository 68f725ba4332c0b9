"""The buttons that copy an address: by keyboard, told to those who do not see it, and not there without script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.looking import CHROMIUM, Served, watching
from tests.webapp.city import City, app_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM} (apt-get install chromium)"),
    pytest.mark.no_cover,
]
_ADDRESS = "https://news.example/editions/all-en.rss"
# The page comes by http where a city has no certificate; browsers have no clipboard for it then.
_NO_CLIPBOARD = "delete Navigator.prototype.clipboard"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A site with one edition."""
    city = City()
    city.add_edition("all-en")
    served = Served(app_for(city))
    yield served.url
    served.close()


@pytest.mark.parametrize("before", ["", _NO_CLIPBOARD], ids=["https", "http"])
def test_copy_an_address(browser: Browser, url: str, before: str) -> None:
    """Enter on a button puts the address on the clipboard and says so; the focus stays where it was."""
    with watching(browser, url, width=360) as watched:
        page = watched.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.add_init_script(before)
        page.goto("/en/subscribe")
        button = page.get_by_role("button", name=f"Copy {_ADDRESS}")
        button.press("Enter")
        page.get_by_role("status").filter(has_text="Copied").wait_for()
        assert button.evaluate("one => one === document.activeElement")
        page.get_by_role("searchbox").first.fill("")
        page.get_by_role("searchbox").first.press("Control+V")
        assert page.get_by_role("searchbox").first.input_value() == _ADDRESS
        assert watched.faults == []


def test_copy_a_snippet(browser: Browser, url: str) -> None:
    """The code for a page of one's own is copied as it stands in its field."""
    with watching(browser, url) as watched:
        page = watched.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto("/en/subscribe/all-en")
        page.get_by_role("button", name="Copy HTML for your page: Edition all-en").click()
        page.get_by_role("status").filter(has_text="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("textarea").input_value()
        assert watched.faults == []


def test_a_browser_that_does_not_copy(browser: Browser, url: str) -> None:
    """Where nothing can be copied, the page says what to do instead."""
    with watching(browser, url) as watched:
        page = watched.page
        page.add_init_script(f"{_NO_CLIPBOARD}; document.execCommand = () => false")
        page.goto("/en/subscribe")
        page.get_by_role("button", name=f"Copy {_ADDRESS}").click()
        page.get_by_role("status").filter(has_text="Select the text and copy it yourself.").wait_for()


def test_no_button_without_script(browser: Browser, url: str) -> None:
    """Without script there is no button; the addresses are there, and nothing stands elsewhere."""
    places = []
    for script in (False, True):
        with watching(browser, url, width=360, script=script) as watched:
            watched.page.goto("/en/subscribe")
            assert watched.page.get_by_role("button", name="Copy").count() == (4 if script else 0)
            link = watched.page.get_by_role("link", name=_ADDRESS)
            places.append(link.bounding_box())
    assert places[0] == places[1]
