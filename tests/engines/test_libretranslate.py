"""LibreTranslate, behind a server that behaves as it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.engines.base import Miscount
from feeds.engines.libretranslate import LibreTranslate
from feeds.errors import EngineError
from feeds.translation import codes

from ..translation.markup import latin
from .loopback import Asked, Reply, Server, answer, libretranslate

UNITS = ["Мер <g1>слово1ж</g1> &amp; тут", "слово2ж <x1/> слово3ж", "слово4ж"]
KEY = "s3cret-key"
SECRET = "таємниця"


def test_units_are_a_list_in_one_request() -> None:
    """Units go out as HTML in one POST with a list, and come back as coded text though the server unescapes it."""
    with Server(libretranslate()) as server:
        assert LibreTranslate(server.url + "/").translate(UNITS, "uk-UA", "en-GB") == [latin(unit) for unit in UNITS]
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("POST", "/translate")
    assert asked.json == {"q": UNITS, "source": "uk", "target": "en", "format": "html"}
    assert LibreTranslate(server.url).cost(UNITS) == sum(map(len, asked.json["q"]))


def test_api_key() -> None:
    """A key goes into the body, never into the address, and only where there is one."""
    with Server(libretranslate(KEY)) as server:
        assert LibreTranslate(server.url, KEY).translate(["слово1ж"], "uk", "en") == ["word1z"]
        with pytest.raises(EngineError, match="says: Please contact the server operator") as error:
            LibreTranslate(server.url).translate(["слово1ж"], "uk", "en")
    assert not error.value.transient
    assert [asked.json.get("api_key") for asked in server.asked] == [KEY, None]
    assert all(KEY not in asked.target and KEY not in str(asked.headers) for asked in server.asked)


ADDRESS = "the answer is not what LibreTranslate sends: is the address right?"
Failure = tuple[Callable[[Asked], Reply], str, bool, timedelta | None]
FAILURES: dict[str, Failure] = {
    "429": (
        lambda asked: answer({"error": "Slowdown: 5 per 1 minute"}, 429, Retry_After="30"),
        "says: Slowdown: 5 per 1 minute (429)", True, timedelta(seconds=30),
    ),
    "400": (lambda asked: answer({"error": "no such language"}, 400), "says: no such language (400)", False, None),
    "403": (lambda asked: answer({"error": "Invalid API key"}, 403), "says: Invalid API key (403)", False, None),
    "500": (lambda asked: answer({"error": "Cannot translate"}, 500), "says: Cannot translate (500)", True, None),
    "an error that repeats key and text": (
        lambda asked: answer({"error": f"Bad:\n{asked.json['api_key']} {SECRET}"}, 400),
        "says: Bad: … … (400)", False, None,
    ),
    "a long error": (lambda asked: answer({"error": "x " * 500}, 400), f"says: {'x ' * 98}x… (400)", False, None),
    "null": (lambda asked: answer({"translatedText": None}), ADDRESS, True, None),
    "null in the list": (lambda asked: answer({"translatedText": [None]}), ADDRESS, True, None),
    "another answer": (lambda asked: answer(["Mayor"]), ADDRESS, True, None),
    "a page": (lambda asked: Reply(200, "<!DOCTYPE html><html>Welcome to nginx!</html>"), ADDRESS, True, None),
    "a page with 502": (lambda asked: Reply(502, "<html>Bad Gateway</html>"), "answered with status 502", True, None),
    "deep nesting": (lambda asked: Reply(200, "[" * 200_000), ADDRESS, True, None),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILURES)
def test_failures_are_named(case: str) -> None:
    """Whatever goes wrong is an engine error with a reason, and neither address, key nor text in it."""
    reply, reason, transient, retry_after = FAILURES[case]
    with Server(reply) as server:
        engine = LibreTranslate(server.url, KEY, connect=2, read=0.3, total=0.6)
        with pytest.raises(EngineError) as error:
            engine.translate([SECRET], "uk", "en")
    assert str(error.value) == f"libretranslate: {reason}"
    assert (error.value.transient, error.value.retry_after) == (transient, retry_after)


def test_wrong_count() -> None:
    """If another number of texts comes back, nobody knows which is which."""
    replies = [answer({"translatedText": texts}) for texts in (["a"], ["a"] * 4, "a", [])]
    with Server(lambda asked: replies.pop(0)) as server:
        for _ in range(4):
            with pytest.raises(Miscount):
                LibreTranslate(server.url).translate(UNITS, "uk", "en")


def test_one_text_may_come_without_its_list() -> None:
    """A server that answers one text with a text is understood."""
    with Server(lambda asked: answer({"translatedText": "Mayor <b>&amp;"})) as server:
        assert LibreTranslate(server.url).translate(["Мер"], "uk", "en") == ["Mayor &lt;b&gt;&amp;"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 9_000).map(lambda size: "а" * size), max_size=120))
def test_requests_fit(units: list[str]) -> None:
    """Every unit is in one batch, in order; a batch has at most 50 units and, of several, 20,000 characters."""
    batches = list(LibreTranslate("http://127.0.0.1").batches(units))
    assert [unit for batch in batches for unit in batch] == units
    assert all(len(batch) <= 50 and (len(batch) == 1 or sum(map(len, batch)) <= 20_000) for batch in batches)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 400), max_size=400))
def test_one_request_for_fifty_units(sizes: list[int]) -> None:
    """Paragraphs of up to 400 characters take a request for 50 of them, and no more."""
    batches = list(LibreTranslate("http://127.0.0.1").batches(["а" * size for size in sizes]))
    assert len(batches) == -(-len(sizes) // 50)


def test_markup_from_the_server_is_text() -> None:
    """What looks like markup in an answer, but for codes, is taken for words."""
    evil = "<script>alert(1)</script> <g1 onclick=x>Leeds</g1>"
    with Server(lambda asked: answer({"translatedText": [evil]})) as server:
        (got,) = LibreTranslate(server.url).translate(["<g1>Лідс</g1>"], "uk", "en")
    assert codes.plain(got) == "<script>alert(1)</script> <g1 onclick=x>Leeds"
    assert codes.damage("<g1>Лідс</g1>", got) == "1 inline codes lost"
