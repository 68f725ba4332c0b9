"""Selectors proposed for lists and articles, and what a page says of its feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from feeds.errors import ReadError
from feeds.model import ArticleRules, Kind, ListRules, ParsedEntry, Source
from feeds.sources.article import read_article
from feeds.sources.document import Document
from feeds.sources.links import Announced, Said, what_page_says
from feeds.sources.naming import _within
from feeds.sources.page import read_page
from feeds.sources.propose import propose_list
from feeds.sources.propose_article import propose_article
from feeds.sources.survey import survey
from tests.samples.sites.serving import SITES, Site

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KYIV = "Europe/Kyiv"
URL = "https://misto.example/news"


def document(body: str | bytes, url: str = URL, **headers: str) -> Document:
    content = body.encode() if isinstance(body, str) else body
    return Document(content, url, "text/html; charset=utf-8", NOW, headers)


def made(name: str) -> tuple[Site, Document]:
    """A sample site that is not served, and its list."""
    path, make = SITES[name]
    site = Site(name, path, url="https://misto.example")
    make(site)
    return site, page_of(site, path)


def page_of(site: Site, path: str) -> Document:
    _, headers, body = site.answers[path]
    return Document(body, site.url + path, headers["Content-Type"], NOW)


def proposed(body: str) -> ListRules:
    """The best proposal for a page, which must be there."""
    return propose_list(document(body), NOW, KYIV)[0]


def entries(body: str, rules: ListRules) -> list[tuple[str, str | None, datetime | None]]:
    feed = read_page(document(body), Source("x", Kind.PAGE, URL, "X", list=rules))
    return [(entry.title, entry.link, entry.published) for entry in feed.entries]


def said(body: str, **headers: str) -> Said:
    return what_page_says(document(body, **headers))


_TITLES = (
    "На вулиці Шевченка відкрили сквер", "Школа отримала новий автобус від Лідса", "Місто готується до зими",
    "Трамвай повертається на проспект", "Лікарня запрошує на безкоштовний огляд",
)  # fmt: skip
_MENU = "".join(f'<li><a href="/p{n}">Відділ освіти та науки номер {n}</a></li>' for n in range(9))


def items(template: str, count: int = 5) -> str:
    """``template`` for each title, with ``$n``, ``$title``, ``$day``."""
    return "".join(
        template.replace("$n", str(number)).replace("$title", title).replace("$day", str(20 - number))
        for number, title in enumerate(_TITLES[:count])
    )


# --- lists ----------------------------------------------------------------------------------------------------------

RULES: dict[str, dict[str, Any]] = {
    "kharkiv": {
        "item": "ul.list > li", "title": "a.name", "date": ("span.time",), "heading": "div.data_news",
        "summary": "p.anons", "image": "img", "next": "ul.pages > li.active + li > a",
    },
    "lviv": {
        "item": "ul.tm-news > li", "title": "h3.tm-title", "date": ("span.tm-text-icon",), "summary": "div.tm-intro",
        "image": "div.tm-card img", "category": "span.tm-label", "next": "a.next",
    },
    "odesa": {
        "item": "div.newsItem", "date": ("span.newsDate",), "summary": "span.newsAnnounce",
        "next": "div.pagination > strong + a",
    },
    "mykolaiv": {"item": "div.news_line_item", "date": ("div.date",), "next": "div.pager > a.current + a"},
    "rivne": {"item": "article.post", "title": "h2.entry-title", "date": ("time.entry-date",)},
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_sample_sites(name: str) -> None:
    """The list of a city's site gets short selectors, by which each of its news is read with its title and date."""
    site, page = made(name)
    [rules] = propose_list(page, NOW, KYIV)
    assert rules == ListRules(**RULES[name])
    feed = read_page(page, Source("x", Kind.PAGE, page.url, "X", list=rules))
    assert [(entry.title, entry.published) for entry in feed.entries] == [
        (item["title"], item["moment"]) for item in site.news
    ]
    assert feed.warnings == ()


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('<li><a href="/n/$n">$title</a> <i>$day.11.2026</i></li>', ListRules("#novyny > li", date=("i",))),
        ('<tr><td>$day.11.2026</td><td><a href="/n/$n">$title</a></td></tr>', ListRules("#novyny > tr", date=("td",))),
        (
            '<div class="col-md-4 news-card odd"><time datetime="2026-11-$dayT10:00+02:00">торік</time>'
            '<a href="/n/$n"><img src="/$n.jpg"></a><h3><a href="/n/$n">$title</a></h3></div>',
            ListRules("div.news-card", title="h3", date=("time",), image="img"),
        ),
        (
            '<div class="css-1x9k2a Card__aXbQd"><p class="when">$day листопада 2026</p>'
            '<a href="/n/$n">$title</a></div>',
            ListRules("#novyny > div", date=("p.when",)),
        ),
        (
            '<li><a class="rubric" href="/c">Місто</a> <a class="go" href="/n/$n">$title</a> <i>$day.11.2026</i></li>',
            ListRules("#novyny > li", link="a.go", title="a.go", date=("i",), category="a.rubric"),
        ),
        (
            '<div class="rounded p-4"><div class="text-sm">$day.11.2026</div><a href="/n/$n">$title</a></div>',
            ListRules("div.rounded", date=("div > div",)),
        ),
        (
            '<a class="story" href="/n/$n"><span>$day.11.2026</span><b>$title</b></a>',
            ListRules("a.story", title="b", date=("span",)),
        ),
        (
            '<li class="item"><div class="d"><span class="day">$day листопада 2026</span>'
            '<span class="hour">1$n:30</span></div><a href="/n/$n">$title</a>'
            '<a href="/c" class="rubric">Місто</a></li>',
            ListRules("li.item", date=("span.day", "span.hour"), category="a.rubric"),
        ),
        (
            '<article><h2>$title</h2><em>$day.11.2026</em><div class="more"><a href="/n/$n">Читати далі</a></div>'
            "</article>",
            ListRules("#novyny > article", title="h2", date=("em",)),
        ),
    ],
    ids=["plain", "table", "card", "hashed classes", "rubric", "utilities", "link", "day and hour", "more"],
)  # fmt: skip
def test_shapes_of_items(template: str, expected: ListRules) -> None:
    """Whatever an item is made of, its parts are found; names of layout, of states and of programs are passed over."""
    tag = "table" if template.startswith("<tr") else "div"
    body = f'<ul class="menu">{_MENU}</ul><{tag} id="novyny">{items(template)}</{tag}>'
    rules = proposed(body)
    assert rules == expected
    read = entries(body, rules)
    assert [(title, link) for title, link, _ in read] == [
        (title, f"https://misto.example/n/{number}") for number, title in enumerate(_TITLES)
    ]
    assert [moment and moment.astimezone(ZoneInfo(KYIV)).day for _, _, moment in read] == [20, 19, 18, 17, 16]


