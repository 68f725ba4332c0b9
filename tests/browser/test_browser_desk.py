"""The editor's desk in Chromium: what its script does, what a keyboard alone can do, how it fits every width."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from tests.browser.looking import CHROMIUM, WIDTHS, Served, Watched, axe, watching, wider
from tests.webapp.office import EDITOR, LINDENS, PASSWORD, Office, news, opened

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM} (apt-get install chromium)"),
    pytest.mark.no_cover,
]
TEXT = "#unit-2-text"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with one editor, for all tests of this module."""
    made: Path = tmp_path_factory.mktemp("made")
    with ThreadPoolExecutor(1) as aside:  # the browser has the event loop of this thread
        aside.submit(news, made).result()
    with opened(made, tmp_path_factory.mktemp("office")) as one:
        yield one


@pytest.fixture(scope="module")
def url(office: Office) -> Iterator[str]:
    """Where its website is."""
    served = Served(office.app)
    yield served.url
    served.close()


@pytest.fixture
def editor(browser: Browser, office: Office, url: str) -> Iterator[Watched]:
    """Somebody signed in, at the entry about lindens."""
    with watching(browser, url, width=1000) as watched:
        arrive(watched.page, office)
        yield watched
        assert watched.faults == []


def arrive(page: Page, office: Office, ui: str = "en") -> None:
    """Open an entry, and sign in with nothing but the keyboard."""
    page.goto(f"/{ui}/desk/entry/{office.key(LINDENS)}?to=en")
    page.locator("#name").focus()
    page.keyboard.type(EDITOR)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(TEXT).is_visible()


def test_checked_while_one_writes(editor: Watched) -> None:
    """Soon after the last key the checks speak up in a live region; what was there before comes back with the text."""
    page = editor.page
    found = page.locator("#unit-2-found")
    assert found.get_attribute("aria-live") == "polite"
    before, was = page.locator(TEXT).input_value(), found.inner_text()
    for text, said in (
        ("120 <g1>pupils</g1> joined the clean-up.", "Not saved yet. The checks have nothing against this text."),
        ("A few <g1>pupils</g1> joined the clean-up.", "Number: 120 of the original is not in the answer"),
        ("120 pupils joined the clean-up.", "of the original are missing: put"),
    ):
        page.locator(TEXT).fill(text)
        found.get_by_text(said).wait_for()
    assert page.locator(TEXT).get_attribute("aria-invalid") == "true"
    page.locator(TEXT).fill(before)
    assert found.inner_text() == was
    assert page.locator(TEXT).get_attribute("aria-invalid") is None


def test_as_it_is_is_offered_while_it_helps(editor: Watched) -> None:
    """The button that overrules a check is there while a check refuses the text, and goes away with the reason."""
    page = editor.page
    button = page.locator("#unit-2").get_by_role("button", name="Take it as it is")
    page.locator(TEXT).fill("Усі 120 <g1>школярів</g1> прийшли на толоку.")
    button.wait_for()
    page.locator(TEXT).fill("All 120 <g1>pupils</g1> joined the clean-up.")
    button.wait_for(state="detached")


def test_nobody_leaves_by_accident(editor: Watched) -> None:
    """The browser asks before a page with unsaved text is left, and does not where all is saved or put back."""
    page = editor.page
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    before = page.locator(TEXT).input_value()
    page.locator(TEXT).press_sequentially("!")
    page.reload()
    assert asked == ["beforeunload"]
    page.locator(TEXT).fill(before)
    page.reload()
    page.locator(TEXT).fill("120 <g1>pupils</g1> came.")
    page.locator("#unit-2").get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    page.locator(TEXT).fill("Нічого")
    page.locator("#unit-2").get_by_role("button", name="Save").click()
    page.get_by_text("This was not saved:").wait_for()
    assert asked == ["beforeunload"]
    page.reload()
    assert asked == ["beforeunload", "beforeunload"]
    editor.faults = [fault for fault in editor.faults if "422" not in fault]


