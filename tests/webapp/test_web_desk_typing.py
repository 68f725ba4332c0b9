"""What an editor has typed into an entry's units and not saved, while other things are done on the page."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from feeds.errors import StoreError
from feeds.publishing import Publishing
from tests.webapp.office import COMMON, HTTPS, LINDENS, PASSWORD, PUPILS, RIGHT, WRONG, Browser, Office
from webapp import guard
from webapp.desk import forms

TITLE, MORE = "Lindens, planted", "Read on at the council's."


@pytest.fixture
def browser(office: Office) -> Browser:
    """The editor's, at the entry about lindens, which has three units."""
    one = office.signed_in()
    at(one)
    return one


def at(browser: Browser) -> None:
    """Open the page of the entry."""
    browser.open(f"/en/desk/entry/{browser.office.key(LINDENS)}?to=en")
    assert browser.status == 200


def text(browser: Browser, number: int) -> str:
    """What stands in the field of a unit."""
    return str(browser.field("text", number).text_content()).strip()


def said(browser: Browser, number: int) -> str:
    """What is told at a unit."""
    unit = browser.page.get_element_by_id(f"unit-{number}")
    return " ".join(" ".join(box.text_content() for box in unit.cssselect(".told")).split())


def deeds(office: Office) -> list[str]:
    """What was done, the newest first."""
    return [deed.kind for deed in office.editing.deeds() if deed.kind not in ("sign-in", "account")]


@pytest.mark.parametrize(
    ("button", "typed", "outcome"),
    [
        ("Save", {"text": RIGHT}, "Saved. 1 entry changed and is published."),
        ("Save", {}, "Saved. 1 entry changed and is published."),
        ("Approve", {}, "Approved. 1 entry changed and is published."),
        ("Check", {"text": RIGHT}, "The checks have nothing against this text."),
    ],
)
def test_typed_in_another_unit(
    browser: Browser, office: Office, button: str, typed: dict[str, str], outcome: str
) -> None:
    """What is typed in other units is there after a deed, said not to be saved; and it is not saved."""
    answer = browser.press(button, 2, text_1=TITLE, text_3=MORE, **typed, follow=False)
    assert answer.status_code == 200
    assert browser.path.endswith(f"/en/desk/entry/{office.key(LINDENS)}?to=en#unit-2")
    assert said(browser, 2).startswith(outcome)
    assert text(browser, 2) == typed.get("text", WRONG)
    assert [text(browser, 1), text(browser, 3)] == [TITLE, MORE]
    assert [said(browser, 1), said(browser, 3)] == ["Not saved yet."] * 2
    field = browser.field("text", 3)
    assert (field.get("data-stored"), field.get("aria-invalid")) == ("Read more on the council's site.", None)
    assert not browser.page.cssselect("title")[0].text_content().startswith("Error")
    assert MORE not in office.feed()
    browser.press("Save", 3)
    assert "Saved." in said(browser, 3) and said(browser, 1) == "Not saved yet."
    browser.press("Save", 1, follow=False)
    assert browser.status == (303 if button != "Check" else 200)
    assert MORE in office.feed() and TITLE in office.feed()


def test_how_much_is_not_saved(browser: Browser) -> None:
    """Whoever saves a unit is told in how many others something waits."""
    browser.press("Save", 2, text=RIGHT, text_1=TITLE, text_3=MORE)
    assert said(browser, 2).endswith("What you wrote in 2 other units is still there, and not saved yet.")
    browser.press("Save", 1)
    assert said(browser, 1).endswith("What you wrote in 1 other unit is still there, and not saved yet.")


def test_undo_keeps_what_is_typed(browser: Browser, office: Office) -> None:
    """What was said of one unit is taken back, and another one's text stays in its field."""
    browser.press("Save", 2, text=RIGHT)
    browser.press("Undo", 2, text_3=MORE)
    assert said(browser, 2).startswith("Taken back.")
    assert (text(browser, 2), text(browser, 3)) == (WRONG, MORE)
    assert deeds(office) == ["undo", "correct"]


