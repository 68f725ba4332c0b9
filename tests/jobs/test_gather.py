"""What one visit brings besides the newest page: older pages, articles, other ways to the same news."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from feeds.errors import FetchError

from .city import City
from .documents import NOON, atom, item
from .site import Asked, Feed, Server, http

LIST = {"item": "li", "link": "a", "date": "time", "next": "a.next"}
ARTICLE = {"content": ["article > *"]}


def page(numbers: Sequence[int], *, older: str | None = None, mark: str = "", base: str = "") -> bytes:
    """A page of a list, newest first."""
    lines = "".join(
        f'<li><a href="{base}/news/{number}">Новина номер {number}{mark}</a> '
        f"<time datetime='{(NOON - timedelta(days=40 - number)).isoformat()}'>тоді</time></li>"
        for number in numbers
    )
    link = f'<a class="next" href="{older}">Далі</a>' if older else ""
    return f"<html><head><meta charset=utf-8></head><body><ul>{lines}</ul>{link}</body></html>".encode()


def article(number: int, words: str = "Перший рядок статті") -> bytes:
    """The page of one article."""
    return f"<html><body><nav>Меню</nav><article><p>{words} {number}.</p></article></body></html>".encode()


class Pages:
    """A list in pages of five, newest first, with articles; put on a server."""

    def __init__(self, site: Server, newest: int = 0) -> None:
        self.site, self.shown = site, 0
        self.url = site.url("/list")
        site.on("/robots.txt", http("404 Not Found"))
        self.grow(newest)

    def grow(self, newest: int) -> None:
        """Have the list go from ``newest`` down to 1."""
        numbers = list(range(newest, 0, -1))
        for start in range(0, max(len(numbers), 1), 5):
            last = start + 5 >= len(numbers)
            body = page(numbers[start : start + 5], older=None if last else f"/list?from={start + 5}")
            self.site.on("/list" if start == 0 else f"/list?from={start}", http(body=body, content_type="text/html"))
        for number in range(self.shown + 1, newest + 1):
            self.site.on(f"/news/{number}", http(body=article(number), content_type="text/html"))
        self.shown = newest

    def lists(self) -> list[str]:
        """The pages that were asked for since the last look."""
        asked = [path for path in self.site.paths() if path.startswith("/list")]
        self.site.asked.clear()
        return asked


@pytest.fixture
def pages(site: Server) -> Pages:
    """An empty list."""
    return Pages(site)


def numbers(city: City) -> list[int]:
    """Of all stored news, newest first."""
    return [int(title.split()[2]) for title in city.titles()]


def test_newest_page_alone(city: City, pages: Pages) -> None:
    """Of a new source only the newest page is read, where nobody wants older news."""
    pages.grow(12)
    city.add("city", pages.url, kind="page", list=LIST)
    assert city.ask()["city"].new == 5
    assert pages.lists() == ["/list"]
    assert numbers(city) == [12, 11, 10, 9, 8]


def test_all_that_came_since(city: City, pages: Pages) -> None:
    """A known source is read back until something is met that is stored, however many pages that takes."""
    pages.grow(3)
    city.add("city", pages.url, kind="page", list=LIST)
    city.ask()
    pages.grow(17)
    pages.lists()
    assert city.ask()["city"].new == 14
    assert pages.lists() == ["/list", "/list?from=5", "/list?from=10"]  # which ends with number 3
    assert numbers(city) == list(range(17, 0, -1))


def test_back_to_a_date(city: City, pages: Pages) -> None:
    """A list is walked back to the day that is wanted, and not further."""
    pages.grow(30)
    city.add("city", pages.url, kind="page", list=LIST, since=date(2026, 2, 1), pages=20)
    city.ask()
    # Number 12 is of 1 February: the page that holds it is the last that is read, and nothing older is taken from it.
    assert pages.lists() == ["/list", "/list?from=5", "/list?from=10", "/list?from=15"]
    assert numbers(city) == list(range(30, 11, -1))


def test_to_the_end(city: City, pages: Pages) -> None:
    """Paging ends with the list, and the next visit asks for its newest page alone."""
    pages.grow(12)
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1))
    assert city.ask()["city"].new == 12
    assert pages.lists() == ["/list", "/list?from=5", "/list?from=10"]
    assert city.state("city").backfill is None
    assert city.ask()["city"].status == "unchanged"
    assert pages.lists() == ["/list"]


def test_over_several_visits(city: City, pages: Pages) -> None:
    """What one visit may not read is gone on with at the next, also when the newest page is unchanged."""
    pages.grow(22)
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1), pages=2)
    city.ask()
    assert pages.lists() == ["/list", "/list?from=5"]
    assert city.state("city").backfill == pages.site.url("/list?from=10")
    city.ask()
    assert pages.lists() == ["/list", "/list?from=10", "/list?from=15"]
    city.ask()
    assert pages.lists() == ["/list", "/list?from=20"]
    assert numbers(city) == list(range(22, 0, -1))
    assert city.state("city").backfill is None


def test_an_older_page_that_fails(city: City, pages: Pages) -> None:
    """A page that cannot be had costs a warning, and is asked for again."""
    pages.grow(12)
    later = pages.site.on("/list?from=5", http("503 Service Unavailable"))
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1))
    outcome = city.ask()["city"]
    assert (outcome.status, outcome.new) == ("ok", 5)
    assert city.state("city").warning == f"older news: {later}: answered 503 Service Unavailable"
    assert city.state("city").backfill == later
    pages.grow(12)
    assert city.ask()["city"].new == 7
    assert city.state("city").backfill is None


@pytest.mark.parametrize("status", ["404 Not Found", "400 Bad Request"])
def test_past_the_end(city: City, pages: Pages, status: str) -> None:
    """What a site says of the page after its last is no failure."""
    pages.grow(7)
    pages.site.on("/list?from=5", http(status))
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1))
    city.ask()
    state = city.state("city")
    assert (state.warning, state.backfill) == (None, None)


def test_a_list_that_bites_its_tail(city: City, pages: Pages) -> None:
    """A last page that leads to the first ends the walk."""
    pages.site.on("/list", http(body=page([4, 3], older="/list?from=5"), content_type="text/html"))
    pages.site.on("/list?from=5", http(body=page([2, 1], older="/list"), content_type="text/html"))
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1))
    city.ask()
    assert pages.lists() == ["/list", "/list?from=5"]
    assert city.state("city").backfill is None


def test_a_list_that_answers_everything_with_the_same(city: City, pages: Pages) -> None:
    """A cache that gives the first page for every other ends the walk, and the next visit does not begin it again."""
    for start in range(0, 100, 5):
        path = "/list" if start == 0 else f"/list?from={start}"
        pages.site.on(path, http(body=page([2, 1], older=f"/list?from={start + 5}"), content_type="text/html"))
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1))
    city.ask()
    assert pages.lists() == ["/list", "/list?from=5"]
    assert city.state("city").backfill is None


def test_older_pages_with_nothing_new(city: City, pages: Pages) -> None:
    """Where the pages left over from an earlier visit hold nothing new and get no older, they are not gone on with."""
    pages.grow(22)
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1), pages=2)
    city.ask()
    for start, shown in ((10, range(17, 12, -1)), (15, range(22, 17, -1))):
        body = page(shown, older=f"/list?from={start + 5}")
        pages.site.on(f"/list?from={start}", http(body=body, content_type="text/html"))
    city.ask()
    assert city.state("city").backfill is None


def test_a_list_that_was_shifted_far(city: City, pages: Pages) -> None:
    """Where so much came that the page left over from an earlier visit is full of known news, it is gone on with."""
    pages.grow(12)
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1), pages=2)
    city.ask()
    pages.grow(37)
    for _ in range(8):
        city.ask()
    assert numbers(city) == list(range(37, 0, -1))
    assert city.state("city").backfill is None


def test_articles(city: City, pages: Pages) -> None:
    """Each new entry is completed from its article; none is asked for twice."""
    pages.grow(3)
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    assert city.ask()["city"].new == 3
    assert [entry.content for entry, _ in city.entries()] == [
        f"<p>Перший рядок статті {number}.</p>" for number in (3, 2, 1)
    ]
    pages.grow(4)
    pages.site.asked.clear()
    assert (outcome := city.ask()["city"]).new == 1 and outcome.changed == 0
    assert pages.site.paths() == ["/list", "/news/4"]


def test_changed_in_the_list(city: City, pages: Pages) -> None:
    """An entry that the list shows otherwise is read again, and is the same entry."""
    pages.grow(2)
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    city.ask()
    pages.site.on("/list", http(body=page([2, 1], mark=" (оновлено)"), content_type="text/html"))
    pages.site.on("/news/2", http(body=article(2, "Виправлено"), content_type="text/html"))
    outcome = city.ask()["city"]
    assert (outcome.new, outcome.changed) == (0, 2)
    assert [entry.content for entry, _ in city.entries()] == ["<p>Виправлено 2.</p>", "<p>Перший рядок статті 1.</p>"]


def test_an_article_that_fails_for_now(city: City, pages: Pages) -> None:
    """News whose article cannot be had goes out as the list has it, and is completed when it can."""
    pages.grow(2)
    pages.site.on("/news/2", http("500 Internal Server Error"))
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    outcome = city.ask()["city"]
    assert (outcome.new, outcome.detail) == (2, "articles not read: 1: answered 500 Internal Server Error")
    assert next((entry.title, entry.content) for entry, _ in city.entries()) == ("Новина номер 2", "")
    assert city.state("city").warning == "articles not read: 1: answered 500 Internal Server Error"
    pages.site.on("/news/2", http(body=article(2), content_type="text/html"))
    outcome = city.ask()["city"]
    assert (outcome.new, outcome.changed) == (0, 1)
    assert city.entries()[0][0].content == "<p>Перший рядок статті 2.</p>"
    pages.site.asked.clear()
    assert city.ask()["city"].status == "unchanged"
    assert pages.site.paths() == ["/list"]


def test_an_article_that_is_gone(city: City, pages: Pages) -> None:
    """An article that is not there is not asked for again as long as the list says the same."""
    pages.grow(2)
    pages.site.on("/news/1", http("404 Not Found"))
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    assert city.ask()["city"].new == 2
    pages.grow(3)
    pages.site.on("/news/1", http("404 Not Found"))
    pages.site.asked.clear()
    city.ask()
    assert "/news/1" not in pages.site.paths()
    assert numbers(city) == [3, 2, 1]


def test_a_site_that_has_had_enough(city: City, pages: Pages) -> None:
    """After 429 no further article is asked for, nor the list before the time that the server named."""
    pages.grow(5)
    pages.site.on("/news/4", http("429 Too Many Requests", retry_after=600))
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    assert city.ask()["city"].new == 5
    assert pages.site.paths() == ["/robots.txt", "/list", "/news/5", "/news/4"]
    assert city.state("city").not_before == NOON + timedelta(minutes=10)
    assert city.ask()["city"].status == "skipped"
    pages.site.on("/news/4", http(body=article(4), content_type="text/html"))
    city.later(minutes=11)
    assert city.ask()["city"].changed == 4
    assert all(entry.content for entry, _ in city.entries())


def test_more_articles_than_one_visit_reads(city: City, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of a long list is read at the next visits, the newest first, none lost."""
    monkeypatch.setattr("feeds.jobs.gather._ARTICLES", 3)
    pages.grow(5)
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    assert city.ask()["city"].new == 3
    assert numbers(city) == [5, 4, 3]
    assert city.ask()["city"].new == 2
    assert numbers(city) == [5, 4, 3, 2, 1]


