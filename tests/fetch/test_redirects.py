"""Redirects, hop by hop."""

from __future__ import annotations

import pytest

from feeds.fetch.client import Fetched, Gone, NotModified

from .conftest import failure, fetch
from .loopback import Server, http

PHRASES = {
    301: "Moved Permanently",
    302: "Found",
    303: "See Other",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
}


def chain(server: Server, *statuses: int, end: bytes = http(body=b"news")) -> str:
    """``/0`` redirects to ``/1`` and so on with those statuses, up to ``end``; the first URL."""
    for number, status in enumerate(statuses):
        server.on(f"/{number}", http(f"{status} {PHRASES[status]}", body=b"moved", Location=f"/{number + 1}"))
    server.on(f"/{len(statuses)}", end)
    return server.url("/0")


@pytest.mark.parametrize(
    ("statuses", "remembered"),
    [
        ((), None),
        ((301,), "/1"),
        ((308,), "/1"),
        ((302,), None),
        ((303,), None),
        ((307,), None),
        ((301, 308, 301), "/3"),
        ((301, 302), "/1"),
        ((301, 307, 301), "/1"),
        ((302, 301), None),
        ((308, 301, 303, 308), "/2"),
    ],
)
def test_only_a_leading_chain_of_permanent_redirects_is_remembered(
    server: Server, statuses: tuple[int, ...], remembered: str | None
) -> None:
    """The URL to ask from now on is the last one before the first temporary redirect."""
    outcome = fetch(chain(server, *statuses))
    assert isinstance(outcome, Fetched)
    assert outcome.url == server.url(f"/{len(statuses)}")
    assert outcome.permanent_url == (remembered and server.url(remembered))


def test_a_chain_that_comes_back_to_a_remembered_url_stays_broken(server: Server) -> None:
    """After a temporary hop nothing is permanent any more, even from a URL reached permanently before."""
    server.on("/a", http("301 Moved", Location="/b"))
    server.on("/b", http("302 Found", Location="/c"), http("301 Moved", Location="/d"))
    server.on("/c", http("302 Found", Location="/b"))
    server.on("/d", http(body=b"news"))
    outcome = fetch(server.url("/a"))
    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.permanent_url) == (server.url("/d"), server.url("/b"))


def test_validators_are_sent_on_every_hop(server: Server) -> None:
    """The feed at the end of a redirect can answer 304, and the permanent URL is told all the same."""
    outcome = fetch(chain(server, 301, 302, end=http("304 Not Modified")), etag='"1"')
    assert [asked.headers.get("if-none-match") for asked in server.asked] == ['"1"'] * 3
    assert outcome == NotModified(server.url("/1"), '"1"', None, None)


def test_hops_on_one_host_share_a_connection(server: Server) -> None:
    """A redirect's body does not cost a new connection."""
    fetch(chain(server, 301, 302, 307))
    assert server.connections == 1


def test_gone_behind_a_redirect_names_the_url_that_is_gone(server: Server) -> None:
    """The outcome tells which address answered 410."""
    assert fetch(chain(server, 302, end=http("410 Gone"))) == Gone(server.url("/1"), redirected=True)


def test_an_error_behind_a_redirect_names_the_url_asked(server: Server) -> None:
    """The message shows where the redirect led."""
    error = failure(chain(server, 302, end=http("404 Not Found")))
    assert error.code == "http-404" and server.url("/1") in error.message


def test_as_many_redirects_as_allowed_are_followed(server: Server) -> None:
    """The limit itself is no loop; one more is."""
    assert isinstance(fetch(chain(server, 302, 302), max_redirects=2), Fetched)
    error = failure(chain(server, 302, 302, 302), max_redirects=2)
    assert error.code == "redirect-loop" and "more than 2 redirects" in error.message


def test_a_loop_ends(server: Server) -> None:
    """A URL that redirects to itself ends after the allowed number of redirects."""
    assert failure(server.on("/", http("301 Moved", Location="/"))).code == "redirect-loop"
    assert len(server.asked) == 6


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_nowhere_is_an_error(server: Server, status: int) -> None:
    """A redirect without Location is ``bad-redirect``."""
    assert failure(server.on("/", http(f"{status} Moved"))).code == "bad-redirect"


@pytest.mark.parametrize(
    "location", ["ftp://news.example/", "file:///etc/passwd", "javascript:1", "http://", "http://a b/"]
)
def test_a_redirect_to_something_else_than_http_is_an_error(server: Server, location: str) -> None:
    """Only http and https URLs with a host are followed."""
    assert failure(server.on("/", http("302 Found", Location=location))).code == "bad-redirect"


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "//10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://2886729729/",
        "http://0xa.1/",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(server: Server, location: str) -> None:
    """Each hop passes the guard, in every spelling of the address."""
    error = failure(server.on("/", http("302 Found", Location=location)))
    assert error.code == "private-address"


def test_a_redirect_to_a_private_name_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name at a later hop is resolved by the same guard."""
    from .test_guard import Names

    Names(monkeypatch, ["192.168.0.1"])
    error = failure(server.on("/", http("302 Found", Location="http://news.example/")))
    assert error.code == "private-address" and "192.168.0.1" in error.message


def test_credentials_in_a_location_are_not_sent(server: Server) -> None:
    """A redirect cannot make us log in somewhere."""
    server.on("/b", http(body=b"x"))
    target = server.url("/b").replace("http://", "http://user:secret@")
    outcome = fetch(server.on("/a", http("301 Moved", Location=target)))
    assert "authorization" not in server.asked[1].headers
    assert isinstance(outcome, Fetched) and outcome.permanent_url == server.url("/b")
