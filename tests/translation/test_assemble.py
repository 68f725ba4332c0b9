"""What becomes of an entry with what is known of its units."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Finding, State, Translation
from feeds.translation.assemble import Known, Outlook, assemble, plan

from .entries import ENTRY, NOW, PUBLISHED, entry

TITLE, MAYOR, THANKS = "Трамваї з Лейпцига", "Мер <g1>Лідса</g1> прибув.", "Дякуємо!"
KNOWN = {
    TITLE: Known("Trams from Leipzig", "google"),
    MAYOR: Known("The mayor of <g1>Leeds</g1> has come.", "google"),
    THANKS: Known("Thank you!", "human"),
}
SOME = {TITLE: KNOWN[TITLE], THANKS: KNOWN[THANKS]}
REFUSED = {MAYOR: "google: 1 inline codes lost"}


def made(**changes: object) -> Translation:
    """The translation of ``ENTRY`` with every unit known and nothing before, changed."""
    usual: dict[str, object] = {"known": KNOWN, "failures": {}, "previous": None, "now": NOW, "of": ENTRY}
    options = usual | changes
    return assemble(
        plan(options["of"]),
        "en",
        options["known"],
        options.get("outlook") or Outlook(options["failures"]),
        options["previous"],
        options["now"],  # type: ignore[arg-type]
    )


def test_units_of_an_entry() -> None:
    """Title, summary and content give their units in reading order, each once."""
    of = entry(summary="<p>Дякуємо!</p><p>І ще</p>")
    assert plan(of).units == (TITLE, THANKS, "І ще", MAYOR)


def test_all_known() -> None:
    """An entry whose units are all known is translated, by all who had a part in it."""
    assert made() == Translation(
        entry_key=ENTRY.key,
        language="en",
        state=State.TRANSLATED,
        updated=NOW,
        title="Trams from Leipzig",
        content='<p>The mayor of <a href="https://leeds.example/">Leeds</a> has come.</p><p>Thank you!</p>',
        engine="google+human",
        fingerprint="one",
        landed=NOW,
    )


def test_nobody_asked() -> None:
    """Units that no engine was asked for make an entry wait, with nothing of it shown and no retry counted."""
    waiting = made(known=SOME)
    assert (waiting.state, waiting.title, waiting.content, waiting.engine) == (State.PENDING, "", "", None)
    assert (waiting.attempts, waiting.next_try) == (0, None)
    assert waiting.reason == "waiting for an engine: 1 text units are not in the translation memory"


def test_some_failed() -> None:
    """A unit that no engine translated stays in the original, marked as such; the entry says so and why."""
    partial = made(known=SOME, outlook=Outlook(REFUSED, refused=REFUSED))
    assert partial.state is State.PARTIAL
    assert partial.reason == "google: 1 inline codes lost"
    assert partial.title == "Trams from Leipzig"
    assert partial.content == (
        '<p><bdi lang="uk">Мер <a href="https://leeds.example/">Лідса</a> прибув.</bdi></p><p>Thank you!</p>'
    )
    assert (partial.attempts, partial.next_try) == (1, NOW + timedelta(minutes=1))


def test_all_failed() -> None:
    """An entry of which nothing is translated has failed, and nothing of it is shown."""
    failed = made(known={}, outlook=Outlook(REFUSED | {TITLE: "x", THANKS: "y"}, refused={TITLE}))
    assert (failed.state, failed.title, failed.content, failed.engine) == (State.FAILED, "", "", None)
    assert failed.reason == "x"


def test_nothing_to_translate() -> None:
    """An entry without a word of its language is done, as it is, and nobody has translated it."""
    done = made(of=entry(title="2024 & <more>", content="<p>12:00</p>"), known={})
    assert (done.state, done.title, done.content, done.engine) == (
        State.TRANSLATED, "2024 & <more>", "<p>12:00</p>", None,
    )  # fmt: skip


def test_back_off_doubles_from_a_minute_to_six_hours() -> None:
    """Each failure in a row waits twice as long for the next try, six hours at most, whatever the number."""
    waits = []
    previous = None
    for _ in range(11):
        previous = made(known=SOME, failures=REFUSED, previous=previous)
        assert previous.next_try is not None
        waits.append((previous.next_try - NOW) // timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    assert made(known=SOME, failures=REFUSED, previous=replace(previous, attempts=10**6)).next_try == NOW + timedelta(
        hours=6
    )  # type: ignore[type-var]


def test_attempts_are_those_of_this_text() -> None:
    """A changed entry starts afresh; waiting adds nothing; success forgets."""
    failed = replace(made(known=SOME, failures=REFUSED), attempts=5)
    assert made(known=SOME, failures=REFUSED, previous=failed).attempts == 6
    assert made(known=SOME, failures=REFUSED, previous=replace(failed, fingerprint="older")).attempts == 1
    assert made(known=SOME, previous=failed).attempts == 5
    assert made(previous=failed).attempts == 0 and made(previous=failed).next_try is None


LATER = NOW + timedelta(hours=1)
STEPS = {
    "the same once more": (made(), {}, False),
    "another word": (made(), {"known": KNOWN | {THANKS: Known("Thanks!", "human")}}, True),
    "another engine": (made(), {"known": KNOWN | {THANKS: Known("Thank you!", "google")}}, True),
    "waiting as before": (made(known=SOME), {"known": {}}, False),
    "failed instead of waiting": (made(known={}), {"known": {}, "failures": REFUSED}, True),
    "failed as before, for another reason": (
        made(known={}, failures=REFUSED), {"known": {}, "failures": {MAYOR: "google: no answer in time"}}, False,
    ),
    "translated at last": (made(known=SOME, failures=REFUSED), {}, True),
    "still waiting, but for a changed text": (
        made(known={}), {"known": {}, "of": entry(fingerprint="two", content="<p>Ні</p>")}, True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STEPS)
def test_updated_moves_with_what_is_seen(case: str) -> None:
    """``updated`` moves when what a reader sees changes, and only then."""
    before, changes, moves = STEPS[case]
    before = replace(before, updated=NOW)
    after = made(previous=before, now=LATER, **changes)
    assert after.updated == (LATER if moves else NOW)


def test_waiting_is_no_change_of_the_entry() -> None:
    """The first word that an entry waits does not re-date it: a reader has had the original before them all along."""
    assert made(known=SOME).updated == PUBLISHED


def test_two_changes_in_one_second() -> None:
    """A change within the second of the last one is dated a second later: an edition tells by it what is new."""
    other = KNOWN | {THANKS: Known("Thanks!", "human")}
    second = made(known=other, previous=made())
    third = made(previous=second)
    assert (second.updated, third.updated) == (NOW + timedelta(seconds=1), NOW + timedelta(seconds=2))


def test_a_part_that_waits_no_longer() -> None:
    """What readers are told of the missing part changes when it does not wait but has failed, so ``updated`` moves."""
    waiting = made(known=SOME, outlook=Outlook(waiting=REFUSED))
    failed = made(known=SOME, outlook=Outlook(REFUSED, refused=REFUSED), previous=waiting, now=LATER)
    down = Outlook(REFUSED)
    assert made(known=SOME, outlook=down, previous=waiting, now=LATER).updated == waiting.updated
    assert str(made(known={}, outlook=down).reason).startswith("waiting: google: ")
    assert (waiting.state, failed.state, failed.updated) == (State.PARTIAL, State.PARTIAL, LATER)
    other = Outlook({MAYOR: "deepl: no"}, refused={MAYOR})
    again = made(known=SOME, outlook=other, previous=failed, now=LATER + timedelta(hours=1))
    assert again.updated == LATER, "which engine failed is nothing that readers are told"


def test_what_engines_return_is_sanitised() -> None:
    """Markup in an engine's answer is text, in content, attributes and title."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    escaped = '&lt;script&gt;alert(1)&lt;/script&gt;" onload=alert(1) x="'
    of = entry(content='<p>Дякуємо!</p><p><img src="https://x/" alt="Міст"></p>')
    known = {TITLE: Known(evil, "google"), THANKS: Known(evil, "google"), "Міст": Known(escaped, "google")}
    result = made(of=of, known=known)
    assert result.title == evil, "a title is plain text"
    assert "<script" not in result.content and "<img src=x" not in result.content
    assert result.content.count("<img") == 1 and "&quot; onload=alert(1) x=&quot;" in result.content


