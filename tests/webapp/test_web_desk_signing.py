"""Signing in to the desk and out of it, and what is done about those who are not who they seem."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from feeds.errors import AccountError, StoreError
from tests.webapp.office import EDITOR, HTTPS, LINDENS, PASSWORD, PLAIN, TUNNEL, Browser, Office, opened
from webapp.desk import forms

SIGN_IN = "/en/desk/sign-in"
PAGES = ("/", "/term", "/terms", "/taken-down", "/log", "/password", "/sign-out")


def paths(office: Office) -> list[str]:
    """Every address of the desk."""
    key = office.key(LINDENS)
    return [SIGN_IN, "/desk", *(f"/en/desk{page}" for page in (*PAGES, f"/entry/{key}", f"/entry/{key}/take-down"))]


def has_desk(browser: Browser, path: str = "/en/desk/") -> bool:
    """Does this lead to the desk, and not to the sign-in page?"""
    browser.open(path)
    return urlsplit(browser.path).path != SIGN_IN and browser.status == 200


# --- is there a desk? ---------------------------------------------------------------------------------------------


def test_no_account_no_desk(printed: Path, tmp_path: Path) -> None:
    """While nobody may sign in, every address of the desk is 404, posts too, and no page links to one."""
    with opened(printed, tmp_path, editors=False) as office:
        browser = office.browser()
        check = f"/en/desk/entry/{office.key(LINDENS)}/check"
        for path in [*paths(office), "/desk/", "/en/desk", "/uk/desk/", check]:
            assert browser.client.get(path, base_url=HTTPS).status_code == 404, path
            assert browser.client.post(path, base_url=HTTPS, data={"a": "b"}).status_code == 404, path
        browser.open("/en/")
        assert "/desk" not in browser.text
        assert browser.cookies() == []


def test_readers_find_it(office: Office) -> None:
    """With an account, pages of readers link to the desk; they set no cookie and look at none."""
    browser = office.signed_in()
    answer = browser.client.get("/en/about", base_url=HTTPS)
    assert 'href="/en/desk/"' in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert EDITOR not in answer.text


def test_asked_seldom(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers' pages cost no question whether there is a desk: it is asked once in some seconds."""
    asked = []
    monkeypatch.setattr(type(office.editing), "open", property(lambda _: asked.append(1) or True))
    for _ in range(5):
        office.browser().open("/en/about")
    assert len(asked) <= 1


def test_disabled_account_closes_the_desk(office: Office) -> None:
    """When the last account is disabled, the desk is gone for whoever sits at it, too."""
    browser = office.signed_in()
    office.editing.disable(EDITOR)
    browser.open("/en/desk/")
    assert browser.status == 404


def test_language_of_the_browser(office: Office) -> None:
    """``/desk`` leads to the desk in the language that the browser asks for."""
    answer = office.browser().client.get("/desk", base_url=HTTPS, headers={"Accept-Language": "uk"})
    assert (answer.status_code, answer.location) == (302, "/uk/desk/")
    assert "Accept-Language" in answer.headers["Vary"]


# --- signing in ---------------------------------------------------------------------------------------------------


def test_everything_asks_who_it_is(office: Office) -> None:
    """Nothing of the desk is shown to whoever is not signed in; after signing in they are where they wanted to be."""
    for path in paths(office)[2:]:
        browser = office.browser()
        browser.open(path)
        assert urlsplit(browser.path).path == SIGN_IN
        assert LINDENS not in browser.text
        browser.press("Sign in", name=EDITOR, password=PASSWORD)
        assert browser.status == 200
        assert browser.path == (path if path != "/en/desk/sign-out" else "/en/desk/")


def test_password_managers_are_welcome(office: Office) -> None:
    """Fields say what they are for, and nothing keeps anybody from pasting (WCAG 2.2, 3.3.8)."""
    page = office.browser().open(SIGN_IN)
    assert page.get_element_by_id("name").get("autocomplete") == "username"
    password = page.get_element_by_id("password")
    assert (password.get("autocomplete"), password.get("type")) == ("current-password", "password")
    assert not any(name.startswith("on") for name in (*password.keys(), *page.get_element_by_id("name").keys()))


