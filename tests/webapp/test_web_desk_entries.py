"""What editors look at and what they do to translations; and what readers and subscribers then see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.publishing import Publishing
from tests.webapp.office import (
    COMMON,
    EVIL,
    HTTPS,
    LINDENS,
    PASSWORD,
    PUPILS,
    RIGHT,
    WRONG,
    Browser,
    Office,
    opened,
)
from webapp.desk import entries, forms

SHOWN = "joined the clean-up &amp; stayed."
"""What readers see of RIGHT, in HTML."""


def forms_say(length: int) -> str:
    """Of a text that is too long."""
    return f"This is too long: {length} characters, where 20000 are the most. Nothing of it is lost; shorten it."


@pytest.fixture
def browser(office: Office) -> Browser:
    """The editor's, at the entry about lindens."""
    one = office.signed_in()
    at(one)
    return one


def at(browser: Browser, title: str = LINDENS, to: str = "en") -> None:
    """Open the page of an entry."""
    browser.open(f"/en/desk/entry/{browser.office.key(title)}?to={to}")
    assert browser.status == 200


def of_unit(browser: Browser, number: int, text: str) -> dict[str, str]:
    """What a page sends of one unit alone."""
    names = ("csrf_token", "to", f"expected-{number}", f"seen-{number}")
    return {name: browser.field(name).get("value") for name in names} | {f"text-{number}": text}


def readers_see(office: Office, title: str = LINDENS, ui: str = "en") -> str:
    """The public page of an entry, or ``410``."""
    answer = office.app.test_client().get(f"/{ui}/entry/{office.key(title)}", base_url=HTTPS)
    return answer.text if answer.status_code == 200 else str(answer.status_code)


def kinds(office: Office) -> list[str]:
    """What the log has of deeds, the newest first."""
    return [deed.kind for deed in office.editing.deeds() if deed.kind not in ("sign-in", "account")]


# --- the queue ----------------------------------------------------------------------------------------------------


def test_queue(office: Office) -> None:
    """Flagged entries stand there newest first, with what was found, the state, the source and the age."""
    browser = office.signed_in()
    page = browser.open("/en/desk/")
    rows = [" ".join(row.text_content().split()) for row in page.cssselect(".queue > li")]
    assert [LINDENS in rows[0], "Парк знову" in rows[1], "Скрипт" in rows[2]] == [True, True, True]
    assert "Lindens were planted in the park" in rows[0]
    for expected in ("Source city", "Translated", "Number: 120 of the original is not in the answer", "ago"):
        assert expected in rows[0]
    [link, *_] = page.cssselect(".queue h2 a")
    assert link.get("href") == f"/en/desk/entry/{office.key(LINDENS)}?to=en"
    assert (link.get("lang"), link.get("translate")) == ("uk", "no")


def test_nothing_to_do(office: Office) -> None:
    """Where nothing is flagged the page says so kindly."""
    browser = office.signed_in()
    for title in (LINDENS, "Парк", "Скрипт"):
        at(browser, title)
        browser.press("Approve all")
    page = browser.open("/en/desk/")
    assert page.cssselect(".queue") == []
    assert "Nothing to look at" in browser.words


