"""Terms, takedowns and the log, at the desk."""

from __future__ import annotations

import errno
import tomllib
from pathlib import Path

import pytest
from flask import Flask, current_app
from flask_babel import Babel

from feeds.errors import ConfigError, ReviewError, StoreError
from feeds.publishing import Publishing
from tests.webapp.office import EDITOR, HTTPS, LINDENS, RIGHT, Browser, Office
from webapp.desk import log, told

TERM = {
    "direction": "uk>en", "source": "Салтівка", "target": "Saltivka", "kind": "district",
    "forms": "Салтівки\r\nСалтівці", "forbidden": "Saltovka", "note": "Since 2024.",
}  # fmt: skip


@pytest.fixture
def browser(office: Office) -> Browser:
    """The editor's."""
    return office.signed_in()


def public(office: Office, path: str) -> int:
    """The status of a page for readers."""
    return office.app.test_client().get(path, base_url=HTTPS).status_code


def rows(office: Office) -> list[str]:
    """The lines of the termbase."""
    file = office.service.settings.folder / "termbase.csv"
    return file.read_text("utf-8").splitlines() if file.exists() else []


# --- terms --------------------------------------------------------------------------------------------------------


def test_add_a_term(browser: Browser, office: Office) -> None:
    """A term is in the file of terms, and its editor is told that it holds."""
    page = browser.open("/en/desk/term")
    assert [option.text_content() for option in page.get_element_by_id("direction")] == ["Ukrainian → English"]
    kinds = {option.get("value"): option.text_content() for option in page.get_element_by_id("kind")}
    assert kinds["person"] == "Person" and len(kinds) == 6
    assert all(page.cssselect(f"label[for={name}]") for name in TERM)
    browser.press("Add the term", **TERM)
    assert browser.path == "/en/desk/term"
    assert "“Салтівка = Saltivka” is in the list." in browser.told()
    header, row = rows(office)
    made = dict(zip(header.split(","), row.split(","), strict=True))
    assert (made["source"], made["target"], made["kind"], made["note"]) == (
        "Салтівка",
        "Saltivka",
        "district",
        "Since 2024.",
    )
    assert (made["forms"], made["forbidden"]) == ("Салтівки|Салтівці", "Saltovka")
    assert browser.field("source").get("value") == ""


def test_a_term_for_an_entry(browser: Browser, office: Office) -> None:
    """From an entry one comes to the form with its language and the terms that hold already, and back to it."""
    key = office.key(LINDENS)
    browser.open(f"/en/desk/term?key={key}&to=en")
    assert "In force for this entry already" not in browser.words
    browser.press(
        "Add the term", **{**TERM, "source": "толока", "target": "clean-up", "kind": "phrase", "forms": "толоки"}
    )
    assert browser.path == f"/en/desk/entry/{key}?to=en"
    assert "is in the list" in browser.told()
    browser.open(f"/en/desk/term?key={key}&to=en")
    assert [term.text_content() for term in browser.page.cssselect(".known li")] == ["толока = clean-up"]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"source": " "}, "source", "Write the name or the phrase"),
        ({"target": ""}, "target", "Write how it is to be translated."),
        ({"kind": "river"}, "kind", "Choose what it is."),
        ({"direction": "uk>fr"}, "direction", "Choose a direction."),
        ({"direction": "nonsense"}, "direction", "Choose a direction."),
        ({"note": "я" * 501}, "note", "This is too long: 501 characters, where 500 are the most."),
        ({"forms": "я" * 2001}, "forms", "This is too long"),
        ({"source": "=1+1"}, "source", "a spreadsheet takes for a formula"),
        ({"target": "(Saltivka)"}, "target", "must begin and end with a letter or a digit"),
        ({"forms": "Салтівки|Салтівці"}, "forms", "which stands between two of them"),
    ],
)
def test_a_term_that_cannot_be(
    browser: Browser, office: Office, changed: dict[str, str], field: str, said: str
) -> None:
    """What is wrong with a term is told beside its field and on top, and what was typed stays."""
    typed = TERM | changed
    browser.open("/en/desk/term")
    browser.press("Add the term", **typed)
    assert browser.status == 422
    page = browser.page
    assert said in page.get_element_by_id(f"{field}-problem").text_content()
    shown = page.get_element_by_id(field)
    assert shown.get("aria-invalid") == "true"
    assert f"{field}-problem" in shown.get("aria-describedby")
    summary = page.cssselect(".told.bad")[0]
    assert (summary.get("tabindex"), "autofocus" in summary.attrib) == ("-1", True)
    assert summary.cssselect("a")[0].get("href") == f"#{field}"
    for name in ("source", "target", "note"):
        assert browser.field(name).get("value") == typed[name]
    assert browser.field("forms").text_content().strip().splitlines() == typed["forms"].splitlines()
    assert rows(office) == []