def test_wrong_name_and_wrong_password_are_told_alike(office: Office) -> None:
    """The page says the same, with the same status, whichever is wrong; the name stays, the password does not."""
    said = []
    for name, password in ((EDITOR, "something else entirely"), ("nobody", PASSWORD), ("", "")):
        browser = office.browser()
        browser.open(SIGN_IN)
        browser.press("Sign in", name=name, password=password)
        said.append((browser.status, browser.told()))
        assert browser.field("name").get("value") == name
        assert password not in browser.text or not password
        assert not has_desk(browser)
    assert said == [(403, "The name or the password is wrong.")] * 3


def test_too_many_tries(office: Office) -> None:
    """After some tries the right password does not help either: 429, with when to come again."""
    browser = office.browser()
    browser.open(SIGN_IN)
    for _ in range(5):
        browser.press("Sign in", name=EDITOR, password="wrong")
    browser.press("Sign in", name=EDITOR, password=PASSWORD)
    assert browser.status == 429
    assert browser.answer is not None
    assert 1 <= int(browser.answer.headers["Retry-After"]) <= 900
    assert "Too many tries to sign in. Wait 15 minutes" in browser.told()
    office.city.later(minutes=16)
    browser.press("Sign in", name=EDITOR, password=PASSWORD)
    assert has_desk(browser)


def test_cookie_over_https(office: Office) -> None:
    """By TLS the cookie is for this host and for TLS alone, and no script can read it."""
    browser = office.signed_in()
    cookie = browser.cookie()
    assert (cookie.key, cookie.path, cookie.origin_only) == ("__Host-visnyk-desk", "/", True)
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")
    assert has_desk(browser)