def test_the_news_at_the_top() -> None:
    """A story that is shown larger above the list, but made like its items, is taken with them."""
    card = '<a class="news-card" href="/n/$n"><i class="card-date">$day.11.2026</i><h3>$title</h3></a>'
    top = card.replace("$n", "9").replace("$day", "21").replace("$title", "Головна новина цього дня")
    listed = items(f'<div class="cell">{card}</div>')
    body = f'<div class="news-top">{top}</div><div class="news-all">{listed}</div>'
    rules = proposed(body)
    assert rules.item == "a.news-card"
    assert entries(body, rules)[0][0] == "Головна новина цього дня"


def test_days_over_their_news() -> None:
    """Headings that name a day date the items below them, which may have a time of their own, or none."""
    day = '<h3>$day листопада 2026</h3><div class="news-line"><a href="/n/$n">$title</a></div>'
    body = (
        f'<div id="novyny">{items(day, 3)}<div class="news-line"><a href="/n/9">{_TITLES[4]} сьогодні</a></div></div>'
    )
    rules = proposed(body)
    assert (rules.item, rules.heading, rules.date) == ("div.news-line", "#novyny > h3", ())
    assert [moment and moment.strftime("%d %H:%M") for _, _, moment in entries(body, rules)] == [
        "19 22:00", "18 22:00", "17 22:00", "17 22:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "beside",
    [
        f'<nav><ul class="n">{_MENU}</ul></nav>',
        f'<div class="sidebar"><ul>{items("<li><a href=/q/$n>$title</a></li>")}</ul></div>',
        f'<div><h4>Найпопулярніше</h4><ul class="x">{items("<li><a href=/q/$n>$title</a></li>")}</ul></div>',
        f'<footer><div class="links">{items("<p><a href=/q/$n>$title</a></p>")}</div></footer>',
        '<div class="tags">' + "".join(f'<a href="/tag/{n}">тема {n}</a>' for n in range(30)) + "</div>",
        '<ul class="events">' + items('<li><a href="https://other.example/$n">$title</a> $day.11.2026</li>') + "</ul>",
    ],
    ids=["menu", "sidebar", "popular", "footer", "tags", "another site"],
)
def test_what_is_beside_the_news(beside: str) -> None:
    """Menus, popular news, tags, footers and links to other sites are no list of news, even where news has no dates."""
    news = items("<li><a href=/n/$n>$title</a></li>", 4)
    for body in (f"{beside}<ul class='feed'>{news}</ul>", f"<ul class='feed'>{news}</ul>{beside}"):
        assert proposed(f"<body>{body}</body>").item == "ul.feed > li"
    dated = f"<ul class='feed'>{items('<li><a href=/n/$n>$title</a> <b>$day.11.2026</b></li>', 4)}</ul>"
    assert [rules.item for rules in propose_list(document(beside + dated), NOW, KYIV)] == ["ul.feed > li"]