def test_pages_of_the_queue(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page after page leads through all of the queue; what is no page is not found."""
    monkeypatch.setattr(entries, "_PAGE", 2)
    browser = office.signed_in()
    page = browser.open("/en/desk/")
    assert len(page.cssselect(".queue > li")) == 2
    page = browser.open(page.cssselect("a[rel=next]")[0].get("href"))
    assert [row.text_content()[:6] for row in page.cssselect(".queue h2 a")] == ["Скрипт"]
    assert page.cssselect("a[rel=next]") == []
    assert page.cssselect(".turn a")[0].get("href") == "/en/desk/?to=en"
    for wrong in ("before=nonsense", "to=xx"):
        browser.open(f"/en/desk/?{wrong}")
        assert browser.status == 404


def test_find_an_entry(office: Office) -> None:
    """A key, and the address of a page of it, lead to the entry; what names none is told."""
    key = office.key(LINDENS)
    browser = office.signed_in()
    for wanted in (key, f" {key.upper()} ", f"https://news.example/uk/entry/{key}", f"/en/entry/{key}/pl#original"):
        browser.open("/en/desk/")
        browser.open("/en/desk/?q=" + wanted.replace("#", "%23").replace(" ", "+"))
        assert browser.path == f"/en/desk/entry/{key}"
    for wanted in ("0123456789abcdef", "nonsense", "https://news.example/en/"):
        browser.open(f"/en/desk/?q={wanted}")
        assert browser.path.startswith("/en/desk/?q=")
        assert "No entry has this key" in browser.words
        assert browser.field("q").get("value") is not None


def test_tabs_for_several_languages(printed: Path, tmp_path: Path) -> None:
    """Of several languages that are translated into, each has its own queue and its own side of an entry."""
    config = tmp_path / "config"
    with opened(printed, tmp_path) as office:
        assert office.signed_in().page.cssselect(".tongue") == []
    main = (config / "visnyk.toml").read_text("utf-8")
    pair = '[[translation.pair]]\nsource = "{}"\ntarget = "{}"\nengines = ["memory"]\n'
    pairs = pair.format("uk", "pl") + pair.format("en", "uk")
    (config / "visnyk.toml").write_text(f"{main}\n{pairs}", "utf-8")
    with opened(config.parent, tmp_path / "other", editors=False) as office:
        browser = office.signed_in()
        tabs = [(tab.text_content(), tab.get("href")) for tab in browser.page.cssselect(".tongue a")]
        assert tabs[0] == ("English", "/en/desk/?to=en")
        assert {name for name, _ in tabs} == {"English", "Polish", "Ukrainian"}
        browser.open("/en/desk/?to=pl")
        assert "Nothing to look at" in browser.words
        at(browser, to="pl")
        assert {tab.text_content() for tab in browser.page.cssselect(".tongue a")} == {"English", "Polish"}
        assert browser.page.cssselect(".errands a")[0].get("href") == f"/en/entry/{office.key(LINDENS)}/pl"
        assert browser.field("text", 2).text_content().strip() == ""
        assert browser.field("text", 2).get("lang") == "pl"
        browser.press("Save", 2, text="120 <g1>uczniów</g1> przyszło posprzątać park.")
        assert "Saved." in browser.told()
        # Where no language is named, it is one that the entry is translated into.
        browser.open(f"/uk/desk/entry/{office.key('News of Leeds')}")
        assert browser.field("text", 2).get("lang") == "uk"


# --- one entry ----------------------------------------------------------------------------------------------------


def test_every_unit_beside_its_original(browser: Browser) -> None:
    """Each unit has its number and place, the original, the translation, who made it and when, and what was found."""
    page = browser.page
    units = page.cssselect(".unit")
    heads = [" ".join(unit.cssselect("h2")[0].text_content().split()) for unit in units]
    assert heads == ["Unit 1 Headline", "Unit 2 Text", "Unit 3 Text"]
    source = units[1].cssselect(".source")[0]
    assert (source.text_content().strip(), source.get("lang"), source.get("translate")) == (PUPILS, "uk", "no")
    assert [code.text_content() for code in source.cssselect(".code")] == ["<g1>", "</g1>"]
    field = browser.field("text", 2)
    assert (field.text_content().strip(), field.get("lang")) == (WRONG, "en")
    label = units[1].cssselect("label")[0]
    assert (label.get("for"), label.text_content()) == (field.get("id"), "Translation of unit 2, English")
    assert "By LibreTranslate 1 March 2026, 14:00" in " ".join(units[1].text_content().split())
    found = page.get_element_by_id(field.get("aria-describedby"))
    assert "120 of the original is not in the answer" in found.text_content()
    assert found.get("aria-live") == "polite"
    assert "<g1>…</g1>" in page.cssselect(".aside")[-1].text_content()


def test_terms_are_hints(browser: Browser, office: Office) -> None:
    """The terms in force for a unit stand beside it."""
    (office.service.settings.folder / "termbase.csv").write_text(
        "id,source_language,source,target_language,target,kind,forms\nx,uk,толока,en,clean-up,phrase,толоки\n", "utf-8"
    )
    at(browser)
    [term] = browser.page.get_element_by_id("unit-2").cssselect(".terms li")
    assert " ".join(term.text_content().split()) == "толока = clean-up"
    assert [part.get("lang") for part in term] == ["uk", "en"]


def test_what_does_not_exist(office: Office) -> None:
    """Of a key that nothing has there is no page; nor is there one into a language that nothing is translated into."""
    browser = office.signed_in()
    for path in ("0123456789abcdef", "nonsense", f"{office.key(LINDENS)}?to=fr"):
        browser.open(f"/en/desk/entry/{path}")
        assert browser.status == 404
        browser.send(f"/en/desk/entry/{path}", {"do": "save", "csrf_token": _token(office, browser)})
        assert browser.status == 404


def test_what_is_not_translated(office: Office) -> None:
    """An entry in the language that is translated into can be taken down, and nothing else."""
    browser = office.signed_in()
    key = office.key("News of Leeds")
    page = browser.open(f"/en/desk/entry/{key}")
    assert "not translated" in browser.words
    assert page.cssselect("textarea") == []
    assert f"/en/desk/entry/{key}/take-down" in [link.get("href") for link in page.cssselect(".errands a")]


def test_everything_is_escaped(office: Office) -> None:
    """Neither titles nor units nor what an editor writes can put a tag of theirs into a page."""
    browser = office.signed_in()
    key = office.key("Скрипт")
    at(browser, "Скрипт")
    browser.press("Save", 2, text=f"42 {EVIL} <img src=x onerror=alert(1)></textarea><script>alert(3)</script>")
    seen = [browser.text]
    browser.press("Take it as it is", 2)
    assert "Saved." in browser.told()
    seen.append(browser.text)
    browser.send(
        f"/en/desk/entry/{key}?to=en",
        {"do": "save-2", "expected-2": "x", "text-2": "</textarea><script>alert(4)</script>",
         "text-99": "</textarea><script>alert(6)</script>", "csrf_token": _token(office, browser)},
    )  # fmt: skip
    seen.append(browser.text)
    browser.open(f"/en/desk/term?key={key}&to=en")
    browser.press("Add the term", source=f"{EVIL}<b>", target=f"{EVIL}<b>", note=EVIL, forms=EVIL, kind="city")
    seen.append(browser.text)
    browser.open(f"/en/desk/entry/{key}/take-down")
    seen.append(browser.text)
    browser.press("Take it down", reason=f"{EVIL}</p><script>alert(5)</script>")
    seen.append(browser.text)
    for path in ("/en/desk/log", "/en/desk/", f"/en/desk/?q={EVIL.replace('#', '')}"):
        browser.open(path)
        seen.append(browser.text)
    for page in seen:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert sum("alert(1)" in page for page in seen) >= 5


def test_in_ukrainian(browser: Browser, office: Office) -> None:
    """The desk speaks the language of its address, in what the checks say too."""
    browser.open(f"/uk/desk/entry/{office.key(LINDENS)}")
    assert browser.page.get("lang") == "uk"
    [detail] = browser.page.cssselect(".findings .detail")
    assert (detail.get("lang"), detail.text_content()) == (None, "є в оригіналі, але немає в перекладі: 120")
    switch = browser.page.cssselect("[hreflang=en]")[-1].get("href")
    assert switch == f"/en/desk/entry/{office.key(LINDENS)}"


# --- correcting ---------------------------------------------------------------------------------------------------


def test_a_correction(browser: Browser, office: Office) -> None:
    """What is saved is on the readers' page and in the feed at once, and the editor is told how far it went."""
    assert SHOWN not in readers_see(office)
    assert "stayed" not in office.feed()
    answer = browser.press("Save", 2, text=RIGHT, follow=False)
    assert (answer.status_code, answer.location) == (303, f"/en/desk/entry/{office.key(LINDENS)}?to=en#unit-2")
    browser.open(answer.location)
    box = browser.page.get_element_by_id("unit-2").cssselect(".told[role=status]")[0]
    assert " ".join(box.text_content().split()) == "Saved. 1 entry changed and is published."
    assert browser.field("text", 2).text_content().strip() == RIGHT
    assert "By olena" in browser.page.get_element_by_id("unit-2").text_content()
    assert SHOWN in readers_see(office)
    assert "joined the clean-up &amp;amp; stayed." in office.feed()
    browser.open(browser.path)
    assert browser.told() == ""


def test_a_correction_holds_elsewhere(browser: Browser) -> None:
    """The page says in how many entries a passage has changed."""
    browser.press("Save", 3, text="There is more on the council's site.")
    assert "Saved. 2 entries changed and are published." in browser.told()


def test_a_doubt_is_no_obstacle(browser: Browser, office: Office) -> None:
    """A text that the checks only doubt is saved."""
    browser.press("Save", 2, text="Many more <g1>pupils</g1> joined the clean-up.")
    assert "Saved." in browser.told()
    assert "Many more" in office.feed()


def test_check_without_script(browser: Browser, office: Office) -> None:
    """The button says what the checks have against a text, as it was typed, and changes nothing."""
    for text, said in (
        (RIGHT, "The checks have nothing against this text."),
        ("Many of the <g1>pupils</g1> came to help.", "Number: 120 of the original is not in the answer"),
        ("Усі <g1>школярі</g1> прийшли.", "The checks refuse this text. If you are sure of it"),
        ("120 pupils", "This was not done: the codes <g1> </g1> of the original are missing"),
    ):
        browser.press("Check", 2, text=text)
        assert said in browser.told()
        assert browser.field("text", 2).text_content().strip() == text
        assert browser.field("text", 2).get("data-stored") == WRONG
    assert kinds(office) == []


def test_take_it_as_it_is(browser: Browser, office: Office) -> None:
    """What a check refuses is not saved, unless the editor insists; that can be done there and nowhere else."""
    text = "Усі 120 <g1>школярів</g1> прийшли."
    assert "Take it as it is" not in browser.text.replace('data-as-is="Take it as it is"', "")
    browser.press("Save", 2, text=text)
    assert browser.status == 422
    assert "This was not saved: language:" in browser.told()
    assert kinds(office) == []
    browser.press("Take it as it is", 2)
    assert "Saved." in browser.told()
    assert "школярів" in office.feed()
    browser.press("Save", 2, text="120 pupils came.")
    assert browser.status == 422
    assert "codes &lt;g1&gt;" in browser.text
    buttons = [button.text_content() for button in browser.page.get_element_by_id("unit-2").iter("button")]
    assert buttons == ["Save", "Check", "Undo"]


def test_nothing_of_a_long_text_is_lost(browser: Browser, office: Office) -> None:
    """A text over the limit is not saved, and comes back whole."""
    text = "120 <g1>pupils</g1> " + "я" * forms.TEXT
    for button in ("Save", "Check"):
        browser.press(button, 2, text=text)
        assert browser.status == 422
        assert "This is too long: 20020 characters, where 20000 are the most." in browser.told()
        assert browser.field("text", 2).text_content().strip() == text
    assert kinds(office) == []


def test_the_same_text_again(browser: Browser) -> None:
    """What is so already is told to be so."""
    browser.press("Save", 2, text=RIGHT)
    browser.press("Save", 2, text=RIGHT)
    assert "Nothing to change: it is so already." in browser.told()


def test_the_original_has_changed(browser: Browser, office: Office) -> None:
    """When the original is another one by now, nothing is saved; the text stands beside the new unit."""
    office.change(LINDENS, "До толоки долучилися 150 <b>учнів</b>.", COMMON)
    browser.press("Save", 2, text=RIGHT)
    assert browser.status == 409
    assert "The original has changed while you were at it, and nothing was saved." in browser.told()
    assert "150" in browser.page.get_element_by_id("unit-2").cssselect(".source")[0].text_content()
    assert browser.field("text", 2).text_content().strip() == RIGHT
    assert kinds(office) == []
    browser.press("Save", 2, text="150 <g1>pupils</g1> joined.")
    assert "Saved." in browser.told()


def test_a_unit_moves(browser: Browser, office: Office) -> None:
    """A unit that stands elsewhere by now is corrected there."""
    office.change(LINDENS, "Нове на початку.", 'До толоки долучилися 120 <a href="https://x.example/">школярів</a>.')
    browser.press("Save", 2, text=RIGHT)
    assert browser.path.endswith("#unit-3")
    assert browser.field("text", 3).text_content().strip() == RIGHT


def test_a_unit_is_gone(browser: Browser, office: Office) -> None:
    """Of a text whose unit is nowhere any more the page shows all."""
    office.change(LINDENS, "Усе скасовано.")
    browser.press("Save", 3, text="Read more there.")
    assert browser.status == 409
    assert browser.page.get_element_by_id("lost-1").text_content().strip() == "Read more there."


@pytest.mark.parametrize(("button", "text"), [("Approve", WRONG), ("Save", RIGHT)])
def test_two_editors_at_once(browser: Browser, office: Office, button: str, text: str) -> None:
    """Nobody writes over what somebody else has written meanwhile without having seen it."""
    office.editing.add_editor("ivan", PASSWORD)
    other = office.signed_in(name="ivan")
    at(other)
    other.press("Save", 2, text="All 120 <g1>pupils</g1> came.")
    browser.press(button, 2, text=text)
    assert browser.status == 409
    assert "Somebody changed this translation while you were at it" in browser.told()
    assert browser.page.cssselect(".stands")[0].text_content() == "All 120 <g1>pupils</g1> came."
    assert browser.field("text", 2).text_content().strip() == text
    assert kinds(office) == ["correct"]
    browser.press("Save", 2)
    assert "Saved." in browser.told()
    assert [deed.editor for deed in office.editing.deeds() if deed.kind == "correct"] == ["olena", "ivan"]


def test_not_published_yet(browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """When something keeps a correction from going out, it is saved, and the editor is told so."""

    def full(*_: object, **__: object) -> int:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Publishing, "publish", full)
    browser.press("Save", 2, text=RIGHT)
    assert "Saved. 1 entry changed; it goes out with the next publish. the disk is full" in browser.told()
    assert SHOWN in readers_see(office)


# --- approving and taking back ------------------------------------------------------------------------------------


def test_approve_a_unit_and_take_it_back(browser: Browser, office: Office) -> None:
    """A unit that is approved is a person's; undone, it is the machine's again."""
    browser.press("Approve", 2)
    assert "Approved. 1 entry changed and is published." in browser.told()
    unit = browser.page.get_element_by_id("unit-2")
    assert [button.text_content() for button in unit.iter("button")] == ["Save", "Check", "Undo"]
    browser.press("Undo", 2)
    assert "Taken back." in browser.told()
    assert "By LibreTranslate" in browser.page.get_element_by_id("unit-2").text_content()
    assert kinds(office) == ["undo", "approve"]


def test_undo_brings_the_machine_back(browser: Browser, office: Office) -> None:
    """A correction that is taken back is gone from the page and from the feed."""
    browser.press("Save", 2, text=RIGHT)
    assert SHOWN in readers_see(office)
    browser.press("Undo", 2)
    assert SHOWN not in readers_see(office)
    assert "clean-up &amp;amp; stayed" not in office.feed()


def test_approve_does_not_lose_a_text(browser: Browser, office: Office) -> None:
    """Who has changed the text and presses the wrong button is told so; nothing is approved or lost."""
    browser.press("Approve", 2, text=RIGHT)
    assert browser.status == 409
    assert "You have changed the text. Save it" in browser.told()
    assert browser.field("text", 2).text_content().strip() == RIGHT
    assert kinds(office) == []


def test_approve_all(browser: Browser, office: Office) -> None:
    """All of an entry is approved in one step: readers are told that a person has reviewed it."""
    browser.press("Approve all")
    assert "Approved. 2 entries changed and are published." in browser.told()
    assert browser.page.cssselect(".all") == []
    assert office.city.translation(LINDENS).state.value == "reviewed"
    assert "reviewed" in office.feed()
    [deed] = [deed for deed in office.editing.deeds() if deed.kind == "approve"]
    assert [one["unit"] for one in deed.detail["units"]] == [1, 2, 3]


def test_approve_all_of_what_was_read(browser: Browser, office: Office) -> None:
    """What has changed since the page was opened is not approved with the rest."""
    office.editing.correct("ivan", "", office.key(LINDENS), "en", 3, COMMON, "Read more there.")
    browser.press("Approve all")
    assert browser.status == 409
    assert "nothing was approved" in browser.told()
    assert "approve" not in kinds(office)


def test_what_is_not_translated_stays(browser: Browser, office: Office) -> None:
    """Units without a translation are told, and are left out when all is approved."""
    office.change(LINDENS, "Зовсім новий абзац.", COMMON)
    at(browser)
    unit = browser.page.get_element_by_id("unit-2")
    assert "No translation" in unit.text_content()
    assert [button.text_content() for button in unit.iter("button")] == ["Save", "Check"]
    browser.press("Approve all")
    assert "1 unit has no translation, so it could not be approved." in browser.told()


def test_an_unknown_deed(browser: Browser, office: Office) -> None:
    """What no button of ours says is not done."""
    sent = of_unit(browser, 2, RIGHT)
    for deed in ("", "delete", "delete-2", "save", "save-", "save-all", "save-3", "approve-", "2"):
        browser.send(browser.path, {**sent, "do": deed})
        assert browser.status == 400
    for number in ("", "0", "9" * 5000, "-1", "٣"):
        browser.send(browser.path, {**sent, "do": f"save-{number}", f"text-{number}": RIGHT})
        assert browser.status == 400
    browser.send(browser.path, {**sent, "do": "save-99", "text-99": RIGHT})
    assert browser.status == 409
    assert browser.page.get_element_by_id("lost-1").text_content().strip() == RIGHT
    assert kinds(office) == []


# --- while somebody writes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RIGHT, {"good": True, "acceptable": False, "findings": []}),
        (
            "Many of the <g1>pupils</g1> came to help.",
            {
                "good": False, "acceptable": False,
                "findings": [
                    {
                        "check": "Number", "message": "120 of the original is not in the answer", "english": True,
                        "fatal": False,
                    }
                ],
            },
        ),
        ("Усі <g1>школярі</g1> прийшли.", {"good": False, "acceptable": True}),
        ("120 pupils", {"refused": "This cannot be saved:"}),
        ("", {"refused": "This cannot be saved:"}),
        ("я" * 20_001, {"refused": forms_say(20_001)}),
    ],
)  # fmt: skip
def test_check_for_the_script(browser: Browser, office: Office, text: str, expected: dict[str, object]) -> None:
    """The script gets the same judgement as JSON, and nothing is changed by it."""
    sent = {**of_unit(browser, 2, text), "do": "check-2"}
    answer = browser.send(browser.page.cssselect("form.units")[0].get("data-check"), sent)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    verdict = json.loads(answer.text)
    assert {name: verdict[name] for name in expected} == expected
    assert kinds(office) == []


def test_script_learns_that_the_original_changed(browser: Browser, office: Office) -> None:
    """When the unit is not there any more, the script says that it will be shown after saving."""
    sent = {**of_unit(browser, 2, RIGHT), "do": "check-2"}
    path = browser.page.cssselect("form.units")[0].get("data-check")
    office.change(LINDENS, "Усе скасовано.")
    answer = browser.send(path, sent)
    assert "The original has changed meanwhile" in answer.json["refused"]


def test_page_is_small(browser: Browser) -> None:
    """A page of the desk weighs little with its own sheet and script, as every page does."""
    sheets = [
        browser.client.get(link.get("href"), base_url=HTTPS) for link in browser.page.cssselect("[rel=stylesheet]")
    ]
    with browser.client.get(browser.page.cssselect("script")[0].get("src"), base_url=HTTPS) as script:
        assert [answer.status_code for answer in (*sheets, script)] == [200, 200, 200]
        assert len(browser.text.encode()) + len(script.data) + len(sheets[1].data) < 60_000


def _token(office: Office, browser: Browser) -> str:
    page = browser.page if browser.status == 200 else None
    if page is None:
        browser.open("/en/desk/")
        page = browser.page
    return str(page.cssselect("[name=csrf_token]")[0].get("value"))