@pytest.mark.parametrize("base", [TUNNEL, "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_cookie_over_loopback(office: Office, base: str) -> None:
    """On the machine itself, or through a tunnel, plain HTTP does: with a cookie of another name."""
    browser = office.signed_in(base)
    cookie = browser.cookie()
    assert (cookie.key, cookie.secure, cookie.http_only, cookie.same_site) == ("visnyk-desk", False, True, "Lax")
    assert has_desk(browser)


# --- browsers that are known --------------------------------------------------------------------------------------


def guess(office: Office, name: str = EDITOR) -> Browser:
    """Strangers try this name until nobody may try by it."""
    stranger = office.browser()
    stranger.open(SIGN_IN)
    for _ in range(6):
        stranger.press("Sign in", name=name, password="wrong")
    assert stranger.status == 429
    return stranger


def test_strangers_keep_nobody_out(office: Office) -> None:
    """While strangers guess at her name, an editor signs in in the browser in which she did before."""
    browser = office.signed_in()
    browser.open("/en/desk/sign-out")
    browser.press("Sign out")
    guess(office)
    browser.press("Sign in", name=EDITOR.upper(), password=PASSWORD)
    assert has_desk(browser)
    other = office.browser()
    other.open(SIGN_IN)
    other.press("Sign in", name=EDITOR, password=PASSWORD)
    assert other.status == 429


def test_strangers_keep_nobody_from_a_new_password(office: Office) -> None:
    """While strangers guess at her name an editor changes her password, and signs in with it."""
    browser = office.signed_in()
    guess(office)
    fresh = "дощ накрапає по даху"
    browser.open("/en/desk/password")
    browser.press("Change the password", old=PASSWORD, new=fresh, repeated=fresh)
    assert "Your password is changed" in browser.told()
    browser.press("Sign in", name=EDITOR, password=fresh)
    assert has_desk(browser)


def test_a_known_browser_may_not_try_for_ever(office: Office) -> None:
    """A browser that is known is locked for itself, in the same words."""
    browser = office.signed_in()
    browser.open("/en/desk/sign-out")
    browser.press("Sign out")
    for _ in range(6):
        browser.press("Sign in", name=EDITOR, password="wrong")
    assert browser.status == 429
    assert browser.told() == guess(office).told()


@pytest.mark.parametrize(("base", "prefix"), [(HTTPS, "__Host-visnyk-device-"), (TUNNEL, "visnyk-device-")])
def test_cookie_of_a_known_browser(office: Office, base: str, prefix: str) -> None:
    """It is for this host and for the server's eyes alone, goes with no request of another site, holds more than a
    year, stays when one signs out, and is there after signing in and not before."""
    browser = office.browser(base)
    browser.open(SIGN_IN)
    assert [one.key for one in browser.cookies()] == [browser.cookie().key]
    browser.press("Sign in", name=EDITOR, password="wrong")
    assert len(browser.cookies()) == 1
    browser.press("Sign in", name=EDITOR, password=PASSWORD)
    [cookie] = [one for one in browser.cookies() if one.key.startswith(prefix)]
    assert (cookie.path, cookie.origin_only, cookie.max_age) == ("/", True, 400 * 24 * 3600)
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (base == HTTPS, True, "Strict")
    assert EDITOR not in cookie.key + cookie.value
    browser.open("/en/desk/sign-out")
    browser.press("Sign out")
    assert cookie in browser.cookies()


def test_browsers_that_several_share(office: Office) -> None:
    """Each editor who has signed in in a browser is known in it."""
    office.editing.add_editor("ivan", PASSWORD)
    browser = office.signed_in()
    for name in ("ivan", EDITOR, "ivan"):
        browser.open("/en/desk/sign-out")
        browser.press("Sign out")
        browser.press("Sign in", name=name, password=PASSWORD)
        assert has_desk(browser)
    assert len(browser.cookies()) == 3
    browser.open("/en/desk/sign-out")
    browser.press("Sign out")
    for name in ("ivan", EDITOR):
        guess(office, name)
        browser.press("Sign in", name=name, password=PASSWORD)
        assert has_desk(browser)
        browser.open("/en/desk/sign-out")
        browser.press("Sign out")


def test_a_stolen_proof_lets_nobody_in(office: Office) -> None:
    """Whoever has the cookie of a known browser alone has to know the password as everybody has."""
    browser = office.signed_in()
    [proof] = [one for one in browser.cookies() if "device" in one.key]
    thief = office.browser()
    thief.client.set_cookie(proof.key, proof.value, domain="news.example")
    assert not has_desk(thief)
    thief.client.set_cookie("__Host-visnyk-desk", proof.value, domain="news.example")
    assert not has_desk(thief)


# --- the way ------------------------------------------------------------------------------------------------------


def test_a_name_alone_is_no_loopback(office: Office) -> None:
    """Who names this machine and asks from another one gets no form for a password by plain HTTP."""
    page = office.app.test_client().get(
        "/en/desk/sign-in", base_url=TUNNEL, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert page.status_code == 403
    assert "password" not in page.text.lower() or 'type="password"' not in page.text


@pytest.mark.parametrize(
    ("base", "headers"),
    [
        (PLAIN, {}),
        (TUNNEL, {"X-Forwarded-For": "192.0.2.7"}),
        (TUNNEL, {"Forwarded": "for=192.0.2.7;proto=http"}),
    ],
)
def test_nobody_signs_in_where_others_listen(office: Office, base: str, headers: dict[str, str]) -> None:
    """By plain HTTP from elsewhere there is no form, but a page that says what to do; nor is a password taken."""
    browser = office.browser(base, **headers)
    page = browser.open(SIGN_IN)
    assert browser.status == 403
    assert "https" in browser.words and "SSH tunnel" in browser.words
    assert page.cssselect("[type=password]") == []
    browser.send(SIGN_IN, {"name": EDITOR, "password": PASSWORD})
    assert browser.status == 403
    assert browser.cookies() == []


def test_a_cookie_is_good_by_its_own_way_alone(office: Office) -> None:
    """What was set by plain HTTP is not believed by TLS."""
    browser = office.signed_in(TUNNEL)
    cookie = browser.cookie()
    other = office.browser()
    other.client.set_cookie(cookie.key, cookie.value, domain="news.example")
    assert not has_desk(other)


def test_session_fixation(office: Office) -> None:
    """The cookie that a browser had before signing in is worth nothing afterwards, and is another one."""
    browser = office.browser()
    browser.open(SIGN_IN)
    before = browser.cookie()
    browser.press("Sign in", name=EDITOR, password=PASSWORD)
    after = browser.cookie()
    assert after.value != before.value
    thief = office.browser()
    thief.client.set_cookie(before.key, before.value, domain="news.example")
    assert not has_desk(thief)


def test_a_forged_cookie(office: Office) -> None:
    """What is not signed with the secret of this installation is no cookie."""
    browser = office.signed_in()
    cookie = browser.cookie()
    body, _, signature = cookie.value.rpartition(".")
    for forged in (f"{body}.{signature[::-1]}", "nonsense", ""):
        other = office.browser()
        other.client.set_cookie(cookie.key, forged, domain="news.example")
        assert not has_desk(other)


def test_signing_out_ends_it_on_the_server(office: Office) -> None:
    """Whoever kept the cookie has nothing: the sitting is over. A link does not sign anybody out."""
    browser = office.signed_in()
    kept = browser.cookie()
    browser.open("/en/desk/sign-out")
    assert has_desk(browser)
    browser.press("Sign out")
    assert urlsplit(browser.path).path == SIGN_IN
    assert "You are signed out." in browser.told()
    thief = office.browser()
    thief.client.set_cookie(kept.key, kept.value, domain="news.example")
    assert not has_desk(thief)


def test_a_closed_account_is_out_at_once(office: Office) -> None:
    """An editor whose account is disabled is asked to sign in with the next request, and cannot."""
    office.editing.add_editor("ivan", PASSWORD)
    browser = office.signed_in(name="ivan")
    office.editing.disable("ivan")
    assert not has_desk(browser)
    browser.press("Sign in", name="ivan", password=PASSWORD)
    assert browser.status == 403


def test_signing_in_again_ends_the_sitting_before(office: Office) -> None:
    """Of one browser there is one sitting: the one before ends when it signs in anew."""
    browser = office.browser()
    browser.open(SIGN_IN)
    browser.press("Sign in", name=EDITOR, password=PASSWORD)
    kept = browser.cookie()
    browser.open("/en/desk/")
    own = browser.field("csrf_token").get("value")
    browser.send(SIGN_IN, {"name": EDITOR, "password": PASSWORD, "csrf_token": own})
    assert has_desk(browser)
    thief = office.browser()
    thief.client.set_cookie(kept.key, kept.value, domain="news.example")
    assert not has_desk(thief)


def test_a_new_password(office: Office) -> None:
    """An editor who knows the old password can have another one, and signs in with it."""
    browser = office.signed_in()
    browser.open("/en/desk/password")
    fresh = "дощ накрапає по даху"
    browser.press("Change the password", old=PASSWORD, new=fresh, repeated=f"{fresh}!")
    assert (browser.status, browser.told()) == (422, "The new password was not typed twice in the same way.")
    browser.press("Change the password", old="wrong", new=fresh, repeated=fresh)
    assert (browser.status, browser.told()) == (403, "The old password is wrong.")
    browser.press("Change the password", old=PASSWORD, new="short", repeated="short")
    assert browser.status == 422
    assert "at least 12" in browser.told()
    browser.press("Change the password", old=PASSWORD, new=fresh, repeated=fresh)
    assert "Your password is changed" in browser.told()
    browser.press("Sign in", name=EDITOR, password=fresh)
    assert has_desk(browser)


# --- where to -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/", "//evil.example/", "///evil.example/en/desk/", "/\\evil.example", "\\\\evil.example",
        "https:evil.example", "javascript:alert(1)", "/en/desk/../../evil", "/en/", "/en/entry/0123456789abcdef",
        "http://[", "/en/desk/sign-out", "/en/desk/sign-in?next=//evil.example", "", "en/desk/log",
        "/en/desk/entry/x/check", "/en/desk//evil.example", "/en/desk/\n//evil.example", "?q=1",
    ],
)  # fmt: skip
def test_no_way_to_another_host(office: Office, onward: str) -> None:
    """After signing in one is at the desk of this site, whatever the address said."""
    browser = office.browser()
    browser.open(SIGN_IN)
    answer = browser.press("Sign in", name=EDITOR, password=PASSWORD, next=onward, follow=False)
    assert (answer.status_code, answer.location) == (303, "/en/desk/")


def test_where_one_was_going(office: Office) -> None:
    """A page of the desk that was asked for is shown, with what was asked of it."""
    browser = office.browser()
    browser.open("/uk/desk/log?before=7&x=%D1%8F%26y")
    assert urlsplit(browser.path).path == "/uk/desk/sign-in"
    form = {field.get("name"): field.get("value") for field in browser.page.cssselect("main input")}
    answer = browser.send("/uk/desk/sign-in", {**form, "name": EDITOR, "password": PASSWORD}, follow=False)
    assert (answer.status_code, answer.location) == (303, "/uk/desk/log?before=7&x=%D1%8F%26y")
    browser.open("/uk/desk/sign-in?next=/uk/desk/log")
    assert browser.path == "/uk/desk/log"


# --- who sent it --------------------------------------------------------------------------------------------------


def forms_of(office: Office, browser: Browser) -> list[tuple[str, dict[str, str]]]:
    """Every form of the desk: where it goes, and what it would do if it were taken."""
    key = office.key(LINDENS)
    entry = f"/en/desk/entry/{key}"
    browser.open(f"{entry}?to=en")
    unit = {name: browser.field(name).get("value") for name in ("to", "expected-2", "seen-2")}
    version = browser.field("version").get("value")
    termbase = office.service.settings.folder / "termbase.csv"
    termbase.write_text("id,source_language,source,target_language,target,kind\nleeds,uk,Лідс,en,Leeds,city\n", "utf-8")
    term = {"direction": "uk>en", "source": "Салтівка", "target": "Saltivka", "kind": "district"}
    return [
        (entry, {**unit, "do": "save-2", "text-2": "120 <g1>pupils</g1> came."}),
        (entry, {**unit, "do": "approve-2", "text-2": "Many <g1>pupils</g1> joined the clean-up."}),
        (entry, {"to": "en", "do": "approve-all", "version": version}),
        (f"{entry}/take-down", {"reason": "Because."}),
        ("/en/desk/taken-down", {"key": key}),
        ("/en/desk/term", term),
        ("/en/desk/terms/leeds", {"seen": forms.mark(repr(office.editing.terms[0]))}),
        ("/en/desk/password", {"old": PASSWORD, "new": "дощ накрапає по даху", "repeated": "дощ накрапає по даху"}),
        ("/en/desk/sign-out", {}),
    ]


def traces(office: Office) -> list[str]:
    """What the log has of deeds."""
    return [deed.kind for deed in office.editing.deeds() if deed.kind not in ("sign-in", "sign-in-failed", "account")]


def test_every_form_is_tried_here(office: Office) -> None:
    """Whoever adds a form to the desk has it tried below."""
    taking = {rule.rule for rule in office.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    tried = {urlsplit(path).path for path, _ in forms_of(office, office.signed_in())}
    key = office.key(LINDENS)
    rules = {rule.replace("<any(en, uk):ui>", "en").replace("<key>", key) for rule in taking}
    assert {rule.replace("<identity>", "leeds") for rule in rules} == {
        *tried, SIGN_IN, f"/en/desk/entry/{key}/check",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["missing", "wrong", "of another browser", "from before signing in"])
def test_token_of_a_form(office: Office, kind: str) -> None:
    """A form without the token of this very session does nothing, and comes back as it was typed."""
    other = office.signed_in()
    browser = office.browser()
    browser.open(SIGN_IN)
    old = browser.field("csrf_token").get("value")
    browser.press("Sign in", name=EDITOR, password=PASSWORD)
    token = {
        "missing": "", "wrong": "nonsense", "of another browser": other.field("csrf_token").get("value"),
        "from before signing in": old,
    }[kind]  # fmt: skip
    for path, values in forms_of(office, browser):
        browser.send(path, {**values, "csrf_token": token})
        assert browser.status == 400, path
        assert "Nothing is lost: please send it once more." in browser.told(), path
        for name in ("text", "reason", "source", "target"):
            assert values.get(name, "") in browser.page.text_content() + str(
                [field.get("value") for field in browser.page.cssselect("main input")]
            )
    assert traces(office) == []
    assert has_desk(browser)


def test_sent_once_more(office: Office) -> None:
    """What came back because of a token is taken when it is sent again."""
    browser = office.signed_in()
    path, values = forms_of(office, browser)[0]
    browser.send(path, values)
    browser.press("Save", 2)
    assert "Saved." in browser.told()
    assert traces(office) == ["correct"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": HTTPS},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": "", "Origin": "http://news.example"},
        {"Sec-Fetch-Site": "", "Origin": "https://news.example:8443"},
    ],
)
def test_sent_by_another_site(office: Office, headers: dict[str, str]) -> None:
    """What another site sends is refused in words, though it had cookie and token."""
    browser = office.signed_in()
    token = browser.field("csrf_token").get("value")
    for path, values in [*forms_of(office, browser), (SIGN_IN, {"name": EDITOR, "password": PASSWORD})]:
        browser.send(path, {**values, "csrf_token": token}, **headers)
        assert browser.status == 403, path
        assert "sent by another website" in browser.words
    assert traces(office) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "", "Origin": HTTPS},
        {"Sec-Fetch-Site": "", "Origin": ""},
        {"Sec-Fetch-Site": "none", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": ""},
    ],
)
def test_sent_by_an_old_browser(office: Office, headers: dict[str, str]) -> None:
    """A browser that says less of where a form comes from can work here too."""
    browser = office.signed_in()
    token = browser.field("csrf_token").get("value")
    path, values = forms_of(office, browser)[0]
    browser.send(path, {**values, "csrf_token": token}, **headers)
    assert "Saved." in browser.told()


