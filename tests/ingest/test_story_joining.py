"""Names and numbers in two languages, who joins whom, and any text at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.ingest.stories import (
    WINDOW,
    Arrangement,
    Known,
    arrange,
    features_of,
    nearest,
    same_story,
    search,
)
from feeds.ingest.stories.features import Features
from feeds.ingest.stories.names import keys_of, names_in
from feeds.ingest.stories.subjects import contradict, sides_of, subjects_of
from feeds.model import Entry, State, Translation
from tests.ingest.story_entries import CUT, ENGLISH, NOON, SITE, entry, verdict, why_not

# --- names and numbers --------------------------------------------------------------------------------------------


def test_names_and_numbers_in_another_language() -> None:
    """The same names and numbers within three days are the same news, in words that name them."""
    found = verdict(entry(1, SITE), entry(2, ENGLISH, language="en"))
    assert found.reasons == ("within 1 hour, the same names (Leeds, Ihor, Terekhov) and numbers (42, 250, 4)",) or (
        found.joined and "the same names (Leeds, " in found.reasons[0] and "numbers (42, 250" in found.reasons[0]
    )
    late = entry(2, ENGLISH, language="en", published=NOON + timedelta(hours=80))
    assert why_not(entry(1, SITE), late) == "80 hours lie between them, and the texts are not alike"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Kharkiv", "Lviv", "they name other cities"),
        ("Leeds has", "Last year Leeds", "only names"),
        ("42", "17", "in common"),
    ],
)
def test_not_enough_in_common(old: str, new: str, why: str) -> None:
    """Another city, other numbers, or a sentence on something earlier are not enough."""
    assert why in why_not(entry(1, SITE), entry(2, ENGLISH.replace(old, new), language="en"))


def test_translations_help() -> None:
    """What a translation of the present text says counts as the entry's own words."""
    one = entry(1, "<p>Подарунок із-за моря: 42 машини по 250 кіловатів стоять у дворі мерії.</p>")
    english = entry(2, ENGLISH, language="en")
    made = Translation(one.key, "en", State.TRANSLATED, NOON, "Leeds sends help", content=ENGLISH, fingerprint="f1")
    assert not same_story(features_of(one), features_of(english)).joined
    assert same_story(features_of(one, [made]), features_of(english)).joined
    assert not same_story(features_of(one, [replace(made, fingerprint="old")]), features_of(english)).joined


@pytest.mark.parametrize(
    ("ukrainian", "english"),
    [
        ("Лідсом", "Leeds"), ("Терехова", "Terekhov"), ("Терехову", "Terekhov’s"), ("Ризі", "Riga"),
        ("Варшаві", "Warsaw"), ("Яськовяка", "Jaśkowiak"), ("Гентом", "Ghent"), ("Мюнхена", "Munich"),
        ("Салтівку", "Saltivka"), ("Ейндговен", "Eindhoven"), ("Вандермейрен", "Vandermeiren"),
    ],
)  # fmt: skip
def test_one_name_in_two_scripts(ukrainian: str, english: str) -> None:
    """A name is the same in Ukrainian, whatever its case, and in English."""
    assert keys_of(ukrainian) & keys_of(english)


def test_other_names() -> None:
    """Names that differ are not mixed up; a word that only begins a sentence is not certain to be one."""
    assert not keys_of("Лідс") & keys_of("Лідія")
    assert not keys_of("Рига") & keys_of("Ригору")
    assert keys_of("Яна") == frozenset()
    found = {
        name.text: name.certain
        for name in names_in("Учора Терехов був там. Автобуси з Риги. «Літературний» музей").values()
    }
    assert found == {"Учора": False, "Терехов": True, "Автобуси": False, "Риги": True, "Літературний": False} or (
        found["Терехов"] and found["Риги"] and not found["Автобуси"]
    )


def test_subjects_and_opposites() -> None:
    """Words of both languages are about the same; opposites contradict unless one text says both."""
    assert subjects_of(["трамваїв", "лікарень"]) & subjects_of(["tram", "hospitals"]) == {"tram", "hospital"}
    assert subjects_of(["business", "article"]) == frozenset()
    opened, closed = sides_of(["відкрили"]), sides_of(["закрили"])
    assert contradict(opened, closed)
    assert not contradict(opened, opened | closed)


# --- who joins whom -----------------------------------------------------------------------------------------------


def known(one: Entry, *, free: bool = True, story: str | None = None) -> Known:
    """An entry as it stands."""
    features = features_of(one)
    return Known(features, story or one.key, features.order if story is None else (NOON, NOON, story), free)