def test_an_older_page_with_too_many_articles(city: City, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older page of which articles are left over is the one to go on with."""
    monkeypatch.setattr("feeds.jobs.gather._ARTICLES", 7)
    pages.grow(12)
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE, since=date(2020, 1, 1))
    assert city.ask()["city"].new == 7
    assert city.state("city").backfill == pages.site.url("/list?from=5")
    assert city.ask()["city"].new == 5
    assert numbers(city) == list(range(12, 0, -1))


def test_robots_forbid_the_articles(city: City, pages: Pages) -> None:
    """What a site does not let programs have is not asked for; its headlines go out."""
    pages.grow(2)
    pages.site.on("/robots.txt", http(body=b"User-agent: *\nDisallow: /news/\n", content_type="text/plain"))
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    assert city.ask()["city"].new == 2
    assert pages.site.paths() == ["/robots.txt", "/list"]
    assert "robots.txt forbids" in str(city.state("city").warning)


def test_robots_forbid_the_list(city: City, pages: Pages) -> None:
    """A list that programs may not have is a failure with its reason; feeds are not asked about."""
    pages.grow(2)
    pages.site.on("/robots.txt", http(body=b"User-agent: *\nDisallow: /\n", content_type="text/plain"))
    city.add("city", pages.url, kind="page", list=LIST)
    city.add("feed", pages.site.on("/feed", Feed(atom([item(1)]))))
    outcomes = city.ask()
    assert (outcomes["city"].code, outcomes["feed"].new) == ("robots", 1)
    assert "/list" not in pages.site.paths()


FULL = "Повний текст повідомлення міської ради, який довший за короткий виклад у стрічці. "


def test_full_text_of_a_feed(city: City, site: Server) -> None:
    """A feed of summaries is completed from the pages that it leads to, where the editor wants that."""
    body = "".join(f"<p>{FULL * 4} Абзац {number}.</p>" for number in range(6))
    site.on("/robots.txt", http("404 Not Found"))
    link = site.on(
        "/news/1",
        http(
            body=f"<html><body><article><h1>Новина</h1>{body}</article></body></html>".encode(),
            content_type="text/html",
        ),
    )
    feed = Feed(atom([item(1).but(link=link, content="<p>Короткий виклад.</p>")]))
    city.add("city", site.on("/feed", feed), full_text=True)
    assert city.ask()["city"].new == 1
    assert "Абзац 5." in city.entries()[0][0].content


def fallbacks(site: Server, *more: dict[str, Any]) -> list[dict[str, Any]]:
    """A page in place of a feed."""
    site.on("/robots.txt", http("404 Not Found"))
    return [{"kind": "page", "url": site.url("/list"), "list": LIST}, *more]


def test_fallback(city: City, pages: Pages) -> None:
    """Where the feed is not there, the page is read, and asked first from then on that day."""
    pages.grow(2)
    feed = pages.site.on("/feed", http("404 Not Found"))
    city.add("city", feed, fallback=fallbacks(pages.site))
    assert city.ask()["city"].new == 2
    assert city.state("city").url == pages.url
    pages.site.asked.clear()
    assert city.ask()["city"].status == "unchanged"
    assert pages.site.paths() == ["/list"]


def test_the_first_way_gets_another_chance(city: City, pages: Pages) -> None:
    """The next day the feed is asked first again, and entries that both know are not doubled."""
    pages.grow(2)
    feed = pages.site.on("/feed", http("404 Not Found"))
    city.add("city", feed, fallback=fallbacks(pages.site))
    city.ask()
    entries = [item(number).but(link=pages.site.url(f"/news/{number}")) for number in (3, 2, 1)]
    pages.site.on("/feed", Feed(atom(entries)))
    city.later(days=1)
    outcome = city.ask()["city"]
    assert (outcome.new, outcome.changed) == (1, 2)
    assert city.state("city").url == feed


def test_all_ways_fail(city: City, site: Server) -> None:
    """What is said is why the first way failed."""
    site.on("/list", http(body=b"<html><body><p>.</p></body></html>", content_type="text/html"))
    city.add("city", site.on("/feed", http("404 Not Found")), fallback=fallbacks(site))
    assert city.ask()["city"].code == "http-404"
    assert "/list" in site.paths()


def test_a_host_that_is_down_is_asked_once(city: City, site: Server) -> None:
    """Other ways on a host that fails for now are not tried."""
    city.add("city", site.on("/feed", http("503 Service Unavailable")), fallback=fallbacks(site))
    assert city.ask()["city"].code == "http-503"
    assert site.paths() == ["/feed"]


def test_a_host_that_rests(city: City, site: Server) -> None:
    """Where one source is told to come later, no other source of that host is asked, in this refresh or the next."""
    city.main["http"]["per_host"] = 1
    city.add("one", site.on("/one", http("429 Too Many Requests", retry_after=600)))
    city.add("other", site.on("/other", Feed(atom([item(1)]))))
    outcomes = city.ask()
    assert (outcomes["one"].code, outcomes["other"].status) == ("http-429", "skipped")
    assert "asked to be left alone until 2026-03-01 12:10:00" in str(outcomes["other"].detail)
    city.later(minutes=9)
    assert city.ask()["other"].status == "skipped"
    assert site.paths() == ["/one"]
    city.later(minutes=2)
    site.on("/one", Feed(atom([item(1)])))
    assert [one.new for one in city.ask().values()] == [1, 1]


def test_now_is_now(city: City, site: Server) -> None:
    """An editor who insists asks a host that rests."""
    city.add("one", site.on("/one", http("429 Too Many Requests", retry_after=600)))
    city.add("other", site.on("/other", Feed(atom([item(1)]))))
    city.ask(only="one")
    assert city.ask(only="other")["other"].status == "skipped"
    assert city.ask(only="other", force=True)["other"].new == 1


def test_more_came_than_one_visit_reads(city: City, pages: Pages) -> None:
    """What came while nobody looked is read over as many visits as it takes, without a day that is wanted."""
    pages.grow(3)
    city.add("city", pages.url, kind="page", list=LIST, pages=2)
    city.ask()
    pages.grow(24)
    assert city.ask()["city"].new == 10
    assert city.ask()["city"].new == 10
    assert city.ask()["city"].new == 1
    assert numbers(city) == list(range(24, 0, -1))
    assert city.state("city").backfill is None


def test_news_keeps_the_place_of_older_news(city: City, pages: Pages) -> None:
    """News that takes more than one visit does not end the way back to the day that is wanted."""
    pages.grow(24)
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1), pages=3)
    city.ask()
    pages.grow(39)
    for _ in range(8):
        city.ask()
    assert numbers(city) == list(range(39, 0, -1))
    assert city.state("city").backfill is None


def test_renamed_news_is_not_all_read_again(city: City, pages: Pages) -> None:
    """Where a site renames all its pages, no more is taken for news than what is about as new as what is known."""
    pages.grow(40)
    city.add("city", pages.url, kind="page", list=LIST, pages=2)
    city.ask()
    for start in range(0, 40, 5):
        body = page(range(40 - start, 35 - start, -1), older=f"/list?from={start + 5}", base="/new")
        path = "/list" if start == 0 else f"/list?from={start}"
        pages.site.on(path, http(body=body, content_type="text/html"))
    pages.lists()
    city.ask()
    city.ask()
    assert pages.lists() == ["/list", "/list"]


def test_old_news_pinned_to_the_top(city: City, pages: Pages) -> None:
    """What is pinned above the list, however old, does not end the way back."""
    pages.grow(12)
    pages.site.on("/list", http(body=page([1, 12, 11, 10, 9], older="/list?from=5"), content_type="text/html"))
    city.add("city", pages.url, kind="page", list=LIST, since=date(2026, 1, 24))  # which is number 4's
    city.ask()
    assert pages.lists() == ["/list", "/list?from=5"]


def test_an_empty_page_amid_others(city: City, site: Server) -> None:
    """A page of posts that are all hidden is no end of the list."""
    post = '{{"id": {0}, "link": "https://c.example/{0}", "guid": {{"rendered": "https://c.example/?p={0}"}}, '
    post += '"title": {{"rendered": "Новина {0}"}}, "content": {{"rendered": "Текст"}}, '
    post += '"date_gmt": "2026-02-0{0}T10:00:00"}}'
    path = "/wp-json/wp/v2/posts?per_page=20"
    for number, body in ((1, f"[{post.format(3)}]"), (2, "[]"), (3, f"[{post.format(1)}]")):
        answer = http(body=body.encode(), content_type="application/json", x_wp_totalpages="3")
        site.on(path if number == 1 else f"{path}&page={number}", answer)
    city.add("city", site.url(path), kind="wordpress", since=date(2020, 1, 1))
    city.ask()
    assert city.titles() == ["Новина 3", "Новина 1"]


def test_a_site_that_has_had_enough_keeps_its_older_news(city: City, pages: Pages) -> None:
    """After 429 for an article no older page is asked for, and none is forgotten."""
    pages.grow(12)
    pages.site.on("/news/10", http("429 Too Many Requests", retry_after=600))
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE, since=date(2020, 1, 1))
    city.ask()
    assert pages.lists() == ["/list"]
    pages.site.on("/news/10", http(body=article(10), content_type="text/html"))
    city.later(minutes=11)
    city.ask()
    assert numbers(city) == list(range(12, 0, -1))
    assert all(entry.content for entry, _ in city.entries())


def test_a_rest_holds_for_older_news(city: City, pages: Pages) -> None:
    """Where an article was refused with 429, the pages left over from an earlier visit are not asked for either."""
    pages.grow(22)
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE, since=date(2020, 1, 1), pages=2)
    city.ask()
    pages.grow(23)
    pages.site.on("/news/23", http("429 Too Many Requests", retry_after=600))
    pages.lists()
    city.ask()
    assert pages.lists() == ["/list"]
    assert city.state("city").not_before == NOON + timedelta(minutes=10)


def test_an_article_that_fails_for_days(city: City, pages: Pages) -> None:
    """An article that failed twice is asked for again, though the list says nothing new."""
    pages.grow(2)
    pages.site.on("/news/2", http("500 Internal Server Error"))
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    city.ask()
    city.ask()
    pages.site.on("/news/2", http(body=article(2), content_type="text/html"))
    assert city.ask()["city"].changed == 1
    assert city.entries()[0][0].content == "<p>Перший рядок статті 2.</p>"


def test_changed_while_its_article_fails(city: City, pages: Pages) -> None:
    """A headline that was corrected while the article could not be had is stored as soon as that can."""
    pages.grow(1)
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    city.ask()
    pages.site.on("/list", http(body=page([1], mark=" (оновлено)"), content_type="text/html"))
    pages.site.on("/news/1", http("503 Service Unavailable"))
    assert city.ask()["city"].changed == 0
    pages.site.on("/news/1", http(body=article(1), content_type="text/html"))
    assert city.ask()["city"].changed == 1
    assert city.titles() == ["Новина номер 1 (оновлено)"]


def test_an_older_article_that_fails_for_now(city: City, pages: Pages) -> None:
    """An older page is read again for articles that could not be had, while that helps, and then gone on from."""
    pages.grow(12)
    pages.site.on("/news/6", http("500 Internal Server Error"))
    pages.site.on("/news/5", http("500 Internal Server Error"))
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE, since=date(2020, 1, 1))
    city.ask()
    pages.site.on("/news/6", http(body=article(6), content_type="text/html"))
    for _ in range(3):
        city.ask()
    assert numbers(city) == list(range(12, 0, -1))
    assert [number for number, (entry, _) in zip(numbers(city), city.entries(), strict=True) if not entry.content] == [
        5
    ]
    assert city.state("city").backfill is None


def test_pinned_to_every_page(city: City, pages: Pages) -> None:
    """The article of news that stands on every page of a list is asked for once."""
    for start in (0, 2):
        older = None if start else "/list?from=2"
        body = page([9, 4 - start, 3 - start], older=older)
        pages.site.on("/list?from=2" if start else "/list", http(body=body, content_type="text/html"))
    for number in (9, 4, 3, 2, 1):
        pages.site.on(f"/news/{number}", http(body=article(number), content_type="text/html"))
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE, since=date(2020, 1, 1))
    assert city.ask()["city"].new == 5
    assert pages.site.paths().count("/news/9") == 1


def test_an_older_page_that_keeps_programs_out_for_now(city: City, pages: Pages) -> None:
    """A page that asks whether a person reads it is no end of the list."""
    pages.grow(12)
    blocked = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    pages.site.on("/list?from=5", http(body=blocked.encode(), content_type="text/html"))
    city.add("city", pages.url, kind="page", list=LIST, since=date(2020, 1, 1))
    city.ask()
    pages.grow(12)
    assert city.ask()["city"].new == 7


def test_a_slow_visit_ends(city: City, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit that takes too long leaves the rest to the next, and each gets further."""
    monkeypatch.setattr("feeds.jobs.gather._PATIENCE", 0.0)
    pages.grow(7)
    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE, since=date(2020, 1, 1))
    assert [city.ask()["city"].new for _ in range(8)] == [1] * 7 + [0]
    assert numbers(city) == list(range(7, 0, -1))
    assert city.state("city").backfill is None