def test_the_same_term_twice(browser: Browser, office: Office) -> None:
    """A form that another row has is told in words, and the row is not added."""
    for _ in range(2):
        browser.open("/en/desk/term")
        browser.press("Add the term", **TERM)
    assert browser.status == 422
    assert "a form belongs to one row" in browser.told()
    assert len(rows(office)) == 2


def test_a_file_that_is_not_in_order(browser: Browser, office: Office) -> None:
    """What is wrong with the file itself is for whoever runs the site; nothing that was typed is lost."""
    (office.service.settings.folder / "termbase.csv").write_text("id,source\nx,y\n", "utf-8")
    browser.open("/en/desk/term")
    browser.press("Add the term", **TERM)
    assert browser.status == 422
    assert "Whoever runs this site has to look at it:" in browser.told()
    assert "termbase.csv" in browser.told()
    assert browser.field("source").get("value") == "Салтівка"


# --- takedowns ----------------------------------------------------------------------------------------------------


def test_take_down_and_put_back(browser: Browser, office: Office) -> None:
    """An entry is taken down after a question, with a reason: 410, out of the feed; and it can be put back."""
    key = office.key(LINDENS)
    page, item = f"/en/entry/{key}", f"/entry/{key}<"
    assert public(office, page) == 200
    assert f"/en/entry/{key}" in office.feed()
    browser.open(f"/en/desk/entry/{key}")
    browser.open(browser.page.xpath("//a[contains(., 'Take this entry down')]")[0].get("href"))
    assert LINDENS in browser.words
    assert public(office, page) == 200
    browser.press("Take it down", reason="The park asked for it.")
    assert browser.path == "/en/desk/taken-down"
    assert "The entry is taken down. Pages and feeds show it so at once." in browser.told()
    assert "The park asked for it." in browser.words
    assert public(office, page) == 410
    assert "Lindens were planted" not in office.feed()
    assert item not in office.feed()
    listed = tomllib.loads((office.service.settings.folder / "takedown.toml").read_text("utf-8"))
    assert listed == {"takedown": [{"entry": key, "reason": "The park asked for it."}]}
    for path in (f"/en/desk/entry/{key}", f"/en/desk/entry/{key}/take-down"):
        browser.open(path)
        assert (browser.status, "This entry is taken down" in browser.words) == (410, True)
    assert key not in browser.open("/en/desk/").text_content()
    browser.open("/en/desk/taken-down")
    browser.press("Put back")
    assert "The entry is put back." in browser.told()
    assert "Nothing is taken down." in browser.words
    assert public(office, page) == 200
    assert "Lindens were planted" in office.feed()


@pytest.mark.parametrize(
    ("reason", "said"), [(" \n", "Write a reason"), ("я" * 501, "This is too long: 501 characters")]
)
def test_a_reason_is_needed(browser: Browser, office: Office, reason: str, said: str) -> None:
    """Without a reason, or with a novel, nothing is taken down; what was typed stays."""
    key = office.key(LINDENS)
    browser.open(f"/en/desk/entry/{key}/take-down")
    browser.press("Take it down", reason=reason)
    assert browser.status == 422
    assert said in browser.told()
    assert browser.field("reason").text_content().strip() == reason.strip()
    assert public(office, f"/en/entry/{key}") == 200


