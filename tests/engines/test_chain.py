"""Engines in order: what one cannot do goes to the next, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from feeds.engines.base import Miscount, Unsuitable
from feeds.engines.chain import Chain
from feeds.engines.google import Google
from feeds.engines.libretranslate import LibreTranslate
from feeds.engines.line import Line
from feeds.errors import EngineError
from feeds.model import EngineUse, Rest
from feeds.translation.assemble import Known

from ..translation.markup import latin
from .loopback import Asked, Reply, Server, answer, google, google_of_lines, libretranslate
from .scripted import Scripted, by_unit, chain_of

UNITS = [f"слово{number}ж" for number in range(7)]


def run(chain: Chain, units: list[str] = UNITS) -> tuple[dict[str, Known], dict[str, str]]:
    """All steps together; each unit must be in one of them, once."""
    translated: dict[str, Known] = {}
    failed: dict[str, str] = {}
    for step in chain.translate(units):
        assert not step.translated.keys() & translated.keys()
        translated |= step.translated
        failed |= step.failed
    assert not translated.keys() & failed.keys()
    assert {*translated, *failed} == set(units)
    return translated, failed


def use(chain: Chain) -> dict[str, EngineUse]:
    """What every engine was asked."""
    return {line.name: line.use for line in chain.lines}


def raising(error: EngineError) -> Callable[[list[str]], list[str]]:
    """A script that fails."""

    def script(batch: list[str]) -> list[str]:
        raise error

    return script


def test_without_engines_nothing_is_said() -> None:
    """An empty chain gives no step: its units wait."""
    assert not chain_of()
    assert list(chain_of().translate(UNITS)) == []
    assert chain_of(Scripted())


def test_one_step_a_request() -> None:
    """Each request's units come as a step of their own, so that they can be stored before the next is made."""
    engine = Scripted(most=3)
    steps = chain_of(engine).translate(UNITS)
    assert list(next(steps).translated) == UNITS[:3]
    assert len(engine.asked) == 1
    assert [len(step.translated) for step in steps] == [3, 1]


def test_the_first_engine_that_can() -> None:
    """The second engine is asked for what the first could not do, and for nothing else."""
    first = Scripted(by_unit(lambda unit: unit if unit in UNITS[2:4] else latin(unit)))
    second = Scripted(name="two")
    translated, failed = run(chain_of(first, second))
    assert not failed
    assert [translated[unit].origin for unit in UNITS] == ["one", "one", "two", "two", "one", "one", "one"]
    assert second.asked == [UNITS[2:4]]
    assert translated[UNITS[0]].target == "word0z"


def test_reasons_of_all_engines() -> None:
    """A unit that no engine could translate fails with the reasons of all of them."""
    first = Scripted(by_unit(lambda unit: ""))
    second = Scripted(raising(EngineError("two", "no answer in time")), name="two")
    _, failed = run(chain_of(first, second), UNITS[:1])
    assert failed == {UNITS[0]: "one: the answer is empty; two: no answer in time"}


def test_three_failures_in_a_row_are_enough() -> None:
    """After three failed requests an engine is left alone until the next run, whatever is still to be done."""
    engine = Scripted(raising(EngineError("one", "answered with status 500")))
    chain = chain_of(engine)
    assert all(reason.startswith("one: answered with status 500") for reason in run(chain)[1].values())
    assert len(engine.asked) == 3
    run(chain, ["ще"])
    assert len(engine.asked) == 3
    assert use(chain)["one"].calls == 3


def test_a_success_between_failures() -> None:
    """Failures that are not in a row do not put an engine out of order."""
    turn = iter(range(100))

    def script(batch: list[str]) -> list[str]:
        if next(turn) % 3:
            raise EngineError("one", "answered with status 500")
        return [latin(unit) for unit in batch]

    engine = Scripted(script, most=1)
    _, failed = run(chain_of(engine), [f"слово{number}ж" for number in range(30)])
    assert (len(engine.asked), len(failed)) == (30, 20)


def test_retry_after_ends_it_at_once() -> None:
    """A server that says how long to wait is not asked again in this run."""
    engine = Scripted(raising(EngineError("one", "too many requests (429)", retry_after=timedelta(minutes=1))))
    second = Scripted(name="two")
    translated, _ = run(chain_of(engine, second))
    assert len(engine.asked) == 1
    assert {known.origin for known in translated.values()} == {"two"}