def test_a_rest_asked_for_by_an_article_holds_for_the_host(city: City, pages: Pages) -> None:
    """Where an article was refused with 429, those of another source of that host are not asked for either."""
    pages.grow(1)
    pages.site.on("/news/1", http("429 Too Many Requests", retry_after=600))

    async def afterwards(asked: Asked, writer: asyncio.StreamWriter) -> None:
        while "/news/1" not in pages.site.paths():
            await asyncio.sleep(0.01)
        writer.write(http(body=page([3, 2], base="/other"), content_type="text/html"))

    city.add("city", pages.url, kind="page", list=LIST, article=ARTICLE)
    city.add("other", pages.site.on("/other", afterwards), kind="page", list=LIST, article=ARTICLE)
    assert [outcome.new for outcome in city.ask().values()] == [1, 2]
    assert not [path for path in pages.site.paths() if path.startswith("/other/news")]
    assert city.state("other").not_before == NOON + timedelta(minutes=10)


def test_one_identity_for_all_ways(city: City, pages: Pages) -> None:
    """An entry named by a pattern is the same in a feed, on a page, and in another language of the site."""
    pages.grow(2)
    feed = pages.site.on("/feed", http("404 Not Found"))
    city.add("city", feed, identity=r"/news/(\d+)", fallback=fallbacks(pages.site))
    assert city.ask()["city"].new == 2
    entries = [item(number).but(link=pages.site.url(f"/ru/news/{number}")) for number in (3, 2, 1)]
    pages.site.on("/feed", Feed(atom(entries)))
    city.later(days=1)
    outcome = city.ask()["city"]
    assert (outcome.new, outcome.changed) == (1, 2)


