"""Which notices are alerts, which are all-clears, and what an all-clear closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.config import load_settings
from feeds.ingest.alerts import close, ended_by, is_open, mark, mark_all, open_since
from feeds.ingest.decide import Decision
from feeds.model import AlertRule, Entry
from tests.ingest.news import HOUR, Store, item
from tests.store.rows import NOON, entry

RULES = load_settings(Path(__file__).parents[2] / "config").alerts
NOTICES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("notices.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
RAID = AlertRule("raid", "Air raid", ("тривога",), ("відбій",), unless=("навчальн",), hours=12)
WATER = AlertRule("water", "No water", ("без води",), ("вода є",), sources=("utility*",), hours=2)
MISSILE = AlertRule("missile", "Missile", ("ракета",), ("відбій", "небезпека минула"), hours=3)
PAIR = (RAID, MISSILE)


def notice(title: str, body: str = "", number: int = 1, **fields: object) -> Entry:
    """An entry with this text, not marked."""
    return entry(number, title=title, content=f"<p>{body}</p>", **fields)


def kind(one: Entry) -> str:
    """As in notices.tsv."""
    return (one.alert or "-") + (" end" if one.all_clear else "")


# --- marking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("expected", "title", "body"), NOTICES, ids=[notice[1][:40] for notice in NOTICES])
def test_notices(expected: str, title: str, body: str) -> None:
    """The delivered rules know how cities write of alerts, and leave alone what only uses the same words."""
    assert kind(mark(notice(title, body), RULES)) == expected


def test_table_is_large() -> None:
    """The table has notices and other texts, of each rule, with and without an end."""
    kinds = [one[0] for one in NOTICES]
    assert len(kinds) >= 70 and kinds.count("-") >= 20
    assert {rule.id for rule in RULES} <= {one.removesuffix(" end") for one in kinds}
    assert {f"{rule.id} end" for rule in RULES} <= set(kinds)


@pytest.mark.parametrize(("expected", "title", "body"), NOTICES, ids=[notice[1][:40] for notice in NOTICES])
def test_within_an_article_it_is_none(expected: str, title: str, body: str) -> None:
    """The same words in the middle of a long text, under another title, mark nothing."""
    article = "Місто живе далі, попри все. " * 20
    assert kind(mark(notice("Тиждень у місті", f"{article}{title}. {body} {article}"), RULES)) == "-"


def test_title_of_an_article_counts() -> None:
    """An article that says it in its title is one."""
    assert kind(mark(notice("Повітряна тривога", "Докладно про все. " * 2000), RULES)) == "air-raid"


def test_summary_stands_in_for_content() -> None:
    """A source that gives summaries alone raises alerts as well."""
    assert kind(mark(entry(1, title="Увага", summary="<b>Тривога</b> в місті", content=""), PAIR)) == "raid"


def test_patterns_do_not_reach_over_lines() -> None:
    """What begins in the title does not go on in the text."""
    rule = AlertRule("x", "X", ("кінець.{0,40}початок",))
    assert kind(mark(notice("Кінець", "початок"), (rule,))) == "-"
    assert kind(mark(notice("Кінець і початок"), (rule,))) == "x"


@pytest.mark.parametrize("title", ["ТРИВОГА", "три\u00adвога", "тривога\u200b!", "трив\u043e\u0433а", "<тривога>"])
def test_odd_writing(title: str) -> None:
    """Case, soft hyphens and characters that nobody sees make no difference."""
    assert kind(mark(notice(title), PAIR)) == "raid"


def test_apostrophes_and_composition() -> None:
    """Any apostrophe is any other one, in patterns too, and letters may come in parts."""
    rule = AlertRule("x", "X", ("п’ять її",))
    assert kind(mark(notice("п'ять її"), (rule,))) == "x"


def test_all_clear_wins() -> None:
    """What says both is an all-clear, also where another rule has the beginning."""
    both = mark(notice("Відбій", "Ракета збита, тривога минула"), PAIR)
    assert (both.alert, both.all_clear) == ("raid", True)
    assert kind(mark(notice("Ракета. Небезпека минула", "тривога"), PAIR)) == "missile end"


def test_first_rule_wins() -> None:
    """An entry is one alert: that of the first rule that fits."""
    assert kind(mark(notice("Тривога! Ракета!"), PAIR)) == "raid"
    assert kind(mark(notice("Ракета! Тривога!"), PAIR[::-1])) == "missile"


def test_unless_and_sources() -> None:
    """A rule is silent where an exception is found, and about other sources."""
    assert kind(mark(notice("Навчальна тривога"), PAIR)) == "-"
    assert kind(mark(notice("Навчальний відбій"), PAIR[:1])) == "-"
    assert kind(mark(notice("Район без води"), (WATER,))) == "-"
    assert kind(mark(notice("Район без води", source_id="utility-2"), (WATER,))) == "water"


def test_rules_that_are_gone() -> None:
    """Without rules nothing is an alert, whatever it was."""
    was = replace(notice("Тривога"), alert="raid", closed=NOON)
    assert mark(was, ()) == notice("Тривога")


def test_corrected_text_keeps_its_end() -> None:
    """An alert that was ended stays so while it is the same alert; anything else begins without an end."""
    was = replace(notice("Тривога!"), alert="raid", closed=NOON)
    assert mark(was, PAIR).closed == NOON
    assert mark(replace(was, title="Тривога в місті"), PAIR).closed == NOON
    assert mark(replace(was, title="Ракета!"), PAIR).closed is None
    assert mark(replace(was, title="Відбій"), PAIR).closed is None
    assert mark(replace(was, title="Про погоду"), PAIR).closed is None


def test_change_carries_what_was_known() -> None:
    """A changed entry comes from ``decide`` with its alert and its end, for marking."""
    store = Store()
    store.see(item("1", "https://city.example/1", "тривога"))
    (known,) = store.entries.values()
    store.entries[known.key] = replace(known, alert="raid", closed=NOON)
    decision = store.see(item("1", "https://city.example/1", "тривога!"))
    assert [(one.alert, one.closed) for one in mark_all(decision, PAIR).changed] == [("raid", NOON)]
    assert mark_all(Decision(), PAIR) == Decision()


# --- closing --------------------------------------------------------------------------------------------------------


def raised(hour: float, alert: str = "raid", source_id: str = "city", **fields: object) -> Entry:
    """An alert, so many hours after noon."""
    number = int(hour * 100) + 1000
    given = {"published": NOON + hour * HOUR, "alert": alert, "source_id": source_id}
    return notice({"raid": "Тривога", "missile": "Ракета"}[alert], "", number, **{**given, **fields})


def cleared(hour: float, text: str = "Відбій", source_id: str = "city") -> Entry:
    """An all-clear."""
    made = notice(text, "", int(hour * 100) + 5000, published=NOON + hour * HOUR, source_id=source_id)
    return mark(made, PAIR)


def ends(
    alerts: list[Entry], clears: list[Entry], rules: tuple[AlertRule, ...] = PAIR
) -> dict[datetime, datetime | None]:
    """When alerts that are stored otherwise afterwards are ended, by the moment of their beginning."""
    return {one.published: one.closed for one in close(alerts, clears, rules, NOON + 24 * HOUR)}


def test_all_clear_closes_what_is_open() -> None:
    """Every alert of its kind that came before it and is not too old is ended, at its moment."""
    alerts = [raised(0), raised(1), raised(3), raised(-12), raised(-11.9)]
    end = NOON + 2 * HOUR
    assert ends(alerts, [cleared(2)]) == {NOON: end, NOON + HOUR: end}
    assert ends(alerts, [cleared(0)]) == {NOON: NOON, NOON - 11.9 * HOUR: NOON}


def test_all_clear_of_the_same_day() -> None:
    """Where a source dates by the day alone, the all-clear of the morning does not end what was seen in the evening."""
    morning, evening = (replace(raised(0), key=f"{n:016x}", first_seen=NOON + n * HOUR) for n in (1, 9))
    noon = replace(cleared(0), first_seen=NOON + 4 * HOUR)
    assert [one.key for one in close([morning, evening], [noon], PAIR, NOON + 24 * HOUR)] == [morning.key]


def test_first_all_clear_counts() -> None:
    """Of several the first one after the beginning, in whatever order they are given."""
    assert ends([raised(0)], [cleared(3), cleared(1), cleared(-1), cleared(2)]) == {NOON: NOON + HOUR}


def test_kinds_are_told_apart() -> None:
    """The end of an air raid ends the threat of missiles too, but not the other way round."""
    alerts = [raised(0), raised(0, "missile", published=NOON + timedelta(minutes=1))]
    assert set(ends(alerts, [cleared(1)])) == {one.published for one in alerts}
    assert set(ends(alerts, [cleared(1, "Небезпека минула")])) == {alerts[1].published}
    assert ended_by(cleared(1), PAIR) == ("raid", "missile")


def test_sources_are_told_apart() -> None:
    """An all-clear of another source ends nothing, unless the rule is shared."""
    assert ends([raised(0)], [cleared(1, source_id="region")]) == {}
    shared = (replace(RAID, shared=True), MISSILE)
    assert ends([raised(0)], [cleared(1, source_id="region")], shared) == {NOON: NOON + HOUR}


def test_closed_stays_or_opens_again() -> None:
    """What is right already is not written; an end that no all-clear stands behind any longer is taken back."""
    closed = raised(0, closed=NOON + HOUR)
    assert ends([closed], [cleared(1)]) == {}
    assert ends([closed], []) == {NOON: None}
    assert ends([replace(closed, alert="gone")], []) == {}
    assert ends([cleared(1)], [cleared(1)]) == {}


def test_updated_moves() -> None:
    """To the end where alert and all-clear came at once, else to now; never back."""
    now = NOON + 5 * HOUR
    before = replace(raised(0), first_seen=NOON)
    together = replace(raised(0), first_seen=now)
    later = replace(before, updated=now + HOUR)
    moved = [close([one], [cleared(1)], PAIR, now)[0].updated for one in (before, together, later)]
    assert moved == [now, NOON + HOUR, now + HOUR]


def test_open() -> None:
    """An alert is open until its all-clear, or until its hours are over."""
    now = NOON + 2.9 * HOUR
    alerts = [raised(0), raised(0, "missile"), raised(-9), raised(-9.2), raised(0, closed=NOON), cleared(0)]
    assert [is_open(one, PAIR, now) for one in alerts] == [True, True, True, False, False, False]
    assert not is_open(raised(0, "missile"), PAIR, NOON + 3 * HOUR)
    assert not is_open(raised(0), (), now) and not is_open(notice("Тривога"), PAIR, now)
    assert open_since(PAIR, now) == {"raid": now - 12 * HOUR, "missile": now - 3 * HOUR}


# --- properties -----------------------------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    ["тривога", "Відбій", "ракета", "навчальна", "без води", "місто", ".", "!", "🔴", "\n", "вода є"]
)
_TEXTS = st.lists(_WORDS, max_size=8).map(" ".join)
_ENTRIES = st.lists(
    st.builds(
        lambda number, minutes, title, source: notice(
            title, "", number, published=NOON + timedelta(minutes=minutes), source_id=source
        ),
        st.integers(1, 10**6), st.integers(0, 2000), _TEXTS, st.sampled_from(["city", "region"]),
    ),
    max_size=12, unique_by=lambda one: one.key,
)  # fmt: skip
_RULES = st.booleans().map(lambda shared: (replace(RAID, shared=shared), WATER, MISSILE))


@given(entries=_ENTRIES, rules=_RULES)
def test_marking_twice_is_marking_once(entries: list[Entry], rules: tuple[AlertRule, ...]) -> None:
    """Marking is idempotent, and changes nothing but the marks."""
    for one in entries:
        marked = mark(one, rules)
        assert mark(marked, rules) == marked
        assert replace(marked, alert=None, all_clear=False) == one


def settled(entries: list[Entry], rules: tuple[AlertRule, ...], now: datetime) -> dict[str, Entry]:
    """The entries by key, after all-clears have closed what they close."""
    stored = {one.key: one for one in entries}
    alerts, clears = ([one for one in entries if one.alert and one.all_clear is clear] for clear in (False, True))
    return stored | {one.key: one for one in close(alerts, clears, rules, now)}


@given(entries=_ENTRIES, rules=_RULES)
def test_closing(entries: list[Entry], rules: tuple[AlertRule, ...]) -> None:
    """An all-clear never closes a later alert; closing twice is closing once; order makes no difference."""
    now = NOON + timedelta(days=3)
    marked = [mark(one, rules) for one in entries]
    after = settled(marked, rules, now)
    moments = {one.published for one in marked if one.all_clear}
    for one in after.values():
        if one.closed is not None:
            assert one.closed in moments
            assert one.published <= one.closed < one.published + 12 * HOUR
            assert not one.all_clear
    assert settled(list(after.values()), rules, now) == after
    assert settled(marked[::-1], rules, now) == after