def test_one_bad_unit_does_not_spoil_its_request() -> None:
    """Where a request fails, its units are tried one by one: the fault may be one of theirs."""

    def script(batch: list[str]) -> list[str]:
        if UNITS[1] in batch:
            raise EngineError("one", "answered with status 500")
        return [latin(unit) for unit in batch]

    engine = Scripted(script)
    assert list(run(chain_of(engine))[1]) == [UNITS[1]]
    assert engine.asked == [UNITS[:3], UNITS[:1], UNITS[1:2], UNITS[2:3], UNITS[3:6], UNITS[6:]]


def test_miscounts_are_tried_in_halves() -> None:
    """If other texts come back than were sent, they are sent in halves, which is no failure of the engine."""

    def script(batch: list[str]) -> list[str]:
        if len(batch) > 1:
            raise Miscount("one", len(batch), 1)
        return [latin(unit) for unit in batch]

    engine = Scripted(script)
    translated, failed = run(chain_of(engine))
    assert (len(translated), len(failed), len(engine.asked)) == (7, 0, 2 * (3 + 2) + 1)


def test_miscounts_of_single_units_are_failures() -> None:
    """A server that never gives one text for one is given up."""
    engine = Scripted(raising(Miscount("one", 1, 2)), most=1)
    _, failed = run(chain_of(engine))
    assert len(engine.asked) == 3
    assert all(reason.startswith("one: 1 texts were sent and 2 came back") for reason in failed.values())


def test_counting() -> None:
    """Requests and characters are counted by engine, failed ones too; what was not sent is not."""
    first = Scripted(raising(EngineError("one", "x")), most=7)
    second = Scripted(raising(Unsuitable("two", "too long")), name="two")
    chain = chain_of(first, second, Scripted(name="three"))
    run(chain)
    size = sum(map(len, UNITS))
    assert use(chain) == {
        "one": EngineUse(3, size + len(UNITS[0]) + len(UNITS[1]), 3),
        "two": EngineUse(),
        "three": EngineUse(3, size, 0),
    }


LEEDS = "Мер <g1>слово1ж</g1> приїхав."


def dropping(unit: str) -> str:
    """An engine that loses all codes."""
    from feeds.translation import codes

    return codes.escape(codes.plain(latin(unit)))


def test_codes_lost_by_every_engine() -> None:
    """A unit whose codes no engine keeps is translated without them by the first, and its link is put back."""
    first, second = Scripted(by_unit(dropping)), Scripted(by_unit(dropping), name="two")
    chain = chain_of(first, second)
    translated, failed = run(chain, [LEEDS, "слово2ж"])
    assert not failed
    assert translated[LEEDS] == Known("word <g1>word1z</g1> word.", "one", "7")
    assert first.asked == [[LEEDS, "слово2ж"], ["Мер слово1ж приїхав.", "слово1ж"]]
    assert second.asked == [[LEEDS]]
    size = len(LEEDS) + 7 + len("Мер слово1ж приїхав.слово1ж")
    assert (use(chain)["one"].calls, use(chain)["one"].characters) == (2, size)


SENTENCES = "Перше речення просте. Мер <g1>Лідса</g1> приїхав учора. Потім <x2/> поїхав додому."
ENGLISH = {
    "Перше речення просте.": "The first sentence is simple.",
    "Мер <g1>Лідса</g1> приїхав учора.": "The mayor of Leeds came yesterday.",
    "Потім <x2/> поїхав додому.": "Then <x2/> went home.",
    "Мер": "Mayor",
    "Лідса": "of Leeds",
    "приїхав учора.": "came yesterday.",
}


def test_only_the_sentence_with_lost_codes_is_cut() -> None:
    """Where codes cannot be put back, good sentences are kept whole and the others cut; nothing is asked for twice."""
    engine = Scripted(by_unit(lambda text: ENGLISH.get(text, "Nonsense.")), most=9)
    translated, _ = run(chain_of(engine), [SENTENCES])
    assert translated[SENTENCES].target == (
        "The first sentence is simple. Mayor <g1>of Leeds</g1> came yesterday. Then <x2/> went home."
    )
    asked = [text for batch in engine.asked for text in batch]
    assert len(asked) == len(set(asked))
    assert {*asked} >= {*ENGLISH, SENTENCES}


def test_pieces_are_checked_too() -> None:
    """A unit of which one piece does not come back well fails, with the reason it failed for as a whole."""
    engine = Scripted(by_unit(lambda unit: unit if unit.endswith("приїхав.") else dropping(unit)))
    assert run(chain_of(engine), [LEEDS])[1] == {LEEDS: "one: the answer is the original, unchanged"}
    engine = Scripted(by_unit(lambda unit: "" if unit.endswith("приїхав.") and "<" not in unit else dropping(unit)))
    assert run(chain_of(engine), [LEEDS])[1] == {LEEDS: "one: 2 inline codes lost"}


