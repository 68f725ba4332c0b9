"""Google's mobile translator, behind a server that behaves as it does."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from math import ceil, log
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.engines.base import Miscount, Unsuitable
from feeds.engines.google import Google
from feeds.errors import EngineError

from ..translation.markup import latin
from .loopback import Reply, Server, google, google_of_lines, page

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


NOTHING = "no whole translation in the answer"
FAILURES = {
    "an error page with status 200": (Reply(200, "<p>500.That’s an error.<p>That’s all we know."), NOTHING),
    "a page in which nothing is": (Reply(200, "<html></html>"), NOTHING),
    "a page cut off before its end": (Reply(200, '<div class="result-container">The may', length=-1), NOTHING),
    "a page that no parser takes": (
        page("Mayor</div><![x"),
        "no translation in the answer (ParserRejectedMarkup)",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_pages_without_a_translation(case: str) -> None:
    """A page that holds no whole translation is an engine error, and the text is not in it."""
    reply, reason = FAILURES[case]
    with Server(lambda asked: reply) as server, pytest.raises(EngineError) as error:
        Google(server.url).translate([SECRET], "uk", "en")
    assert str(error.value) == f"google: {reason}"
    assert error.value.transient


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


def sent(units: list[str]) -> str:
    """The text of a request, as Google gets it."""
    with Server(google()) as server:
        Google(server.url).translate(units, "uk", "en")
    return server.asked[0].query["q"]


def in_url(batch: list[str]) -> int:
    """Bytes of a request's text in the URL."""
    text = "\n".join(batch).replace("<g1>", "⟦1⟧").replace("</g1>", "⟦/1⟧").replace("&amp;", "&")
    return len(quote_plus(text))


def size(unit: str) -> int:
    """Bytes of URL with a line break; of Latin letters, of which 4,900 are as much as 7,500 bytes, more."""
    return max(in_url([unit]) + 3, ceil((Google().cost([unit]) + 1) * 7503 / 4901))


WORDS = st.sampled_from(["а", "ab ", "слово ", "<g1>а</g1>", "😀", "&amp;"])
PARAGRAPHS = st.tuples(WORDS, st.integers(1, 1200)).map(lambda made: (made[0] * made[1]).strip())


@settings(max_examples=60, deadline=None)
@given(st.lists(PARAGRAPHS, max_size=20))
def test_requests_fit(units: list[str]) -> None:
    """Every unit is in one batch; one of several has at most 7,500 bytes of URL and 4,900 characters, and a batch that
    closed with less than 5,500 of these had no room for any that came later."""
    batches = list(Google().batches(units))
    assert Counter(unit for batch in batches for unit in batch) == Counter(units)
    later = sorted(map(size, units))
    for batch in batches:
        assert len(batch) == 1 or (in_url(batch) <= 7500 and Google().cost(batch) <= 4900)
        for unit in batch:
            later.remove(size(unit))
        if later and sum(map(size, batch)) < 5503:
            assert sum(map(size, batch)) + later[0] > 7503


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(5, 333).map(lambda letters: "а" * letters), min_size=1, max_size=400))
def test_no_more_than_a_request_for_5500_bytes(units: list[str]) -> None:
    """Units of up to 1,998 bytes, which are 333 Cyrillic letters, take a request for every 5,500 bytes and no more."""
    batches = list(Google().batches(units))
    assert all(in_url(batch) >= 5500 for batch in batches[:-1])
    assert len(batches) <= ceil(sum(map(in_url, batches)) / 5500)


@pytest.mark.parametrize("typical", [60, 120, 250, 400])
@pytest.mark.parametrize("spread", [0.5, 0.8, 1.1])
def test_a_week_of_news(typical: int, spread: float) -> None:
    """Paragraphs as long as those of news, headings and half pages among them, take a request for 5,500 bytes too."""
    chance = random.Random(typical)
    lengths = [min(1200, int(chance.lognormvariate(log(typical), spread)) + 4) for _ in range(1500)]
    units = [("міська рада повідомляє, що " * (length // 27 + 1))[:length].strip() for length in lengths]
    batches = list(Google().batches(units))
    assert sum(in_url(batch) < 5500 for batch in batches) <= 1
    assert len(batches) <= ceil(sum(map(in_url, batches)) / 5500)
    assert sum(map(len, batches)) == 1500


def test_when_it_takes_more() -> None:
    """Units too large for two in a request and too small for one, and nothing else to go with them, are the limit."""
    assert [len(batch) for batch in Google().batches(["а" * 700] * 4)] == [1] * 4
    mixed = list(Google().batches([*["а" * 700] * 4, *["б" * 300] * 4]))
    assert sorted(map(len, mixed)) == [2] * 4
    assert all(5500 <= in_url(batch) <= 7500 for batch in mixed)


def test_order_is_kept_where_it_can_be() -> None:
    """What comes first is sent first, and of the others the largest that fits goes beside it."""
    first, second, small, large = "а" * 800, "б" * 500, "в" * 100, "г" * 440
    assert list(Google().batches([first, second, small, large])) == [[first, large], [second, small]]


def test_many_short_lines() -> None:
    """A request has at most 200 lines, and a text of Latin letters is counted by its characters."""
    assert [len(batch) for batch in Google().batches(["Так"] * 500)] == [200, 200, 100]
    batches = list(Google().batches(["The council has met again."] * 1000))
    assert all(3500 <= Google().cost(batch) <= 4900 for batch in batches[:-1])


def test_cost_is_what_is_sent() -> None:
    """The cost of a batch is the number of characters that Google gets."""
    batch = [*UNITS, "слово5ж <g12>слово6ж</g12>"]
    assert Google().cost(batch) == len(sent(batch))
    assert Google().cost([]) == 0


def test_no_request_is_larger() -> None:
    """A paragraph that does not fit into one request is not sent; one that just fits is."""
    with Server(google()) as server:
        engine = Google(server.url)
        for long in ("а" * 1251, "a" * 4901):
            with pytest.raises(Unsuitable, match="a paragraph is too long for one request"):
                engine.translate([long], "uk", "en")
        assert server.asked == []
        for fits in ("а" * 1250, "word " * 970):
            engine.translate([fits.strip()], "en", "uk")
    assert max(len(quote_plus(asked.query["q"])) for asked in server.asked) == 7500
    assert max(len(asked.target) for asked in server.asked) < 8000


def test_charset() -> None:
    """A page that names no charset is UTF-8, one that names another is read in it."""
    replies = [
        Reply(200, '<div class="result-container">Київ</div>'.encode(encoding), headers)
        for headers, encoding in (
            ({"Content-Type": "text/html"}, "utf-8"),
            ({}, "utf-8"),
            ({"Content-Type": "text/html; charset=windows-1251"}, "cp1251"),
            ({"Content-Type": "text/html; charset=koi8-u"}, "utf-8"),
        )
    ]
    with Server(lambda asked: replies.pop(0)) as server:
        assert [Google(server.url).translate(["Kyiv"], "en", "uk") for _ in range(4)] == [["Київ"]] * 4


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
    """Opening Visnyk does not import deep-translator, deepl and requests, which cost a quarter of a second."""
    program = (
        "import sys, feeds.service, feeds.cli.main; print({'deep_translator', 'deepl', 'requests'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
