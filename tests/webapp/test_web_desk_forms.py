"""What the desk's forms make of what was typed, and what it says of the request that brought it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from feeds.translation import codes
from webapp.desk import forms, session
from webapp.desk.forms import EntryForm

_CODED = st.lists(
    st.sampled_from(["<g1>", "</g1>", "<x2/>", "&amp;", "&lt;", "&gt;", "&amp;lt;g1&amp;gt;", "слово", " ", '"', "'"])
).map("".join)


@given(_CODED)
def test_what_is_shown_is_read_back(coded: str) -> None:
    """A text that an editor saves as it was shown is the same text, whatever signs it has."""
    assert codes.normalise(forms.editable(coded)) == codes.normalise(coded)


def test_signs_are_shown_as_themselves() -> None:
    """Editors see ``&``, ``"`` and ``<`` where they can be told from codes, and codes as they are."""
    assert forms.editable("A &amp; B &lt; <g1>C</g1>") == "A & B < <g1>C</g1>"
    assert forms.editable("not a code: &lt;g1&gt;") == "not a code: &lt;g1&gt;"
    assert forms.pieces("A &amp; <g1>B</g1><x2/>") == (
        ("A & ", False), ("<g1>", True), ("B", False), ("</g1>", True), ("<x2/>", True),
    )  # fmt: skip


def test_lines_of_a_browser() -> None:
    """A form has CRLF for every end of a line; neither that nor white space makes a text another one."""
    sent = {"text-3": "one\r\ntwo ", "seen-3": forms.seen_mark("one two"), "do": "save-3"}
    form = EntryForm.of(sent).pressed
    assert form is not None
    assert (form.text, form.number, form.expected, form.typed) == ("one\ntwo ", 3, "", False)
    changed = EntryForm.of({**sent, "text-3": "one three"}).pressed
    assert changed is not None and changed.typed


def test_what_a_page_sends() -> None:
    """Of the units beside the one that is saved those are known in which somebody wrote; what is no unit is none."""
    seen = {f"seen-{number}": forms.seen_mark("as it was") for number in (1, 2, 12)}
    texts = {
        "text-1": "as it  was",
        "text-2": "another",
        "text-12": "saved",
        "text-0": "x",
        "text-٣": "x",
        "text-": "x",
    }
    sent = {**seen, **texts, "do": "as-is-12", "version": "v", "lost-1": "gone", "lost-x": "x"}
    form = EntryForm.of(sent)
    assert form.pressed is not None
    assert (form.deed, form.pressed.number, form.version, form.lost) == ("as-is", 12, "v", ("gone",))
    assert [(unit.number, unit.text) for unit in form.others] == [(2, "another")]
    for deed in ("approve-all", "save-7", "save", ""):
        everything = EntryForm.of({**seen, **texts, "do": deed})
        assert (everything.deed, everything.pressed) == (deed, None)
    assert EntryForm.of({"text-1": "", "seen-1": forms.seen_mark(None), "do": "approve-all"}).others == ()


def test_marks_tell_texts_apart() -> None:
    """Another text, or none, has another mark."""
    assert len({forms.mark(None), forms.mark(""), forms.mark("a"), forms.mark("a", "b"), forms.mark("ab")}) == 5
    assert forms.mark("a") == forms.mark("a")


def _request(base: str, **headers: str) -> Request:
    here = {"REMOTE_ADDR": "127.0.0.1"}
    return Request(EnvironBuilder("/en/desk/", base_url=base, headers=headers, environ_base=here).get_environ())


@pytest.mark.parametrize(
    ("base", "private"),
    [
        ("https://news.example", True), ("http://news.example", False), ("http://localhost:8000", True),
        ("http://127.0.0.1", True), ("http://[::1]:8000", True), ("http://127.0.0.1.evil.example", False),
        ("http://localhost.evil.example", False), ("http://192.168.0.7:8000", False),
    ],
)  # fmt: skip
def test_where_a_password_may_travel(base: str, private: bool) -> None:
    """By TLS, or within the machine."""
    assert session.is_private(_request(base)) is private


@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via"])
def test_what_a_proxy_passed_on(name: str) -> None:
    """Loopback is no loopback where a proxy says that it brought the request, unless that came by TLS."""
    assert not session.is_private(_request("http://localhost", **{name: "1"}))
    assert session.is_private(_request("https://news.example", **{name: "1"}))


@pytest.mark.parametrize(
    ("path", "desk"),
    [
        ("/en/desk", True), ("/uk/desk/", True), ("/en/desk/entry/x", True), ("/desk", True), ("/desk/", True),
        ("/", False), ("/en/", False), ("/en/desktop", False), ("/de/desk/", False), ("/en/entry/desk", False),
        ("/entry/desk", False),
    ],
)  # fmt: skip
def test_addresses_of_the_desk(path: str, desk: bool) -> None:
    """Pages of the desk are told by their address, since nothing else may look at the cookie."""
    assert session.is_desk(path) is desk
