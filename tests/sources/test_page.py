"""Lists of news on web pages: ``corpus_page/NAME.html`` beside ``NAME.json``, and what no file shows."""

from __future__ import annotations

import json
import pickle

import pytest

from feeds.errors import ReadError
from feeds.model import ListRules, ParsedFeed
from feeds.sources.page import list_matches, read_page
from feeds.text.html import clean

from .page_corpus import CORPUS, NAMES, SOURCES, URL, expected, item, outcome, page, read_file, read_list, source

LISTS = [name for name in NAMES if "listed" not in expected(name)["request"] and "error" not in name]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_as_expected(name: str) -> None:
    """Reading the page, of a list or an article, gives the fields or the error in the file beside it."""
    wanted = expected(name)

    assert outcome(name, wanted.pop("request")) == wanted


@pytest.mark.parametrize("name", LISTS)
def test_what_is_read_is_clean_and_the_same_each_time(name: str) -> None:
    """The same page gives the same entries, their HTML is sanitised, and all of it can be sent between processes."""
    one, other = (read_file(name, expected(name)["request"]) for _ in range(2))

    assert isinstance(one, ParsedFeed)
    assert one == other == pickle.loads(pickle.dumps(one))
    assert all(clean(entry.content) == entry.content for entry in one.entries)


def test_the_corpus_shows_each_reason_for_no_news() -> None:
    """Every way in which a page can be no news has its page."""
    codes = {expected(name).get("error") for name in NAMES} - {None}

    assert codes == {"no-entries", "no-content", "login-page", "block-page", "script-page", "error-page"}


def test_each_configured_selector_has_its_match() -> None:
    """The matches are named as in the settings, a second selector with its number, in the order of the settings."""
    feed = read_file("paged-0", expected("paged-0")["request"])

    assert isinstance(feed, ParsedFeed)
    assert [(one.name, one.count) for one in feed.matches] == [
        ("list.item", 10), ("list.date", 10), ("list.date[2]", 10), ("list.next", 1),
    ]  # fmt: skip


def test_the_matches_of_a_page_without_news_can_be_had() -> None:
    """An editor sees which selector fails on a page that is an error."""
    matches = list_matches(page((CORPUS / "error-no-links.html").read_bytes()), SOURCES["paged"])

    assert [(one.name, one.count, one.example) for one in matches] == [
        ("list.item", 2, "10.06.2026 Перша новина"), ("list.date", 1, "10.06.2026"),
        ("list.date[2]", 0, ""), ("list.next", 0, ""),
    ]  # fmt: skip


# --- identity -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "https://www.city.kharkiv.ua/uk/news/tramvaj-61234.html",
        "http://city.kharkov.ua/uk/news/tramvaj-61234.html",
        "/ru/news/tramvaj-61234.html?utm_medium=social#top",
        "//www.city.kharkov.ua/ru/news/insha-nazva-61234.html",
    ],
)
def test_an_article_has_one_name_on_every_domain_and_in_every_language(link: str) -> None:
    """The number at the end of the address names it, whatever stands before."""
    (entry,) = read_list(item(link), changes={"identity": r"-(\d+)\.html"}).entries

    assert entry.guid == "id:61234"


@pytest.mark.parametrize(
    ("identity", "link", "guid"),
    [
        (r"/(\w+)/news/.*-(\d+)\.html", "https://h/uk/news/x-5.html", "id:uk-5"),
        (r"\d+\.html", "https://h/news/5.html", "id:5.html"),
        (r"-(\d+)(?:-(\d+))?\.html", "https://h/news-5.html", "id:5"),
        (r"-(\d*)\.html", "https://h/news-.html", "https://h/news-.html"),
        (r"-(\d+)\.html", "https://h/about", "https://h/about"),
        (None, "https://h/a?utm_source=x&b=1&fbclid=2#c", "https://h/a?b=1"),
        (None, "https://h/a;jsessionid=0A1B?PHPSESSID=3", "https://h/a"),
        (None, "https://h/#!/news/5", "https://h/#!/news/5"),
        (None, "https://h/?id=5&gclid", "https://h/?id=5"),
        (None, "https://h/?utmost=5&gclidish=1", "https://h/?utmost=5&gclidish=1"),
    ],
)
def test_the_name_of_an_entry(identity: str | None, link: str, guid: str) -> None:
    """Groups joined, or all that matched, or the link without what follows its readers."""
    assert read_list(item(link), changes={"identity": identity}).entries[0].guid == guid


