"""A story in a real browser: original and translation beside each other, and the switch where there is no room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.looking import CHROMIUM, Served, watching
from tests.webapp.city import City, app_for
from tests.webapp.sample_city import long_entry, sample_city

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM} (apt-get install chromium)")

_ROWS = """() => [...document.querySelectorAll('.row')].map(one => {
  const box = one.getBoundingClientRect();
  return {row: one.className.replace(/^.*row/, 'row'), left: box.left, top: box.top, bottom: box.bottom};
})"""
_SHOWN = """() => [...document.querySelectorAll('.side')]
  .filter(one => one.querySelector('h2').checkVisibility()).map(one => one.classList[1])"""


@pytest.fixture(scope="module")
def city() -> City:
    """A city with a long story."""
    return sample_city()


@pytest.fixture(scope="module")
def served(city: City) -> Iterator[str]:
    """Where it is served."""
    one = Served(app_for(city))
    yield one.url
    one.close()


def pairs(page: Page) -> list[tuple[Any, Any]]:
    """What stands in the same row, in the order of the rows."""
    found: dict[str, list[Any]] = {}
    for one in page.evaluate(_ROWS):
        found.setdefault(one["row"], []).append(one)
    assert found and all(len(both) == 2 for both in found.values())
    return [(first, second) for first, second in found.values()]


@pytest.mark.parametrize("ui", ["en", "uk"])
def test_paragraph_beside_paragraph(browser: Browser, served: str, city: City, ui: str) -> None:
    """On a wide screen, and on paper, each block begins on the height of its counterpart, right of it or left of it,
    and below the one before; the reader's language is on the left, and there is no switch."""
    with watching(browser, served, width=1440) as watched:
        page = watched.page
        page.goto(f"/{ui}/entry/{long_entry(city)}")
        for media in ("screen", "print"):
            page.emulate_media(media=media)
            end = 0.0
            for first, second in pairs(page):
                assert first["top"] == second["top"] >= end
                assert first["left"] < second["left"]
                end = max(first["bottom"], second["bottom"])
            assert page.evaluate(_SHOWN) == (["translation", "original"] if ui == "en" else ["original", "translation"])
            assert not page.locator(".switch").is_visible()
        assert watched.faults == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize(("ui", "own", "other"), [("en", "translation", "original"), ("uk", "original", "translation")])
def test_switch(browser: Browser, served: str, city: City, ui: str, own: str, other: str, script: bool) -> None:
    """On a phone there is the reader's language, until they choose the other one, or both: then each paragraph is
    followed by its counterpart. It needs no script, and works with the keyboard."""
    with watching(browser, served, width=360, script=script) as watched:
        page = watched.page
        page.goto(f"/{ui}/entry/{long_entry(city)}")
        assert page.evaluate(_SHOWN) == [own]
        page.locator(f"#show-{own}").focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate(_SHOWN) == [other]
        page.locator("#show-both").check()
        assert page.evaluate(_SHOWN) == [own, other]
        end = 0.0
        for first, second in pairs(page):
            assert end <= first["top"] < first["bottom"] <= second["top"]
            end = second["bottom"]
        page.set_viewport_size({"width": 1440, "height": 900})
        page.locator(f"#show-{own}").evaluate("one => one.checked = true")
        assert page.evaluate(_SHOWN) == [own, other]
        assert watched.faults == []


def test_what_is_copied_is_one_language(browser: Browser, served: str, city: City) -> None:
    """Who selects a translation across paragraphs on a wide screen gets no original in between."""
    with watching(browser, served, width=1440) as watched:
        page = watched.page
        page.goto(f"/en/entry/{long_entry(city)}")
        copied = page.evaluate(
            "() => { const blocks = document.querySelectorAll('.translation .row'), range = document.createRange();"
            "range.setStart(blocks[0], 0); range.setEndAfter(blocks[blocks.length - 1]);"
            "getSelection().addRange(range); return getSelection().toString(); }"
        )
        assert "Travel stays free of charge." in copied
        assert "Сьогодні" not in copied
