"""What the desk's forms make of what was typed, and what it says of the request that brought it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from feeds.translation import codes
from webapp.desk import forms, session
from webapp.desk.forms import UnitForm

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
    form = UnitForm.of({"text": "one\r\ntwo ", "number": "3", "do": "save"})
    assert (form.text, form.number, form.expected) == ("one\ntwo ", 3, "")
    assert not form.changes("one two")
    assert form.changes("one  three")


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
