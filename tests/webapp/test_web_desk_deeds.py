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
        ({"source": "Saltivka", "target": "Салтівка"}, "target", "Cyrillic letters, which English is not written in"),
        ({"target": "Sаltivka"}, "target", "Is it the other direction"),
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


def test_a_latin_name_in_ukrainian_news(browser: Browser, office: Office) -> None:
    """What is written in Latin letters in Ukrainian too may be a term."""
    browser.open("/en/desk/term")
    browser.press("Add the term", **(TERM | {"source": "Eurocities", "target": "Eurocities", "forms": ""}))
    assert "“Eurocities = Eurocities” is in the list." in browser.told()


MANY = "".join(
    f"t{number},uk,Місто{chr(0x430 + number // 30)}{chr(0x430 + number % 30)},en,Town{number},city,\n"
    for number in range(120)
)


def listed(browser: Browser) -> list[str]:
    """The terms that the page lists."""
    return [" ".join(term.text_content().split()) for term in browser.page.cssselect(".queue h2")]


def termbase(office: Office, rows: str = MANY) -> Path:
    """A termbase with these rows, and one of the district and its forms."""
    file: Path = office.service.settings.folder / "termbase.csv"
    last = 'saltivka,uk,Салтівка,en,Saltivka,district,"<b>Since 2024</b>, as ""decided""",Салтівки|Салтівці\n'
    file.write_text(f"id,source_language,source,target_language,target,kind,note,forms\n{rows}{last}", "utf-8")
    return file


def test_terms_are_listed(browser: Browser, office: Office) -> None:
    """Every term in force is listed with its kind, direction and note, page by page, the last one first."""
    termbase(office)
    browser.open("/en/desk/")
    [link] = [one for one in browser.page.cssselect(".bench a") if one.text_content() == "Terms"]
    page = browser.open(link.get("href"))
    first = " ".join(page.cssselect(".queue > li")[0].text_content().split())
    assert first == (
        'Салтівка = Saltivka District of a city Ukrainian → English Take out <b>Since 2024</b>, as "decided"'
    )
    assert [part.get("lang") for part in page.cssselect(".queue h2")[0]] == ["uk", "en"]
    assert page.cssselect(".errands a")[0].get("href") == "/en/desk/term"
    assert "121 terms in all." in browser.words
    seen = listed(browser)
    assert len(browser.text.encode()) < 40_000
    while older := browser.page.cssselect("a[rel=next]"):
        browser.open(older[0].get("href"))
        seen += listed(browser)
    assert len(seen) == len(set(seen)) == 121
    assert seen[1].endswith("= Town119") and seen[-1].endswith("= Town0")
    assert browser.page.cssselect("a[rel=prev]")[0].get("href") == "/en/desk/terms?page=2"
    for wrong in ("page=4", "page=0", "page=-1", "page=x", "page=99999", "page=٣", "q=nothing&page=2"):
        browser.open(f"/en/desk/terms?{wrong}")
        assert browser.status == 404


def test_terms_are_found(browser: Browser, office: Office) -> None:
    """A part of the term, of its translation, a form or the note finds it, in small letters and capitals."""
    termbase(office)
    for wanted in ("салт", "SALTIV", "Салтівці", "decided", " saltivka "):
        browser.open(f"/en/desk/terms?q={wanted}")
        assert (listed(browser), "1 term found." in browser.words) == (["Салтівка = Saltivka"], True)
        assert browser.page.get_element_by_id("term").get("value") == wanted.strip()
    browser.open("/en/desk/terms?q=town")
    assert browser.page.cssselect("a[rel=next]")[0].get("href") == "/en/desk/terms?q=town&page=2"
    browser.open("/en/desk/terms?q=nothing")
    assert "0 terms found." in browser.words


def test_a_term_is_taken_out(browser: Browser, office: Office) -> None:
    """A row goes after a question; its editor is told when that takes force, and the log has it in words."""
    file = termbase(office)
    browser.open("/en/desk/terms")
    browser.open(browser.page.cssselect(".queue .meta a")[0].get("href"))
    assert "Салтівка = Saltivka" in browser.words and "Салтівки, Салтівці" in browser.words
    assert "It takes force with the next refresh" in browser.words
    assert "Салтівка" in file.read_text("utf-8")
    browser.press("Take it out")
    assert browser.path == "/en/desk/terms"
    assert "“Салтівка = Saltivka” is taken out of the list. From the next refresh on" in browser.told()
    assert file.read_text("utf-8") == f"id,source_language,source,target_language,target,kind,note,forms\n{MANY}"
    assert "120 terms in all." in browser.words
    [deed] = [deed for deed in office.editing.deeds() if deed.kind == "term-out"]
    assert (deed.editor, deed.subject) == (EDITOR, "saltivka")
    browser.open("/en/desk/log")
    assert "Took a term out: Салтівка = Saltivka" in browser.words


def test_a_term_that_somebody_changes(browser: Browser, office: Office) -> None:
    """What reads otherwise since it was shown is not taken out, but shown again; what is gone is told to be."""
    file = termbase(office)
    browser.open("/en/desk/terms/none")
    assert browser.status == 404
    browser.open("/en/desk/terms/saltivka")
    changed = file.read_text("utf-8").replace("Since 2024", "Since 2025")
    file.write_text(changed, "utf-8")
    browser.press("Take it out")
    assert (browser.status, "Since 2025" in browser.words) == (409, True)
    assert "Somebody has changed this term meanwhile, and it was not taken out." in browser.told()
    assert file.read_text("utf-8") == changed
    file.write_text(f"{changed}broken\n", "utf-8")
    browser.press("Take it out")
    assert (browser.status, "Whoever runs this site has to look at it:" in browser.told()) == (409, True)
    assert "term-out" not in [deed.kind for deed in office.editing.deeds()]
    file.unlink()
    browser.press("Take it out")
    assert (browser.path, browser.told()) == ("/en/desk/terms", "This term is not in the list any more.")


def test_somebody_took_the_term_out(browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that somebody else changes in the same moment stays, and that is told."""
    termbase(office)
    browser.open("/en/desk/terms/saltivka")

    def faster(*_: object) -> None:
        raise ReviewError("has no row")

    monkeypatch.setattr(office.editing, "remove_term", faster)
    browser.press("Take it out")
    assert (browser.status, "was not taken out" in browser.told()) == (409, True)


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