def test_a_link_that_is_repeated_is_one_entry() -> None:
    """A slider above the list does not double its news; the place is the first, the words those with a date."""
    slider = item("/1.html", "З каруселі") + item("/2.html", "Інша")
    feed = read_list(slider + item("/1.html#x", "Зі списку", "<b>10.06.2026</b>") + item("/1.html"), date=("b",))

    assert [(entry.title, entry.guid) for entry in feed.entries] == [
        ("Зі списку", "https://misto.example/1.html"), ("Інша", "https://misto.example/2.html"),
    ]  # fmt: skip


# --- links and titles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "rules", "title"),
    [
        ('<li><a href="/1"><img alt="З картинки"></a></li>', {}, "З картинки"),
        ('<li><a href="/1"><img alt="x"></a><a href="/1"> Слова  поруч </a></li>', {}, "Слова поруч"),
        ('<li><a href="/1" title="З назви"></a></li>', {}, "З назви"),
        ('<li><a href="#a">Вгору</a><a href="javascript:x()">Дія</a><a href="/1">Новина</a></li>', {}, "Новина"),
        ('<a href="/1"><li>Усередині</li></a>', {}, "Усередині"),
        ('<li><a href="/1">Слова</a><h3></h3><h3>Заголовок</h3></li>', {"title": "h3"}, "Заголовок"),
        ('<li><h3><a href="/1">У заголовку</a></h3></li>', {"link": "h3"}, "У заголовку"),
        ('<li><a href="/0">Не те</a><A HREF="/1" class="name">Те</A></li>', {"link": "A.name"}, "Те"),
        ('<li><a href="/1">Стрілка &lt;b&gt; &amp;<script>x()</script></a></li>', {}, "Стрілка <b> &"),
        (
            '<li><i>Ім\'я</i><meta itemprop="url" content="x"><link href="/1"></li>',
            {"link": "link", "title": "i"},
            "Ім'я",
        ),
    ],
)
def test_where_link_and_title_come_from(body: str, rules: dict[str, str], title: str) -> None:
    """The item's first link that leads somewhere and its words, or what stands for them, unless a rule says other."""
    (entry,) = read_list(body, **rules).entries

    assert (entry.title, entry.link) == (title, "https://misto.example/1")


def test_items_without_link_or_title_are_counted() -> None:
    """They cost a warning, not the others."""
    feed = read_list(item() + "<li>Слова</li>" + item(words="") + item("mailto:a@b.ua"))

    assert len(feed.entries) == 1
    assert feed.warnings == ("items without a link or a title: 3",)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"item": "ul.news > li"}, "list.item 'ul.news > li' finds nothing: the page has changed its shape"),
        ({"link": "a.x"}, "list.item 'li' finds 2, but none has both list.link 'a.x' and words in it"),
        ({"title": "h3"}, "list.item 'li' finds 2, but none has both a link and list.title 'h3' in it"),
    ],
)
def test_no_entries_says_which_selector_fails(rules: dict[str, str], message: str) -> None:
    """An editor reads in one line what to look at."""
    with pytest.raises(ReadError) as caught:
        read_list(item() + item("/2"), **rules)

    assert caught.value.code == "no-entries"
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("base", "link", "absolute"),
    [
        ("/uk/", "news/1.html", "https://misto.example/uk/news/1.html"),
        ("https://inshe.example/x/y", "1.html", "https://inshe.example/x/1.html"),
        ("javascript:x", "1.html", "https://misto.example/1.html"),
        ("", "1.html", "https://misto.example/1.html"),
    ],
)
def test_links_are_relative_to_the_base(base: str, link: str, absolute: str) -> None:
    """``<base href>`` counts where it is an address."""
    assert read_list(f'<head><base href="{base}"></head>{item(link)}').entries[0].link == absolute


# --- other fields, paging -----------------------------------------------------------------------------------------


def test_summary_and_category() -> None:
    """A summary is sanitised HTML with absolute links, a ``<meta>`` its text; a category has no date in it."""
    more = """<div class="s"><p onclick="x()">Перше <a href="/a">посилання</a></p></div><p class="s"> </p>
        <meta class="s" content="1 &lt; 2"><i><b>10.06.2026</b> | Культура</i><i>Культура</i><i>Спорт,</i>"""
    (entry,) = read_list(item(more=more), summary=".s", category="i", date=("b",)).entries

    assert entry.content == ('<div><p>Перше <a href="https://misto.example/a">посилання</a></p></div><p>1 &lt; 2</p>')
    assert entry.categories == ("Культура", "Спорт")