def test_no_list() -> None:
    """A page of text, a menu or nothing at all proposes nothing; one without content is an error."""
    for body in (
        "<p>Про місто</p>",
        '<nav><a href="/a">Місто</a> <a href="/b">Рада</a> <a href="/c">Події</a></nav>',
        "x",
    ):
        assert propose_list(document(body), NOW, KYIV) == []
    with pytest.raises(ReadError, match="empty"):
        propose_list(document(" "), NOW, KYIV)


@pytest.mark.parametrize(
    ("pager", "rule"),
    [
        ('<link rel="next" href="/news?p=2">', 'link[rel~="next"]'),
        ('<a rel="nofollow next" href="/news?p=2">2</a>', 'a[rel~="next"]'),
        ('<div class="paging"><a class="btn nextpage" href="/news?p=2">2</a></div>', "a.nextpage"),
        ('<ul class="pagination"><li class="next"><a href="/news?p=2">2</a></li></ul>', "li.next > a"),
        ('<div class="pager"><a href="/news?p=2" title="Наступна сторінка"></a></div>', 'a[title="Наступна сторінка"]'),
        ('<div class="pager"><a class="fwd" href="/news?p=2">Далі »</a></div>', "a.fwd"),
        ('<p class="pages"><b>1</b> <a href="/news?p=2">2</a> <a href="/news?p=3">3</a></p>', "p.pages > b + a"),
        (
            '<div class="navi"><span class="active">1</span><a href="/news?p=2">2</a><a href="/news?p=3">3</a></div>',
            "div.navi > span.active + a",
        ),
        ('<div class="pager"><a class="next" href="https://other.example/2">Далі</a></div>', None),
        ('<div class="pager"><a class="next" href="#">Далі</a></div>', None),
        ('<p><a href="/about">Далі</a></p>', None),
        ("", None),
    ],
)
def test_next_page(pager: str, rule: str | None) -> None:
    """The link to older news is found by its rel, class, label, words or number, and only on the same site."""
    news = items('<li><a href="/n/$n">$title</a> <i>$day.11.2026</i></li>')
    assert proposed(f'<ul class="news">{news}</ul>{pager}').next == rule


_PIECES = st.sampled_from(
    [
        '<div class="a b">', "</div>", '<ul class="news">', "<li>", "</li>", "</ul>", '<a href="/n/{n}">Новина {n}',
        "</a>", "<span>20.11.2026</span>", "<time datetime=2026-11-20>", '<h3 class="title">Заголовок новини {n}</h3>',
        "10:30", "<table><tr><td>", "20 листопада 2026", '<a rel="next" href="?p={n}">', "<base href=//x>", "\0",
        "<!--", '<img src="{n}.jpg">', "<p>Довгий опис новини, яка трапилася в нашому місті зранку", "<svg>",
        '<a href="http://[">',
        '<li class="&quot;]&#92;">', '<div id="1 2">', "-->", "&#xffff;", "<noscript>",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_PIECES, st.integers(1, 4)), max_size=30))
def test_any_page(pieces: list[tuple[str, int]]) -> None:
    """Whatever a page is made of, each proposal finds items in it by selectors that can be used, or there is none."""
    body = "".join(
        piece.replace("{n}", str(n * repeat)) for n, (piece, times) in enumerate(pieces) for repeat in range(times)
    )
    if not body.strip():
        return
    page = document(body)
    looked = survey(page, NOW, KYIV)
    for rules in looked.lists:
        feed = read_page(page, Source("x", Kind.PAGE, URL, "X", list=rules))
        assert len(feed.entries) >= 3
    assert isinstance(looked.said.title, str)


# --- articles -------------------------------------------------------------------------------------------------------

