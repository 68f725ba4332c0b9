"""Google's mobile translator, behind a server that behaves as it does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.engines.base import Miscount, Unsuitable
from feeds.engines.google import Google
from feeds.errors import EngineError

from ..translation.markup import latin
from .loopback import Asked, Reply, Server, google, google_of_lines, page

UNITS = ["Мер <g1>слово1ж</g1> тут", "слово2ж &amp; <x1/> слово3ж", "слово4ж"]
SECRET = "таємниця"


def test_units_are_lines_of_one_request() -> None:
    """Units go out as lines of one GET with brackets for codes, and come back as coded text."""
    with Server(google()) as server:
        assert Google(server.url).translate(UNITS, "uk", "en") == [latin(unit) for unit in UNITS]
    (asked,) = server.asked
    assert asked.method == "GET"
    assert asked.query["q"] == "Мер ⟦1⟧слово1ж⟦/1⟧ тут\nслово2ж & ⟦1⟧ слово3ж\nслово4ж"
    assert (asked.query["sl"], asked.query["tl"]) == ("uk", "en")


@pytest.mark.parametrize(
    "mangled",
    [
        "Mayor ⟦ 1 ⟧Leeds⟦ /1⟧ here",
        "Mayor ⟦1 ⟧Leeds⟦/ 1⟧ here",
        "Mayor ⟦01⟧Leeds⟦/1⟧ here",
        "Mayor ⟦\u00a01⟧Leeds⟦/1⟧ here",
    ],
)
def test_brackets_with_spaces_are_still_codes(mangled: str) -> None:
    """Google puts spaces into brackets; they are codes all the same."""
    with Server(lambda asked: page(mangled)) as server:
        assert Google(server.url).translate(UNITS[:1], "uk", "en") == ["Mayor <g1>Leeds</g1> here"]


def test_brackets_in_the_text_itself() -> None:
    """Brackets that the news writes stay text."""
    with Server(google()) as server:
        assert Google(server.url).translate(["слово1ж ⟦7⟧ <x1/>"], "uk", "en") == ["word1z ⟦7⟧ <x1/>"]


def test_regions_of_languages() -> None:
    """Google knows few regions: the tag as it is where it knows it, the language alone elsewhere."""
    with Server(google()) as server:
        for target in ("en-GB", "zh-TW", "en"):
            Google(server.url).translate(["слово1ж"], "uk-UA", target)
        with pytest.raises(Unsuitable, match="google: does not translate from uk into tlh"):
            Google(server.url).translate(["слово1ж"], "uk", "tlh")
    assert [asked.query["tl"] for asked in server.asked] == ["en", "zh-TW", "en"]
    assert {asked.query["sl"] for asked in server.asked} == {"uk"}


ERROR_500 = "<title>Error 500 (Server Error)!!1</title><p>500.That’s an error.<p>That’s all we know."
LONG_AGO = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
NOTHING = "no whole translation in the answer"
CUT = '<div class="result-container">The may'
Failure = tuple[Callable[[Asked], Reply], str, bool, timedelta | None]
FAILURES: dict[str, Failure] = {
    "429": (lambda asked: Reply(429), "too many requests (429)", True, None),
    "429 with seconds": (
        lambda asked: Reply(429, headers={"Retry-After": "120"}), "too many requests (429)", True, timedelta(minutes=2),
    ),
    "503 with a date long ago": (
        lambda asked: Reply(503, headers=LONG_AGO), "answered with status 503", True, timedelta(0),
    ),
    "500": (lambda asked: Reply(500, ERROR_500), "answered with status 500", True, None),
    "403": (lambda asked: Reply(403), "answered with status 403", False, None),
    "a redirect": (lambda asked: Reply(302, headers={"Location": "/sorry"}), "answered with status 302", False, None),
    "an error page with status 200": (lambda asked: Reply(200, ERROR_500), NOTHING, True, None),
    "a page in which nothing is": (lambda asked: Reply(200, "<html></html>"), NOTHING, True, None),
    "nothing": (lambda asked: Reply(200), NOTHING, True, None),
    "a page cut off by its length": (
        lambda asked: Reply(200, page("Mayor").body[:-20], length=500), "the answer broke off", True, None,
    ),
    "a page cut off before its end": (
        lambda asked: Reply(200, CUT, length=-1), NOTHING, True, None,
    ),
    "a page that no parser takes": (
        lambda asked: page("Mayor</div><![x"), "no translation in the answer (ParserRejectedMarkup)", True, None,
    ),
    "no answer": (lambda asked: Reply(act="hang"), "no answer in time", True, None),
    "a byte now and then": (
        lambda asked: Reply(200, "<html>", length=9_000, act="drip"), "no whole answer within 0.6 s", True, None,
    ),
    "headers now and then": (lambda asked: Reply(act="drip headers"), "no whole answer within 0.6 s", True, None),
    "too much": (lambda asked: Reply(200, b" " * 2_100_000), "the answer is larger than 2 MB", True, None),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILURES)
def test_failures_are_named(case: str) -> None:
    """Whatever goes wrong is an engine error with a reason, and neither address nor text in it."""
    reply, reason, transient, retry_after = FAILURES[case]
    with Server(reply) as server:
        engine = Google(server.url, connect=2, read=0.3, total=0.6)
        with pytest.raises(EngineError) as error:
            engine.translate([SECRET], "uk", "en")
    assert str(error.value) == f"google: {reason}"
    assert (error.value.transient, error.value.retry_after) == (transient, retry_after)


def test_nobody_there() -> None:
    """An address where nobody answers is an engine error without the address."""
    with Server(google()) as server:
        url = server.url
    with pytest.raises(EngineError, match=r"^google: cannot be reached$"):
        Google(url).translate([SECRET], "uk", "en")
    with pytest.raises(EngineError, match=r"^google: the request failed \(\w+\)$"):
        Google("http://[").translate([SECRET], "uk", "en")


def test_after_a_failure_the_same_instance_goes_on() -> None:
    """A request that was given up does not spoil the next."""
    replies = [Reply(act="drip headers"), Reply(act="hang"), page("Mayor")]
    with Server(lambda asked: replies.pop(0)) as server:
        engine = Google(server.url, read=0.2, total=0.4)
        for _ in range(2):
            with pytest.raises(EngineError):
                engine.translate(["Мер"], "uk", "en")
        assert engine.translate(["Мер"], "uk", "en") == ["Mayor"]


def test_lines_lost_or_merged() -> None:
    """If other lines come back than were sent, nobody knows which is which."""
    for lines in (lambda found: found[:-1], lambda found: [" ".join(found)], lambda found: [*found, "more"]):
        with (
            Server(google_of_lines(lines)) as server,
            pytest.raises(Miscount, match=r"3 texts were sent and [124] came back"),
        ):
            Google(server.url).translate(UNITS, "uk", "en")


def test_one_unit_is_one_whatever_the_lines() -> None:
    """A unit alone that comes back in two lines is that unit."""
    with Server(google_of_lines(lambda found: ["The mayor", "", "of Leeds"])) as server:
        assert Google(server.url).translate(["Мер Лідса"], "uk", "en") == ["The mayor of Leeds"]


def test_the_text_itself() -> None:
    """Where Google gives the text back, so do we: it is for the checks to refuse it."""
    with Server(google(lambda text: text)) as server:
        assert Google(server.url).translate(["Мер", "<g1>Лідс</g1> <x2/>"], "uk", "en") == [
            "Мер",
            "<g1>Лідс</g1> <x2/>",
        ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["а", "ab ", "слово ", "<g1>а</g1>", "😀", "&amp;"]).flatmap(
    lambda word: st.integers(1, 1200).map(lambda times: (word * times).strip())), max_size=30))  # fmt: skip
def test_requests_fit(units: list[str]) -> None:
    """Every unit is in one batch, in order; a batch of several has at most 5,500 bytes of URL and 4,900 characters."""
    batches = list(Google().batches(units))
    assert [unit for batch in batches for unit in batch] == units
    for batch in batches:
        text = "\n".join(batch).replace("<g1>", "⟦1⟧").replace("</g1>", "⟦/1⟧").replace("&amp;", "&")
        assert len(batch) == 1 or (len(quote_plus(text)) <= 5500 and len(text) <= 4900)
        assert len(batch) <= 100


def test_no_request_is_larger() -> None:
    """A paragraph that does not fit into one request is not sent; one that just fits is."""
    with Server(google()) as server:
        engine = Google(server.url)
        for long in ("а" * 917, "a" * 4901):
            with pytest.raises(Unsuitable, match="a paragraph is too long for one request"):
                engine.translate([long], "uk", "en")
        assert server.asked == []
        for fits in ("а" * 916, "word " * 970):
            engine.translate([fits.strip()], "en", "uk")
    assert max(len(quote_plus(asked.query["q"])) for asked in server.asked) <= 5500


def test_charset() -> None:
    """A page that names no charset is UTF-8, one that names another is read in it."""
    replies = [
        Reply(200, '<div class="result-container">Київ</div>'.encode(encoding), headers)
        for headers, encoding in (
            ({"Content-Type": "text/html"}, "utf-8"),
            ({}, "utf-8"),
            ({"Content-Type": "text/html; charset=windows-1251"}, "cp1251"),
            ({"Content-Type": "text/html; charset=klingon"}, "utf-8"),
        )
    ]
    with Server(lambda asked: replies.pop(0)) as server:
        assert [Google(server.url).translate(["Kyiv"], "en", "uk") for _ in range(4)] == [["Київ"]] * 4


@pytest.mark.parametrize("shared", [True, False], ids=["one instance", "one each"])
def test_no_answer_belongs_to_another_caller(shared: bool) -> None:
    """Eight threads with 1,200 units get their own answers, be it through one instance or through eight."""
    with Server(google()) as server:
        one = Google(server.url)

        def work(thread: int) -> list[str]:
            engine = one if shared else Google(server.url)
            units = [f"слово{thread * 1000 + number}ж тут" for number in range(150)]
            got: list[str] = []
            for start in range(0, 150, 5):
                got += engine.translate(units[start : start + 5], "uk", "en")
            return got

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(work, range(8)))
    assert answers == [[f"word{thread * 1000 + number}z word" for number in range(150)] for thread in range(8)]


def test_instances_keep_their_own_limits() -> None:
    """Two instances with other limits live side by side, also when they work in turn or at once."""
    with Server(google()) as quick, Server(lambda asked: Reply(act="hang")) as slow:
        patient, hasty = Google(quick.url, read=20, total=20), Google(slow.url, read=0.2, total=0.5)

        def fails() -> str:
            with pytest.raises(EngineError) as error:
                hasty.translate(["Мер"], "uk", "en")
            return error.value.reason

        with ThreadPoolExecutor(2) as pool:
            failing = pool.submit(fails)
            assert patient.translate(["слово1ж"], "uk", "en") == ["word1z"]
            assert failing.result() == "no answer in time"
        assert fails() == "no answer in time"
        assert patient.translate(["слово2ж"], "uk", "en") == ["word2z"]


def test_engines_are_imported_lazily() -> None:
    """Opening Visnyk does not import deep-translator and requests, which cost a quarter of a second."""
    program = "import sys, feeds.service, feeds.cli.main; print({'deep_translator', 'requests'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