@pytest.mark.parametrize(
    ("markup", "older"),
    [
        ('<a class="n" href="?p=10#list">', "https://misto.example/novosti.html?p=10"),
        ('<a class="n" href="http://www.misto.example/novosti.html?p=10">', "http://www.misto.example/novosti.html?p=10"),
        ('<span class="n"><a href="?p=10">2</a></span>', "https://misto.example/novosti.html?p=10"),
        ('<link class="n" rel="next" href="/novosti.html?p=10">', "https://misto.example/novosti.html?p=10"),
        ('<a class="n" href="#">', None),
        ('<a class="n" href="/novosti.html#x">', None),
        ('<a class="n" href="https://misto.example.evil.example/?p=10">', None),
        ('<a class="n" href="javascript:next()">', None),
        ('<link rel="next" href="?p=10">', None),
        ('<a class="n" href="https://x.example/"></a><a class="n" href="?p=20">', "https://misto.example/novosti.html?p=20"),
    ],
)  # fmt: skip
def test_the_page_with_older_news(markup: str, older: str | None) -> None:
    """Where the rule ``next`` leads: another page of the same site; nothing is followed that no rule names."""
    assert read_list(item() + markup, next=".n").older == older
    assert read_list(item() + markup).older is None


@pytest.mark.parametrize(
    ("links", "here", "older"),
    [
        (["?p=0", "?p=10", "?p=20"], "", "?p=10"),
        (["?p=10", "?p=20"], "", "?p=10"),
        (["?p=0", "?p=10", "?p=20"], "?p=10", "?p=20"),
        (["?p=0", "?p=20"], "?p=10", "?p=20"),
        (["?p=0", "?p=10"], "?p=10", None),
        (["?p=0", "?p=10", "?p=20"], "?p=20", None),
        (["", "?p=older"], "", "?p=older"),
        (["?p=newer", "?p=older"], "?p=newer", "?p=older"),
    ],
)
def test_of_a_pager_the_next_page_counts(links: list[str], here: str, older: str | None) -> None:
    """A rule that finds every page's number leads on, not back, and ends at the last; its own page is none."""
    pager = "".join(f'<a class="n" href="{URL}{link}">x</a>' for link in links)
    feed = read_page(page(item() + pager, URL + here), source(ListRules("li", next=".n")))

    assert feed.older == (older and URL + older)


def test_offset_paging_is_walked_to_its_end() -> None:
    """From page to page all entries come once each, newest first, and the last page leads nowhere."""
    guids, url = [], "https://misto.example/novosti.html"
    for name in ("paged-0", "paged-10", "paged-20"):
        document = page((CORPUS / f"{name}.html").read_bytes(), url)
        feed = read_page(document, SOURCES["paged"])
        guids += [entry.guid for entry in feed.entries]
        assert (feed.older or "").endswith({"paged-0": "?p=10", "paged-10": "?p=20", "paged-20": ""}[name])
        url = feed.older or ""

    assert guids == [f"id:{number}" for number in range(500, 477, -1)]


def test_what_a_page_says_of_itself() -> None:
    """The title is the configured one, the language that of the page."""
    info = read_list(f'<html lang="ua"><title>Щось</title>{item()}').info

    assert (info.title, info.language, info.link, info.self_url) == ("Місто", "uk", URL, URL)


def test_a_list_without_end_is_cut() -> None:
    """The first thousand items are read, the others are counted."""
    feed = read_list("".join(item(f"/{number}") for number in range(1005)), title="a", date=("b",))

    assert len(feed.entries) == 1000
    assert feed.warnings == ("items without a date: 1000", "items left out: 5, only the first 1000 are read")


def test_a_selector_that_cannot_be_used_is_told() -> None:
    """A source that was not checked by the settings fails in words, whatever is wrong with its selector."""
    for selector in ("li[", "svg|li", "li::text", "li:nosuch", ":not(" * 2000 + "a" + ")" * 2000):
        with pytest.raises(ReadError) as caught:
            read_page(page(item()), source(ListRules(selector)))
        assert caught.value.code == "bad-selector"
        assert len(caught.value.message) < 400 and "\n" not in caught.value.message


def test_the_settings_of_the_corpus_are_as_in_the_files() -> None:
    """The rules come through the settings as they are written."""
    rules = SOURCES["kharkiv"].article

    assert rules is not None and rules.content == ("div.justifyfull", "p.justifyfull")
    assert json.dumps(rules.remove) == '[".share", ".see_also"]'
