"""The page of one article."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import pytest

from feeds.errors import ReadError
from feeds.model import ArticleRules, Enclosure, Match, ParsedEntry
from feeds.sources.article import article_matches, read_article
from feeds.sources.readers import complete
from feeds.text.html import clean

from .page_corpus import CORPUS, NAMES, SOURCES, expected, listed, page, read_file, source

LINK = "https://misto.example/news/1.html"
ARTICLES = [name for name in NAMES if "listed" in expected(name)["request"] and "error" not in name]


LISTED = listed(LINK, "Назва зі списку")


def article(body: str, content: str | tuple[str, ...] = ".c", entry: ParsedEntry = LISTED, **rules: Any) -> ParsedEntry:
    content = (content,) if isinstance(content, str) else content
    return read_article(page(body, LINK), source(article=ArticleRules(content, **rules)), entry)


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_clean_the_same_each_time_and_knows_its_place_in_the_list(name: str) -> None:
    """Its HTML is sanitised, and ``listed`` is the fingerprint that the list gave."""
    request = expected(name)["request"]
    one, other = (read_file(name, request) for _ in range(2))

    assert isinstance(one, ParsedEntry)
    assert one == other == pickle.loads(pickle.dumps(one))
    assert clean(one.content) == one.content
    assert one.listed == listed(**request["listed"]).fingerprint != one.fingerprint


@pytest.mark.parametrize(
    ("body", "content", "text"),
    [
        ('<p class="c">Один.</p><hr><p class="c">Два.</p>', ".c", "<p>Один.</p><p>Два.</p>"),
        ('<div class="c"> </div><p class="d">Другий спосіб.</p>', (".c", ".d"), "<p>Другий спосіб.</p>"),
        ('<div class="c"><img src="a.jpg"></div><p class="d">Ні.</p>', (".c", ".d"), '<div><img src="https://misto.example/news/a.jpg"></div>'),
        ('<div class="c">Зовні <div class="c">усередині</div></div>', ".c", "<div>Зовні <div>усередині</div></div>"),
        ('<span class="c">Один</span><span class="c">Два</span>', ".c", "<div>Один</div><div>Два</div>"),
        ('<table><tr><td class="c">Один<td class="c">Два</table>', ".c", "<div>Один</div><div>Два</div>"),
        ('<article class="c"><h2>Глава</h2><p>Текст</p></article>', "article", "<h2>Глава</h2><p>Текст</p>"),
        ('<div class="c"><a href="../b.pdf">План</a><script>x()</script></div>', ".c", '<div><a href="https://misto.example/b.pdf">План</a></div>'),
        ('<body>Усе<p>на сторінці</p></body>', "body", "<div>Усе<p>на сторінці</p></div>"),
    ],
)  # fmt: skip
def test_the_content(body: str, content: str | tuple[str, ...], text: str) -> None:
    """All that the first selector with words or a picture finds, each once, with absolute links."""
    assert article(body, content).content == text


@pytest.mark.parametrize(
    ("body", "remove", "text"),
    [
        ('<div class="c">До <i>кнопка</i> після</div>', ("i",), "<div>До  після</div>"),
        ('<div class="c"><b>Читайте <i>також</i></b>Текст</div>', ("i", "b", "b i"), "<div>Текст</div>"),
        ('<b><div class="c">Реклама</div></b><div class="c">Текст</div>', ("b",), "<div>Текст</div>"),
        ('<main><div class="c">Текст</div></main>', ("main", ".c"), "<div>Текст</div>"),
        ('<div class="c"><i>Самі кнопки</i></div><p class="c">Текст</p>', ("i",), "<div></div><p>Текст</p>"),
    ],
)
def test_what_is_no_news_is_taken_out(body: str, remove: tuple[str, ...], text: str) -> None:
    """Within the content, with all that is nested in it; the text behind stays, and so does the content itself."""
    assert article(body, remove=remove).content == text


def test_what_stands_only_within_what_is_removed_is_no_content() -> None:
    """A first selector that finds nothing but buttons gives way to the next."""
    body = '<div class="c"><i>Поділитися</i></div><div class="d">Текст</div>'

    assert article(body, (".c", ".d"), remove=("i",)).content == "<div>Текст</div>"


def test_lazy_pictures_get_their_address() -> None:
    """Whatever attribute a script would take it from, a placeholder is never what is shown."""
    body = """<div class="c"><img src="/blank.gif" data-lazy-src="/a.jpg">
        <img src="data:image/gif;base64,AA" srcset="b.jpg 2x">
        <img src="/blank.gif" data-src="c.jpg"><noscript><img src="c.jpg"></noscript><img alt="нічого"></div>"""

    assert article(body).content.replace("\n        ", "") == (
        '<div><img src="https://misto.example/a.jpg"><img src="https://misto.example/news/b.jpg">'
        '<img src="https://misto.example/news/c.jpg"><img alt="нічого"></div>'
    )


def test_what_the_article_does_not_say_is_as_in_the_list() -> None:
    """A rule that is not given, or finds nothing, leaves what the list said; its summary stays as one."""
    picture = Enclosure("https://misto.example/a.jpg", "image/jpeg")
    entry = listed(LINK, "Зі списку", "<p>Коротко.</p>", categories=("Місто",), enclosures=(picture,))
    rules = {"title": "h1", "date": (".d",), "summary": ".s", "image": ".i", "category": ".k"}
    read = article('<h1></h1><div class="c">Текст.</div><b class="d">колись</b>', entry=entry, **rules)

    assert (read.guid, read.link, read.title, read.summary) == (LINK, LINK, "Зі списку", "<p>Коротко.</p>")
    assert (read.categories, read.enclosures, read.published) == (("Місто",), (picture,), None)


def test_the_article_says_it_better() -> None:
    """Title, date, summary, category and picture come from the page where a rule finds them."""
    body = """<head><meta property="og:title" content="Повна назва"><meta name="d" content="Про &amp; що"></head>
        <p class="k">Спорт</p><time datetime="2026-06-10T10:00:00+03:00">давно</time><img class="i" src="/b.png">
        <div class="c">Текст.</div>"""
    rules = {
        "title": "[property='og:title']",
        "date": ("time",),
        "summary": "meta[name=d]",
        "image": ".i",
        "category": ".k",
    }
    entry = listed(LINK, "Зі списку", "<p>Коротко.</p>", categories=("Місто",))
    read = article(body, entry=entry, **rules)

    assert (read.title, read.summary, read.categories) == ("Повна назва", "<p>Про &amp; що</p>", ("Спорт",))
    assert [file.url for file in read.enclosures] == ["https://misto.example/b.png"]
    assert str(read.published) == "2026-06-10 07:00:00+00:00"


def test_a_picture_that_is_in_the_content_is_no_enclosure() -> None:
    """Neither the article's own nor the list's is shown twice."""
    entry = listed(LINK, "Назва", enclosures=(Enclosure("https://misto.example/a.jpg?x=1&y=2"),))
    body = '<div class="c">Текст <img src="/a.jpg?x=1&amp;y=2"></div>'

    assert article(body, entry=entry).enclosures == ()
    assert article(body, entry=entry, image=".c img").enclosures == ()


def test_no_content_says_what_was_tried() -> None:
    """An editor reads in one line which selector found nothing and which no words."""
    with pytest.raises(ReadError) as caught:
        article('<div class="c"> <br></div>', (".c", "p.d"))

    assert caught.value.code == "no-content"
    assert caught.value.message == "no text found: article.content '.c' finds 1 without words, 'p.d' finds nothing"


def test_a_page_that_is_no_article_is_told_by_its_reason() -> None:
    """A page that keeps programs out is not an article without text."""
    with pytest.raises(ReadError, match="keeps programs out") as caught:
        article("<title>Just a moment...</title><p>Checking your browser</p>")

    assert caught.value.code == "block-page"


def test_the_matches_of_an_article() -> None:
    """Each selector with its name in the settings, also those that find nothing."""
    body = (CORPUS / "kharkiv-article-p.html").read_bytes()

    assert article_matches(page(body, LINK), SOURCES["kharkiv"]) == (
        Match("article.content", "div.justifyfull", 1, "Поділитися"),
        Match("article.content[2]", "p.justifyfull", 3, "Первый абзац."),
        Match("article.title", "span.heading_name", 1, "Библиотечный фестиваль"),
        Match("article.date", "div.data_post em", 1, "10 июня 2022"),
        Match("article.date[2]", "div.data_post span.time", 1, "21:36"),
        Match("article.image", "div.block_post img", 1, "https://misto.example/assets/festival.jpg"),
        Match("article.category", "div.data_post", 1, "10 июня 202221:36МІЖНАРОДНЕ СПІВРОБІТНИЦТВО"),
        Match("article.remove", ".share", 1, "Поділитися"),
        Match("article.remove[2]", ".see_also", 0, ""),
    )


def test_rules_without_content_leave_it_to_be_looked_for() -> None:
    """The title and the date come by rules, the text is found as for feeds with summaries."""
    said = "<p>На нараді говорили про зупинки, маршрути та ремонт колій, частина {} розмови.</p>"
    text = "".join(map(said.format, range(9)))
    body = f"<html><body><h1>Нарада про зупинки</h1><i>10.06.2026</i><article>{text}</article></body></html>"
    read = article(body, (), listed(LINK, "Нарада", "<p>Говорили про зупинки.</p>"), title="h1", date=("i",))

    assert (read.title, str(read.published)) == ("Нарада про зупинки", "2026-06-09 21:00:00+00:00")
    assert "частина 8 розмови" in read.content
    assert read.summary == "<p>Говорили про зупинки.</p>"


def test_without_rules_the_text_is_looked_for() -> None:
    """A source without an article of its own is completed as feeds with summaries are."""
    said = "<p>На сесії говорили про зупинки, маршрути та ремонт колій, частина {} розмови.</p>"
    body = f"<html><body><article>{''.join(map(said.format, range(9)))}</article></body></html>"
    read = complete(page(body, LINK), source(full_text=True), listed(LINK, "Сесія", "<p>Говорили про зупинки.</p>"))

    assert "частина 8 розмови" in read.content


def test_what_looks_for_texts_is_loaded_when_it_is_needed() -> None:
    """Readers start without it: it takes longer to load than most feeds to read."""
    code = "import sys, feeds.sources.readers; sys.exit('trafilatura' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("body", "code"), [(b" \n", "empty"), (b"\xef\xbb\xbf\xff\x00\xff", "encoding"), (b"<!--x-->", "no-content")]
)
def test_what_is_no_page_is_an_error(body: bytes, code: str) -> None:
    """Nothing, characters of no encoding, not a single element."""
    with pytest.raises(ReadError) as caught:
        read_article(page(body), source(article=ArticleRules((".c",))), LISTED)

    assert caught.value.code == code
