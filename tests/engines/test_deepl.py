"""DeepL, behind a server that behaves as it does."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.engines.base import Unsuitable
from feeds.engines.deepl import Deepl
from feeds.errors import EngineError
from feeds.translation import codes

from ..translation.markup import latin
from .deepl_api import DeeplApi, translations
from .loopback import Asked, Reply, Server, answer

KEY = "12345678-s3cret-key:fx"
UNITS = ["Мер <g1>слово1ж</g1> &amp; тут", "слово2ж <x1/> слово3ж", "слово4ж"]
SECRET = "таємниця"
PAIR = ("uk-UA", "en-GB")
NAMES = {"Харків": "Kharkiv", "міська рада": "City Council"}
NOTHING = "the answer is not what DeepL sends: is the address right?"


def test_units_are_texts_of_one_request() -> None:
    """Units go out as XML in one POST with the key in a header alone, and come back as coded text."""
    with Server(DeeplApi(KEY)) as server:
        assert Deepl(KEY, server.url).translate(UNITS, "uk-UA", "en") == [latin(unit) for unit in UNITS]
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("POST", "/v2/translate")
    request = asked.json
    assert request["text"] == UNITS
    assert (request["source_lang"], request["target_lang"]) == ("UK", "EN-GB")
    assert (request["tag_handling"], request["tag_handling_version"]) == ("xml", "v2")
    assert request["outline_detection"] is False and request["preserve_formatting"] is True
    assert "glossary_id" not in request
    assert asked.headers["Authorization"] == f"DeepL-Auth-Key {KEY}"
    assert KEY not in asked.target and KEY not in asked.body.decode()


def test_codes_that_come_back_in_pairs() -> None:
    """A lone code that comes back as an empty pair is that code; other tags are words."""
    with Server(lambda asked: translations(["word <x1></x1> <b>word</b> & word"])) as server:
        [got] = Deepl(KEY, server.url).translate(["слово <x1/>"], "uk", "en")
    assert got == "word <x1/> &lt;b&gt;word&lt;/b&gt; &amp; word"
    assert codes.damage("слово <x1/>", got) is None


def test_languages() -> None:
    """DeepL wants to know which English or Portuguese, and no region of anything else."""
    with Server(DeeplApi(KEY)) as server:
        for pair in ("uk en", "uk-UA en-US", "uk en-IE", "en-GB uk", "pt-BR nn", "uk pt"):
            Deepl(KEY, server.url).translate(["слово1ж"], *pair.split())
    assert [f"{asked.json['source_lang']} {asked.json['target_lang']}" for asked in server.asked] == [
        "UK EN-GB", "UK EN-US", "UK EN-GB", "EN UK", "PT NB", "UK PT-PT",
    ]  # fmt: skip


def test_the_key_names_the_host() -> None:
    """A key that ends with :fx is of a free account, which has a host of its own; an address in the settings wins."""
    hosts = [
        engine._translator.server_url
        for engine in (Deepl(KEY), Deepl("12345678"), Deepl(KEY, "https://relay.example/deepl"))
        if engine._translator
    ]
    assert hosts == ["https://api-free.deepl.com", "https://api.deepl.com", "https://relay.example/deepl/"]


def test_no_key() -> None:
    """Without a key nothing is sent, and the reason names the variable that it belongs into."""
    for key in (None, ""):
        with pytest.raises(EngineError, match="has no key: it belongs into VISNYK_DEEPL_API_KEY") as error:
            Deepl(key).translate(["слово1ж"], "uk", "en")
        assert not error.value.transient
        assert list(Deepl(key).batches(["а"])) == [["а"]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 20_000).map(lambda size: "а" * size), max_size=70))
def test_requests_fit(units: list[str]) -> None:
    """Every unit is in one batch, in order; a batch has at most 50 units and, of several, 100 KiB as they travel."""
    batches = list(Deepl(KEY).batches(units))
    assert [unit for batch in batches for unit in batch] == units
    for batch in batches:
        assert len(batch) <= 50 and (len(batch) == 1 or len(json.dumps(batch)) <= 100 * 1024 + 2)


def test_no_request_is_larger() -> None:
    """A unit that does not fit into one request is not sent; the cost is the length of all texts."""
    with Server(DeeplApi(KEY)) as server:
        engine = Deepl(KEY, server.url)
        with pytest.raises(Unsuitable, match="a paragraph is too long for one request"):
            engine.translate(["а" * 17_100], "uk", "en")
        assert server.asked == []
        assert engine.translate(["а" * 17_000], "uk", "en") == ["word"]
    assert len(server.asked[0].body) < 128 * 1024
    assert Deepl(KEY).cost(UNITS) == sum(map(len, UNITS))


NOW = datetime(2026, 1, 31, 18, 30, tzinfo=UTC)
FAILURES: dict[str, tuple[Reply, str, bool, timedelta | None]] = {
    "the quota": (
        answer({"message": "Quota Exceeded"}, 456), "the quota is used up (456)", True, timedelta(hours=5, minutes=30),
    ),
    "too many": (
        answer({"message": "Too many requests"}, 429, Retry_After="7"), "too many requests (429)", True,
        timedelta(seconds=7),
    ),
    "too busy": (answer({"message": "Resource unavailable"}, 529), "answered with status 529", True, None),
    "the key": (answer({"message": f"Forbidden: {KEY}"}, 403), "the key is not accepted (403)", False, None),
    "a language": (
        answer({"message": "Value for 'target_lang' not supported."}, 400),
        "says: Value for 'target_lang' not supported (400)", False, None,
    ),
    "tags": (
        answer({"message": "Tag handling parsing failed", "detail": f"near {SECRET}"}, 400),
        "says: Tag handling parsing failed. near … (400)", False, None,
    ),
    "too large": (Reply(413), "answered with status 413", False, None),
    "no words": (answer({"message": None, "detail": 5}, 400), "answered with status 400", False, None),
    "deep nesting": (Reply(400, "[" * 200_000), "answered with status 400", False, None),
    "no count of characters": (answer({"translations": [{"text": "Mayor"}]}), NOTHING, True, None),
    "no texts": (answer({"translations": [None]}), NOTHING, True, None),
    "no list": (answer({"translations": {"text": "Mayor"}}), NOTHING, True, None),
    "nothing": (answer({"translations": []}), NOTHING, True, None),
    "null": (translations([None]), NOTHING, True, None),
    "a page": (Reply(200, "<html>relay</html>"), NOTHING, True, None),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILURES)
def test_failures_are_named(case: str) -> None:
    """Whatever DeepL answers is a text or an engine error in our words, after one request and no more."""
    reply, reason, transient, retry_after = FAILURES[case]
    with Server(lambda asked: reply) as server, pytest.raises(EngineError) as error:
        Deepl(KEY, server.url, clock=lambda: NOW).translate([SECRET], "uk", "en")
    assert str(error.value) == f"deepl: {reason}"
    assert (error.value.transient, error.value.retry_after) == (transient, retry_after)
    assert len(server.asked) == 1


def test_a_used_up_quota_lasts_for_the_month() -> None:
    """The engine is left alone until the first of the next month."""
    for day, days in (("2026-02-01", 28), ("2026-12-31", 1), ("2026-03-15", 17)):
        now = datetime.fromisoformat(day).replace(tzinfo=UTC)
        with Server(lambda asked: Reply(456)) as server, pytest.raises(EngineError) as error:
            Deepl(KEY, server.url, clock=lambda now=now: now).translate([SECRET], "uk", "en")
        assert error.value.retry_after == timedelta(days=days)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The package's own log, in which every text would stand, is silent even where all is logged."""
    caplog.set_level(logging.DEBUG)
    with Server(DeeplApi(KEY)) as server:
        Deepl(KEY, server.url).translate([SECRET], "uk", "en")
    assert SECRET not in caplog.text and KEY not in caplog.text