@pytest.mark.parametrize("script", [True, False])
def test_typed_in_two_units(browser: Browser, office: Office, url: str, script: bool) -> None:
    """What is typed in one unit is still there when another one is saved, and can be saved then."""
    with watching(browser, url, width=1000, script=script) as watched:
        page = watched.page
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        arrive(page, office)
        more = f"There is more on the council's site{'.' if script else '!'}"
        page.locator("#unit-3-text").fill(more)
        page.locator("#unit-2-text").fill(f"120 <g1>pupils</g1> were there{'.' if script else '!'}")
        page.locator("#unit-2").get_by_role("button", name="Save").click()
        page.locator("#unit-2").get_by_text("What you wrote in 1 other unit is still there").wait_for()
        assert page.url.endswith("#unit-2")
        box = page.locator("#unit-2").bounding_box()
        assert box and -1 <= box["y"] < 400
        assert page.locator("#unit-3-text").input_value() == more
        assert page.locator("#unit-3-found").inner_text() == "Not saved yet."
        assert not script or axe(page) == []
        assert asked == []
        page.reload()
        assert asked == (["beforeunload"] if script else [])
        assert page.locator("#unit-3-text").input_value() == more
        page.locator("#unit-3").get_by_role("button", name="Save").click()
        page.locator("#unit-3").get_by_text("Saved.").wait_for()
        page.reload()
        assert page.locator("#unit-3-text").input_value() == more
        assert watched.faults == []


def test_only_what_was_typed_travels(editor: Watched) -> None:
    """With script a form sends the unit that is pressed and those in which somebody wrote; a text that is put back to
    what is stored has nothing told of it."""
    page = editor.page
    was = page.locator("#unit-1-text").input_value()
    page.locator("#unit-1-text").fill("Lindens!")
    with page.expect_request(lambda request: request.method == "POST" and "/check" not in request.url) as sent:
        page.locator("#unit-2").get_by_role("button", name="Check").click()
    fields = parse_qs(sent.value.post_data or "")
    assert {name for name in fields if name.startswith("text-")} == {"text-1", "text-2"}
    assert fields["do"] == ["check-2"]
    page.get_by_text("Not saved yet.").wait_for()
    page.locator("#unit-1-text").fill(was)
    assert page.locator("#unit-1-found").inner_text() == ""


def test_by_keyboard_alone(editor: Watched) -> None:
    """A text is reached, written, saved and told about without a mouse."""
    page = editor.page
    page.locator("#unit-1-text").focus()
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == TEXT[1:]
    page.keyboard.press("Control+A")
    page.keyboard.type("As many as 120 <g1>pupils</g1> came.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#unit-2").get_by_role("status").inner_text() == "Saved. 1 entry changed and is published."


def test_focus_is_on_what_is_wrong(browser: Browser, office: Office, url: str) -> None:
    """Where a form comes back, with script and without, the reader is put before what is wrong with it."""
    for script in (True, False):
        with watching(browser, url, script=script) as watched:
            page = watched.page
            page.goto("/en/desk/sign-in")
            page.locator("#name").fill("nobody")
            page.locator("#password").fill("wrong")
            with page.expect_navigation():
                page.locator("#password").press("Enter")
            assert page.locator(":focus").inner_text() == "The name or the password is wrong."


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ui", ["en", "uk"])
def test_every_page_is_accessible(browser: Browser, office: Office, url: str, ui: str, scheme: str) -> None:
    """axe-core finds nothing, and nothing scrolls sideways, on any page of the desk."""
    with watching(browser, url, width=360, scheme=scheme, locale=ui) as watched:  # type: ignore[arg-type]
        page = watched.page
        page.goto(f"/{ui}/desk/sign-in")
        assert axe(page) == []
        arrive(page, office, ui)
        key = office.key("Скрипт")
        terms = "id,source_language,source,target_language,target,kind,note,forms\n"
        terms += "x,uk,Харківський метрополітен,en,Kharkiv Metro,department,Since 1975.,Харківського метрополітену\n"
        (office.service.settings.folder / "termbase.csv").write_text(terms, "utf-8")
        pages = ("/", f"/entry/{key}", f"/entry/{key}/take-down", "/taken-down", "/term", "/terms", "/terms/x", "/log")
        for path in (*pages, "/password"):
            page.goto(f"/{ui}/desk{path}")
            assert axe(page) == [], path
            assert [width for width in WIDTHS if wider(page, width) > 0] == [], path
        assert watched.faults == []