def settled(*entries: Known) -> list[tuple[str, str]]:
    """Who joins which story, by the last digit of the keys."""
    arrangement = Arrangement()
    for one in sorted(entries, key=lambda one: one.features.published):
        arrangement.take(one)
    found = [(joined.key[-1], joined.story[-1]) for joined in arrangement.settle()]
    assert arrangement.settle() == []
    return found


def test_the_later_joins_the_earlier() -> None:
    """Whoever was seen first begins the story, though it was published later."""
    one, two, three = entry(1, SITE), entry(2, CUT), entry(3, ENGLISH, language="en")
    assert settled(*map(known, (one, two, three))) == [("2", "1"), ("3", "1")]
    late = replace(one, first_seen=NOON + timedelta(days=1))
    assert settled(*map(known, (late, two))) == [("1", "2")]


def test_what_was_shown_stays() -> None:
    """An entry that was shown as a story of its own joins nobody, and others join it."""
    one, two = entry(1, SITE), entry(2, CUT)
    assert settled(known(one), known(two, free=False)) == []
    assert settled(known(one, free=False), known(two)) == [("2", "1")]


def test_joins_the_story_of_a_member() -> None:
    """Like an entry that has joined a story, an entry joins that story; no chains."""
    one, two = entry(2, SITE), entry(3, CUT)
    assert settled(known(one, free=False, story="0" * 15 + "9"), known(two)) == [("3", "9")]


def test_a_first_entry_joins_nobody() -> None:
    """Who has others joined to it stays the first, even where an older one turns up."""
    older = replace(entry(1, SITE), first_seen=NOON - timedelta(days=1))
    first, member = entry(2, CUT), entry(3, CUT)
    arrangement = Arrangement()
    arrangement.take(known(first))
    arrangement.take(known(member))
    assert [joined.key for joined in arrangement.settle()] == [member.key]
    arrangement.take(known(replace(older, published=NOON + timedelta(minutes=9))))
    assert arrangement.settle() == []


def test_the_window_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is older than a week is forgotten, and the oldest where there is too much."""
    index = search.Index()
    index.add(known(entry(1, SITE, published=NOON - WINDOW - timedelta(hours=1))))
    assert index.add(known(entry(2, CUT, published=NOON))) == []
    assert [one.features.key[-1] for one in index.nearest(features_of(entry(3, SITE)))] == ["2"]
    monkeypatch.setattr(search, "_MOST", 2)
    for number in (4, 5, 6):
        index.add(known(entry(number, "<p>Зовсім інша новина про погоду і природу на вихідних</p>")))
    assert index.nearest(features_of(entry(7, SITE))) == []


def test_nearest() -> None:
    """What is most like an entry comes with the verdict on it."""
    others = [features_of(entry(2, CUT.replace("42", "24"))), features_of(entry(3, "<p>Інша новина</p>"))]
    [(found, said)] = nearest(features_of(entry(1, SITE)), others)
    assert found is others[0]
    assert not said.joined


# --- any text -----------------------------------------------------------------------------------------------------

_MARKUP = st.lists(
    st.sampled_from(
        ["Харків ", "Лідс ", "42 ", "7 березня ", "завтра ", "не ", "відкрили ", ". ", "<p>", "#тег ", "№ 4 ",
         '<a href="https://source2.example/news/2.html">', "Детальніше", "</a>", "Терехов ", "1,5 млн ", "&amp;"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_MARKUP, _MARKUP, st.sampled_from(["uk", "en", "und"]), st.integers(0, 200))
def test_the_same_both_ways_round(one: str, other: str, language: str, hours: int) -> None:
    """Any two texts get a verdict with a reason, and the same whichever comes first."""
    found = verdict(entry(1, one), entry(2, other, language=language, published=NOON + timedelta(hours=hours)))
    assert found.reasons
    assert found.joined is (found.strength > 0)


@pytest.mark.parametrize(
    "bit", ["<a ", '<a href="', "https://", ".", "!?", "7 березня ", "А", "Лідс ", "1 000 ", "не ", "#"]
)
def test_long_texts_take_linear_time(bit: str) -> None:
    """A megabyte of anything is looked at up to a limit; else this would take minutes."""
    hostile = bit * (1_000_000 // len(bit))
    features: Features = features_of(entry(1, hostile, title=bit * 2000))
    same_story(features, features_of(entry(2, SITE + hostile)))
    arrange([features, features_of(entry(2, hostile))])