def test_no_such_entry_to_take_down(browser: Browser) -> None:
    """Of a key that nothing has nothing is taken down."""
    token = browser.field("csrf_token").get("value")
    browser.open("/en/desk/entry/0123456789abcdef/take-down")
    assert browser.status == 404
    browser.send("/en/desk/entry/0123456789abcdef/take-down", {"reason": "Because.", "csrf_token": token})
    assert browser.status == 404


def test_put_back_what_is_not_down(browser: Browser, office: Office) -> None:
    """What is not taken down, or is by a line that names it otherwise, is told in words."""
    token = browser.field("csrf_token").get("value")
    browser.send("/en/desk/taken-down", {"key": office.key(LINDENS), "csrf_token": token})
    assert browser.status == 409
    assert "is not taken down" in browser.told()


def test_a_list_of_takedowns_that_is_not_in_order(browser: Browser, office: Office) -> None:
    """What is wrong with the list is for whoever runs the site; the reason stays in its field."""
    file = office.service.settings.folder / "takedown.toml"
    file.write_text("nonsense", "utf-8")
    browser.open(f"/en/desk/entry/{office.key(LINDENS)}/take-down")
    browser.press("Take it down", reason="Because.")
    assert browser.status == 409
    assert "Whoever runs this site has to look at it:" in browser.told()
    assert browser.field("reason").text_content().strip() == "Because."
    assert file.read_text("utf-8") == "nonsense"


def test_named_twice(browser: Browser, office: Office) -> None:
    """An entry that another line names as well stays down, and the editor is told by which."""
    entry = next(entry for entry, _ in office.city.entries() if entry.title == LINDENS)
    browser.open(f"/en/desk/entry/{entry.key}/take-down")
    browser.press("Take it down", reason="Because.")
    file = office.service.settings.folder / "takedown.toml"
    file.write_text(f'{file.read_text("utf-8")}\n[[takedown]]\nentry = "{entry.link}"\n', "utf-8")
    browser.press("Put back")
    assert f"still name this entry, so it stays down: {entry.link}" in browser.told()
    assert public(office, f"/en/entry/{entry.key}") == 410


def test_the_feeds_follow_later(browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """When something keeps a takedown from being published, the editor is told why."""

    def full(*_: object, **__: object) -> int:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Publishing, "publish", full)
    browser.open(f"/en/desk/entry/{office.key(LINDENS)}/take-down")
    browser.press("Take it down", reason="Because.")
    assert "The feeds follow with the next publish. the disk is full" in browser.told()


# --- the log ------------------------------------------------------------------------------------------------------


def test_log(browser: Browser, office: Office) -> None:
    """The log says who did what, when, from where, and what stood there before; in words, the newest first."""
    key = office.key(LINDENS)
    browser.open(f"/en/desk/entry/{key}")
    browser.press("Save", 2, text=RIGHT)
    browser.press("Undo", 2)
    browser.press("Approve", 3)
    browser.open("/en/desk/term")
    browser.press("Add the term", **TERM)
    browser.open(f"/en/desk/entry/{key}/take-down")
    browser.press("Take it down", reason="Because of the park.")
    browser.press("Put back")
    office.editing.disable("olena")
    office.editing.enable("olena")
    browser = office.browser()
    browser.open("/en/desk/sign-in")
    browser.press("Sign in", name="nobody", password="x")
    browser = office.signed_in()
    page = browser.open("/en/desk/log")
    lines = [" ".join(line.text_content().split()) for line in page.cssselect(".log > li")]
    said = [
        "Signed in", "Tried to sign in, and could not", "Opened the account of olena again",
        "Closed the account of olena", f"Put an entry back: entry {key}", f"Took an entry down: entry {key}",
        "Added a term: Салтівка = Saltivka", f"Approved unit 3: entry {key}",
        f"Took back what was said of unit 2: entry {key}", f"Corrected unit 2: entry {key}", "Signed in",
        "Made an account for olena",
    ]  # fmt: skip
    assert len(lines) == len(said)
    assert [words in line for words, line in zip(said, lines, strict=True)] == [True] * len(said)
    assert "olena from 127.0.0.1" in lines[0]
    assert "on the command line" in lines[-1]
    assert "Because of the park." in lines[5]
    assert "beforeMany <g1>pupils</g1> joined the clean-up." in lines[9]
    assert f"after{RIGHT}" in lines[9]
    assert "after(a machine's turn again)" in lines[8]
    browser.open("/uk/desk/log")
    assert browser.status == 200