def test_reviewed() -> None:
    """What people translated in every unit is reviewed; one unit of a machine is enough for it not to be."""
    people = {unit: Known(made.target, "human") for unit, made in KNOWN.items()}
    assert (made(known=people).state, made(known=people).engine) == (State.REVIEWED, "human")
    assert made(known=people | {THANKS: Known("Thanks!", "google")}).state is State.TRANSLATED


def test_waiting_for_a_budget() -> None:
    """Where no engine was asked for want of a budget, a translated title is shown with the rest as it is."""
    tomorrow = NOW + timedelta(hours=12)
    outlook = Outlook(waiting={MAYOR: "google: all is spent"}, not_before=tomorrow)
    begun = made(known=SOME, outlook=outlook)
    assert (begun.state, begun.reason, begun.next_try) == (State.PARTIAL, "waiting: google: all is spent", tomorrow)
    assert (begun.title, begun.attempts) == ("Trams from Leipzig", 0)
    untitled = made(known={THANKS: KNOWN[THANKS]}, outlook=Outlook(waiting=dict.fromkeys([MAYOR, TITLE], "spent")))
    assert (untitled.state, untitled.content, untitled.next_try) == (State.PENDING, "", NOW + timedelta(minutes=10))


def test_warnings() -> None:
    """What the checks warn of stands on the entry with its unit; a new warning is news to readers."""
    finding = Finding("number", "21 is missing")
    warned = made(known=KNOWN | {THANKS: Known("Thank you!", "human", findings=(finding,))})
    assert warned.findings == (replace(finding, unit=THANKS),)
    later = made(known=KNOWN, previous=warned, now=LATER)
    assert (later.findings, later.updated, later.corrected) == ((), LATER, None)