def test_other_rules_for_articles(city: City, pages: Pages) -> None:
    """Where an editor corrects the rules for articles, those of the newest page are read again, once."""
    pages.grow(2)
    city.add("city", pages.url, kind="page", list=LIST, article={"content": [".wrong"]})
    assert city.ask()["city"].new == 2
    assert [entry.content for entry, _ in city.entries()] == ["", ""]
    city.source("city")["article"] = ARTICLE
    assert city.ask()["city"].changed == 2
    assert all(entry.content for entry, _ in city.entries())
    pages.grow(3)
    pages.site.asked.clear()
    city.ask()
    assert pages.site.paths() == ["/list", "/news/3"]


def test_robots_of_the_site_that_a_list_moved_to(city: City, pages: Pages) -> None:
    """A list that is redirected to a site which forbids it is a failure, the first time and every time."""
    with Server() as other:
        moved = Pages(other, 2).url
        other.on("/robots.txt", http(body=b"User-agent: *\nDisallow: /\n", content_type="text/plain"))
        pages.site.on("/list", http("301 Moved Permanently", location=moved))
        city.add("city", pages.url, kind="page", list=LIST)
        assert [city.ask()["city"].code for _ in range(3)] == ["robots"] * 3


def test_a_trial_keeps_to_robots(city: City, pages: Pages) -> None:
    """A list that a refresh would not ask for is not asked for by a trial."""
    pages.grow(2)
    pages.site.on("/robots.txt", http(body=b"User-agent: *\nDisallow: /list\n", content_type="text/plain"))
    city.add("city", pages.url, kind="page", list=LIST)
    with city.open() as service, pytest.raises(FetchError, match="forbids /list"):
        service.check(service.source("city"))
    assert pages.site.paths() == ["/robots.txt"]
