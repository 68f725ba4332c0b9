"""How the news at an address is found, tried on sample sites over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest

from feeds.config import load_sources
from feeds.errors import SourceError
from feeds.fetch.settings import HttpSettings
from feeds.jobs.discover import discover
from feeds.jobs.findings import WHOLE, Finding
from feeds.jobs.trial import try_source
from feeds.model import Kind, Source
from feeds.sourcefile import append_source
from feeds.sources.limits import ParseLimits
from tests.jobs.site import Server, http
from tests.samples.sites.serving import Site, serving

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HTTP = HttpSettings("Visnyk/0 (test)", allow_private=(ip_network("127.0.0.0/8"),), delay_seconds=0)
LIMITS = ParseLimits(workers=1)

_RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Стрічка</title><item><title>Новина</title>'
    "<link>https://a.example/1</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0200</pubDate>"
    "<description>Текст</description></item></channel></rss>"
).encode()
_EMPTY = b'<rss version="2.0"><channel><title>Empty</title></channel></rss>'
_LIST = "".join(
    f'<li><a href="/n/{n}">Новина міста Зразкового номер {n}</a> <i>{20 - n}.11.2026</i></li>' for n in range(5)
)
_PAGE = f'<html lang="uk"><title>Місто</title><ul class="news">{_LIST}</ul></html>'


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    """All sample sites."""
    with serving() as running:
        yield running


@pytest.fixture
def server() -> Iterator[Server]:
    """A site that knows nothing yet."""
    with Server() as running:
        yield running


def found(url: str, known: tuple[Source, ...] = ()) -> list[Finding]:
    return discover(url, HTTP, LIMITS, known, NOW)


def reason(url: str) -> SourceError:
    with pytest.raises(SourceError) as error:
        found(url)
    assert "\n" not in error.value.message
    return error.value


def html(body: str, **headers: str) -> bytes:
    return http(body=body.encode(), content_type="text/html; charset=utf-8", **headers)


_KINDS = {
    "kharkiv": [Kind.PAGE], "lviv": [Kind.PAGE], "odesa": [Kind.PAGE], "mykolaiv": [Kind.PAGE],
    "poltava": [Kind.FEED, Kind.WORDPRESS], "rivne": [Kind.WORDPRESS], "channel": [Kind.TELEGRAM],
}  # fmt: skip


@pytest.mark.parametrize("name", _KINDS)
def test_sample_sites(sites: dict[str, Site], name: str, tmp_path: Path) -> None:
    """Each site is found out from its address alone, and what is added gives all its news with titles and dates."""
    site = sites[name]
    site.asked.clear()
    findings = found(site.address.removeprefix("http://"))
    assert [one.source.kind for one in findings] == _KINDS[name]
    assert len([path for path in site.asked if path != "/robots.txt"]) <= 9  # the feed of one is a redirect
    file = tmp_path / "sources.toml"
    file.write_text("")
    append_source(file, findings[0].source, NOW.date())
    [source] = load_sources(file)
    assert source.language in ("uk", "uk-UA")
    _, feed, failed = try_source(source, HTTP, LIMITS, NOW)
    for one in (findings[0].feed, feed):
        assert [(entry.title, entry.published) for entry in one.entries] == [
            (item["title"], item["moment"]) for item in site.news
        ]
        assert one.warnings == ()
    assert [code.code for _, code in failed] == (["html"] if name == "rivne" else [])
    assert (source.article is not None) is (source.kind is Kind.PAGE)


def test_a_site_made_by_a_script(sites: dict[str, Site]) -> None:
    """A page that only a script fills fails, with that reason and with what else was tried, after a few requests."""
    site = sites["vinnytsia"]
    site.asked.clear()
    error = reason(site.address)
    assert error.code == "script-page"
    assert error.message.index("until a script") < error.message.index("no feed at")
    assert "no feed at /feed/, /rss, /rss.xml" in error.message
    assert len(site.asked) == 8


def test_front_page_leads_to_the_news(server: Server) -> None:
    """From a front page without a list, the page that is called News is taken; a channel it links to is only named."""
    news = _PAGE.replace("<ul", '<a href="https://t.me/misto_zr">Telegram</a><ul')
    server.on("/", html('<p>Ласкаво просимо</p><a href="/novyny">Новини</a>'))
    server.on("/novyny", html(news))
    [one] = found(server.url("/"))
    assert len([path for path in server.paths() if path != "/robots.txt"]) == 7  # the second article is not needed
    assert one.source.url == server.url("/novyny")
    assert one.how == "a list on the page: ul.news > li"
    assert one.notes[0] == "it links to a channel of Telegram: visnyk sources add @misto_zr"
    assert one.notes[1].startswith("the articles are not read: answered 404")


def test_front_page_whose_news_are_gone(server: Server) -> None:
    """If the page that is called News cannot be had, the list of the front page is taken."""
    menu = '<a href="/novyny">Новини</a><ul class="news">'
    [one] = found(server.on("/", html(_PAGE.replace('<ul class="news">', menu))))
    assert "/novyny" in server.paths()
    assert one.source.url == server.url("/")


def test_news_without_dates(server: Server) -> None:
    """A list without dates is found as well, and it is said what that means."""
    rows = "".join(f'<li><a href="/n/{n}">Новина міста Зразкового номер {n}</a></li>' for n in range(5))
    [one] = found(server.on("/news", html(f"<ul class='news'>{rows}</ul>")))
    assert one.notes[0] == "no dates are seen on it: news will have the date on which Visnyk first saw it"


def test_dates_of_articles(server: Server) -> None:
    """A list without dates is not said to have none where its articles have them."""
    rows = "".join(f'<li><a href="/n/{n}">Новина міста Зразкового номер {n}</a></li>' for n in range(5))
    for n in range(2):
        text = f"Новина міста Зразкового номер {n} має продовження, яке варто прочитати всім мешканцям міста. " * 8
        head = f'<h1>Новина міста Зразкового номер {n}</h1><span class="when">{20 - n}.11.2026 10:00</span>'
        server.on(f"/n/{n}", html(f'<title>{n}</title>{head}<div class="text"><p>{text}</p></div>'))
    [one] = found(server.on("/news", html(f"<ul class='news'>{rows}</ul>")))
    assert one.source.article is not None and one.source.article.date == ("span.when",)
    assert one.notes == ()


@pytest.mark.parametrize("whole", [True, False])
def test_summaries(server: Server, whole: bool) -> None:
    """That articles can be read as well is said of a feed of summaries only after one was."""
    url = server.on("/rss", http(body=_RSS.replace(b"https://a.example", server.url("").encode())))
    if whole:
        text = "Новина міста, текст якої стоїть на сторінці, а не в стрічці новин. " * 8
        server.on("/1", html(f"<title>Новина</title><div><h1>Новина</h1><p>{text}</p></div>"))
    told: list[str] = []
    [one] = discover(url, HTTP, LIMITS, (), NOW, told.append)
    assert one.notes == ((WHOLE,) if whole else ())
    assert server.paths() == ["/rss", "/robots.txt", "/1"]
    assert told == [server.url(path) for path in server.paths()]


def test_what_is_known(server: Server) -> None:
    """A finding whose address, or whose news, a source has is marked; a page beside a known feed is looked at."""
    feed = server.on("/feed.rss", http(body=_RSS))
    announced = '<link rel="alternate" type="application/rss+xml" href="/feed.rss">'
    page = server.on("/events", html(announced + _PAGE))
    one, two = found(page, (Source("misto", Kind.FEED, feed.replace("http:", "https:") + "/", "A"),))
    assert (one.known, one.source.url, two.known, two.source.url) == ("misto", feed, None, page)
    server.on("/feed.rss", http(body=_RSS.replace(b"https://a.example/1", server.url("/n/0/").encode())))
    assert [one.known for one in found(page, (Source("misto", Kind.FEED, feed, "A"),))] == ["misto", "misto"]
    assert [one.known for one in found(page)] == [None]


def test_two_lists(server: Server) -> None:
    """Of two lists of news on a page, either can be picked; the articles of the first are looked at."""
    other = "".join(
        f'<div class="event"><a href="/e/{n}">Подія міста Зразкового номер {n}</a> <i>{20 - n}.10.2026</i></div>'
        for n in range(4)
    )
    one, two = found(server.on("/rss", html(_PAGE.replace("</html>", other))))
    assert one.source.list is not None and one.source.list.item == "ul.news > li"
    assert two.source.list is not None and two.source.list.item == "div.event"
    assert server.paths().count("/rss") == 1, "a usual place of feeds, but it was asked for already"
    assert "/n/0" in server.paths() and "/e/0" not in server.paths()


def test_channels(server: Server, sites: dict[str, Site], monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel by its name is its preview; one that is unknown or private says so."""
    given: Callable[[str], tuple[str, bool]] = lambda text: (server.url(f"/s/{text[1:]}"), True)  # noqa: E731
    monkeypatch.setattr("feeds.jobs.discover.pasted_address", given)
    server.on("/s/misto", http(body=sites["channel"].answers["/s/misto_zrazok"][2]))
    [one] = found("@misto")
    assert (one.source.kind, one.source.id, one.how) == (Kind.TELEGRAM, "misto", "a channel of Telegram")
    server.on("/s/nobody", html("<div class='tgme_page'>Contact @nobody</div>"))
    assert "the channel does not exist" in reason("@nobody").message


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/rss", _RSS, Kind.FEED),
        ("/feed.json", b'\xef\xbb\xbf{"version": "https://jsonfeed.org/version/1", "title": "J", "items": [{"id": "1", '
         b'"content_text": "x"}]}', Kind.JSONFEED),
        ("/wp-json/wp/v2/posts", b'[{"id": 1, "link": "https://a.example/1", "title": {"rendered": "T"}, "content": '
         b'{"rendered": "x"}}]', Kind.WORDPRESS),
    ],
)  # fmt: skip
def test_a_feed_itself(server: Server, path: str, body: bytes, kind: Kind) -> None:
    """The address of a feed is that feed, whatever media type it comes with; nothing else is asked."""
    url = server.on(path, http(body=body, content_type="text/html"))
    [one] = found(url)
    assert (one.source.kind, one.source.url, one.how) == (kind, url, "the address itself")
    assert server.paths() == [path]


