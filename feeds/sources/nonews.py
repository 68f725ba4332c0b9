"""Why a page shows no news: it asks to sign in, keeps programs out, is made by a script, or is an error page.

Asked only when the selectors found nothing, so that a good page with a form to sign in on it is never refused. It is
the reason that an editor is told; what cannot be told apart is left to ``no-entries`` and ``no-content``.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from feeds.errors import ReadError
from feeds.sources.selecting import Page, select, words
from feeds.text.html import shorten

_SHORT = 2000
"""Characters of a page that is about one thing; of a longer one, only its title and first heading are believed."""
_NEARLY_NOTHING = 100
"""Characters that stand around an element which a script is to fill."""
_FEW = 600
"""Characters of a page whose only news is that it wants JavaScript."""
_HEAD = 300
"""Characters of a title or a heading that are looked at."""
_QUOTED = 60

_SIGN_IN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|signon|sso|auth|oauth2?|wp-login\.php|user/login|vhod|vkhid)(?:/|\.\w+)?\Z", re.IGNORECASE
)
_BLOCKED = re.compile(
    r"just a moment|attention required|checking (?:if the site|your browser)|ddos-guard|ddos protection|captcha|"
    r"are you (?:a )?(?:human|robot)|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"access (?:to this page )?(?:is |has been )?denied|"
    r"you have been blocked|request (?:was |has been )?(?:blocked|rejected)|unusual traffic|"
    r"доступ\w*(?: до \w+)? (?:обмежен|заборонен|заблокован|ограничен|запрещ[её]н)|перевірка (?:браузера|безпеки)|"
    r"проверка браузера|ви не робот|ви людина|вы не робот|я не робот",
    re.IGNORECASE,
)
_CHALLENGE = "#challenge-form, #challenge-running, #cf-wrapper, .cf-browser-verification, .cf-error-details"
_FAILED = re.compile(
    r"\A\W*404\b|\b404\W*\Z|\b(?:error|помилка|ошибка)\W*(?:404|50\d)|"
    r"\b404\W+(?:page|not|error|помилка|сторінк|ошибка|страниц)|\bnot (?:be )?found\b|"
    r"сторінк\w* (?:\w+ )?не (?:знайден|існу)|не вдалося знайти|страниц\w* (?:\w+ )?не (?:найден|существу)|"
    r"(?:under|scheduled|site) maintenance|maintenance mode|temporarily unavailable|service unavailable|"
    r"internal server error|bad gateway|"
    # Of the site: water pipes are repaired too, and that is news.
    r"\A\W*(?:технічні роботи|технические работы)\W*\Z|"
    r"(?:сайт|портал|ресурс)\w*[^.]{0,60}(?:технічн\w+ роб[оі]т|техническ\w+ работ|тимчасово не|временно не)|"
    r"(?:технічн\w+ роб[оі]т\w*|техническ\w+ работ\w*|тимчасово не\w+|временно не\w+)[^.]{0,40}(?:сайт|портал|сервер)",
    re.IGNORECASE,
)
_WANTS_SCRIPT = re.compile(r"java\s?-?script", re.IGNORECASE)
_SCRIPT_ROOTS = "#root, #app, #__next, #__nuxt, #___gatsby, app-root, [ng-app], [data-reactroot], #main-app"


def why_no_news(page: Page) -> ReadError | None:
    """The error to raise for a page on which nothing was found; ``None`` where nothing tells why.

    ``block-page``, ``login-page``, ``error-page`` or ``script-page``.
    """
    text = _visible(page)
    heads = _first(page, "title"), _first(page, "h1")
    told = (*heads, text) if len(text) <= _SHORT else heads
    if _says(_BLOCKED, told) or (len(text) <= _SHORT and select(page.root, _CHALLENGE)):
        return ReadError("block-page", f"the site keeps programs out; its page says {_quote(_BLOCKED, told)}")
    if _is_sign_in(page, text):
        return ReadError("login-page", "this is a page to sign in, not news: it is not open to everybody")
    if _says(_FAILED, told):
        return ReadError("error-page", f"this is an error page, sent as if it were news: {_quote(_FAILED, told)}")
    if _is_script(page, text):
        return ReadError("script-page", "the page is empty until a script fills it in a browser: no news is in it")
    return None


def _visible(page: Page) -> str:
    body = select(page.root, "body")
    return words(body[0]) if body else ""


def _first(page: Page, selector: str) -> str:
    return next(filter(None, map(words, select(page.root, selector))), "")[:_HEAD]


def _says(pattern: re.Pattern[str], texts: tuple[str, ...]) -> bool:
    return any(map(pattern.search, texts))


def _quote(pattern: re.Pattern[str], texts: tuple[str, ...]) -> str:
    """The first text that says it, from there on; the first of all if only the page's make gave it away."""
    found = ((text, pattern.search(text)) for text in texts)
    said = next((text[match.start() :] for text, match in found if match), texts[0])
    return repr(shorten(said, _QUOTED)) if said else "nothing at all"


def _is_sign_in(page: Page, text: str) -> bool:
    asks = len(text) <= _SHORT and bool(select(page.root, "input[type=password]"))
    return asks or bool(_SIGN_IN_PATH.search(urlsplit(page.url).path))


def _is_script(page: Page, text: str) -> bool:
    if not select(page.root, "script"):
        return False
    without = " ".join(str(text) for element in select(page.root, "noscript") for text in element.itertext())
    if len(text) <= _FEW and _WANTS_SCRIPT.search(f"{text} {without}"):
        return True
    roots = select(page.root, _SCRIPT_ROOTS)
    return not text or (len(text) <= _NEARLY_NOTHING and any(not words(root) for root in roots))