ARTICLES = {
    "kharkiv": ArticleRules(
        ("div.justifyfull",), "span.heading_name", ("div.data_post",),
        image="img.main_photo", remove=("div.share_buttons",),
    ),
    "lviv": ArticleRules(("div.tm-article-content",), "h1.uk-article-title", ("span.tm-text-icon",)),
    "odesa": ArticleRules(("div.pageText",), "h1.pageTitle", ("div.pageDate",)),
    "mykolaiv": ArticleRules(("div.description",), "div.news_page > h1", ("div.date",)),
}  # fmt: skip


def article(title: str, published: datetime | None = None) -> ParsedEntry:
    return ParsedEntry(None, None, title, "", "", "0", published=published)


@pytest.mark.parametrize("name", ARTICLES)
def test_articles_of_sample_sites(name: str) -> None:
    """Two articles show where text, title and date stand; by that, any other article is read whole and alone."""
    site, _ = made(name)
    pages = [page_of(site, "/" + item["link"].lstrip("/")) for item in site.news]
    listed = [article(item["title"], item["moment"]) for item in site.news]
    rules = propose_article(pages[:2], listed[:2], NOW, KYIV)
    assert rules == ARTICLES[name]
    source = Source("x", Kind.PAGE, site.url, "X", list=ListRules("li"), article=rules)
    for page, item in zip(pages, site.news, strict=True):
        read = read_article(page, source, article("?"))
        assert (read.title, read.published) == (item["title"], item["moment"])
        assert read.content.count("<p>") == len(item["text"])
        assert "Поділитися" not in read.content


def _articles(template: str) -> list[Document]:
    texts = (
        "Мешканці посадили вздовж алеї сто молодих дерев. ",
        "Автобус возитиме дітей із трьох сусідніх сіл щодня. ",
    )
    return [
        document(template.replace("$text", text * 2).replace("$title", title).replace("$n", str(n)))
        for n, (text, title) in enumerate(zip(texts, _TITLES, strict=False))
    ]


def _proposed_article(template: str, published: datetime | None = None) -> ArticleRules | None:
    return propose_article(_articles(template), [article(title, published) for title in _TITLES[:2]], NOW, KYIV)


def test_a_text_that_holds_its_title() -> None:
    """Title, date and buttons that stand within the text are removed from it, under a name that is sure."""
    rules = _proposed_article(
        '<div class="article"><h1>$title</h1><em>20.11.2026</em><p>$text</p><p>$text <img src="/$n.jpg"></p>'
        '<ul class="social"><li>Facebook</li></ul></div>'
    )
    assert rules is not None
    assert rules.content == ("div.article",)
    assert rules.title == "div.article > h1"
    assert rules.remove == ("div.article > h1", "div.article > em", "ul.social")


def test_lines_of_a_table_and_breaks() -> None:
    """A text without paragraphs, in a cell of a page that is laid out with tables, is found as well."""
    rules = _proposed_article(
        "<table><tr><td>Меню сайту</td><td class='main_text'>$title<br>$text<br><br>$text$text</td></tr></table>"
    )
    assert rules is not None
    assert rules.content == ("td.main_text",)


@pytest.mark.parametrize(
    "template",
    [
        "<body>$title $text</body>",
        "<div class='text'><p>Сторінка сайту, однакова для всіх, скільки б їх не читали в місті.</p></div>",
        "<div id='a$n'><p>$text</p></div>",
    ],
    ids=["no element", "one text for all", "no name in common"],
)
def test_no_article(template: str) -> None:
    """Where two pages do not show where the text is, nothing is proposed; nor from one page alone."""
    assert _proposed_article(template) is None
    assert propose_article(_articles("<div class='text'><p>$text</p></div>")[:1], [article("a")], NOW, KYIV) is None


def test_date_of_an_article() -> None:
    """The date that the list tells is looked for; without one, that nearest to the title, not today's in the header."""
    template = (
        '<div class="today">22.11.2026</div><div class="post"><h2>$title</h2><i class="on">2$n.10.2026 10:0$n</i></div>'
        '<div class="text"><p>$text</p></div><div class="also"><p class="on2">19.11.2026</p></div>'
    )
    listed = [article(title, datetime(2026, 10, 20 + n, 7, n, tzinfo=UTC)) for n, title in enumerate(_TITLES[:2])]
    for known in (listed, [article(title) for title in _TITLES[:2]]):
        rules = propose_article(_articles(template), known, NOW, KYIV)
        assert rules is not None
        assert (rules.title, rules.date) == ("div.post > h2", ("i.on",))
    elsewhere = [article(title, datetime(2020, 1, 1, tzinfo=UTC)) for title in _TITLES[:2]]
    rules = propose_article(_articles(template), elsewhere, NOW, KYIV)
    assert rules is not None
    assert rules.date == ()