def test_announced_feeds(server: Server) -> None:
    """Of announced feeds, those with entries are findings under their own titles; nothing is guessed then."""
    server.on("/empty", http(body=_EMPTY))
    server.on("/good", http(body=_RSS))
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}" title="{path[1:]}">'
        for path in ("/empty", "/broken", "/good", "/fourth")
    )
    [one] = found(server.on("/", html(f"{links}{_PAGE}")))
    assert (one.source.url, one.source.title, one.source.id) == (server.url("/good"), "Стрічка", "strichka")
    assert one.how == "announced by the page as “good”"
    assert one.notes == ()  # its articles are elsewhere
    assert server.paths() == ["/", "/empty", "/broken", "/good"]


def test_usual_places(server: Server) -> None:
    """A feed that nobody announces is found where feeds usually are."""
    server.on("/rss.xml", http(body=_RSS))
    [one] = found(server.on("/about", html(_PAGE)))
    assert (one.source.kind, one.source.url) == (Kind.FEED, server.url("/rss.xml"))
    assert one.how == "where sites usually have a feed"
    assert server.paths() == ["/about", "/feed/", "/rss", "/rss.xml"]


@pytest.mark.parametrize(
    ("reply", "asked"),
    [(http("503 Busy"), 2), (html(_PAGE), 2), (http(body=_EMPTY), 2 + 4)],
    ids=["busy", "one answer for all", "empty"],
)
def test_guessing_ends_early(server: Server, reply: bytes, asked: int) -> None:
    """A site that is busy, or answers everything alike, is not asked for one guess after another; its page is read."""
    for path in ("/feed/", "/rss", "/rss.xml", "/news/rss/", "/feed.xml"):
        server.on(path, reply)
    [one] = found(server.on("/", html(_PAGE)))
    assert one.source.kind is Kind.PAGE
    assert len([path for path in server.paths() if path in ("/", "/robots.txt") or "/n/" not in path]) == asked + 1