def test_what_was_typed_survives_the_end_of_a_sitting(office: Office) -> None:
    """Whoever is signed out while they write signs in, finds the text as they typed it, and sends it again."""
    browser = office.signed_in()
    path, values = forms_of(office, browser)[0]
    token = browser.field("csrf_token").get("value")
    office.city.later(hours=13)
    browser.send(path, {**values, "csrf_token": token, "text-2": "120 <g1>pupils</g1> & more.", "text-3": "Read on."})
    assert browser.status == 403
    assert "what you wrote will be there" in browser.told()
    assert LINDENS not in browser.text
    browser.press("Sign in", name=EDITOR, password="wrong")
    browser.press("Sign in", name=EDITOR, password=PASSWORD)
    assert (browser.status, browser.field("text", 2).text_content().strip()) == (200, "120 <g1>pupils</g1> & more.")
    assert browser.field("text", 3).text_content().strip() == "Read on."
    assert "was not sent yet" in browser.told()
    assert traces(office) == []
    browser.press("Save", 2)
    assert "Saved." in browser.told()
    assert traces(office) == ["correct"]


def test_signing_in_keeps_no_form_but_ours(office: Office) -> None:
    """What the sign-in form has kept for an address that takes no form is dropped."""
    for address in ("/en/", "/en/desk/log", "//evil.example/", "/en/desk/sign-in", "nonsense"):
        browser = office.browser()
        browser.open(SIGN_IN)
        kept = {"kept_for": address, "kept-text": "x"}
        answer = browser.press("Sign in", name=EDITOR, password=PASSWORD, follow=False, **kept)
        assert (answer.status_code, answer.location) == (303, "/en/desk/")