@pytest.mark.parametrize("wrong", ["120 pupils", "Усі <g1>школярі</g1> прийшли.", "x" * (forms.TEXT + 1), ""])
def test_refused_and_the_others(browser: Browser, office: Office, wrong: str) -> None:
    """Where one text is refused, it stays, and so do those of the others."""
    browser.press("Save", 2, text=wrong, text_3=MORE)
    assert browser.status == 422
    assert [text(browser, 2), text(browser, 3)] == [wrong, MORE]
    assert (browser.field("text", 2).get("aria-invalid"), said(browser, 3)) == ("true", "Not saved yet.")
    assert deeds(office) == []


def test_a_page_that_is_too_old(browser: Browser, office: Office) -> None:
    """A form without a token of this session comes back with all that was typed."""
    browser.press("Save", 2, text=RIGHT, text_3=MORE, csrf_token="x")
    assert browser.status == 400
    assert "Nothing is lost: please send it once more." in said(browser, 2)
    assert [text(browser, 2), text(browser, 3)] == [RIGHT, MORE]
    browser.press("Approve all", **{"text-3": MORE, "csrf_token": "x"})
    assert (browser.status, text(browser, 3)) == (400, MORE)
    assert deeds(office) == []


def test_a_database_that_cannot_be_written(browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a correction cannot be stored, all that was typed comes back."""

    def full(*_: object, **__: object) -> int:
        raise StoreError("the disk is full")

    monkeypatch.setattr(office.editing, "correct", full)
    browser.press("Save", 2, text=RIGHT, text_3=MORE)
    assert browser.status == 503
    assert [text(browser, 2), text(browser, 3)] == [RIGHT, MORE]


def test_approve_all_but_what_is_typed(browser: Browser, office: Office) -> None:
    """Units in which somebody writes are not approved with the rest; their texts stay."""
    browser.press("Approve all", **{"text-3": MORE})
    assert browser.status == 200
    assert "What you wrote in 1 other unit is still there, and not saved yet." in browser.told()
    assert (text(browser, 3), said(browser, 3)) == (MORE, "Not saved yet.")
    [deed] = [deed for deed in office.editing.deeds() if deed.kind == "approve"]
    assert [one["unit"] for one in deed.detail["units"]] == [1, 2]
    assert "By olena" not in browser.page.get_element_by_id("unit-3").text_content()


def test_nothing_left_to_approve(browser: Browser, office: Office) -> None:
    """Where somebody writes in every unit, nothing is approved."""
    browser.press("Approve all", **{"text-1": TITLE, "text-2": RIGHT, "text-3": MORE})
    assert browser.status == 409
    assert "there is nothing to approve" in browser.told()
    assert [text(browser, number) for number in (1, 2, 3)] == [TITLE, RIGHT, MORE]
    assert deeds(office) == []


def test_what_cannot_be_approved(browser: Browser, office: Office) -> None:
    """Of an entry whose other units are approved already, the one without a translation is not said to be so."""
    office.change(LINDENS, "Зовсім новий абзац.", COMMON)
    at(browser)
    browser.press("Approve all")
    values = {name: browser.field(name).get("value") for name in ("csrf_token", "to")}
    values["version"] = browser.field("version").get("value")
    browser.send(browser.path, {**values, "do": "approve-all"})
    assert browser.told() == "1 unit has no translation, so it could not be approved."


def test_approve_all_of_what_has_changed(browser: Browser, office: Office) -> None:
    """What is refused since somebody else was faster keeps the texts as well."""
    office.editing.correct("ivan", "", office.key(LINDENS), "en", 2, PUPILS, "All <g1>120</g1> came.")
    browser.press("Approve all", **{"text-3": MORE})
    assert (browser.status, text(browser, 3), said(browser, 3)) == (409, MORE, "Not saved yet.")


def test_somebody_else_meanwhile(browser: Browser, office: Office) -> None:
    """A text that waits is told what somebody else has written meanwhile; another one saves as before."""
    office.editing.add_editor("ivan", PASSWORD)
    other = office.signed_in(name="ivan")
    at(other)
    other.press("Save", 3, text="More is on the site.")
    browser.press("Save", 2, text=RIGHT, text_3=MORE)
    assert said(browser, 2).startswith("Saved.")
    assert "somebody has changed this translation meanwhile. Now it reads: More is on the site." in said(browser, 3)
    assert (text(browser, 3), browser.field("text", 3).get("aria-invalid")) == (MORE, "true")
    browser.press("Save", 3)
    assert "Saved." in said(browser, 3)


def test_the_original_has_changed_below(browser: Browser, office: Office) -> None:
    """Each text goes where its unit stands by now; those whose unit is gone are shown, and shown again."""
    office.change(LINDENS, "Нове на початку.", COMMON)
    browser.press("Save", 2, text=RIGHT, text_1=TITLE, text_3=MORE)
    assert browser.status == 409
    assert (text(browser, 1), text(browser, 3)) == (TITLE, MORE)
    assert (text(browser, 2), said(browser, 3)) == (RIGHT, "Not saved yet.")
    office.change(LINDENS, "Інше.")
    browser.press("Save", 1)
    assert said(browser, 1).startswith("Saved.")
    assert "the original has changed meanwhile" in said(browser, 2)
    assert [field.text_content().strip() for field in browser.page.cssselect(".lost textarea")] == [MORE]
    browser.press("Check", 2)
    assert [field.text_content().strip() for field in browser.page.cssselect(".lost textarea")] == [MORE]
    assert text(browser, 2) == RIGHT


def test_two_texts_for_one_place(browser: Browser, office: Office) -> None:
    """Where two texts would stand in one field, the one that was sent does, and the other one is shown beside."""
    office.change(LINDENS, COMMON)
    browser.press("Save", 2, text=RIGHT, text_3=MORE)
    assert browser.status == 409
    assert text(browser, 2) == RIGHT
    assert [field.text_content().strip() for field in browser.page.cssselect(".lost textarea")] == [MORE]


def test_sent_twice(browser: Browser, office: Office) -> None:
    """A page that answered a form at once may be loaded again: the same text is saved once."""
    browser.press("Save", 2, text=RIGHT, text_3=MORE, follow=False)
    at(browser)
    sent = {name: browser.field(name).get("value") for name in ("csrf_token", "to", "expected-2", "expected-3")}
    sent |= {"text-2": RIGHT, "seen-2": forms.seen_mark(WRONG), "text-3": MORE, "seen-3": "x", "do": "save-2"}
    browser.send(browser.path, sent, follow=False)
    assert browser.status == 200
    assert said(browser, 2).startswith("Nothing to change: it is so already.")
    assert text(browser, 3) == MORE
    assert deeds(office) == ["correct"]


def test_not_published_yet_and_more_typed(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps a correction from going out is told on the page that keeps the rest as well."""

    def full(*_: object, **__: object) -> int:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Publishing, "publish", full)
    browser.press("Save", 2, text=RIGHT, text_3=MORE)
    assert "it goes out with the next publish" in said(browser, 2) and "the disk is full" in said(browser, 2)
    assert text(browser, 3) == MORE


def test_white_space_is_no_text(browser: Browser) -> None:
    """Spaces and line ends more or less are nothing that waits to be saved."""
    browser.press("Save", 2, text=RIGHT, text_3="Read  more on the\ncouncil's site. ", follow=False)
    assert browser.status == 303


def test_a_long_entry(browser: Browser, office: Office) -> None:
    """All units of an entry travel at once: more than other pages may be sent, and no more than a desk can take."""
    path = browser.path
    page = {name: browser.field(name).get("value") for name in ("csrf_token", "to", "expected-2", "seen-2")}
    page |= {"do": "check-2", "text-2": RIGHT}
    much = {f"text-{number}": "я" * 1000 for number in range(4, 160)}
    assert guard.LARGEST < len(urlencode({**page, **much})) < guard.LARGEST_OF_DESK
    browser.send(path, {**page, **much})
    assert (browser.status, text(browser, 2)) == (200, RIGHT)
    much = {f"text-{number}": "я" * 1000 for number in range(4, 200)}
    assert browser.send(path, {**page, **much}).status_code == 413
    small = {f"text-{number}": "я" * 1000 for number in range(4, 60)}
    answer = office.app.test_client().post("/en/search", data=small, base_url=HTTPS)
    assert answer.status_code == 413
