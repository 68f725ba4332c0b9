"""Which entries tell the same news: the hand-made groups, each rule, and who joins whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.ingest.stories import (
    Verdict,
    arrange,
    features_of,
)
from feeds.ingest.stories.days import dates_in, told_days
from feeds.ingest.stories.links import Role, links_in, names_a_page, page
from tests.ingest.stories_report import main, report
from tests.ingest.story_entries import CUT, NOON, SITE, entry, verdict, why_not
from tests.ingest.story_groups import SEEN, UNSEEN, load, score
from tests.samples.week import week

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
    assert bare.page == "a.example/3"
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