def test_script_is_told_who_is_not_signed_in(office: Office) -> None:
    """The address that checks while somebody writes answers in JSON, whatever is wrong."""
    path = f"/en/desk/entry/{office.key(LINDENS)}/check"
    browser = office.browser()
    answer = browser.send(path, {"number": "1"})
    assert answer.status_code == 403
    assert "You are not signed in any more" in answer.json["refused"]
    browser = office.signed_in()
    answer = browser.send(path, {"number": "1"})
    assert answer.status_code == 400
    assert "send it once more" in answer.json["refused"]


# --- every page ---------------------------------------------------------------------------------------------------


def test_headers(office: Office) -> None:
    """No copy is kept of a page, it is not packed, no search engine lists it, and others learn nothing of it."""
    browser = office.signed_in()
    for path in paths(office):
        answer = browser.client.get(path, base_url=HTTPS, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Content-Encoding" not in answer.headers
        assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    browser.open("/en/desk/log")
    assert browser.page.cssselect("meta[name=robots]")[0].get("content") == "noindex"
    assert browser.page.cssselect("link[rel=canonical]") == []
    assert "style=" not in browser.text and " onclick" not in browser.text


def test_trouble_with_the_database(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be stored comes back as it was typed; where nothing can be read there is a page that says so."""
    browser = office.signed_in()
    path, values = forms_of(office, browser)[0]
    token = browser.field("csrf_token").get("value")

    def locked(*_: object, **__: object) -> None:
        raise StoreError("the database is locked")

    monkeypatch.setattr(office.editing, "correct", locked)
    browser.send(path, {**values, "csrf_token": token})
    assert (browser.status, browser.field("text", 2).text_content().strip()) == (503, "120 <g1>pupils</g1> came.")
    assert "could not be written just now" in browser.told()
    monkeypatch.setattr(office.editing, "editor_of", locked)
    browser.open(path)
    assert browser.status == 503


def test_no_secret_no_desk(office: Office) -> None:
    """Where the file with the secret is none, the desk says that it cannot be used, cookie or not; the site goes on."""
    (office.service.data / "desk.key").write_bytes(b"too short")
    browser = office.browser()
    browser.open(SIGN_IN)
    assert browser.status == 503
    browser.client.set_cookie("__Host-visnyk-desk", "something", domain="news.example")
    browser.open("/en/desk/")
    assert browser.status == 503
    browser.open("/en/about")
    assert browser.status == 200


def test_a_page_for_readers_in_trouble(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nobody can say whether there is a desk, a page of readers has no link to it, and is there."""

    def locked(_: object) -> bool:
        raise StoreError("the database is locked")

    monkeypatch.setattr(type(office.editing), "open", property(locked))
    browser = office.browser()
    browser.open("/en/about")
    assert browser.status == 200
    assert "/desk" not in browser.text
    browser.open(SIGN_IN)
    assert browser.status == 503


def test_no_memory_for_a_password(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot be let in for want of memory is told so, and not that the password is wrong."""

    def full(*_: object) -> str:
        raise AccountError("a password cannot be looked at: memory allocation error")

    monkeypatch.setattr(office.editing, "sign_in", full)
    browser = office.browser()
    browser.open(SIGN_IN)
    browser.press("Sign in", name=EDITOR, password=PASSWORD)
    assert (browser.status, browser.told()) == (503, "The password could not be looked at just now. Please try again.")


def test_too_many_tries_for_a_new_password(office: Office) -> None:
    """The old password cannot be guessed by whoever finds a browser that is signed in, either."""
    browser = office.signed_in()
    browser.open("/en/desk/password")
    fresh = "дощ накрапає по даху"
    for _ in range(6):
        browser.press("Change the password", old="wrong", new=fresh, repeated=fresh)
    assert browser.status == 429
    assert "Too many tries" in browser.told()
