"""MyMemory, behind a server that behaves as it does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.engines.base import Carries, Unsuitable
from feeds.engines.mymemory import MyMemory
from feeds.errors import EngineError

from .loopback import Reply, Server, answer, complaint, found, mymemory

SECRET = "таємниця"
EMAIL = "press@misto.example"
USED_UP = "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY."
UNTIL = (
    f"{USED_UP} NEXT AVAILABLE IN  10 HOURS 12 MINUTES 43 SECONDS "
    "VISIT HTTPS://MYMEMORY.TRANSLATED.NET/DOC/USAGELIMITS.PHP TO TRANSLATE MORE"
)


def test_one_unit_a_request() -> None:
    """A unit is the words of one GET, with the e-mail address where there is one; HTML's signs become letters."""
    with Server(mymemory(lambda unit: "It's &amp; 5 &lt; 6")) as server:
        assert MyMemory(server.url, EMAIL).translate(["слово1ж &amp; 5 &lt; 6"], "uk", "en") == ["It's &amp; 5 &lt; 6"]
        MyMemory(server.url).translate(["слово2ж"], "uk", "en")
    assert [asked.method for asked in server.asked] == ["GET", "GET"]
    assert server.asked[0].query == {"q": "слово1ж & 5 < 6", "langpair": "uk-UA|en-GB", "de": EMAIL}
    assert server.asked[1].query == {"q": "слово2ж", "langpair": "uk-UA|en-GB"}
    assert b"&#x27;" in mymemory(lambda unit: "It's")(server.asked[1]).body.encode()


def test_batches() -> None:
    """Every unit is a batch, and costs its words."""
    assert list(MyMemory().batches(["а", "б &amp; в"])) == [["а"], ["б &amp; в"]]
    assert MyMemory().cost(["б &amp; в"]) == 5


def test_what_it_cannot_take() -> None:
    """Inline codes, more than 499 characters and languages that it does not know are never sent."""
    assert MyMemory().carries is Carries.NOTHING
    with Server(mymemory()) as server:
        engine = MyMemory(server.url)
        for unit, source, target, reason in (
            ("Мер <g1>слово1ж</g1>", "uk", "en", "it cannot carry inline codes"),
            ("слово1ж <x1/>", "uk", "en", "it cannot carry inline codes"),
            ("а" * 500, "uk", "en", "a paragraph is too long for one request"),
            ("слово1ж", "uk", "tlh", "does not translate from uk into tlh"),
            ("слово1ж", "tlh", "en", "does not translate from tlh into en"),
            ("слово1ж", "en", "en-GB", "does not translate from en into en-GB"),
        ):
            with pytest.raises(Unsuitable, match=f"^mymemory: {reason}$"):
                engine.translate([unit], source, target)
        assert server.asked == []
        assert engine.translate(["&amp;" * 499], "uk", "en") == ["&amp;" * 499]


def test_languages() -> None:
    """A tag goes as it is where MyMemory knows it, else as its language where that is at home."""
    with Server(mymemory()) as server:
        for target in ("en", "en-US", "en-IL", "de", "de-AT", "fr", "es", "pt", "pt-BR", "zh-TW", "pl", "nl"):
            MyMemory(server.url).translate(["слово1ж"], "uk", target)
    assert [asked.query["langpair"].partition("|")[2] for asked in server.asked] == [
        "en-GB", "en-US", "en-GB", "de-DE", "de-AT", "fr-FR", "es-ES", "pt-PT", "pt-BR", "zh-TW", "pl-PL", "nl-NL",
    ]  # fmt: skip