def test_robots_are_kept_to(server: Server) -> None:
    """A page that the site closes to programs is no finding, and its articles are not asked for."""
    server.on("/robots.txt", http(body=b"User-agent: *\nDisallow: /news\n", content_type="text/plain"))
    error = reason(server.on("/news", html(_PAGE)))
    assert f"{server.url('/robots.txt')} forbids /news to Visnyk" in error.message
    assert error.code == "robots"
    server.on("/robots.txt", http(body=b"User-agent: *\nDisallow: /n/\nCrawl-delay: 0.01\n", content_type="text/plain"))
    [one] = found(server.url("/news"))
    assert one.source.article is None
    assert "forbids /n/0 to Visnyk" in one.notes[0]


def test_robots_that_cannot_be_had(server: Server) -> None:
    """While nobody knows what robots.txt says, pages are closed; one that is gone closes nothing."""
    url = server.on("/news", html(_PAGE))
    server.on("/robots.txt", http("500 Broken"))
    error = reason(url)
    assert f"{server.url('/robots.txt')}: answered 500 Broken; until it is there" in error.message
    assert error.code == "http-500"
    server.on("/robots.txt", http("410 Gone"))
    assert found(url)[0].source.kind is Kind.PAGE


def test_text_that_is_looked_for(server: Server) -> None:
    """Where two articles do not show by name where their text is, full_text finds it, if it does."""
    for n in range(2):
        text = f"Новина міста Зразкового номер {n} має продовження, яке варто прочитати всім мешканцям міста. " * 8
        server.on(
            f"/n/{n}", html(f"<title>{n}</title><div><h2>Новина міста Зразкового номер {n}</h2><p>{text}</p></div>")
        )
    [one] = found(server.on("/", html(_PAGE)))
    assert (one.source.article, one.source.full_text, one.notes) == (None, True, ())


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (http("404 Not Found"), "http-404", "answered 404"),
        (http("410 Gone"), "gone", "gone for good"),
        (html(""), "empty", "the answer is empty"),
        (html("<p>Про місто"), "no-entries", "no list of news is seen on"),
        (html('<form><input type="password"></form>'), "login-page", "a page to sign in"),
        (html("<title>Just a moment...</title>"), "block-page", "keeps programs out"),
        (html("<title>404</title><h1>Сторінку не знайдено</h1>"), "error-page", "this is an error page"),
        (http(body=_EMPTY), "no-entries", "it has no entries"),
        (http(body=b"{}"), "no-entries", "no JSON Feed"),
        (http(body=b"[1]"), "no-entries", "the top level is no object"),
    ],
)
def test_reasons(server: Server, reply: bytes, code: str, words: str) -> None:
    """An address that gives no news is named with the reason, in one line."""
    url = server.on("/x", reply)
    error = reason(url)
    assert (error.code, url in error.message, words in error.message) == (code, True, True), error.message
    if "keeps programs out" in words:
        assert server.paths() == ["/x"]