def test_corrected() -> None:
    """Another text in the place of a whole translation is a correction, what completes one is not."""
    partial = made(known=SOME, failures=REFUSED)
    whole = made(previous=partial, now=LATER)
    assert (partial.landed, whole.landed, whole.corrected) == (None, LATER, None)
    other = KNOWN | {THANKS: Known("Thanks!", "human")}
    assert made(known=other, previous=whole, now=LATER + timedelta(hours=1)).corrected == LATER + timedelta(hours=1)
    gone = replace(whole, state=State.PENDING, title="", content="")
    assert made(previous=gone, now=LATER + timedelta(hours=2)).corrected == LATER + timedelta(hours=2)


@pytest.mark.parametrize(
    ("before", "after", "corrected"),
    [
        ("<p>Дякуємо!</p><p>Дякуємо!</p>", '<p class="a">Дякуємо!</p>\n<div><p>Дякуємо!</p></div>', False),
        ("<p>Дякуємо!<br>Дякуємо!</p>", "<p>Дякуємо! Дякуємо!</p>", False),
        ("<p>Дякуємо!</p>", "<p>Дякуємо!</p><p>Дякуємо!</p>", True),
        ('<p>Дякуємо!</p><img alt="Мер" src="/a.png">', '<p>Дякуємо!</p><img alt="Дякуємо!" src="/a.png">', True),
    ],
)  # fmt: skip
def test_markup_is_no_correction(before: str, after: str, corrected: bool) -> None:
    """A source that marks its text up in another way has changed no word of the translation."""
    known = KNOWN | {"Мер": Known("Mayor", "google"), "Дякуємо! Дякуємо!": Known("Thank you! Thank you!", "google"),
                     "Дякуємо!<x1/>Дякуємо!": Known("Thank you!<x1/>Thank you!", "google")}  # fmt: skip
    whole = made(of=entry(content=before), known=known)
    later = made(of=entry(content=after), known=known, previous=whole, now=LATER)
    assert whole.state == later.state == State.TRANSLATED
    assert (later.corrected == LATER) is corrected


def test_made_with_other_terms() -> None:
    """What is shown but was made with other terms than are in force is asked for again."""
    assert made(outlook=Outlook(again=LATER)).next_try == LATER


def test_to_ask_again_is_to_pay_again() -> None:
    """Where some engines have answered badly and others never do, there is one attempt a day after the first few."""
    previous, waits = None, []
    for _ in range(7):
        previous = made(known=SOME, outlook=Outlook(REFUSED, answered=REFUSED), previous=previous)
        assert previous.next_try is not None
        waits.append((previous.next_try - NOW) // timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 1440, 1440, 1440]