def test_a_paragraph_too_long_for_google() -> None:
    """A paragraph that does not fit into one request is translated sentence by sentence."""
    unit = " ".join(f"Тут слово{number}ж і кінець." for number in range(60))
    with Server(google()) as server:
        translated, failed = run(chain_of(Google(server.url)), [unit, "слово99ж"])
    assert not failed
    assert translated[unit].target == latin(unit)
    assert run(chain_of(Google("http://127.0.0.1:9")), ["а" * 2000])[1] == {
        "а" * 2000: "google: a paragraph is too long for one request"
    }


def test_google_and_libretranslate() -> None:
    """Google's damaged brackets go to LibreTranslate, whole and in one request."""
    units = [LEEDS, "слово2ж <x1/> слово3ж", "слово4ж"]
    with Server(google(lambda text: latin(text).replace("⟦", "["))) as one, Server(libretranslate()) as two:
        chain = chain_of(Google(one.url), LibreTranslate(two.url))
        translated, failed = run(chain, units)
    assert not failed
    assert [translated[unit].target for unit in units] == [latin(unit) for unit in units]
    assert [translated[unit].origin for unit in units] == ["libretranslate", "libretranslate", "google"]
    assert (len(one.asked), len(two.asked)) == (1, 1)


def test_google_loses_a_line() -> None:
    """A line lost on the way costs two requests a unit at most, and no unit gets another's translation."""
    with Server(google_of_lines(lambda lines: lines[1:] if len(lines) > 1 else lines)) as server:
        translated, failed = run(chain_of(Google(server.url)))
    assert not failed
    assert [translated[unit].target for unit in UNITS] == [latin(unit) for unit in UNITS]
    assert len(server.asked) == 2 * len(UNITS) - 1


WRONG: dict[str, Callable[[Asked], Reply]] = {
    "the text itself": google(lambda text: text),
    "an error page": google_of_lines(lambda lines: ["Error 500 (Server Error)!!1500.That’s an error."] * len(lines)),
    "half": google(lambda text: text + " word"),
    "nothing but dots": google(lambda text: "..."),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_translation_goes_on(case: str) -> None:
    """An answer that does not pass its checks is not kept, and the next engine is asked."""
    with Server(WRONG[case]) as one, Server(libretranslate()) as two:
        translated, failed = run(chain_of(Google(one.url), LibreTranslate(two.url)))
    assert not failed
    assert {known.origin for known in translated.values()} == {"libretranslate"}


def test_an_error_page_is_no_word_on_the_text() -> None:
    """What came back as an error page may be translated later, however often it did."""
    page = "Error 500 (Server Error)!!1500.That’s an error."
    [step] = chain_of(Scripted(by_unit(lambda unit: page))).translate(UNITS[:1])
    assert step.failed and step.waits_for == {UNITS[0]: {"one"}}
    [step] = chain_of(Scripted(by_unit(lambda unit: unit))).translate(UNITS[:1])
    assert step.failed and step.waits_for == {UNITS[0]: frozenset()}


def test_all_engines_down() -> None:
    """When nobody answers every unit fails with both reasons, after three requests to each at most."""
    with Server(lambda asked: Reply(429)) as one, Server(lambda asked: answer({"error": "no"}, 500)) as two:
        chain = chain_of(Google(one.url), LibreTranslate(two.url))
        translated, failed = run(chain)
    assert not translated
    assert all("google: too many requests (429)" in reason for reason in failed.values())
    assert all("libretranslate: says: no" in reason for reason in failed.values())
    assert (len(one.asked), len(two.asked)) == (3, 3)


def test_who_may_do_it_later() -> None:
    """A unit waits for engines that are down or rest, and for none that answered or said that it never can."""
    never = EngineError("one", "says: too long", transient=False)

    def script(batch: list[str]) -> list[str]:
        if UNITS[1] in batch:
            raise never
        return [latin(unit) if unit != UNITS[2] else unit for unit in batch]

    until = datetime.now(UTC) + timedelta(hours=1)
    resting = Scripted(name="two")
    for second, waits in (([], set()), ([resting], {"two"})):
        lines = [Line(Scripted(script)), *(Line(one, rest=Rest(until, timedelta(hours=1))) for one in second)]
        steps = list(Chain(lines, "uk", "en").translate(UNITS))
        assert steps[-1].waits_for == {UNITS[1]: waits, UNITS[2]: waits}
    assert resting.asked == []
    keyless = chain_of(Scripted(raising(EngineError("one", "says: Invalid API key", transient=False))))
    assert next(keyless.translate(UNITS[:1])).waits_for == {UNITS[0]: {"one"}}