# --- glossaries ---------------------------------------------------------------------------------------------------


def paths(server: Server) -> list[str]:
    """What was asked, in order."""
    return [f"{asked.method} {asked.target}" for asked in server.asked]


def ids(server: Server) -> list[Any]:
    """Glossaries that went with texts."""
    return [asked.json.get("glossary_id") for asked in server.asked if asked.target == "/v2/translate"]


def test_a_glossary_is_made_once() -> None:
    """Approved names are sent to DeepL once, go with every request, and are found by the next run."""
    api = DeeplApi(KEY)
    with Server(api) as server:
        engine = Deepl(KEY, server.url, glossaries={PAIR: NAMES}, mark="v7")
        for unit in UNITS:
            engine.translate([unit], "uk", "en-GB")
        Deepl(KEY, server.url, glossaries={PAIR: NAMES}, mark="v7").translate(UNITS, "uk", "en")
    [[glossary_id, glossary]] = api.glossaries.items()
    assert glossary["name"] == "visnyk-uk-en-v7"
    assert (glossary["source_lang"], glossary["target_lang"]) == ("uk", "en")
    assert glossary["entries"] == "Харків\tKharkiv\nміська рада\tCity Council"
    translate = "POST /v2/translate"
    assert paths(server) == ["GET /v2/glossaries", "POST /v2/glossaries", *[translate] * 3, "GET /v2/glossaries",
                             translate]  # fmt: skip
    assert ids(server) == [glossary_id] * 4


def test_outdated_glossaries_go() -> None:
    """Our glossaries of other names for the same languages are removed, before a new one is made; all others stay."""
    api = DeeplApi(KEY, most_glossaries=3)
    old = api.add("visnyk-uk-en-v6")
    other, theirs = api.add("visnyk-en-uk-v6"), api.add("city")
    with Server(api) as server:
        Deepl(KEY, server.url, glossaries={PAIR: NAMES}, mark="v7").translate(UNITS, "uk", "en")
    assert old not in api.glossaries
    assert {other, theirs} < api.glossaries.keys()
    assert [glossary["name"] for glossary in api.glossaries.values()][-1] == "visnyk-uk-en-v7"
    assert ids(server)[0] not in (old, other, theirs, None)