# --- what a page says -----------------------------------------------------------------------------------------------


def test_feeds_of_a_page() -> None:
    """Feeds that a page announces are named with kind and title, once each; those of comments and others are not."""
    page = said(
        '<html lang="uk-ua"><link rel="alternate" type="application/rss+xml" title="Новини" href="/rss">'
        '<link rel="alternate" type="application/rss+xml" title="Коментарі" href="/c">'
        '<link rel="alternate" type="application/atom+xml" href="/comments/feed/">'
        '<link rel="alternate stylesheet" type="text/css" href="/style"><link rel="alternate" hreflang="en" href="/en">'
        '<link rel="stylesheet" type="application/rss+xml" href="/no"><a type="application/rss+xml" href="/rss">RSS</a>'
        '<link rel="ALTERNATE" type="application/feed+json; charset=utf-8" href="feed.json">'
        '<link rel="alternate" type="application/atom+xml" href="javascript:1"></html>'
    )
    assert page.feeds == (
        Announced("https://misto.example/rss", Kind.FEED, "Новини"),
        Announced("https://misto.example/feed.json", Kind.JSONFEED, ""),
    )
    assert page.language == "uk-UA"


@pytest.mark.parametrize(
    ("body", "headers", "posts"),
    [
        ("<p>a", {"link": '<https://misto.example/wp-json/>; rel="https://api.w.org/"'}, "https://misto.example/"),
        ('<link rel="https://api.w.org/" href="/wp-json/">', {}, "https://misto.example/"),
        ('<meta name="Generator" content="WordPress 6.8">', {}, "https://misto.example/"),
        ('<body class="archive x"><img src="/wp-content/uploads/1.jpg">', {}, URL),
        ('<body class="single"><img src="/wp-content/uploads/1.jpg">', {}, "https://misto.example/"),
        ('<p>WordPress</p><a href="/wp-content/">', {"link": '</x>; rel="next"'}, None),
    ],
)
def test_wordpress(body: str, headers: dict[str, str], posts: str | None) -> None:
    """WordPress is told by its header, its link, its generator or its files; a page of a single post leads home."""
    assert said(body, **headers).wordpress == posts


def test_channels_news_and_titles() -> None:
    """Channels that a page links to, its page for news, and what its site is called."""
    page = said(
        "<title>Новини - Міська рада Зразкового - офіційно</title><a href='https://t.me/s/misto_z'>1</a>"
        "<a href='https://t.me/misto_z'>2</a><a href='//telegram.me/inshe/'>3</a><a href='https://t.me/share/url?u=1'>4</a>"
        "<a href='https://t.me/joinchat'>5</a><a href='https://other.example/n'>Новини</a><a href='/news/'>Новини</a>"
        "<a href='/n2'> Всі  новини » </a>"
    )
    assert (page.channels, page.news) == (("misto_z", "inshe"), "https://misto.example/n2")
    assert page.title == "Міська рада Зразкового"
    assert said("<title>a</title><meta property='og:site_name' content=' Місто '>").title == "Місто"
    assert (said("<p>a").title, said("<p>a").language, said("<p>a").news, said("<p>a").preview) == (
        "",
        None,
        None,
        False,
    )


def test_why_a_page_has_no_list() -> None:
    """A page without a list says why, where that can be told."""
    looked = survey(document('<title>Увійти</title><form><input type="password"></form>'), NOW, KYIV)
    assert looked.why is not None
    assert looked.why.code == "login-page"
    assert survey(document("<p>Просто текст"), NOW, KYIV).why is None


def test_elements_that_no_selector_names() -> None:
    """Elements with a name that is none, as broken markup makes them, are passed over; the list beside is found."""
    broken = "<o:p><section<a><td.<div><li><a href=/x>Слово про місто</a></li></o:p>"
    news = "".join(
        f"<li><a href='/news/{n}.html'>Відкрито новий міст номер {n}</a> 1{n}.06.2026</li>" for n in range(6)
    )
    looked = survey(document(f"<body>{broken}<ul class='news'>{news}</ul>{broken * 5}"), NOW, KYIV)
    assert [rules.item for rules in looked.lists[:1]] == ["ul.news > li"]


def test_an_element_that_no_selector_can_name() -> None:
    """A tag of another vocabulary gives no selector, and stops nothing."""
    [item] = lxml_html.fragments_fromstring("<div><o:p class='x'>20.11.2026</o:p></div>")
    assert [selector for selector in _within(item, item[0]) if not selector.startswith(".")] == []
