"""Why a page shows no news."""

from __future__ import annotations

import pytest

from feeds.sources.nonews import why_no_news
from feeds.sources.selecting import parse_page

from .page_corpus import URL, page, read_list

LONG = "<p>" + "Міська рада повідомляє про роботу шкіл, лікарень, парків та доріг. " * 60 + "</p>"


def reason(body: str, url: str = URL) -> str | None:
    error = why_no_news(parse_page(page(body, url)))
    assert error is None or "\n" not in error.message
    return error and error.code


@pytest.mark.parametrize(
    "body",
    [
        "<title>Just a moment...</title>",
        "<title>Attention Required! | Cloudflare</title>" + LONG,
        "<title>DDoS-Guard</title><body>x",
        "<title>Access Denied</title><h1>Access Denied</h1>",
        "<h1>403 Forbidden</h1><p>You have been blocked",
        "<p>Доступ обмежено",
        "<p>Доступ до ресурсу заборонено",
        "<p>Доступ запрещён",
        "<p>Підтвердьте, що ви не робот",
        '<form id="challenge-form"></form>',
        "<p>Access to this page has been denied",
        "<p>Please solve the CAPTCHA <input type=password>",
    ],
)
def test_a_page_that_keeps_programs_out(body: str) -> None:
    """By its words in three languages, or by how it is made."""
    assert reason(body) == "block-page"


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ('<form><INPUT TYPE="password"></form>', URL),
        ("<p>Увійдіть", "https://misto.example/login?next=/novosti.html"),
        ("<p>Увійдіть", "https://misto.example/uk/user/login/"),
        (LONG, "https://misto.example/wp-login.php"),
    ],
)
def test_a_page_to_sign_in(body: str, url: str) -> None:
    """By a field for a password, or by where the request was led."""
    assert reason(body, url) == "login-page"


@pytest.mark.parametrize(
    "body",
    [
        "<title>404 Not Found</title>",
        "<title>Сторінку не знайдено - Місто</title>" + LONG,
        "<h1>404</h1>",
        "<h1>Помилка 404</h1>" + LONG,
        "<p>Такої сторінки не існує",
        "<p>Страница не найдена",
        "<h1>Технічні роботи</h1>",
        "<p>На порталі проводяться технічні роботи",
        "<p>Триває технічне обслуговування, сайт тимчасово недоступний",
        "<p>503 Service Unavailable",
        "<p>The site is under maintenance",
    ],
)
def test_an_error_page_that_was_sent_as_news(body: str) -> None:
    """Not found, broken or under repair, with status 200."""
    assert reason(body) == "error-page"


@pytest.mark.parametrize(
    "body",
    [
        '<div id="root"></div><script src="a.js"></script>',
        '<div id="app"> </div><p>© Місто</p><script>1</script>',
        "<script>1</script>",
        "<p>Увімкніть JavaScript, щоб читати новини<script>1</script>",
        '<noscript>You need to enable JavaScript</noscript><script src="a.js"></script><p>Завантаження',
        '<div id="__next"><div class="loader"></div></div><script src="a.js"></script>',
    ],
)
def test_a_page_that_a_script_makes(body: str) -> None:
    """Hardly a word, a script, and an element for it to fill or a plea for JavaScript."""
    assert reason(body) == "script-page"


@pytest.mark.parametrize(
    "body",
    [
        "<p>Новин поки немає",
        "<p>Новин поки немає<script>1</script>",
        '<div id="root"><p>Новин поки немає</p></div><script>1</script>',
        '<div id="root"></div><noscript>JavaScript</noscript>',
        LONG + '<form><input type="password"></form>',
        LONG + "<noscript>Увімкніть JavaScript</noscript><script>1</script>",
        LONG + "<p>captcha",
        "<h1>500 нових автобусів до кінця року</h1>" + LONG,
        "<h1>Технічні роботи на насосній станції завершено</h1>" + LONG,
        "<h1>Гімназія № 40 запрошує</h1><p>Рух вулицею тимчасово не обмежується",
    ],
)
def test_a_page_that_does_not_say_why(body: str) -> None:
    """An empty list, a form to sign in beside much else, news that sounds like an error: none is taken for one."""
    assert reason(body) is None


def test_a_good_page_is_never_refused() -> None:
    """The reason is looked for only where the selectors found nothing."""
    body = '<title>404 Just a moment...</title><input type="password"><ul><li><a href="/1">Новина</a></li></ul>'

    assert [entry.title for entry in read_list(body).entries] == ["Новина"]
