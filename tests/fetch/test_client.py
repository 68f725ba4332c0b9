"""Outcomes of a fetch: new, unchanged, gone, refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feeds.fetch.client import Fetched, Gone, NotModified

from .conftest import AGENT, failure, fetch
from .loopback import Server, http

ETAG, DATE = 'W/"1-a"', "Sat, 28 Feb 2026 10:00:00 GMT"


def test_a_new_body_comes_with_all_that_is_worth_remembering(server: Server) -> None:
    """A 200 yields body, headers, validators and freshness."""
    reply = http(
        body=b"<rss/>", ETag=ETAG, Last_Modified=DATE, Cache_Control="max-age=600", Age=100, Content_Type="text/xml"
    )
    url = server.on("/feed", reply)
    outcome = fetch(url)
    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.permanent_url, outcome.body) == (url, None, b"<rss/>")
    assert (outcome.etag, outcome.last_modified, outcome.max_age) == (ETAG, DATE, timedelta(seconds=500))
    assert outcome.headers["content-type"] == "text/xml"


def test_a_request_says_honestly_who_asks_and_for_what(server: Server) -> None:
    """The User-Agent is the configured one, feeds are asked for, gzip and deflate offered, no cookie or proxy used."""
    fetch(server.on("/", http()))
    headers = server.asked[0].headers
    assert headers["user-agent"] == AGENT
    assert "application/atom+xml" in headers["accept"] and "application/feed+json" in headers["accept"]
    assert headers["accept-encoding"] == "gzip, deflate"
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}


def test_validators_are_sent_exactly_as_stored(server: Server) -> None:
    """If-None-Match and If-Modified-Since repeat the stored text, and an unchanged feed is ``NotModified``."""
    url = server.on("/", http("304 Not Modified"))
    outcome = fetch(url, etag='W/"Київ,1"', last_modified="some time ago")
    assert server.asked[0].headers["if-none-match"] == 'W/"Київ,1"'
    assert server.asked[0].headers["if-modified-since"] == "some time ago"
    assert outcome == NotModified(None, 'W/"Київ,1"', "some time ago", None)


@pytest.mark.parametrize(
    ("known", "header"),
    [({"etag": ETAG}, "if-none-match"), ({"last_modified": DATE}, "if-modified-since")],
)
def test_one_validator_is_enough(server: Server, known: dict[str, str], header: str) -> None:
    """A server that knows only ETags, or only dates, is asked with what it gave."""
    outcome = fetch(server.on("/", http("304 Not Modified")), **known)
    assert isinstance(outcome, NotModified)
    assert {name for name in server.asked[0].headers if name.startswith("if-")} == {header}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"ETag": '"2"'}, ('"2"', DATE)),
        ({"Last_Modified": "Sun, 01 Mar 2026 11:00:00 GMT"}, (ETAG, "Sun, 01 Mar 2026 11:00:00 GMT")),
        ({}, (ETAG, DATE)),
    ],
)
def test_a_304_may_bring_new_validators(server: Server, sent: dict[str, Any], kept: tuple[str, str]) -> None:
    """Validators that a 304 brings replace the stored ones; those that it leaves out stay."""
    url = server.on("/", http("304 Not Modified", Cache_Control="max-age=60", **sent))
    outcome = fetch(url, etag=ETAG, last_modified=DATE)
    assert outcome == NotModified(None, *kept, max_age=timedelta(seconds=60))


def test_a_new_body_replaces_both_validators(server: Server) -> None:
    """A 200 without validators leaves none: the old ones belong to another body."""
    outcome = fetch(server.on("/", http(body=b"x")), etag=ETAG, last_modified=DATE)
    assert isinstance(outcome, Fetched)
    assert (outcome.etag, outcome.last_modified) == (None, None)


def test_a_304_that_nobody_asked_for_is_an_error(server: Server) -> None:
    """Without a copy at hand "not modified" means that there is nothing."""
    assert failure(server.on("/", http("304 Not Modified"))).code == "http-304"


def test_410_is_gone(server: Server) -> None:
    """A 410 is an outcome of its own."""
    url = server.on("/", http("410 Gone", body=b"bye"))
    assert fetch(url) == Gone(url)


@pytest.mark.parametrize(
    "status", ["204 No Content", "206 Partial Content", "400 Bad Request", "404 Not Found", "500 Oops"]
)
def test_other_answers_are_errors_that_quote_the_server(server: Server, status: str) -> None:
    """Code and message carry status and reason phrase."""
    error = failure(server.on("/", http(status)))
    assert error.code == f"http-{status[:3]}"
    assert status in error.message
    assert error.retry_after is None


@pytest.mark.parametrize(("status", "message"), [("503", "answered 503 Service Unavailable"), ("599", "answered 599")])
def test_a_missing_reason_phrase_is_filled_in(server: Server, status: str, message: str) -> None:
    """Where the server gives no phrase, the standard one is used if there is one."""
    assert failure(server.on("/", http(status))).message == message


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable", "403 Forbidden"])
@pytest.mark.parametrize("value", ["120", "Sun, 01 Mar 2026 12:02:00 GMT"])
def test_retry_after_travels_with_the_error(server: Server, status: str, value: str) -> None:
    """Every error status may say when to come back, in seconds or as a date."""
    error = failure(server.on("/", http(status, Retry_After=value)))
    assert error.retry_after == timedelta(seconds=120)


def test_cookies_are_neither_kept_nor_sent(server: Server) -> None:
    """A cookie that is set on a redirect is not sent back."""
    server.on("/b", http(body=b"x"))
    fetch(server.on("/a", http("302 Found", Location="/b", Set_Cookie="id=1")))
    assert server.paths() == ["/a", "/b"]
    assert "cookie" not in server.asked[1].headers


def test_early_hints_are_passed_over(server: Server) -> None:
    """Informational answers before the real one are no answer (RFC 9110 §15.2)."""
    outcome = fetch(server.on("/", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3 + http(body=b"news")))
    assert isinstance(outcome, Fetched) and outcome.body == b"news"


def test_credentials_in_the_configured_url_go_to_that_server_only(server: Server, another_server: Server) -> None:
    """They are sent as Basic authorization, never forwarded, and never part of what is remembered."""
    target = another_server.on("/feed", http(body=b"x"))
    url = server.on("/", http("301 Moved Permanently", Location=target)).replace("http://", "http://user:secret@")
    outcome = fetch(url)
    assert server.asked[0].headers["authorization"].startswith("Basic ")
    assert "authorization" not in another_server.asked[0].headers
    assert isinstance(outcome, Fetched) and outcome.url == outcome.permanent_url == target
    server.on("/", http(body=b"x"))
    assert "secret" not in repr(fetch(url))
    server.on("/", http("500 Oops"))
    assert "secret" not in failure(url).message