def test_what_was_not_done_is_told(browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of the log says where a file could not be changed, and where nobody knows whether it was."""
    key = office.key(LINDENS)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for failure in (full, killed):
        monkeypatch.setattr(Path, "replace", failure)
        with pytest.raises((ConfigError, KeyboardInterrupt)):
            office.editing.take_down(EDITOR, "192.0.2.7", key, "Because.")
        monkeypatch.undo()
    page = browser.open("/en/desk/log")
    lines = [" ".join(line.text_content().split()) for line in page.cssselect(".log > li")]
    assert "Took an entry down" in lines[0] and "Took an entry down" in lines[1]
    assert "It was begun, and how it ended is not known: the list itself tells." in lines[0]
    assert "It was not done." in lines[1]
    assert "takedown.toml: cannot be written: No space left on device" in lines[1]


def test_pages_of_the_log(browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Older lines are on the next page; what is no line leads nowhere."""
    monkeypatch.setattr(log, "_PAGE", 2)
    for name in ("ivan", "petro", "maria"):
        office.editing.add_editor(name, "дощ накрапає по даху")
    page = browser.open("/en/desk/log")
    seen = []
    for _ in range(5):
        seen += [line.text_content() for line in page.cssselect(".log > li")]
        [*older] = page.cssselect("a[rel=next]")
        if not older:
            break
        page = browser.open(older[0].get("href"))
    assert len(seen) == 5
    assert "maria" in seen[0] and "olena" in seen[-1]
    for wrong in ("nonsense", "-1", "9" * 40, "٣"):
        browser.open(f"/en/desk/log?before={wrong}")
        assert browser.status == 404


def test_somebody_was_faster(browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that somebody else takes down in the same moment is told to be down already."""
    key = office.key(LINDENS)
    browser.open(f"/en/desk/entry/{key}/take-down")

    def faster(*_: object) -> None:
        raise ReviewError(f"entry {key} is taken down already")

    monkeypatch.setattr(office.editing, "take_down", faster)
    browser.press("Take it down", reason="Because.")
    assert browser.status == 409
    assert "This entry cannot be taken down: entry" in browser.told()


def test_a_column_that_the_file_lacks(browser: Browser, office: Office) -> None:
    """What the file has no column for is told beside its field; the entry that one came from may be gone meanwhile."""
    file = office.service.settings.folder / "termbase.csv"
    file.write_text("id,source_language,source,target_language,target,kind\n", "utf-8")
    browser.open("/en/desk/term?key=0123456789abcdef&to=en")
    browser.press("Add the term", **(TERM | {"note": "", "forbidden": ""}))
    assert browser.status == 422
    assert "no such column" in browser.page.get_element_by_id("forms-problem").text_content()


def test_a_unit_that_stands_everywhere() -> None:
    """Of a passage that very many entries have, the editor is told how many follow later."""
    with Flask(__name__).test_request_context("/en/"):
        Babel(current_app)
        said = told.changed(500, 3, published=True)
    assert said == (
        "500 entries changed and are published. Up to 3 older entries with the same passage will follow with the next "
        "refresh."
    )