def test_a_name_without_a_mark() -> None:
    """Without a mark the entries themselves name the glossary: other entries, another name; their order is nothing."""
    names = set()
    for entries in (NAMES, dict(reversed(NAMES.items())), {"Київ": "Kyiv"}):
        api = DeeplApi(KEY)
        with Server(api) as server:
            Deepl(KEY, server.url, glossaries={PAIR: entries}).translate(UNITS, "uk", "en")
        names |= {glossary["name"] for glossary in api.glossaries.values()}
    assert len(names) == 2
    assert all(name.startswith("visnyk-uk-en-") for name in names)


def test_entries_that_no_glossary_takes() -> None:
    """Entries that are empty, too long or hold a line break or a tab are left out; without any there is no glossary."""
    bad = {"": "x", "а\tб": "x", "а\nб": "x", "б": "", " в": "x", "г": "x" * 1025, "д" * 513: "x"}
    api = DeeplApi(KEY)
    with Server(api) as server:
        Deepl(KEY, server.url, glossaries={PAIR: bad | NAMES}).translate(UNITS, "uk", "en")
        Deepl(KEY, server.url, glossaries={PAIR: bad}).translate(UNITS, "uk", "en")
    [glossary] = api.glossaries.values()
    assert glossary["entry_count"] == 2
    assert len(ids(server)) == 2 and ids(server)[1] is None


def test_a_glossary_is_for_its_languages() -> None:
    """Texts in other languages than those of the glossary go without it, and it is not asked for."""
    with Server(DeeplApi(KEY)) as server:
        Deepl(KEY, server.url, glossaries={PAIR: NAMES}).translate(["word"], "en", "uk")
    assert paths(server) == ["POST /v2/translate"]


WITHOUT: dict[str, dict[str, Any]] = {
    "languages that have none": {"glossary_pairs": ()},
    "a plan that has none": {"most_glossaries": 0},
    "no such thing": {"fails": lambda asked: Reply(404) if "glossaries" in asked.target else None},
    "not allowed": {"fails": lambda asked: Reply(403) if "glossaries" in asked.target else None},
    "nonsense": {"fails": lambda asked: Reply(200, "<html>") if "glossaries" in asked.target else None},
    "a list of nonsense": {
        "fails": lambda asked: answer({"glossaries": [{"name": 5}]}) if "glossaries" in asked.target else None,
    },
}  # fmt: skip


@pytest.mark.parametrize("case", WITHOUT)
def test_without_a_glossary(case: str) -> None:
    """Where the plan or the pair has no glossaries, texts are translated all the same, and it is not asked again."""
    with Server(DeeplApi(KEY, **WITHOUT[case])) as server:
        engine = Deepl(KEY, server.url, glossaries={PAIR: NAMES})
        for unit in UNITS:
            assert engine.translate([unit], "uk", "en") == [latin(unit)]
    assert ids(server) == [None] * 3
    assert len(server.asked) <= 5


def test_a_glossary_that_is_not_ready() -> None:
    """A glossary that DeepL still works on is not used in this run."""
    api = DeeplApi(KEY, fails=lambda asked: not_ready(asked))

    def not_ready(asked: Asked) -> Reply | None:
        if asked.method == "POST" and asked.target == "/v2/glossaries":
            return answer(api.glossaries[api.add(asked.json["name"], ready=False)])
        return None

    with Server(api) as server:
        Deepl(KEY, server.url, glossaries={PAIR: NAMES}).translate(UNITS, "uk", "en")
    assert ids(server) == [None]


def test_trouble_on_the_way_to_the_glossary() -> None:
    """Where DeepL is down, no text is sent without its names: the request fails, and the next one tries again."""
    down = [Reply(503), Reply(429, headers={"Retry-After": "9"})]
    with Server(DeeplApi(KEY, fails=lambda asked: down.pop(0) if down else None)) as server:
        engine = Deepl(KEY, server.url, glossaries={PAIR: NAMES})
        with pytest.raises(EngineError, match="answered with status 503"):
            engine.translate(UNITS, "uk", "en")
        with pytest.raises(EngineError, match="too many requests") as error:
            engine.translate(UNITS, "uk", "en")
        assert error.value.retry_after == timedelta(seconds=9)
        assert engine.translate(UNITS, "uk", "en") == [latin(unit) for unit in UNITS]
    assert len(ids(server)) == 1 and ids(server)[0]


def test_a_glossary_that_is_gone() -> None:
    """If somebody else removes the glossary, the text goes once more without it, and so do the next ones."""
    api = DeeplApi(KEY)
    with Server(api) as server:
        engine = Deepl(KEY, server.url, glossaries={PAIR: NAMES})
        engine.translate(UNITS, "uk", "en")
        api.glossaries.clear()
        assert engine.translate(UNITS, "uk", "en") == [latin(unit) for unit in UNITS]
        engine.translate(UNITS, "uk", "en")
    assert [bool(one) for one in ids(server)] == [True, True, False, False]
