"""Errors: in the reader's language and the form that was asked for, with the way back and nothing of the inside."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from tests.webapp.city import City, app_for
from tests.webapp.page import parsed, text
from webapp.errors import problem_of

STATUSES = (400, 403, 404, 405, 410, 413, 429, 500, 503)


def _failing(reading: City) -> Flask:
    """The viewer, and an address for each error."""
    app = app_for(reading)

    @app.get("/<any(en, uk):ui>/fail/<int:status>")
    def fail(status: int) -> str:
        abort(status)

    @app.get("/en/busy/<int:seconds>")
    def busy(seconds: int) -> str:
        raise TooManyRequests(retry_after=seconds)

    @app.get("/en/away")
    def away() -> str:
        raise ServiceUnavailable(retry_after=datetime.now(UTC) + timedelta(minutes=10))

    @app.get("/fail.<ending>")
    def other(ending: str) -> str:
        raise RuntimeError("secret detail")

    return app


@pytest.mark.parametrize("status", STATUSES)
def test_each_error_has_a_page(reading: City, status: int) -> None:
    """Every error has its own title and sentence, and leads to the news, the archive and the search."""
    response = _failing(reading).test_client().get(f"/en/fail/{status}")
    page = parsed(response.text)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    with app_for(reading).test_request_context("/en/"):
        problem = problem_of(status)
        others = [problem_of(other).title for other in STATUSES if other != status]
    assert text(page.find(".//h1")) == problem.title
    assert problem.title not in others
    assert problem.detail in text(page)
    main = page.get_element_by_id("main")
    assert {"/en/", "/en/archive"} <= set(main.xpath(".//a/@href"))
    (form,) = main.xpath(".//form")
    assert (form.get("action"), form.xpath(".//input/@name")) == ("/en/search", ["q"])
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert response.headers["Cache-Control"] == "no-store"


def test_the_language_is_that_of_the_address(reading: City) -> None:
    """The first part of the path says in which language an error is told, and where it leads."""
    page = parsed(_failing(reading).test_client().get("/uk/fail/404").text)
    assert page.get("lang") == "uk"
    assert "/uk/archive" in page.xpath("//main//a/@href")


@pytest.mark.parametrize(("accepted", "language"), [("uk,en;q=0.5", "uk"), ("pl", "en"), ("", "en")])
def test_else_the_browser_is_asked(client: FlaskClient, accepted: str, language: str) -> None:
    """Where the address says nothing, the browser does."""
    page = client.get("/nowhere", headers={"Accept-Language": accepted})
    assert parsed(page.text).get("lang") == language


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/feed+json, application/json;q=0.9", "json"),
        ("application/json", "json"),
        ("application/json, text/html;q=0.5, */*;q=0.1", "json"),
        ("application/problem+json", "json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("text/html, application/json;q=0.9", "html"),
        ("*/*", "html"),
        ("", "html"),
        ("image/png", "html"),
    ],
)
def test_programs_get_a_problem_document(client: FlaskClient, accept: str, form: str) -> None:
    """Who likes JSON better than HTML gets a problem document, everybody else a page."""
    response = client.get("/en/nowhere", headers={"Accept": accept})
    assert response.status_code == 404
    assert response.mimetype == ("application/problem+json" if form == "json" else "text/html")


def test_problem_document(client: FlaskClient) -> None:
    """A problem document has the members of RFC 9457, in words of the language that it names."""
    response = client.get("/editions/none.json")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Content-Language"] == "en"
    problem = json.loads(response.data)
    assert list(problem) == ["type", "title", "status", "detail"]
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", "Not Found", 404)
    assert problem["detail"].startswith("There is no page at this address.")


@pytest.mark.parametrize("path", ["/editions/none.atom", "/editions/none.rss", "/editions/none/3.atom", "/none.xml"])
def test_feeds_get_plain_text(client: FlaskClient, path: str) -> None:
    """At the address of a feed an error is a line of text, whatever the reader says that it takes."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (404, "text/plain")
    assert response.text.startswith("Page not found\n")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "in 1 second."), (30, "in 30 seconds."), (119, "in 119 seconds."), (121, "in 3 minutes."),
     (3600, "in 60 minutes."), (7201, "in 3 hours."), (200_000, "in 3 days.")],
)  # fmt: skip
def test_when_to_come_back(reading: City, seconds: int, words: str) -> None:
    """Who came too often is told for how long to wait, in words that are never too short, and in the header."""
    response = _failing(reading).test_client().get(f"/en/busy/{seconds}")
    assert (response.status_code, response.headers["Retry-After"]) == (429, str(seconds))
    assert f"Please try again {words}" in text(parsed(response.text))


def test_when_to_come_back_by_a_date(reading: City) -> None:
    """A moment to come back at is told as the time until then."""
    response = _failing(reading).test_client().get("/en/away")
    assert "Retry-After" in response.headers
    assert "Please try again in 10 minutes." in text(parsed(response.text))


@pytest.mark.parametrize("path", ["/en/", "/en/status", "/uk/entry/0123456789abcdef", "/sitemap.xml", "/en/about"])
def test_unreadable_store_is_503(client: FlaskClient, reading: City, path: str) -> None:
    """A store that cannot be read gives 503, says when to come back, and tells nothing of where it lies."""
    reading.locked = True
    response = client.get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "sqlite" not in response.text
    assert "30" in response.text


@pytest.mark.parametrize(
    ("ending", "form"), [("html", "text/html"), ("json", "application/problem+json"), ("rss", "text/plain")]
)
def test_unforeseen_errors_say_nothing(reading: City, ending: str, form: str) -> None:
    """A fault of ours gives a 500 without its details, in every form."""
    response = _failing(reading).test_client().get(f"/fail.{ending}")
    assert (response.status_code, response.mimetype) == (500, form)
    assert "The fault is ours." in response.text
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "path", ["/en/zzzmark", "/en/entry/zzzmark", "/en/source/zzzmark?q=zzzmark", "/zzzmark.json", "/zzzmark.rss",
             "/en/zzzmark%22%3E%3Cscript%3E", "/en/partner/zzzmark", "/en/archive/zzzmark"],
)  # fmt: skip
def test_nothing_of_the_request_comes_back(client: FlaskClient, path: str) -> None:
    """Whatever was asked for, no part of it is in the answer."""
    response = client.get(path)
    assert response.status_code == 404
    assert "zzzmark" not in response.text


def test_other_methods_are_refused(client: FlaskClient) -> None:
    """POST answers 405, says what is allowed, and says it to programs too."""
    response = client.post("/en/subscribe", data={"a": "b"})
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "Not that way" in response.text
    problem = client.post("/en/subscribe", data={"a": "b"}, headers={"Accept": "application/json"})
    assert (problem.get_json(force=True)["status"], "Allow" in problem.headers) == (405, True)


def test_statuses_without_words_of_their_own() -> None:
    """A status that nobody thought of has the words of its kind."""
    with app_for(City()).test_request_context("/en/"):
        assert problem_of(418).title == problem_of(400).title
        assert problem_of(507).title == problem_of(500).title