def test_no_address() -> None:
    """What is no address is refused before anybody is asked; so is an address in a private network."""
    assert reason("two words").code == "bad-url"
    assert reason("http://10.0.0.1/").code == "private-address"


def test_http_where_https_is_not(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address pasted without a scheme is asked over http if nobody answers over https."""
    server.on("/rss", http(body=_RSS))
    given: Callable[[str], tuple[str, bool]] = lambda text: (f"https://{text}", False)  # noqa: E731
    monkeypatch.setattr("feeds.jobs.discover.pasted_address", given)
    [one] = discover(f"127.0.0.1:{server.port}/rss", replace(HTTP, connect_seconds=0.2), LIMITS, (), NOW)
    assert one.source.url == server.url("/rss")


def test_permanent_redirects_are_taken(server: Server) -> None:
    """Where the site moved for good is what is added."""
    server.on("/old", http("301 Moved Permanently", location="/rss"))
    server.on("/rss", http(body=_RSS))
    assert found(server.url("/old"))[0].source.url == server.url("/rss")


def test_ids_of_others_are_left_alone(sites: dict[str, Site]) -> None:
    """What is found never has the id of a source that is there already."""
    known = Source("misto-zrazok", Kind.FEED, "https://a.example/", "A")
    [one] = found(sites["channel"].address, (known,))
    assert one.source.id == "misto-zrazok-2"
