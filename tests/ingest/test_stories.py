"""Which entries tell the same news: the hand-made groups, each rule, and who joins whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.ingest.stories import (
    WINDOW,
    Arrangement,
    Known,
    Verdict,
    arrange,
    features_of,
    nearest,
    same_story,
    search,
)
from feeds.ingest.stories.days import dates_in, told_days
from feeds.ingest.stories.features import Features
from feeds.ingest.stories.links import Role, links_in, names_a_page, page
from feeds.ingest.stories.names import keys_of, names_in
from feeds.ingest.stories.subjects import contradict, sides_of, subjects_of
from feeds.model import Entry, State, Translation
from tests.ingest.stories_report import main, report
from tests.ingest.story_groups import SEEN, UNSEEN, load, score
from tests.samples.week import week

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SITE = (
    "<p>До Харкова прибули 42 генератори від міста Лідса. Їх розподілять між лікарнями та пунктами незламності, "
    "повідомив міський голова Ігор Терехов. Найпотужніший отримає лікарня № 4, він має 250 кіловатів.</p>"
)
CUT = (
    "<p>⚡️ До Харкова прибули 42 генератори від міста Лідса. Їх розподілять між лікарнями та пунктами незламності.</p>"
)
ENGLISH = (
    "<p>Leeds has sent 42 generators to Kharkiv, where they will supply hospitals. The largest one, with 250 "
    "kilowatts, goes to hospital No. 4, says Ihor Terekhov.</p>"
)


def entry(number: int, content: str, **fields: Any) -> Entry:
    """An entry of a source of its own."""
    when = fields.pop("published", NOON + timedelta(minutes=number))
    link = f"https://source{number}.example/news/{number}.html"
    given = {
        "key": f"{number:016x}", "source_id": f"source{number}", "atom_id": link, "guid": None, "link": link,
        "title": "", "summary": "", "content": content, "language": "uk", "fingerprint": f"f{number}",
        "published": when, "updated": when, "first_seen": when,
    }  # fmt: skip
    return Entry(**{**given, **fields})


def verdict(one: Entry, other: Entry) -> Verdict:
    """On two entries, the same both ways round."""
    found = same_story(features_of(one), features_of(other))
    assert same_story(features_of(other), features_of(one)) == found
    return found


def why_not(one: Entry, other: Entry) -> str:
    """Why two entries are not one story."""
    found = verdict(one, other)
    assert not found.joined
    return "; ".join(found.reasons)


# --- hand-made groups ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [SEEN, UNSEEN, SEEN + UNSEEN], ids=["seen", "unseen", "all"])
def test_hand_made_groups(files: tuple[str, ...]) -> None:
    """No wrong pair, and nine of ten found, whichever of the groups are there at once."""
    found = score(load(*files))
    assert found.wrong == ()
    assert found.share >= 0.9


def test_there_are_enough_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    """Sixty groups, sixty near misses, a third of the groups kept aside; the report prints the figures of each part."""
    all_of_them = score(load())
    assert min(all_of_them.groups, all_of_them.misses) >= 60
    assert score(load(*UNSEEN)).groups * 3 >= all_of_them.groups
    main([])
    assert report("all", all_of_them) in capsys.readouterr().out


def test_reasons_are_told() -> None:
    """Every entry that joins says why, in words."""
    for joined in score(load()).found:
        assert joined.reasons
        assert all(
            reason.startswith(("links to ", "within ")) or " passages are the same" in reason
            for reason in joined.reasons
        )


def test_every_difference_counts() -> None:
    """A week of news made of the same sentences with other streets, dates and numbers has no story of two."""
    entries = [
        entry(news.number, news.content, title=news.title, published=news.published, source_id=f"s{news.number % 3}")
        for news in week()
    ]
    assert arrange(map(features_of, entries)) == []


# --- links --------------------------------------------------------------------------------------------------------


def test_a_link_to_the_whole_text() -> None:
    """A teaser belongs to the page that it leads to; the reason names the page."""
    site = entry(1, SITE)
    short = entry(2, f'<p>42 генератори для лікарень! <a href="{site.link}?utm_source=tg">Детальніше</a></p>')
    assert verdict(site, short) == Verdict(
        True, ("links to source1.example/news/1.html, which is that entry",), pytest.approx(10)
    )


def test_a_link_to_something_earlier() -> None:
    """What links back to what was before is other news, and so is what has nothing in common with the page."""
    site = entry(1, SITE)
    back = entry(2, f'<p>Лікарні просять кошти на пальне. Нагадаємо, <a href="{site.link}">прибули генератори</a>.</p>')
    assert (
        why_not(site, back) == "links to source1.example/news/1.html as to something earlier; neither names nor "
        "numbers in common"
    )
    other = entry(3, f'<p>У зоопарку народилося теля. <a href="{site.link}">Детальніше</a></p>')
    assert "but tells something else" in why_not(site, other)


def test_a_round_up() -> None:
    """What leads to many pages, or says that it has several news, is none of them."""
    site = entry(1, SITE)
    links = "".join(f'<li><a href="https://source1.example/news/{n}.html">Детальніше</a></li>' for n in range(1, 5))
    assert "but to 3 other pages too: a round-up" in why_not(site, entry(2, f"<ul>{links}</ul>"))
    assert why_not(site, entry(3, SITE, title="Підсумки тижня")) == "one of them is a round-up of several news"


def test_one_page_from_two_sources() -> None:
    """Two sources that lead to one page have one news if the text is the same, and not because of the address alone."""
    one = entry(1, "<p>Новини порталу</p>", title="Відкрито сквер", link="https://city.example/news/7")
    same = replace(one, key="b" * 16, source_id="feed", link="http://www.city.example/news/7/")
    assert verdict(one, same).reasons == ("both are city.example/news/7",)
    assert not verdict(one, replace(same, title="Закупили трамваї")).joined


@pytest.mark.parametrize(
    ("url", "known_as"),
    [
        ("https://www.City.example/News/1.html?utm_medium=x#top", "city.example/News/1.html"),
        ("http://city.example/a/index.html", "city.example/a"),
        ("https://t.me/s/Channel/12", "t.me/channel/12"),
        ("https://city.example/%D0%BD", "city.example/н"),
    ],
)
def test_addresses_of_one_page(url: str, known_as: str) -> None:
    """What does not tell two pages apart is no part of what a page is known by."""
    assert page(url) == known_as
    assert names_a_page(known_as)


@pytest.mark.parametrize("url", ["https://city.example/", "https://facebook.com/city/posts/1", "https://t.me/channel"])
def test_no_page_of_an_entry(url: str) -> None:
    """Home pages and profiles stand below every text."""
    assert links_in(f'<a href="{url}">x</a>') == ()


def test_what_links_are_for() -> None:
    """The words in a link and before it say whether it leads to the whole, or back; bare addresses are links too."""
    more, back, bare = links_in(
        '<p>Відкрили парк. <a href="https://a.example/1">Читати далі</a>. Раніше <a href="https://a.example/2">тут</a> '
        "було поле.</p><p>Карта: https://a.example/3.</p>"
    )
    assert (more.role, back.role, bare.role) == (Role.MORE, Role.BACKGROUND, Role.PLAIN)
    assert (bare.page, more.words, bare.words) == ("a.example/3", 2, 0)
    assert len(links_in("".join(f'<a href="https://a.example/{n}">x</a>' for n in range(200)))) == 60


# --- the text -----------------------------------------------------------------------------------------------------


def test_a_text_that_was_cut() -> None:
    """A channel's short version is the site's news; the reason counts passages."""
    assert verdict(entry(1, SITE), entry(2, CUT)).reasons == ("12 of 12 passages are the same",)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("42 генератори", "24 генератори", "24 is in one of them alone"),
        ("міста Лідса", "міста Брно", "one says “брно”, the other “лідса”"),
        ("прибули", "не прибули", "one says “не”, the other nothing there"),
        ("генератори", "радіатори", "one says “радіатори”, the other “генератори”"),
        ("До Харкова", "8 березня до Харкова", "8 is in one of them alone"),
    ],
)
def test_a_difference_within_equal_words(old: str, new: str, why: str) -> None:
    """Another number, name, day or thing, or a "not", in what is otherwise equal is other news."""
    assert why in why_not(entry(1, SITE), entry(2, CUT.replace(old, new)))


def test_days_are_those_of_the_date() -> None:
    """ "Tomorrow" said on two days is two days; "tomorrow" and "today" may be one."""
    text = "<p>{} на вулиці Сумській ремонтуватимуть водогін, води не буде до вечора. Зробіть запас, будь ласка.</p>"
    tuesday = entry(1, text.format("Завтра"), published=NOON)
    assert "they speak of other days (3.03, 4.03)" in why_not(
        tuesday, entry(2, text.format("Завтра"), published=NOON + timedelta(days=1))
    )
    assert verdict(tuesday, entry(3, text.format("Сьогодні"), published=NOON + timedelta(hours=20))).joined
    assert told_days("у п’ятницю та післязавтра", NOON) == {(6, 3), (4, 3)}
    assert dates_in("7, 8 та 9 березня, 14–16 June, May 3, 25.12.2026; 1.5 млн, 45 травня") == {
        (7, 3), (8, 3), (9, 3), (14, 6), (16, 6), (3, 5), (25, 12),
    }  # fmt: skip


def test_the_same_again_another_day() -> None:
    """A text that names no day is other news two days later, and any text after a week."""
    later = entry(2, CUT, published=NOON + timedelta(days=2))
    assert "48 hours lie between them and they name no day" in why_not(entry(1, SITE), later)
    assert why_not(entry(1, SITE), replace(later, published=NOON + timedelta(days=8))) == "7 days lie between them"
    dated = SITE.replace("До Харкова", "2 березня до Харкова")
    assert verdict(entry(1, dated), entry(2, dated, published=NOON + timedelta(days=5))).joined


def test_one_source() -> None:
    """A source tells a news twice where it says exactly the same within a day, and no other way."""
    one = entry(1, SITE)
    again = replace(entry(2, SITE), source_id=one.source_id)
    assert verdict(one, again).joined
    assert "but the source is the same one" in why_not(one, replace(again, content=CUT))
    assert "neither the same text nor a link" in why_not(one, replace(again, content="<p>Інше</p>"))


def test_a_sentence_among_others() -> None:
    """A text that is one of many things in a longer one is not that one's news."""
    much = "".join(f"<p>Речення про справу номер {n} і про те, чим вона скінчилася в місті.</p>" for n in "абвгдежз")
    one, long = entry(1, CUT), entry(2, CUT + much, title="Чергова нарада в мерії")
    assert not verdict(one, long).joined
    assert verdict(one, replace(long, title="Генератори прибули до лікарень Харкова")).joined


def test_alerts_tell_nothing() -> None:
    """An alert joins nothing, whatever it says."""
    assert why_not(entry(1, SITE), entry(2, SITE, alert="air-raid")) == "an alert is no news of others"


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