NOTHING = "the answer is not what MyMemory sends: is the address right?"
QUOTA = "today's free translations are used up"
FAILURES: dict[str, tuple[Reply, str, bool, timedelta | None]] = {
    "used up": (found(UNTIL), QUOTA, True, timedelta(hours=10, minutes=12, seconds=43)),
    "used up, as a status": (
        Reply(429, complaint(UNTIL, 429).body), QUOTA, True, timedelta(hours=10, minutes=12, seconds=43),
    ),
    "used up, no moment": (found(USED_UP), QUOTA, True, timedelta(hours=1)),
    "used up for a long time": (found(f"{USED_UP} NEXT AVAILABLE IN 99 HOURS"), QUOTA, True, timedelta(days=1)),
    "used up, in the details": (found("", 429, responseDetails=UNTIL.replace(" 43 SECONDS", "")), QUOTA, True,
                                timedelta(hours=10, minutes=12)),
    "used up, as a flag": (found("Mayor", quotaFinished=True), QUOTA, True, timedelta(hours=1)),
    "429": (found("Mayor", 429), "too many requests (429)", True, None),
    "429 as a text": (found("Mayor", "429"), "too many requests (429)", True, None),
    "403": (complaint("SOMETHING ELSE"), "answered with status 403", False, None),
    "500": (complaint("SOMETHING ELSE", 500), "answered with status 500", True, None),
    "one language": (
        complaint("PLEASE SELECT TWO DISTINCT LANGUAGES"), "takes both languages for the same", False, None,
    ),
    "one language, as a success": (
        found("PLEASE SELECT TWO DISTINCT LANGUAGES"), "takes both languages for the same", False, None,
    ),
    "no language": (
        complaint("'UK-XX' IS AN INVALID SOURCE LANGUAGE . EXAMPLE: LANGPAIR=EN|IT"), "does not know these languages",
        False, None,
    ),
    "no pair": (complaint("INVALID LANGUAGE PAIR SPECIFIED. EXAMPLE: LANGPAIR=EN|IT"), "does not know these languages",
                False, None),
    "no address": (complaint("INVALID EMAIL PROVIDED"), "does not take the e-mail address", False, None),
    "no text": (complaint("NO QUERY SPECIFIED. EXAMPLE REQUEST: GET?Q=HELLO"), "found no text in the request", False,
                None),
    "empty": (found(""), "the answer is empty", True, None),
    "empty, and nothing else": (answer({"responseData": {"translatedText": ""}}), "the answer is empty", True, None),
    "null": (found(None), NOTHING, True, None),
    "no data": (answer({"responseData": None, "responseStatus": 200}), NOTHING, True, None),
    "a page": (Reply(200, "<html>MyMemory</html>"), NOTHING, True, None),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILURES)
def test_failures_are_named(case: str) -> None:
    """What MyMemory says in place of a translation is an engine error in our words, with the time it asks for."""
    reply, reason, transient, retry_after = FAILURES[case]
    with Server(lambda asked: reply) as server, pytest.raises(EngineError) as error:
        MyMemory(server.url, EMAIL).translate([SECRET], "uk", "en")
    assert str(error.value) == f"mymemory: {reason}"
    assert (error.value.transient, error.value.retry_after) == (transient, retry_after)
    assert not isinstance(error.value, Unsuitable)


def test_a_text_that_it_finds_too_long() -> None:
    """Where it counts otherwise than we do, the unit is not for it, and nothing is wrong with the engine."""
    with (
        Server(lambda asked: complaint("QUERY LENGTH LIMIT EXCEEDED. MAX ALLOWED QUERY : 500 CHARS")) as server,
        pytest.raises(Unsuitable, match="a paragraph is too long"),
    ):
        MyMemory(server.url).translate([SECRET], "uk", "en")


def test_the_best_match_alone() -> None:
    """Of all that the memory found only the translation counts, also where it is in capitals or speaks of quotas."""
    for text in ("A PASSPORT FROM ABROAD IS AN INVALID DOCUMENT", "The query length limit exceeded all hopes"):
        with Server(lambda asked, text=text: found(text)) as server:
            assert MyMemory(server.url).translate([SECRET], "uk", "en") == [text]


def test_markup_from_the_memory_is_text() -> None:
    """Tags that somebody else's text had are words here."""
    with Server(lambda asked: found("<g1>Mayor</g1> &lt;b&gt;")) as server:
        assert MyMemory(server.url).translate(["Мер"], "uk", "en") == ["&lt;g1&gt;Mayor&lt;/g1&gt; &lt;b&gt;"]


def test_its_address_has_tls() -> None:
    """Texts go out encrypted unless the settings say otherwise."""
    assert MyMemory()._url == "https://api.mymemory.translated.net/get"
